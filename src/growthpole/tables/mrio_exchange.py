"""Between IOTable and pymrio: through it WIOD, OECD ICIO, EXIOBASE, Eora and GLORIA come in.

pymrio (≥ 0.7, extra ``sources``) keeps flows ``Z``, final demand ``Y``, outputs ``x`` and extensions ``F`` as
DataFrames labelled by region and sector. Only these attributes are used, so nothing is computed there and back but
what is named here.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pandas as pd
import xarray as xr

from growthpole.dims import CATEGORY, FACTOR, SUPPLIER, USER
from growthpole.errors import InputError, LabelMismatch, listed
from growthpole.tables.io_table import SEPARATOR, IOTable

__all__ = ["from_system", "to_system"]

IMPORTS: Final = "imports"
EXTENSION: Final = "value_added"
REST: Final = "other primary inputs"
LEVELS: Final = ["region", "sector"]


def to_system(io: IOTable, region: str) -> Any:
    """``pymrio.IOSystem`` of a table; see :meth:`IOTable.to_pymrio`."""
    try:
        import pymrio
    except ImportError:
        raise InputError("extra-missing", package="pymrio", extra="sources") from None
    sectors = _index(io.z, SUPPLIER, region, "sector")
    categories = _index(io.final_demand, CATEGORY, region, "category")
    if "supplier_region" in io.z.coords and "category_region" not in io.final_demand.coords:
        raise LabelMismatch("no-category-regions", categories=listed(io.final_demand[CATEGORY].values))
    y = pd.DataFrame(io.final_demand.values, index=sectors, columns=categories)
    if io.imports is not None:
        y[(region, IMPORTS)] = -io.imports.values
    factors = pd.Index([str(name) for name in io.value_added[FACTOR].values], name="inputtype")
    money = {"unit": io.unit}
    return pymrio.IOSystem(
        Z=pd.DataFrame(io.z.values, index=sectors, columns=sectors),
        Y=y,
        x=pd.DataFrame({"indout": io.output.values}, index=sectors),
        unit=pd.DataFrame(money, index=sectors),
        **{
            EXTENSION: {
                "name": EXTENSION,
                "F": pd.DataFrame(io.value_added.values, index=factors, columns=sectors),
                "unit": pd.DataFrame(money, index=factors),
            }
        },
    )


def from_system(system: Any, unit: str | None, factors: str | None, imports: str | None, tolerance: float) -> IOTable:
    """Table of a ``pymrio.IOSystem``; see :meth:`IOTable.from_pymrio`."""
    missing = [name for name in ("Z", "Y") if not isinstance(getattr(system, name, None), pd.DataFrame)]
    if missing:
        raise InputError("mrio-parts", missing=listed(missing))
    z: pd.DataFrame = system.Z
    y: pd.DataFrame = system.Y
    y = _same(z.index, y, "Y")
    output = _output(system, z, y)
    names = _labels(z.index)
    users = _same(z.index, z.T, "columns of Z").T
    flows = xr.DataArray(users.to_numpy(float), dims=(SUPPLIER, USER)).assign_coords(_coords(names, SUPPLIER))
    bought = _imports(y, imports)
    y = y.drop(columns=[] if bought is None else list(bought.columns))
    final = xr.DataArray(y.to_numpy(float), dims=(SUPPLIER, CATEGORY)).assign_coords(_coords(names, SUPPLIER))
    added = _factors(system, factors, output - users.to_numpy(float).sum(axis=0), z.index, tolerance)
    return IOTable(
        flows.assign_coords(_coords(names, USER)),
        final.assign_coords(_coords(_labels(y.columns), CATEGORY)),
        xr.DataArray(added.to_numpy(float), dims=(FACTOR, USER)).assign_coords(
            {FACTOR: list(map(str, added.index)), **_coords(names, USER)}
        ),
        xr.DataArray(output, dims=SUPPLIER).assign_coords(_coords(names, SUPPLIER)),
        None
        if bought is None
        else xr.DataArray(-bought.to_numpy(float).sum(axis=1), dims=SUPPLIER).assign_coords(_coords(names, SUPPLIER)),
        _unit(system) if unit is None else unit,
        tolerance,
    )


def _index(part: xr.DataArray, dim: str, region: str, kind: str) -> pd.MultiIndex:
    """Labels as pymrio has them: region, then sector or category."""
    if f"{dim}_region" in part.coords:
        arrays = [list(part[f"{dim}_{level}"].values) for level in LEVELS]
    else:
        arrays = [[region] * part.sizes[dim], [str(label) for label in part[dim].values]]
    return pd.MultiIndex.from_arrays(arrays, names=["region", kind])


def _labels(index: pd.Index) -> pd.Index:
    """Region and sector of a world, sectors alone of a single region; deeper levels are joined."""
    if index.nlevels == 1:
        return pd.Index([str(label) for label in index])
    pairs = [(str(label[0]), SEPARATOR.join(map(str, label[1:]))) for label in index]
    if len({pair[0] for pair in pairs}) == 1:
        return pd.Index([pair[1] for pair in pairs])
    return pd.MultiIndex.from_tuples(pairs)


def _coords(labels: pd.Index, dim: str) -> Any:
    if isinstance(labels, pd.MultiIndex):
        return xr.Coordinates.from_pandas_multiindex(labels.set_names([f"{dim}_r", f"{dim}_s"]), dim)
    return {dim: list(labels)}


def _same(index: pd.Index, frame: pd.DataFrame, name: str) -> pd.DataFrame:
    """``frame`` with the rows of ``index``, in that order."""
    if set(frame.index) != set(index) or not frame.index.is_unique:
        only_left, only_right = (listed(sorted(map(str, labels))) or "–" for labels in _apart(index, frame.index))
        raise LabelMismatch("label-mismatch", dim=name, only_left=only_left, only_right=only_right)
    return frame.reindex(index)


def _apart(first: pd.Index, second: pd.Index) -> tuple[set[Any], set[Any]]:
    return set(first) - set(second), set(second) - set(first)


def _output(system: Any, z: pd.DataFrame, y: pd.DataFrame) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Outputs of the system, or its rows added up where it has none yet."""
    x = getattr(system, "x", None)
    if x is None:
        return np.asarray(z.to_numpy(float).sum(axis=1) + y.to_numpy(float).sum(axis=1))
    frame = x.to_frame() if isinstance(x, pd.Series) else x
    return np.asarray(_same(z.index, frame, "x").to_numpy(float)[:, 0])


