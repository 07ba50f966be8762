"""Entries as the rows of the ledger hold them, and back, without loss."""

from __future__ import annotations

from dataclasses import MISSING, dataclass, fields
from typing import Any, Final, Protocol

from growthpole.errors import GrowthpoleError, InputError, listed
from growthpole.track import _checks
from growthpole.track.entries import KINDS
from growthpole.track.entry_base import FLAGS, Entry

__all__ = ["FACTS", "LedgerLike", "Row", "entry_of", "from_row", "to_row"]

BESIDE: Final = ("vintage", "reason", "recorded", "number")
"""Fields of an entry that have a place of their own beside the payload."""
FACTS: Final[dict[str, tuple[str, ...]]] = {
    kind: tuple(one.name for one in fields(made) if one.name not in BESIDE) for kind, made in KINDS.items()
}
"""What the payload of each kind holds."""


class LedgerLike(Protocol):
    """What a row of a ledger says."""

    @property
    def kind(self) -> str: ...  # noqa: D102
    @property
    def period(self) -> str: ...  # noqa: D102
    @property
    def key(self) -> str: ...  # noqa: D102
    @property
    def payload(self) -> Any: ...  # noqa: D102
    @property
    def vintage(self) -> str: ...  # noqa: D102
    @property
    def reason(self) -> str: ...  # noqa: D102


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row to be written: kind, period and key of the fact, the fact itself, its vintage, why it is written."""

    kind: str
    period: str
    key: str
    payload: dict[str, Any]
    vintage: str
    reason: str


def to_row(entry: Entry) -> Row:
    """Row of an entry; its number and the moment of writing belong to the ledger.

    Examples
    --------
    >>> from growthpole.track import StageChange
    >>> row = to_row(StageChange(project="P1", stage="lead", date="2024", vintage="2024-03-01"))
    >>> row.kind, row.key, row.payload["date"]
    ('stage', 'project=P1,stage=lead', '2024')
    """
    kind, period, key = entry.story
    payload = {name: getattr(entry, name) for name in FACTS[kind]}
    return Row(kind=kind, period=period, key=key, payload=payload, vintage=entry.vintage, reason=entry.reason)


def from_row(row: LedgerLike, *, number: int = 0, recorded: str = "") -> Entry:
    """Entry of a row of a ledger.

    Parameters
    ----------
    row : LedgerLike
        Anything with kind, period, key, payload, vintage and reason.
    number, recorded : int, str
        What the ledger knows beside: the number of the row, and when it was written.

    Raises
    ------
    InputError
        The kind is unknown, or the payload is none of its kind: the row was not written by :func:`to_row`.

    Examples
    --------
    >>> from growthpole.track import StageChange
    >>> entry = StageChange(project="P1", stage="lead", date="2024", vintage="2024-03-01")
    >>> from_row(to_row(entry)) == entry
    True
    """
    said = row.payload
    if row.kind not in KINDS or not isinstance(said, dict) or set(said) != set(FACTS[row.kind]):
        raise InputError("ledger-strange-row", number=number, kind=row.kind, known=listed(KINDS))
    beside = {"vintage": row.vintage, "reason": row.reason, "recorded": recorded, "number": number}
    entry = entry_of(row.kind, {**said, **beside})
    if entry.story != (row.kind, row.period, row.key):
        raise InputError("ledger-strange-row", number=number, kind=row.kind, known=listed(KINDS))
    return entry


def entry_of(kind: str, said: dict[str, Any]) -> Entry:
    """Entry of a kind from its fields; fields left out take their defaults, flags are true or false.

    Raises
    ------
    InputError
        The kind or a field is unknown, a needed field is missing, or a value is wrong; every problem is listed.

    Examples
    --------
    >>> entry_of("stage", {"project": "P1", "stage": "lead", "date": "2024", "vintage": "2024-03-01"}).key
    'project=P1,stage=lead'
    """
    if kind not in KINDS:
        raise InputError("unknown-option", option="kind", value=kind, known=", ".join(KINDS))
    made = KINDS[kind]
    own = {one.name: one for one in fields(made)}
    problems: list[GrowthpoleError] = []
    strange = [name for name in said if name not in own]
    if strange:
        problems.append(InputError("entry-strange", kind=kind, fields=listed(strange), known=listed(own, 30)))
    lacking = [name for name, one in own.items() if one.default is MISSING and name not in said]
    if lacking:
        problems.append(InputError("entry-empty", kind=kind, fields=listed(lacking)))
    flags = [name for name in FLAGS & set(said) if name != "number" and not isinstance(said[name], bool)]
    problems += [InputError("entry-flag", kind=kind, field=name, received=repr(said[name])) for name in sorted(flags)]
    _checks.at_once(problems)
    return made(**said)
