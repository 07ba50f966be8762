"""Conformal prediction: how much must a band be widened so that it holds what it says?

A *score* says how far a band would have had to be stretched to hold an outcome. The factor that holds the next one with
the level asked for is a quantile of the scores seen, if the next case comes from where they came from: on average over
cases (*marginally*), not for each.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from growthpole.errors import InputError, listed
from growthpole.evaluation import _cases

__all__ = ["conformal_factor"]

# (n + 1) × level is a whole number for levels such as 0.8 only up to the rounding of a product
_ROUNDING = 1e-9


def conformal_factor(scores: Iterable[float] | np.ndarray, level: float) -> float:
    """Smallest stretch that covers the next case with probability ``level``.

    The ``⌈(n + 1) level⌉``-th smallest of n scores.

    Parameters
    ----------
    scores : iterable of float
        Stretch each past case would have needed, any order; may be infinite, not missing.
    level : float
        Share of cases to be held, between 0 and 1.

    Returns
    -------
    float
        In the unit of the scores; infinite when there are too few (n < level / (1 − level)): no finite stretch can
        promise the level then.

    Raises
    ------
    InputError
        A score that is missing, or a level outside its range.

    Examples
    --------
    >>> conformal_factor([0.5, 1.2, 0.9, 2.0], 0.8), conformal_factor([0.5, 1.2, 0.9], 0.8)
    (2.0, inf)

    References
    ----------
    Vovk, V., Gammerman, A., Shafer, G. (2005). Algorithmic Learning in a Random World. Springer. doi:10.1007/b106715
    Lei, J., G'Sell, M., Rinaldo, A., Tibshirani, R. J., Wasserman, L. (2018). Distribution-free predictive inference
    for regression. Journal of the American Statistical Association 113(523), 1094–1111.
    doi:10.1080/01621459.2017.1307116
    """
    share = _cases.inside("level", level)
    seen = np.sort(np.asarray(scores if isinstance(scores, np.ndarray) else list(scores), dtype=np.float64), axis=None)
    absent = np.flatnonzero(np.isnan(seen))
    if absent.size:
        raise InputError("missing-cells", name="scores", count=absent.size, cells=listed(absent))
    place = int(np.ceil((seen.size + 1) * share - _ROUNDING))
    return float(seen[place - 1]) if place <= seen.size else float("inf")
