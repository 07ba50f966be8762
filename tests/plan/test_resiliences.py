"""Resilience by hand and by law: the nation as a whole neither resists nor gives way."""

import numpy as np
import pytest
import xarray as xr
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from growthpole.dims import REASONS
from growthpole.errors import LabelMismatch, Undefined
from growthpole.plan import portfolio_variance, recoverability, resistance

YEARS = [2007, 2009, 2014]
# jobs: the nation loses 50 of 1,000 and regains 95 of 950, a tenth
NATION = [[400.0, 500.0, 100.0], [390.0, 470.0, 90.0], [400.0, 552.25, 92.75]]


def table(values=NATION, regions=("N", "S", "W")):
    return xr.DataArray(
        np.asarray(values, dtype=float), coords={"period": YEARS, "region": list(regions)}, dims=["period", "region"]
    )


def test_resistance_by_hand():
    # expected at −5 %: −20, −25, −5; came −10, −30, −10
    assert resistance(table(), 2007, 2009).values.tolist() == pytest.approx([0.5, -0.2, -1.0])


def test_recoverability_by_hand():
    # expected at +10 %: 39, 47, 9; came 10, 82.25, 2.75
    found = recoverability(table(), 2009, 2014).values
    assert found.tolist() == pytest.approx([10 / 39 - 1, 0.75, 2.75 / 9 - 1])


def test_resistance_is_one_less_the_sensitivity_of_2012():
    x = table()
    own = x.sel(period=2009) / x.sel(period=2007) - 1
    sensitivity = own / -0.05
    assert resistance(x, 2007, 2009).values == pytest.approx((1 - sensitivity).values)


LEVELS = st.lists(st.lists(st.floats(1.0, 1e4), min_size=3, max_size=3), min_size=3, max_size=3)


@settings(max_examples=60, deadline=None)
@given(LEVELS, st.floats(0.01, 100))
def test_weighted_by_their_base_regions_add_up_to_nought_and_units_do_not_matter(values, factor):
    x = table(values)
    for measure, first, last, sign in ((resistance, 2007, 2009, -1), (recoverability, 2009, 2014, 1)):
        base = x.sel(period=first)
        rate = sign * (float(x.sel(period=last).sum() / base.sum()) - 1)
        assume(abs(rate) > 1e-9)  # else the unit may decide on which side of nought it is rounded
        found = measure(x, first, last)
        if rate < 0:
            assert (found.reason.values == REASONS["not_applicable"]).all()
            continue
        # a rate near nought divides what rounding leaves
        assert float((found * base).sum() * rate) == pytest.approx(0.0, abs=1e-9 * float(base.sum()))
        again = measure(x * factor, first, last)
        np.testing.assert_allclose(again.values * rate, found.values * rate, rtol=1e-9, atol=1e-9)


def test_the_nation_may_be_given_and_the_order_of_labels_is_free():
    x = table()
    nation = x.sum("region")
    shuffled = x.isel(region=[2, 0, 1], period=[1, 2, 0])
    first = resistance(x, 2007, 2009)
    second = resistance(shuffled, 2007, 2009, nation=nation)
    np.testing.assert_allclose(second.sel(region=first.region).values, first.values, rtol=1e-12)
    other = resistance(x, 2007, 2009, nation=nation.copy(data=[1000.0, 900.0, 950.0]))
    assert other.values.tolist() == pytest.approx([0.75, 0.4, 0.0])


def test_undefined_cells_say_why():
    x = table()
    x[1, 0] = np.nan
    unknown = resistance(x, 2007, 2009)
    assert unknown.reason.values.tolist() == [REASONS["missing"]] * 3
    known = resistance(x, 2007, 2009, nation=table().sum("region"))
    assert known.reason.values.tolist() == [REASONS["missing"], 0, 0]
    assert np.isnan(known.values).tolist() == [True, False, False]
    grew = resistance(table(), 2009, 2014)
    assert grew.reason.values.tolist() == [REASONS["not_applicable"]] * 3
    assert np.isnan(grew.values).all()
    fell = recoverability(table(), 2007, 2009)
    assert fell.reason.values.tolist() == [REASONS["not_applicable"]] * 3
    empty = table()
    empty[0, 2] = 0.0
    nothing = resistance(empty, 2007, 2009, nation=table().sum("region"))
    assert nothing.reason.values.tolist() == [0, 0, REASONS["zero_base"]]
    assert np.isnan(nothing.values[2])


