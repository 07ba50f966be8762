import pytest

from growthpole.observe.printed.words import (
    is_code_heading,
    is_column_number_label,
    is_continuation,
    is_label_heading,
    is_note,
    is_of_which,
    is_page_heading,
    is_region_heading,
    is_serial_heading,
    is_title,
    is_total,
    is_unit_heading,
    is_unit_line,
    is_year_heading,
    without_key,
)

# each word with texts that are it, and texts like it that are not
WORDS = {
    is_note: (
        [
            "注：略",
            "注 1.略",
            "资料来源：国家统计局",
            "Note: at current prices",
            "Sources: NBS",
            "① 含青岛",
            "* 初步数",
        ],
        ["注册企业数", "北京", "Notebooks"],
    ),
    is_title: (
        ["2012年各地区农业机械化情况", "表1 综合", "续表 2", "Table 3 Output", "2-5 Population", "中国统计年鉴"],
        ["2012年", "产值", "北京"],
    ),
    is_continuation: (
        ["(续)", "（续）", "续表", "续表 2", "续一", "接上表", "(continued)", "Cont.", "产值(续)", "GDP (continued)"],
        ["连续", "续签合同数", "continued growth of output"],
    ),
    is_unit_line: (
        ["单位：亿元", "计量单位: 人", "（單位：萬元）", "Unit: person", "Units : %"],
        ["单位数", "United States"],
    ),
    is_page_heading: (
        ["中国农业机械工业年鉴", "· Yearbook 2012", "统计资料", "第 12 页", "page 7", "123"],
        ["年鉴各地区情况", "2021"],
    ),
    is_total: (
        ["合计", "合 计", "总　计", "小计", "Total", "合计 Total", "Grand total"],
        ["合计数量", "Totally", "北京"],
    ),
    is_of_which: (["其中：农业", "其 中", "#女性", "＃男", "of which: farms", "Including"], ["其他", "女性", "often"]),
    is_label_heading: (
        [
            "地区",
            "地 区\nRegion",
            "省、自治区、直辖市",
            "省（区、市）",
            "省份",
            "指标 Item",
            "行业",
            "国家（地区）",
            "甲",
        ],
        ["地区生产总值", "省内旅游", "行业增加值", "Items sold"],
    ),
    is_region_heading: (
        ["地区", "省、自治区、直辖市", "省市", "各地区", "City", "Region 地区"],
        ["指标", "行业", "城市人口"],
    ),
    is_year_heading: (["年份", "年", "Year", "年份\nYear", "时 间"], ["年末人口", "Years of schooling"]),
    is_code_heading: (["代码", "行业代码", "Code", "代码 Code"], ["代码数", "Coder"]),
    is_serial_heading: (["序号", "No.", "编号", "序号\nNo.", "#"], ["No. of institutions", "序号数", "Note"]),
    is_unit_heading: (["单位", "计量单位", "Unit", "单位 Unit"], ["单位：人", "单位数"]),
    is_column_number_label: (["甲", "乙", "栏次", "A", "(甲)"], ["甲级", "北京"]),
}


@pytest.mark.parametrize("word", WORDS, ids=lambda word: word.__name__)
def test_a_word_is_found_and_nothing_like_it(word):
    found, others = WORDS[word]
    assert [text for text in found if not word(text)] == []
    assert [text for text in others if word(text)] == []


def test_text_without_its_key():
    assert without_key("指标：地区生产总值(亿元)") == "地区生产总值(亿元)"
