"""What is said of a source beside it: ``NAME.source.toml`` with title, address, method and caveats."""

from __future__ import annotations

import tomllib
from pathlib import Path

from growthpole.errors import Finding, SourceError
from growthpole.observe.files import Sheet, read_bytes
from growthpole.observe.spec import Limits
from growthpole.provenance import Source

__all__ = ["describe_source"]


def describe_source(path: Path, sheet: Sheet, limits: Limits) -> tuple[Source, list[Finding]]:
    """Source of ``sheet`` as its sidecar describes it, and where the two disagree.

    Raises
    ------
    SourceError
        The sidecar is not valid TOML.
    """
    beside = path.with_name(f"{path.stem}.source.toml")
    if not beside.is_file():
        note = Finding(code="no-sidecar", severity="warn", file=sheet.file, sha256=sheet.sha256, value=beside.name)
        return Source(name=sheet.file, sha256=sheet.sha256, size=sheet.size), [note]
    try:
        said = tomllib.loads(read_bytes(beside, limits).decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as problem:
        raise SourceError("bad-toml", path=beside.name, problem=problem) from None
    findings = [
        Finding(
            code=code,
            severity="warn",
            file=sheet.file,
            sha256=sheet.sha256,
            value=str(found),
            params={"declared": str(said[name])},
        )
        for name, code, found in (
            ("rows", "sidecar-rows", len(sheet.rows)),
            ("sha256", "sidecar-hash", sheet.sha256),
        )
        if name in said and said[name] != found
    ]
    source = Source(
        name=sheet.file,
        sha256=sheet.sha256,
        size=sheet.size,
        title=str(said.get("title", "")),
        producer=str(said.get("source_title", said.get("producer", ""))),
        url=str(said.get("source_url", "")),
        repository=str(said.get("source_repo", "")),
        licence=str(said.get("licence_note", "")),
        retrieved=str(said.get("retrieved", "")),
        method=str(said.get("computed", "")),
        scope=str(said.get("scope", "")),
        caveats=tuple(str(caveat) for caveat in said.get("caveats", [])),
    )
    return source, findings
