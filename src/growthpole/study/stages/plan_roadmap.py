"""Tables of the roadmap: phases, milestones, what waits for what, this year's work."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from growthpole.errors import InputError, listed
from growthpole.messages import LANGS
from growthpole.study.stages.plan_choice_tables import plain_table
from growthpole.tables.register_schemas import STAGES

if TYPE_CHECKING:
    import pandas as pd

    from growthpole.plan import Roadmap
    from growthpole.study.planning import PlanEntry, TaskEntry
    from growthpole.study.stages.plan_choice import Choice
    from growthpole.tables.results import ResultTable

STARTED: Final = "started"
YEARS: Final = "start of the plan + lead, delay and ramp as assumed"

__all__ = ["roadmap_tables"]


def roadmap_tables(entry: PlanEntry, choice: Choice) -> list[ResultTable]:
    """``plan.gantt``, ``plan.milestones``, ``plan.floats``, ``plan.dependencies`` and ``plan.work``."""
    from growthpole.plan import Task, roadmap

    _known_projects(entry, choice)
    drawn = roadmap(
        choice.projects,
        choice.starts,
        periods=entry.periods,
        precedence=choice.limits.precedence,
        effects=choice.effects,
        tasks=[Task(one.month, code, code, one.project, one.basis) for code, one in _tasks(entry).items()],
    )
    found = replace(drawn, milestones=_dated(choice, drawn.milestones))
    year = {"start": "", "end": ""}
    return [
        plain_table("gantt", _rows(found.gantt), ("project", "phase"), year, _names(found.gantt), said=YEARS),
        plain_table(
            "milestones",
            _rows(found.milestones),
            ("project", "milestone"),
            {"year": ""},
            _names(found.milestones),
            said=YEARS,
        ),
        plain_table(
            "floats",
            [{**row, "critical": bool(row["critical"])} for row in _rows(found.floats)],
            ("project",),
            {**dict.fromkeys(("start", "producing", "at_capacity"), ""), "slack": "year"},
            _names(found.floats),
            measure="roadmap",
            said=YEARS,
        ),
        plain_table(
            "dependencies",
            _rows(found.dependencies),
            ("before", "after"),
            {"years": "year", "spare": "year"},
            said="years between two starts, as [[plan.precedence]] or the expansions of the register ask",
        ),
        _work(entry, found),
    ]


def _dated(choice: Choice, milestones: pd.DataFrame) -> pd.DataFrame:
    """Milestones with what their dates rest on: only a beginning that the register states is no assumption."""
    from growthpole.plan.candidates import TEMPLATE

    waiting = choice.projects.table["stage"].isin([TEMPLATE, *STAGES[: STAGES.index(STARTED)]])
    stated = milestones["milestone"].eq(STARTED) & ~milestones["project"].map(waiting).astype(bool)
    return milestones.assign(basis=stated.map({True: "source", False: "assumption"}))


def _known_projects(entry: PlanEntry, choice: Choice) -> None:
    """Tasks name projects that are there."""
    for task in entry.task:
        if task.project and task.project not in choice.projects.codes:
            known = listed(choice.projects.codes, 20)
            raise InputError("unknown-option", option="[[plan.task]] project", value=task.project, known=known)


def _tasks(entry: PlanEntry) -> dict[str, TaskEntry]:
    """Tasks of the study by number, which stands for their words in two languages."""
    return {f"{at:03}": one for at, one in enumerate(entry.task)}


def _work(entry: PlanEntry, found: Roadmap) -> ResultTable:
    """The first year's work by month: tasks of the study, and milestones that fall into it."""
    from growthpole.plan import work_plan
    from growthpole.plan.work_plans import MILESTONES

    tasks, offices = _tasks(entry), {str(name): said for name, said in entry.departments.items()}
    rows: list[dict[str, Any]] = []
    for at, row in enumerate(_rows(work_plan(found, entry.periods[0], {name: name for name in MILESTONES}))):
        task = tasks[row["what"]] if row["kind"] == "task" else None
        who = offices.get(row["what"]) if task is None else task.department
        said = {"department": who, "what": None if task is None else task.what}
        rows.append(
            {
                "month": row["month"],
                "position": f"{at:03}",
                **{f"{name}_{lang}": one.text(lang) if one else "" for name, one in said.items() for lang in LANGS},
                "project": row["project"],
                "milestone": row["what"] if task is None else "",
                "basis": row["basis"],
                "source": "" if task is None else task.source,
            }
        )
    columns = ("department_en", "department_zh", "what_en", "what_zh", "project", "milestone", "basis", "source")
    return plain_table("work", rows, ("month", "position"), {}, columns)


def _rows(frame: Any) -> list[dict[str, Any]]:
    return [{str(name): value for name, value in row.items()} for row in frame.to_dict("records")]


def _names(frame: Any) -> list[str]:
    return [str(name) for name in frame.columns]
