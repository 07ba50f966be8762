"""Candidate growth poles: the test of each, what stands in for the region, and the gaps of its chain in money."""

from __future__ import annotations

import math
from decimal import Decimal
from typing import Any, Final

from growthpole.tables.results import ResultTable
from growthpole.views.formatting import in_words
from growthpole.views.link_charts import gap_ranges, sector_name
from growthpole.views.model import Section, Span, TableView
from growthpole.views.sections.words import linked_source, rows_of, unit_words
from growthpole.views.writing import Writer

PARTS: Final = ("size", "growth", "innovation")
MOST_INPUTS: Final = 4
AMOUNTS: Final = ("requirement", "imported", "elsewhere", "home", "gap")

__all__ = ["pole_label", "sections"]


def sections(w: Writer) -> list[Section]:
    """The section of candidate poles and their gaps."""
    first = rows_of(w, "linkages.poles")[0]["pole"]
    blocks: list[Any] = [
        w.sentence("linkages.poles_lead"),
        _nation(w),
        _region(w),
        _proxies(w),
        w.sentence("linkages.gaps_caution", "caution", region=w.region(w.context.region)),
        gap_ranges(w, first),
        _gaps(w),
        _delta(w),
    ]
    return [Section(id="linkages_poles", title=w.say("linkages.poles_title"), blocks=tuple(blocks))]


def _pole(w: Writer, row: dict[str, Any]) -> str:
    return w.context.note(f"linkages.pole.{row['pole']}.name", w.lang)


def pole_label(w: Writer, row: dict[str, Any]) -> Span:
    """Name of a pole with the footnote that says what its sectors hold beside it."""
    note = w.context.note(f"linkages.pole.{row['pole']}.note", w.lang)
    return w.label(_pole(w, row), *([w.note(note)] if note else []))


def _nation(w: Writer) -> TableView:
    table = w.tables["linkages.poles"]
    return TableView(
        id="linkages_poles_nation",
        title=w.say("linkages.poles_nation", nation=w.region(w.context.nation)),
        columns=(
            w.say("linkages.pole"),
            w.say("linkages.output", unit=unit_words(w, table.units["size"])),
            w.say("linkages.size_share"),
            w.say("linkages.pull"),
            w.say("linkages.pull_norm"),
            w.say("linkages.leakage"),
            w.say("linkages.lost_share"),
            w.say("linkages.lost_others", unit=unit_words(w, table.units["loss_domestic_others"])),
            w.say("linkages.use_intermediate"),
        ),
        numeric=(False, True, True, True, True, True, True, True, True),
        rows=tuple(
            (
                pole_label(w, row),
                w.number(table, row, "size", digits=0, unit=False),
                w.number(table, row, "size_share", "percent", 1),
                w.number(table, row, "pull", digits=2),
                w.number(table, row, "pull_norm", digits=2),
                w.number(table, row, "leakage", "percent", 1),
                w.number(table, row, "loss_domestic_share", "percent", 1),
                w.number(table, row, "loss_domestic_others", digits=0, unit=False),
                w.number(table, row, "use_intermediate", "percent", 1),
            )
            for row in table.rows()
        ),
        how_to_read=w.say("linkages.poles_nation_read"),
        source_line=linked_source(w, "linkages.poles"),
    )


def _region(w: Writer) -> TableView:
    """What is published of each pole in the region, part by part, and the estimate of its output."""
    table = w.tables["linkages.poles"]
    facts = rows_of(w, "linkages.pole_facts")
    rows: list[tuple[Span, ...]] = []
    for row in table.rows():
        for part in PARTS:
            held = [fact for fact in facts if fact["pole"] == row["pole"] and fact["part"] == part]
            name, said = w.label(_pole(w, row)), Span(text=w.say(f"linkages.part_{part}"))
            rows += [
                (
                    name,
                    said,
                    w.label(w.indicator(fact["indicator"])),
                    w.label(f"{w.region(fact['region'])} {w.period(fact['period'])}"),
                    w.fact(fact["fact_key"]),
                )
                for fact in held
            ]
            if not held:
                rows.append((name, said, w.absent(), w.label(""), w.absent()))
        badge = w.say("linkages.estimate")
        amount = _one_digit_range(w, table, row, "region").model_copy(update={"badge": badge})
        estimate = w.say("linkages.part_output", unit=unit_words(w, table.units["region_low"]))
        rows.append(
            (w.label(_pole(w, row)), w.label(estimate), w.label(w.say("linkages.from_proxies")), w.label(""), amount)
        )
    source = linked_source(w, "linkages.pole_facts" if facts else "linkages.poles")
    return TableView(
        id="linkages_poles_region",
        title=w.say("linkages.poles_region", region=w.region(w.context.region)),
        columns=(
            w.say("linkages.pole"),
            w.say("linkages.part"),
            w.say("measure"),
            w.say("linkages.where_when"),
            w.say("value"),
        ),
        numeric=(False, False, False, False, True),
        rows=tuple(rows),
        how_to_read=w.say("linkages.poles_region_read"),
        source_line=source,
    )


