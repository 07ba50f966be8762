"""Section lines: they tell the rows below them apart, and date them; notes and the ends of labels are none."""

import pytest

from growthpole.observe.printed.places import places_of
from growthpole.observe.printed.reading import read_tables
from growthpole.observe.raw_cells import raw_grids_of_bytes
from growthpole.observe.spec import Limits


def read(text):
    """A table of two columns; a lone line fills one of them."""
    lines = [line if "," in line else f"{line}," for line in text.split("\n")]
    done = read_tables(raw_grids_of_bytes("\n".join(lines).encode(), "t.csv", Limits()), places_of(None))
    assert done.counts.holds
    return done


def told(done, *columns):
    return [tuple(row[column] for column in columns) for row in done.rows.to_dict("records")]


def graver(done):
    return [(each.code, each.cell) for each in done.findings if each.severity in {"error", "quarantine"}]


def test_one_region_in_two_sections_is_no_repeat():
    done = read(
        "2020年各地区企业情况 单位：个\n地区,企业数\n一、国有企业\n山东,5\n河北,7\n二、私营企业\n山东,5\n湖北,7"
    )
    assert told(done, "region", "region_label", "label", "value", "period", "unit") == [
        ("CN-SD", "山东", "一、国有企业", "5", "2020", "个"),
        ("CN-HE", "河北", "一、国有企业", "7", "2020", "个"),
        ("CN-SD", "山东", "二、私营企业", "5", "2020", "个"),
        ("CN-HB", "湖北", "二、私营企业", "7", "2020", "个"),
    ]
    assert not graver(done)
    assert not [each for each in done.findings if each.code == "table-repeat"]
    (block,) = done.mapping.values()
    assert block["title"] == "2020年各地区企业情况 单位：个"


def test_items_of_sections():
    done = read("指标,数值\n合计,9\n国有企业\n企业数(个),5\n利润(万元),7\n私营企业\n企业数(个),5")
    assert told(done, "label", "unit") == [
        *[("合计", ""), ("国有企业 / 企业数(个)", "个"), ("国有企业 / 利润(万元)", "万元")],
        ("私营企业 / 企业数(个)", "个"),
    ]


@pytest.mark.parametrize("title", ["", "2019年企业情况\n"], ids=["no title", "a title with a year"])
@pytest.mark.parametrize("second", ["2020年", "(2020)", "2020"])
def test_sections_that_are_years_date_their_rows(title, second):
    done = read(f"{title}指标,数值\n2019年\n产值,6\n{second}\n利润,7")
    assert told(done, "period", "value") == [("2019", "6"), ("2020", "7")]


def test_a_year_in_the_headings_wins():
    done = read("2020年企业情况\n指标,2020年\n按2015年价格\n产值,6\n按2019年价格\n产值,7")
    assert told(done, "label", "period") == [("按2015年价格 / 产值", "2020"), ("按2019年价格 / 产值", "2020")]


def test_a_year_that_stands_alone_wins_over_a_section_that_mentions_one():
    done = read("指标,数值\n按2015年价格\n2019,6\n2020,7\n按2018年价格\n2019,8")
    assert {period for (period,) in told(done, "period")} <= {"2019", "2020"}


@pytest.mark.parametrize("label", ["2019年利润", "2019年"])
def test_a_label_of_another_year_than_its_section_is_set_aside(label):
    done = read(f"指标,数值\n2019年\n产值,6\n2020年\n{label},7\n税金,8")
    assert told(done, "value") == [("6",), ("8",)]
    assert graver(done) == [("table-period-clash", "A5")]


def test_sections_in_sections():
    done = read("地区,企业数\n2019年\n一、国有\n山东,5\n二、私营\n山东,6\n2020年\n山东,11\n一、国有\n山东,9")
    assert told(done, "label", "period") == [
        ("2019年 / 一、国有", "2019"),
        ("2019年 / 二、私营", "2019"),
        ("2020年", "2020"),
        ("2020年 / 一、国有", "2020"),
    ]


@pytest.mark.parametrize("mark", ["续表\n地区,企业数\n", "续表\n", "2020年统计年鉴\n地区,企业数\n", "地区,企业数\n"])
def test_a_section_goes_on_in_the_next_part(mark):
    done = read(f"地区,企业数\n一、国有\n山东,5\n二、私营\n山东,6\n{mark}河北,7")
    assert told(done, "region", "label")[2:] == [("CN-HE", "二、私营")]


def test_a_new_table_is_in_no_section():
    done = read("地区,企业数\n一、国有\n山东,5\n二、私营\n山东,6\n表2 人数\n地区,人数\n河北,7")
    assert told(done, "region", "label")[2:] == [("CN-HE", "")]


@pytest.mark.parametrize(
    "line",
    ["注：含兵团", "1) 含兵团", "资料来源：统计局", "· 123 ·", "124", "不含私营单位。", "2021年统计年鉴"],
)
def test_notes_and_pages_are_no_sections(line):
    done = read(f"地区,企业数\n山东,5\n{line}\n河北,7")
    assert told(done, "region", "label") == [("CN-SD", ""), ("CN-HE", "")]


@pytest.mark.parametrize("label", ["新疆兵团 Construc-", "新疆 (Xinjiang"])
def test_the_end_of_a_label_is_no_section(label):
    done = read(f"指标,企业数\n产值,5\n{label},6\n{'tion Corps' if '-' in label else 'region)'}\n利润,7")
    assert [row for (row,) in told(done, "label")] == ["产值", label, "利润"]


def test_a_line_below_the_last_row_is_no_section():
    done = read("指标,企业数\n产值,5\n国有企业\n利润,7\n以上为国有企业")
    assert told(done, "label") == [("产值",), ("国有企业 / 利润",)]


def test_the_corner_in_another_language_is_no_section():
    done = read("指标,数值\nItem\n国有企业\n产值,5\n私营企业\n产值,7")
    assert told(done, "label") == [("国有企业 / 产值",), ("私营企业 / 产值",)]


def test_a_single_line_below_the_headings_is_a_section():
    done = read("表1 概况\n指标,数值\n国有企业\n产值,5\n利润,7")
    assert told(done, "label") == [("国有企业 / 产值",), ("国有企业 / 利润",)]


def test_a_numbered_section_in_brackets_is_no_note():
    done = read("指标,数值\n(1) 国有企业\n产值,5\n(2) 私营企业\n产值,6")
    assert told(done, "label") == [("(1) 国有企业 / 产值",), ("(2) 私营企业 / 产值",)]


def test_parts_say_what_they_are_parts_of():
    done = read("指标,数值\n产值,9\n其中：\n国有,5\n利润,7\n其中：\n国有,3")
    assert [label for (label,) in told(done, "label")] == [
        *["产值", "产值 其中： / 国有", "产值 其中： / 利润", "利润 其中： / 国有"]
    ]


def test_a_line_of_a_unit_holds_for_the_rows_below():
    done = read("2020年情况 单位：万元\n指标,数值\n产值,9\n单位：人\n工人,5\n国有企业\n职员,7")
    assert told(done, "label", "unit") == [("产值", "万元"), ("工人", "人"), ("国有企业 / 职员", "人")]
