"""A run rehearsed: every stage is computed and no run is written, to say before it what would stop it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from growthpole.errors import Cancelled, GrowthpoleError
from growthpole.progress import OnProgress, Step, silent
from growthpole.study.questions import check_question
from growthpole.study.sources import translations
from growthpole.study.stages import STAGES, Context

if TYPE_CHECKING:
    from growthpole.observe import Ingest
    from growthpole.store import LedgerRow
    from growthpole.study.case import Case
    from growthpole.tables.results import ResultTable

__all__ = ["problem_of_run"]


def problem_of_run(folder: Path, case: Case, found: Ingest, on_progress: OnProgress = silent) -> GrowthpoleError | None:
    """What would stop a run of a study whose input is sound: a question or a section it cannot answer.

    Parameters
    ----------
    folder : Path
        The study, whose ledger is read.
    case : Case
        What its study.toml asks.
    found : Ingest
        What its sources say.
    on_progress : callable
        Told of each stage.

    Returns
    -------
    GrowthpoleError or None
        The error of the first stage that has one.
    """
    tables: dict[str, ResultTable] = {}
    try:
        check_question(case.question, found.classifications["region"])
        chinese, ledger = translations(case, folder / "sources"), _ledger(folder)
        for stage in STAGES:
            on_progress(Step(stage.name, 0, 1))
            context = Context(
                case,
                lambda: found,
                tables,
                on_progress,
                case.seed,
                chinese=chinese,
                ledger=ledger if stage.reads_ledger else (),
            )
            tables |= {f"{table.stage}.{table.name}": table for table in stage.compute(context)}
            on_progress(Step(stage.name, 1, 1))
    except Cancelled:
        raise
    except GrowthpoleError as problem:
        return problem
    return None


def _ledger(folder: Path) -> tuple[LedgerRow, ...]:
    from growthpole.store import Store, rows
    from growthpole.store.folder import DATABASE

    if not (folder / DATABASE).exists():  # reading makes nothing
        return ()
    with Store.open(folder) as store:
        return rows(store)
