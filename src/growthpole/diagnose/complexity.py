"""Economic complexity: what the mix of activities says about what a region knows.

An activity that few regions have may be rare because it is demanding, or because it rests on a mine; a region
with many activities may have only common ones. Diversity ``D_r`` and ubiquity ``U_a`` correct each other: a
region is complex when its activities are found in complex regions. That circle closes in the second
eigenvector of the walk from region to region through shared activities (:mod:`._spectrum`): the *economic
complexity index* ECI is the direction in which the regions differ most in what they have, the *product
complexity index* PCI the mean ECI of the regions that have the activity, over the eigenvalue. Then ECI is the
mean PCI of what a region has.

ECI is a direction, and three things about it are conventions. *Sign*: nothing in ``M`` says which end is the
complex one; it is the end of an anchor, diversity unless another is given. *Origin and scale*: the eigenvector
has the mean zero when regions are weighted by diversity; the literature takes the plain mean and standard
deviation over regions, which moves the origin. *Scale of PCI*: with ``atlas`` it is ECI's own, so that the mean
relation survives; with ``z`` each has its own, and it does not.

*Knowledge complexity* (Balland and Rigby 2017) is the same function on a panel of patents by technology class:
presence is a location quotient of counts at or above 1. Counts are small, so read
``location_quotient_interval`` first.
"""

from __future__ import annotations

from functools import partial
from typing import Any, NamedTuple

import numpy as np
import xarray as xr

from growthpole.diagnose import _cells, _panels, _presences
from growthpole.diagnose._orientation import SCALES, Like, Rule, Scale, oriented, rule_of, scaled
from growthpole.diagnose._spectrum import LEADING, Matrix, Places, components, spectrum
from growthpole.dims import ACTIVITY, REASONS, REGION, result
from growthpole.errors import Undefined, listed

__all__ = ["economic_complexity"]

_WEAK = 0.1
_RANK = "rank"


