"""Complexity outlook: how complex are the activities a region is close to, and what would an entry add?

The *outlook* (COI) of a region is the complexity of what it does not have, weighted by how close it is to it. The
*gain* (COG) of an option is the change of the outlook when the region enters it, proximities held fixed. An entry
does two things: it ``opens`` its neighbours, and it takes its own prospect, now ``realised``, out of the outlook.
Their difference is the net gain. The realised part is the option's own complexity times its density, so wherever
densities are high the net gain falls with complexity: it would rank simple activities first. Options are ordered by
``opens``, never by the net.
"""

from __future__ import annotations

from itertools import product
from typing import Literal

import numpy as np
import xarray as xr

from growthpole.diagnose import _cells, _densities, _panels, _presences, _spaces
from growthpole.dims import ACTIVITY, REASONS, REGION, align, require_dims, result
from growthpole.errors import InputError

__all__ = ["complexity_outlook"]

Convention = Literal["gain", "growthlab"]

SCALES = ("atlas", "z")
_GAIN = {
    "gain": "change of COI when the entry happens, proximity fixed: opens − realised",
    "growthlab": "Growth Lab: Σ_c φ_ck/S_c (1−M_rc) PCI_c, own term kept, nothing realised",
}
_INDEX = {
    "gain": "Σ_a (1−M_ra) density_ra PCI_a",
    "growthlab": "Growth Lab: Σ_a (1−M_ra) density_ra PCI_a, standardised over regions, ddof 0",
}


def complexity_outlook(
    m: xr.DataArray,
    pci: xr.DataArray,
    proximity: xr.DataArray | _spaces.Kind,
    convention: Convention = "gain",
    *,
    include_self: bool = True,
    negative: _densities.Negative = "refuse",
) -> xr.Dataset:
    """Outlook of every region, and what entering each option would change.

    With ``W_ab = φ_ab / S_a``, ``S_a = Σ_b φ_ab`` and ``ω`` the density: ``COI_r = Σ_a (1−M_ra) ω_ra PCI_a``;
    ``opens_rk = Σ_{c≠k} (1−M_rc) W_ck PCI_c``; ``realised_rk = ω_rk PCI_k``; ``COG_rk = opens_rk − realised_rk``,
    exactly the change of COI_r when k enters and φ stays. Order options by ``opens``: in a diversified region
    the net falls with complexity, since what is entered leaves the outlook.

    Parameters
    ----------
    m : DataArray
        Presences [..., region, activity], bool or 0 and 1; a panel is computed in one call.
    pci : DataArray
        Complexity of activities [..., activity] with ``attrs["scale"]`` "atlas" or "z": outlook and gain depend on
        the origin of PCI, so one without a scale is refused. NaN only for an activity nobody has, or with its
        reason for a whole period.
    proximity : DataArray or str
        φ [..., activity, activity_other], or the kind to take from ``m``, which is then never stored whole.
    convention : {"gain", "growthlab"}
        The exact gain, or the formulas of the Growth Lab's software for comparison: COI standardised over regions,
        ``COG_rk = Σ_c (1−M_rc) W_ck PCI_c`` with the own term and nothing realised. Some of its versions set
        ``φ_kk = 0``: ``include_self=False`` follows them.
    include_self : bool
        Whether φ_aa counts in ``S_a`` and in the density.
    negative : {"refuse", "zero", "keep"}
        What to do with negative proximities.

    Returns
    -------
    Dataset
        ``coi`` [..., region]; ``cog``, ``opens``, ``realised`` [..., region, activity], NaN with reason ``present``
        where the activity is there; ``density`` and ``coverage`` [..., region] (share of a region's presences that
        have proximities) as from :func:`~growthpole.diagnose.relatedness_density`. Unit 1 (of PCI, scale in ``attrs``),
        each but the coverage with its reasons in ``<variable>_reason``: ``zero_activity``, ``disconnected``, or the
        reason PCI has none in a whole period; for a standardised COI that does not vary ``not_applicable``.

    Raises
    ------
    InputError
        A PCI without scale, or missing where the activity is present somewhere; what
        :func:`~growthpole.diagnose.relatedness_density` refuses.
    LabelMismatch
        Activities or periods differ.

    Examples
    --------
    >>> import xarray as xr
    >>> labels = {"region": ["N", "S", "W"], "activity": ["a", "b", "c"]}
    >>> m = xr.DataArray([[1, 1, 0], [1, 0, 1], [1, 1, 1]], coords=labels, dims=["region", "activity"])
    >>> pci = xr.DataArray(
    ...     [-1.0, 0.0, 1.0], coords={"activity": ["a", "b", "c"]}, dims="activity", attrs={"scale": "z"}
    ... )
    >>> ahead = complexity_outlook(m, pci, "max")
    >>> ahead.coi.values.round(3), ahead.cog.sel(region="N", activity="c").item().__round__(3)
    (array([0.538, 0.   , 0.   ]), -0.538)

    References
    ----------
    Hausmann, R., Hidalgo, C. A., Bustos, S., Coscia, M., Simoes, A., Yildirim, M. A. (2014). The Atlas of Economic
    Complexity. MIT Press. doi:10.7551/mitpress/9647.001.0001
    """
    _cells.one_of("convention", convention, tuple(_GAIN))
    _densities.known_policy(negative)
    values = _presences.presences(m)
    complexity, undefined = read_pci(pci, values)
    space = _densities.spaces(values, proximity)
    parts = {name: np.full(values.shape, np.nan) for name in ("cog", "opens", "realised", "density")}
    coi, coverage = np.full(values.shape[:-1], np.nan), np.full(values.shape[:-1], np.nan)
    codes = np.zeros(values.shape, dtype=np.int8)
    density_codes = np.zeros(values.shape, dtype=np.int8)
    for place in product(*map(range, values.shape[:-2])):
        table, worth = values.values[place], complexity[place]
        known = ~np.isnan(worth)
        worth = np.where(known, worth, 0.0)
        absent = 1.0 - table
        swept = _densities.sweep(
            table, space(place, table), worth=absent * worth, include_self=include_self, negative=negative
        )
        parts["density"][place], density_codes[place] = swept.density, swept.codes
        coverage[place] = swept.coverage
        if undefined[place]:
            codes[place] = undefined[place]
            continue
        codes[place] = np.where(swept.codes != 0, swept.codes, np.where(known, 0, REASONS["zero_activity"]))
        codes[place][(codes[place] == 0) & (table == 1)] = REASONS["present"]
        option = codes[place] == 0
        realised = swept.density * worth
        coi[place] = np.where(option, realised, 0.0).sum(axis=-1)
        net = swept.opens + swept.own * worth if convention == "growthlab" else swept.opens - realised
        for name, found in (("cog", net), ("opens", swept.opens), ("realised", realised)):
            parts[name][place] = np.where(option, found, np.nan)
    coi_codes = np.zeros(coi.shape, dtype=np.int8) + undefined[..., None].astype(np.int8)
    if convention == "growthlab":
        _standardise(coi, coi_codes)
    own = _densities.named_convention(proximity, include_self=include_self, negative=negative)
    conventions = {
        "cog": _GAIN[convention],
        "opens": "Σ_{c≠k} (1−M_rc) φ_ck/S_c PCI_c: the order of options",
        "realised": "density_rk PCI_k: leaves the outlook with the entry",
        "density": own,
    }
    variables = {
        name: result(values.copy(data=part), name=name, unit="1", convention=conventions[name])
        for name, part in parts.items()
    }
    regional = values[{ACTIVITY: 0}].drop_vars(ACTIVITY)
    variables["coi"] = result(regional.copy(data=coi), name="coi", unit="1", convention=_INDEX[convention])
    covered = regional.copy(data=coverage)
    variables["coverage"] = result(covered, name="coverage", unit="1", convention=_densities.COVERED)
    option_codes = values.copy(data=codes)
    outlook = _panels.explained(
        xr.Dataset({"coi": variables.pop("coi"), **variables}),
        coi=regional.copy(data=coi_codes),
        density=values.copy(data=density_codes),
        **dict.fromkeys(("cog", "opens", "realised"), option_codes),
    )
    for name in ("coi", "cog", "opens", "realised"):
        outlook[name].attrs["scale"] = pci.attrs["scale"]
    outlook.attrs = {"scale": pci.attrs["scale"], "convention": convention, "proximity": own}
    return outlook


