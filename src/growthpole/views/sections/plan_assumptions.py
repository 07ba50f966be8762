"""Every figure the candidate projects rest on, marked as assumption or source."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from growthpole.views.amounts import money
from growthpole.views.model import Section, Span, TableView
from growthpole.views.sections.plan_words import ASSUMPTIONS, basis_label, plan_source, project_names
from growthpole.views.sections.words import rows_of

if TYPE_CHECKING:
    from growthpole.views.writing import Writer

Row = dict[str, Any]
Figures = dict[str, Row]
MOST: Final = 6
"""Projects that stand side by side."""
CALENDAR: Final = ("earliest", "latest")
FACTORS: Final = ("overrun_low", "overrun", "overrun_high")
GIVEN: Final = "as given"

__all__ = ["sections"]


def sections(w: Writer) -> list[Section]:
    """Section of the assumptions: one table, or one for every six columns."""
    columns = _columns(w)
    held = list(columns.items())
    parts = [dict(held[at : at + MOST]) for at in range(0, len(held), MOST)]
    tables = [_table(w, part, at, len(parts)) for at, part in enumerate(parts, start=1)]
    lead = w.plain(w.say("plan.assumptions_lead"), role="caution")
    return [Section(id="plan_assumptions", title=w.say("plan.assumptions_title"), blocks=(lead, *tables))]


def _columns(w: Writer) -> dict[str, Figures]:
    """Figures by heading: of each project, or where there are many of each activity and set of figures."""
    names, held = project_names(w), dict[str, Figures]()
    for row in rows_of(w, ASSUMPTIONS):
        held.setdefault(str(row["project"]), {})[str(row["assumption"])] = row
    if len(held) <= MOST:
        return {names.get(code, code): figures for code, figures in held.items()}
    activities = {str(row["project"]): str(row["activity"]) for row in rows_of(w, "plan.candidates")}
    sets: dict[tuple[str, object], list[str]] = {}
    for code, figures in held.items():
        alike = tuple((name, row["value"], row["basis"]) for name, row in figures.items())
        sets.setdefault((activities.get(code, ""), alike), []).append(code)
    found: dict[str, Figures] = {}
    for (activity, _), codes in sets.items():
        name = names.get(codes[0], codes[0])
        if len(codes) > 1:
            name = w.say("plan.projects_alike", activity=w.activity(activity) or "–", count=len(codes))
        # two sets of one activity with as many projects each are told apart by their first project
        found[name if name not in found else f"{name} · {codes[0]}"] = held[codes[0]]
    return found


def _table(w: Writer, columns: Mapping[str, Figures], at: int, parts: int) -> TableView:
    rows = [(name, [figures.get(name) for figures in columns.values()]) for name in _order(columns)]
    return TableView(
        id="plan_assumptions" if at == 1 else f"plan_assumptions_{at}",
        title=w.say("plan.assumptions") if parts == 1 else w.say("plan.assumptions_part", part=at, parts=parts),
        columns=(w.say("plan.assumption"), *columns, w.say("plan.basis")),
        numeric=(False, *(True for _ in columns), False),
        rows=tuple(
            (
                w.label(w.say(f"plan.assume_{name}")),
                *(_figure(w, row, mixed=_basis(held) == "mixed") for row in held),
                basis_label(w, _basis(held)),
            )
            for name, held in rows
        ),
        how_to_read=w.say("plan.assumptions_read"),
        source_line=plan_source(w, ASSUMPTIONS),
    )


def _order(columns: Mapping[str, Figures]) -> list[str]:
    """Names of the assumptions in the order of the projects; years of start, which not every project has, last."""
    names = dict.fromkeys(name for figures in columns.values() for name in figures)
    return sorted(names, key=lambda name: name in CALENDAR)


def _basis(held: list[Row | None]) -> str:
    bases = {str(row["basis"]) for row in held if row is not None}
    return bases.pop() if len(bases) == 1 else "mixed"


def _figure(w: Writer, row: Row | None, *, mixed: bool) -> Span:
    """A figure in the words of its unit, with its basis beside it where the row holds both."""
    if row is None:
        return w.absent("–")
    span = _shown(w, row)
    return span.model_copy(update={"badge": w.say(f"plan.basis_{row['basis']}")}) if mixed else span


def _shown(w: Writer, row: Row) -> Span:
    table, name, value, unit = w.tables[ASSUMPTIONS], str(row["assumption"]), float(row["value"]), str(row["unit"])
    if name in CALENDAR:
        return w.number(table, row, "value", digits=0).model_copy(update={"text": w.period(str(int(value)))})
    if unit == GIVEN:
        span = w.number(table, row, "value", digits=2 if value else 0, unit=False)
        text = span.text if value else w.say("plan.none_assumed", number=span.text)
        return span.model_copy(update={"text": text, "unit": ""})
    if name in FACTORS:
        span = w.number(table, row, "value", digits=2)
        return span.model_copy(update={"text": f"×{span.text}"})
    match unit:
        case "1":
            return w.number(table, row, "value", "percent", _decimals(value * 100))
        case "year":
            return w.number(table, row, "value", digits=_decimals(value))
        case "person":
            span = w.number(table, row, "value", digits=0)
            return span if value else span.model_copy(update={"text": w.say("plan.none_assumed", number=span.text)})
        case _:
            return money(w, table, row, "value")


def _decimals(value: float) -> int:
    """None, one or two: as many as the figure was given with."""
    return next((digits for digits in (0, 1) if abs(value - round(value, digits)) < 1e-9), 2)
