"""Which columns are the parts of which total, by their paths of headings; and what is only a part, "of which".

``A / Total`` is claimed to be the sum of ``A / x``, ``A / y`` …, and ``Total / m`` that of ``x / m``, ``y / m`` …
A heading that begins with 其中, # or "of which" is no part of such a sum: it only may not exceed the last
column before it that is its whole.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt

from growthpole.errors import Finding
from growthpole.observe.checks.additivity import adding
from growthpole.observe.checks.part_sums import Claims, Mask
from growthpole.observe.checks.rows import COLUMN, RECORD, Places, PrintedRows, plain, relative, total_of

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["check_of_which", "heading_claims", "parts_of_totals", "wholes_of_headings"]

Path = tuple[str, ...]
_TOTAL: Final = re.compile(r"(?:合计|总计|小计|共计|总数|总额)?(?:(?:grand|sub)?total)?")
_OF_WHICH: Final = re.compile(
    r"\s*(?:[(（]?[0-9一二三四五六七八九十]+[)）.、．]?)?\s*(?:其\s*中|[#＃]|(?:of|in)\s+which\b)", re.IGNORECASE
)
_CHINESE: Final = re.compile(r".*[\u4e00-\u9fff]", re.DOTALL)
_CELL: Final = re.compile(r"([A-Z]+)([0-9]+)")


def _path(header: str) -> Path:
    """Levels of a heading as they are compared: without spaces, signs and case, totals all alike.

    A total is ``∑``, an "of which" begins with ``~``.
    """
    return tuple(map(_level, header.split(" / ")))


def _level(text: str) -> str:
    found = _OF_WHICH.match(text)
    rest = text[found.end() :] if found else text
    rest = unicodedata.normalize("NFKC", rest)
    # Of a bilingual heading the Chinese part is enough; its translation is more often misprinted.
    chinese = _CHINESE.match(rest)
    told = "".join(filter(str.isalnum, chinese[0] if chinese else rest)).casefold()
    if found:
        return f"~{told}"
    return "∑" if told and _TOTAL.fullmatch(told) else told


def _is_of_which(level: str) -> bool:
    return level.startswith("~")


def parts_of_totals(headers: list[str]) -> dict[str, list[str]]:
    """Heading of each total with the headings that add up to it.

    Examples
    --------
    >>> parts_of_totals(["Firms / Total", "Firms / state", "Firms / 其中: large", "Firms / other", "Output"])
    {'Firms / Total': ['Firms / state', 'Firms / other']}
    """
    paths = {_path(header): header for header in reversed(headers)}
    paths = dict(reversed(paths.items()))
    below: dict[Path, list[Path]] = {}
    for path in paths:
        for depth in range(len(path)):
            below.setdefault(path[:depth], [])
            if path[: depth + 1] not in below[path[:depth]]:
                below[path[:depth]].append(path[: depth + 1])
    found: dict[str, list[str]] = {}
    for path, header in paths.items():
        levels = [level for level, segment in enumerate(path) if segment == "∑"]
        if not levels or any(_is_of_which(segment) for segment in path):
            continue
        level = levels[-1]
        siblings = [
            node for node in below[path[:level]] if node[-1] != "∑" and not _is_of_which(node[-1])
        ]  # fmt: skip
        suffix = path[level + 1 :]
        parts = [part for node in siblings for part in _values_of(node, suffix, paths, below)]
        if len(siblings) >= 2 and parts and None not in parts:
            found[header] = [paths[part] for part in parts if part is not None]
    return found


def _values_of(
    node: Path, suffix: Path, paths: dict[Path, str], below: dict[Path, list[Path]]
) -> Iterator[Path | None]:
    """Columns that make up the value of a heading: its own, its total, or those of all headings under it."""
    if node + suffix in paths:
        yield node + suffix
        return
    children = [] if suffix else below.get(node, [])
    totals = [child for child in children if child[-1] == "∑" and child in paths]
    if totals:
        yield totals[0]
        return
    kept = [child for child in children if not _is_of_which(child[-1])]
    if not kept:
        yield None
    for child in kept:
        yield from _values_of(child, (), paths, below)


def wholes_of_headings(headers: list[str]) -> dict[str, str]:
    """For each "of which" heading the last heading before it that is its whole.

    Examples
    --------
    >>> wholes_of_headings(["1. Organisations / staff", "2. 其中: cooperatives / staff", "Output"])
    {'2. 其中: cooperatives / staff': '1. Organisations / staff'}
    """
    paths = [_path(header) for header in headers]
    found: dict[str, str] = {}
    for place, path in enumerate(paths):
        level = next((level for level, segment in enumerate(path) if _is_of_which(segment)), None)
        if level is None:
            continue
        prefix, suffix = path[:level], path[level + 1 :]
        before = [other for other in range(place) if paths[other][:level] == prefix]
        nodes = [paths[other][level] for other in before if len(paths[other]) > level]
        node = next((name for name in reversed(nodes) if not _is_of_which(name)), None)
        # With nothing between them that is no "of which" itself, the heading above is the whole.
        wanted = {prefix} if node is None else {(*prefix, node, *suffix)}
        if node is not None and path[level] == "~":
            wanted |= {(*prefix, node)}
        whole = next((other for other in reversed(before) if paths[other] in wanted and paths[other]), None)
        if whole is not None:
            found[headers[place]] = headers[whole]
    return found


@dataclass(frozen=True, slots=True)
class _Sheet:
    """Headings of one sheet from left to right, and the rows of each by record."""

    headers: list[str]
    table: pd.DataFrame
    """Row of each record (index) and heading (column), −1 for none."""


def _sheets(rows: PrintedRows, *, only: re.Pattern[str]) -> Iterator[_Sheet]:
    """Sheets some heading of which matches; a record is what one region and period say."""
    frame = rows.frame[["table", "header", "cell"]].assign(row=np.arange(len(rows)), record=rows.ids(*RECORD))
    frame = frame[~frame.duplicated(["record", "header"], keep=False)]
    distinct = frame.drop_duplicates(["table", "header"])
    for name in distinct.loc[distinct["header"].str.contains(only), "table"].unique():
        part = frame[frame["table"] == name]
        table = part.pivot(index="record", columns="header", values="row")  # noqa: PD010
        yield _Sheet(_in_order(part), table.fillna(-1).astype(np.int64))


def _in_order(rows: pd.DataFrame) -> list[str]:
    """Headings of a sheet block by block from the top, inside a block from left to right.

    Columns whose lines overlap stand side by side.
    """
    cells: dict[str, list[tuple[int, int]]] = {}
    for header, cell in rows[["header", "cell"]].itertuples(index=False, name=None):
        cells.setdefault(header, []).append(_place(cell))
    spans = {header: (min(lines), max(lines)) for header, lines in _lines(cells).items()}
    block, last = 0, -1
    order: dict[str, tuple[int, int, int]] = {}
    for number, header in enumerate(sorted(cells, key=lambda header: spans[header][0])):
        first, end = spans[header]
        block += first > last >= 0
        last = max(last, end)
        order[header] = (block, min(column for column, _ in cells[header]), number)
    return sorted(order, key=order.__getitem__)


def _lines(cells: dict[str, list[tuple[int, int]]]) -> dict[str, list[int]]:
    return {header: [line for _, line in places] for header, places in cells.items()}


def _place(cell: str) -> tuple[int, int]:
    """Column and line of a cell, both 0 where it is none."""
    found = _CELL.fullmatch(cell)
    number = 0
    for letter in found[1] if found else "":
        number = number * 26 + ord(letter) - 64
    return number, int(found[2]) if found else 0


def heading_claims(rows: PrintedRows) -> Claims | None:
    """Claims that a column headed as a total is the sum of its sibling columns, row by row."""
    kept: list[tuple[Places, npt.NDArray[np.int64], int]] = []
    only = re.compile(r"合\s*计|总\s*计|小\s*计|共\s*计|总\s*数|总\s*额|total", re.IGNORECASE)
    for sheet in _sheets(rows, only=only):
        for header, parts in parts_of_totals(sheet.headers).items():
            total = sheet.table[header].to_numpy()
            table = sheet.table[parts].to_numpy()
            if len(parts) >= 2 and _same_units(rows, total, table):
                kept.append((total, table, len(kept)))
    return _claims(rows, kept) if kept else None


def _same_units(rows: PrintedRows, total: Places, table: npt.NDArray[np.int64]) -> bool:
    """Whether all numbers are in one unit and add up at all."""
    used = np.concatenate([total[:, None], table], axis=1)
    frame = rows.frame.iloc[used[used >= 0]]
    pairs = frame[["header", "unit"]].drop_duplicates().itertuples(index=False, name=None)
    return frame["unit"].nunique() == 1 and all(adding(header, unit) != "no" for header, unit in pairs)


def _claims(rows: PrintedRows, kept: list[tuple[Places, npt.NDArray[np.int64], int]]) -> Claims | None:
    totals, parts, counts, listing, complete = [], [], [], [], []
    for total, table, number in kept:
        known = _known(rows, table)
        claim = _known(rows, total) & (known.sum(axis=1) >= 2)
        totals.append(total[claim])
        parts.append(table[claim][known[claim]])
        counts.append(known[claim].sum(axis=1))
        listing.append(np.full(int(claim.sum()), number, dtype=np.int64))
        complete.append(known[claim].all(axis=1))
    count, found = np.concatenate(counts), np.concatenate(totals)
    if not len(count):
        return None
    heads = rows.frame[["header", "unit"]].iloc[found].itertuples(index=False, name=None)
    return Claims(
        totals=found,
        parts=np.concatenate(parts),
        starts=np.concatenate([[0], np.cumsum(count)[:-1]]).astype(np.int64),
        extra=np.full(len(found), -1, dtype=np.int64),
        listing=np.concatenate(listing),
        declared=np.zeros(len(found), dtype=bool),
        complete=np.concatenate(complete),
        sure=np.array([adding(header, unit) == "yes" for header, unit in heads], dtype=bool),
        naming="header",
    )


def _known(rows: PrintedRows, places: npt.NDArray[np.int64]) -> Mask:
    known: Mask = (places >= 0) & ~np.isnan(rows.numbers[places])
    return known


def check_of_which(rows: PrintedRows) -> list[Finding]:
    """Findings for parts, by column or by row, that exceed their whole."""
    pairs: list[tuple[Places, Places, str]] = []
    for sheet in _sheets(rows, only=re.compile(r"其\s*中|[#＃]|(?:of|in)\s+which", re.IGNORECASE)):
        for part, whole in wholes_of_headings(sheet.headers).items():
            pairs.append((sheet.table[part].to_numpy(), sheet.table[whole].to_numpy(), "header"))
    pairs.append((*_of_which_rows(rows), "region"))
    found = [_exceeding(rows, *pair) for pair in pairs]
    return [finding for findings in found for finding in findings]


def _of_which_rows(rows: PrintedRows) -> tuple[Places, Places]:
    """Rows marked as "of which" with the last row before them, in the same column, that is not."""
    group = rows.ids(*COLUMN)
    order = np.argsort(group, kind="stable")
    inner = rows.frame["role"].to_numpy(dtype=object)[order] == "of-which"
    last = np.maximum.accumulate(np.where(inner, -1, np.arange(len(rows)))) if len(rows) else np.zeros(0, dtype=int)
    part = np.flatnonzero(inner & (last >= 0) & (group[order] == group[order][last]))
    return order[part].astype(np.int64), order[last[part]].astype(np.int64)


def _exceeding(rows: PrintedRows, part: Places, whole: Places, naming: str) -> Iterator[Finding]:
    both = _known(rows, part) & _known(rows, whole)
    part, whole = part[both], whole[both]
    value, other = rows.numbers[part], rows.numbers[whole]
    over = (other >= 0) & (value - other > rows.halves[part] + rows.halves[whole])
    if naming == "header" and 2 * int(over.sum()) > len(part):
        # More often above than below: the heading is no part of the column found for it.
        return
    for row, beside in zip(part[over].tolist(), whole[over].tolist(), strict=True):
        units = {rows.text("unit", place) for place in (row, beside)}
        if len(units) > 1 or adding(rows.text("header", row), units.pop()) == "no":
            continue
        gap = total_of((rows.exact(row), rows.exact(beside).copy_negate()))
        yield rows.finding(
            "part-exceeds-whole",
            row,
            {
                "label": rows.name(row, naming),
                "whole": rows.name(beside, naming),
                "whole_value": plain(rows.exact(beside)),
                "whole_at": rows.where(beside),
                "gap": plain(gap),
                "relative": relative(gap, rows.exact(beside)),
            },
        )
