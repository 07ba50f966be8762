"""JSON read within limits: depth and size before it is parsed, numbers with the digits they are written with.

A name given twice in an object, NaN and Infinity, which JSON has not, are refused: another reader would
take another value.
"""

from __future__ import annotations

import json
import re
from typing import Any, Final, NoReturn

from growthpole.errors import LimitExceeded, SourceError
from growthpole.observe.encodings import decode
from growthpole.observe.spec import Limits

__all__ = ["Written", "read_json"]

_MOST_DEPTH: Final = 64
_OTHERS: Final = 100_000
_LONGEST_WHOLE: Final = 18
_MARK: Final = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"|[\[\]{}]', re.DOTALL)


class Written(str):
    """A number as it is written: ``1.50`` keeps its last digit."""

    __slots__ = ()


def read_json(data: bytes, file: str, limits: Limits, encoding: str = "") -> Any:
    """The value in ``data``: short whole numbers as int, all others as :class:`Written`.

    Raises
    ------
    SourceError
        It is no JSON, names something twice in an object, or holds NaN or Infinity.
    LimitExceeded
        It nests too deeply, or holds more lists, objects or values than the limits allow for a table.

    Examples
    --------
    >>> read_json(b'{"a": [1, 2.50]}', "t.json", Limits())
    {'a': [1, '2.50']}
    """
    text = decode(data, file, encoding).removeprefix("\ufeff")
    opened = text.count("[") + text.count("{")
    # Every observation is a list of its own, and stands among a few values.
    if opened > limits.max_rows + _OTHERS:
        raise LimitExceeded("too-many-rows", path=file, limit=limits.max_rows)
    if text.count(",") > limits.max_cells + _OTHERS:
        raise LimitExceeded("too-many-cells", path=file, sheet="", count=text.count(","), limit=limits.max_cells)
    if opened > _MOST_DEPTH:
        _check_depth(text, file)

    def refuse(name: str) -> NoReturn:
        raise ValueError(f"{name} is no number of JSON")

    try:
        return json.loads(text, object_pairs_hook=_object, parse_float=Written, parse_int=_whole, parse_constant=refuse)
    except ValueError as problem:
        raise SourceError("not-json", path=file, problem=problem) from None


def _check_depth(text: str, file: str) -> None:
    depth = 0
    for found in _MARK.finditer(text):
        mark = found[0]
        if mark in {"[", "{"}:
            depth += 1
            if depth > _MOST_DEPTH:
                line = text.count("\n", 0, found.start()) + 1
                raise LimitExceeded("nested-too-deeply", path=file, line=line, limit=_MOST_DEPTH)
        elif mark in {"]", "}"}:
            depth -= 1


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        met: set[str] = set()
        twice = next(name for name, _ in pairs if name in met or met.add(name))  # type: ignore[func-returns-value]
        raise ValueError(f"{twice[:80]!r} stands twice in one object")
    return made


def _whole(digits: str) -> int | Written:
    return int(digits) if len(digits) <= _LONGEST_WHOLE else Written(digits)
