"""Guard-rails: does the plan keep the six stabilities, and on how few does it lean?

The six stabilities are employment, finance, foreign trade, foreign investment, investment and expectations. Each shows
a value against its limits, or "no data": what is not known is never called stable.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np

from growthpole.errors import InputError, listed

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["STABILITIES", "Rail", "State", "guard_rail", "stabilities"]

State = Literal["ok", "watch", "alarm", "no_data"]

STABILITIES: Final = ("employment", "finance", "foreign_trade", "foreign_investment", "investment", "expectations")
UNLIMITED: Final = "no_limit"


@dataclass(frozen=True, slots=True)
class Rail:
    """Limits of a figure.

    Parameters
    ----------
    floor, ceiling : float, optional
        Least and most the figure may be, in its unit; at least one of them.
    warn : float
        Distance from a limit, zero or more in the unit of the figure, inside which it is watched.

    Raises
    ------
    InputError
        No limit, limits that are not finite or out of order, a warning that leaves nothing between them.

    Examples
    --------
    >>> Rail(floor=100.0, warn=10.0).state(104.0)
    'watch'
    """

    floor: float | None = None
    ceiling: float | None = None
    warn: float = 0.0

    def __post_init__(self) -> None:
        low = -np.inf if self.floor is None else self.floor
        high = np.inf if self.ceiling is None else self.ceiling
        limits = [one for one in (self.floor, self.ceiling, self.warn) if one is not None]
        sound = len(limits) > 1 and np.isfinite(limits).all() and self.warn >= 0
        if not (sound and low + self.warn <= high - self.warn):
            raise InputError("bad-rail", floor=self.floor, ceiling=self.ceiling, warn=self.warn)

    def state(self, value: float | None) -> State:
        """Whether a value is inside the limits; ``no_data`` for None and NaN.

        Raises
        ------
        InputError
            An infinite value.
        """
        if value is None or np.isnan(value):
            return "no_data"
        if np.isinf(value):
            raise InputError("bad-result", received=value)
        low = -np.inf if self.floor is None else self.floor
        high = np.inf if self.ceiling is None else self.ceiling
        if not low <= value <= high:
            return "alarm"
        return "ok" if low + self.warn <= value <= high - self.warn else "watch"


def guard_rail(
    value: float | None, *, floor: float | None = None, ceiling: float | None = None, warn: float = 0.0
) -> State:
    """Whether a figure keeps its limits: ok, watch, alarm, or no_data where there is none.

    Parameters
    ----------
    value : float or None
        The figure; None or NaN where it is not known.
    floor, ceiling, warn
        Limits and warning distance, as for :class:`Rail`.

    Returns
    -------
    {"ok", "watch", "alarm", "no_data"}
        Alarm beyond a limit, watch within ``warn`` of one; a value at a limit is not beyond it.

    Raises
    ------
    InputError
        Bad limits, or an infinite value.

    Examples
    --------
    >>> guard_rail(95.0, floor=100.0), guard_rail(None, floor=100.0), guard_rail(120.0, floor=100.0, warn=10.0)
    ('alarm', 'no_data', 'ok')
    """
    return Rail(floor, ceiling, warn).state(value)


def stabilities(values: Mapping[str, float | None], rails: Mapping[str, Rail]) -> pd.DataFrame:
    """The six stabilities, each with its value, its limits and its state.

    Parameters
    ----------
    values : mapping of stability to float or None
        Figures known; a stability that is left out has none.
    rails : mapping of stability to Rail
        Their limits.

    Returns
    -------
    DataFrame
        Six rows in the order of :data:`STABILITIES`: ``stability, value`` (NaN where there is none), ``floor, ceiling,
        warn`` (NaN where there is no limit) and ``state``: that of :func:`guard_rail`, or ``no_limit`` for a value
        without limits.

    Raises
    ------
    InputError
        A name that is none of the six, or an infinite value.

    Examples
    --------
    >>> found = stabilities({"employment": 102.0, "finance": 0.4}, {"employment": Rail(floor=100.0)})
    >>> found["state"].tolist()
    ['ok', 'no_limit', 'no_data', 'no_data', 'no_data', 'no_data']
    """
    import pandas as pd

    unknown = [name for name in (*values, *rails) if name not in STABILITIES]
    if unknown:
        raise InputError(
            "unknown-option", option="stability", value=listed(dict.fromkeys(unknown)), known=", ".join(STABILITIES)
        )
    rows: list[dict[str, Any]] = []
    for name in STABILITIES:
        value, rail = values.get(name), rails.get(name)
        absent = value is None or bool(np.isnan(value))
        unlimited = "no_data" if absent else UNLIMITED
        limits = [None, None, None] if rail is None else [rail.floor, rail.ceiling, rail.warn]
        rows.append(
            {
                "stability": name,
                "value": value,
                **dict(zip(("floor", "ceiling", "warn"), limits, strict=True)),
                "state": unlimited if rail is None else rail.state(value),
            }
        )
    frame = pd.DataFrame(rows)
    return frame.astype(dict.fromkeys(("value", "floor", "ceiling", "warn"), np.float64))
