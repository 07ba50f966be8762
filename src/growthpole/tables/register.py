"""Register: keyed rows about things that are not a number by region and period.

Partners, chains, their stages and cities, concordances, projects. Every row has a unique key and an
origin, so each of its numbers can be explained like an observation.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from growthpole.errors import InputError, listed

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Register"]


@dataclass(frozen=True, slots=True)
class Register:
    """Keyed rows.

    Parameters
    ----------
    name : str
        What is registered.
    frame : DataFrame
        One row per thing; text columns, or float64 where declared numeric.
    key : tuple of str
        Columns that together name a row.
    file : str
        The source file; the column ``line``, where present, says where in it a row stands.
    sheet : str
        The worksheet of a workbook.
    letters : mapping of str to str
        Letters of each column of the worksheet.
    kind : str
        Kind of :data:`growthpole.tables.register_schemas.SCHEMAS` it is checked by; empty for none.
    columns : mapping of str to str
        Field of that schema to its column; a field not named has a column of its own name.

    Raises
    ------
    InputError
        A key column is missing or two rows share a key.
    """

    name: str
    frame: pd.DataFrame
    key: tuple[str, ...]
    file: str = ""
    sheet: str = ""
    letters: Mapping[str, str] = field(default_factory=dict)
    kind: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        missing = [column for column in self.key if column not in self.frame.columns]
        if missing or not self.key:
            raise InputError("missing-columns", table=self.name, missing=listed(missing) or "key")
        repeated = self.frame.duplicated(list(self.key))
        if repeated.any():
            first = self.frame.loc[repeated, list(self.key)].iloc[0]
            raise InputError("repeated-key", table=self.name, key=listed(first.tolist()), count=int(repeated.sum()))

    def __len__(self) -> int:
        return len(self.frame)
