"""Breaks in series that come with growthpole, each with its decision and its address."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

from growthpole.tables.breaks import Link, SeriesBreak

__all__ = ["automatic_breaks", "bundled_breaks"]


@cache
def bundled_breaks() -> tuple[SeriesBreak, ...]:
    """All breaks that come with growthpole, in the order of the file.

    Examples
    --------
    >>> {one.id: (one.kind, one.period) for one in bundled_breaks()}["laiwu-2019"]
    ('merge', '2019-01')
    """
    return tuple(_break(row) for row in _rows())


@cache
def automatic_breaks() -> tuple[SeriesBreak, ...]:
    """Those that apply to every study that holds their codes, indicators or scopes.

    The others need a word of the study, since their codes alone do not tell which classification they belong to.
    """
    chosen = {row["id"] for row in _rows() if row.get("automatic", True)}
    return tuple(one for one in bundled_breaks() if one.id in chosen)


def _rows() -> list[Mapping[str, Any]]:
    file = resources.files("growthpole.observe") / "data" / "series_breaks.toml"
    found: list[Mapping[str, Any]] = tomllib.loads(file.read_text(encoding="utf-8"))["break"]
    return found


def _break(row: Mapping[str, Any]) -> SeriesBreak:
    said = {name: value for name, value in row.items() if name not in {"links", "automatic"}}
    lists = {name: tuple(value) for name, value in said.items() if isinstance(value, list)}
    return SeriesBreak(**{**said, **lists, "links": tuple(_link(link) for link in row.get("links", ()))})


def _link(row: Mapping[str, Any]) -> Link:
    weight = row.get("weight", 1.0)
    return Link(row["source"], row["target"], None if weight == "unknown" else float(weight))
