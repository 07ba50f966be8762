"""The value of an option in money and jobs: what now leaves the region for the activity's products.

The chain gap of a growth pole is money spent elsewhere on what its region does not make. It is known by sector of an
input-output table and within bounds, and so is what is derived from it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import xarray as xr

from growthpole.diagnose import _cells, _panels
from growthpole.dims import REASONS, SUPPLIER, align, require_dims
from growthpole.errors import InputError, UnitMismatch, listed
from growthpole.opportunities import _sectors

__all__ = ["gap_value", "jobs_value"]

BOUNDS: Final = ("low", "high")
JOBS: Final = "direct jobs if the gap were made at home, at the sector's employment per output"


def gap_value(gaps: Mapping[Any, xr.DataArray], sector_of: xr.DataArray | Mapping[Any, Any]) -> xr.Dataset:
    """Money that leaves the region for an activity's products: the chain gap of its sector.

    Parameters
    ----------
    gaps : Dataset or mapping of str to DataArray
        ``low`` and ``high`` [supplier], zero or more, in money; or the Dataset of
        :func:`~growthpole.linkages.chain_gap`, whose ``gap`` is taken, bounds of its tiers added (which is at least as
        wide as the range of their sum). NaN where not known.
    sector_of : DataArray [activity] or mapping
        Sector of each activity; empty, None or NaN where there is none.

    Returns
    -------
    Dataset
        ``low``, ``high`` [activity] in the unit of the gaps, NaN with reason ``missing``, or the gap's own reason,
        where there is no sector or no gap. An activity has the gap of its whole sector; the coordinates ``sector`` and
        ``shared_by`` say which, and how many activities share it.

    Raises
    ------
    InputError
        Negative or infinite gaps, bounds out of order, neither ``low`` and ``high`` nor ``gap``.
    LabelMismatch, UnitMismatch
        A sector the gaps do not have; labels or units of the bounds differ.

    Examples
    --------
    >>> import xarray as xr
    >>> suppliers = {"supplier": ["steel", "chips"]}
    >>> gaps = {"low": xr.DataArray([5.0, 20.0], suppliers), "high": xr.DataArray([9.0, 60.0], suppliers)}
    >>> worth = gap_value(gaps, {"wafers": "chips", "sensors": "chips", "tourism": None})
    >>> worth.high.values, worth.shared_by.values
    (array([60., 60., nan]), array([2., 2., 0.]))

    References
    ----------
    Stevens, B. H., Treyz, G. I., Ehrlich, D. J., Bower, J. R. (1983). A new technique for the construction of
    non-survey regional input-output models. International Regional Science Review 8(3), 271–286.
    doi:10.1177/016001768300800306
    """
    bounds, why, unit = _bounds(gaps)
    sectors = _sectors.read(sector_of, _names(bounds[0]))
    return _sectors.dataset(
        {
            name: (unit, f"chain gap {_sectors.NOTE}", *sectors.spread(bound.values, why.values.astype(np.int8)))
            for name, bound in zip(BOUNDS, bounds, strict=True)
        }
    )


def jobs_value(
    employment: xr.DataArray | None,
    sector_of: xr.DataArray | Mapping[Any, Any],
    gaps: Mapping[Any, xr.DataArray] | None = None,
) -> xr.Dataset:
    """Jobs an activity brings: for a unit of its output, and for the whole chain gap of its sector.

    ``jobs = e_i · gap_i`` with e the employment per unit of output. Direct jobs only;
    :func:`~growthpole.linkages.multipliers` of e counts those at suppliers as well.

    Parameters
    ----------
    employment : DataArray or None
        Employment per unit of output [supplier], zero or more, with a unit such as ``person/1e4 CNY``; NaN where not
        known. Without it there is no value.
    sector_of : DataArray [activity] or mapping
        Sector of each activity; empty, None or NaN where there is none.
    gaps : Dataset or mapping of str to DataArray, optional
        As for :func:`gap_value`.

    Returns
    -------
    Dataset
        ``jobs_per_output`` [activity] in the unit given and, with gaps, ``jobs_low``, ``jobs_high`` in the unit
        counted; NaN with reason ``missing``, or the input's own reason, where something is not known. Coordinates
        ``sector`` and ``shared_by`` as in :func:`gap_value`.

    Raises
    ------
    InputError, LabelMismatch
        As for :func:`gap_value`; negative or infinite employment.
    UnitMismatch
        Employment is per another unit than that of the gaps.

    Examples
    --------
    >>> import xarray as xr
    >>> suppliers = {"supplier": ["steel", "chips"]}
    >>> persons = xr.DataArray([10.0, 25.0], suppliers, attrs={"unit": "person/1e6 CNY"})
    >>> gap = xr.DataArray([4.0, 2.0], suppliers, attrs={"unit": "1e6 CNY"})
    >>> worth = jobs_value(persons, {"wafers": "chips"}, {"low": gap, "high": gap * 2})
    >>> worth.jobs_low.item(), worth.jobs_high.item(), worth.jobs_low.attrs["unit"]
    (50.0, 100.0, 'person')

    References
    ----------
    Miller, R. E., Blair, P. D. (2009). Input-Output Analysis, 2nd ed., ch. 6. doi:10.1017/CBO9780511626982
    """
    bounds, gap_codes, money = (None, None, "") if gaps is None else _bounds(gaps)
    if employment is None:
        known = _stated_sectors(sector_of) if bounds is None else _names(bounds[0])
        per, codes, stated = np.full(len(known), np.nan), np.full(len(known), REASONS["missing"]), "as given"
    else:
        coefficient = _one_by_sector(employment, "employment")
        if bounds is not None:
            coefficient = align(bounds[0], coefficient)[1]
        why = align(coefficient, _cells.absence(employment, _one_by_sector(employment, "employment")))[1]
        per, codes, known = coefficient.values, why.values, _names(coefficient)
        stated = str(employment.attrs.get("unit") or "as given")
    sectors = _sectors.read(sector_of, known)
    convention = f"employment per unit of output {_sectors.NOTE}"
    parts = {"jobs_per_output": (stated, convention, *sectors.spread(per, codes.astype(np.int8)))}
    if bounds is not None and gap_codes is not None:
        both = np.where(codes != 0, codes, gap_codes.values).astype(np.int8)
        unit = _counted(stated, money)
        for name, bound in zip(BOUNDS, bounds, strict=True):
            parts[f"jobs_{name}"] = (unit, f"{JOBS}; {_sectors.NOTE}", *sectors.spread(per * bound.values, both))
    return _sectors.dataset(parts)


def _bounds(gaps: Mapping[Any, xr.DataArray]) -> tuple[tuple[xr.DataArray, xr.DataArray], xr.DataArray, str]:
    """Low and high gaps by sector, why one is missing, and their unit."""
    held = gaps if isinstance(gaps, Mapping) else {}
    if set(BOUNDS) <= set(held):
        low, high = held["low"], held["high"]
    elif "gap" in held:
        gap = held["gap"]
        require_dims(gap, ("bound", SUPPLIER), "gap")
        # each bound of a tier is an extreme of its own, so their sum bounds the sum
        total = gap.sum("tier", skipna=False).assign_attrs(gap.attrs) if "tier" in gap.dims else gap
        low, high = (total.sel(bound=name, drop=True) for name in BOUNDS)
    else:
        raise InputError("gap-parts", known=listed(held) or "–")
    first, second, unit = _panels.pair(low, high, (SUPPLIER,), names=BOUNDS, missing="absent")
    if first.ndim != 1:
        raise InputError("one-dimension", name="gaps", dims=listed(first.dims))
    bad = (first > second) | (first.isnull() != second.isnull())
    if bool(bad.any()):
        raise InputError(
            "bad-intervals", count=int(bad.sum()), low=_cells.cells(first, bad), high=_cells.cells(second, bad)
        )
    return (first, second), _cells.absence(low, first), unit


def _one_by_sector(values: xr.DataArray, name: str) -> xr.DataArray:
    checked = _cells.levels(values, (SUPPLIER,), name, missing="absent")
    if checked.ndim != 1:
        raise InputError("one-dimension", name=name, dims=listed(checked.dims))
    return checked


def _names(values: xr.DataArray) -> list[str]:
    return [str(label) for label in values.indexes[SUPPLIER]]


def _stated_sectors(sector_of: xr.DataArray | Mapping[Any, Any]) -> list[str]:
    """The sectors activities name, where no table says which there are."""
    given = sector_of.values() if isinstance(sector_of, Mapping) else getattr(sector_of, "values", ())
    return list(dict.fromkeys(str(sector) for sector in given))


def _counted(per_output: str, money: str) -> str:
    """Unit that is counted, of ``<unit>/<money>`` or ``<unit> per <money>``.

    Raises
    ------
    UnitMismatch
        It is per another unit of money.
    """
    counted, *below = re.split(r"\s*/\s*|\s+per\s+", per_output, maxsplit=1)
    if not below or money == "as given":
        return "as given"
    if below[0] != money:
        raise UnitMismatch("units-differ", units=listed([per_output, money]))
    return counted
