"""XLS workbooks: cells as another reader finds them; chains in circles, passwords and cut files refused."""

import io
import struct
from contextlib import suppress
from datetime import date, datetime

import pytest
import python_calamine
from hypothesis import given
from hypothesis import strategies as st

from growthpole.errors import LimitExceeded, SourceError
from growthpole.observe.files import sheet_of_bytes
from growthpole.observe.frames import printed
from growthpole.observe.raw_cells import raw_grids_of_bytes
from growthpole.observe.spec import Limits
from growthpole.observe.workbooks.biff_texts import codec_of
from growthpole.observe.workbooks.compound import open_compound


def grids(data, **limits):
    return raw_grids_of_bytes(data, "t.xls", Limits(**limits))


def one(data, **limits):
    (grid,) = grids(data, **limits)
    return grid


MIXED = [
    ["地区", "GDP (亿元)", "note"],
    ["山东", 83095.9, "a\nb"],
    [None, None, None],
    ["0011", -3, date(2021, 12, 31)],
    [True, 1e300, datetime(2021, 12, 31, 10, 5)],  # noqa: DTZ001 - a workbook has no zone
    ["x" * 9000, 0.1, 536_870_911],
]


class TestCells:
    def test_texts_numbers_days_and_truth(self, xls):
        grid = one(xls.workbook({"2021": MIXED}))
        assert (grid.sheet, grid.lines, grid.blanks) == ("2021", [1, 2, 4, 5, 6], 1)
        assert grid.rows[1:4] == [
            ["山东", "83095.9", "a\nb"],
            ["0011", "-3", "2021-12-31"],
            ["true", "1e+300", "2021-12-31 10:05:00"],
        ]
        assert grid.rows[4] == ["x" * 9000, "0.1", "536870911"]
        assert grid.numeric == {(2, 1), (4, 1), (5, 1), (6, 1), (6, 2)}

    def test_another_reader_finds_the_same(self, xls):
        data = xls.workbook({"A": MIXED, "B": [[1.5]]}, first_row=3, first_column=2)
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        for grid in grids(data):
            rows = book.get_sheet_by_name(grid.sheet).to_python()
            assert [row for row in ([printed(cell) for cell in row] for row in rows) if any(row)] == grid.rows

    @given(
        st.lists(
            st.lists(st.text(max_size=30) | st.floats(allow_nan=False, allow_infinity=False), min_size=2, max_size=2),
            min_size=1,
            max_size=8,
        ),
        st.integers(20, 60),
    )
    def test_shared_texts_cut_anywhere(self, xls, rows, cut):
        found = sheet_of_bytes(xls.workbook([["a", "b"], *rows], cut=cut), "t.xls", Limits())
        there = [[printed(cell) for cell in row] for row in rows]
        assert [list(row) for row in zip(*found.columns, strict=True)] == [r for r in there if any(map(str.strip, r))]

    @given(number=st.integers(-(2**29), 2**29 - 1), hundredfold=st.booleans())
    def test_short_numbers(self, xls, number, hundredfold):
        stored = (number << 2 | 2 | hundredfold) & 0xFFFFFFFF
        grid = one(xls.workbook([[xls.Raw(struct.pack("<HHI", 0x027E, 0, stored))]]))
        assert float(grid.rows[0][0]) == (number / 100 if hundredfold else number)

    def test_several_numbers_in_a_record_and_texts_in_place(self, xls):
        many = struct.pack("<HIHIH", 0, 1 << 2 | 2, 1, 44_561 << 2 | 2, 1)
        rows = [[xls.Raw(b"\xbd\0" + many)], [xls.Raw(struct.pack("<HH", 0x0204, 0) + xls.wide("山东"))]]
        assert one(xls.workbook(rows)).rows == [["1", "2021-12-31"], ["山东", ""]]

    def test_days_before_march_1900_times_and_days_from_1904(self, xls):
        rows = [[xls.Raw(struct.pack("<HHd", 0x0203, 1, days))] for days in (1, 59, 61, 0.5)]
        assert one(xls.workbook(rows)).rows == [["1900-01-01"], ["1900-02-28"], ["1900-03-01"], ["12:00:00"]]
        later = xls.workbook(rows[:1], extra=xls.record(0x0022, b"\1\0"))
        assert one(later).rows == [["1904-01-02"]]

    def test_a_workbook_of_1995_in_a_code_page(self, xls):
        name = "年鉴".encode("gbk")
        text = "山东".encode("gbk")
        head = xls.record(0x0809, struct.pack("<4H", 0x0500, 5, 0, 0)) + xls.record(0x0042, struct.pack("<H", 936))
        bound = struct.pack("<HB", 0, 0)
        at = len(head) + 4 + 7 + len(name) + 4
        head += xls.record(0x0085, struct.pack("<I", at) + bound[:2] + bytes([len(name)]) + name) + xls.record(0x000A)
        cell = xls.record(0x0204, struct.pack("<4H", 0, 0, 0, len(text)) + text)
        body = xls.record(0x0809, struct.pack("<4H", 0x0500, 16, 0, 0)) + cell + xls.record(0x000A)
        grid = one(xls.compound({"Book": head + body}))
        assert (grid.sheet, grid.rows) == ("年鉴", [["山东"]])

    def test_code_pages(self):
        assert [codec_of(number) for number in (936, 950, 1252, 10000)] == ["gbk", "cp950", "cp1252", "mac-roman"]
        with pytest.raises(LookupError):
            codec_of(4)

    def test_cells_in_any_order_but_each_once(self, xls):
        texts = {}
        cells = [xls.cell(row, column, f"{row}{column}", texts) for row, column in ((1, 1), (0, 0), (0, 1), (1, 0))]
        sheet = xls.sheet_records([], texts)
        between = sheet[:-4] + b"".join(cells) + sheet[-4:]
        listed = {text: text for text in texts}
        rows = {"S": between, "T": [list(listed)]}
        assert grids(xls.workbook(rows))[0].rows == [["00", "01"], ["10", "11"]]
        twice = sheet[:-4] + cells[0] * 2 + sheet[-4:]
        with pytest.raises(SourceError, match="B2 stands there twice"):
            grids(xls.workbook({"S": twice, "T": [list(listed)]}))


