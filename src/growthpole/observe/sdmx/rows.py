"""Observations of an SDMX message as tidy rows: which component is which field, and what a status means.

A unit keeps its power of ten in words, ``1e6 EUR``. The dimensions that are neither place, activity, time
nor unit name the indicator together, in their order; the frequency is left out, as the period shows it.

The codes of a status are those of the SDMX code lists CL_OBS_STATUS 2.2 and CL_CONF_STATUS 1.2, with the
flags of Eurostat beside them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import pandas as pd

from growthpole.errors import Finding, SourceError, listed
from growthpole.observe.findings import Counts, Notebook
from growthpole.observe.numbers import parse_number

__all__ = ["COLUMNS", "Components", "Observation", "SdmxRows", "components_of", "rows_of"]

COLUMNS: Final = ("region", "indicator", "activity", "period", "value", "raw", "unit", "flag", "status", "line", "cell")
_REGION: Final = ("REF_AREA", "GEO", "LOCATION")
_INDICATOR: Final = ("INDICATOR", "MEASURE", "SUBJECT")
_ACTIVITY: Final = ("ACTIVITY", "NACE_R2", "INDUSTRY", "ECONOMIC_ACTIVITY")
_UNIT: Final = ("UNIT_MEASURE", "UNIT")
_STATUS: Final = ("OBS_STATUS", "OBS_FLAG")
_NO_NAMES: Final = ("FREQ", "UNIT_MULT", "POWERCODE", "DECIMALS", *_UNIT)
_NORMAL: Final = frozenset({"A"})
_SUPPRESSED: Final = frozenset({"C", "Q"})
_ABSENT: Final = frozenset({"H", "K", "L", "M", "O", "Z"})
_NOTED: Final = frozenset("BDEFGIJNPRSUVW")
_OPEN: Final = frozenset({"F"})
_CLOSED: Final = frozenset({"A", "C", "D", "G", "N", "O", "P", "S", "T"})
_NONE: Final = frozenset({"", "NaN", ":"})
_POWER: Final = re.compile(r"[+-]?[0-9]{1,2}")


class Observation(NamedTuple):
    """One observation as written, each component by its id."""

    said: Mapping[str, str]
    value: str
    line: int | None
    cell: str


@dataclass(frozen=True, slots=True)
class SdmxRows:
    """A message as read.

    Attributes
    ----------
    frame : DataFrame
        The columns :data:`COLUMNS`: ``value`` as plain decimal text, empty where there is none, and then ``status``
        is ``absent`` or ``suppressed``; ``flag`` the codes of the source; ``line`` of a CSV file, or ``cell``, the
        JSON pointer of the observation.
    findings : tuple of Finding
        Everything doubtful.
    counts : Counts
        The row law.
    """

    frame: pd.DataFrame
    findings: tuple[Finding, ...]
    counts: Counts


@dataclass(frozen=True, slots=True)
class Components:
    """Which component of a message holds which field; empty for none."""

    region: str
    activity: str
    period: str
    unit: str
    power: str
    names: tuple[str, ...]


def components_of(dimensions: Sequence[str], attributes: Iterable[str], file: str) -> Components:
    """Fields of the components of a message.

    Parameters
    ----------
    dimensions : sequence of str
        Ids of the dimensions in their order.
    attributes : iterable of str
        Ids of the attributes.
    file : str
        Name, for messages.

    Raises
    ------
    SourceError
        There is no dimension of place, or none of time.

    Examples
    --------
    >>> components_of(["FREQ", "REF_AREA", "INDICATOR", "SEX", "TIME_PERIOD"], ["OBS_STATUS"], "t.csv").names
    ('INDICATOR', 'SEX')
    """
    upper = {name.upper(): name for name in (*attributes, *dimensions)}

    def first(names: Iterable[str]) -> str:
        return next((upper[name] for name in names if name in upper), "")

    found = Components(
        first(_REGION), first(_ACTIVITY), first(["TIME_PERIOD"]), first(_UNIT), first(["UNIT_MULT", "POWERCODE"]), ()
    )
    lacking = [name for name, field in (("REF_AREA / GEO", found.region), ("TIME_PERIOD", found.period)) if not field]
    if lacking:
        raise SourceError("sdmx-lacks", path=file, missing=", ".join(lacking), known=listed(dimensions))
    taken = {found.region, found.activity, found.period}
    rest = [name for name in dimensions if name not in taken and name.upper() not in _NO_NAMES]
    rest.sort(key=lambda name: name.upper() not in _INDICATOR)
    return Components(found.region, found.activity, found.period, found.unit, found.power, tuple(rest))


def rows_of(
    observations: Iterable[Observation],
    fields: Components,
    flow: Callable[[Mapping[str, str]], str],
    notes: Notebook,
    columns: Mapping[str, str],
) -> tuple[pd.DataFrame, int]:
    """Tidy rows of observations, and how many were quarantined; what is wrong is noted.

    Parameters
    ----------
    observations : iterable of Observation
        As written.
    fields : Components
        Which component is which field.
    flow : callable
        Id of the dataflow of an observation; it names the indicator where no dimension does.
    notes : Notebook
        Where findings go.
    columns : mapping of str to str
        Component to the heading of its column, for findings.
    """
    rows: list[tuple[object, ...]] = []
    quarantined = 0
    powers: dict[str, str | None] = {}
    for said, written, line, cell in observations:
        place = _Place(notes, columns, line, cell)
        value = None if written in _NONE else _plain(written)
        flag, status, sound = _status(said, place, has_value=written not in _NONE)
        unit = said.get(fields.unit, "")
        power = said.get(fields.power, "")
        if power not in powers:
            powers[power] = _times(power)
        times = powers[power]
        if written not in _NONE and value is None:
            sound = place.note("not-a-number", "OBS_VALUE", written)
        if times is None:
            sound = place.note("sdmx-power", fields.power, power)
        if not said.get(fields.region) or not said.get(fields.period):
            lacking = fields.period if said.get(fields.region) else fields.region
            sound = place.note("sdmx-no-key", lacking, "")
        if not sound:
            quarantined += 1
            continue
        names = [said.get(name, "") for name in fields.names]
        if not (fields.names and fields.names[0].upper() in _INDICATOR):
            names.insert(0, flow(said))
        rows.append(
            (
                *(said[fields.region], " / ".join(filter(None, names)), said.get(fields.activity, "")),
                *(said[fields.period], value or "", written, f"{times} {unit}".strip(), flag, status, line, cell),
            )
        )
    frame = pd.DataFrame(rows, columns=list(COLUMNS)).astype({"line": "Int64"})
    return frame, quarantined


@dataclass(frozen=True, slots=True)
class _Place:
    """Where an observation stands."""

    notes: Notebook
    columns: Mapping[str, str]
    line: int | None
    cell: str

    def note(self, code: str, component: str, value: str, *, warn: bool = False) -> bool:
        """Note a finding on a component; always False."""
        column = self.columns.get(component, component)
        self.notes.note(code, "warn" if warn else "error", line=self.line, column=column, value=value, cell=self.cell)
        return False


def _status(said: Mapping[str, str], place: _Place, *, has_value: bool) -> tuple[str, str, bool]:
    """Flags of an observation, why it has no value, and whether they are known."""
    flags: list[str] = []
    codes: set[str] = set()
    sound = True
    for name in (name for name in said if name.upper() in _STATUS):
        text = said[name].strip()
        # Eurostat writes several flags as small letters side by side.
        parts = list(text.upper()) if text.islower() else [text] if text else []
        unknown = [part for part in parts if part not in _NORMAL | _SUPPRESSED | _ABSENT | _NOTED]
        if unknown:
            sound = place.note("sdmx-unknown-status", name, text)
        codes.update(parts)
        flags += [part for part in parts if part not in _NORMAL]
    secret = False
    for name in (name for name in said if name.upper() == "CONF_STATUS"):
        text = said[name].strip()
        if text and text not in _OPEN | _CLOSED:
            sound = place.note("sdmx-unknown-status", name, text)
        secret = text in _CLOSED
        flags += [text] if secret and text not in flags else []
    if has_value:
        if codes & _ABSENT - {"K", "Z"}:
            place.note("sdmx-value-despite", "OBS_VALUE", ", ".join(sorted(codes & _ABSENT)), warn=True)
        return ";".join(flags), "", sound
    return ";".join(flags), "suppressed" if secret or codes & _SUPPRESSED else "absent", sound


def _plain(written: str) -> str | None:
    """The number without an exponent, with the digits it is written with; None when it is none."""
    number = parse_number(written.strip()) if "," not in written and "(" not in written else None
    return None if number is None else f"{number:f}"


def _times(power: str) -> str | None:
    """A power of ten as part of a unit; empty for none, None when it is no power."""
    if not power:
        return ""
    if not _POWER.fullmatch(power):
        return None
    return f"1e{int(power)}" if int(power) else ""
