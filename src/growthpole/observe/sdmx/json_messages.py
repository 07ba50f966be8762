"""SDMX-JSON data messages, versions 1.0 and 2.0: keys of numbers resolved by the structure the message carries."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from growthpole.errors import LimitExceeded, SourceError
from growthpole.observe.findings import Counts, Notebook
from growthpole.observe.json_reading import read_json
from growthpole.observe.sdmx.rows import Observation, SdmxRows, components_of, rows_of
from growthpole.observe.spec import Limits

__all__ = ["observations_of_json"]


@dataclass(frozen=True, slots=True)
class _Component:
    """A dimension or attribute: its id and its values by their number."""

    id: str
    values: tuple[str, ...]


def observations_of_json(data: bytes, file: str, limits: Limits, encoding: str = "") -> SdmxRows:
    """Read a data message.

    Raises
    ------
    SourceError
        It is no JSON or no data message, or a number in it names a value that is not there.
    LimitExceeded
        It is larger, or nests more deeply, than the limits allow.
    """
    message = read_json(data, file, limits, encoding)
    try:
        return _Message(message, file, limits, hashlib.sha256(data).hexdigest()).read()
    except (KeyError, IndexError, TypeError, AttributeError, ValueError) as problem:
        raise SourceError("bad-sdmx", path=file, problem=f"{type(problem).__name__}: {problem}") from None


class _Message:
    """A message as parsed."""

    def __init__(self, message: dict[str, Any], file: str, limits: Limits, digest: str) -> None:
        inner = message.get("data")
        self.root = inner if isinstance(inner, dict) else message
        self.at = "/data" if isinstance(inner, dict) else ""
        self.file, self.limits = file, limits
        self.notes = Notebook(file, digest)
        self.read_so_far = 0

    def read(self) -> SdmxRows:
        import pandas as pd

        frames, counts = [], Counts(0, 0, 0, 0)
        for number, part in enumerate(self.root["dataSets"]):
            structure = self._structure(part)
            shape = _Shape(structure)
            fields = components_of(shape.dimension_ids, shape.attribute_ids, self.file)
            observations = shape.observations(part, f"{self.at}/dataSets/{number}")
            before = self.read_so_far
            named = _always(_flow(structure))
            frame, quarantined = rows_of(self._limited(observations), fields, named, self.notes, {})
            frames.append(frame)
            counts += Counts(self.read_so_far - before, len(frame), quarantined, 0)
        if not frames:
            raise SourceError("empty-file", path=self.file)
        frame = pd.concat(frames, ignore_index=True)
        return SdmxRows(frame.assign(file=self.file), tuple(self.notes.closed()), counts)

    def _structure(self, part: Mapping[str, Any]) -> Mapping[str, Any]:
        several = self.root.get("structures")
        found: Mapping[str, Any] = several[_at(part.get("structure", 0))] if several else self.root["structure"]
        return found

    def _limited(self, observations: Iterator[Observation]) -> Iterator[Observation]:
        for observation in observations:
            self.read_so_far += 1
            if self.read_so_far > self.limits.max_rows:
                raise LimitExceeded("too-many-rows", path=self.file, limit=self.limits.max_rows)
            yield observation


class _Shape:
    """Dimensions, attributes and measures of a structure, by the level they stand at."""

    def __init__(self, structure: Mapping[str, Any]) -> None:
        dimensions, attributes = structure["dimensions"], structure.get("attributes", {})
        self.fixed = _components(dimensions.get("dataSet", ()))
        self.series = _components(dimensions.get("series", ()))
        self.within = _components(dimensions.get("observation", ()))
        self.of_set = _components(attributes.get("dataSet", ()))
        self.of_group = _components(attributes.get("dimensionGroup", ()))
        self.of_series = _components(attributes.get("series", ()))
        self.of_value = _components(attributes.get("observation", ()))
        self.measures = len(structure.get("measures", {}).get("observation", ())) or 1

    @property
    def dimension_ids(self) -> list[str]:
        return [one.id for one in (*self.fixed, *self.series, *self.within)]

    @property
    def attribute_ids(self) -> list[str]:
        return [one.id for one in (*self.of_set, *self.of_group, *self.of_series, *self.of_value)]

    def observations(self, part: Mapping[str, Any], at: str) -> Iterator[Observation]:
        """Each observation of a data set, below its series or flat."""
        said = {one.id: one.values[0] for one in self.fixed}
        said |= _named(self.of_set, part.get("attributes", ()))
        groups = _Groups(part.get("dimensionGroupAttributes", {}), self.of_group)
        for key, series in part.get("series", {}).items():
            numbers = _numbers(key, self.series)
            here = said | _keyed(self.series, numbers) | _named(self.of_series, series.get("attributes", ()))
            yield from self._values(series["observations"], here, numbers, groups, f"{at}/series/{key}/observations")
        yield from self._values(part.get("observations", {}), said, (), groups, f"{at}/observations")

    def _values(
        self, values: Mapping[str, Any], said: Mapping[str, str], before: tuple[int, ...], groups: _Groups, at: str
    ) -> Iterator[Observation]:
        for key, cells in values.items():
            numbers = _numbers(key, self.within)
            row = cells if isinstance(cells, list) else [cells]
            here = {
                **said,
                **groups.of((*before, *numbers)),
                **_keyed(self.within, numbers),
                **_named(self.of_value, row[self.measures :]),
            }
            yield Observation(here, _written(row[0] if row else None), None, f"{at}/{key}")


class _Groups:
    """Attributes of groups of series, by the numbers that a key fixes."""

    def __init__(self, said: Mapping[str, Any], attributes: Sequence[_Component]) -> None:
        self.by_places: dict[tuple[int, ...], dict[tuple[str, ...], dict[str, str]]] = {}
        for key, numbers in said.items():
            parts = key.split(":")
            places = tuple(place for place, part in enumerate(parts) if part not in {"", "~"})
            fixed = tuple(parts[place] for place in places)
            self.by_places.setdefault(places, {})[fixed] = _named(attributes, numbers)

    def of(self, numbers: tuple[int, ...]) -> dict[str, str]:
        found: dict[str, str] = {}
        for places, groups in self.by_places.items():
            if not places or places[-1] < len(numbers):
                found |= groups.get(tuple(str(numbers[place]) for place in places), {})
        return found


def _components(said: Sequence[Mapping[str, Any]]) -> tuple[_Component, ...]:
    ordered = sorted(said, key=lambda one: _at(one.get("keyPosition", 0))) if _positioned(said) else list(said)
    return tuple(_Component(str(one["id"]), tuple(_label(value) for value in one.get("values", ()))) for one in ordered)


def _positioned(said: Sequence[Mapping[str, Any]]) -> bool:
    return len(said) > 1 and all("keyPosition" in one for one in said)


def _label(value: Any) -> str:
    """Id of a coded value, or the value itself."""
    if isinstance(value, dict):
        return _written(value.get("id", value.get("value", value.get("name"))))
    return _written(value)


def _numbers(key: str, dimensions: Sequence[_Component]) -> tuple[int, ...]:
    numbers = tuple(_at(part) for part in key.split(":"))
    if len(numbers) != len(dimensions):
        raise ValueError(f"the key {key[:80]!r} has {len(numbers)} parts, the structure {len(dimensions)} dimensions")
    return numbers


def _keyed(dimensions: Sequence[_Component], numbers: Sequence[int]) -> dict[str, str]:
    return {one.id: one.values[number] for one, number in zip(dimensions, numbers, strict=True)}


def _named(attributes: Sequence[_Component], said: Sequence[Any]) -> dict[str, str]:
    """Attributes with a value: the number of one, or the value itself where the structure lists none."""
    found = {}
    for one, value in zip(attributes, said, strict=False):
        if value is None:
            continue
        found[one.id] = one.values[value] if isinstance(value, int) and value >= 0 and one.values else _written(value)
    return found


def _written(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, dict):
        return _written(value.get("en", next(iter(value.values()), None)))
    if isinstance(value, list):
        return ", ".join(map(_written, value))
    return str(value)


def _at(number: Any) -> int:
    """A place in a list; a negative one would count from its end."""
    place = int(number)
    if place < 0:
        raise ValueError(f"the place {place} is negative")
    return place


def _flow(structure: Mapping[str, Any]) -> str:
    """Id of the dataflow, from the first link that names one."""
    for link in structure.get("links", ()):
        urn = str(link.get("urn", ""))
        if link.get("rel") in {"dataflow", "dataflow-metadata"} or ".Dataflow=" in urn:
            return urn.rpartition("=")[2].rpartition(":")[2].partition("(")[0]
    name = structure.get("id") or structure.get("name") or ""
    return _written(name)


def _always(flow: str) -> Callable[[Mapping[str, str]], str]:
    """The dataflow of every observation of a message."""
    return lambda _: flow
