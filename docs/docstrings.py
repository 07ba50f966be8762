"""Docstrings as Markdown: their cross-reference roles and simple tables are turned into links and tables."""

from __future__ import annotations

import re
from typing import Any

import griffe

_ROLE = re.compile(r":(?:class|func|meth|data|mod|attr):`~?([^`]+)`")
_RULE = re.compile(r"^=+(?: +=+)+$")


class Docstrings(griffe.Extension):
    """Rewrites each docstring once, when its object has been read."""

    def on_object(self, *, obj: griffe.Object, **_: Any) -> None:
        """Rewrite the docstring of ``obj``."""
        if obj.docstring is not None:
            obj.docstring.value = markdown(obj.docstring.value)


def markdown(text: str) -> str:
    """A docstring without roles and simple tables.

    Examples
    --------
    >>> markdown("As :func:`~growthpole.dims.align` does.")
    'As `align` does.'
    """
    text = _ROLE.sub(lambda found: f"`{found[1].rpartition('.')[2]}`", text)
    lines: list[str] = []
    table: list[str] = []
    inside = False
    for line in text.splitlines():
        if _RULE.match(line):
            table.append(line)
            inside = len(table) == 1 or line != table[0] or not _closes(table)
            if not inside:
                lines += _rows(table)
                table = []
        elif inside:
            table.append(line)
        else:
            lines.append(line)
    return "\n".join([*lines, *table])


def _closes(table: list[str]) -> bool:
    """Whether the rule just read ends the table: the second one when there is no header, else the third."""
    rules = [place for place, line in enumerate(table) if _RULE.match(line)]
    return len(rules) == 3 or (len(rules) == 2 and rules[1] != 2)


def _rows(table: list[str]) -> list[str]:
    starts = [found.start() for found in re.finditer(r"=+", table[0])]
    ends = [*starts[1:], None]
    rules = [place for place, line in enumerate(table) if _RULE.match(line)]
    header = table[1] if len(rules) == 3 else ""
    body = [line for line in table[(rules[1] if header else 0) + 1 : -1]]

    def row(line: str) -> str:
        return "| " + " | ".join(line[a:b].strip().replace("|", "\\|") for a, b in zip(starts, ends, strict=True)) + " |"

    return [row(header), "|" + " --- |" * len(starts), *map(row, body)]
