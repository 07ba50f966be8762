"""Input-output tables: identities, labels, absent cells, multi-regional labels."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from hypothesis import given
from hypothesis import strategies as st

from growthpole.errors import IdentityViolated, InputError, LabelMismatch
from growthpole.tables import IOTable

# Miller & Blair (2009), Input-Output Analysis, 2nd ed., table 2.3: two sectors, flows in dollars
Z = [[150.0, 500.0], [200.0, 100.0]]
F = [350.0, 1700.0]
X = [1000.0, 2000.0]
V = [650.0, 1400.0]


def parts(labels=("1", "2"), z=Z, f=F, v=V, x=X):
    names = list(labels)
    return (
        xr.DataArray(np.array(z), coords={"supplier": names, "user": names}),
        xr.DataArray(np.array(f)[:, None], coords={"supplier": names, "category": ["f"]}),
        xr.DataArray(np.array(v)[None, :], coords={"factor": ["v"], "user": names}),
        xr.DataArray(np.array(x), coords={"supplier": names}),
    )


def long_table():
    rows = [(str(i + 1), str(j + 1), "intermediate", Z[i][j]) for i in range(2) for j in range(2)]
    rows += [(str(i + 1), "f", "final_demand", F[i]) for i in range(2)]
    rows += [("v", str(j + 1), "value_added", V[j]) for j in range(2)]
    rows += [(str(i + 1), "", "output", X[i]) for i in range(2)]
    return pd.DataFrame(rows, columns=["row", "column", "block", "value"])


def test_the_table_of_miller_and_blair_is_accepted():
    table = IOTable(*parts(), unit="1e6 USD")
    assert table.sectors == ["1", "2"]
    assert table.is_domestic
    assert table.z.attrs == {"unit": "1e6 USD"}


@pytest.mark.parametrize("order", [[1, 0], [0, 1]])
def test_parts_in_another_order_are_brought_to_the_order_of_z(order):
    z, f, v, x = parts()
    table = IOTable(z, f.isel(supplier=order), v.isel(user=order), x.isel(supplier=order))
    assert table.output.values.tolist() == X
    assert table.value_added.sel(user="1").item() == 650.0


def test_every_row_and_column_that_does_not_add_up_is_named_with_its_gap():
    with pytest.raises(IdentityViolated) as caught:
        IOTable(*parts(f=[351.0, 1700.0], v=[650.0, 1402.0]), unit="1e6 USD")
    message = str(caught.value)
    assert "row 1: +1" in message
    assert "column 2: +2" in message
    assert caught.value.params["count"] == 2


def test_imports_are_positive_and_subtracted():
    z, f, v, x = parts(f=[450.0, 1700.0])
    imports = xr.DataArray([100.0, 0.0], coords={"supplier": ["1", "2"]})
    assert not IOTable(z, f, v, x, imports).is_domestic
    with pytest.raises(IdentityViolated, match="sign of imports"):
        IOTable(z, f, v, x, -imports)


def test_a_sector_without_output_stays_in_the_table():
    z = [[150.0, 500.0, 0.0], [200.0, 100.0, 0.0], [0.0, 0.0, 0.0]]
    table = IOTable(*parts(("1", "2", "3"), z, [*F, 0.0], [*V, 0.0], [*X, 0.0]))
    assert table.output.sel(supplier="3").item() == 0.0


def test_negative_inventories_and_net_taxes_are_real():
    z, f, v, x = parts()
    f = xr.concat([f * 1.0 + 10.0, f * 0.0 - 10.0], pd.Index(["f", "inventories"], name="category"))
    assert IOTable(z, f.transpose("supplier", "category"), v, x).final_demand.sel(category="inventories").max() == -10.0


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_missing_and_infinite_cells_are_named(bad):
    z, f, v, x = parts()
    z = z.copy()
    z[0, 1] = bad
    with pytest.raises(InputError, match=r"z\[1, 2\]"):
        IOTable(z, f, v, x)


def test_other_labels_are_refused_and_named():
    z, f, v, x = parts()
    with pytest.raises(LabelMismatch, match="steel"):
        IOTable(z, f.assign_coords(supplier=["1", "steel"]), v, x)


def test_a_long_list_gives_the_same_table_whatever_its_order():
    table = IOTable.from_long(long_table(), unit="1e6 USD")
    shuffled = IOTable.from_long(long_table().sample(frac=1, random_state=3), unit="1e6 USD")
    for name in ("z", "final_demand", "value_added", "output"):
        one, two = getattr(table, name), getattr(shuffled, name)
        xr.testing.assert_equal(one, two.reindex_like(one))
    assert table.z.values.tolist() == Z


def test_a_cell_without_a_row_is_zero_and_a_missing_block_is_an_error():
    long = long_table()
    sparse = pd.concat([long, pd.DataFrame([["3", "", "output", 0.0]], columns=long.columns)])
    assert IOTable.from_long(sparse).z.sel(supplier="3").sum() == 0.0
    with pytest.raises(InputError, match="value_added"):
        IOTable.from_long(long[long["block"] != "value_added"])


@pytest.mark.parametrize(
    ("row", "error", "said"),
    [
        (["1", "2", "intermediate", 5.0], InputError, "1, 2, intermediate"),
        (["9", "1", "intermediate", 5.0], LabelMismatch, "9"),
        (["1", "2", "exports", 5.0], InputError, "exports"),
    ],
)
def test_faults_of_a_long_list_are_named(row, error, said):
    long = long_table()
    with pytest.raises(error, match=said):
        IOTable.from_long(pd.concat([long, pd.DataFrame([row], columns=long.columns)]))


def test_regions_may_have_unequal_lists_of_sectors():
    pairs = pd.MultiIndex.from_tuples([("N", "a"), ("N", "b"), ("S", "a")], names=["region", "sector"])
    z = xr.DataArray(np.ones((3, 3)), dims=("supplier", "user"))
    z = z.assign_coords(xr.Coordinates.from_pandas_multiindex(pairs, "supplier"))
    labels = ["N:a", "N:b", "S:a"]
    table = IOTable(
        _with_users(z, pairs),
        xr.DataArray(np.ones((3, 1)), coords={"supplier": labels, "category": ["f"]}),
        xr.DataArray(np.ones((1, 3)), coords={"factor": ["v"], "user": labels}),
        xr.DataArray(np.full(3, 4.0), coords={"supplier": labels}),
    )
    assert table.sectors == labels
    assert table.z["supplier_region"].values.tolist() == ["N", "N", "S"]
    assert table.z["user_sector"].values.tolist() == ["a", "b", "a"]


def _with_users(z, pairs):
    """The same pairs as users, already flat: the table takes either form."""
    return z.assign_coords(
        user=[":".join(pair) for pair in pairs],
        user_region=("user", [pair[0] for pair in pairs]),
        user_sector=("user", [pair[1] for pair in pairs]),
    )


@given(
    st.lists(st.floats(0.0, 1e6), min_size=9, max_size=9),
    st.lists(st.floats(0.0, 1e6), min_size=3, max_size=3),
)
def test_any_table_closed_by_its_identities_is_accepted_and_a_moved_cell_refused(flows, demand):
    z = np.array(flows).reshape(3, 3)
    x = z.sum(1) + np.array(demand)
    v = x - z.sum(0)
    labels = ("a", "b", "c")
    assert IOTable(*parts(labels, z, demand, v, x)).sectors == list(labels)
    moved = np.array(demand) + np.array([x.max() + 1.0, 0.0, 0.0])
    with pytest.raises(IdentityViolated, match="row a"):
        IOTable(*parts(labels, z, moved, v, x))
