"""Ctrl-C is Ctrl-C, whatever a library makes of it, in every command that may take long."""

from __future__ import annotations

import signal

import pytest

from growthpole.cli.app import run_app
from growthpole.cli.running import Bar
from growthpole.cli.stopping import stoppable
from growthpole.errors import Cancelled


def test_an_interrupt_that_a_library_made_an_error_of_is_still_an_interrupt():
    before = signal.getsignal(signal.SIGINT)
    with pytest.raises(Cancelled), stoppable():
        swallowed()
    assert signal.getsignal(signal.SIGINT) is before
    with pytest.raises(ValueError, match="our own"), stoppable():
        raise ValueError("our own")


def swallowed(*_, **__):
    """What compiled code makes of Ctrl-C."""
    try:
        signal.raise_signal(signal.SIGINT)
    except KeyboardInterrupt:
        raise ValueError("not a valid buffer") from None


@pytest.mark.parametrize("stage", ["observe", "backtest"])
def test_a_run_that_is_stopped_ends_with_130_and_publishes_nothing(stage, capsys, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    assert run_app(["new", "s", "--from", "germany"]) == 0
    monkeypatch.setattr(Bar, "on_progress", property(lambda _: lambda step: step.stage == stage and swallowed()))
    capsys.readouterr()
    code = run_app(["run", "s", "--stage", stage, "--lang", "en"])
    told = capsys.readouterr()
    assert (code, told.out) == (130, "")
    assert "Stopped by the user" in told.err
    assert list((tmp_path / "s" / "runs").glob("*")) == []


@pytest.mark.parametrize(
    ("words", "work"),
    [
        (["check", "t.csv"], "growthpole.cli.checking.check_file"),
        (["new", "s", "--data", "t.csv"], "growthpole.study.study_of_data"),
    ],
)
def test_other_long_commands_end_with_130_too(words, work, capsys, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "t.csv").write_text("region,value\nN,1\n", encoding="utf-8")
    monkeypatch.setattr(work, swallowed)
    assert run_app([*words, "--lang", "en"]) == 130
    assert "Stopped by the user" in capsys.readouterr().err
