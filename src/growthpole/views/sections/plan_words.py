"""Words the sections of the plan share: names of projects, what is assumed, years, where the figures are from."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from growthpole.plan.candidates import TRIPLES
from growthpole.views.model import Sentence, Span
from growthpole.views.sections.words import linked_source, register_source, rows_of

if TYPE_CHECKING:
    from growthpole.tables.results import ResultTable
    from growthpole.views.writing import Role, Writer

ASSUMPTIONS: Final = "plan.assumptions"
REGISTER: Final = "projects"

__all__ = [
    "ASSUMPTIONS",
    "assumed_heading",
    "basis_label",
    "goal_period",
    "modelled",
    "moved_words",
    "number_or_dash",
    "plan_source",
    "plan_span",
    "project_names",
    "resting",
    "run_on",
    "year",
]


def project_names(w: Writer) -> dict[str, str]:
    """Name of each candidate: a template bears that of its activity, a project of the register its code as well.

    A project that the register gives no name bears that of its activity.
    """
    found = {}
    for row in rows_of(w, "plan.candidates"):
        code, activity = str(row["project"]), w.activity(row["activity"]) if row["activity"] else ""
        if row[f"name_{w.lang}"]:
            found[code] = w.say("plan.project_named", name=row[f"name_{w.lang}"], code=code)
        elif not activity:
            found[code] = code
        elif row["stage"] == "template":
            found[code] = activity
        else:
            found[code] = w.say("plan.project_of", code=code, activity=activity)
    return found


def goal_period(w: Writer) -> str:
    """The period of the goal, as people write it."""
    return w.period(str(rows_of(w, "diagnose.target")[0]["goal_period"]))


def modelled(w: Writer) -> bool:
    """Whether what is there already follows a model of its own history, and not the reference class."""
    return "plan.modelled_fan" in w.tables


def plan_span(w: Writer) -> str:
    """First to last year of the plan."""
    years = [str(row["period"]) for row in rows_of(w, "plan.by_period")]
    return w.period(years[0] if len(years) < 2 else f"{years[0]}/{years[-1]}")


def year(w: Writer, table: ResultTable, row: Mapping[str, Any], column: str) -> Span:
    """A year with its key; a dash where there is none."""
    if math.isnan(float(row[column])):
        return w.absent("–")
    return w.number(table, row, column, digits=0).model_copy(update={"text": w.period(str(int(row[column])))})


def number_or_dash(w: Writer, table: ResultTable, row: Mapping[str, Any], column: str, digits: int = 2) -> Span:
    """A number without its unit; a dash where there is none."""
    if math.isnan(float(row[column])):
        return w.absent("–")
    return w.number(table, row, column, digits=digits, unit=False)


def basis_label(w: Writer, basis: str) -> Span:
    """Whether a source says so, or it is assumed; what is assumed is toned down."""
    return Span(text=w.say(f"plan.basis_{basis}"), tone="label" if basis == "source" else "muted")


def moved_words(w: Writer, assumption: str) -> str:
    """Name of an assumption that is moved; of those with three values all three are."""
    moved = f"plan.moved_{assumption}"
    return w.say(moved if assumption in TRIPLES else f"plan.assume_{assumption}")


def assumed_heading(w: Writer, words: str, projects: Iterable[str], assumption: str) -> str:
    """Heading of a column, with the word for an assumption where a figure of the projects in it is one."""
    bases = {(row["project"], row["assumption"]): str(row["basis"]) for row in rows_of(w, ASSUMPTIONS)}
    held = {bases.get((code, assumption), "assumption") for code in projects}
    if held == {"source"}:
        return words
    return w.say("plan.partly_assumed" if "source" in held else "plan.assumed", what=words)


def resting(w: Writer, span: Span) -> Span:
    """A figure with the badge that it rests on assumptions."""
    return span.model_copy(update={"badge": w.say("plan.badge")}) if span.key else span


def run_on(w: Writer, sentences: Sequence[Sentence], role: Role = "text") -> Sentence:
    """Sentences one after the other, as one paragraph."""
    spans: list[Span] = []
    for sentence in sentences:
        spans += [*([Span(text=" ")] if spans and w.lang == "en" else []), *sentence.spans]
    return Sentence(spans=tuple(spans), role=role)


def plan_source(w: Writer, name: str) -> str:
    """Source line of a table of the plan: the study's own assumptions, the register of projects, published figures."""
    return w.together([w.say("plan.source_study"), linked_source(w, name) or register_source(w, REGISTER)])
