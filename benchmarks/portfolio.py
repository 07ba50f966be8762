"""What a large portfolio costs: seconds, the gap proven and the bound, for each objective; and how fast it stops.

``python benchmarks/portfolio.py [--projects 1000] [--seconds 60] [--objective NAME …] [--cancel]``. A seeded register
of candidates with chains and partners, their effects over 10 periods and 50 scenarios, budgets that pay for about a
third, a jobs floor, an energy cap, caps on foreign money and partners, a minimum for each chain, 100 precedences and
50 exclusions. Every limit that binds in the plan found is counted. ``--cancel`` prints how long the solver runs on
after the user stops it.
"""

from __future__ import annotations

import argparse
import resource
import sys
import time
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr

PERIODS = 10
SCENARIOS = 50
FIRST = 2026
CHAINS = 12
PARTNERS = 40
OBJECTIVES = ("value", "tail", "odds")


def candidates(rng: np.random.Generator, count: int) -> Any:
    """A register: sizes log-normal, richer projects slower and riskier."""
    from growthpole.plan import Projects

    investment = np.exp(rng.normal(2, 0.9, count))
    table = pd.DataFrame(
        {
            "activity": [f"A{one:02d}" for one in rng.integers(0, 50, count)],
            "chain": [f"chain {one:02d}" for one in rng.integers(0, CHAINS, count)],
            "partner": [f"F{one:02d}" if one < PARTNERS else "" for one in rng.zipf(1.4, count) - 1],
            "probability": rng.uniform(0.3, 0.95, count),
            "investment": investment,
            "public": investment * rng.uniform(0.1, 0.6, count),
            "foreign": investment * np.where(rng.random(count) < 0.3, rng.uniform(0.2, 1, count) * 0.9, 0.0),
            "output": investment * np.exp(rng.normal(0.3, 0.4, count)),
            "value_added": rng.uniform(0.15, 0.4, count),
            "jobs": investment * np.exp(rng.normal(3, 0.7, count)),
            "energy": investment * np.exp(rng.normal(0, 0.8, count)),
            "lead": rng.integers(0, 4, count).astype(float),
            "ramp": rng.integers(0, 4, count).astype(float),
            "spend": rng.integers(1, 4, count).astype(float),
            "utilisation_low": 0.5,
            "utilisation": 0.8,
            "utilisation_high": 1.0,
            "delay": 0.3,
            "delay_high": 2.0,
            "overrun": 1.1,
            "overrun_high": 1.6,
            "earliest": np.where(rng.random(count) < 0.4, FIRST + rng.integers(0, 5, count), np.nan),
        },
        index=[f"p{one:04d}" for one in range(count)],
    )
    return Projects(table, "1e8 CNY")


def effects_of(projects: Any, rng: np.random.Generator) -> Any:
    """Effects of the shape of ``project_effects``, one draw of a project for all its starts."""
    years = np.arange(FIRST, FIRST + PERIODS)
    since = (years[None, :] - years[:, None])[None, :, :, None]
    shape = (len(projects), 1, 1, SCENARIOS)

    def column(name: str) -> np.ndarray:
        return projects.numbers(name)[:, None, None, None]

    def triple(name: str) -> np.ndarray:
        low, likely, high = (column(f"{name}{end}") for end in ("_low", "", "_high"))
        return rng.triangular(low, likely, np.maximum(high, low + 1e-9), shape)

    reached, late = rng.random(shape) < column("probability"), triple("delay")
    capacity = np.clip((since + 1 - column("lead") - late) / np.maximum(column("ramp"), 1.0), 0.0, 1.0)
    running = reached * triple("utilisation") * capacity
    spending = (since >= 0) & (since < np.ceil(column("spend")))
    spend = spending / np.ceil(column("spend")) * triple("overrun") * np.where(reached, 1.0, 0.2)
    found = {
        "output": running * column("output"),
        "value_added": running * column("output") * column("value_added"),
        "jobs": running * column("jobs"),
        "energy": running * column("energy"),
        "spend": spend * column("investment"),
        "public_spend": spend * column("public"),
    }
    coords = {"project": projects.codes, "start": years, "period": years, "scenario": np.arange(SCENARIOS)}
    made = xr.Dataset({name: xr.DataArray(one, coords=coords, dims=list(coords)) for name, one in found.items()})
    first = np.nan_to_num(projects.numbers("earliest"), nan=FIRST)
    allowed = years[None, :] >= first[:, None]
    return made.assign(allowed=(("project", "start"), allowed))


