import pytest
from hypothesis import given
from hypothesis import strategies as st

from growthpole.observe.printed.units import PrintedUnit, unit_in
from growthpole.observe.vocabulary import known_unit
from growthpole.units import UNITS, parse_unit

CHINESE = [
    label
    for unit in UNITS.values()
    for label in unit.aliases
    if any("一" <= char <= "鿿" for char in label) and label != "企业"
]


@pytest.mark.parametrize(
    ("text", "raw", "key"),
    [
        # headings of a yearbook (China Agricultural Machinery Industry Yearbook 2010-2013), as recognised
        ("年末机构数(个)\n\nNumber of institutions at the end of year(unit)", "个", "unit"),
        ("年末机构数(个)\n\nNumber of\n\ninstitutions\n\nat the end\n\n of year( unit)", "个", "unit"),
        ("年末人数(人)\n\nNumber of\n\npersonnel at\n\nthe end of\n\nyear(peison)", "人", "person"),
        ("一、总收入(万元)\n\nGross income(104yuan)", "万元", "1e4 CNY"),
        ("二、财政\n\n投入\n\n(万元)\n\nFinancial\n\ninput\n\n(104 yuan)", "万元", "1e4 CNY"),
        ("其中：(1)农业机械化作业能耗及维修费(万元)\n\nIn which:costs\n\n(104 yuan)", "万元", "1e4 CNY"),
        ("(一)中央财政central financial(104yuan)", "104yuan", "1e4 CNY"),
        ("三、利润总额(万元)Total profits(104 yuan)", "万元", "1e4 CNY"),
        # ten to a power, as recognised and as printed
        ("(104 yuan)", "104 yuan", "1e4 CNY"),
        ("(104  yuan)", "104  yuan", "1e4 CNY"),
        ("( 104yuan)", "104yuan", "1e4 CNY"),
        ("(10⁴ yuan)", "10⁴ yuan", "1e4 CNY"),
        ("(10^4 yuan)", "10^4 yuan", "1e4 CNY"),
        ("(10⁸元)", "10⁸元", "1e8 CNY"),
        ("(108 kWh)", "108 kWh", "1e8 kWh"),
        ("(104 t)", "104 t", "1e4 t"),
        # English
        ("(100 million yuan)", "100 million yuan", "1e8 CNY"),
        ("(10 000 yuan)", "10 000 yuan", "1e4 CNY"),
        ("(10,000 yuan)", "10,000 yuan", "1e4 CNY"),
        ("(10000 persons)", "10000 persons", "1e4 person"),
        ("(unit)", "unit", "unit"),
        ("(person)", "person", "person"),
        ("(million tons)", "million tons", "1e6 t"),
        ("(100 million kwh)", "100 million kwh", "1e8 kWh"),
        ("(million persons)", "million persons", "1e6 person"),
        ("(1 000 hectares)", "1 000 hectares", "1e3 ha"),
        # German and Eurostat
        ("Unit: million EUR", "million EUR", "1e6 EUR"),
        ("Umsatz (Mio. EUR)", "Mio. EUR", "1e6 EUR"),
        ("Umsatz in Mio. EUR", "Mio. EUR", "1e6 EUR"),
        ("Umsatz (Mrd. Euro)", "Mrd. Euro", "1e9 EUR"),
        ("Gross value added, million EUR", "million EUR", "1e6 EUR"),
        ("Einheit: 1 000 EUR", "1 000 EUR", "1e3 EUR"),
        # Chinese
        ("单位：亿元", "亿元", "1e8 CNY"),
        ("单位:万元", "万元", "1e4 CNY"),
        ("单 位 ： 万元", "万元", "1e4 CNY"),
        ("2-1 地区生产总值（2019年）  单位：亿元", "亿元", "1e8 CNY"),
        ("(单位：万人)", "万人", "1e4 person"),
        ("单位：亿元 2019年", "亿元", "1e8 CNY"),
        ("单位：亿元 Unit: 100 million yuan", "亿元", "1e8 CNY"),
        ("地区生产总值(亿元)", "亿元", "1e8 CNY"),
        ("计量单位：台/辆", "台/辆", "unit"),
        ("（万台）", "万台", "1e4 unit"),
        ("(人)", "人", "person"),
        ("增长率(%)", "%", "%"),
        ("人口密度(人/平方公里)", "人/平方公里", "person/km2"),
        ("人均地区生产总值(元/人) (yuan/person)", "元/人", "CNY/person"),
        ("能源消费总量（万吨标准煤）", "万吨标准煤", "1e4 tce"),
        ("客运量(万人次)", "万人次", "1e4 visit"),
        ("学校数(所)(unit)", "所", "unit"),
        ("企业数(家)(unit)", "家", "firm"),
        ("专利授权(项) (item)", "项", "item"),
        ("农户(户)(household)", "户", "household"),
        ("(万家) (10 000 units)", "万家", "1e4 firm"),
        ("销售额(百万美元)", "百万美元", "1e6 USD"),
        # without brackets
        ("亿元", "亿元", "1e8 CNY"),
        ("%", "%", "%"),
        # a unit the vocabulary has no key for
        ("铜版纸(枚)", "枚", ""),
        ("产量(万重量箱)", "万重量箱", ""),
        ("单产(公斤/公顷)", "公斤/公顷", ""),
        ("单位：千万元", "千万元", ""),
        ("单位：斗", "斗", ""),
    ],
)
def test_a_unit_as_printed(text, raw, key):
    found = unit_in(text)
    assert (found.raw, found.key, found.conflict) == (raw, key, "")
    assert raw in text[found.start : found.end]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "(续)",
        "(一)",
        "(2)其中:农业机械专业合作社\n\nIn which:Agricultural machinery\n\nspecial co-corporative",
        "五、农业机械\n\n供油站(点)\n\nFuel supply stations(depots)\n\nfor agricultural machinery",
        "农业机械原价50万元\n\n(含50万元)以上的\n\nPossession above 500 thousand yuan\n\n(include 500 thousand yuan)",
        "costing above 500 thousand yuan\n\n(lnelude 500 thousand yuan)",
        "20万～50万元(含20万元)的",
        "(含50万元)以上的",
        "收入(50万元)以上",
        "收入(105元)以上",
        "1.初中(含初中)以上\n\n文化程度",
        "指数(上年=100)",
        "规模以上工业(企业)",
        "GDP (a)",
        "Population (m)",
        "(1)",
        "(2019)",
        "(2019年)",
        "填报单位：济南市",
        "单位名称：某公司",
        "Projects",
        "Investment in projects",
        "企业",
        "年",
        "Employees",
        "地区\n\nRegions",
        "GDP in 2019",
        "单位：",
    ],
)
def test_no_unit(text):
    assert unit_in(text) is None


