"""Documents of a run in both languages, and the files the renderers make of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import Executor, Future
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
    *,
    executor: Executor | None,
    on_progress: OnProgress,
) -> tuple[dict[Lang, list[str]], dict[str, bytes]]:
    """Headline sentences by language, and every file by its name in the run.

    The last language, whose letters take longest to measure, is built first, and rendered by a worker meanwhile.
    """
    from growthpole.views import build_document

    lines: dict[Lang, list[str]] = {}
    pending: dict[Lang, Future[dict[str, bytes]]] = {}
    steps = 2 * len(LANGS)
    for done, lang in enumerate(reversed(LANGS), start=1):
        document = build_document(context, tables, lang)
        lines[lang] = document.lines()
        pending[lang] = _submitted(executor if lang != LANGS[0] else None, document, renderers, run_id)
        on_progress(Step("views", done, steps))
    files: dict[str, bytes] = {}
    for done, lang in enumerate(LANGS, start=len(LANGS) + 1):
        files |= pending[lang].result()
        on_progress(Step("views", done, steps))
    return {lang: lines[lang] for lang in LANGS}, files


def _submitted(
    executor: Executor | None, document: Document, renderers: Mapping[str, Renderer], run_id: str
) -> Future[dict[str, bytes]]:
    if executor is not None:
        return executor.submit(_files, document, renderers, run_id)
    done: Future[dict[str, bytes]] = Future()
    done.set_result(_files(document, renderers, run_id))
    return done


def _files(document: Document, renderers: Mapping[str, Renderer], run_id: str) -> dict[str, bytes]:
    """The document's JSON, and what each renderer makes of it."""
    files = {f"views/document.{document.lang}.json": document.as_json().encode()}
    for render in renderers.values():
        files.update(render(document, run_id))
    return files
