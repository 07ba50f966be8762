"""Was the advice right? Rolling-origin evaluation of opportunities and trajectories.

=====================  ===================================================================================
Name                   What it does
=====================  ===================================================================================
``evaluate``           asks each feasibility model at every origin and says which one the product would ship
``require_no_leak``    fails when an answer at an origin depends on what came later
``Evaluation``         metrics by model and origin, reliability, skill beyond current strength, cold start
``fan_coverage``       sets fans made at every origin against what came, beside the usual Monte Carlo
``FanRecord``          coverage, interval score, CRPS and Brier score of fans by origin, and the factors known then
=====================  ===================================================================================
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from growthpole.lazy import exports

if TYPE_CHECKING:
    from growthpole.backtest.covering import fan_coverage
    from growthpole.backtest.evaluating import evaluate
    from growthpole.backtest.fan_records import FanRecord
    from growthpole.backtest.leaks import require_no_leak
    from growthpole.backtest.results import Evaluation

__all__ = ["Evaluation", "FanRecord", "evaluate", "fan_coverage", "require_no_leak"]

_MODULES: Final = {
    "Evaluation": "results",
    "FanRecord": "fan_records",
    "evaluate": "evaluating",
    "fan_coverage": "covering",
    "require_no_leak": "leaks",
}

__getattr__, __dir__ = exports(__name__, _MODULES)