def economic_complexity(
    m: xr.DataArray,
    scale: Scale | None = None,
    ddof: int | None = None,
    sign_anchor: xr.DataArray | None = None,
    *,
    like: Like | None = None,
    on_undefined: _cells.OnUndefined = "nan",
) -> xr.Dataset:
    """Economic complexity of regions and of activities, from who has what.

    With ``M`` the presence, ``D = Σ_a M`` the diversity and ``U = Σ_r M`` the ubiquity on diagonals, ECI is the
    eigenvector of the second largest eigenvalue ``λ₂`` of ``D⁻¹ M U⁻¹ Mᵀ``, and ``PCI = U⁻¹ Mᵀ ECI / λ₂``. Regions
    without an activity and activities without a region are left out and named by their reason.

    Parameters
    ----------
    m : DataArray
        Presence [..., region, activity], bool or 0 and 1; a panel is computed in one call.
    scale : {"atlas", "z", "raw"}, optional
        ``atlas`` (the default): ECI with mean 0 and standard deviation 1 over regions, PCI by ECI's mean and
        deviation. ``z``: each by its own. ``raw``: the eigenvector, with mean 0 and variance 1 over regions
        weighted by diversity.
    ddof : {0, 1}, optional
        Standard deviation over n − ddof; 0 unless given.
    sign_anchor : DataArray, optional
        [..., region], what the complex end goes with: diversity unless given (income per head, say).
    like : {"ecomplexity", "economiccomplexity-r"}, optional
        Scale, ddof and rule of sign of that package; they cannot be given with it.
    on_undefined : {"nan", "raise"}
        What to do with a matrix of a panel that has no complexity.

    Returns
    -------
    Dataset
        ``eci`` [..., region], ``pci`` [..., activity], ``eigenvalue`` [..., rank] (the ten largest, 1 the
        first), ``spectral_gap`` λ₂ − λ₃, ``sign_correlation`` of ECI with the anchor, and ``sign_weak``, true
        where it is below 0.1 in size or undefined (then the region whose label comes first is at the
        positive end). All unit 1. Each that can be NaN has its coordinate ``<variable>_reason``: ``zero_region``
        and ``zero_activity`` for what was left out, and ``zero_total``, ``disconnected`` (λ₂ > 1 − 1e-9: parts
        without a common activity have no common scale) or ``no_spectral_gap`` (λ₂ − λ₃ < 1e-6: no single
        direction) for all of a matrix; ``not_applicable`` for ranks a small matrix does not have, and for the
        correlation with an anchor that does not vary. ``eci`` and ``pci`` carry ``scale``, ``ddof``,
        ``sign_anchor`` and ``like`` in their attributes.

    Raises
    ------
    Undefined
        A single matrix, or one of a panel with ``on_undefined="raise"``, is empty, disconnected (the message
        names the parts) or has no spectral gap.
    InputError
        Values that are no presences, an anchor with missing values, options a preset contradicts.
    LabelMismatch
        The anchor has other labels, or a dimension has none.

    Examples
    --------
    >>> import xarray as xr
    >>> labels = {"region": ["N", "S", "W", "E"], "activity": ["car", "ship", "grain"]}
    >>> m = xr.DataArray([[1, 1, 1], [0, 1, 1], [0, 1, 1], [0, 0, 1]], coords=labels, dims=["region", "activity"])
    >>> found = economic_complexity(m)
    >>> found.eci.values.round(3), found.pci.values.round(3)
    (array([ 1.667, -0.333, -0.333, -1.   ]), array([ 5.667,  0.333, -1.   ]))

    References
    ----------
    Hidalgo, C. A., Hausmann, R. (2009). The building blocks of economic complexity. PNAS 106(26),
    10570–10575. doi:10.1073/pnas.0900943106
    Mealy, P., Farmer, J. D., Teytelboym, A. (2019). Interpreting economic complexity. Science Advances 5(1),
    eaau1705. doi:10.1126/sciadv.aau1705
    Balland, P.-A., Rigby, D. (2017). The geography of complex knowledge. Economic Geography 93(1), 1–23.
    doi:10.1080/00130095.2016.1205947
    """
    rule = rule_of(scale, ddof, sign_anchor, like)
    _cells.one_of("on_undefined", on_undefined, ("nan", "raise"))
    values = _presences.presences(m)
    diversity = _presences.diversity(values)
    total = diversity.sum(REGION)
    _cells.require_total(total, measure="economic_complexity", name="m", on_undefined=on_undefined)
    anchor = diversity
    if sign_anchor is not None:
        given = _cells.levels(sign_anchor, (REGION,), "sign_anchor", signed=True)
        anchor = _panels.matched(values, given, without=ACTIVITY, name="m")
    order = _by_label(values[REGION].values)
    eci, pci, eigenvalue, correlation, code, of_region, of_activity = xr.apply_ufunc(
        partial(_each, rule=rule, order=order),
        values,
        anchor,
        input_core_dims=[[REGION, ACTIVITY], [REGION]],
        output_core_dims=[[REGION], [ACTIVITY], [_RANK], [], [], [REGION], [ACTIVITY]],
    )
    eigenvalue = eigenvalue.assign_coords({_RANK: np.arange(1, eigenvalue.sizes[_RANK] + 1)})
    if code.ndim == 0 or on_undefined == "raise":
        _refuse(values, eigenvalue, code)
    of_rank = _cells.reasons(eigenvalue.isnull() * 0, zero_total=total == 0, not_applicable=eigenvalue.isnull())
    convention = f"{SCALES[rule.scale]}; sign: {rule.anchor}"
    stated = {"scale": rule.scale, "ddof": rule.ddof, "sign_anchor": rule.anchor, "like": like or ""}
    found = {
        "eci": result(eci, name="eci", unit="1", convention=convention),
        "pci": result(pci, name="pci", unit="1", convention=convention),
        "eigenvalue": result(eigenvalue, name="eigenvalue", unit="1", convention="of D⁻¹ M U⁻¹ Mᵀ, largest first"),
        "spectral_gap": result(_gap(eigenvalue), name="spectral_gap", unit="1", convention="λ₂ − λ₃, absent ones 0"),
        "sign_correlation": result(
            correlation, name="sign_correlation", unit="1", convention=f"Pearson, ECI with {rule.anchor}"
        ),
        "sign_weak": result(
            ~(abs(correlation) >= _WEAK), name="sign_weak", unit="1", convention=f"|correlation| < {_WEAK}"
        ),
    }
    for name in ("eci", "pci"):
        found[name].attrs.update(stated)
    of_sign = _cells.reasons(code, zero_total=total == 0, not_applicable=correlation.isnull())
    return _panels.explained(
        xr.Dataset(found),
        eci=of_region,
        pci=of_activity,
        eigenvalue=of_rank,
        spectral_gap=_cells.reasons(code * 0, zero_total=total == 0),
        sign_correlation=of_sign,
    )


