import numpy as np
import pandas as pd
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st

from growthpole.errors import LabelMismatch, UnitMismatch
from growthpole.tables import Panel

LEVELS = st.one_of(st.just(0.0), st.just(np.nan), st.floats(1e-6, 1e15))
KEY = ["period", "region", "activity"]
CELLS = st.tuples(st.integers(2019, 2022), st.sampled_from(["N", "S", "山东"]), st.sampled_from(["01", "1", "C35"]))


def long(*rows):
    return pd.DataFrame(rows, columns=["period", "region", "activity", "value"])


def cube(values, **coords):
    values = np.asarray(values)
    labels = {
        "period": [2020 + i for i in range(values.shape[0])],
        "region": [f"R{i}" for i in range(values.shape[1])],
        "activity": [f"A{i}" for i in range(values.shape[2])],
    }
    return xr.DataArray(values, coords=labels | coords, dims=["period", "region", "activity"], attrs={"unit": "USD"})


# --- from a long table ---------------------------------------------------------------------------------------


@given(st.dictionaries(CELLS, LEVELS, min_size=1), st.sampled_from([np.nan, 0.0, -1.0]), st.randoms())
@settings(max_examples=100, deadline=None)
def test_listed_cells_stay_and_only_unlisted_ones_take_the_rule(cells, absent, random):
    """A listed NaN is a missing value and no declared zero."""
    rows = [(*cell, value) for cell, value in cells.items()]
    random.shuffle(rows)
    panel = Panel.from_long(long(*rows), unit="firm", absent=absent)
    assert panel.years == sorted({cell[0] for cell in cells})
    for year in panel.years:
        for region in panel.values.region.values:
            for activity in panel.values.activity.values:
                found = panel.at(year).sel(region=region, activity=activity).item()
                expected = cells.get((year, region, activity), absent)
                np.testing.assert_array_equal(found, expected)
    assert panel.values.size == np.prod([len({cell[axis] for cell in cells}) for axis in range(3)])


@pytest.mark.parametrize("shape", [(1, 1, 1), (1, 1, 4), (2, 3, 4), (3, 1, 2), (4, 5, 1)])
@pytest.mark.parametrize("left_out", [0, 1])
def test_sorted_tables_are_read_as_any_order_is(shape, left_out):
    """Runs and repeated blocks of labels are looked up once each."""
    rows = cube(np.arange(float(np.prod(shape))).reshape(shape)).to_series().rename("value").reset_index()
    rows = rows.iloc[: max(1, len(rows) - left_out)]
    rng = np.random.default_rng(0)
    for order in (KEY, KEY[::-1], ["activity", "period", "region"]):
        found = Panel.from_long(rows.sort_values(order)).values
        shuffled = Panel.from_long(rows.iloc[rng.permutation(len(rows))].astype({"region": object})).values
        xr.testing.assert_equal(found, shuffled)
        for row in rows.itertuples():
            assert found.sel(period=row.period, region=row.region, activity=row.activity) == row.value
        assert int(found.notnull().sum()) == len(rows)


def test_a_label_missing_from_a_sorted_table_is_refused(refused):
    rows = cube(np.ones((3, 4, 5))).to_series().rename("value").reset_index()
    for order in (KEY, KEY[::-1]):
        ordered = rows.sort_values(order, ignore_index=True)
        for name in ("region", "activity"):
            ordered.loc[17:18, name] = None
            with refused("missing-cells", name, "row 17, row 18"):
                Panel.from_long(ordered)
            ordered = rows.sort_values(order, ignore_index=True)


def test_absent_is_nan_unless_said():
    rows = long((2020, "N", "a", 1), (2020, "S", "b", 2))
    assert Panel.from_long(rows).values.isnull().sum() == 2
    assert Panel.from_long(rows, absent=0.0).values.values.tolist() == [[[1, 0], [0, 2]]]


def test_labels_are_text_and_periods_are_years():
    panel = Panel.from_long(long(("2021", "N", "01", 1), ("2020", "N", "1", 2)))
    assert panel.years == [2020, 2021]
    assert panel.values.activity.values.tolist() == ["01", "1"]
    assert panel.values.dims == ("period", "region", "activity")


def test_categories_without_a_row_are_no_labels():
    rows = long((2020, "S", "a", 1), (2021, "N", "a", 2))
    panel = Panel.from_long(rows.assign(region=pd.Categorical(rows.region, ["W", "S", "N"])))
    xr.testing.assert_identical(panel.values.sortby("region"), Panel.from_long(rows).values)


