"""Economic complexity: the exact eigenvector, its conventions, and matrices that have none."""

import numpy as np
import pytest
import xarray as xr
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from growthpole.diagnose import economic_complexity
from growthpole.diagnose._spectrum import components
from growthpole.dims import REASONS
from growthpole.errors import LabelMismatch, Undefined

MATRICES = arrays(bool, array_shapes(min_dims=2, max_dims=2, min_side=2, max_side=9), elements=st.booleans())
SMALL = [[1, 1, 1], [0, 1, 1], [0, 1, 1], [0, 0, 1]]
TWO_PARTS = [[1, 1, 0, 0], [1, 1, 0, 0], [0, 0, 1, 0], [0, 0, 1, 1]]


def matrix(values):
    values = np.asarray(values)
    labels = {
        "region": [f"R{i}" for i in range(values.shape[0])],
        "activity": [f"A{i}" for i in range(values.shape[1])],
    }
    return xr.DataArray(values, coords=labels, dims=["region", "activity"])


def as_panel(m):
    """One period, so that a matrix without complexity is NaN and not refused."""
    return m.expand_dims(period=[2020])


def by_plain_eigenvectors(values):
    """ECI and PCI from the two non-symmetric problems, each solved on its own, plain z-scores."""
    m = np.asarray(values, dtype=float)
    d, u = m.sum(1), m.sum(0)
    found = []
    for walk in ((m / d[:, None]) @ (m / u).T, (m / u).T @ (m / d[:, None])):
        eigenvalues, vectors = np.linalg.eig(walk)
        second = vectors[:, np.argsort(eigenvalues.real)[-2]].real
        found.append(second)
    return found


def random_matrix(seed, shape=(12, 30), share=0.4):
    values = np.random.default_rng(seed).random(shape) < share
    values[0], values[:, 0] = True, True
    return values


# --- numbers -------------------------------------------------------------------------------------------------


def test_exact_eigenvector_of_a_small_matrix():
    """D = 3, 2, 2, 1 and U = 1, 3, 4: by hand T v = v/4 for v = (4, −2, −2, −4), whose mean weighted by D is 0."""
    found = economic_complexity(matrix(SMALL), "raw")
    np.testing.assert_allclose(found.eci, np.array([4, -2, -2, -4]) / np.sqrt(10), atol=1e-14)
    np.testing.assert_allclose(found.pci, np.array([16, 0, -4]) / np.sqrt(10), atol=1e-14)
    np.testing.assert_allclose(found.eigenvalue, [1, 1 / 4, 1 / 9], atol=1e-15)
    np.testing.assert_allclose(found.spectral_gap, 1 / 4 - 1 / 9, atol=1e-15)
    assert found.eigenvalue["rank"].values.tolist() == [1, 2, 3]


def test_scales_of_the_small_matrix():
    """Mean −1 and variance 9 of (4, −2, −2, −4); PCI (16, 0, −4) has mean 4 and variance 224/3.

    ecomplexity 0.5.3 gives the same for ``atlas`` (presence_test="manual").
    """
    atlas = economic_complexity(matrix(SMALL))
    np.testing.assert_allclose(atlas.eci, np.array([5, -1, -1, -3]) / 3, atol=1e-14)
    np.testing.assert_allclose(atlas.pci, np.array([17, 1, -3]) / 3, atol=1e-14)
    z = economic_complexity(matrix(SMALL), "z", ddof=1)
    np.testing.assert_allclose(z.eci, np.array([5, -1, -1, -3]) / np.sqrt(12), atol=1e-14)
    np.testing.assert_allclose(z.pci, np.array([12, -4, -8]) / np.sqrt(112), atol=1e-14)


@pytest.mark.parametrize("shape", [(8, 21), (21, 8)])
def test_numbers_of_ecomplexity(shape):
    """As that package has it: PCI the second eigenvector, ECI its mean, the sign by diversity, both by ECI's sd."""
    values = random_matrix(3, shape)
    _, pci = by_plain_eigenvectors(values)
    eci = values @ pci / values.sum(1)
    sign = np.sign(np.corrcoef(values.sum(1), eci)[0, 1])
    found = economic_complexity(matrix(values), like="ecomplexity")
    np.testing.assert_allclose(found.eci, sign * (eci - eci.mean()) / eci.std(), atol=1e-11)
    np.testing.assert_allclose(found.pci, sign * (pci - eci.mean()) / eci.std(), atol=1e-11)
    assert found.pci.attrs["like"] == "ecomplexity"


