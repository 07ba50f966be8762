"""The command line: texts in both languages, JSON, exit codes, and no traceback for a user's mistake."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from growthpole.cli import running
from growthpole.cli.app import run_app
from growthpole.cli.language import chosen_language
from growthpole.cli.printing import emit

COMMANDS = ("run", "new", "check", "describe", "explain", "report", "diff", "backtest")


@pytest.fixture
def call(capsys, monkeypatch, tmp_path):
    """Run the command in a folder of its own; give exit code, output and error text."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GROWTHPOLE_LANG", "en")
    monkeypatch.setattr(running, "WORKERS", 1)  # the tests have a core each

    def run(*words):
        code = run_app([str(word) for word in words])
        captured = capsys.readouterr()
        assert "Traceback" not in captured.out + captured.err
        return code, captured.out, captured.err

    return run


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_help_is_complete_in_both_languages(call, monkeypatch, command, lang):
    monkeypatch.setenv("GROWTHPOLE_LANG", lang)
    code, out, _ = call(*filter(None, [command]), "--help")
    assert code == 0
    assert any("一" <= letter <= "鿿" for letter in out) == (lang == "zh")
    if command:
        assert "--json" in out
        assert "--lang" in out
    else:
        assert all(name in out for name in COMMANDS)


def test_the_language_is_the_option_then_the_environment(monkeypatch):
    for name in ("GROWTHPOLE_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    assert chosen_language([]) == "en"
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    assert chosen_language([]) == "zh"
    assert chosen_language(["run", "--lang", "en"]) == "en"
    assert chosen_language(["run", "--lang=zh"]) == "zh"


def test_version(call):
    import growthpole

    assert call("--version")[:2] == (0, f"{growthpole.__version__}\n")


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["nonsense"], 2, "nonsense"),
        (["run", "--lang", "fr"], 2, "fr"),
        (["run", "nowhere"], 2, "study.toml"),
        (["run", "--seed", "-1"], 2, "--seed"),
        (["describe", "location_quotiont"], 2, "location_quotient"),
        (["explain", "latest", "x"], 2, "no study folder"),
        (["check", "nowhere.csv"], 2, "nowhere.csv"),
        (["new", "x", "--from", "atlantis"], 2, "shandong"),
    ],
)
def test_mistakes_are_sentences_with_an_exit_code(call, words, code, said):
    got, out, err = call(*words)
    assert got == code
    assert said in err
    assert out == ""


def test_new_check_run_explain_report_diff_in_one_go(call, tmp_path):
    assert call("new", "s")[0] == 0
    assert call("new", "s")[0] == 2
    code, out, _ = call("check", "s")
    assert code == 0
    assert "226 rows read = 226 loaded" in out
    code, out, err = call("run", "s", "--json")
    assert code == 0
    assert err == ""
    said = json.loads(out)
    assert len(said["lines"]) == 10
    assert not any(stage["reused"] for stage in said["stages"])
    code, out, _ = call("run", "s")
    assert code == 0
    assert out.splitlines()[0].startswith(" 1. Equipment revenue shall grow")
    assert "taken over from an earlier run" in out
    code, out, _ = call("explain", said["run_id"], "diagnose.target.required[reading=main]", "--study", "s", "--json")
    assert code == 0
    assert json.loads(out)["value"] == pytest.approx(0.0573712634, abs=1e-10)
    code, out, _ = call("explain", "s", "diagnose.target.required[reading=main]", "--lang", "zh")
    assert "单元格: indicators.csv第12行，列“value”（E12） = 2.4万亿元" in out
    assert "地区: 山东 / Shandong（CN-SD）" in out
    code, out, _ = call("report", "latest", "--study", "s", "--out", "again", "--lang", "zh")
    assert code == 0
    latest = max((tmp_path / "s" / "runs").iterdir())
    page = (tmp_path / "again" / "report.zh.html").read_bytes()
    assert page == (latest / "report.zh.html").read_bytes()
    assert latest.name.encode() in page
    assert call("report", "latest", "--study", "s", "--format", "docx,html")[0] == 2
    code, out, _ = call("diff", said["run_id"], "latest", "--study", "s")
    assert (code, out) == (0, "Nothing changed.\n")


def test_bad_input_exits_3_with_every_finding_in_json(call, tmp_path):
    call("new", "s")
    source = tmp_path / "s" / "sources" / "indicators.csv"
    text = source.read_text(encoding="utf-8")
    text = text.replace("CN-SD,gdp,2021,83095.90", "CN-XX,gdp,2021,83095.90").replace(
        "2021,9688,=,firm", "2021,-9688,=,firm"
    )
    source.write_text(text, encoding="utf-8")
    code, out, _ = call("run", "s", "--json")
    assert code == 3
    findings = json.loads(out)["error"]["findings"]
    assert {"unknown-region", "negative-count"} <= {finding["code"] for finding in findings}
    code, out, err = call("run", "s", "--lang", "zh")
    assert code == 3
    assert "错误" in err
    assert not (tmp_path / "s" / "runs").exists() or not list((tmp_path / "s" / "runs").iterdir())
    assert call("check", "s")[0] == 3


def test_run_with_out_copies_the_study_and_leaves_it_alone(call, tmp_path):
    call("new", "s")
    before = {path.name for path in (tmp_path / "s").iterdir()}
    assert call("run", "s", "--out", "t", "--stage", "observe")[0] == 0
    assert {path.name for path in (tmp_path / "s").iterdir()} == before
    assert (tmp_path / "t" / "growthpole.db").is_file()


