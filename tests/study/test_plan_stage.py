"""The plan of the bundled study against plain computations, and what a study with other limits or a history gets."""

from __future__ import annotations

import math
import re
from itertools import product

import numpy as np
import pandas as pd
import pytest

from growthpole.errors import InputError
from growthpole.study import explain, run_study
from growthpole.study.case import load_case

BASE, GOAL, YEARS = 2.4, 3.0, 4
REQUIRED = (GOAL / BASE) ** (1 / YEARS) - 1
STEPS = ((2015, 2016), (2018, 2019), (2019, 2020), (2020, 2021))  # 2017 is not published, 2018 is another definition


@pytest.fixture(scope="module")
def levels(study_folder):
    """High-tech revenue by province and year, as the file has it."""
    data = pd.read_csv(study_folder / "sources" / "province_indicators.csv")
    data = data[data["indicator"] == "high_tech_manufacturing_revenue"]
    return data.pivot_table(index="region_code", columns="period", values="value").drop(index="CN")


def rows_of(run, name):
    return run.table(name).rows()


def test_odds_are_the_share_of_provinces_over_their_own_four_steps(run, levels):
    factor = math.prod(levels[end] / levels[start] for start, end in STEPS)
    reached = factor ** (1 / YEARS) - 1 >= REQUIRED
    row = next(r for r in rows_of(run, "plan.odds") if (r["group"], r["plan"]) == ("all", "without"))
    assert (row["reached"], row["cases"], row["share"]) == (reached.sum(), len(reached), pytest.approx(reached.mean()))
    assert (row["reached"], row["cases"]) == (23.0, 31.0)
    spans = [(2018, 2020), (2019, 2021), (2018, 2021)]
    shares = [((levels[b] / levels[a]) ** (1 / (b - a)) - 1 >= REQUIRED).mean() for a, b in spans] + [reached.mean()]
    assert (row["low"], row["high"]) == pytest.approx((min(shares), max(shares)))


def test_the_fan_holds_the_cases_that_the_odds_count(run, levels):
    spans = {1: STEPS, 2: ((2018, 2020), (2019, 2021)), 3: ((2018, 2021),)}
    ends = {ahead: [levels[b] / levels[a] for a, b in held] for ahead, held in spans.items()}
    ends[4] = [math.prod(levels[end] / levels[start] for start, end in STEPS)]
    for ahead, held in ends.items():
        wanted = BASE * np.quantile(np.concatenate(held), [0.1, 0.5, 0.9], method="inverted_cdf")
        row = next(r for r in rows_of(run, "plan.fan") if (r["plan"], r["period"]) == ("without", str(2021 + ahead)))
        assert [row["q10"], row["q50"], row["q90"]] == pytest.approx(wanted.tolist())


def test_no_window_of_the_class_crosses_2017_or_uses_what_came_later(run):
    found = run.table("plan.reference").frame
    assert not found["window"].str.contains("2016–2018|2017|2022|2023").any()
    assert set(found.loc[found["composed"] == "True", "window"]) == {"2015–2016, 2018–2021"}


def test_every_project_of_the_bundle_is_an_assumption_and_no_headline_rests_on_one(run):
    assert {row["basis"] for row in rows_of(run, "plan.candidates")} == {"assumption"}
    assert {row["basis"] for row in rows_of(run, "plan.assumptions")} == {"assumption"}
    (document,) = [__import__("json").loads((run.folder / "views" / "document.en.json").read_text(encoding="utf-8"))]
    keys = [span["key"] for line in document["headline"] for span in line["spans"] if span["key"]]
    assert any(key.startswith("plan.odds") for key in keys)
    assert not [key for key in keys if key.startswith(("plan.chosen", "plan.added", "plan.by_period"))]
    assert not [key for key in keys if "plan=with," in key or key.endswith("plan=with]")]


