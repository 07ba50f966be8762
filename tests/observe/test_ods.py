"""OpenDocument spreadsheets: cells as another reader finds them; repeated cells, passwords and bombs refused."""

import io
from datetime import date, datetime

import pytest
import python_calamine

from growthpole.errors import LimitExceeded, SourceError
from growthpole.observe.files import sheet_of_bytes
from growthpole.observe.frames import printed
from growthpole.observe.raw_cells import raw_grids_of_bytes
from growthpole.observe.spec import Limits


def grids(data, **limits):
    return raw_grids_of_bytes(data, "t.ods", Limits(**limits))


def one(data, **limits):
    (grid,) = grids(data, **limits)
    return grid


MIXED = [
    ["地区", "GDP (亿元)", "note"],
    ["山东", 83095.9, "a\nb"],
    [None, None, None],
    ["0011", -3, date(2021, 12, 31)],
    [True, 1e300, datetime(2021, 12, 31, 10, 5)],  # noqa: DTZ001 - a workbook has no zone
]


def typed(kind, rest, inner=""):
    return f'<table:table-cell office:value-type="{kind}" {rest}>{inner}</table:table-cell>'


class TestCells:
    def test_texts_numbers_days_and_truth(self, ods):
        grid = one(ods.workbook({"2021": MIXED}))
        assert (grid.sheet, grid.lines, grid.blanks) == ("2021", [1, 2, 4, 5], 1)
        assert grid.rows[1:] == [
            ["山东", "83095.9", "a\nb"],
            ["0011", "-3", "2021-12-31"],
            ["true", "1e+300", "2021-12-31 10:05:00"],
        ]
        assert grid.numeric == {(2, 1), (4, 1), (5, 1)}

    def test_another_reader_finds_the_same(self, ods):
        data = ods.workbook({"A": [[None], *([None, *row] for row in MIXED)], "B": [[1.5]]})
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        for grid in grids(data):
            rows = book.get_sheet_by_name(grid.sheet).to_python()
            assert [row for row in ([printed(cell) for cell in row] for row in rows) if any(row)] == grid.rows

    def test_tidy(self, ods):
        sheet = sheet_of_bytes(ods.workbook({"A": MIXED, "B": []}), "t.ods", Limits())
        assert (sheet.header, sheet.blanks, sheet.grid.sheet) == (MIXED[0], 1, "A")

    def test_money_shares_and_times(self, ods):
        rows = [
            [
                ods.Raw(typed("currency", 'office:currency="CNY" office:value="1.5"')),
                ods.Raw(typed("percentage", 'office:value="0.125"')),
                ods.Raw(typed("time", 'office:time-value="PT10H05M03.500S"')),
                ods.Raw(typed("time", 'office:time-value="P1D"')),
            ]
        ]
        assert one(ods.workbook(rows)).rows == [["1.5", "12.5%", "10:05:03.5", "P1D"]]

    def test_spaces_notes_and_marked_up_text(self, ods):
        inner = (
            '<office:annotation><text:p>note</text:p></office:annotation><text:p>山<text:s text:c="3"/>'
            "<text:span>东</text:span><text:tab/>x<text:line-break/>y</text:p>"
        )
        assert one(ods.workbook([[ods.Raw(typed("string", "", inner))]])).rows == [["山   东\tx\ny"]]

    def test_repeated_rows_and_cells_with_values(self, ods):
        cells = ['<table:table-cell table:number-columns-repeated="2"/>']
        cells.append(typed("float", 'office:value="1" table:number-columns-repeated="3"'))
        table = ods.table("S", [["a"], ods.row(cells, ' table:number-rows-repeated="2"'), ["b"]])
        assert one(ods.workbook({"S": table})).rows == [
            ["a", *[""] * 4],
            *[["", "", "1", "1", "1"]] * 2,
            ["b", *[""] * 4],
        ]

    def test_deleted_cells_and_pictures_are_no_cells(self, ods):
        frame = ods.cell("a").replace(
            "</table:table-cell>", "<draw:frame><text:p>x</text:p></draw:frame></table:table-cell>"
        )
        xml = ods.content({"S": ods.table("S", [[ods.Raw(frame)]])}).replace(
            "<office:document-content", '<office:document-content xmlns:draw="d"'
        )
        old = f"<table:tracked-changes>{ods.table('T', [['old']])}</table:tracked-changes>"
        xml = xml.replace("<office:spreadsheet>", f"<office:spreadsheet>{old}")
        assert one(ods.workbook([], **{"content.xml": xml})).rows == [["a"]]


