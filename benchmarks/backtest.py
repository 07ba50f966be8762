"""What a back-test costs: seconds and memory by stage, and over the floor of one bare fit of boosted trees.

``python benchmarks/backtest.py [--size NAME …] [--draws N]``. Each size runs in a child process on a seeded panel of
random walks with unequal unrest. The floor is one fit of scikit-learn's boosted trees, with its own defaults for
everything but the number of threads, on the training cases of the last origin, in the same process; ``ratio`` is the
whole evaluation (all models, origins, intervals and the cold start) over it. The answer is checked: AUC of current
strength is computed again from ranks.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import time
from typing import Any

import numpy as np
import xarray as xr

SIZES = {"small": (12, 31, 110), "wiod": (17, 40, 35), "large": (10, 200, 1000)}
HORIZON = 3
TOLERANCE = 1e-12  # two ways to sum the same ranks


def panel(size: str) -> Any:
    """Random walks of log values: each cell has an unrest of its own."""
    from growthpole.tables import Panel

    periods, regions, activities = SIZES[size]
    rng = np.random.default_rng(20261126)
    unrest = rng.uniform(0.02, 0.4, (regions, activities))
    steps = (rng.normal(size=(periods, regions, activities)) * unrest).cumsum(axis=0)
    level = rng.normal(0, 1, (regions, activities)) + rng.normal(size=(regions, 1)) + rng.normal(size=activities)
    labels = {
        "period": np.arange(2000, 2000 + periods),
        "region": [f"R{i:03d}" for i in range(regions)],
        "activity": [f"A{i:04d}" for i in range(activities)],
    }
    return Panel(xr.DataArray(np.exp(steps + level), coords=labels, dims=list(labels)), "1")


def ranks_auc(score: np.ndarray, event: np.ndarray) -> float:
    """Area under the curve from ranks."""
    from scipy.stats import rankdata

    placed = rankdata(score)
    events = event.sum()
    return float((placed[event].sum() - events * (events + 1) / 2) / (events * (len(event) - events)))


def measure(size: str, draws: int) -> dict[str, Any]:
    """One evaluation, its stages, the floor and the check."""
    from sklearn.ensemble import HistGradientBoostingClassifier

    from growthpole.backtest import evaluate
    from growthpole.opportunities.cases import cases_at, features_of, joined_cases
    from growthpole.opportunities.histories import history_of
    from growthpole.opportunities.tasks import windows
    from growthpole.progress import Step

    given = panel(size)
    begun: dict[str, list[float]] = {}
    last = [time.perf_counter()]

    def told(step: Step) -> None:
        now = time.perf_counter()
        begun.setdefault(step.stage, []).append(now - last[0])
        last[0] = now

    start = time.perf_counter()
    found = evaluate(given, HORIZON, draws=draws, on_progress=told)
    whole = time.perf_counter() - start

    history = history_of(given)
    over = windows(history.years, HORIZON, "entry")
    features = features_of(history, HORIZON, [window.start for window in over])
    wide = joined_cases([cases_at(history, features, window, "entry") for window in over[:-HORIZON] or over[:1]])
    x = wide.matrix(tuple(wide.x))
    start = time.perf_counter()
    HistGradientBoostingClassifier(early_stopping=False).fit(x, wide.event)
    floor = time.perf_counter() - start

    metrics = found.metrics[found.metrics["model"] == "current_lq"].set_index("origin")["auc"]
    worst = 0.0
    for window in over:
        cases = cases_at(history, features, window, "entry")
        worst = max(worst, abs(ranks_auc(cases.x["current"], cases.event) - metrics[window.start]))
    return {
        "size": size,
        "shape": SIZES[size],
        "cases": found.options,
        "events": found.events,
        "selected": found.selected,
        "seconds": round(whole, 2),
        "stages": {name: round(sum(parts), 2) for name, parts in begun.items()},
        "floor_seconds": round(floor, 2),
        "ratio": round(whole / floor, 1),
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "worst_difference": worst,
    }


def main() -> int:
    """Print one JSON line for each size; 1 when an answer differs."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", nargs="*", choices=SIZES, default=["small", "wiod"])
    parser.add_argument("--draws", type=int, default=200)
    parser.add_argument("--child", choices=SIZES, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.child:
        print(json.dumps(measure(asked.child, asked.draws)))
        return 0
    wrong = False
    for size in asked.size:
        command = [sys.executable, __file__, "--child", size, "--draws", str(asked.draws)]
        done = subprocess.run(command, capture_output=True, text=True, check=True, env=dict(os.environ))
        row = json.loads(done.stdout)
        wrong = wrong or row["worst_difference"] > TOLERANCE
        print(json.dumps(row))
    return int(wrong)


if __name__ == "__main__":
    sys.exit(main())
