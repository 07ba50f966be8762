"""Totals against parts: exact small cases, tables of a yearbook, and the law of consistent tables."""

from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from growthpole.observe.checks.rows import printed_rows
from growthpole.observe.checks.totals_checks import check_totals
from growthpole.observe.gazetteer import regions, resolve_region
from printed_tables import TREE, codes, table

# Yearbook of farm machinery of China, table 1-4: institutions at the end of 2010, repair staff at that of 2013.
INSTITUTIONS = (
    "全国=171465 北京=895 天津=655 河北=5187 山西=3998 内蒙古=1055 辽宁=652 吉林=2596 黑龙江=19170 上海=461 江苏=6156 "
    "浙江=4794 安徽=5970 福建=1842 江西=14797 山东=16536 河南=15908 湖北=6705 湖南=22712 广东=3188 广西=2454 海南=161 "
    "重庆=6716 四川=18026 贵州=2412 云南=644 西藏=29 陕西=2050 甘肃=2603 青海=1872 宁夏=266 新疆=288 新疆建设兵团=667"
)
STAFF = (
    "全国=475892 北京=773 天津=1352 河北=34189 山西=171634 内蒙古=15349 辽宁=14515 吉林=17703 黑龙江=22883 上海=173 "
    "江苏=12103 浙江=6406 安徽=23194 福建=8362 江西=30179 山东=39039 河南=44472 湖北=19987 湖南=14623 广东=25833 "
    "广西=11515 海南=3120 重庆=9790 四川=27718 贵州=15152 云南=25461 西藏=372 陕西=10449 甘肃=12698 青海=1893 "
    "宁夏=4070 新疆=4483 新疆建设兵团=872"
)


def yearbook(text, **changes):
    pairs = dict(pair.split("=") for pair in text.split()) | changes
    frame = table({"年末数": list(pairs.values())}, list(pairs), unit="个")
    return frame.assign(region=[resolve_region(label) or "" for label in frame["region_label"]])


def found(frame, tree=TREE):
    return check_totals(printed_rows(frame), tree)[0]


def test_a_total_that_is_the_sum_of_its_parts_is_silent_and_vouches_for_them():
    frame = table({"gdp": ["10", "1", "2", "3", "4"]}, ["N", "A", "B", "C", "D"])
    findings, vouched = check_totals(printed_rows(frame), TREE)
    assert findings == []
    assert vouched.all()


@pytest.mark.parametrize(("total", "differs"), [("12.0", False), ("12.1", True), ("8.0", False), ("7.9", True)])
def test_the_tolerance_is_half_a_unit_of_each_number(total, differs):
    # Four parts rounded to whole numbers and a total rounded to tenths may miss their sum, 10, by 2.05.
    frame = table({"gdp": [total, "1", "2", "3", "4"]}, ["N", "A", "B", "C", "D"])
    assert [cell for _, cell in codes(found(frame))] == (["B2"] if differs else [])


def test_decimal_numbers_that_add_up_exactly_are_no_artefact_of_floats():
    # In binary 0.1 + 0.2 is not 0.3; at the edge of the tolerance only decimals decide.
    frame = table({"gdp": ["0.71", "0.1", "0.2", "0.1", "0.15"]}, ["N", "A", "B", "C", "D"])
    assert found(frame) == []
    assert codes(found(frame.replace("0.71", "0.72"))) == [("parts-differ", "B2")]


def test_a_finding_tells_gap_share_and_what_rounding_allows():
    frame = table({"gdp": ["200", "10", "20", "30", "40"]}, ["N", "A", "B", "C", "D"])
    (finding,) = found(frame)
    assert finding.severity == "warn"
    assert finding.place() == "book.xlsx:1:B2 [gdp]"
    assert finding.value == "200"
    wanted = {
        "count": "4",
        "sum": "100",
        "gap": "+100",
        "relative": "+50 %",
        "allowed": "2.5",
        "first": "A",
        "last": "D",
    }
    assert {name: finding.params[name] for name in wanted} == wanted


def test_the_corps_counts_where_the_sum_needs_it():
    assert found(yearbook(INSTITUTIONS), regions()) == []
    without = yearbook(INSTITUTIONS, 全国="170798")
    assert found(without, regions()) == []


def test_the_finding_says_whether_the_corps_is_left_out():
    frame = pd.concat([yearbook(INSTITUTIONS).assign(header=header) for header in ("a", "b", "c")], ignore_index=True)
    frame.loc[(frame["header"] == "c") & (frame["region"] == "CN"), "value"] = "181465"
    (finding,) = found(frame, regions())
    assert finding.params["last"] == "新疆建设兵团"
    assert finding.params["left_out"] == "–"
    frame.loc[(frame["header"] != "c") & (frame["region"] == "CN"), "value"] = "170798"
    (finding,) = found(frame, regions())
    assert finding.params["last"] == "新疆"
    assert finding.params["left_out"] == "新疆建设兵团"


