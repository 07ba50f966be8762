"""Worksheets read like text files, with their cells named; hostile workbooks refused before they are laid out."""

import hashlib
import io
import zipfile
from contextlib import suppress
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from growthpole.errors import DataQuality, LimitExceeded, SourceError
from growthpole.observe import Limits, RegisterSpec, TidySpec, ingest, read
from growthpole.observe.files import sheet_of_bytes
from growthpole.observe.findings import errors_of
from growthpole.observe.keyed import read_register
from growthpole.observe.raw_cells import raw_grids_of_bytes
from growthpole.observe.tidy import read_tidy

HEADER = ["region", "indicator", "period", "value", "unit"]
ROWS = [
    ["CN-SD", "gdp", "2021", 83095.9, "1e8 CNY"],
    ["山东", "firms", 2021, 1242, "firm"],
    ["CN-HB", "gdp", 2021.0, 0.1, "亿元"],
]


def opened(data, limits=None, **options):
    return sheet_of_bytes(data, "t.xlsx", limits or Limits(), **options)


@pytest.fixture
def tidied(books, known):
    """Read the rows of a worksheet below the usual header."""

    def of(rows, header=HEADER, spec=None, **options):
        data = books.workbook({"Data": books.worksheet([header, *rows], **options)})
        return read_tidy(opened(data), spec or TidySpec(file="t.xlsx"), known)

    return of


def places(rows):
    return [(f.code, f.severity, f.sheet, f.cell, f.value) for f in rows.findings]


class TestCells:
    def test_numbers_dates_booleans_and_texts_as_text(self, books):
        day = datetime(2021, 12, 31, 10, 5)  # noqa: DTZ001 - a workbook has no zone
        cells = [1242.0, 0.1, -3, 1e300, True, False, date(2021, 12, 31), day, " 山 东 ", "0011", ""]
        sheet = opened(books.workbook([[f"c{at}" for at in range(len(cells))], cells]))
        assert [column[0] for column in sheet.columns] == [
            *("1242", "0.1", "-3", "1e+300", "true", "false", "2021-12-31", "2021-12-31 10:05:00"),
            *(" 山 东 ", "0011", ""),
        ]

    @given(number=st.floats(allow_nan=False, allow_infinity=False, width=64))
    def test_a_number_keeps_all_its_digits(self, books, number):
        sheet = opened(books.workbook([["a"], [number]]))
        assert float(sheet.columns[0][0]) == number

    def test_numbers_follow_the_decimal_comma_of_the_source(self, books, known):
        data = books.workbook(
            [HEADER, ["CN-SD", "gdp", "2021", 1.234, "1e8 CNY"], ["CN-HB", "gdp", "2021", "1.234,5", "1e8 CNY"]]
        )
        rows = read_tidy(opened(data, style="comma"), TidySpec(file="t.xlsx", style="comma"), known)
        assert rows.frame["value"].tolist() == [1.234, 1234.5]

    def test_the_hash_is_that_of_the_file(self, books):
        data = books.workbook([["a"], [1]])
        sheet = opened(data)
        assert (sheet.sha256, sheet.size) == (hashlib.sha256(data).hexdigest(), len(data))

    def test_shared_texts(self, books):
        shared = f'<sst xmlns="{books.MAIN}"><si><t>a</t></si><si><r><t>1</t></r><r><t>2</t></r></si></sst>'
        rows = [[books.Raw(' t="s"|<v>0</v>')], [books.Raw(' t="s"|<v>1</v>')]]
        sheet = opened(books.workbook(rows, **{"xl/sharedStrings.xml": shared}))
        assert (sheet.header, sheet.columns) == (["a"], [["12"]])

    def test_cells_and_rows_without_an_address_follow_each_other(self, books):
        xml = f'<worksheet xmlns="{books.MAIN}"><sheetData><row><c t="str"><v>a</v></c><c t="str"><v>b</v></c></row>'
        sheet = opened(books.workbook({"S": f"{xml}<row><c/><c><v>2</v></c></row></sheetData></worksheet>"}))
        assert (sheet.header, sheet.columns, list(sheet.lines)) == (["a", "b"], [[""], ["2"]], [2])

    def test_a_number_that_is_none(self, tidied, books, found):
        rows = tidied([["CN-SD", "gdp", "2021", books.Raw(f"|<v>{text}</v>"), "1e8 CNY"] for text in ("1e999", "NaN")])
        assert found(rows) == [("not-a-number", 2, "value", "inf"), ("not-a-number", 3, "value", "nan")]


