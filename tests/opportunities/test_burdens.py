"""The cost axis: nothing is filled in, plants and sizes by hand, import dependence by fractions."""

from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st

from growthpole.dims import REASONS
from growthpole.errors import LabelMismatch, UnitMismatch
from growthpole.linkages import domestic_table, import_share, technical_coefficients
from growthpole.opportunities import CostTable, cost_axis, import_dependence
from growthpole.opportunities.cost_tables import ITEMS
from growthpole.tables import IOTable

OPTIONS = ["cars", "ships", "shoes"]
NAMES = ["1", "2", "3"]


def costs(**columns):
    base = {"activity": ["ships", "cars"], "basis": ["source", "assumption"], "source": ["Yearbook", ""]}
    return CostTable.from_frame(pd.DataFrame(base | columns))


def sized(unit="1e6 CNY"):
    return costs(minimum_efficient_size=[200.0, 50.0], minimum_efficient_size_unit=unit)


def by_activity(values, unit="1e6 CNY", names=OPTIONS):
    return xr.DataArray(values, coords={"activity": names}, dims="activity", attrs={"unit": unit})


def table(seed=0, imports=True, sign=1.0):
    """A competitive-import table of three sectors, the last of which buys nothing."""
    rng = np.random.default_rng(seed)
    z = rng.integers(1, 20, (3, 3)).astype(float)
    z[0, 1] *= sign
    z[:, 2] = 0.0
    f = rng.integers(60, 90, (3, 2)).astype(float)
    bought = rng.integers(0, 10, 3).astype(float) if imports else np.zeros(3)
    x = z.sum(1) + f.sum(1) - bought
    return IOTable(
        xr.DataArray(z, coords={"supplier": NAMES, "user": NAMES}),
        xr.DataArray(f, coords={"supplier": NAMES, "category": ["home", "exports"]}),
        xr.DataArray((x - z.sum(0))[None], coords={"factor": ["v"], "user": NAMES}),
        xr.DataArray(x, coords={"supplier": NAMES}),
        xr.DataArray(bought, coords={"supplier": NAMES}) if imports else None,
    )


# --- dependence ----------------------------------------------------------------------------------------------


@given(st.integers(0, 10_000))
@settings(max_examples=40, deadline=None)
def test_dependence_in_fractions(seed):
    io = table(seed)
    found = import_dependence(io, {"a": "1", "b": "2", "c": "3", "d": None}, "exports")
    z, f, m = (part.values.astype(int).tolist() for part in (io.z, io.final_demand, io.imports))
    share = [Fraction(m[i], sum(z[i]) + f[i][0]) for i in range(3)]
    for j in range(2):
        expected = sum(share[i] * z[i][j] for i in range(3)) / sum(z[i][j] for i in range(3))
        assert found.values[j] == pytest.approx(float(expected), rel=1e-13)  # two sums and divisions
    assert found.reason.values.tolist() == [0, 0, REASONS["zero_total"], REASONS["missing"]]
    assert np.isnan(found.values[2:]).all()


def test_dependence_is_the_imported_part_of_the_domestic_table():
    """The same number from the table of domestic flows: imported inputs over all inputs."""
    io = table(5)
    home = domestic_table(io, "exports")
    imported = (io.z - home.z).sum("supplier") / io.z.sum("supplier").where(lambda bought: bought > 0)
    found = import_dependence(io, {"a": "1", "b": "2"}, "exports")
    np.testing.assert_allclose(found, imported.values[:2], rtol=1e-12)
    assert "no exports named" in import_dependence(io, {"a": "1"}).attrs["convention"]
    weights = technical_coefficients(io)
    by_share = (import_share(io, ()).values @ weights.values / weights.sum("supplier").values.clip(1e-9))[0]
    assert import_dependence(io, {"a": "1"}).item() == pytest.approx(by_share, rel=1e-12)


def test_dependence_as_given():
    share = xr.DataArray([0.2, np.nan], coords={"supplier": ["x", "y"]}, dims="supplier")
    found = import_dependence(share, {"a": "x", "b": "y", "c": ""})
    assert found.values[0] == 0.2
    assert (found.reason.values == [0, REASONS["missing"], REASONS["missing"]]).all()


def test_failures_of_dependence(refused):
    share = xr.DataArray([0.2, 1.5], coords={"supplier": ["x", "y"]}, dims="supplier")
    with refused("not-shares", "supplier=y: 1.5"):
        import_dependence(share, {"a": "x"})
    with refused("one-dimension", "period"):
        import_dependence(share.expand_dims(period=[1]), {"a": "x"})
    with refused("already-domestic", "import_dependence"):
        import_dependence(table(imports=False), {"a": "1"})
    with refused("io-negative-flows", "import_dependence"):
        import_dependence(table(sign=-1.0), {"a": "1"})
    with refused("not-an-io-table", "NoneType"):
        import_dependence(None, {"a": "1"})
    with refused("no-such-sector", "9", kind=LabelMismatch):
        import_dependence(table(), {"a": "9"})


# --- axis ----------------------------------------------------------------------------------------------------


