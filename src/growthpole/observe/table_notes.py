"""Findings of a sheet of tables, each at its cell."""

from __future__ import annotations

from dataclasses import dataclass

from growthpole.errors import Finding, Severity
from growthpole.observe.findings import Notebook
from growthpole.observe.table_blocks import Block
from growthpole.observe.table_cells import BLANK, Cells

__all__ = ["TableNotes"]


@dataclass(slots=True)
class TableNotes:
    """Findings of one sheet; they go to the notebook of its file."""

    cells: Cells
    book: Notebook

    def cell(
        self, code: str, severity: Severity, row: int, column: int, value: str | None = None, **params: str
    ) -> None:
        """Note one cell."""
        shown = self.cells.text(row, column) if value is None else value
        self._add(code, severity, self.cells.grid.lines[row], self.cells.grid.cell(row, column), shown, params)

    def column(self, code: str, row: int, column: int, path: str, **params: str) -> None:
        """Note a column at its first cell in the body."""
        severity: Severity = "warn" if code == "table-text-column" else "error"
        grid = self.cells.grid
        params |= {"letters": grid.letters(column)}
        self._add(code, severity, grid.lines[row], grid.cell(row, column), path, params)

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
        if here == wanted or (here > wanted and filled <= wanted):
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
