"""Headings: which are parts of which total, which are "of which", and in what order they stand."""

import pandas as pd
import pytest

from growthpole.observe.checks.heading_sums import check_of_which, parts_of_totals, wholes_of_headings
from growthpole.observe.checks.rows import printed_rows
from printed_tables import codes, table


@pytest.mark.parametrize("total", ["合计", "合 计", "总计 Total", "Total", "Sub-total", "小计"])
def test_a_total_is_known_by_its_word(total):
    assert parts_of_totals([f"企业 / {total}", "企业 / 甲", "企业 / 乙"]) == {
        f"企业 / {total}": ["企业 / 甲", "企业 / 乙"]
    }


@pytest.mark.parametrize("other", ["总产值", "Total output", "合计率", "累计"])
def test_a_heading_that_only_holds_the_word_is_none(other):
    assert parts_of_totals([f"企业 / {other}", "企业 / 甲", "企业 / 乙"]) == {}


def test_a_heading_without_a_number_of_its_own_is_the_sum_of_what_stands_under_it():
    headers = ["合计", "工业 / 轻", "工业 / 重", "农业 / 小计", "农业 / 种植", "农业 / 畜牧"]
    found = parts_of_totals(headers)
    assert found["合计"] == ["工业 / 轻", "工业 / 重", "农业 / 小计"]
    assert found["农业 / 小计"] == ["农业 / 种植", "农业 / 畜牧"]


def test_a_total_of_one_heading_is_no_claim():
    assert parts_of_totals(["企业 / 合计", "企业 / 甲"]) == {}
    assert parts_of_totals(["合计 / 人数", "甲 / 人数", "乙 / 机构数"]) == {}


@pytest.mark.parametrize("mark", ["其中:", "其中：", "#", "(2)其中:", "of which: ", "In which "])
def test_an_of_which_is_known_by_its_beginning(mark):
    assert wholes_of_headings(["企业", f"{mark}大型"]) == {f"{mark}大型": "企业"}
    assert wholes_of_headings(["企业 / 合计", f"企业 / {mark}大型"]) == {f"企业 / {mark}大型": "企业 / 合计"}


def test_an_of_which_under_a_heading_with_a_number_is_part_of_it():
    assert wholes_of_headings(["企业", "企业 / #大型", "企业 / #小型"]) == {
        "企业 / #大型": "企业",
        "企业 / #小型": "企业",
    }


def test_the_whole_is_looked_for_under_the_last_heading_before_and_nowhere_else():
    headers = ["2.维修 / 其中：户 In which: households", "3.其他 / 合计", "其中：经销 / 其中：户"]
    assert "其中：经销 / 其中：户" not in wholes_of_headings(headers)
    # The translation is misprinted; the Chinese is not.
    misprinted = [*headers[:2], "3.其他 / 其中：户 In which: housholds", headers[2]]
    assert wholes_of_headings(misprinted)["其中：经销 / 其中：户"] == "3.其他 / 其中：户 In which: housholds"


def test_totals_in_one_language_or_two_are_alike():
    headers = ["3.其他 / 合计 Total", "其中：经销 / Total"]
    assert wholes_of_headings(headers) == {headers[1]: headers[0]}


def found(frame):
    return check_of_which(printed_rows(frame))


def test_a_block_further_down_does_not_stand_beside():
    top = table({"企业 / 合计": ["10", "20", "30"], "其他": ["1", "1", "1"]}, ["A", "B", "C"])
    below = table({"企业 / #大型": ["2", "3", "4"]}, ["A", "B", "C"]).assign(cell=["B20", "B21", "B22"])
    assert found(pd.concat([top, below], ignore_index=True)) == []
    below["value"] = ["2", "33", "4"]
    (finding,) = found(pd.concat([below, top], ignore_index=True))
    assert codes([finding]) == [("part-exceeds-whole", "B21")]
    assert finding.params["whole_at"] == "B3"


def test_a_part_mostly_above_its_whole_is_no_part():
    frame = table({"企业 / 合计": ["10", "20", "30"], "企业 / #大型": ["20", "30", "4"]}, ["A", "B", "C"])
    assert found(frame) == []


def test_further_labels_keep_rows_of_one_region_apart_unless_they_only_name_it_again():
    frame = table({"企业 / 合计": ["10", "20"], "企业 / #大型": ["2", "30"]}, ["A", "A"])
    assert found(frame) == []
    labelled = frame.assign(label=["state", "private"] * 2)
    assert codes(found(labelled.assign(value=["10", "20", "2", "30"]))) == [("part-exceeds-whole", "C3")]
    once = table({"企业 / 合计": ["10", "20"], "企业 / #大型": ["2", "30"]}, ["A", "B"])
    assert codes(found(once.assign(label=["甲", "乙"] * 2))) == [("part-exceeds-whole", "C3")]