def limits_for(projects: Any, effects: Any, rng: np.random.Generator) -> Any:
    """Limits that bind, and can be met."""
    from growthpole.plan import Constraints

    codes, table = projects.codes, projects.table
    years = range(FIRST, FIRST + PERIODS)
    public = float(effects["public_spend"].mean("scenario").max("start").sum("project").max())
    jobs = float(effects["jobs"].mean("scenario").isel(start=0, period=-1).sum())
    energy = float(effects["energy"].mean("scenario").isel(start=0, period=-1).sum())
    pairs = rng.choice(len(codes), (min(100, len(codes) // 4), 2), replace=False)
    groups = rng.choice(len(codes), (min(50, len(codes) // 8), 3), replace=False)
    return Constraints(
        budget={year: public * rng.uniform(0.03, 0.045) for year in years},
        jobs_floor={FIRST + PERIODS - 1: 0.25 * jobs},
        energy_cap={FIRST + PERIODS - 1: 0.3 * energy},
        foreign_share_cap=0.12,
        partner_share_cap=0.1,
        chain_minimum={chain: int(0.15 * (table["chain"] == chain).sum()) for chain in sorted(set(table["chain"]))},
        precedence=[(codes[a], codes[b], 1) for a, b in pairs],
        exclusion=[tuple(codes[one] for one in group) for group in groups],
    )


def objective_of(name: str, effects: Any, plan: dict[str, int], rng: np.random.Generator) -> Any:
    """The objective; the need is a fifth more than the plan by value brings in the last year, more or less."""
    from growthpole.plan import ExpectedValue, Odds, TailValue

    if name == "value":
        return ExpectedValue()
    if name == "tail":
        return TailValue(tail=0.1, weight=0.5)
    last = effects["output"].isel(period=-1)
    brought = sum(last.sel(project=code, start=year, drop=True) for code, year in plan.items())
    return Odds(brought.copy(data=1.2 * float(brought.mean()) * (1 + 0.05 * rng.standard_normal(SCENARIOS))))


def measure(name: str, case: Any, seconds: float, plan: dict[str, int]) -> dict[str, int]:
    """One portfolio, its time and its proof; the plan."""
    from growthpole.plan import feasibility_residual, portfolio

    projects, limits, effects = case
    objective = objective_of(name, effects, plan, np.random.default_rng(7))
    begun = time.perf_counter()
    found = portfolio(projects, limits, effects, objective=objective, gap=0.01, time_limit=seconds, steps=())
    taken = time.perf_counter() - begun
    slack = found.shadow_prices.groupby("kind")["slack"].agg(lambda one: int((one < 1e-6).sum()))
    worth = found.shadow_prices.groupby("kind")["relaxed"].agg(lambda one: int((one > 1e-9).sum()))
    residual = feasibility_residual(projects, limits, effects, found.chosen)
    print(
        f"{name}: {taken:.1f} s, objective {found.objective:.6g}, bound {found.bound:.6g}, gap {found.gap:.3%}, "
        f"truncated {found.truncated}, residual {residual:.1e}, {len(found.chosen)} chosen, "
        f"greedy {found.greedy.objective:.6g} (unmet: {len(found.greedy.unmet)}), regret {found.regret:.6g}"
    )
    print(f"  rows without slack: {slack[slack > 0].to_dict()}; with a price: {worth[worth > 0].to_dict()}")
    return found.chosen


def cancelled(case: Any, after: float) -> None:
    """How long the solver runs on after it is stopped."""
    from growthpole.errors import Cancelled
    from growthpole.plan import portfolio
    from growthpole.progress import Step

    projects, limits, effects = case
    asked: list[float] = []
    begun: list[float] = []

    def told(step: Step) -> None:  # noqa: ARG001
        begun.append(time.perf_counter())
        if begun[-1] - begun[0] >= after:
            asked.append(time.perf_counter())
            raise Cancelled

    try:
        portfolio(projects, limits, effects, gap=0.0, time_limit=60.0, steps=(), on_progress=told)
    except Cancelled:
        print(
            f"cancelled {after:g} s after the first step: ended {time.perf_counter() - asked[0]:.3f} s later; ", end=""
        )
    waits = np.diff(begun)
    print(f"{len(begun)} steps told, longest silence {waits.max(initial=0.0):.2f} s")


def main() -> int:
    """Each objective in turn."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--projects", type=int, default=1000)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--objective", nargs="*", choices=OBJECTIVES, default=list(OBJECTIVES))
    parser.add_argument("--cancel", action="store_true")
    given = parser.parse_args()
    rng = np.random.default_rng(20261126)
    projects = candidates(rng, given.projects)
    effects = effects_of(projects, rng)
    case = projects, limits_for(projects, effects, rng), effects
    if given.cancel:
        for after in (0.0, 1.0, 3.0):
            cancelled(case, after)
        return 0
    names = [name for name in OBJECTIVES if name in given.objective]
    plan: dict[str, int] = {}
    if "odds" in names and "value" not in names:
        names = ["value", *names]
    for name in names:
        found = measure(name, case, given.seconds, plan)
        plan = found if name == "value" else plan
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
