"""Rank intervals: how firm is a place when data, threshold and list of activities could have been others?

A rank is printed as if it were known. Here the statistic behind it is computed again many times: from data with the
noise of their kind, with a threshold drawn from a range, with one activity left out. The interval holds the middle
of the ranks so found. A statistic whose direction is a convention (complexity) may come out upside down in a draw:
give an ``anchor``, and each draw is turned to agree with it. A draw may also order the regions along another axis,
which no turning undoes. It stays among the draws, since not to know the axis is a part of not knowing the rank; how
many do so is told beside the interval.
"""

from __future__ import annotations

from concurrent.futures import Executor
from typing import Literal, cast

import numpy as np
import xarray as xr
from numpy.random import Generator

from growthpole.diagnose import _compositions, _draws, _panels, noises, ranks
from growthpole.diagnose.complexity import index_of
from growthpole.dims import ACTIVITY, REASONS, REGION, result
from growthpole.errors import InputError
from growthpole.progress import OnProgress, map_ordered, silent

__all__ = ["rank_intervals"]

# a level such as .05 times 200 draws must not be rounded up to the next rank
_ROUNDING = 1e-9


def rank_intervals(
    x: xr.DataArray,
    draws: int,
    rng: Generator | int,
    *,
    statistic: _draws.Statistic | None = None,
    noise: noises.Noise | Literal["by_unit"] | None = "by_unit",
    scale: float | None = None,
    threshold: tuple[float, float] | None = None,
    leave_out: bool = False,
    anchor: xr.DataArray | Literal["point"] | None = None,
    confidence: float = 0.9,
    top: int = 5,
    fragile_above: float = 0.25,
    descending: bool = True,
    keep_draws: bool = False,
    batched: bool = False,
    executor: Executor | None = None,
    on_progress: OnProgress = silent,
) -> xr.Dataset:
    """Rank of each region with the interval in which it moves under noise and choices.

    ``low`` and ``high`` are the ``(1 ∓ confidence)/2`` quantiles (inverse of the distribution function, so ranks that
    occurred) of the competition rank over the draws in which the region has a value.

    Parameters
    ----------
    x : DataArray
        Levels or counts [region, activity] of one period, zero or more, nothing missing.
    draws : int
        How many, from 1 to 1,000,000.
    rng : Generator or int
        Source of chance. Each draw has a child of it, so the result is the same for any number of workers.
    statistic : callable, optional
        By default the economic complexity index of ``location_quotient(x) ≥ 1``, many draws at once, each turned to
        agree with the point estimate. Otherwise it maps a table like ``x`` to one value for each region ([region],
        the same labels, NaN where it has none; or :class:`~growthpole.errors.Undefined` for the whole draw). With
        ``threshold`` it is called with a keyword ``threshold`` in the draws, and without it for the point estimate,
        so it must have a default. It must be picklable for an executor of processes.
    noise : {"by_unit", "poisson", "rounding", "relative"}, optional
        ``by_unit`` is Poisson where ``x.attrs["unit"]`` is a count of single things (``firm``, ``person``; not ``1e4
        person``) and the values are whole, and ±10 % (or ± ``scale``) otherwise; the attributes say which and why. None
        is no noise. Poisson counts around the counts given; uniform within half of ``scale`` (the unit of the
        last printed digit); or uniform within ± ``scale`` of each value (0.1 for ±10 %).
    scale : float, optional
        See ``noise``.
    threshold : (low, high), optional
        Range from which each draw takes its presence threshold, uniformly.
    leave_out : bool
        Whether each draw leaves out one activity: all in turn, in an order drawn once.
    anchor : DataArray or "point", optional
        Values [region], or the point estimate itself, with which a draw must correlate: a draw that correlates
        negatively is turned over, one without a correlation has no value. By default draws stay as they are.
    confidence : float
        Between 0 and 1.
    top : int
        k of ``top_share``.
    fragile_above : float
        A place is fragile when ``high − low`` is more than this share of the regions that report.
    descending : bool
        Whether the largest value is first.
    keep_draws : bool
        Whether to return each draw.
    batched : bool
        Whether ``statistic`` takes many draws in one call, which is many times faster for the measures of this room:
        [draw, region, activity] to [draw, region], ``threshold`` as an array [draw] (divide quotients by it), NaN for a
        draw without a value. An activity left out is then one that nobody has, 0 everywhere.
    executor : Executor, optional
        Spreads the draws over workers.
    on_progress : callable
        Told after each task of 25 to 250 draws.

    Returns
    -------
    Dataset
        On [region]: ``rank`` of the point estimate, ``low``, ``median``, ``high`` (unit rank; NaN with
        ``<variable>_reason`` ``missing`` without a point estimate, ``not_applicable`` without any draw),
        ``undefined`` (share of draws without a value), ``top_share`` (share of all draws in the first k places),
        ``fragile`` (bool; also where more draws than ``1 − confidence`` are undefined, or there is no rank).
        ``reporting``, regions with a point estimate, ``turned``, the share of draws turned over, and ``other_axis``,
        the share (of draws that have a correlation with the anchor) in which its size is below √½: less than half of
        the variance in common, so the draw ranks the regions by something else for the most part. Such draws count in
        the interval; with many of them it mixes axes and says that the axis itself is not firm. NaN with
        ``other_axis_reason`` ``not_applicable`` without an anchor, or where no draw correlates. With ``keep_draws``
        also ``draw_value`` and ``draw_rank`` [draw, region].

    Raises
    ------
    Undefined
        The statistic has no value on the data themselves.
    InputError
        Nothing that varies; an option out of range; values that do not fit the noise; a statistic of another shape.
    LabelMismatch
        The statistic or the anchor has other regions.

    Examples
    --------
    >>> import xarray as xr
    >>> labels = {"region": ["N", "S", "W"], "activity": ["a", "b"]}
    >>> firms = xr.DataArray([[90, 10], [40, 10], [38, 10]], coords=labels, dims=["region", "activity"])
    >>> places = rank_intervals(firms, 200, rng=1, statistic=lambda x: x.sum("activity"), noise="poisson")
    >>> places["rank"].values, places.low.values, places.high.values
    (array([1., 2., 3.]), array([1., 2., 2.]), array([1., 3., 3.]))

    References
    ----------
    Goldstein, H., Spiegelhalter, D. J. (1996). League tables and their limitations: statistical issues in comparisons
    of institutional performance. Journal of the Royal Statistical Society A 159(3), 385–443. doi:10.2307/2983325
    """
    why = ""
    if noise == "by_unit":
        noise, scale, why = noises.of_unit(x, scale)
    if statistic is None:
        statistic, batched, anchor = complexity_of, True, "point" if anchor is None else anchor
    values = noises.table(x, noise, scale)
    _check_options(threshold, leave_out=leave_out, noise=noise, shares=(confidence, fragile_above))
    draws = _compositions.whole("draws", draws, 1, 1_000_000)
    top = _compositions.whole("top", top, 1, 1_000_000)
    if leave_out and values.sizes[ACTIVITY] < 2:
        raise InputError("too-few-labels", name="x", dim=ACTIVITY, needed=2, count=values.sizes[ACTIVITY])
    plan = _draws.Plan(values, statistic, noise, scale, threshold, batched)
    point = plan.point()
    tasks = _draws.tasks(noises.generator(rng), draws, values, leave_out=leave_out)
    done = map_ordered(plan.values, tasks, executor=executor, on_progress=on_progress, stage="rank_intervals")
    drawn = np.concatenate(list(done))
    facing = _draws.Turned(drawn, 0.0, np.nan)
    if anchor is not None:
        facing = _draws.turned(drawn, point if isinstance(anchor, str) else _draws.checked(anchor, values), anchor)
    labelled = xr.DataArray(
        facing.drawn,
        coords={_draws.DRAW: np.arange(1, draws + 1), REGION: values[REGION].values},
        dims=(_draws.DRAW, REGION),
    )
    placed = ranks.rank(labelled, REGION, descending=descending)["rank"]
    own = ranks.rank(point, REGION, descending=descending)
    convention = _described((noise, scale, why), threshold, leave_out=leave_out, draws=draws, confidence=confidence)
    told = _summary(placed.values, own, top, (confidence, fragile_above), convention)
    told = _axes(told, facing)
    if keep_draws:
        told["draw_value"] = result(labelled, name="draw_value", unit="as given", convention=convention)
        told["draw_rank"] = result(placed.drop_vars("reason"), name="draw_rank", unit="rank", convention=convention)
    return told


