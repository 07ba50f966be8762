"""Tables for the tests of linkages: the printed ones, and random ones with whatever a law needs."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import xarray as xr

from growthpole.tables import IOTable

# Eurostat Manual of Supply, Use and Input-Output Tables (2008), Germany 1995, domestic output at basic prices, six
# branches, million euro: intermediate flows, final uses in one column, imports plus net taxes on products, value added
GERMANY = {
    "sectors": ["agriculture", "industry", "construction", "trade", "business services", "other services"],
    "z": [
        [1131, 25480, 1, 607, 710, 762],
        [7930, 304584, 64167, 41082, 11981, 30360],
        [426, 7334, 3875, 5296, 23457, 9155],
        [3559, 72717, 14190, 74399, 10835, 21008],
        [3637, 96115, 31027, 65755, 193176, 34223],
        [1552, 14986, 1747, 11225, 15058, 22070],
    ],
    "output": [43910, 1079446, 245606, 540063, 692487, 508918],
}


def table(z, f, *, labels=None, imports=None, factors=None, unit="1e6 CNY"):
    """IOTable of flows and final demand [n] or [n, categories]; value added is what is left."""
    z, f = np.asarray(z, float), np.asarray(f, float)
    f = f[:, None] if f.ndim == 1 else f
    labels = [f"s{place}" for place in range(len(z))] if labels is None else labels
    bought = np.zeros(len(z)) if imports is None else np.asarray(imports, float)
    x = z.sum(1) + f.sum(1) - bought
    left = x - z.sum(0)
    shares = np.ones((1, len(z))) if factors is None else np.asarray(factors, float)
    index = labels if isinstance(labels, list) else None
    coords = {
        dim: (xr.Coordinates.from_pandas_multiindex(labels, dim) if index is None else {dim: index})
        for dim in ("supplier", "user")
    }
    s, u = coords["supplier"], coords["user"]
    categories, names = [f"f{c}" for c in range(f.shape[1])], [f"v{c}" for c in range(len(shares))]
    return IOTable(
        xr.DataArray(z, dims=("supplier", "user")).assign_coords(s).assign_coords(u),
        xr.DataArray(f, dims=("supplier", "category"), coords={"category": categories}).assign_coords(s),
        xr.DataArray(shares * left, dims=("factor", "user"), coords={"factor": names}).assign_coords(u),
        xr.DataArray(x, dims="supplier").assign_coords(s),
        None if imports is None else xr.DataArray(bought, dims="supplier").assign_coords(s),
        unit,
    )


def any_table(seed, n=None, *, labels=None, imports=False, categories=1, factors=None, idle=False):
    """A productive random table: about a third of its flows zero, sizes over four orders of magnitude."""
    rng = np.random.default_rng(seed)
    n = int(rng.integers(2, 9)) if n is None else n
    z = rng.lognormal(0, 2, (n, n)) * (rng.random((n, n)) < 0.7)
    a = z / np.maximum(z.sum(0), 1e-300) * rng.uniform(0.05, 0.9, n)
    f = rng.lognormal(3, 1, (n, categories))
    if idle:
        a[-1], a[:, -1], f[-1] = 0.0, 0.0, 0.0
    x = np.linalg.solve(np.eye(n) - a, f.sum(1))
    flows = a * x
    bought = rng.uniform(0, 0.4, n) * f[:, 0] if imports else None
    if imports:
        f[:, 0] += bought
    return table(flows, f, labels=labels, imports=bought, factors=factors)


@pytest.fixture(scope="session")
def make_table():
    return table


@pytest.fixture(scope="session")
def random_table():
    return any_table


@pytest.fixture(scope="session")
def germany():
    z, x = np.array(GERMANY["z"], float), np.array(GERMANY["output"], float)
    return table(z, x - z.sum(1), labels=GERMANY["sectors"], unit="1e6 EUR")


@pytest.fixture(scope="session")
def two_regions():
    """Regions with unequal lists of sectors: three in the north, two in the south."""

    def make(seed, trade=True):
        names = pd.MultiIndex.from_tuples([("N", "a"), ("N", "b"), ("N", "c"), ("S", "a"), ("S", "c")])
        io = any_table(seed, 5)
        z = io.z.values.copy()
        if not trade:
            z[:3, 3:], z[3:, :3] = 0.0, 0.0
        return table(z, io.final_demand.values, labels=names)

    return make
