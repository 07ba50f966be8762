"""The value of an option: what would a region gain by entering an activity it does not have?

Value has several parts, and they are not of one kind: the complexity an entry adds and opens, what the activity sets in
motion along the chain, money that now leaves the region, jobs. Each is a variable of its own, with its own unit and
its own gaps. They are never averaged here: which part counts more is a question for whoever decides.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
import xarray as xr

from growthpole.diagnose import _cells, _densities, _presences, _spaces, complexity_outlook, outlooks
from growthpole.dims import ACTIVITY, REASONS, REGION, align
from growthpole.errors import InputError, listed
from growthpole.linkages import _results, hypothetical_extraction, multipliers, technical_coefficients
from growthpole.linkages._solving import economy
from growthpole.linkages.leontief import flows_of
from growthpole.opportunities import _sectors
from growthpole.tables import IOTable

__all__ = ["complexity_value", "linkage_value"]

DELTA: Final = "change of the mean PCI of what the region has when the option enters, PCI fixed: no full change of ECI"
DIRECT: Final = "direct coefficients, as supplier and as buyer, own sector left out"


def complexity_value(
    m: xr.DataArray,
    pci: xr.DataArray,
    proximity: xr.DataArray | _spaces.Kind,
    *,
    include_self: bool = True,
    negative: _densities.Negative = "refuse",
) -> xr.Dataset:
    """Complexity an entry would open, and add, in every region.

    ``opens_rk = Σ_{c≠k} (1−M_rc) φ_ck/S_c PCI_c`` as in :func:`~growthpole.diagnose.complexity_outlook`, and
    ``ΔECI_rk = (Σ_b M_rb PCI_b + PCI_k) / (D_r + 1) − Σ_b M_rb PCI_b / D_r``: the mean PCI of what region r has, with
    the option and without. PCI and so the axis of complexity stay as they are;
    :func:`~growthpole.diagnose.what_if` computes the full change, in which the entry moves the axis too.

    Parameters
    ----------
    m : DataArray
        Presences [..., region, activity], bool or 0 and 1; a panel is computed in one call.
    pci : DataArray
        Complexity of activities [..., activity] with ``attrs["scale"]`` "atlas" or "z". In the atlas scale the mean
        is ECI itself, in the z scale ECI but for origin and unit.
    proximity : DataArray or str
        φ [..., activity, activity_other], or the kind to take from ``m``.
    include_self : bool
        Whether φ_aa counts in ``S_a``.
    negative : {"refuse", "zero", "keep"}
        What to do with negative proximities.

    Returns
    -------
    Dataset
        ``opens``, ``delta_eci`` [..., region, activity], unit 1 (of PCI, scale in ``attrs``), with their reasons in
        ``<variable>_reason``: NaN ``present`` where the activity is there, ``zero_activity`` where nobody has it,
        the reason PCI has none in a whole period; ``opens`` also ``disconnected``, ``delta_eci`` also
        ``zero_region`` for a region that has nothing, whose mean is undefined.

    Raises
    ------
    InputError, LabelMismatch
        What :func:`~growthpole.diagnose.complexity_outlook` refuses.

    Examples
    --------
    >>> import xarray as xr
    >>> labels = {"region": ["N", "S", "W"], "activity": ["a", "b", "c"]}
    >>> m = xr.DataArray([[1, 1, 0], [1, 0, 1], [1, 1, 1]], coords=labels, dims=["region", "activity"])
    >>> pci = xr.DataArray([-1.0, 0.0, 1.0], coords={"activity": ["a", "b", "c"]}, dims="activity")
    >>> worth = complexity_value(m, pci.assign_attrs(scale="z"), "max")
    >>> worth.delta_eci.sel(region="N").values, worth.opens.sel(region="S", activity="b").item()
    (array([nan, nan, 0.5]), 0.0)

    References
    ----------
    Hausmann, R., Hidalgo, C. A., Bustos, S., Coscia, M., Simoes, A., Yildirim, M. A. (2014). The Atlas of Economic
    Complexity. MIT Press. doi:10.7551/mitpress/9647.001.0001
    """
    values = _presences.presences(m)
    outlook = complexity_outlook(m, pci, proximity, include_self=include_self, negative=negative)
    complexity, undefined = outlooks.read_pci(pci, values)
    change, codes = _entry_changes(values.values, complexity, undefined)
    opens, opens_codes = (outlook[name].transpose(*values.dims).values for name in ("opens", "opens_reason"))
    worth = _sectors.dataset(
        {
            "opens": (
                "1",
                outlook["opens"].attrs["convention"],
                values.copy(data=opens),
                values.copy(data=opens_codes),
            ),
            "delta_eci": ("1", DELTA, values.copy(data=change), values.copy(data=codes)),
        }
    )
    for name in ("opens", "delta_eci"):
        worth[name].attrs["scale"] = pci.attrs["scale"]
    return worth.assign_attrs(scale=pci.attrs["scale"], proximity=outlook.attrs["proximity"])


def linkage_value(
    io: IOTable,
    sector_of: xr.DataArray | Mapping[Any, Any],
    pole: str | Sequence[str] | None = None,
    probabilities: xr.DataArray | None = None,
) -> xr.Dataset:
    """What an activity sets in motion along the chain, and how much of it would meet the region.

    ``multiplier_k = Σ_i L_ik``; ``extraction_loss_k`` the output lost elsewhere without sector k, over all output;
    ``pole_linkage_k = Σ_{b in pole, b≠k} (a_kb + a_bk)``; ``expected_linkage_rk = Σ_{b≠k} (a_kb + a_bk) p_rb``, with
    ``a_kb`` what a unit of b's output takes from k (k as supplier), ``a_bk`` what a unit of k's takes from b (k as
    buyer), and ``p_rb`` the largest probability among the activities of sector b that the region has, or enters, them:
    1 when one is present. Direct coefficients only, each per unit of the buyer's output. Purchases inside k's own
    sector are left out: the table does not say which of its activities buys from which.

    Parameters
    ----------
    io : IOTable
        A productive table.
    sector_of : DataArray [activity] or mapping
        Sector of each activity; empty, None or NaN where there is none.
    pole : str or sequence of str, optional
        Sectors of a growth pole.
    probabilities : DataArray, optional
        Probability [region, activity] that the region enters the activity, 0 to 1. NaN with reason ``present`` is
        an activity that is there and counts 1; NaN with another reason is not known and left out.

    Returns
    -------
    Dataset
        ``multiplier``, ``extraction_loss`` and, with a pole, ``pole_linkage`` [activity]; with probabilities
        ``expected_linkage`` [region, activity] and ``coverage``, the share of ``Σ_b (a_kb + a_bk)`` whose probability
        is known: without the rest, the sum is a lower bound. All unit 1, NaN with a reason in ``<variable>_reason``:
        ``missing`` without a sector, or where no probability is known; ``zero_activity`` for a sector without
        output, whose inputs are unknown; ``present`` where the activity is there; for ``coverage`` ``disconnected``
        where there is no linkage. Activities of one sector share its values; the coordinates ``sector`` and
        ``shared_by`` say which, and how many.

    Raises
    ------
    UnproductiveEconomy
        ``ρ(A) ≥ 1``.
    LabelMismatch
        A sector the table does not have; probabilities of other activities.
    InputError
        Probabilities outside 0 to 1, or missing without a reason; negative flows beside probabilities.

    Examples
    --------
    >>> import xarray as xr
    >>> from growthpole.linkages import worked_example
    >>> chances = xr.DataArray([[1.0, 0.4]], {"region": ["N"], "activity": ["grain", "cars"]})
    >>> worth = linkage_value(worked_example(), {"grain": "1", "cars": "2"}, probabilities=chances)
    >>> worth.multiplier.values.round(4), worth.extraction_loss.values.round(3)
    (array([1.5182, 1.4521]), array([0.07 , 0.196]))
    >>> worth.expected_linkage.values
    array([[0.18, 0.45]])

    References
    ----------
    Miller, R. E., Blair, P. D. (2009). Input-Output Analysis, 2nd ed., ch. 6 and 12. doi:10.1017/CBO9780511626982
    """
    system = economy(io)
    sectors = _sectors.read(sector_of, io.sectors)
    total = float(io.output.sum())
    idle = np.where(io.output.values > 0, 0, REASONS["zero_activity"]).astype(np.int8)
    flows = flows_of(io)
    both = _both_ways(io)
    lost = hypothetical_extraction(io, include_own=False).values / (total if total > 0 else np.nan)
    told = {
        "multiplier": (f"output per unit of final demand, type I; {flows}", multipliers(io).values),
        "extraction_loss": (f"output lost elsewhere without the sector, share of all output; {flows}", lost),
    }
    if pole is not None:
        told["pole_linkage"] = (f"{DIRECT}; to the pole", both[:, _results.places(io, pole, "pole")].sum(axis=1))
    parts = {
        name: ("1", f"{words}; {_sectors.NOTE}", *sectors.spread(np.where(idle, np.nan, values), idle))
        for name, (words, values) in told.items()
    }
    if probabilities is not None:
        if system.has_negatives:
            raise InputError("io-negative-flows", measure="expected_linkage", instead="aggregate")
        parts |= _expected(sectors, probabilities, both, idle)
    return _sectors.dataset(parts)


def _entry_changes(table: np.ndarray, complexity: np.ndarray, undefined: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Change of the mean PCI by each entry, and why there is none."""
    known = ~np.isnan(complexity)
    held = table.sum(axis=-1)
    total = (table @ np.where(known, complexity, 0.0)[..., None])[..., 0]
    mean = np.divide(total, held, out=np.full(held.shape, np.nan), where=held > 0)
    # (Σ + PCI_k)/(D + 1) − Σ/D with one subtraction, so that an entry at the mean changes nothing at all
    change = (complexity[..., None, :] - mean[..., None]) / (held[..., None] + 1)
    codes = np.select(
        [
            np.broadcast_to(undefined[..., None, None] != 0, table.shape),
            table == 1,
            np.broadcast_to(~known[..., None, :], table.shape),
            np.broadcast_to(held[..., None] == 0, table.shape),
        ],
        [
            np.broadcast_to(undefined[..., None, None], table.shape),
            *(np.full(table.shape, REASONS[name]) for name in ("present", "zero_activity", "zero_region")),
        ],
        0,
    )
    return np.where(codes == 0, change, np.nan), codes


