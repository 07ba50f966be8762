"""What, when, at what odds? Trajectories, a portfolio of projects, the roadmap and its guard-rails.

==========================  ==============================================================================
Name                        What it does
==========================  ==============================================================================
``Projects``                candidate projects: cost, output, jobs, how sure that is, and on whose word
``project_effects``         What does each project add in each year, for each year it could start in?
``plan_effects``            effects of a plan by activity: the chosen projects at their starts, added up
``spillover``               What do the projects set off at suppliers, and what do they displace?
``organic_paths``           where activities go if nothing is added: futures drawn from the growth of the past
``naive_paths``             the usual Monte Carlo, printed beside it: independent, and too sure
``trajectory``              Where may the region get to, by which parts, and at what odds?
``fan``                     quantiles over paths, for each activity or for a sum
``odds``                    share of paths that reach a goal
``calibrate``               how much fans of past origins had to be wider to hold what they said
``Calibration``             the factors it found, for the sum and for activities relative to it
``required_growth``         What organic growth a year would have to come about to reach the goal alone?
``required_investment``     How much would have to be invested, started in which year, to close a gap?
``tolerable_delay``         By how many years may the whole plan be late and still reach the goal?
``break_even_probability``  How probable would production have to be for the plan to reach the goal?
==========================  ==============================================================================
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from growthpole.lazy import exports

if TYPE_CHECKING:
    from growthpole.plan.baselines import naive_paths, organic_paths
    from growthpole.plan.calibrating import Calibration, calibrate
    from growthpole.plan.candidates import Projects
    from growthpole.plan.effects import plan_effects, project_effects
    from growthpole.plan.fans import fan, odds
    from growthpole.plan.requirements import (
        break_even_probability,
        required_growth,
        required_investment,
        tolerable_delay,
    )
    from growthpole.plan.spillovers import spillover
    from growthpole.plan.trajectories import trajectory

__all__ = [
    "Calibration",
    "Projects",
    "break_even_probability",
    "calibrate",
    "fan",
    "naive_paths",
    "odds",
    "organic_paths",
    "plan_effects",
    "project_effects",
    "required_growth",
    "required_investment",
    "spillover",
    "tolerable_delay",
    "trajectory",
]

_MODULES: Final = {
    "Calibration": "calibrating",
    "Projects": "candidates",
    "break_even_probability": "requirements",
    "calibrate": "calibrating",
    "fan": "fans",
    "naive_paths": "baselines",
    "odds": "fans",
    "organic_paths": "baselines",
    "plan_effects": "effects",
    "project_effects": "effects",
    "required_growth": "requirements",
    "required_investment": "requirements",
    "spillover": "spillovers",
    "tolerable_delay": "requirements",
    "trajectory": "trajectories",
}

__getattr__, __dir__ = exports(__name__, _MODULES)
