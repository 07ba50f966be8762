"""Similarity of structure: which regions are made of the same activities?

Each region is its shares ``s`` over activities, so that size does not count. Two regions are compared
pair by pair; 1 means the same composition. Peers are the regions nearest in structure: they face the
same markets and the same shocks, which makes them the fair comparison, and the likely rivals.
"""

from __future__ import annotations

from typing import Literal, cast

import numpy as np
import numpy.typing as npt
import xarray as xr
from scipy.spatial.distance import pdist, squareform

from growthpole.diagnose import _cells, _compositions
from growthpole.dims import ACTIVITY, REASON, REGION, partner, result
from growthpole.errors import InputError

__all__ = ["peer_regions", "structural_similarity"]

Kind = Literal["krugman", "cosine", "correlation", "finger_kreinin"]
Matrix = npt.NDArray[np.float64]

_CONVENTIONS = {
    "krugman": "1 − K/2, K the sum of absolute share differences",
    "finger_kreinin": "sum of the smaller of two shares",
    "cosine": "cosine of share vectors",
    "correlation": "Pearson correlation of shares over activities",
}
_OTHER = partner(REGION)
_TIE_DIGITS = 12


def structural_similarity(x: xr.DataArray, kind: Kind = "krugman") -> xr.DataArray:
    """Similarity of the composition of each two regions.

    With ``s`` and ``t`` the shares of two regions over activities: ``krugman`` ``1 − ½ Σ_a |s_a − t_a|``,
    ``finger_kreinin`` ``Σ_a min(s_a, t_a)`` (the same number by another name), ``cosine`` ``s·t / (‖s‖ ‖t‖)``,
    ``correlation`` the cosine of ``s`` and ``t`` less their means.

    Parameters
    ----------
    x : DataArray
        Levels [..., region, activity], zero or more, nothing missing; a panel is computed in one call.
    kind : {"krugman", "cosine", "correlation", "finger_kreinin"}
        Which measure.

    Returns
    -------
    DataArray
        [..., region, region_other], symmetric, exactly 1 on the diagonal; unit 1, from 0 to 1 (from −1 for
        correlation). NaN with reason ``zero_total`` or ``zero_region`` where one of the two is empty,
        ``not_applicable`` where a region with the same share everywhere has no correlation.

    Raises
    ------
    Undefined
        A single table sums to zero.
    InputError
        Negative, infinite or missing values, a missing dimension or an unknown kind.

    Examples
    --------
    >>> import xarray as xr
    >>> labels = {"region": ["Berlin", "Hamburg", "Bavaria"], "activity": ["industry", "information", "finance"]}
    >>> rows = [[126697, 70532, 33599], [114087, 54674, 48214], [1410895, 178226, 187916]]
    >>> jobs = xr.DataArray(rows, coords=labels, dims=["region", "activity"])
    >>> structural_similarity(jobs).round(3).values
    array([[1.   , 0.923, 0.755],
           [0.923, 1.   , 0.732],
           [0.755, 0.732, 1.   ]])

    References
    ----------
    Finger, J. M., Kreinin, M. E. (1979). A measure of "export similarity" and its possible uses. The Economic
    Journal 89(356), 905–912. doi:10.2307/2231506
    Krugman, P. (1991). Geography and Trade. MIT Press.
    """
    _cells.one_of("kind", kind, tuple(_CONVENTIONS))
    values = _cells.levels(x, (REGION, ACTIVITY), "x").transpose(..., REGION, ACTIVITY)
    size = values.sum(ACTIVITY)
    total = size.sum(REGION)
    _cells.require_total(total, measure="structural_similarity", name="x")
    codes = _cells.reasons(size * 0, zero_total=total == 0, zero_region=size == 0)
    parts = values / _cells.positive(size)
    if kind == "correlation":
        codes = _cells.reasons(codes, not_applicable=parts.max(ACTIVITY) == parts.min(ACTIVITY))
    compared = xr.apply_ufunc(
        _pairs,
        parts.where(codes == 0),
        input_core_dims=[[REGION, ACTIVITY]],
        output_core_dims=[[REGION, _OTHER]],
        kwargs={"kind": kind},
    ).assign_coords({_OTHER: values[REGION].values})
    mirrored = codes.rename({REGION: _OTHER})
    first = (codes != 0) & ((mirrored == 0) | (codes <= mirrored))
    both = codes.where(first, mirrored).transpose(*compared.dims)
    return result(compared, name="structural_similarity", unit="1", convention=_CONVENTIONS[kind], reason=both)


