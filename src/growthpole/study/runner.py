"""Running a study: stages in order, timed, reused where nothing changed, published whole or not at all."""

from __future__ import annotations

import hashlib
import json
import platform
import shutil
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from importlib import metadata, resources
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from growthpole import __version__
from growthpole.messages import LANGS, Lang
from growthpole.progress import OnProgress, Step, silent
from growthpole.study.case import Case, load_case
from growthpole.study.results import Run
from growthpole.study.sources import extra_classifications, limits_of, source_files, specs_of, translations
from growthpole.study.stages import STAGES, Context, Stage, stages_upto

if TYPE_CHECKING:
    from growthpole.observe import Ingest
    from growthpole.store import Store
    from growthpole.tables.results import ResultTable
    from growthpole.views import Document

Renderer = Callable[["Document", str], Mapping[str, bytes]]
LIBRARIES: Final = ("numpy", "scipy", "pandas", "xarray", "duckdb", "pydantic", "altair", "vl-convert-python", "jinja2")

__all__ = ["Outcome", "Renderer", "run_study"]


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
        Run up to the last of these; all when empty.
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

    case = load_case(folder)
    chosen = stages_upto(stages)
    with Store.open(folder, create=True) as store, store.writer():
        work = _Running(folder, case, store, case.seed if seed is None else seed, on_progress)
        staging = store.stage_run(work.run_id)
        try:
            for stage in chosen:
                work.stage(stage, staging)
            lines = work.views(staging, renderers or {}, lang) if chosen == STAGES else {}
            work.finish(staging, lang, lines)
            work.persist()
            on_progress(Step("publish", 0, 1))
            record = store.publish_run(
                work.run_id, staging, work.keys, work.created, {"lines": lines, "study": case.id, "seed": work.seed}
            )
        except BaseException:
            store.discard_run(staging)
            raise
    on_progress(Step("publish", 1, 1))
    return Outcome(Run(record.folder), lines, tuple(work.reused))


