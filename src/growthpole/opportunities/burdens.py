"""The cost of an option, from what is known about it: investment, size, dependence, land, energy, talent.

Costs are given, not estimated: each figure comes from a source, or is called an assumption. What nobody has given is
missing and stays so. A missing cost that counted as 0 would make the least known option the cheapest.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import numpy as np
import pandas as pd
import xarray as xr

from growthpole.diagnose import _cells
from growthpole.dims import ACTIVITY, REASONS, SUPPLIER, align, result
from growthpole.errors import InputError, LabelMismatch, listed
from growthpole.linkages import technical_coefficients
from growthpole.linkages._solving import economy
from growthpole.linkages.importing import shares_of
from growthpole.opportunities import _sectors
from growthpole.opportunities.cost_tables import ITEMS, SHARES, CostTable
from growthpole.tables import IOTable

__all__ = ["cost_axis", "import_dependence"]

NOT_GIVEN: Final = "not given"
SIZE: Final = "minimum_efficient_size"


def import_dependence(
    inputs: IOTable | xr.DataArray, sector_of: xr.DataArray | Mapping[Any, Any], exports: str | Sequence[str] = ()
) -> xr.DataArray:
    """Share of imports in the inputs of an activity's sector.

    ``d_j = Σ_i m_i a_ij / Σ_i a_ij`` with m the import share of each product, the same for all its users
    (:func:`~growthpole.linkages.import_share`).

    Parameters
    ----------
    inputs : IOTable or DataArray
        A competitive-import table without negative flows; or the share itself by sector [supplier], 0 to 1, where an
        import matrix is known. NaN where not known.
    sector_of : DataArray [activity] or mapping
        Sector of each activity; empty, None or NaN where there is none.
    exports : str or sequence of str
        Categories of final demand that leave the country; without any, import shares are of all uses.

    Returns
    -------
    DataArray
        [activity], unit 1, 0 to 1. NaN with reason ``missing`` without a sector or share, ``zero_total`` for a sector
        without inputs. Coordinates ``sector`` and ``shared_by`` as in :func:`gap_value`.

    Raises
    ------
    InputError
        A domestic table, negative flows, a share outside 0 to 1.
    LabelMismatch
        Unknown sectors or categories.

    Examples
    --------
    >>> import xarray as xr
    >>> from growthpole.tables import IOTable
    >>> names = ["1", "2"]
    >>> z = xr.DataArray([[10.0, 20.0], [30.0, 10.0]], coords={"supplier": names, "user": names})
    >>> f = xr.DataArray([[50.0, 40.0], [40.0, 20.0]], coords={"supplier": names, "category": ["C", "exports"]})
    >>> v = xr.DataArray([[60.0, 60.0]], coords={"factor": ["v"], "user": names})
    >>> x, imports = (xr.DataArray(values, coords={"supplier": names}) for values in ([100.0, 90.0], [20.0, 10.0]))
    >>> import_dependence(IOTable(z, f, v, x, imports), {"cars": "1", "opera": None}, "exports").values
    array([0.15625,     nan])

    References
    ----------
    Miller, R. E., Blair, P. D. (2009). Input-Output Analysis, 2nd ed., ch. 4. doi:10.1017/CBO9780511626982
    """
    if isinstance(inputs, xr.DataArray):
        share = _cells.levels(inputs, (SUPPLIER,), "inputs", missing="absent")
        if share.ndim != 1:
            raise InputError("one-dimension", name="inputs", dims=listed(share.dims))
        _require_shares(share, "inputs")
        values, codes = share.values, _cells.absence(inputs, share).values
        known, how = [str(label) for label in share.indexes[SUPPLIER]], "as given"
    else:
        system = economy(inputs)
        if system.has_negatives:
            raise InputError("io-negative-flows", measure="import_dependence", instead="aggregate")
        if inputs.is_domestic:
            raise InputError("already-domestic", measure="import_dependence")
        a = technical_coefficients(inputs).values
        bought = a.sum(axis=0)
        values = np.divide(shares_of(inputs, exports, None) @ a, bought, out=np.full(len(a), np.nan), where=bought > 0)
        codes = np.where(bought > 0, 0, REASONS["zero_total"])
        known, how = inputs.sectors, "import share of each product, the same for all users"
        how += "" if exports else "; no exports named, so the shares are of all uses"
    sectors = _sectors.read(sector_of, known)
    spread, why = sectors.spread(values, codes.astype(np.int8))
    return result(spread, name="import_dependence", unit="1", convention=f"{how}; {_sectors.NOTE}", reason=why)


def cost_axis(
    activities: Iterable[object],
    costs: CostTable | None,
    regional_output: xr.DataArray | None = None,
    gap: xr.DataArray | None = None,
    *,
    dependence: xr.DataArray | None = None,
) -> xr.Dataset:
    """What each activity would cost: one variable for each item, as given or missing, never 0 for not known.

    ``plants = gap / minimum efficient size`` and ``size_to_output = minimum efficient size / output of the region``.

    Parameters
    ----------
    activities : iterable of labels
        Activities of the classification, at least those of the table.
    costs : CostTable or None
        What is given; without it every item is missing.
    regional_output : DataArray, optional
        Output of the region, or of several [region], zero or more, in the unit of the minimum efficient size.
    gap : DataArray, optional
        Gap [..., activity] in the same unit, such as ``low`` of :func:`gap_value`; NaN where not known.
    dependence : DataArray, optional
        Share of imports in inputs [activity] from :func:`import_dependence`.

    Returns
    -------
    Dataset
        [activity]: each item of :class:`CostTable`, in the unit given; ``imported_inputs`` (unit 1), the dependence
        given, apart from the item ``import_dependence`` of the table; ``plants`` [..., activity] (unit 1), how many
        plants of the smallest size that pays the gap carries; ``size_to_output`` [..., activity] (unit 1), how large
        one such plant is for the region. NaN with ``<variable>_reason``: ``missing``, or the input's own reason;
        ``zero_region`` for a region without output. Coordinates ``basis`` (source, assumption, or empty) and
        ``source``.

    Raises
    ------
    InputError
        Negative or infinite values, a share above 1.
    LabelMismatch
        Activities repeat, or are not those of the table, the gap or the dependence.
    UnitMismatch
        Gap or output in another unit than the minimum efficient size.

    Examples
    --------
    >>> import pandas as pd
    >>> import xarray as xr
    >>> from growthpole.opportunities import CostTable
    >>> rows = {"activity": ["cars"], "minimum_efficient_size": [200.0], "minimum_efficient_size_unit": "1e6 CNY"}
    >>> costs = CostTable.from_frame(pd.DataFrame(rows | {"basis": "assumption"}))
    >>> gap = xr.DataArray([500.0, 80.0], {"activity": ["cars", "ships"]}, attrs={"unit": "1e6 CNY"})
    >>> axis = cost_axis(["cars", "ships"], costs, gap=gap)
    >>> axis.plants.values, axis.talent.values
    (array([2.5, nan]), array([nan, nan]))

    References
    ----------
    Bain, J. S. (1954). Economies of scale, concentration, and the condition of entry in twenty manufacturing
    industries. American Economic Review 44(1), 15–39.
    """
    like = _blank(activities, costs)
    items = {name: _item(like, costs, name) for name in ITEMS}
    parts = {name: (unit, ITEMS[name], values, _missing(values)) for name, (unit, values) in items.items()}
    parts["imported_inputs"] = _imported(like, dependence)
    unit, size = items[SIZE]
    sized = size.assign_attrs({} if unit == NOT_GIVEN else {"unit": unit})
    if gap is not None:
        parts["plants"] = _plants(sized, gap)
    if regional_output is not None:
        parts["size_to_output"] = _weight(sized, regional_output)
    return _sectors.dataset(parts)


def _blank(activities: Iterable[object], costs: CostTable | None) -> xr.DataArray:
    """Zeros for each activity, with the basis and the source of its costs."""
    given = activities.values if isinstance(activities, xr.DataArray) else list(activities)
    labels = pd.Index([str(label) for label in given])
    if not labels.is_unique:
        repeated = listed(labels[labels.duplicated()].unique())
        raise LabelMismatch("repeated-labels", name="activities", dim=ACTIVITY, labels=repeated)
    rows = pd.DataFrame(columns=["basis", "source"]) if costs is None else costs.rows
    strangers = rows.index.difference(labels, sort=False) if len(rows) else rows.index
    if len(strangers):
        raise LabelMismatch("label-mismatch", dim=ACTIVITY, only_left="–", only_right=listed(strangers))
    told = {
        name: (ACTIVITY, rows[name].reindex(labels).fillna("").to_numpy(dtype=object)) for name in ("basis", "source")
    }
    return xr.DataArray(np.zeros(len(labels)), coords={ACTIVITY: labels, **told}, dims=ACTIVITY)


def _item(like: xr.DataArray, costs: CostTable | None, name: str) -> tuple[str, xr.DataArray]:
    """Unit and values of an item; NaN where not given."""
    if costs is None or name not in costs.rows.columns:
        unit, values = NOT_GIVEN, np.full(like.shape, np.nan)
    else:
        unit = costs.units.get(name, NOT_GIVEN)
        values = costs.rows[name].reindex(like.indexes[ACTIVITY]).to_numpy(dtype=np.float64)
    return "1" if name in SHARES else unit, like.copy(data=values)


def _missing(values: xr.DataArray) -> xr.DataArray:
    return values.copy(data=np.where(np.isnan(values.values), REASONS["missing"], 0))


def _imported(like: xr.DataArray, dependence: xr.DataArray | None) -> tuple[str, str, xr.DataArray, xr.DataArray]:
    convention = "share of imports in inputs of the activity's sector"
    if dependence is None:
        values = like.copy(data=np.full(like.shape, np.nan))
        return "1", convention, values, _missing(values)
    values = _cells.levels(dependence, (ACTIVITY,), "dependence", missing="absent")
    if values.ndim != 1:
        raise InputError("one-table", name="dependence", dims=listed(values.dims))
    _require_shares(values, "dependence")
    ordered, codes = align(like, values, _cells.absence(dependence, values))[1:]
    return "1", convention, like.copy(data=ordered.values), like.copy(data=codes.values)


def _plants(size: xr.DataArray, gap: xr.DataArray) -> tuple[str, str, xr.DataArray, xr.DataArray]:
    values = _cells.levels(gap, (ACTIVITY,), "gap", missing="absent")
    _cells.stated_unit(gap, size)
    known, codes = align(size, values, _cells.absence(gap, values))[1:]
    known, codes = (part.transpose(..., ACTIVITY) for part in (known, codes))
    plants = known.copy(data=known.values / size.values)
    codes = codes.copy(data=np.where(np.isnan(size.values), REASONS["missing"], codes.values))
    return "1", "gap over the minimum efficient size", _dressed(plants, size), codes


def _weight(size: xr.DataArray, output: xr.DataArray) -> tuple[str, str, xr.DataArray, xr.DataArray]:
    values = _cells.levels(output, (), "regional_output", missing="absent")
    if ACTIVITY in values.dims:
        raise InputError("reserved-dim", dim=ACTIVITY)
    _cells.stated_unit(output, size)
    blank = values.expand_dims({ACTIVITY: size.indexes[ACTIVITY]}, axis=-1)
    codes = _cells.absence(output, values).values[..., None]
    codes = np.select(
        [codes != 0, np.isnan(size.values), values.values[..., None] == 0],
        [codes, REASONS["missing"], REASONS["zero_region"]],
        0,
    )
    ratio = size.values / np.where(values.values == 0, np.nan, values.values)[..., None]
    shown = _dressed(blank.copy(data=ratio), size)
    return "1", "minimum efficient size over the output of the region", shown, shown.copy(data=codes)


def _dressed(values: xr.DataArray, like: xr.DataArray) -> xr.DataArray:
    """``values`` with the basis and source of ``like`` and no other coordinate beside the labels."""
    bare = values.drop_vars([name for name in values.coords if name not in values.dims])
    return bare.assign_coords({name: (ACTIVITY, like[name].values) for name in ("basis", "source")})


def _require_shares(values: xr.DataArray, name: str) -> None:
    high = values > 1
    if bool(high.any()):
        raise InputError("not-shares", name=name, count=int(high.sum()), cells=_cells.cells(values, high))
