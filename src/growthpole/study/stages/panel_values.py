"""Values of one panel of the study: without the nation and what is excluded, with slices that explain them."""

from __future__ import annotations

from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from growthpole.dims import ACTIVITY, PERIOD, REGION
from growthpole.errors import InputError, listed
from growthpole.study.stages.series_breaks import bridged_groups, on_one_base, panel_among
from growthpole.study.stages.traced import observations_of, traced_table

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    import xarray as xr

    from growthpole.provenance import Slice, Trace
    from growthpole.study.shown import PanelEntry
    from growthpole.study.stages import Context
    from growthpole.tables.results import ResultTable

__all__ = ["PanelValues", "RegionalValues", "known_codes", "panel_values", "regional_values"]


@dataclass(frozen=True, slots=True)
class RegionalValues:
    """Values [period, region, activity] of the nation's regions, complete in the years asked for.

    Attributes
    ----------
    left_out : mapping of label to dimension
        Regions and activities left out because a value is absent or negative.
    bridged : mapping of str to str
        What each label of a year before a break was put together of.
    """

    values: xr.DataArray
    unit: str
    left_out: Mapping[str, str]
    bridged: Mapping[str, str] = field(default_factory=dict)

    @property
    def regions(self) -> list[str]:
        """Codes of the regions."""
        return [str(code) for code in self.values.indexes[REGION]]

    @property
    def activities(self) -> list[str]:
        """Codes of the activities."""
        return [str(code) for code in self.values.indexes[ACTIVITY]]

    def groups(self, context: Context) -> dict[str, str]:
        """Sets of labels that slices of traces name."""
        own = context.case.question.region
        labels = {"regions": "|".join(self.regions), "activities": "|".join(self.activities), "own": own}
        return {**labels, **self.bridged}


def regional_values(
    context: Context,
    section: str,
    indicator: str,
    years: list[int],
    *,
    exclude: Iterable[str] = (),
    among: Collection[str] | None = None,
) -> RegionalValues:
    """Values of an indicator by region and activity.

    Parameters
    ----------
    section : str
        Section of ``study.toml`` that asks, for messages.
    years : list of int
        Years in which every value must be there; what lacks one is left out.
    exclude : iterable of str
        Activities left out: totals, and parts of others.
    among : collection of str, optional
        The only activities that count; all by default.

    Raises
    ------
    InputError
        A year, the region or a peer has no values, or no activity is complete.
    """
    from growthpole.observe import build_panel

    found = context.ingest()
    question = context.case.question
    absent = found.absent.get(indicator, "absent")
    panel = build_panel(found.observations, indicator, absent="zero" if absent == "zero" else "absent")
    dropped = set(exclude)
    known_codes(section, "exclude", dropped, found.classifications["activity"].codes)
    based = on_one_base(
        context,
        section,
        panel_among(panel, found.classifications["region"].children(question.nation), dropped, among),
        years,
    )
    panel = based.panel
    held = set(panel.values.indexes[REGION])
    regions = [code for code in found.classifications["region"].children(question.nation) if code in held]
    activities = [str(code) for code in panel.values.indexes[ACTIVITY]]
    lacking = [str(year) for year in years if year not in panel.years]
    lacking += [code for code in (question.region, *question.peers) if code not in regions]
    if lacking or not activities:
        raise InputError("no-fact", section=section, wanted=listed(lacking or ["activities"]))
    shown = panel.values.sel({REGION: regions, ACTIVITY: activities})
    left_out = _left_out(shown.sel({PERIOD: years}), {question.region, *question.peers})
    regions = [code for code in regions if left_out.get(code) != REGION]
    activities = [code for code in activities if left_out.get(code) != ACTIVITY]
    if not activities:
        count = int(shown.sel({PERIOD: years}).isnull().sum())
        raise InputError("panel-incomplete", section=section, count=count)
    chosen = shown.sel({REGION: regions, ACTIVITY: activities})
    return RegionalValues(chosen, panel.unit, left_out, bridged_groups(based.parts))


