"""``growthpole backtest``: texts, JSON, files, exit codes; the same bytes for any number of workers."""

from __future__ import annotations

import csv
import json
import multiprocessing
import os
import signal

import numpy as np
import pytest

from growthpole.cli.app import run_app
from growthpole.cli.running import Bar

QUICK = ("--models", "current_lq,distance,logit", "--draws", "5", "--horizon", "2")
FILES = ["cases.csv", "evaluation.json", "metrics.csv", "reliability.csv", "skill.csv", "summary.csv"]


def running(pid):
    """Whether the process exists: one that two threads waited for is listed on, though it is gone."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.fixture
def call(capsys, monkeypatch, tmp_path):
    """Run the command in a folder of its own; give exit code, output and error text."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GROWTHPOLE_LANG", "en")

    def run(*words):
        code = run_app(["backtest", *map(str, words)])
        captured = capsys.readouterr()
        assert "Traceback" not in captured.out + captured.err
        return code, captured.out, captured.err

    return run


@pytest.fixture(scope="module")
def panel(tmp_path_factory):
    """A random walk of 12 years, 12 regions and 10 activities."""
    rng = np.random.default_rng(0)
    steps = rng.normal(0, 0.6, (12, 12, 10)).cumsum(axis=0) + rng.normal(0, 1, (12, 10))
    path = tmp_path_factory.mktemp("panel") / "walk.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["country", "sector", "year", "exports"])
        for (t, r, a), value in np.ndenumerate(np.exp(steps)):
            writer.writerow([f"=R{r}", f"a{a}", 2005 + t, value])
    return path


def test_the_text_begins_with_what_is_known_beyond_closeness(call, panel):
    code, out, err = call(panel, *QUICK)
    assert code == 0
    assert out.startswith('1. What is known beyond "it is already close"\n')
    heads = [line for line in out.splitlines() if line[:1].isdigit()]
    assert [head[:2] for head in heads] == [f"{number}." for number in range(1, 9)]
    assert "Took" in err
    assert "Took" not in out
    code, out, _ = call(panel, *QUICK, "--lang", "zh")
    assert code == 0
    assert out.startswith("1. 除“本来就接近”之外还知道什么\n")
    assert "将采用" in out


def test_few_events_give_cases_and_no_metric(call, panel):
    code, out, _ = call(panel, *QUICK, "--task", "activation")
    assert code == 0
    assert "fewer than 100: no metric is claimed" in out
    assert "AUC" not in out
    assert "2005 → 2007" in out


def test_one_worker_and_two_write_the_same_bytes(call, panel, tmp_path):
    found = {}
    for workers in (1, 2):
        code, out, _ = call(panel, *QUICK, "--workers", workers, "--json", "--out", f"w{workers}")
        assert code == 0
        folder = tmp_path / f"w{workers}"
        found[workers] = (out, {path.name: path.read_bytes() for path in folder.iterdir()})
    assert found[1] == found[2]
    out, files = found[1]
    assert sorted(files) == FILES
    assert files["evaluation.json"].decode() == out
    said = json.loads(out)
    assert said["evaluation"]["task"] == "entry"
    assert said["sustained"]["task"] == "sustained"
    assert said["input"]["columns"]["value"] == "exports"
    assert b"'=R" in files["cases.csv"]
    assert b",=R" not in files["cases.csv"]
    rows = list(csv.DictReader(files["metrics.csv"].decode("utf-8-sig").splitlines()))
    assert len(rows) == len(said["evaluation"]["metrics"]) + len(said["sustained"]["metrics"])


def test_a_placebo_knows_nothing(call, panel):
    code, out, _ = call(panel, *QUICK, "--placebo", "--draws", "0", "--json")
    said = json.loads(out)
    assert code == 0
    assert said["evaluation"]["permuted"]
    mean = {row["model"]: row["auc_mean"] for row in said["evaluation"]["summary"] if row["over"] == "scored"}
    assert abs(mean["current_lq"] - 0.5) < 0.1  # its standard error over some 130 events is about .03


def test_an_old_folder_is_left_alone(call, panel, tmp_path):
    (tmp_path / "old").mkdir()
    (tmp_path / "old" / "mine").write_text("x", encoding="utf-8")
    code, _, err = call(panel, *QUICK, "--out", "old")
    assert code == 2
    assert "old" in err
    assert [path.name for path in (tmp_path / "old").iterdir()] == ["mine"]


def test_all_mistakes_are_told_with_exit_2(call, panel):
    code, out, err = call(
        panel, "--task", "enter", "--absent", "nil", "--models", "oracle", "--value", "none", "--top", "0"
    )
    assert (code, out) == (2, "")
    for word in ("--task", "--absent", "oracle", "'none' (--value)", "--top"):
        assert word in err
    code, out, _ = call(panel, "--task", "enter", "--value", "none", "--json")
    assert code == 2
    assert [one["code"] for one in json.loads(out)["error"]["problems"]] == ["unknown-option", "panel-no-such-column"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["nowhere.csv"], "nowhere.csv"),
        (["--horizon", "40"], "--horizon 1, 2, 3"),
        (["--counts"], "--counts"),
        (["--region", "year"], "--period"),
    ],
)
def test_mistakes_are_sentences(call, panel, words, said):
    code, out, err = call(*([panel] if words[0].startswith("-") else []), *words)
    assert (code, out) == (2, "")
    assert said in err


@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.parametrize("stage", ["read", "backtest"])
def test_ctrl_c_ends_with_130_and_writes_nothing(call, panel, tmp_path, monkeypatch, workers, stage):
    def interrupt(step):
        if step.stage == stage:
            signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr(Bar, "on_progress", property(lambda _: interrupt))
    code, out, err = call(panel, *QUICK, "--workers", workers, "--out", "never")
    assert (code, out) == (130, "")
    assert "Stopped by the user" in err
    assert list(tmp_path.iterdir()) == []
    assert [child.pid for child in multiprocessing.active_children() if running(child.pid)] == []
