"""Value of an option: complexity against brute force, linkages against loops and printed tables, undefined cells."""

from fractions import Fraction

import numpy as np
import pytest
import xarray as xr
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from growthpole.diagnose import complexity_outlook, economic_complexity
from growthpole.dims import REASONS
from growthpole.errors import LabelMismatch
from growthpole.linkages import hypothetical_extraction, multipliers, technical_coefficients, worked_example
from growthpole.opportunities import complexity_value, linkage_value
from growthpole.tables import IOTable

TABLES = arrays(np.bool_, array_shapes(min_dims=2, max_dims=2, min_side=1, max_side=6))
M = [[1, 1, 0, 0], [1, 0, 1, 0], [1, 1, 1, 0], [0, 0, 0, 0]]


def matrix(values):
    values = np.asarray(values)
    coords = {"region": [f"r{i}" for i in range(values.shape[0])], "activity": list("abcdefgh"[: values.shape[1]])}
    return xr.DataArray(values, coords=coords, dims=["region", "activity"])


def complexity(values, scale="z"):
    return xr.DataArray(
        values, coords={"activity": list("abcdefgh"[: len(values)])}, dims="activity", attrs={"scale": scale}
    )


def table(seed, n=4):
    """A productive random table with some zero flows and a sector without output."""
    rng = np.random.default_rng(seed)
    a = rng.random((n, n)) * (rng.random((n, n)) < 0.6)
    a *= 0.6 / np.maximum(a.sum(0), 1e-9)
    f = rng.lognormal(2, 1, n)
    a[-1], a[:, -1], f[-1] = 0.0, 0.0, 0.0
    x = np.linalg.solve(np.eye(n) - a, f)
    names = [f"s{place}" for place in range(n)]
    z = xr.DataArray(a * x, coords={"supplier": names, "user": names})
    return IOTable(
        z,
        xr.DataArray(f[:, None], coords={"supplier": names, "category": ["f"]}),
        xr.DataArray((x - (a * x).sum(0))[None, :], coords={"factor": ["v"], "user": names}),
        xr.DataArray(x, coords={"supplier": names}),
        unit="1e6 CNY",
    )


# --- complexity ----------------------------------------------------------------------------------------------


@given(TABLES, st.data())
@settings(max_examples=60, deadline=None)
def test_delta_is_the_mean_with_the_option_less_the_mean_without(values, data):
    numbers = data.draw(st.lists(st.integers(-50, 50), min_size=values.shape[1], max_size=values.shape[1]))
    assume(values.any())
    worth = complexity_value(matrix(values), complexity(np.array(numbers) / 7), "max")
    for r, row in enumerate(values):
        for k, has in enumerate(row):
            held = [Fraction(numbers[b], 7) for b in range(len(row)) if row[b]]
            found = worth.delta_eci.values[r, k]
            if has or not held:
                assert np.isnan(found)
            else:
                expected = (sum(held) + Fraction(numbers[k], 7)) / (len(held) + 1) - sum(held) / len(held)
                # one sum of at most six numbers below 8
                assert found == pytest.approx(float(expected), abs=1e-14)


def test_in_the_atlas_scale_the_mean_is_the_index_itself():
    """ECI is the mean PCI of what a region has, so index plus change is the index after the entry, PCI held."""
    m = matrix([[1, 1, 0, 0, 1], [1, 0, 1, 0, 0], [1, 1, 1, 0, 0], [1, 1, 1, 1, 1], [0, 0, 1, 1, 0]])
    found = economic_complexity(m, scale="atlas")
    worth = complexity_value(m, found.pci, "max")
    after = m.copy(deep=True)
    after.loc["r1", "e"] = 1
    expected = float((after.sel(region="r1") * found.pci).sum() / after.sel(region="r1").sum())
    change = worth.delta_eci.sel(region="r1", activity="e").item()
    # the power method of the index stops at a residual of about 1e-12
    assert found.eci.sel(region="r1").item() + change == pytest.approx(expected, abs=1e-9)
    assert worth.attrs["scale"] == worth.delta_eci.attrs["scale"] == "atlas"


@given(TABLES)
@settings(max_examples=40, deadline=None)
def test_opens_is_that_of_the_outlook_and_never_the_net(values):
    m, pci = matrix(values), complexity(np.linspace(-1, 1, values.shape[1]))
    worth, outlook = complexity_value(m, pci, "max"), complexity_outlook(m, pci, "max")
    np.testing.assert_array_equal(worth.opens, outlook.opens)
    np.testing.assert_array_equal(worth.opens_reason, outlook.opens_reason)
    assert set(worth.data_vars) == {"opens", "delta_eci"}


