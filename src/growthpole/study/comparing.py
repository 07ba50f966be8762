"""What changed between two runs: inputs, study, numbers, and what they say."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from growthpole.messages import Lang

if TYPE_CHECKING:
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


def _changes(one: dict[str, Any], two: dict[str, Any]) -> tuple[Change, ...]:
    names = [*one, *(name for name in two if name not in one)]
    return tuple(
        Change(name, str(one.get(name, "")), str(two.get(name, ""))) for name in names if one.get(name) != two.get(name)
    )


def _parameters(run: Run) -> dict[str, Any]:
    flat: dict[str, Any] = {}

    def walk(path: str, node: Any) -> None:
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
        one = _values(before.table(name)) if name in before.table_names else {}
        two = _values(after.table(name)) if name in after.table_names else {}
        for key in [*one, *(key for key in two if key not in one)]:
            old, new = one.get(key), two.get(key)
            if old != new and not (old is not None and new is not None and math.isnan(old) and math.isnan(new)):
                found.append(Change(key, "" if old is None else repr(old), "" if new is None else repr(new)))
    return tuple(found)


def _values(table: ResultTable) -> dict[str, float]:
    return {str(table.key(row, column)): float(row[column]) for row in table.rows() for column in table.units}


def _statements(before: Run, after: Run, lang: Lang) -> tuple[Change, ...]:
    one, two = before.manifest["headline"].get(lang, []), after.manifest["headline"].get(lang, [])
    size = max(len(one), len(two))
    pairs = zip([*one, *[""] * (size - len(one))], [*two, *[""] * (size - len(two))], strict=True)
    return tuple(Change(str(place), old, new) for place, (old, new) in enumerate(pairs, start=1) if old != new)
