"""Candidate projects of a study: those of its register, and templates made from the options, on listed assumptions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from growthpole.errors import InputError, listed
from growthpole.messages import LANGS
from growthpole.plan.live_projects import FIELDS
from growthpole.provenance import NumberKey, Ref, Slice, Trace
from growthpole.study.stages.plan_register import as_known
from growthpole.tables.expansions import TOTAL
from growthpole.tables.register_schemas import WITHDRAWN
from growthpole.tables.results import ResultTable

if TYPE_CHECKING:
    import pandas as pd

    from growthpole.plan import Projects, Template
    from growthpole.study.planning import AssumptionEntry, PlanEntry
    from growthpole.study.stages import Context
    from growthpole.tables import ProjectRegister

SECTION: Final = "[[plan.assumption]]"
NEEDED: Final = (
    *("investment", "output_per_investment", "value_added", "displacement", "lead", "ramp"),
    *("utilisation", "delay", "overrun"),
)
OPTIONAL: Final = ("public_share", "foreign_share", "jobs_per_output", "energy_per_output", "probability")
MADE: Final = "made from study.toml, [[plan.assumption]], the register of projects and the options; basis says which"
STATED: Final = "as the register of projects states it, an expansion by its increment, or as study.toml assumes it"
RESTS_ON: Final = {
    "investment": ("investment",),
    "output": ("investment", "output_per_investment"),
    "public": ("investment", "public_share"),
    "foreign": ("investment", "foreign_share"),
    "jobs": ("investment", "output_per_investment", "jobs_per_output"),
    "energy": ("investment", "output_per_investment", "energy_per_output"),
    **{name: (name,) for name in ("value_added", "displacement", "lead", "ramp", "probability")},
    **{f"{name}{end}": (name,) for name in ("utilisation", "delay", "overrun") for end in ("_low", "", "_high")},
}
"""Assumptions that each figure of a project is made of."""
COLUMN_OF: Final = {name: field for field, name in FIELDS.items()} | dict.fromkeys(("earliest", "latest"), "start_year")

__all__ = ["Candidates", "candidate_tables", "candidates_of"]


@dataclass(frozen=True, slots=True)
class Candidates:
    """Candidate projects, and the register some of them come from."""

    projects: Projects
    register: ProjectRegister | None


def candidates_of(context: Context, entry: PlanEntry) -> Candidates | None:
    """Candidates of the study; None where there are neither options to make them of nor a register.

    Raises
    ------
    InputError
        Something that is needed is not assumed, or an assumption names what is not there.
    """
    import pandas as pd

    from growthpole.plan import Projects, register_projects, template_projects

    options, register = _options(context, entry), _register(context, entry)
    live = [] if register is None else _live(register)
    if not options and not live:
        return None
    activities = sorted({str(row.get("activity") or "") for row in [*options, *live]})
    _known(entry, activities)
    assumed = {activity: _template(entry, activity) for activity in activities}
    tables: list[pd.DataFrame] = []
    if register is not None and live:
        odds = {str(stage): chance for stage, chance in entry.stage_probability.items()}
        tables.append(register_projects(register, assumed, stages=odds, unit=entry.unit).table)
    if options:
        chances = [assumed[row["activity"]].probability for row in options]
        given = [
            {**row, "probability": row["probability"] if chance is None else chance}
            for row, chance in zip(options, chances, strict=True)
        ]
        tables.append(template_projects(pd.DataFrame(given), assumed, entry.unit).table)
    return Candidates(Projects(_not_before(pd.concat(tables), entry.periods[0]), entry.unit), register)


def _not_before(table: pd.DataFrame, first: int) -> pd.DataFrame:
    """No project that has not begun begins before the plan does."""
    begun = table["earliest"] == table["latest"]
    return table.assign(earliest=table["earliest"].where(begun, table["earliest"].fillna(first).clip(lower=first)))


def _live(register: ProjectRegister) -> list[dict[str, Any]]:
    rows = [{str(name): value for name, value in row.items()} for row in register.rows.to_dict("records")]
    return [row for row in rows if row["stage"] != WITHDRAWN]


def _options(context: Context, entry: PlanEntry) -> list[dict[str, Any]]:
    """Options whose verdict calls for a template, likeliest first."""
    table = context.tables.get("opportunities.options")
    rows = [] if table is None else [row for row in table.rows() if row["verdict"] in entry.verdicts]
    rows = [row for row in rows if row["list"] == "group"]
    rows.sort(key=lambda row: (-row["feasibility"] if row["feasibility"] == row["feasibility"] else 0, row["activity"]))
    first = [(str(row["activity"]), float(row["feasibility"])) for row in rows[: entry.most]]
    return [{"project": f"new_{activity}", "activity": activity, "probability": odds} for activity, odds in first]


def _register(context: Context, entry: PlanEntry) -> ProjectRegister | None:
    from growthpole.tables import ProjectRegister

    if not entry.register_:
        return None
    registers = context.ingest().registers
    if entry.register_ not in registers:
        known = listed(registers) or "–"
        raise InputError("unknown-option", option="[plan] register", value=entry.register_, known=known)
    return as_known(ProjectRegister(registers[entry.register_]), context.case.question.as_of)


def _known(entry: PlanEntry, activities: list[str]) -> None:
    """Assumptions speak of activities that projects are of."""
    for one in entry.assumption:
        if one.activity and one.activity not in activities:
            raise InputError(
                "unknown-option", option=f"{SECTION} activity", value=one.activity, known=listed(activities) or "–"
            )


def _template(entry: PlanEntry, activity: str) -> Template:
    """What is assumed of a project of an activity: of all projects, then of the activity."""
    from growthpole.plan import Template

    held: dict[str, Any] = {}
    for one in [*_of(entry, ""), *(_of(entry, activity) if activity else [])]:
        stated = {name: getattr(one, name) for name in (*NEEDED, *OPTIONAL)}
        held |= {name: value for name, value in stated.items() if value is not None}
    missing = [name for name in NEEDED if name not in held]
    if missing:
        raise InputError("nothing-assumed", activity=activity or "–", missing=listed(missing, 20))
    return Template(**held)


def _of(entry: PlanEntry, activity: str) -> list[AssumptionEntry]:
    return [one for one in entry.assumption if one.activity == activity]


def _grounds(entry: PlanEntry, activity: str) -> dict[str, str]:
    """Columns of a project of an activity that rest on sources alone, each with the source study.toml names."""
    governing: dict[str, AssumptionEntry] = {}
    for one in [*_of(entry, ""), *(_of(entry, activity) if activity else [])]:
        governing |= {name: one for name in (*NEEDED, *OPTIONAL) if getattr(one, name) is not None}
    found = {}
    for column, names in RESTS_ON.items():
        told = [governing[name] for name in names if name in governing]
        if len(told) == len(names) and all(one.basis == "source" for one in told):
            found[column] = "; ".join(dict.fromkeys(one.source for one in told))
    return found


def candidate_tables(entry: PlanEntry, found: Candidates) -> list[ResultTable]:
    """``plan.candidates``, and ``plan.assumptions`` with every figure they rest on."""
    from growthpole.plan import assumptions_of

    projects = found.projects
    money = ("investment", "public", "foreign", "output")
    units = {**dict.fromkeys(money, projects.unit), **dict.fromkeys(("jobs",), "person"), "probability": "1"}
    frame = projects.table.reset_index()
    named = _names(found.register)
    for lang in LANGS:
        frame[f"name_{lang}"] = [named.get(code, {}).get(lang, "") for code in frame["project"]]
    candidates = ResultTable(
        stage="plan",
        name="candidates",
        frame=frame[["project", "activity", "chain", "partner", "stage", "basis", "name_en", "name_zh", *units]],
        dims=("project",),
        units=units,
        traces=tuple(
            Trace(
                name, "", (Slice(name, "plan.assumptions", "value", {"project": "$project", "assumption": name}),), MADE
            )
            for name in units
        ),
    )
    rests = assumptions_of(projects, register=found.register)
    grounds = {code: _grounds(entry, str(projects.table.loc[code, "activity"])) for code in projects.codes}
    sources = [
        grounds[code].get(name, "") if basis == "assumption" else ""
        for code, name, basis in zip(rests["project"], rests["assumption"], rests["basis"], strict=True)
    ]
    stated = _stated(found.register)
    keys = [
        stated.get((code, name), ("", "")) if basis == "source" else ("", "")
        for code, name, basis in zip(rests["project"], rests["assumption"], rests["basis"], strict=True)
    ]
    assumptions = ResultTable(
        stage="plan",
        name="assumptions",
        frame=rests.assign(
            stated_key=[own for own, _ in keys],
            before_key=[before for _, before in keys],
            basis=["source" if source else basis for source, basis in zip(sources, rests["basis"], strict=True)],
            source=sources,
        ),
        dims=("project", "assumption"),
        units={"value": ""},
        traces=(Trace("value", "", (Ref("stated", "stated_key"), Ref("stood on", "before_key")), STATED),),
    )
    return [candidates, assumptions]


def _names(register: ProjectRegister | None) -> dict[str, dict[str, str]]:
    """Names of the projects of the register by code and language; a name in one language alone serves for both."""
    found: dict[str, dict[str, str]] = {}
    for row in [] if register is None else register.rows.to_dict("records"):
        told = {lang: str(row.get(f"name_{lang}") or "") for lang in LANGS}
        either = next((text for text in told.values() if text), "")
        found[str(row["code"])] = {lang: text or either for lang, text in told.items()}
    return found


def _stated(register: ProjectRegister | None) -> dict[tuple[str, str], tuple[str, str]]:
    """Keys of the figure of the register by project and assumption, and of the one it is the new total of, if any."""
    if register is None:
        return {}
    held = register.register
    table, code_column = f"register_{held.name}", held.columns.get("code", "code")
    found = {}
    for row in register.rows.to_dict("records"):
        code, parent = str(row["code"]), str(row.get("parent") or "") if row.get("amounts") == TOTAL else ""
        for name, field in COLUMN_OF.items():
            column = held.columns.get(field, field)
            own, before = (NumberKey("observe", table, column, {code_column: one}) for one in (code, parent))
            found[code, name] = str(own), str(before) if parent else ""
    return found
