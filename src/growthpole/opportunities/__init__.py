"""Where to enter? Feasibility, value and cost of each absent activity, never averaged silently.

============================== =======================================================================
Measure                        The question it answers
============================== =======================================================================
``top_shares``                 How often does an option stay among the best when the data vary?
``herding``                    How many other regions would be told the same?
============================== =======================================================================

``badge`` words a top share; ``advised`` is who would be told what, ``rivals`` and ``within`` name the others;
``outdone``, ``Rules`` and ``advice`` make verdicts, ``Override`` and ``with_overrides`` put a person's in their place;
``grade`` (a ``Graded``) says how good the evidence is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from growthpole.lazy import exports

if TYPE_CHECKING:
    from growthpole.opportunities.firmness import badge, top_shares
    from growthpole.opportunities.grades import Graded, grade
    from growthpole.opportunities.herds import advised, herding, within
    from growthpole.opportunities.outdoing import outdone
    from growthpole.opportunities.overrides import Override, with_overrides
    from growthpole.opportunities.rivalry import rivals
    from growthpole.opportunities.verdicts import Rules, advice

__all__ = [
    "Graded",
    "Override",
    "Rules",
    "advice",
    "advised",
    "badge",
    "grade",
    "herding",
    "outdone",
    "rivals",
    "top_shares",
    "with_overrides",
    "within",
]

_MODULES: Final = {
    "Graded": "grades",
    "Override": "overrides",
    "Rules": "verdicts",
    "advice": "verdicts",
    "advised": "herds",
    "badge": "firmness",
    "grade": "grades",
    "herding": "herds",
    "outdone": "outdoing",
    "rivals": "rivalry",
    "top_shares": "firmness",
    "with_overrides": "overrides",
    "within": "herds",
}

__getattr__, __dir__ = exports(__name__, _MODULES)
