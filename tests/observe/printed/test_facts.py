import pytest

from growthpole.observe.printed.blocks import blocks_of
from growthpole.observe.printed.facts import Facts, dated, facts_of
from growthpole.observe.printed.strips import strips_of


@pytest.fixture(scope="module")
def facts(cells, places):
    def of(text, before=None):
        found = cells(text)
        blocks = [block for strip in strips_of(found) for block in blocks_of(found, strip)]
        return facts_of(found, [block for block in blocks if block.body], before, places.find)

    return of


TABLE = "地区|产值|人数\n北京|1|2"


class TestTitle:
    def test_title_period_unit_and_region(self, facts):
        (found,) = facts(f"2021年山东省各市情况\nOverview\n||单位：亿元\n{TABLE}".replace("各市情况", "情况"))
        assert (found.title, found.period, found.unit.key, found.region, found.own_title) == (
            "2021年山东省情况 Overview",
            "2021",
            "1e8 CNY",
            "CN-SD",
            True,
        )

    @pytest.mark.parametrize(
        "title", ["各地区情况(2021年)", "二〇二一年各地区情况", "各地区情况\n2021", "各地区情况\n(2021)"]
    )
    def test_the_year_wherever_it_stands(self, facts, title):
        assert facts(f"{title}\n{TABLE}")[0].period == "2021"

    def test_two_years_are_none(self, facts):
        assert facts(f"2020-2021年各地区情况\n{TABLE}")[0].period == ""

    def test_the_year_of_a_page_heading_is_not_that_of_the_table(self, facts):
        (found,) = facts(f"中国统计年鉴2022\n2021年各地区情况\n{TABLE}")
        assert (found.title, found.period) == ("2021年各地区情况", "2021")

    def test_the_year_of_an_edition_is_not_that_of_the_table(self, facts):
        assert facts(f"中国统计年鉴||2022\n各地区情况(2021年)\n{TABLE}")[0].period == "2021"

    def test_a_title_of_all_regions_names_none(self, facts):
        assert facts(f"山东等各地区情况\n{TABLE}")[0].region == ""

    def test_nothing_said(self, facts):
        assert facts(TABLE) == [Facts()]


class TestUnit:
    @pytest.mark.parametrize(
        "line",
        [
            "单位：万元",
            "||单位：万元",
            "||(10 000 yuan)",
            "情况(万元)",
            "指标：产值(万元)",
            "单位：万元||(10 000 yuan)",
        ],
    )
    def test_in_a_line_above(self, facts, line):
        assert facts(f"{line}\n{TABLE}")[0].unit.key == "1e4 CNY"

    def test_above_the_other_block_beside(self, facts):
        one, other = facts("|||单位：人\n地区|数|地区|数\n北京|1|河北|3\n天津|2|山西|4")
        assert one.unit == other.unit
        assert one.unit.raw == "人"

    def test_two_different_units_side_by_side_hold_each_for_its_block(self, facts):
        one, other = facts("|单位：人||单位：元\n地区|数|地区|数\n北京|1|河北|3\n天津|2|山西|4")
        assert (one.unit.raw, other.unit.raw) == ("人", "元")


class TestContinued:
    def test_a_part_takes_over_what_it_does_not_say(self, facts):
        one, other = facts(f"2021年山东情况\n单位：人\n{TABLE}\n续表\n{TABLE}")
        assert (other.title, other.period, other.unit, other.region) == (one.title, "2021", one.unit, "CN-SD")
        assert (one.own_title, other.own_title) == (True, False)

    def test_another_title_takes_nothing_over(self, facts):
        assert facts(f"2021年情况\n单位：人\n{TABLE}\n各地区收入一览\n{TABLE}")[1].period == ""

    def test_the_year_of_the_continuing_line_is_that_of_its_part(self, facts):
        assert [each.period for each in facts(f"各地区情况\n{TABLE}\n2021年各地区情况(续)\n{TABLE}")] == ["", "2021"]

    def test_a_sheet_goes_on_only_where_it_says_so(self, facts):
        before = Facts("2012年情况", "2012", None, "CN-SD")
        assert facts(TABLE, before) == [Facts()]
        (found,) = facts(f"(续)\n|单位：人|\n{TABLE}", before)
        assert (found.title, found.period, found.unit.raw, found.region) == ("2012年情况", "2012", "人", "CN-SD")

    def test_a_part_beside_has_what_the_one_beside_it_says(self, facts):
        beside = "地区|产值||地区|产值\n北京|1||河北|3\n天津|2||山西|4"
        one, other = facts(f"2021年情况\n单位：万元\n{beside}")
        assert (other.title, other.period, other.unit) == (one.title, "2021", one.unit)
        assert not other.above

    def test_a_table_below_with_other_headings_has_nothing_of_the_one_above(self, facts):
        first = "2020年情况|单位：万元\n地区|产值\n山东|1\n河北|2"
        assert facts(f"{first}\n\n地区|从业人数\n山东|1000\n河北|2000")[1] == Facts()

    def test_the_same_headings_again_are_the_same_table_with_a_note(self, facts, tables):
        first = "2020年情况|单位：万元\n地区|产值\n山东|1\n河北|2"
        again = f"{first}\n\n地区|产值\n北京|3\n天津|4"
        one, other = facts(again)
        assert (other.period, other.unit, other.above) == ("2020", one.unit, True)
        (note,) = [each for each in tables(again).findings if each.code == "table-facts-above"]
        assert note.params["taken"] == "2020年情况, 2020, 万元"


class TestOwnUnit:
    FIRST = "2021年产值\n单位：万元\n地区|产值\n山东|1\n河北|2\n\n"

    @pytest.mark.parametrize("title", ["2021年人员情况（单位：人）", "2021年人口  单位：人"])
    def test_that_of_the_own_title_before_that_of_a_table_above(self, facts, title):
        assert facts(f"{self.FIRST}{title}\n地区|从业人员\n山东|3\n河北|4")[1].unit.raw == "人"

    def test_none_where_only_the_table_above_has_one(self, facts):
        assert facts(f"{self.FIRST}2021年人员情况\n地区|从业人员\n山东|3\n河北|4")[1].unit is None

    def test_a_unit_beside_counts_only_below_the_table_above(self, facts):
        found = facts("||||单位：万元\n地区|产值||地区|产值\n山东|1||河北|2\n||||\n地区|人数|||\n山东|3|||")
        assert [each.unit.raw if each.unit else "" for each in found] == ["万元", "", "万元"]


class TestDated:
    def test_a_year_over_one_part_holds_for_the_same_table(self):
        found = dated([Facts("各地区情况"), Facts("2021年各地区情况", "2021")])
        assert [(each.period, each.borrowed) for each in found] == [("2021", True), ("2021", False)]

    @pytest.mark.parametrize(
        "others",
        [
            [Facts("2021年各地区人口", "2021")],
            [Facts("2021年各地区情况", "2021"), Facts("2020年各地区情况", "2020")],
            [],
        ],
    )
    def test_not_of_another_table_nor_of_two_years(self, others):
        assert dated([Facts("各地区情况"), *others])[0] == Facts("各地区情况")

    def test_a_title_of_two_years_keeps_none(self):
        assert dated([Facts("2020-2021年情况"), Facts("2021年情况", "2021")])[0].period == ""
