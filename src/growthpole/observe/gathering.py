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

import numpy as np

from growthpole.errors import DataQuality, Finding, GrowthpoleError, InputError, SourceError
from growthpole.observe.files import Sheet, read_bytes, sheet_of_bytes
from growthpole.observe.findings import Counts, errors_of
from growthpole.observe.keyed import Keyed, read_classification, read_register
from growthpole.observe.sidecar import describe_source
from growthpole.observe.spec import ClassificationSpec, Limits, RegisterSpec, TidySpec
from growthpole.observe.tidy import TidyRows, read_tidy
from growthpole.progress import OnProgress, Step, silent
from growthpole.provenance import Source
from growthpole.tables.classification import Classification, merged
from growthpole.tables.observations import COLUMNS, Observations
from growthpole.tables.register import Register

if TYPE_CHECKING:
    import pandas as pd

    from growthpole.store import Store

Spec = TidySpec | RegisterSpec | ClassificationSpec

__all__ = ["Ingest", "Spec", "ingest", "persist"]


@dataclass(frozen=True, slots=True)
class Ingest:
    """What the sources say, ready for the other rooms.

    Attributes
    ----------
    observations : Observations
        All published values.
    origins : DataFrame
        ``origin_id, file, sha256, sheet, line, column, address`` of each value.
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


def ingest(
    folder: Path,
    specs: Iterable[Spec],
    *,
    extra: Iterable[Classification] = (),
    limits: Limits | None = None,
    on_progress: OnProgress = silent,
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

    Raises
    ------
    DataQuality
        At least one finding is an error; the exception carries all findings of all files.
    LimitExceeded
        A file is larger than the limits allow.
    """
    limits = limits or Limits()
    chosen = list(specs)
    work = _Work(folder, limits)
    ordered = sorted(chosen, key=lambda spec: 0 if isinstance(spec, ClassificationSpec) else 1)
    parts: dict[str, list[Classification]] = {"region": [], "activity": [], "indicator": []}
    for part in extra:
        parts[part.name].append(part)
    known: dict[str, Classification] | None = None
    tidy: list[tuple[TidySpec, TidyRows, Source]] = []
    registers: dict[str, Register] = {}
    for done, spec in enumerate(ordered, start=1):
        names = [] if known is None else [str(name) for name in known["region"].frame["name_zh"]]
        if not isinstance(spec, ClassificationSpec) and known is None:
            known = work.merge(parts)
            names = [str(name) for name in known["region"].frame["name_zh"]]
        opened = work.open(spec, names)
        if opened is not None:
            sheet, source = opened
            match spec:
                case ClassificationSpec():
                    found, keyed = read_classification(sheet, spec)
                    work.take(keyed, source.name)
                    parts[spec.name].extend([found] if found is not None else [])
                case RegisterSpec():
                    keyed = read_register(sheet, spec)
                    work.take(keyed, source.name)
                    if not errors_of(keyed.findings):
                        registers[spec.name] = keyed.register(spec)
                case TidySpec():
                    rows = read_tidy(sheet, spec, known or work.merge(parts))
                    work.take(rows, source.name)
                    tidy.append((spec, rows, source))
        on_progress(Step("observe", done, len(ordered), spec.file))
    known = known or work.merge(parts)
    observations, origins = work.observations(tidy)
    if errors_of(work.findings):
        raise DataQuality(work.findings)
    absent = {str(code): spec.absent for spec, rows, _ in tidy for code in rows.frame["indicator"].unique()}
    return Ingest(
        observations,
        origins,
        registers,
        known,
        tuple(work.sources),
        work.counts,
        tuple(work.findings),
        work.raw,
        absent,
    )


def persist(result: Ingest, store: Store) -> bool:
    """Keep the bytes and the counts of an ingest; False when nothing of it was new."""
    new = [
        store.record_ingest(
            source.name,
            store.put_snapshot(result.raw[source.name], source.name),
            "source",
            counts.read,
            counts.loaded,
            counts.quarantined,
            counts.skipped,
        )
        for source in result.sources
        for counts in [result.counts[source.name]]
    ]
    return any(new)


