"""Trajectories: parts that add up, odds that are counted, and bytes that do not depend on workers."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
import xarray as xr

from growthpole.dims import REASONS
from growthpole.errors import LabelMismatch, UnitMismatch
from growthpole.plan import Calibration, organic_paths, plan_effects, spillover, trajectory

NAMES = ["cars", "steel", "chips"]
YEARS = [2026, 2027, 2028, 2029]
PARTS = ["organic", "projects", "spillover", "displacement", "total"]
UNIT = "1e8 CNY"


@pytest.fixture
def history():
    values = [[90.0, 50.0, 20.0], [100.0, 52.0, 25.0]]
    coords = {"period": [2024, 2025], "activity": NAMES}
    return xr.DataArray(values, coords, ("period", "activity"), attrs={"unit": UNIT})


@pytest.fixture
def organic(history):
    """Paths in another order of dims and activities than the history's."""
    steps = np.random.default_rng(1).normal(0.03, 0.08, (300, 4, 3)).cumsum(axis=1)
    coords = {"path": range(300), "period": YEARS, "activity": NAMES}
    paths = xr.DataArray(history.values[-1] * np.exp(steps), coords, ("path", "period", "activity"))
    return paths.sel(activity=NAMES[::-1]).transpose("activity", "path", "period")


@pytest.fixture
def economy():
    coefficients = np.array([[0.1, 0.0, 0.05], [0.3, 0.2, 0.0], [0.1, 0.0, 0.25]])
    coords = {"activity": NAMES, "activity_other": NAMES}
    multipliers = xr.DataArray(np.linalg.inv(np.eye(3) - coefficients), coords, ("activity", "activity_other"))
    capacity = xr.DataArray([2.0, 4.0, 3.0], {"activity": NAMES}, ("activity",))
    return {"multipliers": multipliers, "capacity": capacity}


def test_each_part_is_that_of_its_own_function(history, organic, economy, many):
    projects = many(6)
    starts = {"p0": 2026, "p1": 2026, "p4": 2027}
    found = trajectory(history, 4, 5, projects=projects, starts=starts, baseline=organic, target=250.0, **economy)
    chance = np.random.default_rng(5).spawn(2)[1]
    effects = plan_effects(projects, starts, YEARS, chance, scenarios=300, activities=NAMES)
    effects = effects.rename(scenario="path")
    shares = (effects["displaced"] / effects["output"]).fillna(0.0)
    parts = spillover(
        effects["output"].drop_attrs(), economy["multipliers"], displacement=shares, capacity=economy["capacity"]
    )
    own = organic.transpose("activity", "period", "path").sel(activity=NAMES)
    wanted = {"organic": own, "projects": parts["output"], "spillover": parts["spillover"]}
    wanted |= {"displacement": parts["displacement"]}
    wanted["total"] = sum(wanted.values())
    for part in PARTS:
        by_hand = wanted[part].quantile([0.1, 0.25, 0.5, 0.75, 0.9], "path").transpose("quantile", "period", "activity")
        np.testing.assert_allclose(found["fan"].sel(part=part), by_hand, atol=1e-12)
        summed = wanted[part].sum("activity")
        np.testing.assert_allclose(
            found["fan_sum"].sel(part=part), summed.quantile([0.1, 0.25, 0.5, 0.75, 0.9], "path"), atol=1e-12
        )
        np.testing.assert_allclose(found["mean"].sel(part=part), wanted[part].mean("path").T, atol=1e-12)
    last = wanted["total"].sum("activity").sel(period=2029)
    np.testing.assert_allclose(found["sum_with"].sel(period=2029), last)
    assert found["odds_with"].item() == (last >= 250).mean().item()
    assert found["odds_without"].item() == (own.sum("activity").sel(period=2029) >= 250).mean().item()
    assert 0 < found["odds_without"].item() < found["odds_with"].item() < 1
    np.testing.assert_array_equal(found["cut_share"], parts["cut_share"].T)


def test_parts_and_waterfall_add_up(history, organic, economy, many):
    found = trajectory(history, 4, 5, projects=many(6), baseline=organic, target_year=2028, **economy)
    mean = found["mean"]
    np.testing.assert_allclose(mean.sel(part=PARTS[:-1]).sum("part"), mean.sel(part="total"))
    steps = found["waterfall"]
    assert steps["step"].values.tolist() == ["base", *PARTS]
    assert steps.sel(step="base").item() == 177.0
    np.testing.assert_allclose(steps.values[:-1].sum(), steps.sel(step="total"))
    np.testing.assert_allclose(steps.sel(step="total"), found["sum_with"].sel(period=2028).mean())
    np.testing.assert_allclose(
        steps.sel(step="organic"), found["sum_without"].sel(period=2028).mean() - steps.sel(step="base")
    )
    assert steps.sel(step="projects") > 0 > steps.sel(step="displacement")
    assert "odds_with" not in found


