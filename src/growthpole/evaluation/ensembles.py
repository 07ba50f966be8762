"""Ensembles: a forecast that is a set of equally likely values, scored as a whole distribution."""

from __future__ import annotations

import numpy as np
import xarray as xr

from growthpole.dims import PATH, require_dims
from growthpole.errors import InputError
from growthpole.evaluation import _cases

__all__ = ["crps"]


def crps(ensemble: xr.DataArray, outcomes: xr.DataArray, *, dim: str = PATH, unit: str = "1") -> xr.DataArray:
    """Continuous ranked probability score of an ensemble, mean over the cases.

    ``CRPS = mean_j |x_j − y| − ½ mean_jk |x_j − x_k|`` for the members x_1 … x_n and the outcome y: the exact score of
    the step distribution the members make. From the sorted members the second part is ``Σ_j (2j − n − 1) x_(j) / n²``.

    Parameters
    ----------
    ensemble : DataArray
        Members [dim, …], the other dims and labels those of ``outcomes``, known for every case.
    outcomes : DataArray
        What happened, y, any dims, each with labels; NaN is no case.
    dim : str
        Dimension of the members.
    unit : str
        Unit of the outcomes.

    Returns
    -------
    DataArray
        One number in the unit of the outcomes, 0 or more, smaller is better; |x − y| for a single member. NaN with
        reason ``not_applicable`` without cases.

    Raises
    ------
    InputError
        No such dimension, it is one of the outcomes too, members missing or infinite, other dims.
    LabelMismatch
        Labels differ.

    Examples
    --------
    >>> import xarray as xr
    >>> members = xr.DataArray([[0.0], [2.0]], coords={"path": [0, 1], "day": [1]}, dims=["path", "day"])
    >>> crps(members, xr.DataArray([1.0], coords={"day": [1]}, dims="day")).item()
    0.5

    References
    ----------
    Gneiting, T., Raftery, A. E. (2007). Strictly proper scoring rules, prediction, and estimation. Journal of the
    American Statistical Association 102(477), 359–378. doi:10.1198/016214506000001437
    """
    cases = _cases.known(outcomes)
    if dim in outcomes.dims:
        raise InputError("missing-dims", name="ensemble", missing=dim, dims=", ".join(map(str, outcomes.dims)))
    require_dims(ensemble, (dim,), "ensemble")
    happened = cases.values(outcomes, "outcomes")
    members = np.stack(
        [cases.complete(ensemble.isel({dim: place}, drop=True), "ensemble") for place in range(ensemble.sizes[dim])]
    )
    scores = ensemble_scores(np.sort(members, axis=0), happened)
    found = float(scores.mean()) if scores.size else float("nan")
    return _cases.finished(found, "crps", f"mean over cases, {len(members)} members", unit)


def ensemble_scores(members: np.ndarray, happened: np.ndarray) -> np.ndarray:
    """Score of each case from members [member, case] in ascending order, of arrays checked before."""
    count = len(members)
    weight = (2 * np.arange(1, count + 1) - count - 1) / count**2
    return np.asarray(np.abs(members - happened).mean(axis=0) - np.tensordot(weight, members, axes=1))
