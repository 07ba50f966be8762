"""The ten lines a minister would read."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from growthpole.views.headline_opening import opening_line
from growthpole.views.headline_regions import complexity_clause, panel_lines, pole_clause
from growthpole.views.model import Sentence, Span
from growthpole.views.odds import headline_odds
from growthpole.views.sections.words import joined, rows_of, shared_rank, verdict_of
from growthpole.views.writing import Writer

if TYPE_CHECKING:
    from growthpole.tables.results import ResultTable

__all__ = ["headline", "sample_changed", "samples"]


def headline(w: Writer) -> list[Sentence]:
    """The lines for which the run has results, in the order of the argument."""
    lines = [line for make in _LINES for line in make(w)]
    return [*lines, *(line for panel in w.context.panels for line in panel_lines(w, panel))][:10]


def _target(w: Writer) -> list[Sentence]:
    lines = []
    for row in rows_of(w, "diagnose.target"):
        table = w.tables["diagnose.target"]
        low, high = w.spoken_band(table, row, "required")
        main = row["reading"] == "main"
        name = row["reading"]
        spoken = w.context.note(f"target.headline.{name}", w.lang) or w.context.note(f"target.reading.{name}", w.lang)
        reading = {} if main else {"reading": spoken}
        lines.append(
            w.sentence(
                "headline.target" if main else "headline.other_reading",
                **reading,
                indicator=w.indicator(row["base_indicator"], inside=not main),
                base=w.fact(row["base_key"]),
                base_period=w.period(row["base_period"]),
                goal=w.fact(row["goal_key"], notes=target_notes(w)),
                goal_period=w.period(row["goal_period"]),
                required=w.number(
                    table,
                    row,
                    "required",
                    "percent",
                    2 if main else 1,
                    inexact=bool(row.get("inexact", row["base_operator"] != "=")),
                ),
                low=low,
                high=high,
            )
        )
        gap = [w.label(" ")] if w.lang == "en" else []
        if main:  # there are ten lines, so the odds stand in that of the target
            lines[-1:] = [
                Sentence(
                    spans=(
                        *lines[-1].spans,
                        *(span for one in headline_odds(w) for span in (*gap, *one.spans)),
                    )
                )
            ]
    return lines


def target_notes(w: Writer) -> tuple[int, ...]:
    """The footnote with both readings of the target, wherever the target is used."""
    words = w.context.note("target.note", w.lang)
    table = w.tables["diagnose.target"]
    for row in table.rows():
        if row["reading"] != "main":
            remark = w.context.note(f"target.reading.{row['reading']}", w.lang)
            required = w.number(table, row, "required", "percent", 1).text
            base, goal = w.fact(row["base_key"], plain=True), w.fact(row["goal_key"], plain=True)
            words += w.say("target.other", remark=remark, base=base.text, goal=goal.text, required=required)
    return (w.note(words),)


def _progress(w: Writer) -> list[Sentence]:
    name = "track.against" if rows_of(w, "track.against") else "diagnose.progress"
    rows = rows_of(w, name)
    if not rows:
        return []
    table, row = w.tables[name], rows[-1]
    low, high = w.spoken_band(table, row, "apparent")
    left_low, left_high = w.spoken_band(table, row, "remaining")
    about = bool(row.get("inexact", False))
    entered = not str(row["actual_key"]).startswith("observe.")
    nominal = row["price_basis"] == "current" if entered else w.nominal(row["actual_key"])
    first = [
        w.sentence(
            "headline.progress",
            period=w.period(row["period"]),
            actual=_entered(w, table, row) if entered else w.fact(row["actual_key"]),
            kind=w.say("target.kind_nominal" if nominal else "target.kind"),
            apparent=w.number(table, row, "apparent", "percent", 2, inexact=about),
            low=low,
            high=high,
        ),
        w.sentence(
            f"headline.against_{row['verdict']}",
            path=w.number(table, row, "path", "fixed", 2),
            path_low=w.number(table, row, "path_low", "fixed", 2, unit=False),
            path_high=w.number(table, row, "path_high", "fixed", 2, unit=False),
        ),
        *([w.sentence("headline.sample", **samples(w, row))] if sample_changed(row) else []),
        w.sentence("headline.ranks_end"),
    ]
    whole = Sentence(spans=tuple(span for sentence in first for span in sentence.spans))
    if row["verdict"] == "reached" or row["remaining"] != row["remaining"]:
        return [whole]
    second = w.sentence(
        "headline.remaining",
        remaining=w.number(table, row, "remaining", "percent", 2, inexact=about),
        low=left_low,
        high=left_high,
        to_go=w.number(table, row, "to_go", "fixed", 2, notes=target_notes(w)),
    )
    if "opportunities.options" in w.tables:  # there are ten lines, and one is needed for where to enter
        gap = [w.label(" ")] if w.lang == "en" else []
        return [Sentence(spans=(*whole.spans, *gap, *second.spans))]
    return [whole, second]


def _entered(w: Writer, table: ResultTable, row: dict[str, Any]) -> Span:
    """A level of the ledger, which says so beside itself."""
    return w.number(table, row, "actual", digits=2).model_copy(update={"badge": w.say("badge.ledger")})


def sample_changed(row: dict[str, Any]) -> bool:
    """Whether the sample behind a level is known for both years and is another."""
    return bool(row["sample_base_key"] and row["sample_now_key"] and row["sample_changed"])


def samples(w: Writer, row: dict[str, Any]) -> dict[str, Span]:
    """Size of the sample in the base year and now."""
    return {
        "sample_base": w.fact(row["sample_base_key"], unit=False),
        "sample_now": w.fact(row["sample_now_key"]),
    }


def _meaning(w: Writer) -> list[Sentence]:
    table = w.tables.get("diagnose.definitions")
    rows = rows_of(w, "diagnose.definitions")
    stated = next((row for row in rows if not row["derived"] and row["kind"] == "actual"), None)
    derived = next((row for row in rows if row["derived"]), None)
    if table is None or stated is None or derived is None:
        return []
    low, high = w.spoken_band(table, derived, "ratio", 0)
    return [
        w.sentence(
            "headline.meaning",
            stated=w.fact(stated["part_key"]),
            stated_name=w.indicator(stated["indicator"]),
            period=w.period(stated["period"]),
            derived=w.number(
                table, derived, "ratio", "percent", 1, inexact=bool(derived.get("inexact", derived["operator"] != "="))
            ),
            low=low,
            high=high,
            part=w.indicator(derived["indicator"], inside=True),
            whole=w.indicator(derived["over"], inside=True),
        )
    ]


def _ranks(w: Writer) -> list[Sentence]:
    rows = [row for row in rows_of(w, "diagnose.ranks") if row["group"] == "current"]
    if not rows:
        return []
    table = w.tables["diagnose.ranks"]
    spans: list[Span] = [Span(text=w.say("headline.ranks_begin", period=w.period(rows[0]["period"])), tone="label")]
    places = sorted({int(row["rank"]) for row in rows})
    for position, place in enumerate(places):
        same = [row for row in rows if int(row["rank"]) == place]
        if position:
            spans.append(Span(text=w.say("list.semicolon")))
        key = str(table.key(same[0], "rank"))
        spans.append(
            Span(text=w.say("headline.rank_place", place=str(place)), key=key, value=float(place), unit="rank")
        )
        names = joined(w, [rank_name(w, row["indicator"]) for row in same])
        spans.append(Span(text=w.say("headline.rank_names", names=names), tone="label"))
    unstated = sum(not row["measure_stated"] for row in rows)
    end = (
        w.sentence("headline.ranks_unstated", count=str(unstated), total=str(len(rows)))
        if unstated
        else w.sentence("headline.ranks_end")
    )
    return [Sentence(spans=(*spans, *end.spans, *pole_clause(w)))]


def rank_name(w: Writer, indicator: str, *, capital: bool = False) -> str:
    """What a rank is of: the indicator's name without the words the study leaves out."""
    name = w.indicator(indicator)
    for extra in filter(None, w.context.note("ranks.leave_out", w.lang).split("|")):
        name = name.replace(extra, "")
    name = name.strip() or w.indicator(indicator)
    return name[:1].upper() + name[1:] if capital else name


