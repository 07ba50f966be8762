"""The modelled history: odds with like regions beside them, fans, what the calibration promises, and its record."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from growthpole.views.model import Sentence, TableView
from growthpole.views.odds import MODELLED, modelled_line, odds_range, share
from growthpole.views.plan_charts import modelled_fan_chart
from growthpole.views.sections.words import joined, linked_source, rows_of, unit_words

if TYPE_CHECKING:
    from growthpole.views.writing import Writer

SCORES: Final = ("winkler", "crps", "brier")
MODELS: Final = ("calibrated", "uncalibrated", "naive")
REASONS: Final = ("after", "later", "undated")

__all__ = ["modelled_blocks"]


def modelled_blocks(w: Writer) -> list[Any]:
    """Blocks of a modelled history; of one too short, that it is; none where no history is named."""
    if rows_of(w, "plan.too_short"):
        return _too_short(w)
    if not rows_of(w, MODELLED):
        return []
    blocks: list[Any] = [*modelled_line(w, "plan.modelled_lead"), *_cautions(w), _odds(w), modelled_fan_chart(w)]
    blocks += [_activities(w), w.plain(w.say("plan.calibration_words"), role="caution"), _calibration(w)]
    if not rows_of(w, "plan.fan_record"):
        return [*blocks, w.plain(w.say("plan.no_record"), role="caution")]
    return [*blocks, _origins(w), _scores(w)]


def _too_short(w: Writer) -> list[Sentence]:
    """That the history is too short, and why years that were named do not count."""
    row, table = rows_of(w, "plan.too_short")[0], w.tables["plan.too_short"]
    said = w.sentence(
        "plan.too_short",
        "caution",
        indicator=w.indicator(row["indicator"], inside=True),
        years=w.number(table, row, "years", digits=0, unit=False),
        needed=w.number(table, row, "needed", digits=0, unit=False),
    )
    gone = [
        w.say(f"plan.history_{reason}", years=joined(w, [w.period(one) for one in row[reason].split("|")]))
        for reason in REASONS
        if row[reason]
    ]
    return [said, *([w.plain(w.together(gone), role="caution")] if gone else [])]


def _cautions(w: Writer) -> list[Sentence]:
    """What the model leaves out, and that figures without a day are called retrospective."""
    groups = w.tables[MODELLED].groups
    gone = [w.activity(code) for code in groups["left_out"].split("|") if code]
    more = [w.say("plan.modelled_left_out", activities=joined(w, gone)) if gone else ""]
    more += [w.say("plan.undated") if groups["undated"] == "True" else ""]
    return [w.plain(w.together(more), role="caution")] if any(more) else []


def _odds(w: Writer) -> TableView:
    table = w.tables[MODELLED]
    return TableView(
        id="plan_modelled_odds",
        title=w.say("plan.modelled_odds"),
        columns=(w.say("plan.case"), *(w.say(f"plan.modelled_{name}") for name in ("share", "reference", "range"))),
        numeric=(False, True, True, True),
        rows=tuple(
            (
                w.label(w.say(f"plan.{row['plan']}")),
                share(w, MODELLED, row, "share"),
                share(w, MODELLED, row, "reference"),
                odds_range(w, MODELLED, row, "reference_low", "reference_high"),
            )
            for row in table.rows()
        ),
        how_to_read=w.say("plan.modelled_odds_read"),
        source_line=linked_source(w, MODELLED),
        strong_rows=(0,),
    )


def _activities(w: Writer) -> TableView:
    """Fans by activity in the goal's year."""
    name = "plan.activity_fan"
    table, goal = w.tables[name], str(rows_of(w, MODELLED)[0]["goal_period"])
    rows = [row for row in table.rows() if row["period"] == goal]
    return TableView(
        id="plan_activity_fan",
        title=w.say(
            "plan.activity_fan",
            period=w.period(goal),
            unit=unit_words(w, table.units["q50"]),
            region=w.region(w.context.region),
        ),
        columns=(w.say("plan.activity"), *(w.say(f"plan.{level}") for level in ("q10", "q50", "q90"))),
        numeric=(False, True, True, True),
        rows=tuple(
            (
                w.label(w.activity(row["activity"])),
                *(w.number(table, row, level, digits=1, unit=False) for level in ("q10", "q50", "q90")),
            )
            for row in rows
        ),
        how_to_read=w.say("plan.activity_fan_read"),
        source_line=linked_source(w, name),
    )


def _calibration(w: Writer) -> TableView:
    name = "plan.calibration"
    table = w.tables[name]
    return TableView(
        id="plan_calibration",
        title=w.say("plan.calibration"),
        columns=tuple(w.say(f"plan.calibration_{one}") for one in ("ahead", "total", "relative", "origins")),
        numeric=(True, True, True, True),
        rows=tuple(
            (
                w.label(row["ahead"]),
                w.number(table, row, "total", digits=2),
                w.number(table, row, "relative", digits=2),
                w.number(table, row, "origins", digits=0),
            )
            for row in table.rows()
        ),
        how_to_read=w.say("plan.calibration_read"),
        source_line=linked_source(w, name),
    )


def _origins(w: Writer) -> TableView:
    """Coverage of the fans of the sum and of the activities by origin, model by model."""
    name = "plan.fan_record"
    table = w.tables[name]
    held = {(row["model"], row["target"], row["origin"]): row for row in table.rows()}
    places = list(dict.fromkeys((row["target"], row["origin"]) for row in table.rows()))
    return TableView(
        id="plan_fan_record",
        title=w.say("plan.record_origins"),
        columns=(
            w.say("plan.record_target"),
            w.say("plan.record_origin"),
            *(w.say(f"plan.model_{one}") for one in MODELS),
        ),
        numeric=(False, False, True, True, True),
        rows=tuple(
            (
                w.label(w.say(f"plan.target_{target}")),
                w.label(w.period(origin)),
                *(w.number(table, held[model, target, origin], "coverage", "percent", 0) for model in MODELS),
            )
            for target, origin in places
        ),
        how_to_read=w.say("plan.record_origins_read"),
        source_line=linked_source(w, name),
    )


def _scores(w: Writer) -> TableView:
    """Mean of each score over the origins, with the worst coverage."""
    name = "plan.fan_summary"
    table = w.tables[name]
    columns = ("target", "model", "coverage", "worst", "worst_origin", *SCORES)
    return TableView(
        id="plan_fan_summary",
        title=w.say("plan.record"),
        columns=tuple(w.say(f"plan.record_{one}") for one in columns),
        numeric=(False, False, True, True, False, True, True, True),
        rows=tuple(
            (
                w.label(w.say(f"plan.target_{row['target']}")),
                w.label(w.say(f"plan.model_{row['model']}")),
                w.number(table, row, "coverage", "percent", 0),
                w.number(table, row, "worst_coverage", "percent", 0),
                w.label(w.period(row["worst_origin"])),
                *(w.number(table, row, score, digits=3) for score in SCORES),
            )
            for row in table.rows()
        ),
        how_to_read=w.say("plan.record_read"),
        source_line=linked_source(w, name),
        strong_rows=tuple(at for at, row in enumerate(table.rows()) if row["model"] == "calibrated"),
    )