def test_without_projects_the_total_is_the_organic_part(history, organic, economy):
    found = trajectory(history, 4, 5, baseline=organic, target=170.0, multipliers=economy["multipliers"])
    np.testing.assert_array_equal(found["fan"].sel(part="total"), found["fan"].sel(part="organic"))
    np.testing.assert_array_equal(found["sum_with"], found["sum_without"])
    assert not found["fan"].sel(part=["projects", "spillover", "displacement"]).any()
    assert found["odds_with"].item() == found["odds_without"].item()


def test_quantiles_rise_and_more_certain_targets_are_likelier(history, organic, many):
    found = trajectory(history, 4, 5, projects=many(3), baseline=organic, target=240.0)
    assert (found["fan"].diff("quantile") >= 0).all()
    harder = trajectory(history, 4, 5, projects=many(3), baseline=organic, target=260.0)
    assert harder["odds_with"] <= found["odds_with"]


def test_by_default_each_project_starts_as_early_as_it_may(history, organic, candidates):
    projects = candidates({"earliest": 2028.0}, {"activity": "steel"})
    found = trajectory(history, 4, 5, projects=projects, baseline=organic, start_year=2027)
    output = found["mean"].sel(part="projects")
    assert output.sel(activity="cars").values.tolist() == [0, 0, 12, 12]
    assert output.sel(activity="steel").values.tolist() == [0, 12, 12, 12]


def test_the_bytes_are_the_same_for_any_number_of_workers(history, organic, economy, many):
    alone = trajectory(history, 4, 5, projects=many(6), baseline=organic, target=250.0, **economy)
    for workers in (1, 2, 4):
        with ThreadPoolExecutor(workers) as pool:
            together = trajectory(
                history, 4, 5, projects=many(6), baseline=organic, target=250.0, executor=pool, **economy
            )
        for name in alone.data_vars:
            assert together[name].values.tobytes() == alone[name].values.tobytes()


def test_units_are_one_and_stated(history, organic, candidates, refused):
    found = trajectory(history, 4, 5, projects=candidates({}), baseline=organic, target=200.0)
    assert {found[name].attrs["unit"] for name in ("fan", "fan_sum", "mean", "waterfall", "sum_with")} == {UNIT}
    assert "300 paths" in found["odds_with"].attrs["convention"]
    assert trajectory(history.drop_attrs(), 4, 5, baseline=organic)["fan"].attrs["unit"] == "as given"
    unitless = trajectory(history.drop_attrs(), 4, 5, projects=candidates({}), baseline=organic)
    assert unitless["fan"].attrs["unit"] == UNIT
    with refused("units-differ", "1e4 CNY", kind=UnitMismatch):
        trajectory(history, 4, 5, projects=candidates({}, unit="1e4 CNY"), baseline=organic)


def test_what_does_not_fit_is_refused(history, organic, candidates, economy, refused):
    with refused("label-mismatch", "2030", kind=LabelMismatch):
        trajectory(history, 5, 5, baseline=organic)
    with refused("label-mismatch", "chips", kind=LabelMismatch):
        trajectory(history, 4, 5, baseline=organic.sel(activity=["cars", "steel"]))
    with refused("no-such-label", "ships"):
        trajectory(history, 4, 5, baseline=organic, projects=candidates({"activity": "ships"}))
    with refused("not-used", "starts", "projects"):
        trajectory(history, 4, 5, baseline=organic, starts={})
    with refused("not-used", "capacity", "multipliers"):
        trajectory(history, 4, 5, baseline=organic, capacity=economy["capacity"])
    with refused("not-used", "calibration"):
        trajectory(history, 4, 5, baseline=organic, calibration=object())
    with refused("bad-starts", "p0"):
        trajectory(history, 4, 5, baseline=organic, projects=candidates({"latest": 2025.0}))
    for levels in ((0.5, 1.0), (0.5, 0.1), ()):
        with refused("bad-levels", str(list(levels))):
            trajectory(history, 4, 5, baseline=organic, levels=levels)
    with refused("not-above", "target"):
        trajectory(history, 4, 5, baseline=organic, target=0.0)
    with refused("not-whole", "target_year"):
        trajectory(history, 4, 5, baseline=organic, target_year=2031)
    with refused("periods-not-ordered", "2025, 2024"):
        trajectory(history.isel(period=[1, 0]), 4, 5, baseline=organic)
    with refused("one-table", "history"):
        trajectory(history.expand_dims(region=["N"]), 4, 5, baseline=organic)
    with refused("one-table", "baseline"):
        trajectory(history, 4, 5, baseline=organic.expand_dims(region=["N"]))


