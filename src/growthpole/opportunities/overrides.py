"""Overrides: a person decides otherwise, says why, and the model's verdict stays in sight."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, fields
from difflib import get_close_matches

import pandas as pd

from growthpole.errors import InputError, listed
from growthpole.opportunities import _givens
from growthpole.opportunities.verdicts import OPTION_VERDICTS, PRESENT_VERDICTS, Verdict
from growthpole.tables.periods import parse_period

__all__ = ["Override", "with_overrides"]

_KNOWN = tuple(dict.fromkeys((*OPTION_VERDICTS, *PRESENT_VERDICTS)))
_SAID = ("reason", "by", "date")


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """A verdict that a person puts in the place of the model's.

    Attributes
    ----------
    activity : str
        Activity it is about.
    verdict : str
        One of the verdicts of :func:`advice`.
    reason : str
        Why, in words.
    by : str
        Who decided.
    date : str
        Day of the decision, such as ``2022-02-11``.

    Raises
    ------
    InputError
        A field that is empty or no text, an unknown verdict, a date that is no day.

    Examples
    --------
    >>> Override(
    ...     activity="auto", verdict="hold", reason="plant closes", by="Planning office", date="2022-02-11"
    ... ).verdict
    'hold'
    """

    activity: str
    verdict: Verdict
    reason: str
    by: str
    date: str

    def __post_init__(self) -> None:
        said = {field.name: getattr(self, field.name) for field in fields(self)}
        empty = [name for name, words in said.items() if not isinstance(words, str) or not words.strip()]
        if empty:
            raise InputError("override-incomplete", empty=listed(empty))
        _givens.one_of("verdict", self.verdict, _KNOWN)
        if not _is_day(self.date):
            raise InputError("not-a-day", name="date", received=self.date)


def with_overrides(verdicts: pd.DataFrame, overrides: Iterable[Override]) -> pd.DataFrame:
    """Verdicts with those of people in their place, the model's beside them.

    Parameters
    ----------
    verdicts : DataFrame
        Columns ``activity`` (each once), ``present``, ``verdict`` and others, from :func:`advice`; or what this
        function returned, whose overrides are then replaced.
    overrides : iterable of Override
        At most one for an activity.

    Returns
    -------
    DataFrame
        The same rows: ``verdict`` (the person's where there is one), ``model_verdict``, ``overridden`` (bool),
        ``reason``, ``by``, ``date`` (missing where not overridden), and the other columns as they were.

    Raises
    ------
    InputError
        Missing columns, repeated activities; overrides of unknown activities (the nearest known are named), more than
        one of an activity, or with a verdict that does not fit (``protect`` for what the region lacks).

    Examples
    --------
    >>> import pandas as pd
    >>> rows = [("auto", False, "enter"), ("rail", True, "keep")]
    >>> model = pd.DataFrame(rows, columns=["activity", "present", "verdict"])
    >>> ours = Override(activity="auto", verdict="hold", reason="plant closes", by="Office", date="2022-02-11")
    >>> with_overrides(model, [ours])[["activity", "verdict", "model_verdict", "overridden"]].values.tolist()
    [['auto', 'hold', 'enter', True], ['rail', 'keep', 'keep', False]]
    """
    missing = [column for column in ("activity", "present", "verdict") if column not in verdicts.columns]
    if missing:
        raise InputError("missing-columns", table="verdicts", missing=listed(missing))
    repeated = int(verdicts["activity"].duplicated().sum())
    if repeated:
        raise InputError("repeated-key", table="verdicts", key="activity", count=repeated)
    decided = list(overrides)
    _require(verdicts, decided)
    found = verdicts.copy()
    model = list(found["model_verdict" if "model_verdict" in found else "verdict"])
    by_activity = {override.activity: override for override in decided}
    own = [by_activity.get(activity) for activity in found["activity"]]
    found["model_verdict"] = model
    found["verdict"] = [told if mine is None else mine.verdict for told, mine in zip(model, own, strict=True)]
    found["overridden"] = [mine is not None for mine in own]
    for name in _SAID:
        words = [None if mine is None else getattr(mine, name) for mine in own]
        found[name] = pd.Series(words, index=found.index, dtype="str")
    return found


def _require(verdicts: pd.DataFrame, decided: list[Override]) -> None:
    """Refuse overrides of unknown activities, of one activity twice, or with a verdict of the other kind."""
    has = dict(zip(verdicts["activity"], verdicts["present"], strict=True))
    unknown = [override.activity for override in decided if override.activity not in has]
    if unknown:
        known = [str(activity) for activity in has]
        near = [one for typed in unknown for one in get_close_matches(typed, known, n=3, cutoff=0.4)]
        raise InputError("override-unknown", unknown=listed(unknown), near=listed(dict.fromkeys(near or known[:3])))
    twice = [activity for activity, count in Counter(one.activity for one in decided).items() if count > 1]
    if twice:
        raise InputError("override-twice", labels=listed(twice))
    wrong = [
        f"{one.activity}: {one.verdict}"
        for one in decided
        if one.verdict not in (PRESENT_VERDICTS if has[one.activity] else OPTION_VERDICTS)
    ]
    if wrong:
        options, present = listed(OPTION_VERDICTS), listed(PRESENT_VERDICTS)
        raise InputError("override-kind", pairs=listed(wrong), options=options, present=present)


def _is_day(text: str) -> bool:
    try:
        return parse_period(text).kind == "day"
    except InputError:
        return False
