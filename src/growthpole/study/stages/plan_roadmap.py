"""Tables of the roadmap: phases, milestones, what waits for what, this year's work."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from growthpole.errors import InputError, listed
from growthpole.messages import LANGS
from growthpole.study.stages.plan_choice_tables import plain_table
from growthpole.tables.register_schemas import STAGES

if TYPE_CHECKING:
    from growthpole.plan import Roadmap
    from growthpole.study.planning import PlanEntry
    from growthpole.study.stages.plan_choice import Choice
    from growthpole.tables.results import ResultTable

STARTED: Final = "started"
YEARS: Final = "start of the plan + lead, delay and ramp as assumed"

__all__ = ["roadmap_tables"]


def roadmap_tables(entry: PlanEntry, choice: Choice) -> list[ResultTable]:
    """``plan.gantt``, ``plan.milestones``, ``plan.floats``, ``plan.dependencies`` and ``plan.work``."""
    from growthpole.plan import roadmap

    _known_projects(entry, choice)
    pairs = [(one.before, one.after, one.lag) for one in entry.precedence]
    found = roadmap(choice.projects, choice.starts, periods=entry.periods, precedence=pairs, effects=choice.effects)
    year = {"start": "", "end": ""}
    return [
        plain_table("gantt", _rows(found.gantt), ("project", "phase"), year, _names(found.gantt), said=YEARS),
        plain_table(
            "milestones",
            _dated(choice, _rows(found.milestones)),
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
            said="years between two starts, as [[plan.precedence]] asks",
        ),
        _work(entry, choice, found),
    ]


def _dated(choice: Choice, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Milestones with what their dates rest on: only a beginning that the register states is no assumption."""
    from growthpole.plan.candidates import TEMPLATE

    stage = choice.projects.table["stage"]
    before = (TEMPLATE, *STAGES[: STAGES.index(STARTED)])
    for row in rows:
        stated = row["milestone"] == STARTED and stage[row["project"]] not in before
        row["basis"] = "source" if stated else "assumption"
    return rows


def _known_projects(entry: PlanEntry, choice: Choice) -> None:
    """Tasks name projects that are there."""
    for task in entry.task:
        if task.project and task.project not in choice.projects.codes:
            known = listed(choice.projects.codes, 20)
            raise InputError("unknown-option", option="[[plan.task]] project", value=task.project, known=known)


def _department(entry: PlanEntry, milestone: str) -> dict[str, str]:
    words = {str(name): said for name, said in entry.departments.items()}.get(milestone)
    return {f"department_{lang}": "" if words is None else words.text(lang) for lang in LANGS}


def _work(entry: PlanEntry, choice: Choice, found: Roadmap) -> ResultTable:
    """The first year's work by month: tasks of the study, and milestones that fall into it."""
    year = entry.periods[0]
    rows: list[dict[str, Any]] = [
        {
            "month": task.month,
            "position": f"{at:03}",
            "department_en": task.department.text("en"),
            "department_zh": task.department.text("zh"),
            "what_en": task.what.text("en"),
            "what_zh": task.what.text("zh"),
            "project": task.project,
            "milestone": "",
            "basis": task.basis,
            "source": task.source,
        }
        for at, task in enumerate(entry.task)
        if task.month.startswith(str(year))
    ]
    rows += [
        {
            "month": row["when"],
            "position": f"m{at:03}",
            **dict.fromkeys(("what_en", "what_zh", "source"), ""),
            **_department(entry, str(row["milestone"])),
            "project": row["project"],
            "milestone": row["milestone"],
            "basis": row["basis"],
        }
        for at, row in enumerate(_dated(choice, _rows(found.milestones)))
        if str(row["when"]).startswith(str(year))
    ]
    rows.sort(key=lambda row: (row["month"], row["position"]))
    columns = ("department_en", "department_zh", "what_en", "what_zh", "project", "milestone", "basis", "source")
    return plain_table("work", rows, ("month", "position"), {}, columns)


def _rows(frame: Any) -> list[dict[str, Any]]:
    return [{str(name): value for name, value in row.items()} for row in frame.to_dict("records")]


def _names(frame: Any) -> list[str]:
    return [str(name) for name in frame.columns]
