"""What a portfolio is chosen for: value expected, value in the bad cases too, or the odds of a target.

Scenarios count alike. The tail mean of a sample is the mean of its worst ``tail`` share, the scenario on the edge with
the part of it that belongs to the tail.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from growthpole.dims import SCENARIO, require_dims
from growthpole.errors import InputError

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["ExpectedValue", "Objective", "Odds", "TailValue", "tail_mean"]


@dataclass(frozen=True, slots=True)
class ExpectedValue:
    """Mean over the scenarios of the value added, of all periods or of one.

    ``Σ_t (1 + d)^-(t - t₀) v_t`` with t₀ the first period.

    Attributes
    ----------
    period : int, optional
        The one year that counts; by default all.
    discount : float
        d, 0 or more a year.

    Raises
    ------
    InputError
        A discount that is no number of zero or more.

    Examples
    --------
    >>> ExpectedValue(period=2030)
    ExpectedValue(period=2030, discount=0.0)
    """

    period: int | None = None
    discount: float = 0.0

    def __post_init__(self) -> None:
        _number("discount", self.discount, 0.0, np.inf)


@dataclass(frozen=True, slots=True)
class TailValue:
    """Mean value added and its mean in the worst scenarios: ``(1 - w) mean + w tail mean``.

    Attributes
    ----------
    tail : float
        Share of scenarios that are the tail, above 0 to 1.
    weight : float
        w, 0 to 1.
    period, discount
        As in :class:`ExpectedValue`.

    Raises
    ------
    InputError
        A share out of its range, a discount below 0.

    Examples
    --------
    >>> TailValue(tail=0.2).weight
    0.5

    References
    ----------
    Rockafellar, R. T., Uryasev, S. (2000). Optimization of conditional value-at-risk. Journal of Risk 2(3), 21–41.
    doi:10.21314/JOR.2000.038
    """

    tail: float = 0.1
    weight: float = 0.5
    period: int | None = None
    discount: float = 0.0

    def __post_init__(self) -> None:
        _number("tail", self.tail, 1e-6, 1.0)
        _number("weight", self.weight, 0.0, 1.0)
        _number("discount", self.discount, 0.0, np.inf)


@dataclass(frozen=True, slots=True, eq=False)
class Odds:
    """Share of scenarios in which the output added in a year reaches what is needed.

    Of plans with the same odds a portfolio takes the one with the most value added expected over all periods, to within
    the gap and undiscounted, where the search for the odds was not cut short.

    Attributes
    ----------
    need : DataArray
        [scenario], the target less the organic path, in the unit of output; zero or less is reached without projects.
    period : int, optional
        The year; by default the last.

    Raises
    ------
    InputError
        ``need`` is no array of finite numbers [scenario].

    Examples
    --------
    >>> import xarray as xr
    >>> Odds(xr.DataArray([5.0, 8.0], coords={"scenario": [0, 1]}, dims="scenario")).need.sizes["scenario"]
    2
    """

    need: xr.DataArray
    period: int | None = None

    def __post_init__(self) -> None:
        require_dims(self.need, (SCENARIO,), "need")
        if self.need.ndim != 1 or self.need.dtype.kind not in "iuf" or not np.isfinite(self.need.values).all():
            raise InputError("bad-need", dims=", ".join(map(str, self.need.dims)), received=str(self.need.dtype))


Objective = ExpectedValue | TailValue | Odds


def tail_mean(values: np.ndarray, tail: float) -> float:
    """Mean of the worst ``tail`` share of values [scenario].

    Examples
    --------
    >>> float(tail_mean(np.array([4.0, 1.0, 3.0, 2.0]), 0.375))
    1.3333333333333333
    """
    ordered = np.sort(values)
    share = np.clip(tail * len(ordered) - np.arange(len(ordered)), 0.0, 1.0)
    return float(share @ ordered / share.sum())


def _number(name: str, value: Any, low: float, high: float) -> None:
    number = isinstance(value, int | float | np.number) and not isinstance(value, bool)
    if not number or not low <= value <= high or not np.isfinite(value):
        raise InputError("objective-number", name=name, low=f"{low:g}", high=f"{high:g}", received=value)
