"""Grades: how good is the evidence behind an option?

====== ==============================================================================================
Grade  What stands behind the option
====== ==============================================================================================
A      Learnt and tested on the user's own panel, on data of output, with a local source that is cited
B      Learnt and tested on the user's own panel of real values
C      A prior model, or too few events to test one, on real values; counts of firms are at best C
D      Money from proxies, or any part that is assumed or unknown
====== ==============================================================================================

A grade says how much to trust the advice, never how good the option is. The weakest part decides.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, NamedTuple

from growthpole.errors import InputError
from growthpole.opportunities import _givens
from growthpole.opportunities.choosing import LEAST_EVENTS

__all__ = ["Grade", "Graded", "grade"]

Grade = Literal["A", "B", "C", "D"]
ValuesKind = Literal["output", "count", "other"]


class Graded(NamedTuple):
    """A grade and the codes of what decided it."""

    grade: Grade
    reasons: tuple[str, ...]


def grade(
    *, events: int, scored: bool, values_kind: ValuesKind, cited: bool, assumed_parts: Iterable[str] = ()
) -> Graded:
    """Evidence grade of an option, A (best) to D, with its reasons.

    Parameters
    ----------
    events : int
        Events of the task in the user's own panel, 0 or more; 0 where a prior model was used.
    scored : bool
        Whether the selected model, on that panel, was better than its baselines out of sample.
    values_kind : {"output", "count", "other"}
        What the panel holds: output (value added, revenue), counts of firms, or other real values (persons, exports).
        Values that stand for others are a proxy: name them in ``assumed_parts``.
    cited : bool
        Whether a local source that is cited speaks of the activity in the region.
    assumed_parts : iterable of str
        Parts of the option (``"output"``, ``"cost"``, ``"jobs"``) that are proxies, assumed or unknown.

    Returns
    -------
    Graded
        ``grade`` and ``reasons``: for A and B what holds; for B, C and D what stands against the next grade up, of
        ``few_events``, ``not_scored``, ``counts_of_firms``, ``not_output``, ``not_cited``, ``assumed_parts``.

    Raises
    ------
    InputError
        An unknown kind, events that are no whole number of zero or more, flags that are not true or false.

    Examples
    --------
    >>> grade(events=240, scored=True, values_kind="output", cited=True)
    Graded(grade='A', reasons=('scored', 'output', 'cited'))
    >>> grade(events=240, scored=True, values_kind="count", cited=True).grade
    'C'
    >>> grade(events=240, scored=True, values_kind="output", cited=True, assumed_parts=["cost"])
    Graded(grade='D', reasons=('assumed_parts',))
    """
    events = _givens.whole("events", events, 0, 2**63 - 1)
    for name, flag in (("scored", scored), ("cited", cited)):
        if flag not in (True, False):
            raise InputError("not-flags", name=name, received=type(flag).__name__)
    # a single word would be read as its letters
    parts = [assumed_parts] if isinstance(assumed_parts, str) else list(assumed_parts)
    match values_kind:
        case "output":
            kind = "output"
        case "count":
            kind = "counts_of_firms"
        case "other":
            kind = "not_output"
        case _:
            raise InputError("unknown-option", option="values_kind", value=values_kind, known="output, count, other")
    if parts:
        return Graded("D", ("assumed_parts",))
    against = {
        "few_events": events < LEAST_EVENTS,
        "not_scored": not scored,
        "counts_of_firms": kind == "counts_of_firms",
    }
    if any(against.values()):
        return Graded("C", tuple(code for code, holds in against.items() if holds))
    if kind == "output" and cited:
        return Graded("A", ("scored", "output", "cited"))
    return Graded("B", ("scored", *(("not_output",) if kind != "output" else ()), *(() if cited else ("not_cited",))))
