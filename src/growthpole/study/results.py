"""A finished run, read back from its folder: the manifest and the tables it names."""

from __future__ import annotations

import json
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from growthpole.errors import InputError, StoreError, listed
from growthpole.tables.results import ResultTable

if TYPE_CHECKING:
    from growthpole.study.case import Case
    from growthpole.study.naming import Names

__all__ = ["Run", "open_run"]

Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Run:
    """A published run.

    Attributes
    ----------
    folder : Path
        Its folder.
    """

    folder: Path
    _read: dict[str, ResultTable] = field(default_factory=dict, init=False, repr=False, compare=False)
    _found: dict[Hashable, Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    @cached_property
    def manifest(self) -> dict[str, Any]:
        """Inputs with sha256, parameters, seed, versions, timings, and what each table is."""
        try:
            loaded: dict[str, Any] = json.loads((self.folder / "manifest.json").read_text(encoding="utf-8"))
        except (OSError, ValueError) as problem:
            raise StoreError("bad-run", path=self.folder.name, problem=problem) from None
        return loaded

    @property
    def run_id(self) -> str:
        """Name of the run."""
        return str(self.manifest["run_id"])

    @cached_property
    def case(self) -> Case:
        """The study as it was when the run was made."""
        from growthpole.study.case import parse_case

        return parse_case((self.folder / "study.toml").read_bytes(), "study.toml")

    @cached_property
    def names(self) -> Names:
        """What the codes of its sources are called in both languages."""
        from growthpole.study.naming import names_of

        return names_of(self)

    @property
    def table_names(self) -> list[str]:
        """Names ``stage.table`` of all tables."""
        return list(self.manifest["tables"])

    def table(self, name: str) -> ResultTable:
        """Table ``stage.table``.

        Raises
        ------
        InputError
            The run has no such table.
        """
        if name not in self.manifest["tables"]:
            raise InputError("no-table", table=name, known=listed(self.table_names, 30))
        self._read_in([name])
        return self._read[name]

    def _read_in(self, names: Iterable[str]) -> None:
        """Read those of the tables that were not read yet."""
        from growthpole.store import read_parquets

        paths = {name: self.folder / f"{name}.parquet" for name in names if name not in self._read}
        if not paths:
            return
        frames = read_parquets(list(paths.values()))
        for name, path in paths.items():
            self._read[name] = ResultTable.from_description(name, frames[path], self.manifest["tables"][name])

    def once(self, question: Hashable, answer: Callable[[], Answer]) -> Answer:
        """What ``answer`` gives, asked for once: a published run does not change."""
        if question not in self._found:
            self._found[question] = answer()
        found: Answer = self._found[question]
        return found

    def tables(self) -> dict[str, ResultTable]:
        """All tables by name."""
        self._read_in(self.table_names)
        return {name: self.table(name) for name in self.table_names}

    def findings(self) -> list[dict[str, Any]]:
        """Findings on the run's input."""
        loaded: list[dict[str, Any]] = json.loads((self.folder / "findings.json").read_text(encoding="utf-8"))
        return loaded


def open_run(ref: str, study: Path | None = None, *, drawn: bool = False) -> Run:
    """Run named by a folder, a run id, the start of one, or ``latest``.

    Parameters
    ----------
    ref : str
        Folder of a run, folder of a study (its newest run), or a name inside ``study``.
    study : Path, optional
        The study folder; by default the one in or below the current folder.
    drawn : bool
        Whether ``latest`` is the newest run with views, where there is one; runs of single stages have none.

    Raises
    ------
    InputError
        Nothing answers to ``ref``.
    """
    from growthpole.store import Store

    path = Path(ref)
    if (path / "manifest.json").is_file():
        return Run(path)
    if (path / "study.toml").is_file():
        study, ref = path, "latest"
    home = study or _study_here()
    with Store.open(home) as store:
        whole = [one for one in store.runs() if one.present and any(name == "views" for name, _ in one.stages)]
        return Run(whole[-1].folder if drawn and ref == "latest" and whole else store.run(ref).folder)


def _study_here() -> Path:
    here = Path.cwd()
    for folder in (here, *here.parents):
        if (folder / "study.toml").is_file() and (folder / "growthpole.db").is_file():
            return folder
    below = sorted(path.parent for path in here.glob("*/growthpole.db") if (path.parent / "study.toml").is_file())
    if len(below) == 1:
        return below[0]
    known = listed(path.name for path in below) if below else "–"
    raise InputError("no-study-here", known=known)
