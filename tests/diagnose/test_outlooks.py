"""Outlook and gain: exact against switching each cell, exact fractions, both conventions, undefined cells, refusals."""

from fractions import Fraction

import numpy as np
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from growthpole.diagnose import complexity_outlook, proximity, relatedness_density, relative_relatedness
from growthpole.dims import REASONS
from growthpole.errors import LabelMismatch

KINDS = ("max", "min", "sqrt", "cosine", "asymmetric", "jaccard")
TABLES = arrays(np.bool_, array_shapes(min_dims=2, max_dims=2, min_side=1, max_side=7))
M = [[1, 1, 0, 0], [1, 0, 1, 0], [1, 1, 1, 0], [0, 1, 0, 0]]


def matrix(values):
    values = np.asarray(values)
    coords = {"region": [f"r{i}" for i in range(values.shape[0])], "activity": list("abcdefgh"[: values.shape[1]])}
    return xr.DataArray(values, coords=coords, dims=["region", "activity"])


def complexity(m, seed=0):
    """Random PCI with a scale, missing where nobody has the activity."""
    values = np.random.default_rng(seed).normal(size=m.sizes["activity"])
    pci = xr.DataArray(values, coords={"activity": m.activity.values}, dims="activity", attrs={"scale": "z"})
    return pci.where(m.sum("region") > 0).assign_attrs(scale="z")


def switched(m, region, activity):
    changed = m.astype(float).copy()
    changed.loc[{"region": region, "activity": activity}] = 1.0
    return changed


@given(TABLES, st.sampled_from(KINDS), st.booleans(), st.integers(0, 100))
@settings(max_examples=60, deadline=None)
def test_the_gain_is_the_change_of_the_outlook(values, kind, include_self, seed):
    """Brute force: switch the cell, compute the outlook again with the same proximities."""
    m = matrix(values)
    pci, near = complexity(m, seed), proximity(m, kind)
    found = complexity_outlook(m, pci, kind, include_self=include_self)
    for region, activity in np.argwhere(found.cog_reason.values == 0):
        label = {"region": m.region.values[region], "activity": m.activity.values[activity]}
        after = complexity_outlook(switched(m, **label), pci, near, include_self=include_self)
        change = after.coi.sel(region=label["region"]) - found.coi.sel(region=label["region"])
        assert found.cog.sel(label).item() == pytest.approx(change.item(), abs=1e-12)


@given(TABLES)
@settings(max_examples=40, deadline=None)
def test_equal_to_exact_fractions(values):
    m = matrix(values)
    whole = np.arange(values.shape[1]) - 2
    pci = xr.DataArray(whole * 1.0, coords={"activity": m.activity.values}, dims="activity", attrs={"scale": "z"})
    columns = list(zip(*values.tolist(), strict=True))
    counts = [sum(column) for column in columns]
    phi = [
        [
            Fraction(sum(p and q for p, q in zip(a, b, strict=True)), max(counts[i], counts[j], 1))
            for j, b in enumerate(columns)
        ]
        for i, a in enumerate(columns)
    ]
    used = [k for k, count in enumerate(counts) if count]
    weight = {(a, b): phi[a][b] / sum(phi[a]) for a in used for b in used}
    found = complexity_outlook(m, pci, "max")
    for r, has in enumerate(values.tolist()):
        absent = [a for a in used if not has[a]]
        density = {a: sum(weight[a, b] for b in used if has[b]) for a in used}
        coi = sum(density[a] * int(whole[a]) for a in absent)
        assert found.coi.values[r] == pytest.approx(float(coi), abs=1e-13)  # a few terms below 10
        for k in absent:
            opens = sum(weight[c, k] * int(whole[c]) for c in absent if c != k)
            realised = density[k] * int(whole[k])
            cell = found.isel(region=r, activity=k)
            assert cell.opens.item() == pytest.approx(float(opens), abs=1e-13)
            assert cell.realised.item() == pytest.approx(float(realised), abs=1e-13)
            assert cell.cog.item() == pytest.approx(float(opens - realised), abs=1e-13)


@given(TABLES, st.sampled_from(KINDS), st.booleans())
@settings(max_examples=40, deadline=None)
def test_growth_lab_formulas(values, kind, include_self):
    """Written out with whole matrices, as its documentation gives them."""
    m = matrix(values)
    pci, near = complexity(m), proximity(m, kind)
    found = complexity_outlook(m, pci, near, "growthlab", include_self=include_self)
    density = relatedness_density(m, near, include_self)
    phi = near.fillna(0.0).values.copy()
    if not include_self:
        np.fill_diagonal(phi, 0.0)
    total = phi.sum(axis=1)
    weight = phi / np.where(total == 0, 1, total)[:, None]
    worth = pci.fillna(0.0).values
    option = ~values & ~np.isnan(density.values)
    expected = (option * worth) @ weight
    np.testing.assert_allclose(found.cog.values[option], expected[option], atol=1e-13)
    assert np.isnan(found.cog.values[~option]).all()
    raw = np.where(option, density.values * worth, 0.0).sum(axis=1)
    if raw.max() - raw.min() > 1e-6:
        np.testing.assert_allclose(found.coi, (raw - raw.mean()) / raw.std(), atol=1e-7)  # spread of 1e-6
    elif raw.max() == raw.min():
        assert (found.coi_reason == REASONS["not_applicable"]).all()


