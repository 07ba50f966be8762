"""Section ``[opportunities]`` of ``study.toml``: options, what is known of their cost, what people decided."""

from __future__ import annotations

import datetime
from typing import Literal, Self

from pydantic import Field, field_validator, model_validator

from growthpole.study.sections import Section, Words

__all__ = ["CostEntry", "DateEntry", "OpportunitiesEntry", "OverrideEntry", "SheetEntry"]


class CostEntry(Section):
    """What entering an industry costs, as a source says or as you assume; what is not given stays without data.

    An entry for an activity stands before one for its sector.
    """

    activity: str = ""
    """Activity it is about."""
    sector: str = ""
    """Or sector of the input-output table: all its activities."""
    basis: Literal["source", "assumption"]
    """Whether a source says so, or it is assumed."""
    source: str = ""
    """The source; needed with basis source."""
    public_investment_per_output: float | None = None
    """Public investment per unit of output."""
    public_investment_per_output_unit: str = ""
    """Its unit, the same in all entries; so for every item below."""
    private_investment_per_output: float | None = None
    """Private investment per unit of output."""
    private_investment_per_output_unit: str = ""
    """Its unit."""
    public_investment_per_job: float | None = None
    """Public investment per job."""
    public_investment_per_job_unit: str = ""
    """Its unit."""
    private_investment_per_job: float | None = None
    """Private investment per job."""
    private_investment_per_job_unit: str = ""
    """Its unit."""
    minimum_efficient_size: float | None = None
    """Output of the smallest plant that pays."""
    minimum_efficient_size_unit: str = ""
    """Its unit."""
    import_dependence: float | None = None
    """Share of imports in inputs, 0 to 1."""
    land_per_output: float | None = None
    """Land per unit of output."""
    land_per_output_unit: str = ""
    """Its unit."""
    energy_per_output: float | None = None
    """Energy per unit of output."""
    energy_per_output_unit: str = ""
    """Its unit."""
    talent: float | None = None
    """Share of graduates in employment, 0 to 1."""

    @model_validator(mode="after")
    def _one(self) -> Self:
        if bool(self.activity) == bool(self.sector):
            raise ValueError("a cost is of one activity or of one sector: give activity or sector")
        return self


def written_day(value: object) -> object:
    """A date of TOML as the text it was written as; anything else as it is."""
    return value.isoformat() if isinstance(value, datetime.date) else value


class OverrideEntry(Section):
    """A verdict that a person puts in the place of the computed one, which stays in sight."""

    activity: str
    """Activity it is about."""
    verdict: Literal["enter", "explore", "hold", "do_not_enter", "protect", "keep"]
    """The verdict; protect and keep for what the region has, the others for what it lacks."""
    reason: str
    """Why, in words."""
    by: str
    """Who decided."""
    date: str
    """Day of the decision, such as 2022-02-11."""

    @field_validator("date", mode="before")
    @classmethod
    def _day(cls, value: object) -> object:
        return written_day(value)


class DateEntry(Section):
    """A date of a decision sheet."""

    date: str
    """When."""
    what: str
    """What is due."""

    @field_validator("date", mode="before")
    @classmethod
    def _day(cls, value: object) -> object:
        return written_day(value)


class SheetEntry(Section):
    """What only people know of an entry: the blanks of its decision sheet. What is left out says that it is missing."""

    activity: str
    """Activity the sheet is about."""
    owner: str = ""
    """Who answers for it."""
    chain_leader: str = ""
    """Who leads the chain."""
    city: str = ""
    """Where."""
    public_cost: str = ""
    """What it costs the public, and on what that rests."""
    counterpart: str = ""
    """With whom: firm, institute, investor."""
    dates: tuple[DateEntry, ...] = Field(default=(), max_length=3)
    """The first dates, three at most."""
    stop_rule: str = ""
    """What would end it."""
    decision: str = ""
    """What is to be decided."""


