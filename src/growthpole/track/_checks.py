"""What the fields of an entry may hold; every check gives its problems instead of raising them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final

from growthpole.errors import GrowthpoleError, InputError, SeveralProblems, listed
from growthpole.tables.bands import rounding_band
from growthpole.tables.periods import parse_period

__all__ = ["at_once", "caught", "date", "filled", "known_on", "number", "order", "plain", "word"]

_MOMENT: Final = re.compile(r"(\d{4}-\d{2}-\d{2})T((?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d)(?:Z|\+00:00)", re.ASCII)

Problems = Iterator[GrowthpoleError]
Order = tuple[tuple[int, int, int], str]


def order(vintage: str) -> Order:
    """Last day of a vintage, and the time of that day where it names one: later vintages are larger.

    Raises
    ------
    InputError
        The text is no day, month, year or moment in UTC.

    Examples
    --------
    >>> order("2024-02"), order("2024-02-29T08:30:00Z")
    (((2024, 2, 29), ''), ((2024, 2, 29), '08:30:00'))
    """
    moment = _MOMENT.fullmatch(vintage)
    period = parse_period(vintage if moment is None else moment[1])
    if period.is_cumulative:
        raise InputError("bad-vintage", received=vintage)
    return period.end, "" if moment is None else moment[2]


def known_on(vintage: str, day: tuple[int, int, int]) -> bool:
    """Whether what is known at a vintage was surely known at the end of a day."""
    return order(vintage)[0] <= day


def at_once(problems: Iterable[GrowthpoleError]) -> None:
    """Raise the one problem, or all of them together.

    Raises
    ------
    InputError
        There is any.
    """
    found = tuple(problems)
    if len(found) == 1:
        raise found[0]
    if found:
        raise SeveralProblems(found)


def filled(kind: str, /, **fields: str) -> Problems:
    """Fields that must hold something, and do not."""
    empty = [name for name, value in fields.items() if not value.strip()]
    if empty:
        yield InputError("entry-empty", kind=kind, fields=listed(empty))


def plain(kind: str, /, **fields: Any) -> Problems:
    """Fields that are no text, or hold characters that no line of text does."""
    for name, value in fields.items():
        odd = isinstance(value, str) and any(unicodedata.category(one) in {"Cc", "Cs"} for one in value)
        if not isinstance(value, str) or odd or value != value.strip():
            yield InputError("entry-text", kind=kind, field=name, received=repr(value))


def word(option: str, value: str, known: tuple[str, ...]) -> Problems:
    """A word that is none of those allowed."""
    if value not in known:
        yield InputError("unknown-option", option=option, value=value, known=", ".join(known))


def caught(check: Callable[[], object]) -> Problems:
    """What a check raises."""
    try:
        check()
    except GrowthpoleError as problem:
        yield problem


def date(kind: str, field: str, text: str) -> Problems:
    """A date that is no day, month or year."""
    try:
        cumulative = parse_period(text).is_cumulative
    except InputError:
        cumulative = True
    if cumulative:
        yield InputError("entry-date", kind=kind, field=field, received=text)


def number(kind: str, field: str, text: str, *, least: float | None = None) -> Problems:
    """A printed number that is none, or lies below the least one."""
    try:
        value = rounding_band(text).value
    except InputError as problem:
        yield problem
        return
    if least is not None and value < least:
        yield InputError("entry-negative", kind=kind, field=field, received=text)
