"""Where to enter? Feasibility, value and cost of each absent activity, never averaged silently.

An *option* is an activity a region does not have. Its feasibility is a probability from a model that was chosen by
its track record; value and cost are axes of several parts, each a variable with its own unit and its own gaps. What
has not been given is missing, never 0.

========================== =======================================================================
Measure                    The question it answers
========================== =======================================================================
``strength``               How far is an activity from being present, for amounts and for counts?
``option_features``        What is known of each option from its past and its surroundings?
``activity_links``         What do two activities buy from each other?
``feasibility``            How probable is it that it will be there in H years, or be lost?
``options``                All three axes of every option, side by side
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
``top_shares``             How often does an option stay among the best when the data vary?
``herding``                How many other regions would be told the same?
========================== =======================================================================

``History`` (from ``history_of``) is a panel cut at a year, and ``option_space`` the ``OptionSpace`` of one;
``CostTable`` holds the costs given; ``WeightedScore`` makes own weights a score that can be back-tested;
``badge`` words a top share;
``advised`` is who would be told what, ``rivals`` and ``within`` name the others; ``outdone``, ``Rules`` and ``advice``
make verdicts, ``Override`` and ``with_overrides`` put a person's in their place; ``grade`` (a ``Graded``) says how good
the evidence is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from growthpole.lazy import exports

if TYPE_CHECKING:
    from growthpole.opportunities.bindings import activity_links
    from growthpole.opportunities.burdens import cost_axis, import_dependence
    from growthpole.opportunities.composites import WeightedScore
    from growthpole.opportunities.cost_tables import CostTable
    from growthpole.opportunities.feasibilities import feasibility
    from growthpole.opportunities.features import option_features
    from growthpole.opportunities.firmness import badge, top_shares
    from growthpole.opportunities.fronts import pareto_front, weighted_score
    from growthpole.opportunities.gap_worths import gap_value, jobs_value
    from growthpole.opportunities.grades import Graded, grade
    from growthpole.opportunities.herds import advised, herding, within
    from growthpole.opportunities.histories import History, history_of
    from growthpole.opportunities.listing import options
    from growthpole.opportunities.neighbours import nearest_contributions, nearest_entries
    from growthpole.opportunities.option_spaces import OptionSpace, option_space
    from growthpole.opportunities.outdoing import outdone
    from growthpole.opportunities.overrides import Override, with_overrides
    from growthpole.opportunities.rivalry import rivals
    from growthpole.opportunities.strengths import strength
    from growthpole.opportunities.verdicts import Rules, advice
    from growthpole.opportunities.worths import complexity_value, linkage_value

__all__ = [
    "CostTable",
    "Graded",
    "History",
    "OptionSpace",
    "Override",
    "Rules",
    "WeightedScore",
    "activity_links",
    "advice",
    "advised",
    "badge",
    "complexity_value",
    "cost_axis",
    "feasibility",
    "gap_value",
    "grade",
    "herding",
    "history_of",
    "import_dependence",
    "jobs_value",
    "linkage_value",
    "nearest_contributions",
    "nearest_entries",
    "option_features",
    "option_space",
    "options",
    "outdone",
    "pareto_front",
    "rivals",
    "strength",
    "top_shares",
    "weighted_score",
    "with_overrides",
    "within",
]

_MODULES: Final = {
    "CostTable": "cost_tables",
    "Graded": "grades",
    "History": "histories",
    "OptionSpace": "option_spaces",
    "Override": "overrides",
    "Rules": "verdicts",
    "WeightedScore": "composites",
    "activity_links": "bindings",
    "advice": "verdicts",
    "advised": "herds",
    "badge": "firmness",
    "complexity_value": "worths",
    "cost_axis": "burdens",
    "feasibility": "feasibilities",
    "gap_value": "gap_worths",
    "grade": "grades",
    "herding": "herds",
    "history_of": "histories",
    "import_dependence": "burdens",
    "jobs_value": "gap_worths",
    "linkage_value": "worths",
    "nearest_contributions": "neighbours",
    "nearest_entries": "neighbours",
    "option_features": "features",
    "option_space": "option_spaces",
    "options": "listing",
    "outdone": "outdoing",
    "pareto_front": "fronts",
    "rivals": "rivalry",
    "strength": "strengths",
    "top_shares": "firmness",
    "weighted_score": "fronts",
    "with_overrides": "overrides",
    "within": "herds",
}

__getattr__, __dir__ = exports(__name__, _MODULES)
