"""The study folder: snapshots, ingests, and finding runs again."""

import hashlib
import shutil
import sqlite3

import pytest

from growthpole.errors import InputError, StoreError
from growthpole.store import Store

DATA = "地区,值\n山东,1\n".encode("gb18030")
THEN = "2026-01-01T00:00:00+00:00"


def published(store, run_id, key="k1", created=THEN):
    with store.writer():
        staging = store.stage_run(run_id)
        (staging / "manifest.json").write_text(run_id)
        return store.publish_run(run_id, staging, [("diagnose", key), ("plan", "p")], created, {"region": "山东"})


def test_a_study_is_made_once_and_opened_again(tmp_path):
    with pytest.raises(InputError) as caught:
        Store.open(tmp_path / "study")
    assert caught.value.code == "store-no-study"
    assert not (tmp_path / "study").exists()
    for create in (True, True, False):
        with Store.open(tmp_path / "study", create=create) as store:
            assert (store.snapshots(), store.ingests(), store.runs()) == ([], [], [])


def test_the_same_bytes_change_nothing(store):
    sha256 = store.put_snapshot(DATA, "a.csv", seen=THEN)
    file = store.folder / "snapshots" / sha256
    inode, before = file.stat().st_ino, store.snapshots()
    assert store.put_snapshot(DATA, "a.csv", seen="2027-01-01T00:00:00+00:00") == sha256
    assert sha256 == hashlib.sha256(DATA).hexdigest()
    assert store.snapshots() == before
    assert file.stat().st_ino == inode
    assert store.snapshot(sha256) == DATA


def test_another_name_for_the_same_bytes_is_added(store):
    sha256 = store.put_snapshot(DATA, "a.csv", seen="2026-01-01")
    store.put_snapshot(DATA, "b.csv", seen="2026-01-02")
    store.put_snapshot(b"", "empty.csv", seen="2026-01-03")
    first, second = store.snapshots()
    assert (first.sha256, first.size, first.first_seen, first.names) == (
        sha256, len(DATA), "2026-01-01", ("a.csv", "b.csv"),
    )  # fmt: skip
    assert store.snapshot(second.sha256) == b""


@pytest.mark.parametrize("damaged", [None, b"", DATA[:-1], DATA + b" "])
def test_damage_is_detected_and_repaired_by_the_original(store, damaged):
    sha256 = store.put_snapshot(DATA, "a.csv")
    file = store.folder / "snapshots" / sha256
    file.unlink() if damaged is None else file.write_bytes(damaged)
    with pytest.raises(StoreError, match=sha256) as caught:
        store.snapshot(sha256)
    assert caught.value.code == "store-damaged-snapshot"
    assert "a.csv" in str(caught.value)
    store.put_snapshot(DATA, "a.csv")
    assert store.snapshot(sha256) == DATA


@pytest.mark.parametrize("sha256", ["0" * 64, "", "../growthpole.db"])
def test_an_unknown_snapshot_is_said(store, sha256):
    with pytest.raises(InputError) as caught:
        store.snapshot(sha256)
    assert caught.value.code == "store-unknown-snapshot"


@pytest.mark.parametrize(("call", "at"), [("fsync", 1), ("replace", 1), ("fsync", 2)])
def test_a_snapshot_is_there_whole_or_not_at_all(store, failing, files, call, at):
    kept = store.put_snapshot(DATA, "a.csv")
    failing(call, at=at)
    with pytest.raises(StoreError):
        store.put_snapshot(b"other", "b.csv")
    assert [item.sha256 for item in store.snapshots()] == [kept]
    assert not [path for path in files(store.folder) if ".growthpole-tmp-" in path]
    assert store.snapshot(store.put_snapshot(b"other", "b.csv")) == b"other"


