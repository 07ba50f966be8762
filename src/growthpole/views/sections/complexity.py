"""Complexity: how complex the region is, how little a rank can say, its space of activities and its options."""

from __future__ import annotations

from typing import Any, Final

from growthpole.views.headline_regions import complexity_place
from growthpole.views.model import Section, Sentence, Span, TableView, view_id
from growthpole.views.sections.panel_structure import left_out
from growthpole.views.sections.words import joined, nearest, ranged, rows_of, slice_source
from growthpole.views.space_charts import community_name, options_of, rank_bands, space
from growthpole.views.writing import Writer

MOST_OPTIONS: Final = 15
TIERS: Final = ("upper", "open", "lower")

__all__ = ["sections"]


def sections(w: Writer) -> list[Section]:
    """One section for each complexity section of the study."""
    found = []
    for one in w.context.spaces:
        if f"diagnose.complexity_{one}_regions" in w.tables:
            found.append(_section(w, one))
        elif f"diagnose.complexity_{one}_undefined" in w.tables:
            found.append(_undefined(w, one))
    return found


def _undefined(w: Writer, name: str) -> Section:
    """The section of a year without complexity: why there is none."""
    row = rows_of(w, f"diagnose.complexity_{name}_undefined")[0]
    return Section(
        id=view_id("complexity", name), title=_title(w, name), blocks=(w.plain(row[f"said_{w.lang}"], role="caution"),)
    )


def _title(w: Writer, name: str) -> str:
    return w.say("complexity.title", name=w.context.note(f"complexity.{name}.name", w.lang))


def _section(w: Writer, name: str) -> Section:
    blocks: list[Any] = [
        w.plain(w.context.note(f"complexity.{name}.note", w.lang), role="caution"),
        *left_out(w, f"diagnose.complexity_{name}_left_out"),
        _fragility(w, name),
        _axis(w, name),
        rank_bands(w, name),
        _tiers(w, name),
        _years(w, name),
        space(w, name),
        _communities(w, name),
        _options(w, name),
        *_entered(w, name),
        nearest(w, f"diagnose.complexity_{name}_nearest"),
    ]
    return Section(id=view_id("complexity", name), title=_title(w, name), blocks=tuple(blocks))


def _last(w: Writer, name: str) -> list[dict[str, Any]]:
    """Rows of the regions in the year shown."""
    rows = rows_of(w, f"diagnose.complexity_{name}_regions")
    last = max(row["period"] for row in rows)
    return [row for row in rows if row["period"] == last]


def _fragility(w: Writer, name: str) -> Sentence:
    table = w.tables[f"diagnose.complexity_{name}_years"]
    row = table.rows()[-1]
    counts = {key: w.number(table, row, key, digits=0) for key in ("activities", "presences", "few")}
    place = complexity_place(w, name)
    if row["uncertainty"] == "register":
        del place["low_noise"], place["high_noise"]
        return w.sentence("complexity.fragility_register", **counts, **place)
    return w.sentence("complexity.fragility", **counts, **place)


def _axis(w: Writer, name: str) -> Sentence:
    """In how many draws the main difference between regions runs along another line than in the data."""
    table = w.tables[f"diagnose.complexity_{name}_regions"]
    own = next(row for row in _last(w, name) if row["region"] == w.context.region)
    return w.sentence("complexity.axis", share=w.number(table, own, "other_axis_all", "percent", 0))


def _tiers(w: Writer, name: str) -> TableView:
    table = w.tables[f"diagnose.complexity_{name}_regions"]
    register = _register(w, name)
    rows = sorted(_last(w, name), key=lambda row: (TIERS.index(row["tier"]), w.region(row["region"])))
    return TableView(
        id=view_id("complexity", name, "tiers"),
        title=w.say("complexity.tiers", period=w.period(rows[0]["period"])),
        columns=(
            w.say("region"),
            w.say("complexity.tier"),
            w.say("complexity.eci"),
            w.say("complexity.rank_point"),
            *(() if register else (w.say("complexity.rank_noise"),)),
            w.say("complexity.rank_all"),
            w.say("complexity.diversity"),
        ),
        numeric=(False, False, True, True, *(() if register else (True,)), True, True),
        rows=tuple(
            (
                w.label(w.region(row["region"])),
                Span(text=w.say(f"complexity.tier_{row['tier']}"), tone="muted" if row["tier"] == "open" else ""),
                w.number(table, row, "eci", digits=2, sign=True),
                _rank(w, table, row),
                *(() if register else (ranged(w, table, row, "low_noise", "high_noise"),)),
                ranged(w, table, row, "low_all", "high_all"),
                w.number(table, row, "diversity", digits=0),
            )
            for row in rows
        ),
        how_to_read=w.say("complexity.tiers_read"),
        source_line=slice_source(w, f"diagnose.complexity_{name}_regions"),
        strong_rows=tuple(place for place, row in enumerate(rows) if row["region"] == w.context.region),
    )


def _register(w: Writer, name: str) -> bool:
    """Whether the data have no noise of their own."""
    return str(rows_of(w, f"diagnose.complexity_{name}_years")[-1]["uncertainty"]) == "register"


