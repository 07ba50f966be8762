"""Strength: how far an activity is from being a specialisation of a region, on one scale for amounts and for counts.

Strength is 1 where an activity just counts as present, whatever presence means for the data at hand. For amounts
(output, exports, jobs) it is the location quotient over its threshold. For *counts* of few units (firms, patents) a
quotient above 1 can be chance, so there a presence needs three units and an interval above 1: strength is
the lesser of the two, each over what it needs.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
import xarray as xr

from growthpole.diagnose import location_quotient, location_quotient_interval
from growthpole.dims import ACTIVITY, REASON, REGION, require_dims, result
from growthpole.errors import InputError

Kind = Literal["quotient", "counts"]
KINDS = ("quotient", "counts")
UNITS_NEEDED = 3

__all__ = ["strength"]


def strength(x: xr.DataArray, kind: Kind = "quotient", threshold: float = 1.0) -> xr.DataArray:
    """Strength of every activity in every region: present where it is 1 or more.

    ``quotient``: ``s[r,a] = LQ[r,a] / t``. ``counts``: ``s[r,a] = min(low[r,a] / t, k[r,a] / 3)`` with ``k`` units and
    ``low`` the lower limit of the exact two-sided 95 % interval of the location quotient.

    Parameters
    ----------
    x : DataArray
        Levels or counts [..., region, activity]; NaN where unknown (``quotient`` only).
    kind : {"quotient", "counts"}
        What presence rests on.
    threshold : float
        t, above zero.

    Returns
    -------
    DataArray
        Dims of ``x``, unit 1. NaN with reason ``missing`` (or the input's own), ``zero_region``, ``zero_activity`` or
        ``zero_total``. A negative value of ``quotient`` (a net outflow) is left out of the totals and has strength
        0: it is no specialisation, and an option like any other.

    Raises
    ------
    InputError
        An unknown kind, a threshold not above zero, infinite values, counts that are negative, missing or no whole
        numbers.

    Examples
    --------
    >>> import xarray as xr
    >>> labels = {"region": ["N", "S"], "activity": ["a", "b"]}
    >>> firms = xr.DataArray([[2, 1], [9, 40]], coords=labels, dims=["region", "activity"])
    >>> strength(firms).values.round(2)
    array([[3.15, 0.42],
           [0.87, 1.04]])
    >>> strength(firms, "counts").sel(region="N").values.round(2)
    array([0.4 , 0.01])

    References
    ----------
    Balassa, B. (1965). Trade liberalisation and "revealed" comparative advantage. The Manchester School 33(2),
    99–123. doi:10.1111/j.1467-9957.1965.tb00050.x
    Clopper, C. J., Pearson, E. S. (1934). The use of confidence or fiducial limits illustrated in the case of the
    binomial. Biometrika 26(4), 404–413. doi:10.1093/biomet/26.4.404
    """
    if not (np.isfinite(threshold) and threshold > 0):
        raise InputError("not-above", name="threshold", floor=0, received=threshold)
    match kind:
        case "quotient":
            require_dims(x, (REGION, ACTIVITY), "x")
            outflow = x < 0
            kept = x.where(~outflow) if bool(outflow.any()) else x
            quotient = location_quotient(kept, missing="absent")
            codes = quotient.coords[REASON].where(~outflow, 0)
            values = (quotient / threshold).where(~outflow, 0.0)
            said = f"location quotient over {threshold:g}, 0 where negative"
        case "counts":
            counted = location_quotient_interval(x)
            values = xr.apply_ufunc(np.minimum, counted["low"] / threshold, counted["k"] / UNITS_NEEDED)
            values = values.where(counted["lq"].coords[REASON] == 0)
            codes = counted["lq"].coords[REASON]
            said = (
                f"lesser of the exact 95 % interval's lower limit over {threshold:g} and of units over {UNITS_NEEDED}"
            )
        case _:
            raise InputError("unknown-option", option="kind", value=kind, known=", ".join(KINDS))
    codes = codes.drop_vars([name for name in codes.coords if name not in codes.dims])
    values = values.drop_vars([name for name in values.coords if name not in values.dims])
    return result(
        values.transpose(*x.dims), name="strength", unit="1", convention=said, reason=codes.transpose(*x.dims)
    )
