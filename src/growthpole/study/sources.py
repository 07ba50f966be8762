"""From the sections of ``study.toml`` to what ``observe`` needs to read its sources."""

from __future__ import annotations

import csv
import hashlib
import io
from pathlib import Path
from typing import TYPE_CHECKING

from growthpole.observe.files import decode, read_bytes
from growthpole.observe.spec import ClassificationSpec, Limits, RegisterSpec, TidySpec
from growthpole.tables.classification import Classification

if TYPE_CHECKING:
    from growthpole.observe.gathering import Spec
    from growthpole.study.case import Case

__all__ = ["extra_classifications", "limits_of", "source_files", "specs_of", "translations"]


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


def source_files(case: Case, folder: Path) -> dict[str, str]:
    """Hash of every file the study names, with its description; ``missing`` where there is none."""
    names = [spec.file for spec in specs_of(case)]
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
    return found


def translations(case: Case, folder: Path) -> dict[tuple[str, str], str]:
    """Chinese texts of the study's own labels and notes, by kind and English text."""
    if not case.translations:
        return {}
    path = (folder / case.translations).resolve()
    text = decode(read_bytes(path, limits_of(case), case.translations), case.translations)
    return {(row["kind"], row["text_en"]): row["text_zh"] for row in csv.DictReader(io.StringIO(text, newline=""))}
