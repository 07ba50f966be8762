"""Sections ``[plan]`` and ``[track]`` of ``study.toml``: what is assumed, what limits a plan, what is watched."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, field_validator, model_validator

from growthpole.study.opening import written_day
from growthpole.study.plan_evidence import HistoryEntry, NetworkEntry, ReferenceEntry
from growthpole.study.plan_stability import JobsEntry, ResilienceEntry
from growthpole.study.sections import Section, Words

__all__ = [
    "AssumptionEntry",
    "ExclusionEntry",
    "GuardRailEntry",
    "PlanEntry",
    "PlanLimitEntry",
    "PrecedenceEntry",
    "TaskEntry",
    "TrackEntry",
]

Triple = tuple[float, float, float]


class AssumptionEntry(Section):
    """What is assumed of candidate projects: of all of them, or of those of one activity, which stands before it.

    Nothing here comes from a source unless ``basis`` says so; every figure is listed in the report and marked.
    """

    activity: str = ""
    """Activity it is about; all projects when empty."""
    basis: Literal["source", "assumption"] = "assumption"
    """Whether a source says so, or it is assumed."""
    source: str = ""
    """The source; needed with basis source."""
    investment: float | None = Field(default=None, ge=0)
    """Investment of one project, in the unit of the plan."""
    output_per_investment: float | None = Field(default=None, ge=0)
    """Output a year at full capacity per unit of investment."""
    value_added: float | None = Field(default=None, ge=0, le=1)
    """Share of value added in output."""
    lead: float | None = Field(default=None, ge=0)
    """Years from start to first output."""
    ramp: float | None = Field(default=None, ge=0)
    """Years from first output to full capacity."""
    utilisation: Triple | None = None
    """Least, likeliest and most utilisation at full capacity."""
    delay: Triple | None = None
    """Least, likeliest and most delay in years."""
    overrun: Triple | None = None
    """Least, likeliest and most cost as a multiple of the investment."""
    probability: float | None = Field(default=None, ge=0, le=1)
    """Probability of reaching production."""
    public_share: float | None = Field(default=None, ge=0, le=1)
    """Share of the investment that the budget bears."""
    foreign_share: float | None = Field(default=None, ge=0, le=1)
    """Share of the investment that comes from abroad."""
    displacement: float | None = Field(default=None, ge=0, le=1)
    """Share of the output that replaces what the region already makes."""
    jobs_per_output: float | None = Field(default=None, ge=0)
    """Jobs per unit of output."""
    energy_per_output: float | None = Field(default=None, ge=0)
    """Energy a year per unit of output."""

    @model_validator(mode="after")
    def _one(self) -> Self:
        if self.basis == "source" and not self.source:
            raise ValueError("basis source needs the source")
        return self


class PlanLimitEntry(Section):
    """What a plan must keep to; whatever is left out does not bind."""

    budget: dict[str, float] = Field(default_factory=dict)
    """Most public money by year, in the unit of the plan."""
    jobs_floor: dict[str, float] = Field(default_factory=dict)
    """Fewest jobs of the projects by year."""
    energy_cap: dict[str, float] = Field(default_factory=dict)
    """Most energy of the projects by year."""
    foreign_share: float | None = Field(default=None, ge=0, le=1)
    """Most foreign money as a share of the investment chosen."""
    foreign_cap: float | None = Field(default=None, ge=0)
    """Most foreign money, in the unit of the plan."""
    partner_share: float | None = Field(default=None, ge=0, le=1)
    """Largest share of one partner in the investment chosen."""
    chain_minimum: dict[str, int] = Field(default_factory=dict)
    """Fewest projects of a chain."""
    must: tuple[str, ...] = ()
    """Projects that are chosen in any case."""
    never: tuple[str, ...] = ()
    """Projects that are not."""


class PrecedenceEntry(Section):
    """A project that comes only after another: the supplier before the assembler."""

    before: str
    """Project that comes first."""
    after: str
    """Project that needs it."""
    lag: int = Field(default=0, ge=0)
    """Years between the two starts."""


class ExclusionEntry(Section):
    """Projects of which at most one is chosen."""

    projects: tuple[str, ...] = Field(min_length=2)
    """Their codes."""


class TaskEntry(Section):
    """A task of this year's work plan."""

    month: str = Field(pattern=r"^\d{4}-(0[1-9]|1[0-2])$")
    """Month it is due, such as 2023-03."""
    department: Words
    """Who does it."""
    what: Words
    """What is done."""
    project: str = ""
    """Project it belongs to, if any."""
    basis: Literal["source", "assumption"] = "assumption"
    """Whether a source says so, or it is proposed here."""
    source: str = ""
    """The source; needed with basis source."""

    @model_validator(mode="after")
    def _sourced(self) -> Self:
        if self.basis == "source" and not self.source:
            raise ValueError("basis source needs the source")
        return self


class GuardRailEntry(Section):
    """A guard-rail of one of the things to be kept stable: below the floor or above the ceiling is an alarm."""

    stability: str
    """Id of the stability."""
    indicator: str
    """Indicator that is watched."""
    floor: float | None = None
    """Least value, in the unit of the indicator."""
    ceiling: float | None = None
    """Most value, in the unit of the indicator."""
    warn: float | None = Field(default=None, ge=0)
    """How near, in the unit of the indicator, is called near; a tenth of the limit when not given."""
    note: Words | None = None
    """Where the limit comes from."""

    @model_validator(mode="after")
    def _limited(self) -> Self:
        if self.floor is None and self.ceiling is None:
            raise ValueError("a guard-rail has a floor, a ceiling or both")
        if self.floor is not None and self.ceiling is not None and self.floor >= self.ceiling:
            raise ValueError(f"the floor {self.floor:g} of {self.stability} is not below its ceiling {self.ceiling:g}")
        return self


