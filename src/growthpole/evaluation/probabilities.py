"""Probability forecasts: how far is what was said from what happened?

Brier score and log loss are *proper*: the best one can do is to say what one believes. Both mix how well the forecast
tells cases apart with how well its numbers fit; :mod:`~growthpole.evaluation.reliability` looks at the fit alone.
"""

from __future__ import annotations

import numpy as np
import xarray as xr

from growthpole.errors import InputError
from growthpole.evaluation import _cases

__all__ = ["brier_score", "brier_skill", "log_loss"]


def brier_score(probabilities: xr.DataArray, events: xr.DataArray) -> xr.DataArray:
    """Mean squared distance of the probabilities from what happened.

    ``BS = mean (p_i − y_i)²`` over the cases, y_i 1 for an event and 0 for none: half of Brier's own sum over both
    outcomes.

    Parameters
    ----------
    probabilities : DataArray
        From 0 to 1, the dims and labels of ``events``, known for every case.
    events : DataArray
        Outcomes, bool or 0, 1 and NaN, any dims; NaN is no case.

    Returns
    -------
    DataArray
        One number, unit 1, from 0 (sure and right) to 1 (sure and wrong); 0.25 for saying one half always. NaN with
        reason ``not_applicable`` without cases.

    Raises
    ------
    InputError
        Probabilities outside 0 to 1 or missing for a case, outcomes other than 0, 1 and NaN, other dims.
    LabelMismatch
        Labels of the two differ.

    Examples
    --------
    >>> import xarray as xr
    >>> days = {"day": [1, 2, 3, 4]}
    >>> rain = xr.DataArray([0.7, 0.9, 0.8, 0.4], coords=days, dims="day")
    >>> fell = xr.DataArray([0, 1, 1, 1], coords=days, dims="day")
    >>> brier_score(rain, fell).item().__round__(3)
    0.225

    References
    ----------
    Brier, G. W. (1950). Verification of forecasts expressed in terms of probability. Monthly Weather Review 78(1),
    1–3. doi:10.1175/1520-0493(1950)078<0001:VOFEIT>2.0.CO;2
    """
    cases = _cases.cases_of(events)
    said = cases.probabilities(probabilities, "probabilities")
    return _cases.finished(_squared(said, cases.happened), "brier_score", "mean over cases, of the event alone")


def brier_skill(
    probabilities: xr.DataArray, events: xr.DataArray, reference: xr.DataArray | float | None = None
) -> xr.DataArray:
    """Share of the reference's Brier score that the forecast removes.

    ``BSS = 1 − BS / BS_ref``.

    Parameters
    ----------
    probabilities, events
        As for :func:`brier_score`.
    reference : DataArray or float, optional
        Probabilities to compare with: for each case, or one for all. By default the share of events among these very
        cases. That reference knows the outcomes (it is in-sample) and so is hard to beat: no forecast that says the
        same of all cases can. For a fair comparison give the share known at the origin.

    Returns
    -------
    DataArray
        One number, unit 1: 1 is perfect, 0 as good as the reference, below 0 worse. NaN with reason
        ``not_applicable`` without cases, or where the reference is perfect (by default: all cases events, or none).

    Raises
    ------
    InputError, LabelMismatch
        As for :func:`brier_score`, for the reference too.

    Examples
    --------
    >>> import xarray as xr
    >>> days = {"day": [1, 2, 3, 4]}
    >>> rain = xr.DataArray([0.7, 0.9, 0.8, 0.4], coords=days, dims="day")
    >>> fell = xr.DataArray([0, 1, 1, 1], coords=days, dims="day")
    >>> brier_skill(rain, fell).item().__round__(3), brier_skill(rain, fell, 0.5).item().__round__(3)
    (-0.2, 0.1)

    References
    ----------
    Murphy, A. H. (1973). A new vector partition of the probability score. Journal of Applied Meteorology 12(4),
    595–600. doi:10.1175/1520-0450(1973)012<0595:ANVPOT>2.0.CO;2
    """
    cases = _cases.cases_of(events)
    said = cases.probabilities(probabilities, "probabilities")
    compared, words = _reference(cases, reference)
    best = _squared(compared, cases.happened)
    found = 1 - _squared(said, cases.happened) / best if best > 0 else float("nan")
    return _cases.finished(found, "brier_skill", f"against {words}")


def log_loss(probabilities: xr.DataArray, events: xr.DataArray, *, clip: float = 1e-15) -> xr.DataArray:
    """Mean surprise: minus the logarithm of the probability given to what happened.

    ``LL = −mean (y_i ln p_i + (1 − y_i) ln(1 − p_i))`` over the cases, natural logarithms.

    Parameters
    ----------
    probabilities, events
        As for :func:`brier_score`.
    clip : float
        The probability given to what happened counts as at least this (between 0 and ½), else a single sure error
        would be infinite. With the default such an error costs 34.5.

    Returns
    -------
    DataArray
        One number, unit 1, 0 or more; ln 2 = 0.693 for saying one half always. NaN with reason ``not_applicable``
        without cases.

    Raises
    ------
    InputError, LabelMismatch
        As for :func:`brier_score`; ``clip`` out of its range.

    Examples
    --------
    >>> import xarray as xr
    >>> days = {"day": [1, 2]}
    >>> rain = xr.DataArray([0.5, 0.5], coords=days, dims="day")
    >>> log_loss(rain, xr.DataArray([0, 1], coords=days, dims="day")).item().__round__(4)
    0.6931

    References
    ----------
    Good, I. J. (1952). Rational decisions. Journal of the Royal Statistical Society B 14(1), 107–114.
    doi:10.1111/j.2517-6161.1952.tb00104.x
    """
    floor = _cases.inside("clip", clip, 0.5)
    cases = _cases.cases_of(events)
    said = cases.probabilities(probabilities, "probabilities")
    given = np.maximum(np.where(cases.happened, said, 1 - said), floor)
    found = -float(np.log(given).mean()) if given.size else float("nan")
    return _cases.finished(abs(found), "log_loss", f"natural logarithm, probabilities of at least {floor:g}")


def _squared(said: _cases.Numbers, happened: _cases.Flags) -> float:
    return float(((said - happened) ** 2).mean()) if said.size else float("nan")


def _reference(cases: _cases.Cases, reference: xr.DataArray | float | None) -> tuple[_cases.Numbers, str]:
    """Probabilities of the reference at the cases, and its name."""
    if isinstance(reference, xr.DataArray):
        return cases.probabilities(reference, "reference"), "the reference given"
    if reference is None:
        return np.full(cases.happened.size, cases.base_rate), "the base rate of these cases (in-sample)"
    if not 0 <= reference <= 1:
        raise InputError("not-probabilities", name="reference", count=1, cells=str(reference))
    return np.full(cases.happened.size, float(reference)), f"{reference:g} for every case"
