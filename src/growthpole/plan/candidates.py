"""Candidate projects: what each would cost, make and employ, how sure that is, and on whose word.

A figure that no source states is an assumption and says so in ``basis``. Three figures of a triple are the least, the
likeliest and the most of a triangular distribution.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from growthpole.errors import InputError, listed
from growthpole.tables.register_schemas import STAGES

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["BASES", "TEMPLATE", "TRIPLES", "Projects"]

TEMPLATE: Final = "template"
BASES: Final = ("source", "assumption")
TRIPLES: Final = ("utilisation", "delay", "overrun")
MOST: Final = 50

_TEXTS: Final = {"activity": "", "chain": "", "partner": "", "stage": TEMPLATE, "basis": "assumption"}
_NUMBERS: Final[Mapping[str, tuple[float, float]]] = {
    "probability": (0.0, 1.0),
    "investment": (0.0, np.inf),
    "public": (0.0, np.inf),
    "foreign": (0.0, np.inf),
    "output": (0.0, np.inf),
    "value_added": (0.0, 1.0),
    "jobs": (0.0, np.inf),
    "energy": (0.0, np.inf),
    "displacement": (0.0, 1.0),
    "lead": (0.0, 50.0),
    "ramp": (0.0, 50.0),
    "spend": (0.0, 50.0),
    **{f"utilisation{end}": (0.0, 1.2) for end in ("_low", "", "_high")},
    **{f"delay{end}": (0.0, 50.0) for end in ("_low", "", "_high")},
    **{f"overrun{end}": (1e-6, 100.0) for end in ("_low", "", "_high")},
}
_DEFAULTS: Final[Mapping[str, float]] = {
    **dict.fromkeys(("public", "foreign", "jobs", "energy", "displacement", "lead", "ramp"), 0.0),
    **dict.fromkeys(("utilisation_low", "utilisation", "utilisation_high"), 1.0),
    **dict.fromkeys(("delay_low", "delay", "delay_high"), 0.0),
    **dict.fromkeys(("overrun_low", "overrun", "overrun_high"), 1.0),
}
_YEARS: Final = ("earliest", "latest")


@dataclass(frozen=True, slots=True)
class Projects:
    """Candidate projects, one a row, named by the index.

    Parameters
    ----------
    table : DataFrame
        ``probability`` of reaching production, ``investment``, ``output`` a year at full capacity and ``value_added``
        as a share of output must be given. The others have these defaults: ``activity, chain, partner`` none;
        ``stage`` template; ``basis`` assumption; ``public`` (drawn from the budget) and ``foreign`` money 0; ``jobs``
        and ``energy`` a year at full capacity 0; ``displacement``, the share of output the region already has, 0;
        ``lead``, years from start to first output, and ``ramp``, years from there to full capacity, 0; ``spend``,
        years over which the investment is spent, ``lead`` but at least 1; ``utilisation`` 1, ``delay`` in years 0 and
        ``overrun`` as a factor on the investment 1, each with ``_low`` and ``_high``; ``earliest`` and ``latest``
        year of start free (NaN).
    unit : str
        Unit of investment, public, foreign and output.

    Raises
    ------
    InputError
        Columns are missing or unknown, a code stands twice, a value is no number in its range, a part of the
        investment is above it, or a triple runs backwards; every problem is listed.

    Examples
    --------
    >>> import pandas as pd
    >>> one = {"probability": 0.5, "investment": 10.0, "output": 12.0, "value_added": 0.25, "lead": 2.0}
    >>> projects = Projects(pd.DataFrame([one], index=["plant"]), "1e8 CNY")
    >>> projects.numbers("spend").tolist(), projects.table["basis"].tolist()
    ([2.0], ['assumption'])
    """

    table: pd.DataFrame
    unit: str

    def __post_init__(self) -> None:
        import pandas as pd

        known = (*_TEXTS, *_NUMBERS, *_YEARS)
        columns = list(map(str, self.table.columns))
        needed = [name for name in _NUMBERS if name not in (*_DEFAULTS, "spend")]
        problems = [f"no column {name}" for name in needed if name not in columns]
        problems += [f"unknown column {name}" for name in columns if name not in known]
        codes = [str(code) for code in self.table.index]
        problems += [f"{code} stands more than once" for code in sorted({one for one in codes if codes.count(one) > 1})]
        problems += ["a project has no code"] if "" in codes else []
        if problems:
            raise InputError("bad-projects", count=len(problems), problems=listed(problems, MOST))
        made: dict[str, Any] = {}
        for name, default in _TEXTS.items():
            made[name] = [str(one) for one in self.table[name]] if name in columns else [default] * len(codes)
        for name in (*_NUMBERS, *_YEARS):
            if name in columns:
                made[name] = pd.to_numeric(self.table[name], errors="coerce").to_numpy(dtype=np.float64)
            elif name == "spend":
                made[name] = np.maximum(made["lead"], 1.0)
            else:
                made[name] = np.full(len(codes), _DEFAULTS.get(name, np.nan))
        frame = pd.DataFrame(made, index=pd.Index(codes, name="project", dtype="str"))
        problems = _problems(frame)
        if problems:
            raise InputError("bad-projects", count=len(problems), problems=listed(problems, MOST))
        object.__setattr__(self, "table", frame)

    def __len__(self) -> int:
        """Number of projects."""
        return len(self.table)

    @property
    def codes(self) -> list[str]:
        """Codes of the projects in order."""
        return [str(code) for code in self.table.index]

    def numbers(self, name: str) -> np.ndarray:
        """A column of numbers, one a project."""
        found: np.ndarray = self.table[name].to_numpy(dtype=np.float64)
        return found


def _problems(frame: pd.DataFrame) -> list[str]:
    found: list[str] = []
    stages = (*STAGES, TEMPLATE)
    for code, row in zip(frame.index, frame.to_dict("records"), strict=True):
        found += [] if row["stage"] in stages else [f"{code}: stage {row['stage']!r} is none of {listed(stages, 9)}"]
        found += [] if row["basis"] in BASES else [f"{code}: basis {row['basis']!r} is none of {listed(BASES)}"]
        for name, (least, most) in _NUMBERS.items():
            value = row[name]
            if not (np.isfinite(value) and least <= value <= most):
                found.append(f"{code}: {name} {value:g} is no number from {least:g} to {most:g}")
        for part in ("public", "foreign"):
            if row[part] > row["investment"]:
                found.append(f"{code}: {part} {row[part]:g} is above the investment {row['investment']:g}")
        for name in TRIPLES:
            low, likely, high = (row[f"{name}{end}"] for end in ("_low", "", "_high"))
            if not low <= likely <= high:
                found.append(f"{code}: {name} runs backwards: {low:g}, {likely:g}, {high:g}")
        for name in _YEARS:
            if not (np.isnan(row[name]) or float(row[name]).is_integer()):
                found.append(f"{code}: {name} {row[name]:g} is no year")
        if row["earliest"] > row["latest"]:
            found.append(f"{code}: earliest start {row['earliest']:g} is after the latest {row['latest']:g}")
    return found
