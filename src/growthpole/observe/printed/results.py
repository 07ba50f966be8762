"""What the tables of a file come to: values in a frame, findings, the mapping, the cell law."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from growthpole.observe.findings import Counts
from growthpole.observe.printed.blocks import Block
from growthpole.observe.printed.cells import Writing
from growthpole.observe.printed.facts import Facts
from growthpole.observe.printed.notes import TableNotes
from growthpole.observe.printed.values import Row, Values

if TYPE_CHECKING:
    import pandas as pd

    from growthpole.errors import Finding

__all__ = ["ROWS", "TableReading", "frame_of", "note_facts", "note_flags"]

ROWS: Final = (
    *("region", "region_label", "label", "header", "period", "value", "raw", "unit", "unit_key", "flag", "reason"),
    *("role", "line", "cell", "block", "file", "sheet"),
)


@dataclass(frozen=True, slots=True)
class TableReading:
    """What the tables of a file hold.

    Attributes
    ----------
    rows : DataFrame
        One row for each value, columns :data:`ROWS`.
    flagged : DataFrame
        The same for each cell that holds a flag instead of a number, with the ``reason``.
    findings : tuple of Finding
        Everything doubtful.
    mapping : dict
        Each block, by sheet and range, with its title, period, unit, label columns and the tree of its headings.
    counts : Counts
        The cell law.
    writing : Writing
        How the file writes numbers.
    """

    rows: pd.DataFrame
    flagged: pd.DataFrame
    findings: tuple[Finding, ...]
    mapping: dict[str, Any]
    counts: Counts
    writing: Writing


def note_facts(block: Block, facts: Facts, done: Values, name: str, notes: TableNotes) -> None:
    """Say what a block does not tell of its values, or tells in another place."""
    row = (block.body or block.strays or block.rows)[0]
    without = [each for each in done.rows if not each.unit]
    if without and len(without) == len(done.rows):
        notes.sheet("table-no-unit", "warn", row, value=name)
    elif without:
        params = {"count": str(len(without)), "header": without[0].header, "first": without[0].cell}
        notes.sheet("table-part-no-unit", "warn", row, value=name, **params)
    undated = next((each for each in done.rows if not each.period), None)
    if undated is not None:
        notes.sheet("table-no-period", "warn", row, value=name, header=undated.header)
    elif facts.borrowed:
        notes.sheet("table-period-beside", "warn", row, value=name, period=facts.period)
    if facts.above and done.rows and facts.said:
        notes.sheet("table-facts-above", "warn", row, value=name, taken=facts.said)


def note_flags(flagged: Iterable[Row], notes: TableNotes) -> None:
    """Say which flags stand in a block instead of numbers, and how often."""
    first: dict[str, Row] = {}
    times: Counter[str] = Counter()
    for row in flagged:
        first.setdefault(row.flag, row)
        times[row.flag] += 1
    for flag, row in first.items():
        line = notes.cells.row_of[row.line]
        notes.sheet("table-flag", "warn", line, value=flag, count=str(times[flag]), reason=row.reason, first=row.cell)


def frame_of(rows: list[Row], sheets: list[str], file: str) -> pd.DataFrame:
    """Rows of a file as a frame, columns :data:`ROWS`."""
    import pandas as pd

    columns = list(zip(*rows, strict=True)) if rows else [()] * len(Row._fields)
    frame = pd.DataFrame(
        {name: pd.Series(list(found), dtype=object) for name, found in zip(Row._fields, columns, strict=True)}
    )
    text = [name for name in Row._fields if name != "line"]
    frame = frame.astype({**dict.fromkeys(text, "str"), "line": "int64"})
    return frame.assign(file=file, sheet=pd.Series(sheets, dtype="str"))[list(ROWS)]
