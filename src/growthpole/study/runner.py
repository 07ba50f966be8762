"""Running a study: stages in order, timed, reused where nothing changed, published whole or not at all."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack, nullcontext, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from growthpole.errors import StoreError
from growthpole.messages import Lang
from growthpole.progress import OnProgress, Step, silent
from growthpole.study.case import parse_case, study_bytes
from growthpole.study.results import Run
from growthpole.study.running import Running
from growthpole.study.stages import stages_upto
from growthpole.study.workers import spread

if TYPE_CHECKING:
    from growthpole.study.drawing import Renderer

__all__ = ["Outcome", "run_study"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """A published run and what it says in a few lines.

    Attributes
    ----------
    run : Run
        The run.
    lines : mapping of language to list of str
        The headline sentences.
    reused : tuple of str
        Stages taken over from an earlier run because nothing they depend on changed.
    """

    run: Run
    lines: Mapping[Lang, list[str]] = field(default_factory=dict)
    reused: tuple[str, ...] = ()


def run_study(
    folder: Path,
    *,
    renderers: Mapping[str, Renderer] | None = None,
    lang: Lang = "en",
    seed: int | None = None,
    stages: tuple[str, ...] = (),
    workers: int = 1,
    on_progress: OnProgress = silent,
) -> Outcome:
    """Run the study in ``folder`` and publish the run.

    Parameters
    ----------
    folder : Path
        The study folder.
    renderers : mapping of str to callable, optional
        Faces of the document: given it and the run id they make files; without them only tables and views are written.
    lang : {"en", "zh"}
        Language of ``report.html``; both languages are written beside it.
    seed : int, optional
        In place of the seed of ``study.toml``.
    stages : tuple of str
        Run up to the last of these, without a report; all of them and the report when empty.
    workers : int
        Processes that share the work; the run is the same for any number. With more than one, a script of yours needs
        the usual guard ``if __name__ == "__main__":``, and renderers must be functions of a module.
    on_progress : callable
        Told of each step; raises to cancel.

    Raises
    ------
    InputError, SourceError
        The study or one of its sources is wrong.
    StoreError
        The folder cannot be written.
    Cancelled
        The user stopped; nothing is published.
    """
    from growthpole.store import Store

    written = study_bytes(folder)
    case = parse_case(written)
    chosen = stages_upto(stages)
    with Store.open(folder, create=True) as store, store.writer(), ExitStack() as held:
        # to read alone is no work to share
        start = partial(held.enter_context, spread(workers) if len(chosen) > 1 else nullcontext())
        work = Running(folder, case, store, case.seed if seed is None else seed, start, on_progress)
        staging = store.stage_run(work.run_id)
        try:
            for stage in chosen:
                work.stage(stage, staging)
            lines = {} if stages else work.views(staging, renderers or {}, lang)
            (staging / "study.toml").write_bytes(written)
            manifest = work.finish(staging, lang, lines)
            work.persist()
            on_progress(Step("publish", 0, 1))
            summary = {"lines": lines, "study": case.id, "seed": work.seed, "manifest": manifest}
            record = store.publish_run(work.run_id, staging, work.keys, work.created, summary)
        except BaseException as problem:
            with suppress(StoreError, OSError):  # what first went wrong is what the user must hear
                store.discard_run(staging)
            if isinstance(problem, OSError):
                raise StoreError("cannot-write-run", path=folder.name, problem=problem.strerror or problem) from None
            raise
    with suppress(Exception):  # the run is public: it is too late to stop it
        on_progress(Step("publish", 1, 1))
    return Outcome(Run(record.folder), lines, tuple(work.reused))
