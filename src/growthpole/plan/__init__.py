"""What, when, at what odds? Trajectories, a portfolio of projects, the roadmap and its guard-rails.

=====================  ===================================================================================
Name                   What it does
=====================  ===================================================================================
``Projects``           candidate projects: cost, output, jobs, how sure that is, and on whose word
=====================  ===================================================================================
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from growthpole.lazy import exports

if TYPE_CHECKING:
    from growthpole.plan.candidates import Projects

__all__ = ["Projects"]

_MODULES: Final = {"Projects": "candidates"}

__getattr__, __dir__ = exports(__name__, _MODULES)
