"""TOML of a source or a study, small and shallow: what would keep the parser busy is refused before it starts."""

from __future__ import annotations

import re
import tomllib
from typing import Any, Final

from growthpole.errors import SourceError

__all__ = ["LARGEST_TOML", "read_toml", "toml_text"]

LARGEST_TOML: Final = 2**20
_MOST_DOTS: Final = 64
# The parser's work grows with the square of the parts of a dotted key.
_PART: Final = r"""(?:[A-Za-z0-9_-]++|"[^"\n]*+"|'[^'\n]*+')"""
_LONG_KEY: Final = re.compile(rf"{_PART}(?:[ \t]*+\.[ \t]*+{_PART}){{{_MOST_DOTS}}}")


def toml_text(data: bytes, name: str) -> str:
    """Text of a TOML file that may be parsed.

    Raises
    ------
    SourceError
        It is larger than 1 MiB, no UTF-8, or has a key of more parts than anyone writes.
    """
    if len(data) > LARGEST_TOML:
        raise SourceError("bad-toml", path=name, problem="larger than 1 MiB")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        raise SourceError("bad-toml", path=name, problem=problem) from None
    found = _LONG_KEY.search(text)
    if found is not None:
        line = text.count("\n", 0, found.start()) + 1
        raise SourceError("bad-toml", path=name, problem=f"line {line}: a key of more than {_MOST_DOTS} parts")
    return text


def read_toml(data: bytes, name: str) -> dict[str, Any]:
    """Tables of a TOML file.

    Raises
    ------
    SourceError
        As :func:`toml_text`, or it is no TOML, or nests too deeply.

    Examples
    --------
    >>> read_toml(b'title = "GDP"', "t.source.toml")
    {'title': 'GDP'}
    """
    text = toml_text(data, name)
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as problem:
        raise SourceError("bad-toml", path=name, problem=problem) from None
