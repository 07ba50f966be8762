"""A plan at its means: every project at its probability, mean utilisation and mean delay, in one year."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from growthpole.dims import ACTIVITY, PATH, PERIOD
from growthpole.errors import InputError, listed
from growthpole.plan import _chances
from growthpole.plan.candidates import Projects
from growthpole.plan.spillovers import spillover

if TYPE_CHECKING:
    import xarray as xr


@dataclass(frozen=True, slots=True)
class PlanAtMeans:
    """Chosen projects as arrays [project], and the economy they are in.

    Attributes
    ----------
    age : array
        Years from the expected first output to the end of the year asked for.
    ramp, full, probability, displacement : array
        Ramp in years, output at full capacity and mean utilisation, probability of production, displaced share.
    at : array of int
        Position of each project's activity in ``activities``.
    """

    age: np.ndarray
    ramp: np.ndarray
    full: np.ndarray
    probability: np.ndarray
    displacement: np.ndarray
    at: np.ndarray
    activities: tuple[str, ...]
    multipliers: xr.DataArray | None
    capacity: xr.DataArray | None

    @classmethod
    def of(
        cls,
        projects: Projects,
        starts: Mapping[str, int],
        year: int,
        multipliers: xr.DataArray | None,
        capacity: xr.DataArray | None,
    ) -> PlanAtMeans:
        """The plan ``starts`` in ``year``."""
        if capacity is not None and multipliers is None:
            raise InputError("not-used", name="capacity", wanted="multipliers", received="a value")
        chosen, begin = _chances.begun(projects, starts)
        mine = {
            name: projects.numbers(name)[chosen] for name in ("lead", "ramp", "output", "probability", "displacement")
        }
        means = {
            name: sum(projects.numbers(f"{name}{end}")[chosen] for end in ("_low", "", "_high")) / 3
            for name in ("utilisation", "delay")
        }
        used = [str(name) for name in projects.table["activity"].iloc[chosen]]
        names = tuple(dict.fromkeys(used))
        if multipliers is not None:
            names = tuple(str(name) for name in multipliers[ACTIVITY].values)
        strangers = [name for name in used if name not in names]
        if strangers:
            raise InputError("no-such-label", dim=ACTIVITY, label=strangers[0], known=listed(names))
        return cls(
            year + 1.0 - begin - mine["lead"] - means["delay"],
            mine["ramp"],
            mine["output"] * means["utilisation"],
            mine["probability"],
            mine["displacement"],
            np.array([names.index(name) for name in used], dtype=np.int64),
            names,
            multipliers,
            capacity,
        )

    def adds(self, *, delay: float = 0.0, probability: float | None = None) -> float:
        """Output the plan adds to the sum, with every project ``delay`` years later or at one common probability."""
        import xarray as xr

        odds = self.probability if probability is None else probability
        output = self.full * odds * _chances.ramped(self.age - delay, self.ramp)
        count = len(self.activities)
        made = np.bincount(self.at, output, count)
        displaced = np.bincount(self.at, output * self.displacement, count)
        share = np.clip(np.divide(displaced, made, out=np.zeros(count), where=made > 0), 0.0, 1.0)
        names = {ACTIVITY: list(self.activities)}
        wide = xr.DataArray(made[:, None, None], {**names, PERIOD: [0], PATH: [0]}, (ACTIVITY, PERIOD, PATH))
        found = spillover(
            wide, self.multipliers, displacement=xr.DataArray(share, names, ACTIVITY), capacity=self.capacity
        )
        return float(found["total"].sum())
