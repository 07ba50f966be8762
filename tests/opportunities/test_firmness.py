"""Top shares: against worked-out probabilities, brute force, and the same bytes for any number of workers."""

from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from fractions import Fraction
from math import sqrt

import numpy as np
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from scipy.stats import skellam

from growthpole.dims import REASONS
from growthpole.errors import Cancelled, LabelMismatch, Undefined
from growthpole.opportunities import badge, top_shares
from growthpole.opportunities.firmness import FAIR, FIRM, held
from growthpole.progress import CancelToken, silent


def table(values):
    values = np.asarray(values, dtype=float)
    coords = {"region": [f"r{i}" for i in range(len(values))], "activity": [f"a{j}" for j in range(values.shape[1])]}
    return xr.DataArray(values, coords=coords, dims=["region", "activity"])


def itself(x):
    return x


def below(x, threshold=1.0):
    """What lies below the nation's share is an option, and the nearer the better."""
    quotient = x / x.sum("activity") / (x.sum("region") / x.sum(["region", "activity"]))
    return quotient.where(quotient / threshold < 1)


def weighted(x, threshold=1.0, weights=None):
    weights = weights or {"size": 1.0, "first": 0.0}
    return below(x, threshold) * weights["size"] + weights["first"] * (x.activity == "a0")


X = table([[90, 10, 30], [40, 20, 10], [38, 10, 7], [5, 1, 9]])


def test_share_of_draws_equals_the_probability():
    """Two Poisson numbers of means 40 and 50: their difference is a Skellam number; a tie is half a place for each."""
    found = top_shares(table([[40, 50]]), itself, 1, 4000, 7, noise="poisson", batched=True)
    ahead = skellam.sf(0, 40, 50) + skellam.pmf(0, 40, 50) / 2
    # three standard errors of a share of 4000 draws
    np.testing.assert_allclose(found.top_share, [[ahead, 1 - ahead]], atol=3 * sqrt(0.15 * 0.85 / 4000))
    assert found.top_share.sum().item() == pytest.approx(1)


def by_sorting(row, k):
    """Places held in exact fractions, one option at a time."""
    known = [value for value in row if not np.isnan(value)]
    told = []
    for value in row:
        above = sum(other > value for other in known)
        tied = sum(other == value for other in known)
        full = above + tied <= k
        told.append(0 if np.isnan(value) else 1 if full else Fraction(max(k - above, 0), tied))
    return told


SCORES = arrays(
    float, array_shapes(min_dims=2, max_dims=2, max_side=7), elements=st.sampled_from([np.nan, 0.0, 0.5, 1.0, 2.0])
)


@given(SCORES, st.integers(1, 8))
@settings(max_examples=100, deadline=None)
def test_places_equal_brute_force_and_add_up(scores, k):
    found = held(scores, k)
    np.testing.assert_allclose(found, [[float(part) for part in by_sorting(row, k)] for row in scores], rtol=1e-15)
    options = (~np.isnan(scores)).sum(axis=1)
    # shares of at most seven parts each
    np.testing.assert_allclose(found.sum(axis=1), np.minimum(options, k), rtol=1e-14)
    order = np.random.default_rng(0).permutation(scores.shape[1])
    np.testing.assert_array_equal(held(scores[:, order], k), found[:, order])


@given(st.integers(1, 4), st.integers(0, 1000))
@settings(max_examples=20, deadline=None)
def test_shares_lie_between_0_and_1_and_fill_the_places(k, seed):
    found = top_shares(X, itself, k, 20, seed, noise="poisson")
    np.testing.assert_allclose(found.top_share.sum("activity"), min(k, 3), rtol=1e-12)
    mixed = top_shares(X, below, k, 20, seed, noise="poisson", threshold=(0.8, 1.2))
    whole = (mixed.top_share + mixed.entered + mixed.undefined).fillna(0)
    assert (mixed.fillna(0).to_array() >= 0).all()
    assert (whole <= 1 + 1e-12).all()  # sums of twenty parts


def test_more_places_never_lower_a_share():
    one, two = (top_shares(X, below, k, 200, 3, noise="poisson").top_share.fillna(0) for k in (1, 2))
    assert (two >= one).all()
    assert (two > one).any()


@pytest.mark.parametrize("pool", [ThreadPoolExecutor, ProcessPoolExecutor])
def test_the_same_bytes_for_any_number_of_workers(pool):
    options = {"noise": "poisson", "threshold": (0.8, 1.2), "weights": {"size": (0.5, 1.5), "first": (0, 1)}}
    alone = top_shares(X, weighted, 1, 260, 11, **options)
    with pool(2) as executor:
        assert top_shares(X, weighted, 1, 260, np.random.default_rng(11), executor=executor, **options).identical(alone)
    assert not top_shares(X, weighted, 1, 260, 12, **options).equals(alone)


