"""One sweep over the rows of a space: densities, and what each entry would open.

Density and outlook are sums over the same rows ``φ_a·``. Both are taken from a block of rows while it is in the
cache, so a space is made once and never stored.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
import xarray as xr

from growthpole.diagnose import _cells, _spaces
from growthpole.diagnose._spaces import Codes, Matrix, Space
from growthpole.dims import REASONS
from growthpole.errors import InputError

Negative = Literal["refuse", "zero", "keep"]
COVERAGE = "coverage"
COVERED = "share of a region's presences that have proximities; the others are in neither sum"
# which space holds at a place of the further dims (period …) of a table
Spaces = Callable[[tuple[int, ...], Matrix], Space]


@dataclass(frozen=True, slots=True)
class Swept:
    """Result of a sweep over one table.

    Attributes
    ----------
    density : array [region, activity]
        ``Σ_b φ_ab M_rb / S_a``; NaN where undefined.
    opens : array [region, activity]
        ``Σ_{a≠k} φ_ak / S_a · worth_ra`` for each k; zero without ``worth``.
    own : array [activity]
        ``φ_kk / S_k``, 0 where undefined.
    codes : array of int8 [activity]
        Why there is no density.
    coverage : array [region]
        Share of the presences of a region that have proximities; what has none is in neither sum. NaN in a region
        without presences.
    """

    density: Matrix
    opens: Matrix
    own: Matrix
    codes: Codes
    coverage: Matrix


def spaces(values: xr.DataArray, proximity: xr.DataArray | str) -> Spaces:
    """The space of each table of ``values``: made from its presences when named, else the array given."""
    if isinstance(proximity, str):
        kind = proximity
        _spaces.known_kind(kind)
        return lambda _, table: _spaces.named(kind, table)  # type: ignore[arg-type]
    lead = [str(dim) for dim in values.dims[:-2]]
    phi, codes = _spaces.read_proximity(proximity, values[{str(values.dims[-2]): 0}])
    own = [str(dim) for dim in phi.dims[:-2]]
    phi_values, code_values = phi.values, codes.transpose(*own, ...).values

    def chosen(place: tuple[int, ...], table: Matrix) -> Space:
        at = tuple(place[lead.index(dim)] for dim in own)
        reason = code_values[at]
        empty = (reason == REASONS["missing"]) & ~table.any(axis=0)
        return _spaces.given(phi_values[at], np.where(empty, REASONS["zero_activity"], reason).astype(np.int8))

    return chosen


def sweep(
    table: Matrix, space: Space, *, worth: Matrix | None = None, include_self: bool = True, negative: Negative
) -> Swept:
    """Densities of a table of presences, and what each entry opens when absent activities are ``worth`` something."""
    used = np.flatnonzero(space.used)
    present = np.ascontiguousarray(table[:, used])
    wanted = None if worth is None else worth[:, used]
    density, opens = np.full(table.shape, np.nan), np.zeros(table.shape)
    own, codes = np.zeros(table.shape[1]), space.codes.copy()
    opened = np.zeros(present.shape)
    for part, phi in space.blocks():
        if space.signed:
            _policy(phi, negative)
        diagonal = (np.arange(len(phi)), np.arange(part.start, part.stop))
        if not include_self:
            phi[diagonal] = 0.0
        total = phi.sum(axis=1)
        divisor = np.where(total == 0, np.nan, total)
        near = (present @ phi.T) / divisor
        density[:, used[part]] = near if negative == "keep" else np.clip(near, 0.0, 1.0)
        codes[used[part]] = np.where(total == 0, REASONS["disconnected"], 0)
        own[used[part]] = np.where(total == 0, 0.0, phi[diagonal] / divisor)
        if wanted is not None:
            phi[diagonal] = 0.0
            opened += np.where(total == 0, 0.0, wanted[:, part] / divisor) @ phi
    opens[:, used] = opened
    held = table.sum(axis=1)
    coverage = np.divide(present.sum(axis=1), held, out=np.full(len(held), np.nan), where=held > 0)
    return Swept(density, opens, own, codes, coverage)


def _policy(phi: Matrix, negative: Negative) -> None:
    """Apply the policy for negative proximities, in place."""
    if negative == "keep":
        return
    if negative == "zero":
        np.maximum(phi, 0.0, out=phi)
    elif phi.size and phi.min() < 0:
        raise InputError("negative-proximity", lowest=f"{phi.min():.3g}")


def known_policy(negative: object) -> None:
    """Raise :class:`InputError` unless ``negative`` names a policy."""
    _cells.one_of("negative", negative, ("refuse", "zero", "keep"))


def named_convention(proximity: xr.DataArray | str, *, include_self: bool, negative: Negative) -> str:
    """How a density was made, for the attributes of a result."""
    kind = proximity if isinstance(proximity, str) else _stated(proximity.attrs)
    self_term = "own term in both sums" if include_self else "own term in neither sum"
    handled: Mapping[str, str] = {"zero": "; negative proximities count as 0", "keep": "; negative proximities kept"}
    return f"proximity: {kind}; {self_term}{handled.get(negative, '')}"


def _stated(attrs: Mapping[object, object]) -> str:
    return str(attrs.get("convention") or "as given")
