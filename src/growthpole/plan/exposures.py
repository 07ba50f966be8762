"""Exposure: jobs that hang on activities at risk, foreign capital promised and paid, and supply that leans on a few."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from growthpole.diagnose import _cells, _compositions, _panels, concentration_ratio, herfindahl
from growthpole.dims import ACTIVITY, SUPPLIER, USER, align, result
from growthpole.errors import InputError
from growthpole.opportunities import _givens

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["foreign_investment_position", "jobs_at_risk", "supply_concentration"]


def jobs_at_risk(
    jobs: xr.DataArray,
    exit_probability: xr.DataArray,
    *,
    low: xr.DataArray | None = None,
    high: xr.DataArray | None = None,
) -> xr.Dataset:
    """Jobs in activities that may lose their specialisation, weighted with the probability of it.

    ``expected = Σ_a J_a p_a``. With exits apart from each other its standard deviation is ``√Σ J_a² p_a (1−p_a)``, with
    exits all driven by one shock ``√Σ_ab J_a J_b (min(p_a, p_b) − p_a p_b)``; the truth lies between, unless exits
    oppose each other.

    Parameters
    ----------
    jobs : DataArray
        J [..., activity], zero or more, nothing missing.
    exit_probability : DataArray
        p, same dims, 0 to 1; NaN where it is not known.
    low, high : DataArray, optional
        Ends of the interval of p, same dims, both or neither.

    Returns
    -------
    Dataset
        ``at_risk`` [..., activity]; ``expected, low, high, apart, together`` (the two standard deviations) without
        activity, in the unit of ``jobs``; ``covered``, the share of jobs whose p is known. The sums are over these
        only. Reason ``missing`` where no p is known, for low and high also where no interval is given;
        ``zero_total`` for ``covered`` without jobs.

    Raises
    ------
    InputError
        Negative or missing jobs, p outside 0 to 1, an interval without its p.
    LabelMismatch
        Labels differ.

    Notes
    -----
    A job at risk is not a job lost: an activity that is no longer a specialisation still employs people.

    Examples
    --------
    >>> import xarray as xr
    >>> labels = {"activity": ["steel", "ships"]}
    >>> jobs = xr.DataArray([100.0, 50.0], coords=labels, dims="activity", attrs={"unit": "person"})
    >>> found = jobs_at_risk(jobs, xr.DataArray([0.1, 0.4], coords=labels, dims="activity"))
    >>> found.expected.item(), round(found.apart.item(), 6), round(found.together.item(), 6)
    (30.0, 38.729833, 45.825757)

    References
    ----------
    Essletzbichler, J. (2015). Relatedness, industrial branching and technological cohesion in US metropolitan areas.
    Regional Studies 49(5), 752–766. doi:10.1080/00343404.2013.806793
    """
    staff = _cells.levels(jobs, (ACTIVITY,), "jobs")
    dims = _cells.names(staff)
    odds = align(staff, _givens.shares(exit_probability, dims, "exit_probability"))[1]
    ends = _interval(odds, low, high, dims)
    unit = _cells.stated_unit(jobs)
    known = odds.notnull()
    none = ~known.any(ACTIVITY)
    codes = _cells.reasons(none * 0, missing=none)
    total = staff.sum(ACTIVITY)
    certain, held = odds.fillna(0.0), staff.where(known, 0.0)
    parts = {
        "expected": (held * certain).sum(ACTIVITY),
        "apart": (held**2 * certain * (1 - certain)).sum(ACTIVITY) ** 0.5,
        "together": _together(held, certain),
    }
    words = "over activities with a known probability"
    made = {
        name: result(part.where(~none), name=name, unit=unit, convention=words, reason=codes)
        for name, part in parts.items()
    }
    open_ends = _cells.reasons(codes, missing=codes >= 0) if ends is None else codes
    for name, end in zip(("low", "high"), ends or (certain * np.nan, certain * np.nan), strict=True):
        part = (held * end.fillna(0.0)).sum(ACTIVITY).where(open_ends == 0)
        made[name] = result(part, name=name, unit=unit, convention=words, reason=open_ends)
    at_risk = result(staff * odds, name="at_risk", unit=unit, convention="jobs times the probability of exit")
    share = result(held.sum(ACTIVITY) / _cells.positive(total), name="covered", unit="1", convention="share of jobs")
    codes_of = dict.fromkeys(parts, codes) | {"low": open_ends, "high": open_ends}
    dataset = _plain({**made, "at_risk": at_risk, "covered": share})
    return _panels.explained(
        dataset,
        **codes_of,
        at_risk=_cells.absence(odds, odds),
        covered=_cells.reasons(total * 0, zero_total=total == 0),
    )


def foreign_investment_position(contracted: xr.DataArray, utilised: xr.DataArray) -> xr.Dataset:
    """Foreign capital contracted and utilised, side by side and never added.

    ``ratio = utilised / contracted``. In one year it may pass 1, as money comes in that was contracted before.

    Parameters
    ----------
    contracted, utilised : DataArray
        Money, zero or more, same dims, labels and unit; NaN where it is not known.

    Returns
    -------
    Dataset
        ``contracted, utilised`` as given and ``ratio`` (unit 1; reason ``missing`` where one is not known,
        ``zero_base`` where nothing was contracted).

    Raises
    ------
    InputError, LabelMismatch, UnitMismatch
        Negative or infinite values; labels or units of the two differ.

    Examples
    --------
    >>> import xarray as xr
    >>> years = {"period": [2021, 2022]}
    >>> contracted = xr.DataArray([40.0, 50.0], coords=years, dims="period")
    >>> foreign_investment_position(contracted, xr.DataArray([10.0, 15.0], coords=years, dims="period")).ratio.values
    array([0.25, 0.3 ])

    References
    ----------
    OECD (2008). OECD Benchmark Definition of Foreign Direct Investment, 4th ed. doi:10.1787/9789264045743-en
    """
    promised, paid, unit = _panels.pair(contracted, utilised, (), names=("contracted", "utilised"), missing="absent")
    absent = {"contracted": _cells.absence(contracted, promised), "utilised": _cells.absence(utilised, paid)}
    codes = _cells.reasons(absent["contracted"], missing=paid.isnull(), zero_base=promised == 0)
    dataset = _plain(
        {
            "contracted": result(promised, name="contracted", unit=unit, convention="contracted, not paid"),
            "utilised": result(paid, name="utilised", unit=unit, convention="paid in"),
            "ratio": result(
                paid / _cells.positive(promised), name="ratio", unit="1", convention="utilised / contracted"
            ),
        }
    )
    return _panels.explained(dataset, **absent, ratio=codes)


def supply_concentration(values: xr.DataArray, imported: xr.DataArray | None = None) -> xr.Dataset:
    """On how few suppliers the region, or each user, leans, and how much of it is imported.

    ``H = Σ_s q_s²`` with ``q_s`` the supplier's share of what is bought; ``largest_share = max q_s``;
    ``import_share = Σ_s q_s`` over imported supply.

    Parameters
    ----------
    values : DataArray
        Purchases [supplier] or [supplier, user], zero or more, nothing missing.
    imported : DataArray of bool, optional
        [supplier], whether a supplier stands abroad.

    Returns
    -------
    Dataset
        ``herfindahl, largest_share, import_share`` (unit 1) and ``largest`` (the supplier, the first of equal ones,
        empty for none), without supplier. Reason ``zero_total`` where nothing is bought; for ``import_share``
        ``missing`` where it is not said what is imported.

    Raises
    ------
    Undefined
        One vector of purchases that are all zero.
    InputError, LabelMismatch
        Negative or missing purchases, further dimensions, flags that are none, labels that differ.

    Examples
    --------
    >>> import xarray as xr
    >>> labels = {"supplier": ["home", "near", "far"]}
    >>> bought = xr.DataArray([50.0, 30.0, 20.0], coords=labels, dims="supplier")
    >>> found = supply_concentration(bought, xr.DataArray([False, False, True], coords=labels, dims="supplier"))
    >>> round(found.herfindahl.item(), 6), found.largest.item(), found.import_share.item()
    (0.38, 'home', 0.2)

    References
    ----------
    Hirschman, A. O. (1964). The paternity of an index. American Economic Review 54(5), 761.
    Hirschman, A. O. (1945). National Power and the Structure of Foreign Trade. University of California Press.
    """
    further = [dim for dim in _cells.names(values) if dim not in (SUPPLIER, USER)]
    if further:
        raise InputError("one-table", name="values", dims=", ".join(_cells.names(values)))
    index = herfindahl(values, SUPPLIER)
    parts, codes = _compositions.shares(values, SUPPLIER, "supply_concentration")
    open_codes = codes
    foreign = codes * np.nan
    if imported is None:
        open_codes = _cells.reasons(codes, missing=codes >= 0)
    else:
        abroad = align(parts, _givens.flags(imported, (SUPPLIER,), "imported"))[1]
        foreign = (parts * abroad).sum(SUPPLIER, skipna=False)
    empty = codes != 0
    largest = parts.fillna(0.0).idxmax(SUPPLIER).astype(str).where(~empty, "")
    words = "of all that is bought"
    dataset = _plain(
        {
            "herfindahl": index,
            "largest_share": concentration_ratio(values, SUPPLIER, 1),
            "import_share": result(foreign, name="import_share", unit="1", convention=words),
            "largest": result(largest, name="largest", unit="label", convention="first of equal ones"),
        }
    )
    return _panels.explained(dataset, herfindahl=codes, largest_share=codes, import_share=open_codes)


def _interval(
    odds: xr.DataArray, low: xr.DataArray | None, high: xr.DataArray | None, dims: tuple[str, ...]
) -> tuple[xr.DataArray, xr.DataArray] | None:
    """Ends of the probabilities in their order of labels, around them wherever they are known."""
    if low is None and high is None:
        return None
    if low is None or high is None:
        raise InputError("pair-needed", left="low", right="high", absent="low" if low is None else "high")
    below, above = (align(odds, _givens.shares(end, dims, name))[1] for end, name in ((low, "low"), (high, "high")))
    bad = odds.notnull() & ~((below <= odds) & (odds <= above))
    if bool(bad.any()):
        raise InputError(
            "bad-band", value=_cells.cells(odds, bad), low=_cells.cells(below, bad), high=_cells.cells(above, bad)
        )
    return below, above


def _together(jobs: xr.DataArray, odds: xr.DataArray) -> xr.DataArray:
    """Standard deviation of the jobs at risk when one shock drives all exits."""
    staff, p = jobs.transpose(..., ACTIVITY).values, odds.transpose(..., ACTIVITY).values
    joint = np.minimum(p[..., :, None], p[..., None, :]) - p[..., :, None] * p[..., None, :]
    spread = np.sqrt(np.maximum(np.einsum("...a,...ab,...b->...", staff, joint, staff), 0.0))
    like = jobs.isel({ACTIVITY: 0}, drop=True)
    return like.copy(data=spread)


def _plain(parts: dict[str, xr.DataArray]) -> xr.Dataset:
    """The parts as one Dataset; each keeps its reasons under a name of its own."""
    import xarray as xr

    return xr.Dataset({name: part.drop_vars("reason", errors="ignore") for name, part in parts.items()})