@pytest.mark.parametrize("shape", [(8, 21), (21, 8)])
def test_numbers_of_economiccomplexity_r(shape):
    """As that package has it: two eigenproblems, each z-score over n − 1, each with the sign of its reflections."""
    values = random_matrix(4, shape)
    eci, pci = by_plain_eigenvectors(values)
    d, u = values.sum(1).astype(float), values.sum(0).astype(float)
    region, activity = [d], [u]
    for _ in range(19):
        region, activity = (
            [*region, values @ activity[-1] / d],
            [*activity, values.T @ region[-1] / u],
        )
    expected = [
        np.sign(np.corrcoef(vector, reflected)[0, 1]) * (vector - vector.mean()) / vector.std(ddof=1)
        for vector, reflected in ((eci, region[18]), (pci, activity[19]))
    ]
    found = economic_complexity(matrix(values), like="economiccomplexity-r")
    np.testing.assert_allclose(found.eci, expected[0], atol=1e-11)
    np.testing.assert_allclose(found.pci, expected[1], atol=1e-11)


# --- laws ----------------------------------------------------------------------------------------------------


@given(MATRICES)
@settings(max_examples=60, deadline=None)
def test_the_defining_equations_hold_or_a_reason_is_given(values):
    assume(values.any())
    m = matrix(values)
    raw = economic_complexity(as_panel(m), "raw").isel(period=0)
    d, u = m.sum("activity"), m.sum("region")
    np.testing.assert_array_equal(raw.eci_reason == REASONS["zero_region"], d == 0)
    np.testing.assert_array_equal(raw.pci_reason == REASONS["zero_activity"], u == 0)
    np.testing.assert_array_equal(raw.eci.isnull(), raw.eci_reason != 0)
    np.testing.assert_array_equal(raw.pci.isnull(), raw.pci_reason != 0)
    kept = values[np.ix_(values.any(1), values.any(0))]
    walk = (kept / kept.sum(1)[:, None]) @ (kept / kept.sum(0)).T
    plain = np.zeros(max(3, len(kept)))
    plain[: len(kept)] = np.sort(np.linalg.eigvals(walk).real)[::-1]
    known = raw.eigenvalue.dropna("rank").values
    np.testing.assert_allclose(known, plain[: len(known)], atol=1e-7)  # an eigenvalue of a defective pencil: √eps
    code = raw.eci_reason.values[d.values > 0][0]
    if len(set(components(kept.astype(float)))) > 1:
        assert code == REASONS["disconnected"]
    elif abs(plain[1] - plain[2]) > 1e-5:
        assert code == 0
    if code == 0:
        tolerance = 1e-13 / raw.spectral_gap.item()  # an eigenvector turns by rounding over the gap
        eci, pci = raw.eci.fillna(0), raw.pci.fillna(0)
        np.testing.assert_allclose(xr.dot(m, pci) / d.where(d > 0), raw.eci, atol=tolerance)
        np.testing.assert_allclose(
            xr.dot(m, eci) / u.where(u > 0), raw.eigenvalue.sel(rank=2) * raw.pci, atol=tolerance
        )
        assert abs(float((d * eci).sum() / d.sum())) < tolerance
        assert abs(float((d * eci**2).sum() / d.sum()) - 1) < 1e-12
        assert not raw.sign_correlation < -1e-9  # noise about zero leaves the sign to the labels
        atlas = economic_complexity(m)
        np.testing.assert_allclose(atlas.eci.mean(), 0, atol=1e-12)
        np.testing.assert_allclose(atlas.eci.std(), 1, atol=1e-12)
        np.testing.assert_allclose(xr.dot(m, atlas.pci.fillna(0)) / d.where(d > 0), atlas.eci, atol=10 * tolerance)


@given(MATRICES, st.randoms(use_true_random=False))
@settings(max_examples=40, deadline=None)
def test_the_order_of_labels_changes_nothing(values, random):
    assume(values.any())
    m = as_panel(matrix(values))
    regions, activities = list(m.region.values), list(m.activity.values)
    random.shuffle(regions)
    random.shuffle(activities)
    found = economic_complexity(m)
    shuffled = economic_complexity(m.sel(region=regions, activity=activities))
    back = shuffled.sel(region=m.region.values, activity=m.activity.values)
    gap = found.spectral_gap.item()
    assume(gap > 1e-5)
    np.testing.assert_array_equal(back.eci_reason, found.eci_reason)
    np.testing.assert_allclose(back.eci, found.eci, atol=1e-12 / gap)
    np.testing.assert_allclose(back.pci, found.pci, atol=1e-11 / gap)


