"""IOTable ↔ pymrio, with a stand-in that keeps what it is given as pymrio's IOSystem does.

The same exchange with pymrio itself is ``reliability/pymrio_exchange.py``.
"""

from __future__ import annotations

import sys
from types import ModuleType, SimpleNamespace

import numpy as np
import pandas as pd
import pytest
import xarray as xr

from growthpole.errors import IdentityViolated, LabelMismatch, UnitMismatch
from growthpole.tables import IOTable

SECTORS = ["steel", "cars", "trade"]


@pytest.fixture
def pymrio(monkeypatch):
    """``pymrio.IOSystem`` keeps frames by name and makes an extension of each mapping."""

    class IOSystem:
        def __init__(self, **parts):
            for name, part in parts.items():
                setattr(self, name, SimpleNamespace(**part) if isinstance(part, dict) else part)

    module = ModuleType("pymrio")
    module.IOSystem = IOSystem
    monkeypatch.setitem(sys.modules, "pymrio", module)
    return module


def single(imports=None):
    z = np.array([[10.0, 30.0, 0.0], [5.0, 10.0, 5.0], [5.0, 10.0, 20.0]])
    f = np.array([[50.0, 10.0], [70.0, 10.0], [60.0, 5.0]])
    bought = np.zeros(3) if imports is None else np.array(imports)
    x = z.sum(1) + f.sum(1) - bought
    coords = {"supplier": SECTORS}
    return IOTable(
        xr.DataArray(z, coords=coords | {"user": SECTORS}, dims=("supplier", "user")),
        xr.DataArray(f, coords=coords | {"category": ["C", "E"]}, dims=("supplier", "category")),
        xr.DataArray(
            np.outer([0.6, 0.4], x - z.sum(0)),
            coords={"factor": ["wages", "rest"], "user": SECTORS},
            dims=("factor", "user"),
        ),
        xr.DataArray(x, coords=coords, dims="supplier"),
        None if imports is None else xr.DataArray(bought, coords=coords, dims="supplier"),
        unit="1e6 USD",
    )


def world(divided=True):
    names = pd.MultiIndex.from_tuples([("N", "a"), ("N", "b"), ("S", "a")])
    io = single()
    s, u = (xr.Coordinates.from_pandas_multiindex(names, dim) for dim in ("supplier", "user"))
    f = xr.DataArray(io.final_demand.values, dims=("supplier", "category")).assign_coords(s)
    uses = pd.MultiIndex.from_tuples([("N", "C"), ("S", "C")])
    f = f.assign_coords(
        xr.Coordinates.from_pandas_multiindex(uses, "category") if divided else {"category": ["C", "E"]}
    )
    return IOTable(
        xr.DataArray(io.z.values, dims=("supplier", "user")).assign_coords(s).assign_coords(u),
        f,
        xr.DataArray(io.value_added.values, dims=("factor", "user"), coords={"factor": ["w", "r"]}).assign_coords(u),
        xr.DataArray(io.output.values, dims="supplier").assign_coords(s),
        unit="1e6 USD",
    )


def same(first, second):
    for name in ("z", "final_demand", "value_added", "output"):
        xr.testing.assert_allclose(getattr(first, name), getattr(second, name))
        assert set(getattr(first, name).coords) == set(getattr(second, name).coords)
    assert first.unit == second.unit
    assert (first.imports is None) == (second.imports is None)
    if first.imports is not None:
        xr.testing.assert_allclose(first.imports, second.imports)


def test_there_and_back(pymrio):
    system = single().to_pymrio("China")
    assert system.Z.index.tolist() == [("China", sector) for sector in SECTORS]
    assert system.Z.index.names == ["region", "sector"]
    assert system.Y.columns.tolist() == [("China", "C"), ("China", "E")]
    assert system.x.columns.tolist() == ["indout"]
    assert system.unit["unit"].unique().tolist() == ["1e6 USD"]
    assert system.value_added.F.index.tolist() == ["wages", "rest"]
    same(IOTable.from_pymrio(system, factors="value_added"), single())


