"""Cascades: what part of the output of a network of firms stops when one firm stops?

A firm that stops leaves its buyers without inputs (*downstream*) and its suppliers without orders (*upstream*). How a
buyer produces decides what a missing input costs. Where an industry's inputs are *essential* to it, what is missing of
that industry's deliveries is missing of output (Leontief); what is missing of *non-essential* inputs counts by its
share in all purchases (linear); *negligible* inputs do not count. Both together are the generalised Leontief function.
With *substitution* a supplier can be replaced by the others of its industry as far as they still produce: what is lost
of its deliveries counts by its share in what the industry has left.
"""

from __future__ import annotations

from concurrent.futures import Executor
from typing import TYPE_CHECKING, Literal, TypeAlias, get_args

import numpy as np
import xarray as xr

from growthpole.diagnose import _compositions
from growthpole.dims import ACTIVITY, FIRM, align, partner, require_dims, result
from growthpole.errors import InputError, Undefined, listed
from growthpole.linkages._cascade_steps import ESSENTIAL, NEGLIGIBLE, NON_ESSENTIAL, Losses, Vector, cascade_of
from growthpole.progress import OnProgress, map_ordered, silent
from growthpole.tables import SupplyNetwork

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Production", "systemic_risk"]

Production: TypeAlias = Literal["leontief", "linear"]

# a firm's deliveries and its output are sums of the same invoices in another order
_ROUNDING = 1e-9


def systemic_risk(
    network: SupplyNetwork,
    essential: xr.DataArray | pd.DataFrame | Production,
    substitution: bool = True,  # noqa: FBT001
    tolerance: float = 1e-8,
    *,
    outside_sales: bool = False,
    limit: int = 100_000,
    executor: Executor | None = None,
    on_progress: OnProgress = silent,
) -> xr.Dataset:
    """Economic systemic risk index (ESRI): share of the network's output that is lost when one firm stops.

    With ``W_ij`` the deliveries of i to j, ``p_i`` the industry of i, ``s_i = Σ_j W_ij``, ``d`` and ``u`` the losses
    downstream and upstream as shares of output, 1 at the shocked firm and at first 0 elsewhere, each step takes

    ``σ_i = min(1, s_i / Σ_{l: p_l = p_i} s_l (1 − d_l))``, or 1 without substitution;
    ``d_j ← max(max_k Σ_{i: p_i = k} σ_i d_i W_ij / Σ_{i: p_i = k} W_ij, Σ_i σ_i d_i W_ij / Σ_i W_ij)``, the first over
    industries k essential to j, the second with non-essential suppliers in the numerator and all in the denominator;
    ``u_i ← Σ_j W_ij u_j / s_i``;

    until no loss of any firm changes by ``tolerance``. Then ``esri = Σ_i w_i max(d_i, u_i)``, ``downstream =
    Σ_i w_i d_i`` and ``upstream = Σ_i w_i u_i``, the shocked firm's own share ``w`` included.

    Losses only grow from step to step, so every figure is a lower bound, and a wide tolerance can stop far from the
    end: two steps closer than the tolerance are not an end closer than it. To make one industry's inputs essential
    rather than non-essential may lower a loss, since the two kinds do not add up; to make all of them so never does.

    Parameters
    ----------
    network : SupplyNetwork
        Firms and deliveries. The weights w are output where every firm states it, else deliveries; the attribute
        ``weights`` says which. With deliveries, a firm that sells to no other firm weighs nothing.
    essential : DataArray or DataFrame or {"leontief", "linear"}
        [activity, activity_other], or rows and columns of a frame: how much the buying industry (the second) needs
        inputs of the supplying one: 2 essential, 1 non-essential, 0 negligible; True and False are 2 and 1. Its
        labels are the industries of the network. ``"leontief"`` is 2 throughout, ``"linear"`` 1 throughout.
    substitution : bool
        Whether suppliers are replaced by others of their industry.
    tolerance : float
        Above 0.
    outside_sales : bool
        Whether output beyond the deliveries is sold outside the network, where orders stay: upstream, ``s_i`` is then
        the firm's output. By default orders fall as if firms sold to each other only, as in the source. Where every
        firm does, no order is safe: upstream everything connected stops in the end, slowly.
    limit : int
        Most steps for one shocked firm, from 1 to 10,000,000.
    executor : Executor, optional
        Spreads blocks of shocked firms over workers; the result has the same bytes for any number of them.
    on_progress : callable
        Told after each block.

    Returns
    -------
    Dataset
        On [firm], the shocked one: ``esri``, ``downstream``, ``upstream`` (unit 1, between the firm's own share and
        1), ``iterations`` (steps taken) and ``converged`` (bool; False where ``limit`` came first).

    Raises
    ------
    Undefined
        The weights add up to zero.
    LabelMismatch
        ``essential`` has other industries than the network.
    InputError
        ``essential`` holds something other than 0, 1, 2; an option out of range; ``outside_sales`` where a firm's
        output is missing or below its deliveries.

    Examples
    --------
    >>> import pandas as pd
    >>> from growthpole.tables import SupplyNetwork
    >>> firms = pd.DataFrame({"firm": ["mill", "tyres", "cars", "carts"], "industry": ["steel", "rubber", "v", "v"]})
    >>> firms["output"] = [2.0, 1.0, 4.0, 3.0]
    >>> links = pd.DataFrame(
    ...     [("mill", "cars", 1.0), ("mill", "carts", 1.0), ("tyres", "cars", 1.0)],
    ...     columns=["supplier", "buyer", "value"],
    ... )
    >>> network = SupplyNetwork(firms, links)
    >>> systemic_risk(network, "leontief").downstream.values
    array([0.9, 0.5, 0.4, 0.3])
    >>> systemic_risk(network, "linear").downstream.values
    array([0.7, 0.3, 0.4, 0.3])

    References
    ----------
    Diem, C., Borsos, A., Reisch, T., Kertész, J., Thurner, S. (2022). Quantifying firm-level economic systemic risk
    from nation-wide supply networks. Scientific Reports 12, 7719. doi:10.1038/s41598-022-11522-z
    """
    if not 0 < tolerance < np.inf:
        raise InputError("not-above", name="tolerance", floor=0, received=tolerance)
    limit = _compositions.whole("limit", limit, 1, 10_000_000)
    industry, names = _industries(network)
    weights, kind = network.weights
    total = float(weights.sum())
    if total <= 0:
        raise Undefined("zero-total", measure="systemic_risk", name=f"weights ({kind})", cells=f"{len(network)} firms")
    cascade = cascade_of(
        network.matrix,
        industry,
        _kinds(essential, names),
        weights=weights / total,
        sales=_sales(network) if outside_sales else network.out_strength,
        substitution=substitution,
        tolerance=tolerance,
        limit=limit,
    )
    done = map_ordered(
        cascade.settle, cascade.blocks, executor=executor, on_progress=on_progress, stage="systemic_risk"
    )
    words = "; ".join(
        (
            f"weights: {kind}",
            f"production: {essential if isinstance(essential, str) else 'by pair of industries'}",
            "suppliers replaced by market share" if substitution else "no supplier replaced",
            "sales outside the network undisturbed" if outside_sales else "orders from the network only",
            f"tolerance {tolerance:g}",
        )
    )
    return _told(network, list(done), words, kind)