def _imports(y: pd.DataFrame, name: str | None) -> pd.DataFrame | None:
    """Columns of final demand that hold imports, negative in pymrio."""
    if name is None:
        return None
    chosen = [column for column in y.columns if (column[-1] if isinstance(column, tuple) else column) == name]
    if not chosen:
        raise LabelMismatch("no-such-part", dim=CATEGORY, labels=name, known=listed(y.columns))
    return y[chosen]


def _factors(
    system: Any, name: str | None, left: np.ndarray[Any, np.dtype[np.float64]], index: pd.Index, tolerance: float
) -> pd.DataFrame:
    """Primary inputs: rows of an extension, and what they leave of output less inputs."""
    if name is None:
        return pd.DataFrame([left], index=[EXTENSION], columns=index)
    extension = getattr(system, name, None)
    rows = getattr(extension, "F", None)
    if not isinstance(rows, pd.DataFrame):
        raise InputError("mrio-parts", missing=f"{name}.F")
    rows = _same(index, rows.T, f"{name}.F").T
    names = (SEPARATOR.join(map(str, label)) if isinstance(label, tuple) else str(label) for label in rows.index)
    rows.index = pd.Index(list(names))
    rest = left - rows.to_numpy(float).sum(axis=0)
    if bool((np.abs(rest) > tolerance * np.maximum(np.abs(left), 1e-300)).any()):
        rows = pd.concat([rows, pd.DataFrame([rest], index=[REST], columns=index)])
    return rows


def _unit(system: Any) -> str:
    """The one unit of money of a system."""
    frame = getattr(system, "unit", None)
    units = sorted({str(value) for value in frame.to_numpy().ravel()}) if isinstance(frame, pd.DataFrame) else []
    if len(units) != 1:
        raise InputError("mrio-unit", units=listed(units) or "–")
    return units[0]
