"""What, when, at what odds? Trajectories, a portfolio of projects, the roadmap and its guard-rails.

=====================  ===================================================================================
Name                   What it does
=====================  ===================================================================================
``reference_windows``  growth of like regions over every comparable span of years
``reference_odds``     how many of them grew as fast as the target asks, with the range over origins
``reference_paths``    every path their own yearly steps would trace from the base
``Projects``           candidate projects: cost, output, jobs, how sure that is, and on whose word
=====================  ===================================================================================
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from growthpole.lazy import exports

if TYPE_CHECKING:
    from growthpole.plan.candidates import Projects
    from growthpole.plan.reference_classes import reference_odds, reference_paths, reference_windows

__all__ = ["Projects", "reference_odds", "reference_paths", "reference_windows"]

_MODULES: Final = {
    "Projects": "candidates",
    "reference_odds": "reference_classes",
    "reference_paths": "reference_classes",
    "reference_windows": "reference_classes",
}

__getattr__, __dir__ = exports(__name__, _MODULES)
