"""How is a result shown? Results become tables, charts and sentences, once, in two languages.

Units, digits, labels, footnotes and sources are decided here and nowhere else: report, page, JSON and
terminal show the same views. Every number of a view carries its value and the key by which
``growthpole explain`` finds it.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from growthpole.views.building import build_document
    from growthpole.views.context import ViewContext
    from growthpole.views.model import ChartView, Document, Section, Sentence, Span, TableView

_HOME = {
    "ChartView": "model",
    "Document": "model",
    "Section": "model",
    "Sentence": "model",
    "Span": "model",
    "TableView": "model",
    "ViewContext": "context",
    "build_document": "building",
}

__all__ = ["ChartView", "Document", "Section", "Sentence", "Span", "TableView", "ViewContext", "build_document"]


def __getattr__(name: str) -> object:
    if name in _HOME:
        return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
