"""``study.toml``: what is asked of which region, with which sources. Closed, frozen, versioned.

The sections stand in ``sections``, ``shown``, ``broken``, ``linked``, ``opening`` and
``planning``; their docstrings and those of their keys are
the manual. An unknown key is an error that names the nearest valid key, and all problems of a file are reported
together.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal, Self

from pydantic import Field, model_validator

from growthpole.declared.closed import parse_closed
from growthpole.declared.toml_files import LARGEST_TOML
from growthpole.errors import SourceError
from growthpole.study.broken import BreakEntry
from growthpole.study.linked import LinkagesEntry
from growthpole.study.opening import OpportunitiesEntry
from growthpole.study.planning import PlanEntry, TrackEntry
from growthpole.study.sections import (
    ClassificationEntry,
    EffortEntry,
    IndicatorEntry,
    LimitEntry,
    Question,
    RegisterEntry,
    Section,
    SourceEntry,
    Words,
)
from growthpole.study.shown import (
    ComparisonEntry,
    ComplexityEntry,
    CompositionEntry,
    ConvergenceEntry,
    DefinitionEntry,
    FootprintEntry,
    GrowthCheckEntry,
    PanelEntry,
    PeerEntry,
    RankEntry,
    StabilityEntry,
    TargetEntry,
)

VERSION = 1
__all__ = ["VERSION", "Case", "load_case", "parse_case", "study_bytes"]


class Case(Section):
    """All of ``study.toml``."""

    version: Literal[1]
    """Version of this file, 1."""
    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$")
    """Name of the study: small letters, digits and hyphens."""
    title: Words
    """Title of the report."""
    seed: int = Field(default=0, ge=0)
    """Seed of all random draws."""
    question: Question
    """The question."""
    translations: str = ""
    """File with Chinese texts of labels and notes: kind, text_en, text_zh."""
    limits: LimitEntry = LimitEntry()
    """What is refused before it is read."""
    effort: EffortEntry = EffortEntry()
    """How much computing a run may spend."""
    classification: tuple[ClassificationEntry, ...] = ()
    """Files of codes."""
    indicator: tuple[IndicatorEntry, ...] = ()
    """Indicators declared here."""
    source: tuple[SourceEntry, ...]
    """Tidy files."""
    register_: tuple[RegisterEntry, ...] = Field(default=(), alias="register")
    """Files of keyed rows."""
    target: TargetEntry | None = None
    """The target."""
    ranks: RankEntry | None = None
    """Ranks as published."""
    footprint: FootprintEntry | None = None
    """Counts by region and activity."""
    panel: tuple[PanelEntry, ...] = ()
    """Indicators by region and activity."""
    complexity: tuple[ComplexityEntry, ...] = ()
    """Complexity of the regions."""
    peer: tuple[PeerEntry, ...] = ()
    """Indicators compared over all regions."""
    convergence: tuple[ConvergenceEntry, ...] = ()
    """Indicators by region in a first and a last year."""
    comparison: tuple[ComparisonEntry, ...] = ()
    """Growth beside the nation."""
    growth_check: tuple[GrowthCheckEntry, ...] = ()
    """Published growth beside published levels."""
    composition: tuple[CompositionEntry, ...] = ()
    """Parts of a total."""
    definition: tuple[DefinitionEntry, ...] = ()
    """What a named share is a share of."""
    stability: tuple[StabilityEntry, ...] = ()
    """What is to be kept stable."""
    series_break: tuple[BreakEntry, ...] = ()
    """Breaks in series."""
    linkages: LinkagesEntry | None = None
    """Linkages from an input-output table."""
    opportunities: OpportunitiesEntry | None = None
    """Where to enter, and how good such advice was."""
    plan: PlanEntry | None = None
    """What, when, and at what odds."""
    track: TrackEntry | None = None
    """Is it working?"""

    @model_validator(mode="after")
    def _ids_stand_once(self) -> Self:
        for name in ("panel", "complexity", "convergence", "growth_check", "composition", "definition", "stability"):
            ids = [entry.id for entry in getattr(self, name)]
            repeated = sorted({one for one in ids if ids.count(one) > 1})
            if repeated:
                raise ValueError(f"[[{name}]]: the id stands twice: {', '.join(repeated)}")
        return self

    @model_validator(mode="after")
    def _rails_fit(self) -> Self:
        rails = [] if self.plan is None else [one.stability for one in self.plan.guard_rail]
        known = [one.id for one in self.stability]
        for wrong, why in (
            ([one for one in rails if one not in known], "no [[stability]] has the id"),
            (sorted({one for one in rails if rails.count(one) > 1}), "more than one rail for"),
        ):
            if wrong:
                raise ValueError(f"[[plan.guard_rail]]: {why} {', '.join(wrong)}; known: {', '.join(known) or '–'}")
        return self


def load_case(folder: Path) -> Case:
    """Case of the study in ``folder``.

    Raises
    ------
    SourceError
        There is no ``study.toml``, or it is no TOML.
    InputError
        Some of it is wrong; the message lists every problem with its place and the nearest valid key.
    """
    return parse_case(study_bytes(folder))


def study_bytes(folder: Path) -> bytes:
    """Bytes of the ``study.toml`` in ``folder``.

    Raises
    ------
    SourceError
        There is none, or it cannot be read.
    """
    path = folder / "study.toml"
    try:
        if not path.is_file():
            raise SourceError("no-study", path=folder.name or str(folder))
        with path.open("rb") as stream:
            return stream.read(LARGEST_TOML + 1)
    except OSError as problem:
        raise SourceError("unreadable-file", path=path.name, problem=problem.strerror or problem) from None


def parse_case(data: bytes, name: str = "study.toml") -> Case:
    """Case written as TOML."""
    return parse_closed(Case, data, name)[0]
