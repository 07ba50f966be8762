"""Comparisons: how far one composition lies from another.

With ``s`` the shares of a region and ``s*`` those of a reference, all three measures ask how much they
have in common. The Krugman index ``K = Σ |s − s*|`` adds up the distances: 0 for the same composition,
2 when nothing is in common. The Hoover index is half of it, the part that would have to move to make
the two alike. The Hachman index ``1 / Σ s·LQ`` weighs the location quotients ``LQ = s / s*`` by what
rests on them: 1 for the same composition, near 0 for a region that lives on what is rare elsewhere.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from growthpole.diagnose import _cells, _compositions
from growthpole.dims import ACTIVITY, REGION, result
from growthpole.errors import Undefined, listed

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["hachman", "hoover", "krugman"]


def krugman(x: xr.DataArray, reference: xr.DataArray, dim: str = ACTIVITY) -> xr.DataArray:
    """Krugman index of dissimilarity between the composition of ``x`` and of a reference.

    ``K = Σ_a |s_a − s*_a|`` with ``s`` the shares of ``x`` along ``dim`` and ``s*`` those of the reference.

    Parameters
    ----------
    x : DataArray
        Levels, zero or more, nothing missing; usually [region, activity].
    reference : DataArray
        Levels with ``dim`` and no dimension ``x`` lacks, such as a nation [activity]. Its unit may
        differ: only shares are compared.
    dim : str
        Dimension of the composition.

    Returns
    -------
    DataArray
        The dims of ``x`` without ``dim``, unit 1, between 0 and 2. NaN with reason ``zero_total`` where
        ``x`` or its reference sums to zero.

    Raises
    ------
    Undefined
        A single composition, or the only reference, sums to zero.
    LabelMismatch
        The labels of the two differ.
    InputError
        Negative, infinite or missing values, or a dimension is missing.

    Examples
    --------
    >>> import xarray as xr
    >>> activities = {"activity": list("abcde")}
    >>> x = xr.DataArray([20, 10, 70, 0, 0], coords=activities, dims="activity")
    >>> other = xr.DataArray([0, 0, 0, 60, 40], coords=activities, dims="activity")
    >>> print(krugman(x, other).item())
    2.0

    References
    ----------
    Krugman, P. (1991). Geography and Trade. MIT Press.
    Wieland, T. (2019). REAT: A Regional Economic Analysis Toolbox for R. REGION 6(3), R1–R57.
    doi:10.18335/region.v6i3.267
    """
    own, other, codes = _compositions.against(x, reference, dim, "krugman")
    return result(
        abs(own - other).sum(dim, skipna=False),
        name="krugman",
        unit="1",
        convention=f"sum of absolute share differences over {dim}",
        reason=codes,
    )


def hoover(x: xr.DataArray, reference: xr.DataArray, dim: str = REGION) -> xr.DataArray:
    """Hoover index of concentration of ``x`` against a reference: half the sum of share differences.

    ``HI = ½ Σ_r |s_r − s*_r|`` with ``s`` the shares of ``x`` along ``dim`` and ``s*`` those of the reference.

    Parameters
    ----------
    x : DataArray
        Levels, zero or more, nothing missing; usually [region, activity], or incomes [region].
    reference : DataArray
        Levels with ``dim`` and no dimension ``x`` lacks, such as population [region]. Its unit may
        differ: only shares are compared.
    dim : str
        Dimension over which ``x`` is concentrated.

    Returns
    -------
    DataArray
        The dims of ``x`` without ``dim``, unit 1, between 0 and 1. NaN with reason ``zero_total`` where
        ``x`` or its reference sums to zero.

    Raises
    ------
    Undefined
        A single distribution, or the only reference, sums to zero.
    LabelMismatch
        The labels of the two differ.
    InputError
        Negative, infinite or missing values, or a dimension is missing.

    Examples
    --------
    >>> import xarray as xr
    >>> regions = {"region": ["N", "S"]}
    >>> income = xr.DataArray([75.0, 25.0], coords=regions, dims="region")
    >>> people = xr.DataArray([1000, 1000], coords=regions, dims="region")
    >>> print(hoover(income, people).item())
    0.25

    References
    ----------
    Hoover, E. M. (1936). The measurement of industrial localization. The Review of Economics and
    Statistics 18(4), 162–171.
    """
    own, other, codes = _compositions.against(x, reference, dim, "hoover")
    return result(
        abs(own - other).sum(dim, skipna=False) / 2,
        name="hoover",
        unit="1",
        convention=f"half the sum of absolute share differences over {dim}",
        reason=codes,
    )


def hachman(x: xr.DataArray, reference: xr.DataArray, dim: str = ACTIVITY) -> xr.DataArray:
    """Hachman index: how closely the composition of ``x`` resembles that of a reference.

    ``HA = 1 / Σ_a s_a · LQ_a`` with ``LQ_a = s_a / s*_a``, ``s`` the shares of ``x`` along ``dim`` and ``s*`` those of
    the reference.

    Parameters
    ----------
    x : DataArray
        Levels, zero or more, nothing missing; usually [region, activity].
    reference : DataArray
        Levels with ``dim`` and no dimension ``x`` lacks, such as a nation [activity] that holds the
        regions. Its unit may differ: only shares are compared.
    dim : str
        Dimension of the composition.

    Returns
    -------
    DataArray
        The dims of ``x`` without ``dim``, unit 1, above 0 and at most 1. NaN with reason ``zero_total``
        where ``x`` or its reference sums to zero, ``zero_activity`` where ``x`` has an activity the
        reference lacks. What neither has is left out.

    Raises
    ------
    Undefined
        A single composition, or the only reference, sums to zero; a single composition has an activity
        the reference lacks.
    LabelMismatch
        The labels of the two differ.
    InputError
        Negative, infinite or missing values, or a dimension is missing.

    Examples
    --------
    >>> import xarray as xr
    >>> activities = {"activity": ["industry", "information", "finance", "public services"]}
    >>> berlin = xr.DataArray([126697, 70532, 33599, 362351], coords=activities, dims="activity")
    >>> bavaria = xr.DataArray([1410895, 178226, 187916, 1050058], coords=activities, dims="activity")
    >>> germany = xr.DataArray([7155807, 925648, 996498, 7127512], coords=activities, dims="activity")
    >>> print(round(hachman(berlin, germany).item(), 3), round(hachman(bavaria, germany).item(), 3))
    0.799 0.981

    References
    ----------
    Balland, P.-A. (2017). Economic Geography in R: Introduction to the EconGeo package. Papers in
    Evolutionary Economic Geography 17.09, Utrecht University.
    """
    own, other, codes = _compositions.against(x, reference, dim, "hachman")
    absent = (own > 0) & (other == 0)
    if absent.ndim == 1 and bool(absent.any()):
        lacking = listed(absent[dim].values[absent.values])
        raise Undefined("reference-lacks", measure="hachman", dim=dim, labels=lacking)
    terms = (own**2 / _cells.positive(other)).where((other != 0) | absent, 0.0)
    return result(
        1 / terms.sum(dim, skipna=False),
        name="hachman",
        unit="1",
        convention=f"inverse of the share-weighted mean location quotient over {dim}",
        reason=_cells.reasons(codes, zero_activity=absent.any(dim)),
    )