def _growth(w: Writer) -> list[Sentence]:
    table = w.tables.get("diagnose.comparisons")
    if table is None:
        return []
    lines = []
    for row in table.rows():
        low, high = w.spoken_band(table, row, "share_change")
        plain = "won" if row["share_change_low"] > 0 else "lost" if row["share_change_high"] < 0 else "held"
        outcome = str(row.get("outcome") or plain)
        lines.append(
            w.sentence(
                f"headline.share_{outcome}",
                indicator=w.indicator(row["indicator"]),
                period=w.period(row["period"]),
                region_name=w.region(w.context.region),
                nation_name=w.region(w.context.nation),
                region=w.fact(row["region_key"]),
                nation=w.fact(row["nation_key"]),
                change=w.number(
                    table, row, "share_change", "percent", 1, sign=True, inexact=bool(row.get("inexact", False))
                ),
                low=low,
                high=high,
            )
        )
    return lines


def _footprint(w: Writer) -> list[Sentence]:
    table = w.tables.get("diagnose.footprint")
    row = next((row for row in rows_of(w, "diagnose.footprint") if row["region"] == w.context.region), None)
    if table is None or row is None:
        return []
    verdict = verdict_of(row)
    numbers = {
        "lq": w.number(table, row, "lq", digits=2),
        "low": w.number(table, row, "lq_low", digits=2),
        "high": w.number(table, row, "lq_high", digits=2),
    }
    line = w.sentence(
        f"headline.footprint_{verdict}",
        title=w.context.note("footprint.title", w.lang) or w.say("footprint.title"),
        region=w.region(row["region"]),
        group=w.context.note("footprint.group", w.lang),
        period=w.period(row["period"]),
        k=w.number(table, row, "k", digits=0, unit=w.lang == "zh"),
        n=w.number(table, row, "n", digits=0),
        **({} if verdict == "undefined" else numbers),
    )
    return [Sentence(spans=(*line.spans, *complexity_clause(w)))]