def test_describe_lists_and_explains_measures(call):
    code, out, _ = call("describe")
    assert code == 0
    assert "location_quotient" in out
    code, out, _ = call("describe", "location_quotient", "--lang", "zh")
    assert "区位商" in out
    assert json.loads(call("describe", "shift_share", "--json")[1])[0]["room"] == "diagnose"


def test_an_internal_fault_is_a_sentence_with_exit_code_5(call, monkeypatch):
    import growthpole.study

    def broken(*_args, **_kwargs):
        raise ZeroDivisionError("boom")

    monkeypatch.setattr(growthpole.study, "new_study", broken, raising=False)
    code, _, err = call("new", "s")
    assert code == 5
    assert "ZeroDivisionError: boom" in err


def test_interrupt_exits_130_and_leaves_no_run(tmp_path):
    """Ctrl-C in a real process: the signal arrives while the run is in its stages."""
    script = (
        "import os, signal, sys\n"
        "from growthpole.study import running\n"
        "stage = running.Running.stage\n"
        "def stopped(self, *rest):\n"
        "    stage(self, *rest)\n"
        "    os.kill(os.getpid(), signal.SIGINT)\n"
        "running.Running.stage = stopped\n"
        "from growthpole.cli.app import run_app\n"
        "sys.exit(run_app(['run', '--out', sys.argv[1]]))\n"
    )
    folder = tmp_path / "s"
    done = subprocess.run(
        [sys.executable, "-c", script, str(folder)],
        capture_output=True,
        text=True,
        env={**os.environ, "GROWTHPOLE_LANG": "en"},
        check=False,
    )
    assert done.returncode == 130
    assert "Stopped by the user" in done.stderr
    assert "Traceback" not in done.stderr
    assert list((folder / "runs").iterdir()) == []


def test_run_with_out_never_runs_another_study(call, tmp_path):
    call("new", "s")
    assert call("run", "s", "--out", "t", "--stage", "observe")[0] == 0
    assert call("run", "s", "--out", "t", "--stage", "observe")[0] == 0
    with (tmp_path / "s" / "sources" / "partners.csv").open("a", encoding="utf-8") as stream:
        stream.write("\n")
    code, _, err = call("run", "s", "--out", "t", "--stage", "observe")
    assert code == 2
    assert "not empty" in err
    (tmp_path / "f").write_text("x", encoding="utf-8")
    for words in (["run", "s", "--out", "f"], ["run", "--out", "f"], ["new", "f"]):
        code, _, err = call(*words)
        assert (code, "is a file" in err) == (2, True), words


def test_report_writes_only_below_its_folder(call, tmp_path, study_folder, monkeypatch):
    import growthpole.report

    (tmp_path / "f").write_text("x", encoding="utf-8")
    code, _, err = call("report", study_folder, "--out", "f")
    assert (code, "is a file" in err) == (2, True)
    assert call("report", study_folder, "--out", "f/g")[0] == 4
    monkeypatch.setattr(growthpole.report, "render_html", lambda _document, _run: {"../x.html": b""}, raising=False)
    code, _, err = call("report", study_folder, "--out", "deep/er")
    assert (code, "../x.html" in err) == (2, True)
    assert not list(tmp_path.rglob("x.html"))


def test_a_run_is_found_in_any_study_folder_below(call, tmp_path):
    call("new", "mine")
    call("run", "mine", "--stage", "observe")
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "growthpole.db").write_bytes(b"")
    key = "observe.register_partners.revenue_musd_2021[partner_code=volkswagen]"
    assert call("explain", "latest", key)[0] == 0


def test_check_refuses_options_for_what_a_study_declares(call):
    call("new", "s")
    code, _, err = call("check", "s/sources/indicators.csv", "--encoding", "gbk")
    assert (code, "--encoding" in err) == (2, True)
    code, out, _ = call("check", "s/sources/translations.csv")
    assert (code, "read as translations" in out) == (0, True)


def test_check_finds_what_would_stop_a_run(call, tmp_path):
    call("new", "s")
    study = tmp_path / "s" / "study.toml"
    study.write_text(study.read_text(encoding="utf-8").replace('goal = "2025"', 'goal = "2035"'), encoding="utf-8")
    code, _, err = call("check", "s")
    assert code == 2
    assert "no observation for" in err
    assert "2035" in err


def test_run_in_a_study_folder_runs_that_study(call, tmp_path, monkeypatch):
    call("new", "s")
    monkeypatch.chdir(tmp_path / "s")
    assert call("run", "--stage", "observe")[0] == 0
    assert (tmp_path / "s" / "growthpole.db").is_file()
    assert not (tmp_path / "s" / "growthpole-shandong").exists()


def test_a_reader_that_stops_early_is_no_error(tmp_path):
    command = f"{sys.executable} -m growthpole.cli describe | head -1"
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", command], capture_output=True, text=True, check=False, cwd=tmp_path
    )
    assert done.returncode == 0
    assert "Traceback" not in done.stderr
    assert "BrokenPipe" not in done.stderr


def test_lines_of_chinese_break_between_signs_and_never_within_a_latin_word(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "40")
    said = "  第 1 条：没有代码为 equipment_revenu 的指标。相近代码：equipment_revenue_growth（增速）。"
    emit(said, wrap=True, indent=4)
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("  第 1 条")
    assert all(line.startswith("    ") for line in lines[1:])
    assert any("equipment_revenue_growth" in line for line in lines)
    assert all(sum(1 + (ord(letter) > 255) for letter in line) <= 41 for line in lines)  # one closing sign may hang
