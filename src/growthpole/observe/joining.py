"""From the rows of all tidy files to one table of observations, with the place of every value."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from growthpole.errors import Finding
from growthpole.observe.duplicates import repeats
from growthpole.observe.findings import Counts, Notebooks
from growthpole.observe.grids import Grid
from growthpole.observe.tidy import COMPARED, TidyRows
from growthpole.provenance import Source
from growthpole.tables.observations import COLUMNS, KEY, Observations

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["ORIGIN", "Joined", "join"]

ORIGIN: Final = ("origin_id", "file", "sha256", "sheet", "line", "column", "cell", "address", "printed_label")


@dataclass(frozen=True, slots=True)
class Joined:
    """Observations, their origins, what files say twice, and how that changes each file's counts."""

    observations: Observations
    origins: pd.DataFrame
    findings: list[Finding]
    changes: dict[str, Counts]


def join(tidy: Sequence[tuple[TidyRows, Source]]) -> Joined:
    """One table of all rows; what two files state is kept once, or not at all where they differ."""
    import pandas as pd

    if not tidy:
        blank = pd.DataFrame({name: pd.Series(dtype=str) for name in COLUMNS})
        blank = blank.assign(value=pd.Series(dtype=float), origin_id=pd.Series(dtype=np.int32))
        places = pd.DataFrame({name: pd.Series(dtype=str) for name in ORIGIN})
        places = places.assign(origin_id=pd.Series(dtype=np.int32), line=pd.Series(dtype=np.int64))
        return Joined(Observations(blank), places, [], {})
    origins = pd.concat([_places(rows, source) for rows, source in tidy], ignore_index=True)
    origins.insert(0, "origin_id", np.arange(len(origins), dtype=np.int32))
    values = pd.concat([rows.frame for rows, _ in tidy], ignore_index=True)
    values = values.assign(origin_id=origins["origin_id"])[list(COLUMNS)]
    found = repeats(values, KEY, COMPARED)
    notes = Notebooks()
    grids = {(source.name, grid.sheet): grid for rows, source in tidy for grid in _grids(rows)}
    _note(notes, "duplicate-key", values, origins, (found.clashing, found.other), grids)
    _note(notes, "duplicate-row", values, origins, (found.same, found.same_as), grids)
    files = origins["file"].to_numpy()
    changes: dict[str, Counts] = {}
    for places_, change in (
        (found.clashing, Counts(0, -1, 1, 0)),
        (found.same, Counts(0, -1, 0, 1)),
    ):
        for file, times in Counter(files[places_].tolist()).items():
            met = changes.get(file, Counts(0, 0, 0, 0))
            changes[file] = met + Counts(0, change.loaded * times, change.quarantined * times, change.skipped * times)
    kept = np.ones(len(values), dtype=bool)
    kept[found.clashing] = kept[found.same] = False
    return Joined(Observations(values[kept].reset_index(drop=True)), origins, notes.closed(), changes)


def _grids(rows: TidyRows) -> list[Grid]:
    """The worksheet the rows stand in, or each one where they are of printed tables."""
    if "sheet" not in rows.frame.columns:
        return [rows.grid]
    return [Grid(str(sheet)) for sheet in rows.frame["sheet"].unique()]


def _places(rows: TidyRows, source: Source) -> pd.DataFrame:
    import pandas as pd

    frame, grid = rows.frame, rows.grid
    letters = (grid.letters or grid.columns).get(rows.places.get("value", ""), "")
    cells = [f"{letters}{line}" for line in frame["line"]] if letters else [""] * len(frame)
    own = "cell" in frame.columns
    return pd.DataFrame(
        {
            "file": pd.Series([source.name] * len(frame), dtype=str),
            "sha256": pd.Series([source.sha256] * len(frame), dtype=str),
            "sheet": frame["sheet"].astype(str) if own else pd.Series([grid.sheet] * len(frame), dtype=str),
            "line": frame["line"].astype(np.int64),
            "column": frame["column"],
            "cell": frame["cell"].astype(str) if own else pd.Series(cells, dtype=str),
            "address": frame["address"].where(frame["address"] != "", source.url),
            "printed_label": frame.get("region_label", frame["region"]),
        }
    )


def _note(
    notes: Notebooks,
    code: str,
    values: pd.DataFrame,
    origins: pd.DataFrame,
    found: tuple[Any, Any],
    grids: Mapping[tuple[str, str], Grid],
) -> None:
    """Note the rows ``found`` in the notebook of the table each stands in, with the row it repeats."""
    rows, others = found
    files, sheets = origins["file"].to_numpy(), origins["sheet"].to_numpy()
    for file, sheet in dict.fromkeys(zip(files[rows].tolist(), sheets[rows].tolist(), strict=True)):
        here = np.flatnonzero((files[rows] == file) & (sheets[rows] == sheet))
        at, other = rows[here], others[here]

        def told(place: int, at: Any = at, other: Any = other) -> dict[str, str]:
            row, second = values.iloc[at[place]], origins.iloc[other[place]]
            return {
                "column": str(origins["column"].iloc[at[place]]),
                "key": ", ".join(str(row[name]) for name in KEY if row[name]),
                "other": str(values["printed"].iloc[other[place]]),
                "other_line": ":".join(str(second[part]) for part in ("file", "sheet", "line") if second[part]),
            }

        notes.at(file, str(origins["sha256"].iloc[at[0]]), grids[file, sheet]).note_rows(
            code,
            "error" if code == "duplicate-key" else "warn",
            origins["line"].to_numpy()[at],
            values["printed"].to_numpy()[at],
            params=told,
        )