def test_columns_are_named():
    rows = pd.DataFrame({"year": [2020], "prov": ["N"], "code": ["a"], "n": [3], "value": ["not this"]})
    panel = Panel.from_long(rows, "prov", "code", "year", "n", "家", indicator="firms", origin="register")
    assert panel.values.item() == 3
    assert (panel.unit, panel.indicator, panel.origin) == ("firm", "firms", "register")
    assert panel.values.attrs == {"unit": "firm"}


def test_long_tables_refused(refused):
    rows = long((2020, "N", "a", 1.0), (2020, "S", "a", 2.0))
    with refused("missing-columns", "Panel", "activity, value"):
        Panel.from_long(rows.drop(columns=["activity", "value"]))
    with refused("repeated-key", "2020, N, a", "1"):
        Panel.from_long(long((2020, "N", "a", 1.0), ("2020", "N", "a", 1.0)))
    with refused("not-numbers", "value", "1.2.3"):
        Panel.from_long(rows.assign(value=["1.2.3", "2"]))
    with refused("infinite-values", "1"):
        Panel.from_long(rows.assign(value=[np.inf, 2.0]))
    with refused("not-a-year", "2020-06"):
        Panel.from_long(rows.assign(period=["2020", "2020-06"]))
    with refused("not-a-year", "2020-01/2020-09"):
        Panel.from_long(rows.assign(period="2020-01/2020-09"))
    with refused("bad-period", "2020.0"):
        Panel.from_long(rows.assign(period=2020.0))


@pytest.mark.parametrize("name", ["region", "activity"])
def test_a_row_without_a_label_is_refused(refused, name):
    """It would land on the last label, or push out what stands there."""
    rows = long((2020, "N", "a", 1.0), (2020, "S", "b", 2.0), (2020, "T", "c", 3.0))
    rows.loc[1, name] = None
    with refused("missing-cells", name, "row 1"):
        Panel.from_long(rows)


# --- the constructor -----------------------------------------------------------------------------------------


def test_dims_in_any_order_become_one_order():
    x = cube(np.arange(24).reshape(2, 3, 4))
    panel = Panel(x.transpose("activity", "region", "period"), "亿元")
    assert panel.values.dims == ("period", "region", "activity")
    assert panel.values.dtype == np.float64
    xr.testing.assert_equal(panel.values, x.astype(float))
    assert panel.unit == "1e8 CNY"
    assert panel.values.attrs == {"unit": "1e8 CNY"}  # and not the dollars of the array it came from


def test_a_panel_owns_its_values():
    x = cube(np.ones((1, 2, 2)))
    panel = Panel(x, "1")
    x[:] = 7.0
    assert (panel.values == 1).all()
    assert x.attrs == {"unit": "USD"}


def test_booleans_and_small_integers_become_numbers():
    assert Panel(cube(np.array([[[True, False]]])), "1").values.values.tolist() == [[[1.0, 0.0]]]
    assert Panel(cube(np.array([[[200, 100]]], dtype=np.uint8)), "1").values.sum() == 300


def test_panels_refused(refused):
    x = cube(np.ones((2, 2, 2)))
    with refused("not-an-array", "values", "ndarray"):
        Panel(x.values, "1")
    with refused("missing-dims", "activity"):
        Panel(x.sum("activity"), "1")
    with refused("no-labels", "period", kind=LabelMismatch):
        Panel(x.drop_vars("period"), "1")
    with refused("repeated-labels", "region", "R", kind=LabelMismatch):
        Panel(x.assign_coords(region=["R", "R"]), "1")
    with refused("unknown-unit", "bushel", kind=UnitMismatch):
        Panel(x, "bushel")
    with refused("infinite-values", "2"):
        Panel(x.where(x.region == "R0", -np.inf).sel(period=[2020]), "1")


@pytest.mark.parametrize("years", [["2020", "2021"], [2020.0, 2021.0], [2020, "2021"]])
def test_periods_are_integers(refused, years):
    with refused("not-a-year", "2021"):
        Panel(cube(np.ones((2, 1, 1)), period=years), "1")


@pytest.mark.parametrize("value", ["1", 1j, np.datetime64("2020-01-01"), None])
def test_what_is_no_real_number_is_refused(refused, value):
    with refused("not-numeric", "values"):
        Panel(cube(np.array([[[value]]])), "1")


# --- one year ------------------------------------------------------------------------------------------------


def test_one_year_has_no_period_left(refused):
    panel = Panel(cube(np.arange(8.0).reshape(2, 2, 2)), "1")
    year = panel.at(2021)
    assert year.dims == ("region", "activity")
    assert "period" not in year.coords
    assert year.values.tolist() == [[4, 5], [6, 7]]
    with refused("no-such-period", "2022", "2020, 2021"):
        panel.at(2022)