class OpportunitiesEntry(Section):
    """Where to enter: options of the region, how probable and how valuable each is, and how good such advice was."""

    indicator: str
    """Indicator with values by region and activity."""
    periods: tuple[int, ...] = Field(min_length=1)
    """Years, ascending; the last is the one advice is given in."""
    horizon: int = Field(ge=1)
    """Years ahead: an entry is the state exactly so many years later."""
    kind: Literal["quotient", "counts"] = "quotient"
    """Amounts, or counts of few units (firms, patents), whose presence needs three units and an interval above 1."""
    values_are: Literal["output", "counts", "other"] = "other"
    """What the values are, for the grade of the evidence: output; counts of firms, at best grade C; or others."""
    threshold: float = Field(default=1.0, gt=0)
    """Quotient from which an activity is present; for counts the lower limit of its exact two-sided 95 % interval."""
    thresholds: tuple[float, float] = (0.8, 1.25)
    """Range from which the draws take the threshold."""
    noise: Literal["poisson", "rounding", "relative", "none"] = "relative"
    """Noise of the draws: Poisson for counts, rounding, a relative error, or none but the threshold."""
    noise_scale: float = Field(default=0.0, ge=0)
    """Unit of the rounding, or the relative error; 0.1 for relative when left out."""
    exclude: tuple[str, ...] = ()
    """Activities left out: totals, and parts of others."""
    group_attribute: str = ""
    """Attribute of activities that marks those the report shows in full; all when empty. Models learn from all."""
    group_value: str = "true"
    """Value of the attribute that belongs to the group."""
    group_name: Words | None = None
    """Name of the group; needed with group_attribute."""
    activity_sector: str = ""
    """Attribute of the activities with the sector of the table of [linkages]; without it no linkage and no gap."""
    pole: str = ""
    """Pole of [linkages] whose gaps in money are shown; none when empty."""
    undated: Literal["leave_out", "retrospective"] = "leave_out"
    """Values without a day of publication: left out, or taken as known at the end of their year and called so."""
    tasks: tuple[Literal["entry", "sustained", "activation", "exit"], ...] = ("entry", "exit")
    """What is back-tested."""
    models: tuple[str, ...] = ()
    """Models back-tested beside the baselines: distance, logit, boosting, blend; all when empty."""
    top: int = Field(default=5, ge=1)
    """Length of the list each region would be given."""
    draws: int = Field(default=1000, ge=0, le=100_000)
    """Draws behind the share in which an option stays in the list."""
    interval_draws: int = Field(default=40, ge=0, le=10_000)
    """Draws of regions behind the interval of each probability."""
    weights: dict[str, float] = Field(default_factory=dict)
    """Your own weights by axis: feasibility, opens, delta_eci, density, expected_linkage, multiplier, gap."""
    note: Words
    """What the values are, and are not; stands at the head of the section."""
    track_note: Words | None = None
    """What the back-test can and cannot show on these values; stands beside the track record."""
    cost: tuple[CostEntry, ...] = ()
    """Costs."""
    override: tuple[OverrideEntry, ...] = ()
    """Verdicts of people."""
    sheet: tuple[SheetEntry, ...] = ()
    """Blanks of decision sheets."""

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if list(self.periods) != sorted(set(self.periods)):
            raise ValueError("periods must be ascending, each once")
        if not 0 < self.thresholds[0] <= self.thresholds[1]:
            raise ValueError("thresholds must be a range above 0, the lower first")
        if bool(self.group_attribute) != (self.group_name is not None):
            raise ValueError("group_attribute and group_name go together")
        if self.kind == "counts" and self.values_are == "output":
            raise ValueError('counts of units are no output: values_are = "counts", or kind = "quotient"')
        for name in ("override", "sheet"):
            codes = [entry.activity for entry in getattr(self, name)]
            repeated = sorted({code for code in codes if codes.count(code) > 1})
            if repeated:
                raise ValueError(f"[[opportunities.{name}]]: the activity stands twice: {', '.join(repeated)}")
        unknown = sorted(set(self.weights) - set(AXES))
        if unknown:
            raise ValueError(f"weights: no axis {', '.join(unknown)}; axes: {', '.join(AXES)}")
        if self.noise == "rounding" and not self.noise_scale:
            raise ValueError('noise = "rounding" needs noise_scale, the unit of the rounding')
        return self


AXES = ("feasibility", "opens", "delta_eci", "density", "expected_linkage", "multiplier", "gap")
"""Axes a user's own weights may name."""