def peer_regions(x: xr.DataArray, region: str, n: int, *, kind: Kind = "krugman") -> xr.Dataset:
    """The n regions nearest in structure to one region, the most similar first.

    Sorted by :func:`structural_similarity`; similarities equal to 12 decimals are ordered by label.

    Parameters
    ----------
    x : DataArray
        Levels [..., region, activity], zero or more, nothing missing; a panel has its peers in each period.
    region : str
        Label of the region whose peers are wanted.
    n : int
        How many, from 1 to the number of other regions.
    kind : {"krugman", "cosine", "correlation", "finger_kreinin"}
        Measure of similarity.

    Returns
    -------
    Dataset
        On [..., place], place 1 the nearest: ``peer`` (label, empty where there is none) and ``similarity``
        (unit 1). Regions without a similarity come last, NaN with their reason.

    Raises
    ------
    Undefined
        A single table sums to zero.
    InputError
        Negative, infinite or missing values, a missing dimension, an unknown region or kind, n out of range.

    Examples
    --------
    >>> import xarray as xr
    >>> regions, activities = ["Bavaria", "Berlin", "Saxony", "Hamburg"], ["industry", "information", "finance"]
    >>> rows = [[1410895, 178226, 187916], [126697, 70532, 33599], [337397, 36262, 27971], [114087, 54674, 48214]]
    >>> jobs = xr.DataArray(rows, coords={"region": regions, "activity": activities}, dims=["region", "activity"])
    >>> peers = peer_regions(jobs, "Bavaria", n=2)
    >>> peers.peer.values.tolist(), peers.similarity.round(3).values
    (['Saxony', 'Berlin'], array([0.954, 0.755]))

    References
    ----------
    Finger, J. M., Kreinin, M. E. (1979). A measure of "export similarity" and its possible uses. The Economic
    Journal 89(356), 905–912. doi:10.2307/2231506
    """
    similar = structural_similarity(x, kind)
    labels = similar.indexes[REGION]
    if region not in labels:
        raise InputError("no-such-label", dim=REGION, label=region, known=", ".join(map(str, labels[:8])))
    n = _compositions.whole("n", n, 1, len(labels) - 1)
    others = sorted((label for label in labels if label != region), key=str)
    row = similar.sel({REGION: region}, drop=True).sel({_OTHER: others})
    order = np.argsort(-np.round(row.values, _TIE_DIGITS), axis=-1, kind="stable")[..., :n]
    nearest = np.take_along_axis(row.values, order, axis=-1)
    found = np.where(np.isnan(nearest), "", np.array([str(label) for label in others])[order])
    lead = [str(dim) for dim in row.dims[:-1]]
    coords = {**{dim: row[dim] for dim in lead if dim in row.coords}, "place": np.arange(1, n + 1)}
    dims = (*lead, "place")
    codes = xr.DataArray(np.take_along_axis(row[REASON].values, order, axis=-1), coords=coords, dims=dims)
    ordered = f"{_CONVENTIONS[kind]}; ties by label"
    return xr.Dataset(
        {
            "peer": result(
                xr.DataArray(found, coords=coords, dims=dims), name="peer", unit="label", convention=ordered
            ),
            "similarity": result(
                xr.DataArray(nearest, coords=coords, dims=dims),
                name="similarity",
                unit="1",
                convention=ordered,
                reason=codes,
            ),
        }
    )


def _pairs(part: Matrix, kind: Kind) -> Matrix:
    """Similarity of each two rows of the last two axes; NaN for rows of NaN."""
    match kind:
        case "krugman" | "finger_kreinin":
            tables = part.reshape(-1, *part.shape[-2:])
            far = np.array([squareform(pdist(table, "cityblock"), checks=False) for table in tables])
            similar = np.clip(1 - far.reshape(*part.shape[:-1], part.shape[-2]) / 2, 0, 1)
        case "cosine":
            similar = _cosine(part)
        case "correlation":
            similar = _cosine(part - part.mean(axis=-1, keepdims=True))
    undefined = np.isnan(part[..., 0])
    diagonal = np.eye(part.shape[-2], dtype=bool)
    similar = np.where(diagonal, 1.0, similar)
    return np.where(undefined[..., :, None] | undefined[..., None, :], np.nan, similar)


def _cosine(rows: Matrix) -> Matrix:
    """Cosine of each two rows, symmetric to the last bit and within [−1, 1]."""
    unit = rows / np.sqrt((rows**2).sum(axis=-1, keepdims=True))
    product = unit @ unit.swapaxes(-1, -2)
    return cast("Matrix", np.clip((product + product.swapaxes(-1, -2)) / 2, -1, 1))
