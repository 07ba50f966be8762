"""What goes wrong, as one tree, and what the user is told about it.

::

    GrowthpoleError                     exit 5   (an internal fault)
    ├── InputError                      exit 2   an argument or a study file is wrong
    │   ├── LabelMismatch                        two arrays do not carry the same labels
    │   ├── UnitMismatch                         units or price bases cannot meet
    │   ├── IdentityViolated                     an accounting identity does not hold
    │   ├── UnproductiveEconomy                  an input-output table has no Leontief inverse
    │   ├── Undefined                            a measure has no value on this input
    │   ├── LeakFound                            an evaluation would use what was not known yet
    │   ├── SeveralProblems                      all that is wrong with an input, at once
    │   └── DataQuality                 exit 3   the findings of an input hold an error
    ├── SourceError                     exit 2   a file is missing, protected, damaged
    │   └── LimitExceeded               exit 4   a declared size limit would be passed
    ├── StoreError                      exit 4   the study folder cannot be read or written
    ├── Infeasible                      exit 6   no plan meets the constraints
    │   └── ConflictingLimits                    limits that contradict each other, named
    └── Cancelled                       exit 130 the user stopped the work

The text of each error is an entry of ``messages/catalogue/errors.toml`` and names the thing, the
value received, where it stands, and the next step.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from growthpole.messages import Lang, text

Severity = Literal["error", "quarantine", "warn"]

__all__ = [
    "Cancelled",
    "ConflictingLimits",
    "DataQuality",
    "Finding",
    "GrowthpoleError",
    "IdentityViolated",
    "Infeasible",
    "InputError",
    "LabelMismatch",
    "LeakFound",
    "LimitExceeded",
    "SeveralProblems",
    "Severity",
    "SourceError",
    "StoreError",
    "Undefined",
    "UnitMismatch",
    "UnproductiveEconomy",
    "listed",
]


class GrowthpoleError(Exception):
    """Base of all errors; ``code`` names the catalogue entry, ``params`` fill it.

    Examples
    --------
    >>> str(InputError("unknown-variant", name="dun", known="dunn"))
    "shift-share variant 'dun' is not known. Choose one of: dunn."
    """

    exit_code = 5

    def __init__(self, code: str, /, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.params = params

    def message(self, lang: Lang = "en") -> str:
        """Text of the error in ``lang``; an error among the values is told in ``lang`` too."""
        values = {k: v.message(lang) if isinstance(v, GrowthpoleError) else v for k, v in self.params.items()}
        return text(f"errors.{self.code}", lang, **values)

    def __str__(self) -> str:
        return self.message("en")


class InputError(GrowthpoleError):
    """An argument, a table or a study file is wrong."""

    exit_code = 2


class LabelMismatch(InputError):
    """Two arrays that should carry the same labels do not."""


class UnitMismatch(InputError):
    """Units or price bases that cannot be combined."""


class IdentityViolated(InputError):
    """An accounting identity of a table does not hold."""


class UnproductiveEconomy(InputError):
    """The technical coefficients leave nothing for final use."""


class Undefined(InputError):
    """A measure has no value on this input."""


class LeakFound(InputError):
    """An evaluation would use, or has used, what was not known at the origin."""


class SeveralProblems(InputError):
    """All that is wrong with one input.

    Examples
    --------
    >>> one = InputError("unknown-variant", name="dun", known="dunn")
    >>> SeveralProblems([one, one]).message().splitlines()[0]
    '2 problems with the input; all are listed.'
    """

    def __init__(self, problems: Iterable[GrowthpoleError]) -> None:
        self.problems = tuple(problems)
        super().__init__("several-problems", count=len(self.problems))

    def __reduce__(self) -> tuple[type[SeveralProblems], tuple[tuple[GrowthpoleError, ...]]]:
        """Built again from its problems, so that it comes back whole from a worker process."""
        return type(self), (self.problems,)

    def message(self, lang: Lang = "en") -> str:
        """Count of the problems, and each in words."""
        return "\n".join([super().message(lang), *(f"  {one.message(lang)}" for one in self.problems)])


class SourceError(GrowthpoleError):
    """A file is missing, protected or damaged."""

    exit_code = 2


class LimitExceeded(SourceError):
    """A declared limit on size would be passed."""

    exit_code = 4


class StoreError(GrowthpoleError):
    """The study folder cannot be read or written."""

    exit_code = 4


class Infeasible(GrowthpoleError):
    """No plan meets the constraints."""

    exit_code = 6


class ConflictingLimits(Infeasible):
    """Limits no plan can meet together; ``minimal`` when the others can be met without any one of them.

    Attributes
    ----------
    limits : dict of str to GrowthpoleError
        The words of each limit by its key, such as ``budget[2022]``.

    Examples
    --------
    >>> must, never = Infeasible("limit-must", project="a"), Infeasible("limit-never", project="a")
    >>> ConflictingLimits({"must[a]": must, "never[a]": never}, True).message().splitlines()[1:]
    ['  project a is to be chosen', '  project a is not to be chosen']
    """

    def __init__(self, limits: Mapping[str, GrowthpoleError], minimal: bool) -> None:  # noqa: FBT001
        self.limits, self.minimal = dict(limits), minimal
        code = "conflicting-limits" if minimal else "conflicting-limits-open"
        super().__init__(code, count=len(self.limits))

    def __reduce__(self) -> tuple[type[ConflictingLimits], tuple[dict[str, GrowthpoleError], bool]]:
        """Built again from its limits, so that it comes back whole from a worker process."""
        return type(self), (self.limits, self.minimal)

    def message(self, lang: Lang = "en") -> str:
        """Count of the limits, and each in words."""
        return "\n".join([super().message(lang), *(f"  {one.message(lang)}" for one in self.limits.values())])


class Cancelled(GrowthpoleError):
    """The user stopped the work."""

    exit_code = 130

    def __init__(self, code: str = "cancelled", /, **params: object) -> None:
        super().__init__(code, **params)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing an input gets wrong, with its place and what was done about it.

    Attributes
    ----------
    code : str
        Entry of ``messages/catalogue/findings.toml`` with its ``rule``, ``action`` and ``hint``.
    severity : {"error", "quarantine", "warn"}
        An error stops the ingest; a quarantined row is left out and counted; a warning is shown.
    file, sha256 : str
        The file as the user named it, and the hash of its bytes.
    sheet, cell, line, column : str, str, int or None, str
        Where: a line with the column's name, and in a workbook the sheet and the cell (``B7``) too.
    value : str
        The raw value as printed.
    params : mapping of str to str
        Further values for the texts.
    """

    code: str
    severity: Severity
    file: str = ""
    sha256: str = ""
    sheet: str = ""
    cell: str = ""
    line: int | None = None
    column: str = ""
    value: str = ""
    params: Mapping[str, str] = field(default_factory=dict)

    def _text(self, part: str, lang: Lang) -> str:
        values = {"value": self.value, "column": self.column, **self.params}
        return text(f"findings.{self.code}.{part}", lang, **values)

    def rule(self, lang: Lang = "en") -> str:
        """Which rule the input breaks."""
        return self._text("rule", lang)

    def hint(self, lang: Lang = "en") -> str:
        """What to do about it."""
        return self._text("hint", lang)

    def action(self, lang: Lang = "en") -> str:
        """What was done with the value."""
        return text(f"findings.action.{self.severity}", lang)

    def place(self) -> str:
        """File, sheet and cell or line and column, as one string."""
        parts = [self.file]
        if self.sheet:
            parts.append(self.sheet)
        if self.cell:
            parts.append(self.cell)
        elif self.line is not None:
            parts.append(str(self.line))
        where = ":".join(part for part in parts if part)
        return f"{where} [{self.column}]" if self.column else where

    def as_dict(self, lang: Lang = "en") -> dict[str, Any]:
        """All fields and texts, for JSON."""
        return {
            "code": self.code,
            "severity": self.severity,
            "file": self.file,
            "sha256": self.sha256,
            "sheet": self.sheet,
            "cell": self.cell,
            "line": self.line,
            "column": self.column,
            "value": self.value,
            "rule": self.rule(lang),
            "action": self.action(lang),
            "hint": self.hint(lang),
        }


class DataQuality(InputError):
    """The findings of an input hold at least one error."""

    exit_code = 3

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        errors = sum(finding.severity == "error" for finding in self.findings)
        super().__init__("data-quality", errors=errors, findings=len(self.findings))

    def __reduce__(self) -> tuple[type[DataQuality], tuple[tuple[Finding, ...]]]:
        """Built again from its findings, so that it comes back whole from a worker process."""
        return type(self), (self.findings,)

    def message(self, lang: Lang = "en") -> str:
        """Count of the findings and the first ones in words."""
        head = super().message(lang)
        errors = [finding for finding in self.findings if finding.severity == "error"]
        lines = [f"  {f.place()}: {f.rule(lang)} {f.hint(lang)}" for f in errors[:5]]
        return "\n".join([head, *lines])


def listed(values: Iterable[object], limit: int = 8) -> str:
    """Values joined for a message, cut after ``limit`` with the count of the rest.

    Examples
    --------
    >>> listed(["b", "a"]), listed(range(5), limit=2)
    ('b, a', '0, 1, … (+3)')
    """
    items = [str(value) for value in values]
    shown = ", ".join(items[:limit])
    return shown if len(items) <= limit else f"{shown}, … (+{len(items) - limit})"
