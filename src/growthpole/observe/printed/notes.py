"""Findings of a sheet of tables, each at its cell."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from growthpole.errors import Finding, Severity
from growthpole.observe.findings import Notebook
from growthpole.observe.printed.blocks import Block
from growthpole.observe.printed.cells import BLANK, Cells

__all__ = ["TableNotes"]

_SEVERITY: Final[dict[str, Severity]] = {"table-text-column": "warn", "unknown-region": "quarantine"}


@dataclass(slots=True)
class TableNotes:
    """Findings of one sheet; they go to the notebook of its file."""

    cells: Cells
    book: Notebook
    padded: bool = field(init=False)

    def __post_init__(self) -> None:
        grid = self.cells.grid
        # blank cells at the end of a row are written: a short row has lost a cell
        self.padded = any(not row[width - 1] for row, width in zip(grid.rows, grid.widths, strict=False) if width)

    def cell(
        self, code: str, severity: Severity, row: int, column: int, value: str | None = None, **params: str
    ) -> None:
        """Note one cell."""
        shown = self.cells.text(row, column) if value is None else value
        self._add(code, severity, self.cells.grid.lines[row], self.cells.grid.cell(row, column), shown, params)

    def column(self, code: str, rows: list[int], column: int, path: str, params: dict[str, str]) -> None:
        """Note a column at its cells in the body, as a range."""
        severity = _SEVERITY.get(code, "error")
        grid = self.cells.grid
        first, last = grid.cell(rows[0], column), grid.cell(rows[-1], column)
        place = first if first == last else f"{first}:{last}"
        self._add(code, severity, grid.lines[rows[0]], place, path, {**params, "letters": grid.letters(column)})

    def sheet(self, code: str, severity: Severity, row: int | None = None, value: str = "", **params: str) -> None:
        """Note something of a sheet or of a block, at a row."""
        line = None if row is None else self.cells.grid.lines[row]
        self._add(code, severity, line, "", value, params)

    def short_row(self, cells: Cells, block: Block, row: int, columns: list[int]) -> bool:
        """Whether a row of a text file is shorter or longer than the headings, so that cells may have slipped."""
        widths = cells.grid.widths
        if not widths:
            return False
        wanted = max((widths[at] for at in block.header), default=widths[row])
        here = widths[row]
        filled = max((place for place in range(cells.grid.width) if cells.kinds[row, place] != BLANK), default=0) + 1
        if here == wanted or (here > wanted and filled <= wanted) or (here < wanted and not self.padded):
            return False
        for column in columns:
            if cells.kinds[row, column] != BLANK:
                self.cell("table-ragged-row", "quarantine", row, column, cells=str(here), width=str(wanted))
        return True

    def _add(
        self, code: str, severity: Severity, line: int | None, cell: str, value: str, params: dict[str, str]
    ) -> None:
        self.book.add(
            Finding(
                code=code,
                severity=severity,
                file=self.book.file,
                sha256=self.book.sha256,
                sheet=self.cells.grid.sheet,
                cell=cell,
                line=line,
                value=value[:200],
                params=params,
            )
        )