@given(TABLES, st.sampled_from(KINDS), st.booleans(), st.randoms(use_true_random=False))
@settings(max_examples=40, deadline=None)
def test_a_named_kind_is_the_array_in_any_order(values, kind, include_self, random):
    m = matrix(values)
    pci = complexity(m)
    labels = list(m.activity.values)
    random.shuffle(labels)
    named = complexity_outlook(m, pci, kind, include_self=include_self)
    near = proximity(m, kind).sel(activity=labels)
    array = complexity_outlook(m, pci.sel(activity=labels), near, include_self=include_self)
    for name in named:
        np.testing.assert_allclose(array[name], named[name], atol=1e-13)
    for name in ("coi", "cog", "opens", "realised", "density"):
        np.testing.assert_array_equal(array[f"{name}_reason"], named[f"{name}_reason"])
        np.testing.assert_array_equal(np.isnan(named[name]), named[f"{name}_reason"] != 0)
    density = relatedness_density(m, kind, include_self)
    np.testing.assert_array_equal(named.density, density)
    np.testing.assert_array_equal(named.density_reason, density.reason)


def test_options_present_and_empty_activities():
    m = matrix(M)
    found = complexity_outlook(m, complexity(m), "max")
    present, empty = REASONS["present"], REASONS["zero_activity"]
    assert found.cog_reason.values.tolist() == [
        [present, present, 0, empty],
        [present, 0, present, empty],
        [present, present, present, empty],
        [0, present, 0, empty],
    ]
    assert found.coi.sel(region="r2").item() == 0.0
    without = complexity_outlook(m.isel(activity=slice(0, 3)), complexity(m).isel(activity=slice(0, 3)), "max")
    np.testing.assert_array_equal(found.cog.isel(activity=slice(0, 3)), without.cog)
    np.testing.assert_array_equal(found.coi, without.coi)


def test_an_option_nobody_has_needs_no_complexity():
    m = matrix(M)
    full = xr.full_like(proximity(m).drop_vars("reason"), 0.5)
    found = complexity_outlook(m, complexity(m), full)
    assert (found.cog_reason.sel(activity="d") == REASONS["zero_activity"]).all()
    assert (found.density_reason == 0).all()
    known = complexity_outlook(m, complexity(m).fillna(2.0).assign_attrs(scale="atlas"), full)
    assert (known.cog_reason.sel(activity="d") == 0).all()


def test_the_value_axis_puts_complex_activities_first_and_the_net_does_not():
    """Two clusters, simple and complex; a diversified region with half of each. The net prefers the simple half."""
    rng = np.random.default_rng(7)
    simple, difficult = rng.random((40, 30)) < 0.6, rng.random((40, 30)) < 0.3
    level = np.linspace(0, 1, 40)[:, None]
    m = xr.DataArray(
        np.concatenate(
            [simple & (rng.random((40, 30)) < 1.2 - level), difficult & (rng.random((40, 30)) < level)], axis=1
        ),
        coords={"region": np.arange(40), "activity": np.arange(60)},
        dims=["region", "activity"],
    )
    pci = xr.DataArray(np.repeat([-1.0, 1.0], 30), coords={"activity": np.arange(60)}, dims="activity")
    found = complexity_outlook(m, pci.assign_attrs(scale="z"), "max").isel(region=30)
    option = found.cog_reason.values == 0
    worth = pci.values[option]
    first = worth[np.argsort(-found.opens.values[option])[:10]].mean()
    assert first > 0
    assert np.corrcoef(found.realised.values[option], worth)[0, 1] > 0.9
    assert np.corrcoef(found.cog.values[option], worth)[0, 1] < np.corrcoef(found.opens.values[option], worth)[0, 1]


def test_a_panel_is_each_of_its_tables():
    tables = [matrix(M), matrix(M[::-1]), matrix(np.ones((4, 4)))]
    x = xr.concat(tables, "period").assign_coords(period=[2020, 2021, 2022])
    one = complexity(tables[2])
    each = xr.concat([one, one * 2, one - 1], "period").assign_coords(period=[2020, 2021, 2022]).assign_attrs(scale="z")
    whole = complexity_outlook(x.transpose("activity", "period", "region"), each, "max")
    shared = complexity_outlook(x, one, proximity(tables[0]))
    assert whole.cog.dims == ("period", "region", "activity")
    assert whole.coi.dims == ("period", "region")
    for place, period in enumerate(x.period.values):
        table = x.sel(period=period, drop=True)
        single = complexity_outlook(table, each.sel(period=period, drop=True).assign_attrs(scale="z"), "max")
        fixed = complexity_outlook(table, one, proximity(tables[0]))
        for name in ("coi", "cog", "opens", "realised", "density"):
            np.testing.assert_array_equal(whole[name].isel(period=place), single[name])
            np.testing.assert_array_equal(shared[name].isel(period=place), fixed[name])


