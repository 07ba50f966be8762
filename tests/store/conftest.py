"""A study in a temporary folder, and faults of the disk."""

import errno
import os
from pathlib import Path

import pytest

from growthpole.store import Store


@pytest.fixture
def store(tmp_path):
    with Store.open(tmp_path / "study", create=True) as opened:
        yield opened


@pytest.fixture
def failing(monkeypatch):
    """Let the n-th call of ``os.<name>`` fail, as a full or broken disk would."""

    def fail(name, at=1, code=errno.ENOSPC):
        call, calls = getattr(os, name), []

        def faulty(*args, **keywords):
            calls.append(args)
            if len(calls) == at:
                raise OSError(code, os.strerror(code))
            return call(*args, **keywords)

        monkeypatch.setattr(os, name, faulty)
        return calls

    return fail


@pytest.fixture
def files():
    """All paths below a folder, but for the files SQLite keeps."""

    def below(folder: Path) -> list[str]:
        paths = (path.relative_to(folder).as_posix() for path in folder.rglob("*"))
        return sorted(path for path in paths if ".db" not in path)

    return below
