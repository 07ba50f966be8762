"""What projects add: hand-made cases, brute force, and the laws of effects."""

import pickle
from concurrent.futures import Executor, Future, ThreadPoolExecutor

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from growthpole.errors import Cancelled, LabelMismatch
from growthpole.plan import Projects, _chances, plan_effects, project_effects
from growthpole.progress import CancelToken, silent

YEARS = range(2026, 2032)


class Elsewhere(Executor):
    """Work that reaches a worker, and comes back from it, as another process would see it."""

    def submit(self, function, /, *args, **kwargs):
        done = Future()
        there, given, named = pickle.loads(pickle.dumps((function, args, kwargs)))  # noqa: S301
        done.set_result(pickle.loads(pickle.dumps(there(*given, **named))))  # noqa: S301
        return done


def test_a_sure_project_without_delay_or_ramp_gives_full_output_from_its_lead_on(candidates):
    found = project_effects(candidates({"lead": 2.0, "jobs": 300.0, "energy": 4.0}), YEARS, 1, scenarios=3)
    output = found["output"].sel(project="p0")
    for start in YEARS:
        for year in YEARS:
            full = 12.0 if year >= start + 2 else 0.0
            assert (output.sel(start=start, period=year) == full).all()
    np.testing.assert_array_equal(found["value_added"], found["output"] * 0.25)
    np.testing.assert_array_equal(found["jobs"], found["output"] * 25)
    np.testing.assert_allclose(found["energy"], found["output"] / 3)
    assert found["reached"].all()


def test_each_cell_is_that_of_a_fine_sum_over_the_year(many):
    """A Riemann sum of the clipped ramp from the draws themselves, in another order of operations."""
    projects = many(3, seed=5)
    found = project_effects(projects, YEARS, 4, starts=[2026, 2028], scenarios=4)
    draws = _chances.all_drawn(projects, np.random.default_rng(4), 4)
    moments = (np.arange(20_000) + 0.5) / 20_000
    for at, code in enumerate(projects.codes):
        row = projects.table.loc[code]
        for start in (2026, 2028):
            for year in YEARS:
                for scenario in range(4):
                    first = start + row["lead"] + draws.delay[at, scenario]
                    share = np.clip((year + moments - first) / row["ramp"], 0, 1).mean()
                    wanted = draws.reached[at, scenario] * row["output"] * draws.utilisation[at, scenario] * share
                    cell = found["output"].sel(project=code, start=start, period=year, scenario=scenario)
                    # the midpoint rule errs by less than 1e-7 of an output of at most 22
                    assert cell.item() == pytest.approx(wanted, abs=1e-5)


def test_a_project_that_never_comes_costs_only_what_is_sunk(candidates):
    projects = candidates({"probability": 0.0, "public": 4.0, "spend": 2.0})
    found = project_effects(projects, YEARS, 1, starts=[2027], scenarios=5, sunk=0.3)
    for name in ("output", "value_added", "jobs", "energy"):
        assert not found[name].any()
    assert found["spend"].isel(scenario=0).values.ravel().tolist() == [0, 1.5, 1.5, 0, 0, 0]
    np.testing.assert_allclose(found["public_spend"], found["spend"] * 0.4)


def test_spend_adds_up_to_overrun_times_investment(many):
    projects = many(6)
    found = project_effects(projects, range(2026, 2040), 3, starts=[2026, 2030], scenarios=40)
    spent = found["spend"].sum("period")
    np.testing.assert_allclose(spent.sel(start=2026), spent.sel(start=2030))
    reached = found["reached"].transpose(*spent.sel(start=2026).dims)
    factor = spent.sel(start=2026) / 10 / reached.where(reached, 0.2)
    assert float(factor.min()) >= 0.9
    assert float(factor.max()) <= 2.5
    share = found["public_spend"].sum("period") / spent
    np.testing.assert_allclose(share.isel(start=0, scenario=0), projects.numbers("public") / 10)


def test_doubling_output_doubles_what_follows_from_it(many):
    projects = many(4)
    table = projects.table.assign(output=projects.table["output"] * 2)
    once = project_effects(projects, YEARS, 7, scenarios=9)
    twice = project_effects(Projects(table, projects.unit), YEARS, 7, scenarios=9)
    for name in ("output", "value_added"):
        np.testing.assert_allclose(twice[name], 2 * once[name])
    np.testing.assert_array_equal(twice["spend"], once["spend"])


def test_a_later_start_shifts_effects_under_the_same_luck(many):
    found = project_effects(many(5), YEARS, 7, scenarios=20)
    for name in ("output", "jobs", "spend"):
        early = found[name].sel(start=2026, period=slice(2026, 2030)).values
        late = found[name].sel(start=2027, period=slice(2027, 2031)).values
        np.testing.assert_array_equal(early, late)


