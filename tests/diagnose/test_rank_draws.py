"""Rank intervals: against probabilities that can be worked out, and the same bytes for any number of workers."""

import functools
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from math import sqrt

import numpy as np
import pytest
import xarray as xr
from scipy.stats import skellam

from growthpole.diagnose import economic_complexity, location_quotient, presence, rank, rank_intervals
from growthpole.dims import REASONS
from growthpole.errors import Cancelled, LabelMismatch, Undefined
from growthpole.progress import CancelToken, silent


def table(values):
    values = np.asarray(values, dtype=float)
    coords = {"region": [f"r{i}" for i in range(len(values))], "activity": [f"a{j}" for j in range(values.shape[1])]}
    return xr.DataArray(values, coords=coords, dims=["region", "activity"])


def total(x):
    return x.sum("activity")


def diversity(x, threshold=1.0):
    return presence(location_quotient(x), threshold).sum("activity")


def diversity_of_many(x, threshold=1.0):
    return presence(location_quotient(x) / threshold).sum("activity")


def upside_down(x):
    """A statistic whose sign is a convention: here it follows the first cell's oddness."""
    size = x.sum("activity")
    return size * (-1.0) ** x.values[0, 0]


X = table([[90, 10], [40, 10], [38, 10], [5, 1]])


def test_a_certain_order_has_no_width():
    far = table([[1e6, 1], [1e4, 1], [1e2, 1]])
    found = rank_intervals(far, 100, 1, statistic=total, noise="relative", scale=0.1, fragile_above=0.1)
    for name in ("rank", "low", "median", "high"):
        assert found[name].values.tolist() == [1, 2, 3]
        assert found[name].attrs["unit"] == "rank"
    assert found.undefined.values.tolist() == [0, 0, 0]
    assert not found.fragile.any()
    assert found.reporting.item() == 3


def test_share_of_draws_equals_the_probability():
    """Two Poisson numbers of means 40 and 50: their difference is a Skellam number; ties count as first for both."""
    found = rank_intervals(table([[40], [50]]), 4000, 7, statistic=total, noise="poisson", top=1, batched=True)
    ahead, behind = skellam.sf(-1, 40, 50), skellam.cdf(0, 40, 50)
    # three standard errors of a share of 4000 draws
    np.testing.assert_allclose(found.top_share, [ahead, behind], atol=3 * sqrt(0.15 * 0.85 / 4000))
    assert (found.low.values.tolist(), found.high.values.tolist()) == ([1, 1], [2, 2])
    assert found.fragile.all()


def test_quantiles_are_ranks_that_occurred():
    found = rank_intervals(X, 200, 3, statistic=total, noise="poisson", confidence=0.8, keep_draws=True)
    drawn = np.sort(found.draw_rank.values, axis=0)
    np.testing.assert_array_equal(found.low, drawn[19])  # 20 of 200 at or below
    np.testing.assert_array_equal(found["median"], drawn[99])
    np.testing.assert_array_equal(found.high, drawn[179])
    np.testing.assert_array_equal(found.draw_rank, rank(found.draw_value, "region")["rank"])
    assert (found.low <= found["median"]).all()
    assert (found["median"] <= found.high).all()


@pytest.mark.parametrize("workers", [None, "threads", "processes"])
def test_the_same_bytes_for_any_number_of_workers(workers):
    options = {"statistic": diversity, "noise": "poisson", "threshold": (0.8, 1.2), "leave_out": True}
    once = rank_intervals(X, 60, 11, keep_draws=True, **options)
    if workers is None:
        again = rank_intervals(X, 60, np.random.default_rng(11), keep_draws=True, **options)
    else:
        pool = ThreadPoolExecutor(3) if workers == "threads" else ProcessPoolExecutor(2)
        with pool as executor:
            options["statistic"] = total if workers == "processes" else diversity
            options["threshold"] = None if workers == "processes" else (0.8, 1.2)
            once = rank_intervals(X, 60, 11, keep_draws=True, **options)
            again = rank_intervals(X, 60, 11, keep_draws=True, executor=executor, **options)
    assert once.identical(again)
    other = rank_intervals(X, 60, 12, keep_draws=True, **options)
    assert not once.draw_value.equals(other.draw_value)


