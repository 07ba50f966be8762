"""Relatedness density: how much of what surrounds an activity does a region have?

A region tends to enter activities near to those it has (the *principle of relatedness*). Density is the share of
an activity's proximities that fall on activities present in the region: 0 when none of its neighbours is there, 1
when all are. It is high wherever a region has much and an activity is common; :func:`relative_relatedness` and
:func:`purged_density` say what is left beyond that.
"""

from __future__ import annotations

from itertools import product

import numpy as np
import xarray as xr

from growthpole.diagnose import _cells, _densities, _presences, _spaces
from growthpole.dims import ACTIVITY, REGION, align, require_dims, result
from growthpole.errors import InputError

__all__ = ["purged_density", "relatedness_density", "relative_relatedness"]


def relatedness_density(
    m: xr.DataArray,
    proximity: xr.DataArray | _spaces.Kind,
    include_self: bool = True,  # noqa: FBT001 (position fixed by the interface)
    *,
    negative: _densities.Negative = "refuse",
) -> xr.DataArray:
    """Density of related activities around every activity in every region.

    ``ω[r,a] = Σ_b φ_ab M[r,b] / Σ_b φ_ab``, b over all activities (without a itself unless ``include_self``).

    Parameters
    ----------
    m : DataArray
        Presences [..., region, activity], bool or 0 and 1; a panel is computed in one call.
    proximity : DataArray or str
        φ [..., activity, activity_other], one for all periods or one for each; or the kind of
        :func:`~growthpole.diagnose.proximity` to be taken from ``m``, which is then never stored whole.
    include_self : bool
        Whether φ_aa counts in both sums. For an absent activity it only enters the sum below the line.
    negative : {"refuse", "zero", "keep"}
        What to do with negative proximities (correlations): refuse them, count them as 0, or apply the formula as
        it stands, which then is no share and may leave 0 to 1.

    Returns
    -------
    DataArray
        [..., region, activity], unit 1, from 0 to 1, absent activities too: they are the options. NaN with reason
        ``zero_activity`` for an activity nobody has, ``disconnected`` where all its proximities are 0, else the
        reason the proximity has none. Such an activity changes nothing for the others. A given proximity (of a
        reference, say) may lack activities that a region has: they are in neither sum, and the coordinate
        ``coverage`` [..., region] is the share of the region's presences that are (1 for a proximity taken from
        ``m``, NaN without presences).

    Raises
    ------
    InputError
        Values that are neither yes nor no, negative proximities that are refused, partly missing proximities, a
        missing dimension, an unknown kind.
    LabelMismatch
        The activities or periods of the two differ.

    Examples
    --------
    >>> import xarray as xr
    >>> labels = {"region": ["N", "S", "W"], "activity": ["a", "b", "c"]}
    >>> m = xr.DataArray([[1, 1, 0], [1, 0, 1], [1, 1, 1]], coords=labels, dims=["region", "activity"])
    >>> relatedness_density(m, "max").sel(region="N").values.round(3)
    array([0.714, 0.769, 0.538])

    References
    ----------
    Hidalgo, C. A., Klinger, B., Barabási, A.-L., Hausmann, R. (2007). The product space conditions the development
    of nations. Science 317(5837), 482–487. doi:10.1126/science.1144581
    """
    _densities.known_policy(negative)
    values = _presences.presences(m)
    space = _densities.spaces(values, proximity)
    density = np.full(values.shape, np.nan)
    codes = np.zeros(values.shape, dtype=np.int8)
    coverage = np.full(values.shape[:-1], np.nan)
    for place in product(*map(range, values.shape[:-2])):
        table = values.values[place]
        swept = _densities.sweep(table, space(place, table), include_self=include_self, negative=negative)
        density[place] = swept.density
        codes[place] = swept.codes
        coverage[place] = swept.coverage
    convention = _densities.named_convention(proximity, include_self=include_self, negative=negative)
    finished = result(
        values.copy(data=density),
        name="relatedness_density",
        unit="1",
        convention=convention,
        reason=values.copy(data=codes),
    )
    return finished.assign_coords({_densities.COVERAGE: (values.dims[:-1], coverage)})


def relative_relatedness(density: xr.DataArray, m: xr.DataArray) -> xr.DataArray:
    """Density of each option against the other options of the same region, in standard deviations.

    ``ω̃[r,a] = (ω[r,a] − mean_r) / sd_r``, mean and standard deviation (divided by n) over the activities absent from
    region r. It compares options inside a region and says nothing about the region's level.

    Parameters
    ----------
    density : DataArray
        ω [..., region, activity] from :func:`relatedness_density`.
    m : DataArray
        Presences with the same labels.

    Returns
    -------
    DataArray
        [..., region, activity], unit 1 (standard deviations). NaN with reason ``present`` where the activity is
        there, the reason of ``density`` where that has none, ``not_applicable`` in a region whose options all have
        the same density.

    Raises
    ------
    InputError
        Values that are neither yes nor no, infinite or unexplained missing densities, a missing dimension.
    LabelMismatch
        Labels of the two differ.

    Examples
    --------
    >>> import xarray as xr
    >>> labels = {"region": ["N"], "activity": ["a", "b", "c"]}
    >>> m = xr.DataArray([[1, 0, 0]], coords=labels, dims=["region", "activity"])
    >>> density = xr.DataArray([[0.9, 0.4, 0.2]], coords=labels, dims=["region", "activity"])
    >>> relative_relatedness(density, m).values
    array([[nan,  1., -1.]])

    References
    ----------
    Pinheiro, F. L., Hartmann, D., Boschma, R., Hidalgo, C. A. (2022). The time and frequency of unrelated
    diversification. Research Policy 51(8), 104323. doi:10.1016/j.respol.2021.104323
    """
    present, near, codes = _pair(density, m)
    options = near.where((present == 0) & (codes == 0))
    # deviations of equal numbers are rounding errors, so equality is tested on the numbers themselves
    same = options.max(ACTIVITY, skipna=True) == options.min(ACTIVITY, skipna=True)
    apart = options - options.mean(ACTIVITY)
    spread = ((apart**2).mean(ACTIVITY) ** 0.5).where(~same)
    codes = _cells.reasons(codes, present=present == 1, not_applicable=same)
    return result(
        (apart / spread).transpose(*present.dims),
        name="relative_relatedness",
        unit="1",
        convention="z-score over the activities absent from the region, ddof 0",
        reason=codes,
    )