def _proxies(w: Writer) -> TableView:
    table = w.tables["linkages.proxies"]
    held: dict[str, list[dict[str, Any]]] = {}
    group = {row["sector"] for row in rows_of(w, "linkages.sectors") if row["in_group"]}
    for row in table.rows():
        if row["sector"] in group:
            held.setdefault(row["proxy"], []).append(row)
    rows = []
    for proxy, own in held.items():
        ends = (min(own, key=lambda row: row["share"]), max(own, key=lambda row: row["share"]))
        rows.append(
            (
                w.label(w.context.note(f"linkages.proxy.{proxy}.name", w.lang)),
                *(w.number(table, row, "share", "percent", 1) for row in ends),
                w.label(w.context.note(f"linkages.proxy.{proxy}.note", w.lang)),
            )
        )
    return TableView(
        id="linkages_proxies",
        title=w.say("linkages.proxies", region=w.region(w.context.region)),
        columns=(
            w.say("linkages.proxy"),
            w.say("linkages.share_least"),
            w.say("linkages.share_most"),
            w.say("linkages.what"),
        ),
        numeric=(False, True, True, False),
        rows=tuple(rows),
        how_to_read=w.say("linkages.proxies_read", group=w.context.note("linkages.group", w.lang)),
        source_line=linked_source(w, "linkages.proxies"),
    )


def _one_digit_range(w: Writer, table: ResultTable, row: dict[str, Any], stem: str, end: str = "_shown") -> Span:
    """Two amounts of one significant digit as a range; the key is that of the lower one."""
    low, high = (_one_digit(w, table, row, f"{stem}_{side}{end}") for side in ("low", "high"))
    if low.text == high.text:
        return low
    return low.model_copy(update={"text": w.say("range", low=low.text, high=high.text)})


def _one_digit(w: Writer, table: ResultTable, row: dict[str, Any], column: str) -> Span:
    value = float(row[column])
    if value == 0 or not math.isfinite(value):
        return w.number(table, row, column, digits=0, unit=False)
    amount = in_words(Decimal(repr(value)), table.units[column], w.lang)[0]
    return w.number(table, row, column, digits=max(0, -amount.adjusted()), unit=False)


def _gaps(w: Writer) -> TableView:
    """The largest gaps of each pole as ranges, with the grade of the evidence."""
    table = w.tables["linkages.gaps"]
    names = {row["sector"]: row for row in rows_of(w, "linkages.sectors")}
    every = table.rows()
    rows: list[tuple[Span, ...]] = []
    for pole in rows_of(w, "linkages.poles"):
        own = sorted((row for row in every if row["pole"] == pole["pole"]), key=lambda row: -row["gap_high"])
        rows += [
            (
                pole_label(w, pole),
                w.label(sector_name(w, names[row["sector"]])),
                *(_one_digit_range(w, table, row, part) for part in AMOUNTS),
                w.label(row["grade"]),
                Span(
                    text=w.say(f"linkages.enough_{row['enough']}"), tone="muted" if row["enough"] == "unknown" else ""
                ),
            )
            for row in own[:MOST_INPUTS]
        ]
    return TableView(
        id="linkages_gaps_table",
        title=w.say("linkages.gaps", unit=unit_words(w, table.units["gap_low"])),
        columns=(
            w.say("linkages.pole"),
            w.say("linkages.input"),
            *(w.say(f"linkages.{part}") for part in AMOUNTS),
            w.say("linkages.grade"),
            w.say("linkages.enough"),
        ),
        numeric=(False, False, True, True, True, True, True, False, False),
        rows=tuple(rows),
        how_to_read=w.say("linkages.gaps_read", count=MOST_INPUTS),
        source_line=linked_source(w, "linkages.gaps"),
    )


def _delta(w: Writer) -> TableView:
    """Multipliers inside the region for the sectors of single poles, over δ."""
    table = w.tables["linkages.delta"]
    named = {row["sector"]: row for row in rows_of(w, "linkages.sectors")}
    single = [row["sectors"].split("|") for row in rows_of(w, "linkages.poles")]
    largest = max(map(len, single))
    chosen = list(dict.fromkeys(code for codes in single if len(codes) < largest or largest == 1 for code in codes))
    cells = {(row["sector"], row["delta"]): row for row in table.rows()}
    deltas = list(dict.fromkeys(row["delta"] for row in table.rows()))
    rows = tuple(
        (
            w.label(sector_name(w, named[code])),
            w.number(table, cells[code, deltas[0]], "nation", digits=2),
            *(_plain_range(w, table, cells[code, delta]) for delta in deltas),
        )
        for code in chosen
        if (code, deltas[0]) in cells
    )
    return TableView(
        id="linkages_delta",
        title=w.say("linkages.delta", region=w.region(w.context.region)),
        columns=(
            w.say("linkages.sector"),
            w.say("linkages.delta_nation", nation=w.region(w.context.nation)),
            *(w.say("linkages.delta_head", delta=delta) for delta in deltas),
        ),
        numeric=(False, True, *(True for _ in deltas)),
        rows=rows,
        how_to_read=w.say("linkages.delta_read"),
        source_line=linked_source(w, "linkages.delta"),
    )


def _plain_range(w: Writer, table: ResultTable, row: dict[str, Any]) -> Span:
    low, high = (w.number(table, row, end, digits=1) for end in ("low", "high"))
    if low.text == high.text:
        return low
    return low.model_copy(update={"text": w.say("range", low=low.text, high=high.text)})
