"""Tables of the choice: what is chosen and when, what it costs by year, and what stands beside it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from growthpole.dims import PERIOD, PROJECT, SCENARIO, START
from growthpole.messages import LANGS
from growthpole.plan.candidates import TEMPLATE
from growthpole.provenance import Ref, Slice, Trace
from growthpole.study.stages.plan_added import assumptions
from growthpole.study.stages.plan_choice import objective_of
from growthpole.tables.results import ResultTable

if TYPE_CHECKING:
    import pandas as pd

    from growthpole.study.planning import PlanEntry
    from growthpole.study.stages import Context
    from growthpole.study.stages.plan_choice import Choice
    from growthpole.study.stages.plan_goal import Goal

FACTORS: Final = (0.0, 0.5, 1.0, 1.5, 2.0, 3.0)
BY_PERIOD: Final = ("spend", "public_spend", "output", "value_added", "jobs", "energy")
TOLERANCE: Final = 1e-9
MOST_SCENARIOS: Final = 20_000
FRESH: Final = 20
"""Scenarios the plan is tried on again, as a multiple of those it was chosen on."""

__all__ = ["choice_tables", "plain_table"]


def plain_table(
    name: str,
    rows: Sequence[Mapping[str, Any]],
    dims: tuple[str, ...],
    units: Mapping[str, str],
    columns: Sequence[str] = (),
    *,
    measure: str = "",
    said: str = "",
    inputs: tuple[Slice, ...] | None = None,
) -> ResultTable:
    """Table ``plan.name`` whose numbers all come about in one way."""
    import pandas as pd

    held = (assumptions(),) if inputs is None else inputs
    names = list(dict.fromkeys([*dims, *units, *columns])) if not rows else None
    return ResultTable(
        stage="plan",
        name=name,
        frame=pd.DataFrame(list(rows), columns=names),
        dims=dims,
        units=units,
        traces=tuple(Trace(column, measure, held, said) for column in units),
    )


def choice_tables(context: Context, entry: PlanEntry, goal: Goal, choice: Choice) -> list[ResultTable]:
    """``plan.conflicts`` where there is no plan; else the plan, its years, its prices, and what lies beside it."""
    if choice.plan is None:
        return [_conflicts(choice), _chosen(context, entry, goal, choice)]
    tables = [_chosen(context, entry, goal, choice), _by_period(entry, choice), _solution(entry, choice)]
    tables += [_prices(choice), _never(entry, choice), _next(choice)]
    return [*tables, *([_frontier(context, entry, choice)] if choice.limits.budget else [])]


def _conflicts(choice: Choice) -> ResultTable:
    """The limits that no plan meets together, in words."""
    limits = {} if choice.conflict is None else choice.conflict.limits
    rows = [
        {"limit": key, "position": str(at), **{f"words_{lang}": words.message(lang) for lang in LANGS}}
        for at, (key, words) in enumerate(limits.items(), start=1)
    ]
    return plain_table("conflicts", rows, ("limit",), {})


def _chosen(context: Context, entry: PlanEntry, goal: Goal, choice: Choice) -> ResultTable:
    """Projects chosen with their start, their figures, and what is known of the option a template was made of."""
    import pandas as pd

    carried = {**dict.fromkeys(("investment", "public", "foreign", "output"), entry.unit), "probability": "1"}
    carried["jobs"] = "person"
    units = {"start": "", **carried, "goal_output": entry.unit, "option_chance": "1", "option_rate": "1"}
    options = context.tables.get("opportunities.options")
    known = {} if options is None else {str(row["activity"]): row for row in options.rows()}
    rows = []
    for code, start in choice.starts.items():
        row = _candidate(choice, code)
        at_goal = math.nan
        if goal.goal_year in entry.periods:
            own = choice.effects["output"].sel({PROJECT: code, START: start, PERIOD: goal.goal_year})
            at_goal = float(own.mean(SCENARIO))
        option = known.get(str(row["activity"])) if row["stage"] == TEMPLATE else None
        beside = {"option_chance": "feasibility", "option_rate": "base_rate"}
        rows.append(
            {
                "project": code,
                **{name: str(row[name]) for name in ("activity", "chain", "stage", "basis")},
                "start": float(start),
                "goal_output": at_goal,
                **{name: float(row[name]) for name in carried},
                **{name: math.nan if option is None else float(option[of]) for name, of in beside.items()},
                **{
                    f"{name}_key": "" if option is None or options is None else str(options.key(option, of))
                    for name, of in beside.items()
                },
            }
        )
    keys = [f"option_{name}_key" for name in ("chance", "rate")]
    names = ["project", "activity", "chain", "stage", "basis", *units, *keys] if not rows else None
    made = (assumptions(),)
    return ResultTable(
        stage="plan",
        name="chosen",
        frame=pd.DataFrame(rows, columns=names),
        dims=("project",),
        units=units,
        traces=(
            Trace("start", "portfolio", made),
            Trace("goal_output", "project_effects", made),
            *(Trace(name, "", (Slice(name, "plan.candidates", name, {"project": "$project"}),)) for name in carried),
            *(Trace(name, "", (Ref(name, f"{name}_key"),)) for name in ("option_chance", "option_rate")),
        ),
    )


def _candidate(choice: Choice, code: str) -> dict[str, Any]:
    return {str(name): choice.projects.table.loc[code, name] for name in choice.projects.table.columns}


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows of a table with its index as a column."""
    return [{str(name): value for name, value in row.items()} for row in frame.reset_index().to_dict("records")]


