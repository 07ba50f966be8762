"""Quarters, halves, months and cumulated figures are no whole years, and rates are not in the unit of amounts."""

import pytest

from growthpole.observe import read


@pytest.fixture
def columns(tmp_path):
    """Period and unit of each column of a small table."""

    def found(text):
        path = tmp_path / "t.csv"
        path.write_text(text.replace("|", ","), encoding="utf-8")
        rows = read(path).rows.drop_duplicates("header")
        return dict(zip(rows["header"], zip(rows["period"], rows["unit"], strict=True), strict=True))

    return found


@pytest.mark.parametrize(
    ("title", "period"),
    [
        ("2021年一季度各地区产值", "2021-01/2021-03"),
        ("2021年上半年各地区产值", "2021-01/2021-06"),
        ("2021年前三季度各地区产值", "2021-01/2021-09"),
        ("2021年1-6月各地区产值", "2021-01/2021-06"),
        ("2021年5月各地区产值", "2021-05"),
        ("2021年各地区产值", "2021"),
    ],
)
def test_a_title_may_name_a_part_of_a_year(columns, title, period):
    assert columns(f"{title}|\n地区|产值(亿元)\n山东|1\n江苏|2\n") == {"产值(亿元)": (period, "亿元")}


def test_headings_name_parts_of_the_year_of_the_title(columns):
    found = columns(
        "2021年各季度产值||||\n单位：亿元||||\n地区|一季度|二季度|上半年|全年\n山东|1|2|3|9\n江苏|2|3|5|9\n"
    )
    assert [period for period, _ in found.values()] == ["2021-01/2021-03", "2021-04/2021-06", "2021-01/2021-06", "2021"]


def test_cumulated_figures_reach_back_to_january(columns):
    found = columns("2021年12月用电量||\n单位：亿千瓦时||\n地区|本月|本年累计\n山东|1|2\n江苏|3|4\n")
    assert [period for period, _ in found.values()] == ["2021-12", "2021-01/2021-12"]


def test_cumulated_over_an_unknown_part_has_no_period(columns):
    assert columns("2021年产值|\n地区|累计(亿元)\n山东|1\n江苏|2\n") == {"累计(亿元)": ("", "亿元")}


def test_last_year_is_the_year_before(columns):
    found = columns("2021年财政收入||\n单位：亿元||\n地区|本年|上年\n山东|1|2\n江苏|3|4\n")
    assert [period for period, _ in found.values()] == ["2021", "2020"]


def test_rows_name_parts_of_the_year_of_their_column(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("山东省产值(亿元),,\n季度,2020年,2021年\n一季度,1,2\n二季度,3,4\n", encoding="utf-8")
    rows = read(path).rows
    assert rows["period"].tolist() == ["2020-01/2020-03", "2021-01/2021-03", "2020-04/2020-06", "2021-04/2021-06"]


def test_rates_are_not_in_the_unit_of_the_amounts(columns):
    found = columns("2021年财政收入|||\n单位：亿元|||\n地区|财政收入|比上年增长%|占全省比重\n山东|1|2|3\n江苏|3|4|5\n")
    assert [unit for _, unit in found.values()] == ["亿元", "%", ""]
