"""Recalibration: correct probabilities that order the cases well but say too much or too little.

Two numbers learnt on past cases move the log odds: an intercept for forecasts too high or too low on the whole, a
slope for forecasts too bold or too timid. The order of the cases does not change while the slope is above 0.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, TypeVar

import numpy as np
import numpy.typing as npt
import xarray as xr

from growthpole.dims import REASON, result
from growthpole.errors import InputError
from growthpole.evaluation import _cases

__all__ = ["Recalibration", "fit_recalibration"]

Array = TypeVar("Array", npt.NDArray[np.float64], xr.DataArray)

CASE: Final = "case"
# log odds of 0 and 1 are infinite: 1e-6 is ±13.8
_FLOOR: Final = 1e-6
_NEAR: Final = 1e-6


@dataclass(frozen=True, slots=True)
class Recalibration:
    """A correction of probabilities: ``logit q = intercept + slope · logit p``.

    Attributes
    ----------
    intercept, slope : float
        On log odds; 0 and 1 leave everything as it is.

    Examples
    --------
    >>> Recalibration(0.0, 0.5).apply(np.array([0.1, 0.5, 0.9])).round(3)
    array([0.25, 0.5 , 0.75])
    """

    intercept: float
    slope: float

    def apply(self, probabilities: Array) -> Array:
        """Corrected probabilities of the same shape; missing ones stay missing.

        Parameters
        ----------
        probabilities : ndarray or DataArray
            From 0 to 1; those within 1e-6 of an end count as that far from it.

        Raises
        ------
        InputError
            Probabilities outside 0 to 1.
        """
        from scipy.special import expit

        data = np.asarray(probabilities, dtype=np.float64)
        bad = (data < 0) | (data > 1)
        if bad.any():
            shown = probabilities if isinstance(probabilities, xr.DataArray) else _counted(data.ravel())
            found = _cases.cells(shown, bad.reshape(shown.shape))
            raise InputError("not-probabilities", name="probabilities", count=int(bad.sum()), cells=found)
        moved = expit(self.intercept + self.slope * _log_odds(data))
        if not isinstance(probabilities, xr.DataArray):
            return np.asarray(moved)
        reason = probabilities.coords.get(REASON)
        convention = f"log odds times {self.slope:g} plus {self.intercept:g}"
        return result(
            probabilities.copy(data=moved), name="probability", unit="1", convention=convention, reason=reason
        )


def fit_recalibration(
    probabilities: npt.NDArray[np.float64],
    events: npt.NDArray[np.float64] | npt.NDArray[np.bool_],
    *,
    prior: tuple[float, float] = (1.0, 0.5),
) -> Recalibration:
    """Fit a recalibration to past cases: logistic regression of events on the log odds said of them.

    The most probable ``a, b`` of ``logit P(y_i = 1) = a + b logit p_i`` under independent normal priors
    ``a ~ N(0, prior[0]²)`` and ``b ~ N(1, prior[1]²)``, by Newton's method. Few events thus change little, and
    with none nothing breaks down.

    Parameters
    ----------
    probabilities : array [case]
        From 0 to 1; those within 1e-6 of an end count as that far from it.
    events : array [case]
        Outcomes, bool or 0, 1 and NaN; NaN is no case.
    prior : (float, float)
        Standard deviations of intercept and slope, above 0: about how far they go without much evidence.

    Returns
    -------
    Recalibration
        Intercept 0 and slope 1 without any case.

    Raises
    ------
    InputError
        Arrays of more than one dimension, probabilities outside 0 to 1 or missing for a case, other outcomes, a
        standard deviation that is not above 0.
    LabelMismatch
        The two are not of one length.

    Examples
    --------
    >>> said, came = np.repeat([0.1, 0.9], 500), np.tile([1, 0, 0, 1, 0], 200)
    >>> fitted = fit_recalibration(said, came)
    >>> fitted.apply(np.array([0.1, 0.9])).round(2)
    array([0.4, 0.4])

    References
    ----------
    Platt, J. C. (1999). Probabilistic outputs for support vector machines and comparisons to regularized likelihood
    methods. In: Advances in Large Margin Classifiers, 61–74. MIT Press.
    """
    for deviation in prior:
        if not 0 < deviation < np.inf:
            raise InputError("not-above", name="prior", floor=0, received=deviation)
    given, outcomes = (np.asarray(part) for part in (probabilities, events))
    for name, part in (("probabilities", given), ("events", outcomes)):
        if part.ndim != 1:
            raise InputError("not-a-row", name=name, shape=part.shape)
    cases = _cases.cases_of(_counted(outcomes))
    said = cases.probabilities(_counted(given), "probabilities")
    design = np.column_stack([np.ones(said.size), _log_odds(said)])
    posterior = _Posterior(design, cases.happened.astype(np.float64), np.asarray(prior, dtype=np.float64) ** -2.0)
    intercept, slope = posterior.mode()
    return Recalibration(float(intercept), float(slope))


@dataclass(frozen=True, slots=True)
class _Posterior:
    """Minus the log posterior of intercept and slope: strictly convex, so it has one lowest point."""

    design: _cases.Numbers
    events: _cases.Numbers
    precision: _cases.Numbers

    def value(self, at: _cases.Numbers) -> float:
        z = self.design @ at
        away = at - (0.0, 1.0)
        return float((np.logaddexp(0.0, z) - self.events * z).sum() + self.precision @ away**2 / 2)

    def step(self, at: _cases.Numbers) -> tuple[_cases.Numbers, float]:
        """Newton's step, and by how much it should lower the value, twice."""
        from scipy.special import expit

        said = expit(self.design @ at)
        slope = self.design.T @ (said - self.events) + self.precision * (at - (0.0, 1.0))
        bend = (self.design.T * (said * (1 - said))) @ self.design + np.diag(self.precision)
        move = -np.linalg.solve(bend, slope)
        return move, float(-slope @ move)

    def mode(self) -> _cases.Numbers:
        """Damped steps until the lowest point is near, then whole ones while they still gain."""
        at = np.array([0.0, 1.0])
        move, gain = self.step(at)
        while gain > _NEAR:
            now, part = self.value(at), 1.0
            while self.value(at + part * move) > now - 1e-4 * part * gain and part > _NEAR:
                part /= 2
            at = at + part * move
            move, gain = self.step(at)
        before = np.inf
        while 0 < gain < before:
            at, before = at + move, gain
            move, gain = self.step(at)
        return at


def _log_odds(p: _cases.Numbers) -> _cases.Numbers:
    inner = np.clip(p, _FLOOR, 1 - _FLOOR)
    return np.asarray(np.log(inner) - np.log1p(-inner))


def _counted(values: np.ndarray) -> xr.DataArray:
    return xr.DataArray(values, coords={CASE: np.arange(values.size)}, dims=CASE)
