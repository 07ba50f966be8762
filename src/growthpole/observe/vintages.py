"""Two deliveries of one source: which cells the newer one revised, added or left out.

A source is delivered again when a file of the same name has other bytes. Rows are met by the key of an
observation, never by their place, so a table that only grew by a line has no revisions. Values are compared as
the decimals that were printed: ``2.40`` and ``2.4`` are one value, and no binary fraction makes two of one.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from growthpole.errors import InputError, listed
from growthpole.observe.numbers import parse_number
from growthpole.observe.vocabulary import known_unit
from growthpole.tables.observations import KEY

if TYPE_CHECKING:
    import pandas as pd

    from growthpole.tables.observations import Observations

_Row = dict[str, Any]
COMPARED: Final = ("unit", "operator", "status")
PLACE: Final = ("file", "sheet", "cell")
COLUMNS: Final = (
    *KEY,
    "change",
    "what",
    "old",
    "new",
    "old_unit",
    "unit",
    "relative",
    *(f"{age}_{part}" for age in ("old", "new") for part in PLACE),
    "line",
)

__all__ = ["COLUMNS", "Revisions", "compare_deliveries", "only_once", "rows_of_observations", "rows_of_reading"]


@dataclass(frozen=True, slots=True)
class Revisions:
    """What one delivery says otherwise than the one before.

    Attributes
    ----------
    frame : DataFrame
        One row per cell that changed, in the order of the newer delivery, then those that are gone: the key;
        ``change`` (changed, added, gone); ``what`` changed (value, unit, operator, status); ``old`` and ``new``
        as printed in ``old_unit`` and ``unit``; ``relative``, (new − old) / |old|, NaN where it has no meaning;
        and both places. ``line`` is that of the newer cell, or of the one that is gone.
    rows : int
        Rows of the newer delivery.
    """

    frame: pd.DataFrame
    rows: int

    def count(self, change: str) -> int:
        """How many cells ``changed``, were ``added``, or are ``gone``."""
        return int((self.frame["change"] == change).sum())

    @property
    def nothing(self) -> bool:
        """Whether the deliveries say the same."""
        return self.frame.empty


def compare_deliveries(old: pd.DataFrame, new: pd.DataFrame) -> Revisions:
    """Revisions from the delivery ``old`` to the delivery ``new``.

    Parameters
    ----------
    old, new : DataFrame
        Rows of observations: the columns of :data:`growthpole.tables.observations.KEY` and ``printed``, and where
        known ``unit``, ``operator``, ``status``, ``file``, ``sheet``, ``cell``, ``line``.

    Raises
    ------
    InputError
        A column is missing, a key stands twice in one delivery, or a value is no number.

    Examples
    --------
    >>> import pandas as pd
    >>> from growthpole.tables.observations import KEY
    >>> blank = dict.fromkeys(KEY, "")
    >>> old = pd.DataFrame([{**blank, "region": "N", "printed": "100"}, {**blank, "region": "S", "printed": "7.0"}])
    >>> new = pd.DataFrame([{**blank, "region": "N", "printed": "98"}, {**blank, "region": "S", "printed": "7"}])
    >>> found = compare_deliveries(old, new)
    >>> found.frame[["region", "change", "old", "new", "relative"]].values.tolist()
    [['N', 'changed', '100', '98', -0.02]]
    """
    import numpy as np
    import pandas as pd

    before, after = _prepared(old), _prepared(new)
    keys = [pd.MultiIndex.from_frame(side[list(KEY)]) for side in (before, after)]
    partner = keys[0].get_indexer(keys[1])
    met, written = partner >= 0, ["printed", *COMPARED]
    alike = np.zeros(len(after), dtype=bool)
    alike[met] = (before[written].to_numpy()[partner[met]] == after[written].to_numpy()[met]).all(axis=1)
    pairs: list[tuple[_Row | None, _Row | None]] = [
        (_at(before, int(partner[place])) if met[place] else None, _at(after, int(place)))
        for place in np.flatnonzero(~alike)
    ]
    pairs += [(_at(before, int(place)), None) for place in np.setdiff1d(np.arange(len(before)), partner[met])]
    rows = [made for old_row, new_row in pairs if (made := _row(old_row, new_row)) is not None]
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    texts = {name: str for name in COLUMNS if name not in {"relative", "line"}}
    return Revisions(frame.astype({**texts, "relative": float, "line": np.int64}), len(after))


def rows_of_observations(observations: Observations, origins: pd.DataFrame) -> pd.DataFrame:
    """Rows of ``observations`` with the place of each value, as :func:`compare_deliveries` takes them."""
    rows = observations.frame.merge(origins, on="origin_id", how="left", validate="one_to_one")
    lines = rows["line"].astype(str) + " [" + rows["column"] + "]"
    return rows.assign(cell=rows["cell"].where(rows["cell"] != "", lines))


def rows_of_reading(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows of a :class:`growthpole.observe.Reading` of a file that no study declares.

    Their key is the region, further labels of the row, the path of headings and the period; a region that did not
    resolve is known by its label.
    """
    told = rows.assign(
        region=rows["region"].where(rows["region"] != "", rows["region_label"]),
        activity=rows["label"],
        indicator=rows["header"],
        printed=rows["value"],
        operator=rows["flag"],
    )
    return told.assign(**{name: "" for name in KEY if name not in told.columns})


