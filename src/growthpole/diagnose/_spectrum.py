"""The spectrum of a presence matrix: who shares activities with whom, as one symmetric problem.

A walk from region to region (pick one of its activities, then one of the regions that have it) has the
transition matrix ``T = D⁻¹ M U⁻¹ Mᵀ``, ``D`` the diversity of regions and ``U`` the ubiquity of activities on
the diagonal. ``T`` is similar to the symmetric ``S = B Bᵀ`` with ``B = D^-½ M U^-½``, whose eigenvalues are
those of ``T``, real and between 0 and 1; an eigenvector ``v`` of ``S`` is ``D^-½ v`` of ``T``. ``Bᵀ B`` has the
same eigenvalues from the side of activities, so the smaller of the two sides is solved.

The first eigenvalue is 1 and says nothing. Regions that share no activity with the others, even through
third ones, make the second one 1 as well.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.linalg import eigh
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from growthpole.dims import REASONS

LEADING = 10
_ONE = 1 - 1e-9
_GAP = 1e-6

Matrix = npt.NDArray[np.float64]
Places = npt.NDArray[np.intp]


class Spectrum(NamedTuple):
    """Leading eigenvalues, the second eigenvector on both sides, and the reason when there is none."""

    values: Matrix
    eci: Matrix
    pci: Matrix
    code: int

    @property
    def gap(self) -> float:
        """``λ₂ − λ₃``."""
        return float(self.values[1] - self.values[2])


def spectrum(m: Matrix) -> Spectrum:
    """Spectrum of one matrix of zeros and ones without an empty row or column.

    ``eci`` has the mean 0 and the variance 1 when each region counts as often as it has activities, and
    ``pci = U⁻¹ Mᵀ eci / λ₂``, so that ``eci = D⁻¹ M pci``. Eigenvalues that a small matrix lacks are 0.
    """
    diversity, ubiquity = m.sum(axis=1), m.sum(axis=0)
    scaled = m / np.sqrt(diversity)[:, None]
    scaled /= np.sqrt(ubiquity)
    wide = scaled if scaled.shape[0] <= scaled.shape[1] else scaled.T
    size = len(wide)
    ascending, vectors = eigh(
        wide @ wide.T, subset_by_index=[max(0, size - LEADING), size - 1], driver="evr", check_finite=False
    )
    values = np.zeros(max(3, len(ascending)))
    values[: len(ascending)] = np.clip(ascending[::-1], 0, 1)
    code = _code(m, values)
    if code:
        return Spectrum(values, np.full(m.shape[0], np.nan), np.full(m.shape[1], np.nan), code)
    second = vectors[:, -2]
    eci = second / np.sqrt(diversity) if wide is scaled else m @ (second / np.sqrt(ubiquity)) / diversity
    eci *= np.sqrt(diversity.sum() / (diversity * eci**2).sum())
    return Spectrum(values, eci, (eci @ m) / ubiquity / values[1], 0)


def components(m: Matrix) -> npt.NDArray[np.int32]:
    """Number of the component each region belongs to: regions linked by activities, directly or not."""
    activity, region = np.nonzero(m.T)
    links = csr_array((np.ones(len(region)), (region, m.shape[0] + activity)), shape=(sum(m.shape), sum(m.shape)))
    _, found = connected_components(links, directed=False)
    numbered: npt.NDArray[np.int32] = found[: m.shape[0]]
    return numbered


def _code(m: Matrix, values: Matrix) -> int:
    """Reason why the second eigenvector is no complexity, 0 when it is."""
    if values[1] > _ONE and components(m).max() > 0:
        return REASONS["disconnected"]
    if values[1] - values[2] < _GAP or values[1] > _ONE:
        return REASONS["no_spectral_gap"]
    return 0
