"""What the label cells of a row say: region, further labels, a year, a unit, its role among the rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from growthpole.observe.printed.blocks import Block
from growthpole.observe.printed.cells import BLANK, Cells
from growthpole.observe.printed.parts_of_years import Part, part_in
from growthpole.observe.printed.rows import only_unit
from growthpole.observe.printed.sections import is_year_line
from growthpole.observe.printed.units import PrintedUnit, unit_in
from growthpole.observe.printed.words import (
    is_of_which,
    is_region_heading,
    is_total,
    is_unit_heading,
    is_unit_line,
    periods_in,
    squeezed,
    year_of,
)

__all__ = ["LabelColumns", "RowLabels", "label_columns", "labels_of_row"]


@dataclass(frozen=True, slots=True)
class LabelColumns:
    """Label columns of a block by what they hold."""

    regions: tuple[int, ...]
    units: tuple[int, ...]
    others: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class RowLabels:
    """Labels of a row.

    Attributes
    ----------
    region, printed, label : str
        Region code, the label as printed, and the sections it stands in with all further labels, joined.
    period : str
        A year among the labels, or that of a section.
    unit : PrintedUnit or None
        A unit among the labels, or that of a section.
    role : {"", "total", "of-which"}
        Whether the row is a total of others or a part of one.
    problem : str
        Code of what is wrong: ``unknown-region``, ``table-label-clash``, ``table-blank-label`` or
        ``table-period-clash``.
    column : int
        Column of the label that is wrong, or not known beside one that is.
    unread : bool
        Whether one of two labels is not known.
    part : Part or None
        Part of a year among the labels.
    all_regions : bool
        Whether the row is a total over regions, and so none of them.
    """

    region: str = ""
    printed: str = ""
    label: str = ""
    period: str = ""
    unit: PrintedUnit | None = None
    role: str = ""
    problem: str = ""
    column: int = -1
    unread: bool = False
    part: Part | None = None
    all_regions: bool = False


def label_columns(cells: Cells, block: Block) -> LabelColumns:
    """Which label columns of a block name regions, and which units."""
    regions, units, others = [], [], []
    for column in block.strip.labels:
        held = [
            row for row in block.body if cells.kinds[row, column] != BLANK and not is_total(cells.text(row, column))
        ]
        named = [cells.regions[row][column] for row in held if cells.regions[row][column]]
        headings = [cells.text(row, column) for row in block.header]
        if len(named) * 2 > len(held) or len(set(named)) > 1 or (named and any(map(is_region_heading, headings))):
            regions.append(column)
        elif any(map(is_unit_heading, headings)):
            units.append(column)
        else:
            others.append(column)
    return LabelColumns(tuple(regions), tuple(units), tuple(others))


def labels_of_row(
    cells: Cells, block: Block, columns: LabelColumns, row: int, above: Callable[[int, int], str]
) -> RowLabels:
    """Labels of one row of the body.

    ``above`` gives the text of a cell, or of the merged range it stands in.
    """
    found = _labels_of_row(cells, block, columns, row, above)
    texts = [squeezed(above(row, column)) for column in columns.others]
    part = next((part for text in texts if (part := part_in(text)) is not None), None)
    total = bool(columns.regions) and found.role == "total"
    return replace(found, part=None if "-" in found.period else part, all_regions=total and not found.region)


def _labels_of_row(
    cells: Cells, block: Block, columns: LabelColumns, row: int, above: Callable[[int, int], str]
) -> RowLabels:
    further = [text for column in columns.others if (text := squeezed(above(row, column)))]
    sections = block.levels.get(row, ())
    own = " / ".join(further)
    label = " / ".join([*(text for text in sections if not is_unit_line(text) and not only_unit(text)), *further])
    years = [cells.grid.rows[row][column] for column in block.strip.years if cells.kinds[row, column] != BLANK]
    period, clash = _period(years, further, sections)
    unit = next((found for column in columns.units if (found := unit_in(f"({cells.text(row, column)})"))), None)
    unit = unit or next((found for text in (*further, *reversed(sections)) if (found := unit_in(text))), None)
    role = _role([above(row, column) for column in (*columns.regions, *columns.others)])
    wrong_period = "table-period-clash" if clash else ""
    at = next((c for c in (*block.strip.labels, *block.strip.years) if cells.kinds[row, c] != BLANK), -1)
    if not columns.regions:
        return RowLabels("", own, label, period, unit, role, wrong_period, at if clash else -1)
    texts = {column: text for column in columns.regions if (text := above(row, column))}
    printed = squeezed(" ".join(texts.values()))
    codes = {column: cells.regions[row][column] or _merged_region(cells, row, column, texts) for column in texts}
    known = {code for code in codes.values() if code}
    wrong = next((column for column, code in codes.items() if not code), -1)
    if not texts:
        return RowLabels("", "", label, period, unit, role, "table-blank-label", columns.regions[0])
    if len(known) > 1:
        return RowLabels("", printed, label, period, unit, role, "table-label-clash", columns.regions[0])
    if clash:
        return RowLabels("", printed, label, period, unit, role, wrong_period, at)
    if not known:
        problem = "" if role == "total" else "unknown-region"
        return RowLabels("", printed, label, period, unit, role, problem, wrong)
    return RowLabels(known.pop(), printed, label, period, unit, role, "", wrong, wrong >= 0)


def _period(years: Sequence[str], further: Sequence[str], sections: Sequence[str]) -> tuple[str, bool]:
    """Period of a row, and whether its labels and the sections it stands in contradict each other."""
    alone = next((year for text in (*years, *further) if (year := year_of(text))), "")
    named = {found for text in further for found in periods_in(text)}
    own = alone or (named.pop() if len(named) == 1 else "")
    lines = {found for text in sections if is_year_line(text) for found in periods_in(text)}
    told = next((found[0] for text in reversed(sections) if len(found := periods_in(text)) == 1), "")
    if len(lines) > 1:
        return "", True
    if lines:
        told = lines.pop()
    elif alone:
        told = ""  # a section such as "prices of 2015" yields to a year that stands alone
    return own or told, bool(own and told and not own.startswith(told))


def _role(texts: list[str]) -> str:
    if any(is_of_which(text) for text in texts):
        return "of-which"
    return "total" if any(is_total(text) for text in texts if text) else ""


def _merged_region(cells: Cells, row: int, column: int, texts: dict[int, str]) -> str:
    """Region of the merged range that a blank label cell stands in."""
    if cells.grid.rows[row][column]:
        return ""
    for at in range(row - 1, -1, -1):
        if cells.grid.rows[at][column] == texts[column]:
            return cells.regions[at][column]
    return ""
