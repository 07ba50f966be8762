"""The chains: their map, the firms at their nodes, their cities, and how well their parts join."""

from __future__ import annotations

from collections import Counter
from typing import Any, Final

from growthpole.views.chain_charts import chain_map
from growthpole.views.link_charts import sector_name
from growthpole.views.model import Section, Span, TableView
from growthpole.views.sections.words import joined, linked_source, rows_of
from growthpole.views.writing import Writer

QUALITIES: Final = ("exact", "good", "close", "partial", "broad", "judgement", "not stated", "none")
STEPS: Final = {
    "sector_match": ("chain", "order", "stage", "sector"),
    "industry_match": ("sector", "industry"),
    "group_match": ("sector", "group"),
}

__all__ = ["sections"]


def sections(w: Writer) -> list[Section]:
    """The section of the chains."""
    blocks: list[Any] = [chain_map(w)]
    blocks += [_firms(w)] if "linkages.chain_firms" in w.tables else []
    blocks += [_cities(w)] if "linkages.chain_cities" in w.tables else []
    blocks += [_join(w)] if "linkages.join" in w.tables else []
    return [Section(id="linkages_chains", title=w.say("linkages.chains_title"), blocks=tuple(blocks))]


def _firms(w: Writer) -> TableView:
    """Firms counted at each node that has an industry, and what a cited source says of it."""
    table = w.tables["linkages.chain_firms"]
    group = {row["sector"] for row in rows_of(w, "linkages.sectors") if row["in_group"]}
    rows = [row for row in table.rows() if row["sector"] in group or row["fact_key"]]
    rows.sort(key=lambda row: (-row["n"], row["sector"]))
    return TableView(
        id="linkages_chain_firms",
        title=w.say(
            "linkages.firms", region=w.region(w.context.region), period=w.period(rows[0]["period"]) if rows else ""
        ),
        columns=(
            w.say("linkages.sector"),
            w.say("footprint.k"),
            w.say("footprint.n"),
            w.say("linkages.industries"),
            w.say("linkages.match"),
            w.say("linkages.state"),
            w.say("linkages.evidence"),
        ),
        numeric=(False, True, True, False, False, False, False),
        rows=tuple(
            (
                w.label(sector_name(w, row)),
                *(w.number(table, row, name, digits=0, unit=False) for name in ("k", "n")),
                w.label(joined(w, [w.activity(code) for code in row["industries"].split("|")])),
                Span(text=joined(w, [_quality(w, one) for one in row["match"].split("|")])),
                Span(text=w.say(f"linkages.state_{row['state']}"), tone="muted" if row["state"] == "unknown" else ""),
                _evidence(w, row),
            )
            for row in rows
        ),
        how_to_read=w.say("linkages.firms_read"),
        source_line=linked_source(w, "linkages.chain_firms"),
    )


def _evidence(w: Writer, row: dict[str, Any]) -> Span:
    """The fact behind a verdict, with the footnote on how it is read; no data where nothing is cited."""
    if not row["fact_key"]:
        return w.absent()
    return w.fact(row["fact_key"], notes=(w.note(w.context.note(f"linkages.node.{row['node']}", w.lang)),))


def _quality(w: Writer, quality: str) -> str:
    """A quality of a match in words; the source's own word where the catalogue has none."""
    return w.say(f"linkages.match_{quality.replace(' ', '_')}") if quality in QUALITIES else quality


def _cities(w: Writer) -> TableView:
    """Chains by cities: leading or supporting, cited or a judgement."""
    rows = rows_of(w, "linkages.chain_cities")
    kinds = {row["chain"]: row["type"] for row in rows}
    chains = sorted(kinds, key=lambda chain: kinds[chain] != "chain")
    cities = list(dict.fromkeys(row["city"] for row in sorted(rows, key=lambda row: row["city"])))
    held = {(row["chain"], row["city"]): row for row in rows}
    names = {row["chain"]: row[f"chain_{w.lang}"] for row in rows}
    return TableView(
        id="linkages_chain_cities",
        title=w.say("linkages.cities"),
        columns=(w.say("linkages.chain"), *(w.region(city) for city in cities)),
        numeric=(False, *(False for _ in cities)),
        rows=tuple(
            (w.label(str(names[chain])), *(_role(w, held.get((chain, city))) for city in cities)) for chain in chains
        ),
        how_to_read=w.say("linkages.cities_read"),
        source_line=linked_source(w, "linkages.chain_cities", computed=False),
    )


def _role(w: Writer, row: dict[str, Any] | None) -> Span:
    if row is None:
        return Span(text="")
    mark = w.say(f"linkages.role_{row['role']}")
    if row["cited"]:
        return Span(text=mark, tone="good" if row["role"] == "lead" else "")
    return Span(text=w.say("linkages.role_judged", role=mark), tone="muted")


def _join(w: Writer) -> TableView:
    """How many links of each kind are of which quality; the run's table holds every one of them."""
    rows = rows_of(w, "linkages.join")
    counts: dict[str, Counter[str]] = {}
    for step, dims in STEPS.items():
        links = {tuple(row[dim] for dim in dims): row[step] for row in rows}
        counts[step] = Counter(links.values())
    present = [one for one in QUALITIES if any(one in found for found in counts.values())]
    present += sorted({one for found in counts.values() for one in found} - set(QUALITIES))
    return TableView(
        id="linkages_join",
        title=w.say("linkages.join"),
        columns=(w.say("linkages.step"), *(_quality(w, one) for one in present)),
        numeric=(False, *(True for _ in present)),
        rows=tuple(
            (
                w.label(w.say(f"linkages.step_{step}")),
                *(w.label(str(found[one]) if one in found else "–") for one in present),
            )
            for step, found in counts.items()
        ),
        how_to_read=w.say("linkages.join_read"),
        source_line=linked_source(w, "linkages.join", computed=False),
    )
