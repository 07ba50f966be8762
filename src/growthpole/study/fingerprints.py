"""What a stage depends on, as one hash: code, libraries, inputs, sections of the study, the stage before."""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Mapping
from functools import cache
from importlib import metadata, resources
from pathlib import Path
from typing import Any, Final

from growthpole import __version__

LIBRARIES: Final = (
    "numpy",
    "scipy",
    "pandas",
    "xarray",
    "networkx",
    "scikit-learn",
    "highspy",
    "duckdb",
    "pydantic",
    "python-calamine",
    "altair",
    "vl-convert-python",
    "jinja2",
)

__all__ = ["code_fingerprint", "stage_key", "versions"]


def stage_key(name: str, *, inputs: Mapping[str, str], sections: Mapping[str, Any], before: str, seed: int) -> str:
    """Key of a stage: the same key, the same result.

    Parameters
    ----------
    name : str
        The stage.
    inputs : mapping of str to str
        Hash of every source file.
    sections : mapping
        The sections of the study it reads.
    before : str
        Key of the stage before it.
    seed : int
        Seed of the run.
    """
    parts = {
        "stage": name,
        "code": code_fingerprint(),
        "versions": versions(),
        "inputs": dict(inputs),
        "sections": dict(sections),
        "before": before,
        "seed": seed,
    }
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


@cache
def versions() -> dict[str, str]:
    """Versions of growthpole, Python and the libraries a result depends on."""
    found = {"growthpole": __version__, "python": platform.python_version()}
    return found | {name: metadata.version(name) for name in LIBRARIES}


@cache
def code_fingerprint() -> str:
    """Hash of the package's own code, templates and catalogues: changed code computes again."""
    digest = hashlib.sha256()
    root = Path(str(resources.files("growthpole")))
    for path in sorted(root.rglob("*")):
        if path.suffix in {".py", ".toml", ".html", ".css", ".js", ".j2"} and "examples" not in path.parts:
            digest.update(path.relative_to(root).as_posix().encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()