@dataclass(frozen=True, slots=True)
class PanelValues:
    """Values [period, region, activity] of one panel, and the groups of its activities and regions.

    Attributes
    ----------
    activity_groups, region_groups : mapping of label to group
        Empty where the study names no attribute to group by.
    left_out : mapping of label to dimension
        Regions and activities left out because a value is absent or negative.
    """

    entry: PanelEntry
    values: xr.DataArray
    unit: str
    region: str
    groups: dict[str, str]
    activity_groups: Mapping[str, str]
    region_groups: Mapping[str, str]
    left_out: Mapping[str, str]

    def at(self, year: int) -> xr.DataArray:
        """Values of one year."""
        chosen: xr.DataArray = self.values.sel({PERIOD: year}, drop=True)
        return chosen

    def slice(self, name: str, **where: str) -> Slice:
        """Observations behind a symbol; all regions and activities of the panel unless said otherwise."""
        return observations_of(name, self.entry.indicator, self.entry.period, where)

    def table(
        self, name: str, rows: list[dict[str, Any]], dims: tuple[str, ...], columns: dict[str, tuple[str, Trace]]
    ) -> ResultTable:
        """Result table ``ID_name`` with its columns of numbers, each with unit and trace."""
        return traced_table(f"{self.entry.id}_{name}", rows, dims, columns, self.groups)


def panel_values(context: Context, entry: PanelEntry) -> PanelValues:
    """Values of a ``[[panel]]`` of the study.

    Raises
    ------
    InputError
        A year, the region or a peer has no values, or an attribute to group by is unknown or leaves a label out.
    """
    years = [year for year in (entry.period, entry.base_period) if year is not None]
    held = regional_values(context, f"[[panel]] {entry.id}", entry.indicator, years, exclude=entry.exclude)
    known_codes(f"[[panel]] {entry.id}", "new_drivers", entry.new_drivers, held.activities)
    if len(held.regions) < 2:
        raise InputError("panel-one-region", section=f"[[panel]] {entry.id}", region=listed(held.regions))
    if entry.rounded_to and bool((held.values.sel({PERIOD: years}) % entry.rounded_to > 0).any()):
        raise InputError("not-multiples", section=f"[[panel]] {entry.id}", unit=f"{entry.rounded_to:g}")
    region_groups = _grouped(context, entry, "region", entry.region_groups, held.regions)
    return PanelValues(
        entry=entry,
        values=held.values,
        unit=held.unit,
        region=context.case.question.region,
        groups={**held.groups(context), **_members(region_groups)},
        activity_groups=_grouped(context, entry, "activity", entry.activity_groups, held.activities),
        region_groups=region_groups,
        left_out=held.left_out,
    )


def known_codes(section: str, key: str, codes: Iterable[str], known: Iterable[str]) -> None:
    """Refuse codes that stand nowhere: a misspelt one would silently change every figure.

    Raises
    ------
    InputError
        The message names them with the nearest known codes.
    """
    every = sorted(set(known))
    unknown = sorted(set(codes) - set(every))
    if unknown:
        near = [match for code in unknown for match in get_close_matches(code, every, n=2, cutoff=0.4)]
        raise InputError(
            "unknown-codes", section=f"{section} {key}", names=listed(unknown), near=listed(near or every[:5])
        )


def _members(groups: Mapping[str, str]) -> dict[str, str]:
    """Members of each group of regions under ``group NAME``, for the views."""
    held: dict[str, list[str]] = {}
    for code, group in groups.items():
        held.setdefault(group, []).append(code)
    return {f"group {group}": "|".join(codes) for group, codes in held.items()}


def _left_out(shown: xr.DataArray, kept: set[str]) -> dict[str, str]:
    """What cannot be compared: regions that lack more than half, then activities that lack a region's value.

    A negative value is no level and counts as lacking.

    The region of the study and its peers (``kept``) stay, whatever they lack.
    """
    absent = (shown.isnull() | (shown < 0)).any(PERIOD)
    poor = [str(code) for code in absent[REGION].values[absent.mean(ACTIVITY).values > 0.5] if code not in kept]
    partly = absent.drop_sel({REGION: poor}).any(REGION)
    lacking = [str(code) for code in partly[ACTIVITY].values[partly.values]]
    return {**dict.fromkeys(poor, REGION), **dict.fromkeys(lacking, ACTIVITY)}


def _grouped(context: Context, entry: PanelEntry, name: str, attribute: str, codes: Iterable[str]) -> Mapping[str, str]:
    """Group of each code by an attribute of its classification; a code without one is a group of its own."""
    if not attribute:
        return {}
    classification = context.ingest().classifications[name]
    known = [str(column) for column in classification.frame.columns]
    if attribute not in known:
        section = f"[[panel]] {entry.id} {name}_groups"
        raise InputError("unknown-option", option=section, value=attribute, known=listed(known, 12))
    groups = classification.attribute(attribute)
    return {code: groups[code] or code for code in codes}
