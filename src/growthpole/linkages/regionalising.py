"""Regional coefficients from national ones, when no regional table was surveyed.

A region buys an input at home as far as its own industry for it is as large, in proportion, as the nation's. Location
quotients say how large that is, and national coefficients are scaled down accordingly, never up:
``r_ij = min(1, q_ij) a_ij``.

These are estimates. The methods know no *cross-hauling*: a region that could supply an input itself is taken to buy all
of it at home, though in truth regions buy and sell the same product at once. SLQ and CILQ overstate what stays in the
region; FLQ corrects for the region's size with an exponent δ that must be assumed, so results are shown over a range
of δ.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal

import numpy as np
import xarray as xr

from growthpole.diagnose import _cells
from growthpole.dims import SUPPLIER, USER, align, require_dims, result
from growthpole.errors import InputError, listed
from growthpole.linkages._solving import Economy, Vector

__all__ = ["delta_sensitivity", "regional_coefficients"]

Method = Literal["slq", "cilq", "flq", "aflq"]
METHODS: Final = ("slq", "cilq", "flq", "aflq")
CAVEAT: Final = "estimate from location quotients; cross-hauling is not seen, so purchases at home are overstated"


def regional_coefficients(
    a: xr.DataArray, x_region: xr.DataArray, x_nation: xr.DataArray, method: Method = "slq", delta: float = 0.3
) -> xr.DataArray:
    """Regional input coefficients estimated from national ones with location quotients.

    ``r_ij = min(1, q_ij) a_ij`` with ``SLQ_i = (x_i^r / Σx^r) / (x_i^n / Σx^n)``, ``CILQ_ij = SLQ_i / SLQ_j``,
    ``FLQ_ij = λ CILQ_ij``, ``λ = [log₂(1 + Σx^r / Σx^n)]^δ``, and ``AFLQ_ij = FLQ_ij log₂(1 + SLQ_j)`` where ``SLQ_j
    > 1``. On the diagonal SLQ_i takes the place of CILQ_ii, which is always 1.

    Parameters
    ----------
    a : DataArray
        National coefficients [supplier, user], zero or more: domestic ones, or the result counts what is imported too.
    x_region, x_nation : DataArray
        Output or employment [supplier] of region and nation, in one unit; the region within the nation.
    method : {"slq", "cilq", "flq", "aflq"}
        Which quotient; ``slq`` takes ``SLQ_i`` for every user.
    delta : float
        δ, from 0 to below 1; used by ``flq`` and ``aflq`` only. Around 0.3 in most surveyed regions.

    Returns
    -------
    DataArray
        [supplier, user], unit 1, between 0 and ``a``. Attrs ``method``, ``delta``, ``caveat`` and ``grade`` (D, an
        estimate). The column of a sector the region lacks is 0: nothing is bought.

    Raises
    ------
    InputError
        Negative, missing or infinite values; a region larger than the nation; δ outside its range; nothing produced.
    LabelMismatch
        Labels differ.
    UnitMismatch
        Region and nation are in different units.

    Examples
    --------
    >>> import xarray as xr
    >>> names = ["1", "2"]
    >>> a = xr.DataArray([[0.2, 0.3], [0.1, 0.2]], coords={"supplier": names, "user": names})
    >>> region = xr.DataArray([20.0, 10.0], coords={"supplier": names})
    >>> nation = xr.DataArray([100.0, 200.0], coords={"supplier": names})
    >>> regional_coefficients(a, region, nation, "slq").values
    array([[0.2 , 0.3 ], [0.05, 0.1 ]])
    >>> regional_coefficients(a, region, nation, "flq", 0.3).values.round(4)
    array([[0.2   , 0.3   ], [0.0138, 0.0551]])

    References
    ----------
    Flegg, A. T., Webber, C. D., Elliott, M. V. (1995). On the appropriate use of location quotients in generating
    regional input–output tables. Regional Studies 29(6), 547–561. doi:10.1080/00343409512331349173
    Flegg, A. T., Webber, C. D. (2000). Regional size, regional specialization and the FLQ formula. Regional Studies
    34(6), 563–569. doi:10.1080/00343400050085675
    """
    values, region, nation = _checked(a, x_region, x_nation)
    _cells.one_of("method", method, METHODS)
    shares = np.minimum(1.0, quotients(region, nation, method, delta))
    done = result(
        values.copy(data=values.values * shares),
        name="regional_coefficients",
        unit="1",
        convention=f"{method.upper()}{_delta_text(method, delta)}, scaled down only; SLQ on the diagonal",
    )
    done.attrs |= {"method": method, "delta": _used(method, delta), "caveat": CAVEAT, "grade": "D"}
    return done


def delta_sensitivity(
    a: xr.DataArray,
    x_region: xr.DataArray,
    x_nation: xr.DataArray,
    deltas: Sequence[float] = (0.1, 0.2, 0.3, 0.4, 0.5),
    method: Literal["flq", "aflq"] = "flq",
) -> xr.DataArray:
    """Regional output multipliers over a range of δ: how far the assumption carries.

    ``m_j(δ) = Σ_i [(I − R(δ))⁻¹]_ij`` with R the regional coefficients of :func:`regional_coefficients`.

    Parameters
    ----------
    a, x_region, x_nation : DataArray
        As for :func:`regional_coefficients`.
    deltas : sequence of float
        Values of δ, each once.
    method : {"flq", "aflq"}
        The method that takes a δ.

    Returns
    -------
    DataArray
        [delta, user], unit 1; falls with δ. Attrs ``caveat`` and ``grade``.

    Raises
    ------
    InputError, LabelMismatch, UnitMismatch
        As for :func:`regional_coefficients`; no δ, or one that repeats.
    UnproductiveEconomy
        The coefficients leave nothing for final use.

    Examples
    --------
    >>> import xarray as xr
    >>> names = ["1", "2"]
    >>> a = xr.DataArray([[0.2, 0.3], [0.1, 0.2]], coords={"supplier": names, "user": names})
    >>> region = xr.DataArray([20.0, 10.0], coords={"supplier": names})
    >>> nation = xr.DataArray([100.0, 200.0], coords={"supplier": names})
    >>> delta_sensitivity(a, region, nation, (0.2, 0.4)).values.round(3)
    array([[1.281, 1.484], [1.241, 1.437]])

    References
    ----------
    Flegg, A. T., Tohmo, T. (2013). Regional input–output tables and the FLQ formula: a case study of Finland.
    Regional Studies 47(5), 703–721. doi:10.1080/00343404.2011.592138
    """
    _cells.one_of("method", method, ("flq", "aflq"))
    values, region, nation = _checked(a, x_region, x_nation)
    if not deltas or len(set(deltas)) < len(deltas):
        raise InputError("bad-deltas", received=listed(deltas) or "–")
    labels = [str(label) for label in values.indexes[USER]]
    pulls = [
        Economy(
            values.values * np.minimum(1.0, quotients(region, nation, method, delta)), np.ones(len(labels)), labels
        ).pulls.values
        for delta in deltas
    ]
    users = values.isel({SUPPLIER: 0}, drop=True)
    done = result(
        users.expand_dims(delta=list(deltas)).copy(data=np.array(pulls)),
        name="delta_sensitivity",
        unit="1",
        convention=f"output multipliers of {method.upper()} coefficients",
    )
    done.attrs |= {"caveat": CAVEAT, "grade": "D"}
    return done


def quotients(region: Vector, nation: Vector, method: Method, delta: float) -> Vector:
    """``q_ij`` of a method; 0 where the nation or the buying sector of the region makes nothing."""
    own = np.divide(region / region.sum(), nation / nation.sum(), out=np.zeros_like(region), where=nation > 0)
    buys = (own > 0).astype(float)
    if method == "slq":
        everywhere: Vector = np.outer(own, buys)
        return everywhere
    crossed: Vector = own[:, None] * np.divide(1.0, own, out=np.zeros_like(own), where=own > 0)
    np.fill_diagonal(crossed, own)
    if method == "cilq":
        return crossed
    if not 0 <= delta < 1:
        raise InputError("outside-range", name="delta", low=0, high=1, received=delta)
    special = np.where(own > 1, np.log2(1 + own), 1.0) if method == "aflq" else 1.0
    flegg: Vector = crossed * np.log2(1 + region.sum() / nation.sum()) ** delta * special
    return flegg


def require_region(region: Vector, nation: Vector, labels: list[str]) -> None:
    """Refuse a region that makes nothing, or more of something than the nation."""
    if not (region.sum() > 0 and nation.sum() > 0):
        raise InputError("nothing-produced", region=f"{region.sum():g}", nation=f"{nation.sum():g}")
    above = np.flatnonzero(region > nation * (1 + 1e-9))
    if len(above):
        shown = listed(f"{labels[place]}: {region[place]:g} > {nation[place]:g}" for place in above)
        raise InputError("larger-than-the-nation", count=len(above), sectors=shown)


def _checked(a: xr.DataArray, x_region: xr.DataArray, x_nation: xr.DataArray) -> tuple[xr.DataArray, Vector, Vector]:
    values = _cells.levels(a, (SUPPLIER, USER), "a").transpose(SUPPLIER, USER)
    labels = values.indexes[SUPPLIER]
    users = xr.DataArray(np.zeros(len(labels)), coords={USER: list(labels)}, dims=USER)
    values = align(users, values, dims=[USER])[1].transpose(SUPPLIER, USER)
    vectors = []
    for given, name in ((x_region, "x_region"), (x_nation, "x_nation")):
        require_dims(given, (SUPPLIER,), name)
        checked = _cells.levels(given, (SUPPLIER,), name)
        if checked.ndim != 1:
            raise InputError("one-dimension", name=name, dims=listed(checked.dims))
        vectors.append(align(values.isel({USER: 0}, drop=True), checked)[1].values)
    _cells.stated_unit(x_region, x_nation)
    require_region(vectors[0], vectors[1], [str(label) for label in labels])
    return values, vectors[0], vectors[1]


def _used(method: Method, delta: float) -> float:
    return float(delta) if method in {"flq", "aflq"} else float("nan")


def _delta_text(method: Method, delta: float) -> str:
    return f" with δ = {delta:g}" if method in {"flq", "aflq"} else ""
