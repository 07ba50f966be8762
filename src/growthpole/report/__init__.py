"""The report: one self-contained HTML file a professional would hand in, in either language.

No arithmetic is done here: the report asks for a document and shows it. The file needs no network, holds
its charts as SVG and their data as CSV, and every number in it opens on the key by which
``growthpole explain`` finds its source.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from growthpole.lazy import exports

if TYPE_CHECKING:
    from growthpole.report.html import render_html

__all__ = ["FORMATS", "render_html"]

FORMATS = ("html",)

__getattr__, __dir__ = exports(__name__, {"render_html": "html"}, __all__)
