"""``growthpole track``: adding, listing, status, files; texts, JSON and exit codes in both languages."""

from __future__ import annotations

import json

import pytest

from growthpole.cli.app import run_app
from growthpole.store import Store

ACTIONS = ("list", "status", "withdraw", "export", "import", "add")
KINDS = ("actual", "stage", "decision", "investment")


@pytest.fixture
def call(capsys, monkeypatch, ready_study):
    """Run an action on a study of its own; give exit code, output and error text."""
    monkeypatch.setenv("GROWTHPOLE_LANG", "en")
    monkeypatch.chdir(ready_study)

    def run(*words, study=ready_study):
        code = run_app(["track", str(study), *map(str, words)])
        captured = capsys.readouterr()
        assert "Traceback" not in captured.out + captured.err
        return code, captured.out, captured.err

    run.folder = ready_study
    return run


INDICATOR = "high_end_equipment_revenue"
ACTUAL = ("add", "actual", "--indicator", INDICATOR, "--unit", "亿元", "--source", "bulletin", "--region", "CN-SD")
DECISION = (
    "add",
    "decision",
    "--id",
    "D1",
    "--what",
    "site A",
    "--owner",
    "Li",
    "--next-action",
    "sign",
    "--date",
    "2024-03",
)


MARCH = ("--vintage", "2024-03-02")


def fill(call):
    """A ledger with one entry of each kind, a correction and a withdrawal."""
    for words in (
        (*ACTUAL, "--period", "2022", "--value", "25.0", "--published", "2023-02-01"),
        (*ACTUAL, "--period", "2023", "--value", "26.0", "--published", "2024-02-01"),
        (*ACTUAL, "--period", "2023", "--value", "27.5", "--corrects", 2, "--reason", "final", "--vintage", "2024-05"),
        ("add", "stage", "--project", "P1", "--stage", "signed", "--date", "2024-03-01", *MARCH),
        ("add", "stage", "--project", "P1", "--stage", "started", "--date", "2024-06", "--planned", *MARCH),
        ("add", "stage", "--project", "P2", "--stage", "lead", "--date", "2024-03-01", *MARCH),
        (*DECISION, "--due", "2024-06-30", "--reason", "grid", "--vintage", "2024-03-01"),
        ("add", "investment", "--project", "P1", "--nature", "utilised", "--amount", "12.5", "--unit", "1e6 USD",
         "--date", "2024-05", "--vintage", "2024-05-31"),
        ("withdraw", "6", "--reason", "another firm", "--vintage", "2024-04"),
    ):  # fmt: skip
        code, _, err = call(*words, "--by", "Wang")
        assert (code, err) == (0, "")


def test_an_entry_is_added_and_listed_with_what_it_corrects(call):
    fill(call)
    code, out, _ = call("list")
    lines = out.splitlines()
    assert code == 0
    assert len(lines) == 9
    assert lines[2].split("  ")[-1] == "= 27.5 × 100 million yuan (corrects 2) because: final"
    assert lines[4].endswith("started 2024-06 (planned)")
    assert lines[7].endswith("utilised 12.5 million US dollars")
    assert lines[8].endswith("lead 2024-03-01 (takes 6 back) because: another firm")
    _, out, _ = call("list", "--kind", "actual", "--lang", "zh")
    assert len(out.splitlines()) == 3
    assert "27.5亿元（更正第 2 条），理由：final" in out
    told = json.loads(call("list", "--json")[1])
    assert [row["number"] for row in told] == list(range(1, 10))
    assert [row["corrects_entry"] for row in told if row["corrects_entry"]] == [2, 6]
    assert {row["by"] for row in told} == {"Wang"}
    assert told[2]["value"] == "27.5"


def test_a_code_the_study_does_not_know_is_said_at_once_and_in_the_status(call):
    slip = ["robots" if word == INDICATOR else word for word in ACTUAL]
    code, out, err = call(*slip, "--period", "2022", "--value", "25.0")
    assert code == 0
    assert "entry 1" in out
    assert "no indicator has the code robots" in " ".join(err.split())
    known = ("--indicator", "equipment_revenue", "--unit", "1e12 CNY", "--source", "bulletin", "--region", "CN-SD")
    dated = ("--period", "2024", "--value", "2.9", "--published", "2025-02-20")
    assert call("add", "actual", *known, *dated)[2] == ""
    told = json.loads(call("status", "--json")[1])["unknown"]
    assert [(one["entry"], one["field"], one["code"]) for one in told] == [(1, "indicator", "robots")]
    assert "没有代码为 robots 的指标" in call("status", "--lang", "zh")[1]


def test_what_is_known_after_the_day_of_tracking_is_said_at_once(call):
    code, _, err = call("add", "stage", "--project", "P1", "--stage", "signed", "--date", "2024-03-01")
    assert code == 0
    assert "after 2025-12-31" in " ".join(err.split())
    assert call("withdraw", "1", "--reason", "slip")[0] == 0
    code, _, err = call("withdraw", "2", "--reason", "again")
    assert code == 2
    assert "entry 2 takes a fact back already" in " ".join(err.split())


