"""``run`` and ``report``: work with a progress bar, then what it says in ten lines."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from growthpole.cli.language import say
from growthpole.cli.stopping import stoppable
from growthpole.errors import InputError, StoreError, listed
from growthpole.messages import Lang

if TYPE_CHECKING:
    from rich.progress import TaskID

    from growthpole.progress import OnProgress, Step
    from growthpole.study import Outcome

__all__ = ["Bar", "report_command", "run_command"]

DEFAULT = "growthpole-shandong"
CORES = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
WORKERS = min(2, CORES)
"""More than two cost more memory than they save time on a study of a region."""


def run_command(
    study: Path | None, *, out: Path | None, seed: int | None, stages: tuple[str, ...], lang: Lang, as_json: bool
) -> None:
    """Run a study; without one, copy the example first."""
    from growthpole.report import render_html
    from growthpole.study import new_study, run_study

    folder = _folder(study, out)
    if study is None and not (folder / "study.toml").is_file():
        new_study(folder)
    with stoppable() as token, Bar(lang, shown=not as_json) as bar:
        told = token.guard(bar.on_progress)
        outcome = run_study(
            folder,
            renderers={"html": render_html},
            lang=lang,
            seed=seed,
            stages=stages,
            workers=WORKERS,
            on_progress=told,
        )
    _say_outcome(outcome, lang, as_json=as_json)


def _folder(study: Path | None, out: Path | None) -> Path:
    """Folder to run: the study, a copy of it in ``out``, the one we stand in, or the example's."""
    if study is None and out is None and Path("study.toml").is_file():
        return Path()
    if study is None:
        return out or Path(DEFAULT)
    if out is None:
        return study
    from growthpole.study.creating import copy_study

    return copy_study(study, out)


def _say_outcome(outcome: Outcome, lang: Lang, *, as_json: bool) -> None:
    from growthpole.cli.printing import emit, print_json

    run = outcome.run
    report = run.folder / "report.html"
    if as_json:
        stages = [{**stage, "reused": stage["name"] in outcome.reused} for stage in run.manifest["stages"]]
        print_json(
            {
                "run_id": run.run_id,
                "folder": str(run.folder),
                "report": str(report) if report.is_file() else None,
                "lines": outcome.lines.get(lang, []),
                "stages": stages,
                "findings": len(run.findings()),
            }
        )
        return
    for number, line in enumerate(outcome.lines.get(lang, []), start=1):
        emit(f"{number:>2}. {line}", wrap=True, indent=4)
    emit("")
    findings = run.findings()
    if findings:
        emit(say("run.findings", lang, count=len(findings), path=run.folder / "findings.json"))
    if "plan.conflicts" in run.table_names:
        emit(say("run.no_plan", lang))
    if outcome.reused:
        emit(say("run.reused", lang, stages=", ".join(say(f"stage.{name}", lang) for name in outcome.reused)))
    emit(say("run.folder", lang, path=run.folder))
    if report.is_file():
        emit(say("run.report", lang, path=report))


def report_command(ref: str, formats: str, *, out: Path | None, study: Path | None, lang: Lang, as_json: bool) -> None:
    """Render a finished run again."""
    from growthpole.cli.printing import emit, print_json
    from growthpole.report import FORMATS, render_html
    from growthpole.store import write_bytes
    from growthpole.study import open_run
    from growthpole.study.running import inside
    from growthpole.views import Document

    wanted = [name.strip() for name in formats.split(",") if name.strip()]
    unknown = [name for name in wanted if name not in FORMATS]
    if unknown or not wanted:
        raise InputError("unknown-format", name=listed(unknown) or formats, known=listed(FORMATS))
    run = open_run(ref, study, drawn=True)
    source = run.folder / "views" / f"document.{lang}.json"
    if not source.is_file():
        raise InputError("no-views", run=run.run_id)
    document = Document.model_validate_json(source.read_text(encoding="utf-8"))
    home = out or Path()
    if home.exists() and not home.is_dir():
        raise InputError("not-a-folder", path=home)
    files = {inside(home, name): data for name, data in render_html(document, run.run_id).items()}
    try:
        for path in files:
            path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise StoreError("cannot-create", path=home, problem=problem.strerror or problem) from None
    for path, data in files.items():
        write_bytes(path, data)
    written = [str(path) for path in files]
    if as_json:
        print_json({"run_id": run.run_id, "written": written})
    else:
        emit(say("run.report", lang, path=written[0]))


class Bar:
    """A progress bar by stage on the terminal; silent where there is none."""

    def __init__(self, lang: Lang, *, shown: bool) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

        console = Console(stderr=True)
        self.lang = lang
        self.bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            TaskProgressColumn(),
            TimeElapsedColumn(),
            console=console,
            disable=not shown or not (console.is_terminal or sys.stderr.isatty()),
        )
        self.tasks: dict[str, TaskID] = {}

    def __enter__(self) -> Bar:
        self.bar.start()
        return self

    def __exit__(self, *problem: object) -> None:
        self.bar.stop()

    @property
    def on_progress(self) -> OnProgress:
        """Move the bar of the step's stage."""

        def report(step: Step) -> None:
            if step.stage not in self.tasks:
                self.tasks[step.stage] = self.bar.add_task(say(f"stage.{step.stage}", self.lang), total=1.0)
            share = step.done / step.total if step.total else 1.0
            seen = self.bar.tasks[self.tasks[step.stage]].completed
            self.bar.update(self.tasks[step.stage], completed=max(seen, share))

        return report
