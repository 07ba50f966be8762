"""Reliability: do the probabilities say how often it happens?

Cases are grouped by what was said of them, and each group's mean probability is set against the share of events that
came. A forecast may be reliable and useless (the base rate for all), so this stands beside discrimination.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd
import xarray as xr

from growthpole.evaluation import _bins, _cases

__all__ = ["calibration_error", "reliability_table"]

_LIMITS: Final = ("observed_low", "observed_high")


def reliability_table(
    probabilities: xr.DataArray, events: xr.DataArray, bins: int = 10, confidence: float = 0.95
) -> pd.DataFrame:
    """What was said against what came, in groups of about equal numbers of cases.

    Parameters
    ----------
    probabilities, events
        As for :func:`brier_score`.
    bins : int
        Groups from the lowest probabilities to the highest, 1 or more. Equal probabilities are never split, so that
        there may be fewer.
    confidence : float
        Of the exact (Clopper–Pearson) limits, between 0 and 1. They take the cases as independent; outcomes of one
        region rarely are, so the truth is wider.

    Returns
    -------
    DataFrame
        One row for each group: ``bin`` (1, 2, …), ``low`` and ``high`` (smallest and largest probability), ``cases``,
        ``mean_probability``, ``observed`` (share of events), ``observed_low`` and ``observed_high``. No rows without
        cases.

    Raises
    ------
    InputError, LabelMismatch
        As for :func:`brier_score`; ``bins`` or ``confidence`` out of range.

    Examples
    --------
    >>> import xarray as xr
    >>> days = {"day": [1, 2, 3, 4]}
    >>> rain = xr.DataArray([0.1, 0.9, 0.3, 0.7], coords=days, dims="day")
    >>> fell = xr.DataArray([0, 1, 0, 1], coords=days, dims="day")
    >>> reliability_table(rain, fell, 2)[["low", "high", "cases", "observed", "observed_low"]].round(3)
       low  high  cases  observed  observed_low
    0  0.1   0.3      2       0.0         0.000
    1  0.7   0.9      2       1.0         0.158

    References
    ----------
    Murphy, A. H. (1973). A new vector partition of the probability score. Journal of Applied Meteorology 12(4),
    595–600. doi:10.1175/1520-0450(1973)012<0595:ANVPOT>2.0.CO;2; limits: Clopper, C. J., Pearson, E. S. (1934). The use
    of confidence or fiducial limits illustrated in the case of the binomial. Biometrika 26(4), 404–413.
    doi:10.1093/biomet/26.4.404
    """
    level = _cases.inside("confidence", confidence)
    table = _grouped(probabilities, events, bins)
    hits = table.pop("events").to_numpy()
    return table.assign(**dict(zip(_LIMITS, _exact(hits, table["cases"].to_numpy(), level), strict=True)))


def calibration_error(probabilities: xr.DataArray, events: xr.DataArray, bins: int = 10) -> xr.DataArray:
    """Mean distance between what was said and what came, over groups of cases.

    ``ECE = Σ_b n_b |p̄_b − ȳ_b| / n``, with ``p̄_b`` the mean probability and ``ȳ_b`` the share of events in group b of
    :func:`reliability_table`.

    Parameters
    ----------
    probabilities, events
        As for :func:`brier_score`.
    bins : int
        Groups, as for :func:`reliability_table`. The measure grows with their number, also for a perfect forecast:
        small groups differ from their probability by chance. Compare forecasts at one number of groups.

    Returns
    -------
    DataArray
        One number, unit 1, from 0 to 1. NaN with reason ``not_applicable`` without cases.

    Raises
    ------
    InputError, LabelMismatch
        As for :func:`brier_score`; ``bins`` is no whole number above 0.

    Examples
    --------
    >>> import xarray as xr
    >>> days = {"day": [1, 2, 3, 4]}
    >>> rain = xr.DataArray([0.1, 0.9, 0.3, 0.7], coords=days, dims="day")
    >>> fell = xr.DataArray([0, 1, 0, 1], coords=days, dims="day")
    >>> calibration_error(rain, fell, 2).item().__round__(3)
    0.2

    References
    ----------
    Naeini, M. P., Cooper, G. F., Hauskrecht, M. (2015). Obtaining well calibrated probabilities using Bayesian
    binning. Proceedings of the AAAI Conference on Artificial Intelligence 29(1). doi:10.1609/aaai.v29i1.9602
    """
    table = _grouped(probabilities, events, bins)
    cases = table["cases"].to_numpy()
    apart = np.abs(table["mean_probability"].to_numpy() - table["observed"].to_numpy())
    found = float(cases @ apart / cases.sum()) if cases.size else float("nan")
    return _cases.finished(found, "calibration_error", f"case-weighted over up to {bins} groups of equal size")


def _grouped(probabilities: xr.DataArray, events: xr.DataArray, bins: int) -> pd.DataFrame:
    """The table without limits, with the events of each group."""
    wanted = _cases.whole("bins", bins)
    cases = _cases.cases_of(events)
    said = cases.probabilities(probabilities, "probabilities")
    bin_of = _bins.quantile_bins(said, wanted)
    counts = np.bincount(bin_of)
    hits = np.bincount(bin_of, weights=cases.happened)
    ordered = np.sort(said)  # bins follow the order of the probabilities
    ends = np.cumsum(counts)
    low, high = ordered[ends - counts], ordered[ends - 1]
    # the mean of equal numbers may differ from them in the last digit
    mean = np.clip(np.bincount(bin_of, weights=said) / counts, low, high)
    return pd.DataFrame(
        {
            "bin": np.arange(1, counts.size + 1),
            "low": low,
            "high": high,
            "cases": counts,
            "mean_probability": mean,
            "observed": hits / counts,
            "events": hits,
        }
    )


def _exact(hits: _cases.Numbers, cases: np.ndarray, confidence: float) -> tuple[_cases.Numbers, _cases.Numbers]:
    """Clopper–Pearson limits of shares."""
    from scipy.special import betaincinv

    tail = (1 - confidence) / 2
    misses = cases - hits
    # the beta distribution needs parameters above 0; the limits there are known
    low = np.where(hits > 0, betaincinv(np.maximum(hits, 1), misses + 1, tail), 0.0)
    high = np.where(misses > 0, betaincinv(hits + 1, np.maximum(misses, 1), 1 - tail), 1.0)
    return low, high
