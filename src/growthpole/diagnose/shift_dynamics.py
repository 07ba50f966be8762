"""Shift-share over a panel: the composition is followed from period to period.

Two distant years treat everything in between as if the region had kept the composition of the first
year. Barff and Knight split each step by itself and add the steps up, so that a changing mix, and a
changing national pace, enter when they happen. Unusual years show as what they are.
"""

from __future__ import annotations

import xarray as xr

from growthpole.diagnose import _cells, _panels
from growthpole.diagnose._shift_tables import Tables, of_nation, tables
from growthpole.diagnose.shift_variants import combine, dunn
from growthpole.dims import ACTIVITY, PERIOD, REGION, require_dims
from growthpole.errors import InputError, listed

__all__ = ["dynamic_shift_share"]


def dynamic_shift_share(panel: xr.DataArray, *, nation: xr.DataArray | None = None) -> xr.Dataset:
    """Shift-share components of every step of a panel, each from one period to the next.

    Dunn's ``national = x0·g``, ``mix = x0·(g_a − g)``, ``regional = x1 − x0·(1 + g_a)`` with x0 and x1 the
    levels of two successive periods and ``g_a``, ``g`` the nation's growth between them. In each step they
    add up to ``change = x1 − x0``; added over the steps, to the change from first to last period.

    Parameters
    ----------
    panel : DataArray
        Levels [..., period, region, activity] in one unit, zero or more, nothing missing; at least two
        periods, whole years in ascending order.
    nation : DataArray, optional
        Levels [..., period, activity] of the whole nation; by default the sum of the regions.

    Returns
    -------
    Dataset
        ``national``, ``mix``, ``regional``, ``change`` with the dims of ``panel``, each step labelled with
        its later period. ``mix`` and ``regional`` are NaN with reason ``zero_base`` where the nation starts
        the activity from zero, all with ``zero_total`` where all of the nation does.

    Raises
    ------
    LabelMismatch, UnitMismatch
        The labels or the units of panel and nation differ.
    InputError
        Negative, infinite or missing values, a missing dimension, or periods that are no ascending years.

    Examples
    --------
    >>> import xarray as xr
    >>> labels = {"period": [2019, 2020, 2021], "region": ["R"], "activity": ["a", "b"]}
    >>> x = xr.DataArray([[[10, 10]], [[20, 10]], [[20, 30]]], coords=labels, dims=["period", "region", "activity"])
    >>> steps = dynamic_shift_share(x)
    >>> steps["mix"].sel(activity="a").values.ravel(), steps["mix"].sel(activity="b").values.ravel()
    (array([  5.        , -13.33333333]), array([-5.        , 13.33333333]))

    References
    ----------
    Barff, R. A., Knight, P. L. (1988). Dynamic shift-share analysis. Growth and Change 19(2), 1–10.
    doi:10.1111/j.1468-2257.1988.tb00465.x
    """
    levels = _cells.levels(panel, (PERIOD, REGION, ACTIVITY), "panel")
    given = [panel] if nation is None else [panel, nation]
    national = levels.sum(REGION) if nation is None else of_nation(levels, nation, "nation")
    steps = Tables(
        *_panels.successive(levels, "panel"), *_panels.successive(national, "nation"), _cells.stated_unit(*given)
    )
    return dunn(steps)


def chained(
    start: xr.DataArray,
    end: xr.DataArray,
    nation_start: xr.DataArray | None,
    nation_end: xr.DataArray | None,
) -> xr.Dataset:
    """Components of the whole span from the first period of ``start`` to ``end``, step by step."""
    require_dims(start, (PERIOD, REGION, ACTIVITY), "start")
    first = {PERIOD: 0}
    if not start.sizes[PERIOD]:
        raise InputError("too-few-labels", name="start", dim=PERIOD, needed=1, count=0)
    if (nation_start is None) != (nation_end is None):
        absent = "nation_start" if nation_start is None else "nation_end"
        raise InputError("pair-needed", left="nation_start", right="nation_end", absent=absent)
    span = tables(
        start.isel(first, drop=True),
        _last(end, "end"),
        None if nation_start is None else _first(nation_start, "nation_start"),
        None if nation_end is None else _last(nation_end, "nation_end"),
    )
    panel = _append(_cells.levels(start, (PERIOD, REGION, ACTIVITY), "start"), span.after, end)
    nation = None
    if nation_start is not None and nation_end is not None:
        earlier = of_nation(panel.isel({PERIOD: slice(None, -1)}), nation_start, "nation_start")
        nation = _append(earlier, span.nation_after, end)
    return combine(dynamic_shift_share(panel, nation=nation), span, PERIOD)


def _first(nation: xr.DataArray, name: str) -> xr.DataArray:
    require_dims(nation, (PERIOD, ACTIVITY), name)
    return nation.isel({PERIOD: 0}, drop=True)


def _last(x: xr.DataArray, name: str) -> xr.DataArray:
    require_dims(x, (ACTIVITY,), name)
    if PERIOD in x.dims:
        raise InputError("one-period-only", name=name, periods=listed(x.indexes[PERIOD]))
    return x.drop_vars(PERIOD, errors="ignore")


def _append(earlier: xr.DataArray, last: xr.DataArray, end: xr.DataArray) -> xr.DataArray:
    """``earlier`` with one more period: the one ``end`` states, else the year after the last."""
    years = earlier.indexes[PERIOD]
    if years.dtype.kind not in "iu":
        raise InputError("not-a-year", period=listed(years))
    period = end.coords[PERIOD].item() if PERIOD in end.coords else years[-1] + 1
    return xr.concat([earlier, last.expand_dims({PERIOD: [period]})], PERIOD, join="exact").transpose(*earlier.dims)
