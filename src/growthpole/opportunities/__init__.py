"""Where to enter? Feasibility, value and cost of each absent activity, never averaged silently.

An *option* is an activity a region does not have. Its value and its cost are axes of several parts, each a variable
with its own unit and its own gaps; what has not been given is missing, never 0.

========================== =======================================================================
Measure                    The question it answers
========================== =======================================================================
``complexity_value``       What complexity would an entry open, and add?
``linkage_value``          What does it set in motion along the chain, and who is there to meet it?
``gap_value``              How much money now leaves the region for its products?
``jobs_value``             How many jobs for its output, and for the gap?
``import_dependence``      What part of its inputs is imported?
``cost_axis``              What would it cost, as far as anyone has said?
``nearest_contributions``  Which of its neighbours does the region have, and which does it lack?
``nearest_entries``        Which regions like this one have it, and since when?
``pareto_front``           Which options are dominated by no other?
``weighted_score``         How do they score by a user's own weights?
========================== =======================================================================

``CostTable`` holds the costs given.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from growthpole.lazy import exports

if TYPE_CHECKING:
    from growthpole.opportunities.burdens import cost_axis, import_dependence
    from growthpole.opportunities.cost_tables import CostTable
    from growthpole.opportunities.fronts import pareto_front, weighted_score
    from growthpole.opportunities.gap_worths import gap_value, jobs_value
    from growthpole.opportunities.neighbours import nearest_contributions, nearest_entries
    from growthpole.opportunities.worths import complexity_value, linkage_value

__all__ = [
    "CostTable",
    "complexity_value",
    "cost_axis",
    "gap_value",
    "import_dependence",
    "jobs_value",
    "linkage_value",
    "nearest_contributions",
    "nearest_entries",
    "pareto_front",
    "weighted_score",
]

_MODULES: Final = {
    "CostTable": "cost_tables",
    "complexity_value": "worths",
    "cost_axis": "burdens",
    "gap_value": "gap_worths",
    "import_dependence": "burdens",
    "jobs_value": "gap_worths",
    "linkage_value": "worths",
    "nearest_contributions": "neighbours",
    "nearest_entries": "neighbours",
    "pareto_front": "fronts",
    "weighted_score": "fronts",
}

__getattr__, __dir__ = exports(__name__, _MODULES)