def _both_ways(io: IOTable) -> np.ndarray:
    """Direct coefficients between each two sectors, as supplier and as buyer; nothing with itself."""
    a = technical_coefficients(io).values
    both: np.ndarray = a + a.T
    np.fill_diagonal(both, 0.0)
    return both


def _expected(
    sectors: _sectors.Sectors, probabilities: xr.DataArray, both: np.ndarray, idle: np.ndarray
) -> dict[str, tuple[str, str, xr.DataArray, xr.DataArray]]:
    """Linkage weighted with the probability of the other side, and the share of it that has one."""
    chances, there = _chances(sectors, probabilities)
    size = (len(chances), len(both))
    best = np.full((size[1], size[0]), -1.0)
    placed = ~sectors.without
    known = np.where(np.isnan(chances.values), -1.0, chances.values)
    np.maximum.at(best, sectors.places[placed], known.T[placed])
    best = best.T
    total = both.sum(axis=0)
    own = np.where(sectors.without, 0, sectors.places)
    expected = (np.maximum(best, 0.0) @ both)[:, own]
    covered = ((best >= 0) @ both)[:, own]
    linked = np.broadcast_to(total[own] > 0, chances.shape)
    lacking = np.broadcast_to(sectors.without, chances.shape)
    still = np.broadcast_to(idle[own] != 0, chances.shape)
    codes = np.select(
        [lacking, there, still, linked & (covered == 0)],
        [REASONS[name] for name in ("missing", "present", "zero_activity", "missing")],
        0,
    )
    share_codes = np.select(
        [lacking, still, ~linked], [REASONS[n] for n in ("missing", "zero_activity", "disconnected")], 0
    )
    share = np.divide(covered, total[own], out=np.full(chances.shape, np.nan), where=share_codes == 0)
    share = np.minimum(share, 1.0)  # the two sums are added in different orders
    placed_at = {name: sectors.like[name] for name in (_sectors.SECTOR, _sectors.SHARED)}
    like = chances.assign_coords({name: (ACTIVITY, coord.values) for name, coord in placed_at.items()})
    return {
        "expected_linkage": (
            "1",
            f"{DIRECT}; times the probability of the other side",
            like.copy(data=np.where(codes == 0, expected, np.nan)),
            like.copy(data=codes),
        ),
        "coverage": (
            "1",
            "share of the linkage whose probability is known",
            like.copy(data=share),
            like.copy(data=share_codes),
        ),
    }