class TestPlace:
    def test_a_table_that_begins_elsewhere(self, books, known):
        data = books.workbook(
            {"资料": books.worksheet([HEADER, ROWS[0], ["XX", *ROWS[0][1:]]], first_row=7, first_column=26)}
        )
        rows = read_tidy(opened(data), TidySpec(file="t.xlsx"), known)
        assert rows.frame["line"].tolist() == [8]
        assert places(rows) == [("unknown-region", "error", "资料", "AA9", "XX")]
        assert rows.findings[0].place() == "t.xlsx:资料:AA9 [region]"

    def test_the_header_is_the_first_row_with_a_value_and_blank_rows_are_skipped(self, tidied):
        rows = tidied([[None], ROWS[0], ["", " "], [None], ROWS[1]])
        assert rows.frame["line"].tolist() == [3, 6]
        assert (rows.counts.read, rows.counts.loaded, rows.counts.skipped, rows.counts.holds) == (5, 2, 3, True)
        assert rows.findings == []

    def test_columns_without_name_and_values_are_left_out(self, books):
        far = [("F9", books.Raw(' s="1"|')), ("F9", books.Raw(' t="str"|<f>A1</f><v></v>'))]
        data = books.workbook({"S": books.worksheet([["a", None, "b"], ["x", None, 1]], placed=far[:1])})
        sheet = opened(data)
        assert (sheet.header, dict(sheet.grid.letters)) == (["a", "b"], {"a": "A", "b": "C"})
        data = books.workbook({"S": books.worksheet([["a", None, "b"], ["x", None, 1]], placed=far[1:])})
        assert (opened(data).header, opened(data).blanks) == (["a", "b"], 7)

    def test_header_faults_name_the_header_row(self, books, known):
        data = books.workbook({"S": books.worksheet([["region", "region", "unit"], ["a", "b", "c"]], first_row=3)})
        rows = read_tidy(opened(data), TidySpec(file="t.xlsx"), known)
        assert ("repeated-column", "error", "S", "B3", "region") in places(rows)
        assert {f.line for f in rows.findings} == {3}

    def test_reading_names_sheet_and_cell(self, books, tmp_path):
        path = tmp_path / "t.xlsx"
        path.write_bytes(books.workbook({"GDP": books.worksheet([HEADER, *ROWS], first_column=1)}))
        rows = read(path).rows
        assert rows[["value", "sheet", "cell"]].values.tolist() == [
            ["83095.9", "GDP", "E2"],
            ["1242", "GDP", "E3"],
            ["0.1", "GDP", "E4"],
        ]


