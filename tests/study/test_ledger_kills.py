"""A writer of the ledger killed at any moment loses nothing acknowledged (at scale: reliability/kill_ledger.py)."""

import importlib.util
import sys
from pathlib import Path

import pytest

from growthpole.study.ledger_entries import add_entries
from growthpole.track import StageChange

RELIABILITY = Path(__file__).parents[2] / "reliability"


@pytest.fixture
def kill_ledger(monkeypatch):
    if not RELIABILITY.exists():
        pytest.skip("reliability/ is not part of this copy of the sources")
    monkeypatch.syspath_prepend(str(RELIABILITY))
    spec = importlib.util.spec_from_file_location("kill_ledger", RELIABILITY / "kill_ledger.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    yield module
    sys.modules.pop("kill_store", None)


def test_nothing_acknowledged_is_lost_and_two_writers_do_no_harm(kill_ledger, fresh_study):
    account = kill_ledger.torment(fresh_study, kills=4, seed=3)
    kill_ledger.together(fresh_study, account, batches=4)
    assert account.losses == []
    assert account.counts["batches written beside another writer"] == 8
    assert account.counts["batches present"] >= account.counts["batches promised"] >= 8


def test_the_inspection_sees_a_loss(kill_ledger, fresh_study):
    account = kill_ledger.Account()
    account.promised["ledger"].add("9-0")
    assert kill_ledger.inspect(fresh_study, account) == ["batch 9-0: 0 of 3 entries"]
    half = StageChange(project="7-0/1", stage="signed", date="2024", vintage="2024")
    add_entries(fresh_study, [half])
    assert kill_ledger.inspect(fresh_study, account)[1:] == ["batch 7-0 is there by half"]
