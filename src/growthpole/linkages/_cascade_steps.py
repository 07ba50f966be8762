"""The steps of a cascade through a supply network, for many shocked firms at once.

Losses are kept, not levels: ``d`` what a firm lacks for want of inputs, ``u`` what it lacks for want of orders, both as
shares of its output, one column for each shocked firm. Losses only grow from step to step, in floating point too
(sums of products of one sign in a fixed order), so a direction that has stopped changing has stopped for good.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from scipy.sparse import csr_array

__all__ = ["ESSENTIAL", "NEGLIGIBLE", "NON_ESSENTIAL", "Cascade", "Losses", "cascade_of"]

NEGLIGIBLE, NON_ESSENTIAL, ESSENTIAL = 0, 1, 2
# doubles of the widest array of a block: 2 MB stay in the cache of one core
_BLOCK = 2**18

Vector: TypeAlias = NDArray[np.float64]
Places: TypeAlias = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Losses:
    """Losses of the network for each shocked firm of a block, steps taken, and whether they sufficed."""

    esri: Vector
    downstream: Vector
    upstream: Vector
    steps: NDArray[np.int64]
    converged: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Cascade:
    """What passes a loss on.

    Attributes
    ----------
    weights : ndarray [firm]
        Share of each firm in the output that may be lost.
    mixed : csr_array [buyer, supplier]
        Share of a non-essential delivery in all inputs of the buyer.
    needed : csr_array [input, supplier]
        Share of an essential delivery in the buyer's purchases from that industry; one row for each pair of buyer and
        industry, sorted by buyer.
    first, needing : ndarray
        First row of ``needed`` of each buyer that has any, and the buyer.
    orders : csr_array [supplier, buyer]
        Share of a buyer in the sales of the supplier.
    industry : ndarray [firm]
        Industry of each firm.
    strength : ndarray [firm]
        Deliveries of each firm.
    market : csr_array [industry, firm], optional
        The same by industry; None where nobody is replaced.
    tolerance, limit
        When to stop.
    """

    weights: Vector
    mixed: csr_array
    needed: csr_array
    first: Places
    needing: Places
    orders: csr_array
    industry: Places
    strength: Vector
    market: csr_array | None
    tolerance: float
    limit: int

    @property
    def blocks(self) -> list[Places]:
        """Firms in the order of the network, in blocks whose size depends on the network alone."""
        n = len(self.weights)
        width = max(1, _BLOCK // max(n, self.needed.shape[0]))
        return [np.arange(start, min(start + width, n)) for start in range(0, n, width)]

    def settle(self, shocked: Places) -> Losses:
        """Losses when each of ``shocked`` stops alone, repeated until no firm's loss changes by the tolerance."""
        count = len(shocked)
        found = Losses(
            np.zeros(count), np.zeros(count), np.zeros(count), np.zeros(count, np.int64), np.zeros(count, np.bool_)
        )
        active = np.arange(count)
        down = np.zeros((len(self.weights), count))
        down[shocked, active] = 1.0
        up, moves_down, moves_up = down.copy(), np.ones(count), np.ones(count)
        for step in range(1, self.limit + 1):
            stopped = shocked[active], np.arange(len(active))
            if moves_down.any():
                moves_down, down = _moved(down, self._short_of_inputs(down), stopped)
            if moves_up.any():
                moves_up, up = _moved(up, self.orders @ up, stopped)
            over = np.maximum(moves_down, moves_up) < self.tolerance
            ended = over if step < self.limit else np.ones_like(over)
            if ended.any():
                places = active[ended]
                lost_down, lost_up = down[:, ended], up[:, ended]
                found.esri[places] = self._total(np.maximum(lost_down, lost_up))
                found.downstream[places], found.upstream[places] = self._total(lost_down), self._total(lost_up)
                found.steps[places], found.converged[places] = step, over[ended]
                keep = ~ended
                if not keep.any():
                    break
                down, up = np.compress(keep, down, axis=1), np.compress(keep, up, axis=1)
                active, moves_down, moves_up = active[keep], moves_down[keep], moves_up[keep]
        return found

    def _total(self, losses: Vector) -> Vector:
        # no BLAS product: its last digits depend on the number of its threads
        total: Vector = np.minimum((self.weights[:, None] * losses).sum(axis=0), 1.0)
        return total

    def _short_of_inputs(self, down: Vector) -> Vector:
        """Loss of each buyer from the losses of its suppliers."""
        missing = down
        if self.market is not None:
            left = (self.market @ (1.0 - down))[self.industry]
            own = np.broadcast_to(self.strength[:, None], left.shape)
            missing = down * np.divide(own, left, out=np.ones_like(left), where=left > own)
        losses: Vector = self.mixed @ missing
        if len(self.needing):
            worst = np.maximum.reduceat(self.needed @ missing, self.first, axis=0)
            losses[self.needing] = np.maximum(losses[self.needing], worst)
        return losses


def _moved(before: Vector, after: Vector, stopped: tuple[Places, Places]) -> tuple[Vector, Vector]:
    """Largest change of each column, and the losses with the shocked firms stopped."""
    np.minimum(after, 1.0, out=after)
    after[stopped] = 1.0
    change: Vector = (after - before).max(axis=0)
    return change, after


def cascade_of(
    deliveries: csr_array,
    industry: Places,
    kinds: Vector,
    *,
    weights: Vector,
    sales: Vector,
    substitution: bool,
    tolerance: float,
    limit: int,
) -> Cascade:
    """The shares that pass losses on.

    Parameters
    ----------
    deliveries : csr_array [supplier, buyer]
        Positive values.
    industry : ndarray [firm]
        Place of each firm's industry in ``kinds``.
    kinds : ndarray [industry, industry_other]
        How industries that buy need the inputs of industries that supply.
    weights : ndarray [firm]
        Adding up to 1.
    sales : ndarray [firm]
        What a firm's deliveries are compared with upstream.
    substitution, tolerance, limit
        As for :func:`~growthpole.linkages.systemic_risk`.
    """
    from scipy.sparse import csr_array

    links = deliveries.tocoo()
    supplier, buyer = links.coords[0].astype(np.intp), links.coords[1].astype(np.intp)
    value: Vector = links.data.astype(np.float64)
    n, m = deliveries.shape[0], len(kinds)
    kind = kinds[industry[supplier], industry[buyer]]
    bought: Vector = np.bincount(buyer, value, n).astype(np.float64)
    strength: Vector = np.bincount(supplier, value, n).astype(np.float64)
    ordinary, essential = kind == NON_ESSENTIAL, kind == ESSENTIAL
    pairs, row = np.unique(buyer[essential] * m + industry[supplier[essential]], return_inverse=True)
    from_industry = np.bincount(row, value[essential], len(pairs))
    needing, first = np.unique(pairs // m, return_index=True)
    return Cascade(
        weights=weights,
        mixed=csr_array(
            (value[ordinary] / bought[buyer[ordinary]], (buyer[ordinary], supplier[ordinary])), shape=(n, n)
        ),
        needed=csr_array((value[essential] / from_industry[row], (row, supplier[essential])), shape=(len(pairs), n)),
        first=first,
        needing=needing,
        orders=csr_array((value / sales[supplier], (supplier, buyer)), shape=(n, n)),
        industry=industry,
        strength=strength,
        market=csr_array((strength, (industry, np.arange(n))), shape=(m, n)) if substitution else None,
        tolerance=tolerance,
        limit=limit,
    )
