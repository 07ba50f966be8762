import pytest

from growthpole.observe.printed.cells import BLANK, DOUBTFUL, FAULT, FLAG, MARKED, NUMBER, TEXT, Parsed, writing_of
from growthpole.observe.raw_cells import raw_grids_of_bytes
from growthpole.observe.spec import Limits

NAMES = {
    BLANK: "",
    TEXT: "text",
    NUMBER: "number",
    FLAG: "flag",
    MARKED: "marked",
    FAULT: "fault",
    DOUBTFUL: "doubtful",
}


def kinds(found):
    return [[NAMES[kind] for kind in row] for row in found.kinds.tolist()]


@pytest.mark.parametrize(
    ("text", "parsed"),
    [
        ("1234", Parsed(NUMBER, "1234")),
        ("12.50", Parsed(NUMBER, "12.50")),
        ("1,234.5", Parsed(NUMBER, "1234.5")),
        ("12345.", Parsed(NUMBER, "12345")),
        ("−2.40", Parsed(NUMBER, "-2.40")),
        ("(5)", Parsed(NUMBER, "-5")),
        ("１２３．５", Parsed(NUMBER, "123.5")),
        ("'1234", Parsed(NUMBER, "1234")),
        ("35.5%", Parsed(MARKED, "35.5", "%")),
        ("12*", Parsed(MARKED, "12", "*")),
        ("12①", Parsed(MARKED, "12", "①")),
        ("12a)", Parsed(MARKED, "12", "a)")),
        ("12 p", Parsed(MARKED, "12", "p")),
        ("<5", Parsed(MARKED, "5", "<")),
        ("约5", Parsed(MARKED, "5", "约")),
        ("—", Parsed(FLAG, "", "—", "missing")),
        ("…", Parsed(FLAG, "", "…", "missing")),
        ("x", Parsed(FLAG, "", "x", "not_applicable")),
        ("(D)", Parsed(FLAG, "", "(D)", "suppressed")),
        *(
            (text, Parsed(TEXT))
            for text in ("1 234", "l23", "5O0", "nan", "1e400", "12.3.4", "1_000", "٣", "北京", "'")
        ),
    ],
)
def test_what_a_cell_says(cells, text, parsed):
    assert cells(f"地区|数\n北京|{text}").parsed(1, 1) == parsed


def test_flags_are_those_of_the_source(cells, grid, places):
    from growthpole.observe.printed.cells import cells_of

    found = grid("地区|数\n北京|z")
    assert cells_of(found, writing_of([found]), places.resolve, {"z": "zero"}).parsed(1, 1) == Parsed(
        FLAG, "0", "z", "zero"
    )


def test_every_cell_has_a_kind_and_every_label_its_region(cells):
    found = cells("山   东|1|\n江苏 Jiangsu|—|5*\n370000||nan")
    assert kinds(found) == [["text", "number", ""], ["text", "flag", "marked"], ["number", "", "text"]]
    assert found.regions == [["CN-SD", "", ""], ["CN-JS", "", ""], ["CN-SD", "", ""]]


def test_errors_and_formulas_never_calculated_are_faults(cells, books):
    data = books.workbook([["北京", books.error("#N/A"), books.formula(), books.formula(3)]])
    (grid,) = raw_grids_of_bytes(data, "t.xlsx", Limits())
    assert kinds(cells(grid)) == [["text", "fault", "fault", "number"]]


class TestWriting:
    def test_without_proof_a_point_is_a_point_unless_all_may_be_thousands(self, cells):
        assert cells("1|2.5\n3|4").writing.style == "point"
        doubtful = cells("北京|12.345\n天津|1.250")
        assert (doubtful.writing.style, doubtful.writing.proved) == ("mixed", False)
        assert kinds(doubtful) == [["text", "doubtful"], ["text", "doubtful"]]

    def test_one_cell_proves_it_for_the_file(self, cells):
        found = cells("1.234,5|12.345\n3,25|7")
        assert found.writing.style == "comma"
        assert [found.parsed(0, 0).value, found.parsed(0, 1).value, found.parsed(1, 0).value] == [
            "1234.5",
            "12345",
            "3.25",
        ]

    def test_as_declared(self, cells):
        assert cells("12.345|7", "comma").parsed(0, 0).value == "12345"
        assert cells("12.345|7", "point").parsed(0, 0).value == "12.345"

    def test_two_styles_in_one_file_are_read_in_neither(self, cells):
        found = cells("1.234,5|1,234.5\n12.345|7")
        assert found.writing.style == "mixed"
        assert kinds(found) == [["doubtful", "doubtful"], ["doubtful", "number"]]

    def test_one_odd_number_among_many_makes_only_its_column_doubtful(self, cells):
        rows = "\n".join(f"{number}.5|{number}.25" for number in range(30))
        found = cells(f"{rows}\n1.234,5|7.5\n12.345|12.345")
        assert found.writing.style == "point"
        assert kinds(found)[-2:] == [["text", "number"], ["doubtful", "number"]]

    def test_thousands_in_a_column_of_whole_numbers_are_no_decimals(self, cells):
        found = cells("1.555.834|2,5\n343,110|343,110\n651,5|1,125")
        assert found.writing.style == "comma"
        assert kinds(found)[1] == ["number", "number"]
        whole = cells("1.555.834|2,5\n343,110|343,110\n343.110|1,125")
        assert kinds(whole)[1:] == [["doubtful", "number"], ["number", "number"]]

    def test_thousands_in_both_styles_prove_nothing_of_other_columns(self, cells):
        found = cells("2,5|-24,927\n3,75|43.345")
        assert kinds(found) == [["number", "doubtful"], ["number", "doubtful"]]

    def test_numbers_of_a_workbook_have_no_style(self, cells, books):
        data = books.workbook([["1.234,5", 12.345], ["2,5", 1.25]])
        (grid,) = raw_grids_of_bytes(data, "t.xlsx", Limits())
        found = cells(grid)
        assert found.writing.style == "comma"
        assert found.parsed(0, 1).value == "12.345"


def test_digits_with_spaces_are_like_a_number(cells):
    found = cells("171 465|1'234|B 12|北京")
    assert [found.like_number(0, at) for at in range(4)] == [True, True, False, False]


def test_one_decimal_proves_little_against_many_that_may_be_thousands(cells):
    rows = "\n".join(f"{number}.345|{number}.500" for number in range(1, 30))
    found = cells(f"{rows}\n||777.7")
    assert kinds(found)[0] == ["doubtful", "doubtful", ""]
    assert kinds(found)[-1] == ["", "", "number"]
    assert kinds(cells(f"{rows}\n0.5|7.25"))[0] == ["number", "number"]