def test_regions_there_and_back(pymrio):
    system = world().to_pymrio()
    assert system.Z.index.tolist() == [("N", "a"), ("N", "b"), ("S", "a")]
    assert system.Y.columns.tolist() == [("N", "C"), ("S", "C")]
    same(IOTable.from_pymrio(system, factors="value_added"), world())


def test_competing_imports_are_a_negative_category(pymrio):
    io = single(imports=[8.0, 0.0, 2.0])
    system = io.to_pymrio()
    assert system.Y[("region", "imports")].tolist() == [-8.0, 0.0, -2.0]
    same(IOTable.from_pymrio(system, factors="value_added", imports="imports"), io)
    kept = IOTable.from_pymrio(system, factors="value_added")
    assert kept.is_domestic
    assert kept.final_demand.category.values.tolist() == ["C", "E", "imports"]


def test_what_is_not_there_is_made_of_what_is(pymrio):
    system = single().to_pymrio()
    system.x = None
    without = IOTable.from_pymrio(system)
    np.testing.assert_allclose(without.output, single().output)
    np.testing.assert_allclose(without.value_added.sel(factor="value_added"), single().value_added.sum("factor"))
    system.x = pd.Series(single().output.values, index=system.Z.index)
    system.value_added.F = system.value_added.F.iloc[:1].set_index(pd.MultiIndex.from_tuples([("wages", "all")]))
    partly = IOTable.from_pymrio(system, factors="value_added")
    assert partly.value_added.factor.values.tolist() == ["wages:all", "other primary inputs"]
    np.testing.assert_allclose(partly.value_added[1], single().value_added[1])


def test_rows_in_another_order_are_matched_by_label(pymrio):
    system = world().to_pymrio()
    system.Y, system.x = system.Y.iloc[::-1], system.x.iloc[::-1]
    system.Z = system.Z.iloc[:, ::-1]
    same(IOTable.from_pymrio(system, factors="value_added"), world())


def test_plain_labels(pymrio):
    io = single()
    system = SimpleNamespace(
        Z=pd.DataFrame(io.z.values, SECTORS, SECTORS), Y=pd.DataFrame(io.final_demand.values, SECTORS, ["C", "E"])
    )
    assert IOTable.from_pymrio(system, unit="1e6 USD").sectors == SECTORS


def test_what_is_refused(pymrio, monkeypatch, refused):
    system = single().to_pymrio()
    with refused("mrio-parts", "rents.F"):
        IOTable.from_pymrio(system, factors="rents")
    with refused("no-such-part", "imports", "region", kind=LabelMismatch):
        IOTable.from_pymrio(system, imports="imports")
    with refused("mrio-parts", "Z, Y"):
        IOTable.from_pymrio(SimpleNamespace(Z=None))
    with refused("no-category-regions", "C, E", kind=LabelMismatch):
        world(divided=False).to_pymrio()
    units = system.unit.copy()
    system.unit = units.assign(unit=["t", "t", "MJ"])
    with refused("mrio-unit", "MJ, t"):
        IOTable.from_pymrio(system)
    system.unit = units.assign(unit="Mill USD")
    with refused("unknown-unit", "Mill USD", kind=UnitMismatch):
        IOTable.from_pymrio(system)
    system.unit = None
    with refused("mrio-unit"):
        IOTable.from_pymrio(system)
    system.unit, whole = units, system.x
    system.x = whole * 2
    with refused("io-identity", kind=IdentityViolated):
        IOTable.from_pymrio(system)
    system.x = whole.iloc[:2]
    with refused("label-mismatch", "trade", kind=LabelMismatch):
        IOTable.from_pymrio(system)
    monkeypatch.setitem(sys.modules, "pymrio", None)
    with refused("extra-missing", "pymrio", "sources"):
        single().to_pymrio()