def test_the_plan_is_the_best_of_all_that_the_budget_allows(run):
    """Every choice of starts of the four candidates, by the expected effects that the run itself is made of."""
    from growthpole.dims import PERIOD, SCENARIO
    from growthpole.plan import Projects, project_effects
    from growthpole.study.stages.plan_choice import SEEDS

    case, seed = run.case, run.manifest["seed"]
    table = pd.DataFrame(rows_of(run, "plan.assumptions")).pivot_table(
        index="project", columns="assumption", values="value"
    )
    order = [row["project"] for row in rows_of(run, "plan.candidates")]
    projects = Projects(table.loc[order].rename_axis(columns=None), case.plan.unit)
    chance = int(np.random.SeedSequence([seed, SEEDS[0]]).generate_state(1)[0])
    starts = [2023, 2024, 2025]
    effects = project_effects(projects, case.plan.periods, chance, starts=starts, scenarios=case.plan.scenarios)
    stays = 1 - projects.numbers("displacement")  # what is displaced adds nothing
    value = effects["value_added"].mean(SCENARIO).sum(PERIOD).values * stays[:, None]
    spend = effects["public_spend"].mean(SCENARIO).values
    budget = np.array([case.plan.limits.budget.get(str(year), np.inf) for year in case.plan.periods])
    best = -1.0
    for choice in product([None, 0, 1, 2], repeat=len(order)):
        picked = [(at, start) for at, start in enumerate(choice) if start is not None]
        if (sum((spend[p] for p in picked), np.zeros(len(budget))) <= budget + 1e-9).all():
            best = max(best, sum(value[p] for p in picked))
    (solution,) = rows_of(run, "plan.solution")
    assert solution["objective"] == pytest.approx(best, rel=1e-9)
    assert solution["residual"] <= 1e-9
    assert solution["gap"] <= 0.01


def test_parts_add_up_and_the_waterfall_ends_at_the_goal(run):
    for row in rows_of(run, "plan.added"):
        assert row["added"] == pytest.approx(row["projects"] + row["spillover"] + row["displacement"], abs=1e-15)
        assert row["spillover"] >= 0 >= row["displacement"]
    steps = {row["step"]: row["value"] for row in rows_of(run, "plan.waterfall")}
    parts = [steps[name] for name in ("base", "organic", "projects", "spillover", "displacement")]
    assert steps["reached"] == pytest.approx(sum(parts))
    assert steps["reached"] + steps["left"] == pytest.approx(steps["goal"]) == pytest.approx(GOAL)


def test_the_budget_is_kept_in_expectation_and_dates_follow_from_the_assumptions(run):
    for row in rows_of(run, "plan.by_period"):
        assert math.isnan(row["budget"]) or row["public_spend"] <= row["budget"] + 1e-9
    start = {row["project"]: row["start"] for row in rows_of(run, "plan.chosen")}
    held = pd.DataFrame(rows_of(run, "plan.assumptions")).pivot_table(
        index="project", columns="assumption", values="value"
    )
    for row in rows_of(run, "plan.milestones"):
        if row["milestone"] == "producing":
            own = held.loc[row["project"]]
            assert row["year"] == pytest.approx(start[row["project"]] + own["lead"] + own["delay"])


def test_what_would_have_to_be_true_closes_the_gap(run):
    typical = pd.DataFrame(rows_of(run, "plan.assumptions")).pivot_table(
        index="project", columns="assumption", values="value"
    )
    none = next(row for row in rows_of(run, "plan.requirements") if row["case"] == "none")
    assert none["gap"] == pytest.approx(GOAL - BASE)
    assert none["needed_alone"] == pytest.approx(REQUIRED)
    # begun in 2023: what a triangular delay leaves of the ramp in 2025, computed anew with many draws of our own
    own = np.random.default_rng(1)
    count, made = 400_000, 0.0
    sector = {row["activity"]: row["sector"] for row in rows_of(run, "opportunities.options")}
    activity = {row["project"]: row["activity"] for row in rows_of(run, "plan.candidates")}
    middle = {row["sector"]: row["middle"] for row in rows_of(run, "plan.multipliers")}
    for code, one in typical.iterrows():
        delay = own.triangular(one["delay_low"], one["delay"], one["delay_high"], count)
        used = own.triangular(one["utilisation_low"], one["utilisation"], one["utilisation_high"], count)
        age = 2026 - 2023 - one["lead"] - delay
        area = [
            np.clip(x, 0, one["ramp"]) ** 2 / (2 * one["ramp"]) + np.maximum(x - one["ramp"], 0) for x in (age, age - 1)
        ]
        gross = one["probability"] * one["output"] * (used * (area[0] - area[1])).mean()
        made += gross * (1 - one["displacement"]) * (1 + middle[sector[activity[code]]])
    assert none["investment"] == pytest.approx(none["gap"] * 1e4 / (made / typical["investment"].sum()), rel=0.1)


