"""Sections of ``study.toml`` that say what the report shows; each may be left out."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from growthpole.study.sections import Section, Words

__all__ = [
    "ComparisonEntry",
    "ComplexityEntry",
    "CompositionEntry",
    "ConvergenceEntry",
    "DefinitionEntry",
    "FootprintEntry",
    "GrowthCheckEntry",
    "OtherReading",
    "PanelEntry",
    "PeerEntry",
    "RankEntry",
    "StabilityEntry",
    "TargetEntry",
]


class OtherReading(Section):
    """Another reading of the target, kept in a footnote wherever the target is used."""

    id: str
    """Name of the reading in number keys."""
    base_indicator: str
    """Indicator the goal is measured against in this reading."""
    note: Words
    """What is read differently."""
    headline: Words | None = None
    """The same in a few words, for the headline; the note where it is not given."""


class TargetEntry(Section):
    """The target: an indicator, its base year and goal year, the sample behind it, other readings."""

    indicator: str
    """Indicator of base and goal."""
    base: str
    """Base year."""
    goal: str
    """Goal year."""
    sample_indicator: str = ""
    """Count of the units behind the level (firms), so that a change of sample is seen."""
    note: Words
    """How base and goal are to be read; stands in a footnote wherever the target is used."""
    judgement: bool = False
    """Whether pairing base and goal is a judgement."""
    main_reading: Words | None = None
    """Name of the reading the report uses."""
    sample_note: Words | None = None
    """What the sample is, and what its change may mean; said where the sample changed."""
    reading: tuple[OtherReading, ...] = ()
    """Other readings of the target."""


class RankEntry(Section):
    """Ranks as published: the universe they run over, and the indicators to show."""

    universe: Words
    """Over what the ranks run."""
    indicators: tuple[str, ...]
    """Rank indicators to show for the period."""
    period: str
    """Period of the ranks."""
    history: tuple[str, ...] = ()
    """Rank indicators shown for every period there is."""
    table: Words | None = None
    """Title of the table of ranks."""
    history_note: Words | None = None
    """What the ranks of other periods are."""
    leave_out: Words | None = None
    """Words of the indicators' names that are left out in lists of ranks, separated by |."""


class FootprintEntry(Section):
    """Counts by region and activity as a footprint: a group of activities in one year."""

    indicator: str
    """Indicator with counts by region and activity."""
    period: int
    """Year shown."""
    base_period: int
    """Year the change is counted from."""
    group_attribute: str
    """Attribute of activities that makes the group."""
    group_value: str = "true"
    """Value of the attribute that belongs to the group."""
    group_name: Words
    """Name of the group."""
    title: Words | None = None
    """Title of the section."""
    note: Words | None = None
    """What the counts are, and are not; stands at the head of the section."""
    activity_note: Words | None = None
    """How the activities are told apart."""
    change_note: Words | None = None
    """What the change of the counts leaves out."""


class PanelEntry(Section):
    """An indicator by region and activity: its structure in one year, its change from another."""

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    """Name in number keys: small letters, digits, underscores."""
    name: Words
    """Title."""
    indicator: str
    """Indicator with values by region and activity."""
    period: int
    """Year shown."""
    base_period: int | None = None
    """Year the change is counted from; without it no change is shown."""
    exclude: tuple[str, ...] = ()
    """Activities left out: totals, and parts of others."""
    note: Words
    """What the values are, and are not."""
    uncertainty: Literal["register", "counts", "rounding"] = "register"
    """Kind of the data: a full register, counts of few units (firms, patents), or rounded figures."""
    rounded_to: float = Field(default=0.0, ge=0)
    """Unit the figures are rounded to, where they are (100 for hundreds)."""
    activity_groups: str = ""
    """Attribute of the activities that groups them (parent, or another): related and unrelated variety."""
    region_groups: str = ""
    """Attribute of the regions that groups them: inequality within and between the groups."""
    new_drivers: tuple[str, ...] = ()
    """Activities counted as new drivers of growth; needs base_period."""
    drivers_note: Words | None = None
    """Why these are the new drivers."""

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.base_period is not None and self.base_period >= self.period:
            raise ValueError(f"base_period {self.base_period} must lie before period {self.period}")
        if self.new_drivers and self.base_period is None:
            raise ValueError("new_drivers need a base_period")
        if (self.uncertainty == "rounding") != (self.rounded_to > 0):
            raise ValueError('uncertainty = "rounding" and rounded_to go together: 100 for figures in hundreds')
        return self