def test_an_ingest_is_recorded_once(store):
    sha256 = store.put_snapshot(DATA, "a.csv")
    assert store.record_ingest("a.csv", sha256, "tidy", 10, 7, 2, 1, recorded=THEN) is True
    before = store.ingests()
    assert store.record_ingest("a.csv", sha256, "tidy", 10, 10, 0, 0) is False
    assert store.ingests() == before
    assert store.record_ingest("a.csv", sha256, "register", 0, 0, 0, 0) is True
    assert store.record_ingest("b.csv", sha256, "tidy", 1, 1, 0, 0) is True
    assert [(item.source_name, item.kind, item.read) for item in store.ingests()] == [
        ("a.csv", "tidy", 10), ("a.csv", "register", 0), ("b.csv", "tidy", 1),
    ]  # fmt: skip


@pytest.mark.parametrize("counts", [(10, 7, 2, 0), (0, 1, -1, 0), (-1, -1, 0, 0), (5, 5, 1, -1)])
def test_the_row_law_holds_in_the_store_and_in_the_database(store, counts):
    sha256 = store.put_snapshot(DATA, "a.csv")
    with pytest.raises(StoreError, match=r"a\.csv") as caught:
        store.record_ingest("a.csv", sha256, "tidy", *counts)
    assert caught.value.code == "store-row-law"
    with pytest.raises(sqlite3.IntegrityError, match="CHECK"):
        store.connection.execute(
            "INSERT INTO ingests VALUES (NULL, 'a.csv', ?, 'tidy', ?, ?, ?, ?, ?)", (sha256, *counts, THEN)
        )
    assert store.ingests() == []


def test_an_ingest_of_bytes_never_kept_is_refused(store):
    with pytest.raises(InputError) as caught:
        store.record_ingest("a.csv", "0" * 64, "tidy", 0, 0, 0, 0)
    assert caught.value.code == "store-unknown-snapshot"


def test_runs_are_listed_and_found(store):
    first = published(store, "2026-01-a1", created="2030")
    second = published(store, "2026-02-b1", key="k2", created="2020")
    assert store.runs() == [first, second]  # the order of publishing, not of clocks
    assert first.folder == store.folder / "runs" / "2026-01-a1"
    assert first.stages == (("diagnose", "k1"), ("plan", "p"))
    assert first.summary == {"region": "山东"}
    assert store.run() == store.run("latest") == second
    assert store.run("2026-01-a1") == store.run("2026-01") == first
    published(store, "2026")
    assert store.run("2026").run_id == "2026"  # the whole name wins over a beginning


@pytest.mark.parametrize(
    ("ref", "code"), [("x", "store-unknown-run"), ("", "store-unknown-run"), ("2", "store-ambiguous-run")]
)
def test_a_run_that_is_not_clear_is_refused_with_the_known_ones(store, ref, code):
    published(store, "2026-01")
    published(store, "2026-02")
    with pytest.raises(InputError, match="2026-02, 2026-01") as caught:
        store.run(ref)
    assert caught.value.code == code


@pytest.mark.parametrize("ref", [None, "latest", "x"])
def test_a_study_without_runs_says_so(store, ref):
    with pytest.raises(InputError) as caught:
        store.run(ref)
    assert caught.value.code == "store-no-runs"


def test_a_stage_is_found_by_its_key_in_the_newest_run_that_exists(store):
    published(store, "a", key="k")
    newest = published(store, "b", key="k")
    published(store, "c", key="other")
    assert store.find_stage("diagnose", "k") == newest
    assert store.find_stage("plan", "k") is None
    shutil.rmtree(newest.folder)
    found = store.find_stage("diagnose", "k")
    assert found is not None
    assert found.run_id == "a"


def test_a_deleted_run_folder_is_noticed(store):
    published(store, "a")
    shutil.rmtree(published(store, "b").folder)
    assert [run.present for run in store.runs()] == [True, False]
    assert store.run("latest").run_id == "a"
    with pytest.raises(StoreError) as caught:
        store.run("b")
    assert caught.value.code == "store-run-gone"
