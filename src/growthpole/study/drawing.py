"""Documents of a run in both languages, and the files the renderers make of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING

from growthpole.messages import LANGS, Lang
from growthpole.progress import OnProgress, Step
from growthpole.tables.results import ResultTable

if TYPE_CHECKING:
    from growthpole.views import Document
    from growthpole.views.context import ViewContext

Renderer = Callable[["Document", str], Mapping[str, bytes]]

__all__ = ["Renderer", "drawn_documents"]


def drawn_documents(
    context: ViewContext,
    tables: Mapping[str, ResultTable],
    renderers: Mapping[str, Renderer],
    run_id: str,
    on_progress: OnProgress,
) -> tuple[dict[Lang, list[str]], dict[str, bytes]]:
    """Headline sentences by language, and every file by its name in the run.

    A renderer waits for the library that draws charts, so the next document is built meanwhile.
    """
    from growthpole.views import build_document

    lines: dict[Lang, list[str]] = {}
    pending: list[Future[dict[str, bytes]]] = []
    files: dict[str, bytes] = {}
    steps = 2 * len(LANGS)
    with ThreadPoolExecutor(1) as background:
        for done, lang in enumerate(LANGS, start=1):
            document = build_document(context, tables, lang)
            lines[lang] = document.lines()
            pending.append(background.submit(_files, document, renderers, run_id))
            on_progress(Step("views", done, steps))
        for done, future in enumerate(pending, start=len(LANGS) + 1):
            files |= future.result()
            on_progress(Step("views", done, steps))
    return lines, files


def _files(document: Document, renderers: Mapping[str, Renderer], run_id: str) -> dict[str, bytes]:
    """The document's JSON, and what each renderer makes of it."""
    files = {f"views/document.{document.lang}.json": document.as_json().encode()}
    for render in renderers.values():
        files.update(render(document, run_id))
    return files
