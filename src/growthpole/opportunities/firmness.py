"""Firmness: would an option still be recommended if the data had been slightly others?

A list of the k best options hides how close the next ones are. Here the table is disturbed many times, as its kind of
data allows, the options are scored again by the same fitted model, and the share of draws in which an option is among
its region's first k is told beside it. The model is held fixed: what is tested is the advice, not the learning.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import numpy.typing as npt
import xarray as xr
from numpy.random import Generator

from growthpole.diagnose import noises
from growthpole.dims import ACTIVITY, REASON, REASONS, REGION, align, result
from growthpole.errors import InputError, Undefined
from growthpole.opportunities import _givens
from growthpole.progress import OnProgress, map_ordered, silent

__all__ = ["FAIR", "FIRM", "Badge", "badge", "top_shares"]

Badge = Literal["firm", "fair", "fragile"]
Range = tuple[float, float]
Score = Callable[..., xr.DataArray]
Numbers = npt.NDArray[np.float64]

FIRM: Final = 0.8
"""Share of draws from which a place is firm: at most one draw in five says otherwise."""
FAIR: Final = 0.5
"""Share of draws from which a place is fair: it is held at least as often as it is lost."""

DRAW: Final = "draw"
# cells of all tables of a task: a matter of memory, never of the number of workers
_TASK_CELLS: Final = 1 << 18
_TASK_DRAWS: Final = (25, 250)


def top_shares(
    values: xr.DataArray,
    score: Score,
    k: int,
    draws: int,
    rng: Generator | int,
    *,
    noise: noises.Noise | Literal["by_unit"] | None = "by_unit",
    scale: float | None = None,
    threshold: Range | None = None,
    weights: Mapping[str, Range] | None = None,
    region: str | None = None,
    batched: bool = False,
    executor: Executor | None = None,
    on_progress: OnProgress = silent,
) -> xr.Dataset:
    """Share of draws in which an option is among the k best of its region.

    ``s[r,a] = (1/n) Σ_d w_d[r,a]``, with w = 1 for an option among the region's k best scores in draw d, 0 for one that
    is not, and ``free places / number tied`` for those that tie for the last places.

    Parameters
    ----------
    values : DataArray
        Levels or counts [region, activity] of one period, zero or more, nothing missing.
    score : callable
        Maps a table like ``values`` to the scores [region, activity] of its options, more is better, the fitted model
        held fixed. NaN where the activity is no option in that table: the region has it. A coordinate ``reason`` tells
        other causes apart (all but ``present`` count as undefined), as does :class:`~growthpole.errors.Undefined` for
        the whole draw. With ``threshold`` or ``weights`` it is called with these keywords in the draws (a number; a
        dict of numbers), and without them on the data themselves, so they must have defaults. It must be picklable for
        an executor of processes.
    k : int
        Places of the list, 1 or more; all options of a region that has fewer are in.
    draws : int
        n, from 1 to 1,000,000.
    rng : Generator or int
        Source of chance. Each draw has a child of it, so the result is the same for any number of workers.
    noise : {"by_unit", "poisson", "rounding", "relative"}, optional
        As in :func:`~growthpole.diagnose.rank_intervals`: by default Poisson where the unit is a count of single
        things, else ±10 % (or ± ``scale``). None is no noise.
    scale : float, optional
        Unit of the last printed digit for ``rounding``, the relative error for ``relative``.
    threshold : (low, high), optional
        Range from which each draw takes its presence threshold, uniformly.
    weights : mapping of str to (low, high), optional
        Range of each named weight of the score, drawn uniformly and independently.
    region : str, optional
        Tell this region only; the whole table is disturbed and scored all the same.
    batched : bool
        Whether ``score`` takes many draws in one call, which is many times faster: [draw, region, activity] to the
        same, threshold and each weight as an array [draw]. A draw without any score is NaN throughout.
    executor : Executor, optional
        Spreads the draws over workers.
    on_progress : callable
        Told after each task of 25 to 250 draws.

    Returns
    -------
    Dataset
        On [region, activity], or [activity] for one region: ``top_share`` (of all draws), ``entered`` (share of draws
        in which the region has the activity, which is no place in the list) and ``undefined`` (share of draws without a
        score); unit 1, 0 to 1, together at most 1. NaN where the data themselves make the activity no option: reason
        ``present``, or the score's own.

    Raises
    ------
    Undefined
        The score has no value on the data themselves.
    InputError
        Nothing that varies; an option out of range; values that do not fit the noise; scores of another shape.
    LabelMismatch
        The scores have other labels.

    Examples
    --------
    >>> import xarray as xr
    >>> labels = {"region": ["N", "S"], "activity": ["a", "b", "c"]}
    >>> firms = xr.DataArray([[9, 8, 1], [40, 2, 3]], coords=labels, dims=["region", "activity"])
    >>> found = top_shares(firms, lambda x: x.where(x < 30), 1, 400, rng=1, noise="poisson", region="N")
    >>> found.top_share.values.round(1)
    array([0.6, 0.4, 0. ])

    References
    ----------
    Goldstein, H., Spiegelhalter, D. J. (1996). League tables and their limitations: statistical issues in comparisons
    of institutional performance. Journal of the Royal Statistical Society A 159(3), 385–443. doi:10.2307/2983325
    """
    why = ""
    if noise == "by_unit":
        noise, scale, why = noises.of_unit(values, scale)
    table = noises.table(values, noise, scale, "values")
    draws = _givens.whole("draws", draws, 1, 1_000_000)
    k = _givens.whole("k", k, 1, 1_000_000)
    _check_ranges(noise, threshold, weights)
    row = None if region is None else _givens.label(table, REGION, region)
    plan = _Plan(table, score, k, noise, scale, threshold, dict(sorted((weights or {}).items())), batched, row)
    scores, codes = plan.point()
    children = noises.generator(rng).spawn(draws)
    size = int(np.clip(_TASK_CELLS // max(table.size, 1), *_TASK_DRAWS))
    tasks = [children[start : start + size] for start in range(0, draws, size)]
    parts = map_ordered(plan.sums, tasks, executor=executor, on_progress=on_progress, stage="top_shares")
    told = np.sum(np.stack(list(parts)), axis=0) / draws
    return _dataset(plan, told, scores, codes, _described(plan, draws, why))


def badge(share: float) -> Badge:
    """Word for a top share: firm from :data:`FIRM`, fair from :data:`FAIR`, fragile below.

    Raises
    ------
    InputError
        No share from 0 to 1.

    Examples
    --------
    >>> badge(0.93), badge(0.5), badge(0.12)
    ('firm', 'fair', 'fragile')
    """
    share = _givens.share("share", share)
    if share >= FIRM:
        return "firm"
    return "fair" if share >= FAIR else "fragile"


@dataclass(frozen=True, slots=True)
class _Plan:
    """How a draw is made and read; sent to a worker as a whole."""

    table: xr.DataArray
    score: Score
    k: int
    noise: noises.Noise | None
    scale: float | None
    threshold: Range | None
    weights: dict[str, Range]
    batched: bool
    row: int | None

    def point(self) -> tuple[Numbers, npt.NDArray[np.int8]]:
        """Scores of the data as they are, and why a cell has none."""
        table = self.table.expand_dims({DRAW: [0]}) if self.batched else self.table
        scores, codes = self._read(self.score(table))
        return scores[0], codes[0]

    def sums(self, children: list[Generator]) -> Numbers:
        """Places held, presences and undefined cells [3, region, activity], added up over the draws of a task."""
        made = [self._drawn(child) for child in children]
        scores, codes = self._together(made) if self.batched else self._one_by_one(made)
        entered = codes == REASONS["present"]
        lost = (codes != 0) & ~entered
        return np.stack([part.sum(axis=0, dtype=np.float64) for part in (held(scores, self.k), entered, lost)])

    def _drawn(self, child: Generator) -> tuple[Numbers, float, dict[str, float]]:
        """Disturbed values, threshold and weights, always drawn in this order."""
        table = noises.disturbed(self.table.values, self.noise, self.scale, child)
        threshold = np.nan if self.threshold is None else float(child.uniform(*self.threshold))
        return table, threshold, {name: float(child.uniform(*ends)) for name, ends in self.weights.items()}

    def _options(self, threshold: object, weights: dict[str, object]) -> dict[str, object]:
        return ({} if self.threshold is None else {"threshold": threshold}) | ({"weights": weights} if weights else {})

    def _one_by_one(self, made: list[tuple[Numbers, float, dict[str, float]]]) -> tuple[Numbers, npt.NDArray[np.int8]]:
        read = []
        for table, threshold, weights in made:
            try:
                found = self.score(self.table.copy(data=table), **self._options(threshold, dict(weights)))
            except Undefined:
                found = self.table.copy(data=np.full(self.table.shape, np.nan))
            read.append(self._read(found))
        return np.concatenate([scores for scores, _ in read]), np.concatenate([codes for _, codes in read])

    def _together(self, made: list[tuple[Numbers, float, dict[str, float]]]) -> tuple[Numbers, npt.NDArray[np.int8]]:
        numbers = {DRAW: np.arange(len(made))}

        def along(drawn: list[float]) -> xr.DataArray:
            return xr.DataArray(drawn, coords=numbers, dims=DRAW)

        tables = np.stack([table for table, _, _ in made])
        together = xr.DataArray(tables, coords={**numbers, **self.table.coords}, dims=(DRAW, *self.table.dims))
        weights: dict[str, object] = {name: along([drawn[name] for _, _, drawn in made]) for name in self.weights}
        found = self.score(together, **self._options(along([threshold for _, threshold, _ in made]), weights))
        return self._read(found)

    def _read(self, found: xr.DataArray) -> tuple[Numbers, npt.NDArray[np.int8]]:
        """Scores and codes [draw, region, activity], of the one region if only one is told."""
        dims = (DRAW, REGION, ACTIVITY) if self.batched and DRAW in getattr(found, "dims", ()) else (REGION, ACTIVITY)
        scores = align(self.table, _givens.numbers(found, dims, "score"), dims=(REGION, ACTIVITY))[1]
        absent = np.isnan(scores.values)
        # a table without a single score says that there is none, not that everything is present everywhere
        whole = absent.all(axis=(-2, -1), keepdims=True)
        codes = np.where(absent, np.where(whole, REASONS["missing"], REASONS["present"]), 0)
        if REASON in found.coords:
            own = found.coords[REASON].drop_vars(REASON)
            stated = align(self.table, own.broadcast_like(scores).transpose(*dims), dims=(REGION, ACTIVITY))[1].values
            codes = np.where(absent & (stated != 0), stated, codes)
        kept = slice(None) if self.row is None else slice(self.row, self.row + 1)
        shape = (-1, *scores.shape[-2:])
        return scores.values.reshape(shape)[:, kept], codes.astype(np.int8).reshape(shape)[:, kept]


def held(scores: Numbers, k: int) -> Numbers:
    """1 for each of the k largest scores along the last axis, 0 for others and NaN; ties share what places are left."""
    absent = np.isnan(scores)
    count = scores.shape[-1]
    if k >= count:
        return (~absent).astype(np.float64)
    ordered = np.where(absent, -np.inf, scores)
    last = np.partition(ordered, count - k, axis=-1)[..., count - k, None]
    above, tied = ordered > last, (ordered == last) & ~absent
    free = k - above.sum(axis=-1, keepdims=True)
    part = free / np.maximum(tied.sum(axis=-1, keepdims=True), 1)
    return np.where(above, 1.0, np.where(tied, part, 0.0))


def _check_ranges(noise: str | None, threshold: Range | None, weights: Mapping[str, Range] | None) -> None:
    if threshold is not None and not 0 < threshold[0] <= threshold[1] < np.inf:
        raise InputError("not-above", name="threshold", floor=0, received=threshold)
    for name, ends in (weights or {}).items():
        if len(ends) != 2 or not -np.inf < ends[0] <= ends[1] < np.inf:
            raise InputError("bad-range", name=f"weights[{name!r}]", received=ends)
    if noise is None and threshold is None and not weights:
        raise InputError("nothing-drawn")


def _described(plan: _Plan, draws: int, why: str) -> str:
    reason = f" ({why})" if why else ""
    parts = [f"first {plan.k} of the region in {draws} draws", f"{noises.words(plan.noise, plan.scale)}{reason}"]
    if plan.threshold is not None:
        parts.append(f"threshold from {plan.threshold[0]:g} to {plan.threshold[1]:g}")
    parts += [f"weight {name} from {low:g} to {high:g}" for name, (low, high) in plan.weights.items()]
    return "; ".join([*parts, "fitted model held fixed; ties share the last places"])


def _dataset(plan: _Plan, told: Numbers, scores: Numbers, codes: npt.NDArray[np.int8], convention: str) -> xr.Dataset:
    like = plan.table if plan.row is None else plan.table.isel({REGION: [plan.row]})
    words = (
        ("top_share", convention),
        ("entered", "share of draws in which the region has the activity"),
        ("undefined", "share of draws without a score"),
    )
    reason = like.copy(data=codes)
    variables = {
        name: result(
            like.copy(data=np.where(np.isnan(scores), np.nan, part)),
            name=name,
            unit="1",
            convention=text,
            reason=reason,
        )
        for (name, text), part in zip(words, told, strict=True)
    }
    found = xr.Dataset(variables)
    return found if plan.row is None else found.isel({REGION: 0}, drop=True)
