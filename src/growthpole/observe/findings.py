"""Collecting the findings of one file: every place named, floods cut with their count."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

import numpy.typing as npt

from growthpole.errors import Finding, InputError, Severity, SourceError
from growthpole.messages import has
from growthpole.observe.grids import Grid

__all__ = ["MOST_PER_CODE", "Counts", "Notebook", "Notebooks", "errors_of", "finding_of"]

Cells = Sequence[Any] | npt.NDArray[Any]
MOST_PER_CODE: Final = 200


@dataclass(frozen=True, slots=True)
class Counts:
    """The row law of a file: ``read = loaded + quarantined + skipped``."""

    read: int
    loaded: int
    quarantined: int
    skipped: int

    @property
    def holds(self) -> bool:
        """Whether the row law holds."""
        parts = (self.loaded, self.quarantined, self.skipped)
        return min(parts) >= 0 and self.read == sum(parts)

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            self.read + other.read,
            self.loaded + other.loaded,
            self.quarantined + other.quarantined,
            self.skipped + other.skipped,
        )


@dataclass(slots=True)
class Notebook:
    """Findings of one file, in the order met."""

    file: str
    sha256: str = ""
    grid: Grid = field(default_factory=Grid)
    findings: list[Finding] = field(default_factory=list)
    _met: Counter[tuple[str, Severity]] = field(default_factory=Counter)

    def note(
        self,
        code: str,
        severity: Severity,
        *,
        line: int | None = None,
        column: str = "",
        value: str = "",
        cell: str = "",
        **params: str,
    ) -> None:
        """Note one finding; beyond a flood of one kind only its count is kept."""
        self.add(
            Finding(
                code=code,
                severity=severity,
                file=self.file,
                sha256=self.sha256,
                sheet=self.grid.sheet,
                cell=cell or self.grid.cell(line, column),
                line=line,
                column=column,
                value=value[:200],
                params=params,
            )
        )

    def add(self, finding: Finding) -> None:
        """Keep a finding made elsewhere, unless it belongs to a flood."""
        self._met[finding.code, finding.severity] += 1
        if self._met[finding.code, finding.severity] <= MOST_PER_CODE:
            self.findings.append(finding)

    def note_rows(
        self,
        code: str,
        severity: Severity,
        lines: Cells,
        values: Cells,
        *,
        column: str = "",
        params: Callable[[int], Mapping[str, str]] = lambda _: {},
    ) -> None:
        """Note one finding for each line.

        ``params`` is asked only for those that are kept, and may give another column or value.
        """
        room = max(MOST_PER_CODE - self._met[code, severity], 0)
        for place in range(min(room, len(lines))):
            told: dict[str, Any] = {"column": column, "value": str(values[place]), **params(place)}
            self.note(code, severity, line=int(lines[place]), **told)
        self._met[code, severity] += max(len(lines) - room, 0)

    def limited(self, findings: Iterable[Finding]) -> list[Finding]:
        """Findings made elsewhere, with the hash of the file, a flood of one kind cut with its count."""
        for finding in findings:
            self.add(replace(finding, sha256=self.sha256))
        return self.closed()

    def closed(self) -> list[Finding]:
        """All findings by line, then one for each kind that was cut."""
        rest = [
            Finding(
                code="more-findings",
                severity=severity,
                file=self.file,
                sha256=self.sha256,
                sheet=self.grid.sheet,
                value=code,
                params={"count": str(met - MOST_PER_CODE)},
            )
            for (code, severity), met in self._met.items()
            if met > MOST_PER_CODE
        ]
        return [*sorted(self.findings, key=lambda finding: finding.line or 0), *rest]


@dataclass(slots=True)
class Notebooks:
    """One notebook for each file or worksheet, for what is found between them."""

    _books: dict[tuple[str, str], Notebook] = field(default_factory=dict)

    def at(self, file: str, sha256: str = "", grid: Grid | None = None) -> Notebook:
        """The notebook of ``file``, or of a worksheet in it."""
        place = grid or Grid()
        return self._books.setdefault((file, place.sheet), Notebook(file, sha256, place))

    def closed(self) -> list[Finding]:
        """All findings, file by file."""
        return [finding for book in self._books.values() for finding in book.closed()]


def errors_of(findings: Iterable[Finding]) -> list[Finding]:
    """The findings that stop an ingest."""
    return [finding for finding in findings if finding.severity == "error"]


def finding_of(problem: SourceError | InputError, file: str, sha256: str = "") -> Finding:
    """What made a file unreadable, as a finding in both languages."""
    known = has(f"findings.{problem.code}.rule")
    params = {name: str(value) for name, value in problem.params.items()}
    line = problem.params.get("line")
    return Finding(
        code=problem.code if known else "unreadable",
        severity="error",
        file=file,
        sha256=sha256,
        line=line if isinstance(line, int) else None,
        value=next((params[name] for name in ("byte", "encoding", "size") if name in params), ""),
        params=params if known else {"problem": str(problem)},
    )
