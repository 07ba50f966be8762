"""A writer killed at any moment loses nothing it was promised (at scale: reliability/kill_store.py)."""

import importlib.util
import sys
from pathlib import Path

import pytest

from growthpole.store import LedgerEntry, Store, append

SCRIPT = Path(__file__).parents[2] / "reliability" / "kill_store.py"


@pytest.fixture(scope="module")
def kill_store():
    if not SCRIPT.exists():
        pytest.skip("reliability/ is not part of this copy of the sources")
    spec = importlib.util.spec_from_file_location("kill_store", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    sys.modules["kill_store"] = module
    spec.loader.exec_module(module)
    yield module
    del sys.modules["kill_store"]


def test_nothing_promised_is_lost(kill_store, tmp_path):
    account = kill_store.torment(tmp_path / "study", kills=6, seed=3)
    assert account.losses == []
    assert account.counts["runs promised"] > 0  # by the kills at a counted step, whatever the load
    assert account.counts["runs present"] >= account.counts["runs promised"]


def lose_snapshot(store):
    (store.folder / "snapshots" / store.snapshots()[0].sha256).unlink()


def lose_run(store):
    store.connection.executescript("DELETE FROM run_stages; DELETE FROM runs")


def halve_run(store):
    (store.run().folder / "inner" / "part.parquet").unlink()


def halve_batch(store):
    entry = LedgerEntry(recorded="", kind="kill", period="", key="half", payload={"of": 3})
    append(store, [entry])


@pytest.mark.parametrize("harm", [lose_snapshot, lose_run, halve_run, halve_batch])
def test_the_inspection_sees_a_loss(kill_store, tmp_path, harm):
    study = tmp_path / "study"
    account = kill_store.Account()
    kill_store.strike(study, account, round_=0, die_at=200, wait=0)
    assert account.losses == []
    with Store.open(study) as store:
        assert store.run()
        harm(store)
    assert len(kill_store.inspect(study, account)) >= 1