def _by_period(entry: PlanEntry, choice: Choice) -> ResultTable:
    """Expected spend, output, jobs of the plan by year, the limits of the year, and how often its budget is passed."""
    import pandas as pd

    drawn = {name: _drawn(choice, name) for name in BY_PERIOD}
    money = dict.fromkeys(("spend", "public_spend", "output", "value_added"), entry.unit)
    limits = {"budget": entry.unit, "jobs_floor": "person"}
    units = {**money, "jobs": "person", "energy": "", "over_budget": "1", **limits}
    rows = []
    for at, year in enumerate(entry.periods):
        budget = choice.limits.budget.get(year, math.nan)
        over = (
            float((drawn["public_spend"][at] > budget + TOLERANCE).mean()) if year in choice.limits.budget else math.nan
        )
        rows.append(
            {
                "period": str(year),
                **{name: float(values[at].mean()) for name, values in drawn.items()},
                "budget": budget,
                "jobs_floor": choice.limits.jobs_floor.get(year, math.nan),
                "over_budget": over,
            }
        )
    made = (assumptions(), Slice("start", "plan.chosen", "start", {}))
    return ResultTable(
        stage="plan",
        name="by_period",
        frame=pd.DataFrame(rows),
        dims=("period",),
        units=units,
        traces=(
            *(Trace(name, "project_effects", made) for name in BY_PERIOD),
            *(Trace(name, "", (), "as given in study.toml, [plan.limits]") for name in limits),
            Trace("over_budget", "", made, "share of scenarios whose public spend is above the budget of the year"),
        ),
    )


def _drawn(choice: Choice, name: str) -> np.ndarray:
    """An effect of the projects chosen, added up [period, scenario]."""
    effects = choice.effects[name].transpose(PROJECT, START, PERIOD, SCENARIO)
    own = [effects.sel({PROJECT: code, START: start}).values for code, start in choice.starts.items()]
    empty = np.zeros((effects.sizes[PERIOD], effects.sizes[SCENARIO]))
    found: np.ndarray = sum(own, empty)
    return found


