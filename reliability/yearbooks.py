"""Real yearbooks against what is known of them: rows, cells set aside, and every value somebody else typed in.

    python reliability/yearbooks.py --data DIR

DIR holds ``agrimachine``: tables of China Agricultural Machinery Yearbooks as scanned (``raw-*.xlsx``), as protected
workbooks (``raw-*.xls``), and the first tables of 2010–2013 as typed in by others (``2010.xlsx`` …); and ``nbs``: two
tables of the National Bureau of Statistics as downloaded (CSV, GB18030). Exits with 1 when a value differs from the
one known, or is missing, without a finding on its cell; when a file gives other rows than before; when a protected
workbook is not refused as one.
"""

from __future__ import annotations

import argparse
import csv
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from decimal import Decimal
from pathlib import Path

from python_calamine import CalamineWorkbook

from growthpole import observe
from growthpole.errors import SourceError

ROWS = {
    "raw-2010.xlsx": 627, "raw-2010-1.xlsx": 1452, "raw-2010-2.xlsx": 1254, "raw-2010-3.xlsx": 1254,
    "raw-2011.xlsx": 627, "raw-2011-1.xlsx": 1452, "raw-2011-2.xlsx": 1254, "raw-2011-3.xlsx": 1254,
    "raw-2012.xlsx": 623, "raw-2012-1.xlsx": 1385, "raw-2012-2.xlsx": 1434, "raw-2012-3.xlsx": 1040,
    "raw-2013.xlsx": 627, "raw-2013-1.xlsx": 1452, "raw-2013-2.xlsx": 858, "raw-2013-3.xlsx": 726,
    "gdp_by_province.csv": 589, "urban_employment_by_province.csv": 527,
}  # fmt: skip
WIDEST = 200
GRAVE = {"error", "quarantine"}


def letters_index(letters: str) -> int:
    """Column of spreadsheet letters, from 1."""
    at = 0
    for sign in letters:
        at = at * 26 + ord(sign) - 64
    return at


def named_cells(reading: observe.Reading) -> set[tuple[str, int, int]]:
    """Sheet, line and column of each cell that a finding which stops or sets aside speaks of."""
    found = set()
    for finding in reading.findings:
        match = re.fullmatch(r"([A-Z]+)(\d+)(?::([A-Z]+)(\d+))?", finding.cell)
        if match is None or finding.severity not in GRAVE:
            continue
        left, top, right, bottom = match[1], int(match[2]), match[3] or match[1], int(match[4] or match[2])
        if finding.code == "unknown-region":
            right = column_letters(WIDEST)  # a label speaks for its row
        for column in range(letters_index(left), letters_index(right) + 1):
            found |= {(finding.sheet, line, column) for line in range(top, bottom + 1)}
    return found


def unplaced(path: Path, reading: observe.Reading) -> Iterator[str]:
    """Numbers of a workbook, below its first loaded one, that are neither loaded nor named."""
    loaded = set(zip(reading.rows["sheet"], reading.rows["cell"], strict=True))
    named = named_cells(reading)
    book = CalamineWorkbook.from_path(path)
    for sheet in book.sheet_names:
        grid = book.get_sheet_by_name(sheet)
        top = min(reading.rows["line"][reading.rows["sheet"] == sheet], default=1)
        for line, row in enumerate(grid.to_python(skip_empty_area=False), start=1):
            for column, value in enumerate(row, start=1):
                if line < top or not re.fullmatch(r"-?\d+(?:\.\d+)?", str(value).strip()):
                    continue
                letters = column_letters(column)
                year = re.fullmatch(r"(?:19|20)\d\d(?:\.0)?", str(value))
                if (sheet, f"{letters}{line}") not in loaded and (sheet, line, column) not in named and not year:
                    yield f"{sheet}!{letters}{line} = {value}"