class ComplexityEntry(Section):
    """Economic complexity of the regions from one indicator by region and activity, with the certainty it has."""

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    """Name in number keys: small letters, digits, underscores."""
    name: Words
    """Title."""
    indicator: str
    """Indicator with values by region and activity."""
    periods: tuple[int, ...] = Field(min_length=1)
    """Years, ascending; the last is the one shown in full."""
    uncertainty: Literal["register", "counts", "rounding", "relative"] = "register"
    """Noise of the draws: none, Poisson counts, rounding, or a relative error."""
    noise_scale: float = Field(default=0.0, ge=0)
    """Unit of the rounding, or the relative error (0.1 for ten per cent)."""
    threshold: tuple[float, float] = (0.8, 1.25)
    """Location quotients between which the draws take the threshold of presence."""
    exclude: tuple[str, ...] = ()
    """Activities left out: totals, and parts of others."""
    attribute: str = ""
    """Attribute of the activities that selects among them; all when empty."""
    values: tuple[str, ...] = ()
    """Values of the attribute that are taken."""
    note: Words
    """What the values are, and are not."""

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if list(self.periods) != sorted(set(self.periods)):
            raise ValueError("periods must be ascending, each once")
        if (self.uncertainty in ("rounding", "relative")) != (self.noise_scale > 0):
            raise ValueError(
                'noise_scale goes with uncertainty = "rounding" (its unit) or "relative" (0.1 for ten per cent)'
            )
        if bool(self.attribute) != bool(self.values):
            raise ValueError("attribute and values go together")
        return self


class ConvergenceEntry(Section):
    """An indicator by region in a first and a last year: do the lower regions catch up, does the gap close?"""

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    """Name in number keys: small letters, digits, underscores."""
    indicator: str
    """Indicator per head, a rate or an intensity; sizes of regions do not converge."""
    start: int
    """First year."""
    end: int
    """Last year."""
    vintage: str = ""
    """Vintage, where a region has several."""
    note: Words | None = None
    """What the values are, and are not."""

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.start >= self.end:
            raise ValueError(f"start {self.start} must lie before end {self.end}")
        return self


class PeerEntry(Section):
    """An indicator to compare over all regions of the nation."""

    indicator: str
    """Indicator to compare."""
    period: str
    """Period."""
    vintage: str = ""
    """Vintage, where a region has several."""


class ComparisonEntry(Section):
    """A growth rate of the region beside the nation's: was share won or lost?"""

    indicator: str
    """Growth indicator in per cent, published for region and nation."""
    period: str
    """Period."""


class GrowthCheckEntry(Section):
    """A published growth rate beside the one its published levels give."""

    id: str
    """Name of the check in number keys."""
    region: str
    """Region of the figures."""
    growth: str
    """Published growth indicator."""
    level: str
    """Published level indicator."""
    base: str
    """Year of the first level."""
    base_vintage: str = ""
    """Its vintage, where there are several."""
    end: str
    """Year of the second level and of the published growth."""
    end_vintage: str = ""
    """Vintage of the second level."""


class CompositionEntry(Section):
    """Parts of a total: indicators of one region, or one indicator over the regions under it."""

    id: str
    """Name in number keys."""
    name: Words
    """Title."""
    total: str
    """Indicator of the total."""
    parts: tuple[str, ...] = ()
    """Indicators of the parts."""
    children_of: str = ""
    """Region whose children are the parts, in place of parts."""
    period: str
    """Period."""
    vintage: str = ""
    """Vintage, where there are several."""


class DefinitionEntry(Section):
    """A named aggregate, the value it has, and what exactly it is a share of."""

    id: str
    """Name in number keys."""
    indicator: str
    """Indicator of the share, or of its numerator."""
    period: str
    """Period."""
    over: str = ""
    """Indicator of the denominator; empty when the share itself is published."""
    kind: Literal["actual", "target"] = "actual"
    """Whether the value is an actual or a target."""
    note: Words
    """What exactly it is a share of."""


class StabilityEntry(Section):
    """One of the things to be kept stable, with the indicators that speak to it, if any."""

    id: str
    """Name in number keys."""
    name: Words
    """Title."""
    indicators: tuple[str, ...] = ()
    """Indicators that speak to it; none means no data."""
    note: Words | None = None
    """What the values are, and are not."""
