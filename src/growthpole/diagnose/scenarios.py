"""What if: a set of entries or exits, and what it would change in the regions concerned.

One entry changes the outlook by its gain; several together do not add up, since each opens neighbours of the
others. So a set of entries is computed as a set. For density and outlook, proximities and complexities are those of
the table as it is: a scenario of one region does not redraw the map of all. The complexity index of a region is a
place among all regions, so for it both tables are computed whole, the second turned to agree with the first. Each
is an eigenvector of its own table, and a difference of two is a change of place only while both order the regions
along the same axis. Their correlation says whether they do; where they do not, there is no change to tell.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import xarray as xr

from growthpole.diagnose import _densities, _panels, _presences, _spaces, outlooks
from growthpole.diagnose._orientation import pearson
from growthpole.diagnose.complexity import economic_complexity
from growthpole.dims import ACTIVITY, REASONS, REGION, result
from growthpole.errors import InputError, listed

__all__ = ["what_if"]

_TABLE = "table"
# Two standardised indices differ by √(2 (1 − r)) standard deviations in the mean: .45 at this bar. Below it the typical
# region moves by half a standard deviation or more because the axis has turned, whatever entered it.
SAME_AXIS = 0.9


def what_if(
    m: xr.DataArray,
    entries: Iterable[tuple[object, object]],
    pci: xr.DataArray,
    proximity: xr.DataArray | _spaces.Kind,
    *,
    enter: bool = True,
    include_self: bool = True,
    negative: _densities.Negative = "refuse",
) -> xr.Dataset:
    """Change of density, outlook and complexity when a set of activities enters (or leaves) regions together.

    ``Δω_ra = Σ_b φ_ab (M'_rb − M_rb) / S_a`` and ``ΔCOI_r = COI_r(M') − COI_r(M)``, M' the presences after the
    switch, φ, S and PCI as they are before it; ``ΔECI_r = ECI_r(M') − ECI_r(M)``, each with mean 0 and standard
    deviation 1 over regions.

    Parameters
    ----------
    m : DataArray
        Presences [region, activity] of one period, bool or 0 and 1.
    entries : iterable of (region, activity)
        The cells to switch, each once and not yet in the wanted state.
    pci : DataArray
        Complexity of activities with ``attrs["scale"]``, as for
        :func:`~growthpole.diagnose.complexity_outlook`.
    proximity : DataArray or str
        φ [activity, activity_other], or the kind to take from ``m`` before the switch.
    enter : bool
        Whether the activities enter, or leave.
    include_self : bool
        Whether φ_aa counts in both sums of the density.
    negative : {"refuse", "zero", "keep"}
        What to do with negative proximities.

    Returns
    -------
    Dataset
        For the regions concerned, in the order of ``m``: ``coi_before``, ``coi_after``, ``delta_coi`` [region] and
        ``delta_density`` [region, activity] (unit 1; NaN with ``delta_density_reason`` for an activity without
        density), ``eci_before``, ``eci_after``, ``delta_eci`` [region] (NaN with ``<variable>_reason`` where the table,
        or for the change one of the two, has no complexity, or the region is empty in it), ``axis_correlation``, the
        Pearson correlation of ECI before and after over all regions that have both, not negative since the second
        is turned (NaN with ``axis_correlation_reason`` where a table has no complexity, ``not_applicable`` where they
        do not correlate). Where it lies below .9 the two are indices of different things, and ``delta_eci`` is NaN with
        the reason ``axis_changed``. ``switched`` [region] how many cells were switched, ``coverage`` [region] the
        share of its presences before that have proximities. ``attrs`` hold the scale of PCI.

    Raises
    ------
    InputError
        No entries; unknown labels; an entry twice, already in the wanted state, or of an activity without
        proximity; what :func:`~growthpole.diagnose.complexity_outlook` refuses.
    LabelMismatch
        Activities differ.

    Examples
    --------
    >>> import xarray as xr
    >>> labels = {"region": ["N", "S", "W"], "activity": ["a", "b", "c"]}
    >>> m = xr.DataArray([[1, 1, 0], [1, 0, 1], [1, 1, 1]], coords=labels, dims=["region", "activity"])
    >>> pci = xr.DataArray([-1.0, 0.0, 1.0], coords={"activity": ["a", "b", "c"]}, dims="activity")
    >>> after = what_if(m, [("N", "c")], pci.assign_attrs(scale="z"), "max")
    >>> after.delta_coi.values.round(3), after.delta_density.sel(region="N").values.round(3)
    (array([-0.538]), array([0.286, 0.231, 0.462]))

    References
    ----------
    Hausmann, R., Hidalgo, C. A., Bustos, S., Coscia, M., Simoes, A., Yildirim, M. A. (2014). The Atlas of Economic
    Complexity. MIT Press. doi:10.7551/mitpress/9647.001.0001
    """
    _densities.known_policy(negative)
    values = _presences.presences(m)
    if values.ndim != 2:
        raise InputError("one-table", name="m", dims=listed(values.dims))
    complexity, _ = outlooks.read_pci(pci, values)
    space = _densities.spaces(values, proximity)((), values.values)
    rows, columns = _cells_to_switch(values, list(entries), space.codes, enter=enter)
    concerned = np.unique(rows)
    before = values.values[concerned]
    after = before.copy()
    after[np.searchsorted(concerned, rows), columns] = float(enter)
    both = np.concatenate([before, after])
    swept = _densities.sweep(both, space, include_self=include_self, negative=negative)
    known = ~np.isnan(complexity) & (swept.codes == 0)
    prospect = np.where(known, (1 - both) * swept.density * np.where(known, complexity, 0.0), 0.0)
    then, now = np.split(prospect.sum(axis=1), 2)
    old, new = np.split(swept.density, 2)
    convention = _densities.named_convention(proximity, include_self=include_self, negative=negative)
    fixed = f"proximity and PCI fixed; {convention}"
    regions = {REGION: values[REGION].values[concerned]}
    grid = {**regions, ACTIVITY: values[ACTIVITY].values}
    counts = (before != after).sum(axis=1).astype(np.float64)
    variables = {
        name: result(xr.DataArray(part, coords=regions, dims=REGION), name=name, unit="1", convention=words)
        for name, part, words in (
            ("coi_before", then, fixed),
            ("coi_after", now, fixed),
            ("delta_coi", now - then, fixed),
            ("switched", counts, "cells that enter" if enter else "cells that leave"),
            ("coverage", np.split(swept.coverage, 2)[0], f"{_densities.COVERED}; before the switch"),
        )
    }
    change = xr.DataArray(new - old, coords=grid, dims=(REGION, ACTIVITY))
    variables["delta_density"] = result(change, name="delta_density", unit="1", convention=fixed)
    codes = change.copy(data=np.broadcast_to(swept.codes, change.shape))
    indices, whys = _complexity(values, after, concerned)
    told = _panels.explained(xr.Dataset({**variables, **indices}), delta_density=codes, **whys)
    return told.assign_attrs(scale=pci.attrs["scale"], convention=fixed)


def _complexity(
    values: xr.DataArray, after: np.ndarray, concerned: np.ndarray
) -> tuple[dict[str, xr.DataArray], dict[str, xr.DataArray]]:
    """ECI of the regions concerned in both tables, its change, how far the two are one axis; and the reasons."""
    then = values.copy(deep=True)
    then.values[concerned] = after
    found = [economic_complexity(table.expand_dims({_TABLE: 1})).isel({_TABLE: 0}) for table in (values, then)]
    old, new = (one["eci"].reset_coords(drop=True) for one in found)
    first, second = (one["eci_reason"].reset_coords(drop=True) for one in found)
    both = first.where(first != 0, second)
    codes = {"eci_before": first, "eci_after": second}
    correlation = _correlation(old.values, new.values)
    new = new if np.isnan(correlation) else new * np.copysign(1.0, correlation)
    same = abs(correlation) >= SAME_AXIS
    codes["delta_eci"] = both.where((both != 0) | same, REASONS["axis_changed"])
    of_axis = REASONS["not_applicable"] if bool((both == 0).any()) else int(both.max())
    codes["axis_correlation"] = xr.DataArray(of_axis if np.isnan(correlation) else 0)
    convention = "mean 0 and standard deviation 1 over all regions, both tables whole"
    parts = {"eci_before": old, "eci_after": new, "delta_eci": (new - old).where(codes["delta_eci"] == 0)}
    made = {
        name: result(part.isel({REGION: concerned}), name=name, unit="1", convention=convention)
        for name, part in parts.items()
    }
    words = f"Pearson over regions with ECI in both tables, after turning; no change of ECI below {SAME_AXIS:g}"
    axis = xr.DataArray(abs(correlation))
    made["axis_correlation"] = result(axis, name="axis_correlation", unit="1", convention=words)
    here = {name: code.isel({REGION: concerned}) if REGION in code.dims else code for name, code in codes.items()}
    return made, here


def _correlation(old: np.ndarray, new: np.ndarray) -> float:
    """Pearson correlation over the regions that have both; NaN where that tells no direction."""
    known = ~np.isnan(old) & ~np.isnan(new)
    return pearson(old[known], new[known]) if known.any() else float("nan")


def _cells_to_switch(
    values: xr.DataArray, entries: list[tuple[object, object]], codes: _spaces.Codes, *, enter: bool
) -> tuple[np.ndarray, np.ndarray]:
    """Row and column of each entry, or one error that names all that cannot be switched."""
    places: list[tuple[int, int]] = []
    problems: dict[str, list[str]] = {"unknown": [], "twice": [], "already": [], "empty": []}
    regions, activities = values.indexes[REGION], values.indexes[ACTIVITY]
    for region, activity in entries:
        shown = f"{region}/{activity}"
        if region not in regions or activity not in activities:
            problems["unknown"].append(shown)
            continue
        place = (int(regions.get_loc(region)), int(activities.get_loc(activity)))
        if place in places:
            problems["twice"].append(shown)
        elif values.values[place] == enter:
            problems["already"].append(shown)
        elif codes[place[1]] == REASONS["zero_activity"]:
            problems["empty"].append(shown)
        else:
            places.append(place)
    if any(problems.values()) or not places:
        raise InputError("bad-entries", **{name: listed(found) or "–" for name, found in problems.items()})
    rows, columns = np.array(places).T
    return rows, columns