def column_letters(column: int) -> str:
    """Spreadsheet letters of a column, from 1."""
    name = ""
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def against_typed(truth: Path, reading: observe.Reading) -> tuple[Counter[str], list[str]]:
    """Values typed in by others against those loaded, by province and the last heading."""
    loaded = {(row.region_label.split(" ")[0], row.header.split(" / ")[-1]): row for row in reading.rows.itertuples()}
    labels = {(row.region_label.split(" ")[0]): row.line for row in reading.rows.itertuples()}
    columns = {row.header.split(" / ")[-1]: re.sub(r"\d", "", row.cell) for row in reading.rows.itertuples()}
    named = {(line, column) for _, line, column in named_cells(reading)}
    done: Counter[str] = Counter()
    wrong = []
    for province, year, heading, value, *_ in CalamineWorkbook.from_path(truth).get_sheet_by_index(0).to_python()[1:]:
        row = loaded.get((province, heading))
        if value == "":
            done["blank"] += row is None
            wrong += [] if row is None else [f"{province} {heading}: nothing is known, {row.value} is read"]
        elif row is None:
            place = (labels.get(province, 0), letters_index(columns.get(heading, "")))
            done["named" if place in named else "missing"] += 1
            wrong += [] if place in named else [f"{province} {heading}: {value} is missing"]
        elif Decimal(row.value) == Decimal(repr(value)) and row.period == year:
            done["equal"] += 1
        else:
            done["different"] += 1
            wrong.append(f"{row.cell} {province} {heading}: {value} ({year}) is known, {row.value} ({row.period}) read")
    return done, wrong


def against_csv(path: Path, reading: observe.Reading) -> tuple[Counter[str], list[str]]:
    """Every cell of a table of provinces by years, parsed here anew."""
    text = path.read_bytes().decode("gb18030")
    lines = list(csv.reader(text.splitlines()))
    head = next(at for at, row in enumerate(lines) if row and row[0] == "地区")
    truth = {
        (row[0], heading[:4]): cell.strip()
        for row in lines[head + 1 :]
        if len(row) == len(lines[head])
        for heading, cell in zip(lines[head][1:], row[1:], strict=True)
        if re.fullmatch(r"-?\d+(?:\.\d+)?", cell.strip())
    }
    loaded = {(row.region_label, row.period): row.value for row in reading.rows.itertuples()}
    wrong = [f"{key}: {truth.get(key)} stands, {loaded.get(key)} is read" for key in truth.keys() | loaded.keys()
             if truth.get(key) != loaded.get(key)]  # fmt: skip
    return Counter(equal=len(truth) - len(wrong), different=len(wrong)), wrong


def read_all(data: Path) -> Iterator[tuple[Path, observe.Reading | SourceError]]:
    """Every raw file as read."""
    for path in sorted([*(data / "agrimachine").glob("raw-*"), *(data / "nbs").glob("*.csv")]):
        try:
            yield path, observe.read(path)
        except SourceError as problem:
            yield path, problem


def problems_of(path: Path, reading: observe.Reading | SourceError) -> Iterable[str]:
    """What is wrong with one file, which is shown on the way."""
    if isinstance(reading, SourceError):
        print(f"{path.name:34} refused: {reading.code}")
        return [] if path.suffix == ".xls" and reading.code == "protected-workbook" else [str(reading)]
    counts, codes = reading.counts, Counter(f"{finding.severity} {finding.code}" for finding in reading.findings)
    print(f"{path.name:34} {len(reading.rows):5} rows, {counts.quarantined:4} cells set aside  {dict(codes)}")
    wrong = [] if counts.holds else ["the cell law does not hold"]
    if len(reading.rows) != ROWS.get(path.name):
        wrong.append(f"{len(reading.rows)} rows, {ROWS.get(path.name)} before")
    truth = path.with_name(path.name.removeprefix("raw-"))
    done: Counter[str] = Counter()
    if path.suffix == ".csv":
        done, found = against_csv(path, reading)
        wrong += found
    else:
        wrong += [f"neither loaded nor named: {cell}" for cell in unplaced(path, reading)]
        if truth != path and truth.exists():
            done, found = against_typed(truth, reading)
            wrong += found
    if done:
        print(f"{'':34} {dict(done)}")
    return wrong


def main() -> int:
    """Read the yearbooks and print what came out."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--data", type=Path, required=True)
    failed = files = 0
    for path, reading in read_all(parser.parse_args().data):
        wrong = list(problems_of(path, reading))
        for each in wrong[:20]:
            print(f"    {each}")
        failed += bool(wrong)
        files += 1
    print(f"{files} files, {failed} with something wrong")
    return int(failed > 0 or files == 0)


if __name__ == "__main__":
    sys.exit(main())