def test_every_figure_of_the_plan_resolves(run):
    for name in run.table_names:
        if name.startswith("plan."):
            table = run.table(name)
            for row in table.rows()[:12]:
                for column in table.units:
                    if not math.isnan(float(row[column])):
                        assert explain(run, str(table.key(row, column))).value == float(row[column])


def changed(folder, *edits):
    """The study with replacements in its study.toml."""
    text = (folder / "study.toml").read_text(encoding="utf-8")
    for old, new in edits:
        assert re.search(old, text), old
        text = re.sub(old, new, text, count=1)
    (folder / "study.toml").write_text(text, encoding="utf-8")
    return folder


BUDGET = r"budget = \{ 2023 = 3\.0[^}]*\}"


def test_a_plan_that_cannot_be_names_its_conflicting_limits_and_the_study_runs_on(ready_study):
    floor = "budget = { 2023 = 0.5, 2024 = 0.5, 2025 = 0.5 }\njobs_floor = { 2026 = 5000.0 }"
    run = run_study(changed(ready_study, (BUDGET, floor)), stages=("plan",)).run
    limits = [row["limit"] for row in rows_of(run, "plan.conflicts")]
    assert "jobs_floor[2026]" in limits
    assert rows_of(run, "plan.chosen") == []
    assert "plan.gantt" not in run.table_names
    assert {row["plan"] for row in rows_of(run, "plan.odds")} == {"without"}
    assert all(row["words_en"] and row["words_zh"] for row in rows_of(run, "plan.conflicts"))


@pytest.mark.parametrize("objective", ["tail", "odds"])
def test_other_objectives_give_a_plan_within_the_same_limits(ready_study, objective):
    folder = changed(ready_study, ('objective = "value"', f'objective = "{objective}"'))
    run = run_study(folder, stages=("plan",)).run
    (solution,) = rows_of(run, "plan.solution")
    assert solution["residual"] <= 1e-9
    assert solution["objective"] <= solution["bound"] + 1e-9
    (same,) = [row for row in rows_of(run, "plan.frontier") if row["factor"] == 1.0]
    assert set(same["projects"].split("|")) == {row["project"] for row in rows_of(run, "plan.chosen")}
    unit = run.table("plan.solution").units["objective"]
    assert run.table("plan.never_chosen").units["costs_at_least"] == unit == {"odds": "1"}.get(objective, "1e8 CNY")


def test_a_missing_assumption_is_named(ready_study):
    folder = changed(ready_study, (r"lead = 1\.5\n", ""))
    with pytest.raises(InputError, match="lead"):
        run_study(folder, stages=("plan",))


def test_a_study_without_a_plan_has_no_tables_of_it(ready_study):
    folder = changed(ready_study, (r"(?s)\n\[plan\]\n.*?(?=\n\[track\])", ""))
    assert load_case(folder).plan is None
    run = run_study(folder, stages=("track",)).run
    assert not [name for name in run.table_names if name.startswith("plan.")]
    assert math.isnan(rows_of(run, "track.against")[0]["odds_share"])


def test_without_projects_the_frontier_says_the_odds_of_the_class_to_one_scenario(run):
    nothing = next(row for row in rows_of(run, "plan.frontier") if row["factor"] == 0)
    counted = next(row for row in rows_of(run, "plan.odds") if (row["group"], row["plan"]) == ("all", "without"))
    assert abs(nothing["odds"] - counted["share"]) <= 1 / run.case.plan.scenarios


