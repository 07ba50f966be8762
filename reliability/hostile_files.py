"""Hostile files: each is refused, or read where it does no harm, within a second and little memory.

``python reliability/hostile_files.py``. Bombs, far cells, deep nesting, endless lines, chains in circles,
names that lie, files that are none: each is made in a temporary folder and read by
:func:`growthpole.observe.read` in a process of its own, which is forked when everything is imported. For each the
outcome, the seconds and the resident memory above that of the imports are printed. Exits with 1 when one
is not met as expected, takes more than ``--most-seconds`` or more than ``--most-mb``.

The tests make the same files small (``scale`` below 1) and look at the outcome alone.
"""

from __future__ import annotations

import argparse
import importlib.util
import io
import json
import os
import resource
import select
import signal
import struct
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from growthpole.errors import GrowthpoleError

TESTS = Path(__file__).parent.parent / "tests" / "observe"
READ = "read"
LONGEST = 30.0


def maker(name: str) -> ModuleType:
    """A module beside the tests that writes files."""
    spec = importlib.util.spec_from_file_location(name, TESTS / f"{name}.py")
    if spec is None or spec.loader is None:
        raise RuntimeError(f"no {name}")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


XLSX, XLS, ODS = maker("workbooks"), maker("xls_writing"), maker("ods_writing")


@dataclass(frozen=True)
class Case:
    """A hostile file: how it is made at a scale, what must come of it, and by what it is opened."""

    name: str
    make: Callable[[Path, float], Path | None]
    expected: frozenset[str]
    open: str = "file"


CASES: list[Case] = []


def case(name: str, *expected: str, opened: str = "file") -> Callable[[Any], Any]:
    """Register the maker of a hostile file: it returns bytes, or the path of what it made itself."""

    def register(make: Callable[[Path, float], bytes | Path]) -> Callable[[Path, float], bytes | Path]:
        def write(folder: Path, scale: float) -> Path:
            made = make(folder, scale)
            if isinstance(made, Path):
                return made
            path = folder / {"study": "study.toml", "sidecar": "t.source.toml"}.get(opened, "t.bin")
            path.write_bytes(made)
            return path

        CASES.append(Case(name, write, frozenset(expected), opened))
        return make

    return register