@given(TABLES, st.randoms(use_true_random=False))
@settings(max_examples=40, deadline=None)
def test_the_order_of_labels_does_not_matter(values, random):
    m, pci = matrix(values), complexity(np.linspace(-1, 1, values.shape[1]) ** 3)
    activities, regions = list(m.activity.values), list(m.region.values)
    random.shuffle(activities)
    random.shuffle(regions)
    worth = complexity_value(m, pci, "max")
    moved = complexity_value(m.sel(region=regions, activity=activities), pci, "max")
    for name in ("opens", "delta_eci"):
        found = moved[name].sel(region=m.region, activity=m.activity)
        np.testing.assert_allclose(found, worth[name], atol=1e-14)  # sums of at most six in another order
        np.testing.assert_array_equal(
            moved[f"{name}_reason"].sel(region=m.region, activity=m.activity), worth[f"{name}_reason"]
        )


def test_reasons_and_panels_of_complexity():
    pci = complexity([-1.0, 0.0, 1.0, np.nan])
    worth = complexity_value(matrix(M), pci, "max")
    p, empty, nothing = REASONS["present"], REASONS["zero_activity"], REASONS["zero_region"]
    assert worth.delta_eci_reason.values.tolist() == [
        [p, p, 0, empty],
        [p, 0, p, empty],
        [p, p, p, empty],
        [nothing, nothing, nothing, empty],
    ]
    assert worth.opens_reason.values[3].tolist() == [0, 0, 0, empty]
    panel = xr.concat([matrix(M), matrix(M[::-1])], "period").assign_coords(period=[2020, 2021])
    both = complexity_value(panel.transpose("activity", "period", "region"), pci, "max")
    np.testing.assert_array_equal(both.delta_eci.sel(period=2020), worth.delta_eci)
    np.testing.assert_array_equal(both.opens.sel(period=2021), worth.opens[::-1])
    undefined = pci.copy(data=np.full(4, np.nan)).assign_coords(reason=("activity", [REASONS["disconnected"]] * 4))
    lost = complexity_value(matrix(M), undefined, "max")
    assert (lost.delta_eci_reason == REASONS["disconnected"]).all()


def test_failures_of_complexity(refused):
    with refused("unknown-option", "atlas, z"):
        complexity_value(matrix(M), complexity([0.0] * 4, scale=None), "max")
    with refused("missing-cells", "pci"):
        complexity_value(matrix(M), complexity([np.nan, 0, 0, 0]), "max")


# --- linkages ------------------------------------------------------------------------------------------------


def test_the_printed_multipliers_and_losses():
    """Miller and Blair (2009): multipliers 1.518 and 1.452 (ch. 6), and the losses of the example by extraction."""
    worth = linkage_value(worked_example(), {"grain": "1", "cars": "2", "vans": "2"})
    np.testing.assert_allclose(worth.multiplier, [1.518, 1.452, 1.452], atol=5e-4)  # printed with three decimals
    assert worth.shared_by.values.tolist() == [1, 2, 2]
    assert worth.sector.values.tolist() == ["1", "2", "2"]
    lost = hypothetical_extraction(worked_example(), include_own=False)
    np.testing.assert_allclose(worth.extraction_loss * 3000, lost.sel(supplier=["1", "2", "2"]), rtol=1e-14)
    assert "expected_linkage" not in worth


SECTORS = {"a": "s0", "b": "s0", "c": "s1", "d": None, "e": "s2", "f": "s3"}


def chances(seed, regions=3):
    rng = np.random.default_rng(seed)
    codes = rng.choice([0, 0, 0, REASONS["present"], REASONS["zero_activity"]], (regions, len(SECTORS)))
    values = np.where(codes == 0, rng.random(codes.shape), np.nan)
    coords = {"region": [f"r{i}" for i in range(regions)], "activity": list(SECTORS)}
    found = xr.DataArray(values, coords=coords, dims=["region", "activity"])
    return found.assign_coords(reason=(found.dims, codes))


@given(st.integers(0, 2000))
@settings(max_examples=40, deadline=None)
def test_expected_linkage_by_loops(seed):
    io, p = table(seed), chances(seed)
    worth = linkage_value(io, SECTORS, probabilities=p)
    a = technical_coefficients(io)
    for region in p.region.values:
        best = {}
        for activity, sector in SECTORS.items():
            cell = p.sel(region=region, activity=activity)
            known = 1.0 if int(cell.reason) == REASONS["present"] else float(cell)
            if sector and not np.isnan(known):
                best[sector] = max(best.get(sector, 0.0), known)
        for activity, sector in SECTORS.items():
            found = worth.expected_linkage.sel(region=region, activity=activity)
            share = worth.coverage.sel(region=region, activity=activity)
            code = int(found.expected_linkage_reason)
            if sector is None:
                assert code == int(share.coverage_reason) == REASONS["missing"]
                continue
            if sector == "s3":
                assert code in {REASONS["present"], REASONS["zero_activity"]}
                continue
            links = {s: float(a.loc[sector, s] + a.loc[s, sector]) for s in io.sectors if s != sector}
            known = {s: link for s, link in links.items() if s in best}
            total = sum(links.values())
            if total > 0:
                assert float(share) == pytest.approx(sum(known.values()) / total, abs=1e-12)
            if int(p.reason.sel(region=region, activity=activity)) == REASONS["present"]:
                assert code == REASONS["present"]
            elif total > 0 and not any(known.values()):
                assert code == REASONS["missing"]
            else:
                assert code == 0
                # a sum of three products below 2
                assert float(found) == pytest.approx(sum(best[s] * link for s, link in known.items()), abs=1e-12)