def _chances(sectors: _sectors.Sectors, probabilities: xr.DataArray) -> tuple[xr.DataArray, np.ndarray]:
    """Probabilities [region, activity], 1 for what is present, NaN where not known; and what is present by reason."""
    values = _cells.levels(probabilities, (REGION, ACTIVITY), "probabilities", missing="absent")
    if values.ndim != 2:
        raise InputError("one-table", name="probabilities", dims=listed(values.dims))
    if bool((values > 1).any()):
        raise InputError(
            "not-shares", name="probabilities", count=int((values > 1).sum()), cells=_cells.cells(values, values > 1)
        )
    stated = _cells.reason_of(probabilities)
    why = xr.zeros_like(values) if stated is None else stated.transpose(*values.dims)
    bare = values.isnull() & (why == 0)
    if bool(bare.any()):
        raise InputError("missing-cells", name="probabilities", count=int(bare.sum()), cells=_cells.cells(values, bare))
    there = values.isnull() & (why == REASONS["present"])
    known, present = align(sectors.like, values.where(~there, 1.0), there, dims=[ACTIVITY])[1:]
    known = known.transpose(REGION, ACTIVITY)
    return known.drop_vars([n for n in known.coords if n not in known.dims]), present.transpose(REGION, ACTIVITY).values
