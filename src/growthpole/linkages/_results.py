"""Results of a table: its labels, its unit, its assumption, and how they were solved for."""

from __future__ import annotations

from typing import Any

import numpy as np
import xarray as xr

from growthpole.dims import CATEGORY, REASONS, SUPPLIER, USER, result
from growthpole.errors import InputError, LabelMismatch, listed
from growthpole.linkages._solving import Economy, Places, Solved, Vector, economy
from growthpole.tables import IOTable
from growthpole.tables.io_table import SEPARATOR

__all__ = ["ASSUMPTION", "along", "final_demand", "finish", "matrix", "places", "sector_values"]

ASSUMPTION = "assumption"


def along(io: IOTable, values: Vector, dim: str = USER) -> xr.DataArray:
    """``values`` along ``dim`` with the table's labels, and region and sector beside them."""
    coords = {name: coord for name, coord in io.z.coords.items() if coord.dims == (dim,)}
    return xr.DataArray(values, coords=coords, dims=dim)


def matrix(io: IOTable, values: Vector) -> xr.DataArray:
    """``values`` [supplier, user] with the table's labels."""
    return xr.DataArray(values, coords=io.z.coords, dims=(SUPPLIER, USER))


def finish(
    io: IOTable,
    values: xr.DataArray,
    *,
    name: str,
    unit: str,
    convention: str,
    undefined: Vector | None = None,
    solved: Solved | None = None,
    **more: Any,
) -> xr.DataArray:
    """A finished result; ``undefined`` marks sectors without output, which have no value."""
    reason = None
    if undefined is not None:
        reason = (values * 0).fillna(0.0).copy(data=np.where(undefined, REASONS["zero_activity"], 0))
    done = result(values, name=name, unit=unit, convention=convention, reason=reason)
    done.attrs |= {ASSUMPTION: io.z.attrs[ASSUMPTION]} if ASSUMPTION in io.z.attrs else {}
    done.attrs |= {"warning": economy(io).warning} if economy(io).warning else {}
    if solved is not None:
        done.attrs |= {"solver": solved.method, "residual": solved.residual}
    done.attrs |= more
    return done


def solved_inverse(system: Economy) -> Solved:
    """The inverse with its residual, as a solution."""
    return Solved(system.inverse(), "inverse", system.inverse_residual())


def final_demand(io: IOTable) -> Vector:
    """Final demand net of competing imports, so that ``x = L f``."""
    f = io.final_demand.sum(CATEGORY).values
    return f if io.imports is None else f - io.imports.values


def places(io: IOTable, labels: object, name: str) -> Places:
    """Places of sectors named by label, or by region and sector, each once.

    Raises
    ------
    LabelMismatch
        A label the table does not have, or one that repeats.
    """
    wanted = [labels] if isinstance(labels, str) else [_label(label) for label in labels]  # type: ignore[attr-defined]
    known = {label: place for place, label in enumerate(io.sectors)}
    strangers = [label for label in wanted if label not in known]
    if strangers:
        raise LabelMismatch("no-such-sector", name=name, labels=listed(strangers), known=listed(known))
    if len(set(wanted)) < len(wanted) or not wanted:
        raise InputError("sectors-repeated", name=name, labels=listed(wanted) or "–")
    return np.array([known[label] for label in wanted], dtype=np.intp)


def _label(label: object) -> str:
    return SEPARATOR.join(map(str, label)) if isinstance(label, tuple) else str(label)


def sector_values(io: IOTable, values: xr.DataArray, name: str, *, signed: bool = False) -> Vector:
    """Values of an array along suppliers or users, in the table's order.

    Raises
    ------
    LabelMismatch
        The labels are not those of the table.
    InputError
        Another dimension, or a missing, infinite or (unless allowed) negative value.
    """
    from growthpole.diagnose import _cells
    from growthpole.dims import align

    dim = USER if isinstance(values, xr.DataArray) and USER in values.dims else SUPPLIER
    checked = _cells.levels(values, (dim,), name, signed=signed)
    if checked.ndim != 1:
        raise InputError("one-dimension", name=name, dims=listed(checked.dims))
    own = along(io, np.zeros(len(io.sectors)), dim)
    ordered: Vector = align(own, checked)[1].values
    return ordered
