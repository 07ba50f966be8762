from growthpole.observe.table_blocks import blocks_of, strips_of


def columns(found):
    """Labels, values, serial numbers and years of each strip."""
    return [(strip.labels, strip.values, strip.serial, strip.years) for strip in strips_of(found)]


def blocks(found):
    """Lines of preamble, headings, body, sections and strays of each block of the one strip."""
    (strip,) = strips_of(found)
    lines = found.grid.lines
    return [
        [[lines[row] for row in part] for part in (each.preamble, each.header, each.body, each.sections, each.strays)]
        for each in blocks_of(found, strip)
    ]


class TestStrips:
    def test_labels_beside_values(self, cells):
        assert columns(cells("地区|产值|人数\n北京|1|2\n天津|3|4")) == [((0,), (1, 2), (), ())]

    def test_two_columns_of_labels(self, cells):
        assert columns(cells("地区|Region|产值\n北京|Beijing|1\n天津|Tianjin|2")) == [((0, 1), (2,), (), ())]

    def test_side_by_side(self, cells):
        found = cells("地区|产值||地区|产值\n北京|1||河北|3\n天津|2||山西|4")
        assert columns(found) == [((0,), (1,), (), ()), ((3,), (4,), (), ())]

    def test_side_by_side_with_one_region_in_the_first(self, cells):
        found = cells("地区|产值|地区|产值\n总计|1|河北|3\n北京|2|山西|4\n||山东|5")
        assert columns(found) == [((0,), (1,), (), ()), ((2,), (3,), (), ())]

    def test_repeated_labels_that_are_no_regions(self, cells):
        found = cells("指标|2020|指标|2021\n产值|1|产值|3\n人数|2|人数|4")
        assert columns(found) == [((0,), (1,), (), ()), ((2,), (3,), (), ())]

    def test_codes_of_regions_are_labels_though_they_are_digits(self, cells):
        found = cells("2021|\n省份|产值|省份|产值\n总计|9|130000|3\n110000|1|140000|4")
        assert columns(found) == [((0,), (1,), (), ()), ((2,), (3,), (), ())]

    def test_six_digits_that_name_no_region_are_values(self, cells):
        assert columns(cells("地区|数\n北京|123456\n天津|234567")) == [((0,), (1,), (), ())]

    def test_serial_numbers_may_skip_start_again_and_stand_before_the_second_block(self, cells):
        found = cells("序号|地区|数|序号|地区|数\n甲||1||乙|2\n1|北京|5|4|河北|6\n3|天津|7|5|山西|8")
        assert [each[2] for each in columns(found)] == [(0,), (3,)]
        again = cells("No.|Region|数\n1|北京|5\n2|天津|6\n(续)\nNo.|Region|数\n1|北京|7\n2|天津|8")
        assert columns(again) == [((1,), (2,), (0,), ())]

    def test_a_column_of_counts_is_not_serial(self, cells):
        assert columns(cells("地区|No. of firms\n北京|1\n天津|2"))[0][2] == ()
        assert columns(cells("地区|序号\n北京|3\n天津|2"))[0][2] == ()

    def test_years_as_labels(self, cells):
        assert columns(cells("地区|年份|产值\n北京|2020|1\n|2021|2\n天津|2020|3")) == [((0,), (2,), (), (1,))]
        assert columns(cells("|产值|人数\n2020|1|5\n2021|2|6")) == [((), (1, 2), (), (0,))]

    def test_digits_with_spaces_are_no_labels(self, cells):
        assert columns(cells("地区|数\n北京|171 465\n天津|5 120")) == [((0,), (1,), (), ())]

    def test_no_numbers_no_strip(self, cells):
        assert columns(cells("注：略\n资料来源：国家统计局")) == []


class TestBlocks:
    def test_title_headings_body_and_note(self, cells):
        text = "2021年情况\n单位：人\n地区|城镇|\n|男|女\n北京|1|2\n天津|3|4\n注：略"
        assert blocks(cells(text)) == [[[1, 2], [3, 4], [5, 6], [7], []]]

    def test_blank_rows_and_sections_do_not_end_a_block(self, cells):
        assert blocks(cells("地区|数\n\n北京|1\n沿海各省|\n\n天津|2")) == [[[], [1], [3, 6], [4], []]]

    def test_a_second_table_below(self, cells):
        text = "表1 人数\n地区|数\n北京|1\n表2 产值\n地区|数\n北京|2"
        assert blocks(cells(text)) == [[[1], [2], [3], [], []], [[4], [5], [6], [], []]]

    def test_a_continuation_says_so(self, cells):
        found = cells("地区|数\n北京|1\n续表\n地区|数\n天津|2")
        (strip,) = strips_of(found)
        assert [each.continues for each in blocks_of(found, strip)] == [False, True]

    def test_a_total_without_numbers_is_a_row(self, cells):
        assert blocks(cells("地区|数|人\nTotal||nan\n北京|1|2"))[0][2] == [2, 3]

    def test_numbers_of_columns_are_headings_in_each_strip(self, cells):
        found = cells("地区|产值|人数|地区|产值|人数\n甲|1|2|乙|3|4\n北京|5|6|河北|7|8")
        assert [block.header for strip in strips_of(found) for block in blocks_of(found, strip)] == [[0, 1], [0, 1]]

    def test_a_region_whose_values_count_up_is_no_row_of_column_numbers(self, cells):
        assert blocks(cells("地区|产值|人数\n北京|1|2\n天津|3|4"))[0][2] == [2, 3]

    def test_numbers_without_a_label_are_strays(self, cells):
        assert blocks(cells("地区|数|人\n北京|1|2\n|77|\n天津|3|4"))[0][4] == [3]
