"""Which columns add up, by their headings and units."""

import pytest

from growthpole.observe.checks.additivity import adding, is_rate


@pytest.mark.parametrize(
    ("header", "unit", "expected"),
    [
        ("工业总产值 (按当年价格计算)", "亿元", "yes"),
        ("工业增加值", "万元", "yes"),
        ("年末人数", "人", "yes"),
        ("Gross output", "1e8 CNY", "yes"),
        ("产量", "万吨标准煤", "unknown"),
        ("人均地区生产总值", "元", "no"),
        ("职工平均工资", "元", "no"),
        ("GDP per capita", "CNY", "no"),
        ("GDP", "元/人", "no"),
        ("gdp_growth", "", "no"),
        ("指数 (上年=100)", "", "no"),
        ("比上年增长", "", "no"),
        ("城镇化率", "", "no"),
        ("Share of the nation", "", "no"),
        ("gdp", "%", "no"),
        ("综合竞争力", "位", "no"),
    ],
)
def test_a_column_adds_up_by_its_words(header, unit, expected):
    assert adding(header, unit) == expected


def test_averages_are_levels_and_rates_are_not():
    assert not is_rate("职工平均工资", "元")
    assert is_rate("增长速度 增速", "元")