def _industries(network: SupplyNetwork) -> tuple[np.ndarray, list[str]]:
    """Place of each firm's industry, and the industries in the order of their names."""
    names, places = np.unique(network.firms["industry"].astype(str).to_numpy(dtype=str), return_inverse=True)
    return places.astype(np.intp), [str(name) for name in names]


def _kinds(essential: xr.DataArray | pd.DataFrame | Production, names: list[str]) -> Vector:
    """How each industry needs each, [supplying, buying], in the order of ``names``."""
    if isinstance(essential, str):
        match essential:
            case "leontief":
                return np.full((len(names), len(names)), float(ESSENTIAL))
            case "linear":
                return np.full((len(names), len(names)), float(NON_ESSENTIAL))
            case _:
                raise InputError(
                    "unknown-option", option="essential", value=essential, known=listed(get_args(Production))
                )
    given, dim = _labelled(essential)
    like = xr.DataArray(
        np.zeros((len(names), len(names))), coords={dim: names, partner(dim): names}, dims=(dim, partner(dim))
    )
    values = align(like, given.transpose(*like.dims))[1].values
    kinds: Vector = np.where(values, ESSENTIAL, NON_ESSENTIAL) if values.dtype == bool else values
    wrong = ~np.isin(kinds, (NEGLIGIBLE, NON_ESSENTIAL, ESSENTIAL))
    if wrong.any():
        pairs = [f"{names[i]} → {names[j]}: {kinds[i, j]}" for i, j in np.argwhere(wrong)]
        raise InputError("bad-essentials", count=len(pairs), pairs=listed(pairs))
    return kinds.astype(np.float64)


def _labelled(essential: xr.DataArray | pd.DataFrame) -> tuple[xr.DataArray, str]:
    """The needs as an array with text labels, and the dimension of the supplying industries."""
    if isinstance(essential, xr.DataArray):
        dim = next((str(one) for one in essential.dims if partner(str(one)) in essential.dims), ACTIVITY)
        given = essential
    elif hasattr(essential, "columns"):
        dim = ACTIVITY
        given = xr.DataArray(essential.to_numpy(), dims=(dim, partner(dim))).assign_coords(
            {dim: list(essential.index), partner(dim): list(essential.columns)}
        )
    else:
        raise InputError("not-an-array", name="essential", received=type(essential).__name__)
    require_dims(given, (dim, partner(dim)), "essential")
    if given.ndim > 2:
        raise InputError("two-dimensions", name="essential", dims=listed(given.dims))
    return given.assign_coords({one: [str(label) for label in given[one].values] for one in given.dims}), dim


def _sales(network: SupplyNetwork) -> Vector:
    """Output of each firm, which its deliveries to others must not exceed."""
    weights, kind = network.weights
    if kind != "output":
        raise InputError("bad-network", count=1, problems="outside_sales needs the output of every firm")
    strength = network.out_strength
    faulty = [
        f"firm {firm}: output {made:g} below its deliveries {sold:g}"
        for firm, made, sold in zip(network.index, weights, strength, strict=True)
        if sold > made * (1 + _ROUNDING)
    ]
    if faulty:
        raise InputError("bad-network", count=len(faulty), problems=listed(faulty))
    sales: Vector = np.maximum(weights, strength)
    return sales


def _told(network: SupplyNetwork, blocks: list[Losses], words: str, kind: str) -> xr.Dataset:
    parts = {
        "esri": ("1", "larger of the two losses of each firm"),
        "downstream": ("1", "losses for want of inputs"),
        "upstream": ("1", "losses for want of orders"),
        "iterations": ("step", "until the losses of all firms settled"),
        "converged": ("1", "whether the losses settled within the limit of steps"),
    }
    found = {}
    for name, (unit, what) in parts.items():
        values = np.concatenate([getattr(block, "steps" if name == "iterations" else name) for block in blocks])
        labelled = xr.DataArray(values, coords={FIRM: list(network.index)}, dims=FIRM)
        found[name] = result(labelled, name=name, unit=unit, convention=f"{what}; {words}")
        found[name].attrs["weights"] = kind
    return xr.Dataset(found, attrs={"weights": kind, "convention": words})
