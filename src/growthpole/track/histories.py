"""What holds now, what was known on a day, and what may be added.

The entries of one kind, period and key are a story: a first statement, then corrections of which each names the
newest entry before it. So a story never branches, and its newest entry is what holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from growthpole.errors import GrowthpoleError, InputError
from growthpole.tables.periods import parse_period
from growthpole.track import _checks
from growthpole.track.entries import Entry

__all__ = ["as_known", "current", "day_of", "known_by", "refusals", "same_fact"]

Story = tuple[str, str, str]


def current(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """The newest entry of each story, without those that were taken back.

    Parameters
    ----------
    entries : iterable of Entry
        In any order; of one vintage the one with the larger number is the newer.

    Returns
    -------
    tuple of Entry
        One for each story, in the order of their first entries.

    Examples
    --------
    >>> from growthpole.track import StageChange
    >>> first = StageChange(project="P1", stage="signed", date="2024-03-01", vintage="2024-03-02")
    >>> second = StageChange(
    ...     project="P1", stage="signed", date="2024-03-08", vintage="2024-04", corrects="2024-03-02", reason="typo"
    ... )
    >>> [entry.date for entry in current([first, second])]
    ['2024-03-08']
    """
    return tuple(entry for entry in _newest(entries).values() if not entry.void)


def as_known(entries: Iterable[Entry], day: str) -> tuple[Entry, ...]:
    """What held as it was known at the end of a day.

    Parameters
    ----------
    entries : iterable of Entry
        In any order.
    day : str
        Such as ``2024-03-31``. A vintage that names a year or month counts as its last day.

    Returns
    -------
    tuple of Entry
        As :func:`current` of the entries with a vintage up to that day.

    Raises
    ------
    InputError
        Not a day.

    Examples
    --------
    >>> from growthpole.track import StageChange
    >>> entry = StageChange(project="P1", stage="signed", date="2024-03-01", vintage="2024-03")
    >>> len(as_known([entry], "2024-03-30")), len(as_known([entry], "2024-03-31"))
    (0, 1)
    """
    return current(known_by(entries, day))


def known_by(entries: Iterable[Entry], day: str) -> tuple[Entry, ...]:
    """All entries known at the end of a day, with those that later entries correct, in their order.

    Parameters
    ----------
    entries : iterable of Entry
    day : str
        As for :func:`as_known`.

    Returns
    -------
    tuple of Entry

    Raises
    ------
    InputError
        Not a day.

    Examples
    --------
    >>> from growthpole.track import StageChange
    >>> entry = StageChange(project="P1", stage="signed", date="2024-03-01", vintage="2024-03")
    >>> len(known_by([entry], "2024-03-30")), len(known_by([entry], "2024-03-31"))
    (0, 1)
    """
    last = day_of("day", day)
    return tuple(entry for entry in entries if _checks.known_on(entry.vintage, last))


def refusals(known: Sequence[Entry], added: Sequence[Entry]) -> list[tuple[int, GrowthpoleError]]:
    """Why entries may not be added to those known: place among the added, and the problem.

    Examples
    --------
    >>> from growthpole.track import StageChange
    >>> entry = StageChange(project="P1", stage="signed", date="2024-03-01", vintage="2024-03-02")
    >>> refusals([], [entry]), refusals([entry], [entry])[0][1].code
    ([], 'entry-stands')
    """
    newest = _newest(known)
    found: list[tuple[int, GrowthpoleError]] = []
    for place, entry in enumerate(added):
        before = newest.get(entry.story)
        said = {"kind": entry.kind, "key": entry.key, "period": entry.story[1] or "–"}
        if before is None and entry.corrects:
            found.append((place, InputError("entry-corrects-nothing", vintage=entry.corrects, **said)))
        elif before is not None and entry.corrects != before.vintage:
            found.append((place, InputError("entry-stands", vintage=before.vintage, number=before.number, **said)))
        elif not entry.void and (begun := entry.begins) and parse_period(begun).start > _checks.order(entry.vintage)[0]:
            found.append((place, InputError("entry-ahead", kind=entry.kind, received=begun, vintage=entry.vintage)))
        else:
            newest[entry.story] = entry
    return found


def same_fact(one: Entry, other: Entry) -> bool:
    """Whether two entries say the same, whoever wrote them, whenever.

    Examples
    --------
    >>> from growthpole.track import StageChange
    >>> entry = StageChange(project="P1", stage="signed", date="2024-03-01", vintage="2024-03-02")
    >>> same_fact(entry, replace(entry, by="Li", number=3))
    True
    """
    return _bare(one) == _bare(other)


def day_of(name: str, text: str) -> tuple[int, int, int]:
    """Year, month and day of a text that names a day.

    Raises
    ------
    InputError
        It names none.
    """
    try:
        period = parse_period(text)
    except InputError:
        raise InputError("not-a-day", name=name, received=text) from None
    if period.kind != "day":
        raise InputError("not-a-day", name=name, received=text)
    return period.end


def _bare(entry: Entry) -> Entry:
    return replace(entry, number=0, recorded="", by="")


def _newest(entries: Iterable[Entry]) -> dict[Story, Entry]:
    found: dict[Story, Entry] = {}
    for entry in entries:
        before = found.get(entry.story)
        if before is None or _age(entry) >= _age(before):
            found[entry.story] = entry
    return found


def _age(entry: Entry) -> tuple[_checks.Order, int]:
    return _checks.order(entry.vintage), entry.number
