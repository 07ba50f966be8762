"""Hostile workbooks: bombs, chains in circles, names that lie, passwords."""

from __future__ import annotations

import struct
from pathlib import Path

from _hostile_base import LAUGHS, READ, ROW, case, ods, xlsx, zipped
from _makers import ods_writing, workbooks, xls_writing


@case("zip bomb in a sheet (.xlsx)", "workbook-too-large")
def _(_folder: Path, scale: float) -> bytes:
    return xlsx(ROW + " " * (600 * 2**20 if scale >= 1 else 20 * 2**20))


@case("zip bomb in the styles (.xlsx)", "workbook-too-large")
def _(_folder: Path, scale: float) -> bytes:
    return xlsx(ROW, **{"xl/styles.xml": b" " * ((300 if scale >= 1 else 20) * 2**20)})


@case("zip bomb (.ods)", "workbook-too-large")
def _(_folder: Path, scale: float) -> bytes:
    return zipped({"mimetype": ods_writing.KIND, "content.xml": b" " * ((300 if scale >= 1 else 20) * 2**20)})


@case("billion laughs (.xlsx)", "bad-workbook")
def _(_folder: Path, _scale: float) -> bytes:
    return xlsx(ROW.replace(">a<", ">&j;<"), doctype=LAUGHS)


@case("billion laughs (.ods)", "bad-workbook")
def _(_folder: Path, _scale: float) -> bytes:
    return ods(ods_writing.row(["<table:table-cell><text:p>&j;</text:p></table:table-cell>"]), LAUGHS)


@case("external entity (.xlsx)", "bad-workbook")
def _(_folder: Path, _scale: float) -> bytes:
    return xlsx(ROW.replace(">a<", ">&f;<"), doctype='<!DOCTYPE l [<!ENTITY f SYSTEM "file:///etc/hostname">]>')


@case("deep nesting (.xlsx)", "bad-workbook")
def _(_folder: Path, scale: float) -> bytes:
    return xlsx("<a>" * int(3_000_000 * scale))


@case("deep nesting (.ods)", "bad-workbook")
def _(_folder: Path, scale: float) -> bytes:
    return ods("<a>" * int(3_000_000 * scale))


