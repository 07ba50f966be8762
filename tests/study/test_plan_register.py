"""A register of projects in a study: live projects are candidates, expansions count by their increment."""

from __future__ import annotations

import math

import pytest

from growthpole.study import explain, run_study


def by_code(run):
    return {row["project"]: row for row in run.table("plan.candidates").rows()}


def test_live_projects_are_candidates_by_what_the_register_states(modelled):
    found = by_code(modelled)
    assert list(found) == ["p1", "p3", "p4"]  # p2 produces already, p5 is withdrawn
    assert {code: row["basis"] for code, row in found.items()} == {"p1": "source", "p3": "source", "p4": "assumption"}
    assert {code: row["stage"] for code, row in found.items()} == {"p1": "signed", "p3": "negotiating", "p4": "lead"}
    assert {code: row["probability"] for code, row in found.items()} == {"p1": 0.6, "p3": 0.3, "p4": 0.1}
    assert (found["p1"]["investment"], found["p1"]["output"], found["p1"]["jobs"]) == (20.0, 40.0, 300.0)
    # p4 states no output: the investment at the rate that is assumed
    assert (found["p4"]["output"], found["p4"]["jobs"]) == (15.0 * 1.5, 15.0 * 1.5 * 20)


def test_an_expansion_counts_by_its_increment(modelled):
    row = by_code(modelled)["p3"]
    assert (row["investment"], row["output"], row["jobs"]) == (70.0 - 50, 110.0 - 80, 1100.0 - 900)
    key = "plan.assumptions.value[project=p3,assumption=investment]"
    assert sorted(cell.value for cell in explain(modelled, key).cells()) == [50.0, 70.0]


def test_what_a_source_states_resolves_to_its_cell_and_what_is_assumed_to_none(modelled):
    table = modelled.table("plan.assumptions")
    stated = 0
    for row in table.rows():
        cells = list(explain(modelled, str(table.key(row, "value"))).cells())
        assert bool(cells) == (row["basis"] == "source"), row
        assert {cell.file for cell in cells} <= {"projects.csv"}
        stated += bool(cells)
    assert stated > 6
    cells = list(explain(modelled, "plan.candidates.output[project=p1]").cells())
    assert [(cell.file, cell.value) for cell in cells] == [("projects.csv", 40.0)]


def test_stages_and_funnel_come_from_the_days_of_the_register(modelled):
    stages = {row["stage"]: (row["projects"], row["expansions"]) for row in modelled.table("track.stages").rows()}
    assert stages == {
        "lead": (1.0, 0.0),
        "negotiating": (0.0, 1.0),
        "signed": (1.0, 0.0),
        "started": (0.0, 0.0),
        "producing": (1.0, 0.0),
        "at_capacity": (0.0, 0.0),
        "withdrawn": (1.0, 0.0),
    }
    funnel = {row["stage"]: row for row in modelled.table("track.funnel").rows()}
    signed = funnel["signed"]  # p1 waits, p2 went on, p5 was withdrawn
    assert [signed[name] for name in ("entered", "converted", "withdrawn", "waiting")] == [3.0, 1.0, 1.0, 1.0]
    assert signed["shrunk"] == pytest.approx((0.7 * 10 + 1) / (10 + 2))
    for name in ("track.stages", "track.funnel"):
        table = modelled.table(name)
        for row in table.rows():
            for column in table.units:
                if not math.isnan(row[column]):
                    cells = explain(modelled, str(table.key(row, column))).cells()
                    assert {cell.file for cell in cells} == {"projects.csv"}


def test_a_stage_without_a_probability_is_named(histories, tmp_path, refused):
    keys = histories.LIVE.replace("negotiating = 0.3, ", "")
    said = {"projects": True, "keys": keys, "history": range(2011, 2018), "later": 0, "track": False}
    folder = histories.write(tmp_path / "study", **said)
    with refused("no-stage-odds", "negotiating"):
        run_study(folder, stages=("plan",))


def test_an_expansion_waits_for_its_plant_and_what_has_begun_goes_on(histories, tmp_path):
    rows = histories.PROJECTS.replace(
        "p1,r2,autos,signed,2016-05-02,2018-01-15,,", "p1,r2,autos,started,2016-05-02,2016-06-01,2017-03-04,"
    )
    rows = rows.replace(",300,2018,,", ",300,,,") + "p6,r2,autos,lead,2018-03-01,,,,,9,20,1e8 CNY,10,,p1,increment,,\n"
    folder = histories.write(tmp_path / "study", **histories.WHOLE)
    (folder / "sources" / "projects.csv").write_text(rows, encoding="utf-8")
    run = run_study(folder, stages=("plan",)).run
    chosen = {row["project"]: row["start"] for row in run.table("plan.chosen").rows()}
    floats = {row["project"]: row["slack"] for row in run.table("plan.floats").rows()}
    assert (chosen["p1"], floats["p1"]) == (2017.0, 0.0)  # it began in 2017
    assert "p6" in chosen
    assert ("p1", "p6") in {(row["before"], row["after"]) for row in run.table("plan.dependencies").rows()}
