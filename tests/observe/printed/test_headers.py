import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from growthpole.observe.printed.blocks import blocks_of
from growthpole.observe.printed.headers import headings_of, tree_of
from growthpole.observe.printed.strips import strips_of
from growthpole.observe.raw_cells import raw_grids_of_bytes
from growthpole.observe.spec import Limits


@pytest.fixture(scope="module")
def headings(cells):
    def of(source):
        found = cells(source)
        (strip,) = strips_of(found)
        return headings_of(found, blocks_of(found, strip)[0])

    return of


def paths(found):
    return [found.path(column) for column in found.levels]


class TestWithoutMergedCells:
    def test_a_heading_reaches_over_those_below_it(self, headings):
        found = headings("地区|人口||产值\n|男|女|\n北京|1|2|3")
        assert paths(found) == ["人口 / 男", "人口 / 女", "产值"]
        assert found.inferred

    def test_one_row_needs_no_reach(self, headings):
        found = headings("地区|男|女\n北京|1|2")
        assert (paths(found), found.inferred) == (["男", "女"], False)

    def test_three_rows(self, headings):
        found = headings("地区|甲组|||乙组\n|人口||产值|产值\n|男|女|总量|总量\n北京|1|2|3|4")
        assert paths(found) == ["甲组 / 人口 / 男", "甲组 / 人口 / 女", "甲组 / 产值 / 总量", "乙组 / 产值 / 总量"]

    def test_the_same_text_reaches_as_far_as_elsewhere(self, headings):
        found = headings("地区|产值||产值||人数|\n|甲|乙|甲|乙|甲|乙\n北京|1|2|3|4|5|6")
        assert paths(found)[2:4] == ["产值 / 甲", "产值 / 乙"]

    def test_two_languages_in_two_rows(self, headings):
        found = headings("地区|产值|人数\nRegion|Output|Persons\n北京|1|2")
        assert paths(found) == ["产值 / Output", "人数 / Persons"]

    def test_the_numbers_of_columns_are_no_headings(self, headings):
        assert paths(headings("地区|男|女\n甲|1|2\n北京|5|6")) == ["男", "女"]
        assert paths(headings("地区|男|女\n甲|(1)|(2)\n北京|5|6")) == ["男", "女"]


class TestMergedCells:
    @pytest.fixture
    def merged(self, headings, books):
        def of(rows, *areas):
            data = books.workbook({"1": books.worksheet(rows, merged=list(areas))})
            (grid,) = raw_grids_of_bytes(data, "t.xlsx", Limits())
            return headings(grid)

        return of

    def test_they_say_how_far_a_heading_reaches(self, merged):
        rows = [["地区", "人口", None, "产值"], [None, "男", "女", None], ["北京", 1, 2, 3]]
        found = merged(rows, "A1:A2", "B1:C1", "D1:D2")
        assert (paths(found), found.inferred) == (["人口 / 男", "人口 / 女", "产值"], False)

    def test_one_range_bounds_no_heading_elsewhere(self, merged):
        rows = [["地区", "2019年", None, "2020年", None], [None, "产值", "利润", "产值", "利润"], ["山东", 1, 2, 3, 4]]
        found = merged(rows, "A1:A2")
        assert paths(found) == ["2019年 / 产值", "2019年 / 利润", "2020年 / 产值", "2020年 / 利润"]
        assert found.inferred

    def test_a_heading_beside_a_range_ends_there(self, merged):
        rows = [["地区", "甲", None, "乙", None], [None, "产值", "利润", "税金", "工资"], ["山东", 1, 2, 3, 4]]
        for area in ("B1:C1", "D1:E1"):
            found = merged(rows, area)
            assert paths(found) == ["甲 / 产值", "甲 / 利润", "乙 / 税金", "乙 / 工资"]
            assert found.inferred

    def test_a_range_over_a_heading_bounds_it_and_does_not_stop_it_inside(self, merged):
        rows = [
            ["地区", "甲", None, None, None, "乙", None],
            [None, "人口", None, "产值", None, "人口", None],
            [None, "男", "女", "农", "工", "男", "女"],
            ["山东", 1, 2, 3, 4, 5, 6],
        ]
        assert paths(merged(rows, "B1:E1")) == [
            *(
                "甲 / 人口 / 男",
                "甲 / 人口 / 女",
                "甲 / 产值 / 农",
                "甲 / 产值 / 工",
                "乙 / 人口 / 男",
                "乙 / 人口 / 女",
            )
        ]

    def test_a_range_of_rows_does_not_spread_to_the_side(self, merged):
        rows = [["地区", "产值", None], [None, None, "利润"], ["山东", 1, 2]]
        assert paths(merged(rows, "B1:B2")) == ["产值", "利润"]


