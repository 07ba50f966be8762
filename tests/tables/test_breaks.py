"""Breaks in series: what lies between two figures, and what may be brought to one base."""

import pandas as pd
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st

from growthpole.observe import bundled_breaks
from growthpole.tables import Link, Panel, SeriesBreak, bridge
from growthpole.tables.breaks import crossing, require_no_crossing

KNOWN = {one.id: one for one in bundled_breaks()}
LAIWU, CHAOHU, GBT = KNOWN["laiwu-2019"], KNOWN["chaohu-2011"], KNOWN["gbt4754-2017"]
# Sizes such as the two cities had, in 100 million yuan; no published figures: only their sum matters.
JINAN_2018, LAIWU_2018, JINAN_2019 = 7856.56, 1005.65, 9443.37


def panel(rows, unit="1e8 CNY", indicator="gdp", by="region"):
    frame = pd.DataFrame(rows, columns=[by, "period", "value"])
    return Panel.from_long(frame.assign(**{"activity" if by == "region" else "region": "all"}), unit=unit).values.pipe(
        lambda values: Panel(values, unit, indicator)
    )


def cells(made, dim="region"):
    """Values by year and label."""
    flat = made.panel.values.squeeze({"region", "activity"} - {dim}, drop=True)
    return {int(year): flat.sel(period=year).to_series().to_dict() for year in made.panel.years}


class TestJinanAndLaiwu:
    ROWS = (
        ("370100", 2018, JINAN_2018),
        ("371200", 2018, LAIWU_2018),
        ("370200", 2018, 12001.5),
        ("370100", 2019, JINAN_2019),
        ("370200", 2019, 11741.31),
    )

    def test_the_two_of_2018_beside_the_one_of_2019(self):
        done = bridge(panel(self.ROWS), [LAIWU], 2019)
        assert cells(done) == {
            2018: {"370100": JINAN_2018 + LAIWU_2018, "370200": 12001.5},
            2019: {"370100": JINAN_2019, "370200": 11741.31},
        }
        assert done.applied == (LAIWU,)
        assert done.parts == {(2018, "370100"): ("370100", "371200")}
        assert done.panel.unit == "1e8 CNY"

    def test_jinan_is_absent_where_laiwu_is(self):
        done = bridge(panel([row for row in self.ROWS if row[0] != "371200"]), [LAIWU], 2019)
        assert pd.isna(cells(done)[2018]["370100"])
        assert cells(done)[2018]["370200"] == 12001.5

    def test_zeros_of_a_source_that_leaves_them_out_are_no_values_of_a_dissolved_city(self):
        rows = [(code, year, 0.0) for code in ("370100", "371200", "370200") for year in (2018, 2019)]
        assert cells(bridge(panel(rows, unit="firm"), [LAIWU], 2019)) == {
            2018: {"370100": 0.0, "370200": 0.0},
            2019: {"370100": 0.0, "370200": 0.0},
        }

    def test_years_on_one_side_stay_as_they_are(self):
        before = panel([row for row in self.ROWS if row[1] == 2018])
        done = bridge(before, [LAIWU], 2018)
        assert done.applied == ()
        xr.testing.assert_identical(done.panel.values, before.values)

    def test_other_regions_cross_nothing(self):
        done = bridge(panel([row for row in self.ROWS if row[0] == "370200"]), [LAIWU], 2019)
        assert (done.applied, len(done.panel.years)) == ((), 2)

    def test_nobody_knows_what_of_2019_was_laiwu(self, refused):
        with refused("series-break-no-crosswalk", "370100", "371200", "2019", "laiwu-2019", "State Council reply"):
            bridge(panel(self.ROWS), [LAIWU], 2018)

    def test_shares_and_rates_are_not_carried_over(self, refused):
        with refused("series-break-not-additive", "370100", "2018", "laiwu-2019"):
            bridge(panel(self.ROWS, unit="%"), [LAIWU], 2019)
        with refused("series-break-not-additive", "371200"):
            bridge(panel(self.ROWS), [LAIWU], 2019, measure="rank")

    def test_a_dissolved_city_with_later_values_would_count_twice(self, refused):
        with refused("series-break-ended", "371200", "2019"):
            bridge(panel([*self.ROWS, ("371200", 2019, 1100.0)]), [LAIWU], 2019)