def read_pci(pci: xr.DataArray, values: xr.DataArray) -> tuple[np.ndarray, np.ndarray]:
    """PCI [..., activity] for each table, NaN where the activity is empty; and the reason a whole period has none."""
    require_dims(pci, (ACTIVITY,), "pci")
    if pci.attrs.get("scale") not in SCALES:
        raise InputError(
            "unknown-option", option='pci.attrs["scale"]', value=pci.attrs.get("scale"), known=", ".join(SCALES)
        )
    known = _cells.levels(pci, _cells.names(pci), "pci", missing="absent", signed=True)
    beyond = [str(dim) for dim in known.dims if dim not in values.dims or dim == REGION]
    if beyond:
        raise InputError("missing-dims", name="m", missing=", ".join(beyond), dims=", ".join(map(str, values.dims)))
    like = values[{REGION: 0}].drop_vars(REGION)
    own = [str(dim) for dim in like.dims if dim in known.dims]
    # every period shares a PCI that has no periods
    spread = tuple(slice(None) if dim in own else None for dim in like.dims)
    complexity = np.broadcast_to(align(like, known)[1].transpose(*own).values[spread], like.shape)
    absent = np.isnan(complexity)
    undefined = np.zeros(like.shape[:-1], dtype=np.int8)
    stated = _cells.reason_of(pci)
    if stated is not None:
        codes = align(like, stated)[1].transpose(*own).values[spread]
        undefined[...] = np.where(absent.all(axis=-1), np.broadcast_to(codes, like.shape).max(axis=-1), 0)
    lacking = absent & values.values.any(axis=-2) & (undefined == 0)[..., None]
    if lacking.any():
        shown = like.copy(data=complexity)
        raise InputError(
            "missing-cells", name="pci", count=int(lacking.sum()), cells=_cells.cells(shown, like.copy(data=lacking))
        )
    return complexity, undefined


def _standardise(coi: np.ndarray, codes: np.ndarray) -> None:
    """Mean 0 and standard deviation 1 over regions, in place; one value everywhere has none."""
    same = coi.max(axis=-1, keepdims=True) == coi.min(axis=-1, keepdims=True)
    codes[np.broadcast_to(same, codes.shape) & (codes == 0)] = REASONS["not_applicable"]
    spread = np.where(same, np.nan, coi.std(axis=-1, keepdims=True))
    coi[...] = (coi - coi.mean(axis=-1, keepdims=True)) / spread