@given(st.integers(0, 2000), st.randoms(use_true_random=False))
@settings(max_examples=30, deadline=None)
def test_linkage_bounds_and_order(seed, random):
    io, p = table(seed), chances(seed).drop_vars("reason").fillna(0.5)
    worth = linkage_value(io, SECTORS, probabilities=p)
    certain = linkage_value(io, SECTORS, probabilities=xr.ones_like(p))
    everything = linkage_value(io, SECTORS, pole=io.sectors)
    known = ~np.isnan(worth.expected_linkage.values)
    assert (worth.expected_linkage.values[known] <= certain.expected_linkage.values[known] + 1e-15).all()
    # with certainty everywhere the expected linkage is the whole one, as to a pole of all sectors
    np.testing.assert_allclose(certain.expected_linkage[0], everything.pole_linkage, atol=1e-14)
    names = list(SECTORS)
    random.shuffle(names)
    array = xr.DataArray([SECTORS[name] or "" for name in names], coords={"activity": names}, dims="activity")
    moved = linkage_value(io, array, probabilities=p)
    for name in worth.data_vars:
        np.testing.assert_allclose(moved[name].sel(activity=list(SECTORS)), worth[name], atol=1e-15)


def test_reasons_of_linkages():
    io = table(3)
    worth = linkage_value(io, SECTORS, pole=["s0", "s1"])
    missing, idle = REASONS["missing"], REASONS["zero_activity"]
    for name in ("multiplier", "extraction_loss", "pole_linkage"):
        assert worth[f"{name}_reason"].values.tolist() == [0, 0, 0, missing, 0, idle]
        np.testing.assert_array_equal(np.isnan(worth[name]), worth[f"{name}_reason"] != 0)
    a = technical_coefficients(io).values
    assert worth.pole_linkage.sel(activity="a").item() == pytest.approx(a[0, 1] + a[1, 0])  # not with its own sector
    assert worth.multiplier.sel(activity="e").item() == multipliers(io).sel(user="s2").item()


def test_failures_of_linkages(refused):
    io, p = worked_example(), chances(1).drop_vars("reason").fillna(0.5)
    with refused("not-an-io-table", "dict"):
        linkage_value({}, {"a": "1"})
    with refused("no-such-sector", "steel", "sector_of", kind=LabelMismatch):
        linkage_value(io, {"a": "steel"})
    with refused("not-a-mapping", "sector_of", "list"):
        linkage_value(io, ["1"])
    with refused("one-table", "sector_of"):
        linkage_value(io, p)
    with refused("repeated-labels", "a", kind=LabelMismatch):
        linkage_value(io, xr.DataArray(["1", "2"], coords={"activity": ["a", "a"]}, dims="activity"))
    with refused("no-such-sector", "pole", kind=LabelMismatch):
        linkage_value(io, {"a": "1"}, pole="3")
    sectors = dict.fromkeys(SECTORS, "1")
    with refused("not-shares", "probabilities", "region=r0, activity=a"):
        linkage_value(io, sectors, probabilities=p * 0 + 1.5)
    with refused("not-levels", "probabilities"):
        linkage_value(io, sectors, probabilities=p - 1)
    with refused("missing-cells", "probabilities", "region=r0, activity=a"):
        linkage_value(io, sectors, probabilities=p.where(p.activity != "a"))
    with refused("label-mismatch", "f", kind=LabelMismatch):
        linkage_value(io, dict.fromkeys("abcde", "1"), probabilities=p)
    with refused("missing-dims", "region"):
        linkage_value(io, sectors, probabilities=p.isel(region=0))
    with refused("one-table", "period"):
        linkage_value(io, sectors, probabilities=p.expand_dims(period=[2020]))
    flows = io.z.values * [[1, 1], [1, -1]]
    f = io.output.values - flows.sum(1)
    v = io.output.values - flows.sum(0)
    negative = IOTable(
        io.z.copy(data=flows), io.final_demand.copy(data=f[:, None]), io.value_added.copy(data=v[None]), io.output
    )
    with refused("io-negative-flows", "expected_linkage"):
        linkage_value(negative, sectors, probabilities=p)
