"""Resilience: does a region fall less and rise more than the nation, and does its structure spread the risk?

Two answers. What happened: *resistance* compares its contraction, and *recoverability* its recovery, with what the
national rate would have made of it. What may happen: *portfolio variance* treats its activities like the assets of a
portfolio, with the shocks each had in the past.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np

from growthpole.diagnose import _cells, _compositions
from growthpole.dims import ACTIVITY, PERIOD, REGION, align, require_dims, result
from growthpole.errors import InputError, listed

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["portfolio_variance", "recoverability", "resistance"]


def resistance(x: xr.DataArray, peak: int, trough: int, *, nation: xr.DataArray | None = None) -> xr.DataArray:
    """Contraction of each region against what the national rate would have made of it.

    ``(ΔE_r − ΔE_r^e) / |ΔE_r^e|`` with ``ΔE_r`` the change from peak to trough and ``ΔE_r^e = g_N E_r(peak)`` the
    change expected at the national rate ``g_N``. It is 1 less the region's sensitivity ``g_r / g_N``.

    Parameters
    ----------
    x : DataArray
        E, levels [period, region, ...] such as jobs or output, zero or more; NaN where not known.
    peak, trough : int
        Years in which the downturn began and ended, as dated for the nation.
    nation : DataArray, optional
        National levels [period, ...]; by default the sum over the regions, which then must be complete.

    Returns
    -------
    DataArray
        [region, ...], unit 1: above 0 the region held out better than the nation, −1 it fell twice as much. NaN with
        reason ``missing``, ``zero_base`` where the region had nothing at the peak, ``not_applicable`` where the nation
        did not contract.

    Raises
    ------
    InputError
        Years that are not in the table or not in order; negative or infinite levels; a missing dimension.
    LabelMismatch
        The labels of the two differ.

    Examples
    --------
    >>> import xarray as xr
    >>> labels = {"period": [2007, 2009], "region": ["N", "S"]}
    >>> jobs = xr.DataArray([[100.0, 100.0], [98.0, 92.0]], coords=labels, dims=["period", "region"])
    >>> resistance(jobs, 2007, 2009).values.round(6)
    array([ 0.6, -0.6])

    References
    ----------
    Martin, R., Sunley, P., Gardiner, B., Tyler, P. (2016). How regions react to recessions: resilience and the role of
    economic structure. Regional Studies 50(4), 561–585. doi:10.1080/00343404.2015.1136410
    Martin, R. (2012). Regional economic resilience, hysteresis and recessionary shocks. Journal of Economic Geography
    12(1), 1–32. doi:10.1093/jeg/lbr019
    """
    return _relative(x, peak, trough, nation, "resistance")


def recoverability(x: xr.DataArray, trough: int, end: int, *, nation: xr.DataArray | None = None) -> xr.DataArray:
    """Recovery of each region against what the national rate would have made of it.

    ``(ΔE_r − ΔE_r^e) / |ΔE_r^e|`` with ``ΔE_r`` the change from the trough to the end of the recovery and
    ``ΔE_r^e = g_N E_r(trough)``.

    Parameters
    ----------
    x : DataArray
        E, levels [period, region, ...] such as jobs or output, zero or more; NaN where not known.
    trough, end : int
        Years in which the recovery began and ended, as dated for the nation.
    nation : DataArray, optional
        National levels [period, ...]; by default the sum over the regions, which then must be complete.

    Returns
    -------
    DataArray
        [region, ...], unit 1: above 0 the region recovered faster than the nation, below −1 it went on falling. NaN
        with reason ``missing``, ``zero_base`` where the region had nothing at the trough, ``not_applicable`` where the
        nation did not recover.

    Raises
    ------
    InputError
        Years that are not in the table or not in order; negative or infinite levels; a missing dimension.
    LabelMismatch
        The labels of the two differ.

    Examples
    --------
    >>> import xarray as xr
    >>> labels = {"period": [2009, 2014], "region": ["N", "S"]}
    >>> jobs = xr.DataArray([[98.0, 92.0], [107.8, 101.2]], coords=labels, dims=["period", "region"])
    >>> recoverability(jobs, 2009, 2014).values.round(6) + 0.0
    array([0., 0.])

    References
    ----------
    Martin, R., Sunley, P., Gardiner, B., Tyler, P. (2016). How regions react to recessions: resilience and the role of
    economic structure. Regional Studies 50(4), 561–585. doi:10.1080/00343404.2015.1136410
    """
    return _relative(x, trough, end, nation, "recoverability")


def portfolio_variance(jobs: xr.DataArray, shocks: xr.DataArray) -> xr.Dataset:
    """Variance of a region's growth that the mix of its activities brings with it.

    ``V = Σ_a Σ_b w_a w_b σ_ab`` with ``w_a`` the share of activity a in the region's jobs and ``σ_ab`` the covariance
    of the shocks of a and b. ``own = Σ_a w_a² σ_aa`` would remain if shocks never came together; ``shared`` is the
    rest, below 0 where activities offset each other.

    Parameters
    ----------
    jobs : DataArray
        Levels [..., activity], zero or more, nothing missing.
    shocks : DataArray
        [period, activity], nothing missing, at least two periods: yearly growth of each activity in the nation, or its
        deviation from trend.

    Returns
    -------
    Dataset
        ``variance, own, shared`` without activity, unit 1 (squared growth); ``variance = own + shared``. NaN with
        reason ``zero_total`` where there are no jobs.

    Raises
    ------
    Undefined
        One region without any jobs.
    InputError
        Missing or infinite values, negative jobs, fewer than two periods, a missing dimension.
    LabelMismatch
        The activities differ.

    Examples
    --------
    >>> import xarray as xr
    >>> labels = {"period": [2020, 2021, 2022], "activity": ["ships", "food"]}
    >>> shocks = xr.DataArray([[0.1, -0.1], [0.0, 0.0], [-0.1, 0.1]], coords=labels, dims=["period", "activity"])
    >>> jobs = xr.DataArray([50.0, 50.0], coords={"activity": ["ships", "food"]}, dims="activity")
    >>> found = portfolio_variance(jobs, shocks)
    >>> round(found.own.item(), 6), round(found.shared.item(), 6)
    (0.005, -0.005)

    References
    ----------
    Conroy, M. E. (1975). The concept and measurement of regional industrial diversification. Southern Economic Journal
    41(3), 492–505. doi:10.2307/1056160
    """
    import xarray as xr

    shares, codes = _compositions.shares(jobs, ACTIVITY, "portfolio_variance")
    require_dims(shocks, (PERIOD, ACTIVITY), "shocks")
    if shocks.ndim != 2:
        raise InputError("one-table", name="shocks", dims=listed(shocks.dims))
    if shocks.sizes[PERIOD] < 2:
        raise InputError("too-few-labels", name="shocks", dim=PERIOD, needed=2, count=shocks.sizes[PERIOD])
    past = align(shares, _cells.levels(shocks, (PERIOD, ACTIVITY), "shocks", signed=True))[1]
    apart = past - past.mean(PERIOD)
    # the shares by period first: no table of all pairs of activities is needed
    whole = ((apart * shares).sum(ACTIVITY, skipna=False) ** 2).sum(PERIOD, skipna=False)
    own = ((apart**2).sum(PERIOD) * shares**2).sum(ACTIVITY, skipna=False)
    free = shocks.sizes[PERIOD] - 1
    parts = {"variance": whole / free, "own": own / free, "shared": (whole - own) / free}
    words = f"shares of {ACTIVITY}, covariance of shocks over {shocks.sizes[PERIOD]} periods, ddof 1"
    return xr.Dataset(
        {name: result(part, name=name, unit="1", convention=words, reason=codes) for name, part in parts.items()}
    )


def _relative(
    x: xr.DataArray,
    first: int,
    last: int,
    nation: xr.DataArray | None,
    name: Literal["resistance", "recoverability"],
) -> xr.DataArray:
    levels = _cells.levels(x, (PERIOD, REGION), "x", missing="absent")
    whole = levels.sum(REGION, skipna=False)
    if nation is not None:
        whole = align(whole, _cells.levels(nation, _cells.names(whole), "nation", missing="absent"))[1]
    for year in (first, last):
        if year not in levels.indexes[PERIOD]:
            raise InputError("no-such-period", period=year, known=listed(levels.indexes[PERIOD]))
    if first >= last:
        raise InputError("periods-not-ordered", name=name, periods=f"{first}, {last}")
    before, after = (levels.sel({PERIOD: year}, drop=True) for year in (first, last))
    base, reached = (whole.sel({PERIOD: year}, drop=True) for year in (first, last))
    rate = reached / _cells.positive(base) - 1
    match name:
        case "resistance":
            tested, words = rate < 0, "contraction"
        case "recoverability":
            tested, words = rate > 0, "recovery"
        case _:
            raise InputError("unknown-option", option="name", value=name, known="resistance, recoverability")
    expected = (rate * before).where(tested)
    relative = (after - before - expected) / np.abs(expected.where(expected != 0))
    at_first, at_last = (
        _cells.absence(x.sel({PERIOD: year}, drop=True), one) for year, one in ((first, before), (last, after))
    )
    unknown = (base.isnull() | reached.isnull()).broadcast_like(before)
    codes = _cells.reasons(
        at_first.where(at_first != 0, at_last),
        missing=unknown,
        not_applicable=(~tested).broadcast_like(before),
        zero_base=before == 0,
    )
    return result(
        relative.transpose(*before.dims),
        name=name,
        unit="1",
        convention=f"{words} {first}–{last} relative to that expected at the national rate",
        reason=codes,
    )
