"""Skill within bins: what does a score know beyond a quantity that everyone sees?

Activities near to the threshold cross it more often, so a score that only repeats the distance looks good over all
cases. Among cases with about the same distance it knows nothing.
"""

from __future__ import annotations

import numpy as np
import xarray as xr

from growthpole.dims import REASONS, result
from growthpole.evaluation import _bins, _cases
from growthpole.evaluation.discrimination import auc_of, precision_of

__all__ = ["within_bins"]


def within_bins(
    scores: xr.DataArray,
    events: xr.DataArray,
    by: xr.DataArray,
    bins: int = 5,
    *,
    missing: _cases.Missing = "raise",
) -> xr.Dataset:
    """AUC and lift among cases alike in ``by``: what is known beyond it.

    ``Σ_b n_b m_b / Σ_b n_b`` over the bins b, with ``n_b`` the cases of the bin and ``m_b`` the AUC, or the average
    precision over the base rate, of the bin alone. A bin without both events and other cases is left out and counted.

    Parameters
    ----------
    scores, events, missing
        As for :func:`area_under_curve`.
    by : DataArray
        Finite values with the dims and labels of ``events``, known for every case.
    bins : int
        Bins of about equal numbers of cases, 1 or more. Equal values of ``by`` are never split, so that there may be
        fewer. Wide bins leave part of ``by`` in the result: compare it with that of ``by`` as the score.

    Returns
    -------
    Dataset
        ``auc`` and ``lift`` (unit 1; NaN with ``auc_reason``, ``lift_reason`` ``not_applicable`` where no bin is left),
        ``bins_used``, ``bins_left_out`` (counts) and ``cases_used`` (share of the cases in the bins used, NaN with
        ``cases_used_reason`` without cases).

    Raises
    ------
    InputError, LabelMismatch
        As for :func:`area_under_curve`, for ``by`` too; ``bins`` is no whole number above 0.

    Examples
    --------
    >>> import xarray as xr
    >>> from growthpole.evaluation import area_under_curve
    >>> options = {"activity": list("abcdefgh")}
    >>> near = xr.DataArray([1, 2, 3, 4, 5, 6, 7, 8], coords=options, dims="activity")
    >>> events = xr.DataArray([0, 1, 0, 0, 1, 0, 1, 1], coords=options, dims="activity")
    >>> area_under_curve(near, events).item(), within_bins(near, events, near, 2)["auc"].item().__round__(3)
    (0.75, 0.5)

    References
    ----------
    Janes, H., Pepe, M. S. (2009). Adjusting for covariate effects on classification accuracy using the
    covariate-adjusted receiver operating characteristic curve. Biometrika 96(2), 371–382. doi:10.1093/biomet/asp002
    """
    wanted = _cases.whole("bins", bins)
    cases = _cases.cases_of(events)
    values = cases.scores(scores, missing)
    bin_of = _bins.quantile_bins(cases.complete(by, "by"), wanted)
    order = np.argsort(bin_of, kind="stable")
    ends = np.cumsum(np.bincount(bin_of))
    parts = np.split(order, ends[:-1]) if order.size else []
    used = [part for part in parts if 0 < cases.happened[part].sum() < part.size]
    weights = np.array([part.size for part in used], dtype=np.float64)
    total = weights.sum()
    told = {"auc": np.nan, "lift": np.nan, "cases_used": total / cases.happened.size if order.size else np.nan}
    if used:
        areas = np.array([auc_of(values[part], cases.happened[part]) for part in used])
        lifts = np.array([_lift(values[part], cases.happened[part]) for part in used])
        told |= {"auc": weights @ areas / total, "lift": weights @ lifts / total}
    return _dataset(told, len(used), len(parts) - len(used), wanted)


def _lift(scores: _cases.Numbers, happened: _cases.Flags) -> float:
    return precision_of(scores, happened) / float(happened.mean())


def _dataset(told: dict[str, float], used: int, left_out: int, wanted: int) -> xr.Dataset:
    mean = f"case-weighted mean over up to {wanted} quantile bins"
    words = {"auc": mean, "lift": mean, "cases_used": "share of the cases in bins that are used"}
    data = {
        name: result(xr.DataArray(value), name=name, unit="1", convention=words[name]) for name, value in told.items()
    }
    counts = {
        "bins_used": (used, "bins with events and other cases"),
        "bins_left_out": (left_out, "bins with only events or none"),
    }
    data |= {
        name: result(xr.DataArray(count), name=name, unit="1", convention=text)
        for name, (count, text) in counts.items()
    }
    codes = {
        f"{name}_reason": np.int8(REASONS["not_applicable"] if np.isnan(value) else 0) for name, value in told.items()
    }
    return xr.Dataset(data).assign_coords(codes)
