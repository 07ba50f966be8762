"""The share of draws in which an option stays in the region's list, the fitted model held fixed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from growthpole.dims import ACTIVITY, REASON, REASONS, REGION
from growthpole.errors import InputError

if TYPE_CHECKING:
    import numpy.typing as npt
    import xarray as xr

    from growthpole.opportunities.histories import History
    from growthpole.opportunities.models import Fitted
    from growthpole.study.stages.opening_input import OpenInput

    Floats = npt.NDArray[np.float64]

SLOW_DRAWS: Final = 100
"""Most draws for a model that needs every feature anew in each; the prior needs one number only."""

TAIL: Final = 0.025
"""Below the exact 95 % interval, as in :func:`~growthpole.diagnose.location_quotient_interval`."""

__all__ = ["SLOW_DRAWS", "Held", "Score", "draws_of", "held_model", "strength_at", "top_share_of"]


@dataclass(frozen=True, slots=True)
class Held:
    """A fitted model and the past it is asked about.

    Attributes
    ----------
    history : History
        All years known.
    unrest : array [activity]
        Yearly unrest of the region's cells, held fixed.
    """

    history: History
    fitted: Fitted
    key: str
    horizon: int
    unrest: Floats


def held_model(given: OpenInput, key: str) -> Held:
    """The model of the advice, learnt once on every window that is over."""
    from growthpole.opportunities import history_of
    from growthpole.opportunities.lessons import lesson_of
    from growthpole.opportunities.models import fit
    from growthpole.opportunities.paths import path_of

    horizon = given.entry.horizon
    history = history_of(given.panel, kind=given.entry.kind, threshold=given.entry.threshold)
    lesson, effort = lesson_of(history, horizon, "entry"), given.effort
    fitted = fit((key,), lesson.wide, "entry", horizon, seed=effort.seed, bags=effort.bags)[key]
    unrest = path_of(history, horizon).unrest[history.regions.index(given.region)]
    return Held(history, fitted, key, horizon, unrest)


def draws_of(given: OpenInput, key: str) -> int:
    """Draws that a model is given."""
    from growthpole.opportunities.models import PRIOR

    return given.entry.draws if key == PRIOR else min(given.entry.draws, SLOW_DRAWS)


def top_share_of(given: OpenInput, held: Held, among: list[str], stream: int) -> xr.Dataset | None:
    """Top shares of the options of one list; None without draws or options."""
    from growthpole.opportunities import top_shares
    from growthpole.opportunities.models import PRIOR

    entry = given.entry
    if not entry.draws or not among:
        return None
    score = Score(held, given.region, tuple(among), entry.kind, entry.threshold)
    quick = held.key == PRIOR
    scale = entry.noise_scale or (0.1 if entry.noise == "relative" else None)
    return top_shares(
        given.now,
        score if quick else score.anew,
        entry.top,
        draws_of(given, held.key),
        np.random.default_rng(np.random.SeedSequence([given.context.seed, stream])),
        noise=None if entry.noise == "none" else entry.noise,
        scale=None if entry.noise in ("none", "poisson") else scale,
        threshold=entry.thresholds,
        region=given.region,
        batched=quick,
        executor=given.context.executor,
        on_progress=given.context.on_progress,
    )


def strength_at(
    values: Floats, place: int, inside: npt.NDArray[np.bool_], threshold: Floats | float, kind: str
) -> Floats:
    """Strengths of one region in many tables at once, as :func:`~growthpole.opportunities.strength` has them.

    Parameters
    ----------
    values : array [..., region, activity]
        Tables; with ``kind`` counts whole numbers.
    place : int
        The region.
    inside : array of bool [activity]
        Which activities.
    threshold : array [..., 1] or float
        Location quotient from which an activity is present.
    kind : {"quotient", "counts"}
        What presence rests on.

    Returns
    -------
    array [..., activity]
        Strengths; NaN where nobody has the activity, or the region has nothing.
    """
    from scipy.special import betaincinv

    from growthpole.opportunities.strengths import UNITS_NEEDED

    rows = values.sum(axis=-1)
    every, own = values[..., inside].sum(axis=-2), values[..., place, :][..., inside]
    total, mine = rows.sum(axis=-1)[..., None], rows[..., place][..., None]
    known = (every > 0) & (mine > 0)
    share = np.divide(mine, total, out=np.ones(mine.shape), where=mine > 0)
    found: Floats
    match kind:
        case "counts":
            some = own > 0
            # the beta distribution has no parameter of 0: what is not there has the lower limit 0
            low = np.where(some, betaincinv(np.where(some, own, 1.0), every - own + 1, TAIL), 0.0)
            found = np.minimum(low / share / threshold, own / UNITS_NEEDED)
        case "quotient":
            found = np.divide(own, every, out=np.zeros(own.shape), where=every > 0) / share / threshold
        case _:
            raise InputError("unknown-option", option="kind", value=kind, known="quotient, counts")
    return np.where(known, found, np.nan)


@dataclass(frozen=True, slots=True)
class Score:
    """Probability of each option of the region and the list, from a table of values."""

    held: Held
    region: str
    among: tuple[str, ...]
    kind: str
    threshold: float

    def __call__(self, x: xr.DataArray, threshold: Any = None) -> xr.DataArray:
        """By the prior model, for many draws at once: only the strength of the region's cells is new."""
        from growthpole.opportunities.paths import FARTHEST, logs
        from growthpole.opportunities.walks import prior_log_odds

        strength = self._strength(x, self.threshold if threshold is None else threshold)
        distance = np.clip(logs(strength) / self.held.unrest, -FARTHEST, FARTHEST)
        walked = prior_log_odds({"distance": distance.ravel()}, "entry", self.held.horizon)
        chance = self.held.fitted.chance(walked).reshape(distance.shape)
        return self._told(x, strength, chance)

    def anew(self, x: xr.DataArray, threshold: float | None = None) -> xr.DataArray:
        """By any model, one draw: every feature from the history with its last year replaced."""
        from growthpole.opportunities import strength as strength_of
        from growthpole.opportunities.cases import cases_at, features_of
        from growthpole.opportunities.tasks import Window

        history, t = self.held.history, self.threshold if threshold is None else threshold
        # the past is measured against the same threshold, or every draw would look like a jump
        past = history.strengths[:-1] * (self.threshold / t)
        now = strength_of(x, self.kind, t)  # type: ignore[arg-type]
        drawn = replace(
            history,
            values=np.concatenate([history.values[:-1], x.values[None]]),
            strengths=np.concatenate([past, now.values[None]]),
        )
        features = features_of(drawn, self.held.horizon, [drawn.last])
        ahead = Window(drawn.last, drawn.last + self.held.horizon, drawn.last + self.held.horizon)
        cases = cases_at(drawn, features, ahead, "entry", settled=False)
        chance = np.full(now.shape, np.nan)
        chance[cases.region, cases.activity] = self.held.fitted.chance(self.held.fitted.score(cases))
        own = history.regions.index(self.region)
        return self._told(x, now.values[own], chance[own])

    def _strength(self, x: xr.DataArray, threshold: Any) -> Floats:
        """Strength [..., activity] of the region's cells of the list, NaN elsewhere."""
        values = x.transpose(..., REGION, ACTIVITY).values
        place = int(x.indexes[REGION].get_loc(self.region))
        inside = np.isin(x.indexes[ACTIVITY].astype(str), self.among)
        found = np.full((*values.shape[:-2], values.shape[-1]), np.nan)
        found[..., inside] = strength_at(values, place, inside, np.asarray(threshold)[..., None], self.kind)
        return found

    def _told(self, x: xr.DataArray, strength: Floats, chance: Floats) -> xr.DataArray:
        """Scores of the region's options in the list; all else is no option."""
        listed = np.isin(x.indexes[ACTIVITY].astype(str), self.among)
        there, unknown = strength >= 1, np.isnan(strength)
        shape = (*strength.shape[:-1], *(x.sizes[dim] for dim in (REGION, ACTIVITY)))
        place = int(x.indexes[REGION].get_loc(self.region))
        scores = np.full(shape, np.nan)
        codes = np.full(shape, REASONS["present"])
        scores[..., place, :] = np.where(there | unknown | ~listed, np.nan, chance)
        why = [REASONS[name] for name in ("not_applicable", "missing", "present")]
        codes[..., place, :] = np.select([np.broadcast_to(~listed, strength.shape), unknown, there], why, 0)
        told = x.transpose(..., REGION, ACTIVITY)
        found = told.copy(data=scores)
        return found.assign_coords({REASON: (found.dims, codes)})
