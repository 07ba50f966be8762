"""Convergence: do the poorer regions catch up, and does the gap close?

*Beta convergence*: regions that start lower grow faster. The growth rate is regressed on the logarithm
of the initial level; a negative slope β is convergence. A region whose gap shrinks by the fraction λ per
year (the *speed*) has ``β = −(1 − e^(−λT))/T`` over T years, so ``λ = −ln(1 + βT)/T``, and half of the gap is
gone after ``ln 2 / λ`` years.

*Sigma convergence*: the dispersion between regions falls from year to year. Beta does not imply sigma: a
negative slope also comes from mere noise in the initial level (regression to the mean), so read the two
together.
"""

from __future__ import annotations

import math

import xarray as xr

from growthpole.diagnose import _cells, _panels
from growthpole.dims import REGION, result
from growthpole.errors import InputError, Undefined
from growthpole.tables.bands import above

__all__ = ["beta_convergence", "sigma_convergence"]

_ROUNDING = 1e-15


def beta_convergence(initial: xr.DataArray, final: xr.DataArray, years: float, dim: str = REGION) -> xr.Dataset:
    """Regression of yearly log growth on the initial log level, with speed and half-life.

    ``ln(final_r / initial_r) / T = α + β·ln(initial_r) + ε_r`` by ordinary least squares;
    ``speed = −ln(1 + β·T) / T``, ``half_life = ln 2 / speed``.

    Parameters
    ----------
    initial, final : DataArray
        Levels above zero with ``dim``, usually income or product per head; one unit, nothing missing.
    years : float
        T, the time between the two, in years.
    dim : str
        Dimension of the observations, at least three labels.

    Returns
    -------
    Dataset
        ``beta``, ``intercept`` (α), ``standard_error`` (of β, n − 2 degrees of freedom), ``r_squared``, ``speed``
        (per year), ``half_life`` (years), without ``dim``. The first three are NaN (``…_reason`` ``zero_base``)
        where all regions start equal; ``r_squared`` also where all grow equally; ``speed`` is where
        β ≤ −1/T, ``half_life`` also without convergence (reason ``not_applicable``).

    Raises
    ------
    Undefined
        All regions of a single table start from the same level.
    LabelMismatch, UnitMismatch
        Labels or units of the two differ.
    InputError
        Zero, negative, infinite or missing values; fewer than three labels; ``years`` not above zero.

    Examples
    --------
    >>> import numpy as np, xarray as xr
    >>> initial = xr.DataArray([10.0, 20.0, 40.0, 80.0], coords={"region": list("ABCD")}, dims="region")
    >>> closing = 100 * (initial / 100) ** np.exp(-0.02 * 10)  # every gap to 100 shrinks by 2 % a year
    >>> fit = beta_convergence(initial, closing, years=10)
    >>> print(round(fit["speed"].item(), 6), round(fit["half_life"].item(), 1))
    0.02 34.7

    References
    ----------
    Barro, R. J., Sala-i-Martin, X. (1992). Convergence. Journal of Political Economy 100(2), 223–251.
    doi:10.1086/261816
    """
    years = above("years", years, 0)
    before, after, unit = _panels.pair(initial, final, (dim,), names=("initial", "final"))
    for levels, name in ((before, "initial"), (after, "final")):
        zero = levels == 0
        if bool(zero.any()):
            raise InputError("zero-levels", name=name, count=int(zero.sum()), cells=_cells.cells(levels, zero))
    n = _at_least(before, dim, 3, "initial")
    level = _panels.log(before)
    growth = (_panels.log(after) - level) / years
    # equal levels must give exactly no variation, also where their mean is rounded
    varied = before.max(dim) > before.min(dim)
    if before.ndim == 1 and not bool(varied):
        raise Undefined("no-variation", measure="beta_convergence", name="initial", dim=dim)
    x, y = level - level.mean(dim), growth - growth.mean(dim)
    xx, xy = (x * x).sum(dim).where(varied), (x * y).sum(dim)
    slope = xy / xx
    residual = ((y - slope * x) ** 2).sum(dim, skipna=False)
    yy = (y * y).sum(dim)
    # growth that differs only by the rounding of logarithms leaves nothing to explain
    noise = n * (_ROUNDING * abs(level).max(dim) / years) ** 2
    shrink = 1 + slope * years
    speed = -_panels.log(_cells.positive(shrink)) / years
    model = f"OLS over {n} labels of {dim}, growth per year over {years:g} years, natural logarithms, levels in {unit}"
    parts = {
        "beta": (slope, "1"),
        "intercept": (growth.mean(dim) - slope * level.mean(dim), "1"),
        "standard_error": ((residual / (n - 2) / xx) ** 0.5, "1"),
        "r_squared": (1 - residual / yy.where(yy > noise), "1"),
        "speed": (speed, "1"),
        "half_life": (math.log(2) / _cells.positive(speed), "year"),
    }
    fit = xr.Dataset({key: result(part, name=key, unit=one, convention=model) for key, (part, one) in parts.items()})
    codes = _cells.reasons(n * xr.zeros_like(slope).fillna(0), zero_base=~varied)
    return _panels.explained(fit, **{key: _cells.reasons(codes, not_applicable=fit[key].isnull()) for key in parts})


