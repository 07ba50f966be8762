"""A panel whose periods stand on different bases, brought to the base of one of them, or refused.

Every weight of the codes involved must be known, and the values must be such as can be added: levels and counts. A
code of the new base is absent where a part of it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import xarray as xr

from growthpole.dims import ACTIVITY, PERIOD, REGION
from growthpole.errors import InputError, listed
from growthpole.tables.breaks import SeriesBreak
from growthpole.tables.panels import Panel
from growthpole.tables.periods import parse_period
from growthpole.units import parse_unit

ADDITIVE: Final = ("level", "count")
_DIMS: Final[Mapping[str, str]] = {"region": REGION, "activity": ACTIVITY}

__all__ = ["ADDITIVE", "Bridged", "bridge"]


@dataclass(frozen=True, slots=True)
class Bridged:
    """A panel on the base of one period.

    Attributes
    ----------
    panel : Panel
        Its values.
    applied : tuple of SeriesBreak
        The breaks that were bridged, in the order of their periods.
    parts : mapping of (int, str) to tuple of str
        For each year and label that was put together: the labels of the source it was made of.
    """

    panel: Panel
    applied: tuple[SeriesBreak, ...] = ()
    parts: Mapping[tuple[int, str], tuple[str, ...]] = field(default_factory=dict)


def bridge(
    panel: Panel,
    breaks: Iterable[SeriesBreak],
    to_period: int,
    *,
    measure: str = "level",
    scope: str = "",
    vintage: str = "",
) -> Bridged:
    """Bring all years of ``panel`` to the base of ``to_period``.

    Parameters
    ----------
    panel : Panel
        Values on the codes of their own time.
    breaks : iterable of SeriesBreak
        All breaks that are known; those that the panel does not cross change nothing.
    to_period : int
        The year on whose base all others are put.
    measure : str
        ``level`` or ``count`` can be added; shares, rates and ranks cannot, and are never carried over a break.
    scope, vintage : str
        Scope and vintage of the values, by which a change of scope or a revision applies.

    Raises
    ------
    InputError
        The panel crosses a break that has no complete crosswalk, or its values cannot be added.

    Examples
    --------
    >>> import pandas as pd
    >>> from growthpole.tables.breaks import Link, SeriesBreak
    >>> laiwu = SeriesBreak(
    ...     id="laiwu",
    ...     dimension="region",
    ...     kind="merge",
    ...     period="2019",
    ...     links=(Link("370100", "370100"), Link("371200", "370100")),
    ... )
    >>> rows = [("370100", 2018, 70.0), ("371200", 2018, 10.0), ("370100", 2019, 90.0)]
    >>> long = pd.DataFrame(rows, columns=["region", "period", "value"]).assign(activity="all")
    >>> done = bridge(Panel.from_long(long, unit="1e8 CNY"), [laiwu], 2019)
    >>> done.panel.values.sel(region="370100", activity="all").values.tolist()
    [80.0, 90.0]
    """
    if to_period not in panel.years:
        raise InputError("no-such-period", period=to_period, known=listed(panel.years))
    applied: list[SeriesBreak] = []
    parts: dict[tuple[int, str], tuple[str, ...]] = {}
    known = sorted(breaks, key=lambda each: parse_period(each.period).start)
    before = [one for one in known if one.year <= to_period]
    for one in (*before, *reversed(known[len(before) :])):  # always from the far side towards to_period
        years = _other_side(one, panel.years, to_period)
        touched = _touched(one, panel, scope, vintage)
        if not years or not touched:
            continue
        if one.dimension == "indicator":
            raise _refusal(one, touched, years, to_period, "no-crosswalk")
        if measure not in ADDITIVE or not _adds_up(panel.unit):
            raise _refusal(one, touched, years, to_period, "not-additive")
        panel, made = _carried(panel, one, years, to_period, touched)
        parts |= {
            (year, code): tuple(part for one_part in made_of for part in parts.get((year, one_part), (one_part,)))
            for (year, code), made_of in made.items()
        }
        applied.append(one)
    return Bridged(panel, tuple(applied), parts)


def _other_side(one: SeriesBreak, years: Sequence[int], to_period: int) -> list[int]:
    """Years of the panel that stand on the other base than ``to_period``."""
    return [year for year in years if (year < one.year) != (to_period < one.year)]


def _touched(one: SeriesBreak, panel: Panel, scope: str, vintage: str) -> list[str]:
    """Labels of the panel that the break makes another thing."""
    if one.dimension == "indicator":
        return [panel.indicator or scope] if one.breaks(panel.indicator, scope, vintage) else []
    labels = [str(label) for label in panel.values.indexes[_DIMS[one.dimension]]]
    if not {*one.sources, *one.targets} & set(labels):
        return []
    return [label for label in labels if one.touches(label)]


def _adds_up(unit: str) -> bool:
    known = parse_unit(unit)
    return known.is_money or known.is_count or known.quantity == "area"


def _carried(
    panel: Panel, one: SeriesBreak, years: list[int], to_period: int, touched: list[str]
) -> tuple[Panel, dict[tuple[int, str], tuple[str, ...]]]:
    """The panel with the ``years`` of the other side put on the codes of ``to_period``."""
    dim, values = _DIMS[one.dimension], panel.values
    forward = to_period >= one.year
    made_of = _recipes(one, forward=forward)
    labels = [str(label) for label in values.indexes[dim]]
    late = [year for year in panel.years if year not in years]
    there, here = (_held(values.sel({PERIOD: side}), dim) for side in (years, late))
    fed = _fed_by(one, forward=forward)
    unknown = [code for code in touched if code not in {*one.sources, *one.targets}]
    wanted = [code for code in made_of if fed[code] & there or code in here]
    lacking = [code for code in wanted if made_of[code] is None]
    if unknown or lacking:
        codes = sorted({*lacking, *unknown, *(part for code in lacking for part in fed[code] & there)})
        raise _refusal(one, codes, years, to_period, "no-crosswalk")
    gone = [code for code in (one.sources if forward else one.targets) if code not in made_of]
    if set(gone) & here:
        raise _refusal(one, [code for code in gone if code in here], late, to_period, "ended")
    # A code may name one thing before and another after: what it held on the other side is taken out first.
    linked = [label for label in labels if label in {*one.sources, *one.targets}]
    known = values.sel({PERIOD: late}).notnull().any([name for name in values.dims if name != dim])
    zeros = [label for label in linked if label in made_of and label not in wanted and known.sel({dim: label})]
    kept = [label for label in labels if label not in linked or label in wanted or label in zeros]
    full = values.reindex({dim: [*kept, *(code for code in wanted if code not in kept)]}).copy()
    for code in (*wanted, *zeros):
        recipe = made_of[code] or dict.fromkeys(sorted(fed[code]), 1.0)
        held = values.sel({PERIOD: years}).reindex({dim: list(recipe)})
        weights = xr.DataArray(list(recipe.values()), coords={dim: list(recipe)}, dims=dim)
        full.loc[{PERIOD: years, dim: code}] = (held * weights).sum(dim, skipna=False)
    made = {(year, code): tuple(made_of[code] or ()) for year in years for code in wanted if one.touches(code)}
    return Panel(full, panel.unit, panel.indicator, panel.origin), made


def _held(values: xr.DataArray, dim: str) -> set[str]:
    """Labels with a value that is not zero."""
    there = ((values.fillna(0.0) != 0).any([other for other in values.dims if other != dim])).values
    return {str(label) for label, held in zip(values.indexes[dim], there, strict=True) if held}


def _fed_by(one: SeriesBreak, *, forward: bool) -> dict[str, set[str]]:
    """For each code of the wanted side the codes of the other that some of it comes from."""
    pairs = [(link.target, link.source) if forward else (link.source, link.target) for link in one.links]
    return {code: {other for mine, other in pairs if mine == code} for code, _ in pairs}


def _recipes(one: SeriesBreak, *, forward: bool) -> dict[str, dict[str, float] | None]:
    """For each code of the wanted side the codes it is made of, with their weights; None where one is not known."""
    if forward:
        whole = {code: abs(one.weight_of(code) - 1) < 1e-9 for code in one.sources}
        return {
            target: {link.source: link.weight for link in into if link.weight is not None}
            if all(link.weight is not None and whole[link.source] for link in into)
            else None
            for target in one.targets
            for into in [[link for link in one.links if link.target == target]]
        }
    fed = {code: {link.source for link in one.links if link.target == code} for code in one.targets}
    return {
        source: {link.target: 1.0 for link in out} if all(fed[link.target] == {source} for link in out) else None
        for source in one.sources
        for out in [[link for link in one.links if link.source == source]]
    }


def _refusal(one: SeriesBreak, codes: Iterable[str], years: Iterable[int], to_period: int, why: str) -> InputError:
    return InputError(
        f"series-break-{why}",
        id=one.id,
        title=one.names,
        period=one.period,
        codes=listed(codes),
        years=listed(years),
        to_period=to_period,
        source=one.source or one.url or "–",
    )
