"""Proximities as rows of a matrix that need never stand whole in memory.

A *space* says how near activities are to each other. For 5,000 activities the matrix has 25 million cells, yet
density and outlook need only sums over its rows. So a space hands out blocks of rows: made from presences when
the kind is named, cut from an array when one is given. Activities without any proximity (nobody has them) are
left out of every sum and keep the reason why.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final, Literal, cast

import numpy as np
import numpy.typing as npt
import xarray as xr

from growthpole.diagnose import _cells
from growthpole.dims import ACTIVITY, REASONS, align, partner, require_dims
from growthpole.errors import InputError

Kind = Literal["max", "min", "sqrt", "cosine", "correlation", "asymmetric", "jaccard"]
Matrix = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Codes = npt.NDArray[np.int8]

CONVENTIONS: Final = {
    "max": "co-presence / larger ubiquity, the smaller of the two conditional probabilities",
    "min": "co-presence / smaller ubiquity, the larger of the two conditional probabilities",
    "sqrt": "co-presence / geometric mean of the ubiquities",
    "cosine": "cosine of the activities' columns",
    "correlation": "Pearson correlation of the activities' columns over regions",
    "asymmetric": "P(activity | activity_other) = co-presence / ubiquity of activity_other",
    "jaccard": "co-presence / regions that have either",
}
COUNTED: Final = ("max", "min", "sqrt", "asymmetric", "jaccard")
OTHER: Final = partner(ACTIVITY)
# a block of rows of this many cells stays in the cache of one core and is still large enough for BLAS
_BLOCK_CELLS: Final = 1 << 20
_EXACT_IN_FLOAT32: Final = 1 << 24


@dataclass(frozen=True, slots=True)
class Space:
    """Proximity of each activity that has one to each other.

    Attributes
    ----------
    codes : array of int8
        Per activity of the table: 0 where it has proximities, else the reason why not.
    rows : callable
        Rows of the matrix over the activities with code 0, float64; the array is the caller's to change.
    signed : bool
        Whether a proximity may be negative.
    """

    codes: Codes
    rows: Callable[[slice], Matrix]
    signed: bool

    @property
    def used(self) -> Flags:
        """Which activities have proximities."""
        return cast("Flags", self.codes == 0)

    def blocks(self) -> Iterator[tuple[slice, Matrix]]:
        """All rows, block by block."""
        return blocks(int(self.used.sum()), int(self.used.sum()), self.rows)


def blocks(height: int, width: int, rows: Callable[[slice], Matrix]) -> Iterator[tuple[slice, Matrix]]:
    """``rows`` of a matrix of ``height`` × ``width``, in blocks that fit a cache."""
    step = max(64, _BLOCK_CELLS // max(width, 1))
    for start in range(0, height, step):
        part = slice(start, min(start + step, height))
        yield part, rows(part)


def known_kind(kind: object, kinds: tuple[str, ...] = tuple(CONVENTIONS)) -> None:
    """Raise :class:`InputError` unless ``kind`` names a proximity."""
    _cells.one_of("kind", kind, kinds)


def named(kind: Kind, table: Matrix) -> Space:
    """Space of a named kind over the columns of ``table`` [region, activity], finite and zero or more."""
    codes = np.zeros(table.shape[1], dtype=np.int8)
    if kind == "correlation" and len(table):
        codes[table.max(axis=0) == table.min(axis=0)] = REASONS["not_applicable"]
    codes[~table.any(axis=0)] = REASONS["zero_activity"]
    columns = table[:, codes == 0]
    if kind in COUNTED:
        return Space(codes, counted(kind, columns, columns, square=True), signed=False)
    unit = _unit(columns, centred=kind == "correlation")

    def rows(part: slice) -> Matrix:
        near = np.clip(unit[:, part].T @ unit, -1.0, 1.0)
        near[np.arange(len(near)), np.arange(part.start, part.stop)] = 1.0
        return near

    return Space(codes, rows, signed=kind == "correlation")


def counted(kind: Kind, first: Matrix, second: Matrix, *, square: bool = False) -> Callable[[slice], Matrix]:
    """Rows of a proximity of co-presence counts: columns of ``first`` against columns of ``second``, none empty."""
    # sums of zeros and ones are exact in float32 up to 2^24, and its product takes half the time
    exact = np.float32 if len(first) < _EXACT_IN_FLOAT32 else np.float64
    left: np.ndarray = first.astype(exact)
    right: np.ndarray = left if square else second.astype(exact)
    mine, theirs = first.sum(axis=0), second.sum(axis=0)

    def rows(part: slice) -> Matrix:
        return _ratio(kind, left[:, part].T @ right, mine[part, None], theirs[None, :])

    return rows


def _ratio(kind: Kind, together: np.ndarray, mine: Matrix, theirs: Matrix) -> Matrix:
    match kind:
        case "max":
            base = np.maximum(mine, theirs)
        case "min":
            base = np.minimum(mine, theirs)
        case "sqrt":
            base = np.sqrt(mine * theirs)
        case "asymmetric":
            base = theirs
        case "jaccard":
            base = mine + theirs - together
        case _:
            raise InputError("unknown-option", option="kind", value=kind, known=", ".join(COUNTED))
    return cast("Matrix", np.divide(together, base, dtype=np.float64))


def _unit(columns: Matrix, *, centred: bool) -> Matrix:
    """Columns of length one, each scaled by its largest value first so that no square overflows."""
    scaled = columns / columns.max(axis=0)
    if centred:
        scaled -= scaled.mean(axis=0)
    return cast("Matrix", scaled / np.sqrt((scaled**2).sum(axis=0)))


def given(phi: Matrix, codes: Codes) -> Space:
    """Space of an array [activity, activity_other] whose undefined rows and columns carry ``codes``."""
    used = codes == 0
    if used.all():
        return Space(codes, lambda part: phi[part].copy(), signed=True)
    places = np.flatnonzero(used)
    return Space(codes, lambda part: phi[np.ix_(places[part], places)], signed=True)


def read_proximity(proximity: xr.DataArray, like: xr.DataArray) -> tuple[xr.DataArray, xr.DataArray]:
    """A proximity array in the labels of ``like`` [..., activity], and per activity the reason it has none.

    Raises
    ------
    LabelMismatch
        The activities, or a shared further dimension, differ from those of ``like``.
    InputError
        Not an array, a dimension ``like`` does not have, infinite cells, or missing cells beside whole missing
        activities.
    """
    require_dims(proximity, (ACTIVITY, OTHER), "proximity")
    beyond = [str(dim) for dim in proximity.dims if dim != OTHER and dim not in like.dims]
    if beyond:
        raise InputError("missing-dims", name="m", missing=", ".join(beyond), dims=", ".join(map(str, like.dims)))
    values = _cells.levels(proximity, _cells.names(proximity), "proximity", missing="absent", signed=True)
    explained = _cells.reason_of(proximity)
    values = align(like, values.transpose(..., ACTIVITY, OTHER))[1]
    labels = like[ACTIVITY].values
    mirrored = xr.DataArray(np.zeros(len(labels)), coords={OTHER: labels}, dims=OTHER)
    values = align(mirrored, values)[1]
    absent = values.isnull()
    whole = _diagonal(absent)
    partial = absent != (whole | whole.rename({ACTIVITY: OTHER}))
    if bool(partial.any()):
        raise InputError(
            "missing-cells", name="proximity", count=int(partial.sum()), cells=_cells.cells(values, partial)
        )
    codes = xr.full_like(whole, REASONS["missing"], dtype=np.int8)
    if explained is not None:
        own = _diagonal(align(mirrored, align(like, explained)[1])[1]).transpose(*whole.dims)
        codes = own.where(own > 0, REASONS["missing"])
    return values, codes.where(whole, 0).astype(np.int8)


def _diagonal(square: xr.DataArray) -> xr.DataArray:
    """Cells of each activity with itself; labels along both dims are in one order."""
    square = square.transpose(..., ACTIVITY, OTHER)
    lead = [str(dim) for dim in square.dims[:-2]]
    coords = {dim: square[dim] for dim in (*lead, ACTIVITY) if dim in square.coords}
    return xr.DataArray(np.diagonal(square.values, axis1=-2, axis2=-1), coords=coords, dims=(*lead, ACTIVITY))
