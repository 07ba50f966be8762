"""What, when, at what odds? Trajectories, a portfolio of projects, the roadmap and its guard-rails.

========================  ================================================================================
Name                      What it does
========================  ================================================================================
``Projects``              candidate projects: cost, output, jobs, how sure that is, and on whose word
``Constraints``           limits of a plan: budgets, jobs, foreign money, partners, energy, chains, order
``portfolio``             which projects to choose, and when to start each: a ``Portfolio``
``frontier``              the best plan at each multiple of the budget, and its odds
``feasibility_residual``  largest violation of a limit by a plan, computed without the solver
``ExpectedValue``         objective: mean value added
``TailValue``             objective: mean value added and its mean in the worst scenarios
``Odds``                  objective: share of scenarios that reach a target
========================  ================================================================================
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from growthpole.lazy import exports

if TYPE_CHECKING:
    from growthpole.plan.candidates import Projects
    from growthpole.plan.choosing import Portfolio, portfolio
    from growthpole.plan.frontiers import frontier
    from growthpole.plan.limits import Constraints
    from growthpole.plan.objectives import ExpectedValue, Odds, TailValue
    from growthpole.plan.residuals import feasibility_residual

__all__ = [
    "Constraints",
    "ExpectedValue",
    "Odds",
    "Portfolio",
    "Projects",
    "TailValue",
    "feasibility_residual",
    "frontier",
    "portfolio",
]

_MODULES: Final = {
    "Constraints": "limits",
    "ExpectedValue": "objectives",
    "Odds": "objectives",
    "Portfolio": "choosing",
    "Projects": "candidates",
    "TailValue": "objectives",
    "feasibility_residual": "residuals",
    "frontier": "frontiers",
    "portfolio": "choosing",
}

__getattr__, __dir__ = exports(__name__, _MODULES)
