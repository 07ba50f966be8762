"""Cascades: the toy of the authors' package, exact fractions, an independent loop, laws, and refusals."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st

from growthpole.errors import Cancelled, InputError, LabelMismatch, Undefined
from growthpole.linkages import _cascade_steps, systemic_risk
from growthpole.progress import CancelToken, silent
from growthpole.tables import SupplyNetwork

# GLcascade 0.9.3.1 (R), example_data: eleven firms in five industries, every delivery 1, written supplier → buyer
TOY_INDUSTRY = [1, 2, 1, 3, 4, 2, 4, 1, 2, 3, 5]
TOY_LINKS = [(2, 1), (2, 3), (3, 7), (6, 7), (7, 4), (7, 11), (8, 11), (9, 5), (9, 10), (10, 7)]
# what the package prints for it (all inputs non-essential), firms 1 to 11: esri_dummy_nosub/sub_eps1e-12.csv
TOY_UP = [0.1, 0.2, 0.2, 0.35, 0.1, 0.1, 0.7, 0.1, 0.2, 0.2, 0.45]
TOY_STEPS = [2, 4, 3, 4, 2, 3, 3, 2, 4, 3, 4]
TOY = {
    False: {
        "esri": [0.1, 11 / 30, 4 / 15, 0.35, 0.1, 1 / 6, 0.7, 0.1, 11 / 30, 4 / 15, 0.45],
        "downstream": [0, 11 / 30, 1 / 6, 0, 0, 1 / 6, 0.2, 0.1, 11 / 30, 1 / 6, 0],
    },
    True: {
        "esri": [0.1, 0.3, 4 / 15, 0.35, 0.1, 7 / 60, 0.7, 0.1, 14 / 45, 4 / 15, 0.45],
        "downstream": [0, 0.3, 1 / 6, 0, 0, 7 / 60, 0.2, 0.1, 14 / 45, 1 / 6, 0],
    },
}
# laws hold step by step: the same number of steps for both sides, and no end before
STEPS = {"limit": 60, "tolerance": 1e-300}
ROUNDING = 1e-12  # sums of at most a few hundred shares in another order


def network(industry, links, output=None):
    """Firms f1, f2, … and links (supplier, buyer[, value]) by number."""
    firms = pd.DataFrame({"firm": [f"f{i + 1}" for i in range(len(industry))], "industry": industry})
    if output is not None:
        firms["output"] = output
    rows = [(f"f{link[0]}", f"f{link[1]}", float(link[2]) if len(link) > 2 else 1.0) for link in links]
    return SupplyNetwork(firms, pd.DataFrame(rows, columns=["supplier", "buyer", "value"]))


def needs(kinds, labels=None):
    """Kinds [supplying, buying] with the labels 0, 1, … as text."""
    labels = [str(i) for i in range(len(kinds))] if labels is None else labels
    return xr.DataArray(
        kinds, coords={"activity": labels, "activity_other": labels}, dims=["activity", "activity_other"]
    )


def any_network(seed, n=None):
    """A random network with output, its needs, and its deliveries as a plain table."""
    rng = np.random.default_rng(seed)
    n = int(rng.integers(2, 9)) if n is None else n
    m = int(rng.integers(1, 5))
    w = rng.lognormal(0, 1, (n, n)) * (rng.random((n, n)) < 0.4)
    np.fill_diagonal(w, 0)
    p = np.concatenate([np.arange(m), rng.integers(0, m, n)])[:n]
    kinds = rng.integers(0, 3, (p.max() + 1, p.max() + 1))
    output = w.sum(axis=1) + rng.lognormal(0, 1, n)
    links = [(i + 1, j + 1, w[i, j]) for i, j in np.argwhere(w > 0)]
    return network(p.tolist(), links, output), kinds, w, p, output


def slow(w, p, kinds, weights, *, substitution, tolerance, sales=None, number=float):
    """The same equations one firm and one sum at a time, on plain numbers."""
    n, one, zero = len(w), number(1), number(0)
    out = [sum(w[i]) for i in range(n)]
    sales = out if sales is None else sales
    rows = []
    for shocked in range(n):
        d = [one if i == shocked else zero for i in range(n)]
        u, steps, change = list(d), 0, one
        while change >= tolerance:
            left = {k: sum(out[i] * (1 - d[i]) for i in range(n) if p[i] == k) for k in set(p)}
            replaced = substitution
            s = [min(one, out[i] / left[p[i]]) if replaced and left[p[i]] > 0 else one for i in range(n)]
            new_d, new_u = [], []
            for j in range(n):
                losses, bought = [zero], sum(w[i][j] for i in range(n))
                for k in set(p):
                    from_k = [i for i in range(n) if p[i] == k and w[i][j] > 0]
                    if from_k and kinds[k][p[j]] == 2:
                        losses.append(sum(s[i] * d[i] * w[i][j] for i in from_k) / sum(w[i][j] for i in from_k))
                mixed = [i for i in range(n) if w[i][j] > 0 and kinds[p[i]][p[j]] == 1]
                losses.append(sum(s[i] * d[i] * w[i][j] for i in mixed) / bought if mixed else zero)
                new_d.append(one if j == shocked else min(max(losses), one))
                orders = sum(w[j][b] * u[b] for b in range(n)) / sales[j] if out[j] > 0 else zero
                new_u.append(one if j == shocked else min(orders, one))
            change = max(abs(a - b) for a, b in zip(new_d + new_u, d + u, strict=True))
            d, u, steps = new_d, new_u, steps + 1
        total = sum(weights)
        both = [max(a, b) for a, b in zip(d, u, strict=True)]
        rows.append([sum(x * y for x, y in zip(weights, part, strict=True)) / total for part in (both, d, u)] + [steps])
    return rows


def table(found):
    return np.column_stack([found[name].values for name in ("esri", "downstream", "upstream", "iterations")])


@pytest.mark.parametrize("substitution", [False, True])
@pytest.mark.parametrize("tolerance", [1e-2, 1e-12])
def test_the_toy_of_the_authors_package_is_met(substitution, tolerance):
    found = systemic_risk(network(TOY_INDUSTRY, TOY_LINKS), "linear", substitution, tolerance)
    for name, printed in TOY[substitution].items():
        assert found[name].values == pytest.approx(printed, abs=ROUNDING), name
    assert found["upstream"].values == pytest.approx(TOY_UP, abs=ROUNDING)
    assert found["iterations"].values.tolist() == TOY_STEPS
    assert found["converged"].values.all()


@pytest.mark.parametrize("essential", ["linear", "leontief"])
@pytest.mark.parametrize("substitution", [False, True])
def test_the_toy_equals_exact_fractions(essential, substitution):
    n, kind = len(TOY_INDUSTRY), {"linear": 1, "leontief": 2}[essential]
    w = [[Fraction(int((i + 1, j + 1) in TOY_LINKS)) for j in range(n)] for i in range(n)]
    kinds = [[kind] * 6] * 6
    exact = slow(
        w, TOY_INDUSTRY, kinds, [sum(row) for row in w], substitution=substitution, tolerance=1e-12, number=Fraction
    )
    found = systemic_risk(network(TOY_INDUSTRY, TOY_LINKS), essential, substitution)
    assert table(found) == pytest.approx(np.array(exact, dtype=float), abs=ROUNDING)


def test_essential_and_other_inputs_as_written_by_hand():
    # f5 buys 3 and 1 from the two firms of industry 0 (essential), 2 from industry 1 (not), 4 from industry 2 (not)
    kinds = [[0, 0, 0, 2], [0, 0, 0, 1], [0, 0, 0, 0], [0, 0, 0, 0]]
    firms = network([0, 0, 1, 2, 3], [(1, 5, 3), (2, 5, 1), (3, 5, 2), (4, 5, 4)], [1.0, 1.0, 1.0, 1.0, 6.0])
    found = systemic_risk(firms, needs(kinds), substitution=False).downstream.values
    assert found == pytest.approx([(1 + 6 * 3 / 4) / 10, (1 + 6 / 4) / 10, (1 + 6 * 2 / 10) / 10, 0.1, 0.6])
    # f1 is three quarters of its industry: f2 can replace a part; left are 1 of 4, so its loss counts in full
    replaced = systemic_risk(firms, needs(kinds), substitution=True).downstream.values
    assert replaced[0] == pytest.approx((1 + 6 * 3 / 4) / 10)
    # the loss of f2 counts by its share in what is left of its industry, 1 of 3
    assert replaced[1] == pytest.approx((1 + 6 / 4 / 3) / 10)


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), substitution=st.booleans(), outside=st.booleans())
def test_equals_the_slow_loop(seed, substitution, outside):
    firms, kinds, w, p, output = any_network(seed)
    found = systemic_risk(firms, needs(kinds), substitution, 1e-4, outside_sales=outside)
    expected = slow(
        w.tolist(),
        p.tolist(),
        kinds.tolist(),
        output.tolist(),
        substitution=substitution,
        tolerance=1e-4,
        sales=output.tolist() if outside else None,
    )
    assert table(found) == pytest.approx(np.array(expected), abs=ROUNDING)


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), substitution=st.booleans())
def test_losses_lie_between_the_own_share_and_one_and_nest(seed, substitution):
    firms, kinds, _, _, output = any_network(seed)
    found = systemic_risk(firms, needs(kinds), substitution, 1e-4)
    own = output / output.sum()
    for name in ("downstream", "upstream", "esri"):
        assert (found[name].values >= own - ROUNDING).all()
        assert (found[name].values <= 1.0).all()
    larger = np.maximum(found["downstream"].values, found["upstream"].values)
    assert (found["esri"].values >= larger - ROUNDING).all()
    assert (found["esri"].values <= found["downstream"].values + found["upstream"].values - own + ROUNDING).all()


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), substitution=st.booleans())
def test_the_order_of_the_firms_does_not_matter(seed, substitution):
    firms, kinds, *_ = any_network(seed)
    order = np.random.default_rng(seed).permutation(len(firms))
    moved = SupplyNetwork(firms.firms.iloc[order], firms.links.iloc[::-1])
    one = systemic_risk(firms, needs(kinds), substitution, 1e-4)
    other = systemic_risk(moved, needs(kinds), substitution, 1e-4).sel(firm=one.firm)
    assert table(other)[:, :3] == pytest.approx(table(one)[:, :3], abs=1e-9)


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), substitution=st.booleans(), data=st.data())
def test_losses_grow_with_what_inputs_are_needed(seed, substitution, data):
    firms, kinds, *_ = any_network(seed)
    free = np.argwhere(kinds == 0)
    more = kinds.copy()
    if len(free):
        i, j = free[data.draw(st.integers(0, len(free) - 1))]
        more[i, j] = data.draw(st.sampled_from([1, 2]))
    losses = [
        systemic_risk(firms, each, substitution, **STEPS).downstream.values
        for each in (needs(kinds), needs(more), "leontief")
    ]
    assert (losses[0] <= losses[1] + ROUNDING).all()
    assert (losses[1] <= losses[2] + ROUNDING).all()


def test_one_more_essential_industry_may_lower_a_loss():
    # f1 and f2 supply f3 in equal parts; f2 stands still, f1 loses a tenth of its inputs through it
    firms = network([0, 1, 2, 3], [(1, 3, 1), (2, 3, 1), (2, 1, 0.1), (4, 1, 0.9)], [1.0, 1.0, 1.0, 1.0])
    kinds = np.ones((4, 4), dtype=int)
    linear = systemic_risk(firms, needs(kinds), substitution=False).downstream.values[1]
    kinds[0, 2] = 2
    mixed = systemic_risk(firms, needs(kinds), substitution=False).downstream.values[1]
    assert linear == pytest.approx((1 + 0.1 + 0.55) / 4)
    assert mixed == pytest.approx((1 + 0.1 + 0.5) / 4)


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 2**32 - 1))
def test_substitution_never_adds_to_a_loss(seed):
    firms, kinds, *_ = any_network(seed)
    alone = systemic_risk(firms, needs(kinds), substitution=False, **STEPS)
    replaced = systemic_risk(firms, needs(kinds), substitution=True, **STEPS)
    assert (replaced.downstream.values <= alone.downstream.values + ROUNDING).all()
    assert replaced.upstream.values == pytest.approx(alone.upstream.values, abs=ROUNDING)


def test_without_links_a_firm_loses_its_own_share():
    found = systemic_risk(network([0, 0, 1], [], [1.0, 2.0, 5.0]), "leontief")
    for name in ("esri", "downstream", "upstream"):
        assert found[name].values.tolist() == [0.125, 0.25, 0.625]
    assert found["iterations"].values.tolist() == [1, 1, 1]


def test_weights_are_output_or_deliveries_and_said():
    links = [(1, 2, 3.0)]
    known = systemic_risk(network([0, 1], links, [3.0, 9.0]), "linear")
    bare = systemic_risk(network([0, 1], links), "linear")
    assert (known.attrs["weights"], bare.attrs["weights"]) == ("output", "out_strength")
    assert known["esri"].attrs["weights"] == "output"
    assert known["esri"].values.tolist() == [1.0, 1.0]
    assert known["downstream"].values.tolist() == [1.0, 0.75]
    assert bare["downstream"].values.tolist() == [1.0, 0.0]


def test_sales_outside_the_network_stay():
    links = [(1, 2, 3.0)]
    firms = network([0, 1], links, [4.0, 4.0])
    assert systemic_risk(firms, "linear").upstream.values.tolist() == [0.5, 1.0]
    assert systemic_risk(firms, "linear", outside_sales=True).upstream.values.tolist() == [0.5, 0.875]


def test_forms_of_the_needs_say_the_same():
    firms, _, _, p, _ = any_network(7, n=8)
    m = p.max() + 1
    kinds = np.arange(m * m).reshape(m, m) % 2
    numbers = needs(kinds + 1)
    found = [
        systemic_risk(firms, each).esri.values
        for each in (
            numbers,
            numbers.transpose(),
            numbers.isel(activity=slice(None, None, -1)),
            numbers.rename(activity="supplier", activity_other="user"),
            needs(kinds.astype(bool)),
            pd.DataFrame(kinds + 1, index=range(m), columns=[str(k) for k in range(m)]),
        )
    ]
    assert np.ptp(found, axis=0).max() == 0


def test_blocks_and_workers_leave_every_byte(monkeypatch):
    firms, kinds, *_ = any_network(11, n=40)
    whole = systemic_risk(firms, needs(kinds))
    monkeypatch.setattr(_cascade_steps, "_BLOCK", 300)
    steps = []
    alone = systemic_risk(firms, needs(kinds), on_progress=steps.append)
    with ThreadPoolExecutor(3) as pool:
        spread = systemic_risk(firms, needs(kinds), executor=pool)
    assert [step.done for step in steps] == list(range(1, len(steps) + 1))
    assert len(steps) > 3
    for name in whole:
        assert alone[name].values.tobytes() == spread[name].values.tobytes(), name
        assert alone[name].values == pytest.approx(whole[name].values, abs=ROUNDING)


def test_a_cascade_is_stopped_between_blocks(monkeypatch):
    monkeypatch.setattr(_cascade_steps, "_BLOCK", 1)
    token = CancelToken()
    token.cancel()
    with pytest.raises(Cancelled):
        systemic_risk(network(TOY_INDUSTRY, TOY_LINKS), "linear", on_progress=token.guard(silent))


def test_what_did_not_settle_is_a_lower_bound_and_says_so():
    # a ring, where no order is safe: upstream everything stops in the end, one firm each step
    ring = network([0, 0, 0, 0], [(1, 2), (2, 3), (3, 4), (4, 1)])
    short = systemic_risk(ring, "linear", substitution=False, limit=2)
    full = systemic_risk(ring, "linear", substitution=False)
    assert short["upstream"].values.tolist() == [0.75] * 4
    assert not short["converged"].values.any()
    assert full["esri"].values.tolist() == [1.0] * 4
    assert full["iterations"].values.tolist() == [4] * 4
    assert full["converged"].values.all()


def test_a_closed_network_settles_slower_than_its_tolerance():
    # three firms that sell to each other: upstream all is lost in the end, which 1e-2 is far from seeing
    links = [(1, 2, 1.0), (2, 1, 50.0), (2, 3, 1.0), (3, 2, 50.0)]
    coarse, fine = (systemic_risk(network([0, 0, 0], links), "linear", tolerance=t) for t in (1e-2, 1e-10))
    assert fine["upstream"].values == pytest.approx([1.0, 1.0, 1.0], abs=1e-6)
    assert coarse["upstream"].values[2] < 0.9


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"tolerance": 0.0}, "not-above"),
        ({"tolerance": float("nan")}, "not-above"),
        ({"limit": 0}, "not-whole"),
        ({"essential": "cobb"}, "unknown-option"),
        ({"essential": np.ones((2, 2))}, "not-an-array"),
        ({"essential": needs([[1, 3], [1, -1]])}, "bad-essentials"),
        ({"essential": needs([[1.0, np.nan], [1.0, 1.0]])}, "bad-essentials"),
        ({"essential": needs([[1, 1], [1, 1]]).expand_dims(period=[2020])}, "two-dimensions"),
        ({"essential": needs([[1, 1], [1, 1]]).rename(activity="x")}, "missing-dims"),
        ({"outside_sales": True}, "bad-network"),
    ],
)
def test_refusals(change, code):
    firms = network([0, 1], [(1, 2, 3.0)], [2.0, 1.0])
    with pytest.raises(InputError) as caught:
        systemic_risk(firms, **{"essential": "linear", **change})
    assert caught.value.code == code


def test_all_wrong_pairs_are_named_by_industry():
    firms = network([0, 1], [(1, 2, 3.0)])
    with pytest.raises(InputError, match=r"2 value\(s\).*0 → 1: 3.*1 → 1: -1"):
        systemic_risk(firms, needs([[1, 3], [1, -1]]))


def test_outside_sales_need_output():
    with pytest.raises(InputError, match="needs the output of every firm"):
        systemic_risk(network([0, 1], [(1, 2, 3.0)]), "linear", outside_sales=True)


def test_other_industries_are_refused():
    with pytest.raises(LabelMismatch, match="Only in the first array: 1"):
        systemic_risk(network([0, 1], [(1, 2)]), needs([[1]]))


def test_without_weight_there_is_no_share():
    with pytest.raises(Undefined, match="out_strength"):
        systemic_risk(network([0, 1], []), "linear")
