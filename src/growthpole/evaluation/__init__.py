"""How good was a forecast? Splits in time, metrics, calibration and conformal bands: the ground under ``backtest``.

A *case* is a cell whose outcome is known: an event (1) or none (0). NaN is no case: not at risk, or not yet known. A
forecast says for each case how likely the event is, by a score that only ranks or by a probability that also counts.

======================  ================================================================================
Measure                 The question it answers
======================  ================================================================================
``area_under_curve``    How often does an event have a higher score than a case without one?
``average_precision``   How dense are events among the cases ranked first, whatever the cut?
``lift``                How many times denser than by chance?
``precision_at_k``      Of the first k suggestions to a region, how many come about?
``within_bins``         What does the score know beyond another quantity?
``brier_score``         How far are the probabilities from what happened?
``brier_skill``         How much nearer than a reference?
``log_loss``            The same distance, with sure errors punished hardest?
``calibration_error``   Does what is said to happen in 30 % of cases happen in 30 %?
``coverage``            Does what happened lie inside the band as often as was said?
``winkler_score``       And how wide was the band that did so?
``crps``                How far is a whole distribution from what happened?
======================  ================================================================================

``rolling_origins`` lists the ``Origin`` years a panel allows, ``reliability_table`` sets probabilities against
frequencies, ``fit_recalibration`` corrects them by a ``Recalibration``, and ``block_bootstrap`` gives any statistic a
``BlockInterval`` that respects regions (``block_intervals`` several at once). ``conformal_factor`` is
the stretch a band needs to hold what it says.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from growthpole.lazy import exports

if TYPE_CHECKING:
    from growthpole.evaluation.bands import coverage, winkler_score
    from growthpole.evaluation.binned import within_bins
    from growthpole.evaluation.conformal import conformal_factor
    from growthpole.evaluation.discrimination import area_under_curve, average_precision, lift, precision_at_k
    from growthpole.evaluation.ensembles import crps
    from growthpole.evaluation.origins import Origin, rolling_origins
    from growthpole.evaluation.probabilities import brier_score, brier_skill, log_loss
    from growthpole.evaluation.recalibrating import Recalibration, fit_recalibration
    from growthpole.evaluation.reliability import calibration_error, reliability_table
    from growthpole.evaluation.resampling import BlockInterval, block_bootstrap, block_intervals

__all__ = [
    "BlockInterval",
    "Origin",
    "Recalibration",
    "area_under_curve",
    "average_precision",
    "block_bootstrap",
    "block_intervals",
    "brier_score",
    "brier_skill",
    "calibration_error",
    "conformal_factor",
    "coverage",
    "crps",
    "fit_recalibration",
    "lift",
    "log_loss",
    "precision_at_k",
    "reliability_table",
    "rolling_origins",
    "winkler_score",
    "within_bins",
]

_MODULES: Final = {
    "BlockInterval": "resampling",
    "Origin": "origins",
    "Recalibration": "recalibrating",
    "area_under_curve": "discrimination",
    "average_precision": "discrimination",
    "block_bootstrap": "resampling",
    "block_intervals": "resampling",
    "brier_score": "probabilities",
    "brier_skill": "probabilities",
    "calibration_error": "reliability",
    "conformal_factor": "conformal",
    "coverage": "bands",
    "crps": "ensembles",
    "fit_recalibration": "recalibrating",
    "lift": "discrimination",
    "log_loss": "probabilities",
    "precision_at_k": "discrimination",
    "reliability_table": "reliability",
    "rolling_origins": "origins",
    "winkler_score": "bands",
    "within_bins": "binned",
}

__getattr__, __dir__ = exports(__name__, _MODULES)