class TestPlaces:
    def test_merged_ranges_and_hidden_sheets(self, xls):
        first, second = grids(xls.workbook({"A": [["a", 1]], "B": [["b"]]}, merged=[(0, 1, 0, 2)], hidden={"B"}))
        assert [(area.first, area.left, area.last, area.right, area.name) for area in first.merged] == [
            (1, 0, 2, 2, "A1:C2")
        ]
        assert (first.hidden, second.hidden) == (False, True)

    def test_a_chart_inside_a_sheet_is_passed_over(self, xls):
        texts = {}
        chart = xls.sheet_records([["chart"]], texts)
        sheet = xls.sheet_records([["a"]], texts)
        assert grids(xls.workbook({"S": sheet[:-4] + chart + sheet[-4:], "T": [list(texts)]}))[0].rows == [["a"]]

    def test_errors_and_formulas(self, xls):
        rows = [
            [xls.error("#DIV/0!"), xls.formula(3.0), xls.formula(text="山东"), xls.formula(0.0, marks=2)],
            [xls.formula(), xls.formula(0.0), xls.formula(7.0, marks=2)],
        ]
        grid = one(xls.workbook(rows))
        assert grid.rows == [["", "3", "山东", ""], ["", "0", "7", ""]]
        assert grid.faults == {(1, 0): ("error-cell", "#DIV/0!"), (1, 3): ("uncalculated-formula", "")}

    def test_formulas_of_which_none_was_calculated(self, xls):
        grid = one(xls.workbook([["a", xls.formula()], ["b", xls.formula()]]))
        assert grid.faults == dict.fromkeys([(1, 1), (2, 1)], ("uncalculated-formula", ""))


class TestHostile:
    def test_chains_in_circles(self, xls, refused):
        data = {"S": [["x" * 8000]]}
        for chains in (lambda table: [0] * len(table), lambda table: [at % 128 + 9999 for at in table]):
            with refused("bad-workbook", "t.xls", kind=SourceError):
                grids(xls.workbook(data, chains=chains))

    def test_a_stated_extent_is_not_believed(self, xls):
        data = xls.workbook([["a"], [1]], extent=(2**32 - 1, 2**16 - 1))
        assert one(data).rows == [["a"], ["1"]]

    def test_passwords(self, xls, refused):
        locked = xls.workbook([["a"]], extra=xls.record(0x002F, b"\0" * 54))
        for data in (locked, xls.compound({"EncryptedPackage": b"x", "EncryptionInfo": b"y"})):
            with refused("protected-workbook", "XLSX", kind=SourceError):
                grids(data)

    def test_another_document(self, xls, refused):
        with refused("not-text", "XLS/DOC", kind=SourceError):
            grids(xls.compound({"WordDocument": b"x" * 5000}))

    @pytest.mark.parametrize("share", [0.05, 0.3, 0.6, 0.9])
    def test_cut_files(self, xls, share):
        data = xls.workbook([["x" * 3000, "山东" * 900], [1, 2]] * 3)
        with pytest.raises(SourceError):
            grids(data[: int(len(data) * share)])

    def test_limits_at_the_limit_and_one_past_it(self, xls):
        data = xls.workbook([["a", "b"], [1, 2], [3, 4]])
        assert len(one(data, max_cells=6, max_rows=2, max_columns=2).rows) == 3
        for limits in ({"max_cells": 5}, {"max_rows": 1}, {"max_columns": 1}, {"max_unpacked_bytes": 1}):
            with pytest.raises(LimitExceeded):
                grids(data, **limits)

    def test_a_far_cell(self, xls, refused):
        texts = {}
        sheet = xls.sheet_records([["a"]], texts)
        far = xls.cell(65_535, 255, 1, texts)
        with refused("too-many-cells", str(65_536 * 256), kind=LimitExceeded):
            grids(xls.workbook({"S": sheet[:-4] + far + sheet[-4:], "T": [["a"]]}))

    def test_many_merged_ranges(self, xls, refused):
        with refused("too-many-faults", kind=LimitExceeded):
            grids(xls.workbook([["a"]], merged=[(0, 1, 0, 1)] * 100_001))

    def test_a_text_that_is_not_there(self, xls, refused):
        with refused("bad-workbook", "names the text 7", kind=SourceError):
            grids(xls.workbook([[xls.Raw(struct.pack("<HHI", 0x00FD, 0, 7))]]))

    @given(place=st.integers(0, 2559), value=st.integers(0, 255))
    def test_any_changed_byte_is_read_or_refused(self, xls, place, value):
        data = bytearray(xls.workbook([["a", "b"], [1, "x"]]))
        data[place % len(data)] = value
        with suppress(SourceError):
            grids(bytes(data))


def test_a_stream_of_exactly_its_sectors(xls):
    data = {"one": b"1" * 4096, "two": b"2" * 5000}
    box = open_compound(xls.compound(data), "t.xls")
    assert [box.stream(name) for name in box.streams] == list(data.values())
