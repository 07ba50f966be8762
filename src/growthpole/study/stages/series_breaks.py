"""Breaks in series that hold in a study, and what a stage does when it meets one."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

from growthpole.dims import ACTIVITY, PERIOD, REGION
from growthpole.errors import InputError
from growthpole.tables.breaks import Link, SeriesBreak, crossing, require_no_crossing

if TYPE_CHECKING:
    from growthpole.study.broken import BreakEntry
    from growthpole.study.case import Case
    from growthpole.study.stages import Context
    from growthpole.tables.bridging import Bridged
    from growthpole.tables.observations import Fact
    from growthpole.tables.panels import Panel
    from growthpole.tables.results import ResultTable

Crossing = Literal["refuse", "announce", "none"]

__all__ = ["Crossed", "breaks_of", "bridged_groups", "crossings_table", "on_one_base", "panel_among", "uncrossed"]


@dataclass(frozen=True, slots=True)
class Crossed:
    """A break that a section of the study crosses, and what was done: bridged, announced, or years left out."""

    section: str
    one: SeriesBreak = field(compare=False, hash=False)
    id: str
    periods: str
    done: Literal["bridged", "announced", "left_out"]


def breaks_of(case: Case) -> list[tuple[SeriesBreak, Crossing]]:
    """Breaks that come with growthpole and those of the study, each with what crossing it does."""
    from growthpole.observe.breaks import automatic_breaks, bundled_breaks

    bundled = {one.id: one for one in bundled_breaks()}
    found: dict[str, tuple[SeriesBreak, Crossing]] = {one.id: (one, "refuse") for one in automatic_breaks()}
    for entry in case.series_break:
        one = _known(bundled[entry.known], entry) if entry.known else _declared(entry)
        found[one.id] = (one, entry.crossing)
    return [(one, done) for one, done in found.values() if done != "none"]


def _links(entry: BreakEntry) -> tuple[Link, ...]:
    return tuple(
        Link(link.source, link.target, None if link.weight == "unknown" else link.weight) for link in entry.link
    )


def _known(one: SeriesBreak, entry: BreakEntry) -> SeriesBreak:
    links = _links(entry)
    own = {link.source for link in links}
    return replace(one, links=(*(link for link in one.links if link.source not in own), *links))


def _declared(entry: BreakEntry) -> SeriesBreak:
    title = {} if entry.note is None else {"en": entry.note.en, "zh": entry.note.zh}
    by_code = entry.dimension != "indicator"
    return SeriesBreak(
        id=entry.id or f"{entry.indicator}-{entry.after}",
        dimension=entry.dimension,
        kind=entry.kind,
        period=entry.period or entry.after,
        links=_links(entry),
        codes=() if by_code else (entry.indicator,),
        complete=entry.complete,
        title=title,  # type: ignore[arg-type]
        source="study.toml, [[series_break]]",
    )


def uncrossed(context: Context, section: str, one: Fact, other: Fact) -> None:
    """Refuse to compare two figures of a series across a break, or note that the study announces it.

    Raises
    ------
    InputError
        A break lies between them, and the study does not announce it.
    """
    start, end = sorted((one, other), key=lambda fact: fact.period)
    series = {name: getattr(start, name) for name in ("region", "activity", "indicator", "scope", "vintage")}
    for broken, done in breaks_of(context.case):
        if done == "refuse":
            require_no_crossing([broken], section, start.period, end.period, **series)
        elif crossing([broken], start.period, end.period, **series):
            periods = f"{start.period}, {end.period}"
            context.crossed.append(Crossed(section, broken, broken.id, periods, "announced"))


def on_one_base(context: Context, section: str, panel: Panel, years: list[int]) -> Bridged:
    """The panel on the base of the last of ``years``.

    Other years of the panel that no bridge reaches are left out, which is noted; the ``years`` themselves must be
    bridged, or the study announces the break.

    Raises
    ------
    InputError
        One of the ``years`` lies across a break without a bridge.
    """
    from growthpole.tables.bridging import Bridged, bridge

    if max(years) not in panel.years:  # whoever asked says that the year is lacking
        return Bridged(panel)
    told = _said_of(context, panel)
    asked = _of_years(panel, [year for year in panel.years if year in years])
    parts: dict[tuple[int, str], tuple[str, ...]] = {}
    applied: list[SeriesBreak] = []
    for broken, done in _towards(max(years), breaks_of(context.case)):
        try:
            made = bridge(panel, [broken], max(years), **told)
        except InputError:
            here = [year for year in panel.years if (year < broken.year) == (max(years) < broken.year)]
            if done == "announce":
                context.crossed.append(Crossed(section, broken, broken.id, _text(panel.years), "announced"))
                continue
            bridge(asked, [broken], max(years), **told)  # refuses where a year that is asked for lies across
            lost = [year for year in panel.years if year not in here and year not in years]
            context.crossed.append(Crossed(section, broken, broken.id, _text(lost), "left_out"))
            made = bridge(
                _of_years(panel, [year for year in panel.years if year not in lost]), [broken], max(years), **told
            )
        if made.applied:
            context.crossed.append(Crossed(section, broken, broken.id, _text(panel.years), "bridged"))
        panel, asked = made.panel, _of_years(made.panel, [year for year in made.panel.years if year in years])
        parts |= made.parts
        applied += made.applied
    return Bridged(panel, tuple(applied), parts)


def panel_among(
    panel: Panel, regions: Collection[str], dropped: Collection[str] = (), among: Collection[str] | None = None
) -> Panel:
    """The panel of the regions and activities that count."""
    held = [code for code in panel.values.indexes[REGION] if code in regions]
    activities = [str(code) for code in panel.values.indexes[ACTIVITY] if code not in dropped]
    activities = [code for code in activities if among is None or code in among]
    return replace(panel, values=panel.values.sel({REGION: held, ACTIVITY: activities}))


def _towards(year: int, known: list[tuple[SeriesBreak, Crossing]]) -> list[tuple[SeriesBreak, Crossing]]:
    """Breaks in the order in which they are bridged: from both far sides towards the base of ``year``."""
    ordered = sorted(known, key=lambda pair: pair[0].year)
    before = [pair for pair in ordered if pair[0].year <= year]
    return [*before, *reversed(ordered[len(before) :])]


def _said_of(context: Context, panel: Panel) -> Mapping[str, str]:
    """Measure, scope and vintage of the panel's indicator."""
    found = context.ingest()
    rows = found.observations.select(indicator=panel.indicator, kind="actual").frame
    first = {name: str(rows[name].iloc[0]) if len(rows) else "" for name in ("scope", "vintage")}
    measure = found.classifications["indicator"].attribute("measure").get(panel.indicator) or "level"
    return {"measure": measure, **first}


