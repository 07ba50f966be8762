"""What changed between two runs: inputs, study, numbers, and what they say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from growthpole.messages import Lang

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from growthpole.study.results import Run
    from growthpole.tables.results import ResultTable

__all__ = ["Change", "Difference", "diff"]


@dataclass(frozen=True, slots=True)
class Change:
    """Something that differs: ``before`` or ``after`` is empty where it was not there."""

    what: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Difference:
    """Changes from one run to another.

    Attributes
    ----------
    inputs, parameters, numbers, statements : tuple of Change
        Source files (by hash), settings, numbers (by key), and headline sentences.
    """

    inputs: tuple[Change, ...]
    parameters: tuple[Change, ...]
    numbers: tuple[Change, ...]
    statements: tuple[Change, ...]

    @property
    def nothing(self) -> bool:
        """Whether the runs are the same."""
        return not (self.inputs or self.parameters or self.numbers or self.statements)


def diff(before: Run, after: Run, lang: Lang = "en") -> Difference:
    """Changes from the run ``before`` to the run ``after``."""
    return Difference(
        inputs=_changes(before.manifest["inputs"], after.manifest["inputs"]),
        parameters=_changes(_parameters(before), _parameters(after)),
        numbers=_numbers(before, after),
        statements=_statements(before, after, lang),
    )


def _changes(one: Mapping[str, object], two: Mapping[str, object]) -> tuple[Change, ...]:
    names = [*one, *(name for name in two if name not in one)]
    return tuple(
        Change(name, str(one.get(name, "")), str(two.get(name, ""))) for name in names if one.get(name) != two.get(name)
    )


def _parameters(run: Run) -> dict[str, object]:
    flat: dict[str, object] = {}

    def walk(path: str, node: object) -> None:
        if isinstance(node, dict):
            for name, value in node.items():
                walk(f"{path}.{name}" if path else name, value)
        elif isinstance(node, (list, tuple)):
            for place, value in enumerate(node):
                walk(f"{path}[{place}]", value)
        else:
            flat[path] = node

    walk("", run.case.model_dump(mode="json", by_alias=True))
    manifest = run.manifest
    return {**flat, "seed": manifest["seed"], **{f"version.{k}": v for k, v in manifest["versions"].items()}}


def _numbers(before: Run, after: Run) -> tuple[Change, ...]:
    found: list[Change] = []
    for name in dict.fromkeys([*before.table_names, *after.table_names]):
        one = before.table(name) if name in before.table_names else None
        two = after.table(name) if name in after.table_names else None
        if one is not None and two is not None and one.dims == two.dims:
            found += _moved(one, two)
        else:
            found += _all_of(one, gone=True) if one is not None else []
            found += _all_of(two, gone=False) if two is not None else []
    return tuple(found)


def _all_of(table: ResultTable, *, gone: bool) -> Iterator[Change]:
    """Every number of a table that only one run has."""
    for row in table.rows():
        for column in table.units:
            key, value = str(table.key(row, column)), repr(float(row[column]))
            yield Change(key, value, "") if gone else Change(key, "", value)


def _moved(one: ResultTable, two: ResultTable) -> list[Change]:
    """Numbers that differ between two tables of the same dims; keys are written for these only."""
    import numpy as np

    old, new = _places(one, two)
    columns = list(dict.fromkeys([*one.units, *two.units]))
    hits: list[tuple[int, int]] = []
    for place, column in enumerate(columns):
        left, right = _taken(one, column, old), _taken(two, column, new)
        had, has = (old >= 0) & (column in one.units), (new >= 0) & (column in two.units)
        same = (left == right) | (np.isnan(left) & np.isnan(right))
        hits += [(int(at), place) for at in np.flatnonzero((had != has) | (had & has & ~same))]
    found: list[Change] = []
    for at, place in sorted(hits):
        column = columns[place]
        texts = [
            repr(float(table.frame[column].iloc[where[at]])) if where[at] >= 0 and column in table.units else ""
            for table, where in ((one, old), (two, new))
        ]
        table, where = (one, old) if old[at] >= 0 else (two, new)
        dims = {dim: table.frame[dim].iloc[where[at]] for dim in table.dims}
        found.append(Change(str(table.key(dims, column)), *texts))
    return found


def _places(one: ResultTable, two: ResultTable) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Row of each combination of labels in both tables, -1 where it is not there; rows of ``one`` come first."""
    import numpy as np

    dims = list(one.dims)
    left = one.frame[dims].astype(str).assign(_one=np.arange(len(one.frame)))
    right = two.frame[dims].astype(str).assign(_two=np.arange(len(two.frame)))
    both = left.merge(right, on=dims, how="outer").sort_values(["_one", "_two"], na_position="last")
    return tuple(both[name].fillna(-1).to_numpy(dtype=np.int64) for name in ("_one", "_two"))  # type: ignore[return-value]


def _taken(table: ResultTable, column: str, places: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    """Values of a column at ``places``, NaN where there is none."""
    import numpy as np

    if column not in table.units or not len(table.frame):
        return np.full(len(places), np.nan)
    values = table.frame[column].to_numpy(dtype=np.float64, na_value=np.nan)
    return np.where(places >= 0, values[places], np.nan)


def _statements(before: Run, after: Run, lang: Lang) -> tuple[Change, ...]:
    one, two = before.manifest["headline"].get(lang, []), after.manifest["headline"].get(lang, [])
    size = max(len(one), len(two))
    pairs = zip([*one, *[""] * (size - len(one))], [*two, *[""] * (size - len(two))], strict=True)
    return tuple(Change(str(place), old, new) for place, (old, new) in enumerate(pairs, start=1) if old != new)
