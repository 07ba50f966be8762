import pandas as pd
import pytest

from growthpole.observe.printed.titles import title_regions
from growthpole.tables import Classification


@pytest.fixture(scope="module")
def find():
    return title_regions(None)


@pytest.fixture(scope="module")
def study():
    rows = [("N", "China", "全国", ""), ("37", "Shandong", "山东", "N"), ("3701", "Jinan", "济南", "37")]
    frame = pd.DataFrame(rows, columns=["code", "name_en", "name_zh", "parent"])
    return title_regions(Classification("region", frame, {}))


@pytest.mark.parametrize(
    ("title", "region"),
    [
        ("山东省2021年主要经济指标", "CN-SD"),
        ("2021年山 东 省主要指标", "CN-SD"),
        ("山东省济南市2021年主要经济指标", "CN-370100"),
        ("2021年山东济南主要指标", "CN-370100"),
        ("济南市2021年主要经济指标", "CN-370100"),
        ("济南2021年主要经济指标", "CN-370100"),
        ("吉林市2021年主要经济指标", "CN-220200"),
        ("吉林省吉林市2021年主要经济指标", "CN-220200"),
        ("吉林省2021年主要经济指标", "CN-JL"),
        ("2020年北京市工业产值", "CN-BJ"),
        ("2021年山东省市场情况", "CN-SD"),
        ("2021年山东省城市居民收入", "CN-SD"),
        ("2021年山东省对美国出口", "CN-SD"),
        ("2021年中国山东省主要指标", "CN-SD"),
    ],
)
def test_the_longest_name_of_any_level(find, title, region):
    assert find(title) == region


@pytest.mark.parametrize(
    "title",
    [
        *("北京市和天津市主要指标", "山东省及济南市", "山东各市主要指标", "2020年北京各区工业产值", "全国主要指标"),
        *("河南县2021年主要指标", "北京市朝阳区2021年主要指标", "山东省平度市2021年主要指标"),
        *("2021年日照时数", "2021年白银产量", "2021年工业企业其中部分指标", "2021年主要指标"),
    ],
)
def test_none_where_several_are_named_or_an_unknown_place_or_a_word(find, title):
    assert find(title) == ""


@pytest.mark.parametrize(
    ("title", "region"),
    [
        ("山东省2021年主要指标", "37"),
        ("山东省济南市2021年主要指标", "3701"),
        ("山东省青岛市2021年主要指标", ""),
        ("吉林市2021年主要指标", ""),
        ("河北省2021年主要指标", ""),
    ],
)
def test_a_region_the_study_lacks_is_none_of_its_regions(study, title, region):
    assert study(title) == region
