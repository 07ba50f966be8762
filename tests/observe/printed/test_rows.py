"""Tables of indicators by years: a row of data is never taken for headings."""

import pytest

from growthpole.observe.printed.places import places_of
from growthpole.observe.printed.reading import read_tables
from growthpole.observe.raw_cells import raw_grids_of_bytes
from growthpole.observe.spec import Limits


def read(text):
    done = read_tables(raw_grids_of_bytes(f"{text}\n".encode(), "t.csv", Limits()), places_of(None))
    assert done.counts.holds
    return done


def table(done):
    """Values by label and heading; each once."""
    rows = done.rows.to_dict("records")
    found = {(row["label"] or row["region_label"], row["header"]): row["value"] for row in rows}
    assert len(found) == len(rows)
    return found


def truth(text):
    """What a table of one row of headings says."""
    head, *body = (line.split(",") for line in text.split("\n"))
    return {(row[0], heading): value for row in body for heading, value in zip(head[1:], row[1:], strict=True)}


EXACT = {
    "values like years first": "指标,2010年,2015年,2020年\n年末人口(万人),2008,2017,2025\n生产总值(亿元),300,400,500",
    "values like years below": "指标,2019,2020,2021\n从业人数(人),30000,40000,50000\n企业数(个),2010,2020,2031",
    "values like years last": "指标,2019,2020\n产值(亿元),300,400\n企业数(个),2010,2020",
    "values like years below words": "指标,企业,机构\n国有(个),2010,2020\n私营(个),7,8",
    "a heading word with values like years": "Sector,2019,2020\nIndustry,2008,2017\nServices,50,60",
    "the same below words": "Sector,Firms,Plants\nIndustry,2008,2017\nServices,50,60",
    "a sector": "Sector,2019,2020\nAgriculture,10,20\nIndustry,30,40\nServices,50,60",
    "a sector first": "Sector,2019,2020\nIndustry,30,40\nServices,50,60",
    "kinds of inhabitants": "指标,2019,2020\n居民,10,20\n城市,30,40\n农村,50,60",
    "two heading words": "指标,2019年,2020年\n地区,1,2\n行业,3,4\n产值(万元),5,6",
    "products": "Item,2019,2020\nIncome,10,20\nCountry products,30,40\nCity,30,40\nTax,50,60",
    "letters": "Section,Firms,Plants\nA,1,2\nB,5,7\nC,30,40",
    "letters that count further down": "Industry,2019,2020\nA,10,20\nB,1,2\nC,30,40",
    "stems": "分组,企业,机构\n甲,1,2\n乙,5,7\n丙,3,4",
    "letters of which not all columns count": "Section,Firms,Plants,Persons\nA,1,2,9\nTotal,5,7,9",
    "letters that are flags elsewhere": "Section,Firms,Plants\nA,30,7\nB,5,8\nC,6,9\nD,1,3\nX,8,8",
    "stems with values like years": "Item,Centre,Offices\n甲(个),2073,2068\n乙(个),9649,5046",
    "letters that begin at two": "Section,Firms,Plants\nA,2,3\nTotal,5,7",
}


@pytest.mark.parametrize("name", EXACT)
def test_all_values_load_where_they_stand(name):
    done = read(EXACT[name])
    assert table(done) == truth(EXACT[name])
    assert {row.period for row in done.rows.itertuples() if row.header[:2] == "20"} <= {
        heading[:4] for _, heading in truth(EXACT[name])
    }
    assert not done.counts.quarantined


def test_periods_are_those_of_the_headings():
    rows = read(EXACT["values like years first"]).rows
    assert [*rows["period"]] == ["2010", "2015", "2020"] * 2


def test_a_row_that_numbers_the_columns_is_no_row_of_values():
    assert table(read("分组,企业,机构\n甲,1,2\n国有,5,7")) == {("国有", "企业"): "5", ("国有", "机构"): "7"}
    assert table(read("分组,企业,机构\n栏次,(1),(2)\n国有,5,7")) == {("国有", "企业"): "5", ("国有", "机构"): "7"}


def test_letters_count_no_columns_though_words_stand_between():
    rows = read("指标,企业,机构\nA,1,2\n质量等级,优,良\nB,5,7").rows
    assert [*rows["cell"]] == ["B2", "C2", "B4", "C4"]


