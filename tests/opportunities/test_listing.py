import numpy as np
import pandas as pd
import pytest
import xarray as xr

from growthpole.dims import REASONS
from growthpole.linkages import worked_example
from growthpole.opportunities import CostTable, complexity_value, feasibility, options, pareto_front
from growthpole.opportunities.listing import default_horizon
from growthpole.tables import Panel

SEED = 1
LABELS = {"period": np.arange(2010, 2018), "region": list("NSWEM"), "activity": list("abcdef")}


@pytest.fixture(scope="module")
def panel():
    rng = np.random.default_rng(SEED)
    steps = rng.normal(0, 0.3, (8, 5, 6)).cumsum(axis=0) + rng.normal(0, 0.8, (5, 6))
    return Panel(xr.DataArray(np.exp(steps), coords=LABELS, dims=list(LABELS)), "person")


@pytest.fixture(scope="module")
def found(panel):
    costs = CostTable.from_frame(
        pd.DataFrame(
            {
                "activity": ["a"],
                "public_investment_per_job": [0.4],
                "public_investment_per_job_unit": ["1e4 CNY/person"],
                "basis": ["assumption"],
                "source": ["a planner's guess"],
            }
        )
    )
    sectors = {"a": "1", "b": "1", "c": "2", "d": "2", "e": "", "f": "1"}
    gap = xr.DataArray([4.0, 9.0], coords={"supplier": ["1", "2"]}, dims="supplier", attrs={"unit": "1e8 CNY"})
    gaps = {"low": gap, "high": gap * 2}
    gaps["high"].attrs = {"unit": "1e8 CNY"}
    return options(
        panel, worked_example(), horizon=2, model="distance", sector_of=sectors, gaps=gaps, costs=costs, draws=5
    )


def test_the_axes_stand_apart_and_are_those_of_their_own_functions(panel, found):
    alone = feasibility(panel, 2, model="distance", draws=5)
    xr.testing.assert_equal(
        found.feasibility.drop_vars(list(found.coords)), alone.probability.drop_vars(list(alone.coords))
    )
    from growthpole.diagnose import economic_complexity

    m = (alone.strength >= 1).drop_vars([name for name in alone.coords if str(name).endswith("_reason")])
    pci = economic_complexity(m, scale="z")["pci"]
    assert found.opens.values == pytest.approx(complexity_value(m, pci, "max").opens.values, nan_ok=True)
    assert not {"score", "total", "index"} & set(map(str, found.data_vars))


def test_what_is_present_is_no_option_on_any_axis(found):
    there = found.strength.values >= 1
    for name in ("feasibility", "opens", "delta_eci", "front"):
        assert np.isnan(found[name].values[there]).all()
        assert (found.coords[f"{name}_reason"].values[there] == REASONS["present"]).all()


def test_the_front_is_over_feasibility_and_value(found):
    axes = {
        name: found[name]
        .drop_vars(list(found.coords))
        .assign_coords(
            region=found.region,
            activity=found.activity,
            reason=(("region", "activity"), found.coords[f"{name}_reason"].values),
        )
        for name in ("feasibility", "opens", "expected_linkage")
    }
    front = pareto_front(axes, dict.fromkeys(axes, True))
    assert found.front.values == pytest.approx(front.values, nan_ok=True)


def test_costs_not_given_are_missing_and_never_zero(found):
    given = found.cost_public_investment_per_job
    assert float(given.sel(activity="a")) == 0.4
    assert given.drop_sel(activity="a").isnull().all()
    assert found.cost_land_per_output.isnull().all()
    assert (found.coords["cost_land_per_output_reason"] == REASONS["missing"]).all()


def test_activities_of_one_sector_share_its_gap_and_without_a_sector_there_is_none(found):
    assert found.gap_low.sel(activity=["a", "b"]).values.tolist() == [4.0, 4.0]
    assert found.gap_high.sel(activity="c").item() == 18.0
    assert found.gap_low.sel(activity="e").isnull()
    assert found.gap_low.attrs["unit"] == "1e8 CNY"


def test_jobs_are_those_of_the_sector_and_missing_without_employment(panel, found):
    assert found.jobs_low.isnull().all()
    assert (found.coords["jobs_low_reason"] == REASONS["missing"]).all()
    suppliers = {"supplier": ["1", "2"]}
    persons = xr.DataArray([2.0, 3.0], suppliers, dims="supplier", attrs={"unit": "person/1e8 CNY"})
    gap = xr.DataArray([4.0, 9.0], suppliers, dims="supplier", attrs={"unit": "1e8 CNY"})
    sectors = {"a": "1", "b": "1", "c": "2", "d": "2", "e": "", "f": "1"}
    given = options(
        panel,
        worked_example(),
        horizon=2,
        model="distance",
        sector_of=sectors,
        gaps={"low": gap, "high": gap},
        employment=persons,
        draws=0,
    )
    assert given.jobs_low.sel(activity=["a", "c"]).values.tolist() == [8.0, 27.0]
    assert given.jobs_low.sel(activity="e").isnull()
    assert given.jobs_low.attrs["unit"] == "person"


def test_an_exit_is_no_task_of_an_option(panel, refused):
    with refused("unknown-option", "task", "exit"):
        options(panel, task="exit")


def test_without_a_table_the_linkage_part_is_left_out(panel):
    bare = options(panel, horizon=2, model="distance", draws=0)
    assert not {"multiplier", "expected_linkage", "gap_low"} & set(map(str, bare.data_vars))
    assert bare.front.notnull().any()


def test_activities_that_are_sectors_need_no_mapping(panel):
    two = Panel(panel.values.sel(activity=["a", "b"]).assign_coords(activity=["1", "2"]), "person")
    found = options(two, worked_example(), horizon=2, model="distance", draws=0)
    assert found.multiplier.notnull().all()


def test_a_table_without_a_complexity_index_says_so(panel):
    """Two blocks that share nothing: complexity is not defined, feasibility is."""
    x = np.zeros((1, 4, 4))
    x[0, :2, :2] = [[5, 1], [1, 5]]
    x[0, 2:, 2:] = [[5, 1], [1, 5]]
    labels = {"period": [2020], "region": list("NSWE"), "activity": list("abcd")}
    found = options(Panel(xr.DataArray(x, coords=labels, dims=list(labels)), "person"), draws=0)
    assert found.opens.isnull().all()
    absent = found.strength < 1
    assert set(found.coords["opens_reason"].values[absent.values]) == {REASONS["disconnected"]}
    assert found.feasibility.values[absent.values] == pytest.approx(found.feasibility.values[absent.values])


@pytest.mark.parametrize(
    ("years", "wanted"),
    [([2006, 2011, 2016], 5), (range(2000, 2012), 3), ([2010, 2012], 2), ([2010, 2020], 10), ([2020], 3)],
)
def test_the_horizon_in_place_of_one_that_is_not_given(years, wanted):
    assert default_horizon(years) == wanted
