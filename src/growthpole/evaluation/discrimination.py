"""Discrimination: does the forecast put the events before the cases without one?

Only the order of the scores counts here, so any score will do. Cases with the same score share their places: no
measure depends on the order in which an array happens to hold them. A case without a score is refused, unless it is
said that it comes last (``missing="lowest"``).

Rare events: a good area under the curve may go with few hits among the first suggestions. Average precision and its
lift look there.
"""

from __future__ import annotations

import numpy as np
import xarray as xr

from growthpole.dims import REGION
from growthpole.evaluation import _cases

__all__ = ["area_under_curve", "average_precision", "lift", "precision_at_k"]


def area_under_curve(scores: xr.DataArray, events: xr.DataArray, *, missing: _cases.Missing = "raise") -> xr.DataArray:
    """Probability that an event has a higher score than a case without one, ties counting one half.

    ``AUC = mean over pairs (i event, j none) of 1[s_i > s_j] + ½ 1[s_i = s_j]``, the area under the receiver operating
    characteristic and the Mann–Whitney statistic over the number of pairs.

    Parameters
    ----------
    scores : DataArray
        Finite scores of any unit, the dims and labels of ``events``; higher is more likely. Not read outside the cases.
    events : DataArray
        Outcomes, bool or 0, 1 and NaN, any dims; NaN is no case.
    missing : {"raise", "lowest"}
        Whether a case without a score is refused, or ranks below all others, equal to its like.

    Returns
    -------
    DataArray
        One number, unit 1: 0.5 for a score that knows nothing, 1 for a perfect order. NaN with reason
        ``not_applicable`` without events, or with nothing else.

    Raises
    ------
    InputError
        Outcomes other than 0, 1 and NaN, cases without a score, infinite scores, an unknown option, other dims.
    LabelMismatch
        Labels of the two differ.

    Examples
    --------
    >>> import xarray as xr
    >>> options = {"activity": ["a", "b", "c", "d"]}
    >>> scores = xr.DataArray([0.9, 0.4, 0.4, 0.1], coords=options, dims="activity")
    >>> events = xr.DataArray([True, True, False, False], coords=options, dims="activity")
    >>> area_under_curve(scores, events).item()
    0.875

    References
    ----------
    Hanley, J. A., McNeil, B. J. (1982). The meaning and use of the area under a receiver operating characteristic
    (ROC) curve. Radiology 143(1), 29–36. doi:10.1148/radiology.143.1.7063747
    """
    cases = _cases.cases_of(events)
    found = auc_of(cases.scores(scores, missing), cases.happened)
    return _cases.finished(found, "area_under_curve", f"ties count one half{_last(missing)}")


def average_precision(scores: xr.DataArray, events: xr.DataArray, *, missing: _cases.Missing = "raise") -> xr.DataArray:
    """Precision averaged over the events found: the area under the precision–recall curve, by steps.

    ``AP = Σ_n (R_n − R_(n−1)) P_n`` over the distinct scores from the highest down, with ``P_n`` the share of events
    among the cases at or above the score and ``R_n`` the share of all events that are there.

    Parameters
    ----------
    scores, events, missing
        As for :func:`area_under_curve`.

    Returns
    -------
    DataArray
        One number, unit 1: about the base rate for a score that knows nothing, 1 for a perfect order. NaN with reason
        ``not_applicable`` without events.

    Raises
    ------
    InputError, LabelMismatch
        As for :func:`area_under_curve`.

    Examples
    --------
    >>> import xarray as xr
    >>> options = {"activity": ["a", "b", "c", "d"]}
    >>> scores = xr.DataArray([0.9, 0.7, 0.4, 0.1], coords=options, dims="activity")
    >>> events = xr.DataArray([1, 0, 1, 0], coords=options, dims="activity")
    >>> average_precision(scores, events).item().__round__(4)
    0.8333

    References
    ----------
    Davis, J., Goadrich, M. (2006). The relationship between precision-recall and ROC curves. Proceedings of the 23rd
    International Conference on Machine Learning, 233–240. doi:10.1145/1143844.1143874
    """
    cases = _cases.cases_of(events)
    found = precision_of(cases.scores(scores, missing), cases.happened)
    return _cases.finished(found, "average_precision", f"by steps, ties together{_last(missing)}")


