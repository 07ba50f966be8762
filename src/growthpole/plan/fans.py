"""Fans and odds: what a set of paths says, as quantiles and as a share that reaches a goal."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import xarray as xr

from growthpole.dims import PATH, QUANTILE, REASON, REASONS, align, require_dims, result
from growthpole.errors import InputError

__all__ = ["fan", "odds"]


def fan(paths: xr.DataArray, levels: Iterable[float] = (0.1, 0.25, 0.5, 0.75, 0.9)) -> xr.DataArray:
    """Quantiles over paths: the bands a chart shows.

    ``q_p = x_(j) + (h − j) (x_(j+1) − x_(j))``, ``h = (n − 1) p + 1``, ``j = ⌊h⌋``, of the n paths in order.

    Parameters
    ----------
    paths : DataArray
        Levels [path, …], such as those of :func:`organic_paths` or of their sum; NaN on all paths where there is none.
    levels : iterable of float
        Levels of the quantiles, between 0 and 1, ascending.

    Returns
    -------
    DataArray
        [quantile, …] in the unit of the paths; NaN, with the reason of the paths or ``missing``, where there are none.

    Raises
    ------
    InputError
        No dimension ``path``, values missing on some paths only, levels outside their range or not ascending.
    LabelMismatch
        ``path`` has no labels.

    Examples
    --------
    >>> import numpy as np, xarray as xr
    >>> paths = xr.DataArray(np.arange(101.0), coords={"path": range(101)}, dims="path", attrs={"unit": "person"})
    >>> fan(paths, (0.1, 0.5)).values
    array([10., 50.])

    References
    ----------
    Hyndman, R. J., Fan, Y. (1996). Sample quantiles in statistical packages. The American Statistician 50(4), 361–365,
    definition 7. doi:10.1080/00031305.1996.10473566
    """
    asked = [float(level) for level in levels]
    if not asked or not all(0 < level < 1 for level in asked) or sorted(set(asked)) != asked:
        raise InputError("bad-levels", received=asked)
    values, codes = _paths(paths)
    rest = [str(dim) for dim in paths.dims if dim != PATH]
    found = np.quantile(values, asked, axis=0)
    coords = {QUANTILE: asked, **{dim: paths[dim].values for dim in rest if dim in paths.indexes}}
    quantiles = xr.DataArray(found, coords=coords, dims=(QUANTILE, *rest))
    reason = codes.expand_dims({QUANTILE: asked})
    return result(quantiles, name="fan", unit=_unit(paths), convention=_convention(paths), reason=reason)


def odds(paths: xr.DataArray, goal: xr.DataArray | float) -> xr.DataArray:
    """Share of paths that reach a goal.

    ``P = mean_j 1[x_j ≥ g]`` over the paths.

    Parameters
    ----------
    paths : DataArray
        Levels [path, …], of an activity, of several, or of a sum.
    goal : DataArray or float
        Level to be reached, g, in the unit of the paths; one number, or one for each label of some of the other dims.

    Returns
    -------
    DataArray
        […], unit 1, from 0 to 1; NaN, with the reason of the paths or ``missing``, without paths or without a goal. Of
        a model, so never to be shown without the share of like regions that reached as much.

    Raises
    ------
    InputError
        No dimension ``path``, values missing on some paths only, a goal that is infinite or has other dims.
    LabelMismatch
        Labels of the goal differ.

    Examples
    --------
    >>> import numpy as np, xarray as xr
    >>> paths = xr.DataArray(np.arange(10.0), coords={"path": range(10)}, dims="path")
    >>> odds(paths, 7.0).item()
    0.3

    References
    ----------
    Gneiting, T., Katzfuss, M. (2014). Probabilistic forecasting. Annual Review of Statistics and Its Application 1,
    125–151. doi:10.1146/annurev-statistics-062713-085831
    """
    values, codes = _paths(paths)
    rest = [str(dim) for dim in paths.dims if dim != PATH]
    wanted = goal if isinstance(goal, xr.DataArray) else xr.DataArray(float(goal))
    beyond = [str(dim) for dim in wanted.dims if dim not in rest]
    if beyond:
        raise InputError("missing-dims", name="paths", missing=", ".join(beyond), dims=", ".join(rest) or "–")
    labelled = xr.DataArray(
        values, coords={dim: paths[dim].values for dim in rest if dim in paths.indexes}, dims=(PATH, *rest)
    )
    wanted = align(labelled, wanted.drop_vars(REASON, errors="ignore"))[1].astype(np.float64)
    if bool(np.isinf(wanted).any()):
        raise InputError("infinite-cells", name="goal", count=int(np.isinf(wanted).sum()), cells=str(wanted.values))
    lacking = wanted.isnull().broadcast_like(codes).transpose(*codes.dims)
    codes = codes.where(~lacking | (codes != 0), REASONS["missing"])
    share = (labelled >= wanted).mean(PATH).transpose(*rest).where(codes == 0)
    return result(share, name="odds", unit="1", convention=f"share of paths; {_convention(paths)}", reason=codes)


def _paths(paths: xr.DataArray) -> tuple[np.ndarray, xr.DataArray]:
    """Values with the paths first, and why there are none [the other dims]."""
    require_dims(paths, (PATH,), "paths")
    rest = [str(dim) for dim in paths.dims if dim != PATH]
    values = paths.transpose(PATH, *rest).values
    absent = np.isnan(values)
    partly = absent.any(axis=0) & ~absent.all(axis=0)
    if partly.any():
        raise InputError("missing-cells", name="paths", count=int(partly.sum()), cells=f"{int(partly.sum())} × path")
    coords = {dim: paths[dim].values for dim in rest if dim in paths.indexes}
    nothing = xr.DataArray(absent.all(axis=0), coords=coords, dims=rest)
    own = paths.coords[REASON].drop_vars(REASON) if REASON in paths.coords else xr.DataArray(0)
    own = own.isel({PATH: 0}, drop=True) if PATH in own.dims else own
    given = own.where(own != 0, REASONS["missing"]).broadcast_like(nothing).transpose(*rest)
    return values, given.where(nothing, 0).astype(np.int8)


def _unit(paths: xr.DataArray) -> str:
    return str(paths.attrs.get("unit", "1"))


def _convention(paths: xr.DataArray) -> str:
    return str(paths.attrs.get("convention", "quantiles over paths"))
