"""One table joins the chains' stages, the sectors of the table, the industries of the counts and the classification.

Every row is one way through: stage → sector → industry of the counts → group of the industrial classification. The
quality of each step stands beside it, so that a later use can leave out what is only partial.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from growthpole.dims import ACTIVITY
from growthpole.errors import InputError, listed
from growthpole.study.stages.linkage_input import register_of

if TYPE_CHECKING:
    from growthpole.study.stages.linkage_input import LinkInput
    from growthpole.tables.results import ResultTable

Match = dict[str, list[tuple[str, str]]]

__all__ = ["join_table"]


def join_table(given: LinkInput, chains: ResultTable) -> ResultTable | None:
    """``linkages.join``; None where the study names neither industries nor groups to join."""
    entry = given.entry
    industries = _industries(given) if entry.activity_sector and entry.activity_match else {}
    groups = _groups(given) if entry.groups and entry.groups_sectors else {}
    if not industries and not groups:
        return None
    rows: list[dict[str, object]] = []
    for stage in chains.rows():
        for industry, industry_match in industries.get(stage["sector"], [("", "none")]):
            for group, group_match in groups.get(stage["sector"], [("", "none")]):
                rows.append(
                    {
                        **{name: stage[name] for name in ("chain", "order", "stage", "sector")},
                        "sector_match": stage["basis"] or "not stated",
                        "industry": industry,
                        "industry_match": industry_match,
                        "group": group,
                        "group_match": group_match,
                    }
                )
    registers = (entry.stages, entry.groups, entry.concordance)
    return given.table("join", rows, ("chain", "order", "stage", "sector", "industry", "group"), registers=registers)


def _industries(given: LinkInput) -> Match:
    """Industries of the counts by sector, with the quality of the match."""
    entry = given.entry
    classification = given.context.ingest().classifications[ACTIVITY]
    known = [str(column) for column in classification.frame.columns]
    for key in ("activity_sector", "activity_match"):
        if getattr(entry, key) not in known:
            option = f"[linkages] {key}"
            raise InputError("unknown-option", option=option, value=getattr(entry, key), known=listed(known, 12))
    sectors, matches = (classification.attribute(name) for name in (entry.activity_sector, entry.activity_match))
    found: Match = {}
    for code in classification.codes:
        found.setdefault(sectors.get(code, ""), []).append((code, matches.get(code) or "not stated"))
    return found


def _groups(given: LinkInput) -> Match:
    """Groups of the classification by sector, with the quality the concordance states; ``not stated`` without one."""
    entry = given.entry
    register = register_of(given.context, "groups", entry.groups)
    missing = [name for name in ("code", "level", entry.groups_sectors) if name not in register.frame.columns]
    if missing:
        raise InputError("missing-columns", table=f"[linkages] groups {entry.groups}", missing=listed(missing))
    stated: dict[str, str] = {}
    if entry.concordance:
        other = register_of(given.context, "concordance", entry.concordance)
        if "match" not in other.frame.columns:
            raise InputError("missing-columns", table=f"[linkages] concordance {entry.concordance}", missing="match")
        stated = dict(zip(other.frame[other.key[0]].astype(str), other.frame["match"].astype(str), strict=True))
    found: Match = {}
    for row in register.frame.to_dict("records"):
        if str(row["level"]) == entry.groups_level:
            for sector in filter(None, str(row[entry.groups_sectors]).split(";")):
                found.setdefault(sector.strip(), []).append(
                    (str(row["code"]), stated.get(str(row["code"]), "not stated"))
                )
    return found