def _peers(w: Writer) -> list[Sentence]:
    lines = []
    table = w.tables.get("diagnose.peers")
    rows = rows_of(w, "diagnose.peers")
    for row in rows:
        if table is None or row["region"] != w.context.region:
            continue
        same = (row["indicator"], row["period"])
        nation = next((r for r in rows if r["is_nation"] == "True" and (r["indicator"], r["period"]) == same), None)
        parts: dict[str, Span | str] = {
            "region": w.region(row["region"]),
            "indicator": w.indicator(row["indicator"]),
            "period": w.period(row["period"]),
            "level": w.fact(row["fact_key"]),
            "rank": shared_rank(w, table, row),
            "reporting": w.number(table, row, "reporting", digits=0),
        }
        if nation is not None:
            parts |= {"nation": w.region(w.context.nation), "nation_level": w.fact(nation["fact_key"])}
        lines.append(w.sentence("headline.peer" if nation is None else "headline.peer_nation", **parts))
    return lines


def _stability(w: Writer) -> list[Sentence]:
    rows = rows_of(w, "diagnose.stabilities")
    if not rows:
        return []
    everything = list(dict.fromkeys(row["stability"] for row in rows))
    known = [row["stability"] for row in rows if row["fact_key"]]
    without = [w.context.note(f"stability.{name}.name", w.lang) for name in everything if name not in known]
    with_value = [w.context.note(f"stability.{name}.name", w.lang) for name in dict.fromkeys(known)]
    key = "headline.stability" if with_value and without else "headline.stability_all"
    if not with_value:
        key = "headline.stability_none"
    return [w.sentence(key, known=joined(w, with_value), missing=joined(w, without))]


_LINES: Final[tuple[Callable[[Writer], list[Sentence]], ...]] = (
    _target,
    _progress,
    _meaning,
    _ranks,
    _growth,
    _footprint,
    opening_line,
    _peers,
    _stability,
)