class PlanEntry(Section):
    """The construction map: odds of the target, candidate projects, limits, roadmap, this year's work."""

    note: Words
    """What the plan rests on; stands at the head of the section."""
    unit: str
    """Unit of all money in this section."""
    periods: tuple[int, ...] = Field(min_length=1, max_length=50)
    """Years of the plan, in order: spend, output and jobs are counted in them."""
    last_start: int = 0
    """Last year in which a project may start; the last of the years when not given."""
    reference: ReferenceEntry | None = None
    """The reference class of the odds."""
    history: HistoryEntry | None = None
    """Levels by activity, where there are eight comparable years or more."""
    network: NetworkEntry | None = None
    """Firms and their deliveries, where they are known."""
    register_: str = Field(default="", alias="register")
    """Register of projects, of the kind projects; none when empty."""
    stage_probability: dict[
        Literal["lead", "negotiating", "signed", "started"], Annotated[float, Field(ge=0, le=1)]
    ] = Field(default_factory=dict)
    """Probability of reaching production from each stage of the register: lead, negotiating, signed, started."""
    verdicts: tuple[Literal["enter", "explore", "hold"], ...] = ("enter", "explore")
    """Options with these verdicts become template projects."""
    most: int = Field(default=5, ge=0, le=200)
    """Most template projects."""
    assumption: tuple[AssumptionEntry, ...] = ()
    """What is assumed of the projects; a later entry stands before an earlier one."""
    objective: Literal["value", "tail", "odds"] = "value"
    """What is maximised: expected value added, its mean with the mean of its worst tenth, or the odds of the target."""
    limits: PlanLimitEntry = PlanLimitEntry()
    """What the plan must keep to."""
    precedence: tuple[PrecedenceEntry, ...] = ()
    """Projects that come after others."""
    exclusion: tuple[ExclusionEntry, ...] = ()
    """Projects that exclude each other."""
    capacity: dict[str, float] = Field(default_factory=dict)
    """Spare capacity by sector, output a year in the unit of the plan: spillover stops there; no limit if left out."""
    departments: dict[Literal["started", "construction", "producing", "at_capacity"], Words] = Field(
        default_factory=dict
    )
    """Who answers for each milestone of the projects."""
    scenarios: int = Field(default=200, ge=10, le=1000)
    """Scenarios of delay, overrun, utilisation and failure."""
    paths: int = Field(default=10_000, ge=100, le=1_000_000)
    """Paths of a modelled history."""
    time_limit: float = Field(default=10.0, gt=0, le=3600)
    """Seconds after which the search for the best plan stops; the gap reached is printed."""
    task: tuple[TaskEntry, ...] = ()
    """This year's work."""
    guard_rail: tuple[GuardRailEntry, ...] = ()
    """Limits of what is to be kept stable."""
    resilience: tuple[ResilienceEntry, ...] = ()
    """Downturns of the nation and recoveries from them."""
    jobs: JobsEntry | None = None
    """Jobs by activity, where they are known."""
    stability_note: Words | None = None
    """What is to be known of the stability measures: above all why one of them has no data."""

    @field_validator("periods")
    @classmethod
    def _years(cls, value: tuple[int, ...]) -> tuple[int, ...]:
        if list(value) != list(range(value[0], value[0] + len(value))):
            raise ValueError("the years of the plan follow each other: 2023, 2024, 2025")
        return value

    @model_validator(mode="after")
    def _of_the_first_year(self) -> Self:
        """The work plan is that of the first year: a task of another year would vanish."""
        other = [one.month for one in self.task if not one.month.startswith(str(self.periods[0]))]
        if other:
            raise ValueError(
                f"[[plan.task]]: the work plan is of {self.periods[0]}; move or leave out {', '.join(other)}"
            )
        return self


class TrackEntry(Section):
    """Is it working? What is watched after the plan was made, and on which day that is read.

    The levels are those of the target's indicator, from the sources and from the ledger.
    """

    on: str
    """Day on which the tracking is read, such as 2025-12-31: later figures are not shown, dates before it are past."""
    note: Words
    """What the figures are, and are not; stands at the head of the section."""
    growth: tuple[str, ...] = ()
    """Indicators of published growth rates, shown beside the levels and never chained to them."""
    cumulative_growth: str = ""
    """Indicator with the published growth of the target's cumulative figures."""
    contracted: tuple[str, ...] = ()
    """Indicators of contracted foreign investment."""
    utilised: tuple[str, ...] = ()
    """Indicators of utilised foreign investment; never added to the contracted."""
    signed: tuple[str, ...] = ()
    """Indicators of what was signed or announced: signed is not built."""

    conversion: float = Field(default=0.7, gt=0, lt=1)
    """Share of projects that go on from one stage to the next, as expected before any was seen: a judgement."""
    conversion_weight: float = Field(default=10.0, gt=0)
    """How many projects that judgement is worth."""

    @field_validator("on", mode="before")
    @classmethod
    def _day(cls, value: object) -> object:
        return written_day(value)
