"""What the tracking of a study says in a few lines: from the run that is up to date, or from one made for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from growthpole.messages import LANGS, Lang
from growthpole.progress import OnProgress, silent
from growthpole.study.case import Case, load_case
from growthpole.study.documents import view_context
from growthpole.study.results import Run
from growthpole.study.runner import run_study
from growthpole.study.running import Running
from growthpole.study.sources import translations
from growthpole.study.stages import stages_upto
from growthpole.study.taking_over import sound_run

STAGE = "track"

__all__ = ["AgainstPlan", "against_plan", "up_to_date"]


@dataclass(frozen=True, slots=True)
class AgainstPlan:
    """Lines of the tracking by language, the day they are read on, and the run they come from."""

    on: str
    run_id: str
    lines: Mapping[Lang, list[str]]


def up_to_date(folder: Path, case: Case, stage: str) -> Run | None:
    """The newest run whose ``stage`` is what the study as it is now would give; None where there is none."""
    from growthpole.store import Store
    from growthpole.store.folder import DATABASE

    if not (folder / DATABASE).exists():
        return None
    with Store.open(folder) as store:
        work = Running(folder, case, store, case.seed, lambda: None, silent)
        for one in stages_upto((stage,)):
            work.keys.append((one.name, work.key_of(one)))
        return sound_run(store.find_stage(stage, work.keys[-1][1]))


def against_plan(folder: Path, on_progress: OnProgress = silent) -> AgainstPlan | None:
    """Actual against plan of the study in ``folder``; None where its study.toml has no ``[track]``.

    Where no run is up to date, the stages up to tracking are run and published.

    Raises
    ------
    InputError, SourceError, StoreError
        As :func:`run_study`.
    """
    from growthpole.views import tracking_lines

    case = load_case(folder)
    if case.track is None:
        return None
    run = up_to_date(folder, case, STAGE) or run_study(folder, stages=(STAGE,), on_progress=on_progress).run
    tables = run.tables()
    context = view_context(run.case, tables, translations(run.case, folder / "sources"))
    return AgainstPlan(case.track.on, run.run_id, {lang: tracking_lines(context, tables, lang) for lang in LANGS})
