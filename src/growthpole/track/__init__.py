"""Is it working? What came of the plan, from entries that are added and never changed.

Signed is not built, contracted is not utilised, a year to date is no year, and a series break is no growth: the
rules of this room keep apart what announcements run together. The rows live in ``store``; here is what they mean.

========================= ========================================================================
Measure                   The question it answers
========================= ========================================================================
``stage_counts``          How many projects stand at each stage, each counted once?
``funnel``                How many went on, and how probable is it for those that wait?
``foreign_investment``    How much foreign money was contracted, and how much was utilised?
``deviation``             How far is the actual from the plan, and which activities make it so?
``control_limits``        Is that more than the process has always shown?
``growth_between``        How fast did it grow, as far as the printed digits carry?
``year_on_year``          How did every actual grow over a year, and where is there no growth to state?
``reforecast``            Where do the plan's paths lead from where we are, and what is still needed?
========================= ========================================================================

``Actual``, ``StageChange``, ``Decision`` and ``ForeignInvestment`` are the kinds of ``Entry``; ``entry_of`` makes one
from its fields, ``to_row`` (a ``Row``) and ``from_row`` bring it to the ledger and back, ``refusals`` says what may
not be added, ``same_fact`` what need not be; ``current`` is what holds now and ``as_known`` what held on a day;
``entries_table`` is the ledger as a table of a run. ``BetaPrior`` is what is known of a step beforehand, from
``beta_prior`` where like classes tell. ``chart_alerts`` and ``due_alerts`` give an ``Alert`` for each rule that is
broken.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from growthpole.lazy import exports

if TYPE_CHECKING:
    from growthpole.track.alerting import Alert, chart_alerts, due_alerts
    from growthpole.track.counting import stage_counts
    from growthpole.track.deviations import deviation
    from growthpole.track.entries import Actual, Decision, Entry, ForeignInvestment, StageChange
    from growthpole.track.forecasting import reforecast
    from growthpole.track.funnels import BetaPrior, beta_prior, funnel
    from growthpole.track.growths import growth_between, year_on_year
    from growthpole.track.histories import as_known, current, refusals, same_fact
    from growthpole.track.ledger_tables import entries_table
    from growthpole.track.limits import control_limits
    from growthpole.track.rows import Row, entry_of, from_row, to_row
    from growthpole.track.sums import foreign_investment

__all__ = [
    "Actual",
    "Alert",
    "BetaPrior",
    "Decision",
    "Entry",
    "ForeignInvestment",
    "Row",
    "StageChange",
    "as_known",
    "beta_prior",
    "chart_alerts",
    "control_limits",
    "current",
    "deviation",
    "due_alerts",
    "entries_table",
    "entry_of",
    "foreign_investment",
    "from_row",
    "funnel",
    "growth_between",
    "reforecast",
    "refusals",
    "same_fact",
    "stage_counts",
    "to_row",
    "year_on_year",
]

_MODULES: Final = {
    "Actual": "entries",
    "Alert": "alerting",
    "BetaPrior": "funnels",
    "Decision": "entries",
    "Entry": "entries",
    "ForeignInvestment": "entries",
    "Row": "rows",
    "StageChange": "entries",
    "as_known": "histories",
    "beta_prior": "funnels",
    "chart_alerts": "alerting",
    "control_limits": "limits",
    "current": "histories",
    "deviation": "deviations",
    "due_alerts": "alerting",
    "entries_table": "ledger_tables",
    "entry_of": "rows",
    "foreign_investment": "sums",
    "from_row": "rows",
    "funnel": "funnels",
    "growth_between": "growths",
    "reforecast": "forecasting",
    "refusals": "histories",
    "same_fact": "histories",
    "stage_counts": "counting",
    "to_row": "rows",
    "year_on_year": "growths",
}

__getattr__, __dir__ = exports(__name__, _MODULES)
