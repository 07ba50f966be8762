"""Rolling origins: the years from which a forecast could have been made, and what was known then.

A forecast made in year y for y + h may learn only from changes that were over by y. Moving y through the panel gives
many such tests, each honest about its own past.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from growthpole.errors import InputError, listed
from growthpole.evaluation._cases import whole

__all__ = ["Origin", "rolling_origins"]

_LAST_YEAR = 9999


@dataclass(frozen=True, slots=True)
class Origin:
    """A year from which a forecast is made.

    Attributes
    ----------
    year : int
        The last year that is known.
    target : int
        The year that is forecast, after ``year``.
    training : tuple of (start, end)
        Pairs of years whose change was known by then: start before end, end not after ``year``.

    Raises
    ------
    InputError
        A target that is not later, or a pair that reaches beyond the origin.
    """

    year: int
    target: int
    training: tuple[tuple[int, int], ...] = ()

    def __post_init__(self) -> None:
        beyond = [pair for pair in self.training if not pair[0] < pair[1] <= self.year]
        if beyond or self.target <= self.year:
            raise InputError("bad-origin", year=self.year, target=self.target, pairs=listed(beyond) or "–")


def rolling_origins(years: Iterable[int], horizon: int, *, training_pairs: int = 0) -> list[Origin]:
    """Every year of a panel from which a forecast over ``horizon`` years can be made and checked.

    Parameters
    ----------
    years : iterable of int
        Years of the panel, in any order; gaps are allowed and never bridged.
    horizon : int
        Years from the origin to the target, 1 or more; both must be among the years exactly.
    training_pairs : int
        Fewest pairs (start, start + horizon) that must have ended by the origin.

    Returns
    -------
    list of Origin
        Oldest first.

    Raises
    ------
    InputError
        A year, horizon or number of pairs that is no whole number in its range, or no origin is left.

    Examples
    --------
    >>> rolling_origins([2006, 2011, 2016, 2021], 5, training_pairs=1)  # doctest: +NORMALIZE_WHITESPACE
    [Origin(year=2011, target=2016, training=((2006, 2011),)),
     Origin(year=2016, target=2021, training=((2006, 2011), (2011, 2016)))]

    References
    ----------
    Tashman, L. J. (2000). Out-of-sample tests of forecasting accuracy: an analysis and review. International Journal
    of Forecasting 16(4), 437–450. doi:10.1016/S0169-2070(00)00065-0
    """
    step = whole("horizon", horizon, 1, _LAST_YEAR)
    needed = whole("training_pairs", training_pairs, 0, _LAST_YEAR)
    known = sorted({whole("years", year, 1, _LAST_YEAR) for year in years})
    pairs = [(year, year + step) for year in known if year + step in set(known)]
    candidates = [Origin(start, end, tuple(pair for pair in pairs if pair[1] <= start)) for start, end in pairs]
    found = [origin for origin in candidates if len(origin.training) >= needed]
    if not found:
        most = max((len(origin.training) for origin in candidates), default=0)
        raise InputError(
            "no-origin", years=listed(known, limit=40) or "–", horizon=step, ahead=len(pairs), needed=needed, most=most
        )
    return found
