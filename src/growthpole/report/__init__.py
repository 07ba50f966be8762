"""The report: one self-contained HTML file a professional would hand in, in either language.

No arithmetic is done here: the report asks for a document and shows it. The file needs no network, holds
its charts as SVG and their data as CSV, and every number in it opens on the key by which
``growthpole explain`` finds its source.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from growthpole.report.html import render_html

__all__ = ["FORMATS", "render_html"]

FORMATS = ("html",)


def __getattr__(name: str) -> object:
    if name == "render_html":
        return import_module(f"{__name__}.html").render_html
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