def test_a_plan_is_worth_about_as_much_on_scenarios_it_was_not_chosen_on(run):
    (row,) = rows_of(run, "plan.solution")
    assert row["fresh"] == pytest.approx(row["value"], rel=0.05)
    assert row["fresh"] != row["value"]


def test_figures_explain_themselves_by_what_they_are(run):
    """Not only that a key resolves: that the words beside it are those of this figure."""
    period = run.table("plan.by_period")
    budget = explain(run, str(period.key(period.rows()[0], "budget")))
    assert "[plan.limits]" in budget.formula
    assert not budget.inputs
    needs = run.table("plan.requirements")
    slow = next(row for row in needs.rows() if row["case"] == "q10")
    level = explain(run, str(needs.key(slow, "organic"))).inputs[-1].explanation
    assert level.key.startswith("plan.fan.q10[")
    assert level.value == slow["organic"]
    added = run.table("plan.added")
    assert "5 %" in explain(run, str(added.key(added.rows()[-1], "low"))).formula


REGISTER = """code,region,activity,stage,signed_on,investment,expected_output,unit
known,CN-SD,auto_parts,signed,2022-03-01,50,60,1e8 CNY
later,CN-SD,auto_parts,signed,2024-05-01,50,60,1e8 CNY
bank,CN-SD,banks,signed,2022-03-01,50,9000,1e8 CNY
"""
ENTRY = """
[[register]]
name = "projects"
kind = "projects"
file = "projects.csv"
key = ["code"]
numeric = ["investment", "expected_output"]

[plan]
register = "projects"
stage_probability = { signed = 1.0 }
"""


def test_later_projects_stay_out_and_those_of_other_industries_add_nothing(ready_study):
    folder = changed(ready_study, (r"\n\[plan\]\n", ENTRY), (BUDGET, "budget = { 2023 = 99.0 }\nmust = ['bank']"))
    (folder / "sources" / "projects.csv").write_text(REGISTER, encoding="utf-8")
    run = run_study(folder, stages=("plan",)).run
    candidates = {row["project"] for row in rows_of(run, "plan.candidates")}
    assert {"known", "bank"} <= candidates
    assert "later" not in candidates
    assert "bank" in {row["project"] for row in rows_of(run, "plan.chosen")}
    goal = next(row for row in rows_of(run, "plan.added") if row["period"] == "2025")
    assert goal["projects"] < 0.05  # the bank's 9,000 would be .9 trillion
    odds = {row["plan"]: row["share"] for row in rows_of(run, "plan.odds") if row["group"] == "all"}
    assert odds["with"] == pytest.approx(odds["without"], abs=0.04)


def test_odds_over_many_demands_are_the_mean_of_the_odds_of_each(run, levels):
    import xarray as xr

    from growthpole.plan import reference_odds, reference_windows
    from growthpole.study.stages.plan_reference import odds_of

    held = levels[[2015, 2016, 2018, 2019, 2020, 2021]].T
    held.iloc[0, 3] = np.nan
    table = xr.DataArray(
        held.to_numpy(), {"period": list(held.index), "region": list(held.columns)}, ("period", "region")
    )
    windows = reference_windows(table, 4, breaks=[2018])
    demands = np.random.default_rng(0).normal(0.05, 0.1, 57).tolist()
    demands += [float(windows.values[0, 1])] * 3  # exactly a growth that is there
    one = [reference_odds(windows, 4, demand) for demand in demands]
    found = odds_of(windows, 4, demands)
    assert found.share == pytest.approx(np.mean([float(odds["all_share"]) for odds in one]))
    assert found.reached == pytest.approx(np.mean([float(odds["all_reached"]) for odds in one]))
    by_window = np.mean([odds["share"].values for odds in one], axis=0)[2 * windows["years"].values >= 4]
    assert (found.low, found.high) == pytest.approx((by_window.min(), by_window.max()))