@pytest.mark.parametrize(
    ("text", "conflict"),
    [
        ("单位：万人、%", "万人 / %"),
        ("单位：亿元，万人", "亿元 / 万人"),
        ("增加值(亿元) 增长(%)", "亿元 / %"),
        ("产值(万元)(100 million yuan)", "万元 / 100 million yuan"),
        ("产值(万元)\n\nOutput(108yuan)", "万元 / 108yuan"),
        ("单位：亿元 Unit: 10 000 yuan", "亿元 / 10 000 yuan"),
        ("年末人数(人)年末机构数(个)\n\nyear(person) of year(unit)", "人 / 个"),
        ("人数(万人) (unit)", "万人 / unit"),
        ("农户(户)(person)", "户 / person"),
        ("(million EUR) (%)", "million EUR / %"),
        ("产量(枚)(支)", "枚 / 支"),
    ],
)
def test_units_that_contradict_each_other_are_not_chosen_between(text, conflict):
    found = unit_in(text)
    assert (found.key, found.conflict) == ("", conflict)


@pytest.mark.parametrize("text", ["(台) (辆)", "台（套）", "单位：台、套", "(万元) (万元)", "(亿元)(100 million yuan)"])
def test_one_unit_said_twice_is_no_conflict(text):
    assert unit_in(text).conflict == ""


def test_the_span_is_that_of_the_printed_words():
    text = "总收入(万元) Gross income"
    found = unit_in(text)
    assert text[found.start : found.end] == "(万元)"
    assert found == PrintedUnit("万元", "1e4 CNY", 3, 7)


@pytest.mark.parametrize("label", ["10 000 yuan", "10,000 yuan", "10000 yuan"])
def test_a_tidy_column_knows_the_unit_as_well(label):
    assert known_unit(label).key == "1e4 CNY"
    assert known_unit("1,0000 yuan") is None


@given(st.sampled_from(CHINESE), st.sampled_from(["({})", "（{}）", "产值({})", "单位：{}", "单位: {}\n2019", "[{}]"]))
def test_every_chinese_label_is_read_where_units_are_printed(label, form):
    found = unit_in(form.format(label))
    assert (found.raw, found.key) == (label, parse_unit(label).key)


@given(st.sampled_from(sorted(UNITS)), st.sampled_from(["Unit: {}", "单位：{}"]))
def test_every_key_is_read_where_it_is_declared(key, form):
    assert unit_in(form.format(key)).key == key


@given(st.text(alphabet="产值万亿元人台%()（）：单位、/10 4yuanUit\n", max_size=24))
def test_what_is_found_stands_in_the_text_and_in_the_vocabulary(text):
    found = unit_in(text)
    if found is not None:
        assert 0 <= found.start < found.end <= len(text)
        assert found.raw
        assert found.raw in text[found.start : found.end]
        assert found.key in {"", *UNITS}
        assert not (found.key and found.conflict)


@given(st.sampled_from([label for label in CHINESE if known_unit(label).is_money]), st.sampled_from(CHINESE))
def test_two_units_agree_only_when_they_are_one(left, right):
    one, other = parse_unit(left), parse_unit(right)
    same = (one.quantity, one.factor) == (other.quantity, other.factor)
    assert (unit_in(f"甲({left}) 乙({right})").conflict == "") == same