@case("far cell XFD1048576 (.xlsx)", "too-many-cells")
def _(_folder: Path, _scale: float) -> bytes:
    return xlsx(ROW + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')


@case("far cell IV65536 (.xls)", "too-many-cells")
def _(_folder: Path, _scale: float) -> bytes:
    sheet = xls_writing.sheet_records([["a"]], {})
    far = xls_writing.cell(65_535, 255, 1, {})
    return bytes(xls_writing.workbook({"S": sheet[:-4] + far + sheet[-4:], "T": [["a"]]}))


@case("huge shared texts in every cell (.xlsx)", "workbook-too-large")
def _(_folder: Path, scale: float) -> bytes:
    shared = f'<sst xmlns="{workbooks.MAIN}"><si><t>{"x" * 32_000}</t></si></sst>'
    count = max(int(100_000 * scale), 17_000)
    rows = "".join(f'<row r="{at}"><c r="A{at}" t="s"><v>0</v></c></row>' for at in range(1, count))
    return xlsx(rows, **{"xl/sharedStrings.xml": shared})


@case("one huge shared text (.xls)", "cell-too-long")
def _(_folder: Path, _scale: float) -> bytes:
    return bytes(xls_writing.workbook([["x" * 60_000]]))


@case("repeated rows and cells (.ods)", "too-many-cells")
def _(_folder: Path, _scale: float) -> bytes:
    cell = '<table:table-cell office:value-type="float" office:value="1" table:number-columns-repeated="16384"/>'
    return ods(ods_writing.row([cell], ' table:number-rows-repeated="1048576"'))


@case("repeated long texts (.ods)", "workbook-too-large", "too-many-cells")
def _(_folder: Path, _scale: float) -> bytes:
    cell = ods_writing.cell("x" * 30_000, ' table:number-columns-repeated="500"')
    return ods(ods_writing.row([cell], ' table:number-rows-repeated="10000"'))


@case("a million blank rows at the end (.ods)", READ)
def _(_folder: Path, _scale: float) -> bytes:
    return bytes(ods_writing.workbook([["region", "2021"], ["山东", 1]]))


@case("a million merged ranges (.xlsx)", "too-many-faults")
def _(_folder: Path, scale: float) -> bytes:
    count = max(int(1_000_000 * scale), 100_001)
    ranges = "".join(f'<mergeCell ref="A{at}:B{at}"/>' for at in range(1, count + 1))
    return xlsx(ROW, f"<mergeCells>{ranges}</mergeCells>")


@case("half a million merged ranges (.xls)", "too-many-faults")
def _(_folder: Path, scale: float) -> bytes:
    return bytes(xls_writing.workbook([["a"]], merged=[(0, 1, 0, 1)] * max(int(500_000 * scale), 100_001)))


@case("16 thousand sheets (.xlsx)", "workbook-parts", "too-many-sheets")
def _(_folder: Path, scale: float) -> bytes:
    return bytes(workbooks.workbook({f"S{at}": [["a"]] for at in range(16_000 if scale >= 1 else 2_001)}))


@case("16 thousand sheets (.ods)", "too-many-sheets")
def _(_folder: Path, scale: float) -> bytes:
    return bytes(ods_writing.workbook({f"S{at}": [["a"]] for at in range(16_000 if scale >= 1 else 2_001)}))


@case("sheets that are all one part (.xlsx)", "bad-workbook")
def _(_folder: Path, _scale: float) -> bytes:
    parts = workbooks.parts_of({f"S{at}": [["a"]] for at in range(1, 1_000)})
    relations = parts["xl/_rels/workbook.xml.rels"]
    for at in range(2, 1_000):
        relations = relations.replace(f"sheet{at}.xml", "sheet1.xml")
    return zipped({**parts, "xl/_rels/workbook.xml.rels": relations})


@case("chains in a circle (OLE2)", "bad-workbook")
def _(_folder: Path, _scale: float) -> bytes:
    return bytes(xls_writing.workbook({"S": [["x" * 8000]]}, chains=lambda table: [0] * len(table)))


@case("a table of chains in a circle (OLE2)", "bad-workbook")
def _(_folder: Path, _scale: float) -> bytes:
    data = bytearray(xls_writing.workbook({"S": [["x" * 8000]]}))
    data[68:76] = struct.pack("<II", 0, 1)
    data[512 + 508 : 512 + 512] = struct.pack("<I", 0)
    return bytes(data)


@case("a directory in a circle (OLE2)", "bad-workbook")
def _(_folder: Path, _scale: float) -> bytes:
    data = bytearray(xls_writing.compound({"Workbook": b"x" * 5000}))
    at = data.index("Workbook".encode("utf-16-le"))
    data[at + 68 : at + 72] = struct.pack("<I", 1)
    return bytes(data)


@case("cut .xls", "bad-workbook")
def _(_folder: Path, _scale: float) -> bytes:
    return bytes(xls_writing.workbook([["a" * 4000] * 4] * 30)[:5000])


@case("an extent of 2^48 cells (.xls)", READ)
def _(_folder: Path, _scale: float) -> bytes:
    return bytes(xls_writing.workbook([["region", "2021"], ["山东", 1]], extent=(2**32 - 1, 2**16 - 1)))


@case("a password (.xls)", "protected-workbook")
def _(_folder: Path, _scale: float) -> bytes:
    return bytes(xls_writing.workbook([["a"]], extra=xls_writing.record(0x002F, b"\0" * 54)))


@case("a password (encrypted .xlsx)", "protected-workbook")
def _(_folder: Path, _scale: float) -> bytes:
    return bytes(xls_writing.compound({"EncryptedPackage": b"x" * 5000, "EncryptionInfo": b"y"}))


@case("a password (.zip)", "protected-workbook")
def _(_folder: Path, _scale: float) -> bytes:
    data = bytearray(xlsx(ROW))
    for mark, flag in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        at = data.find(mark)
        while at >= 0:
            data[at + flag] |= 1
            at = data.find(mark, at + 1)
    return bytes(data)


@case("paths that climb out (.zip)", READ)
def _(_folder: Path, _scale: float) -> bytes:
    return xlsx(ROW + '<row r="2"><c r="A2"><v>1</v></c></row>', **{"../../../escaped.txt": "x", "/etc/escaped": "x"})


@case("a part listed twice (.zip)", "bad-workbook")
def _(_folder: Path, _scale: float) -> bytes:
    return zipped(workbooks.parts_of({"S": [["a"]]}), twice="xl/workbook.xml")


@case("parts that overlap (.zip)", "workbook-too-large", "bad-workbook")
def _(_folder: Path, scale: float) -> bytes:
    # All parts of the directory point at one that is large when unpacked.
    data = xlsx(ROW, **{f"xl/worksheets/other{at}.xml": "" for at in range(40)})
    big = zipped({"xl/styles.xml": b" " * ((60 if scale >= 1 else 20) * 2**20)})
    start = len(data[: data.index(b"PK\1\2")])
    head = big[: big.index(b"PK\1\2")]
    directory = bytearray(data[start : data.index(b"PK\5\6")])
    size = struct.unpack_from("<3I", big[big.index(b"PK\1\2") :], 16)
    at = directory.find(b"PK\1\2")
    while at >= 0:
        name = struct.unpack_from("<H", directory, at + 28)[0]
        if b"styles" in directory[at + 46 : at + 46 + name]:
            directory[at + 10 : at + 12] = struct.pack("<H", 8)
            directory[at + 16 : at + 28] = struct.pack("<3I", *size)
            directory[at + 42 : at + 46] = struct.pack("<I", start)
        at = directory.find(b"PK\1\2", at + 1)
    end = bytearray(data[data.index(b"PK\5\6") :])
    end[16:20] = struct.pack("<I", start + len(head))
    return data[:start] + head + bytes(directory) + bytes(end)