def test_many_draws_in_one_call_are_the_same_draws():
    options = {"noise": "rounding", "scale": 7.0, "threshold": (0.8, 1.2), "leave_out": True, "keep_draws": True}
    one_by_one = rank_intervals(X, 130, 4, statistic=diversity, **options)
    at_once = rank_intervals(X, 130, 4, statistic=diversity_of_many, batched=True, **options)
    assert at_once.identical(one_by_one)
    with ThreadPoolExecutor(2) as executor:
        spread = rank_intervals(
            X, 600, 4, statistic=diversity_of_many, batched=True, noise="poisson", executor=executor, keep_draws=True
        )
    alone = rank_intervals(X, 600, 4, statistic=diversity_of_many, batched=True, noise="poisson", keep_draws=True)
    assert spread.identical(alone)


def test_each_activity_is_left_out_in_turn():
    x = table([[1, 10, 100], [0, 0, 0.5]])
    found = rank_intervals(x, 6, 1, statistic=total, noise=None, leave_out=True, keep_draws=True)
    assert sorted(found.draw_value.values[:3, 0]) == [11, 101, 110]
    assert sorted(found.draw_value.values[3:, 0]) == [11, 101, 110]


def test_thresholds_come_from_the_range():
    seen = []

    def record(x, threshold=1.0):
        seen.append(threshold)
        return x.sum("activity")

    rank_intervals(X, 300, 1, statistic=record, noise=None, threshold=(0.5, 2.0))
    assert seen[0] == 1.0
    drawn = np.array(seen[1:])
    assert drawn.min() >= 0.5
    assert drawn.max() <= 2.0
    assert drawn.mean() == pytest.approx(1.25, abs=0.1)  # standard error .025


def test_noise_stays_within_its_kind():
    x = table([[0, 10], [3, 1000]])

    def cells(x):
        return x.isel(activity=1, drop=True)

    def first(x):
        return x.isel(activity=0, drop=True)

    rounding = rank_intervals(
        x, 400, 1, batched=True, statistic=cells, noise="rounding", scale=2, keep_draws=True
    ).draw_value
    assert (np.abs(rounding - [10, 1000]) <= 1).all()
    assert rounding.std("draw").values == pytest.approx([2 / sqrt(12)] * 2, rel=0.15)
    zero = rank_intervals(
        x, 400, 1, batched=True, statistic=first, noise="rounding", scale=2, keep_draws=True
    ).draw_value
    assert zero.min() == 0
    relative = rank_intervals(
        x, 400, 1, batched=True, statistic=cells, noise="relative", scale=0.1, keep_draws=True
    ).draw_value
    assert (np.abs(relative / [10, 1000] - 1) <= 0.1).all()
    poisson = rank_intervals(x, 400, 1, batched=True, statistic=cells, noise="poisson", keep_draws=True).draw_value
    assert (poisson % 1 == 0).all()
    assert poisson.var("draw").values == pytest.approx([10, 1000], rel=0.35)


def test_draws_are_turned_to_agree_with_the_anchor():
    x = table([[90, 10], [40, 10], [10, 2], [5, 1]])
    plain = rank_intervals(x, 80, 2, statistic=upside_down, noise="poisson", keep_draws=True)
    assert (plain.draw_value < 0).all("region").any()
    assert plain.turned.item() == 0
    for anchor in ("point", total(x)):
        found = rank_intervals(x, 80, 2, statistic=upside_down, noise="poisson", keep_draws=True, anchor=anchor)
        assert (found.draw_value > 0).all()
        assert 0.2 < found.turned.item() < 0.8
        assert found["rank"].values.tolist() == [1, 2, 3, 4]
    level = total(x) * 0
    undecided = rank_intervals(x, 80, 2, statistic=upside_down, noise="poisson", anchor=level)
    assert (undecided.undefined == 1).all()
    assert undecided.fragile.all()
    assert (undecided.low_reason == REASONS["not_applicable"]).all()


