"""On which line of a TOML file a key stands, arrays of tables counted."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from typing import Any, Final

__all__ = ["Place", "lines_of"]

Place = tuple[str | int, ...]
_NAME: Final = r"""(?:[A-Za-z0-9_-]+|"(?:[^"\\]|\\.)*"|'[^']*')"""
_DOTTED: Final = rf"{_NAME}(?:\s*\.\s*{_NAME})*"
_HEADER: Final = re.compile(rf"\s*(\[\[?)\s*({_DOTTED})\s*\]\]?\s*(?:#.*)?")
_PAIR: Final = re.compile(rf"\s*({_DOTTED})\s*=")


def lines_of(text: str, tree: Mapping[str, Any]) -> dict[Place, int]:
    r"""Line of each table and each key that begins a line; empty where the walk does not fit ``tree``.

    Examples
    --------
    >>> text = "[[a]]\nb = 1\n[[a]]\nb = 2"
    >>> lines_of(text, tomllib.loads(text))
    {('a', 0): 1, ('a', 0, 'b'): 2, ('a', 1): 3, ('a', 1, 'b'): 4}
    """
    found: dict[Place, int] = {}
    met: dict[Place, int] = {}
    table: Place = ()
    quote = ""
    for number, row in enumerate(text.split("\n"), start=1):
        if quote:
            quote = "" if row.count(quote) % 2 else quote
            continue
        header = _HEADER.fullmatch(row.rstrip("\r"))
        pair = _PAIR.match(row)
        if header is not None:
            names = _names(header[2])
            table = ()
            for name in names[:-1]:
                table = _last((*table, name), met)
            table = (*table, names[-1])
            if header[1] == "[[":
                met[table] = met.get(table, -1) + 1
                table = (*table, met[table])
            if not _stands(table, tree):
                return {}
            found.setdefault(table, number)
        elif pair is not None:
            place = (*table, *_names(pair[1]))
            if place in found or not _stands(place, tree):
                return {}
            found[place] = number
        quote = next((mark for mark in ('"""', "'''") if row.count(mark) % 2), "")
    return found


def _names(dotted: str) -> list[str]:
    return [next(iter(tomllib.loads(f"{name}=0"))) for name in re.findall(_NAME, dotted)]


def _last(table: Place, met: Mapping[Place, int]) -> Place:
    return (*table, met[table]) if table in met else table


def _stands(place: Place, tree: Mapping[str, Any]) -> bool:
    node: Any = tree
    for part in place:
        match node, part:
            case dict(), str() if part in node:
                node = node[part]
            case list(), int() if part < len(node):
                node = node[part]
            case _:
                return False
    return True
