"""Foreign money: contracted and utilised apart, by currency, in decimals."""

from __future__ import annotations

import math
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from growthpole.track import ForeignInvestment, foreign_investment

ON = "2024-12-31"
DATED = {"date": "2024", "vintage": "2024"}
AMOUNTS = st.tuples(
    st.sampled_from(["contracted", "utilised"]), st.integers(0, 10**6), st.sampled_from(["1e4 USD", "1e6 USD"])
)


@given(st.lists(AMOUNTS, max_size=12))
def test_sums_are_exact_and_apart(rows):
    entries = [
        ForeignInvestment(project=f"P{at}", nature=nature, amount=f"{n / 10:.1f}", unit=unit, **DATED)
        for at, (nature, n, unit) in enumerate(rows)
    ]
    found = foreign_investment(entries, ON)
    if not rows:
        assert found.empty
        return
    (row,) = found.to_dict("records")
    size = {"1e4 USD": Fraction(10**4), "1e6 USD": Fraction(10**6)}
    assert row["unit"] == max({unit for *_, unit in rows}, key=size.get)
    for nature in ("contracted", "utilised"):
        amounts = [Fraction(n, 10) * size[unit] / size[row["unit"]] for kind, n, unit in rows if kind == nature]
        assert row[f"{nature}_entries"] == len(amounts)
        # the decimal sum is exact, and becomes a float once
        assert (row[nature] == float(sum(amounts))) if amounts else math.isnan(row[nature])
    assert "total" not in found.columns


def test_currencies_are_never_added(make):
    found = foreign_investment(
        [make.money("utilised", "3"), make.money("utilised", "2", unit="亿元", project="P2")], ON
    )
    assert found[["unit", "utilised"]].values.tolist() == [["1e6 USD", 3.0], ["1e8 CNY", 2.0]]


def test_what_is_dated_later_and_what_was_taken_back_does_not_count(make):
    first = make.money("contracted", "30")
    taken = make.money("contracted", "30", vintage="2024-07", corrects="2024-06", reason="no", void=True)
    assert foreign_investment([first], "2024-05-30").empty
    assert foreign_investment([first, taken], ON).empty
