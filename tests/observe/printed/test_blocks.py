from growthpole.observe.printed.blocks import blocks_of
from growthpole.observe.printed.strips import strips_of


def blocks(found):
    """Lines of preamble, headings, body, sections and strays of each block of the one strip."""
    (strip,) = strips_of(found)
    lines = found.grid.lines
    return [
        [[lines[row] for row in part] for part in (each.preamble, each.header, each.body, each.sections, each.strays)]
        for each in blocks_of(found, strip)
    ]


def test_title_headings_body_and_note(cells):
    text = "2021年情况\n单位：人\n地区|城镇|\n|男|女\n北京|1|2\n天津|3|4\n注：略"
    assert blocks(cells(text)) == [[[1, 2], [3, 4], [5, 6], [7], []]]


def test_blank_rows_and_sections_do_not_end_a_block(cells):
    assert blocks(cells("地区|数\n\n北京|1\n沿海各省|\n\n天津|2")) == [[[], [1], [3, 6], [4], []]]


def test_a_second_table_below(cells):
    text = "表1 人数\n地区|数\n北京|1\n表2 产值\n地区|数\n北京|2"
    assert blocks(cells(text)) == [[[1], [2], [3], [], []], [[4], [5], [6], [], []]]


def test_a_continuation_says_so(cells):
    found = cells("地区|数\n北京|1\n续表\n地区|数\n天津|2")
    (strip,) = strips_of(found)
    assert [each.continues for each in blocks_of(found, strip)] == [False, True]


def test_a_total_without_numbers_is_a_row(cells):
    assert blocks(cells("地区|数|人\nTotal||nan\n北京|1|2"))[0][2] == [2, 3]


def test_numbers_of_columns_are_headings_in_each_strip(cells):
    found = cells("地区|产值|人数|地区|产值|人数\n甲|1|2|乙|3|4\n北京|5|6|河北|7|8")
    assert [block.header for strip in strips_of(found) for block in blocks_of(found, strip)] == [[0, 1], [0, 1]]


def test_a_region_whose_values_count_up_is_no_row_of_column_numbers(cells):
    assert blocks(cells("地区|产值|人数\n北京|1|2\n天津|3|4"))[0][2] == [2, 3]


def test_numbers_without_a_label_are_strays(cells):
    assert blocks(cells("地区|数|人\n北京|1|2\n|77|\n天津|3|4"))[0][4] == [3]