def test_a_further_dimension_is_carried_along():
    both = xr.concat([table(), table() * 2], dim=xr.IndexVariable("sector", ["a", "b"]))
    found = resistance(both, 2007, 2009)
    assert found.dims == ("sector", "region")
    np.testing.assert_allclose(found.sel(sector="b").values, resistance(table(), 2007, 2009).values, rtol=1e-12)


def test_relative_measures_refuse(refused):
    with refused("no-such-period", "2008"):
        resistance(table(), 2007, 2008)
    with refused("periods-not-ordered", "2009, 2007"):
        resistance(table(), 2009, 2007)
    with refused("not-levels", "-1"):
        recoverability(table([[-1.0, 1, 1], [1, 1, 1], [1, 1, 1]]), 2009, 2014)
    with pytest.raises(LabelMismatch):
        resistance(table(), 2007, 2009, nation=table().sum("region").isel(period=[0, 1]))


# --- portfolio variance --------------------------------------------------------------------------------------


def shocks_of(values):
    values = np.asarray(values, dtype=float)
    labels = {"period": 2000 + np.arange(values.shape[0]), "activity": [f"a{at}" for at in range(values.shape[1])]}
    return xr.DataArray(values, coords=labels, dims=["period", "activity"])


def jobs_of(values):
    values = np.asarray(values, dtype=float)
    return xr.DataArray(values, coords={"activity": [f"a{at}" for at in range(len(values))]}, dims="activity")


CASES = st.integers(1, 5).flatmap(
    lambda n: st.tuples(
        st.lists(st.lists(st.floats(-0.5, 0.5), min_size=n, max_size=n), min_size=2, max_size=8),
        st.lists(st.floats(1.0, 1e3), min_size=n, max_size=n),
    )
)


@settings(max_examples=60, deadline=None)
@given(CASES)
def test_portfolio_variance_is_the_quadratic_form_of_the_covariance(case):
    shocks, jobs = case
    found = portfolio_variance(jobs_of(jobs).isel(activity=slice(None, None, -1)), shocks_of(shocks))
    weights = np.array(jobs) / sum(jobs)
    covariance = np.atleast_2d(np.cov(np.array(shocks), rowvar=False, ddof=1))
    assert found.variance.item() == pytest.approx(weights @ covariance @ weights, abs=1e-12)
    assert found.own.item() == pytest.approx(float(weights**2 @ np.diag(covariance)), abs=1e-12)
    assert found.own.item() + found.shared.item() == pytest.approx(found.variance.item(), abs=1e-15)
    # no mix is less steady than its least steady activity
    assert 0 <= found.variance.item() <= covariance.diagonal().max() + 1e-12


def test_one_activity_has_its_own_variance_and_equal_shocks_do_not_spread():
    alone = portfolio_variance(jobs_of([7.0]), shocks_of([[0.1], [0.3]]))
    assert alone.variance.item() == pytest.approx(0.02)
    assert alone.shared.item() == pytest.approx(0.0, abs=1e-17)
    alike = portfolio_variance(jobs_of([1.0, 3.0]), shocks_of([[0.1, 0.1], [0.3, 0.3]]))
    assert alike.variance.item() == pytest.approx(0.02)


def test_regions_without_jobs_have_none(refused):
    jobs = xr.concat([jobs_of([1.0, 1.0]), jobs_of([0.0, 0.0])], dim=xr.IndexVariable("region", ["N", "S"]))
    shocks = shocks_of([[0.1, 0.0], [0.3, 0.0]])
    found = portfolio_variance(jobs, shocks)
    assert found.variance.reason.values.tolist() == [0, REASONS["zero_total"]]
    assert np.isnan(found.variance.values).tolist() == [False, True]
    with refused("zero-total", kind=Undefined):
        portfolio_variance(jobs_of([0.0, 0.0]), shocks)


def test_portfolio_variance_refuses(refused):
    shocks = shocks_of([[0.1, 0.0], [0.3, 0.0]])
    with refused("too-few-labels", "period"):
        portfolio_variance(jobs_of([1.0, 1.0]), shocks.isel(period=[0]))
    with refused("missing-cells", "shocks"):
        portfolio_variance(jobs_of([1.0, 1.0]), shocks.where(shocks < 0.2))
    with refused("one-table", "shocks"):
        portfolio_variance(jobs_of([1.0, 1.0]), shocks.expand_dims(region=["N"]))
    with refused("label-mismatch", "activity"):
        portfolio_variance(jobs_of([1.0, 1.0, 1.0]), shocks)