def _solution(entry: PlanEntry, choice: Choice) -> ResultTable:
    """The score of the plan, the most any plan can score, and what the rule of thumb loses."""
    plan = choice.plan
    if plan is None:
        return plain_table("solution", [], ("plan",), {})
    unit = _gain_unit(entry, choice)
    named = {"objective": unit, "bound": unit, "gap": "1", "residual": "1", "odds": "1", "regret": unit}
    row = {
        "plan": "best",
        "aim": entry.objective,
        **{name: float(getattr(plan, name)) for name in named},
        "truncated": bool(plan.truncated),
        "capped": bool(entry.capacity),
        "greedy": "|".join(plan.greedy.chosen),
        "candidates": float(len(choice.projects)),
        "chosen": float(len(plan.chosen)),
        "value": float(plan.by_period["value_added"].sum()),
        "fresh": _fresh(entry, choice),
        "scenarios": float(entry.scenarios),
    }
    counts = dict.fromkeys(("candidates", "chosen", "scenarios"), "1")
    money = dict.fromkeys(("value", "fresh"), choice.projects.unit)
    return plain_table("solution", [row], ("plan",), {**named, **counts, **money}, measure="portfolio")


def _fresh(entry: PlanEntry, choice: Choice) -> float:
    """Expected value added of the plan on scenarios it was not chosen on, many times as many."""
    from growthpole.plan import Projects, plan_effects

    count = min(FRESH * entry.scenarios, MOST_SCENARIOS)
    table = choice.projects.table
    staying = Projects(table.assign(value_added=table["value_added"] * (1.0 - table["displacement"])), entry.unit)
    made = plan_effects(
        staying, choice.starts, entry.periods, choice.seed + 1, scenarios=count, variables=("value_added",)
    )
    return float(made["value_added"].mean(SCENARIO).sum())


def _prices(choice: Choice) -> ResultTable:
    plan = choice.plan
    rows = [] if plan is None else _records(plan.shadow_prices)
    columns = ("slack", "fixed", "relaxed", "resolved")
    return plain_table(
        "shadow_prices",
        [{"limit": row["limit"], "kind": row["kind"], **{name: float(row[name]) for name in columns}} for row in rows],
        ("limit",),
        dict.fromkeys(columns, ""),
        ("kind",),
        measure="portfolio",
    )


def _gain_unit(entry: PlanEntry, choice: Choice) -> str:
    """Unit of what is maximised."""
    return "1" if entry.objective == "odds" else choice.projects.unit


def _never(entry: PlanEntry, choice: Choice) -> ResultTable:
    plan = choice.plan
    rows = [] if plan is None else _records(plan.never_chosen)
    return plain_table(
        "never_chosen",
        [{**row, "costs_at_least": float(row["costs_at_least"])} for row in rows],
        ("project",),
        {"costs_at_least": _gain_unit(entry, choice)},
        ("reason",),
        measure="portfolio",
    )


def _next(choice: Choice) -> ResultTable:
    plan = choice.plan
    rows = [] if plan is None else _records(plan.next_best)
    made = [
        {
            "project": row["project"],
            "change": row["change"],
            **{name: _year(row[name]) for name in ("start", "start_now")},
        }
        for row in rows
    ]
    return plain_table(
        "next_best", made, ("project",), {"start": "", "start_now": ""}, ("change",), measure="portfolio"
    )


def _year(value: Any) -> float:
    try:
        return float(value)
    except TypeError:  # pandas says NA where there is none
        return math.nan


def _frontier(context: Context, entry: PlanEntry, choice: Choice) -> ResultTable:
    """The best plan at each multiple of the budget, with its odds."""
    from growthpole.plan import frontier

    found = frontier(
        choice.projects,
        choice.limits,
        choice.netted,
        FACTORS,
        objective=objective_of(entry, choice.need),
        need=choice.need,
        time_limit=entry.time_limit,
        on_progress=context.on_progress,
    )
    units = {"factor": "1", "money": entry.unit, "value": entry.unit, "odds": "1", "gap": "1", "count": "1"}
    rows = [
        {
            "budget": f"{row['budget']:g}",
            "factor": float(row["budget"]),
            **{name: float(row[name]) for name in ("money", "value", "odds", "gap")},
            "count": float(len(row["chosen"])),
            "projects": "|".join(row["chosen"]),
            "reason": row["reason"],
            "truncated": bool(row["truncated"]),
        }
        for row in found.to_dict("records")
    ]
    return plain_table("frontier", rows, ("budget",), units, measure="frontier")
