"""The corridor: ``study.toml`` → stages in order → results on disk.

A study holds configuration and paths, never formulas. Each stage turns tables into tables; the runner
times it, reuses it when nothing it depends on changed, and publishes the run whole or not at all.
Renderers are handed in by the faces.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from growthpole.lazy import exports

if TYPE_CHECKING:
    from growthpole.study.case import Case, load_case, parse_case
    from growthpole.study.comparing import diff
    from growthpole.study.creating import new_study
    from growthpole.study.deliveries import Vintage, vintages
    from growthpole.study.explaining import Explanation, explain
    from growthpole.study.from_data import DataOptions, study_of_data
    from growthpole.study.panel_backtest import BacktestOptions, backtest_panel
    from growthpole.study.plan_progress import AgainstPlan, against_plan
    from growthpole.study.results import Run, open_run
    from growthpole.study.runner import Outcome, run_study

_HOME = {
    "AgainstPlan": "plan_progress",
    "BacktestOptions": "panel_backtest",
    "Case": "case",
    "DataOptions": "from_data",
    "Explanation": "explaining",
    "Outcome": "runner",
    "Run": "results",
    "Vintage": "deliveries",
    "against_plan": "plan_progress",
    "backtest_panel": "panel_backtest",
    "diff": "comparing",
    "explain": "explaining",
    "load_case": "case",
    "new_study": "creating",
    "open_run": "results",
    "parse_case": "case",
    "run_study": "runner",
    "study_of_data": "from_data",
    "vintages": "deliveries",
}

__all__ = [
    "AgainstPlan",
    "BacktestOptions",
    "Case",
    "DataOptions",
    "Explanation",
    "Outcome",
    "Run",
    "Vintage",
    "against_plan",
    "backtest_panel",
    "diff",
    "explain",
    "load_case",
    "new_study",
    "open_run",
    "parse_case",
    "run_study",
    "study_of_data",
    "vintages",
]

__getattr__, __dir__ = exports(__name__, _HOME)
