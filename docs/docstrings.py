"""Docstrings as Markdown: their cross-reference roles become code, their simple tables become tables."""

from __future__ import annotations

import re
from typing import Any, Final

import griffe

_ROLE: Final = re.compile(r":(?:class|func|meth|data|mod|attr):`~?([^`]+)`")
_TABLE: Final = re.compile(r"^(=+(?: +=+)+)\n(?:([^=\n].*)\n\1\n)?((?:[^=\n].*\n)+)\1$", re.MULTILINE)


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
    text = _TABLE.sub(lambda found: _table(*found.groups()), text)
    return _ROLE.sub(lambda found: f"`{found[1].rpartition('.')[2]}`", text)


def _table(rule: str, head: str | None, body: str) -> str:
    starts = [found.start() for found in re.finditer(r"=+", rule)]
    ends = [*starts[1:], None]

    def row(line: str) -> str:
        cells = [line[start:end].strip().replace("|", "\\|") for start, end in zip(starts, ends, strict=True)]
        return f"| {' | '.join(cells)} |"

    return "\n".join([row(head or ""), "|" + " --- |" * len(starts), *map(row, body.splitlines())])