def lift(scores: xr.DataArray, events: xr.DataArray, *, missing: _cases.Missing = "raise") -> xr.DataArray:
    """Average precision over the base rate: how many times denser events are than by chance.

    ``lift = AP / (events / cases)``.

    Parameters
    ----------
    scores, events, missing
        As for :func:`area_under_curve`.

    Returns
    -------
    DataArray
        One number, unit 1: about 1 for a score that knows nothing (a little more in small samples), at most cases over
        events. NaN with reason ``not_applicable`` without events.

    Raises
    ------
    InputError, LabelMismatch
        As for :func:`area_under_curve`.

    Examples
    --------
    >>> import xarray as xr
    >>> options = {"activity": ["a", "b", "c", "d"]}
    >>> scores = xr.DataArray([0.9, 0.7, 0.4, 0.1], coords=options, dims="activity")
    >>> events = xr.DataArray([1, 0, 0, 0], coords=options, dims="activity")
    >>> lift(scores, events).item()
    4.0

    References
    ----------
    Saito, T., Rehmsmeier, M. (2015). The precision-recall plot is more informative than the ROC plot when evaluating
    binary classifiers on imbalanced datasets. PLoS ONE 10(3), e0118432. doi:10.1371/journal.pone.0118432
    """
    cases = _cases.cases_of(events)
    found = precision_of(cases.scores(scores, missing), cases.happened) / (cases.base_rate or np.nan)
    return _cases.finished(found, "lift", f"average precision over the base rate; ties together{_last(missing)}")


def precision_at_k(
    scores: xr.DataArray, events: xr.DataArray, k: int, dim: str = REGION, *, missing: _cases.Missing = "raise"
) -> xr.DataArray:
    """Share of events among the first k cases of each region, averaged over regions.

    A region with fewer than k cases is judged by those it has, one without cases not at all. Where a tie runs across
    the k-th place, its cases count by the part of it that fits in: the value expected of a random order.

    Parameters
    ----------
    scores, events, missing
        As for :func:`area_under_curve`. All cases of a region compete, those of several periods too.
    k : int
        Suggestions per region, 1 or more.
    dim : str
        Dimension of the regions, each of which counts the same.

    Returns
    -------
    DataArray
        One number, unit 1, from 0 to 1. NaN with reason ``not_applicable`` without events.

    Raises
    ------
    InputError, LabelMismatch
        As for :func:`area_under_curve`; ``k`` is no whole number above 0, or ``dim`` is absent.

    Examples
    --------
    >>> import xarray as xr
    >>> labels = {"region": ["N", "S"], "activity": ["a", "b", "c"]}
    >>> scores = xr.DataArray([[3, 2, 1], [5, 5, 1]], coords=labels, dims=["region", "activity"])
    >>> events = xr.DataArray([[1, 0, 0], [1, 0, 0]], coords=labels, dims=["region", "activity"])
    >>> precision_at_k(scores, events, 1).item()
    0.75

    References
    ----------
    Manning, C. D., Raghavan, P., Schütze, H. (2008). Introduction to Information Retrieval, ch. 8. Cambridge University
    Press. doi:10.1017/CBO9780511809071
    """
    first = _cases.whole("k", k)
    cases = _cases.cases_of(events)
    regions = cases.places(dim)
    values = cases.scores(scores, missing)
    found = _mean_precision(values, cases.happened, regions, first) if cases.happened.any() else np.nan
    convention = f"first {first} cases of each {dim}, each {dim} the same weight; ties as expected{_last(missing)}"
    return _cases.finished(found, "precision_at_k", convention)


def auc_of(scores: _cases.Numbers, happened: _cases.Flags) -> float:
    """AUC of complete scores, NaN unless there are both events and others."""
    from sklearn.metrics import roc_auc_score

    if not happened.any() or happened.all():
        return float("nan")
    return float(roc_auc_score(happened, scores))


def precision_of(scores: _cases.Numbers, happened: _cases.Flags) -> float:
    """Average precision of complete scores, NaN without events."""
    from sklearn.metrics import average_precision_score

    if not happened.any():
        return float("nan")
    return float(average_precision_score(happened, scores))


def _mean_precision(scores: _cases.Numbers, happened: _cases.Flags, regions: np.ndarray, k: int) -> float:
    order = np.lexsort((-scores, regions))
    place, value = regions[order], scores[order]
    opens_region = np.diff(place, prepend=-1) != 0
    opens = opens_region | (np.diff(value, prepend=value[0]) != 0)
    begins, region_begins = np.flatnonzero(opens), np.flatnonzero(opens_region)
    size = np.diff(begins, append=place.size)
    before = begins - region_begins[np.cumsum(opens_region)[begins] - 1]
    taken = np.clip(k - before, 0, size) / size * np.add.reduceat(happened[order].astype(np.float64), begins)
    hits = np.add.reduceat(taken, np.flatnonzero(opens_region[begins]))
    judged = np.minimum(np.diff(region_begins, append=place.size), k)
    return float((hits / judged).mean())


def _last(missing: str) -> str:
    return "; cases without a score last" if missing == "lowest" else ""
