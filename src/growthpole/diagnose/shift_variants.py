"""What each shift-share variant answers, and its identity.

With ``x0``, ``x1`` the levels of an activity in a region, ``g_ra`` its growth there, ``g_r`` that of the
region's total, ``g_a`` that of the activity in the nation and ``g`` that of the nation's total:

*Homothetic level* ``h = X_r0 · N_a0 / N_0``: what the region would have of the activity if it were
composed like the nation. Part of a change is due to the level the nation's composition gives (h), the
rest to the region's specialisation (x0 − h).

``esteban_marquillas``
    ``x1 − x0 = x0·g + x0·(g_a − g) + h·(g_ra − g_a) + (x0 − h)·(g_ra − g_a)``:
    national + mix + regional + allocation. The regional part no longer depends on the composition.
``arcelus``
    Four effects, each with its homothetic part (weight h) and its ``…_allocation`` (weight x0 − h):
    national ``g``, mix ``g_a − g``, regional_growth ``g_r − g`` and
    regional_mix ``(g_ra − g_r) − (g_a − g)``. The eight add up to the change.
``gerfin``
    A product of indices per region: ``mix · regional = net``, with ``net = (X_r1/X_r0) / (N_1/N_0)``,
    ``mix = (E_r/X_r0) / (N_1/N_0)``, ``regional = X_r1/E_r`` and ``E_r = Σ_a x0·(1 + g_a)`` what the region
    would have, had each activity grown as in the nation. 1 is the nation's pace.
``spatial``
    ``x1 − x0 = x0·g + x0·(ğ_a − g) + [x1 − x0·(1 + ğ_a)]``: national + neighbours + regional, with ``ğ_a``
    the growth of the activity among the region's neighbours, ``1 + ğ_a = Σ_k w_rk x1_ka / Σ_k w_rk x0_ka``.
"""

from __future__ import annotations

import xarray as xr

from growthpole.diagnose import _cells
from growthpole.diagnose._shift_tables import Tables
from growthpole.dims import ACTIVITY, REGION, align, partner, require_dims, result
from growthpole.errors import InputError, LabelMismatch, listed

_ROW_TOLERANCE = 1e-9
_OTHER = partner(REGION)


def dunn(tables: Tables) -> xr.Dataset:
    """``national + mix + regional = change``, without dividing by the regional base."""
    total, activity, before = tables.total_growth(), tables.activity_growth(), tables.before
    parts = {
        "national": before * (total - 1),
        "mix": before * (activity - total),
        "regional": tables.after - before * activity,
    }
    return tables.dataset(parts, "Dunn; national + mix + regional = change", tables.cell_codes())


def esteban_marquillas(tables: Tables) -> xr.Dataset:
    """``national + mix + regional + allocation = change``; the regional part on homothetic levels."""
    total, activity, before = tables.total_growth(), tables.activity_growth(), tables.before
    ahead = tables.after / _cells.positive(before) - activity
    like_nation = _homothetic(tables)
    parts = {
        "national": before * (total - 1),
        "mix": before * (activity - total),
        "regional": like_nation * ahead,
        "allocation": (before - like_nation) * ahead,
    }
    convention = "Esteban-Marquillas; national + mix + regional + allocation = change"
    return tables.dataset(parts, convention, tables.cell_codes(zero_base=before == 0))


def arcelus(tables: Tables) -> xr.Dataset:
    """Four effects, each on homothetic levels and on the region's specialisation; the eight add up."""
    total, activity, before = tables.total_growth(), tables.activity_growth(), tables.before
    region = tables.after.sum(ACTIVITY) / _cells.positive(before.sum(ACTIVITY))
    own = tables.after / _cells.positive(before)
    like_nation = _homothetic(tables)
    effects = {
        "national": total - 1,
        "mix": activity - total,
        "regional_growth": region - total,
        "regional_mix": (own - region) - (activity - total),
    }
    parts = {name: like_nation * effect for name, effect in effects.items()}
    parts |= {f"{name}_allocation": (before - like_nation) * effect for name, effect in effects.items()}
    convention = "Arcelus; four effects and their four allocations add up to the change"
    return tables.dataset(parts, convention, tables.cell_codes(zero_base=before == 0))