class _Work:
    """Sources met, findings made and rows counted while an ingest runs."""

    def __init__(self, folder: Path, limits: Limits) -> None:
        self.folder = folder.resolve()
        self.limits = limits
        self.sources: list[Source] = []
        self.counts: dict[str, Counts] = {}
        self.findings: list[Finding] = []
        self.raw: dict[str, bytes] = {}

    def open(self, spec: Spec, names: Iterable[str]) -> tuple[Sheet, Source] | None:
        """Sheet and source of a file; None, with a finding, when it cannot be read."""
        try:
            path = (self.folder / spec.file).resolve()
            if not path.is_relative_to(self.folder):
                raise SourceError("outside-study", path=spec.file)
            data = read_bytes(path, self.limits, spec.file)
            sheet = sheet_of_bytes(data, spec.file, self.limits, spec.encoding, names)
            source, notes = describe_source(path, sheet, self.limits)
        except SourceError as problem:
            if problem.exit_code == 4:
                raise
            self.findings.append(
                Finding(
                    code="unreadable",
                    severity="error",
                    file=spec.file,
                    value=problem.code,
                    params={"problem": str(problem)},
                )
            )
            return None
        if source.name not in self.raw:
            self.sources.append(source)
            self.findings.extend(notes)
        self.raw[source.name] = data
        return sheet, source

    def take(self, rows: TidyRows | Keyed, name: str) -> None:
        """Add findings and counts of a file."""
        self.findings.extend(rows.findings)
        self.counts[name] = rows.counts
        if not rows.counts.holds:
            raise GrowthpoleError("row-law", file=name, counts=rows.counts)

    def merge(self, parts: Mapping[str, list[Classification]]) -> dict[str, Classification]:
        """One classification for each name, empty when a study has none."""
        import pandas as pd

        known: dict[str, Classification] = {}
        blank = pd.DataFrame({column: pd.Series(dtype=str) for column in ("code", "name_en", "name_zh", "parent")})
        for name, found in parts.items():
            try:
                known[name] = merged(found, name) if found else Classification(name, blank)
            except InputError as problem:
                self.findings.append(
                    Finding(
                        code="outside-classification",
                        severity="error",
                        value=str(problem),
                        params={"name": name},
                    )
                )
                known[name] = found[0]
        for column in ("unit", "measure", "price_basis"):
            frame = known["indicator"].frame
            if column not in frame.columns:
                known["indicator"] = Classification("indicator", frame.assign(**{column: ""}))
        return known

    def observations(self, tidy: list[tuple[TidySpec, TidyRows, Source]]) -> tuple[Observations, pd.DataFrame]:
        """One table of all tidy rows, and where each value stands."""
        import pandas as pd

        frames: list[pd.DataFrame] = []
        origins: list[pd.DataFrame] = []
        start = 0
        for _, rows, source in tidy:
            frame = rows.frame
            ids = np.arange(start, start + len(frame), dtype=np.int32)
            start += len(frame)
            frames.append(frame.assign(origin_id=ids))
            address = frame["address"].where(frame["address"] != "", source.url)
            origins.append(
                pd.DataFrame(
                    {
                        "origin_id": ids,
                        "file": source.name,
                        "sha256": source.sha256,
                        "sheet": "",
                        "line": frame["line"].astype(np.int64),
                        "column": frame["column"],
                        "address": address,
                    }
                )
            )
        columns = {name: pd.Series(dtype=float if name == "value" else str) for name in COLUMNS}
        values = pd.concat(frames, ignore_index=True)[list(COLUMNS)] if frames else pd.DataFrame(columns)
        self._refuse_clashes(values, origins)
        clean = values.drop_duplicates(list(COLUMNS[:8]))
        places = pd.concat(origins, ignore_index=True) if origins else pd.DataFrame({"origin_id": []})
        return Observations(clean.reset_index(drop=True)), places

    def _refuse_clashes(self, values: pd.DataFrame, origins: list[pd.DataFrame]) -> None:
        """Note keys that two files state differently, or both state."""
        import pandas as pd

        key = list(COLUMNS[:8])
        repeated = values[values.duplicated(key, keep=False)]
        if repeated.empty:
            return
        places = pd.concat(origins, ignore_index=True).set_index("origin_id")
        for _, group in repeated.groupby(key, sort=False):
            first, second = group.iloc[0], group.iloc[1]
            same = group["value"].nunique() == 1 and group["unit"].nunique() == 1
            one, two = places.loc[first["origin_id"]], places.loc[second["origin_id"]]
            for origin in group["origin_id"].iloc[1:]:
                name = str(places.loc[origin, "file"])
                met = self.counts[name]
                self.counts[name] = Counts(met.read, met.loaded - 1, met.quarantined, met.skipped + 1)
            self.findings.append(
                Finding(
                    code="duplicate-row" if same else "duplicate-key",
                    severity="warn" if same else "error",
                    file=str(two["file"]),
                    sha256=str(two["sha256"]),
                    line=int(two["line"]),
                    column=str(two["column"]),
                    value=str(second["printed"]),
                    params={
                        "key": ", ".join(str(first[name]) for name in key if first[name]),
                        "other": str(first["printed"]),
                        "other_line": f"{one['file']}:{one['line']}",
                    },
                )
            )
