"""Solving ``(I − A) y = b``: the cheapest way to what is asked, checked, and remembered.

*Which way.* A few right-hand sides of a large table are solved by GMRES, which only multiplies with Z; many, or any of
a small table, by one LU factorisation; what needs the whole of L by one inverse made of that factorisation.

*Productive or not.* For ``A ≥ 0`` a vector ``m > 0`` with ``(I − Aᵀ) m > 0`` proves ``ρ(A) < 1``: then
``ρ(A) ≤ max (Aᵀm)_j / m_j`` is below one. Such an m is the answer to ``(I − Aᵀ) m = 1``, so the proof is the output
multipliers themselves, and it holds for the computed m whatever its rounding. A table without one is refused. With
negative coefficients the same proof is asked of |A|; where it fails and yet ``ρ(A) < 1`` the result carries a warning.

*Remembered.* A table is frozen and its arrays are read-only, so whatever was once solved for it stays true. It is
kept beside the table, and goes when the table goes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, NoReturn
from weakref import WeakKeyDictionary

import numpy as np
import numpy.typing as npt
from scipy.linalg import lapack
from scipy.sparse.linalg import ArpackError, LinearOperator, eigs, gmres

from growthpole.dims import SUPPLIER, USER
from growthpole.errors import InputError, UnproductiveEconomy, listed
from growthpole.tables import IOTable

Vector = npt.NDArray[np.float64]
Places = npt.NDArray[np.intp]
Product = Callable[[Vector], Vector]

SMALL: Final = 400  # sectors up to which one factorisation costs less than it takes to choose
PER_SOLVE: Final = 60  # sectors for which GMRES and LU cost the same for one right-hand side
TOLERANCE: Final = 1e-13
ACCEPTED: Final = 1e-9  # residual beyond which GMRES is not believed
SHOWN: Final = 5


@dataclass(frozen=True, slots=True)
class Solved:
    """A solution, how it was found, and the largest residual relative to the right-hand side."""

    values: Vector
    method: str
    residual: float


class Economy:
    """Coefficients ``A = Z x̂⁻¹`` of a productive economy, and what has been solved with them.

    Parameters
    ----------
    z, x : array
        Flows [supplier, user] and outputs; a sector without output buys nothing.
    labels : list of str
        Names of the sectors, for messages.
    """

    def __init__(self, z: Vector, x: Vector, labels: list[str]) -> None:
        self.z, self.x, self.labels = z, x, labels
        self.scale = np.divide(1.0, x, out=np.zeros_like(x), where=x > 0)
        self.warning = ""
        self._lu: tuple[Vector, npt.NDArray[np.int32]] | None = None
        self._inverse: Vector | None = None
        self._require_flows()
        self.has_negatives = bool(z.min() < 0)
        self.pulls = self._proof()

    @property
    def n(self) -> int:
        """Number of sectors."""
        return len(self.x)

    def coefficients(self) -> Vector:
        """``A``, made anew."""
        return self.z * self.scale

    def forward(self, y: Vector) -> Vector:
        """``A y``, of a vector or of columns."""
        return self.z @ (y.T * self.scale).T

    def backward(self, y: Vector) -> Vector:
        """``Aᵀ y``, of a vector or of columns."""
        return ((y.T @ self.z) * self.scale).T

    def solve(self, b: Vector, *, transposed: bool = False) -> Solved:
        """``(I − A)⁻¹ b``, or with the transpose; ``b`` is a vector or has a right-hand side in each column."""
        count = 1 if b.ndim == 1 else b.shape[1]
        if self._lu is None and self._inverse is None and self.n > max(SMALL, count * PER_SOLVE):
            found = _gmres(self.backward if transposed else self.forward, b)
            if found is not None:
                return Solved(*self._checked(found, b, "gmres", transposed=transposed))
        if self._lu is None and self._inverse is not None:
            inverse = self._inverse
            return Solved(
                *self._checked((inverse.T if transposed else inverse) @ b, b, "inverse", transposed=transposed)
            )
        lu, pivots = self._factors()
        values, _ = lapack.dgetrs(lu, pivots, b, trans=0 if transposed else 1)  # the factors are those of (I − A)ᵀ
        return Solved(*self._checked(values, b, "lu", transposed=transposed))

    def inverse(self) -> Vector:
        """``L = (I − A)⁻¹``, read-only."""
        if self._inverse is None:
            lu, pivots = self._factors()
            self._lu = None
            values, info = lapack.dgetri(lu, pivots, lwork=64 * self.n, overwrite_lu=1)
            if info != 0:
                self._refuse()
            self._inverse = values.T
            self._inverse.setflags(write=False)
        return self._inverse

    def ghosh(self) -> Vector:
        """``G = x̂⁻¹ L x̂``; the row of a sector without output is that of the identity."""
        values = self.inverse() * self.x * self.scale[:, None]
        idle = np.flatnonzero(self.x == 0)
        values[idle, idle] = 1.0
        return values

    def inverse_residual(self) -> float:
        """Largest entry of ``|1ᵀL (I − A) − 1ᵀ|`` and of ``|(I − A) L 1 − 1|``."""
        inverse, ones = self.inverse(), np.ones(self.n)
        rows, columns = inverse.sum(axis=1), inverse.sum(axis=0)
        gaps = (rows - self.forward(rows) - ones, columns - self.backward(columns) - ones)
        return float(max(np.abs(gap).max(initial=0.0) for gap in gaps))

    def columns(self, places: Places) -> Solved:
        """Columns of ``L`` at ``places``: cut from an inverse that is there, or solved for."""
        if self._inverse is not None:
            return Solved(self._inverse[:, places], "inverse", self.inverse_residual())
        wanted = np.zeros((self.n, len(places)))
        wanted[places, np.arange(len(places))] = 1.0
        return self.solve(wanted)

    def radius(self) -> float:
        """Spectral radius ``ρ(A)``."""
        return spectral_radius_of(self.z, self.scale)

    def _factors(self) -> tuple[Vector, npt.NDArray[np.int32]]:
        if self._lu is None:
            self._lu = _factorised(self.coefficients())
            if self._lu is None:
                self._refuse()
        return self._lu

    def _checked(self, values: Vector, b: Vector, method: str, *, transposed: bool) -> tuple[Vector, str, float]:
        applied = self.backward(values) if transposed else self.forward(values)
        size = np.abs(b).max(initial=0.0)
        gap = np.abs(values - applied - b).max(initial=0.0)
        return values, method, float(gap / size) if size > 0 else float(gap)

    def _require_flows(self) -> None:
        if self.n == 0:
            raise InputError("too-few-labels", name="io", dim=SUPPLIER, needed=1, count=0)
        if (self.x < 0).any():
            bad = [f"{self.labels[place]}: {self.x[place]:g}" for place in np.flatnonzero(self.x < 0)]
            raise InputError("io-negative-output", count=len(bad), sectors=listed(bad))
        empty = np.flatnonzero(self.x == 0)
        idle = empty[self.z[:, empty].any(axis=0)]
        if len(idle):
            raise InputError("io-idle-buyer", count=len(idle), sectors=listed(self.labels[place] for place in idle))

    def _proof(self) -> Solved:
        """Output multipliers, after they have shown that the economy is productive."""
        ones = np.ones(self.n)
        if not self.has_negatives:
            pulls = self.solve(ones, transposed=True)
            if not _proves(pulls.values, self.backward(pulls.values)):
                self._refuse()
            return pulls
        size = np.abs(self.z) * self.scale
        found = _positive_solution(size)
        if found is None:
            radius = self.radius()
            if not radius < 1:
                self._refuse(radius)
            self.warning = f"negative coefficients, ρ(|A|) ≥ 1 > ρ(A) = {radius:.4g}: rounds of inputs need not shrink"
        return self.solve(ones, transposed=True)

    def _refuse(self, radius: float | None = None) -> NoReturn:
        rho = self.radius() if radius is None else radius
        sums = self.z.sum(axis=0) * self.scale
        worst = np.argsort(-sums, kind="stable")[:SHOWN]
        columns = listed(f"{self.labels[place]}: {sums[place]:.4g}" for place in worst)
        raise UnproductiveEconomy("io-unproductive", radius=f"{rho:.6g}", columns=columns)


_KNOWN: WeakKeyDictionary[IOTable, Economy] = WeakKeyDictionary()


def economy(io: IOTable) -> Economy:
    """The economy of a table, set up once.

    Raises
    ------
    UnproductiveEconomy
        ``ρ(A) ≥ 1``; the message names the columns with the largest sums.
    InputError
        ``io`` is no IOTable, an output is negative, or a sector without output buys something.
    """
    if not isinstance(io, IOTable):
        raise InputError("not-an-io-table", name="io", received=type(io).__name__)
    if io not in _KNOWN:
        for part in (io.z, io.output, io.final_demand, io.value_added):
            part.values.setflags(write=False)  # a copy, as from a worker process, comes writable
        z = io.z.transpose(SUPPLIER, USER).values
        _KNOWN[io] = Economy(z, io.output.values, io.sectors)
    return _KNOWN[io]


def spectral_radius_of(z: Vector, scale: Vector) -> float:
    """Largest modulus among the eigenvalues of ``Z ŝ``."""
    n = len(scale)
    if n > SMALL:
        operator = LinearOperator((n, n), matvec=lambda y: z @ (y.ravel() * scale), dtype=np.float64)
        try:
            return float(np.abs(eigs(operator, k=1, which="LM", v0=np.ones(n), return_eigenvectors=False)).max())
        except ArpackError:  # nilpotent or nearly so: all eigenvalues at hand instead
            pass
    return float(np.abs(np.linalg.eigvals(z * scale)).max())


def _proves(m: Vector, applied: Vector) -> bool:
    """Whether ``m > 0`` and ``Aᵀm < m`` hold, which proves ``ρ(A) < 1`` for ``A ≥ 0``."""
    return bool(np.isfinite(m).all() and (m > 0).all() and (applied < m).all())


def _positive_solution(a: Vector) -> Vector | None:
    """Proof that ``ρ(a) < 1`` for ``a ≥ 0``, or None."""
    factors = _factorised(a)
    if factors is None:
        return None
    m: Vector = lapack.dgetrs(*factors, np.ones(len(a)), trans=0)[0]
    return m if _proves(m, a.T @ m) else None


def _factorised(a: Vector) -> tuple[Vector, npt.NDArray[np.int32]] | None:
    """LU factors of ``(I − a)ᵀ``, which lies in memory as LAPACK wants it; None when singular."""
    system = np.negative(a)
    system[np.diag_indices(len(a))] += 1.0
    lu, pivots, info = lapack.dgetrf(system.T, overwrite_a=1)
    return None if info > 0 else (lu, pivots)


def _gmres(apply: Product, b: Vector) -> Vector | None:
    """Solutions of ``(I − A) y = b`` by GMRES, or None when it does not get there."""
    n = len(b)
    operator = LinearOperator((n, n), matvec=lambda y: y.ravel() - apply(y.ravel()), dtype=np.float64)
    solutions: Vector = np.zeros((n, 1 if b.ndim == 1 else b.shape[1]))
    for column in range(solutions.shape[1]):
        right = b if b.ndim == 1 else b[:, column]
        size = np.linalg.norm(right)
        found, _ = gmres(operator, right, rtol=TOLERANCE, atol=0.0, restart=50, maxiter=4)
        gap = np.linalg.norm(found - apply(found) - right)
        if not gap <= ACCEPTED * size:
            return None
        solutions[:, column] = found
    return solutions[:, 0] if b.ndim == 1 else solutions
