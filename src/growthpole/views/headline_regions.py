"""What the headline says of the regions compared: a panel's size, change and specialities, and complexity."""

from __future__ import annotations

from typing import Final

from growthpole.views.model import Sentence, Span
from growthpole.views.sections.words import rows_of, shared_rank
from growthpole.views.writing import Style, Writer

ALIKE: Final = 1e-9
"""Quotients this near are one: no industry is the most specialised."""

__all__ = ["complexity_clause", "complexity_place", "driver_parts", "panel_lines", "pole_clause"]


def panel_lines(w: Writer, panel: str) -> list[Sentence]:
    """Size, change and specialities of the region in a panel."""
    regions, activities = w.tables.get(f"diagnose.{panel}_regions"), w.tables.get(f"diagnose.{panel}_activities")
    if regions is None or activities is None:
        return []
    own = next(row for row in regions.rows() if row["region"] == w.context.region)
    lines = [
        w.sentence(
            "headline.panel_size",
            panel=w.context.note(f"panel.{panel}.name", w.lang),
            region=w.region(w.context.region),
            period=w.period(own["period"]),
            level=w.number(regions, own, "level", digits=0),
            share=w.number(regions, own, "share", "percent", 1),
            nation=w.region(w.context.nation),
            rank=shared_rank(w, regions, own),
            reporting=w.number(regions, own, "reporting", digits=0),
        )
    ]
    dropped = rows_of(w, f"diagnose.{panel}_left_out")
    if dropped:
        kept = {"region": len(regions.rows()), "activity": len(activities.rows())}
        gone = {dim: sum(row["dimension"] == dim for row in dropped) for dim in kept}
        counts = {f"{dim}_{name}": str(found[dim]) for name, found in (("kept", kept), ("gone", gone)) for dim in kept}
        lines.append(w.sentence("headline.panel_partial", **counts))
    shifts = w.tables.get(f"diagnose.{panel}_shifts")
    if shifts is not None:
        row = next(row for row in shifts.rows() if row["activity"] == "all")
        parts = {
            name: w.number(shifts, row, name, digits=0, unit=False, sign=True)
            for name in ("change", "national", "mix", "regional")
        }
        lines.append(
            w.sentence(
                "headline.panel_change",
                start=w.period(row["start_period"]),
                end=w.period(row["end_period"]),
                growth=w.number(shifts, row, "growth", "percent", 1),
                nation=w.region(w.context.nation),
                nation_growth=w.number(shifts, row, "nation_growth", "percent", 1),
                **parts,
            )
        )
    if f"diagnose.{panel}_drivers" in w.tables:
        lines.append(w.sentence("headline.panel_drivers", **driver_parts(w, panel)))
    ranked = sorted((row for row in activities.rows() if row["lq"] == row["lq"]), key=lambda row: -row["lq"])
    if ranked and ranked[0]["lq"] - ranked[-1]["lq"] > ALIKE:
        lines.append(
            w.sentence(
                "headline.panel_specialities",
                most=w.activity(ranked[0]["activity"]),
                most_lq=w.number(activities, ranked[0], "lq", digits=2),
                least=w.activity(ranked[-1]["activity"]),
                least_lq=w.number(activities, ranked[-1], "lq", digits=2),
            )
        )
    return lines


def driver_parts(w: Writer, panel: str) -> dict[str, Span | str]:
    """Growth of the region and of the nation, and what of it the new drivers carried."""
    table = w.tables[f"diagnose.{panel}_drivers"]
    rows = {row["region"]: row for row in table.rows()}
    parts: dict[str, Span | str] = {"nation": w.region(w.context.nation)}
    for prefix, code in (("", w.context.region), ("nation_", "all")):
        for name, column in (("new", "contribution_new"), ("growth", "growth")):
            style: Style = "points" if name == "new" else "percent"
            parts[prefix + name] = w.number(table, rows[code], column, style, 1, sign=True)
    return parts


def complexity_place(w: Writer, name: str) -> dict[str, Span | str]:
    """Ends of the region's intervals of ranks by complexity, and among how many regions."""
    table, years = w.tables[f"diagnose.complexity_{name}_regions"], w.tables[f"diagnose.complexity_{name}_years"]
    year = years.rows()[-1]
    row = next(row for row in table.rows() if (row["region"], row["period"]) == (w.context.region, year["period"]))
    ends = ("low_noise", "high_noise", "low_all", "high_all")
    return {
        **{end: w.number(table, row, end, digits=0, unit=False) for end in ends},
        "region": w.region(row["region"]),
        "period": w.period(row["period"]),
        "regions": w.number(years, year, "regions", digits=0),
    }


def complexity_clause(w: Writer) -> list[Span]:
    """What the headline says of the first complexity section; nothing where there is none."""
    held = next((one for one in w.context.spaces if rows_of(w, f"diagnose.complexity_{one}_regions")), None)
    if held is None:
        return []
    year = rows_of(w, f"diagnose.complexity_{held}_years")[-1]
    counted = {row["indicator"] for row in rows_of(w, "diagnose.footprint")}
    if year["uncertainty"] != "counts" or year["indicator"] not in counted:
        return []
    place = complexity_place(w, held)
    clause = w.sentence(
        "headline.complexity", low_noise=place["low_noise"], high_noise=place["high_noise"], regions=place["regions"]
    )
    return list(clause.spans)


def pole_clause(w: Writer) -> tuple[Span, ...]:
    """What the first pole pulls in the nation, as a clause of the headline; nothing without poles."""
    rows = rows_of(w, "linkages.poles")
    if not rows:
        return ()
    table = w.tables["linkages.poles"]
    period = rows_of(w, "linkages.sectors")[0]["period"]
    return w.sentence(
        "headline.linkages",
        pole=w.context.note(f"linkages.pole.{rows[0]['pole']}.name", w.lang),
        period=w.period(period),
        pull=w.number(table, rows[0], "pull", digits=2),
        leakage=w.number(table, rows[0], "leakage", "percent", 0),
    ).spans