class TestFaults:
    def test_errors_formulas_and_merged_cells_are_findings_never_values(self, tidied, books):
        rows = tidied(
            [
                ROWS[0],
                ["CN-SD", "firms", "2021", books.error("#DIV/0!"), "firm"],
                ["CN-SD", "place", "2021", books.formula(), "rank"],
                [books.error("#N/A"), "firms", "2020", books.formula(7), "firm"],
                ["CN-HB", "firms", "2021", 5, "firm"],
                [None, "firms", "2020", 6, "firm"],
            ],
            merged=["A6:A7"],
        )
        assert sorted(places(rows)) == [
            ("error-cell", "error", "Data", "A5", "#N/A"),
            ("error-cell", "error", "Data", "D3", "#DIV/0!"),
            ("merged-cells", "error", "Data", "A6", "A6:A7"),
            ("uncalculated-formula", "error", "Data", "D4", ""),
        ]
        assert rows.frame["value"].tolist() == [83095.9]
        assert (rows.counts.loaded, rows.counts.quarantined, rows.counts.holds) == (1, 5, True)

    def test_a_stored_result_is_read_even_an_empty_text(self, tidied, books):
        blank = books.Raw(' t="str"|<f>A1</f><v></v>')
        rows = tidied([[*ROWS[0][:3], books.formula("83095.9"), "1e8 CNY", blank]], [*HEADER, "note"])
        assert (rows.frame["value"].tolist(), rows.findings) == ([83095.9], [])

    def test_a_formula_of_which_a_writer_left_the_value_empty(self, tidied, books):
        rows = tidied([[*ROWS[0][:3], books.Raw("|<f>1+1</f><v></v>"), "1e8 CNY"]])
        assert [code for code, *_ in places(rows)] == ["uncalculated-formula"]

    def test_a_fault_in_a_column_that_is_not_used_is_a_warning(self, tidied, books):
        rows = tidied([[*ROWS[0], books.error("#REF!")]], [*HEADER, "growth"])
        assert places(rows) == [("error-cell", "warn", "Data", "F2", "#REF!")]
        assert len(rows.frame) == 1

    def test_a_merged_title_stands_in_the_way(self, books, known):
        data = books.workbook({"S": books.worksheet([["GDP of the provinces"], HEADER, *ROWS], merged=["A1:E1"])})
        rows = read_tidy(opened(data), TidySpec(file="t.xlsx"), known)
        assert ("merged-cells", "error", "S", "A1", "A1:E1") in places(rows)
        assert rows.frame.empty

    def test_merged_cells_away_from_the_table_do_not_matter(self, tidied):
        assert tidied(ROWS, merged=["G9:H20", "A1", "D2:D2"]).findings == []

    def test_a_date_is_iso_text_and_no_number(self, tidied):
        rows = tidied([["CN-SD", "gdp", date(2021, 12, 31), date(2021, 1, 2), "1e8 CNY"]])
        assert places(rows) == [("not-a-number", "error", "Data", "D2", "2021-01-02")]

    def test_a_code_that_lost_its_zeros(self, tidied):
        rows = tidied([[11, "gdp", "2021", 1, "1e8 CNY"]])
        assert places(rows) == [("lost-leading-zero", "error", "Data", "A2", "11")]
        assert "0011" in rows.findings[0].hint("en")

    def test_a_register(self, books):
        rows = [
            ["code", "size"],
            ["a", 1.5],
            ["b", books.error("#N/A")],
            [None, 3],
            ["c", "many"],
            ["a", 1.5],
            [None, None],
        ]
        sheet = opened(books.workbook({"Firms": rows}))
        keyed = read_register(sheet, RegisterSpec(file="t.xlsx", name="r", key=("code",), numeric=("size",)))
        assert sorted(places(keyed)) == [
            ("blank-key", "error", "Firms", "A4", ""),
            ("duplicate-row", "warn", "Firms", "A6", "a"),
            ("error-cell", "error", "Firms", "B3", "#N/A"),
            ("not-a-number", "error", "Firms", "B5", "many"),
        ]
        assert keyed.counts.holds
        assert keyed.counts.skipped == 1


class TestWhichSheet:
    def test_the_only_one_that_holds_anything(self, books):
        blank = books.worksheet([[books.Raw(' s="1"|')]])
        sheet = opened(books.workbook({"Notes": blank, "Data": [["a"], [1]], "Sheet3": []}))
        assert sheet.grid.sheet == "Data"

    def test_several_are_named(self, books, refused):
        data = books.workbook({"One": [["a"], [1]], "Two": [["a"], [2]]})
        with refused("several-sheets", "'One', 'Two'", kind=SourceError):
            opened(data)
        assert opened(data, sheet="Two").columns == [["2"]]

    def test_one_that_is_not_there(self, books, refused):
        with refused("no-such-sheet", "GDP", "'One'", kind=SourceError):
            opened(books.workbook({"One": [["a"], [1]]}), sheet="GDP")

    def test_none_holds_anything(self, books, refused):
        empty_text = books.worksheet([[""]])
        for sheets in ({"One": []}, {"One": empty_text}):
            with refused("empty-file", kind=SourceError):
                opened(books.workbook(sheets))
        with refused("empty-file", kind=SourceError):
            opened(books.workbook({"One": empty_text}), sheet="One")

    def test_a_text_file_has_no_sheet(self, refused):
        with refused("no-workbook", "GDP", kind=SourceError):
            opened(b"a,b\n1,2\n", sheet="GDP")

    def test_content_decides_not_the_name(self, books):
        assert sheet_of_bytes(b"a,b\n1,2\n", "t.xlsx", Limits()).grid.sheet == ""
        assert sheet_of_bytes(books.workbook([["a"], [1]]), "t.csv", Limits()).grid.sheet == "Sheet1"


