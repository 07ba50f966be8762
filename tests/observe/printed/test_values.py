import pytest

FIELDS = ["region", "header", "period", "value", "unit", "role"]


def found(done):
    """Code, severity and cell of each finding."""
    return [(each.code, each.severity, each.cell) for each in done.findings]


def codes(done):
    return [each.code for each in done.findings]


def rows(done, *fields):
    return done.rows[list(fields or FIELDS)].values.tolist()


HEAD = "2021年各地区情况\n地区|机构数(个)|产值(万元)"


class TestRows:
    def test_each_value_has_its_region_headings_period_unit_and_cell(self, tables):
        done = tables(f"{HEAD}\n全国|3|2.5\n北京|1|1.50")
        assert done.findings == ()
        assert rows(done) == [
            ["CN", "机构数(个)", "2021", "3", "个", ""],
            ["CN", "产值(万元)", "2021", "2.5", "万元", ""],
            ["CN-BJ", "机构数(个)", "2021", "1", "个", ""],
            ["CN-BJ", "产值(万元)", "2021", "1.50", "万元", ""],
        ]
        assert rows(done, "region_label", "raw", "unit_key", "cell", "line", "block")[-1] == [
            "北京",
            "1.50",
            "1e4 CNY",
            "C4",
            4,
            "A1:C4",
        ]

    def test_a_heading_beats_the_title_and_the_label_beats_both(self, tables):
        done = tables("2021年各地区情况\n|单位：人\n地区|2020|2019年产值(元)\n北京|1|2\n天津|3|4")
        assert rows(done, "period", "unit")[:2] == [["2020", "人"], ["2019", "元"]]
        done = tables("2021年各地区情况\n地区|年份|产值(元)\n北京|2018|1\n天津|2019|2")
        assert rows(done, "period") == [["2018"], ["2019"]]

    def test_regions_over_the_columns(self, tables):
        done = tables("2021年情况\n指标|单位|合计|北京|天津\n产值|亿元|3|1|2\n人数|人|7|3|4")
        assert rows(done, "region", "label", "value", "unit", "role")[:3] == [
            ["", "产值", "3", "亿元", "total"],
            ["CN-BJ", "产值", "1", "亿元", ""],
            ["CN-TJ", "产值", "2", "亿元", ""],
        ]

    def test_the_region_of_the_title_is_that_of_rows_without_one(self, tables):
        done = tables("2021年山东省主要指标\n指标|产值(元)\n农业|1\n工业|2")
        assert rows(done, "region", "label") == [["CN-SD", "农业"], ["CN-SD", "工业"]]

    def test_a_total_of_items_is_of_the_region_of_the_title(self, tables):
        done = tables("2021年山东省主要指标\n指标|产值(元)\n合计|3\n工业|2")
        assert rows(done, "region", "role") == [["CN-SD", "total"], ["CN-SD", ""]]

    def test_a_total_of_regions_is_not(self, tables):
        done = tables("2021年山东省主要指标\n地区|产值(元)\n合计|3\n济南市|2\n青岛市|1")
        assert rows(done, "region", "role")[0] == ["", "total"]


class TestFlags:
    def test_a_flag_is_no_number_and_is_counted(self, tables):
        done = tables(f"{HEAD}\n全国|—|2.5\n北京|—|x")
        assert rows(done, "value") == [["2.5"]]
        assert done.flagged[["cell", "flag", "reason", "value"]].values.tolist() == [
            ["B3", "—", "missing", ""],
            ["B4", "—", "missing", ""],
            ["C4", "x", "not_applicable", ""],
        ]
        assert [(each.value, each.params["count"]) for each in done.findings] == [("—", "2"), ("x", "1")]

    def test_a_mark_beside_a_number_is_kept_and_noted(self, tables):
        done = tables(f"{HEAD}\n全国|3*|2.5①\n北京|1|<2")
        assert rows(done, "value", "flag") == [["3", "*"], ["2.5", "①"], ["1", ""], ["2", "<"]]
        assert found(done) == [("table-marked-number", "warn", cell) for cell in ("B3", "C3", "C4")]

    def test_a_percent_sign_is_a_unit_and_contradicts_another_one(self, tables):
        done = tables("2021年情况\n地区|比重|产值(元)\n北京|5%|6%\n天津|7%|8")
        assert rows(done, "cell", "unit") == [["B3", "%"], ["B4", "%"], ["C4", "元"]]
        assert found(done) == [("table-percent-unit", "quarantine", "C3")]


