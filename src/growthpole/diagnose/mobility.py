"""Mobility of ranks: how much the order changed between two times.

*Kendall's tau-b* compares pairs: the part of pairs in the same order at both times, less the part in
opposite order. *Spearman's rho* is the correlation of the ranks. Both are 1 when the order stays, −1 when it is
reversed. Either is a correlation of the matrix ``s_ij = sign(x_i − x_j)`` (Daniels): tau of its cells, rho of
its row sums, and that is how both are computed, exactly in whole numbers, ties included. The *mean absolute
rank change* says the same in places.

Only labels with a value at both times are compared, and ranked among themselves: who enters or stops
reporting moves nobody.
"""

from __future__ import annotations

import numpy as np
import xarray as xr

from growthpole.diagnose import _cells, _panels
from growthpole.dims import REGION, result

__all__ = ["rank_mobility"]


def rank_mobility(
    start: xr.DataArray, end: xr.DataArray | None = None, dim: str = REGION, *, descending: bool = True
) -> xr.Dataset:
    """Rank correlation between two times, and the mean change of places.

    With ``s_ij = sign(x_i − x_j)`` at the start and ``t_ij`` at the end:
    ``kendall = Σ s_ij·t_ij / √(Σ s_ij² Σ t_ij²)``, ``spearman = Σ s_i·t_i / √(Σ s_i² Σ t_i²)`` with row sums s_i, t_i,
    ``mean_rank_change = Σ_i |rank1_i − rank0_i| / n`` with competition ranks.

    Parameters
    ----------
    start : DataArray
        Finite values with ``dim``; NaN for a label that does not report.
    end : DataArray, optional
        The same at the later time. Without it ``start`` is a panel whose every period (whole years, ascending)
        is compared with the one before.
    dim : str
        Dimension whose labels compete.
    descending : bool
        Whether the largest value is first; matters for ``mean_rank_change`` where values are tied.

    Returns
    -------
    Dataset
        ``kendall``, ``spearman`` (unit 1, −1 to 1), ``mean_rank_change`` (unit rank) and ``compared`` (labels with
        both values), without ``dim``; a panel's results stand at the later period. The first two are NaN with
        ``…_reason`` ``not_applicable`` where all values of one time are equal, the third where nothing is compared.

    Raises
    ------
    LabelMismatch, UnitMismatch
        Labels or units of the two differ.
    InputError
        Infinite values, a missing dimension, or a panel without ascending years.

    Examples
    --------
    >>> import xarray as xr
    >>> regions = {"region": list("ABCD")}
    >>> start = xr.DataArray([4.0, 3.0, 2.0, 1.0], coords=regions, dims="region")
    >>> end = xr.DataArray([3.0, 4.0, 2.0, 1.0], coords=regions, dims="region")
    >>> moved = rank_mobility(start, end)
    >>> print(round(moved["kendall"].item(), 6), moved["spearman"].item(), moved["mean_rank_change"].item())
    0.666667 0.8 0.5

    References
    ----------
    Kendall, M. G. (1945). The treatment of ties in ranking problems. Biometrika 33(3), 239–251.
    doi:10.1093/biomet/33.3.239
    """
    if end is None:
        start, end = _panels.successive(start, "start")
    before, after, _ = _panels.pair(start, end, (dim,), missing="absent", signed=True)
    kendall, spearman, change, compared = xr.apply_ufunc(
        _compare,
        *((-before, -after) if descending else (before, after)),
        input_core_dims=[[dim], [dim]],
        output_core_dims=[[], [], [], []],
    )
    both = f"labels of {dim} with a value at both times"
    return _panels.explained(
        xr.Dataset(
            {
                "kendall": result(kendall, name="kendall", unit="1", convention=f"tau-b; {both}"),
                "spearman": result(spearman, name="spearman", unit="1", convention=f"mean ranks of ties; {both}"),
                "mean_rank_change": result(
                    change, name="mean_rank_change", unit="rank", convention=f"competition ranks; {both}"
                ),
                "compared": result(compared, name="compared", unit="1", convention=both),
            }
        ),
        kendall=_cells.reasons(compared * 0, not_applicable=kendall.isnull()),
        spearman=_cells.reasons(compared * 0, not_applicable=spearman.isnull()),
        mean_rank_change=_cells.reasons(compared * 0, not_applicable=compared == 0),
    )


def _compare(x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Tau-b, rho, mean change of ascending ranks and number compared, along the last axis."""
    both = ~(np.isnan(x) | np.isnan(y))
    s, t = (_order(np.where(both, values, np.nan)) for values in (x, y))
    kendall = _correlate(s, t, (-2, -1))
    spearman = _correlate(s.sum(-1, dtype=np.int64), t.sum(-1, dtype=np.int64), (-1,))
    moved = np.abs((s > 0).sum(-1) - (t > 0).sum(-1)).sum(-1)
    compared = both.sum(-1)
    return kendall, spearman, np.where(compared > 0, moved / np.maximum(compared, 1), np.nan), compared


def _order(values: np.ndarray) -> np.ndarray:
    """``sign(x_i − x_j)``, 0 where one is missing; by comparison, so that no difference overflows."""
    left, right = values[..., :, None], values[..., None, :]
    return (left > right).astype(np.int8) - (left < right).astype(np.int8)


def _correlate(s: np.ndarray, t: np.ndarray, axis: tuple[int, ...]) -> np.ndarray:
    cross, own, other = ((a * b).sum(axis, dtype=np.int64).astype(np.float64) for a, b in ((s, t), (s, s), (t, t)))
    norm = np.sqrt(own * other)
    correlation: np.ndarray = np.divide(cross, norm, out=np.full_like(norm, np.nan), where=norm > 0)
    return correlation