def only_once(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows whose key stands once: of the others nobody knows which meets which."""
    return rows[~rows.duplicated(list(KEY), keep=False)]


def _prepared(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows with every column that is compared or shown, as text, each key once."""
    missing = [name for name in (*KEY, "printed") if name not in rows.columns]
    if missing:
        raise InputError("missing-columns", table="compare_deliveries", missing=listed(missing))
    wanted = (*KEY, "printed", *COMPARED, *PLACE)
    filled = rows.assign(**{name: "" for name in wanted if name not in rows.columns})
    found = filled[list(wanted)].astype(str).reset_index(drop=True)
    repeated = found[found.duplicated(list(KEY))]
    if len(repeated):
        key = listed(text for text in repeated[list(KEY)].iloc[0] if text)
        raise InputError("repeated-key", table="compare_deliveries", key=key, count=len(repeated))
    return found.assign(line=rows["line"].to_numpy() if "line" in rows.columns else 0)


def _at(rows: pd.DataFrame, place: int) -> _Row:
    return {str(name): value for name, value in rows.iloc[place].items()}


def _row(old: _Row | None, new: _Row | None) -> dict[str, Any] | None:
    """One revision; None where the two are one value written in two ways."""
    either = new or old or {}
    before, after = _number(old), _number(new)
    what: list[str] = []
    relative = float("nan")
    if old is not None and new is not None:
        was = _in_unit_of(before, old["unit"], new["unit"])
        what += ["value"] if was != after else []
        what += [name for name in COMPARED if old[name] != new[name]]
        if not what:
            return None
        if was and after is not None:
            relative = float((after - was) / abs(was))
    return {
        **{name: either[name] for name in KEY},
        "change": "gone" if new is None else "added" if old is None else "changed",
        "what": ", ".join(what),
        "old": "" if old is None else old["printed"],
        "new": "" if new is None else new["printed"],
        "old_unit": "" if old is None else old["unit"],
        "unit": "" if new is None else new["unit"],
        "relative": relative,
        **{
            f"{age}_{part}": "" if row is None else row[part]
            for age, row in (("old", old), ("new", new))
            for part in PLACE
        },
        "line": int(either["line"]),
    }


def _number(row: _Row | None) -> Decimal | None:
    if row is None:
        return None
    found = parse_number(row["printed"])
    if found is None:
        raise InputError(
            "not-numbers", table="compare_deliveries", column="printed", problem=f"{row['printed']!r} ({row['cell']})"
        )
    return found


def _in_unit_of(value: Decimal | None, unit: str, wanted: str) -> Decimal | None:
    """The value in another unit of the same quantity, None where the two units do not meet."""
    if value is None or unit == wanted:
        return value
    one, other = known_unit(unit), known_unit(wanted)
    if one is None or other is None or one.quantity != other.quantity:
        return None
    return value * one.factor / other.factor
