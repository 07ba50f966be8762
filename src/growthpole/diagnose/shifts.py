"""Shift-share: growth from the nation, from the mix of activities, from the region itself.

Had each activity of a region grown like the whole nation, its change would be the *national*
component. Some activities grow faster nationwide than others; a region full of them gains the *mix*
component. What is left, the difference between the region's activity and the same activity in the
nation, is the *regional* component (often read as competitiveness; it is a residual, not a cause).

With ``x0``, ``x1`` the levels of an activity in a region at start and end, ``g_a`` the national
growth of the activity and ``g`` that of the national total::

    x1 − x0  =  x0·g  +  x0·(g_a − g)  +  [x1 − x0·(1 + g_a)]
    change      national   mix             regional

The regional component is written without dividing by ``x0``, so a start from zero has a value.

This is Dunn's variant, the default. The others are laid out in :mod:`growthpole.diagnose.shift_variants`.
"""

from __future__ import annotations

from typing import Literal

import xarray as xr

from growthpole.diagnose import shift_dynamics, shift_variants
from growthpole.diagnose._shift_tables import tables
from growthpole.errors import InputError

__all__ = ["shift_share"]

Variant = Literal["dunn", "esteban_marquillas", "arcelus", "gerfin", "dynamic", "spatial"]
_KNOWN = "dunn, esteban_marquillas, arcelus, gerfin, dynamic, spatial"


def shift_share(
    start: xr.DataArray,
    end: xr.DataArray,
    variant: Variant = "dunn",
    *,
    nation_start: xr.DataArray | None = None,
    nation_end: xr.DataArray | None = None,
    weights: xr.DataArray | None = None,
) -> xr.Dataset:
    """Shift-share components of the change from ``start`` to ``end``.

    Dunn's: ``national = x0·g``, ``mix = x0·(g_a − g)``, ``regional = x1 − x0·(1 + g_a)``, with x0 = ``start``,
    x1 = ``end``, ``g_a`` and ``g`` the growth of the activity and of the total in the nation. They add up
    to ``change = x1 − x0`` in every cell.

    Parameters
    ----------
    start, end : DataArray
        Levels [..., region, activity] in one unit, zero or more, nothing missing. For ``dynamic``,
        ``start`` has the dimension period too, the years from the first to the one before the end, and
        ``end`` is the last year [..., region, activity].
    variant : {"dunn", "esteban_marquillas", "arcelus", "gerfin", "dynamic", "spatial"}
        Which decomposition. With ``h = X_r0·N_a0/N_0`` the level of a region composed like the nation:

        - dunn: national + mix + regional = change;
        - esteban_marquillas: national + mix + regional + allocation = change, where
          ``regional = h·(g_ra − g_a)`` and ``allocation = (x0 − h)·(g_ra − g_a)``;
        - arcelus: national, mix, regional_growth and regional_mix on ``h``, and the same four with
          ``_allocation`` on ``x0 − h``; the eight add up to the change;
        - gerfin: indices per region, mix · regional = net;
        - dynamic: Dunn's of every step from period to period, added up (``dynamic_shift_share`` gives the steps);
        - spatial: national + neighbours + regional = change, where ``neighbours = x0·(ğ_a − g)`` with ``ğ_a``
          the growth of the activity among the region's neighbours.
    nation_start, nation_end : DataArray, optional
        Levels [..., activity] of the whole nation (with period as in ``start`` for ``dynamic``); give both
        when the regions are not all of it. By default the nation is the sum of the regions.
    weights : DataArray, optional
        For ``spatial`` only, and needed there: weights [region, region_other], zero or more, 0 on the
        diagonal, each row adding up to 1, or to 0 for a region without neighbours.

    Returns
    -------
    Dataset
        The components and ``change``, each with the dims of ``start`` (without period), in the unit it
        states; for gerfin ``mix``, ``regional`` and ``net`` without activity, unit 1. Components that need
        the growth of a zero base are NaN with reason ``zero_base`` (for dunn: where the nation starts the
        activity from zero); all are, reason ``zero_total``, where in a panel all of the nation starts from
        zero; in a region without neighbours the reason is ``not_applicable``.

    Raises
    ------
    LabelMismatch
        The labels of two arrays differ.
    UnitMismatch
        Two arrays state different units.
    Undefined
        The nation of a single table starts from zero.
    InputError
        Negative, infinite or missing values, a missing dimension, one of the nation's two arrays
        without the other, weights that are not row-normalised, absent or not used, or an unknown variant.

    Examples
    --------
    >>> import xarray as xr
    >>> table = {"region": ["R"], "activity": list("abcd")}
    >>> nation = {"activity": list("abcd")}
    >>> start = xr.DataArray([[90, 20, 10, 60]], coords=table, dims=["region", "activity"])
    >>> end = xr.DataArray([[100, 40, 10, 55]], coords=table, dims=["region", "activity"])
    >>> whole = {
    ...     "nation_start": xr.DataArray([400, 150, 150, 400], coords=nation, dims="activity"),
    ...     "nation_end": xr.DataArray([440, 210, 135, 480], coords=nation, dims="activity"),
    ... }
    >>> total = shift_share(start, end, **whole).sum(["region", "activity"])
    >>> [round(total[part].item(), 6) for part in ("national", "mix", "regional", "change")]
    [27.0, 1.0, -3.0, 25.0]
    >>> total = shift_share(start, end, "esteban_marquillas", **whole).sum(["region", "activity"])
    >>> [round(total[part].item(), 6) for part in ("regional", "allocation")]
    [-0.636364, -2.363636]

    References
    ----------
    Dunn, E. S. (1960). A statistical and analytical technique for regional analysis. Papers of the
    Regional Science Association 6(1), 97–112. doi:10.1111/j.1435-5597.1960.tb01705.x
    Esteban-Marquillas, J. M. (1972). Shift- and share analysis revisited. Regional and Urban Economics
    2(3), 249–261.
    Arcelus, F. J. (1984). An extension of shift-share analysis. Growth and Change 15(1), 3–8.
    doi:10.1111/j.1468-2257.1984.tb00719.x
    Gerfin, H. (1964). Gesamtwirtschaftliches Wachstum und regionale Entwicklung. Kyklos 17(4), 565–593.
    Barff, R. A., Knight, P. L. (1988). Dynamic shift-share analysis. Growth and Change 19(2), 1–10.
    doi:10.1111/j.1468-2257.1988.tb00465.x
    Nazara, S., Hewings, G. J. D. (2004). Spatial structure and taxonomy of decomposition in shift-share
    analysis. Growth and Change 35(4), 476–490.
    """
    if weights is not None and variant != "spatial":
        raise InputError("not-used", name="weights", wanted='variant="spatial"', received=variant)
    if variant == "dynamic":
        return shift_dynamics.chained(start, end, nation_start, nation_end)
    given = tables(start, end, nation_start, nation_end)
    match variant:
        case "dunn":
            return shift_variants.dunn(given)
        case "esteban_marquillas":
            return shift_variants.esteban_marquillas(given)
        case "arcelus":
            return shift_variants.arcelus(given)
        case "gerfin":
            return shift_variants.gerfin(given)
        case "spatial":
            if weights is None:
                raise InputError("weights-needed")
            return shift_variants.spatial(given, weights)
        case _:
            raise InputError("unknown-variant", name=variant, known=_KNOWN)
