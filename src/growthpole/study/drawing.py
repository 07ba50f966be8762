"""Documents of a run in both languages, and the files the renderers make of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import Executor
from functools import partial
from typing import TYPE_CHECKING, Final

from growthpole.messages import LANGS, Lang
from growthpole.progress import OnProgress, map_ordered
from growthpole.tables.results import ResultTable

if TYPE_CHECKING:
    from growthpole.views import Document
    from growthpole.views.context import ViewContext

Renderer = Callable[["Document", str], Mapping[str, bytes]]

SHARED_ROWS: Final = 500_000
"""Rows of all tables up to which a worker is given a copy of them; of more, the copy would cost more than it saves."""

__all__ = ["Renderer", "drawn_documents"]


def drawn_documents(
    context: ViewContext,
    tables: Mapping[str, ResultTable],
    renderers: Mapping[str, Renderer],
    run_id: str,
    *,
    executor: Executor | None,
    on_progress: OnProgress,
) -> tuple[dict[Lang, list[str]], dict[str, bytes]]:
    """Headline sentences by language, and every file by its name in the run; a language for each worker."""
    lines: dict[Lang, list[str]] = {}
    files: dict[str, bytes] = {}
    make = partial(_drawn, context, tables, renderers, run_id)
    few = sum(len(table.frame) for table in tables.values()) <= SHARED_ROWS
    made = map_ordered(make, LANGS, executor=executor if few else None, on_progress=on_progress, stage="views")
    for lang, (said, own) in zip(LANGS, made, strict=True):
        lines[lang] = said
        files |= own
    return lines, files


def _drawn(
    context: ViewContext,
    tables: Mapping[str, ResultTable],
    renderers: Mapping[str, Renderer],
    run_id: str,
    lang: Lang,
) -> tuple[list[str], dict[str, bytes]]:
    """Headline of the document in a language, its JSON, and what each renderer makes of it."""
    from growthpole.views import build_document

    document = build_document(context, tables, lang)
    files = {f"views/document.{lang}.json": document.as_json().encode()}
    for render in renderers.values():
        files.update(render(document, run_id))
    return document.lines(), files
