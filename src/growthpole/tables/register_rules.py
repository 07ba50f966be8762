"""Rules of a register that look at several cells or rows: stages and days, expansions, the order of a chain."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise
from typing import Final

from growthpole.errors import Finding
from growthpole.tables.register_checks import References, Rows, problems_of_cells
from growthpole.tables.register_schemas import DATED, STAGES, WITHDRAWN

__all__ = ["AMOUNTS", "problems"]

AMOUNTS: Final = ("investment", "foreign_contracted", "foreign_utilised", "expected_output", "capacity", "jobs")


def problems(rows: Rows, references: References) -> list[Finding]:
    """Every problem of a register, in the order of its lines.

    Parameters
    ----------
    rows : Rows
        The register.
    references : mapping of str to collection of str
        Known codes of each kind of register and classification; what has none is not checked. A register
        that refers to its own kind knows its own codes.
    """
    schema = rows.schema
    known = dict(references)
    if schema.key == ("code",) and rows.has("code"):
        known[schema.kind] = {*references.get(schema.kind, ()), *rows.texts["code"]}
    found = list(problems_of_cells(rows, known))
    for name in schema.rules:
        found += RULES[name](rows)
    return sorted(found, key=lambda finding: finding.line or 0)


def _stages_and_days(rows: Rows) -> Iterator[Finding]:
    """A day of a stage that the project has not reached; a withdrawal without its stage, or the reverse."""
    if not rows.has("stage"):
        return
    for place, stage in enumerate(rows.frame["stage"]):
        if stage in STAGES:
            later = [name for name in DATED[STAGES.index(stage) + 1 :] if rows.has(name) and rows.raw(name, place)]
            if rows.has("withdrawn_on") and rows.raw("withdrawn_on", place):
                later.append("withdrawn_on")
            for name in later:
                value, order = rows.raw(name, place), " → ".join((*STAGES, WITHDRAWN))
                yield rows.finding("stage-behind-day", name, place, value, stage=stage, stages=order)


def _expansions(rows: Rows) -> Iterator[Finding]:
    """Projects that expand themselves, and totals below those of the project expanded."""
    if not rows.has("code", "parent"):
        return
    codes, parents = rows.frame["code"].tolist(), rows.frame["parent"].tolist()
    of = {code: place for place, code in reversed(list(enumerate(codes)))}
    for place, (code, parent) in enumerate(zip(codes, parents, strict=True)):
        if not parent or parent not in of:
            continue
        if _leads_back(code, parents, of):
            yield rows.finding("own-ancestor", "parent", place, parent)
            continue
        if not rows.has("amounts") or rows.frame["amounts"].iloc[place] != "total":
            continue
        base = of[parent]
        if rows.has("unit") and rows.raw("unit", place) != rows.raw("unit", base):
            yield rows.finding("other-unit", "unit", place, rows.raw("unit", place), other=rows.raw("unit", base))
            continue
        for name in (name for name in AMOUNTS if rows.has(name)):
            if rows.frame[name].iloc[place] < rows.frame[name].iloc[base]:
                value, other = rows.raw(name, place), rows.raw(name, base)
                yield rows.finding("below-expanded", name, place, value, other=other, parent=parent)


def _leads_back(code: str, parents: list[str], of: Mapping[str, int]) -> bool:
    """Whether the line of parents comes back to ``code``."""
    seen: set[str] = set()
    here = parents[of[code]]
    while here and here in of and here not in seen:
        if here == code:
            return True
        seen.add(here)
        here = parents[of[here]]
    return False


def _stage_order(rows: Rows) -> Iterator[Finding]:
    """Stages of a chain run 1, 2, 3 … without a gap, and each number has one name."""
    if not rows.has("chain", "order", "stage"):
        return
    named: dict[tuple[str, float], str] = {}
    orders: dict[str, dict[float, int]] = {}
    for place, (chain, order, stage) in enumerate(
        rows.frame[["chain", "order", "stage"]].itertuples(index=False, name=None)
    ):
        if not order >= 1 or order % 1:
            continue
        orders.setdefault(chain, {}).setdefault(order, place)
        first = named.setdefault((chain, order), stage)
        if first != stage:
            told = {"order": f"{order:g}", "other": first, "chain": chain}
            yield rows.finding("stage-two-names", "stage", place, stage, **told)
    for chain, places in orders.items():
        known = sorted(places)
        for before, after in pairwise([0.0, *known]):
            if after - before > 1:
                missing = f"{before + 1:g}"
                yield rows.finding("stage-gap", "order", places[after], f"{after:g}", chain=chain, missing=missing)


RULES: Final[Mapping[str, Callable[[Rows], Iterator[Finding]]]] = {
    "stages-and-days": _stages_and_days,
    "expansions": _expansions,
    "stage-order": _stage_order,
}
