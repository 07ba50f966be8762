"""Agglomeration: is an industry more clustered than plants thrown at the map like darts would be?

Few large plants look concentrated wherever they stand. Ellison and Glaeser compare the raw
concentration ``G = Σ_r (s_r − x_r)²`` of an industry, ``s_r`` its regional shares and ``x_r`` those of all
activity, with what chance yields for its plant sizes, whose Herfindahl index is H:
``γ = (G − (1 − Σ x²) H) / ((1 − Σ x²)(1 − H))``. Zero is the dartboard, above zero plants attract each other
or the same natural advantage, below zero they keep apart.

For a group of industries the *coagglomeration* index γ^c asks the same across industries: do plants of
one stand near those of the others, beyond the agglomeration of each? The plant sizes cancel out of it.
"""

from __future__ import annotations

from collections.abc import Mapping

import xarray as xr

from growthpole.diagnose import _cells, _compositions
from growthpole.dims import ACTIVITY, REGION, align, require_dims, result
from growthpole.errors import InputError, Undefined

__all__ = ["ellison_glaeser", "ellison_glaeser_coagglomeration"]


def ellison_glaeser(x: xr.DataArray, reference: xr.DataArray, plant_herfindahl: xr.DataArray) -> xr.DataArray:
    """Ellison–Glaeser index γ of the agglomeration of an industry.

    ``γ = (G − (1 − Σ_r x_r²) H) / ((1 − Σ_r x_r²)(1 − H))`` with ``G = Σ_r (s_r − x_r)²``, ``s_r`` the regional shares
    of the industry, ``x_r`` those of the reference and H the Herfindahl index of the industry's plant sizes.

    Parameters
    ----------
    x : DataArray
        Employment of industries [..., region], usually [region, activity]; zero or more, nothing missing.
    reference : DataArray
        Employment of all industries [..., region], with no dimension ``x`` lacks. Only shares are used.
    plant_herfindahl : DataArray
        H, above 0 and at most 1, with no dimension ``x`` lacks and no region: ``herfindahl(sizes, "plant")``.
        Missing values are allowed where the industry is empty.

    Returns
    -------
    DataArray
        The dims of ``x`` without region, unit 1, of either sign. NaN with reason ``zero_total`` where the
        industry or the reference is empty, ``not_applicable`` where one plant is all (H = 1) or where
        the reference stands in one region.

    Raises
    ------
    Undefined
        A single industry, or the only reference, sums to zero; a single industry is one plant, or its
        reference stands in one region.
    LabelMismatch
        Labels differ.
    InputError
        Negative, infinite or missing values; H outside its range; a missing dimension.

    Examples
    --------
    >>> import xarray as xr
    >>> from growthpole.diagnose import herfindahl
    >>> sizes = [200, 650, 12000, 100, 50, 16000, 13000, 1500, 1500, 25000]
    >>> plants = xr.DataArray(sizes, coords={"plant": range(10)}, dims="plant")
    >>> regions = {"region": ["Wien", "Linz", "Graz"]}
    >>> industry = xr.DataArray([13000, 32000, 25000], coords=regions, dims="region")
    >>> everything = xr.DataArray([500000, 400000, 100000], coords=regions, dims="region")
    >>> print(f"{ellison_glaeser(industry, everything, herfindahl(plants, 'plant')).item():.8f}")
    0.05990628

    References
    ----------
    Ellison, G., Glaeser, E. L. (1997). Geographic concentration in U.S. manufacturing industries: a dartboard
    approach. Journal of Political Economy 105(5), 889–927. doi:10.1086/262098
    """
    own, other, codes = _compositions.against(x, reference, REGION, "ellison_glaeser")
    chance = _plants(plant_herfindahl, codes)
    raw, room = ((own - other) ** 2).sum(REGION, skipna=False), _dispersion(other)
    left = room * (1 - chance)
    codes = _cells.reasons(codes, not_applicable=(room == 0) | (chance == 1))
    if codes.ndim == 0 and codes.item() != 0:
        raise Undefined("no-dartboard", measure="ellison_glaeser")
    return result(
        ((raw - room * chance) / _cells.positive(left)).transpose(*codes.dims),
        name="ellison_glaeser",
        unit="1",
        convention="γ; 0 = plants placed by chance in proportion to the reference",
        reason=codes,
    )