def test_what_nobody_gave_is_missing_and_never_zero():
    for given_table in (None, costs(talent=[0.3, 0.0])):
        axis = cost_axis(OPTIONS, given_table)
        assert set(axis.data_vars) == {*ITEMS, "imported_inputs"}
        for name in set(axis.data_vars) - {"talent"}:
            assert np.isnan(axis[name]).all()
            assert (axis[f"{name}_reason"] == REASONS["missing"]).all()
    assert axis.talent.values[:2].tolist() == [0.0, 0.3]  # a zero that was given is one
    assert axis.talent_reason.values.tolist() == [0, 0, REASONS["missing"]]
    assert axis.basis.values.tolist() == ["assumption", "source", ""]
    assert axis.source.values.tolist() == ["", "Yearbook", ""]
    assert axis.talent.attrs["unit"] == "1"
    assert axis.land_per_output.attrs["unit"] == "not given"


@given(st.permutations(OPTIONS))
def test_the_order_of_options_does_not_matter(order):
    gap = by_activity([100.0, 30.0, 10.0])
    axis, moved = (cost_axis(names, sized(), gap=gap) for names in (OPTIONS, order))
    for name in axis.data_vars:
        np.testing.assert_array_equal(moved[name].sel(activity=OPTIONS), axis[name])
        np.testing.assert_array_equal(moved[f"{name}_reason"].sel(activity=OPTIONS), axis[f"{name}_reason"])


def test_plants_need_gap_and_size():
    gap = by_activity([100.0, np.nan, 10.0]).assign_coords(reason=("activity", [0, REASONS["suppressed"], 0]))
    axis = cost_axis(OPTIONS, sized(), gap=gap)
    assert axis.plants.values[0] == 2.0
    assert axis.plants_reason.values.tolist() == [0, REASONS["suppressed"], REASONS["missing"]]
    assert axis.minimum_efficient_size.attrs["unit"] == "1e6 CNY"
    bounds = xr.concat([by_activity([25.0, 0.0, 1.0]), by_activity([100.0, 400.0, 1.0])], "bound")
    both = cost_axis(xr.DataArray(OPTIONS, dims="activity"), sized(), gap=bounds.assign_coords(bound=["low", "high"]))
    assert both.plants.sel(activity="cars").values.tolist() == [0.5, 2.0]
    assert both.plants.sel(activity="ships").values.tolist() == [0.0, 2.0]


def test_a_plant_against_the_region():
    output = xr.DataArray([1000.0, 0.0, np.nan], coords={"region": ["N", "S", "W"]}, dims="region")
    axis = cost_axis(OPTIONS, sized(), output)
    assert axis.size_to_output.dims == ("region", "activity")
    assert axis.size_to_output.sel(region="N").values[:2].tolist() == [0.05, 0.2]
    none, empty = REASONS["missing"], REASONS["zero_region"]
    assert axis.size_to_output_reason.values.tolist() == [[0, 0, none], [empty, empty, none], [none] * 3]
    np.testing.assert_array_equal(np.isnan(axis.size_to_output), axis.size_to_output_reason != 0)
    assert cost_axis(OPTIONS, sized(), xr.DataArray(400.0)).size_to_output.values[:2].tolist() == [0.125, 0.5]


def test_dependence_stands_apart_from_the_item_of_the_table():
    axis = cost_axis(OPTIONS, costs(import_dependence=[0.5, 0.4]), dependence=by_activity([0.1, np.nan, 0.3], "1"))
    assert axis.import_dependence.values[:2].tolist() == [0.4, 0.5]
    assert axis.imported_inputs.values[[0, 2]].tolist() == [0.1, 0.3]
    assert axis.imported_inputs_reason.values.tolist() == [0, REASONS["missing"], 0]


def test_failures_of_the_axis(refused):
    gap = by_activity([1.0, 2.0, 3.0])
    with refused("label-mismatch", "ships", kind=LabelMismatch):
        cost_axis(["cars", "shoes"], sized())
    with refused("repeated-labels", "cars", kind=LabelMismatch):
        cost_axis(["cars", "cars"], None)
    with refused("units-differ", "1e8 CNY", kind=UnitMismatch):
        cost_axis(OPTIONS, sized(), gap=gap.assign_attrs(unit="1e8 CNY"))
    with refused("units-differ", "car", kind=UnitMismatch):
        cost_axis(OPTIONS, sized("car"), xr.DataArray(1.0, attrs={"unit": "1e6 CNY"}))
    with refused("label-mismatch", "shoes", kind=LabelMismatch):
        cost_axis(OPTIONS, sized(), gap=gap.isel(activity=[0, 1]))
    with refused("not-levels", "gap"):
        cost_axis(OPTIONS, sized(), gap=-gap)
    with refused("not-levels", "regional_output"):
        cost_axis(OPTIONS, sized(), xr.DataArray(-1.0))
    with refused("reserved-dim", "activity"):
        cost_axis(OPTIONS, sized(), gap)
    with refused("not-shares", "dependence"):
        cost_axis(OPTIONS, None, dependence=gap)
    with refused("one-table", "dependence"):
        cost_axis(OPTIONS, None, dependence=(gap / 9).expand_dims(period=[1]))
