"""What every entry of the ledger says beside its fact, and how an entry is checked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import ClassVar, Final

from growthpole.errors import GrowthpoleError, InputError
from growthpole.provenance import NumberKey
from growthpole.track import _checks

__all__ = ["FLAGS", "Entry"]

FLAGS: Final = frozenset({"void", "planned", "number"})
"""Fields that are no text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What every entry says beside its fact; one of the four kinds is meant.

    Attributes
    ----------
    vintage : str
        As known when: year, month, day, or moment such as ``2024-03-01T08:30:00Z``.
    reason : str
        Why it is written; needed for a correction, a decision and a withdrawn project.
    by : str
        Who wrote it.
    recorded : str
        When it was written, a moment in UTC; empty before.
    corrects : str
        Vintage of the entry it corrects; empty for a first statement.
    void : bool
        The fact of the entry it corrects is taken back.
    number : int
        Its number in the ledger, from 1; 0 before it is written.
    """

    kind: ClassVar[str] = ""
    about: ClassVar[tuple[str, ...]] = ()

    vintage: str
    reason: str = ""
    by: str = ""
    recorded: str = ""
    corrects: str = ""
    void: bool = False
    number: int = 0

    def __post_init__(self) -> None:
        texts = {one.name: getattr(self, one.name) for one in fields(self) if one.name not in FLAGS}
        odd = list(_checks.plain(self.kind, **texts))
        if odd:  # what is no text cannot be looked at further
            _checks.at_once(odd)
        _checks.at_once([*self._shared(), *self._own()])

    @property
    def key(self) -> str:
        """What the fact is about, as ``name=value`` pairs; entries of one kind, period and key tell one story."""
        return self._named({name: str(getattr(self, name)) for name in self.about if getattr(self, name)})

    @property
    def story(self) -> tuple[str, str, str]:
        """Kind, period and key."""
        return self.kind, self._when(), self.key

    @property
    def begins(self) -> str:
        """Day, month, year or interval of what is said to be so already; empty where nothing is."""
        return ""

    def _named(self, dims: dict[str, str]) -> str:
        return str(NumberKey("track", "ledger", self.kind, dims)).partition("[")[2][:-1]

    def _when(self) -> str:
        """Period of the fact; empty where it has none of its own."""
        return ""

    def _own(self) -> Iterator[GrowthpoleError]:
        """Problems of the fields of the kind."""
        raise NotImplementedError

    def _shared(self) -> Iterator[GrowthpoleError]:
        later = list(_checks.caught(lambda: _checks.order(self.vintage)))
        before = list(_checks.caught(lambda: _checks.order(self.corrects))) if self.corrects else []
        yield from (*later, *before)
        if self.recorded and "T" not in self.recorded:
            yield InputError("bad-vintage", received=self.recorded)
        elif self.recorded:
            yield from _checks.caught(lambda: _checks.order(self.recorded))
        if self.corrects and not (later or before) and _checks.order(self.vintage) <= _checks.order(self.corrects):
            yield InputError("entry-not-later", kind=self.kind, vintage=self.vintage, corrects=self.corrects)
        if self.corrects and not self.reason:
            yield InputError("entry-no-reason", kind=self.kind, vintage=self.corrects)
        if self.void and not self.corrects:
            yield InputError("entry-void", kind=self.kind)