class TestPlaces:
    def test_merged_ranges_and_hidden_sheets(self, ods):
        spanned = ods.cell("t", ' table:number-columns-spanned="3" table:number-rows-spanned="2"')
        first, second = grids(ods.workbook({"A": [[None, ods.Raw(spanned)]], "B": [["b"]]}, hidden={"B"}))
        assert [(area.first, area.left, area.last, area.right, area.name) for area in first.merged] == [
            (1, 1, 2, 3, "B1:D2")
        ]
        assert (first.hidden, second.hidden) == (False, True)

    def test_errors_and_formulas(self, ods):
        error = typed("string", 'office:string-value="" calcext:value-type="error"', "<text:p>#DIV/0!</text:p>")
        shown = typed("string", 'table:formula="of:=1/0"', "<text:p>Err:502</text:p>")
        never = '<table:table-cell table:formula="of:=A1"/>'
        done = typed("float", 'table:formula="of:=A1" office:value="3"')
        grid = one(ods.workbook([["a", *map(ods.Raw, (error, shown, never, done))]]))
        assert grid.rows == [["a", "", "", "", "3"]]
        assert grid.faults == {
            (1, 1): ("error-cell", "#DIV/0!"),
            (1, 2): ("error-cell", "Err:502"),
            (1, 3): ("uncalculated-formula", ""),
        }

    def test_an_error_text_that_nobody_computed_is_a_text(self, ods):
        assert one(ods.workbook([["#N/A"]])).rows == [["#N/A"]]


class TestHostile:
    def test_a_million_blank_rows_are_normal_and_filled_ones_are_not(self, ods, refused):
        bomb = ods.row(
            [typed("float", 'office:value="1" table:number-columns-repeated="16384"')],
            ' table:number-rows-repeated="40000"',
        )
        with refused("too-many-cells", str(16_384 * 40_000), kind=LimitExceeded):
            grids(ods.workbook({"S": f'<table:table table:name="S">{bomb}</table:table>'}))
        assert one(ods.workbook([["a"]])).rows == [["a"]]

    def test_long_texts_repeated(self, ods, refused):
        long = ods.row(
            [ods.cell("x" * 1000, ' table:number-columns-repeated="100"')], ' table:number-rows-repeated="100"'
        )
        with refused("workbook-too-large", kind=LimitExceeded):
            grids(ods.workbook({"S": ods.table("S", [long])}), max_unpacked_bytes=2**20)

    def test_repeated_faults(self, ods, refused):
        cell = '<table:table-cell table:formula="of:=A1" table:number-columns-repeated="1000"/>'
        rows = ods.table("S", [ods.row([cell], ' table:number-rows-repeated="101"')])
        with refused("too-many-faults", kind=LimitExceeded):
            grids(ods.workbook({"S": rows}))

    @pytest.mark.parametrize(
        "cell",
        [
            typed("float", 'office:value="abc"'),
            typed("matrix", ""),
            '<table:table-cell table:number-columns-repeated="16385"/>',
            '<table:table-cell table:number-columns-repeated="-1"/>',
            '<table:table-cell table:number-columns-spanned="٣"/>',
            f'<table:table-cell table:number-columns-repeated="{"9" * 5000}"/>',
        ],
    )
    def test_cells_that_cannot_be_placed_or_read(self, ods, refused, cell):
        with refused("bad-workbook", "S", kind=SourceError):
            grids(ods.workbook({"S": [["a", ods.Raw(cell)]]}))

    def test_too_many_rows_and_a_name_twice(self, ods, refused):
        rows = ods.table("S", [["a"]]) + ods.table("S", [["a"]])
        more = ods.table("S", [ods.row([ods.cell(1)], ' table:number-rows-repeated="1048000"')])
        for table in (rows, more):
            with refused("bad-workbook", "S", kind=SourceError):
                grids(ods.workbook({"S": table}))

    def test_passwords(self, ods, refused):
        manifest = '<m><file-entry full-path="content.xml"><encryption-data/></file-entry></m>'
        for parts in ({"META-INF/manifest.xml": manifest}, {"encrypted-package": "x"}):
            with refused("protected-workbook", kind=SourceError):
                grids(ods.workbook([["a"]], **parts))

    def test_pieces_that_do_not_matter(self, ods):
        parts = {"META-INF/manifest.xml": "<broken", "styles.xml": "<broken", "Thumbnails/thumbnail.png": ""}
        assert one(ods.workbook([["a"]], **parts)).rows == [["a"]]

    def test_entities_depth_and_missing_cells(self, ods, refused):
        entity = f'<!DOCTYPE x [<!ENTITY a "aaaa">]>{ods.content({"S": [["a"]]})}'
        for xml in (entity, "<a>" * 1001 + "</a>" * 1001, "<cut"):
            with refused("bad-workbook", "content.xml", kind=SourceError):
                grids(ods.workbook([], **{"content.xml": xml}))
        with refused("bad-workbook", "content.xml", kind=SourceError):
            grids(ods.zipped({"mimetype": ods.KIND}))
