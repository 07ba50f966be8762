"""The state of an ingest while it runs: sources met, rows counted, classifications put together."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from growthpole.errors import Finding, GrowthpoleError, InputError, LimitExceeded, SourceError
from growthpole.observe.column_checks import near_units
from growthpole.observe.corrections import Corrections
from growthpole.observe.files import Sheet, read_bytes, sheet_of_bytes
from growthpole.observe.findings import Counts, Notebook, Notebooks, finding_of
from growthpole.observe.joining import Joined, join
from growthpole.observe.keyed import Keyed
from growthpole.observe.labels import Label, clashes, labels_of_rows, labels_of_study
from growthpole.observe.sdmx.messages import is_sdmx
from growthpole.observe.sidecar import describe_source
from growthpole.observe.spec import ClassificationSpec, Limits, RegisterSpec, TidySpec
from growthpole.observe.tidy import TidyRows
from growthpole.observe.vocabulary import known_unit
from growthpole.provenance import Source
from growthpole.tables.classification import Classification, merged
from growthpole.tables.register import Register
from growthpole.tables.typed_registers import problems_of_register

if TYPE_CHECKING:
    pass

Spec = TidySpec | RegisterSpec | ClassificationSpec

__all__ = ["Spec", "Work"]


class Work:
    """Sources met, findings made and rows counted while an ingest runs."""

    def __init__(self, folder: Path, limits: Limits, extra: Iterable[Classification]) -> None:
        self.folder = folder.resolve()
        self.limits = limits
        self.sources: list[Source] = []
        self.counts: dict[str, Counts] = {}
        self.findings: list[Finding] = []
        self.raw: dict[str, bytes] = {}
        self.refused: LimitExceeded | None = None
        self.tidy: list[tuple[TidySpec, TidyRows, Source]] = []
        self.incomplete: set[str] = set()
        self._parts: dict[str, list[Classification]] = {"region": [], "activity": [], "indicator": []}
        self._labels: dict[str, list[Label]] = {name: [] for name in self._parts}
        self._rows: list[tuple[ClassificationSpec, Keyed, Source]] = []
        self._known: dict[str, Classification] | None = None
        for part in extra:
            self._parts[part.name].append(part)
            self._labels[part.name].extend(labels_of_study(part))

    def open(self, spec: Spec) -> tuple[Sheet, Source] | None:
        """Sheet and source of a file; None, with a finding, when it cannot be read."""
        if not isinstance(spec, ClassificationSpec):
            self.known()
        sha256 = ""
        try:
            path = self._path(spec.file)
            data = self.raw[spec.file] if spec.file in self.raw else read_bytes(path, self.limits, spec.file)
            sha256 = hashlib.sha256(data).hexdigest()
            style = spec.style if isinstance(spec, TidySpec) else "point"
            sheet = sheet_of_bytes(
                data, spec.file, self.limits, spec.encoding, self._names(), spec.sheet, style, spec.delimiter
            )
        except SourceError as problem:
            self._refuse(problem, spec.file, sha256)
            if isinstance(spec, ClassificationSpec):
                self.incomplete.add(spec.name)
            return None
        source, notes = describe_source(path, sheet, self.limits)
        if source.name not in self.raw:
            self.sources.append(source)
            self.findings.extend(notes)
        self.raw[source.name] = data
        return sheet, source

    def has_cells(self, spec: TidySpec) -> bool:
        """Whether each value of a file has a cell of its own: printed tables, and SDMX messages."""
        if spec.profile:
            return True
        try:
            return is_sdmx(self._bytes(spec))
        except SourceError:
            return False  # it is opened again as a tidy table, which says what is wrong

    def take_cells(self, spec: TidySpec, fixes: Corrections) -> None:
        """Read a file of printed tables by its profile, or an SDMX message, and add what it holds."""
        from growthpole.observe.cell_sources import rows_of_cells
        from growthpole.observe.printed.profiles import load_profile
        from growthpole.observe.printed.sources import open_printed
        from growthpole.observe.sdmx.sources import open_sdmx

        known = self.known()
        sha256 = ""
        try:
            data = self._bytes(spec)
            sha256 = hashlib.sha256(data).hexdigest()
            if spec.profile:
                profile = load_profile(self._path(spec.profile))
                cells = open_printed(data, spec, profile, known, self.limits, fixes)
            else:
                cells = open_sdmx(data, spec, self.limits)
        except (SourceError, InputError) as problem:
            self._refuse(problem, spec.file, sha256)
            return
        source, notes = describe_source(self._path(spec.file), cells.sheet, self.limits)
        if source.name not in self.raw:
            self.sources.append(source)
            self.findings.extend(notes)
        self.raw[source.name] = data
        rows = fixes.in_cells(rows_of_cells(cells, spec, known, frozenset(self.incomplete)), source.name)
        self.take(rows, source.name)
        self.tidy.append((spec, rows, source))

    def _bytes(self, spec: TidySpec) -> bytes:
        if spec.file in self.raw:
            return self.raw[spec.file]
        return read_bytes(self._path(spec.file), self.limits, spec.file)

    def _refuse(self, problem: SourceError | InputError, file: str, sha256: str) -> None:
        """Keep why a file cannot be read."""
        self.findings.append(finding_of(problem, file, sha256))
        self.counts.setdefault(file, Counts(0, 0, 0, 0))
        if isinstance(problem, LimitExceeded):
            self.refused = self.refused or problem

    def _path(self, name: str) -> Path:
        try:
            path = (self.folder / name).resolve()
        except (OSError, RuntimeError, ValueError) as problem:  # a loop of links, a NUL in the name
            raise SourceError("unreadable-file", path=name, problem=problem) from None
        if not path.is_relative_to(self.folder):
            raise SourceError("outside-study", path=name)
        return path

    def _names(self) -> list[str]:
        """Chinese names known so far, by which a GB18030 file may be recognised."""
        return [str(name) for parts in self._parts.values() for part in parts for name in part.frame["name_zh"]]

    def take(self, rows: TidyRows | Keyed, name: str) -> None:
        """Add findings and counts of a file."""
        self.findings.extend(rows.findings)
        self.counts[name] = self.counts.get(name, Counts(0, 0, 0, 0)) + rows.counts
        self._check_law(name)

    def _check_law(self, name: str) -> None:
        if not self.counts[name].holds:
            raise GrowthpoleError("row-law", file=name, counts=self.counts[name])

    def add_part(self, spec: ClassificationSpec, part: Classification | None, keyed: Keyed, source: Source) -> None:
        """Add one file of a classification."""
        self._labels[spec.name].extend(labels_of_rows(keyed.frame, spec, source.sha256, keyed.grid))
        self._rows.append((spec, keyed, source))
        if part is None:
            self.incomplete.add(spec.name)
        else:
            self._parts[spec.name].append(part)

    def known(self) -> dict[str, Classification]:
        """One classification for each name, empty when a study has none; put together once."""
        if self._known is None:
            self._known = {name: self._merged(name) for name in self._parts}
            self._check_units()
            self._check_parents()
        return self._known

    def _merged(self, name: str) -> Classification:
        import pandas as pd

        parts = self._parts[name]
        notes = Notebooks()
        blank = pd.DataFrame({column: pd.Series(dtype=str) for column in ("code", "name_en", "name_zh", "parent")})
        if clashes(self._labels[name], notes):
            self.incomplete.add(name)
            parts = []
        self.findings.extend(notes.closed())
        try:
            found = merged(parts, name) if parts else Classification(name, blank)
        except InputError as problem:
            self.incomplete.add(name)
            note = Finding(code="outside-classification", severity="error", column=name, value=str(problem))
            self.findings.append(note)
            found = Classification(name, blank)
        if name != "indicator":
            return found
        lacking = {column for column in ("unit", "measure", "price_basis") if column not in found.frame.columns}
        return Classification(name, found.frame.assign(**dict.fromkeys(lacking, "")), found.aliases)

    def _check_units(self) -> None:
        """Units of the indicators that the study itself declares; those in files have been checked."""
        notes = Notebooks()
        for part in self._parts["indicator"]:
            codes = part.frame.get("unit")
            for code, unit in zip(part.frame["code"], codes if codes is not None else (), strict=False):
                if unit and known_unit(unit) is None:
                    near = near_units(unit)["near"]
                    notes.at("study.toml").note("unknown-unit", "error", column=f"{code}.unit", value=unit, near=near)
        self.findings.extend(notes.closed())

    def _check_parents(self) -> None:
        """Warn of parents that are no code: nothing would count their children."""
        notes = Notebooks()
        for spec, keyed, source in self._rows:
            rows = keyed.frame
            known = (self._known or {})[spec.name]
            if not spec.parent or spec.parent.startswith("=") or spec.name in self.incomplete:
                continue
            lost = (rows[spec.parent] != "") & ~rows[spec.parent].isin(known.codes)
            lines, raw = rows["line"].to_numpy()[lost], rows[spec.parent].to_numpy()[lost]
            book = notes.at(spec.file, source.sha256, keyed.grid)
            book.note_rows("unknown-parent", "warn", lines, raw, column=spec.parent)
        self.findings.extend(notes.closed())

    def check_kinds(self, registers: Iterable[tuple[Register, Source]], kinds: set[str]) -> None:
        """Check each register that has a kind; its rows with a problem are taken out of the counts.

        A reference to a kind of which some register could not be read is not checked.
        """
        held = list(registers)
        known: dict[str, set[str]] = {
            name: set(part.codes) for name, part in self.known().items() if len(part) and name not in self.incomplete
        }
        for kind in kinds & {register.kind for register, _ in held}:
            of_kind = [register for register, _ in held if register.kind == kind]
            columns = [register.columns.get("code", "code") for register in of_kind]
            if all(column in register.frame for register, column in zip(of_kind, columns, strict=True)):
                known[kind] = {
                    code for register, column in zip(of_kind, columns, strict=True) for code in register.frame[column]
                }
        for register, source in held:
            if not register.kind:
                continue
            found = problems_of_register(register, known)
            book = Notebook(register.file, source.sha256)
            self.findings.extend(book.limited(found))
            lost = len({finding.line for finding in found if finding.line is not None})
            self.counts[source.name] += Counts(0, -lost, lost, 0)
            self._check_law(source.name)

    def joined(self) -> Joined:
        """All tidy rows as observations, with what files say twice taken out of the counts."""
        found = join([(rows, source) for _, rows, source in self.tidy])
        self.findings.extend(found.findings)
        for name, change in found.changes.items():
            self.counts[name] += change
            self._check_law(name)
        return found

    def absent(self) -> dict[str, str]:
        """What an absent cell of each indicator means; unknown where its sources do not agree."""
        said: dict[str, dict[str, str]] = {}
        for spec, rows, source in self.tidy:
            for code in rows.frame["indicator"].unique():
                said.setdefault(str(code), {})[source.name] = spec.absent
        notes = Notebooks()
        for code, by_file in said.items():
            if len(set(by_file.values())) > 1:
                files = ", ".join(f"{file}: {rule}" for file, rule in by_file.items())
                notes.at("study.toml").note("absent-conflict", "warn", column="absent", value=code, files=files)
        self.findings.extend(notes.closed())
        return {code: "zero" if set(by_file.values()) == {"zero"} else "absent" for code, by_file in said.items()}
