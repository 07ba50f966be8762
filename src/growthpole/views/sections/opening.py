"""Where to enter: verdicts at a glance, the picture, every option, who else is told, what people decided."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

from growthpole.views.model import Section, Sentence, Span, TableView
from growthpole.views.opening_charts import opening_map
from growthpole.views.sections.opening_more import front_line, herd_table, override_tables, weight_blocks
from growthpole.views.sections.opening_words import (
    GROUP,
    OPTIONS,
    Row,
    basis,
    chance,
    chance_range,
    group_words,
    likeliest,
    model_name,
    named,
    stays,
    verdict,
)
from growthpole.views.sections.words import joined, linked_source, rows_of, slice_source, unit_words

if TYPE_CHECKING:
    from growthpole.tables.results import ResultTable
    from growthpole.views.writing import Writer

MOST_NAMES: Final = 10
OPTION_VERDICTS: Final = ("enter", "explore", "do_not_enter", "hold", "no_data")

__all__ = ["money_range", "sections", "source_of"]


def sections(w: Writer) -> list[Section]:
    """The section of options; why there is none where no year was known on the day of knowledge."""
    title = w.say("opening.title")
    late = _late(w)
    if "opportunities.basis" not in w.tables:
        indicator = w.indicator(w.tables["backtest.left_out"].groups["indicator"])
        words = w.sentence("opening.none", "caution", indicator=indicator, as_of=w.context.as_of)
        return [Section(id="opening", title=title, blocks=(words, *late))]
    blocks: list[Any] = [w.plain(w.context.note("opportunities.note", w.lang), role="caution"), *late, *_basis(w)]
    blocks += [_verdicts(w), *opening_map(w), _options(w, GROUP), *_rest(w), *front_line(w), herd_table(w)]
    blocks += [*override_tables(w), *weight_blocks(w)]
    return [Section(id="opening", title=title, blocks=tuple(blocks))]


def source_of(w: Writer) -> str:
    """Source line of the options: the files of the counts, and of the input-output table where there is one."""
    return linked_source(w, OPTIONS) if "linkages.gaps" in w.tables else slice_source(w, "opportunities.basis")


def _late(w: Writer) -> list[Sentence]:
    rows = rows_of(w, "backtest.left_out")
    if not rows:
        return []
    said = [w.say(f"opening.late_{row['reason']}", year=w.period(row["period"])) for row in rows]
    return [w.sentence("opening.late", as_of=w.context.as_of, years=joined(w, said))]


def _basis(w: Writer) -> list[Sentence]:
    table, row, group = w.tables["opportunities.basis"], basis(w), group_words(w)
    options = rows_of(w, OPTIONS)
    everything = len(options) + len(rows_of(w, "opportunities.exits"))
    common: dict[str, Span | str] = {
        "region": w.region(w.context.region),
        "options": w.number(table, row, "options", digits=0),
        "all": w.label(str(everything)),
        "target": w.period(row["target"]),
    }
    if group and row["kind"] == "counts":
        count = w.number(table, row, "group_options", digits=0)
        words = [w.sentence("opening.basis", group_options=count, group=group, **common)]
    else:
        words = [w.sentence("opening.basis_all" if row["kind"] == "counts" else "opening.basis_amounts", **common)]
    choice = {one["task"]: one for one in rows_of(w, "backtest.choice")}
    why = w.say(f"opening.why_{choice['entry']['why'] if 'entry' in choice else 'given'}")
    model = model_name(w, row["model"])
    if math.isnan(row["base_rate"]):
        words.append(w.sentence("opening.rests_bare", model=model, why=why))
    else:
        words.append(
            w.sentence(
                "opening.rests",
                model=model,
                why=why,
                regions=w.number(table, row, "regions", digits=0),
                base_rate=chance(w, table, row, "base_rate"),
                horizon=w.label(row["horizon"]),
            )
        )
    return [*words, w.plain(w.say("opening.money_apart" if row["pole"] else "opening.money_none"))]


def _verdicts(w: Writer) -> TableView:
    """Names by verdict: of options and of what could be lost, warnings as visible as recommendations."""
    group, row = group_words(w), basis(w)
    options = likeliest(rows_of(w, OPTIONS))
    exits = sorted(rows_of(w, "opportunities.exits"), key=lambda one: -one["probability"])
    rows = []
    for name, held in [(one, options) for one in OPTION_VERDICTS] + [(one, exits) for one in ("protect", "keep")]:
        chosen = [one for one in held if one["verdict"] == name]
        if not chosen and name in ("no_data", "keep"):
            continue
        first = [one["activity"] for one in chosen if one["list"] == GROUP]
        rest = [one["activity"] for one in chosen if one["list"] != GROUP]
        rows.append(
            (
                verdict(w, {"verdict": name}),
                w.label(str(len(chosen))),
                w.label(_shortened(w, first)),
                *((w.label(_shortened(w, rest)),) if group else ()),
            )
        )
    headings = [w.say("opening.in_group", group=group), w.say("opening.in_rest")] if group else []
    return TableView(
        id="opening_verdicts",
        title=w.say(
            "opening.verdicts",
            region=w.region(w.context.region),
            period=w.period(row["period"]),
            target=w.period(row["target"]),
        ),
        columns=(w.say("opening.verdict"), w.say("opening.number"), *(headings or [w.say("opening.in_all")])),
        numeric=(False, True, *(False for _ in headings or [""])),
        rows=tuple(rows),
        how_to_read=w.say("opening.verdicts_read"),
        source_line=source_of(w),
    )


def _shortened(w: Writer, codes: list[str]) -> str:
    """Names of activities, the first of a long list and how many more; the table of the run holds all."""
    if len(codes) <= MOST_NAMES:
        return named(w, codes)
    names = w.say("list.comma").join(w.activity(code) for code in codes[:MOST_NAMES])
    return w.say("opening.more", names=names, count=len(codes) - MOST_NAMES)


def _rest(w: Writer) -> list[TableView]:
    """The first options outside the group, where there is a group."""
    chosen = [row for row in rows_of(w, OPTIONS) if row["list"] != GROUP and (row["in_list"] or row["recommended"])]
    return [_options(w, "rest")] if chosen else []


def _options(w: Writer, name: str) -> TableView:
    table, said, group = w.tables[OPTIONS], basis(w), group_words(w)
    rows = likeliest([row for row in table.rows() if row["list"] == name])
    if name != GROUP:
        rows = [row for row in rows if row["in_list"] or row["recommended"]]
    linked, money = (
        bool(w.tables.get("linkages.sectors")) and _known(rows, "expected_linkage"),
        _known(rows, "gap_high"),
    )
    title = {GROUP: "opening.options_group" if group else "opening.options_all"}.get(name, "opening.options_rest")
    columns = [
        (w.say("industry"), False),
        (w.say("opening.verdict"), False),
        (w.say("opening.here"), True),
        (w.say("opening.chance", target=w.period(said["target"])), True),
        (w.say("opening.stays", top=said["top"]), True),
        (w.say("opening.opens"), True),
        *([(w.say("opening.linkage"), True)] if linked else []),
        *([(w.say("opening.gap", unit=unit_words(w, table.units["gap_low"])), True)] if money else []),
        (w.say("opening.cost"), False),
        (w.say("opening.told"), True),
        (w.say("opening.grade"), False),
    ]
    draws = w.number(w.tables["opportunities.basis"], said, "draws", digits=0).text
    parts = [w.say("opening.options_read", draws=draws, top=said["top"])]
    return TableView(
        id=f"opening_options_{name}",
        title=w.say(title, **({"group": group} if group else {})),
        columns=tuple(heading for heading, _ in columns),
        numeric=tuple(number for _, number in columns),
        rows=tuple(_option_row(w, table, row, linked=linked, money=money) for row in rows),
        how_to_read=w.together([*parts, *([w.say("opening.gap_shared")] if money else [])]),
        source_line=source_of(w),
        strong_rows=tuple(place for place, row in enumerate(rows) if row["recommended"]),
    )


def _known(rows: list[Row], column: str) -> bool:
    return any(not math.isnan(row[column]) for row in rows)


def _option_row(w: Writer, table: ResultTable, row: Row, *, linked: bool, money: bool) -> tuple[Span, ...]:
    costs = [name for name in table.units if name.startswith("cost_") and name != "cost_imported_inputs"]
    given = [name.removeprefix("cost_") for name in costs if not math.isnan(row[name])]
    words = w.say("list.comma").join(w.say(f"opening.cost_{name}") for name in given)
    return (
        w.label(w.activity(row["activity"])),
        verdict(w, row),
        _here(w, table, row),
        _banded(w, table, row),
        stays(w, table, row),
        w.number(table, row, "opens", digits=2, sign=True),
        *([w.number(table, row, "expected_linkage")] if linked else []),
        *([money_range(w, table, row)] if money else []),
        w.label(words) if words else w.absent(),
        w.number(table, row, "told", digits=0),
        w.label(row["grade"]),
    )


def _here(w: Writer, table: ResultTable, row: Row) -> Span:
    """What is here, of what the nation has."""
    k, n = (w.number(table, row, name, digits=0, unit=False) for name in ("k", "n"))
    return k.model_copy(update={"text": w.say("opening.of", k=k.text, n=n.text)})


def _banded(w: Writer, table: ResultTable, row: Row) -> Span:
    """A probability with its interval, if it has one."""
    found, band = chance(w, table, row, "feasibility"), chance_range(w, table, row)
    if not band.key or not found.key:
        return found
    return found.model_copy(update={"text": w.say("opening.chance_band", chance=found.text, band=band.text)})


def money_range(w: Writer, table: ResultTable, row: Row) -> Span:
    """A gap in money as a range of two one-digit amounts."""
    low, high = (w.number(table, row, f"gap_{end}", digits=_decimals(w, table, row, end), unit=False) for end in ENDS)
    if not low.key or low.text == high.text:
        return low
    return low.model_copy(update={"text": w.say("range", low=low.text, high=high.text)})


ENDS: Final = ("low", "high")


def _decimals(w: Writer, table: ResultTable, row: Row, end: str) -> int:
    """Decimals that show the one significant digit of an amount in the unit the language counts in."""
    from decimal import Decimal

    from growthpole.views.formatting import in_words

    value = float(row[f"gap_{end}"])
    if math.isnan(value) or value == 0:
        return 0
    amount = float(in_words(Decimal(repr(value)), table.units["gap_low"], w.lang)[0])
    return max(0, -math.floor(math.log10(abs(amount))))
