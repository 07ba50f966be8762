"""Whether every label of a classification names one code only, over all the files that feed it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from growthpole.observe.findings import Notebooks
from growthpole.observe.spec import ClassificationSpec
from growthpole.tables.classification import Classification, folded

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Label", "clashes", "labels_of_rows", "labels_of_study"]


@dataclass(frozen=True, slots=True)
class Label:
    """A text that names a code, and where it stands; the code itself is its first label."""

    text: str
    code: str
    file: str
    sha256: str = ""
    line: int | None = None
    column: str = ""

    @property
    def place(self) -> str:
        """File and line."""
        return f"{self.file}:{self.line}" if self.line else self.file


def labels_of_rows(rows: pd.DataFrame, spec: ClassificationSpec, sha256: str) -> Iterator[Label]:
    """Codes, names and aliases in a file, codes first."""
    if not len(rows):
        return
    columns = [name for name in (spec.code, spec.name_en, spec.name_zh, *spec.aliases) if name]
    for column in dict.fromkeys(columns):
        for text, code, line in zip(rows[column], rows[spec.code], rows["line"], strict=True):
            if text:
                yield Label(text, code, spec.file, sha256, int(line), column)


def labels_of_study(part: Classification) -> Iterator[Label]:
    """Codes and names declared in the study itself, codes first."""
    for column in ("code", "name_en", "name_zh"):
        for text, code in zip(part.frame[column], part.frame["code"], strict=True):
            if text:
                yield Label(text, code, "study.toml", column=f"{part.name}.{column}")


def clashes(labels: Iterable[Label], notes: Notebooks) -> bool:
    """Note labels that name two codes, and codes that two files define; whether there are any."""
    found = False
    all_labels = list(labels)
    owners: dict[str, Label] = {}
    codes = [label for label in all_labels if label.text == label.code]
    names = [label for label in all_labels if label.text != label.code]
    for label in (*codes, *names):
        first = owners.setdefault(folded(label.text), label)
        if first is label or not folded(label.text):
            continue
        again = label.code == first.code and label.text == first.text == label.code and label.file != first.file
        if label.code == first.code and not again:
            continue
        found = True
        notes.at(label.file, label.sha256).note(
            "repeated-code" if again else "ambiguous-label",
            "error",
            line=label.line,
            column=label.column,
            value=label.text,
            this=label.code,
            other=first.code,
            other_place=first.place,
        )
    return found
