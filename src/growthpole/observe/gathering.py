"""All sources of a study: read, checked together, and given origins.

The classifications are read first, since labels resolve through them; then registers and tidy
tables. All problems of all files come back at once. Nothing is persisted here but through
:func:`persist`, and only when no finding is an error.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from growthpole.errors import DataQuality, Finding, LimitExceeded
from growthpole.observe.checks.cross_checks import cross_check_observations
from growthpole.observe.corrections import Applied, Corrections, Declared
from growthpole.observe.findings import Counts, errors_of
from growthpole.observe.gathering_work import Spec, Work
from growthpole.observe.keyed import read_classification, read_register
from growthpole.observe.spec import ClassificationSpec, Limits, RegisterSpec, TidySpec
from growthpole.observe.tidy import read_tidy
from growthpole.progress import OnProgress, Step, silent
from growthpole.provenance import Source
from growthpole.tables.classification import Classification
from growthpole.tables.observations import Observations
from growthpole.tables.register import Register

if TYPE_CHECKING:
    import pandas as pd

    from growthpole.store import Store

__all__ = ["Ingest", "Spec", "Survey", "ingest", "persist", "survey"]


@dataclass(frozen=True, slots=True)
class Ingest:
    """What the sources say, ready for the other rooms.

    Attributes
    ----------
    observations : Observations
        All published values.
    origins : DataFrame
        ``origin_id, file, sha256, sheet, line, column, cell, address, printed_label`` of each value;
        ``sheet`` is empty where the file is no workbook, and ``printed_label`` is its region as printed.
    registers, classifications : mapping
        By name.
    sources : tuple of Source
        Files as delivered, in the order read.
    counts : mapping of str to Counts
        The row law of each file.
    findings : tuple of Finding
        Everything doubtful that did not stop the ingest.
    raw : mapping of str to bytes
        Bytes of each file, for the snapshots.
    absent : mapping of str to str
        Indicator to the declared meaning of an absent cell.
    corrections : tuple of Applied
        Declared corrections that were applied, in the order met.
    """

    observations: Observations
    origins: pd.DataFrame
    registers: Mapping[str, Register]
    classifications: Mapping[str, Classification]
    sources: tuple[Source, ...]
    counts: Mapping[str, Counts]
    findings: tuple[Finding, ...]
    raw: Mapping[str, bytes] = field(repr=False)
    absent: Mapping[str, str] = field(default_factory=dict)
    corrections: tuple[Applied, ...] = ()


@dataclass(frozen=True, slots=True)
class Survey:
    """What was found in the sources, whether or not they can be used.

    Attributes
    ----------
    findings : tuple of Finding
        Everything doubtful, of all files.
    counts : mapping of str to Counts
        The row law of each file; a file read in two ways counts its rows twice.
    result : Ingest or None
        The ingest; None when a finding is an error.
    refused : LimitExceeded or None
        The first limit that was passed.
    corrections : tuple of Applied
        Declared corrections that were applied.
    """

    findings: tuple[Finding, ...]
    counts: Mapping[str, Counts]
    result: Ingest | None
    refused: LimitExceeded | None = None
    corrections: tuple[Applied, ...] = ()


def ingest(
    folder: Path,
    specs: Iterable[Spec],
    *,
    extra: Iterable[Classification] = (),
    limits: Limits | None = None,
    on_progress: OnProgress = silent,
    corrections: Declared | None = None,
) -> Ingest:
    """Read and check all sources below ``folder``.

    Parameters
    ----------
    folder : Path
        The study's ``sources/``; no file outside it is read.
    specs : iterable of spec
        How each file is to be read.
    extra : iterable of Classification
        Codes declared in the study itself (the nation, further indicators).
    limits : Limits, optional
        Largest file, most rows, longest cell.
    on_progress : callable, optional
        Called after each file.
    corrections : Declared, optional
        Cells that a source prints wrongly, and what they should be.

    Raises
    ------
    DataQuality
        At least one finding is an error; the exception carries all findings of all files.
    LimitExceeded
        A limit was passed, and nothing else is wrong.
    """
    found = survey(folder, specs, extra=extra, limits=limits, on_progress=on_progress, corrections=corrections)
    if found.result is None:
        if found.refused is not None and len(errors_of(found.findings)) == 1:
            raise found.refused
        raise DataQuality(found.findings)
    return found.result


def survey(
    folder: Path,
    specs: Iterable[Spec],
    *,
    extra: Iterable[Classification] = (),
    limits: Limits | None = None,
    on_progress: OnProgress = silent,
    corrections: Declared | None = None,
    given: Mapping[str, bytes] | None = None,
) -> Survey:
    """Findings and counts of all sources below ``folder``, and the ingest where they allow one.

    Parameters are those of :func:`ingest`; ``given`` holds bytes, by the name of the file, to be read in place of
    those on the disk: an earlier delivery of it.
    """
    work, fixes = Work(folder, limits or Limits(), extra), Corrections(corrections or Declared())
    work.raw.update(given or {})
    ordered = sorted(specs, key=lambda spec: 0 if isinstance(spec, ClassificationSpec) else 1)
    registers: dict[str, tuple[Register, Source]] = {}
    for done, spec in enumerate(ordered, start=1):
        if isinstance(spec, TidySpec) and work.has_cells(spec):
            work.take_cells(spec, fixes)
            on_progress(Step("observe", done, len(ordered), spec.file))
            continue
        opened = work.open(spec)
        if opened is not None:
            sheet, source = fixes.on_sheet(opened[0]), opened[1]
            match spec:
                case ClassificationSpec():
                    part, keyed = read_classification(sheet, spec)
                    work.take(keyed, source.name)
                    work.add_part(spec, part, keyed, source)
                case RegisterSpec():
                    keyed = read_register(sheet, spec)
                    work.take(keyed, source.name)
                    if not errors_of(keyed.findings):
                        registers[spec.name] = keyed.register(spec), source
                case TidySpec():
                    rows = read_tidy(sheet, spec, work.known(), frozenset(work.incomplete))
                    rows = fixes.in_rows(rows, source.name)
                    work.take(rows, source.name)
                    work.tidy.append((spec, rows, source))
        on_progress(Step("observe", done, len(ordered), spec.file))
    known, absent = work.known(), work.absent()
    work.check_kinds(registers.values(), {spec.kind for spec in ordered if isinstance(spec, RegisterSpec)})
    joined = work.joined()
    findings = (*work.findings, *fixes.closed())
    if errors_of(findings):
        return Survey(findings, work.counts, None, work.refused, tuple(fixes.applied))
    findings = (*findings, *cross_check_observations(joined.observations, known, joined.origins))
    result = Ingest(
        joined.observations,
        joined.origins,
        {name: register for name, (register, _) in registers.items()},
        known,
        tuple(work.sources),
        work.counts,
        findings,
        work.raw,
        absent,
        tuple(fixes.applied),
    )
    return Survey(findings, work.counts, result, corrections=tuple(fixes.applied))


def persist(result: Ingest, store: Store) -> bool:
    """Keep the bytes and the counts of an ingest; False when nothing of it was new.

    The bytes of all files come first, so the catalogue never counts rows of a file that is not kept.
    """
    with store.writer():
        kept = {source.name: store.put_snapshot(result.raw[source.name], source.name) for source in result.sources}
        known = {(record.source_name, record.sha256, record.kind) for record in store.ingests()}
        new = [
            store.record_ingest(name, sha256, "source", met.read, met.loaded, met.quarantined, met.skipped)
            for name, sha256 in kept.items()
            for met in [result.counts[name]]
            if (name, sha256, "source") not in known
        ]
    return any(new)
