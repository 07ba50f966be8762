"""A process killed while it ingests loses nothing it was promised (at scale: reliability/kill_ingest.py)."""

import importlib.util
import sys
from pathlib import Path

import pytest

from growthpole.store import Store

SCRIPT = Path(__file__).parents[2] / "reliability" / "kill_ingest.py"


@pytest.fixture(scope="module")
def kill_ingest():
    spec = importlib.util.spec_from_file_location("kill_ingest", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    sys.modules["kill_ingest"] = module
    sys.path.insert(0, str(SCRIPT.parent))
    try:
        spec.loader.exec_module(module)
    finally:
        sys.path.remove(str(SCRIPT.parent))
    yield module
    del sys.modules["kill_ingest"]


def test_nothing_acknowledged_is_lost(kill_ingest, tmp_path):
    account = kill_ingest.torment(tmp_path, kills=4, seed=1)
    assert account.losses == []
    assert account.counts["files ingested after kills"] == 4 * 6
    assert account.counts["ingests present"] >= account.counts["ingests acknowledged"] > 0


def lose_bytes(store):
    (store.folder / "snapshots" / store.snapshots()[0].sha256).write_bytes(b"x")


def lose_ingest(store):
    store.connection.executescript("DELETE FROM ingests")


def change_count(store):
    store.connection.executescript("PRAGMA ignore_check_constraints = 1; UPDATE ingests SET loaded = loaded + 1")


@pytest.mark.parametrize("harm", [lose_bytes, lose_ingest, change_count])
def test_the_inspection_sees_a_loss(kill_ingest, tmp_path, harm):
    account = kill_ingest.Account()
    assert kill_ingest.inspect(tmp_path, account, 0) == []
    with Store.open(tmp_path / "study") as store:
        harm(store)
    assert kill_ingest.inspect(tmp_path, account, 1)
