"""Is a portfolio the best there is? Random cases against every plan tried out.

``python reliability/portfolio_brute_force.py [--cases N] [--seed S]``. Each case has up to ten projects, one to five
start years (at most 60,000 plans), every kind of limit now and then, and the three objectives in turn; at gap 0 the
score must be that of the best plan, and of plans with the same odds the most valuable; the residual at most 1e-9; where
no plan keeps to the limits the set named must be a smallest conflict. Prints what was tried and exits with 1 at the
first difference.
"""

from __future__ import annotations

import argparse
import sys
import time

import numpy as np
from _makers import portfolio_cases as made

MOST_PLANS = 60_000
TOLERANCE = 1e-9  # two orders of summing the same numbers, as a share of the score


def differs(seed: int, kind: str) -> tuple[str, str]:
    """What came out of one case, and how it differs from brute force; empty where it does not."""
    from growthpole.errors import ConflictingLimits
    from growthpole.plan import portfolio

    rng = np.random.default_rng(seed)
    count = int(rng.integers(2, 11))
    starts = max(s for s in range(1, 6) if (s + 1) ** count <= MOST_PLANS)
    projects, limits, effects, objective = made.random_case(rng, count, starts, kind=kind, tight=0.35)
    plans = made.Plans(projects, effects)
    best = plans.best(limits, objective)
    try:
        found = portfolio(projects, limits, effects, objective=objective, gap=0.0, steps=())
    except ConflictingLimits as conflict:
        sound = best is None and conflict.minimal and plans.is_smallest_conflict(limits, list(conflict.limits))
        return "conflict", "" if sound else f"conflict {list(conflict.limits)}, best by brute force {best}"
    if best is None:
        return kind, "brute force finds no plan"
    if abs(found.objective - best) > TOLERANCE * max(1.0, abs(best)) or found.residual > 1e-9:
        return kind, f"{found.objective!r} (residual {found.residual:g}) against {best!r}"
    if kind == "odds":
        worth, most = found.value.mean().item(), plans.most_valuable(limits, objective)
        if abs(worth - most) > TOLERANCE * max(1.0, most):
            return kind, f"of plans with the same odds one is worth {most!r}, not {worth!r}"
    return kind, ""


def main() -> int:
    """Cases in turn; 0 when all agree."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=int, default=200)
    parser.add_argument("--seed", type=int, default=20261126)
    given = parser.parse_args()
    seen, begun = {}, time.perf_counter()
    for number in range(given.cases):
        kind = ("value", "tail", "odds")[number % 3]
        outcome, difference = differs(given.seed + number, kind)
        if difference:
            print(f"case {number} ({kind}, seed {given.seed + number}): {difference}")
            return 1
        seen[outcome] = seen.get(outcome, 0) + 1
    print(f"{given.cases} cases agree with brute force in {time.perf_counter() - begun:.0f} s:", seen)
    return 0


if __name__ == "__main__":
    sys.exit(main())