@given(MATRICES)
@settings(max_examples=30, deadline=None)
def test_both_sides_are_one_problem(values):
    """Regions and activities exchanged: the same two vectors, on each other's scale."""
    assume(values.any())
    m = as_panel(matrix(values))
    found = economic_complexity(m, "z").isel(period=0)
    turned = economic_complexity(m.rename(region="activity", activity="region"), "z").isel(period=0)
    assume(found.spectral_gap > 1e-5 and bool((found.eci_reason == 0).any()))
    for mine, other in ((found.eci, turned.pci), (found.pci, turned.eci)):
        sign = np.sign(np.nansum(mine.values * other.values))
        np.testing.assert_allclose(mine.values, sign * other.values, atol=1e-12 / found.spectral_gap.item())


def test_empty_rows_and_columns_are_left_out_and_named():
    wide = np.zeros((6, 5))
    wide[np.ix_([0, 2, 3, 5], [0, 1, 4])] = SMALL
    found, small = economic_complexity(matrix(wide)), economic_complexity(matrix(SMALL))
    np.testing.assert_allclose(found.eci[[0, 2, 3, 5]], small.eci, atol=1e-14)
    np.testing.assert_allclose(found.pci[[0, 1, 4]], small.pci, atol=1e-14)
    assert found.eci_reason.values.tolist() == [0, REASONS["zero_region"], 0, 0, REASONS["zero_region"], 0]
    assert found.pci_reason.values.tolist() == [0, 0, REASONS["zero_activity"], REASONS["zero_activity"], 0]
    assert found.eigenvalue_reason.values.tolist() == [0, 0, 0, *[REASONS["not_applicable"]] * 2]


# --- sign ----------------------------------------------------------------------------------------------------


def test_an_anchor_turns_the_sign():
    m = matrix(SMALL)
    income = xr.DataArray([4.0, 9.0, 1.0, 1.0], coords={"region": ["R3", "R2", "R1", "R0"]}, dims="region", name="gdp")
    found, plain = economic_complexity(m, sign_anchor=income), economic_complexity(m)
    np.testing.assert_allclose(found.eci, -plain.eci)
    np.testing.assert_allclose(found.pci, -plain.pci)
    np.testing.assert_allclose(found.sign_correlation, np.corrcoef(-plain.eci, [1, 1, 9, 4])[0, 1])
    assert not found.sign_weak
    assert found.eci.attrs["sign_anchor"] == "gdp"


def test_constant_diversity_leaves_the_sign_open_and_says_so():
    values = np.array([[1, 1, 0, 0, 0], [1, 1, 0, 0, 0], [1, 0, 1, 0, 0], [0, 0, 1, 1, 0], [0, 0, 0, 1, 1]])
    found = economic_complexity(matrix(values))
    assert found.sign_weak
    assert np.isnan(found.sign_correlation)
    assert found.sign_correlation_reason == REASONS["not_applicable"]
    assert found.eci[0] > 0  # the region whose label comes first
    names = {"R0": "Z", "R4": "A"}
    renamed = matrix(values).assign_coords(region=[names.get(r, r) for r in matrix(values).region.values])
    turned = economic_complexity(renamed)
    np.testing.assert_allclose(turned.eci.values, -found.eci.values, atol=1e-13)


def test_a_faint_correlation_is_weak():
    m = matrix(SMALL)
    anchor = xr.DataArray([1.0, 9.0, -7.0, 1.05], coords={"region": m.region.values}, dims="region")
    found = economic_complexity(m, sign_anchor=anchor)
    assert 0 < found.sign_correlation < 0.1
    assert found.sign_weak
    assert not economic_complexity(m).sign_weak


# --- panels --------------------------------------------------------------------------------------------------


def test_a_panel_is_each_of_its_matrices():
    parts = [matrix(random_matrix(seed, (6, 9))) for seed in (1, 2)]
    panel = xr.concat(parts, "period").assign_coords(period=[2020, 2021]).transpose("activity", "period", "region")
    found = economic_complexity(panel)
    assert found.eci.dims == ("period", "region")
    assert found.eigenvalue.dims == ("period", "rank")
    for year, part in zip((2020, 2021), parts, strict=True):
        single = economic_complexity(part)
        for name in ("eci", "pci", "eigenvalue", "spectral_gap", "sign_correlation"):
            np.testing.assert_array_equal(found[name].sel(period=year), single[name])
        assert found.sign_weak.sel(period=year) == single.sign_weak


