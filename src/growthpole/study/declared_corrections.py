"""``corrections.toml``: cells that a source prints wrongly, what they should be, why, and until when.

It stands beside ``study.toml`` and is closed. A correction holds while its cell still prints what was found wrong;
it expires when the source changes the cell, or on the day it names.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, Self

from pydantic import Field, field_validator, model_validator

from growthpole.declared.closed import parse_closed
from growthpole.errors import InputError, SourceError
from growthpole.observe.corrections import CORRECTIONS, Correction, Declared
from growthpole.study.sections import Section
from growthpole.tables.periods import parse_period

if TYPE_CHECKING:
    from growthpole.observe.gathering import Spec
    from growthpole.study.case import Case

PRINTED_CHANGES: Final = "printed_changes"

__all__ = ["CorrectionEntry", "CorrectionFile", "corrections_hash", "declared_corrections", "parse_corrections"]


class CorrectionEntry(Section):
    """A cell that a source prints wrongly.

    The cell is named by its address, or by its line and the name of its column. Texts are written as the source
    would print them, in quotes: digits count.
    """

    file: str = Field(min_length=1)
    """File below sources/, as study.toml names it."""
    sheet: str = ""
    """Worksheet of a workbook; needed where the study reads several of the file."""
    cell: str = Field(default="", pattern=r"^$|^[A-Za-z]{1,3}[1-9][0-9]{0,6}$")
    """Address of the cell, such as B7; a CSV has addresses too."""
    line: int | None = Field(default=None, ge=1)
    """Line of the cell, in place of an address."""
    column: str = ""
    """Name of its column, in place of an address."""
    printed: str
    """What the cell prints; the correction applies only while it does."""
    value: str | None = None
    """What it should be."""
    drop: bool = False
    """Leave the row of the cell out, in place of a value; it counts as skipped."""
    reason: str = Field(min_length=1)
    """Why the cell is wrong."""
    source: str = Field(min_length=1)
    """Who says so: an address, or a document with its page."""
    author: str = Field(min_length=1)
    """Who wrote the correction down."""
    date: str
    """When, a day such as 2022-03-01."""
    expires_when: str = PRINTED_CHANGES
    """printed_changes, or a day: once the study's as_of lies after it, the correction has to be looked at again."""

    @field_validator("date", "expires_when", mode="before")
    @classmethod
    def _text(cls, value: object) -> str:
        return str(value)

    @field_validator("date", "expires_when")
    @classmethod
    def _day(cls, value: str) -> str:
        try:
            known = value == PRINTED_CHANGES or parse_period(value).kind == "day"
        except InputError:  # pydantic takes a ValueError only, and then reports it with all others
            known = False
        if not known:
            raise ValueError("a day such as 2022-03-01 is needed")
        return value

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.date == PRINTED_CHANGES:
            raise ValueError("date: a day such as 2022-03-01 is needed")
        by_line = self.line is not None or bool(self.column)
        if bool(self.cell) == by_line or (by_line and (self.line is None or not self.column)):
            raise ValueError('name the cell once: cell = "B7", or line and column')
        if self.drop == (self.value is not None):
            raise ValueError("give either value, or drop = true")
        if self.value is not None and self.value.strip() == self.printed.strip():
            raise ValueError("value is what the cell prints already")
        return self


class CorrectionFile(Section):
    """All of ``corrections.toml``."""

    version: Literal[1]
    """Version of this file, 1."""
    correction: tuple[CorrectionEntry, ...] = ()
    """The corrections."""


def parse_corrections(data: bytes, name: str = CORRECTIONS) -> tuple[Correction, ...]:
    """Corrections written as TOML, each with its line.

    Raises
    ------
    SourceError
        It is no TOML.
    InputError
        Some of it is wrong; the message lists every problem with its line.

    Examples
    --------
    >>> text = '''
    ... version = 1
    ... [[correction]]
    ... file = "gdp.csv"
    ... cell = "B7"
    ... printed = "830959.0"
    ... value = "83095.90"
    ... reason = "a digit moved"
    ... source = "Statistical Communique 2021, table 1"
    ... author = "A. Analyst"
    ... date = 2022-03-01
    ... '''
    >>> [(one.place, one.value, one.at) for one in parse_corrections(text.encode())]
    [('gdp.csv:B7', '83095.90', 3)]
    """
    read, places = parse_closed(CorrectionFile, data, name)
    return tuple(
        Correction(
            **entry.model_dump(exclude={"value"}), value=entry.value or "", at=places.get(("correction", number), 0)
        )
        for number, entry in enumerate(read.correction)
    )


def declared_corrections(case: Case, study: Path, specs: Iterable[Spec] | None = None) -> Declared:
    """Corrections of the study in the folder ``study``; with ``specs`` only those of the files these read."""
    data = _bytes(study)
    found = () if data is None else parse_corrections(data)
    if specs is not None:
        files = {spec.file for spec in specs}
        found = tuple(one for one in found if one.file in files)
    return Declared(corrections=found, as_of=case.question.as_of)


def corrections_hash(study: Path) -> dict[str, str]:
    """Hash of the corrections as an input of a run; nothing where there are none."""
    data = _bytes(study)
    return {} if data is None else {f"../{CORRECTIONS}": hashlib.sha256(data).hexdigest()}


def _bytes(study: Path) -> bytes | None:
    path = study / CORRECTIONS
    try:
        if not path.exists():
            return None
        if not path.resolve().is_relative_to(study.resolve()):
            raise SourceError("outside-study", path=CORRECTIONS)
        return path.read_bytes()
    except OSError as problem:
        raise SourceError("unreadable-file", path=CORRECTIONS, problem=problem.strerror or problem) from None
