"""A file beside an earlier delivery of it, both read in the same way."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from growthpole.errors import Finding, SourceError
from growthpole.observe.files import read_bytes
from growthpole.observe.findings import finding_of

if TYPE_CHECKING:
    from growthpole.observe.vintages import Revisions
    from growthpole.study.checking import Check

__all__ = ["checked_against"]


def checked_against(
    check: Check, path: Path, against: Path, home: Path | None, name: str, encoding: str, sheet: str
) -> Check:
    """The check of ``path`` with what it says otherwise than the earlier delivery ``against``.

    Where the two cannot be compared a finding says why.

    Parameters
    ----------
    home, name : Path or None, str
        The study the file stands in, and the name by which it declares the file; empty where it does not.

    Raises
    ------
    SourceError
        There is no file ``against``.
    """
    told = (
        _declared(path, against, home, name)
        if home is not None and name
        else _alone(path, against, encoding, sheet, home)
    )
    if isinstance(told, Finding):
        return replace(check, against=str(against), findings=(*check.findings, told))
    return replace(check, against=str(against), revisions=told)


def _declared(path: Path, against: Path, home: Path, name: str) -> Revisions | Finding:
    """Both as the study reads the file."""
    from growthpole.observe.deliveries import compare_bytes
    from growthpole.observe.spec import TidySpec
    from growthpole.study.case import load_case
    from growthpole.study.checking import known_at, limits_at
    from growthpole.study.sources import specs_of

    limits = limits_at(home)
    specs = [spec for spec in specs_of(load_case(home)) if spec.file == name and isinstance(spec, TidySpec)]
    old, new = read_bytes(against, limits), read_bytes(path, limits)
    return compare_bytes(home / "sources", specs, old, new, known=known_at(home), limits=limits)


def _alone(path: Path, against: Path, encoding: str, sheet: str, home: Path | None) -> Revisions | Finding:
    """Both as files that no study declares."""
    from growthpole.errors import InputError
    from growthpole.observe import TidySpec, compare_deliveries, read
    from growthpole.observe.vintages import rows_of_reading
    from growthpole.study.checking import known_at, limits_at

    limits, known = limits_at(home), known_at(home) if home is not None else {}
    sides = []
    for each in (against, path):
        data = read_bytes(each, limits)
        try:
            spec = TidySpec(file=each.name, sheet=sheet)
            reading = read(each, spec, encoding=encoding or None, classifications=known, limits=limits)
        except SourceError as problem:
            return finding_of(problem, each.name, _sha256(data))
        sides.append(rows_of_reading(reading.rows))
    try:
        return compare_deliveries(sides[0], sides[1])
    except InputError as problem:
        sha256 = _sha256(read_bytes(against, limits))
        told = {"problem": f"{problem.code}: {problem}"}
        return Finding(
            code="vintage-unreadable", severity="warn", file=against.name, sha256=sha256, value=sha256[:12], params=told
        )


def _sha256(data: bytes) -> str:
    import hashlib

    return hashlib.sha256(data).hexdigest()
