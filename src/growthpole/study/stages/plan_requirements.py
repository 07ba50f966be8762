"""What would have to be true: growth, money, delay and luck at which the goal is reached, and what carries the plan."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from growthpole.dims import PERIOD, REASON, SCENARIO, START
from growthpole.provenance import NumberKey, Ref, Slice, Trace
from growthpole.study.stages.plan_added import assumptions
from growthpole.study.stages.plan_choice_tables import plain_table
from growthpole.tables.results import ResultTable

if TYPE_CHECKING:
    from growthpole.plan import Projects
    from growthpole.study.planning import PlanEntry
    from growthpole.study.stages.plan_added import Added
    from growthpole.study.stages.plan_choice import Choice
    from growthpole.study.stages.plan_goal import Goal

CASES: Final = ("none", "q10", "q25", "q50")
"""What is there already does not grow, or grows along a quantile of the reference class."""

__all__ = ["critical_table", "requirement_table"]


def requirement_table(
    entry: PlanEntry, goal: Goal, choice: Choice, added: Added, fan: dict[str, float], table: str
) -> ResultTable:
    """``plan.requirements``: by growth of what is there, the gap, what closes it, and what the plan can bear.

    Parameters
    ----------
    fan : mapping of str to float
        Level of the goal's year at its quantiles, in the goal's unit.
    table : str
        Where they stand.
    """
    import pandas as pd

    from growthpole.plan import required_growth

    at_goal = float(added.until(goal.base_year, goal.goal_year)[:, -1].mean())
    rows: list[dict[str, Any]] = []
    for case in CASES:
        organic = goal.base if case == "none" else fan[case]
        gap = max(goal.goal - organic, 0.0)
        left = max(goal.goal - organic - at_goal, 0.0)
        rows.append(
            {
                "case": case,
                "level_key": "" if case == "none" else str(_key_of(table, case, goal)),
                "organic": organic,
                "growth": (organic / goal.base) ** (1 / goal.years) - 1,
                "gap": gap,
                "left": left,
                "unit": goal.unit,
                **_money(entry, goal, choice, gap / goal.in_unit(entry.unit)),
                **_bearable(goal, choice, organic / goal.in_unit(entry.unit), entry),
            }
        )
    alone, helped = (float(required_growth(goal.base, goal.goal, goal.years, added=one)) for one in (0.0, at_goal))
    for row in rows:
        row |= {"needed_alone": alone, "needed_with": helped}
    units = {
        **dict.fromkeys(("organic", "gap", "left"), ""),
        **dict.fromkeys(("growth", "needed_alone", "needed_with", "probability"), "1"),
        **dict.fromkeys(("investment",), entry.unit),
        "projects": "1",
        "delay": "year",
    }
    level = Ref("level", "level_key")
    ends = (Ref("base", "base_key"), Ref("goal", "goal_key"))
    sums = Slice("added", "plan.added", "added", {"period": str(goal.goal_year)})
    said = {
        "organic": ("the level at this quantile; the base where nothing grows", (ends[0], level)),
        "growth": ("(level / base)^(1 / years) − 1", (ends[0], level)),
        "gap": ("goal − level, at least 0", (ends[1], level)),
        "left": ("goal − level − added, at least 0", (ends[1], level, sums)),
        "needed_alone": ("(goal / base)^(1 / years) − 1", ends),
        "needed_with": ("((goal − added) / base)^(1 / years) − 1", (*ends, sums)),
        "investment": ("gap / net output in the goal's year per investment begun in the first year", (assumptions(),)),
        "projects": ("investment / median investment of the candidates", (assumptions(),)),
        "delay": ("longest delay of all projects at which level + added ≥ goal, at means", (assumptions(),)),
        "probability": ("least probability of all projects at which level + added ≥ goal, at means", (assumptions(),)),
    }
    frame = pd.DataFrame(rows).assign(base_key=goal.base_key, goal_key=goal.goal_key)
    return ResultTable(
        stage="plan",
        name="requirements",
        frame=frame,
        dims=("case",),
        units=units,
        traces=tuple(Trace(name, "", inputs, words) for name, (words, inputs) in said.items()),
    )


def _key_of(table: str, quantile: str, goal: Goal) -> NumberKey:
    """Key of a quantile of a fan in the goal's year."""
    stage, _, name = table.partition(".")
    return NumberKey(stage, name, quantile, {"plan": "without", "period": str(goal.goal_year)})