def ellison_glaeser_coagglomeration(
    x: xr.DataArray, reference: xr.DataArray, groups: Mapping[str, str]
) -> xr.DataArray:
    """Ellison–Glaeser index γ^c of the coagglomeration of groups of industries.

    ``γ^c = [G/(1 − Σx²) − H − Σ_j γ_j w_j² (1 − H_j)] / (1 − Σ_j w_j²)`` with ``w_j`` the share of industry j in its
    group, G the raw concentration of the group, ``H = Σ_j w_j² H_j`` its plant Herfindahl index and ``γ_j`` the
    index of j alone, ``G_j`` its raw concentration. Put in, the plant sizes cancel:
    ``γ^c = (G − Σ_j w_j² G_j) / ((1 − Σx²)(1 − Σ_j w_j²))``, which is what is computed.

    Parameters
    ----------
    x : DataArray
        Employment [..., region, activity], zero or more, nothing missing.
    reference : DataArray
        Employment of all industries [..., region], with no dimension ``x`` lacks and no activity. Only
        shares are used.
    groups : mapping of activity to group
        Group of each activity; further activities are ignored.

    Returns
    -------
    DataArray
        The dims of ``x`` without region and activity, and ``group``; unit 1, of either sign. NaN with reason
        ``zero_total`` where the group or the reference is empty, ``not_applicable`` where fewer than two
        industries of the group have employment or the reference stands in one region.

    Raises
    ------
    Undefined
        The only reference sums to zero.
    LabelMismatch
        Labels differ, or an activity has no group.
    InputError
        Negative, infinite or missing values, or a missing dimension.

    Examples
    --------
    >>> import xarray as xr
    >>> labels = {"region": ["N", "S"], "activity": ["yarn", "cloth", "ships"]}
    >>> x = xr.DataArray([[30, 20, 0], [10, 0, 40]], coords=labels, dims=["region", "activity"])
    >>> everything = xr.DataArray([500, 500], coords={"region": ["N", "S"]}, dims="region")
    >>> tree = {"yarn": "textiles", "cloth": "textiles", "ships": "transport"}
    >>> index = ellison_glaeser_coagglomeration(x, everything, tree)
    >>> index.group.values.tolist(), index.values
    (['textiles', 'transport'], array([0.5, nan]))

    References
    ----------
    Ellison, G., Glaeser, E. L. (1997). Geographic concentration in U.S. manufacturing industries: a dartboard
    approach. Journal of Political Economy 105(5), 889–927. doi:10.1086/262098
    Ellison, G., Glaeser, E. L., Kerr, W. R. (2010). What causes industry agglomeration? Evidence from
    coagglomeration patterns. American Economic Review 100(3), 1195–1213. doi:10.1257/aer.100.3.1195
    """
    require_dims(reference, (REGION,), "reference")
    values = _cells.levels(x, [REGION, ACTIVITY, *_cells.names(reference)], "x")
    require_dims(values.isel({ACTIVITY: 0}), _cells.names(reference), "x (without activity)")
    grouped = _compositions.Groups.of(values, groups, ACTIVITY, "groups")
    other = align(values, _cells.levels(reference, _cells.names(reference), "reference"))[1]
    other_total = other.sum(REGION)
    _cells.require_total(other_total, measure="ellison_glaeser_coagglomeration", name="reference")
    other = other / _cells.positive(other_total)
    size = values.sum(REGION)
    regional = grouped.totals(values)
    total = regional.sum(REGION)
    weight = size / _cells.positive(grouped.own(total))
    alone = ((values / _cells.positive(size) - other) ** 2).sum(REGION, skipna=False).where(size > 0, 0.0)
    together = ((regional / _cells.positive(total) - other) ** 2).sum(REGION, skipna=False)
    mixed, room = grouped.totals(weight * (1 - weight)), _dispersion(other)
    gap = together - grouped.totals(weight**2 * alone)
    single = (grouped.totals((size > 0).astype(float)) < 2) | (mixed == 0) | (room == 0)
    codes = _cells.reasons(total * 0, zero_total=(total == 0) | (other_total == 0), not_applicable=single)
    return result(
        (gap / _cells.positive(room * mixed)).where(codes == 0).transpose(*codes.dims),
        name="ellison_glaeser_coagglomeration",
        unit="1",
        convention="γ^c; 0 = plants of different industries placed independently",
        reason=codes,
    )


def _dispersion(part: xr.DataArray) -> xr.DataArray:
    """``1 − Σ x²`` of shares ``x`` over regions, exactly 0 when one region has all."""
    return (part * (1 - part)).sum(REGION, skipna=False)


def _plants(herfindahl: xr.DataArray, codes: xr.DataArray) -> xr.DataArray:
    """Plant Herfindahl indices in the labels of ``codes``, refused outside (0, 1] or missing where needed."""
    names = _cells.names(herfindahl)
    values = _cells.levels(herfindahl, names, "plant_herfindahl", missing="absent")
    require_dims(codes, names, "x (without region)")
    values = align(codes, values)[1]
    needed = (codes == 0) & values.isnull()
    outside = (values <= 0) | (values > 1)
    if bool(outside.any()):
        shown = _cells.cells(values, outside)
        raise InputError("not-a-herfindahl", name="plant_herfindahl", count=int(outside.sum()), cells=shown)
    if bool(needed.any()):
        shown = _cells.cells(values.broadcast_like(needed), needed)
        raise InputError("missing-cells", name="plant_herfindahl", count=int(needed.sum()), cells=shown)
    return values
