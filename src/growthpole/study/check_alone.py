"""A file that no study declares: as a tidy table, printed tables, rows with a key, codes, or an input-output table."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

from growthpole.errors import LimitExceeded, SourceError
from growthpole.observe.files import read_bytes
from growthpole.observe.findings import Counts
from growthpole.study.checking import Check, known_at, limits_at

if TYPE_CHECKING:
    from growthpole.observe.files import Sheet

__all__ = ["check_alone", "check_printed", "check_sdmx", "check_table"]


def check_printed(path: Path, encoding: str | None, sheet: str, profile: Path | None, home: Path | None) -> Check:
    """Printed tables: the blocks found, all findings, and a profile of them."""
    from growthpole.observe import read
    from growthpole.observe.printed.profiles import Profile, load_profile, profile_text

    limits = limits_at(home)
    known = known_at(home) if home is not None else {}
    told = Profile(version=1) if profile is None else load_profile(profile)
    data = read_bytes(path, limits)
    try:
        found = read(path, encoding=encoding, profile=told, sheet=sheet, classifications=known, limits=limits)
    except LimitExceeded:
        raise
    except SourceError as problem:
        return _unreadable(path, "tables", problem, data)
    flags = {} if found.flagged is None else dict(zip(found.flagged["flag"], found.flagged["reason"], strict=True))
    unknown = {one.value: one.params.get("near", "") for one in found.findings if one.code == "unknown-region"}
    text = profile_text(
        found.mapping, flags=flags, regions=unknown, encoding=encoding or told.encoding, style=told.style or ""
    )
    counts = {path.name: found.counts}
    return Check(str(path), "tables", found.findings, counts, tables=found.mapping, profile=text)


def check_sdmx(path: Path, encoding: str | None, home: Path | None) -> Check:
    """An SDMX message: all findings."""
    from growthpole.observe import read

    limits = limits_at(home)
    data = read_bytes(path, limits)
    try:
        found = read(path, encoding=encoding, classifications=known_at(home) if home else {}, limits=limits)
    except LimitExceeded:
        raise
    except SourceError as problem:
        return _unreadable(path, "sdmx", problem, data)
    return Check(str(path), "sdmx", found.findings, {path.name: found.counts}, found.mapping)


def check_table(path: Path, encoding: str, sheet: str, unit: str, home: Path | None) -> Check:
    """A wide input-output table: what it holds, what its special rows and columns were taken for, all findings."""
    from growthpole.observe import survey_io_table

    limits = limits_at(home)
    try:
        found = survey_io_table(path, unit=unit, sheet=sheet, encoding=encoding, limits=limits)
    except LimitExceeded:
        raise
    except SourceError as problem:
        return _unreadable(path, "io", problem, read_bytes(path, limits))
    table = {"sectors": str(len(found.names)), "blocks": ", ".join(found.blocks), "unit": found.unit}
    return Check(str(path), "io", found.findings, {path.name: found.counts}, found.mapping, table=table)


def _unreadable(path: Path, kind: str, problem: SourceError, data: bytes) -> Check:
    from growthpole.observe.findings import finding_of

    found = finding_of(problem, path.name, hashlib.sha256(data).hexdigest())
    return Check(str(path), kind, (found,), {path.name: Counts(0, 0, 0, 0)})


def check_alone(path: Path, kind: str, encoding: str | None, part: str, home: Path | None) -> Check:
    """A tidy table, rows with a key, or codes: all findings."""
    from growthpole.observe import read
    from growthpole.observe.files import sheet_of_bytes
    from growthpole.observe.keyed import read_register
    from growthpole.observe.spec import RegisterSpec, TidySpec

    limits = limits_at(home)
    known = known_at(home) if home is not None else {}
    data = read_bytes(path, limits)
    try:
        if kind == "observations":
            spec = TidySpec(file=path.name, sheet=part)
            reading = read(path, spec, encoding=encoding, classifications=known, limits=limits)
            return Check(str(path), kind, reading.findings, {path.name: reading.counts}, reading.mapping)
        names = [str(name) for part in known.values() for name in part.frame["name_zh"]]
        sheet = sheet_of_bytes(data, path.name, limits, encoding or "", names, part)
    except LimitExceeded:
        raise
    except SourceError as problem:
        return _unreadable(path, kind, problem, data)
    if kind == "classification":
        return _as_classification(path, sheet)
    keyed = read_register(sheet, RegisterSpec(file=path.name, name=path.stem, key=tuple(sheet.header[:1])))
    return Check(str(path), kind, tuple(keyed.findings), {path.name: keyed.counts}, {"key": sheet.header[0]})


def _as_classification(path: Path, sheet: Sheet) -> Check:
    """Codes with the names, parents and attributes that the columns of these names hold."""
    from growthpole.observe.findings import Notebooks
    from growthpole.observe.keyed import read_classification
    from growthpole.observe.labels import clashes, labels_of_rows
    from growthpole.observe.spec import ClassificationSpec

    english, chinese, parent = (name if name in sheet.header else "" for name in ("name_en", "name_zh", "parent"))
    code = "code" if "code" in sheet.header else sheet.header[0]
    words = tuple(name for name in ("unit", "measure", "price_basis") if name in sheet.header and name != code)
    spec = ClassificationSpec(
        file=path.name,
        name="indicator" if words else "region",
        code=code,
        name_en=english,
        name_zh=chinese,
        parent=parent,
        attributes=words,
    )
    part, keyed = read_classification(sheet, spec)
    findings = list(keyed.findings)
    if part is None and not keyed.frame.empty:
        notes = Notebooks()
        clashes(labels_of_rows(keyed.frame, spec, sheet.sha256, keyed.grid), notes)
        findings += notes.closed()
    mapping = {"code": code} | {name: name for name in (english, chinese, parent, *words) if name}
    return Check(str(path), "classification", tuple(findings), {path.name: keyed.counts}, mapping)