@settings(max_examples=25, deadline=None)
@given(st.floats(0, 4), st.floats(0, 4), st.floats(0, 4), st.integers(0, 5))
def test_output_stays_between_nothing_and_full_and_never_falls(lead, ramp, delay, seed):
    row = {"probability": 0.7, "investment": 1.0, "output": 5.0, "value_added": 0.5, "lead": lead, "ramp": ramp}
    row |= {"delay": delay, "delay_high": delay + 1, "utilisation_low": 0.5, "utilisation_high": 1.2}
    found = project_effects(Projects(pd.DataFrame([row], index=["p"]), "1e8 CNY"), YEARS, seed, scenarios=8)["output"]
    assert float(found.min()) >= 0
    assert float(found.max()) <= 6
    # one unit in the last place of the difference of two areas
    assert (found.diff("period") >= -1e-12).all()


def test_starts_a_project_may_not_take_are_marked_and_finite(candidates):
    found = project_effects(candidates({"earliest": 2027.0, "latest": 2029.0}, {}), YEARS, 1, scenarios=2)
    assert found["allowed"].sel(project="p0").values.tolist() == [False, True, True, True, False, False]
    assert found["allowed"].sel(project="p1").all()
    assert np.isfinite(found["output"]).all()


def test_variables_units_and_conventions(candidates):
    found = project_effects(candidates({}), [2026], 1, scenarios=1, variables=["spend", "jobs"])
    assert set(found.data_vars) == {"jobs", "spend", "reached", "allowed"}
    assert found["jobs"].attrs["unit"] == "person"
    assert found["spend"].attrs["unit"] == "1e8 CNY"
    assert "overrun" in found["spend"].attrs["convention"]


def test_what_is_out_of_range_is_refused(candidates, refused):
    projects = candidates({})
    with refused("unknown-option", "profit"):
        project_effects(projects, YEARS, 1, variables=["profit"])
    with refused("not-a-share", "sunk"):
        project_effects(projects, YEARS, 1, sunk=1.5)
    with refused("not-whole", "scenarios"):
        project_effects(projects, YEARS, 1, scenarios=0)
    with refused("no-such-label", "cars"):
        plan_effects(projects, {"p0": 2026}, YEARS, 1, activities=["steel"])
    with refused("repeated-labels", "cars", kind=LabelMismatch):
        plan_effects(projects, {"p0": 2026}, YEARS, 1, activities=["cars", "cars"])


# --- the effects of a plan -------------------------------------------------------------------------------------


def test_a_plan_is_the_sum_of_its_projects_by_activity(many):
    projects = many(7)
    starts = {"p0": 2026, "p3": 2027, "p4": 2026, "p5": 2029}
    single = project_effects(projects, YEARS, 11, scenarios=300)
    found = plan_effects(projects, starts, YEARS, 11, scenarios=300)
    for name in ("output", "value_added", "jobs", "energy", "spend", "public_spend"):
        wanted = dict.fromkeys(("cars", "steel", "chips"), 0.0)
        for code, start in starts.items():
            activity = projects.table.loc[code, "activity"]
            wanted[activity] = wanted[activity] + single[name].sel(project=code, start=start).values
        for activity, total in wanted.items():
            np.testing.assert_allclose(found[name].sel(activity=activity), np.broadcast_to(total, (6, 300)))
    lost = projects.table["displacement"]
    by_hand = sum(single["output"].sel(project=c, start=s).values * lost[c] for c, s in starts.items())
    np.testing.assert_allclose(found["displaced"].sum("activity"), by_hand)


def test_the_bytes_are_the_same_for_any_number_of_workers(many):
    projects = many(9)
    starts = dict.fromkeys(projects.codes, 2026)
    alone = plan_effects(projects, starts, YEARS, 3, scenarios=700)
    for pool in (ThreadPoolExecutor(1), ThreadPoolExecutor(2), ThreadPoolExecutor(4), Elsewhere()):
        with pool:
            together = plan_effects(projects, starts, YEARS, 3, scenarios=700, executor=pool)
        for name in alone.data_vars:
            assert together[name].values.tobytes() == alone[name].values.tobytes()


def test_an_empty_plan_adds_nothing(many):
    found = plan_effects(many(3), {}, YEARS, 3, scenarios=10, activities=["steel", "other"])
    assert found["activity"].values.tolist() == ["steel", "other"]
    for name in found.data_vars:
        assert found[name].shape == (2, 6, 10)
        assert not found[name].any()


def test_progress_is_told_and_stops(many):
    seen = []
    plan_effects(many(2), {"p0": 2026}, YEARS, 3, scenarios=600, on_progress=seen.append)
    assert [(one.done, one.total) for one in seen] == [(1, 3), (2, 3), (3, 3)]
    token = CancelToken()
    token.cancel()
    with pytest.raises(Cancelled):
        plan_effects(many(2), {"p0": 2026}, YEARS, 3, scenarios=600, on_progress=token.guard(silent))