class TestChaohu:
    def test_a_division_without_weights_is_refused_with_all_it_touches(self, refused):
        rows = [(code, year, 100.0) for code in ("340100", "340300", "341400") for year in (2010, 2012)]
        with refused("series-break-no-crosswalk", "340100", "2010", "chaohu-2011", "国函〔2011〕84号"):
            bridge(panel([row for row in rows if row[:2] != ("341400", 2012)]), [CHAOHU], 2012)

    def test_a_division_is_undone_by_adding_up(self):
        split = SeriesBreak(
            id="s",
            dimension="region",
            kind="split",
            period="2011",
            links=(Link("A", "B", None), Link("A", "C", None), Link("D", "D")),
        )
        rows = [("A", 2010, 9.0), ("B", 2012, 4.0), ("C", 2012, 6.0), ("D", 2010, 1.0), ("D", 2012, 2.0)]
        done = bridge(panel(rows), [split], 2010)
        assert cells(done) == {2010: {"A": 9.0, "D": 1.0}, 2012: {"A": 10.0, "D": 2.0}}
        assert done.parts == {(2012, "A"): ("B", "C")}


class TestCodesOfActivities:
    def test_groups_of_motor_vehicles_that_were_numbered_anew(self):
        """362 is converted vehicles in GB/T 4754-2011 and engines in GB/T 4754-2017."""
        rows = [("361", 2016, 50.0), ("362", 2016, 7.0), ("363", 2016, 2.0), ("365", 2016, 4.0)]
        rows += [("361", 2018, 55.0), ("363", 2018, 8.0), ("364", 2018, 1.0), ("366", 2018, 5.0)]
        old_groups = [row for row in rows if row[0] != "362" or row[1] == 2016]
        done = bridge(panel(old_groups, by="activity"), [GBT], 2018)
        flat = cells(done, "activity")
        assert flat[2018] == {"361": 55.0, "363": 8.0, "364": 1.0, "366": 5.0}
        assert flat[2016] == {"361": 50.0, "363": 7.0, "364": 2.0, "366": 4.0}

    def test_castings_moved_between_divisions(self):
        done = bridge(panel([("3130", 2016, 3.0), ("3391", 2018, 4.0)], by="activity"), [GBT], 2018)
        assert cells(done, "activity") == {2016: {"3391": 3.0}, 2018: {"3391": 4.0}}

    @pytest.mark.parametrize("code", ["34", "40", "366", "3599"])
    def test_without_weights_or_unlisted_it_is_refused(self, refused, code):
        rows = [("361", 2016, 1.0), ("361", 2018, 1.0), (code, 2016, 1.0), (code, 2018, 1.0)]
        with refused("series-break-no-crosswalk", code, "2016", "gbt4754-2017"):
            bridge(panel(rows, by="activity"), [GBT], 2018)

    def test_weights_divide(self):
        half = SeriesBreak(
            id="h",
            dimension="activity",
            kind="reclassification",
            period="2017",
            links=(Link("a", "x", 0.25), Link("a", "y", 0.75), Link("b", "y")),
        )
        rows = [("a", 2016, 8.0), ("b", 2016, 1.0), ("x", 2018, 2.0), ("y", 2018, 9.0)]
        flat = cells(bridge(panel(rows, by="activity"), [half], 2018), "activity")
        assert flat == {2016: {"x": 2.0, "y": 7.0}, 2018: {"x": 2.0, "y": 9.0}}


class TestChains:
    TWO = (
        SeriesBreak(id="one", dimension="region", kind="merge", period="2010", links=(Link("A", "B"), Link("B", "B"))),
        SeriesBreak(id="two", dimension="region", kind="merge", period="2015", links=(Link("B", "C"), Link("C", "C"))),
    )

    @pytest.mark.parametrize("order", [(0, 1), (1, 0)])
    def test_two_breaks_one_after_the_other(self, order):
        rows = [
            ("A", 2009, 1.0),
            ("B", 2009, 2.0),
            ("C", 2009, 4.0),
            ("B", 2012, 5.0),
            ("C", 2012, 6.0),
            ("C", 2020, 9.0),
        ]
        done = bridge(panel(rows), [self.TWO[place] for place in order], 2020)
        assert cells(done) == {2009: {"C": 7.0}, 2012: {"C": 11.0}, 2020: {"C": 9.0}}
        assert done.parts[2009, "C"] == ("A", "B", "C")
        assert [one.id for one in done.applied] == ["one", "two"]


