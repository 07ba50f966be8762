"""CostTable: what entering an activity is known, or assumed, to cost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import pandas as pd

from growthpole.errors import InputError, listed

__all__ = ["CostTable"]

ITEMS: Final[Mapping[str, str]] = {
    "public_investment_per_output": "public investment per unit of output",
    "private_investment_per_output": "private investment per unit of output",
    "public_investment_per_job": "public investment per job",
    "private_investment_per_job": "private investment per job",
    "minimum_efficient_size": "output of the smallest plant that pays",
    "import_dependence": "share of imports in inputs",
    "land_per_output": "land per unit of output",
    "energy_per_output": "energy per unit of output",
    "talent": "share of graduates in employment",
}
SHARES: Final = ("import_dependence", "talent")
BASES: Final = ("source", "assumption")


@dataclass(frozen=True, slots=True, eq=False)
class CostTable:
    """Costs by activity, each with its unit and with whether it is a source's figure or an assumption.

    Parameters
    ----------
    frame : DataFrame
        One row for an activity: ``activity``; ``basis`` ("source" or "assumption"), and with a source's figure its
        ``source``; any of ``public_investment_per_output``, ``private_investment_per_output``,
        ``public_investment_per_job``, ``private_investment_per_job``, ``minimum_efficient_size`` (above 0, in money or
        units), ``land_per_output``, ``energy_per_output``, each with its unit in ``<item>_unit``, the same in every
        row; ``import_dependence`` and ``talent``, shares from 0 to 1 without a unit. Empty where not known.

    Attributes
    ----------
    rows : DataFrame
        By activity: the items given as float64, ``basis``, ``source``.
    units : mapping of str to str
        Unit of each item given that is no share.

    Raises
    ------
    InputError
        Anything wrong with the table; all problems are named together.

    Examples
    --------
    >>> import pandas as pd
    >>> frame = pd.DataFrame({"activity": ["cars"], "talent": [0.22], "basis": "source", "source": "Census 2020"})
    >>> CostTable.from_frame(frame).rows.loc["cars", "talent"].item()
    0.22
    """

    frame: pd.DataFrame
    rows: pd.DataFrame = field(init=False, repr=False)
    units: Mapping[str, str] = field(init=False)

    def __post_init__(self) -> None:
        columns = [str(name) for name in self.frame.columns]
        lacking = [name for name in ("activity", "basis") if name not in columns]
        allowed = {"activity", "basis", "source", *ITEMS, *(f"{name}_unit" for name in ITEMS if name not in SHARES)}
        items = [name for name in ITEMS if name in columns]
        frame = self.frame.loc[:, ~self.frame.columns.duplicated()]
        texts = {name: _text(frame, name) for name in ("activity", "basis", "source")}
        labels = texts["activity"]
        numbers = {name: pd.to_numeric(frame[name], errors="coerce").to_numpy(dtype=np.float64) for name in items}
        problems = {
            "lacking": lacking,
            "unknown": [*(name for name in columns if name not in allowed), *_twice(columns)],
            "repeated": [] if "activity" in lacking else [name or "–" for name in _unnamed_or_twice(labels)],
            "outside": [each for name in items for each in _outside(frame, name, numbers[name], labels)],
            "units": [name for name in items if name not in SHARES and not _one_unit(frame, name, numbers[name])],
            "basis": [] if "basis" in lacking else _where(labels, [basis not in BASES for basis in texts["basis"]]),
            "unsourced": _where(
                labels, [b == "source" and not s for b, s in zip(texts["basis"], texts["source"], strict=True)]
            ),
        }
        if any(problems.values()):
            count = sum(map(len, problems.values()))
            raise InputError("bad-costs", count=count, **{name: listed(each) or "–" for name, each in problems.items()})
        told = {name: texts[name] for name in ("basis", "source")}
        object.__setattr__(self, "rows", pd.DataFrame({**numbers, **told}, index=pd.Index(labels, name="activity")))
        units = {name: _text(frame, f"{name}_unit") for name in items if name not in SHARES}
        object.__setattr__(self, "units", {n: next(filter(None, texts)) for n, texts in units.items() if any(texts)})

    @classmethod
    def from_frame(cls, df: pd.DataFrame) -> CostTable:
        """Table of a data frame with the columns named in the class.

        Raises
        ------
        InputError
            Anything wrong with it; all problems are named together.
        """
        return cls(df)


def _text(frame: pd.DataFrame, column: str) -> list[str]:
    """Stripped texts of a column, empty where there is none."""
    if column not in frame.columns:
        return [""] * len(frame)
    return ["" if pd.isna(each) else str(each).strip() for each in frame[column]]


def _twice(columns: list[str]) -> list[str]:
    return sorted({name for name in columns if columns.count(name) > 1})


def _unnamed_or_twice(labels: list[str]) -> list[str]:
    counts = Counter(labels)
    return [label for label, count in counts.items() if not label or count > 1]


def _where(labels: list[str], wrong: list[bool]) -> list[str]:
    return [label or "–" for label, bad in zip(labels, wrong, strict=True) if bad]


def _outside(frame: pd.DataFrame, name: str, numbers: np.ndarray, labels: list[str]) -> list[str]:
    """Cells of an item that hold something, but no number it can have."""
    held = frame[name].notna().to_numpy()
    floor = numbers > 0 if name == "minimum_efficient_size" else numbers >= 0
    right = floor & np.isfinite(numbers) & ((numbers <= 1) if name in SHARES else True)
    wrong = zip(labels, frame[name], held & ~right, strict=True)
    return [f"{label or '–'}.{name}={value}" for label, value, bad in wrong if bad]


def _one_unit(frame: pd.DataFrame, name: str, numbers: np.ndarray) -> bool:
    """Whether every number of an item states its unit, and all the same."""
    stated = [unit for unit, number in zip(_text(frame, f"{name}_unit"), numbers, strict=True) if not np.isnan(number)]
    return all(stated) and len(set(stated)) <= 1
