"""What is said of a source beside it: ``NAME.source.toml`` with title, address, method and caveats."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from growthpole.declared.toml_files import read_toml
from growthpole.errors import Finding, SourceError
from growthpole.observe.files import Sheet, read_bytes
from growthpole.observe.findings import finding_of
from growthpole.observe.spec import Limits
from growthpole.provenance import Source

__all__ = ["describe_source"]


def describe_source(path: Path, sheet: Sheet, limits: Limits) -> tuple[Source, list[Finding]]:
    """Source of ``sheet`` as its sidecar describes it, and where the two disagree.

    A sidecar that cannot be read, or that is a link to a file elsewhere, is an error of its own; the
    source is read all the same.
    """
    beside = path.with_name(f"{path.stem}.source.toml")
    name = Path(sheet.file).with_name(beside.name).as_posix()
    plain = Source(name=sheet.file, sha256=sheet.sha256, size=sheet.size)
    if not beside.exists() and not beside.is_symlink():
        note = Finding(code="no-sidecar", severity="warn", file=sheet.file, sha256=sheet.sha256, value=beside.name)
        return plain, [note]
    try:
        said = _read(beside, name, limits)
    except SourceError as problem:
        return plain, [finding_of(problem, name)]
    findings = [
        Finding(
            code=code,
            severity="warn",
            file=sheet.file,
            sha256=sheet.sha256,
            value=str(found),
            params={"declared": str(said[field])},
        )
        for field, code, found in (
            ("rows", "sidecar-rows", sheet.filled),
            ("sha256", "sidecar-hash", sheet.sha256),
        )
        if field in said and str(said[field]).lower() != str(found)
    ]
    caveats = said.get("caveats", [])
    source = replace(
        plain,
        title=str(said.get("title", "")),
        producer=str(said.get("source_title", said.get("producer", ""))),
        url=str(said.get("source_url", "")),
        repository=str(said.get("source_repo", "")),
        licence=str(said.get("licence_note", "")),
        retrieved=str(said.get("retrieved", "")),
        method=str(said.get("computed", "")),
        scope=str(said.get("scope", "")),
        caveats=tuple(str(caveat) for caveat in (caveats if isinstance(caveats, list) else [caveats])),
    )
    return source, findings


def _read(beside: Path, name: str, limits: Limits) -> dict[str, Any]:
    if beside.resolve().parent != beside.parent.resolve():
        raise SourceError("outside-study", path=name)
    return read_toml(read_bytes(beside, limits, name), name)