def _rank(w: Writer, table: Any, row: dict[str, Any]) -> Span:
    """A rank with the badge that it is fragile."""
    span = w.number(table, row, "rank", digits=0)
    return span.model_copy(update={"badge": w.say("badge.fragile")}) if row["fragile"] else span


def _years(w: Writer, name: str) -> TableView:
    years, regions = w.tables[f"diagnose.complexity_{name}_years"], w.tables[f"diagnose.complexity_{name}_regions"]
    own = {row["period"]: row for row in regions.rows() if row["region"] == w.context.region}
    return TableView(
        id=view_id("complexity", name, "years"),
        title=w.say("complexity.years"),
        columns=(
            w.say("period"),
            w.say("complexity.rank_of", region=w.region(w.context.region)),
            w.say("complexity.rank_all"),
            w.say("complexity.regions"),
            w.say("complexity.activities"),
            w.say("complexity.presences"),
            w.say("complexity.few"),
            w.say("complexity.second"),
            w.say("complexity.gap"),
        ),
        numeric=(False, True, True, True, True, True, True, True, True),
        rows=tuple(
            (
                w.label(w.period(row["period"])),
                _rank(w, regions, own[row["period"]]),
                ranged(w, regions, own[row["period"]], "low_all", "high_all"),
                *(w.number(years, row, key, digits=0) for key in ("regions", "activities", "presences", "few")),
                *(w.number(years, row, key, digits=3) for key in ("second", "gap")),
            )
            for row in years.rows()
        ),
        how_to_read=w.say("complexity.years_read"),
        source_line=slice_source(w, f"diagnose.complexity_{name}_regions"),
    )


def _communities(w: Writer, name: str) -> TableView:
    table = w.tables[f"diagnose.complexity_{name}_communities"]
    activities = rows_of(w, f"diagnose.complexity_{name}_activities")
    rows = table.rows()
    members = {row["community"]: [one for one in activities if one["community"] == row["community"]] for row in rows}
    return TableView(
        id=view_id("complexity", name, "communities"),
        title=w.say("complexity.communities"),
        columns=(
            w.say("complexity.community_head"),
            w.say("complexity.size"),
            w.say("complexity.here"),
            w.say("complexity.unsure_here"),
        ),
        numeric=(False, True, False, False),
        rows=tuple(
            (
                w.label(community_name(w, row)),
                w.number(table, row, "size", digits=0),
                *(_names(w, members[row["community"]], sure=sure) for sure in (True, False)),
            )
            for row in rows
        ),
        how_to_read=w.together(
            (
                w.say("complexity.communities_read"),
                w.sentence("complexity.stability", stability=w.number(table, rows[0], "stability", digits=2)).plain(),
            )
        ),
        source_line=slice_source(w, f"diagnose.complexity_{name}_activities"),
    )


def _names(w: Writer, members: list[dict[str, Any]], *, sure: bool) -> Span:
    """Industries of a community that the region has: those that can be told from the nation, or the others."""
    held = [w.activity(one["activity"]) for one in members if one["present"] and bool(one["sure"]) == sure]
    return w.label(joined(w, held) or "–")


def _options(w: Writer, name: str) -> TableView:
    table = w.tables[f"diagnose.complexity_{name}_activities"]
    rows = options_of(w, name)[:MOST_OPTIONS]
    return TableView(
        id=view_id("complexity", name, "options"),
        title=w.say("complexity.options", region=w.region(w.context.region)),
        columns=(
            w.say("industry"),
            w.say("footprint.k"),
            w.say("footprint.n"),
            w.say("complexity.density"),
            w.say("complexity.relative"),
            w.say("complexity.pci"),
            w.say("complexity.opens"),
            w.say("complexity.net"),
        ),
        numeric=(False, True, True, True, True, True, True, True),
        rows=tuple(
            (
                w.label(w.activity(row["activity"])),
                *(w.number(table, row, key, digits=0, unit=False) for key in ("level", "nation_level")),
                w.number(table, row, "density", digits=3),
                *(w.number(table, row, key, digits=2, sign=True) for key in ("relative", "pci", "opens", "net")),
            )
            for row in rows
        ),
        how_to_read=w.say("complexity.options_read", count=len(options_of(w, name))),
        source_line=slice_source(w, f"diagnose.complexity_{name}_activities"),
    )


def _entered(w: Writer, name: str) -> list[Sentence]:
    table = w.tables[f"diagnose.complexity_{name}_entered"]
    row = table.rows()[0]
    names = joined(w, [w.activity(code) for code in row["entered"].split("|") if code])
    if not names:
        return []
    stems = ("coi",) if row["delta_eci"] != row["delta_eci"] else ("coi", "eci")
    levels = {
        f"{stem}_{when}": w.number(table, row, f"{stem}_{when}", digits=2, sign=True)
        for stem in stems
        for when in ("before", "after")
    }
    key = "complexity.entered" if "eci" in stems else "complexity.entered_axis"
    return [w.sentence(key, region=w.region(row["region"]), names=names, **levels)]
