"""Files and folders that appear whole or not at all.

New content is written beside its target under a temporary name, synced to the disk, and renamed
onto the target; the folder is synced last, because the name lives there. Whoever reads the target
sees the old content or the new. A temporary file left by a killed process starts with
``TEMPORARY`` and is swept by the next writer of the study.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from growthpole.errors import StoreError

__all__ = [
    "TEMPORARY",
    "fsync_directory",
    "make_directory",
    "publish_directory",
    "replacing",
    "write_bytes",
    "write_failed",
    "write_text",
]

TEMPORARY: Final = ".growthpole-tmp-"
_OPEN: Final = os.O_RDWR if os.name == "nt" else os.O_RDONLY  # Windows syncs only what it may write


def write_bytes(path: Path, data: bytes) -> None:
    """Replace the file ``path`` by ``data``, whole or not at all.

    Parameters
    ----------
    path : Path
        The file; its folder exists.
    data : bytes
        The new content.

    Raises
    ------
    StoreError
        The disk is full, failing or not writable; ``path`` is as it was.

    Examples
    --------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "note.txt"
    >>> write_bytes(path, b"first")
    >>> path.read_bytes(), len(list(path.parent.iterdir()))
    (b'first', 1)
    """
    with replacing(path) as temporary, temporary.open("xb") as file:
        file.write(data)


def write_text(path: Path, text: str) -> None:
    """Replace the file ``path`` by ``text`` in UTF-8, line ends as given.

    Raises
    ------
    StoreError
        The disk is full, failing or not writable; ``path`` is as it was.
    """
    write_bytes(path, text.encode("utf-8"))


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Temporary name beside ``path``; what the block wrote there becomes ``path``.

    Raises
    ------
    StoreError
        Writing failed; the temporary file is gone and ``path`` is as it was.
    """
    temporary = path.with_name(f"{TEMPORARY}{secrets.token_hex(8)}")
    try:
        yield temporary
        _fsync(temporary)
        temporary.replace(path)
    except OSError as error:
        _discard(temporary)
        raise write_failed(path, error) from error
    except BaseException:
        _discard(temporary)
        raise
    fsync_directory(path.parent)


def publish_directory(staging: Path, final: Path) -> None:
    """Give the finished folder ``staging`` the name ``final``, with all its content on the disk.

    Parameters
    ----------
    staging : Path
        Folder with everything in it; the same file system as ``final``.
    final : Path
        The name readers know; nothing stands there yet.

    Raises
    ------
    StoreError
        ``final`` exists, ``staging`` is missing, or the disk refused.
    """
    if os.path.lexists(final):
        raise StoreError("store-already-there", path=str(final))
    if not staging.is_dir():
        raise StoreError("store-nothing-staged", path=str(staging))
    try:
        for folder, _, names in os.walk(staging, topdown=False, onerror=_raise):
            for name in sorted(names):
                _fsync(Path(folder) / name)
            _fsync_names(Path(folder))
        staging.rename(final)
    except OSError as error:
        raise write_failed(final, error) from error
    fsync_directory(final.parent)


def fsync_directory(folder: Path) -> None:
    """Put the names in ``folder`` on the disk.

    Raises
    ------
    StoreError
        The disk refused.
    """
    try:
        _fsync_names(folder)
    except OSError as error:
        raise write_failed(folder, error) from error


def make_directory(folder: Path) -> None:
    """Make ``folder`` and its parents when missing, and put its name on the disk.

    Raises
    ------
    StoreError
        It cannot be made.
    """
    if folder.is_dir():
        return
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise write_failed(folder, error) from error
    fsync_directory(folder.parent)


def write_failed(path: Path, error: OSError) -> StoreError:
    """The error of this room for a refusal of the operating system."""
    return StoreError("store-write-failed", path=str(path), reason=error.strerror or str(error))


def _fsync(path: Path, flags: int = _OPEN) -> None:
    descriptor = os.open(path, flags)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _fsync_names(folder: Path) -> None:
    # Windows cannot open a folder; its file system journals names by itself.
    if os.name != "nt":
        _fsync(folder, os.O_RDONLY | os.O_DIRECTORY)


def _discard(temporary: Path) -> None:
    with suppress(OSError):
        temporary.unlink()


def _raise(error: OSError) -> None:
    raise error