def test_many_draws_in_one_call_are_the_same_draws():
    options = {"noise": "rounding", "scale": 7.0, "threshold": (0.8, 1.2), "weights": {"first": (0, 1), "size": (1, 2)}}
    one_by_one = top_shares(X, weighted, 1, 130, 4, **options)
    assert top_shares(X, weighted, 1, 130, 4, batched=True, **options).identical(one_by_one)
    other_order = {"size": (1, 2), "first": (0, 1)}
    assert top_shares(X, weighted, 1, 130, 4, **{**options, "weights": other_order}).identical(one_by_one)


def test_one_region_is_told_as_in_the_whole():
    whole = top_shares(X, below, 1, 90, 5, noise="poisson", batched=True)
    own = top_shares(X, below, 1, 90, 5, noise="poisson", batched=True, region="r2")
    assert own.top_share.dims == ("activity",)
    assert own.identical(whole.sel(region="r2", drop=True))


def test_thresholds_and_weights_come_from_their_ranges():
    seen = []

    def record(x, threshold=None, weights=None):
        seen.append((threshold, weights))
        return x

    found = top_shares(X, record, 1, 300, 1, noise=None, threshold=(0.5, 2.0), weights={"w": (-1.0, 3.0)})
    assert seen[0] == (None, None)
    drawn = np.array([(threshold, weights["w"]) for threshold, weights in seen[1:]])
    assert (drawn.min(axis=0) >= [0.5, -1]).all()
    assert (drawn.max(axis=0) <= [2, 3]).all()
    assert drawn.mean(axis=0) == pytest.approx([1.25, 1.0], abs=0.25)  # over three standard errors
    assert abs(np.corrcoef(drawn.T)[0, 1]) < 0.2  # drawn apart: standard error .06
    assert found.top_share.sel(activity="a0").values[:3].tolist() == [1, 1, 1]
    words = found.top_share.attrs["convention"]
    assert all(word in words for word in ("first 1", "300 draws", "no noise", "0.5 to 2", "weight w from -1 to 3"))


def test_a_weight_that_is_not_firm_shows():
    def score(x, weights=None):
        lead = 0.0 if weights is None else weights["lead"]
        return x * 0 + xr.DataArray([lead, 0.0, -1e9], dims="activity")

    found = top_shares(X, score, 1, 1000, 2, noise=None, weights={"lead": (-1.0, 3.0)})
    # one quarter of the range lies below zero; three standard errors
    np.testing.assert_allclose(found.top_share[0], [0.75, 0.25, 0], atol=3 * sqrt(0.75 * 0.25 / 1000))


def test_what_enters_is_no_place_in_the_list_and_told_apart():
    def score(x, threshold=1.0):
        return (x * 0 + xr.DataArray([3.0, 2.0, 1.0], dims="activity")).where((x.activity != "a0") | (threshold >= 1))

    found = top_shares(X, score, 1, 1000, 2, noise=None, threshold=(0.6, 1.4))
    # a0 is there in half the draws, and the next one then takes its place
    error = 3 * sqrt(0.25 / 1000)
    np.testing.assert_allclose(found.top_share[0], [0.5, 0.5, 0], atol=error)
    np.testing.assert_allclose(found.entered[0], [0.5, 0, 0], atol=error)
    np.testing.assert_allclose(found.top_share + found.entered, [[1, found.top_share[0, 1], 0]] * 4, rtol=1e-12)
    assert (found.undefined == 0).all()


def test_what_the_region_has_is_no_option():
    found = top_shares(X, lambda x: x.where(x < 35), 1, 10, 1, noise="relative", scale=0.01)
    for name in ("top_share", "entered", "undefined"):
        np.testing.assert_array_equal(np.isnan(found[name]), X >= 35)
        assert found[name].attrs["unit"] == "1"
    np.testing.assert_array_equal(found.reason, np.where(X >= 35, REASONS["present"], 0))
    assert (found.top_share.fillna(0).sum("activity") == 1).all()


def reasoned(x):
    """No score for the last activity for want of data, none for the first where it is there, odd draws without any."""
    scores = x.where((x.activity != "a2") & ((x.activity != "a0") | (x > 20)))
    codes = xr.where(x.activity == "a2", REASONS["zero_activity"], REASONS["present"]) + 0 * x
    return scores.assign_coords(reason=(x.dims, codes.transpose(*x.dims).values.astype(int)))


@pytest.mark.parametrize("batched", [False, True])
def test_a_reason_of_the_score_is_kept(batched):
    found = top_shares(X, reasoned, 2, 30, 1, noise="relative", scale=0.1, batched=batched)
    assert found.reason.sel(activity="a2").values.tolist() == [REASONS["zero_activity"]] * 4
    assert found.reason.sel(activity="a0").values.tolist() == [0, 0, 0, REASONS["present"]]


