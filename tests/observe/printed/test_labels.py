import pytest

from growthpole.observe.printed.blocks import blocks_of
from growthpole.observe.printed.labels import LabelColumns, label_columns, labels_of_row
from growthpole.observe.printed.strips import strips_of


@pytest.fixture(scope="module")
def labels(cells):
    """Columns of labels, and the labels of each row of the first block."""

    def of(text):
        found = cells(text)
        block = blocks_of(found, strips_of(found)[0])[0]
        columns = label_columns(found, block)
        return columns, [
            labels_of_row(found, block, columns, row, lambda at, column: found.grid.rows[at][column])
            for row in block.body
        ]

    return of


class TestColumns:
    def test_regions_units_and_others(self, labels):
        columns, _ = labels("地区|指标|单位|数\n北京|产值|亿元|1\n天津|人数|人|2")
        assert columns == LabelColumns((0,), (2,), (1,))

    def test_one_region_under_a_heading_of_regions_is_enough(self, labels):
        assert labels("地区|数\n合计|9\n北京|1\nAtlantis|2")[0].regions == (0,)

    def test_a_column_of_regions_is_none_of_units_whatever_stands_over_it(self, labels):
        assert labels("地区|数\n单位|人\n北京|1\n天津|2")[0] == LabelColumns((0,), (), ())

    def test_units_may_stand_behind_a_blank_column_or_behind_the_values(self, labels):
        assert labels("指标||单位|数\n产值||亿元|1\n人数||人|2")[0].units == (2,)
        assert labels("指标|数|单位\n产值|1|亿元\n人数|2|人")[0].units == (2,)

    def test_items_are_no_regions(self, labels):
        assert labels("指标|数\n产值|1\n人数|2")[0] == LabelColumns((), (), (0,))


class TestRows:
    def test_a_region_as_printed(self, labels):
        (row,) = labels("地区|数\n山   东|1")[1]
        assert (row.region, row.printed, row.role, row.problem) == ("CN-SD", "山 东", "", "")

    def test_an_unknown_region(self, labels):
        row = labels("地区|数\n北京|1\nAtlantis|2")[1][1]
        assert (row.region, row.problem, row.column) == ("", "unknown-region", 0)

    def test_a_blank_label(self, labels):
        assert labels("地区||数\n北京|甲|1\n天津|乙|2\n|丙|3")[1][2].problem == "table-blank-label"

    def test_two_labels_that_contradict_each_other(self, labels):
        assert labels("地区|Region|数\n北京|Beijing|1\n天津|Hebei|2")[1][1].problem == "table-label-clash"

    def test_one_label_unread_beside_one_that_is_known(self, labels):
        row = labels("地区|Region|数\n北京|Beijing|1\n天津|Tlanjn|2")[1][1]
        assert (row.region, row.unread, row.column, row.problem) == ("CN-TJ", True, 1, "")

    @pytest.mark.parametrize(("label", "region"), [("合 计", ""), ("全国总计", "CN"), ("Total", "")])
    def test_totals(self, labels, label, region):
        row = labels(f"地区|数\n{label}|9\n北京|1\n天津|2")[1][0]
        assert (row.region, row.problem) == (region, "")
        assert row.role == "total" or region

    @pytest.mark.parametrize("label", ["其中：济南", "#济南市", "of which: Jinan"])
    def test_parts(self, labels, label):
        row = labels(f"地区|数\n山东|9\n{label}|1\n江苏|2")[1][1]
        assert (row.region, row.role) == ("CN-370100", "of-which")

    def test_years_and_units_among_the_labels(self, labels):
        rows = labels("地区|年份|数\n北京|2020|1\n北京|2021|2\n天津|2021|3")[1]
        assert [row.period for row in rows] == ["2020", "2021", "2021"]
        rows = labels("指标|数\n产值(亿元)|1\n2021年人数(人)|2")[1]
        assert [(row.unit.raw, row.period) for row in rows] == [("亿元", ""), ("人", "2021")]
        rows = labels("指标|单位|数\n产值|亿元|1\n人数|人|2")[1]
        assert [row.unit.raw for row in rows] == ["亿元", "人"]
