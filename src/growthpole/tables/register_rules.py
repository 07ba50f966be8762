"""Rules of a register that look at several cells or rows: stages and days, expansions, the order of a chain."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from growthpole.errors import Finding, listed
from growthpole.tables.expansions import AMOUNTS, TOTAL, Expansions
from growthpole.tables.register_checks import References, Rows, problems_of_cells
from growthpole.tables.register_schemas import DATED, STAGES, WITHDRAWN

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["expansions_of", "problems"]

UNITS: Final = ("unit", "capacity_unit")


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


def expansions_of(frame: pd.DataFrame) -> Expansions:
    """Which project of a register expands which; its frame has the columns ``code`` and ``parent``."""
    texts = {name: list(map(str, frame[name])) for name in ("code", "parent", "amounts", "stage") if name in frame}
    blank = [""] * len(frame)
    withdrawn = [stage == WITHDRAWN for stage in texts.get("stage", blank)]
    return Expansions(texts["code"], texts["parent"], texts.get("amounts", blank), withdrawn)


def _expansions(rows: Rows) -> Iterator[Finding]:
    """Projects that expand themselves, and totals that do not say what they stand on or lie below it."""
    if not rows.has("code", "parent"):
        return
    plants = expansions_of(rows.frame)
    for place, parent in enumerate(plants.parents):
        if not parent or parent not in plants.of:
            continue
        if place in (line := list(plants.line(place))):
            yield rows.finding("own-ancestor", "parent", place, parent)
        elif plants.amounts[place] == TOTAL and not any(at in plants.line(at) for at in line):
            yield from _total(rows, plants, place)


def _total(rows: Rows, plants: Expansions, place: int) -> Iterator[Finding]:
    """What is wrong with a stated total: a branch beside it, another unit, or less than what it stands on."""
    if not plants.withdrawn[place] and (beside := plants.beside(place)):
        yield rows.finding(
            "total-beside", "parent", place, plants.parents[place], other=listed(plants.codes[at] for at in beside)
        )
        return
    base = list(plants.base(place))
    mixed = False
    for name in (name for name in UNITS if rows.has(name)):
        other = next((at for at in base if rows.raw(name, at) != rows.raw(name, place)), None)
        if other is not None:
            mixed = True
            yield rows.finding("other-unit", name, place, rows.raw(name, place), other=rows.raw(name, other))
    if mixed or not base:
        return
    for name in (name for name in AMOUNTS if rows.has(name)):
        stated = rows.frame[name].tolist()
        before = plants.before(place, stated)
        if stated[place] < before:
            told = {"other": f"{before:.15g}", "parent": plants.parents[place]}
            yield rows.finding("below-expanded", name, place, rows.raw(name, place), **told)


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
