"""Words a yearbook is made of: its own small tables, so that the truth never leans on the code under test."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Region:
    """A province with the ways it is printed."""

    iso: str
    gb: str
    short: str
    full: str
    en: str

    @property
    def codes(self):
        return frozenset({self.iso, self.gb, self.gb[:2]})


@dataclass(frozen=True)
class Word:
    """A heading in two languages."""

    zh: str
    en: str


@dataclass(frozen=True)
class Unit:
    """A unit as printed in two languages."""

    zh: str
    en: str
    digits: int = 2
    largest: int = 50_000


REGIONS = tuple(
    Region(*fields)
    for fields in (
        ("CN-BJ", "110000", "北京", "北京市", "Beijing"),
        ("CN-TJ", "120000", "天津", "天津市", "Tianjin"),
        ("CN-HE", "130000", "河北", "河北省", "Hebei"),
        ("CN-SX", "140000", "山西", "山西省", "Shanxi"),
        ("CN-NM", "150000", "内蒙古", "内蒙古自治区", "Inner Mongolia"),
        ("CN-JL", "220000", "吉林", "吉林省", "Jilin"),
        ("CN-SH", "310000", "上海", "上海市", "Shanghai"),
        ("CN-JS", "320000", "江苏", "江苏省", "Jiangsu"),
        ("CN-SD", "370000", "山东", "山东省", "Shandong"),
        ("CN-HA", "410000", "河南", "河南省", "Henan"),
        ("CN-HI", "460000", "海南", "海南省", "Hainan"),
        ("CN-CQ", "500000", "重庆", "重庆市", "Chongqing"),
        ("CN-SN", "610000", "陕西", "陕西省", "Shaanxi"),
        ("CN-XJ", "650000", "新疆", "新疆维吾尔自治区", "Xinjiang"),
    )
)
# Big5 has no simplified characters: the regions both scripts write alike.
SAME_IN_BIG5 = ("CN-BJ", "CN-TJ", "CN-HE", "CN-SX", "CN-SH", "CN-HA", "CN-HI")
NATIONAL = (Word("全国", "National"), Word("合计", "Total"), Word("总计", "Total"), Word("全国总计", "National Total"))
NATIONAL_CODES = frozenset({"CN", "CHN", "100000", "000000", "0", "86"})
GROUPS = (
    Word("东部地区", "Eastern Region"),
    Word("中部地区", "Central Region"),
    Word("西部地区", "Western Region"),
    Word("东北地区", "Northeastern Region"),
)
# A city under its province: (province, name, code).
CITIES = (
    ("CN-SD", Word("青岛", "Qingdao"), "370200"),
    ("CN-JS", Word("南京", "Nanjing"), "320100"),
    ("CN-JL", Word("长春", "Changchun"), "220100"),
    ("CN-HA", Word("郑州", "Zhengzhou"), "410100"),
)
UNKNOWN = ("亚特兰蒂斯", "山栋", "江苏苏", "Shandnog", "Atlantis", "黑咖啡", "地区X")

YI = Unit("亿元", "100 million yuan")
WAN_PEOPLE = Unit("万人", "10 000 persons", 1, 12_000)
PIECE = Unit("个", "unit", 0, 60_000)
WAN_DOLLARS = Unit("万美元", "10 000 US dollars", 0, 900_000)
WAN = Unit("万元", "10 000 yuan", 0, 3_000_000)
PERCENT = Unit("%", "%", 1, 40)
TON = Unit("万吨", "10 000 tons", 2, 9_000)

# A group of leaves; the unit is that of each leaf. No leaf is a part of another one's words.
TOPICS = (
    (
        Word("地区生产总值", "Gross Regional Product"),
        (
            (Word("第一产业", "Primary Industry"), YI),
            (Word("第二产业", "Secondary Industry"), YI),
            (Word("第三产业", "Tertiary Industry"), YI),
        ),
    ),
    (
        Word("年末常住人口", "Population at Year-end"),
        (
            (Word("总人口", "All Residents"), WAN_PEOPLE),
            (Word("城镇", "Urban"), WAN_PEOPLE),
            (Word("乡村", "Rural"), WAN_PEOPLE),
        ),
    ),
    (
        Word("地方财政", "Local Government Finance"),
        ((Word("预算收入", "Budget Revenue"), YI), (Word("预算支出", "Budget Expenditure"), YI)),
    ),
    (
        Word("规模以上工业企业", "Industrial Enterprises above Designated Size"),
        (
            (Word("企业单位数", "Number of Enterprises"), PIECE),
            (Word("资产总计", "Assets"), YI),
            (Word("利润总额", "Profits"), YI),
        ),
    ),
    (
        Word("对外贸易", "Foreign Trade"),
        ((Word("出口", "Exports"), WAN_DOLLARS), (Word("进口", "Imports"), WAN_DOLLARS)),
    ),
    (
        Word("农业", "Agriculture"),
        ((Word("粮食", "Grain"), TON), (Word("棉花", "Cotton"), TON), (Word("油料", "Oil-bearing Crops"), TON)),
    ),
    (
        Word("从业人员", "Employed Persons"),
        (
            (Word("合计", "Total"), WAN_PEOPLE),
            (Word("#女性", "Female"), WAN_PEOPLE),
            (Word("国有单位", "State-owned Units"), WAN_PEOPLE),
        ),
    ),
    (Word("增长速度", "Growth Rate"), ((Word("投资", "Investment"), PERCENT), (Word("消费", "Consumption"), PERCENT))),
    (
        Word("房地产开发", "Real Estate Development"),
        ((Word("住宅", "Housing"), WAN), (Word("办公楼", "Office Buildings"), WAN)),
    ),
)
# Leaves that say nothing without their group.
DEPENDENT = ("合计", "#女性")
BIG5_LEAVES = (
    (Word("人口", "Population"), Unit("千人", "thousand")),
    (Word("工人", "Workers"), Unit("千人", "thousand")),
)
TOP = Word("主要经济指标", "Main Economic Indicators")
TITLES = (
    Word("各地区国民经济主要情况", "Overview of the Economy by Region"),
    Word("分省主要统计数据", "Main Statistics by Province"),
    Word("各省、自治区、直辖市基本情况", "Basic Conditions by Region"),
)
CORNERS = (
    Word("地区", "Region"),
    Word("地 区", "Region"),
    Word("省份", "Province"),
    Word("省、自治区、直辖市", "Region"),
)
NOTES = (
    "注：本表按当年价格计算。",
    "注：1. 2021年数据为初步核算数。",
    "资料来源：国家统计局",
    "数据来源：各省统计年鉴 2022",
    "Note: Figures are at current prices.",
    "Source: National Bureau of Statistics, 2022.",
    "注：山东省数据含青岛市。",
)
SHEETS = ("2-5", "资料", "Sheet1", "表1 综合", "A'b")