def purged_density(density: xr.DataArray, m: xr.DataArray) -> xr.DataArray:
    """Density with the part removed that diversity and ubiquity explain.

    The residual of a least-squares fit, one for each period, over all cells that have a density:
    ``ω[r,a] = α + β D_r + γ U_a + ε[r,a]`` with ``D_r`` the activities of region r and ``U_a`` the regions with a.

    Parameters
    ----------
    density : DataArray
        ω [..., region, activity] from :func:`relatedness_density`.
    m : DataArray
        Presences with the same labels.

    Returns
    -------
    DataArray
        [..., region, activity], unit 1, ε for present and absent activities; it averages 0 and is uncorrelated with
        D and U. The coordinate ``r_squared`` [...] is the share of the variance that was removed (NaN where density
        does not vary). NaN with the reason of ``density``.

    Raises
    ------
    InputError
        Values that are neither yes nor no, infinite or unexplained missing densities, a missing dimension.
    LabelMismatch
        Labels of the two differ.

    Examples
    --------
    >>> import xarray as xr
    >>> labels = {"region": ["N", "S"], "activity": ["a", "b"]}
    >>> m = xr.DataArray([[1, 1], [1, 0]], coords=labels, dims=["region", "activity"])
    >>> density = xr.DataArray([[0.9, 0.8], [0.7, 0.2]], coords=labels, dims=["region", "activity"])
    >>> purged = purged_density(density, m)
    >>> purged.values.round(3), purged.r_squared.item().__round__(3)
    (array([[-0.1,  0.1],
           [ 0.1, -0.1]]), 0.862)

    References
    ----------
    Frisch, R., Waugh, F. V. (1933). Partial time regressions as compared with individual trends. Econometrica 1(4),
    387–401. doi:10.2307/1907330
    """
    present, near, codes = _pair(density, m)
    purged = np.full(present.shape, np.nan)
    explained = np.full(present.shape[:-2], np.nan)
    for place in product(*map(range, present.shape[:-2])):
        table = present.values[place]
        defined = codes.values[place] == 0
        if defined.any():
            purged[place], explained[place] = _residual(near.values[place], defined, table)
    left = result(
        present.copy(data=purged),
        name="purged_density",
        unit="1",
        convention="residual of density on diversity and ubiquity, least squares over all cells of a period",
        reason=codes,
    )
    return left.assign_coords(r_squared=(present.dims[:-2], explained))


def _residual(density: _spaces.Matrix, defined: _spaces.Flags, table: _spaces.Matrix) -> tuple[_spaces.Matrix, float]:
    """Residuals of density on diversity and ubiquity over the defined cells, and R²."""
    regressors = np.broadcast_arrays(table.sum(axis=1)[:, None], table.sum(axis=0)[None, :])
    columns = np.stack([part[defined] for part in regressors])
    columns = columns - columns.mean(axis=1, keepdims=True)
    target = density[defined]
    same = target.max() == target.min()
    target = np.zeros_like(target) if same else target - target.mean()
    slopes = np.linalg.lstsq(columns @ columns.T, columns @ target, rcond=None)[0]
    rest = target - slopes @ columns
    residual = np.full(density.shape, np.nan)
    residual[defined] = rest
    return residual, np.nan if same else float(1 - (rest @ rest) / (target @ target))


def _pair(density: xr.DataArray, m: xr.DataArray) -> tuple[xr.DataArray, xr.DataArray, xr.DataArray]:
    """Presences, densities and their reasons [..., region, activity], in the labels of the presences."""
    present = _presences.presences(m)
    require_dims(density, map(str, present.dims), "density")
    beyond = [str(dim) for dim in density.dims if dim not in present.dims]
    if beyond:
        raise InputError("missing-dims", name="m", missing=", ".join(beyond), dims=", ".join(map(str, present.dims)))
    near = _cells.levels(density, (REGION, ACTIVITY), "density", missing="absent", signed=True)
    near = near.drop_vars(_densities.COVERAGE, errors="ignore")
    codes = _cells.absence(density, near)
    stated = _cells.reason_of(density)
    bare = near.isnull() & (True if stated is None else stated == 0)
    if bool(bare.any()):
        raise InputError("missing-cells", name="density", count=int(bare.sum()), cells=_cells.cells(near, bare))
    near, codes = align(present, near, codes)[1:]
    return present, near.transpose(*present.dims), codes.transpose(*present.dims)
