"""Observations: the long table of published values, each with its key, status and origin.

The key is ``region, activity, indicator, period, kind, vintage, scope, price_basis``; ``activity`` is
empty for values of the whole economy. One key has one value: revisions differ in ``vintage``, a
target differs from an actual in ``kind``, and two samples differ in ``scope``. The value is kept
as printed beside its float, because the printed digits carry its precision; both are in the unit the
indicator declares, and ``raw`` with ``raw_unit`` is what the cell says.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from growthpole.errors import InputError, listed
from growthpole.provenance import NumberKey

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["COLUMNS", "KEY", "Fact", "Observations"]

KEY: Final = ("region", "activity", "indicator", "period", "kind", "vintage", "scope", "price_basis")
TEXT: Final = ("printed", "operator", "unit", "status", "basis", "published", "note", "raw", "raw_unit")
COLUMNS: Final = (*KEY, "value", *TEXT, "origin_id")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One observation, as the formulas and the views see it."""

    region: str
    activity: str
    indicator: str
    period: str
    kind: str
    vintage: str
    scope: str
    price_basis: str
    value: float
    printed: str
    operator: str
    unit: str
    status: str
    basis: str
    published: str
    note: str
    origin_id: int
    raw: str = ""
    raw_unit: str = ""

    @property
    def key(self) -> NumberKey:
        """Key of the value in a run."""
        dims = {name: getattr(self, name) for name in KEY if getattr(self, name)}
        return NumberKey("observe", "observations", "value", dims)

    @property
    def exact(self) -> bool:
        """Whether the source states the value without ``~``, ``>`` or ``<``."""
        return self.operator == "="


@dataclass(frozen=True, slots=True)
class Observations:
    """Published values, one row per key.

    Parameters
    ----------
    frame : DataFrame
        Columns :data:`COLUMNS`: text, but ``value`` float64 and ``origin_id`` int32.

    Raises
    ------
    InputError
        A column is missing, or two rows share one key.
    """

    frame: pd.DataFrame

    def __post_init__(self) -> None:
        missing = [name for name in COLUMNS if name not in self.frame.columns]
        if missing:
            raise InputError("missing-columns", table="Observations", missing=listed(missing))
        repeated = self.frame.duplicated(list(KEY))
        if repeated.any():
            first = self.frame.loc[repeated, list(KEY)].iloc[0]
            raise InputError(
                "repeated-key", table="Observations", key=listed(first.tolist()), count=int(repeated.sum())
            )

    def __len__(self) -> int:
        return len(self.frame)

    def select(self, **where: str | list[str]) -> Observations:
        """Observations whose columns have the given value, or one of the given values."""
        unknown = [name for name in where if name not in self.frame.columns]
        if unknown:
            raise InputError("missing-columns", table="Observations", missing=listed(unknown))
        keep = self.frame
        for name, wanted in where.items():
            keep = keep[keep[name].isin([wanted] if isinstance(wanted, str) else list(wanted))]
        return Observations(keep)

    def facts(self, **where: str | list[str]) -> list[Fact]:
        """The selected observations as facts, in the table's order."""
        rows = self.select(**where).frame[list(COLUMNS)]
        return [Fact(**dict(zip(COLUMNS, row, strict=True))) for row in rows.itertuples(index=False, name=None)]

    def fact(self, **where: str | list[str]) -> Fact | None:
        """The one selected observation; None when there is none.

        Raises
        ------
        InputError
            More than one observation is selected: name its kind, vintage or scope too.
        """
        found = self.facts(**where)
        if len(found) > 1:
            raise InputError("ambiguous-fact", wanted=listed(f"{k}={v}" for k, v in where.items()), count=len(found))
        return found[0] if found else None