@pytest.mark.parametrize("first", ["产业,23671,nan", "行业,1985,三百", "行业,2018,½"])
def test_a_first_row_with_a_number_gone_wrong_is_no_heading(first):
    done = read(f"指标,2014年,2013年\n{first}\n农业,1,2")
    assert [*done.rows["period"]] == ["2014", "2014", "2013"]
    assert [(each.code, each.cell) for each in done.findings if each.severity == "quarantine"] == [
        ("not-a-number", "C2")
    ]


def test_years_under_the_corner_of_another_language_are_headings():
    rows = read("指标,2019,2020\nItem,2019,2020\n产值,2008,2017").rows
    assert [*zip(rows["period"], rows["value"], strict=True)] == [("2019", "2008"), ("2020", "2017")]


def test_rows_of_years_without_any_label_are_named():
    done = read("企业,机构\n2008,2017\n2009,2018\n5,7")
    assert {each.code for each in done.findings} >= {"table-no-labels"}
    assert done.counts.loaded == 0
    assert done.counts.quarantined == 6


def test_words_in_the_body_are_named_and_begin_no_table():
    done = read("指标,2020,2021\n产量(吨),1,2\n质量等级,优,良\n产值(万元),3,4")
    assert table(done) == {
        ("产量(吨)", "2020"): "1",
        ("产量(吨)", "2021"): "2",
        ("产值(万元)", "2020"): "3",
        ("产值(万元)", "2021"): "4",
    }
    assert [(each.code, each.cell) for each in done.findings if each.severity == "quarantine"] == [
        ("not-a-number", "B3"),
        ("not-a-number", "C3"),
    ]


@pytest.mark.parametrize(
    "between", ["", "表2 人数,,\n", ",,\n", "2020年统计年鉴,,\n"], ids=["nothing", "title", "blank", "page"]
)
def test_headings_again_on_the_next_page(between):
    rows = read(f"指标,2019,2020\n产值,1,2\n{between}指标,2021,2022\n产值,3,4").rows
    assert [*zip(rows["period"], rows["value"], strict=True)] == [
        *[("2019", "1"), ("2020", "2"), ("2021", "3"), ("2022", "4")]
    ]


def test_a_second_table_whose_label_is_no_heading_word():
    rows = read("产品,产量,产值\n钢,1,2\n表2 人数,,\n企业,男,女\n甲厂,3,4").rows
    assert [*rows["header"]] == ["产量", "产值", "男", "女"]


def test_years_that_are_headings_of_a_second_row():
    rows = read("产品,产量,,产值,\n(吨),2019,2020,2019,2020\n钢,1,2,3,4").rows
    assert [*rows["period"]] == ["2019", "2020", "2019", "2020"]


def test_headings_of_which_one_is_a_number_lose_no_number():
    done = read("地区,产值,人数\n山东,1,2\n地区,产值,77\n河北,3,4")
    assert [(each.code, each.cell) for each in done.findings if each.severity == "quarantine"] == [
        ("unknown-region", "A3")
    ]
    assert [*done.rows["cell"]] == ["B2", "C2", "B4", "C4"]


def test_one_region_under_two_spellings_with_two_values_is_read_in_neither():
    done = read("2021年产值,\n地区,产值\n山东,12\n山东省,13\n北京,2")
    assert [*done.rows["value"]] == ["2"]
    assert [(each.code, each.cell) for each in done.findings if each.severity == "error"] == [
        ("table-duplicate", "B3"),
        ("table-duplicate", "B4"),
    ]


def test_rows_without_a_region_differ_by_their_labels():
    assert not read("指标,数\n产值,12\n利润,13\n税金,12").counts.quarantined


def test_a_garbled_number_beside_a_region_is_no_heading_of_a_part_without_headings(tmp_path):
    from growthpole.observe import read

    path = tmp_path / "t.csv"
    path.write_text("2021年产值,\n地区,产值(亿元)\n天津,1\n吉林,2\n(续),\n上海,1 234\n重庆,3\n", encoding="utf-8")
    reading = read(path)
    assert reading.rows["value"].tolist() == ["1", "2", "3"]
    assert [(one.code, one.cell) for one in reading.findings] == [("not-a-number", "B6")]