def gerfin(tables: Tables) -> xr.Dataset:
    """``mix · regional = net`` per region, indices around 1."""
    total, before = tables.total_growth(), tables.before
    from_nothing = (tables.nation_before == 0) & ((tables.nation_after > 0) | (before > 0))
    # an activity the nation has at neither end weighs nothing: it must not undo the whole index
    growth = tables.activity_growth().fillna(0)
    expected = (before * growth).sum(ACTIVITY).where(~from_nothing.any(ACTIVITY))
    start, end = before.sum(ACTIVITY), tables.after.sum(ACTIVITY)
    pace, base = _cells.positive(total), _cells.positive(start)
    parts = {
        "mix": expected / base / pace,
        "regional": end / _cells.positive(expected),
        "net": end / base / pace,
    }
    unresolved = (start == 0) | from_nothing.any(ACTIVITY) | (expected == 0)
    codes = _cells.reasons(start * 0, zero_total=~(total > 0), zero_base=unresolved)
    dims = [dim for dim in before.dims if dim != ACTIVITY]
    return xr.Dataset(
        {
            name: result(
                part.transpose(*dims),
                name=name,
                unit="1",
                convention="Gerfin; mix · regional = net, 1 = the nation's pace",
                reason=codes,
            )
            for name, part in parts.items()
        }
    )


def spatial(tables: Tables, weights: xr.DataArray) -> xr.Dataset:
    """``national + neighbours + regional = change``; the neighbours replace the nation's activity."""
    checked = _weights(tables.before, weights)
    total, before = tables.total_growth(), tables.before
    around0, around1 = _around(checked, before), _around(checked, tables.after)
    pace = around1 / _cells.positive(around0)
    parts = {
        "national": before * (total - 1),
        "neighbours": before * (pace - total),
        "regional": tables.after - before * pace,
    }
    codes = _cells.reasons(
        before * 0,
        zero_total=tables.nation_before.sum(ACTIVITY) == 0,
        not_applicable=checked.sum(_OTHER) == 0,
        zero_base=around0 == 0,
    )
    return tables.dataset(parts, "Nazara–Hewings; national + neighbours + regional = change", codes)


def combine(yearly: xr.Dataset, tables: Tables, dim: str) -> xr.Dataset:
    """Sum of the components of successive periods: the dynamic variant of the whole span."""
    names = [str(name) for name in yearly.data_vars if name != "change"]
    parts = {name: yearly[name].sum(dim, skipna=False) for name in names}
    codes = yearly["reason"].drop_vars("reason").max(dim)
    convention = "Barff–Knight; Dunn's components of successive periods added up"
    return tables.dataset(parts, convention, codes)


def _homothetic(tables: Tables) -> xr.DataArray:
    """Levels the regions would have if composed like the nation: ``X_r0 · N_a0 / N_0``."""
    share = tables.nation_before / _cells.positive(tables.nation_before.sum(ACTIVITY))
    return tables.before.sum(ACTIVITY) * share


def _around(weights: xr.DataArray, levels: xr.DataArray) -> xr.DataArray:
    """Weighted sum over each region's neighbours."""
    around: xr.DataArray = xr.dot(weights, levels.rename({REGION: _OTHER}), dim=_OTHER)
    return around


def _weights(levels: xr.DataArray, weights: xr.DataArray) -> xr.DataArray:
    """Spatial weights [region, region_other] in the order of the regions, if they are row-normalised."""
    require_dims(weights, (REGION, _OTHER), "weights")
    shared = [dim for dim in _cells.names(weights) if dim != _OTHER]
    require_dims(levels, shared, "start")
    given = align(levels, _cells.levels(weights, _cells.names(weights), "weights"), dims=shared)[1]
    regions, others = levels.indexes[REGION], given.indexes[_OTHER]
    if set(regions) != set(others):
        raise LabelMismatch(
            "label-mismatch",
            dim=_OTHER,
            only_left=listed(regions.difference(others, sort=False)) or "–",
            only_right=listed(others.difference(regions, sort=False)) or "–",
        )
    given = given.sel({_OTHER: regions.values})
    rows = given.sum(_OTHER)
    own = given.where(given[REGION] == given[_OTHER]).max(_OTHER)
    bad = (abs(rows - 1) > _ROW_TOLERANCE) & (rows != 0) | (own > 0)
    if bool(bad.any()):
        raise InputError("bad-spatial-weights", rows=_cells.cells(rows, bad))
    return given
