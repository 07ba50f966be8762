"""What ``check`` says before a run of what would stop it: every stage, nothing written."""

from __future__ import annotations

import pytest

from growthpole.errors import Cancelled
from growthpole.study import run_study
from growthpole.study.checking import check_file
from growthpole.study.ledger_entries import add_entry


def test_a_sound_study_with_a_ledger_is_rehearsed_to_its_end_and_leaves_nothing(fresh_study):
    told = {"indicator": "equipment_revenue", "unit": "1e12 CNY", "source": "bulletin", "period": "2024"}
    add_entry(fresh_study, "actual", {**told, "value": "2.9", "published": "2025-02-20"})
    seen = []
    before = {path: path.read_bytes() for path in fresh_study.rglob("*") if path.is_file()}
    assert check_file(fresh_study, on_progress=lambda step: seen.append(step.stage)).problem is None
    assert [*dict.fromkeys(seen)] == ["observe", "diagnose", "linkages", "backtest", "opportunities", "plan", "track"]
    assert {path: path.read_bytes() for path in fresh_study.rglob("*") if path.is_file()} == before


def test_a_limit_of_the_plan_that_would_stop_a_run_is_said_by_check(ready_study):
    path = ready_study / "study.toml"
    text = path.read_text(encoding="utf-8")
    budget = "budget = { 2023 = 3.0"
    assert budget in text
    path.write_text(text.replace(budget, f'must = ["nothing"]\n{budget}', 1), encoding="utf-8")
    problem = check_file(ready_study).problem
    with pytest.raises(type(problem)) as caught:
        run_study(ready_study, stages=("plan",))
    assert problem.code == caught.value.code == "bad-limits"
    assert str(problem) == str(caught.value)


def test_a_rehearsal_that_is_cancelled_is_no_problem_of_the_study(ready_study):
    def stop(step):
        if step.stage == "observe":
            raise Cancelled("cancelled")

    with pytest.raises(Cancelled):
        check_file(ready_study, on_progress=stop)