def zipped(parts: dict[str, bytes | str], *, twice: str = "") -> bytes:
    """An archive; ``twice`` names a part that is written again."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
        if twice:
            info = zipfile.ZipInfo(twice.title())
            archive.writestr(info, "x")
    return out.getvalue()


def xlsx(rows: str = "", after: str = "", doctype: str = "", **parts: str | bytes) -> bytes:
    """A workbook of one sheet from the XML of its rows."""
    sheet = f'{doctype}<worksheet xmlns="{XLSX.MAIN}"><sheetData>{rows}</sheetData>{after}</worksheet>'
    return zipped({**XLSX.parts_of({"S": sheet}), **parts})


def ods(rows: str, doctype: str = "") -> bytes:
    """A spreadsheet of one table from the XML of its rows."""
    table = f'<table:table table:name="S">{rows}</table:table>'
    return bytes(ODS.workbook({}, **{"content.xml": doctype + ODS.content({"S": table})}))


ROW = '<row r="1"><c r="A1" t="str"><v>a</v></c></row>'
LAUGHS = (
    '<!DOCTYPE l [<!ENTITY a "lol">'
    + "".join(f'<!ENTITY {chr(98 + at)} "{f"&{chr(97 + at)};" * 10}">' for at in range(9))
    + "]>"
)


@case("zip bomb in a sheet (.xlsx)", "workbook-too-large")
def _(_folder: Path, scale: float) -> bytes:
    return xlsx(ROW + " " * (600 * 2**20 if scale >= 1 else 20 * 2**20))


@case("zip bomb in the styles (.xlsx)", "workbook-too-large")
def _(_folder: Path, scale: float) -> bytes:
    return xlsx(ROW, **{"xl/styles.xml": b" " * ((300 if scale >= 1 else 20) * 2**20)})


@case("zip bomb (.ods)", "workbook-too-large")
def _(_folder: Path, scale: float) -> bytes:
    return zipped({"mimetype": ODS.KIND, "content.xml": b" " * ((300 if scale >= 1 else 20) * 2**20)})


@case("billion laughs (.xlsx)", "bad-workbook")
def _(_folder: Path, _scale: float) -> bytes:
    return xlsx(ROW.replace(">a<", ">&j;<"), doctype=LAUGHS)


@case("billion laughs (.ods)", "bad-workbook")
def _(_folder: Path, _scale: float) -> bytes:
    return ods(ODS.row(["<table:table-cell><text:p>&j;</text:p></table:table-cell>"]), LAUGHS)


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
    sheet = XLS.sheet_records([["a"]], {})
    far = XLS.cell(65_535, 255, 1, {})
    return bytes(XLS.workbook({"S": sheet[:-4] + far + sheet[-4:], "T": [["a"]]}))


@case("huge shared texts in every cell (.xlsx)", "workbook-too-large")
def _(_folder: Path, scale: float) -> bytes:
    shared = f'<sst xmlns="{XLSX.MAIN}"><si><t>{"x" * 32_000}</t></si></sst>'
    count = max(int(100_000 * scale), 17_000)
    rows = "".join(f'<row r="{at}"><c r="A{at}" t="s"><v>0</v></c></row>' for at in range(1, count))
    return xlsx(rows, **{"xl/sharedStrings.xml": shared})


@case("one huge shared text (.xls)", "cell-too-long")
def _(_folder: Path, _scale: float) -> bytes:
    return bytes(XLS.workbook([["x" * 60_000]]))


@case("repeated rows and cells (.ods)", "too-many-cells")
def _(_folder: Path, _scale: float) -> bytes:
    cell = '<table:table-cell office:value-type="float" office:value="1" table:number-columns-repeated="16384"/>'
    return ods(ODS.row([cell], ' table:number-rows-repeated="1048576"'))


@case("repeated long texts (.ods)", "workbook-too-large", "too-many-cells")
def _(_folder: Path, _scale: float) -> bytes:
    cell = ODS.cell("x" * 30_000, ' table:number-columns-repeated="500"')
    return ods(ODS.row([cell], ' table:number-rows-repeated="10000"'))


@case("a million blank rows at the end (.ods)", READ)
def _(_folder: Path, _scale: float) -> bytes:
    return bytes(ODS.workbook([["region", "2021"], ["山东", 1]]))


@case("a million merged ranges (.xlsx)", "too-many-faults")
def _(_folder: Path, scale: float) -> bytes:
    count = max(int(1_000_000 * scale), 100_001)
    ranges = "".join(f'<mergeCell ref="A{at}:B{at}"/>' for at in range(1, count + 1))
    return xlsx(ROW, f"<mergeCells>{ranges}</mergeCells>")


@case("half a million merged ranges (.xls)", "too-many-faults")
def _(_folder: Path, scale: float) -> bytes:
    return bytes(XLS.workbook([["a"]], merged=[(0, 1, 0, 1)] * max(int(500_000 * scale), 100_001)))


@case("nested JSON", "nested-too-deeply", opened="sdmx")
def _(_folder: Path, scale: float) -> bytes:
    return b'{"dataSets": ' + b"[" * int(1_900_000 * scale)


@case("JSON of millions of objects", "too-many-rows", opened="sdmx")
def _(_folder: Path, _scale: float) -> bytes:
    return b'{"dataSets": [' + b"{}," * 5_000_000 + b"{}]}"


@case("nested TOML (study.toml)", "bad-toml", opened="study")
def _(_folder: Path, scale: float) -> bytes:
    return b"a = " + b"[" * int(900_000 * scale)


@case("a long dotted key (study.toml)", "bad-toml", opened="study")
def _(_folder: Path, scale: float) -> bytes:
    return b".".join([b"a"] * int(400_000 * scale)) + b" = 1\n"


@case("long dotted keys in a table (sidecar)", "bad-toml", opened="sidecar")
def _(_folder: Path, scale: float) -> bytes:
    return b"[" + b" . ".join([b'"a"'] * int(150_000 * scale)) + b"]\n"


@case("a study.toml of 2 GB", "bad-toml", opened="study")
def _(folder: Path, scale: float) -> Path:
    return sparse(folder / "study.toml", scale)


@case("nested TOML (sidecar)", "bad-toml", opened="sidecar")
def _(_folder: Path, scale: float) -> bytes:
    return b"a = " + b"{a=" * int(300_000 * scale)


@case("a sidecar of 2 GB", "file-too-large", "bad-toml", opened="sidecar")
def _(folder: Path, scale: float) -> Path:
    return sparse(folder / "t.source.toml", scale)


@case("a CSV of 2 GB", "file-too-large")
def _(folder: Path, scale: float) -> Path:
    return sparse(folder / "t.csv", scale)


def sparse(path: Path, scale: float) -> Path:
    """A file that takes no room on the disk."""
    path.touch()
    os.truncate(path, 2**31 if scale >= 1 else 2**28)
    return path


@case("200 MB in one line", "file-too-large")
def _(folder: Path, scale: float) -> Path:
    path = folder / "t.csv"
    with path.open("wb") as stream:
        for _ in range(200 if scale >= 1 else 65):
            stream.write(b"x" * 2**20)
    return path


@case("60 MB in one line", "line-too-long")
def _(_folder: Path, scale: float) -> bytes:
    return b"x" * int(60 * 2**20 * max(scale, 0.1))


@case("60 MB in one line of a letter of four bytes", "line-too-long")
def _(_folder: Path, scale: float) -> bytes:
    return "𐀀".encode() * int(15 * 2**20 * max(scale, 0.3))


@case("60 MB behind a quotation mark that is not closed", "cell-too-long")
def _(_folder: Path, scale: float) -> bytes:
    return b'region,2021\n"' + b"a,b,c,d\n" * int(7_500_000 * scale)


@case("60 MB of NUL characters", "nul-character")
def _(_folder: Path, scale: float) -> bytes:
    return b"a,b\n" + b"\0" * int(60 * 2**20 * scale)


@case("a million columns (.csv)", "too-many-columns")
def _(_folder: Path, scale: float) -> bytes:
    return b"a," * max(int(1_000_000 * scale), 16_385) + b"a\n1\n"


@case("one wide row among many (.csv)", "too-many-cells")
def _(_folder: Path, _scale: float) -> bytes:
    return b"a," * 16_000 + b"a\n" + b"b,1\n" * 100_000


@case("16 thousand sheets (.xlsx)", "workbook-parts", "too-many-sheets")
def _(_folder: Path, scale: float) -> bytes:
    return bytes(XLSX.workbook({f"S{at}": [["a"]] for at in range(16_000 if scale >= 1 else 2_001)}))


@case("16 thousand sheets (.ods)", "too-many-sheets")
def _(_folder: Path, scale: float) -> bytes:
    return bytes(ODS.workbook({f"S{at}": [["a"]] for at in range(16_000 if scale >= 1 else 2_001)}))


@case("sheets that are all one part (.xlsx)", "bad-workbook")
def _(_folder: Path, _scale: float) -> bytes:
    parts = XLSX.parts_of({f"S{at}": [["a"]] for at in range(1, 1_000)})
    relations = parts["xl/_rels/workbook.xml.rels"]
    for at in range(2, 1_000):
        relations = relations.replace(f"sheet{at}.xml", "sheet1.xml")
    return zipped({**parts, "xl/_rels/workbook.xml.rels": relations})


@case("chains in a circle (OLE2)", "bad-workbook")
def _(_folder: Path, _scale: float) -> bytes:
    return bytes(XLS.workbook({"S": [["x" * 8000]]}, chains=lambda table: [0] * len(table)))


@case("a table of chains in a circle (OLE2)", "bad-workbook")
def _(_folder: Path, _scale: float) -> bytes:
    data = bytearray(XLS.workbook({"S": [["x" * 8000]]}))
    data[68:76] = struct.pack("<II", 0, 1)
    data[512 + 508 : 512 + 512] = struct.pack("<I", 0)
    return bytes(data)


@case("a directory in a circle (OLE2)", "bad-workbook")
def _(_folder: Path, _scale: float) -> bytes:
    data = bytearray(XLS.compound({"Workbook": b"x" * 5000}))
    at = data.index("Workbook".encode("utf-16-le"))
    data[at + 68 : at + 72] = struct.pack("<I", 1)
    return bytes(data)


@case("cut .xls", "bad-workbook")
def _(_folder: Path, _scale: float) -> bytes:
    return bytes(XLS.workbook([["a" * 4000] * 4] * 30)[:5000])


@case("an extent of 2^48 cells (.xls)", READ)
def _(_folder: Path, _scale: float) -> bytes:
    return bytes(XLS.workbook([["region", "2021"], ["山东", 1]], extent=(2**32 - 1, 2**16 - 1)))


@case("a password (.xls)", "protected-workbook")
def _(_folder: Path, _scale: float) -> bytes:
    return bytes(XLS.workbook([["a"]], extra=XLS.record(0x002F, b"\0" * 54)))


@case("a password (encrypted .xlsx)", "protected-workbook")
def _(_folder: Path, _scale: float) -> bytes:
    return bytes(XLS.compound({"EncryptedPackage": b"x" * 5000, "EncryptionInfo": b"y"}))


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
    return zipped(XLSX.parts_of({"S": [["a"]]}), twice="xl/workbook.xml")


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


@case("a folder", "not-a-file")
def _(folder: Path, _scale: float) -> Path:
    return folder


@case("a pipe", "not-a-file")
def _(folder: Path, _scale: float) -> Path:
    os.mkfifo(folder / "t.csv")
    return folder / "t.csv"


@case("a device", "not-a-file")
def _(_folder: Path, _scale: float) -> Path:
    return Path("/dev/zero")


@case("a link to a device", "not-a-file")
def _(folder: Path, _scale: float) -> Path:
    (folder / "t.csv").symlink_to("/dev/zero")
    return folder / "t.csv"


@case("a link in a circle", "missing-file", "unreadable-file", "not-a-file")
def _(folder: Path, _scale: float) -> Path:
    (folder / "t.csv").symlink_to(folder / "t.csv")
    return folder / "t.csv"


@case("a web page as .xls", "not-text")
def _(_folder: Path, _scale: float) -> bytes:
    return b"<html><table><tr><td>1</td></tr></table></html>"


@case("a name of HTML", READ)
def _(folder: Path, _scale: float) -> Path:
    path = folder / "<img src=x onerror=alert(1)>.csv"
    path.write_text("region,indicator,period,value,unit\nDE,gdp,2021,1,1e6 EUR\n", encoding="utf-8")
    return path


@case("formulas as names", READ)
def _(_folder: Path, _scale: float) -> bytes:
    names = ('=HYPERLINK(""http://x"")', "+1", "-1", "@x", "\t=1", "＝1")
    rows = "".join(f'"{name}",gdp,2021,1,1e6 EUR\n' for name in names)
    return f"region,indicator,period,value,unit\n{rows}".encode()


def open_it(made: Path, kind: str) -> str:
    """What comes of reading a file: the code of an error, or ``read``."""
    from growthpole.observe import Limits, read

    try:
        if kind == "study":
            from growthpole.study.case import load_case

            load_case(made.parent)
        elif kind == "sidecar":
            return _sidecar(made)
        elif kind == "sdmx":
            from growthpole.observe.files import read_bytes
            from growthpole.observe.sdmx import read_sdmx

            read_sdmx(read_bytes(made, Limits()), made.name, Limits())
        else:
            read(made)
    except GrowthpoleError as problem:
        if not (problem.message("en") and problem.message("zh")):
            return f"{problem.code} without a text"
        return problem.code
    return READ


def _sidecar(made: Path) -> str:
    from growthpole.observe import Limits
    from growthpole.observe.files import sheet_of_bytes
    from growthpole.observe.sidecar import describe_source

    sheet = sheet_of_bytes(b"a,b\n1,2\n", "t.csv", Limits())
    findings = describe_source(made.with_name("t.csv"), sheet, Limits())[1]
    return findings[0].code if findings else READ


def measured(one: Case, folder: Path) -> dict[str, Any]:
    """Make a file in one process, read it in another, and say what came of it."""
    path = Path(_forked(lambda: {"made": str(one.make(folder, 1.0))})["made"])

    def look() -> dict[str, Any]:
        before, start = _peak(), time.perf_counter()
        outcome = open_it(path, one.open)
        return {"outcome": outcome, "seconds": time.perf_counter() - start, "mb": _peak() - before}

    return {"outcome": "died", "seconds": 0.0, "mb": 0.0, **_forked(look)}


def _forked(work: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """Result of work in a process of its own; ``died`` when it gives none."""
    ends = os.pipe()
    child = os.fork()
    if not child:
        try:
            told = work()
        except BaseException as problem:  # noqa: BLE001 - whatever goes wrong is the outcome
            told = {"outcome": f"{type(problem).__name__}: {problem}"[:100], "died": True}
            sys.stderr.write(f"{told['outcome']}\n")
        os.write(ends[1], json.dumps(told).encode())
        os._exit(0)
    os.close(ends[1])
    with os.fdopen(ends[0], "rb") as stream:
        ready, _, _ = select.select([stream], [], [], LONGEST)
        if not ready:
            os.kill(child, signal.SIGKILL)
        told = json.loads(stream.read() or json.dumps({"died": True, "seconds": 0.0 if ready else LONGEST}))
    os.waitpid(child, 0)
    return dict(told)


def _peak() -> float:
    """Largest resident memory of this process, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--most-seconds", type=float, default=1.0)
    parser.add_argument("--most-mb", type=float, default=300.0)
    parser.add_argument("--only", default="", help="part of the names to run")
    options = parser.parse_args()
    failed = 0
    for kind in ("study", "sdmx", "sidecar", "file"):
        # Everything is imported once, by sound files.
        with tempfile.TemporaryDirectory() as place:
            path = Path(place) / "t.csv"
            path.write_text("region,2021\n山东,1\n", encoding="utf-8")
            open_it(path, kind)
    for data in (XLSX.workbook([["a", 1]]), XLS.workbook([["a", 1]]), ODS.workbook([["a", 1]])):
        with tempfile.TemporaryDirectory() as place:
            path = Path(place) / "t.bin"
            path.write_bytes(data)
            open_it(path, "file")
    for one in (one for one in CASES if options.only in one.name):
        with tempfile.TemporaryDirectory(prefix="growthpole-hostile-") as place:
            told = measured(one, Path(place))
        good = (
            told["outcome"] in one.expected
            and told["seconds"] <= options.most_seconds
            and told["mb"] <= options.most_mb
        )
        failed += not good
        figures = f"{told['seconds']:7.3f} s {told['mb']:6.0f} MB"
        sys.stdout.write(f"{'ok  ' if good else 'FAIL'} {one.name:52} {told['outcome']:22} {figures}\n")
        sys.stdout.flush()
    sys.stdout.write(f"{failed} of {len(CASES)} not met as expected\n")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
