"""What back-test and options start from: a panel cut at the day of knowledge, its lists of activities, its slices."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from growthpole.dims import ACTIVITY, PERIOD, REGION
from growthpole.errors import InputError, listed
from growthpole.progress import Step
from growthpole.provenance import Slice, Trace
from growthpole.study.stages.lookup import why_unknown
from growthpole.study.stages.panel_values import known_codes, regional_values
from growthpole.tables.results import ResultTable

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

    from growthpole.opportunities.scoring import Effort
    from growthpole.study.opening import OpportunitiesEntry
    from growthpole.study.plan_evidence import HistoryEntry
    from growthpole.study.stages import Context
    from growthpole.tables.panels import Panel

Columns = dict[str, tuple[str, Trace]]
SECTION: Final = "[opportunities]"
GROUP: Final = "group"
REST: Final = "rest"

__all__ = ["GROUP", "REST", "SECTION", "Columns", "OpenInput", "known_years", "open_input", "undated_years", "within"]


@dataclass(frozen=True)
class OpenInput:
    """A panel up to the day of knowledge and what the tables made of it need.

    Attributes
    ----------
    years : tuple of int
        Years that were known on the day of knowledge.
    values : DataArray [period, region, activity]
        Their values, complete.
    listed : mapping of str to list of str
        Activities by list: the group of the study, and the rest. Advice is given list by list.
    """

    context: Context
    entry: OpportunitiesEntry
    years: tuple[int, ...]
    values: xr.DataArray
    unit: str
    listed: dict[str, list[str]]
    labels: dict[str, str]

    @property
    def region(self) -> str:
        """The region of the study."""
        return self.context.case.question.region

    @property
    def year(self) -> int:
        """The year advice is given in."""
        return self.years[-1]

    @property
    def now(self) -> xr.DataArray:
        """Values [region, activity] of that year."""
        held: xr.DataArray = self.values.sel({PERIOD: self.year}, drop=True)
        return held.assign_attrs(unit=self.unit)

    @property
    def activities(self) -> list[str]:
        """All activities."""
        return [str(code) for code in self.values.indexes[ACTIVITY]]

    @cached_property
    def panel(self) -> Panel:
        """The panel of the years known."""
        from growthpole.tables.panels import Panel

        return Panel(self.values, self.unit, self.entry.indicator)

    @property
    def effort(self) -> Effort:
        """Seed of the run."""
        from growthpole.opportunities.scoring import Effort

        return Effort(seed=self.context.seed)

    def list_of(self, activity: str) -> str:
        """The list an activity stands in."""
        return GROUP if activity in set(self.listed[GROUP]) else REST

    def cells(self, name: str, **where: str) -> Slice:
        """Observations behind a symbol: of the year of advice, all regions and activities, unless said otherwise."""
        fixed = {
            "indicator": self.entry.indicator,
            "kind": "actual",
            "period": str(self.year),
            "region": "$regions",
            "activity": "$activities",
        }
        return Slice(name, "observe.observations", "value", {**fixed, **where})

    @property
    def peers(self) -> tuple[str, ...]:
        """The peers of the question; where it names none, all other regions."""
        named = self.context.case.question.peers
        return named or tuple(str(one) for one in self.values[REGION].values if str(one) != self.region)

    def past(self, name: str = "x") -> Slice:
        """All values of all years known: what a model learns from."""
        return self.cells(name, period="$years")

    def quotient(self, **where: str) -> tuple[Slice, ...]:
        """The four sums behind a location quotient."""
        region, activity = where.get("region", "$own"), where.get("activity", "$activity")
        period = {"period": where["period"]} if "period" in where else {}
        return (
            self.cells("x[r,a]", region=region, activity=activity, **period),
            self.cells("X_r", region=region, **period),
            self.cells("X_a", activity=activity, **period),
            self.cells("X", **period),
        )

    def table(
        self, stage: str, name: str, rows: list[dict[str, Any]], dims: tuple[str, ...], columns: Columns | None = None
    ) -> ResultTable:
        """Result table ``stage.name`` with its columns of numbers, each with unit and trace."""
        import pandas as pd

        held = columns or {}
        names = list(dict.fromkeys([*dims, *held])) if not rows else None
        return ResultTable(
            stage=stage,
            name=name,
            frame=pd.DataFrame(rows, columns=names),
            dims=dims,
            units={column: unit for column, (unit, _) in held.items()},
            traces=tuple(trace for _, trace in held.values()),
            groups=self.labels,
        )


def within(context: Context, stage: str, parts: int) -> Context:
    """The context whose progress is all of one stage: what its measures report keeps it from looking stuck."""
    reached = 0

    def report(step: Step) -> None:
        nonlocal reached
        if step.stage == stage:
            reached = max(reached, step.done)
        context.on_progress(Step(stage, reached, parts))

    return replace(context, on_progress=report)


def known_years(
    context: Context, entry: OpportunitiesEntry | HistoryEntry
) -> tuple[tuple[int, ...], list[dict[str, Any]]]:
    """Years of the section whose values were known on the day of knowledge, and the others with the reason.

    A year is left out as a whole: ``after`` it ended later, ``later`` a value was published later, ``undated`` a value
    bears no day of publication and the study does not take it as known.
    """
    held = _by_activity(context, entry.indicator)
    years, left_out = [], []
    for year in entry.periods:
        days = held.loc[held["period"] == str(year), "published"]
        reason = why_unknown(context, year, map(str, days.unique()), entry.undated)
        if reason:
            left_out.append({"period": str(year), "reason": reason, "values": float(len(days))})
        else:
            years.append(year)
    return tuple(years), left_out


def undated_years(context: Context, entry: HistoryEntry) -> bool:
    """Whether a value of the years of the section bears no day of publication."""
    held = _by_activity(context, entry.indicator)
    return bool((held.loc[held["period"].isin([str(year) for year in entry.periods]), "published"] == "").any())


def _by_activity(context: Context, indicator: str) -> pd.DataFrame:
    frame = context.ingest().observations.frame
    return frame[(frame["indicator"] == indicator) & (frame["kind"] == "actual") & (frame["activity"] != "")]


def open_input(context: Context, entry: OpportunitiesEntry, years: tuple[int, ...]) -> OpenInput:
    """The panel and its lists.

    Raises
    ------
    InputError
        Years, codes or attributes the study does not have; peers or regions too few.
    """
    held = regional_values(context, SECTION, entry.indicator, list(years), exclude=entry.exclude)
    if len(held.regions) < 2:
        raise InputError("panel-one-region", section=SECTION, region=listed(held.regions))
    every = held.activities
    group = set(every)
    classification = context.ingest().classifications[ACTIVITY]
    known = [str(column) for column in classification.frame.columns]
    for key in ("group_attribute", "activity_sector"):
        wanted = getattr(entry, key)
        if wanted and wanted not in known:
            raise InputError("unknown-option", option=f"{SECTION} {key}", value=wanted, known=listed(known, 12))
    if entry.group_attribute:
        flags = classification.attribute(entry.group_attribute)
        group = {code for code in every if flags.get(code) == entry.group_value}
        if not group:
            raise InputError("no-fact", section=SECTION, wanted=f"{entry.group_attribute}={entry.group_value}")
    asked = {"cost": [one.activity for one in entry.cost if one.activity]}
    asked |= {name: [one.activity for one in getattr(entry, name)] for name in ("override", "sheet")}
    for name, codes in asked.items():
        known_codes(f"[[opportunities.{name}]]", "activity", codes, every)
    labels = held.groups(context)
    labels |= {"years": "|".join(map(str, years)), "indicator": entry.indicator}
    return OpenInput(
        context=context,
        entry=entry,
        years=years,
        values=held.values.sel({PERIOD: list(years)}).transpose(PERIOD, REGION, ACTIVITY),
        unit=held.unit,
        listed={GROUP: [c for c in every if c in group], REST: [c for c in every if c not in group]},
        labels=labels,
    )