class TestSetAside:
    @pytest.mark.parametrize("text", ["l23", "12.3.4", "1 234", "nan", "1e400", "5O0"])
    def test_garbled_numbers(self, tables, text):
        done = tables(f"{HEAD}\n全国|3|{text}\n北京|1|2")
        assert (len(done.rows), found(done)) == (3, [("not-a-number", "quarantine", "C3")])

    def test_an_unknown_region_speaks_for_its_row(self, tables):
        done = tables(f"{HEAD}\n全国|3|2\nAtlantis|7|8\n北京|1|2")
        assert found(done) == [("unknown-region", "quarantine", "A4")]
        assert (len(done.rows), done.counts.quarantined) == (4, 2)

    def test_a_row_of_garbled_numbers_of_an_unknown_region(self, tables):
        done = tables(f"{HEAD}\n全国|3|2\nAtlantis|l23|1 234\n北京|1|2")
        assert found(done) == [("unknown-region", "quarantine", "A4")]
        assert rows(done, "header")[-2:] == [["机构数(个)"], ["产值(万元)"]]

    def test_two_columns_under_one_heading(self, tables):
        done = tables("2021年情况\n地区|产值(元)|产值(元)\n北京|1|2\n天津|3|4")
        assert found(done) == [("table-same-heading", "error", "B3:B4"), ("table-same-heading", "error", "C3:C4")]
        assert done.rows.empty

    def test_two_columns_under_one_heading_of_which_one_is_blank(self, tables):
        done = tables("2021年情况\n地区|产值(元)|产值(元)|人数(人)\n北京||2|5\n天津||4|6")
        assert found(done) == [("table-same-heading", "error", "C3:C4")]
        assert set(done.rows["header"]) == {"人数(人)"}

    def test_a_blank_heading(self, tables):
        done = tables("2021年情况\n地区|产值(元)|\n北京|1|2\n天津|3|4")
        assert found(done) == [("table-blank-heading", "error", "C3:C4")]

    def test_two_units_in_one_heading(self, tables):
        done = tables("2021年情况\n地区|产值(万元) Output (100 million yuan)\n北京|1\n天津|3")
        assert found(done) == [("table-unit-conflict", "error", "B3:B4")]

    def test_a_column_of_words(self, tables):
        done = tables("2021年情况\n地区|产值(元)|省会\n河北|1|石家庄\n山西|3|太原")
        assert found(done) == [("table-text-column", "warn", "C3:C4")]
        assert done.counts.quarantined == 0

    def test_numbers_without_a_label(self, tables):
        done = tables(f"{HEAD}\n北京|1|2\n|7|8\n天津|3|4")
        assert found(done) == [("table-stray-number", "quarantine", "B4"), ("table-stray-number", "quarantine", "C4")]

    def test_rows_of_another_length(self, places):
        from growthpole.observe.printed.reading import read_tables
        from growthpole.observe.raw_cells import raw_grids_of_bytes
        from growthpole.observe.spec import Limits

        text = "2021年情况,,\n地区,产值(元),人数(人)\n北京,1,2\n天津,3\n河北,5,6\n山西,7,8,9\n山东,,\n"
        done = read_tables(raw_grids_of_bytes(text.encode(), "t.csv", Limits()), places)
        assert [each[1:] for each in found(done) if each[0] == "table-ragged-row"] == [
            ("quarantine", cell) for cell in ("B4", "B6", "C6", "D6")
        ]
        assert rows(done, "cell") == [["B3"], ["C3"], ["B5"], ["C5"]]

    def test_a_merged_value(self, tables, books):
        cells = [["2021年情况"], ["地区", "产值(元)", "人数(人)"], ["北京", 1, 2], ["天津", None, 3], ["河北", 4, 5]]
        data = books.workbook({"1": books.worksheet(cells, merged=["B3:B4"])})
        done = tables(data, "t.xlsx")
        assert ("table-merged-value", "quarantine", "B3") in found(done)
        assert "B3" not in set(done.rows["cell"])

    def test_errors_of_a_workbook(self, tables, books):
        cells = [
            ["2021年情况"],
            ["地区", "产值(元)"],
            ["北京", books.error("#N/A")],
            ["天津", books.formula()],
            ["河北", 4],
        ]
        done = tables(books.workbook(cells), "t.xlsx")
        assert found(done) == [("error-cell", "quarantine", "B3"), ("uncalculated-formula", "quarantine", "B4")]
        assert rows(done, "cell") == [["B5"]]


