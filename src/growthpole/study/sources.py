"""From the sections of ``study.toml`` to what ``observe`` needs to read its sources."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from growthpole.errors import DataQuality, SourceError
from growthpole.observe.files import read_bytes, sheet_of_bytes
from growthpole.observe.findings import Notebook, errors_of
from growthpole.observe.keyed import Keyed, read_register
from growthpole.observe.spec import ClassificationSpec, Limits, RegisterSpec, TidySpec
from growthpole.study.declared_corrections import corrections_hash
from growthpole.tables.classification import Classification

if TYPE_CHECKING:
    from growthpole.observe.gathering import Spec
    from growthpole.study.case import Case

__all__ = [
    "extra_classifications",
    "file_below",
    "limits_of",
    "read_translations",
    "require_unchanged",
    "source_files",
    "specs_of",
    "translations",
]


def limits_of(case: Case) -> Limits:
    """Limits of the study."""
    return Limits(max_file_bytes=int(case.limits.max_file_mib * 2**20), max_rows=case.limits.max_rows)


def specs_of(case: Case) -> list[Spec]:
    """How each source is to be read, classifications first."""
    return [
        *(ClassificationSpec(**entry.model_dump()) for entry in case.classification),
        *(RegisterSpec(**entry.model_dump()) for entry in case.register_),
        *(TidySpec(**entry.model_dump()) for entry in case.source),
    ]


def extra_classifications(case: Case, sources: Path) -> list[Classification]:
    """Codes declared in the study itself: the nation and its own indicators."""
    import pandas as pd

    del sources
    question = case.question
    nation = {
        "code": question.nation,
        "name_en": question.nation_name.en,
        "name_zh": question.nation_name.zh,
        "parent": "",
    }
    parts = [Classification("region", pd.DataFrame([nation]))]
    if case.indicator:
        rows = [
            {
                "code": entry.key,
                "name_en": entry.name.en,
                "name_zh": entry.name.zh,
                "parent": "",
                "unit": entry.unit,
                "measure": entry.measure,
                "price_basis": entry.price_basis,
            }
            for entry in case.indicator
        ]
        parts.append(Classification("indicator", pd.DataFrame(rows)))
    return parts


def file_below(folder: Path, name: str) -> str:
    """Path of the file ``name`` below ``folder``, as :func:`source_files` names it."""
    home = folder.resolve()
    path = (home / name).resolve()
    return path.relative_to(home).as_posix() if path.is_relative_to(home) else name


def source_files(case: Case, folder: Path) -> dict[str, str]:
    """Hash of its corrections and of every file the study names, with its description; ``missing`` where none is."""
    names = [spec.file for spec in specs_of(case)]
    names += [spec.profile for spec in specs_of(case) if isinstance(spec, TidySpec) and spec.profile]
    names += [case.translations] if case.translations else []
    found: dict[str, str] = {}
    home = folder.resolve()
    for name in dict.fromkeys(names):
        path = (folder / name).resolve()
        for each in (path, path.with_name(f"{path.stem}.source.toml")):
            if each.is_relative_to(home) and each.is_file():
                with each.open("rb") as stream:
                    found[each.relative_to(home).as_posix()] = hashlib.file_digest(stream, "sha256").hexdigest()
            elif each == path:
                found[name] = "missing"
    return found | corrections_hash(folder.parent)


def require_unchanged(case: Case, folder: Path, hashed: Mapping[str, str], read: Mapping[str, str]) -> None:
    """Refuse sources that are no longer those that were hashed.

    Parameters
    ----------
    hashed : mapping of str to str
        What :func:`source_files` gave before.
    read : mapping of str to str
        Hash of the bytes that were read, by the name of the source in ``study.toml``.

    Raises
    ------
    SourceError
        A file was changed between the two; the message names it.
    """
    for name, sha256 in read.items():
        if hashed.get(file_below(folder, name)) != sha256:
            raise SourceError("changed-while-reading", path=name)
    now = source_files(case, folder)
    for name in (*hashed, *now):
        if hashed.get(name) != now.get(name):
            raise SourceError("changed-while-reading", path=name)


def read_translations(case: Case, folder: Path) -> Keyed:
    """Rows of the file of translations, with what is wrong with them.

    Raises
    ------
    SourceError
        The file is missing, lies outside ``folder``, or is no table.
    """
    name = case.translations
    try:
        path = (folder / name).resolve()
    except (OSError, RuntimeError, ValueError) as problem:
        raise SourceError("unreadable-file", path=name, problem=problem) from None
    if not path.is_relative_to(folder.resolve()):
        raise SourceError("outside-study", path=name)
    limits = limits_of(case)
    sheet = sheet_of_bytes(read_bytes(path, limits, name), name, limits)
    found = read_register(sheet, RegisterSpec(file=name, name="translations", key=("kind", "text_en")))
    if "text_zh" not in sheet.header:
        book = Notebook(name, sheet.sha256, sheet.grid)
        header = ", ".join(sheet.header)[:300]
        book.note(
            "missing-column", "error", line=sheet.grid.header_line, column="text_zh", value="text_zh", header=header
        )
        found.findings.extend(book.closed())
    return found


def translations(case: Case, folder: Path) -> dict[tuple[str, str], str]:
    """Chinese texts of the study's own labels and notes, by kind and English text.

    Raises
    ------
    SourceError
        The file is missing, lies outside ``folder``, or is no table.
    DataQuality
        A column is missing, a row is too short or too long, or one text has two translations.
    """
    if not case.translations:
        return {}
    found = read_translations(case, folder)
    if errors_of(found.findings):
        raise DataQuality(found.findings)
    rows = found.frame[["kind", "text_en", "text_zh"]].itertuples(index=False, name=None)
    return {(str(kind), str(english)): str(chinese) for kind, english, chinese in rows}