def complexity_of(x: xr.DataArray, threshold: xr.DataArray | float = 1.0) -> xr.DataArray:
    """ECI of each table of a stack [draw, region, activity], NaN where there is none.

    The same as :func:`~growthpole.diagnose.economic_complexity` of the presences, without its checks: the table was
    checked once, and a draw of it needs no labels.
    """
    values = x.values
    region, activity = values.sum(axis=-1, keepdims=True), values.sum(axis=-2, keepdims=True)
    total = region.sum(axis=-2, keepdims=True)
    share = np.divide(values, region, out=np.zeros_like(values), where=region > 0)
    nation = np.divide(activity, total, out=np.full_like(activity, np.nan), where=(activity > 0) & (total > 0))
    limit = threshold.values[:, None, None] if isinstance(threshold, xr.DataArray) else threshold
    # the quotient first, as presence() has it: a product would round a tie the other way
    present = (share / nation / limit >= 1.0).astype(np.float64)
    return x.isel({ACTIVITY: 0}, drop=True).copy(data=index_of(present, x[REGION].values))


def _check_options(
    threshold: tuple[float, float] | None, *, leave_out: bool, noise: str | None, shares: tuple[float, float]
) -> None:
    for name, share in zip(("confidence", "fragile_above"), shares, strict=True):
        if not 0 < share < 1:
            raise InputError("outside-range", name=name, low=0, high=1, received=share)
    if threshold is not None:
        low, high = threshold
        if not 0 < low <= high < np.inf:
            raise InputError("not-above", name="threshold", floor=0, received=threshold)
    if noise is None and threshold is None and not leave_out:
        raise InputError("nothing-varies")


