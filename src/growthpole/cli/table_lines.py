"""The tables found in a file, as lines: what holds for each, and the tree of its headings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from growthpole.cli.language import say
from growthpole.messages import Lang

__all__ = ["tables_as_lines"]


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