def sigma_convergence(panel: xr.DataArray, dim: str = REGION, *, ddof: int = 0) -> xr.Dataset:
    """Dispersion between regions in every period: coefficient of variation and standard deviation of logs.

    ``cv = s / x̄`` and ``std_log = s(ln x)``, with ``s² = Σ (x_r − x̄)² / (n − ddof)``. Sigma convergence is their fall
    from period to period.

    Parameters
    ----------
    panel : DataArray
        Levels with ``dim``, zero or more, nothing missing; usually [period, region] per head.
    dim : str
        Dimension whose dispersion is measured, at least two labels.
    ddof : {0, 1}
        0 when the labels are all there are, 1 when they are a sample.

    Returns
    -------
    Dataset
        ``cv`` and ``std_log`` without ``dim``, unit 1, zero or more. ``cv`` is NaN with ``cv_reason``
        ``zero_total`` where all is zero, ``std_log`` with ``std_log_reason`` ``zero_base`` where any level is.

    Raises
    ------
    Undefined
        A single period sums to zero.
    InputError
        Refused values, a missing dimension, fewer than two labels, or another ``ddof``.

    Examples
    --------
    >>> import xarray as xr
    >>> labels = {"period": [2019, 2020], "region": ["N", "S"]}
    >>> x = xr.DataArray([[10.0, 30.0], [15.0, 25.0]], coords=labels, dims=["period", "region"])
    >>> sigma_convergence(x)["cv"].values
    array([0.5 , 0.25])

    References
    ----------
    Barro, R. J., Sala-i-Martin, X. (1992). Convergence. Journal of Political Economy 100(2), 223–251.
    doi:10.1086/261816
    """
    if ddof not in (0, 1):
        raise InputError("unknown-option", option="ddof", value=ddof, known="0, 1")
    levels = _cells.levels(panel, (dim,), "panel")
    _at_least(levels, dim, 2, "panel")
    mean = levels.mean(dim)
    _cells.require_total(mean, measure="sigma_convergence", name="panel")
    zero = (levels == 0).any(dim)
    parts = {
        "cv": levels.std(dim, ddof=ddof) / _cells.positive(mean),
        "std_log": _panels.log(_cells.positive(levels)).std(dim, ddof=ddof, skipna=False),
    }
    divisor = "n" if ddof == 0 else "n − 1"
    spread = xr.Dataset(
        {
            name: result(part, name=name, unit="1", convention=f"over {dim}, unweighted, divisor {divisor}")
            for name, part in parts.items()
        }
    )
    return _panels.explained(
        spread,
        cv=_cells.reasons(mean * 0, zero_total=mean == 0),
        std_log=_cells.reasons(mean * 0, zero_base=zero),
    )


def _at_least(levels: xr.DataArray, dim: str, needed: int, name: str) -> int:
    count = levels.sizes[dim]
    if count < needed:
        raise InputError("too-few-labels", name=name, dim=dim, needed=needed, count=count)
    return count
