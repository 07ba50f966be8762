"""Claims that one printed number is the sum of others, judged with the tolerance their digits allow.

A total may miss the sum of its n parts by half a unit of the last digit of each of the n + 1 numbers.
Not every list below a total is the whole of it, so claims come in *listings* (one list of parts, met in
many columns): where nothing else says that a list is whole, it counts as whole when at least half of
its complete claims, and at least two, hold. Of a list that is not whole, and of a list with an absent
part, only one thing is checked: that its parts do not exceed the total. A list cut short raises no
finding of its own, because a selection of regions is no mistake.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

import numpy as np
import numpy.typing as npt

from growthpole.errors import Finding
from growthpole.observe.checks.digit_slips import unique_slip
from growthpole.observe.checks.rows import Places, PrintedRows, plain, relative, total_of
from growthpole.observe.findings import MOST_PER_CODE

__all__ = ["Claims", "check_sums"]

Mask = npt.NDArray[np.bool_]
_NOISE: Final = 4 * float(np.finfo(np.float64).eps)


@dataclass(frozen=True, slots=True)
class Claims:
    """Totals with their parts, as places in the rows.

    Attributes
    ----------
    totals : array of int [n]
        Row of each total.
    parts : array of int [sum of sizes]
        Rows of the parts, total by total.
    starts : array of int [n]
        Where the parts of each total begin.
    extra : array of int [n]
        A row that some tables count beside the others (the Xinjiang corps), −1 for none.
    listing : array of int [n]
        Which list the parts come from.
    declared : array of bool [n]
        Whether the list is known to be whole.
    complete : array of bool [n]
        Whether no part of the list is absent from this column.
    sure : array of bool [n]
        Whether the numbers are known to add up, by unit and heading.
    naming : str
        Column whose text tells total and parts apart.
    """

    totals: Places
    parts: Places
    starts: Places
    extra: Places
    listing: Places
    declared: Mask
    complete: Mask
    sure: Mask
    naming: str

    def parts_of(self, claim: int) -> Places:
        """Rows of the parts of one claim."""
        end = self.starts[claim + 1] if claim + 1 < len(self.starts) else len(self.parts)
        return self.parts[self.starts[claim] : end]


def check_sums(rows: PrintedRows, claims: Claims) -> tuple[list[Finding], Mask]:
    """Findings for the totals that are not the sums of their parts, or less than them; rows whose sum is right."""
    vouched = np.zeros(len(rows), dtype=bool)
    wide = _Sums(rows, claims)
    fits = wide.fits(with_extra=False)
    fits_extra = wide.fits(with_extra=True) & (claims.extra >= 0)
    checked = claims.complete & ~wide.averaged
    size = int(claims.listing.max()) + 1
    met, held, held_extra = (
        np.bincount(claims.listing[checked & which], minlength=size)
        for which in (np.ones_like(fits), fits, fits_extra & ~fits)
    )
    held_alone = np.bincount(claims.listing[checked & fits & ~fits_extra], minlength=size)
    by_evidence = (2 * (held + held_extra) >= met) & (held + held_extra >= 2)
    whole = claims.declared | by_evidence[claims.listing]
    known_extra = claims.extra >= 0
    extra = (held_extra > held_alone)[claims.listing] & known_extra
    undecided = (held_extra == held_alone)[claims.listing] & known_extra
    missed = checked & whole & ~fits & ~fits_extra
    over = ~(checked & whole) & ~wide.averaged & wide.exceeded
    # A list whose parts exceed the total as a rule overlaps; it is no list of parts.
    tried = np.bincount(claims.listing[~wide.averaged], minlength=size)
    overs = np.bincount(claims.listing[over], minlength=size)
    over &= claims.declared | (2 * overs <= tried)[claims.listing]
    findings = []
    for number, place in enumerate(np.flatnonzero(missed).tolist()):
        ways = [bool(extra[place])] if not undecided[place] else [False, True]
        findings.append(_differing(rows, claims, place, ways, search=number < MOST_PER_CODE))
    findings += [_exceeding(rows, claims, place) for place in np.flatnonzero(over).tolist()]
    right = checked & whole & (fits | fits_extra)
    vouched[claims.totals[right]] = True
    vouched[claims.parts[np.repeat(right, wide.counts)]] = True
    return findings, vouched


class _Sums:
    """Sums of all claims at once, on floats."""

    def __init__(self, rows: PrintedRows, claims: Claims) -> None:
        self.rows, self.claims = rows, claims
        values = rows.numbers[claims.parts]
        self.counts = np.diff(np.append(claims.starts, len(claims.parts)))
        self.total = rows.numbers[claims.totals]
        self.summed = np.add.reduceat(values, claims.starts)
        self.size = np.add.reduceat(np.abs(values), claims.starts) + np.abs(self.total)
        self.allowed = np.add.reduceat(rows.halves[claims.parts], claims.starts) + rows.halves[claims.totals]
        negative = np.minimum.reduceat(values, claims.starts) < 0
        above = np.add.reduceat((values > np.repeat(self.total, self.counts)).astype(np.int64), claims.starts)
        slack = self.allowed + _NOISE * self.counts * self.size
        self.exceeded = ~negative & (self.total >= 0) & (self.summed - self.total > slack)
        # Two parts above their total: an average, unless the total itself slipped by a power of ten.
        with np.errstate(divide="ignore", invalid="ignore"):
            power = np.log10(self.summed / self.total)
            scaled = np.isfinite(power) & (np.abs(power - np.rint(power)) < 1e-3)
        self.averaged = ~claims.sure & (above >= 2) & ~negative & ~scaled

    def fits(self, *, with_extra: bool) -> Mask:
        """Whether each total is the sum of its parts; decided on decimals where floats cannot."""
        claims, rows = self.claims, self.rows
        summed, allowed, size = self.summed, self.allowed, self.size
        if with_extra:
            known = claims.extra >= 0
            value = np.where(known, rows.numbers[claims.extra], 0.0)
            half = np.where(known, rows.halves[claims.extra], 0.0)
            known &= ~np.isnan(value)
            summed = summed + np.where(known, value, 0.0)
            allowed = allowed + np.where(known, half, 0.0)
            size = size + np.where(known, np.abs(value), 0.0)
        gap, noise = np.abs(self.total - summed), _NOISE * (self.counts + 2) * size
        fits: Mask = gap <= allowed
        for place in np.flatnonzero(np.abs(gap - allowed) <= noise).tolist():
            found = _exact(rows, claims, place, with_extra=with_extra)
            fits[place] = abs(found.gap) <= found.allowed
        return fits


@dataclass(frozen=True, slots=True)
class _Exact:
    total: int
    parts: list[int]
    cells: list[Decimal]
    summed: Decimal
    gap: Decimal
    allowed: Decimal


def _exact(rows: PrintedRows, claims: Claims, claim: int, *, with_extra: bool) -> _Exact:
    total = int(claims.totals[claim])
    parts = claims.parts_of(claim).tolist()
    extra = int(claims.extra[claim])
    if with_extra and extra >= 0 and not np.isnan(rows.numbers[extra]):
        parts.append(extra)
    cells = [rows.exact(row) for row in (total, *parts)]
    summed = total_of(cells[1:])
    gap = total_of((cells[0], summed.copy_negate()))
    return _Exact(total, parts, cells, summed, gap, total_of(rows.half(row) for row in (total, *parts)))


def _differing(rows: PrintedRows, claims: Claims, claim: int, ways: list[bool], *, search: bool) -> Finding:
    """The finding of a total; of two ways to count the extra row, the one that a single slip explains."""
    tried = [_exact(rows, claims, claim, with_extra=way) for way in ways]
    slips = [
        unique_slip(each.cells, [1, *[-1] * len(each.parts)], each.gap, each.allowed) if search else None
        for each in tried
    ]
    explained = [way for way, slip in enumerate(slips) if slip is not None]
    chosen = explained[0] if len(explained) == 1 else 0
    found, slip = tried[chosen], slips[chosen] if len(explained) == 1 else None
    left_out = int(claims.extra[claim])
    params = {
        **_told(rows, found, claims.naming),
        "left_out": "–" if left_out < 0 or left_out in found.parts else rows.label(left_out),
        "gap": f"{found.gap:+,f}",
        "relative": relative(found.gap, found.cells[0]),
        "allowed": plain(found.allowed.normalize()),
    }
    if slip is None:
        return rows.finding("parts-differ", found.total, params)
    row = (found.total, *found.parts)[slip[0]]
    near = {
        "slip_at": rows.where(row),
        "slip_label": rows.name(row, claims.naming),
        "slip_printed": plain(found.cells[slip[0]]),
        "slip_reading": plain(slip[1]),
    }
    return rows.finding("parts-differ-one-cell", found.total, {**params, **near})


def _exceeding(rows: PrintedRows, claims: Claims, claim: int) -> Finding:
    found = _exact(rows, claims, claim, with_extra=False)
    gap = found.gap.copy_negate()
    return rows.finding(
        "parts-exceed",
        found.total,
        {**_told(rows, found, claims.naming), "gap": f"{gap:,f}", "relative": relative(gap, found.cells[0])},
    )


def _told(rows: PrintedRows, found: _Exact, naming: str) -> dict[str, str]:
    return {
        "label": rows.name(found.total, naming),
        "count": str(len(found.parts)),
        "first": rows.name(found.parts[0], naming),
        "last": rows.name(found.parts[-1], naming),
        "sum": plain(found.summed),
    }
