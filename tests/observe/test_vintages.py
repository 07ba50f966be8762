"""Two deliveries of one source: rows meet by key, values by their decimals."""

from decimal import Decimal

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from growthpole.observe import compare_deliveries
from growthpole.observe.vintages import COLUMNS
from growthpole.tables.observations import KEY


def rows(*said, unit="1e8 CNY", **further):
    """Rows of GDP: (region, period, printed)."""
    blank = {**dict.fromkeys(KEY, ""), "indicator": "gdp", "kind": "actual", "unit": unit, "operator": "=", **further}
    found = [{**blank, "region": r, "period": p, "printed": v} for r, p, v in said]
    return pd.DataFrame(found, columns=[*KEY, "unit", "operator", "printed", *further])


def told(found, *columns):
    return [tuple(row) for row in found.frame[list(columns)].itertuples(index=False, name=None)]


class TestChanges:
    def test_the_revised_gdp_of_shandong(self):
        # a revision of the size a census brings; no published figures.
        old = rows(("CN-SD", "2018", "76469.67"), ("CN-SD", "2017", "72634.15"))
        new = rows(("CN-SD", "2017", "72634.15"), ("CN-SD", "2018", "66648.9"))
        found = compare_deliveries(old, new)
        assert told(found, "region", "period", "change", "what", "old", "new") == [
            ("CN-SD", "2018", "changed", "value", "76469.67", "66648.9")
        ]
        # exact: (66648.9 - 76469.67) / 76469.67, rounded once to a double
        exact = (Decimal("66648.9") - Decimal("76469.67")) / Decimal("76469.67")
        assert found.frame["relative"].item() == float(exact)
        assert (found.count("changed"), found.count("added"), found.count("gone"), found.rows) == (1, 0, 0, 2)

    def test_what_came_and_what_went(self):
        found = compare_deliveries(rows(("A", "1", "5"), ("B", "1", "6")), rows(("A", "1", "5"), ("A", "2", "7")))
        assert told(found, "region", "period", "change", "old", "new") == [
            ("A", "2", "added", "", "7"),
            ("B", "1", "gone", "6", ""),
        ]
        assert found.frame["relative"].isna().all()

    @pytest.mark.parametrize(("old", "new"), [("2.40", "2.4"), ("1,234", "1234"), ("−5", "-5.0"), ("1e3", "1000")])
    def test_one_value_written_in_two_ways_is_no_revision(self, old, new):
        assert compare_deliveries(rows(("A", "1", old)), rows(("A", "1", new))).nothing

    def test_a_difference_below_the_precision_of_a_double_is_one(self):
        found = compare_deliveries(rows(("A", "1", "0.1")), rows(("A", "1", "0.1000000000000000000001")))
        assert found.count("changed") == 1

    def test_a_share_of_a_negative_value_keeps_the_direction(self):
        found = compare_deliveries(rows(("A", "1", "-100")), rows(("A", "1", "-90")))
        assert found.frame["relative"].item() == 0.1

    def test_no_ratio_to_zero(self):
        found = compare_deliveries(rows(("A", "1", "0")), rows(("A", "1", "3")))
        assert found.frame["relative"].isna().all()

    def test_units_meet_where_they_measure_one_thing(self):
        old, new = rows(("A", "1", "2.5")), rows(("A", "1", "25000"), unit="1e4 CNY")
        found = compare_deliveries(old, new)
        assert told(found, "what", "old_unit", "unit", "relative") == [("unit", "1e8 CNY", "1e4 CNY", 0.0)]
        apart = compare_deliveries(old, rows(("A", "1", "2.5"), unit="firm"))
        assert apart.frame["what"].item() == "value, unit"
        assert apart.frame["relative"].isna().all()

    def test_an_operator_or_a_status_alone(self):
        old = rows(("A", "1", "5"), status="ok")
        assert compare_deliveries(old, old.assign(status="series_break")).frame["what"].tolist() == ["status"]
        assert compare_deliveries(old, old.assign(operator="~")).frame["what"].tolist() == ["operator"]

    def test_both_places_are_named(self):
        old = rows(("A", "1", "5"), file="y.xlsx", sheet="3-1", cell="C7", line=7)
        new = rows(("A", "1", "6"), file="y.xlsx", sheet="3-2", cell="D9", line=9)
        row = compare_deliveries(old, new).frame.iloc[0]
        assert [row[name] for name in ("old_file", "old_sheet", "old_cell")] == ["y.xlsx", "3-1", "C7"]
        assert [row[name] for name in ("new_file", "new_sheet", "new_cell", "line")] == ["y.xlsx", "3-2", "D9", 9]


class TestRefusals:
    def test_a_key_that_stands_twice(self, refused):
        with refused("repeated-key", "A, gdp, 1"):
            compare_deliveries(rows(("A", "1", "5")), rows(("A", "1", "5"), ("A", "1", "6")))

    def test_a_missing_column(self, refused):
        with refused("missing-columns", "printed"):
            compare_deliveries(rows().drop(columns="printed"), rows())

    def test_a_value_that_is_no_number(self, refused):
        with refused("not-numbers", "…"):
            compare_deliveries(rows(("A", "1", "5")), rows(("A", "1", "…")))


KEYS = st.tuples(st.sampled_from("ABCD"), st.sampled_from("123"))
DELIVERIES = st.dictionaries(KEYS, st.sampled_from(["0", "1", "1.0", "2", "-3.5"]), max_size=12)


def of(values):
    return rows(*((r, p, v) for (r, p), v in values.items()))


class TestLaws:
    @settings(deadline=None)
    @given(DELIVERIES, DELIVERIES)
    def test_every_row_is_the_same_changed_added_or_gone(self, old, new):
        found = compare_deliveries(of(old), of(new))
        same = sum(key in old and Decimal(old[key]) == Decimal(value) for key, value in new.items())
        assert found.count("changed") + found.count("added") + same == len(new) == found.rows
        assert found.count("changed") + found.count("gone") + same == len(old)
        assert list(found.frame.columns) == list(COLUMNS)

    @settings(deadline=None)
    @given(DELIVERIES, DELIVERIES)
    def test_back_is_the_mirror_of_forth(self, old, new):
        forth, back = compare_deliveries(of(old), of(new)), compare_deliveries(of(new), of(old))
        assert forth.count("added") == back.count("gone")
        assert forth.count("changed") == back.count("changed")

    @settings(deadline=None)
    @given(DELIVERIES, DELIVERIES, st.randoms(use_true_random=False))
    def test_the_order_of_rows_says_nothing(self, old, new, chance):
        mixed = list(new.items())
        chance.shuffle(mixed)
        one, two = compare_deliveries(of(old), of(new)), compare_deliveries(of(old), of(dict(mixed)))
        assert sorted(told(one, *KEY, "change", "old", "new")) == sorted(told(two, *KEY, "change", "old", "new"))

    @settings(deadline=None)
    @given(DELIVERIES)
    def test_a_delivery_is_no_revision_of_itself(self, values):
        assert compare_deliveries(of(values), of(values)).nothing
