"""A file beside an earlier delivery of it, both read in the same way."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from growthpole.errors import Finding, InputError, SourceError
from growthpole.observe.deliveries import compare_bytes, unreadable
from growthpole.observe.files import read_bytes
from growthpole.observe.findings import errors_of, finding_of

if TYPE_CHECKING:
    from growthpole.observe.vintages import Revisions
    from growthpole.study.checking import Check

__all__ = ["checked_against"]


def checked_against(
    check: Check,
    path: Path,
    against: Path,
    *,
    home: Path | None,
    name: str,
    encoding: str,
    sheet: str,
    profile: Path | None,
) -> Check:
    """The check of ``path`` with what it says otherwise than the earlier delivery ``against``.

    Where the two cannot be compared a finding says why, and rows of the earlier one that cannot be read are findings
    of their own; values of printed tables whose region, labels, headings and
    period stand twice are not compared, which a finding counts.

    Parameters
    ----------
    home, name : Path or None, str
        The study the file stands in, and the name by which it declares the file; empty where it does not.
    encoding, sheet, profile : str, str, Path or None
        How a file is read that no study declares.

    Raises
    ------
    SourceError
        There is no file ``against``.
    """
    notes: list[Finding] = []
    if home is not None and name:
        told = _declared(path, against, home, name)
    else:
        told = _alone(check.kind, path, against, encoding, sheet, profile, home, notes)
    if isinstance(told, Finding):
        return replace(check, against=str(against), findings=(*check.findings, *notes, told))
    return replace(check, against=str(against), revisions=told, findings=(*check.findings, *notes))


def _declared(path: Path, against: Path, home: Path, name: str) -> Revisions | Finding:
    """Both as the study reads the file."""
    from growthpole.observe.spec import TidySpec
    from growthpole.study.case import load_case
    from growthpole.study.checking import known_at, limits_at
    from growthpole.study.sources import specs_of

    limits = limits_at(home)
    specs = [spec for spec in specs_of(load_case(home)) if spec.file == name and isinstance(spec, TidySpec)]
    old, new = read_bytes(against, limits), read_bytes(path, limits)
    return compare_bytes(home / "sources", specs, old, new, known=known_at(home), limits=limits)


def _alone(
    kind: str,
    path: Path,
    against: Path,
    encoding: str,
    sheet: str,
    profile: Path | None,
    home: Path | None,
    notes: list[Finding],
) -> Revisions | Finding:
    """Both as files that no study declares: tidy tables, or printed ones."""
    from growthpole.observe import TidySpec, compare_deliveries, read
    from growthpole.observe.printed.profiles import Profile, load_profile
    from growthpole.observe.vintages import only_once, rows_of_reading
    from growthpole.study.checking import known_at, limits_at

    limits, known = limits_at(home), known_at(home) if home is not None else {}
    sides = []
    for each in (against, path):
        data = read_bytes(each, limits)
        tidy = TidySpec(file=each.name, sheet=sheet) if kind == "observations" else None
        told = None if tidy is not None else Profile(version=1) if profile is None else load_profile(profile)
        try:
            reading = read(each, tidy, encoding or None, told, sheet=sheet, classifications=known, limits=limits)
        except SourceError as problem:
            return finding_of(problem, each.name, _sha256(data))
        if each == against:  # those of the file itself stand in its check
            notes += [replace(one, severity="quarantine") for one in errors_of(reading.findings)]
        sides.append(rows_of_reading(reading.rows))
    if kind == "tables":
        once = [only_once(side) for side in sides]
        lost = sum(len(side) - len(kept) for side, kept in zip(sides, once, strict=True))
        sides = once
        if lost:
            notes.append(Finding(code="vintage-ambiguous", severity="warn", file=path.name, value=str(lost)))
    try:
        return compare_deliveries(sides[0], sides[1])
    except InputError as problem:
        return unreadable(against.name, read_bytes(against, limits), f"{problem.code}: {problem}")


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
