"""The publish law: a run is there whole or not at all, and one process writes at a time."""

import subprocess
import sys

import pytest

from growthpole.errors import InputError, StoreError
from growthpole.store import Store

THEN = "2026-01-01T00:00:00+00:00"


def stage(store, run_id):
    staging = store.stage_run(run_id)
    (staging / "manifest.json").write_text(run_id)
    return staging


def publish(store, run_id):
    with store.writer():
        return store.publish_run(run_id, stage(store, run_id), [("diagnose", "k")], THEN, {})


def swept(store, files):
    with store.writer():
        return files(store.folder / "runs")


KEPT = ["kept", "kept/manifest.json"]


# The steps of publishing: fsync of the file, of the folder; rename; fsync of runs/.
@pytest.mark.parametrize(("call", "at"), [("fsync", 1), ("fsync", 2), ("rename", 1), ("fsync", 3)])
def test_a_fault_of_the_disk_leaves_the_previous_state(store, failing, files, call, at):
    kept = publish(store, "kept")
    with store.writer():
        staging = stage(store, "new")
        failing(call, at=at)
        with pytest.raises(StoreError) as caught:
            store.publish_run("new", staging, [("diagnose", "k")], THEN, {})
    assert caught.value.code == "store-write-failed"
    with Store.open(store.folder) as reader:
        assert reader.runs() == [kept]
        assert reader.run("latest") == kept
    assert swept(store, files) == KEPT
    assert publish(store, "new").present


def test_a_fault_of_the_database_leaves_the_previous_state(store, files):
    kept = publish(store, "kept")
    store.connection.execute(
        "CREATE TRIGGER full BEFORE INSERT ON run_stages BEGIN SELECT RAISE(ABORT, 'disk full'); END"
    )
    with pytest.raises(StoreError, match="disk full"):
        publish(store, "new")
    assert store.runs() == [kept]
    assert swept(store, files) == KEPT
    store.connection.execute("DROP TRIGGER full")
    assert publish(store, "new").present


def test_a_discarded_run_leaves_nothing(store, files):
    with store.writer():
        staging = stage(store, "new")
        store.discard_run(staging)
        store.discard_run(staging)
        assert files(store.folder / "runs") == []
        assert stage(store, "new") == staging


def test_a_failed_run_may_be_discarded_by_its_writer(store, failing, files):
    with store.writer():
        staging = stage(store, "new")
        failing("fsync", at=3)  # after the rename
        with pytest.raises(StoreError):
            store.publish_run("new", staging, [], THEN, {})
        store.discard_run(staging)
    assert swept(store, files) == []


def test_the_next_writer_sweeps_only_what_a_writer_left(store, files):
    publish(store, "kept")
    runs = store.folder / "runs"
    with store.writer():
        stage(store, "unfinished")
        (runs / ".staging-unfinished").rename(runs / "unfinished")  # as a kill after the rename leaves it
    for leftover in (runs / ".staging-x" / "inner", store.folder / ".staging-mine", runs / "notes of the user"):
        leftover.mkdir(parents=True)
    for folder in (store.folder, store.folder / "snapshots", runs):
        (folder / ".growthpole-tmp-1").write_bytes(b"half")
    assert swept(store, files) == [*KEPT, "notes of the user"]
    assert files(store.folder) == [
        ".staging-mine", "runs", *(f"runs/{path}" for path in [*KEPT, "notes of the user"]), "snapshots",
    ]  # fmt: skip


def test_a_lost_database_does_not_cost_the_runs(store, files):
    publish(store, "kept")
    store.close()
    for path in store.folder.glob("growthpole.db*"):
        path.unlink()
    with Store.open(store.folder, create=True) as again:
        assert swept(again, files) == KEPT


@pytest.mark.parametrize(
    "run_id", ["", ".", "..", "a/b", "../a", ".staging-a", "latest", "a b", "a\n", "x" * 101, "运行"]
)
def test_a_name_that_is_no_folder_name_is_refused(store, run_id):
    with store.writer(), pytest.raises(InputError) as caught:
        store.stage_run(run_id)
    assert caught.value.code == "store-bad-run-id"


def test_a_run_is_never_overwritten(store):
    publish(store, "a")
    (store.folder / "runs" / "b").mkdir()
    with store.writer():
        stage(store, "c")
        for run_id in "abc":
            with pytest.raises(InputError) as caught:
                store.stage_run(run_id)
            assert caught.value.code == "store-run-exists"


@pytest.mark.parametrize(
    ("stages", "summary"), [([("plan", "a"), ("plan", "b")], {}), ([], {"x": float("nan")}), ([], {"x": object()})]
)
def test_a_run_that_cannot_be_recorded_stays_staged(store, stages, summary):
    with store.writer():
        staging = stage(store, "a")
        with pytest.raises(InputError) as caught:
            store.publish_run("a", staging, stages, THEN, summary)
        assert caught.value.code == "store-bad-run"
        assert store.publish_run("a", staging, [], THEN, {}).present


def test_only_the_staging_folder_of_the_run_is_published_or_discarded(store, tmp_path):
    with store.writer():
        staging = stage(store, "a")
        for act in (
            lambda: store.publish_run("b", staging, [], THEN, {}),
            lambda: store.publish_run("a", tmp_path, [], THEN, {}),
            lambda: store.discard_run(tmp_path),
            lambda: store.discard_run(store.folder / "runs"),
        ):
            with pytest.raises(StoreError) as caught:
                act()
            assert caught.value.code == "store-nothing-staged"
        assert staging.is_dir()


def test_runs_are_written_by_the_writer_only(store, tmp_path):
    for act in (
        lambda: store.stage_run("a"),
        lambda: store.publish_run("a", tmp_path, [], THEN, {}),
        lambda: store.discard_run(tmp_path),
    ):
        with pytest.raises(StoreError) as caught:
            act()
        assert caught.value.code == "store-needs-writer"


def test_a_second_writer_is_told_the_study_is_busy(store):
    with Store.open(store.folder) as other:
        with store.writer(), store.writer():  # nested in the same Store: nothing more
            for write in (other.writer().__enter__, lambda: other.put_snapshot(b"", "a")):
                with pytest.raises(StoreError) as caught:
                    write()
                assert caught.value.code == "store-busy"
                assert str(store.folder) in caught.value.message("zh")
            assert other.runs() == []  # reading goes on
        publish(other, "a")
        assert store.run("a").present


PROGRAM = """
import sys
from pathlib import Path
from growthpole.store import Store
with Store.open(Path(sys.argv[1])) as store, store.writer():
    store.stage_run("unfinished")
    print("writing", flush=True)
    sys.stdin.read()
"""


def test_the_lock_of_another_process_ends_with_it(store, files):
    command = [sys.executable, "-c", PROGRAM, str(store.folder)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout.readline() == "writing\n"
        with pytest.raises(StoreError) as caught:
            publish(store, "mine")
        assert caught.value.code == "store-busy"
        assert files(store.folder / "runs") == [".staging-unfinished"]
        other.kill()
    assert publish(store, "mine").present
    assert files(store.folder / "runs") == ["mine", "mine/manifest.json"]