def index_of(m: Matrix, regions: np.ndarray) -> Matrix:
    """ECI of a stack of presences [..., region, activity], atlas scale, sign by diversity; NaN where there is none."""
    eci: Matrix = _each(m, m.sum(axis=-1), rule_of(None, None, None, None), _by_label(regions))[0]
    return eci


def _by_label(regions: np.ndarray) -> Places:
    """Places of the regions in the order of their labels."""
    return np.argsort(np.array([str(label) for label in regions]), kind="stable")


class _Found(NamedTuple):
    """What one matrix gives, without labels."""

    eci: Matrix
    pci: Matrix
    eigenvalue: Matrix
    correlation: float
    code: int


def _each(m: Matrix, anchor: Matrix, rule: Rule, order: Places) -> tuple[Any, ...]:
    """Complexity of each matrix of a stack."""
    lead, (regions, activities) = m.shape[:-2], m.shape[-2:]
    ranks = min(LEADING, regions, activities)
    anchors = np.broadcast_to(anchor, (*lead, regions))
    eci, pci = np.full((*lead, regions), np.nan), np.full((*lead, activities), np.nan)
    eigenvalue = np.full((*lead, ranks), np.nan)
    correlation, code = np.full(lead, np.nan), np.zeros(lead, dtype=np.int8)
    of_region = np.full((*lead, regions), REASONS["zero_total"], dtype=np.int8)
    of_activity = np.full((*lead, activities), REASONS["zero_total"], dtype=np.int8)
    for at, has, had, kept in _presences.occupied(m):
        place = np.cumsum(has, dtype=np.intp) - 1
        one = _one(kept, anchors[at][has], rule, place[order[has[order]]])
        eci[at][has], pci[at][had] = one.eci, one.pci
        known = min(ranks, *kept.shape)
        eigenvalue[at][:known] = one.eigenvalue[:known]
        correlation[at], code[at] = one.correlation, one.code
        of_region[at] = np.where(has, one.code, REASONS["zero_region"])
        of_activity[at] = np.where(had, one.code, REASONS["zero_activity"])
    return eci, pci, eigenvalue, correlation, code, of_region, of_activity


def _one(m: Matrix, anchor: Matrix, rule: Rule, order: Places) -> _Found:
    """Complexity of one matrix without empty rows or columns; ``order`` the places of its regions by label."""
    found = spectrum(m)
    if found.code:
        return _Found(found.eci, found.pci, found.values, np.nan, found.code)
    eci, pci, correlation = oriented(m, found.eci, found.pci, anchor, rule, order)
    return _Found(*scaled(eci, pci, rule), found.values, correlation, 0)


def _known(eigenvalue: xr.DataArray) -> xr.DataArray:
    """The first three eigenvalues; those a small matrix does not have are zero."""
    return eigenvalue.fillna(0.0).reindex({_RANK: [1, 2, 3]}, fill_value=0.0)


def _gap(eigenvalue: xr.DataArray) -> xr.DataArray:
    """``λ₂ − λ₃`` of the matrices that are not empty."""
    known = _known(eigenvalue)
    gap = known.sel({_RANK: 2}, drop=True) - known.sel({_RANK: 3}, drop=True)
    return gap.where(eigenvalue.sel({_RANK: 1}, drop=True).notnull())


def _refuse(values: xr.DataArray, eigenvalue: xr.DataArray, code: xr.DataArray) -> None:
    """Raise for the first matrix without a complexity."""
    bad = code != 0
    if not bool(bad.any()):
        return
    at, where = _presences.first(bad)
    m = values.isel(at)
    if code.isel(at).item() == REASONS["disconnected"]:
        kept = m.isel({REGION: m.values.any(axis=1), ACTIVITY: m.values.any(axis=0)})
        numbered, labels = components(kept.values), kept[REGION].values
        parts = [f"[{listed(labels[numbered == number])}]" for number in range(numbered.max() + 1)]
        raise Undefined("disconnected", where=where, count=len(parts), parts=listed(parts))
    second, third = _known(eigenvalue.isel(at)).values[1:]
    raise Undefined("no-spectral-gap", where=where, second=f"{second:.3g}", third=f"{third:.3g}")