def doctype(books):
    return f'<!DOCTYPE x [<!ENTITY a "aaaa">]>{books.worksheet([["a"], [1]])}'


def twice(books):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, text in books.parts_of({"S": [["a"], [1]]}).items():
            archive.writestr(name, text)
        archive.writestr("xl/Workbook.xml", "<workbook/>")
    return out.getvalue()


def locked(books):
    """Every part marked as encrypted."""
    data = bytearray(books.workbook([["a"], [1]]))
    for mark, flag in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(mark)
        while at >= 0:
            data[at + flag] |= 1
            at = data.find(mark, at + 1)
    return bytes(data)


def damaged(books):
    data = bytearray(books.workbook([["a"], list(range(1))]))
    at = data.find(b"xl/worksheets/sheet1.xml") + 30
    data[at] ^= 0xFF
    return bytes(data)


def without(books, part):
    parts = books.parts_of({"S": [["a"], [1]]})
    del parts[part]
    return books.zipped(parts)


SHEET = {
    "cells out of order": '<row r="1"><c r="B1"><v>1</v></c><c r="A1"><v>1</v></c></row>',
    "a cell twice": '<row r="1"><c r="A1"><v>1</v></c><c r="A1"><v>2</v></c></row>',
    "rows out of order": '<row r="2"><c r="A2"><v>1</v></c></row><row r="1"><c r="A1"><v>1</v></c></row>',
    "a cell in another row": '<row r="1"><c r="A2"><v>1</v></c></row>',
    "a row below the last": '<row r="1048577"><c><v>1</v></c></row>',
    "a row that is no number": '<row r="x"><c><v>1</v></c></row>',
    "a column past the last": '<row r="1"><c r="XFE1"><v>1</v></c></row>',
    "no address": '<row r="1"><c r="1A"><v>1</v></c></row>',
    "no such text": '<row r="1"><c r="A1" t="s"><v>7</v></c></row>',
    "text before the first": '<row r="1"><c r="A1" t="s"><v>-1</v></c></row>',
    "no number": '<row r="1"><c r="A1" t="n"><v>abc</v></c></row>',
    "no XML": '<row r="1"><c r="A1">',
}


