"""How is a result shown? Results become tables, charts and sentences, once, in two languages.

Units, digits, labels, footnotes and sources are decided here and nowhere else: report, page, JSON and
terminal show the same views. Every number of a view carries its value and the key by which
``growthpole explain`` finds it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from growthpole.lazy import exports

if TYPE_CHECKING:
    from growthpole.views.building import build_document, tracking_lines
    from growthpole.views.context import ViewContext
    from growthpole.views.model import ChartView, Document, Section, Sentence, Span, TableView
    from growthpole.views.track_data import track_json
    from growthpole.views.track_record import TrackRecord, track_sections

_HOME = {
    "ChartView": "model",
    "Document": "model",
    "Section": "model",
    "Sentence": "model",
    "Span": "model",
    "TableView": "model",
    "TrackRecord": "track_record",
    "ViewContext": "context",
    "build_document": "building",
    "track_json": "track_data",
    "track_sections": "track_record",
    "tracking_lines": "building",
}

__all__ = [
    "ChartView",
    "Document",
    "Section",
    "Sentence",
    "Span",
    "TableView",
    "TrackRecord",
    "ViewContext",
    "build_document",
    "track_json",
    "track_sections",
    "tracking_lines",
]

__getattr__, __dir__ = exports(__name__, _HOME)
