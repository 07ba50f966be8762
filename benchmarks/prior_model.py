"""What WIOD would have put in place of the prior model's random walk.

``python benchmarks/prior_model.py --data DIR``. DIR holds ``panel_1995_2011.csv.gz`` (country, industry, year,
gross_output, value_added, gross_exports). For each series, entry and exit, and horizons of 3 and 5 years it prints the
intercept and the slope of a logistic regression of the event on ``distance / √H``; the prior model takes 0 and
``π/√3 = 1.81``, and learns nothing. It also prints the median unrest, which a panel of a single year borrows.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.linear_model import LogisticRegression

from growthpole.opportunities.cases import cases_at, joined_cases
from growthpole.opportunities.histories import history_of
from growthpole.opportunities.paths import path_of
from growthpole.opportunities.tasks import windows
from growthpole.tables import Panel

SERIES = ("gross_output", "value_added", "gross_exports")


def main() -> None:
    """Print one line for each series, task and horizon."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    table = pd.read_csv(parser.parse_args().data / "panel_1995_2011.csv.gz")
    table = table[table["country"] != "RoW"]
    for series in SERIES:
        panel = Panel.from_long(table, region="country", activity="industry", period="year", value=series)
        history = history_of(panel)
        for horizon in (3, 5):
            for task in ("entry", "exit"):
                over = [window for window in windows(history.years, horizon, task) if window.start > history.years[1]]
                paths = {window.start: path_of(history.until(window.start), horizon) for window in over}
                features = {year: {"distance": path.distance, "unrest": path.unrest} for year, path in paths.items()}
                cases = joined_cases([cases_at(history, features, window, task) for window in over])
                turned = (-1 if task == "exit" else 1) * cases.x["distance"] / np.sqrt(horizon)
                curve = LogisticRegression(C=1e6).fit(turned[:, None], cases.event)
                print(
                    f"{series:14} {task:6} H={horizon}: log odds = {curve.intercept_[0]:+.2f} "
                    f"{curve.coef_[0, 0]:+.2f} · distance/√H; events {cases.events} of {len(cases)}; "
                    f"median unrest {np.median(cases.x['unrest']):.3f}"
                )


if __name__ == "__main__":
    main()