def _of_years(panel: Panel, years: list[int]) -> Panel:
    from growthpole.tables.panels import Panel as _Panel

    if years == panel.years:
        return panel
    return _Panel(panel.values.sel({PERIOD: years}), panel.unit, panel.indicator, panel.origin)


def _text(years: list[int]) -> str:
    return ", ".join(str(year) for year in years)


def crossings_table(context: Context) -> list[ResultTable]:
    """``diagnose.crossings``: breaks that were bridged or announced, and years left out; none where none was met."""
    import pandas as pd

    from growthpole.tables.results import ResultTable

    rows = [
        {
            "section": one.section,
            "break": one.id,
            "done": one.done,
            "periods": one.periods,
            "period": one.one.period,
            "kind": one.one.kind,
            "title_en": one.one.name("en"),
            "title_zh": one.one.name("zh"),
            "source": one.one.source,
            "url": one.one.url,
        }
        for one in dict.fromkeys(context.crossed)
    ]
    if not rows:
        return []
    frame = pd.DataFrame(rows)
    return [ResultTable(stage="diagnose", name="crossings", frame=frame, dims=("section", "break", "done", "periods"))]


def bridged_groups(parts: Mapping[tuple[int, str], tuple[str, ...]]) -> dict[str, str]:
    """What a label of a bridged year was put together of, as groups of a result table that :func:`explain` follows."""
    return {f"bridged {year} {label}": "|".join(made_of) for (year, label), made_of in parts.items()}