class TestHostile:
    @pytest.mark.parametrize("made", [doctype], ids=["doctype"])
    def test_sheets_that_are_refused(self, books, refused, made):
        with refused("bad-workbook", "t.xlsx", kind=SourceError):
            opened(books.workbook({"S": made(books)}))

    @pytest.mark.parametrize("rows", SHEET.values(), ids=SHEET)
    def test_cells_that_cannot_be_placed_or_read(self, books, refused, rows):
        xml = f'<worksheet xmlns="{books.MAIN}"><sheetData>{rows}</sheetData></worksheet>'
        with refused("bad-workbook", kind=SourceError):
            opened(books.workbook({"S": xml}))

    @pytest.mark.parametrize(
        "made",
        [
            twice,
            damaged,
            lambda books: without(books, "xl/worksheets/sheet1.xml"),
            lambda books: without(books, "xl/_rels/workbook.xml.rels"),
            lambda books: books.workbook({"S": books.worksheet([["a"]], merged=["A1:ZZZZ9"])}),
        ],
        ids=["twice", "damaged", "sheet missing", "relations missing", "merged"],
    )
    def test_damaged_workbooks(self, books, refused, made):
        with refused("bad-workbook", kind=SourceError):
            opened(made(books))

    def test_protected_workbooks(self, books, refused):
        with refused("protected-workbook", kind=SourceError):
            opened(locked(books))

    def test_broken_styles_do_not_matter(self, books):
        assert opened(books.workbook([["a"], [1]], **{"xl/styles.xml": "<broken"})).columns == [["1"]]
        assert opened(without(books, "xl/styles.xml")).columns == [["1"]]

    def test_pieces_that_are_no_cells_do_not_matter(self, books):
        drawn = books.worksheet([["a"], [1]]).replace("</worksheet>", '<drawing id="rId1"/></worksheet>')
        parts = {"xl/theme/theme1.xml": "<broken", "xl/vbaProject.bin": "x", "xl/drawings/drawing1.xml": "<broken"}
        assert opened(books.workbook({"S": drawn}, **parts)).columns == [["1"]]

    def test_hidden_sheets_are_read_and_said_to_be_hidden(self, books):
        parts = books.parts_of({"S": [["a"]], "T": [["b"]]})
        parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace('sheetId="2"', 'sheetId="2" state="veryHidden"')
        grids = raw_grids_of_bytes(books.zipped(parts), "t.xlsx", Limits())
        assert [(grid.sheet, grid.hidden) for grid in grids] == [("S", False), ("T", True)]

    def test_a_binary_workbook_is_refused(self, books, refused):
        with refused("not-text", "XLSB", kind=SourceError):
            opened(books.zipped({"xl/workbook.bin": ""}))

    def test_too_many_sheets(self, books, refused):
        with refused("too-many-sheets", "2001", kind=LimitExceeded):
            opened(books.workbook({f"S{at}": [["a"]] for at in range(2001)}))

    def test_two_sheets_that_are_one_part(self, books, refused):
        parts = books.parts_of({"S": [["a"]], "T": [["b"]]})
        parts["xl/_rels/workbook.xml.rels"] = parts["xl/_rels/workbook.xml.rels"].replace("sheet2", "sheet1")
        with refused("bad-workbook", "sheet1", kind=SourceError):
            opened(books.zipped(parts))

    @pytest.mark.parametrize(
        "data",
        [b"\xd0\xcf\x11\xe0" + b"\0" * 600, b"PK\x03\x04", b"PK\x05\x06" + b"\0" * 18],
        ids=["xls", "cut", "no parts"],
    )
    def test_other_files(self, refused, data):
        with refused("not-text", "XLSX", kind=SourceError):
            opened(data)

    def test_an_archive_around_a_workbook_is_no_workbook(self, books, refused):
        with refused("not-text", "ZIP", kind=SourceError):
            opened(books.zipped({"inner.xlsx": books.workbook([["a"], [1]])}))

    def test_far_cells_are_refused_before_they_are_laid_out(self, books, refused):
        data = books.workbook({"S": books.worksheet([["a"]], placed=[("XFD1048576", 1)])})
        with refused("too-many-cells", "S", str(16_384 * 1_048_576), kind=LimitExceeded):
            opened(data)
        far = books.Raw(' s="1"|')
        assert opened(books.workbook({"S": books.worksheet([["a"], [1]], placed=[("XFD1048576", far)])})).columns == [
            ["1"]
        ]

    def test_limits_at_the_limit_and_one_past_it(self, books):
        data = books.workbook([["a", "b"], [1, 2], [3, 4]])
        assert opened(data, Limits(max_cells=6, max_rows=2, max_columns=2)).read == 2
        for limits in (Limits(max_cells=5), Limits(max_rows=1), Limits(max_columns=1)):
            with pytest.raises(LimitExceeded):
                opened(data, limits)
        long = books.workbook([["a"], ["x" * 10]])
        assert opened(long, Limits(max_cell_characters=10)).columns == [["x" * 10]]
        with pytest.raises(LimitExceeded) as caught:
            opened(long, Limits(max_cell_characters=9))
        assert (caught.value.code, caught.value.params["line"]) == ("cell-too-long", 2)

    def test_bombs(self, books, refused):
        shared = f'<sst xmlns="{books.MAIN}"><si><t>{"x" * 30_000}</t></si></sst>'
        cells = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 2001))
        xml = f'<worksheet xmlns="{books.MAIN}"><sheetData>{cells}</sheetData></worksheet>'
        many = books.workbook({"S": xml}, **{"xl/sharedStrings.xml": shared})
        with refused("workbook-too-large", kind=LimitExceeded):
            opened(many, Limits(max_unpacked_bytes=2**22))
        large = books.workbook([["a"], [1]], **{"xl/styles.xml": " " * 2**25})
        with refused("workbook-too-large", "16.0", kind=LimitExceeded):
            opened(large)
        with refused("workbook-parts", "10000", kind=LimitExceeded):
            opened(books.workbook([["a"], [1]], **{f"junk/{n}.xml": "" for n in range(10_001)}))

    def test_a_sheet_of_faults(self, books, refused):
        merged = [f"A{n}:B{n}" for n in range(1, 100_002)]
        assert len(opened(books.workbook({"S": books.worksheet([["a", "b"], [1, 2]], merged=merged[:-1])})).faults) == 2
        with refused("too-many-faults", "100000", kind=LimitExceeded):
            opened(books.workbook({"S": books.worksheet([["a", "b"], [1, 2]], merged=merged)}))
        cells = [[books.error("#N/A"), books.formula()] for _ in range(50_001)]
        with refused("too-many-faults", kind=LimitExceeded):
            opened(books.workbook([["a", "b"], *cells]))

    def test_a_part_that_hides_its_size(self, books):
        data = bytearray(books.workbook([["a"], [1]], **{"xl/styles.xml": " " * 2**20}))
        at = data.rfind(b"xl/styles.xml") - 46
        data[at + 24 : at + 28] = (10).to_bytes(4, "little")
        with pytest.raises(SourceError):
            opened(bytes(data))

    @given(place=st.integers(0, 2000), value=st.integers(0, 255))
    def test_any_changed_byte_is_read_or_refused(self, books, place, value):
        data = bytearray(books.workbook([["a", "b"], [1, "x"]]))
        data[place % len(data)] = value
        with suppress(SourceError):
            assert opened(bytes(data)).read <= 1


