"""What, when, at what odds? Trajectories, a portfolio of projects, the roadmap and its guard-rails.

=====================  ===================================================================================
Name                   What it does
=====================  ===================================================================================
``Projects``           candidate projects: cost, output, jobs, how sure that is, and on whose word
``organic_paths``      where activities go if nothing is added: futures drawn from the growth of the past
``naive_paths``        the usual Monte Carlo, printed beside it: independent, and too sure
``fan``                quantiles over paths, for each activity or for a sum
``odds``               share of paths that reach a goal
``calibrate``          how much fans of past origins had to be wider to hold what they said
``Calibration``        the factors it found, for the sum and for activities relative to it
=====================  ===================================================================================
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from growthpole.lazy import exports

if TYPE_CHECKING:
    from growthpole.plan.baselines import naive_paths, organic_paths
    from growthpole.plan.calibrating import Calibration, calibrate
    from growthpole.plan.candidates import Projects
    from growthpole.plan.fans import fan, odds

__all__ = ["Calibration", "Projects", "calibrate", "fan", "naive_paths", "odds", "organic_paths"]

_MODULES: Final = {
    "Calibration": "calibrating",
    "Projects": "candidates",
    "calibrate": "calibrating",
    "fan": "fans",
    "naive_paths": "baselines",
    "odds": "fans",
    "organic_paths": "baselines",
}

__getattr__, __dir__ = exports(__name__, _MODULES)
