"""An earlier delivery of a source, read as its study reads it today, and what the newer one says otherwise."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from growthpole.errors import Finding, InputError, listed
from growthpole.observe.findings import errors_of
from growthpole.observe.gathering import Ingest, Spec, survey
from growthpole.observe.spec import Limits, TidySpec
from growthpole.observe.vintages import Revisions, compare_deliveries, rows_of_observations

if TYPE_CHECKING:
    import pandas as pd

    from growthpole.tables.classification import Classification

State = Literal["first", "compared", "unreadable", "uncompared"]

__all__ = [
    "Delivery",
    "State",
    "compare_bytes",
    "compare_rows",
    "compare_sources",
    "lost",
    "rows_of_delivery",
    "unreadable",
]


@dataclass(frozen=True, slots=True)
class Delivery:
    """A source beside its delivery before.

    Attributes
    ----------
    file, sha256, before : str
        The source, hash of its bytes, hash of those before; empty for a first delivery.
    state : {"first", "compared", "unreadable", "uncompared"}
        Whether there was something to compare, and whether it could be: a delivery that today's reading does not
        fit is unreadable, and files of codes and registers are not compared.
    rows : int
        Rows loaded.
    revisions : Revisions or None
        What changed, where the two were compared.
    finding : Finding or None
        Why they were not.
    """

    file: str
    sha256: str
    before: str
    state: State
    rows: int
    revisions: Revisions | None = None
    finding: Finding | None = None


def compare_sources(
    found: Ingest,
    specs: Sequence[Spec],
    folder: Path,
    earlier: Mapping[str, tuple[str, bytes]],
    *,
    limits: Limits | None = None,
) -> list[Delivery]:
    """Every source of an ingest beside the delivery before it.

    Values are compared as the deliveries print them, without the corrections a study declares.

    Parameters
    ----------
    found : Ingest
        What the sources say now.
    specs : sequence of spec
        How each file is read.
    folder : Path
        The study's ``sources/``.
    earlier : mapping of str to (str, bytes)
        Hash and bytes of the delivery before, by the name of the source; empty bytes where they are lost.
    limits : Limits, optional
        What is refused before it is read.
    """
    made: list[Delivery] = []
    for source in found.sources:
        rows, name = found.counts[source.name].loaded, source.name
        if name not in earlier:
            made.append(Delivery(name, source.sha256, "", "first", rows))
            continue
        before, data = earlier[name]
        read_by = [spec for spec in specs if spec.file == name and isinstance(spec, TidySpec)]
        if not read_by:
            made.append(Delivery(name, source.sha256, before, "uncompared", rows))
            continue
        told: Revisions | Finding = lost(name, before)
        if data:
            told = compare_bytes(folder, read_by, data, found.raw[name], known=found.classifications, limits=limits)
        if isinstance(told, Finding):
            made.append(Delivery(name, source.sha256, before, "unreadable", rows, finding=told))
        else:
            made.append(Delivery(name, source.sha256, before, "compared", rows, told))
    return made


def compare_bytes(
    folder: Path,
    specs: Sequence[Spec],
    old: bytes,
    new: bytes,
    *,
    known: Mapping[str, Classification],
    limits: Limits | None = None,
) -> Revisions | Finding:
    """Revisions from the bytes ``old`` to the bytes ``new``; the finding that forbids to compare them."""
    sides = [rows_of_delivery(folder, specs, data, known=known, limits=limits) for data in (old, new)]
    return compare_rows(specs[0].file, old, sides[0], sides[1])


def compare_rows(
    name: str, old: bytes, before: pd.DataFrame | Finding, after: pd.DataFrame | Finding
) -> Revisions | Finding:
    """Revisions between two readings of :func:`rows_of_delivery`; ``old`` are the bytes of the earlier one."""
    if isinstance(before, Finding):
        return before
    if isinstance(after, Finding):
        return after
    try:
        return compare_deliveries(before, after)
    except InputError as problem:
        return unreadable(name, old, f"{problem.code}: {problem}")


def rows_of_delivery(
    folder: Path,
    specs: Sequence[Spec],
    data: bytes,
    *,
    known: Mapping[str, Classification],
    limits: Limits | None = None,
) -> pd.DataFrame | Finding:
    """Rows of one delivery, read by the ``specs`` of its file; a finding where these do not fit it."""
    name = specs[0].file
    read = survey(folder, specs, extra=known.values(), limits=limits, given={name: data})
    if read.result is None:
        problems = [f"{one.code} {one.place()} {one.value}".strip() for one in errors_of(read.findings)]
        return unreadable(name, data, listed(problems, 3))
    return rows_of_observations(read.result.observations, read.result.origins)


def lost(name: str, sha256: str) -> Finding:
    """What is said of a delivery whose bytes are no longer there, or are no longer what they were."""
    return Finding(code="vintage-lost", severity="warn", file=name, sha256=sha256, value=sha256[:12])


def unreadable(name: str, data: bytes, problem: str) -> Finding:
    """What is said of a delivery that today's reading does not fit."""
    return Finding(
        code="vintage-unreadable",
        severity="warn",
        file=name,
        sha256=_sha256(data),
        value=_sha256(data)[:12],
        params={"problem": problem},
    )


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
