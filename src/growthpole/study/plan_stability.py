"""What ``[plan]`` says of stability: downturns the region went through, and jobs by activity."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, Self

from pydantic import Field, field_validator, model_validator

from growthpole.study.sections import Section, Words

if TYPE_CHECKING:
    from growthpole.study.planning import PlanEntry

__all__ = ["JobsEntry", "ResilienceEntry", "stability_notes"]

Undated = Literal["leave_out", "retrospective"]


class ResilienceEntry(Section):
    """A downturn of the nation and the recovery from it: did the region fall less, and rise more?

    The nation is its own figure where the sources have one for each year, else the sum over all its regions. Years on
    two sides of a figure with the status ``series_break`` are refused.
    """

    id: str = Field(pattern=r"^[a-z0-9_]+$")
    """Name of the downturn in number keys."""
    name: Words
    """What fell, in a few words."""
    indicator: str
    """Indicator of the regions, a level such as jobs or output."""
    vintage: str = ""
    """Vintage, where there are several."""
    undated: Undated = "leave_out"
    """Figures without a day of publication: left out, or taken as known and called retrospective."""
    peak: int
    """Year in which the downturn of the nation began."""
    trough: int
    """Year in which it ended."""
    end: int | None = None
    """Year in which the recovery ended; without it only the downturn is read."""
    note: Words | None = None
    """What is to be known of it."""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        years = [self.peak, self.trough, *([] if self.end is None else [self.end])]
        if years != sorted(set(years)):
            raise ValueError("peak, trough and end follow each other")
        return self


class JobsEntry(Section):
    """Jobs by activity: how many hang on activities that may lose their specialisation, and how steady their mix is."""

    indicator: str
    """Indicator of jobs, with values by activity."""
    period: int
    """Year of the jobs at risk."""
    periods: tuple[int, ...] = ()
    """Years of jobs of all regions, from which growth and its covariance are computed; none when empty."""
    vintage: str = ""
    """Vintage of the jobs at risk, where there are several."""
    undated: Undated = "leave_out"
    """Figures without a day of publication: left out, or taken as known and called retrospective."""
    exclude: tuple[str, ...] = ()
    """Activities left out: totals, and parts of others."""
    note: Words | None = None
    """Which jobs are counted, and which are not."""

    @field_validator("periods")
    @classmethod
    def _steps(cls, value: tuple[int, ...]) -> tuple[int, ...]:
        if 0 < len(value) < 3:
            raise ValueError("two steps of growth need three years or more")
        return value


def stability_notes(plan: PlanEntry) -> dict[str, Words | None]:
    """Texts of the stability measures by section and id."""
    given = {
        "plan.stability_note": plan.stability_note,
        "plan.jobs.note": None if plan.jobs is None else plan.jobs.note,
    }
    for entry in plan.resilience:
        given |= {f"plan.resilience.{entry.id}.name": entry.name, f"plan.resilience.{entry.id}.note": entry.note}
    return given