# --- organic paths made here ------------------------------------------------------------------------------------


@pytest.fixture
def long_history():
    """Twelve years of growth that varies."""
    steps = np.random.default_rng(3).normal(0.05, 0.06, (12, 3)).cumsum(axis=0)
    coords = {"period": range(2014, 2026), "activity": NAMES}
    return xr.DataArray(100 * np.exp(steps), coords, ("period", "activity"), attrs={"unit": UNIT})


def test_without_a_baseline_the_organic_part_is_that_of_the_history(long_history, economy, many):
    given = {"projects": many(6), "target": 900.0, **economy}
    organic = organic_paths(long_history, 4, np.random.default_rng(5).spawn(2)[0], paths=1500)
    made = trajectory(long_history, 4, 5, paths=1500, **given)
    xr.testing.assert_identical(made, trajectory(long_history, 4, 5, baseline=organic, **given))
    assert made.sizes["path"] == 1500
    for workers in (1, 2, 4):
        with ThreadPoolExecutor(workers) as pool:
            together = trajectory(long_history, 4, 5, paths=1500, executor=pool, **given)
        xr.testing.assert_identical(made, together)


def test_calibration_widens_the_organic_fan(long_history):
    wide = Calibration(
        level=0.8, total=(2.0,) * 4, relative=(1.0,) * 4, spread=0.0025, origins=(5,) * 4, cases=9, histories=9
    )
    plain = trajectory(long_history, 4, 5, paths=2000)["fan_sum"].sel(part="organic", period=2029)
    wider = trajectory(long_history, 4, 5, paths=2000, calibration=wide)["fan_sum"].sel(part="organic", period=2029)
    assert np.ptp(wider.values) > 1.3 * np.ptp(plain.values)


# --- activities without organic paths --------------------------------------------------------------------------


def test_an_activity_nobody_has_begins_with_its_projects(history, organic, candidates):
    """Nothing grows from nothing, so what is there is what the projects make."""
    past = history.copy()
    past.loc[{"activity": "chips"}] = 0.0
    paths = organic.where(organic["activity"] != "chips")
    found = trajectory(past, 4, 5, projects=candidates({"activity": "chips"}), baseline=paths)
    assert found["mean"].sel(part="total", activity="chips").values.tolist() == [12.0] * 4
    assert not found["fan_reason"].any()
    assert found["waterfall"].sel(step="base").item() == 152.0


def test_an_activity_whose_growth_is_not_known_is_left_out_of_the_sum_and_says_so(history, organic, candidates):
    paths = organic.where(organic["activity"] != "chips")
    stated = paths.assign_coords(
        reason=("activity", np.where(paths["activity"] == "chips", REASONS["series_break"], 0))
    )
    projects = candidates({"activity": "chips"})
    for given, why in ((paths, "missing"), (stated, "series_break")):
        found = trajectory(history, 4, 5, projects=projects, baseline=given)
        assert found["fan_reason"].values.tolist() == [0, 0, REASONS[why]]
        assert found["mean_reason"].values.tolist() == [0, 0, REASONS[why]]
        organic_chips = found["fan"].sel(activity="chips", part=["organic", "total"])
        assert organic_chips.isnull().all()
        assert (found["mean"].sel(activity="chips", part="projects") == 12).all()
        known = organic.sel(activity=["cars", "steel"]).sum("activity").mean("path")
        np.testing.assert_allclose(found["sum_without"].mean("path"), known)
        np.testing.assert_allclose(found["sum_with"].mean("path"), known + 12)
        steps = found["waterfall"]
        assert steps.sel(step="base").item() == 152.0
        np.testing.assert_allclose(steps.values[:-1].sum(), steps.sel(step="total"))
        assert steps.attrs["convention"].endswith("organic part left out of chips")


def test_paths_that_are_missing_in_part_or_everywhere_are_refused(history, organic, refused):
    with refused("missing-cells", "baseline", "period=2027"):
        trajectory(history, 4, 5, baseline=organic.where(organic["period"] != 2027))
    with refused("missing-cells", "baseline"):
        trajectory(history, 4, 5, baseline=organic * np.nan)
