"""The funnel: how many projects went on from each stage, and how probable that is for those that wait.

A region has few projects, and the share of them that went on is mostly chance. So each share is drawn towards the
rate of its class: the rate counts as much as ``strength`` decided projects would. With fewer decided projects than
that the class speaks louder than the region, and the table says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from growthpole.errors import InputError, Undefined, listed
from growthpole.tables.register_schemas import STAGES
from growthpole.track.counting import Standing, standings
from growthpole.track.entries import Entry

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["BetaPrior", "beta_prior", "funnel"]

STEPS: Final = STAGES[:-1]
PRODUCTION: Final = STAGES.index("producing")
STRENGTHS: Final = (1e-2, 1e4)


@dataclass(frozen=True, slots=True)
class BetaPrior:
    """What is known of a step before looking at the region's own projects.

    Parameters
    ----------
    rate : float
        Share of projects of the class that go on, between 0 and 1.
    strength : float
        How many decided projects it counts as, above 0.
    basis : str
        Where it comes from, in words.

    Raises
    ------
    InputError
        A number outside its range, or no basis.

    Examples
    --------
    >>> BetaPrior(0.4, 10.0, "a judgement").strength
    10.0
    """

    rate: float
    strength: float
    basis: str

    def __post_init__(self) -> None:
        if not 0 < self.rate < 1:
            raise InputError("outside-range", name="rate", low=0, high=1, received=self.rate)
        if not 0 < self.strength < np.inf:
            raise InputError("not-above", name="strength", floor=0, received=self.strength)
        if not self.basis.strip():
            raise InputError("entry-empty", kind="prior", fields="basis")

    @property
    def pair(self) -> tuple[float, float]:
        """Its parameters as a beta distribution."""
        return self.rate * self.strength, (1 - self.rate) * self.strength


def beta_prior(classes: pd.DataFrame) -> BetaPrior:
    """Prior of a step from like classes (regions, industries, years): empirical Bayes.

    Maximum likelihood of ``Π_i BetaBin(y_i | n_i, m s, (1 − m) s)`` for rate m and strength s.

    Parameters
    ----------
    classes : DataFrame
        One row for each class: ``converted`` y and ``decided`` n (converted or withdrawn), whole numbers, y ≤ n.

    Returns
    -------
    BetaPrior
        Where the classes differ by no more than chance the strength is at its bound, 10,000: they have one rate.

    Raises
    ------
    InputError
        Columns that are missing, or counts that are none.
    Undefined
        Fewer than two classes with a decided project, or all of these projects went on, or none did.

    Examples
    --------
    >>> import pandas as pd
    >>> found = beta_prior(pd.DataFrame({"converted": [1, 6, 9, 3], "decided": [10, 10, 10, 10]}))
    >>> round(found.rate, 2), found.strength < 10
    (0.48, True)

    References
    ----------
    Casella, G. (1985). An introduction to empirical Bayes data analysis. The American Statistician 39(2), 83–87.
    doi:10.2307/2682801
    """
    missing = [name for name in ("converted", "decided") if name not in classes.columns]
    if missing:
        raise InputError("missing-columns", table="classes", missing=listed(missing))
    y, n = (classes[name].to_numpy(dtype=np.float64) for name in ("converted", "decided"))
    bad = ~(np.isfinite(y) & np.isfinite(n) & (y >= 0) & (y <= n) & (np.floor(y) == y) & (np.floor(n) == n))
    if bad.any():
        shown = listed(f"{a:g}/{b:g}" for a, b in zip(y[bad], n[bad], strict=True))
        raise InputError("funnel-counts", count=int(bad.sum()), cells=shown)
    y, n = y[n > 0], n[n > 0]
    if len(n) < 2 or not 0 < y.sum() < n.sum():
        raise Undefined("funnel-no-prior", classes=len(n), converted=int(y.sum()), decided=int(n.sum()))
    rate, strength = _most_likely(y, n)
    return BetaPrior(rate, strength, f"empirical Bayes over {len(n)} classes, {int(n.sum())} decided projects")


def _most_likely(y: np.ndarray, n: np.ndarray) -> tuple[float, float]:
    from scipy.optimize import minimize

    low, high = np.log(STRENGTHS)
    pooled = y.sum() / n.sum()
    start = np.log(pooled / (1 - pooled))

    def loss(at: np.ndarray) -> float:
        return -log_likelihood(1 / (1 + np.exp(-at[0])), float(np.exp(at[1])), y, n)

    tried = [
        minimize(loss, [start, log], method="L-BFGS-B", bounds=[(-12, 12), (low, high)], options={"ftol": 1e-13})
        for log in (0.0, np.log(20.0), high)
    ]
    best = min(tried, key=lambda one: one.fun).x
    return float(1 / (1 + np.exp(-best[0]))), float(np.exp(best[1]))


def log_likelihood(rate: float, strength: float, y: np.ndarray, n: np.ndarray) -> float:
    """Logarithm of the beta-binomial probability of y of n, without the binomial coefficient."""
    from scipy.special import betaln

    a, b = rate * strength, (1 - rate) * strength
    return float(np.sum(betaln(a + y, b + n - y) - betaln(a, b)))


def funnel(
    entries: Iterable[Entry], on: str, prior: BetaPrior | Mapping[str, BetaPrior], *, interval: float = 0.8
) -> pd.DataFrame:
    """How many projects went on from each stage, and the odds of reaching production from there.

    With y of n decided projects gone on and a prior of rate m and strength s the odds are Beta(m s + y,
    (1 − m) s + n − y), of mean ``(m s + y) / (s + n)``. Odds of production are the product of the means of the steps
    before it, which is exact for independent steps. Projects that wait are not decided: they count on neither side.

    Parameters
    ----------
    entries : iterable of Entry
        Entries of the ledger, with their corrections. Expansions are left out.
    on : str
        The day.
    prior : BetaPrior, or mapping of stage to BetaPrior
        Declared, or from :func:`beta_prior`; one for all steps or one for each stage but the last.
    interval : float
        Probability between ``low`` and ``high``.

    Returns
    -------
    DataFrame
        One row for each stage: ``stage``; ``entered`` (projects that reached it, or passed it, since the ledger first
        saw them: one that came in as signed says nothing of leads), ``converted`` (reached a later one),
        ``withdrawn`` (from there), ``waiting``; ``conversion`` (converted of decided; NaN without any), ``low``,
        ``high``, ``shrunk`` (mean); ``prior_rate``, ``prior_strength``, ``prior_weight`` = s / (s + n), ``speaks``
        (prior where that is above a half, else data), ``prior_basis``; ``production``, odds of reaching production
        from the stage. The last stage leads nowhere: NaN, and 1 for production.

    Raises
    ------
    InputError
        Not a day, a stage without a prior, an interval outside (0, 1).

    Examples
    --------
    >>> from growthpole.track import StageChange
    >>> changes = [
    ...     StageChange(project=name, stage=stage, date="2024-03-01", vintage="2024-03-02")
    ...     for name, stage in (("P1", "signed"), ("P1", "started"), ("P2", "signed"))
    ... ]
    >>> table = funnel(changes, "2024-06-30", BetaPrior(0.5, 4.0, "a judgement")).set_index("stage")
    >>> (
    ...     int(table.entered["signed"]),
    ...     int(table.waiting["signed"]),
    ...     float(table.shrunk["signed"]),
    ...     table.speaks["signed"],
    ... )
    (2, 1, 0.6, 'prior')

    References
    ----------
    Efron, B., Morris, C. (1975). Data analysis using Stein's estimator and its generalizations. Journal of the
    American Statistical Association 70(350), 311–319. doi:10.1080/01621459.1975.10479864
    """
    import pandas as pd
    from scipy.special import betaincinv

    if not 0 < interval < 1:
        raise InputError("outside-range", name="interval", low=0, high=1, received=interval)
    priors = dict.fromkeys(STEPS, prior) if isinstance(prior, BetaPrior) else dict(prior)
    if set(priors) != set(STEPS):
        odd = listed(sorted(set(priors) ^ set(STEPS), key=str))
        raise InputError("funnel-priors", stages=odd, known=listed(STEPS))
    projects = [one for one in standings(entries, on) if not one.expands]
    rows = []
    for at, stage in enumerate(STAGES):
        entered, converted, withdrawn = _passed(projects, at)
        row: dict[str, object] = {"stage": stage, "entered": entered, "converted": converted, "withdrawn": withdrawn}
        row["waiting"] = entered - converted - withdrawn
        decided = converted + withdrawn
        if stage in priors:
            one = priors[stage]
            a, b = one.pair[0] + converted, one.pair[1] + withdrawn
            low, high = (float(betaincinv(a, b, tail)) for tail in ((1 - interval) / 2, (1 + interval) / 2))
            weight = one.strength / (one.strength + decided)
            row |= {"conversion": converted / decided if decided else np.nan, "low": low, "high": high}
            row |= {"shrunk": a / (a + b), "prior_rate": one.rate, "prior_strength": one.strength}
            row |= {"prior_weight": weight, "speaks": "prior" if weight > 0.5 else "data", "prior_basis": one.basis}
        else:
            numbers = ("conversion", "low", "high", "shrunk", "prior_rate", "prior_strength", "prior_weight")
            row |= {**dict.fromkeys(numbers, np.nan), "speaks": "", "prior_basis": ""}
        rows.append(row)
    table = pd.DataFrame(rows)
    steps = table["shrunk"].to_numpy()[:PRODUCTION]
    onward = np.cumprod(steps[::-1])[::-1]
    return table.assign(production=[*onward, *([1.0] * (len(STAGES) - PRODUCTION))])


def _passed(projects: Iterable[Standing], at: int) -> tuple[int, int, int]:
    """How many projects reached a stage since the ledger met them, went on from it, were withdrawn at it."""
    entered = converted = withdrawn = 0
    for one in projects:
        first, last = STAGES.index(one.first), STAGES.index(one.furthest)
        if first <= at <= last:
            entered += 1
            converted += last > at
            withdrawn += last == at and one.is_withdrawn
    return entered, converted, withdrawn
