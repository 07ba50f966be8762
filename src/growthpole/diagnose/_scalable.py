"""Which part of a presence matrix can be scaled to equal row sums and equal column sums, decided by counting.

A matrix of presences is scaled by a factor for each row and one for each column. Let ``N(T)`` be the regions that have
some activity of a set ``T``. The scaling goes to the part with most activities for its regions, ``|T| / |N(T)|``: the
factors of all others fall against its own by a constant part in each step. Inside that part, a group of regions may
have exactly as many activities for each of them as the part has. When regions outside the group share its activities,
its factors fall against theirs like one over the number of steps, and no positive scaling exists. All of this
is a question of whole numbers (a maximum flow, and the strong components of what it leaves), with no tolerance.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import gcd

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array
from scipy.sparse.csgraph import breadth_first_order, connected_components, maximum_flow

from growthpole.diagnose._spectrum import Matrix

Flags = npt.NDArray[np.bool_]
_Places = npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Part:
    """The part a scaling goes to.

    Attributes
    ----------
    regions, activities : array of bool
        What belongs to the part; all else vanishes.
    falling : array of bool [region]
        Regions of the part that fall against others of it like one over the number of steps; with any, there is
        no scaling.
    """

    regions: Flags
    activities: Flags
    falling: Flags


def lasting(m: Matrix) -> Part:
    """The part of a matrix without empty rows and columns that does not vanish.

    Examples
    --------
    >>> part = lasting(np.array([[1.0, 1.0, 1.0], [0.0, 0.0, 1.0], [0.0, 0.0, 1.0]]))
    >>> part.regions.tolist(), part.activities.tolist(), part.falling.any().item()
    ([True, False, False], [True, True, False], False)
    >>> lasting(np.array([[1.0, 1.0], [0.0, 1.0]])).falling.tolist()
    [False, True]
    """
    rows, columns = np.nonzero(m)
    activities = np.ones(m.shape[1], dtype=bool)
    while True:
        regions = np.asarray(m[:, activities].any(axis=1))
        flow = _Flow((rows, columns), m.shape, int(activities.sum()), int(regions.sum()))
        better = flow.exceeding()
        if not better.any():
            break
        activities = better
    activities = flow.tight()
    regions = np.asarray(m[:, activities].any(axis=1))
    return Part(regions, activities, flow.falling(regions, activities))


class _Flow:
    """Largest flow from activities to the regions that have them, at a given number of activities for each region.

    Each activity sends ``regions`` and each region takes ``activities``, both over their common divisor: a set of
    activities with more of them for each of its regions cannot send all it has.
    """

    def __init__(self, edges: tuple[_Places, _Places], shape: tuple[int, int], activities: int, regions: int) -> None:
        rows, columns = edges
        common = gcd(activities, regions)
        sent, taken = regions // common, activities // common
        self.rows, self.columns = rows, columns
        self.count, self.held = shape
        self.source, self.sink = sum(shape), sum(shape) + 1
        ends = np.concatenate([np.full(self.held, self.source), self.count + columns, np.arange(self.count)])
        heads = np.concatenate([self.count + np.arange(self.held), rows, np.full(self.count, self.sink)])
        limits = np.repeat([sent, sent, taken], [self.held, len(rows), self.count]).astype(np.int32)
        size = self.sink + 1
        self.limit = csr_array((limits, (ends, heads)), shape=(size, size))
        self.flow = maximum_flow(self.limit, self.source, self.sink).flow

    def _left(self) -> csr_array:
        """Edges along which more could flow, an activity to a region being without limit."""
        left = csr_array(self.limit - self.flow)
        left.eliminate_zeros()
        starts, ends = left.nonzero()
        starts = np.concatenate([starts, self.count + self.columns])
        ends = np.concatenate([ends, self.rows])
        return csr_array((np.ones(len(starts), dtype=np.int8), (starts, ends)), shape=self.limit.shape)

    def exceeding(self) -> Flags:
        """Activities of the set that exceeds the number for each region by most; none when no set does."""
        reached = np.zeros(self.sink + 1, dtype=bool)
        reached[breadth_first_order(self._left(), self.source, return_predecessors=False)] = True
        return reached[self.count : self.source]

    def tight(self) -> Flags:
        """Activities of the largest set that has the number for each region; no more can flow on from them."""
        reached = np.zeros(self.sink + 1, dtype=bool)
        back = csr_array(self._left().T)
        reached[breadth_first_order(back, self.sink, return_predecessors=False)] = True
        return ~reached[self.count : self.source]

    def falling(self, regions: Flags, activities: Flags) -> Flags:
        """Regions of the part whose activities are shared by regions that nothing flows back to."""
        labels = connected_components(self._left()[: self.source, : self.source], connection="strong")[1]
        of_region, of_activity = labels[: self.count], labels[self.count :]
        inside = activities[self.columns]
        shared = inside & (of_region[self.rows] != of_activity[self.columns])
        return regions & np.isin(of_region, of_activity[self.columns[shared]])