def sometimes(x):
    """No value where the first cell is odd, none for the last region ever."""
    if x.values[0, 0] % 2:
        raise Undefined("zero-total", measure="x", name="x", cells="")
    values = x.sum("activity").astype(float)
    values[-1] = np.nan
    return values


def test_undefined_draws_are_counted():
    found = rank_intervals(X, 100, 1, statistic=sometimes, noise="poisson", keep_draws=True)
    share = np.isnan(found.draw_value).all("region").mean().item()
    assert 0.3 < share < 0.7
    assert found.undefined.values[:3] == pytest.approx([share] * 3)
    assert found.undefined.values[3] == 1
    assert found.fragile.all()
    assert np.isnan(found["rank"].values[3])
    assert found.rank_reason.values.tolist() == [0, 0, 0, REASONS["missing"]]
    assert found.high_reason.values.tolist() == [0, 0, 0, REASONS["not_applicable"]]
    assert found.top_share.values[0] == pytest.approx(1 - share)


def test_smallest_first_and_what_the_attributes_say():
    found = rank_intervals(X, 20, 1, statistic=total, noise="rounding", scale=1, leave_out=True, descending=False)
    assert found["rank"].values.tolist() == [4, 3, 2, 1]
    words = found.low.attrs["convention"]
    for part in ("90 % of 20 draws", "last digit (1)", "one activity left out"):
        assert part in words
    assert "Poisson" in rank_intervals(X, 2, 1, statistic=total, noise="poisson").low.attrs["convention"]
    ranged = rank_intervals(X, 2, 1, statistic=diversity, noise=None, threshold=(0.5, 1.5)).low.attrs["convention"]
    assert "threshold from 0.5 to 1.5" in ranged
    assert "±10 %" in rank_intervals(X, 2, 1, statistic=total, noise="relative", scale=0.1).low.attrs["convention"]


def test_progress_and_cancelling():
    steps = []
    rank_intervals(X, 600, 1, statistic=total, noise="poisson", on_progress=steps.append)
    assert [(step.done, step.total) for step in steps] == [(1, 3), (2, 3), (3, 3)]
    token = CancelToken()
    token.cancel()
    with pytest.raises(Cancelled):
        rank_intervals(X, 60, 1, statistic=total, noise="poisson", on_progress=token.guard(silent))


def test_failures(refused):
    run = functools.partial(rank_intervals, X, 10, 1, statistic=total, noise="poisson")
    with refused("nothing-varies", "noise"):
        run(noise=None)
    with refused("unknown-option", "noise", "gaussian"):
        run(noise="gaussian")
    with refused("not-counts", "region=r0, activity=a0"):
        rank_intervals(X + 0.5, 10, 1, statistic=total, noise="poisson")
    with refused("not-used", "scale"):
        run(scale=1.0)
    for noise in ("rounding", "relative"):
        with refused("not-above", "scale"):
            run(noise=noise)
    with refused("outside-range", "scale"):
        run(noise="relative", scale=1.5)
    for name in ("confidence", "fragile_above"):
        with refused("outside-range", name):
            run(**{name: 1.0})
    for bad in ((0.0, 1.0), (2.0, 1.0), (1.0, np.inf)):
        with refused("not-above", "threshold"):
            run(threshold=bad)
    with refused("not-whole", "draws"):
        rank_intervals(X, 0, 1, statistic=total, noise="poisson")
    with refused("not-whole", "top"):
        run(top=0)
    with refused("not-whole", "rng"):
        rank_intervals(X, 10, None, statistic=total, noise="poisson")
    with refused("too-few-labels", "activity"):
        rank_intervals(X.isel(activity=[0]), 10, 1, statistic=total, noise=None, leave_out=True)
    with refused("one-table", "period"):
        rank_intervals(X.expand_dims(period=[1]), 10, 1, statistic=total, noise="poisson")
    with refused("one-table", "statistic"):
        run(statistic=lambda x: x)
    with refused("missing-dims", "draw"):
        run(statistic=lambda x: x.sum(["draw", "activity"]), batched=True)
    with refused("label-mismatch", "r3", kind=LabelMismatch):
        run(statistic=lambda x: x.sum("activity").isel(region=slice(0, 3)))
    with refused("unknown-option", "anchor", "first"):
        run(anchor="first")
    with refused("zero-total", kind=Undefined):
        rank_intervals(X * 0, 10, 1, statistic=lambda x: location_quotient(x).sum("activity"), noise="poisson")


