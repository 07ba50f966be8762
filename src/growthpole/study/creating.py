"""A new study folder: a copy of a bundled example, or of another study, that runs as it is."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import resources
from pathlib import Path
from typing import Final

from growthpole.errors import InputError, SourceError, StoreError, listed
from growthpole.observe.corrections import CORRECTIONS
from growthpole.study.case import load_case

MADE_BY_RUNS: Final = shutil.ignore_patterns("runs", "snapshots", "growthpole.db*", ".writer.db*", ".*.new")

__all__ = ["copy_study", "examples", "free_folder", "new_study", "staged"]


def examples() -> list[str]:
    """Names of the bundled examples."""
    root = resources.files("growthpole") / "examples"
    return sorted(entry.name for entry in root.iterdir() if (entry / "study.toml").is_file())


def new_study(folder: Path, example: str = "shandong") -> Path:
    """Write the study folder ``folder`` as a copy of a bundled example.

    Raises
    ------
    InputError
        The folder exists and is not empty, or there is no such example.
    StoreError
        The folder cannot be written; what was written of it is removed.
    """
    if example not in examples():
        raise InputError("unknown-example", name=example, known=listed(examples()))
    free_folder(folder)
    with staged(folder) as staging, resources.as_file(resources.files("growthpole") / "examples" / example) as source:
        shutil.copytree(source, staging, ignore=shutil.ignore_patterns("__pycache__", "*.py"))
    return folder


def copy_study(study: Path, out: Path) -> Path:
    """Write the study folder ``out`` as a copy of ``study``, without its runs.

    A folder that holds the same study already, with the same ``study.toml`` and the same sources, is left
    as it is.

    Raises
    ------
    InputError
        ``out`` is a file, holds another study, or holds something else; ``study`` has a faulty ``study.toml``.
    SourceError
        ``study`` is no study, or holds a link that leads out of it.
    StoreError
        The folder cannot be written; what was written of it is removed.
    """
    load_case(study)
    if (out / "study.toml").is_file() and _contents(out) == _contents(study):
        return out
    free_folder(out)
    _require_own(study)
    with staged(out) as staging:
        shutil.copytree(study, staging, ignore=MADE_BY_RUNS)
    return out


def free_folder(folder: Path) -> None:
    """Refuse a folder that is a file, or is in use.

    Raises
    ------
    InputError
        ``folder`` is a file, or holds something.
    """
    if folder.exists() and not folder.is_dir():
        raise InputError("not-a-folder", path=folder)
    if folder.exists() and any(folder.iterdir()):
        raise InputError("folder-exists", path=folder)


@contextmanager
def staged(folder: Path) -> Iterator[Path]:
    """Name beside ``folder`` under which it is written; it gets its own name when the block ends well.

    Raises
    ------
    StoreError
        The folder cannot be written; what was written of it is removed.
    """
    final = folder.absolute()
    staging = final.with_name(f".{final.name}.new")
    try:
        shutil.rmtree(staging, ignore_errors=True)
        staging.parent.mkdir(parents=True, exist_ok=True)
        yield staging
        if final.exists():
            final.rmdir()
        staging.rename(final)
    except (OSError, shutil.Error) as problem:
        shutil.rmtree(staging, ignore_errors=True)
        raise StoreError("cannot-create", path=folder, problem=problem.strerror or problem) from None
    except BaseException:
        shutil.rmtree(staging, ignore_errors=True)
        raise


def _contents(study: Path) -> dict[str, str]:
    """Hash of ``study.toml``, of the corrections, and of every file below ``sources/``."""
    files = [study / "study.toml", study / CORRECTIONS, *(study / "sources").rglob("*")]
    return {
        path.relative_to(study).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in files
        if path.is_file()
    }


def _require_own(study: Path) -> None:
    """Refuse links that lead out of the study, or to a folder they stand in."""
    home = study.resolve()
    for name, folders, files in os.walk(study):
        folder = Path(name)
        folders[:] = [each for each in folders if each not in MADE_BY_RUNS(name, folders)]
        for path in (folder / each for each in (*folders, *files)):
            if not path.is_symlink():
                continue
            target = path.resolve()
            if not target.is_relative_to(home) or folder.resolve().is_relative_to(target) or not target.exists():
                raise SourceError("linked-outside", path=path.relative_to(study).as_posix())
