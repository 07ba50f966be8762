"""The stages in order: each turns what came before into tables of results.

A stage names the sections of ``study.toml`` it reads, so that it is computed again when, and only when,
one of them, its sources, an earlier stage or the code changed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from growthpole.errors import InputError

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from growthpole.observe import Ingest
    from growthpole.observe.deliveries import Delivery
    from growthpole.progress import OnProgress
    from growthpole.store import LedgerRow
    from growthpole.study.case import Case
    from growthpole.study.stages.series_breaks import Crossed
    from growthpole.tables.results import ResultTable

__all__ = ["STAGES", "Context", "Stage", "stage_named", "stages_upto"]


@dataclass(frozen=True, slots=True)
class Context:
    """What a stage may read.

    Attributes
    ----------
    case : Case
        The study.
    ingest : callable
        Gives what the sources say; read once, when first asked for.
    tables : mapping of str to ResultTable
        Tables of the stages before, by ``stage.table``.
    on_progress : callable
        Told of each step; raises to cancel.
    seed : int
        Seed of all chance in the run.
    deliveries : callable
        Gives each source beside its delivery before; asked for by stage ``observe`` only.
    crossed : list of Crossed
        Breaks in series that the stage met while it computed, for its table of them.
    chinese : mapping of (str, str) to str
        Chinese text of labels and notes by kind and English text, as the study translates them.
    ledger : tuple of LedgerRow
        What was written down since: read by stages that say so.
    executor : Executor, optional
        Takes work that is independent; the results are the same without.
    """

    case: Case
    ingest: Callable[[], Ingest]
    tables: Mapping[str, ResultTable]
    on_progress: OnProgress
    seed: int = 0
    deliveries: Callable[[], Sequence[Delivery]] = field(default=tuple)
    crossed: list[Crossed] = field(default_factory=list)
    chinese: Mapping[tuple[str, str], str] = field(default_factory=dict)
    ledger: tuple[LedgerRow, ...] = ()
    executor: Executor | None = None


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage: its name, the sections it reads, the function that computes it, and whether it reads the ledger."""

    name: str
    sections: tuple[str, ...]
    compute: Callable[[Context], list[ResultTable]]
    reads_ledger: bool = False


def _observe(context: Context) -> list[ResultTable]:
    from growthpole.study.stages.observing import observe_tables

    return observe_tables(context)


def _diagnose(context: Context) -> list[ResultTable]:
    from growthpole.study.stages.diagnosing import diagnose_tables

    return diagnose_tables(context)


def _linkages(context: Context) -> list[ResultTable]:
    from growthpole.study.stages.linking import linkages_tables

    return linkages_tables(context)


def _backtest(context: Context) -> list[ResultTable]:
    from growthpole.study.stages.track_record import track_tables

    return track_tables(context)


def _opportunities(context: Context) -> list[ResultTable]:
    from growthpole.study.stages.opening import opening_tables

    return opening_tables(context)


def _plan(context: Context) -> list[ResultTable]:
    from growthpole.study.stages.planning import planning_tables

    return planning_tables(context)


def _track(context: Context) -> list[ResultTable]:
    from growthpole.study.stages.tracking import tracking_tables

    return tracking_tables(context)


_INPUT: Final = ("classification", "indicator", "source", "register_", "limits", "question")
_SHOWN: Final = (
    "target",
    "ranks",
    "footprint",
    "panel",
    "complexity",
    "effort",
    "peer",
    "convergence",
    "comparison",
    "growth_check",
    "composition",
    "definition",
    "stability",
    "series_break",
)
STAGES: Final = (
    Stage("observe", _INPUT, _observe),
    Stage("diagnose", (*_INPUT, *_SHOWN), _diagnose),
    Stage("linkages", (*_INPUT, "linkages"), _linkages),
    Stage("backtest", (*_INPUT, "opportunities", "series_break"), _backtest),
    Stage("opportunities", (*_INPUT, "opportunities", "series_break", "linkages"), _opportunities),
    Stage("plan", (*_INPUT, "target", "series_break", "opportunities", "linkages", "stability", "plan"), _plan),
    Stage("track", (*_INPUT, "target", "series_break", "plan", "track"), _track, reads_ledger=True),
)


def stage_named(name: str) -> Stage:
    """Stage called ``name``.

    Raises
    ------
    InputError
        There is none; the message lists the stages in order.
    """
    for stage in STAGES:
        if stage.name == name:
            return stage
    raise InputError("unknown-stage", name=name, known=" → ".join(stage.name for stage in STAGES))


def stages_upto(names: tuple[str, ...]) -> tuple[Stage, ...]:
    """The stages asked for and all that come before them; every stage when none is named."""
    if not names:
        return STAGES
    last = max(STAGES.index(stage_named(name)) for name in names)
    return STAGES[: last + 1]
