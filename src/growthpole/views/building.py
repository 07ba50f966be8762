"""A document of a run: headline, sections in the order of the argument, footnotes, methods, sources."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from growthpole import indicators
from growthpole.messages import Lang
from growthpole.tables.results import ResultTable
from growthpole.views.context import ViewContext
from growthpole.views.headline import headline
from growthpole.views.model import Document, Section, SourceView
from growthpole.views.model import MethodView as _MethodView
from growthpole.views.sections import (
    chains,
    complexity,
    composition,
    convergence,
    definitions,
    findings,
    footprint,
    growth,
    linkages,
    opening,
    opening_cards,
    opening_exits,
    opening_sheets,
    opening_track,
    panel,
    peers,
    plan_assumptions,
    plan_choice,
    plan_odds,
    plan_parts,
    plan_requirements,
    plan_roadmap,
    plan_stability,
    poles,
    ranks,
    revisions,
    stability,
    target,
    tracking,
)
from growthpole.views.sections.plan_network import sections as network_sections
from growthpole.views.writing import Writer

__all__ = ["build_document", "tracking_lines"]

_SECTIONS: Final[tuple[tuple[tuple[str, ...], Callable[[Writer], list[Section]]], ...]] = (
    (("diagnose.target", "diagnose.breaks"), target.sections),
    (("diagnose.definitions",), definitions.sections),
    (("diagnose.ranks",), ranks.sections),
    (("diagnose.comparisons", "diagnose.growth_checks"), growth.sections),
    (("diagnose.footprint",), footprint.sections),
    (("observe.observations",), panel.sections),
    (("observe.observations",), complexity.sections),
    (("linkages.sectors",), linkages.sections),
    (("linkages.poles",), poles.sections),
    (("linkages.chains",), chains.sections),
    (("backtest.choice", "backtest.left_out"), opening.sections),
    (("opportunities.options",), opening_cards.sections),
    (("opportunities.basis",), opening_exits.sections),
    (("opportunities.sheets",), opening_sheets.sections),
    (("backtest.choice",), opening_track.sections),
    (("plan.reference", "plan.candidates", "plan.modelled_odds", "plan.too_short"), plan_odds.sections),
    (("plan.solution", "plan.conflicts"), plan_choice.sections),
    (("plan.assumptions",), plan_assumptions.sections),
    (("plan.added",), plan_parts.sections),
    (("plan.requirements",), plan_requirements.sections),
    (("plan.gantt", "plan.work"), plan_roadmap.sections),
    (("plan.stability_measures",), plan_stability.sections),
    (("track.levels",), tracking.sections),
    (("plan.cascades",), network_sections),
    (("diagnose.peers",), peers.sections),
    (("diagnose.convergence",), convergence.sections),
    (("diagnose.compositions",), composition.sections),
    (("diagnose.stabilities",), stability.sections),
    (("observe.revisions",), revisions.sections),
    (("observe.sources",), findings.sections),
)
"""Tables of which one at least calls for the section."""


def build_document(context: ViewContext, tables: Mapping[str, ResultTable], lang: Lang) -> Document:
    """Document of a run in one language; a section without its table is left out.

    Parameters
    ----------
    context : ViewContext
        Names and notes of the study.
    tables : mapping of str to ResultTable
        Results by ``stage.table``.
    lang : {"en", "zh"}
        Language.
    """
    from altair.utils.schemapi import debug_mode

    writer = Writer(context, tables, lang)
    head = tuple(headline(writer))
    with debug_mode(False):  # whether the parts of a chart fit its schema is for the tests, as in drawn()
        sections = tuple(
            section
            for wanted, build in _SECTIONS
            if any(name in tables for name in wanted)
            for section in build(writer)
        )
    return Document(
        lang=lang,
        title=context.title[lang],
        subtitle=writer.say("subtitle", region=writer.region(context.region), as_of=context.as_of),
        as_of=context.as_of,
        headline=head,
        sections=sections,
        footnotes=writer.footnotes(),
        methods=_methods(tables, lang),
        sources=_sources(writer),
        addresses=_addresses(tables),
    )


def tracking_lines(context: ViewContext, tables: Mapping[str, ResultTable], lang: Lang) -> list[str]:
    """The tracking of a run in a few plain sentences."""
    return [sentence.plain() for sentence in tracking.said(Writer(context, tables, lang))]


def _methods(tables: Mapping[str, ResultTable], lang: Lang) -> tuple[_MethodView, ...]:
    """Measures whose results the run holds, in the order of the registry."""
    used = {trace.indicator for table in tables.values() for trace in table.traces}
    return tuple(
        _MethodView(
            key=entry.key,
            title=entry.title(lang),
            formula=entry.formula,
            definition=entry.definitions[lang],
            reading=entry.reading[lang],
            reference=entry.reference,
        )
        for entry in indicators.registry().values()
        if entry.key in used
    )


def _sources(writer: Writer) -> tuple[SourceView, ...]:
    rows = writer.tables["observe.sources"].rows()
    return tuple(
        SourceView(
            file=row["file"],
            title=writer.context.own("source", row["title"], writer.lang),
            producer=writer.context.own("source", row["producer"], writer.lang),
            url=row["url"],
            repository=row["repository"],
            retrieved=row["retrieved"],
            licence=writer.context.own("source", row["licence"], writer.lang),
            scope=writer.context.own("source", row["scope"], writer.lang),
            method=writer.context.own("source", row["method"], writer.lang),
            sha256=row["sha256"],
            counts=writer.say(
                "sources.counts",
                read=row["read"],
                loaded=row["loaded"],
                quarantined=row["quarantined"],
                skipped=row["skipped"],
            ),
            caveats=tuple(
                writer.context.own("caveat", caveat, writer.lang) for caveat in row["caveats"].split("\n") if caveat
            ),
        )
        for row in rows
    )


def _addresses(tables: Mapping[str, ResultTable]) -> tuple[str, ...]:
    """Every address a value was read from, once."""
    found = tables["observe.origins"].frame["address"]
    return tuple(sorted({str(address) for address in found if address}))
