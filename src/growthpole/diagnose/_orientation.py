"""Which end of an eigenvector is the complex one, and in which unit it is told.

An eigenvector is known up to its sign and its length. Both are conventions, decided here once: by name, or as
a package has them whose numbers are to be met.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import xarray as xr

from growthpole.diagnose import _cells
from growthpole.diagnose._spectrum import Matrix, Places
from growthpole.errors import InputError, listed

Scale = Literal["atlas", "z", "raw"]
Like = Literal["ecomplexity", "economiccomplexity-r"]

SCALES: Final = {
    "atlas": "ECI by its mean and sd over regions, PCI by the same, so that ECI = mean PCI of what a region has",
    "z": "ECI and PCI each by its own mean and sd",
    "raw": "eigenvector with mean 0 and variance 1 over regions weighted by diversity, ECI = mean PCI",
}
_PRESETS: Final[dict[str, tuple[Scale, int]]] = {"ecomplexity": ("atlas", 0), "economiccomplexity-r": ("z", 1)}
_NO_SIGN = 1e-9
_REFLECTIONS = 9


@dataclass(frozen=True, slots=True)
class Rule:
    """Conventions of one call, all decided."""

    scale: Scale
    ddof: int
    anchor: str
    reflected: bool = False


def rule_of(scale: Scale | None, ddof: int | None, anchor: xr.DataArray | None, like: Like | None) -> Rule:
    """The conventions asked for, or those of the package named."""
    if like is not None:
        _cells.one_of("like", like, tuple(_PRESETS))
        given = {"scale": scale, "ddof": ddof, "sign_anchor": anchor}
        contradicting = [name for name, value in given.items() if value is not None]
        if contradicting:
            raise InputError("preset-with-options", preset=like, options=listed(contradicting))
        scale, ddof = _PRESETS[like]
    scale, ddof = scale or "atlas", 0 if ddof is None else ddof
    _cells.one_of("scale", scale, tuple(SCALES))
    if ddof not in (0, 1):
        raise InputError("unknown-option", option="ddof", value=ddof, known="0, 1")
    if like == "economiccomplexity-r":
        return Rule(scale, ddof, "diversity and ubiquity after 18 and 19 reflections", reflected=True)
    return Rule(scale, ddof, "diversity" if anchor is None else str(anchor.name or "given"))


def _reflected(m: Matrix) -> tuple[Matrix, Matrix]:
    """Diversity after 18 reflections and ubiquity after 19, which the R package takes its signs from."""
    diversity, ubiquity = m.sum(axis=1), m.sum(axis=0)
    of_region = diversity
    for _ in range(_REFLECTIONS):
        of_region = m @ ((of_region @ m) / ubiquity) / diversity
    return of_region, (of_region @ m) / ubiquity


def oriented(
    m: Matrix, eci: Matrix, pci: Matrix, anchor: Matrix, rule: Rule, order: Places
) -> tuple[Matrix, Matrix, float]:
    """ECI and PCI with the complex end positive, and the correlation of ECI with the anchor.

    ``order`` holds the places of the regions by label, for matrices whose anchor does not tell.
    """
    of_activity = None
    if rule.reflected:
        anchor, of_activity = _reflected(m)
    correlation = pearson(eci, anchor)
    sign = _sign(eci, correlation, order)
    eci, pci = sign * eci, sign * pci
    if of_activity is not None and pearson(pci, of_activity) < -_NO_SIGN:
        pci = -pci
    return eci, pci, sign * correlation


def pearson(left: Matrix, right: Matrix) -> float:
    """Pearson correlation; NaN when one side does not vary beyond rounding."""
    first, second = left - left.mean(), right - right.mean()
    spread = np.sqrt((first @ first) * (second @ second))
    if np.abs(second).max() <= 1e-12 * np.abs(right).max() or spread == 0:
        return float("nan")
    return float(np.clip((first @ second) / spread, -1, 1))


def _sign(eci: Matrix, correlation: float, order: Places) -> float:
    """Which way is up: the anchor's, and where it does not tell, that of the first label that is not zero."""
    if abs(correlation) > _NO_SIGN:
        return float(np.sign(correlation))
    sorted_eci = eci[order]
    return float(np.sign(sorted_eci[np.abs(sorted_eci) > _NO_SIGN][0]))


def scaled(eci: Matrix, pci: Matrix, rule: Rule) -> tuple[Matrix, Matrix]:
    """Origin and scale as the rule has them."""
    centre, spread = eci.mean(), eci.std(ddof=rule.ddof)
    match rule.scale:
        case "raw":
            return eci, pci
        case "atlas":
            return (eci - centre) / spread, (pci - centre) / spread
        case "z":
            return (eci - centre) / spread, (pci - pci.mean()) / pci.std(ddof=rule.ddof)
