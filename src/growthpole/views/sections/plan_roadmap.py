"""The construction map: phases and milestones of the projects, what waits for what, this year's work."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from growthpole.views.model import Section, Sentence, Span, TableView
from growthpole.views.roadmap_charts import gantt_chart
from growthpole.views.sections.plan_words import basis_label, plan_source, project_names, year
from growthpole.views.sections.words import rows_of

if TYPE_CHECKING:
    from growthpole.views.writing import Writer

Row = dict[str, Any]
MILESTONES: Final = "plan.milestones"
DEPENDENCIES: Final = "plan.dependencies"
FLOATS: Final = "plan.floats"
WORK: Final = "plan.work"

__all__ = ["sections"]


def sections(w: Writer) -> list[Section]:
    """Section of the roadmap; the work plan alone where no project is chosen."""
    blocks: list[Any] = []
    if rows_of(w, "plan.gantt"):
        chain = _chain(w)
        critical = frozenset(str(row["project"]) for row in chain)
        blocks = [_chain_said(w, chain), gantt_chart(w, critical), _milestones(w)]
        blocks += [_dependencies(w)] if rows_of(w, DEPENDENCIES) else []
        blocks.append(_floats(w, critical))
    blocks += [_work(w)] if rows_of(w, WORK) else []
    return [Section(id="plan_roadmap", title=w.say("plan.roadmap_title"), blocks=tuple(blocks))] if blocks else []


def _chain(w: Writer) -> list[Row]:
    """Projects of the critical chain in order; none where no project waits for another, and so none is critical."""
    if not rows_of(w, DEPENDENCIES):
        return []
    return sorted(
        (row for row in rows_of(w, FLOATS) if row["critical"]), key=lambda row: (row["start"], row["producing"])
    )


def _chain_said(w: Writer, chain: list[Row]) -> Sentence:
    if not chain:
        return w.plain(w.say("plan.no_chain"), role="lead")
    names = project_names(w)
    last = str(chain[-1]["project"])
    full = next(row for row in rows_of(w, MILESTONES) if (row["project"], row["milestone"]) == (last, "at_capacity"))
    return w.sentence(
        "plan.chain",
        "lead",
        names=w.say("plan.limit_order").join(names.get(str(row["project"]), str(row["project"])) for row in chain),
        start=year(w, w.tables[FLOATS], chain[0], "start"),
        full=w.period(str(full["when"])),
    )


def _milestones(w: Writer) -> TableView:
    names = project_names(w)
    return TableView(
        id="plan_milestones",
        title=w.say("plan.milestones"),
        columns=(
            w.say("plan.project"),
            w.say("plan.milestone"),
            w.say("plan.likeliest"),
            w.say("plan.soonest"),
            w.say("plan.latest"),
            w.say("plan.basis"),
        ),
        numeric=(False, False, True, True, True, False),
        rows=tuple(
            (
                w.label(names.get(row["project"], row["project"])),
                w.label(w.say(f"plan.milestone_{row['milestone']}")),
                *(w.label(w.period(str(row[column]))) for column in ("when", "soonest", "latest")),
                basis_label(w, str(row["basis"])),
            )
            for row in rows_of(w, MILESTONES)
        ),
        how_to_read=w.say("plan.milestones_read"),
        source_line=plan_source(w, MILESTONES),
    )


def _dependencies(w: Writer) -> TableView:
    table, names = w.tables[DEPENDENCIES], project_names(w)
    return TableView(
        id="plan_dependencies",
        title=w.say("plan.dependencies"),
        columns=(w.say("plan.before"), w.say("plan.after"), w.say("plan.lag"), w.say("plan.spare")),
        numeric=(False, False, True, True),
        rows=tuple(
            (
                *(w.label(names.get(row[end], row[end])) for end in ("before", "after")),
                *(w.number(table, row, column, digits=1) for column in ("years", "spare")),
            )
            for row in table.rows()
        ),
        how_to_read=w.say("plan.dependencies_read"),
        source_line=plan_source(w, DEPENDENCIES),
    )


def _floats(w: Writer, critical: frozenset[str]) -> TableView:
    table, names, rows = w.tables[FLOATS], project_names(w), rows_of(w, FLOATS)
    return TableView(
        id="plan_floats",
        title=w.say("plan.floats"),
        columns=(w.say("plan.project"), w.say("plan.start"), w.say("plan.slack")),
        numeric=(False, True, True),
        rows=tuple(
            (
                w.label(names.get(row["project"], row["project"])),
                year(w, table, row, "start"),
                w.number(table, row, "slack", digits=1),
            )
            for row in rows
        ),
        how_to_read=w.together([w.say("plan.floats_read"), w.say("plan.floats_critical") if critical else ""]),
        source_line=plan_source(w, FLOATS),
        strong_rows=tuple(at for at, row in enumerate(rows) if row["project"] in critical),
    )


def _work(w: Writer) -> TableView:
    rows = rows_of(w, WORK)
    return TableView(
        id="plan_work",
        title=w.say("plan.work", period=w.period(str(rows[0]["month"])[:4])),
        columns=(
            w.say("plan.month"),
            w.say("plan.department"),
            w.say("plan.what"),
            w.say("plan.project"),
            w.say("plan.basis"),
        ),
        numeric=(False,) * 5,
        rows=tuple(_task(w, row) for row in rows),
        how_to_read=w.say("plan.work_read"),
        source_line=plan_source(w, WORK),
    )


def _task(w: Writer, row: Row) -> tuple[Span, ...]:
    """A line of the work plan: a task, or a milestone of a project, with the department that answers for it."""
    who = row[f"department_{w.lang}"] or "–"
    project = project_names(w).get(row["project"], row["project"])
    if row["milestone"]:
        what = w.say(f"plan.milestone_{row['milestone']}")
        basis = basis_label(w, row["basis"])
    else:
        what = row[f"what_{w.lang}"]
        source = w.context.own("source", row["source"], w.lang)
        sourced = row["basis"] == "source"
        basis = w.label(w.say("plan.task_source", source=source)) if sourced else w.label(w.say("plan.task_proposed"))
    return (w.label(w.period(str(row["month"]))), w.label(who), w.label(what), w.label(project or "–"), basis)