class TestRegions:
    def test_over_the_columns(self, headings):
        found = headings("指标|全国|北京|天津\n产值|6|1|2\n人数|8|3|4")
        assert found.regions == {1: "CN", 2: "CN-BJ", 3: "CN-TJ"}

    def test_a_total_beside_regions_is_one(self, headings):
        found = headings("指标|合计|北京|天津\n产值|6|1|2\n人数|8|3|4")
        assert (found.totals, 1 in found.regions) == (frozenset({1}), False)

    def test_one_region_over_all_is_none_of_the_columns(self, headings):
        assert headings("指标|北京|\n|男|女\n产值|1|2\n人数|3|4").regions == {}


class TestUnits:
    @pytest.mark.parametrize("row", ["|个|万千瓦", "|(个)|(万千瓦)", "单位|个|万千瓦", "|个\\nunit|万千瓦\\n10 000 kW"])
    def test_a_row_of_units(self, headings, row):
        found = headings(f"地区|机构数|总动力\n{row}\n北京|1|2")
        assert {column: unit.raw for column, unit in found.units.items()} == {1: "个", 2: "万千瓦"}

    def test_a_row_with_one_word_that_is_no_unit_is_none(self, headings):
        assert headings("地区|机构数|总动力\n|个|新增\n北京|1|2").units == {}


def test_the_tree_shows_each_column_at_its_leaf(headings):
    found = headings("地区|人口||产值|产值\n|男|女||\n北京|1|2|3|4")
    assert tree_of(found, {column: "ABCDE"[column] for column in found.levels}) == {
        "人口": {"男": "B", "女": "C"},
        "产值": "D, E",
    }


def test_moved_headings_say_the_same_of_columns_further_right(headings):
    found = headings("指标|合计|北京|天津\n|(个)|(人)|(元)\n产值|6|1|2\n人数|8|3|4")
    moved = found.moved(3)
    assert found.totals
    assert found.units
    for name in ("levels", "regions", "units"):
        assert getattr(moved, name) == {column + 3: said for column, said in getattr(found, name).items()}
    for name in ("totals", "ends"):
        assert getattr(moved, name) == {column + 3 for column in getattr(found, name)}
    assert moved.moved(-3) == found


@settings(deadline=None)
@given(st.lists(st.integers(1, 4), min_size=1, max_size=5))
def test_law_groups_side_by_side_are_found_from_their_leaves(widths):
    """Every leaf is under the group drawn over it, however wide the groups are."""
    from growthpole.observe.printed.cells import cells_of, writing_of
    from growthpole.observe.printed.places import places_of
    from growthpole.observe.raw_cells import RawGrid

    groups = [f"组{at}" for at, width in enumerate(widths) for _ in range(width)]
    top = ["地区", *[text if at == 0 or groups[at - 1] != text else "" for at, text in enumerate(groups)]]
    leaves = ["", *[f"项{at}" for at in range(len(groups))]]
    body = [["北京", *map(str, range(10, 10 + len(groups)))]]
    grid = RawGrid("t.csv", "", "", [1, 2, 3], [top, leaves, *body])
    found = cells_of(grid, writing_of([grid]), places_of(None).resolve)
    (strip,) = strips_of(found)
    made = headings_of(found, blocks_of(found, strip)[0])
    assert paths(made) == [f"{group} / 项{at}" for at, group in enumerate(groups)]
