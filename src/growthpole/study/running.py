"""A run in the making: each stage computed or taken over, the views drawn, the manifest written."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import TYPE_CHECKING, Any

from growthpole.errors import InputError
from growthpole.messages import LANGS, Lang
from growthpole.progress import OnProgress, Step
from growthpole.study.case import Case
from growthpole.study.declared_corrections import declared_corrections
from growthpole.study.deliveries import bytes_before, deliveries_before
from growthpole.study.fingerprints import stage_key, versions
from growthpole.study.questions import check_question
from growthpole.study.sources import (
    extra_classifications,
    limits_of,
    require_unchanged,
    source_files,
    specs_of,
    translations,
)
from growthpole.study.stages import Context, Stage
from growthpole.study.taking_over import ingest_of_tables, sha256_of, sound_files, sound_run
from growthpole.tables.classification import Classification
from growthpole.tables.results import ResultTable

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from growthpole.observe import Ingest
    from growthpole.observe.deliveries import Delivery
    from growthpole.store import LedgerRow, Store
    from growthpole.study.drawing import Renderer

__all__ = ["Running", "inside"]


class Running:
    """A run in the making."""

    def __init__(
        self,
        folder: Path,
        case: Case,
        store: Store,
        seed: int,
        start_workers: Callable[[], Executor | None],
        on_progress: OnProgress,
    ) -> None:
        from growthpole.store import rows

        self.folder, self.case, self.store, self.seed, self.on_progress = folder, case, store, seed, on_progress
        self.start_workers = start_workers
        self.sources = folder / "sources"
        self.inputs = source_files(case, self.sources)
        self.chinese = translations(case, self.sources)
        now = datetime.now(UTC)
        self.created = now.isoformat(timespec="seconds")
        self.run_id = self._free_id(f"{now:%Y%m%dT%H%M%S}")
        self.keys: list[tuple[str, str]] = []
        self.seconds: dict[str, float] = {}
        self.reused: list[str] = []
        self.tables: dict[str, ResultTable] = {}
        self.written: list[str] = []
        self.absent: Mapping[str, str] = {}
        self.before = deliveries_before(case, self.sources, self.inputs, store)
        self.ledger = rows(store)
        self._ingest: Ingest | None = None
        self._deliveries: list[Delivery] | None = None

    def _free_id(self, stamp: str) -> str:
        taken = {record.run_id for record in self.store.runs()}
        names = (stamp if n == 1 else f"{stamp}-{n}" for n in range(1, 10_000))
        return next(name for name in names if name not in taken)

    @cached_property
    def executor(self) -> Executor | None:
        """Workers, started for the first stage that is computed."""
        return self.start_workers()

    def ingest(self) -> Ingest:
        """What the sources say, read once; from the tables where ``observe`` was taken over."""
        if self._ingest is None and "observe" in self.reused:
            self._ingest = ingest_of_tables(self.tables, self.absent)
        if self._ingest is None:
            from growthpole.observe import ingest

            found = ingest(
                self.sources,
                specs_of(self.case),
                extra=extra_classifications(self.case, self.sources),
                limits=limits_of(self.case),
                on_progress=self.on_progress,
                corrections=declared_corrections(self.case, self.folder),
            )
            require_unchanged(
                self.case, self.sources, self.inputs, {source.name: source.sha256 for source in found.sources}
            )
            self._ingest = found
            self.absent = dict(found.absent)
        return self._ingest

    def deliveries(self) -> list[Delivery]:
        """Each source beside its delivery before, compared once."""
        from growthpole.observe.deliveries import compare_sources

        if self._deliveries is None:
            earlier, limits = bytes_before(self.store, self.before), limits_of(self.case)
            self._deliveries = compare_sources(self.ingest(), specs_of(self.case), self.sources, earlier, limits=limits)
        return self._deliveries

    def _key(self, name: str, sections: tuple[str, ...], ledger: tuple[LedgerRow, ...] = ()) -> str:
        chosen = self.case.model_dump(mode="json", include=set(sections))
        before = self.keys[-1][1] if self.keys else ""
        inputs = {**self.inputs, **{f"{file} before": sha256 for file, sha256 in self.before.items()}}
        if ledger:
            inputs["ledger"] = sha256_of(repr(ledger).encode())
        return stage_key(name, inputs=inputs, sections=chosen, before=before, seed=self.seed)

    def key_of(self, stage: Stage) -> str:
        """Key of a stage after those whose keys are known: the same key, the same tables."""
        return self._key(stage.name, stage.sections, self.ledger if stage.reads_ledger else ())

    def stage(self, stage: Stage, staging: Path) -> None:
        """Compute a stage, or take its tables over from the newest run with the same key."""
        from growthpole.store import write_parquets

        start = time.perf_counter()
        self.on_progress(Step(stage.name, 0, 1))
        key = self.key_of(stage)
        if self._taken_over(stage.name, key, staging):
            self.reused.append(stage.name)
        else:
            context = Context(
                self.case,
                self.ingest,
                self.tables,
                self.on_progress,
                self.seed,
                self.deliveries,
                chinese=self.chinese,
                ledger=self.ledger if stage.reads_ledger else (),
                executor=self.executor,
            )
            made = stage.compute(context)
            named = {f"{table.stage}.{table.name}": table for table in made}
            self.tables |= named
            write_parquets({staging / f"{name}.parquet": table.frame for name, table in named.items()})
            if stage.name == "observe":
                told = [one.finding for one in self.deliveries() if one.finding is not None]
                found = [finding.as_dict() for finding in (*self.ingest().findings, *told)]
                _write_json(staging / "findings.json", found)
        if stage.name == "observe":
            check_question(
                self.case.question, Classification("region", self.tables["observe.classification_region"].frame)
            )
        self.keys.append((stage.name, key))
        self.seconds[stage.name] = time.perf_counter() - start
        self.on_progress(Step(stage.name, 1, 1))

    def _taken_over(self, stage: str, key: str, staging: Path) -> bool:
        """Whether an earlier run has the tables of this stage whole; they are copied then."""
        from growthpole.store import read_parquets

        run = sound_run(self.store.find_stage(stage, key))
        if run is None:
            return False
        names = [name for name in run.table_names if name.startswith(f"{stage}.")]
        own = ["findings.json"] if stage == "observe" else []
        files = sound_files(run, [*(f"{name}.parquet" for name in names), *own])
        if files is None:
            return False
        for file, data in files.items():
            (staging / file).write_bytes(data)
        frames = read_parquets([staging / f"{name}.parquet" for name in names])
        for name, frame in zip(names, frames.values(), strict=True):
            self.tables[name] = ResultTable.from_description(name, frame, run.manifest["tables"][name])
        if stage == "observe":
            self.absent = run.manifest["absent"]
        return True

    def views(self, staging: Path, renderers: Mapping[str, Renderer], lang: Lang) -> dict[Lang, list[str]]:
        """Documents in both languages, and the files of each renderer."""
        from growthpole.study.documents import view_context
        from growthpole.study.drawing import drawn_documents

        start = time.perf_counter()
        self.on_progress(Step("views", 0, 1))
        faces = ",".join(f"{name}={_named(render)}" for name, render in renderers.items())
        key = self._key("views", (*(name for name in Case.model_fields if name != "seed"),)) + faces
        key = sha256_of(key.encode())
        record = self.store.find_stage("views", key)
        run = sound_run(record)
        files = None if run is None else sound_files(run, run.manifest["views"])
        lines: dict[Lang, list[str]]
        if record is not None and files is not None:
            old, new = record.run_id.encode(), self.run_id.encode()
            for name, data in files.items():
                self._write(staging, name, data.replace(old, new))
            lines = {name: record.summary["lines"][name] for name in LANGS}
            self.reused.append("views")
        else:
            context = view_context(self.case, self.tables, self.chinese)
            lines, made = drawn_documents(
                context, self.tables, renderers, self.run_id, executor=self.executor, on_progress=self.on_progress
            )
            for name, data in made.items():
                self._write(staging, name, data)
        report = staging / f"report.{lang}.html"
        if report.is_file():
            shutil.copyfile(report, staging / "report.html")
        self.keys.append(("views", key))
        self.seconds["views"] = time.perf_counter() - start
        self.on_progress(Step("views", 1, 1))
        return lines

    def _write(self, staging: Path, name: str, data: bytes) -> None:
        path = inside(staging, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        self.written.append(name)

    def finish(self, staging: Path, lang: Lang, lines: Mapping[Lang, list[str]]) -> str:
        """Write the manifest; return the hash of its bytes."""
        files = [*(f"{name}.parquet" for name in self.tables), "findings.json", "study.toml", *self.written]
        manifest: dict[str, Any] = {
            "run_id": self.run_id,
            "created": self.created,
            "study": self.case.id,
            "seed": self.seed,
            "lang": lang,
            "as_of": self.case.question.as_of,
            "inputs": self.inputs,
            "before": self.before,
            "versions": versions(),
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
            "absent": dict(self.absent),
            "views": self.written,
            "files": {name: sha256_of((staging / name).read_bytes()) for name in files},
            "headline": dict(lines),
        }
        return _write_json(staging / "manifest.json", manifest)

    def persist(self) -> None:
        """Keep the raw bytes of what was read; nothing when every stage was reused."""
        from growthpole.observe.gathering import persist

        if self._ingest is not None and "observe" not in self.reused:
            persist(self._ingest, self.store)


def inside(folder: Path, name: str) -> Path:
    """Path of a rendered file below ``folder``.

    Raises
    ------
    InputError
        The name is absolute or leads out of the folder.
    """
    posix, windows = PurePosixPath(name), PureWindowsPath(name)
    if not posix.name or posix.is_absolute() or windows.anchor or ".." in (*posix.parts, *windows.parts):
        raise InputError("bad-file-name", name=name)
    return folder / name


def _named(render: Renderer) -> str:
    kind: Any = render if hasattr(render, "__qualname__") else type(render)
    return f"{kind.__module__}.{kind.__qualname__}"


def _write_json(path: Path, value: object) -> str:
    data = (json.dumps(value, ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode()
    path.write_bytes(data)
    return sha256_of(data)