def test_a_digit_too_many_in_a_yearbook_is_named():
    (finding,) = found(yearbook(STAFF), regions())
    assert codes([finding]) == [("parts-differ-one-cell", "B2")]
    told = {name: finding.params[name] for name in ("gap", "slip_at", "slip_label", "slip_printed", "slip_reading")}
    assert told == {
        "gap": "-154,470",
        "slip_at": "B6",
        "slip_label": "山西",
        "slip_printed": "171,634",
        "slip_reading": "17,164",
    }
    assert found(yearbook(STAFF, 山西="17164"), regions()) == []


def test_groups_of_provinces_are_not_counted_twice():
    frame = yearbook(INSTITUTIONS)
    known = regions().attribute("group")
    sums = {
        group: sum(
            int(value) for code, value in zip(frame["region"], frame["value"], strict=True) if known.get(code) == group
        )
        for group in ("CN-x-east", "CN-x-central", "CN-x-west", "CN-x-northeast")
    }
    labels = {code: regions().label(code, "zh") for code in sums}
    rows = [
        frame.iloc[0].to_dict() | {"region": code, "region_label": labels[code], "value": str(sums[code])}
        for code in sums
    ]
    whole = pd.concat([frame, pd.DataFrame(rows)], ignore_index=True)
    assert found(whole, regions()) == []
    whole.loc[whole["region"] == "CN", "value"] = "999999"
    assert [finding.params["count"] for finding in found(whole, regions())] == ["31"]


@pytest.mark.parametrize(
    ("header", "unit"), [("人均生产总值", "元"), ("gdp growth", "%"), ("指数", ""), ("单产", "公斤/公顷")]
)
def test_averages_rates_and_indices_are_not_summed(header, unit):
    frame = table({header: ["12", "11", "12", "13", "12"]}, ["N", "A", "B", "C", "D"], unit=unit)
    assert found(frame) == []


def test_an_average_nobody_calls_one_lies_among_its_parts():
    frame = table({"Wert": ["12", "11", "13", "14", "10"]}, ["N", "A", "B", "C", "D"], unit="")
    assert found(frame) == []
    slipped = table({"Wert": ["1000", "1100", "3300", "2600", "3000"]}, ["N", "A", "B", "C", "D"], unit="")
    # The total lost a zero: a power of ten of the sum is no average.
    assert codes(found(slipped)) == [("parts-differ-one-cell", "B2")]


def test_an_absent_part_is_no_finding_but_parts_beyond_the_total_are():
    short = table({"gdp": ["10", "1", "2", "3", "…"]}, ["N", "A", "B", "C", "D"])
    assert found(short) == []
    over = table({"gdp": ["10", "1", "12", "3", "…"]}, ["N", "A", "B", "C", "D"])
    assert codes(found(over)) == [("parts-exceed", "B2")]


def test_a_selection_of_regions_is_no_mistake():
    frame = table({"gdp": ["10", "1", "2"], "firms": ["50", "5", "6"]}, ["N", "A", "B"])
    assert found(frame) == []


def test_a_region_with_two_numbers_in_one_column_spoils_its_column_only():
    frame = table({"gdp": ["99", "1", "2", "3", "4", "5"]}, ["N", "A", "B", "C", "D", "D"])
    other = table({"firms": ["99", "1", "2", "3", "4"]}, ["N", "A", "B", "C", "D"])
    assert codes(found(pd.concat([frame, other], ignore_index=True))) == [("parts-differ", "B2")]
    assert {finding.column for finding in found(pd.concat([frame, other], ignore_index=True))} == {"firms"}


def test_a_row_called_total_is_the_sum_of_the_regions_of_its_column():
    frame = table({"企业数": ["16", "1", "2", "3"]}, ["合计", "X", "Y", "Z"]).assign(role=["total", "", "", ""])
    assert [cell for _, cell in codes(found(frame, None))] == ["B2"]
    assert found(frame.replace("16", "6"), None) == []


def test_rows_that_may_be_parts_of_each_other_are_a_list_only_where_their_sums_show_it():
    labels, role = ["合计", "工业", "制造业", "农业"], ["total", "", "", ""]
    nested = {"企业数": ["30", "20", "15", "10"], "人数": ["300", "200", "150", "100"], "产值": ["9", "6", "5", "3"]}
    assert found(table(nested, labels).assign(role=role * 3), None) == []
    flat = {"企业数": ["45", "20", "15", "10"], "人数": ["450", "200", "150", "100"], "产值": ["99", "6", "5", "3"]}
    assert [cell for _, cell in codes(found(table(flat, labels).assign(role=role * 3), None))] == ["D2"]


