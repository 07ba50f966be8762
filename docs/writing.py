"""Markdown as the generated pages need it: tables, and prose whose signs mean nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

__all__ = ["prose", "table"]


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; a cell keeps to one line."""
    lines = [head, ("---",) * len(head), *rows]
    return "\n".join("| " + " | ".join(_cell(cell) for cell in line) + " |" for line in lines)


def prose(text: str) -> str:
    """``text`` with the signs of Markdown escaped."""
    return re.sub(r"([*_\[\]<>|])", r"\\\1", text)


def _cell(text: str) -> str:
    return re.sub(r"(?<!\\)\|", r"\|", " ".join(text.split()))
