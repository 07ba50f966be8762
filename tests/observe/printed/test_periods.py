import pytest

from growthpole.observe.printed.periods import (
    maybe_years_in,
    periods_in,
    periods_of_title,
    plain,
    squeezed,
    without_year,
    year_of,
)


@pytest.mark.parametrize(
    ("text", "periods"),
    [
        ("2012年各地区情况 in 2012", ("2012",)),
        ("二〇一一年各地区情况", ("2011",)),
        ("二○一一年", ("2011",)),
        ("一九九八年", ("1998",)),
        ("2010、2011年", ("2010", "2011")),
        ("2023年1-10月", ("2023-01/2023-10",)),
        ("2023年3月", ("2023-03",)),
        ("2012/13", ("2012/2013",)),
        ("1999/2000", ("1999/2000",)),
        ("2021-12-31", ("2021-12-31",)),
        ("２０２１年", ("2021",)),
        ("产值2021", ("2021",)),
        ("Output in 2021", ("2021",)),
        ("Output (2021)", ("2021",)),
        ("2021年价格指数", ("2021",)),
        ("2021年限额以上企业", ("2021",)),
        ("2021年比2020年增长(%)", ("2021",)),
        ("50万元", ()),
        ("12012", ()),
        ("二零件", ()),
        ("1800年", ()),
    ],
)
def test_periods_are_written_as_iso_8601(text, periods):
    assert periods_in(text) == periods
    assert periods_of_title(text) == periods


@pytest.mark.parametrize(
    "text",
    [
        *("生产总值(2015年不变价)", "GDP at 2015 prices", "constant 2015 US$", "指数(2010年=100)", "2011＝100"),
        *("以2010年为100", "2015年价格", "2015年可比价"),
        *("比2020年增长(%)", "较2020年", "与2020年相比", "比2020年12月增长", "自2015年以来", "since 2015", "over 2020"),
        *("1998年前成立企业", "2000年以后出生", "2000年及以前", "2015年起", "从2015年开始"),
    ],
)
def test_a_base_year_or_a_bound_is_no_period(text):
    assert (periods_in(text), periods_of_title(text), maybe_years_in(text)) == ((), (), ())


@pytest.mark.parametrize(
    "text",
    [
        "年主营业务收入2000万元及以上企业",
        "2000人以上",
        "500-2000人",
        "2000亩以上园区",
        "2000 employees",
        "收入超过2000",
    ],
)
def test_a_threshold_is_no_period(text):
    assert (periods_in(text), periods_of_title(text), maybe_years_in(text)) == ((), (), ())


@pytest.mark.parametrize(
    "text",
    ["2019-2021年平均比重", "2019～2021年", "2019年至2021年", "2019 to 2021", "从2019年到2021年", "2019、2021年"],
)
def test_a_span_is_no_one_period(text):
    assert periods_in(text) == periods_of_title(text) == ("2019", "2021")


@pytest.mark.parametrize("text", ["2021产值", "2021 Output", "型号2021B款"])
def test_a_number_among_words_may_be_a_year_or_not(text):
    assert (periods_in(text), maybe_years_in(text)) == ((), ("2021",))


def test_a_title_names_its_year_anywhere():
    assert periods_of_title("2021 Output by region") == ("2021",)
    assert periods_of_title("2021年生产总值(2015年不变价)") == ("2021",)
    assert periods_of_title("2020 and 2021") == ("2020", "2021")


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("2021", "2021"),
        (" 2021 年", "2021"),
        ("2021年度", "2021"),
        ("二〇二一年", "2021"),
        ("20211", ""),
        ("2021.5", ""),
    ],
)
def test_a_cell_is_a_year_only_when_it_is_nothing_else(text, year):
    assert year_of(text) == year


def test_text_without_what_it_says_of_itself():
    assert squeezed(" 山 \n\n 东\u3000") == plain(" 山 \n\n 东\u3000") == "山 东"
    assert plain("（２０２１）") == "(2021)"
    assert without_year("2011年各地区情况（2011）") == without_year("各地区情况")
    assert without_year("各地区情况") != without_year("各地区人口")


class TestInTables:
    @pytest.mark.parametrize(
        "heading",
        [
            *("生产总值(2015年不变价)", "比2020年增长(%)", "指数(2010年=100)", "与2020年相比2021年增长(%)"),
            *("年主营业务收入2000万元及以上企业", "2000人以上企业", "1998年前成立企业", "2000亩以上园区"),
        ],
    )
    def test_a_base_year_or_a_threshold_leaves_the_year_of_the_title(self, tables, heading):
        done = tables(f"2021年各地区情况\n单位：个\n地区|全部企业|{heading}\n山东|5|6\n河北|7|8")
        assert set(done.rows["period"]) == {"2021"}

    @pytest.mark.parametrize("heading", ["2019-2021年平均比重(%)", "2020产值", "2020 Output"])
    def test_a_span_or_a_doubtful_number_leaves_none_and_says_so(self, tables, heading):
        done = tables(f"2021年各地区情况\n单位：个\n地区|全部企业|{heading}\n山东|5|6\n河北|7|8")
        assert dict(zip(done.rows["header"], done.rows["period"], strict=True)) == {"全部企业": "2021", heading: ""}
        assert "table-no-period" in [each.code for each in done.findings]

    def test_a_doubtful_number_that_is_the_year_of_the_title_is_in_no_doubt(self, tables):
        done = tables("2021年各地区情况\n单位：个\n地区|全部企业|2021产值\n山东|5|6\n河北|7|8")
        assert set(done.rows["period"]) == {"2021"}

    def test_thresholds_among_the_labels(self, tables):
        done = tables("2021年情况\n单位：个\n分组|企业数|亏损企业\n2000人以上|5|2\n500-2000人|6|3\n2000年以后成立|6|3")
        assert set(done.rows["period"]) == {"2021"}
