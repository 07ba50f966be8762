"""A file or a folder is replaced whole or not at all."""

import errno
import resource
import subprocess
import sys

import pytest

from growthpole.errors import StoreError
from growthpole.store import publish_directory, write_bytes, write_text


def test_the_new_content_replaces_the_old(tmp_path, files):
    path = tmp_path / "a.txt"
    write_bytes(path, b"old")
    write_text(path, "山东\r\nnew\n")
    assert path.read_bytes() == "山东\r\nnew\n".encode()
    assert files(tmp_path) == ["a.txt"]


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EIO, errno.EACCES])
@pytest.mark.parametrize("call", ["fsync", "replace"])
def test_a_fault_leaves_the_old_content_and_no_temporary_file(tmp_path, files, failing, call, code):
    path = tmp_path / "a.txt"
    write_bytes(path, b"old")
    failing(call, code=code)
    with pytest.raises(StoreError) as caught:
        write_bytes(path, b"new")
    assert caught.value.code == "store-write-failed"
    assert str(path) in str(caught.value)
    assert path.read_bytes() == b"old"
    assert files(tmp_path) == ["a.txt"]


def test_a_fault_after_the_rename_is_told_too(tmp_path, failing):
    failing("fsync", at=2)
    with pytest.raises(StoreError):
        write_bytes(tmp_path / "a.txt", b"new")


def test_a_missing_folder_is_named(tmp_path):
    with pytest.raises(StoreError, match="nowhere"):
        write_bytes(tmp_path / "nowhere" / "a.txt", b"")


def test_an_interrupt_leaves_nothing(tmp_path, files, monkeypatch):
    def interrupted(_descriptor):
        raise KeyboardInterrupt

    monkeypatch.setattr("os.fsync", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write_bytes(tmp_path / "a.txt", b"new")
    assert files(tmp_path) == []


def test_a_real_refusal_of_the_system_in_the_middle_of_the_bytes(tmp_path, files):
    path = tmp_path / "a.bin"
    write_bytes(path, b"old")
    program = (
        "import sys\nfrom pathlib import Path\nfrom growthpole.errors import StoreError\n"
        "from growthpole.store import write_bytes\n"
        "try:\n    write_bytes(Path(sys.argv[1]), bytes(100_000))\n"
        "except StoreError as error:\n    sys.exit(error.exit_code)\n"
    )

    def limit():
        resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, 10_000))

    done = subprocess.run(
        [sys.executable, "-B", "-c", program, path], check=False, preexec_fn=limit, capture_output=True
    )
    assert done.returncode == StoreError.exit_code, done.stderr.decode()
    assert path.read_bytes() == b"old"
    assert files(tmp_path) == ["a.bin"]


def staged(folder):
    staging = folder / "staging"
    (staging / "inner").mkdir(parents=True)
    (staging / "a").write_bytes(b"a")
    (staging / "inner" / "b").write_bytes(b"b")
    return staging


def test_a_folder_is_published_whole(tmp_path, files, failing):
    synced = failing("fsync", at=0)
    publish_directory(staged(tmp_path), tmp_path / "final")
    assert files(tmp_path) == ["final", "final/a", "final/inner", "final/inner/b"]
    assert len(synced) == 5  # two files, two folders, the parent


@pytest.mark.parametrize("there", ["file", "empty folder", "broken link"])
def test_what_exists_is_never_overwritten(tmp_path, there):
    final = tmp_path / "final"
    match there:
        case "file":
            final.write_bytes(b"mine")
        case "empty folder":
            final.mkdir()
        case _:
            final.symlink_to(tmp_path / "nowhere")
    staging = staged(tmp_path)
    with pytest.raises(StoreError) as caught:
        publish_directory(staging, final)
    assert caught.value.code == "store-already-there"
    assert (staging / "inner" / "b").read_bytes() == b"b"


def test_nothing_staged_is_said(tmp_path):
    with pytest.raises(StoreError) as caught:
        publish_directory(tmp_path / "staging", tmp_path / "final")
    assert caught.value.code == "store-nothing-staged"
