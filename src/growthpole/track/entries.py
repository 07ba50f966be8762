"""Entries of the ledger: what was measured, where a project stands, what was decided, what foreign money came.

An entry says one fact, as known at its *vintage* (a year, month, day, or moment in UTC; a year counts as its last
day). Entries are never changed. A correction is a new entry about the same thing with a later vintage; it names the
vintage it ``corrects`` and says why. With ``void`` it takes the fact back instead. Numbers are kept as printed,
because their digits carry their precision.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, Final, Literal, get_args

from growthpole.errors import GrowthpoleError, InputError, UnitMismatch
from growthpole.tables.periods import parse_period
from growthpole.tables.register_schemas import STAGES, WITHDRAWN
from growthpole.track import _checks
from growthpole.track.entry_base import Entry
from growthpole.units import parse_unit

__all__ = ["KINDS", "OPERATORS", "Actual", "Decision", "Entry", "ForeignInvestment", "StageChange"]

Nature = Literal["contracted", "utilised"]
State = Literal["open", "done", "dropped"]
OPERATORS: Final = ("=", "~", ">", "<")


@dataclass(frozen=True, slots=True, kw_only=True)
class Actual(Entry):
    """A figure that was published, or measured, of a period.

    Parameters
    ----------
    indicator, period : str
        What, and of which period: a year, month, day, or an interval such as ``2023-01/2023-10``, the year to date.
    value, unit : str
        The number as printed, and a known unit.
    region, activity, scope, price_basis : str
        Of what; empty where it does not apply. They are part of its key.
    operator : {"=", "~", ">", "<"}
        ``=`` where the source states the value exactly.
    source : str
        Who says so: a title or an address.
    published : str
        Day, month or year of publication; empty where unknown.

    Raises
    ------
    InputError
        A field is empty, odd or of no known form; every problem is listed.

    Examples
    --------
    >>> entry = Actual(
    ...     indicator="revenue", period="2021", value="2.4", unit="万亿元", source="plan", vintage="2022-02-11"
    ... )
    >>> entry.key, entry.unit
    ('indicator=revenue', '万亿元')
    """

    kind: ClassVar[str] = "actual"
    about: ClassVar[tuple[str, ...]] = ("indicator", "region", "activity", "scope", "price_basis")

    indicator: str
    period: str
    value: str
    unit: str
    region: str = ""
    activity: str = ""
    scope: str = ""
    price_basis: str = ""
    operator: str = "="
    source: str = ""
    published: str = ""

    def _when(self) -> str:
        return self.period

    @property
    def begins(self) -> str:
        """When what it says began to be so."""
        return self.period

    def _own(self) -> Iterator[GrowthpoleError]:
        yield from _checks.filled(self.kind, indicator=self.indicator, source=self.source)
        of = list(_checks.caught(lambda: parse_period(self.period)))
        yield from of
        yield from _checks.number(self.kind, "value", self.value)
        yield from _checks.caught(lambda: parse_unit(self.unit))
        yield from _checks.word("operator", self.operator, OPERATORS)
        if self.published:
            out = list(_checks.date(self.kind, "published", self.published))
            yield from out
            if not (of or out) and parse_period(self.published).end < parse_period(self.period).start:
                yield InputError("entry-before-period", period=self.period, published=self.published)


@dataclass(frozen=True, slots=True, kw_only=True)
class StageChange(Entry):
    """A project reached a stage, or plans to.

    Parameters
    ----------
    project, stage : str
        Code of the project, and a stage: lead, negotiating, signed, started, producing, at_capacity, or withdrawn.
    date : str
        When it was reached, or is planned for: a day, month or year, which count as their last day.
    planned : bool
        The date is a plan; when it has passed without the stage the project is overdue.
    expands : str
        Code of the project this one expands: it is then no further project, only an expansion.

    Raises
    ------
    InputError
        A field is empty, odd or of no known form; every problem is listed.

    Examples
    --------
    >>> StageChange(project="P1", stage="signed", date="2024-03-01", vintage="2024-03-02").key
    'project=P1,stage=signed'
    """

    kind: ClassVar[str] = "stage"

    project: str
    stage: str
    date: str
    planned: bool = False
    expands: str = ""

    @property
    def key(self) -> str:
        """Project, stage, and whether it is planned."""
        dims = {"project": self.project, "stage": self.stage} | ({"planned": "yes"} if self.planned else {})
        return self._named(dims)

    @property
    def begins(self) -> str:
        """When what it says began to be so."""
        return "" if self.planned else self.date

    def _own(self) -> Iterator[GrowthpoleError]:
        yield from _checks.filled(self.kind, project=self.project)
        yield from _checks.word("stage", self.stage, (*STAGES, WITHDRAWN))
        yield from _checks.date(self.kind, "date", self.date)
        if self.stage == WITHDRAWN and self.planned:
            yield InputError("stage-planned-withdrawal", project=self.project)
        if self.stage == WITHDRAWN and not self.reason.strip():
            yield from _checks.filled(self.kind, reason=self.reason)
        if self.expands and self.expands == self.project:
            yield InputError("stage-expands-itself", project=self.project)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision(Entry):
    """What was decided, why, who does what next, and by when.

    Parameters
    ----------
    id, what : str
        Name of the decision, and the decision in words.
    owner, next_action, due : str
        Who answers for it, what is done next, and until when (day, month or year).
    date : str
        When it was taken.
    state : {"open", "done", "dropped"}
        Closing a decision is a correction of it.

    Raises
    ------
    InputError
        A field is empty, odd or of no known form; every problem is listed.

    Examples
    --------
    >>> words = {"what": "prefer site A", "reason": "grid", "owner": "Li", "next_action": "sign", "due": "2024-06-30"}
    >>> Decision(id="D1", **words, date="2024-03-01", vintage="2024-03-01").state
    'open'
    """

    kind: ClassVar[str] = "decision"
    about: ClassVar[tuple[str, ...]] = ("id",)

    id: str
    what: str
    owner: str
    next_action: str
    due: str
    date: str
    state: str = "open"

    def _own(self) -> Iterator[GrowthpoleError]:
        needed = {name: getattr(self, name) for name in ("id", "what", "reason", "owner", "next_action", "due")}
        yield from _checks.filled(self.kind, **needed)
        if self.due:
            yield from _checks.date(self.kind, "due", self.due)
        yield from _checks.date(self.kind, "date", self.date)
        yield from _checks.word("state", self.state, get_args(State))


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeignInvestment(Entry):
    """Foreign money that was contracted, or that was utilised; the two are never added.

    Parameters
    ----------
    nature : {"contracted", "utilised"}
        A promise in a contract, or money that came.
    amount, unit : str
        The amount as printed, 0 or more, and a unit of money.
    date : str
        When: a day, month or year.
    project, event : str
        Code of the project, or the event it was contracted at; at least one of them.
    source : str
        Who says so; may be empty.

    Raises
    ------
    InputError
        A field is empty, odd or of no known form; every problem is listed.

    Examples
    --------
    >>> ForeignInvestment(
    ...     project="P1", nature="utilised", amount="12.5", unit="million USD", date="2024-05", vintage="2024-06"
    ... ).story
    ('investment', '2024-05', 'project=P1,nature=utilised')
    """

    kind: ClassVar[str] = "investment"
    about: ClassVar[tuple[str, ...]] = ("project", "event", "nature")

    nature: str
    amount: str
    unit: str
    date: str
    project: str = ""
    event: str = ""
    source: str = ""

    def _when(self) -> str:
        return self.date

    @property
    def begins(self) -> str:
        """When what it says began to be so."""
        return self.date

    def _own(self) -> Iterator[GrowthpoleError]:
        if not (self.project or self.event):
            yield from _checks.filled(self.kind, **{"project, event": ""})
        yield from _checks.word("nature", self.nature, get_args(Nature))
        yield from _checks.number(self.kind, "amount", self.amount, least=0.0)
        yield from _checks.caught(self._money)
        yield from _checks.date(self.kind, "date", self.date)

    def _money(self) -> None:
        unit = parse_unit(self.unit)
        if not unit.is_money:
            raise UnitMismatch("entry-no-money", unit=self.unit, quantity=unit.quantity)


KINDS: Final[dict[str, type[Entry]]] = {kind.kind: kind for kind in (Actual, StageChange, Decision, ForeignInvestment)}
