"""Evidence cards: for each option of weight what speaks for it, what against it, and what nobody knows."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from growthpole.views.model import Section, Span, TableView, view_id
from growthpole.views.sections.opening import money_range, source_of
from growthpole.views.sections.opening_words import (
    GROUP,
    OPTIONS,
    Row,
    basis,
    chance,
    chance_range,
    grade_words,
    group_words,
    likeliest,
    named,
    reason_words,
    stays,
    verdict,
)
from growthpole.views.sections.words import rows_of, unit_words

if TYPE_CHECKING:
    from growthpole.tables.results import ResultTable
    from growthpole.views.writing import Writer

AGAINST: Final = frozenset(
    {
        "below_base_rate",
        "base_rate_within_interval",
        "less_likely",
        "fair",
        "fragile",
        "behind_front",
        "front_unknown",
        "outdone",
        "told_to_many",
        "herding_unknown",
        "no_feasibility",
        "no_interval",
        "no_top_share",
    }
)
"""Reasons that stand against an entry."""
Line = tuple[Span, Span, Span]

__all__ = ["city_words", "rival_lines", "sections"]


def sections(w: Writer) -> list[Section]:
    """A card for each option of the group that is recommended or among the first of its list."""
    rows = [row for row in likeliest(rows_of(w, OPTIONS)) if row["card"] and row["list"] == GROUP]
    if not rows:
        return []
    said, group = basis(w), group_words(w)
    key = "opening.cards_recommended" if group else "opening.cards_all"
    lead = w.say(key, top=said["top"], **({"group": group} if group else {}))
    cards = [_card(w, row) for row in rows]
    return [Section(id="opening_cards", title=w.say("opening.cards_title"), blocks=(w.plain(lead), *cards))]


def _card(w: Writer, row: Row) -> TableView:
    table = w.tables[OPTIONS]
    lines: list[Line] = [
        *_reasons(w, row),
        *_chances(w, table, row),
        *_values(w, table, row),
        *_costs(w, table, row),
        *_neighbours(w, row),
        *_similar(w, row),
        *rival_lines(w, row["activity"]),
        _told(w, table, row),
        _line(w, "opening.card_cities", "", city_words(w, row["activity"])),
        _line(w, "opening.card_grade", row["grade"], grade_words(w, row["grade_reasons"])),
    ]
    name, found = w.activity(row["activity"]), verdict(w, row).text
    return TableView(
        id=view_id("opening_card", row["activity"]),
        title=w.say("opening.card", name=name, verdict=found, grade=row["grade"]),
        columns=(w.say("opening.card_what"), w.say("opening.card_number"), w.say("opening.card_words")),
        numeric=(False, True, False),
        rows=tuple(lines),
        how_to_read=w.say("opening.cards_read"),
        source_line=source_of(w),
    )


def _line(w: Writer, key: str, number: Span | str, words: str, **params: object) -> Line:
    return w.label(w.say(key, **params)), w.label(number) if isinstance(number, str) else number, w.label(words)


def _reasons(w: Writer, row: Row) -> list[Line]:
    codes = row["reasons"].split("|")
    lines = []
    for key, chosen in (
        ("opening.card_why", [code for code in codes if code not in AGAINST]),
        ("opening.card_not", [code for code in codes if code in AGAINST]),
    ):
        lines.append(_line(w, key, "", reason_words(w, "|".join(chosen)) or "–"))
    return lines


def _chances(w: Writer, table: ResultTable, row: Row) -> list[Line]:
    said = basis(w)
    n = w.number(table, row, "n", digits=0).text
    found = [_line(w, "opening.card_here", w.number(table, row, "k", digits=0), w.say("opening.card_of", n=n))]
    if math.isnan(row["low"]):
        words = w.say("opening.card_unbanded")
    else:
        words = w.say(
            "opening.card_band",
            band=chance_range(w, table, row).text,
            base=chance(w, table, row, "base_rate").text,
        )
    target = w.period(said["target"])
    found.append(_line(w, "opening.card_chance", chance(w, table, row, "feasibility"), words, target=target))
    if not math.isnan(row["top_share"]):
        words = w.say(
            "opening.card_entered",
            badge=w.say(f"opening.badge_{row['badge']}"),
            entered=w.number(table, row, "entered", "percent", 0).text,
        )
        found.append(_line(w, "opening.card_stays", stays(w, table, row), words, top=said["top"]))
    return found


def _values(w: Writer, table: ResultTable, row: Row) -> list[Line]:
    delta = w.number(table, row, "delta_eci", digits=2, sign=True).text
    words = w.say("opening.card_opens_words", delta=delta)
    found = [_line(w, "opening.card_opens", w.number(table, row, "opens", digits=2, sign=True), words)]
    if not math.isnan(row["expected_linkage"]):
        multiplier = w.number(table, row, "multiplier", digits=2).text
        words = w.say("opening.card_linkage_words", multiplier=multiplier)
        found.append(_line(w, "opening.card_linkage", w.number(table, row, "expected_linkage", digits=2), words))
    if not math.isnan(row["gap_high"]):
        words = w.say("opening.card_gap_words", shared=w.number(table, row, "shared_by", digits=0).text)
        unit = unit_words(w, table.units["gap_high"])
        found.append(_line(w, "opening.card_gap", money_range(w, table, row), words, unit=unit))
    # no study can state jobs by industry yet, and silence would read as none
    found.append((w.label(w.say("opening.card_jobs")), w.absent(), w.label(w.say("opening.card_jobs_none"))))
    return found


def _costs(w: Writer, table: ResultTable, row: Row) -> list[Line]:
    found = []
    if not math.isnan(row.get("cost_imported_inputs", math.nan)):
        number = w.number(table, row, "cost_imported_inputs", "percent", 0)
        found.append(_line(w, "opening.card_imports", number, w.say("opening.card_imports_words")))
    given = [
        name
        for name in table.units
        if name.startswith("cost_") and name != "cost_imported_inputs" and not math.isnan(row[name])
    ]
    if row["cost_basis"] == "source":
        said = w.say("opening.basis_source", source=row["cost_source"])
    else:
        said = w.say("opening.basis_assumption")
    for name in given:
        item = w.say(f"opening.{name}")
        words = w.say("opening.card_cost_basis", item=item, basis=said)
        found.append(_line(w, "opening.card_cost", w.number(table, row, name, digits=2), words))
    if not given:
        found.append((w.label(w.say("opening.card_cost")), w.absent(), w.label(w.say("opening.card_cost_none"))))
    return found


def _neighbours(w: Writer, row: Row) -> list[Line]:
    """The five nearest by what the region has of them; the number is the first one's part of the density."""
    held = [one for one in rows_of(w, "opportunities.neighbours") if one["activity"] == row["activity"]]
    if not held:
        return []
    table = w.tables["opportunities.neighbours"]
    found: list[Line] = []
    for state in ("has", "seen", "lacks"):
        own = [one for one in held if one["state"] == state]
        column = "contribution" if state == "has" else "missing_contribution"
        if own:
            words = named(w, [one["neighbour"] for one in own])
            number = w.number(table, own[0], column, "percent", 1)
            found.append(_line(w, f"opening.card_{state}", number, words))
        else:
            found.append(_line(w, f"opening.card_{state}", "–", w.say("opening.card_nothing")))
    return found