class TestRepeats:
    def test_the_same_value_twice_is_read_once(self, tables):
        done = tables(f"{HEAD}\n北京|1|2\n天津|3|4\n北京|1|2")
        assert found(done) == [("table-repeat", "warn", "B5"), ("table-repeat", "warn", "C5")]
        assert len(done.rows) == 4

    def test_two_values_under_one_key_are_both_refused(self, tables):
        done = tables(f"{HEAD}\n北京|1|2\n天津|3|4\n北京|9|2")
        assert found(done) == [
            ("table-duplicate", "error", "B3"),
            ("table-duplicate", "error", "B5"),
            ("table-repeat", "warn", "C5"),
        ]
        assert rows(done, "cell") == [["C3"], ["B4"], ["C4"]]


class TestSaid:
    def test_no_unit_and_no_period(self, tables):
        assert codes(tables("地区|产值\n北京|1\n天津|2")) == ["table-no-unit", "table-no-period"]

    def test_units_in_the_labels_are_units(self, tables):
        assert codes(tables("2021年情况\n指标|北京|天津\n产值(元)|1|2\n人数(人)|3|4")) == []

    def test_a_year_over_one_part_only(self, tables):
        done = tables(
            f"各地区情况\n{HEAD.partition(chr(10))[2]}\n北京|1|2\n2021年各地区情况(续)\n地区|人数(人)\n北京|5"
        )
        assert found(done) == [("table-period-beside", "warn", "")]
        assert set(done.rows["period"]) == {"2021"}

    def test_the_file_is_named_after_another_year(self, tables):
        assert codes(tables(f"{HEAD}\n北京|1|2\n天津|3|4", "data-2019.csv")) == ["table-year-differs"]

    def test_a_number_among_the_labels(self, tables):
        done = tables("2021年情况\n指标|产值(元)\n农业|1\n77|2\n工业|3")
        assert found(done) == [("table-number-label", "warn", "A4")]
        assert rows(done, "label") == [["农业"], ["77"], ["工业"]]

    def test_a_section_below_the_headings_is_no_title(self, tables):
        done = tables("2021年情况(亿元)\n地区|产值|地区|产值\n沿海||内地|\n北京|1|河北|3\n天津|2|山西|4")
        assert done.findings == ()
        assert set(map(tuple, rows(done, "period", "unit"))) == {("2021", "亿元")}

    def test_a_part_without_headings_keeps_the_units_and_totals_of_those_above(self, tables):
        done = tables("2021年情况\n指标|合计|北京|天津\n|人|人|人\n男|3|1|2\n女|5|2|3\n续表\n老|7|3|4\n少|9|4|5")
        assert done.findings == ()
        assert rows(done, "label", "region", "unit", "role")[-3:] == [
            ["少", "", "人", "total"],
            ["少", "CN-BJ", "人", ""],
            ["少", "CN-TJ", "人", ""],
        ]


class TestContinuedWithoutHeadings:
    """A part below has all that the headings of the part above say."""

    def test_units_in_a_row_of_their_own(self, tables):
        units = "2020年主要指标|单位：元|\n地区|产值|人口\n|万元 10000yuan|万人 10000 persons"
        done = tables(f"{units}\n山东|1|2\n续表||\n河北|3|4\n河南|5|6")
        assert rows(done, "region", "value", "unit") == [
            *(["CN-SD", "1", "万元"], ["CN-SD", "2", "万人"]),
            *(["CN-HE", "3", "万元"], ["CN-HE", "4", "万人"]),
            *(["CN-HA", "5", "万元"], ["CN-HA", "6", "万人"]),
        ]

    def test_a_total_over_a_column(self, tables):
        head = "2020年主要指标|||\n指标|合计|山东|河北\n产值(万元)|3|1|2"
        done = tables(f"{head}\n续表|||\n利润(万元)|7|3|4\n税金(万元)|9|4|5")
        assert codes(done) == []
        assert rows(done, "label", "region", "value", "role")[3:6] == [
            *(["利润(万元)", "", "7", "total"], ["利润(万元)", "CN-SD", "3", ""], ["利润(万元)", "CN-HE", "4", ""]),
        ]
