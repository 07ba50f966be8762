"""Verdicts: what the evidence on each activity says to do, and what a person decided instead.

An activity the region lacks is an *option*: **enter** (more likely than others, firmly among the best, on the front,
told to few), **explore** (likely enough and a place in the list that holds at least half the time, but something is
missing), **hold** (nothing speaks for it yet), **do not enter** (evidence against it), or **no data**. An activity the
region has is to **protect** (likelier to leave than the base rate, and among the likeliest of the region), to **keep**,
or **no data**. Absence of data is never evidence against: only a measured interval below the base rate, or another
option that is better in every way while many are told this one, says "do not enter".

The thresholds are judgements with reasons, not tuned to any data. Texts come from the message catalogue: here a verdict
and its reasons are codes.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Final, Literal, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
import xarray as xr

from growthpole.dims import ACTIVITY, align
from growthpole.errors import InputError
from growthpole.opportunities import _givens
from growthpole.opportunities.firmness import FAIR, FIRM

__all__ = ["OPTION_VERDICTS", "PRESENT_VERDICTS", "Rules", "Verdict", "advice"]

Verdict = Literal["enter", "explore", "hold", "do_not_enter", "protect", "keep", "no_data"]
OPTION_VERDICTS: Final[tuple[Verdict, ...]] = ("enter", "explore", "hold", "do_not_enter", "no_data")
PRESENT_VERDICTS: Final[tuple[Verdict, ...]] = ("protect", "keep", "no_data")
_ENDS: Final = ("probability", "low", "high")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """Thresholds of the verdicts. None is tuned: each follows from what it stands for.

    Attributes
    ----------
    firm : float
        Top share from which an option may be entered: the same .8 as the badge "firm", one draw in five against it.
    fair : float
        Top share from which it is worth exploring: .5, in the list at least as often as not.
    told_many : float
        Share of peers told the same from which an option is a race: .5, most of those one compares oneself with.
    watched : int
        How many present activities are among the likeliest to leave: 5, what one meeting can take up.

    Raises
    ------
    InputError
        A share outside 0 to 1, ``fair`` above ``firm``, or ``watched`` below 1.

    Examples
    --------
    >>> Rules(watched=3).firm
    0.8
    """

    firm: float = FIRM
    fair: float = FAIR
    told_many: float = 0.5
    watched: int = 5

    def __post_init__(self) -> None:
        for name in ("firm", "fair", "told_many"):
            _givens.share(name, getattr(self, name))
        _givens.whole("watched", self.watched, 1, 1_000_000)
        if self.fair > self.firm:
            raise InputError("bad-rules", fair=self.fair, firm=self.firm)


def advice(
    present: xr.DataArray,
    entry: xr.Dataset,
    base_rate: float,
    *,
    top_share: xr.DataArray | None = None,
    front: xr.DataArray | None = None,
    outdone: xr.DataArray | None = None,
    told_share: xr.DataArray | None = None,
    exits: xr.Dataset | None = None,
    exit_base_rate: float | None = None,
    rules: Rules | None = None,
) -> pd.DataFrame:
    """Verdict on every activity of one region, with the codes of the reasons that led to it.

    Options, the first rule that holds: without probability or interval ``no_data``; interval below the base rate, or
    outdone while many are told, ``do_not_enter``; without top share ``no_data``; interval above the base rate, firm, on
    the front and told to few ``enter``; probability at or above the base rate and at least fair ``explore``; else
    ``hold``. Present activities: without exit probability or interval ``no_data``; interval above the base rate and
    among the ``watched`` likeliest (ties in) ``protect``; else ``keep``.

    Parameters
    ----------
    present : DataArray of bool
        [activity], whether the region has it.
    entry : Dataset
        ``probability``, ``low``, ``high`` [activity], 0 to 1, of being there within the horizon; NaN where not known.
    base_rate : float
        Share of options entered within the horizon by regions at large, 0 to 1.
    top_share : DataArray, optional
        [activity], from :func:`top_shares`.
    front : DataArray, optional
        [activity], number of the front, 1 the best.
    outdone : DataArray of bool, optional
        [activity], from :func:`outdone`.
    told_share : DataArray, optional
        [activity], from :func:`herding`.
    exits : Dataset, optional
        ``probability``, ``low``, ``high`` [activity] of being gone within the horizon.
    exit_base_rate : float, optional
        Share of present activities lost, 0 to 1; goes with ``exits``.
    rules : Rules, optional
        Thresholds.

    Returns
    -------
    DataFrame
        One row for each activity, in the order of ``present``: ``activity``, ``present``, ``verdict``, ``reasons``
        (tuple of codes). Of an option: ``above_``, ``below_base_rate`` or ``base_rate_within_interval``;
        ``likely_enough`` or ``less_likely``; ``firm``, ``fair`` or ``fragile``; ``on_front``, ``behind_front`` or
        ``front_unknown``; ``outdone``; ``told_to_few``, ``told_to_many`` or ``herding_unknown``. Of a present one
        ``exit_above_base_rate``, ``exit_among_highest`` or the same with ``not``. Without data ``no_feasibility``,
        ``no_exit_probability``, ``no_interval`` or ``no_top_share``. Thresholds in ``attrs``.

    Raises
    ------
    InputError
        Values outside 0 to 1, intervals out of order, ``exits`` without ``exit_base_rate`` or the other way round.
    LabelMismatch
        Activities differ.

    Examples
    --------
    >>> import xarray as xr
    >>> def along(values):
    ...     return xr.DataArray(values, coords={"activity": ["a", "b", "c"]}, dims="activity")
    >>> entry = xr.Dataset(
    ...     {
    ...         "probability": along([0.3, 0.05, float("nan")]),
    ...         "low": along([0.2, 0.0, float("nan")]),
    ...         "high": along([0.4, 0.08, float("nan")]),
    ...     }
    ... )
    >>> advice(along([False, False, False]), entry, 0.1, top_share=along([0.6, 0.1, 0.1]))["verdict"].tolist()
    ['explore', 'do_not_enter', 'no_data']

    References
    ----------
    Balland, P.-A., Boschma, R., Crespo, J., Rigby, D. L. (2019). Smart specialization policy in the European Union:
    relatedness, knowledge complexity and regional diversification. Regional Studies 53(9), 1252–1268.
    doi:10.1080/00343404.2018.1437900
    """
    rules = rules or Rules()
    there = _givens.flags(present, (ACTIVITY,), "present")
    base = _givens.share("base_rate", base_rate)
    if (exits is None) != (exit_base_rate is None):
        absent = "exits" if exits is None else "exit_base_rate"
        raise InputError("pair-needed", left="exits", right="exit_base_rate", absent=absent)
    beaten = np.zeros(there.size, dtype=bool)
    if outdone is not None:
        beaten = align(there, _givens.flags(outdone, (ACTIVITY,), "outdone"))[1].values
    evidence = zip(
        _interval(there, entry, "entry"),
        _optional(there, top_share, "top_share"),
        _optional(there, front, "front", share=False),
        beaten,
        _optional(there, told_share, "told_share"),
        strict=True,
    )
    leaving = _interval(there, exits, "exits")
    highest = _highest(there.values, leaving[:, 0], rules.watched)
    exit_base = np.nan if exit_base_rate is None else _givens.share("exit_base_rate", exit_base_rate)
    rows = []
    for place, (has, facts) in enumerate(zip(there.values, evidence, strict=True)):
        if has:
            found = _of_present(leaving[place], among=bool(highest[place]), base=exit_base)
        else:
            found = _of_option(_Option(*facts), base, rules)
        rows.append((there.indexes[ACTIVITY][place], bool(has), *found))
    told = pd.DataFrame(rows, columns=["activity", "present", "verdict", "reasons"])
    told.attrs = {field.name: getattr(rules, field.name) for field in fields(rules)}
    return told


class _Option(NamedTuple):
    """Evidence on one option; NaN is not known."""

    interval: npt.NDArray[np.float64]
    top_share: float
    front: float
    outdone: bool
    told_share: float


def _of_option(option: _Option, base: float, rules: Rules) -> tuple[Verdict, tuple[str, ...]]:
    probability, low, high = option.interval
    if np.isnan(probability):
        return "no_data", ("no_feasibility",)
    if np.isnan(low):
        return "no_data", ("no_interval",)
    if high < base:
        return "do_not_enter", ("below_base_rate",)
    crowded = option.told_share >= rules.told_many  # never with NaN
    if option.outdone and crowded:
        return "do_not_enter", ("outdone", "told_to_many")
    if np.isnan(option.top_share):
        return "no_data", ("no_top_share",)
    likely = probability >= base
    reasons = (
        "above_base_rate" if low > base else "base_rate_within_interval",
        "likely_enough" if likely else "less_likely",
        "firm" if option.top_share >= rules.firm else "fair" if option.top_share >= rules.fair else "fragile",
        "front_unknown" if np.isnan(option.front) else "behind_front" if option.front > 1 else "on_front",
        *(("outdone",) if option.outdone else ()),
        "herding_unknown" if np.isnan(option.told_share) else "told_to_many" if crowded else "told_to_few",
    )
    if {"above_base_rate", "likely_enough", "firm", "on_front", "told_to_few"} == set(reasons):
        return "enter", reasons
    return ("explore" if likely and option.top_share >= rules.fair else "hold"), reasons


def _of_present(interval: npt.NDArray[np.float64], *, among: bool, base: float) -> tuple[Verdict, tuple[str, ...]]:
    probability, low, _ = interval
    if np.isnan(probability):
        return "no_data", ("no_exit_probability",)
    if np.isnan(low):
        return "no_data", ("no_interval",)
    above = low > base
    reasons = (
        "exit_above_base_rate" if above else "exit_not_above_base_rate",
        "exit_among_highest" if among else "exit_not_among_highest",
    )
    return ("protect" if above and among else "keep"), reasons


def _highest(there: npt.NDArray[np.bool_], leaving: npt.NDArray[np.float64], watched: int) -> npt.NDArray[np.bool_]:
    """Whether fewer than ``watched`` present activities are likelier to leave."""
    known = np.sort(leaving[there & ~np.isnan(leaving)])
    last = known[-watched] if len(known) >= watched else -np.inf
    return leaving >= last


def _interval(there: xr.DataArray, given: xr.Dataset | None, name: str) -> npt.NDArray[np.float64]:
    """Probability, low and high [activity, 3]; all NaN when nothing is given."""
    if given is None:
        return np.full((there.size, 3), np.nan)
    lacking = [end for end in _ENDS if end not in given]
    if lacking:
        raise InputError("missing-columns", table=name, missing=", ".join(lacking))
    parts = [align(there, _givens.shares(given[end], (ACTIVITY,), f"{name}.{end}"))[1] for end in _ENDS]
    _, low, high = parts
    bad = (low > high) | (low.isnull() != high.isnull())
    if bool(bad.any()):
        ends = {"low": _givens.cells(low, bad), "high": _givens.cells(high, bad)}
        raise InputError("bad-intervals", count=int(bad.sum()), **ends)
    return np.stack([part.values for part in parts], axis=-1)


def _optional(
    there: xr.DataArray, given: xr.DataArray | None, name: str, *, share: bool = True
) -> npt.NDArray[np.float64]:
    if given is None:
        return np.full(there.size, np.nan)
    read = _givens.shares if share else _givens.numbers
    return np.asarray(align(there, read(given, (ACTIVITY,), name))[1].values)
