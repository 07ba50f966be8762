"""Small classifications, tables written as text, and a study of two files."""

import csv
import importlib
import io
from textwrap import dedent
from types import SimpleNamespace

import pandas as pd
import pytest

from growthpole.messages import LANGS
from growthpole.observe.files import sheet_of_bytes
from growthpole.observe.printed.cells import cells_of, writing_of
from growthpole.observe.printed.places import places_of
from growthpole.observe.printed.reading import read_tables
from growthpole.observe.raw_cells import RawGrid, raw_grids_of_bytes
from growthpole.observe.spec import ClassificationSpec, Limits, TidySpec
from growthpole.observe.tidy import read_tidy
from growthpole.tables import Classification

HEADER = "region,indicator,period,value,unit"


def classification(name, rows, aliases=None, **attributes):
    frame = pd.DataFrame(rows, columns=["code", "name_en", "name_zh"], dtype=str).assign(parent="", **attributes)
    return Classification(name, frame, aliases or {})


@pytest.fixture(scope="session")
def known():
    return {
        "region": classification(
            "region",
            [
                ("CN-SD", "Shandong", "山东"),
                ("CN-HB", "Hebei", "河北"),
                ("0011", "Old town", "老城"),
                ("NA", "Namibia", ""),
            ],
            {"370000": "CN-SD"},
        ),
        "activity": classification("activity", [("06.10", "Crude oil", "石油"), ("NO", "None else", "其他")]),
        "indicator": classification(
            "indicator",
            [
                ("gdp", "GDP", "生产总值"),
                ("firms", "Firms", "企业数"),
                ("rate", "Share", "占比"),
                ("place", "Rank", "位次"),
                ("pace", "Growth", "增速"),
                ("net", "Net new firms", "净增"),
                ("loose", "Untold", ""),
            ],
            unit=["1e8 CNY", "firm", "%", "rank", "%", "firm", "1e8 CNY"],
            measure=["level", "count", "share", "rank", "growth", "growth", "level"],
            price_basis=["current", "none", "none", "none", "constant", "none", ""],
        ),
    }


@pytest.fixture
def tidy(known):
    """Read rows below the usual header, or a whole text that has its own."""

    def read(rows="", *, text=None, header=HEADER, spec=None, limits=None, incomplete=frozenset()):
        data = (f"{header}\n{dedent(rows).strip()}\n" if text is None else text).encode()
        sheet = sheet_of_bytes(data, "t.csv", limits or Limits())
        return read_tidy(sheet, spec or TidySpec(file="t.csv"), known, incomplete)

    return read


@pytest.fixture
def found():
    """What a finding must always carry, in both languages, and its code with line, column and value."""

    def of(rows):
        findings = rows.findings
        for finding in findings:
            for lang in LANGS:
                texts = (finding.rule(lang), finding.hint(lang), finding.action(lang))
                assert all(texts), finding
                assert not any("{" in part and "columns = {" not in part for part in texts), texts
            assert finding.rule("en") != finding.rule("zh")
            assert finding.file
        return [(finding.code, finding.line, finding.column, finding.value) for finding in findings]

    return of


@pytest.fixture
def study(tmp_path):
    """A ``sources`` folder with two classifications and one tidy file, which tests may change."""
    folder = tmp_path / "sources"
    folder.mkdir()

    def write(name, text, encoding="utf-8"):
        (folder / name).write_bytes(text.encode(encoding) if isinstance(text, str) else text)
        (folder / f"{name.rsplit('.', 1)[0]}.source.toml").write_text('title = "t"\n', encoding="utf-8")

    write("regions.csv", "code,en,zh,up,other\nCN-SD,Shandong,山东,,370000\n370100,Jinan,济南,CN-SD,\n")
    write("keys.csv", "code,en,unit,measure,price_basis\ngdp,GDP,1e8 CNY,level,current\nfirms,Firms,firm,count,none\n")
    write("values.csv", f"{HEADER}\n山东,gdp,2021,83095.90,亿元\n370100,gdp,2021,11432.2,亿元\n")
    specs = [
        ClassificationSpec(
            file="regions.csv", name="region", code="code", name_en="en", name_zh="zh", aliases=("other",), parent="up"
        ),
        ClassificationSpec(
            file="keys.csv", name="indicator", code="code", name_en="en", attributes=("unit", "measure", "price_basis")
        ),
        TidySpec(file="values.csv"),
    ]
    return SimpleNamespace(folder=folder, write=write, specs=specs)


@pytest.fixture(scope="session")
def grid():
    """Makes the cells of a text file: a line for each row, bars between cells, ``\\n`` for a line end in a cell."""

    def made(text, file="t.csv"):
        rows = [
            [cell.strip().replace("\\n", "\n") for cell in line.split("|")]
            for line in dedent(text).strip("\n").split("\n")
        ]
        width = max(map(len, rows))
        out = io.StringIO()
        csv.writer(out).writerows([*row, *[""] * (width - len(row))] for row in rows)
        (found,) = raw_grids_of_bytes(out.getvalue().encode(), file, Limits())
        return found

    return made


@pytest.fixture(scope="session")
def places():
    """How printed labels become regions without a study."""
    return places_of(None)


@pytest.fixture(scope="session")
def cells(grid, places):
    """Makes cells with their kinds and regions."""

    def made(text, style=None):
        found = text if isinstance(text, RawGrid) else grid(text)
        return cells_of(found, writing_of([found], style), places.resolve)

    return made


@pytest.fixture(scope="session")
def tables(grid, places):
    """Reads printed tables, from text or from the bytes of a workbook, and holds the cell law against them."""

    def read(source, file="t.csv", **options):
        grids = raw_grids_of_bytes(source, file, Limits()) if isinstance(source, bytes) else [grid(source, file)]
        done = read_tables(grids, places, **options)
        assert done.counts.holds
        assert done.counts.read == sum(
            bool(text) or (line, found.left + at) in found.faults
            for found in grids
            for line, row in zip(found.lines, found.rows, strict=True)
            for at, text in enumerate(row)
        )
        assert done.counts.loaded == len(done.rows)
        return done

    return read


@pytest.fixture(scope="session")
def dirty():
    """The maker of dirty files, and their judge."""
    return importlib.import_module("dirty_files")


@pytest.fixture(scope="session")
def dirty_files(dirty):
    """A few hundred dirty files."""
    return [dirty.make(seed) for seed in range(400)]
