"""Codes of the ledger that the study does not know: a slip of the pen, or something not declared yet.

An actual of an unknown indicator or place is kept, as everything is, but no figure of the study can look at it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from growthpole.track.entries import Actual, Entry
from growthpole.track.histories import current

if TYPE_CHECKING:
    from growthpole.tables import Classification

__all__ = ["UnknownCode", "unknown_codes"]

FIELDS: Final = ("indicator", "region", "activity")


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownCode:
    """A code no classification of the study has.

    Attributes
    ----------
    entry : int
        Number of the entry.
    field : {"indicator", "region", "activity"}
        Where it stands.
    code : str
        The code.
    near : tuple of str
        Known codes that look like it, with their names.
    """

    entry: int
    field: str
    code: str
    near: tuple[str, ...]


def unknown_codes(entries: Iterable[Entry], known: Mapping[str, Classification]) -> tuple[UnknownCode, ...]:
    """Codes of the actuals that hold now and that no classification has.

    Parameters
    ----------
    entries : iterable of Entry
        Entries of the ledger, with their corrections.
    known : mapping of str to Classification
        By the name of the field; a field without one is not looked at.

    Returns
    -------
    tuple of UnknownCode
        By entry.

    Examples
    --------
    >>> import pandas as pd
    >>> from growthpole.tables import Classification
    >>> rows = pd.DataFrame([("robots", "Robots", "机器人", "")], columns=["code", "name_en", "name_zh", "parent"])
    >>> told = {"period": "2023", "value": "2", "unit": "1e8 CNY", "source": "bulletin", "vintage": "2024"}
    >>> slip = Actual(indicator="robbots", number=1, **told)
    >>> [(one.code, one.near) for one in unknown_codes([slip], {"indicator": Classification("indicator", rows)})]
    [('robbots', ('robots (Robots)',))]
    """
    return tuple(
        UnknownCode(entry=entry.number, field=name, code=code, near=tuple(known[name].nearest(code)))
        for entry in current(entries)
        if isinstance(entry, Actual)
        for name in FIELDS
        if (code := getattr(entry, name)) and name in known and code not in known[name]
    )