def test_undefined_periods_have_their_reason_and_leave_the_others_alone():
    ones, none = np.ones((4, 4)), np.zeros((4, 4))
    good = np.pad(SMALL, ((0, 0), (0, 1)))
    panel = xr.concat([matrix(v) for v in (good, TWO_PARTS, ones, none)], "period").assign_coords(period=[1, 2, 3, 4])
    found = economic_complexity(panel)
    np.testing.assert_allclose(found.eci.sel(period=1), economic_complexity(matrix(SMALL)).eci, atol=1e-14)
    for year, reason in ((2, "disconnected"), (3, "no_spectral_gap"), (4, "zero_total")):
        assert (found.eci_reason.sel(period=year) == REASONS[reason]).all()
        assert (found.pci_reason.sel(period=year) == REASONS[reason]).all()
        assert found.eci.sel(period=year).isnull().all()
        assert found.sign_weak.sel(period=year)
    np.testing.assert_allclose(found.eigenvalue.sel(period=2)[:2], 1, atol=1e-12)
    np.testing.assert_allclose(found.spectral_gap.sel(period=3), 0, atol=1e-12)
    assert found.spectral_gap.isnull().values.tolist() == [False, False, False, True]
    assert (found.eigenvalue_reason.sel(period=4) == REASONS["zero_total"]).all()
    empty, apart, flat = (REASONS[name] for name in ("zero_total", "disconnected", "no_spectral_gap"))
    assert found.spectral_gap_reason.values.tolist() == [0, 0, 0, empty]
    assert found.sign_correlation_reason.values.tolist() == [0, apart, flat, empty]


def test_an_anchor_by_period():
    panel = xr.concat([matrix(SMALL)] * 2, "period").assign_coords(period=[2020, 2021])
    anchor = panel.sum("activity") * xr.DataArray([1.0, -1.0], coords={"period": [2020, 2021]}, dims="period")
    found = economic_complexity(panel, sign_anchor=anchor).eci
    np.testing.assert_allclose(found.sel(period=2020), -found.sel(period=2021))


# --- refused -------------------------------------------------------------------------------------------------


def test_parts_are_named(refused):
    with refused("disconnected", "[R0, R1]", "[R2, R3]", "2", kind=Undefined):
        economic_complexity(matrix(TWO_PARTS))
    with refused("disconnected", "period=2020", kind=Undefined):
        economic_complexity(as_panel(matrix(TWO_PARTS)), on_undefined="raise")
    empty = np.pad(TWO_PARTS, ((1, 0), (0, 1)))
    with refused("disconnected", "[R1, R2], [R3, R4]", kind=Undefined):
        economic_complexity(matrix(empty))


@pytest.mark.parametrize("values", [np.ones((3, 4)), [[1, 1]], [[1], [1]], np.eye(4)[[0, 0, 0, 0]]])
def test_no_direction(refused, values):
    with refused("no-spectral-gap", kind=Undefined):
        economic_complexity(matrix(values))


def test_nearly_equal_eigenvalues_are_no_direction(refused):
    """A ring is the same from every region: λ₂ = λ₃."""
    with refused("no-spectral-gap", "0.75", kind=Undefined):
        economic_complexity(matrix(np.eye(6) + np.roll(np.eye(6), 1, axis=1)))


def test_bad_arguments(refused):
    m = matrix(SMALL)
    with refused("zero-total", kind=Undefined):
        economic_complexity(m * 0)
    with refused("not-presences", "0.5"):
        economic_complexity(m * 0.5)
    with refused("unknown-option", "scale", "log"):
        economic_complexity(m, "log")
    with refused("unknown-option", "ddof", "2"):
        economic_complexity(m, ddof=2)
    with refused("unknown-option", "like", "stata"):
        economic_complexity(m, like="stata")
    with refused("unknown-option", "on_undefined"):
        economic_complexity(m, on_undefined="skip")
    diversity = m.sum("activity")
    for options in ({"scale": "atlas"}, {"ddof": 0}, {"sign_anchor": diversity}):
        with refused("preset-with-options", "ecomplexity", *options):
            economic_complexity(m, like="ecomplexity", **options)
    with refused("label-mismatch", "R9", kind=LabelMismatch):
        economic_complexity(m, sign_anchor=diversity.assign_coords(region=["R0", "R1", "R2", "R9"]))
    with refused("missing-cells", "sign_anchor"):
        economic_complexity(m, sign_anchor=diversity.where(diversity > 1))
    with refused("missing-dims", "period"):
        economic_complexity(m, sign_anchor=diversity.expand_dims(period=[2020]))


def test_conventions_are_stated():
    found = economic_complexity(matrix(SMALL), "z", 1)
    for name in ("eci", "pci"):
        attrs = found[name].attrs
        assert (attrs["unit"], attrs["scale"], attrs["ddof"], attrs["like"]) == ("1", "z", 1, "")
        assert attrs["sign_anchor"] == "diversity"
    assert all(found[name].attrs["unit"] == "1" for name in found)
