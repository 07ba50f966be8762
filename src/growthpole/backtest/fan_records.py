"""What a back-test of fans found: every origin, the mean over origins, and the worst of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["MODELS", "TARGETS", "FanRecord"]

Model = Literal["calibrated", "uncalibrated", "naive"]
Target = Literal["activity", "sum"]
MODELS: Final[tuple[Model, ...]] = ("calibrated", "uncalibrated", "naive")
TARGETS: Final[tuple[Target, ...]] = ("activity", "sum")
SCORES: Final = ("coverage", "winkler", "crps", "brier")


@dataclass(frozen=True, slots=True, kw_only=True)
class FanRecord:
    """Track record of fans on a panel.

    Attributes
    ----------
    horizon : int
        H, years from the origin to the outcome.
    level : float
        Level of the band.
    metrics : DataFrame
        One row for each model (``calibrated``, ``uncalibrated``, ``naive``), target (``activity``, or the ``sum`` over
        the activities of a region) and origin: ``model, target, origin, cases, coverage, winkler, crps, brier``.
        Winkler and CRPS are of the logarithm of the level over that at the origin, so no activity counts by its
        size. ``brier`` is the mean of two events: at t + H the level is at least that of H years at the past median
        rate of log growth of the activity or sum, and of H years at 1.5 times that rate.
    calibrations : DataFrame
        ``origin, total, relative, spread, origins``: the factors for H years ahead that were known at each origin, and
        over how many earlier origins.
    left_out : mapping of str to int
        Cells that were no case: ``histories`` (an activity missing, zero or negative by the origin) and ``outcomes``
        (missing, zero or negative at t + H).
    """

    horizon: int
    level: float
    metrics: pd.DataFrame
    calibrations: pd.DataFrame
    left_out: Mapping[str, int]

    @property
    def summary(self) -> pd.DataFrame:
        """Mean over origins of each score by ``model`` and ``target``, with the worst coverage and its origin."""
        import pandas as pd

        rows = []
        for (model, target), own in self.metrics.groupby(["model", "target"], sort=False):
            judged = own.dropna(subset=["coverage"]).sort_values("coverage", kind="stable")
            rows.append(
                {
                    "model": model,
                    "target": target,
                    "origins": len(own),
                    **{score: own[score].mean() for score in SCORES},
                    "worst_coverage": own["coverage"].min(),
                    "worst_origin": int(judged["origin"].iloc[0]) if len(judged) else None,
                }
            )
        return pd.DataFrame(rows)
