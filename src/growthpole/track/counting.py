"""Where projects stand, counted by rules that no announcement can stretch.

A project counts once, at the furthest stage it reached: signed is not built. A project that expands another is no
further project; its money counts by what it adds. A planned date that has passed without its stage makes a project
overdue. A withdrawn project is shown as withdrawn, unless it reached a stage after that.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from growthpole.errors import InputError, UnitMismatch, listed
from growthpole.tables.expansions import TOTAL, Expansions
from growthpole.tables.periods import parse_period
from growthpole.tables.register_schemas import STAGES, WITHDRAWN
from growthpole.track.entries import Entry, StageChange
from growthpole.track.histories import current, day_of

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Standing", "stage_counts", "standings"]

Day = tuple[int, int, int]
NOWHERE: Final = (0, 0, 0)


@dataclass(slots=True)
class Standing:
    """Where a project stands on a day.

    Attributes
    ----------
    project, expands : str
        Its code, and that of the project it expands.
    reached : dict of str to date
        Day by which each stage was reached, as (year, month, day).
    planned : dict of str to date
        The same for stages that are planned.
    withdrawn : date
        Day of its withdrawal; (0, 0, 0) where there is none.
    """

    project: str
    expands: str = ""
    reached: dict[str, Day] = field(default_factory=dict)
    planned: dict[str, Day] = field(default_factory=dict)
    withdrawn: Day = NOWHERE

    @property
    def furthest(self) -> str:
        """The furthest stage it reached; a project that has plans only is a lead."""
        return max(self.reached, key=STAGES.index, default=STAGES[0])

    @property
    def first(self) -> str:
        """The earliest stage the ledger saw it at."""
        return min(self.reached, key=STAGES.index, default=STAGES[0])

    @property
    def is_withdrawn(self) -> bool:
        """Whether it was withdrawn, and reached nothing after that."""
        return self.withdrawn != NOWHERE and self.withdrawn >= max(self.reached.values(), default=NOWHERE)

    def late(self, day: Day) -> list[str]:
        """Stages planned for before ``day`` that it has not reached."""
        if self.is_withdrawn:
            return []
        past = STAGES.index(self.furthest) if self.reached else -1
        return [stage for stage in STAGES[past + 1 :] if NOWHERE < self.planned.get(stage, NOWHERE) < day]


def standings(entries: Iterable[Entry], on: str) -> list[Standing]:
    """Where each project stands on a day, in the order in which the ledger met them.

    Parameters
    ----------
    entries : iterable of Entry
        Entries of all kinds, with their corrections.
    on : str
        The day, such as ``2024-06-30``: stages reached later do not count yet.

    Raises
    ------
    InputError
        Not a day.

    Examples
    --------
    >>> plan = StageChange(project="P1", stage="signed", date="2024-03-31", planned=True, vintage="2024-01-05")
    >>> found = standings([plan], "2024-04-01")[0]
    >>> found.furthest, found.late((2024, 4, 1))
    ('lead', ['signed'])
    """
    day = day_of("on", on)
    found: dict[str, Standing] = {}
    for entry in current(entries):
        if not isinstance(entry, StageChange):
            continue
        one = found.setdefault(entry.project, Standing(entry.project))
        one.expands = entry.expands or one.expands
        when = parse_period(entry.date).end
        if entry.planned:
            one.planned[entry.stage] = when
        elif when <= day and entry.stage == WITHDRAWN:
            one.withdrawn = when
        elif when <= day:
            one.reached[entry.stage] = when
    met = (one for one in found.values() if one.reached or one.planned or one.withdrawn != NOWHERE)
    return list(met)


def stage_counts(
    entries: Iterable[Entry], on: str, *, projects: pd.DataFrame | None = None, amounts: Sequence[str] = ()
) -> pd.DataFrame:
    """Projects at each stage on a day, each counted once, expansions apart.

    ``projects[s] = number of projects whose furthest stage is s``; the money of a stage is the sum of what its
    projects add: an expansion stated as a total counts by that total less what it stands on.

    Parameters
    ----------
    entries : iterable of Entry
        Entries of the ledger, with their corrections.
    on : str
        The day.
    projects : DataFrame, optional
        A register of projects with the columns ``code``, ``parent``, ``amounts`` (increment or total; empty for a
        project that expands none) and the columns named in ``amounts``, with their ``unit`` where they are money.
    amounts : sequence of str
        Columns of ``projects`` to sum, all in one unit.

    Returns
    -------
    DataFrame
        One row for each stage in order and for ``withdrawn``: ``stage``, ``projects``, ``expansions``, ``overdue``
        (projects and expansions with a planned date that has passed); for each amount its sum of what is stated, and
        ``<amount>_unstated``, the number of projects and expansions without one.

    Raises
    ------
    InputError
        Not a day, columns that are missing.
    UnitMismatch
        The register states several units.

    Examples
    --------
    >>> plant = StageChange(project="P1", stage="signed", date="2024-03-01", vintage="2024-03-02")
    >>> more = StageChange(project="P2", stage="lead", date="2024-05-01", expands="P1", vintage="2024-05-02")
    >>> table = stage_counts([plant, more], "2024-06-30").set_index("stage")
    >>> int(table.projects["signed"]), int(table.projects["lead"]), int(table.expansions["lead"])
    (1, 0, 1)

    References
    ----------
    Cooper, R. G. (1990). Stage-gate systems: a new tool for managing new products. Business Horizons 33(3), 44–54.
    doi:10.1016/0007-6813(90)90040-I
    """
    import pandas as pd

    day = day_of("on", on)
    found = standings(entries, on)
    added = _increments(found, projects, amounts)
    parents = _parents(projects)
    rows = []
    for stage in (*STAGES, WITHDRAWN):
        here = [one for one in found if (WITHDRAWN if one.is_withdrawn else one.furthest) == stage]
        more = [one for one in here if one.expands or parents.get(one.project)]
        row: dict[str, object] = {"stage": stage, "projects": len(here) - len(more), "expansions": len(more)}
        row["overdue"] = sum(bool(one.late(day)) for one in here)
        for name in amounts:
            stated = [added[name].get(one.project, float("nan")) for one in here]
            row[name] = sum(number for number in stated if number == number)  # noqa: PLR0124 - NaN
            row[f"{name}_unstated"] = sum(number != number for number in stated)  # noqa: PLR0124 - NaN
        rows.append(row)
    table = pd.DataFrame(rows)
    return table.astype(dict.fromkeys(amounts, "float64"))


def _parents(projects: pd.DataFrame | None) -> dict[str, str]:
    if projects is None:
        return {}
    return {str(code): str(parent) for code, parent in zip(projects["code"], projects["parent"], strict=True)}


def _increments(
    found: list[Standing], projects: pd.DataFrame | None, amounts: Sequence[str]
) -> dict[str, dict[str, float]]:
    """What each project of a register adds, by amount and code."""
    if projects is None:
        if amounts:
            raise InputError("missing-columns", table="projects", missing=listed(amounts))
        return {}
    missing = [name for name in ("code", "parent", "amounts", *amounts) if name not in projects.columns]
    if missing:
        raise InputError("missing-columns", table="projects", missing=listed(missing))
    units = sorted({str(unit) for unit in projects["unit"] if str(unit)} if "unit" in projects.columns else set())
    if len(units) > 1 and amounts:
        raise UnitMismatch("units-differ", units=listed(units))
    codes, parents, stated = (list(map(str, projects[name])) for name in ("code", "parent", "amounts"))
    gone = {one.project for one in found if one.is_withdrawn}
    plants = Expansions(codes, parents, stated, [code in gone for code in codes])
    added: dict[str, dict[str, float]] = {}
    for name in amounts:
        numbers = [float(number) for number in projects[name]]
        added[name] = {
            code: numbers[at] - plants.before(at, numbers) if stated[at] == TOTAL else numbers[at]
            for at, code in reversed(list(enumerate(codes)))
        }
    return added