class TestSameAsText:
    def test_a_table_says_the_same_as_csv_and_as_workbook(self, books, study):
        rows = [
            ["山东", "gdp", 2021, 83095.9, "亿元"],
            ["370100", "gdp", 2021, 11432.2, "亿元"],
            ["370100", "firms", 2021, 7, "firm"],
        ]
        study.write("values.csv", "\n".join(",".join(map(str, row)) for row in [HEADER, *rows]) + "\n")
        text = ingest(study.folder, study.specs)
        study.write("values.xlsx", books.workbook({"Data": [HEADER, *rows], "Notes": [["about"]]}))
        specs = [*study.specs[:-1], TidySpec(file="values.xlsx", sheet="Data")]
        book = ingest(study.folder, specs)
        assert book.observations.frame.equals(text.observations.frame)
        assert text.origins[["line", "column"]].equals(book.origins[["line", "column"]])
        assert text.origins[["sheet", "cell"]].values.tolist() == [["", "D2"], ["", "D3"], ["", "D4"]]
        assert book.origins[["sheet", "cell"]].values.tolist() == [["Data", "D2"], ["Data", "D3"], ["Data", "D4"]]
        assert book.counts["values.xlsx"] == text.counts["values.csv"]

    def test_classifications_too(self, books, study):
        codes = [
            ["code", "en", "zh", "up", "other"],
            ["CN-SD", "Shandong", "山东", "", 370000],
            [370100, "Jinan", "济南", "CN-SD"],
        ]
        before = ingest(study.folder, study.specs)
        study.write("regions.csv", books.workbook(codes))
        after = ingest(study.folder, study.specs)
        assert after.classifications["region"].frame.equals(before.classifications["region"].frame)
        assert after.observations.frame.equals(before.observations.frame)

    def test_clashes_between_sheets_name_both_cells(self, books, study):
        study.write(
            "values.xlsx",
            books.workbook(
                {"A": [HEADER, ["山东", "gdp", 2021, 1, "亿元"]], "B": [HEADER, ["山东", "gdp", 2021, 2, "亿元"]]}
            ),
        )
        specs = [*study.specs[:-1], TidySpec(file="values.xlsx", sheet="A"), TidySpec(file="values.xlsx", sheet="B")]
        with pytest.raises(DataQuality) as caught:
            ingest(study.folder, specs)
        clash = errors_of(caught.value.findings)
        assert [(f.code, f.place()) for f in clash] == [
            ("duplicate-key", "values.xlsx:A:D2 [value]"),
            ("duplicate-key", "values.xlsx:B:D2 [value]"),
        ]
        assert "values.xlsx:B:2" in clash[0].rule("en")

    def test_repeated_codes_name_the_cell(self, books, study):
        codes = [
            ["code", "en", "zh", "up", "other"],
            ["CN-SD", "Shandong", "山东", "", ""],
            ["X", "Shandong", "", "Y", ""],
        ]
        study.write("regions.csv", books.workbook({"R": codes}))
        with pytest.raises(DataQuality) as caught:
            ingest(study.folder, study.specs)
        clash = next(f for f in caught.value.findings if f.code == "ambiguous-label")
        assert (clash.place(), "regions.csv:R:B2" in clash.rule("en")) == ("regions.csv:R:B3 [en]", True)