def test_without_a_statistic_the_ranks_are_those_of_complexity():
    rng = np.random.default_rng(5)
    x = table(rng.poisson(8, (9, 12))).assign_attrs(unit="firm")
    found = rank_intervals(x, 40, 1)
    eci = economic_complexity(presence(location_quotient(x)))["eci"]
    np.testing.assert_array_equal(found["rank"], rank(eci, "region")["rank"])
    assert "Poisson counts (unit firm is a count)" in found.low.attrs["convention"]
    assert bool((found.low <= found.high).all())
    explicit = rank_intervals(
        x,
        40,
        1,
        statistic=lambda x: economic_complexity(presence(location_quotient(x)), on_undefined="raise")["eci"],
        noise="poisson",
        anchor="point",
        keep_draws=True,
    )
    np.testing.assert_array_equal(found.low, explicit.low)
    np.testing.assert_array_equal(found.high, explicit.high)
    alike = [abs(np.corrcoef(draw, eci.values)[0, 1]) for draw in explicit.draw_value.values]
    apart = np.mean(np.array(alike) < sqrt(0.5))
    assert 0 < apart < 1
    assert found.other_axis.item() == explicit.other_axis.item() == pytest.approx(apart, abs=1e-12)
    assert found.other_axis_reason.item() == 0


@pytest.mark.parametrize(
    ("unit", "words"),
    [
        ("firm", "Poisson counts (unit firm is a count)"),
        ("家", "Poisson"),
        ("1e4 person", "±10 % (unit 1e4 person is no count of single things)"),
        ("1e3 CNY", "±10 % (unit 1e3 CNY"),
        ("furlong", "±10 % (unit furlong"),
        (None, "±10 % (no unit stated)"),
    ],
)
def test_noise_goes_with_the_unit_and_never_with_whole_numbers(unit, words):
    x = X if unit is None else X.assign_attrs(unit=unit)
    assert words in rank_intervals(x, 5, 1, statistic=total).low.attrs["convention"]


def test_noise_by_unit_works_on_any_table():
    firms = X.assign_attrs(unit="firm")
    halves = firms.copy(data=firms.values + 0.5)
    said = rank_intervals(halves, 5, 1, statistic=total).low.attrs["convention"]
    assert "±10 % (unit firm is a count, but not all values are whole)" in said
    assert "±20 % (scale given)" in rank_intervals(firms, 5, 1, statistic=total, scale=0.2).low.attrs["convention"]
    said = rank_intervals(X, 5, 1, statistic=total, noise="poisson").low.attrs["convention"]
    assert said.endswith("Poisson counts")


def test_draws_along_another_axis_are_told_and_stay():
    """Half of the draws rank by the first activity, half by one that does not correlate with it."""
    x = table([[2, 1, 100], [2, 3, 100], [1, 1, 100], [1, 3, 100]])

    def either(x):
        return x.isel(activity=0 if x.values[0, 2] < 100 else 1, drop=True)

    found = rank_intervals(
        x, 400, 1, statistic=either, noise="relative", scale=0.01, anchor=x.isel(activity=0, drop=True), keep_draws=True
    )
    assert found.other_axis.item() == pytest.approx(0.5, abs=0.1)  # standard error .025
    assert (found.undefined == 0).all()
    none = rank_intervals(x, 20, 1, statistic=total, noise="relative", scale=0.01)
    assert np.isnan(none.other_axis.item())
    assert none.other_axis_reason.item() == REASONS["not_applicable"]
