"""Collecting the findings of one file: every place named, floods cut with their count."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from growthpole.errors import Finding, Severity
from growthpole.observe.files import Sheet

__all__ = ["Counts", "Notebook"]

MOST_PER_CODE = 200


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
        return self.read == self.loaded + self.quarantined + self.skipped


@dataclass(slots=True)
class Notebook:
    """Findings of one sheet, in the order met."""

    sheet: Sheet
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
        **params: str,
    ) -> None:
        """Note one finding; beyond a flood of one kind only its count is kept."""
        self._met[code, severity] += 1
        if self._met[code, severity] <= MOST_PER_CODE:
            self.findings.append(
                Finding(
                    code=code,
                    severity=severity,
                    file=self.sheet.file,
                    sha256=self.sheet.sha256,
                    line=line,
                    column=column,
                    value=value[:200],
                    params=params,
                )
            )

    def closed(self) -> list[Finding]:
        """All findings, with one line for each kind that was cut."""
        rest = [
            Finding(
                code="more-findings",
                severity=severity,
                file=self.sheet.file,
                sha256=self.sheet.sha256,
                value=code,
                params={"count": str(met - MOST_PER_CODE)},
            )
            for (code, severity), met in self._met.items()
            if met > MOST_PER_CODE
        ]
        return [*self.findings, *rest]


def errors_of(findings: Iterable[Finding]) -> list[Finding]:
    """The findings that stop an ingest."""
    return [finding for finding in findings if finding.severity == "error"]
