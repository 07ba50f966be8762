"""Words and cells that a track record has in common, whether a command prints it or a report."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final, Literal, Protocol

from growthpole.messages import has
from growthpole.views.model import Span

if TYPE_CHECKING:
    from growthpole.views.writing import Writer

FEWEST_REGIONS: Final = 20
"""Regions below which an interval from drawing them is too short to conclude from."""
METRICS: Final = ("auc", "range", "lift", "precision", "brier_skill", "log_loss")
"""Headings of :func:`metric_cells`."""
RELIABILITY: Final = ("cases", "said", "came", "low", "high")
"""Headings of :func:`reliability_cells`."""

__all__ = [
    "FEWEST_REGIONS",
    "METRICS",
    "RELIABILITY",
    "Number",
    "counted_up_to",
    "headings",
    "metric_cells",
    "model_words",
    "overlap",
    "phase_words",
    "place_cell",
    "reliability_cells",
]


class Number(Protocol):
    """Makes the span of a number of a row, with its key; a word where it is not defined."""

    def __call__(
        self, row: Mapping[str, Any], column: str, digits: int = 3, *, sign: bool = False, share: bool = False
    ) -> Span:
        """Span of ``column``."""
        ...


def model_words(w: Writer, key: str) -> str:
    """Name of a model; a score of somebody's own by the name they gave it."""
    return w.say(f"track.model.{key}") if has(f"views.track.model.{key}") else key


def phase_words(w: Writer, phase: str) -> str:
    """The part an origin had in the choice."""
    return w.say(f"track.phase.{phase}")


def headings(w: Writer, names: Iterable[str]) -> tuple[str, ...]:
    """Headings of columns."""
    return tuple(w.say(f"track.column.{name}") for name in names)


def metric_cells(number: Number, row: Mapping[str, Any]) -> tuple[Span, ...]:
    """Metrics of a model over origins, under :data:`METRICS`; the key of a range is that of its least."""
    least, most = (number(row, f"auc_{end}") for end in ("min", "max"))
    return (
        number(row, "auc_mean"),
        least if not least.key else least.model_copy(update={"text": f"{least.text}–{most.text}"}),
        number(row, "lift_mean", 2),
        number(row, "precision_at_k_mean", 1, share=True),
        number(row, "brier_skill_mean", 3, sign=True),
        number(row, "log_loss_mean", 4),
    )


def reliability_cells(number: Number, row: Mapping[str, Any]) -> tuple[Span, ...]:
    """What was said of a group of cases, and what came, under :data:`RELIABILITY`."""
    shares = ("mean_probability", "observed", "observed_low", "observed_high")
    return (number(row, "cases", 0), *(number(row, name, 1, share=True) for name in shares))


def place_cell(number: Number, row: Mapping[str, Any], column: str) -> Span:
    """A place, a tie by its middle."""
    return number(row, column, 1 if float(row[column]) % 1 else 0)


def counted_up_to(starts: Iterable[int], horizon: int) -> int:
    """How many windows one crossing of the threshold can fall into; 1 where the windows do not overlap.

    Examples
    --------
    >>> counted_up_to([2001, 2002, 2003, 2004], 3), counted_up_to([2006, 2011, 2016], 5)
    (3, 1)
    """
    held = sorted(set(starts))
    return max((sum(first <= start < first + horizon for start in held) for first in held), default=0)


def overlap(w: Writer, of: Literal["events", "intervals"], starts: Iterable[int], horizon: int) -> list[str]:
    """What overlapping windows mean for a count of events or for intervals; nothing where none overlap."""
    times = counted_up_to(starts, horizon)
    return [w.say(f"track.overlap_{of}", times=times)] if times > 1 else []
