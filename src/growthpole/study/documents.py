"""What the views need of a study: names, notes and translations."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from growthpole.messages import LANGS, Lang
from growthpole.study.plan_stability import stability_notes
from growthpole.tables.classification import Classification
from growthpole.views.context import ViewContext

if TYPE_CHECKING:
    from growthpole.study.case import Case
    from growthpole.study.sections import Words
    from growthpole.tables.results import ResultTable

__all__ = ["view_context"]


def view_context(
    case: Case,
    tables: Mapping[str, ResultTable],
    chinese: Mapping[tuple[str, str], str],
) -> ViewContext:
    """Names and notes of ``case`` for the views of a run."""
    question = case.question
    return ViewContext(
        region=question.region,
        nation=question.nation,
        as_of=question.as_of,
        peers=question.peers,
        panels=tuple(panel.id for panel in case.panel),
        spaces=tuple(entry.id for entry in case.complexity),
        title=_both(case.title),
        subject=_both(question.subject),
        classifications={
            name: Classification(name, tables[f"observe.classification_{name}"].frame)
            for name in ("region", "activity", "indicator")
        },
        notes={key: _both(words) for key, words in _notes(case).items()},
        chinese=chinese,
    )


def _both(words: Words) -> dict[Lang, str]:
    return {lang: words.text(lang) for lang in LANGS}


def _notes(case: Case) -> dict[str, Words]:
    given: dict[str, Words | None] = {}
    if case.target:
        given["target.note"] = case.target.note
        given["target.main_reading"] = case.target.main_reading
        given["target.sample"] = case.target.sample_note
        given |= {f"target.reading.{reading.id}": reading.note for reading in case.target.reading}
        given |= {f"target.headline.{reading.id}": reading.headline for reading in case.target.reading}
    if case.ranks:
        given["ranks.universe"] = case.ranks.universe
        given["ranks.table"] = case.ranks.table
        given["ranks.history"] = case.ranks.history_note
        given["ranks.leave_out"] = case.ranks.leave_out
    if case.footprint:
        given["footprint.group"] = case.footprint.group_name
        given["footprint.title"] = case.footprint.title
        given["footprint.note"] = case.footprint.note
        given["footprint.activities"] = case.footprint.activity_note
        given["footprint.change"] = case.footprint.change_note
    for panel in case.panel:
        given |= {f"panel.{panel.id}.name": panel.name, f"panel.{panel.id}.note": panel.note}
        given[f"panel.{panel.id}.drivers"] = panel.drivers_note
    for space in case.complexity:
        given |= {f"complexity.{space.id}.name": space.name, f"complexity.{space.id}.note": space.note}
    given |= {f"convergence.{entry.id}": entry.note for entry in case.convergence}
    given |= {f"composition.{entry.id}": entry.name for entry in case.composition}
    given |= {f"definition.{entry.id}": entry.note for entry in case.definition}
    given |= {f"stability.{entry.id}.name": entry.name for entry in case.stability}
    given |= {f"stability.{entry.id}.note": entry.note for entry in case.stability}
    given |= {
        f"series_break.{entry.indicator}.{entry.before}": entry.note for entry in case.series_break if entry.indicator
    }
    given |= _linked(case)
    if case.opportunities:
        given["opportunities.note"] = case.opportunities.note
        given["opportunities.track"] = case.opportunities.track_note
        given["opportunities.group"] = case.opportunities.group_name
    return {key: words for key, words in (given | _planned(case)).items() if words is not None}


def _linked(case: Case) -> dict[str, Words | None]:
    """Notes of ``[linkages]``."""
    entry = case.linkages
    if entry is None:
        return {}
    given: dict[str, Words | None] = {
        "linkages.note": entry.note,
        "linkages.group": entry.group_name,
        "linkages.prices": entry.price_basis,
    }
    given |= {f"linkages.proxy.{proxy.id}.name": proxy.name for proxy in entry.proxy}
    given |= {f"linkages.proxy.{proxy.id}.note": proxy.note for proxy in entry.proxy}
    given |= {f"linkages.pole.{pole.id}.name": pole.name for pole in entry.pole}
    given |= {f"linkages.pole.{pole.id}.note": pole.note for pole in entry.pole}
    given |= {f"linkages.node.{node.sector}.{node.indicator}": node.note for node in entry.node}
    return given


def _planned(case: Case) -> dict[str, Words | None]:
    """Notes of ``[plan]`` and ``[track]``."""
    given: dict[str, Words | None] = {}
    if case.plan:
        given["plan.note"] = case.plan.note
        if case.plan.reference:
            given["plan.reference.name"] = case.plan.reference.name
            given["plan.reference.note"] = case.plan.reference.note
        if case.plan.network:
            given["plan.network.note"] = case.plan.network.note
        given |= stability_notes(case.plan)
    if case.track:
        given["track.note"] = case.track.note
    return given