def test_a_day_before_the_day_of_tracking_has_no_comparison_of_later_knowledge(call):
    out = call("status", "--on", "2023-01-01")[1]
    assert "left out, as study.toml looks at it on 2025-12-31" in " ".join(out.split())
    assert "Against the target, as known on 2025-12-31" in " ".join(call("status", "--on", "2026-01-01")[1].split())


def test_the_status_says_where_the_study_stands(call):
    fill(call)
    code, out, _ = call("status", "--on", "2024-12-31")
    assert code == 0
    for words in (
        "As known on 2024-12-31; the ledger holds 9 entries.",
        "signed: 1, expansions 0, overdue 1",
        "lead: 0, expansions 0, overdue 0",
        "Overdue: P1",
        "contracted none (entries: 0); utilised 12.5 million US dollars (entries: 1)",
        f"{INDICATOR} CN-SD 2023 = 27.5 × 100 million yuan; +10.0 % on 2022 (",
        "(+9.6 % to +10.4 % by its digits) (entry 3)",
        "D1: site A [overdue]; Li: sign by 2024-06-30",
        "P1: started planned for 2024-06-30, stands at signed [alert]",
    ):
        assert words in " ".join(out.split()), words
    _, out, _ = call("status", "--on", "2024-12-31", "--lang", "zh")
    assert "签约：1，扩建 0，逾期 1" in out
    assert "实际使用外资：12.5百万美元（1 个条目）" in out
    assert "P1：计划 2024-06-30 开工，现为签约〔预警〕" in out
    told = json.loads(call("status", "--on", "2024-03-31", "--json")[1])
    assert {row["stage"]: row["projects"] for row in told["stages"]}["lead"] == 1  # not yet known to be wrong
    assert told["actuals"][0]["value"] == "26.0"
    assert told["alerts"] == told["investment"] == []


def test_an_empty_ledger_of_a_study_never_run_says_so(call, fresh_study):
    assert call("list", study=fresh_study) == (0, "The ledger holds no such entry yet.\n", "")
    code, out, _ = call("status", "--lang", "zh", study=fresh_study)
    assert code == 0
    assert "预警： 无" in out
    assert json.loads(call("list", "--json", study=fresh_study)[1]) == []


def test_a_wrong_entry_is_refused_with_all_its_problems(call):
    code, out, err = call("add", "actual", "--period", "x", "--value", "1,2", "--unit", "bushel")
    assert (code, out) == (2, "")
    assert all(word in err for word in ("4 problems", "indicator, source", "'x'", "'1,2'", "bushel"))
    code, out, _ = call("add", "decision", "--json", "--lang", "zh")
    assert code == 2
    assert "next_action" in json.loads(out)["error"]["message"]
    assert call("list", "--json")[1] == "[]\n"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["list", "--kind", "rumour"], "rumour"),
        (["status", "--on", "today"], "today"),
        (["withdraw", "3", "--reason", "x"], "no entry 3"),
        (["withdraw", "three"], "NUMBER"),
        (["import", "nowhere.csv"], "nowhere.csv"),
        (["add", "actual", "--colour", "red"], "colour"),
        (["forget"], "forget"),
        ([], "command"),
    ],
)
def test_mistakes_are_sentences_with_an_exit_code(call, words, said):
    code, out, err = call(*words)
    assert (code, out) == (2, "")
    assert said in err


def test_a_folder_that_is_no_study_is_refused(call, capsys):
    assert run_app(["track", "nowhere", "list"]) == 2
    assert "study.toml" in capsys.readouterr().err


def test_a_busy_study_is_exit_code_four(call):
    with Store.open(call.folder, create=True) as store, store.writer():
        code, _, err = call("add", "stage", "--project", "P1", "--stage", "lead", "--date", "2024")
    assert code == 4
    assert "busy" in err


def test_export_and_import_go_round(call, tmp_path):
    fill(call)
    file = tmp_path / "ledger.csv"
    assert call("export", file) == (0, f"{file}: 9 entries\n", "")
    assert call("import", file) == (0, f"{file}: 0 entries added, 9 were there\n", "")
    (call.folder / "growthpole.db").rename(tmp_path / "old.db")
    assert json.loads(call("import", file, "--json")[1]) == {"file": str(file), "added": 9, "known": 0}
    again = tmp_path / "again.csv"
    call("export", again, "--json")
    assert again.read_bytes() == file.read_bytes()
    file.write_text(file.read_text(encoding="utf-8-sig").replace("2024-06,yes", "2024-16,yes"), encoding="utf-8")
    code, _, err = call("import", file)
    assert code == 2
    assert "ledger.csv, line 8 " in err
    assert "2024-16" in err


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("words", [[], *([action] for action in ACTIONS), *(["add", kind] for kind in KINDS)])
def test_help_is_complete_in_both_languages(capsys, monkeypatch, words, lang):
    monkeypatch.setenv("GROWTHPOLE_LANG", lang)
    path = ["track", "STUDY", *words] if words else ["track"]
    assert run_app([*path, "--help"]) == 0
    out = capsys.readouterr().out
    assert any("一" <= letter <= "鿿" for letter in out) == (lang == "zh")
    if words and words != ["add"]:
        assert "--json" in out
        assert "--lang" in out
    elif words:
        assert all(kind in out for kind in KINDS)
    else:
        assert all(action in out for action in ACTIONS)
