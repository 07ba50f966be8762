from growthpole.observe.printed.strips import strips_of


def columns(found):
    """Labels, values, serial numbers and years of each strip."""
    return [(strip.labels, strip.values, strip.serial, strip.years) for strip in strips_of(found)]


def test_labels_beside_values(cells):
    assert columns(cells("地区|产值|人数\n北京|1|2\n天津|3|4")) == [((0,), (1, 2), (), ())]


def test_two_columns_of_labels(cells):
    assert columns(cells("地区|Region|产值\n北京|Beijing|1\n天津|Tianjin|2")) == [((0, 1), (2,), (), ())]


def test_side_by_side(cells):
    found = cells("地区|产值||地区|产值\n北京|1||河北|3\n天津|2||山西|4")
    assert columns(found) == [((0,), (1,), (), ()), ((3,), (4,), (), ())]


def test_side_by_side_with_one_region_in_the_first(cells):
    found = cells("地区|产值|地区|产值\n总计|1|河北|3\n北京|2|山西|4\n||山东|5")
    assert columns(found) == [((0,), (1,), (), ()), ((2,), (3,), (), ())]


def test_repeated_labels_that_are_no_regions(cells):
    found = cells("指标|2020|指标|2021\n产值|1|产值|3\n人数|2|人数|4")
    assert columns(found) == [((0,), (1,), (), ()), ((2,), (3,), (), ())]


def test_codes_of_regions_are_labels_though_they_are_digits(cells):
    found = cells("2021|\n省份|产值|省份|产值\n总计|9|130000|3\n110000|1|140000|4")
    assert columns(found) == [((0,), (1,), (), ()), ((2,), (3,), (), ())]


def test_six_digits_that_name_no_region_are_values(cells):
    assert columns(cells("地区|数\n北京|123456\n天津|234567")) == [((0,), (1,), (), ())]


def test_serial_numbers_may_skip_start_again_and_stand_before_the_second_block(cells):
    found = cells("序号|地区|数|序号|地区|数\n甲||1||乙|2\n1|北京|5|4|河北|6\n3|天津|7|5|山西|8")
    assert [each[2] for each in columns(found)] == [(0,), (3,)]
    again = cells("No.|Region|数\n1|北京|5\n2|天津|6\n(续)\nNo.|Region|数\n1|北京|7\n2|天津|8")
    assert columns(again) == [((1,), (2,), (0,), ())]


def test_a_column_of_counts_is_not_serial(cells):
    assert columns(cells("地区|No. of firms\n北京|1\n天津|2"))[0][2] == ()
    assert columns(cells("地区|序号\n北京|3\n天津|2"))[0][2] == ()


def test_years_as_labels(cells):
    assert columns(cells("地区|年份|产值\n北京|2020|1\n|2021|2\n天津|2020|3")) == [((0,), (2,), (), (1,))]
    assert columns(cells("|产值|人数\n2020|1|5\n2021|2|6")) == [((), (1, 2), (), (0,))]


def test_digits_with_spaces_are_no_labels(cells):
    assert columns(cells("地区|数\n北京|171 465\n天津|5 120")) == [((0,), (1,), (), ())]


def test_no_numbers_no_strip(cells):
    assert columns(cells("注：略\n资料来源：国家统计局")) == []


def test_a_column_of_garbled_numbers_is_none_of_labels(cells):
    assert columns(cells("地区|数|人\n北京|l23|1\n天津|5O0|2\n河北|7|3")) == [((0,), (1, 2), (), ())]


def test_cities_behind_the_values_are_no_second_name_of_the_provinces(cells):
    assert columns(cells("地区|产值|省会\n河北|1|石家庄\n山西|3|太原")) == [((0,), (1, 2), (), ())]
    assert columns(cells("地区|产值|Region\n河北|1|Hebei\n山西|3|Shanxi")) == [((0, 2), (1,), (), ())]
