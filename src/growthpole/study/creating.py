"""A new study folder: a copy of a bundled example that runs as it is."""

from __future__ import annotations

import shutil
from importlib import resources
from pathlib import Path

from growthpole.errors import InputError, StoreError, listed

__all__ = ["examples", "new_study"]


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
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise InputError("folder-exists", path=folder)
    staging = folder.with_name(f".{folder.name}.new")
    try:
        shutil.rmtree(staging, ignore_errors=True)
        with resources.as_file(resources.files("growthpole") / "examples" / example) as source:
            staging.parent.mkdir(parents=True, exist_ok=True)
            shutil.copytree(source, staging, ignore=shutil.ignore_patterns("__pycache__", "*.py"))
        if folder.exists():
            folder.rmdir()
        staging.rename(folder)
    except OSError as problem:
        shutil.rmtree(staging, ignore_errors=True)
        raise StoreError("cannot-create", path=folder, problem=problem.strerror or problem) from None
    return folder
