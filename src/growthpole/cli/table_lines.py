"""Tables as lines: those found in a file with the tree of their headings, and those of the views."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from growthpole.cli.language import say
from growthpole.messages import Lang

if TYPE_CHECKING:
    from growthpole.views.model import TableView

__all__ = ["table_as_lines", "tables_as_lines"]


def tables_as_lines(tables: Mapping[str, Any], lang: Lang) -> Iterator[str]:
    """Lines of all blocks of a file."""
    for at, block in tables.items():
        yield f"  {at}  {block['title']}".rstrip()
        rows = "–".join(map(str, block["rows"])) or "–"
        yield "    " + say(
            "check.block",
            lang,
            period=block["period"] or "–",
            unit=block["unit"] or "–",
            region=block["region"] or "–",
            labels=", ".join(block["labels"]) or "–",
            header_rows=", ".join(map(str, block["header_rows"])) or "–",
            rows=rows,
        )
        yield from _tree(block["header"], "    ")


def _tree(node: Mapping[str, Any], indent: str) -> Iterator[str]:
    for text, below in node.items():
        if isinstance(below, str):
            yield f"{indent}{text or '·'} ← {below}"
        else:
            yield f"{indent}{text}"
            yield from _tree(below, indent + "  ")


def table_as_lines(table: TableView) -> Iterator[str]:
    """Lines of a table of the views, its columns aligned; a Chinese character takes two places."""
    rows = [list(table.columns), *([span.text for span in row] for row in table.rows)]
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    for place, row in enumerate(rows):
        yield "  ".join(
            _padded(text, width, right=numeric) for text, width, numeric in zip(row, widths, table.numeric, strict=True)
        ).rstrip()
        if place == 0:
            yield "  ".join("─" * width for width in widths)


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def _padded(text: str, width: int, *, right: bool) -> str:
    gap = " " * (width - _width(text))
    return gap + text if right else text + gap
