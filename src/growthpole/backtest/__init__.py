"""Was the advice right? Rolling-origin evaluation of opportunities and trajectories.

=====================  ===================================================================================
Name                   What it does
=====================  ===================================================================================
``evaluate``           asks each feasibility model at every origin and says which one the product would ship
``require_no_leak``    fails when an answer at an origin depends on what came later
``Evaluation``         metrics by model and origin, reliability, skill beyond current strength, cold start
=====================  ===================================================================================
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from growthpole.lazy import exports

if TYPE_CHECKING:
    from growthpole.backtest.evaluating import evaluate
    from growthpole.backtest.leaks import require_no_leak
    from growthpole.backtest.results import Evaluation

__all__ = ["Evaluation", "evaluate", "require_no_leak"]

_MODULES: Final = {"Evaluation": "results", "evaluate": "evaluating", "require_no_leak": "leaks"}

__getattr__, __dir__ = exports(__name__, _MODULES)