class TestIndicators:
    SCOPE = KNOWN["above-scale-2011"]

    def test_a_threshold_that_was_raised_has_no_bridge(self, refused):
        rows = [("A", 2010, 1.0), ("A", 2012, 1.0)]
        with refused("series-break-no-crosswalk", "2010", "above-scale-2011", "国统字〔2010〕87号"):
            bridge(panel(rows), [self.SCOPE], 2012, scope="industrial firms above designated size")
        assert bridge(panel(rows), [self.SCOPE], 2012, scope="all firms").applied == ()

    @pytest.mark.parametrize(("start", "end", "hit"), [("2010", "2011", 1), ("2012", "2009", 1), ("2011", "2012", 0)])
    def test_what_lies_between(self, start, end, hit):
        assert len(crossing([self.SCOPE], start, end, indicator="x", scope="规模以上工业")) == hit

    def test_the_census_breaks_first_figures_only(self):
        census = [KNOWN["economic-census-2018"]]
        assert crossing(census, "2018", "2019", indicator="gdp", vintage="as_published") == census
        assert crossing(census, "2018", "2019", indicator="gdp", vintage="revised") == []
        assert crossing(census, "2018", "2019", indicator="rd_intensity", vintage="as_published") == []

    def test_growth_across_a_border_change_is_refused(self, refused):
        with refused("series-break", "[[growth_check]] jinan", "370100", "2018, 2019", "laiwu-2019"):
            require_no_crossing([LAIWU], "[[growth_check]] jinan", "2018", "2019", region="370100", indicator="gdp")
        require_no_crossing([LAIWU], "s", "2018", "2019", region="370200", indicator="gdp")


class TestDefinitions:
    def test_every_bundled_break_says_who_decided_it(self):
        assert {one.id for one in bundled_breaks()} == {
            "laiwu-2019",
            "chaohu-2011",
            "gbt4754-2017",
            "above-scale-2011",
            "economic-census-2018",
        }
        for one in bundled_breaks():
            assert one.source
            assert one.url.startswith("http")
            assert one.name("en") != one.name("zh")

    @pytest.mark.parametrize(
        ("said", "code"),
        [
            ({"links": (Link("a", "b", 1.5),)}, "bad-weights"),
            ({"links": (Link("a", "b", 0.6), Link("a", "c", 0.6))}, "bad-weights"),
            ({"links": (Link("a", "b", 0.0),)}, "bad-weights"),
            ({"links": (Link("a", "b"), Link("a", "b"))}, "repeated-key"),
            ({"links": ()}, "break-parts"),
            ({"links": (Link("a", "b"),), "codes": ("gdp",)}, "break-parts"),
            ({"links": (Link("a", "b"),), "period": "soon"}, "bad-period"),
        ],
    )
    def test_what_is_no_break(self, refused, said, code):
        with refused(code):
            SeriesBreak(**{"id": "x", "dimension": "region", "kind": "merge", "period": "2019", **said})

    def test_a_year_the_panel_lacks(self, refused):
        with refused("no-such-period", "1999"):
            bridge(panel([("A", 2010, 1.0)]), [], 1999)


VALUES = st.floats(0, 1e9, allow_nan=False)


class TestLaws:
    @settings(deadline=None)
    @given(VALUES, VALUES, VALUES)
    def test_a_merger_keeps_the_sum(self, one, two, other):
        rows = [("370100", 2018, one), ("371200", 2018, two), ("370200", 2018, other), ("370100", 2019, 1.0)]
        before = panel(rows)
        after = bridge(before, [LAIWU], 2019).panel
        # the order of adding three numbers may differ: two roundings of a double
        assert float(after.at(2018).sum()) == pytest.approx(float(before.at(2018).sum()), rel=1e-15, abs=0)

    @settings(deadline=None)
    @given(VALUES, VALUES)
    def test_bridging_twice_is_bridging_once(self, one, two):
        rows = [("370100", 2018, one), ("371200", 2018, two), ("370100", 2019, 1.0)]
        once = bridge(panel(rows), [LAIWU], 2019).panel
        merged = once.values.sel(region=["370100"])
        assert merged.sel(period=2018).item() == one + two
        assert list(once.values.indexes["region"]) == ["370100"]
