import numpy as np
import pytest
import xarray as xr
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from growthpole.evaluation import crps

MEMBERS = arrays(np.float64, st.tuples(st.integers(1, 9), st.integers(1, 4)), elements=st.floats(-100, 100))


def labelled(members, outcomes):
    cases = {"case": np.arange(members.shape[1])}
    ensemble = xr.DataArray(members, coords={"path": np.arange(len(members)), **cases}, dims=["path", "case"])
    return ensemble, xr.DataArray(outcomes, coords=cases, dims="case")


def brute(members, outcome):
    """The definition, pair by pair."""
    near = np.mean([abs(x - outcome) for x in members])
    return near - np.mean([abs(x - other) for x in members for other in members]) / 2


@given(MEMBERS, st.integers(0, 2**32 - 1))
def test_it_equals_the_definition_pair_by_pair_in_any_order(members, seed):
    rng = np.random.default_rng(seed)
    outcomes = rng.uniform(-100, 100, members.shape[1])
    expected = np.mean([brute(members[:, case], outcomes[case]) for case in range(members.shape[1])])
    found = crps(*labelled(rng.permutation(members), outcomes))
    assert found.item() == pytest.approx(expected, abs=1e-10)  # members of up to 100, sums of at most 81 terms


def test_of_a_normal_distribution():
    """Gneiting & Raftery (2007), eq. 21: for N(0, 1) and y = 0, 2 φ(0) − 1/√π = 0.2336949…"""
    from scipy.stats import norm

    members = norm.ppf((np.arange(20_000) + 0.5) / 20_000)[:, None]
    assert crps(*labelled(members, np.zeros(1))).item() == pytest.approx(0.23369498, abs=1e-4)  # steps of 1/20000


def test_missing_outcomes_are_no_cases_and_none_leave_nothing():
    members = np.array([[1.0, np.nan], [3.0, 2.0]])
    assert crps(*labelled(members, np.array([2.0, np.nan]))).item() == pytest.approx(0.5)
    found = crps(*labelled(members, np.full(2, np.nan)))
    assert np.isnan(found.item())
    assert found.reason.item() == 8


def test_what_is_refused(refused):
    ensemble, outcomes = labelled(np.array([[1.0], [np.nan]]), np.zeros(1))
    with refused("missing-cells", "ensemble"):
        crps(ensemble, outcomes)
    with refused("missing-dims", "path", "ensemble"):
        crps(ensemble, ensemble)
    with refused("missing-dims", "draw"):
        crps(ensemble, outcomes, dim="draw")