def _summary(placed: np.ndarray, own: xr.Dataset, top: int, shares: tuple[float, float], convention: str) -> xr.Dataset:
    """Interval, shares and flag of each region from its ranks [draw, region]."""
    confidence, fragile_above = shares
    defined = (~np.isnan(placed)).sum(axis=0)
    ordered = np.sort(placed, axis=0)  # missing ranks last
    like = own["rank"].drop_vars("reason")

    def quantile(level: float) -> np.ndarray:
        place = np.clip(np.ceil(level * defined - _ROUNDING).astype(int) - 1, 0, None)
        return cast("np.ndarray", np.take_along_axis(ordered, place[None, :], axis=0)[0])

    tail = (1 - confidence) / 2
    low, median, high = quantile(tail), quantile(0.5), quantile(1 - tail)
    undefined = 1 - defined / len(placed)
    reporting = int(own["reporting"])
    firm = (
        (high - low <= fragile_above * reporting) & (undefined <= 1 - confidence + _ROUNDING) & ~np.isnan(like.values)
    )
    parts = {
        "low": (low, "rank", convention),
        "median": (median, "rank", convention),
        "high": (high, "rank", convention),
        "undefined": (undefined, "1", "share of draws without a value"),
        "top_share": ((placed <= top).mean(axis=0), "1", f"share of all draws in the first {top} places"),
        "fragile": (
            ~firm,
            "1",
            f"high − low above {fragile_above:g} of those reporting, or undefined in over {1 - confidence:g} of draws",
        ),
    }
    told = {
        name: result(like.copy(data=part), name=name, unit=unit, convention=words)
        for name, (part, unit, words) in parts.items()
    }
    point = result(like, name="rank", unit="rank", convention=f"point estimate, {own['rank'].attrs['convention']}")
    no_draw = like.copy(data=np.where(defined == 0, REASONS["not_applicable"], 0))
    return _panels.explained(
        xr.Dataset({"rank": point, **told, "reporting": own["reporting"]}),
        rank=own["rank"].coords["reason"].drop_vars("reason"),
        **dict.fromkeys(("low", "median", "high"), no_draw),
    )


def _axes(told: xr.Dataset, facing: _draws.Turned) -> xr.Dataset:
    """The dataset with the shares of draws turned over, and of those along another axis."""
    shares = {
        "turned": (facing.turned, "share of draws turned over"),
        "other_axis": (facing.other_axis, "share of draws whose correlation with the anchor is below √½ in size"),
    }
    for name, (share, words) in shares.items():
        told[name] = result(xr.DataArray(share), name=name, unit="1", convention=words)
    why = REASONS["not_applicable"] if np.isnan(facing.other_axis) else 0
    return _panels.explained(told, other_axis=xr.DataArray(why))


def _described(
    noise: tuple[noises.Noise | None, float | None, str],
    threshold: tuple[float, float] | None,
    *,
    leave_out: bool,
    draws: int,
    confidence: float,
) -> str:
    kind, scale, why = noise
    reason = f" ({why})" if why else ""
    parts = [f"{100 * confidence:g} % of {draws} draws", f"{noises.words(kind, scale)}{reason}"]
    if threshold is not None:
        parts.append(f"threshold from {threshold[0]:g} to {threshold[1]:g}")
    if leave_out:
        parts.append("one activity left out in turn")
    return "; ".join(parts)