def test_a_period_without_complexity_is_undefined_with_its_reason():
    x = xr.concat([matrix(M), matrix(M)], "period").assign_coords(period=[1, 2])
    one = complexity(matrix(M))
    pci = xr.concat([one, one * np.nan], "period").assign_coords(period=[1, 2]).assign_attrs(scale="z")
    codes = np.where(np.isnan(pci), REASONS["no_spectral_gap"], 0)
    found = complexity_outlook(x, pci.assign_coords(reason=(pci.dims, codes)), "max")
    for name in ("coi", "cog", "opens", "realised"):
        assert np.isnan(found[name].sel(period=2)).all()
        assert (found[f"{name}_reason"].sel(period=2) == REASONS["no_spectral_gap"]).all()
    np.testing.assert_array_equal(found.density.sel(period=2), found.density.sel(period=1))
    np.testing.assert_array_equal(found.coi.sel(period=1), complexity_outlook(matrix(M), one, "max").coi)


def test_variables_of_a_dataset_bring_their_own_reasons():
    """As complexity hands them over: the reasons stand in ``pci_reason``, those of the density in its own."""
    x = xr.concat([matrix(M), matrix(M)], "period").assign_coords(period=[1, 2])
    one = complexity(matrix(M))
    pci = xr.concat([one, one * np.nan], "period").assign_coords(period=[1, 2])
    codes = np.where(np.isnan(pci), REASONS["disconnected"], 0)
    dataset = xr.Dataset({"pci": pci.assign_attrs(scale="z")}).assign_coords(pci_reason=(pci.dims, codes))
    found = complexity_outlook(x, dataset["pci"], "max")
    assert (found.coi_reason.sel(period=2) == REASONS["disconnected"]).all()
    plain = relative_relatedness(relatedness_density(x, "max"), x)
    again = relative_relatedness(found["density"], x)
    assert again.identical(plain)


def test_results_say_scale_and_convention():
    m = matrix(M)
    found = complexity_outlook(m, complexity(m).assign_attrs(scale="atlas"), "max")
    assert found.attrs["scale"] == found.cog.attrs["scale"] == found.coi.attrs["scale"] == "atlas"
    assert "opens − realised" in found.cog.attrs["convention"]
    assert "order of options" in found.opens.attrs["convention"]
    lab = complexity_outlook(m, complexity(m), "max", convention="growthlab")
    assert "Growth Lab" in lab.cog.attrs["convention"]
    assert "standardised" in lab.coi.attrs["convention"]
    assert all(part.attrs["unit"] == "1" for part in (*found.values(), *lab.values()))


def test_failures(refused):
    m = matrix(M)
    pci = complexity(m)
    for scale in (None, "raw"):
        with refused("unknown-option", "scale", "atlas"):
            complexity_outlook(m, pci.assign_attrs(scale=scale), "max")
    with refused("unknown-option", "scale", "atlas"):
        complexity_outlook(m, pci.drop_attrs(), "max")
    with refused("missing-cells", "pci", "activity=b"):
        complexity_outlook(m, pci.where(pci.activity != "b").assign_attrs(scale="z"), "max")
    with refused("unknown-option", "convention", "oec"):
        complexity_outlook(m, pci, "max", "oec")
    with refused("unknown-option", "kind", "euclid"):
        complexity_outlook(m, pci, "euclid")
    with refused("negative-proximity"):
        complexity_outlook(m, pci, "correlation")
    with refused("label-mismatch", kind=LabelMismatch):
        complexity_outlook(m, pci.assign_coords(activity=list("abcz")), "max")
    with refused("missing-dims", "period"):
        complexity_outlook(m, pci.expand_dims(period=[2020]), "max")
    with refused("not-presences"):
        complexity_outlook(m * 0.5, pci, "max")


def test_presences_without_a_proximity_are_counted():
    m = matrix([[1, 1, 0], [1, 0, 1], [0, 1, 0]])
    reference = proximity(matrix([[1, 0, 1], [1, 0, 0], [1, 0, 1]]), "max")
    found = complexity_outlook(m, complexity(m), reference)
    np.testing.assert_array_equal(found.coverage, [0.5, 1, 0])
    assert found.coverage.attrs["unit"] == "1"
    assert (complexity_outlook(m, complexity(m), "max").coverage == 1).all()