class _Running:
    """A run in the making."""

    def __init__(self, folder: Path, case: Case, store: Store, seed: int, on_progress: OnProgress) -> None:
        self.folder, self.case, self.store, self.seed, self.on_progress = folder, case, store, seed, on_progress
        self.sources = folder / "sources"
        self.inputs = source_files(case, self.sources)
        now = datetime.now(UTC)
        self.created = now.isoformat(timespec="seconds")
        self.run_id = self._free_id(f"{now:%Y%m%dT%H%M%S}")
        self.keys: list[tuple[str, str]] = []
        self.seconds: dict[str, float] = {}
        self.reused: list[str] = []
        self.tables: dict[str, ResultTable] = {}
        self.origin: dict[str, Run] = {}
        self._ingest: Ingest | None = None

    def _free_id(self, stamp: str) -> str:
        taken = {record.run_id for record in self.store.runs()}
        names = (stamp if n == 1 else f"{stamp}-{n}" for n in range(1, 10_000))
        return next(name for name in names if name not in taken)

    def ingest(self) -> Ingest:
        """What the sources say, read once."""
        if self._ingest is None:
            from growthpole.observe import ingest

            self._ingest = ingest(
                self.sources,
                specs_of(self.case),
                extra=extra_classifications(self.case, self.sources),
                limits=limits_of(self.case),
                on_progress=self.on_progress,
            )
        return self._ingest

    def _key(self, name: str, sections: tuple[str, ...]) -> str:
        parts = {
            "stage": name,
            "code": _code_fingerprint(),
            "versions": _versions(),
            "inputs": self.inputs,
            "sections": self.case.model_dump(mode="json", include=set(sections)),
            "before": self.keys[-1][1] if self.keys else "",
            "seed": self.seed,
        }
        return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()

    def stage(self, stage: Stage, staging: Path) -> None:
        """Compute a stage, or take its tables over from the newest run with the same key."""
        from growthpole.store import write_parquet

        start = time.perf_counter()
        self.on_progress(Step(stage.name, 0, 1))
        key = self._key(stage.name, stage.sections)
        earlier = self.store.find_stage(stage.name, key)
        if earlier is not None:
            run = self.origin[stage.name] = Run(earlier.folder)
            for name in run.table_names:
                if name.startswith(f"{stage.name}."):
                    shutil.copyfile(run.folder / f"{name}.parquet", staging / f"{name}.parquet")
                    self.tables[name] = run.table(name)
            if stage.name == "observe":
                shutil.copyfile(run.folder / "findings.json", staging / "findings.json")
            self.reused.append(stage.name)
        else:
            for table in stage.compute(Context(self.case, self.ingest, self.tables, self.on_progress)):
                name = f"{table.stage}.{table.name}"
                self.tables[name] = table
                write_parquet(table.frame, staging / f"{name}.parquet")
            if stage.name == "observe":
                found = [finding.as_dict() for finding in self.ingest().findings]
                _write_json(staging / "findings.json", found)
        self.keys.append((stage.name, key))
        self.seconds[stage.name] = time.perf_counter() - start
        self.on_progress(Step(stage.name, 1, 1))

    def views(self, staging: Path, renderers: Mapping[str, Renderer], lang: Lang) -> dict[Lang, list[str]]:
        """Documents in both languages, and the files of each renderer."""
        from growthpole.study.documents import view_context
        from growthpole.views import build_document

        start = time.perf_counter()
        self.on_progress(Step("views", 0, 1))
        key = self._key("views", (*(name for name in Case.model_fields if name != "seed"),)) + ",".join(renderers)
        key = hashlib.sha256(key.encode()).hexdigest()
        earlier = self.store.find_stage("views", key)
        lines: dict[Lang, list[str]]
        if earlier is not None:
            for name in Run(earlier.folder).manifest["views"]:
                (staging / name).parent.mkdir(parents=True, exist_ok=True)
                data = (earlier.folder / name).read_bytes()
                (staging / name).write_bytes(data.replace(earlier.run_id.encode(), self.run_id.encode()))
            lines = {name: earlier.summary["lines"][name] for name in LANGS}
            self.written = list(Run(earlier.folder).manifest["views"])
            self.reused.append("views")
        else:
            lines = {}
            self.written = []
            context = view_context(self.case, self.tables, translations(self.case, self.sources))
            for done, name in enumerate(LANGS, start=1):
                document = build_document(context, self.tables, name)
                lines[name] = document.lines()
                files = {f"views/document.{name}.json": document.as_json().encode()}
                for render in renderers.values():
                    files.update(render(document, self.run_id))
                for file, data in files.items():
                    (staging / file).parent.mkdir(parents=True, exist_ok=True)
                    (staging / file).write_bytes(data)
                    self.written.append(file)
                self.on_progress(Step("views", done, len(LANGS)))
        report = staging / f"report.{lang}.html"
        if report.is_file():
            shutil.copyfile(report, staging / "report.html")
        self.keys.append(("views", key))
        self.seconds["views"] = time.perf_counter() - start
        self.on_progress(Step("views", 1, 1))
        return lines

    def finish(self, staging: Path, lang: Lang, lines: Mapping[Lang, list[str]]) -> None:
        """Write the manifest and the study file the run was made from."""
        shutil.copyfile(self.folder / "study.toml", staging / "study.toml")
        manifest: dict[str, Any] = {
            "run_id": self.run_id,
            "created": self.created,
            "study": self.case.id,
            "seed": self.seed,
            "lang": lang,
            "as_of": self.case.question.as_of,
            "inputs": self.inputs,
            "versions": _versions(),
            "stages": [
                {
                    "name": name,
                    "key": key,
                    "seconds": round(self.seconds[name], 3),
                    "reused": name in self.reused,
                }
                for name, key in self.keys
            ],
            "tables": {name: table.describe() for name, table in self.tables.items()},
            "views": getattr(self, "written", []),
            "headline": dict(lines),
        }
        _write_json(staging / "manifest.json", manifest)

    def persist(self) -> None:
        """Keep the raw bytes of what was read; nothing when every stage was reused."""
        from growthpole.observe.gathering import persist

        if self._ingest is not None:
            persist(self._ingest, self.store)


def _write_json(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, indent=1, allow_nan=False) + "\n", encoding="utf-8")


@cache
def _versions() -> dict[str, str]:
    found = {"growthpole": __version__, "python": platform.python_version()}
    return found | {name: metadata.version(name) for name in LIBRARIES}


@cache
def _code_fingerprint() -> str:
    """Hash of the package's own code, templates and catalogues: changed code computes again."""
    digest = hashlib.sha256()
    root = Path(str(resources.files("growthpole")))
    for path in sorted(root.rglob("*")):
        if path.suffix in {".py", ".toml", ".html", ".css", ".js", ".j2"} and "examples" not in path.parts:
            digest.update(path.relative_to(root).as_posix().encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()