def test_two_totals_in_one_column_are_left_alone():
    frame = table({"企业数": ["99", "1", "2", "77"]}, ["合计", "甲", "乙", "小计"]).assign(
        role=["total", "", "", "total"]
    )
    assert found(frame, None) == []


def test_of_which_rows_are_no_parts_but_may_not_exceed_their_whole():
    labels = ["合计", "甲", "其中：甲一", "乙"]
    frame = table({"企业数": ["30", "10", "4", "20"]}, labels).assign(role=["total", "", "of-which", ""])
    assert found(frame, None) == []
    over = frame.replace("4", "14")
    assert codes(found(over, None)) == [("part-exceeds-whole", "B4")]
    assert found(over, None)[0].params["whole"] == "甲"


FIRMS = {
    "企业 / 合计 Total": ["30", "40", "50"],
    "企业 / 国有": ["10", "10", "20"],
    "企业 / 其他": ["20", "30", "30"],
    "企业 / #大型": ["5", "6", "7"],
}


def test_a_column_headed_total_is_the_sum_of_its_siblings():
    frame = table(FIRMS, ["A", "B", "C"])
    assert found(frame) == []
    wrong = FIRMS | {"企业 / 国有": ["10", "15", "20"]}
    assert codes(found(table(wrong, ["A", "B", "C"])))[0][1] == "B3"


def test_siblings_that_are_not_the_whole_may_stay_below_the_total_but_not_above():
    some = FIRMS | {"企业 / 国有": ["1", "2", "3"]}
    assert found(table(some, ["A", "B", "C"])) == []
    over = FIRMS | {"企业 / 国有": ["1", "2", "33"]}
    assert codes(found(table(over, ["A", "B", "C"]))) == [("parts-exceed", "B4")]


def test_a_total_below_another_heading_is_matched_by_what_stands_under_it():
    columns = {
        "合计 / 机构数": ["30", "40"],
        "合计 / 人数": ["300", "400"],
        "甲 / 机构数": ["10", "15"],
        "甲 / 人数": ["100", "150"],
        "乙 / 机构数": ["20", "25"],
        "乙 / 人数": ["200", "250"],
    }
    assert found(table(columns, ["A", "B"], unit="个")) == []
    columns["合计 / 人数"] = ["300", "500"]
    more = {header: [*values, values[0]] for header, values in columns.items()}
    assert codes(found(table(more, ["A", "B", "C"], unit="个"))) == [("parts-differ", "C3")]


def test_an_of_which_column_may_not_exceed_the_column_before_it():
    over = FIRMS | {"企业 / #大型": ["5", "6", "70"]}
    (finding,) = found(table(over, ["A", "B", "C"]))
    assert codes([finding]) == [("part-exceeds-whole", "E4")]
    assert finding.params["whole"] == "企业 / 其他"
    assert finding.params["gap"] == "40"


def test_columns_in_two_units_are_not_added():
    frame = table(FIRMS | {"企业 / 国有": ["10", "99", "20"]}, ["A", "B", "C"])
    frame.loc[frame["header"] == "企业 / 国有", "unit"] = "万元"
    assert found(frame) == []


DIGITS = st.lists(st.integers(0, 10**7), min_size=4, max_size=4)


@given(st.lists(DIGITS, min_size=1, max_size=5), st.integers(0, 3))
@settings(max_examples=100, deadline=None)
def test_rounded_numbers_of_a_consistent_table_raise_no_finding(columns, places):
    printed = {}
    for number, parts in enumerate(columns):
        numbers = [Decimal(part) / 1000 for part in parts]
        step = Decimal(1).scaleb(-places)
        printed[f"h{number}"] = [str(each.quantize(step)) for each in (sum(numbers), *numbers)]
    assert found(table(printed, ["N", "A", "B", "C", "D"])) == []


@given(DIGITS, st.integers(0, 4), st.integers(3, 10**6), st.sampled_from([-1, 1]))
@settings(max_examples=200, deadline=None)
def test_any_cell_changed_by_more_than_the_tolerance_is_a_finding(parts, place, change, sign):
    # Five numbers of one digit allow 2.5 units.
    numbers = [sum(parts), *parts]
    numbers[place] += sign * change
    frame = table({"gdp": [str(number) for number in numbers]}, ["N", "A", "B", "C", "D"])
    findings = found(frame)
    assert [finding.cell for finding in findings] == ["B2"]
    assert findings[0].params["gap"].replace(",", "") == f"{sign * change * (1 if place == 0 else -1):+d}"


def test_an_empty_table_has_no_findings():
    assert found(table({"gdp": []}, [])) == []
    assert not np.any(check_totals(printed_rows(table({"gdp": ["1"]}, ["A"])), TREE)[1])
