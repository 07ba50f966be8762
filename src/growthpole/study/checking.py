"""Checking files as a study would read them, before any run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from growthpole.errors import Finding, GrowthpoleError, InputError, LimitExceeded, SourceError, listed
from growthpole.observe.files import read_bytes
from growthpole.observe.findings import Counts
from growthpole.observe.spec import Limits
from growthpole.progress import OnProgress, silent
from growthpole.study.declared_corrections import declared_corrections
from growthpole.study.file_kinds import kind_of_file

if TYPE_CHECKING:
    from growthpole.observe import Ingest
    from growthpole.observe.corrections import Applied
    from growthpole.observe.vintages import Revisions
    from growthpole.study.case import Case
    from growthpole.tables.classification import Classification

KINDS: Final = ("observations", "tables", "sdmx", "register", "classification", "io")
REGISTERED: Final = ("partners", "projects", "chains", "chain_stages", "chain_cities")

__all__ = ["KINDS", "Check", "check_file"]


@dataclass(frozen=True, slots=True)
class Check:
    """What a file, or a whole study, was found to be.

    Attributes
    ----------
    file, kind : str
        The file as given, and what it was read as.
    findings : tuple of Finding
        Everything doubtful.
    counts : mapping of str to Counts
        The row law by file.
    mapping : mapping of str to str
        Field of an observation to the column it is read from.
    tables : mapping
        For printed tables: each block with its title, period, unit, labels and the tree of its headings.
    profile : str
        For printed tables: a source profile of what was found, as TOML.
    registers : mapping of str to str
        For a whole study: each kind of register to its files; empty where the study has none.
    table : mapping of str to str
        For an input-output table: ``sectors`` (how many), ``blocks`` and ``unit``.
    problem : GrowthpoleError or None
        What would stop a run of the study although its input is sound.
    corrections : tuple of Applied
        For a whole study: the corrections that apply.
    against, revisions : str, Revisions or None
        The earlier delivery it was compared with, and what the file says otherwise.
    """

    file: str
    kind: str
    findings: tuple[Finding, ...]
    counts: Mapping[str, Counts]
    mapping: Mapping[str, str] = field(default_factory=dict)
    registers: Mapping[str, str] = field(default_factory=dict)
    table: Mapping[str, str] = field(default_factory=dict)
    tables: Mapping[str, Any] = field(default_factory=dict)
    profile: str = ""
    problem: GrowthpoleError | None = None
    corrections: tuple[Applied, ...] = ()
    against: str = ""
    revisions: Revisions | None = None


def check_file(
    path: Path,
    *,
    kind: str | None = None,
    encoding: str | None = None,
    sheet: str | None = None,
    unit: str | None = None,
    study: Path | None = None,
    profile: Path | None = None,
    against: Path | None = None,
    on_progress: OnProgress = silent,
) -> Check:
    """Findings of a file, or of all sources of a study folder.

    Parameters
    ----------
    path : Path
        A study folder, or a file: one named in the ``study.toml`` of its own study is read as declared
        there, any other as what it is found to be.
    kind : {"observations", "tables", "sdmx", "register", "classification", "io"}, optional
        What the file is, where no study says so: a tidy table, printed tables, an SDMX message, rows with a key,
        codes, or a wide input-output table. By default one of the first three and the last, as its cells say.
    encoding : str, optional
        Declared encoding, where no study says so.
    sheet : str, optional
        Worksheet of a workbook, where no study says so.
    unit : str, optional
        Unit of an input-output table that has no unit line.
    study : Path, optional
        Study whose classifications the labels are resolved with.
    profile : Path, optional
        Source profile of printed tables, where no study says so.
    against : Path, optional
        An earlier delivery of the file, read in the same way: what the file says otherwise is listed.
    on_progress : callable
        Told of each stage while the run of a study folder is rehearsed.

    Raises
    ------
    SourceError
        There is no such file; what is wrong inside a file is a finding.
    LimitExceeded
        The file passes a limit on size.
    InputError
        The kind is unknown, or is given, like an encoding or a sheet, for what a study declares; a unit is given
        for what is no input-output table; what is no file of observations is to be compared.
    """
    found = _check_file(path, kind, encoding, sheet, unit, study, profile, on_progress)
    if against is None:
        return found
    from growthpole.study.check_against import checked_against

    if found.kind not in {"observations", "tables"}:
        raise InputError("nothing-to-compare", path=path, kind=found.kind)
    home = study or _home_of(path)
    name = "" if home is None else _declared_name(path, home)
    told = {"encoding": encoding or "", "sheet": sheet or ""}
    return checked_against(found, path, against, home=home, name=name, profile=profile, **told)


def _check_file(
    path: Path,
    kind: str | None,
    encoding: str | None,
    sheet: str | None,
    unit: str | None,
    study: Path | None,
    profile: Path | None,
    on_progress: OnProgress,
) -> Check:
    if kind is not None and kind not in KINDS:
        raise InputError("unknown-option", option="--source", value=kind, known=listed(KINDS))
    options = {"--source": kind, "--encoding": encoding, "--sheet": sheet, "--unit": unit, "--profile": profile}
    given = [name for name, value in options.items() if value is not None]
    if (path / "study.toml").is_file():
        _require_none(given, path)
        return _check_study(path, on_progress=on_progress)
    home = study or _home_of(path)
    name = "" if home is None else _declared_name(path, home)
    if home is not None and name:
        _require_none(given, path)
        return _check_study(home, name)
    from growthpole.study.check_alone import check_alone, check_printed, check_sdmx, check_table

    if kind is None and profile is None:
        kind = kind_of_file(path, encoding or "", sheet or "", limits_at(home))
    if kind == "io":
        return check_table(path, encoding or "", sheet or "", unit or "", home)
    if unit is not None:
        raise InputError("unit-of-no-table", unit=unit)
    if kind == "sdmx":
        return check_sdmx(path, encoding, home)
    if profile is not None or kind == "tables":
        return check_printed(path, encoding, sheet or "", profile, home)
    return check_alone(path, kind or "observations", encoding, sheet or "", home)


def _require_none(given: list[str], path: Path) -> None:
    if given:
        raise InputError("declared-in-study", path=path, options=listed(given))


def _check_study(folder: Path, only: str | None = None, on_progress: OnProgress = silent) -> Check:
    from growthpole.observe import survey
    from growthpole.study.case import load_case
    from growthpole.study.rehearsing import problem_of_run
    from growthpole.study.sources import extra_classifications, limits_of, specs_of

    case = load_case(folder)
    sources = folder / "sources"
    kind = "study" if only is None else _declared_kind(case, only)
    if kind == "translations":
        return Check(str(only), kind, *_translated(case, sources))
    fixes = declared_corrections(case, folder)
    extra, limits = extra_classifications(case, sources), limits_of(case)
    found = survey(sources, specs_of(case), extra=extra, limits=limits, corrections=fixes)
    if only is None:
        findings, counts = _translated(case, sources)
        everything = (*found.findings, *findings)
        sound = not any(finding.severity == "error" for finding in everything)
        problem = (
            problem_of_run(folder, case, found.result, on_progress) if sound and found.result is not None else None
        )
        registers = {
            kind: ", ".join(entry.file for entry in case.register_ if entry.kind == kind) for kind in REGISTERED
        }
        return Check(
            str(folder),
            kind,
            everything,
            {**found.counts, **counts},
            registers=registers,
            problem=problem,
            corrections=found.corrections,
        )
    beside = Path(only).with_name(f"{Path(only).stem}.source.toml").as_posix()
    findings = tuple(finding for finding in found.findings if finding.file in {only, beside})
    counts = {name: value for name, value in found.counts.items() if name == only}
    return Check(only, kind, findings, counts)


def _translated(case: Case, sources: Path) -> tuple[tuple[Finding, ...], dict[str, Counts]]:
    """Findings and counts of the file of translations, where the study has one."""
    from growthpole.observe.findings import finding_of
    from growthpole.study.sources import read_translations

    if not case.translations:
        return (), {}
    try:
        found = read_translations(case, sources)
    except LimitExceeded:
        raise
    except SourceError as problem:
        return (finding_of(problem, case.translations, ""),), {case.translations: Counts(0, 0, 0, 0)}
    return tuple(found.findings), {case.translations: found.counts}


def _declared_name(path: Path, home: Path) -> str:
    """Name by which the study declares the file; empty when it does not."""
    from growthpole.study.case import load_case

    case = load_case(home)
    sources = (home / "sources").resolve()
    resolved = path.resolve()
    if not resolved.is_relative_to(sources):
        return ""
    name = resolved.relative_to(sources).as_posix()
    return name if _declared_kind(case, name) else ""


def _declared_kind(case: Case, name: str) -> str:
    kinds = {case.translations: "translations"} if case.translations else {}
    kinds |= {entry.file: "observations" for entry in case.source}
    kinds |= {entry.file: "register" for entry in case.register_}
    kinds |= {entry.file: "classification" for entry in case.classification}
    return kinds.get(name, "")


def limits_at(home: Path | None) -> Limits:
    """Limits of the study, by default the usual ones."""
    from growthpole.study.case import load_case
    from growthpole.study.sources import limits_of

    return limits_of(load_case(home)) if home is not None else Limits()


def known_at(home: Path) -> Mapping[str, Classification]:
    """Classifications of the study; none where they are faulty."""
    from growthpole.study.case import load_case

    found = lists_at(home, load_case(home))
    return {} if found is None else found.classifications


def lists_at(home: Path, case: Case, *, registers: bool = False) -> Ingest | None:
    """Classifications of the study, and its registers where asked for, without figures; None where one is faulty."""
    from growthpole.observe import survey
    from growthpole.observe.spec import ClassificationSpec, RegisterSpec
    from growthpole.study.sources import extra_classifications, limits_of, specs_of

    wanted = (ClassificationSpec, RegisterSpec) if registers else (ClassificationSpec,)
    specs = [spec for spec in specs_of(case) if isinstance(spec, wanted)]
    sources = home / "sources"
    extra, fixes = extra_classifications(case, sources), declared_corrections(case, home, specs)
    return survey(sources, specs, extra=extra, limits=limits_of(case), corrections=fixes).result


def _home_of(path: Path) -> Path | None:
    if not path.exists():
        read_bytes(path, Limits(), str(path))
    for folder in path.resolve().parents:
        if (folder / "study.toml").is_file():
            return folder
    return None
