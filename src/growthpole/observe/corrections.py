"""Declared corrections: a cell that a source prints wrongly, what it should be, why, and until when.

A correction holds while the cell still prints what was found wrong. When the source changes the cell, the correction
has expired and says so; it is never applied to a cell it was not written for. The bytes of the source stay as
they came: only what is read of them changes, the row keeps its origin, and its ``raw`` stays what the cell says.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from typing import TYPE_CHECKING, Final

from growthpole.errors import Finding, Severity, listed
from growthpole.observe.corrected_cells import Cells, cells_of_grid, cells_of_sheet, corrected_grid, corrected_sheet
from growthpole.tables.periods import parse_period

if TYPE_CHECKING:
    from growthpole.observe.files import Sheet
    from growthpole.observe.raw_cells import RawGrid
    from growthpole.observe.tidy import TidyRows

CORRECTIONS: Final = "corrections.toml"
_NEAR: Final = 4

__all__ = ["CORRECTIONS", "Applied", "Correction", "Corrections", "Declared"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """One cell, what it prints, and what it should be.

    Attributes
    ----------
    file, sheet : str
        The source and its worksheet.
    cell, line, column : str, int or None, str
        Where: an address such as ``B7``, or a line and the name (or the letters) of a column.
    printed : str
        What the cell prints; the correction applies only while it does.
    value, drop : str, bool
        What it should be, written as the source would; or leave the row out.
    reason, source, author, date : str
        Why, who says so, who wrote it down and when.
    expires_when : str
        ``printed_changes``, or a day after which it has to be looked at again.
    at : int
        Its line in ``corrections.toml``.
    """

    file: str
    printed: str
    reason: str
    source: str
    sheet: str = ""
    cell: str = ""
    line: int | None = None
    column: str = ""
    value: str = ""
    drop: bool = False
    author: str = ""
    date: str = ""
    expires_when: str = "printed_changes"
    at: int = 0

    @property
    def place(self) -> str:
        """Where the cell should stand, in words of the declaration."""
        where = self.cell or f"{self.line} [{self.column}]"
        return ":".join(part for part in (self.file, self.sheet, where) if part)

    @property
    def declared_at(self) -> str:
        """Where the correction itself stands."""
        return f"{CORRECTIONS}:{self.at}" if self.at else CORRECTIONS


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """The corrections of a study, and its day of knowledge, by which a correction with a day expires."""

    corrections: tuple[Correction, ...] = ()
    as_of: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Applied:
    """A correction that was applied, at the cell it was found in."""

    correction: Correction
    sha256: str
    sheet: str
    cell: str
    line: int
    column: str


@dataclass(slots=True)
class Corrections:
    r"""Corrections while the sources are read: what was applied, and which are not in order.

    Examples
    --------
    >>> from growthpole.observe.files import sheet_of_bytes
    >>> from growthpole.observe.spec import Limits
    >>> sheet = sheet_of_bytes(b"region,value\nN,10\nS,200\n", "t.csv", Limits())
    >>> told = {"reason": "a digit too many", "source": "bulletin 3"}
    >>> work = Corrections(
    ...     Declared(corrections=(Correction(file="t.csv", cell="B3", printed="200", value="20", **told),))
    ... )
    >>> work.on_sheet(sheet).columns, work.closed(), [one.cell for one in work.applied]
    ([['N', 'S'], ['10', '20']], [], ['B3'])
    """

    declared: Declared = field(default_factory=Declared)
    applied: list[Applied] = field(default_factory=list)
    _findings: list[Finding] = field(default_factory=list)
    _sheets: dict[str, dict[str, None]] = field(default_factory=dict)
    _decided: set[tuple[int, str]] = field(default_factory=set)

    def on_sheet(self, sheet: Sheet) -> Sheet:
        """The table with its corrected cells; a row left out counts as skipped."""
        found = self._decide(sheet.file, sheet.grid.sheet, cells_of_sheet(sheet))
        return corrected_sheet(sheet, found) if found else sheet

    def on_grid(self, grid: RawGrid) -> RawGrid:
        """The raw cells with the corrected ones; a cell left out is blank."""
        found = self._decide(grid.file, grid.sheet, cells_of_grid(grid))
        return corrected_grid(grid, found) if found else grid

    def in_rows(self, rows: TidyRows, file: str) -> TidyRows:
        """Rows of which a cell was corrected: they say so, and their ``raw`` is what the cell says."""
        frame, sheet = rows.frame, rows.grid.sheet
        fields = {column: name for name, column in rows.places.items()}
        kept = {"value": "raw", "unit": "raw_unit", "region": "region_label"}
        for one in self.applied:
            if (one.correction.file, one.sheet) != (file, sheet) or one.correction.drop:
                continue
            hit = frame["line"] == one.line
            if not hit.any() or one.column not in fields:
                continue
            name = kept.get(fields[one.column])
            texts = {"basis": frame["basis"].mask(hit, "corrected")}
            texts |= {name: frame[name].mask(hit, one.correction.printed)} if name else {}
            frame = frame.assign(**texts)
        return replace(rows, frame=frame) if frame is not rows.frame else rows

    def in_cells(self, rows: TidyRows, file: str) -> TidyRows:
        """As :meth:`in_rows`, of rows that have each a cell of their own."""
        frame = rows.frame
        for one in self.applied:
            if one.correction.file != file or one.correction.drop:
                continue
            hit = (frame["sheet"] == one.sheet) & (frame["cell"] == one.cell)
            printed = frame["raw"].mask(hit, one.correction.printed)
            frame = frame.assign(basis=frame["basis"].mask(hit, "corrected"), raw=printed)
        return replace(rows, frame=frame)

    def closed(self) -> list[Finding]:
        """All findings, with those of corrections whose source or worksheet nobody read."""
        lost: list[Finding] = []
        for one in self.declared.corrections:
            read = list(self._sheets.get(one.file, {}))
            if not read:
                near = (
                    get_close_matches(one.file, list(self._sheets), n=_NEAR, cutoff=0.4) or list(self._sheets)[:_NEAR]
                )
                _lost(lost, "correction-no-source", one, one.file, ", ".join(near) or "–")
            elif one.sheet and one.sheet not in read:
                _lost(lost, "correction-no-source", one, f"{one.file}:{one.sheet}", listed(filter(None, read)) or "–")
            elif not one.sheet and len(read) > 1:
                _lost(lost, "correction-which-sheet", one, one.file, ", ".join(read))
        return [*self._findings, *lost]

    def _decide(self, file: str, sheet: str, cells: Cells) -> dict[tuple[int, int], str | None]:
        """New text of each corrected cell by its row and place; None where it is left out."""
        self._sheets.setdefault(file, {})[sheet] = None
        here = {
            number: one
            for number, one in enumerate(self.declared.corrections)
            if one.file == file and one.sheet in ("", sheet)
        }
        places = {number: cells.find(one.cell, one.line, one.column) for number, one in here.items()}
        times = Counter(place for place in places.values() if place is not None)
        found: dict[tuple[int, int], str | None] = {}
        for number, one in here.items():
            place = places[number]
            first = (number, sheet) not in self._decided
            self._decided.add((number, sheet))
            code, severity = self._state(one, cells, place, times)
            if place is not None and not code:
                found[place] = None if one.drop else one.value
                if first:
                    self.applied.append(_applied(one, sheet, cells, place))
            elif first:
                others = [here[other].declared_at for other in here if other != number and places[other] == place]
                self._findings.append(_finding(code, severity, one, cells, place, ", ".join(others)))
        return found

    def _state(
        self, one: Correction, cells: Cells, place: tuple[int, int] | None, times: Counter[tuple[int, int]]
    ) -> tuple[str, Severity]:
        """What keeps a correction from being applied; an empty code when nothing does."""
        if place is None:
            return "correction-no-cell", "error"
        if times[place] > 1:
            return "correction-twice", "error"
        text = cells.text(*place)
        if text == one.printed.strip():
            return ("correction-outdated", "error") if self._past(one) else ("", "warn")
        if not one.drop and text == one.value.strip():
            return "correction-superseded", "warn"
        return "correction-expired", "error"

    def _past(self, one: Correction) -> bool:
        """Whether the day on which the correction is to be looked at again lies before the day of knowledge."""
        if one.expires_when == "printed_changes" or not self.declared.as_of:
            return False
        return parse_period(self.declared.as_of).end > parse_period(one.expires_when).end


def _applied(one: Correction, sheet: str, cells: Cells, place: tuple[int, int]) -> Applied:
    return Applied(
        correction=one,
        sha256=cells.sha256,
        sheet=sheet,
        cell=cells.address(*place),
        line=cells.lines[place[0]],
        column=cells.names[place[1]],
    )


def _finding(
    code: str, severity: Severity, one: Correction, cells: Cells, place: tuple[int, int] | None, others: str
) -> Finding:
    near = cells.printing(one.printed.strip(), _NEAR) or cells.around(one.cell, one.line, one.column, _NEAR)
    return Finding(
        code=code,
        severity=severity,
        file=one.file,
        sha256=cells.sha256,
        sheet=cells.sheet,
        cell="" if place is None else cells.address(*place),
        line=one.line if place is None else cells.lines[place[0]],
        column=one.column if place is None else cells.names[place[1]],
        value=one.place if place is None else cells.text(*place),
        params={
            "at": one.declared_at,
            "printed": one.printed,
            "corrected": "–" if one.drop else one.value,
            "expires": one.expires_when,
            "near": ", ".join(near) or "–",
            "others": others or "–",
        },
    )


def _lost(found: list[Finding], code: str, one: Correction, value: str, near: str) -> None:
    params = {"near": near}
    found.append(
        Finding(code=code, severity="error", file=CORRECTIONS, line=one.at or None, value=value, params=params)
    )
