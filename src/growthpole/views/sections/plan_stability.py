"""On what a region leans: one row a measure, each with its number or with why there is none, then what lies behind."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

from growthpole.errors import InputError
from growthpole.messages import has
from growthpole.views.link_charts import sector_name
from growthpole.views.model import Section, Sentence, Span, TableView, view_id
from growthpole.views.sections.opening_words import basis
from growthpole.views.sections.poles import pole_label
from growthpole.views.sections.words import linked_source, rows_of

if TYPE_CHECKING:
    from growthpole.views.writing import Writer

TABLES: Final = {
    "jobs_at_risk": "plan.jobs_at_risk",
    "supply_concentration": "plan.supply",
    "resistance": "plan.resilience",
    "recoverability": "plan.resilience",
    "portfolio_variance": "plan.mix",
    "systemic_risk": "plan.cascades",
}
UNDEFINED: Final = ("not_applicable", "zero_base", "zero_total")
Row = dict[str, Any]

__all__ = ["sections"]


def sections(w: Writer) -> list[Section]:
    """The section, of every study with a plan."""
    note = w.context.note("plan.stability_note", w.lang)
    blocks: list[Any] = [_say(w, "lead"), *([w.plain(note, role="caution")] if note else []), _overview(w)]
    blocks += [*_jobs(w), *_supply(w), *_resilience(w), *_mix(w)]
    return [Section(id="plan_stability", title=w.say("stability_measures.title"), blocks=tuple(blocks))]


def _say(w: Writer, key: str, role: Any = "text", /, **parts: Any) -> Sentence:
    return w.sentence(f"stability_measures.{key}", role, **parts)


def _columns(w: Writer, *names: str) -> tuple[str, ...]:
    return tuple(w.say(f"stability_measures.{name}") for name in names)


# --- one row a measure ---------------------------------------------------------------------------------------


def _overview(w: Writer) -> TableView:
    rows = rows_of(w, "plan.stability_measures")
    used = [TABLES[row["measure"]] for row in rows if not row["reason"]]
    return TableView(
        id="plan_stability",
        title=w.say("stability_measures.overview"),
        columns=_columns(w, "measure", "of", "value", "meaning"),
        numeric=(False, False, True, False),
        rows=tuple(
            (
                Span(text=w.say(f"stability_measures.name_{row['measure']}")),
                _subject(w, row),
                _why(w, row) if row["reason"] else _value(w, row),
                w.label(w.say(f"stability_measures.means_{row['measure']}")),
            )
            for row in rows
        ),
        how_to_read=w.say("stability_measures.overview_read"),
        source_line=w.together(dict.fromkeys(linked_source(w, name) for name in used)),
    )


def _subject(w: Writer, row: Row) -> Span:
    region, nation = w.region(w.context.region), w.region(w.context.nation)
    match row["measure"], row["subject"]:
        case "supply_concentration", "":
            return w.label(nation)
        case "supply_concentration", pole:
            label = pole_label(w, {"pole": pole})
            return label.model_copy(
                update={"text": w.say("stability_measures.in_nation", of=label.text, nation=nation)}
            )
        case "resistance" | "recoverability", str(fell) if fell:
            name = w.context.note(f"plan.resilience.{fell}.name", w.lang)
            return w.label(w.say("stability_measures.in_region", of=name, region=region))
        case "systemic_risk", _:
            firm = rows_of(w, "plan.cascades")[:1]
            return w.label(w.say("stability_measures.largest_firm", firm=firm[0]["firm"])) if firm else w.label("–")
        case _:
            return w.label(region)


def _why(w: Writer, row: Row) -> Span:
    """Why a measure has no number: because nothing is known, or because there is nothing to measure."""
    own = f"why_{row['measure']}_{row['reason']}"
    key = own if has(f"views.stability_measures.{own}") else f"why_{row['reason']}"
    kind = "undefined" if row["reason"] in UNDEFINED else "no_data"
    return w.absent(w.say(f"stability_measures.{kind}", why=w.say(f"stability_measures.{key}")))


def _value(w: Writer, row: Row) -> Span:
    table = w.tables[TABLES[row["measure"]]]
    match row["measure"]:
        case "supply_concentration":
            found = next(one for one in table.rows() if one["pole"] == row["subject"])
            return w.number(table, found, "herfindahl", digits=3)
        case "resistance" | "recoverability" as measure:
            wanted = (row["subject"], w.context.region)
            found = next(one for one in table.rows() if (one["resilience"], one["region"]) == wanted)
            return w.number(table, found, measure, digits=2, sign=True)
        case "jobs_at_risk":
            return w.number(table, table.rows()[0], "expected", digits=0)
        case "portfolio_variance":
            return _points(w, table.rows()[0])
        case "systemic_risk":
            low, high = (w.number(table, table.rows()[0], name, "percent", 1) for name in ("low", "high"))
            return low.model_copy(update={"text": w.say("range", low=low.text, high=high.text)})
        case other:
            raise InputError("unknown-option", option="measure", value=other, known=", ".join(TABLES))


def _points(w: Writer, row: Row) -> Span:
    """Typical swing of growth, in percentage points."""
    found = w.number(w.tables["plan.mix"], row, "deviation", "points", 1)
    if not found.key:
        return found
    return found.model_copy(update={"text": w.say("stability_measures.points", value=found.text)})


# --- what lies behind ----------------------------------------------------------------------------------------


def _jobs(w: Writer) -> list[Any]:
    rows = rows_of(w, "plan.job_risks")
    if not rows:
        return []
    table, sums, row = w.tables["plan.job_risks"], w.tables["plan.jobs_at_risk"], rows_of(w, "plan.jobs_at_risk")[0]
    note = w.context.note("plan.jobs.note", w.lang)
    blocks: list[Any] = [w.plain(note, role="caution")] if note else []
    blocks += [w.plain(w.say("stability_measures.undated"), role="caution")] if row["undated"] else []
    said = {
        name: w.number(sums, row, name, digits=0) for name in ("jobs", "expected", "low", "high", "apart", "together")
    }
    if not row["reason"]:
        said |= {"covered": w.number(sums, row, "covered", "percent", 0), "period": w.label(w.period(row["period"]))}
        exits = basis(w)
        indicator, target = w.indicator(exits["indicator"], inside=True), w.period(exits["target"])
        blocks.append(_say(w, "jobs_lead", "lead", indicator=indicator, target=target, **said))
    view = TableView(
        id="plan_job_risks",
        title=w.say("stability_measures.jobs", region=w.region(w.context.region), period=w.period(row["period"])),
        columns=_columns(w, "activity", "jobs_held", "probability", "interval", "at_risk"),
        numeric=(False, True, True, True, True),
        rows=tuple(
            (
                w.label(w.activity(one["activity"])),
                w.number(table, one, "jobs", digits=0),
                *(_uncovered(w) if math.isnan(one["probability"]) else _risks(w, one)),
            )
            for one in sorted(rows, key=lambda one: (-one["jobs"], one["activity"]))
        ),
        how_to_read=w.say("stability_measures.jobs_read"),
        source_line=linked_source(w, "plan.job_risks"),
    )
    return [*blocks, view]


def _uncovered(w: Writer) -> tuple[Span, Span, Span]:
    """A probability that is not known is no probability of zero."""
    return w.absent(w.say("stability_measures.not_covered")), w.absent("–"), w.absent("–")


def _risks(w: Writer, row: Row) -> tuple[Span, Span, Span]:
    table = w.tables["plan.job_risks"]
    low, high = (w.number(table, row, name, "percent", 1) for name in ("low", "high"))
    interval = low.model_copy(update={"text": w.say("range", low=low.text, high=high.text)}) if low.key else low
    return w.number(table, row, "probability", "percent", 1), interval, w.number(table, row, "at_risk", digits=0)


def _supply(w: Writer) -> list[Any]:
    if "plan.supply" not in w.tables:
        return []
    table = w.tables["plan.supply"]
    domestic = table.groups["domestic"] == "True"
    sectors = {row["sector"]: sector_name(w, row) for row in rows_of(w, "linkages.sectors")}
    view = TableView(
        id="plan_supply",
        title=w.say("stability_measures.supply", nation=w.region(w.context.nation)),
        columns=_columns(w, "pole", "herfindahl", "largest", "largest_share", "import_share", "own_share"),
        numeric=(False, True, False, True, True, True),
        rows=tuple(
            (
                pole_label(w, row),
                w.number(table, row, "herfindahl", digits=3),
                w.label(sectors.get(row["largest"], row["largest"]) or "–"),
                w.number(table, row, "largest_share", "percent", 1),
                w.absent() if domestic else w.number(table, row, "import_share", "percent", 1),
                w.number(table, row, "own_share", "percent", 1),
            )
            for row in table.rows()
        ),
        how_to_read=w.say("stability_measures.supply_read"),
        source_line=linked_source(w, "plan.supply"),
    )
    caution = "supply_caution_domestic" if domestic else "supply_caution"
    region, nation = w.region(w.context.region), w.region(w.context.nation)
    return [_say(w, caution, "caution", region=region, nation=nation), view]


def _resilience(w: Writer) -> list[Any]:
    blocks: list[Any] = []
    rows = rows_of(w, "plan.resilience")
    for name in dict.fromkeys(row["resilience"] for row in rows):
        own = [row for row in rows if row["resilience"] == name]
        note = w.context.note(f"plan.resilience.{name}.note", w.lang)
        crossed = "|".join(filter(None, (own[0][f"{part}_announced"] for part in ("resistance", "recoverability"))))
        cautions = [note, w.say("stability_measures.undated") if own[0]["undated"] else ""]
        cautions += [w.say("stability_measures.announced", breaks=crossed.replace("|", ", ")) if crossed else ""]
        blocks += [w.plain(words, role="caution") for words in cautions if words]
        blocks.append(_downturn(w, name, own))
    return blocks


def _downturn(w: Writer, name: str, rows: list[Row]) -> TableView:
    down, up = ("/".join(rows[0][f"{part}_years"].split("|")) for part in ("resistance", "recoverability"))
    said = {"down": w.period(down), "up": w.period(up) if "/" in up else "–"}
    columns = ("region", "fell", "nation_fell", "resistance", "rose", "nation_rose", "recoverability")
    return TableView(
        id=view_id("plan_resilience", name),
        title=w.say("stability_measures.downturn", name=w.context.note(f"plan.resilience.{name}.name", w.lang), **said),
        columns=_columns(w, *columns),
        numeric=(False, *(True for _ in columns[1:])),
        rows=tuple(
            (
                w.label(w.region(row["region"])),
                *(span for measure in ("resistance", "recoverability") for span in _against(w, row, measure)),
            )
            for row in rows
        ),
        how_to_read=w.say(
            "stability_measures.downturn_read" if rows[0]["stated"] else "stability_measures.downturn_sum"
        ),
        source_line=linked_source(w, "plan.resilience"),
        strong_rows=tuple(at for at, row in enumerate(rows) if row["region"] == w.context.region),
    )


def _against(w: Writer, row: Row, measure: str) -> tuple[Span, ...]:
    """Change of a region and of the nation, and the measure that compares them."""
    table, reason = w.tables["plan.resilience"], row[f"{measure}_reason"]
    changes = (f"{measure}_change", f"{measure}_nation")
    found = (
        w.absent("–") if math.isnan(row[name]) else w.number(table, row, name, "percent", 1, sign=True)
        for name in changes
    )
    last = _why(w, {"measure": measure, "reason": reason}) if reason else w.number(table, row, measure, sign=True)
    return (*found, last)


def _mix(w: Writer) -> list[Any]:
    if "plan.mix" not in w.tables:
        return []
    table, rows = w.tables["plan.mix"], rows_of(w, "plan.mix")
    years = table.groups["years_used"].split("|")
    said = {"indicator": w.indicator(table.groups["indicator"]), "years": w.period(f"{years[0]}/{years[-1]}")}
    view = TableView(
        id="plan_mix",
        title=w.say("stability_measures.mix", **said),
        columns=_columns(w, "region", "deviation", "own", "shared"),
        numeric=(False, True, True, True),
        rows=tuple(
            (
                w.label(w.region(row["region"])),
                _points(w, row),
                *(w.number(table, row, name, digits=6) for name in ("own", "shared")),
            )
            for row in rows
        ),
        how_to_read=w.say("stability_measures.mix_read"),
        source_line=linked_source(w, "plan.mix"),
        strong_rows=(0,),
    )
    steps = w.number(table, rows[0], "steps", digits=0, unit=False)
    activities = w.number(table, rows[0], "activities_used", digits=0, unit=False)
    lead = _say(w, f"mix_lead_{table.groups['basis']}", steps=steps, activities=activities)
    dated = [w.plain(w.say("stability_measures.undated"), role="caution")] if table.groups["undated"] == "True" else []
    return [lead, *dated, view]