def test_undefined_draws_are_counted_apart_from_entries():
    def sometimes(x):
        if not float(x[0, 0]).is_integer():
            return x
        if x[0, 0] % 2:
            raise Undefined("zero-total", measure="x", name="x", cells="")
        return x.where(x.activity != "a1")

    start = table([[90.5, 10, 30], [40, 20, 10]])
    made = iter([90.0, 91.0] * 50)

    def score(x):
        x = x.copy()
        if not seen:
            seen.append(True)
            return x
        x[0, 0] = next(made)
        return sometimes(x)

    seen = []
    found = top_shares(start, score, 3, 100, 1, noise="relative", scale=0.1)
    assert found.undefined.values.tolist() == [[0.5] * 3] * 2
    assert found.entered.values.tolist() == [[0, 0.5, 0]] * 2
    assert found.top_share.values.tolist() == [[0.5, 0, 0.5]] * 2


def test_a_batched_draw_without_any_score_is_undefined():
    def score(x):
        return x.where(x.sum(["region", "activity"]) >= 270) if x.sizes["draw"] > 1 else x

    found = top_shares(X, score, 3, 200, 1, noise="poisson", batched=True)
    assert 0.2 < found.undefined[0, 0].item() < 0.8
    assert (found.undefined == found.undefined[0, 0]).all()
    assert (found.entered == 0).all()
    np.testing.assert_allclose(found.top_share, 1 - found.undefined, rtol=1e-12)


def test_noise_goes_with_the_unit():
    firms, money = X.assign_attrs(unit="firm"), X.assign_attrs(unit="1e3 CNY")
    assert "Poisson counts (unit firm is a count)" in top_shares(firms, below, 1, 5, 1).top_share.attrs["convention"]
    assert "±10 % (unit 1e3 CNY" in top_shares(money, below, 1, 5, 1).top_share.attrs["convention"]
    by_unit = top_shares(firms, below, 1, 50, 1)
    assert by_unit.top_share.equals(top_shares(X, below, 1, 50, 1, noise="poisson").top_share)


def test_progress_and_cancelling():
    steps = []
    top_shares(X, itself, 1, 600, 1, batched=True, on_progress=steps.append)
    assert [(step.stage, step.done, step.total) for step in steps] == [("top_shares", i, 3) for i in (1, 2, 3)]
    token = CancelToken()
    token.cancel()
    with pytest.raises(Cancelled):
        top_shares(X, itself, 1, 600, 1, on_progress=token.guard(silent))


def test_scores_of_other_labels_or_shapes_are_refused(refused):
    with pytest.raises(LabelMismatch):
        top_shares(X, lambda x: x.isel(activity=slice(0, 2)), 1, 5, 1)
    reordered = top_shares(X, lambda x: x.isel(activity=[2, 0, 1], region=[1, 0, 3, 2]).T, 1, 50, 1, noise="poisson")
    assert reordered.equals(top_shares(X, itself, 1, 50, 1, noise="poisson"))
    with refused("missing-dims", "activity"):
        top_shares(X, lambda x: x.sum("activity"), 1, 5, 1)
    with refused("infinite-cells", "region=r0, activity=a1: inf"):
        top_shares(X, lambda x: x.where(x != 10, np.inf), 1, 5, 1, noise="relative", scale=0.1)
    with refused("one-table", "draw"):
        top_shares(X, lambda x: x.expand_dims(draw=[0]), 1, 5, 1)


@pytest.mark.parametrize(
    ("code", "options"),
    [
        ("nothing-drawn", {"noise": None}),
        ("unknown-option", {"noise": "gauss"}),
        ("not-above", {"noise": "rounding"}),
        ("not-above", {"threshold": (0, 1)}),
        ("not-above", {"threshold": (2, 1)}),
        ("bad-range", {"weights": {"w": (2, 1)}}),
        ("bad-range", {"weights": {"w": (0, np.inf)}}),
        ("bad-range", {"weights": {"w": (1,)}}),
        ("no-such-label", {"region": "r9"}),
        ("not-whole", {"k": 0}),
        ("not-whole", {"draws": 0}),
        ("not-whole", {"rng": -1}),
    ],
)
def test_refusals(refused, code, options):
    with refused(code):
        top_shares(**{"values": X, "score": itself, "k": 1, "draws": 5, "rng": 1, **options})


def test_values_that_are_no_table_of_counts_are_refused(refused):
    with refused("one-table", "period"):
        top_shares(X.expand_dims(period=[2020]), itself, 1, 5, 1)
    with refused("not-counts", "values", "0.5"):
        top_shares(table([[0.5, 1]]), itself, 1, 5, 1, noise="poisson")
    with refused("missing-cells", "values"):
        top_shares(table([[np.nan, 1]]), itself, 1, 5, 1)


def test_badges():
    assert [badge(share) for share in (1, FIRM, 0.7999, FAIR, 0.4999, 0)] == [
        *("firm", "firm", "fair", "fair", "fragile", "fragile")
    ]


@pytest.mark.parametrize("share", [-0.1, 1.1, float("nan"), "0.9", True])
def test_no_badge_without_a_share(refused, share):
    with refused("not-a-share", str(share)):
        badge(share)
