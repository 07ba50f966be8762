"""Deliveries of the sources of a study: which came before, and what each says otherwise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from growthpole.errors import Finding, InputError, StoreError
from growthpole.observe.spec import Limits, TidySpec
from growthpole.study.case import load_case
from growthpole.study.declared_corrections import declared_corrections
from growthpole.study.sources import extra_classifications, file_below, limits_of, specs_of

if TYPE_CHECKING:
    from pandas import DataFrame

    from growthpole.observe.gathering import Spec
    from growthpole.observe.vintages import Revisions
    from growthpole.store import Store
    from growthpole.store.records import DeliveryRecord
    from growthpole.study.case import Case
    from growthpole.tables.classification import Classification

__all__ = ["Vintage", "bytes_before", "deliveries_before", "vintages"]


@dataclass(frozen=True, slots=True)
class Vintage:
    """One delivery of one source.

    Attributes
    ----------
    file, sha256, received : str
        The source, hash of its bytes, and when a run first met them, ISO 8601.
    number : int
        Which delivery of the source it is, from 1.
    rows : int or None
        Rows as the study reads them today; None where they are not compared.
    revisions : Revisions or None
        What it says otherwise than the delivery before; None for the first, and where they cannot be compared.
    finding : Finding or None
        Why they cannot be compared.
    """

    file: str
    sha256: str
    received: str
    number: int
    rows: int | None = None
    revisions: Revisions | None = None
    finding: Finding | None = None


def deliveries_before(case: Case, sources: Path, inputs: Mapping[str, str], store: Store) -> dict[str, str]:
    """Hash of the delivery before, for each source that came with other bytes before.

    Parameters
    ----------
    inputs : mapping of str to str
        Hash of each file now, as :func:`growthpole.study.sources.source_files` gives it.
    """
    kept: dict[str, list[str]] = {}
    for record in store.deliveries():
        kept.setdefault(record.source_name, []).append(record.sha256)
    found: dict[str, str] = {}
    for name in dict.fromkeys(spec.file for spec in specs_of(case)):
        before = kept.get(name, [])
        if before and before[-1] == inputs.get(file_below(sources, name)):
            before = before[:-1]
        if before:
            found[name] = before[-1]
    return found


def bytes_before(store: Store, before: Mapping[str, str]) -> dict[str, tuple[str, bytes]]:
    """Hash and bytes of the deliveries before; no bytes where the snapshot is lost or damaged."""
    return {name: (sha256, _kept(store, sha256)) for name, sha256 in before.items()}


def _kept(store: Store, sha256: str) -> bytes:
    try:
        return store.snapshot(sha256)
    except StoreError:
        return b""


def vintages(folder: Path) -> list[Vintage]:
    """All deliveries of the sources of the study in ``folder``, each beside the one before.

    Every delivery is read as the study reads the source today.

    Raises
    ------
    InputError, SourceError
        The study is wrong, or was never run.
    DataQuality
        Its classifications are.
    """
    from growthpole.observe import ingest
    from growthpole.observe.spec import ClassificationSpec
    from growthpole.store import Store

    case = load_case(folder)
    sources, limits, specs = folder / "sources", limits_of(case), specs_of(case)
    codes = [spec for spec in specs if isinstance(spec, ClassificationSpec)]
    with Store.open(folder) as store:
        records = store.deliveries()
        if not records:
            raise InputError("no-deliveries", folder=folder)
        fixes = declared_corrections(case, folder, codes)
        extra = extra_classifications(case, sources)
        known = ingest(sources, codes, extra=extra, limits=limits, corrections=fixes).classifications
        found: list[Vintage] = []
        for name in sorted({record.source_name for record in records}):
            read_by = [spec for spec in specs if spec.file == name and isinstance(spec, TidySpec)]
            found += _of_source(
                store, [record for record in records if record.source_name == name], read_by, known, folder, limits
            )
    return found


def _of_source(
    store: Store,
    records: Sequence[DeliveryRecord],
    read_by: Sequence[Spec],
    known: Mapping[str, Classification],
    folder: Path,
    limits: Limits,
) -> list[Vintage]:
    """Deliveries of one source in order, each read once."""
    from growthpole.observe.deliveries import compare_rows, lost, rows_of_delivery

    found: list[Vintage] = []
    old: bytes = b""
    before: DataFrame | Finding | None = None
    for number, record in enumerate(records, start=1):
        made = Vintage(record.source_name, record.sha256, record.received, number)
        if not read_by:
            found.append(made)
            continue
        data = _kept(store, record.sha256)
        rows: DataFrame | Finding = lost(record.source_name, record.sha256)
        if data:
            rows = rows_of_delivery(folder / "sources", read_by, data, known=known, limits=limits)
        told = rows if isinstance(rows, Finding) else None
        if before is not None:
            compared = compare_rows(record.source_name, old, before, rows)
            told = compared if isinstance(compared, Finding) else told
            made = made if isinstance(compared, Finding) else replace(made, revisions=compared)
        found.append(replace(made, rows=None if isinstance(rows, Finding) else len(rows), finding=told))
        old, before = data, rows
    return found
