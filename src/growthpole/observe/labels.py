"""Whether every label of a classification names one code only, over all the files that feed it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from growthpole.observe.findings import Notebooks
from growthpole.observe.grids import Grid
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
    grid: Grid = field(default_factory=Grid)

    @property
    def home(self) -> tuple[str, str]:
        """File and worksheet."""
        return self.file, self.grid.sheet

    @property
    def place(self) -> str:
        """File and line, or file, sheet and cell."""
        within = self.grid.cell(self.line, self.column) or str(self.line or "")
        return ":".join(part for part in (*self.home, within) if part)


def labels_of_rows(
    rows: pd.DataFrame, spec: ClassificationSpec, sha256: str, grid: Grid | None = None
) -> Iterator[Label]:
    """Codes, names and aliases in a file, codes first."""
    if not len(rows):
        return
    columns = [name for name in (spec.code, spec.name_en, spec.name_zh, *spec.aliases) if name]
    for column in dict.fromkeys(columns):
        for text, code, line in zip(rows[column], rows[spec.code], rows["line"], strict=True):
            if text:
                yield Label(text, code, spec.file, sha256, int(line), column, grid or Grid())


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
        again = label.code == first.code and label.text == first.text == label.code and label.home != first.home
        if label.code == first.code and not again:
            continue
        found = True
        notes.at(label.file, label.sha256, label.grid).note(
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