def _money(entry: PlanEntry, goal: Goal, choice: Choice, gap: float) -> dict[str, float]:
    """Investment that closes a gap when begun in the plan's first year, at what candidates add on average by then.

    Of those that may begin in it; their mean over the scenarios, net of displacement and with what they set off. No
    money buys what comes too late, so none is named then.
    """
    blank = {"investment": math.nan, "projects": math.nan}
    if goal.goal_year not in entry.periods:
        return blank
    first = choice.netted.sel({START: entry.periods[0]})
    open_then = first["allowed"].values
    made = first["output"].sel({PERIOD: goal.goal_year}).mean(SCENARIO).values[open_then].sum()
    money = choice.projects.numbers("investment")[open_then]
    rate = float(made) / money.sum() if money.sum() else 0.0
    if rate <= 0:
        return blank
    return {"investment": gap / rate, "projects": gap / rate / float(np.median(money))}


def _bearable(goal: Goal, choice: Choice, organic: float, entry: PlanEntry) -> dict[str, Any]:
    """Longest delay and least probability at which the plan still reaches the goal, or why there is none."""
    from growthpole.plan import Projects, break_even_probability, tolerable_delay

    blank = {"delay": math.nan, "delay_why": "no_plan", "probability": math.nan, "probability_why": "no_plan"}
    if not choice.starts or goal.goal_year not in entry.periods:
        return blank
    top = goal.goal / goal.in_unit(entry.unit)
    table = choice.projects.table
    adding = Projects(table.assign(output=table["output"] * choice.net, displacement=0.0), choice.projects.unit)
    found: dict[str, Any] = {}
    for name, measure in (("delay", tolerable_delay), ("probability", break_even_probability)):
        made = measure(adding, choice.starts, organic, top, goal.goal_year)
        found |= {name: float(made), f"{name}_why": reason_of(int(made.coords[REASON]))}
    return found


def reason_of(code: int) -> str:
    """Name of a reason."""
    from growthpole.dims import reason_name

    return reason_name(code)


def critical_table(entry: PlanEntry, goal: Goal, choice: Choice) -> ResultTable:
    """``plan.critical``: which assumption moves the output of the plan in the goal's year most, one at a time."""
    from growthpole.plan import Range, critical_assumptions, plan_effects

    def output(projects: Projects) -> float:
        made = plan_effects(
            projects, choice.starts, [goal.goal_year], choice.seed, scenarios=entry.scenarios, variables=("output",)
        )
        return float(made["output"].sel({PERIOD: goal.goal_year}).sum("activity").mean(SCENARIO))

    rows: list[dict[str, Any]] = []
    if choice.starts:
        ranges: dict[str, Range | tuple[float, float]] = {
            **dict.fromkeys(("probability", "output", "utilisation"), (0.8, 1.2)),
            "delay": Range(0.0, 1.0, "delay", how="shift"),
            "lead": Range(-0.5, 0.5, "lead", how="shift"),
            "ramp": (0.5, 1.5),
        }
        found = critical_assumptions(output, choice.projects, ranges=ranges)
        rows = [{str(name): value for name, value in row.items()} for row in found.to_dict("records")]
        rows = [{**row, "cut": float(row["cut"])} for row in rows]
    money = dict.fromkeys(("value_low", "value_high", "value", "swing"), entry.unit)
    return plain_table(
        "critical", rows, ("assumption",), {**money, "low": "", "high": "", "cut": "1"}, measure="critical_assumptions"
    )
