"""Taking results over from an earlier run: only files whose bytes are still those its manifest states."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import TYPE_CHECKING

from growthpole.errors import GrowthpoleError
from growthpole.study.results import Run

if TYPE_CHECKING:
    from growthpole.observe import Ingest
    from growthpole.store.records import RunRecord
    from growthpole.tables.results import ResultTable

__all__ = ["ingest_of_tables", "sha256_of", "sound_files", "sound_run"]


def sha256_of(data: bytes) -> str:
    """Hash of ``data``."""
    return hashlib.sha256(data).hexdigest()


def sound_run(record: RunRecord | None) -> Run | None:
    """The run, when its manifest is the one that was published; None when not."""
    if record is None:
        return None
    try:
        data = (record.folder / "manifest.json").read_bytes()
        run = Run(record.folder)
        return run if sha256_of(data) == record.summary.get("manifest") and run.manifest["files"] else None
    except (OSError, KeyError, GrowthpoleError):
        return None


def sound_files(run: Run, names: list[str]) -> dict[str, bytes] | None:
    """Bytes of files of a run; None when one is missing or differs from its hash in the manifest."""
    found: dict[str, bytes] = {}
    stated: Mapping[str, str] = run.manifest["files"]
    for name in names:
        try:
            found[name] = (run.folder / name).read_bytes()
        except OSError:
            return None
        if sha256_of(found[name]) != stated.get(name):
            return None
    return found


def ingest_of_tables(tables: Mapping[str, ResultTable], absent: Mapping[str, str]) -> Ingest:
    """What the sources said, from the tables of stage ``observe``: no source is read again.

    Bytes and findings are not part of the tables; both are empty, as are the aliases of the
    classifications, which only reading needs.
    """
    from growthpole.observe import Ingest
    from growthpole.observe.findings import Counts
    from growthpole.provenance import Source
    from growthpole.tables.classification import Classification
    from growthpole.tables.observations import Observations
    from growthpole.tables.register import Register

    rows = tables["observe.sources"].rows()
    classifications, registers = {}, {}
    for table in tables.values():
        kind, _, name = table.name.partition("_")
        if table.stage == "observe" and kind == "classification":
            classifications[name] = Classification(name, table.frame)
        elif table.stage == "observe" and kind == "register":
            file = str(table.frame["file"].iloc[0]) if len(table.frame) else ""
            registers[name] = Register(
                name,
                table.frame.drop(columns="file"),
                table.dims,
                file=file,
                sheet=table.groups.get("sheet", ""),
                letters=_prefixed(table.groups, "letters."),
                kind=table.groups.get("kind", ""),
                columns=_prefixed(table.groups, "column."),
            )

    return Ingest(
        Observations(tables["observe.observations"].frame),
        tables["observe.origins"].frame,
        registers,
        classifications,
        tuple(
            Source(
                name=row["file"],
                sha256=row["sha256"],
                size=row["bytes"],
                **{
                    name: row[name]
                    for name in ("title", "producer", "url", "repository", "licence", "retrieved", "method", "scope")
                },
                caveats=tuple(filter(None, row["caveats"].split("\n"))),
            )
            for row in rows
        ),
        {row["file"]: Counts(*(row[name] for name in ("read", "loaded", "quarantined", "skipped"))) for row in rows},
        (),
        {},
        absent,
    )


def _prefixed(said: Mapping[str, str], start: str) -> dict[str, str]:
    return {name.removeprefix(start): text for name, text in said.items() if name.startswith(start)}