def _similar(w: Writer, row: Row) -> list[Line]:
    held = [one for one in rows_of(w, "opportunities.similar") if one["activity"] == row["activity"]]
    if not held:
        return []
    names = []
    for one in held:
        key = "opening.card_since_start" if one["from_start"] else "opening.card_since"
        name = w.region(one["region"])
        name = name if one["sure"] else w.say("opening.card_maybe", region=name)
        names.append(w.say(key, region=name, since=w.period(one["since"])))
    table = w.tables["opportunities.similar"]
    words = w.say("opening.card_alike", names=w.say("list.comma").join(names), first=w.region(held[0]["region"]))
    return [_line(w, "opening.card_similar", w.number(table, held[0], "similarity", digits=2), words)]


def rival_lines(w: Writer, activity: str) -> list[Line]:
    """The rival region with its three facts; one line where there is none."""
    held = [one for one in rows_of(w, "opportunities.rivals") if one["activity"] == activity]
    if not held or not held[0]["rival"]:
        return [_line(w, "opening.card_rival", "–", w.say("opening.card_rival_none"), name="–")]
    table, row = w.tables["opportunities.rivals"], held[0]
    name = w.region(row["rival"])
    rule, period = w.say(f"opening.rival_{row['rule']}"), w.period(row["period"])
    share = w.number(table, row, "share", "percent", 1)
    if basis(w)["kind"] == "counts":
        k, n = (w.number(table, row, one, digits=0, unit=False).text for one in ("k", "n"))
        quotient = w.say("opening.rival_lq", k=k, n=n)
    else:
        quotient = w.say("opening.rival_lq_plain")
    found = [
        _line(w, "opening.card_rival", share, w.say("opening.rival_share", period=period, rule=rule), name=name),
        _line(w, "opening.card_rival", w.number(table, row, "lq", digits=2), quotient, name=name),
    ]
    if not math.isnan(row["share_change"]):
        words = w.say("opening.rival_change", period=w.period(row["base_period"]))
        change = w.number(table, row, "share_change", "points", 1, sign=True)
        change = change.model_copy(update={"text": w.say("opening.points", number=change.text)})
        found.append(_line(w, "opening.card_rival", change, words, name=name))
    return found


def _told(w: Writer, table: ResultTable, row: Row) -> Line:
    peers = str(int(basis(w)["peers"]))
    names = w.say("list.comma").join(w.region(code) for code in row["told_regions"].split("|") if code)
    key = "opening.card_told_words" if names else "opening.card_told_none"
    words = w.say(key, peers=peers, **({"names": names} if names else {}))
    return _line(w, "opening.card_told", w.number(table, row, "told", digits=0), words)


def city_words(w: Writer, activity: str) -> str:
    """Cities that bear the chain of an option: leading and supporting, cited or judged."""
    held = [one for one in rows_of(w, "opportunities.cities") if one["activity"] == activity]
    if not held:
        return w.say("opening.city_none")
    parts = []
    for role in ("lead", "secondary"):
        own = [one for one in held if one["role"] == role]
        said = [
            w.say(f"opening.city_{'cited' if one['cited'] else 'judged'}", city=w.region(one["city"])) for one in own
        ]
        if said:
            parts.append(w.say(f"opening.city_{role}", cities=w.say("list.comma").join(said)))
    parts.append(w.say(f"opening.city_{held[0]['link']}"))
    return w.say("list.semicolon").join(parts)
