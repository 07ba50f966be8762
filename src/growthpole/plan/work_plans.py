"""Work of a year: which department does what in which month.

What the milestones of the roadmap bring, each with the department that answers for it, and what was set down besides.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from growthpole.errors import InputError, listed
from growthpole.plan.candidates import BASES

if TYPE_CHECKING:
    import pandas as pd

    from growthpole.plan.roadmaps import Roadmap

__all__ = ["MILESTONES", "Task", "work_plan"]

MILESTONES: Final = ("started", "construction", "producing", "at_capacity")
_COLUMNS: Final = ("month", "department", "what", "project", "basis")
_MONTH: Final = re.compile(r"\d{4}-(0[1-9]|1[0-2])", re.ASCII)


@dataclass(frozen=True, slots=True)
class Task:
    """Something a department does in a month.

    Parameters
    ----------
    month : str
        ISO month, such as 2025-03.
    department, what : str
        Who, and what in words.
    project : str
        Code of the project it serves; empty for none.
    basis : {"source", "assumption"}
        Whether a source says so.

    Raises
    ------
    InputError
        No month, an empty text, an unknown basis; every problem is listed.

    Examples
    --------
    >>> Task("2025-03", "land office", "allot the site", "plant").month
    '2025-03'
    """

    month: str
    department: str
    what: str
    project: str = ""
    basis: str = "assumption"

    def __post_init__(self) -> None:
        problems = [] if _MONTH.fullmatch(self.month) else [f"month {self.month!r}"]
        problems += [f"{name} {getattr(self, name)!r}" for name in ("department", "what") if not getattr(self, name)]
        problems += [] if self.basis in BASES else [f"basis {self.basis!r}"]
        if problems:
            raise InputError("bad-task", problems=listed(problems))


def work_plan(roadmap: Roadmap, year: int, departments: Mapping[str, str]) -> pd.DataFrame:
    """One year's work by month and department: the tasks given and the milestones that fall in it.

    Parameters
    ----------
    roadmap : Roadmap
        The roadmap with its tasks.
    year : int
        Whole year.
    departments : mapping of milestone to str
        Who answers for each milestone: started, construction, producing, at_capacity.

    Returns
    -------
    DataFrame
        ``month`` (ISO), ``department, what`` (the words of a task, or the milestone), ``project, basis`` and ``kind``
        (task or milestone), by month, department, project and what.

    Raises
    ------
    InputError
        A milestone has no department, or one is named that there is not.

    Examples
    --------
    >>> import pandas as pd
    >>> from growthpole.plan import Projects, roadmap
    >>> one = {"probability": 0.5, "investment": 10.0, "output": 12.0, "value_added": 0.25, "lead": 2.0, "ramp": 1.0}
    >>> plant = Projects(pd.DataFrame([one], index=["plant"]), "1e8 CNY")
    >>> site = Task("2025-03", "land office", "allot the site", "plant")
    >>> plan = roadmap(plant, {"plant": 2025}, periods=range(2025, 2031), tasks=[site])
    >>> offices = dict.fromkeys(MILESTONES, "industry office")
    >>> work_plan(plan, 2025, offices)[["month", "department", "what"]].values.tolist()[1:]
    [['2025-03', 'land office', 'allot the site'], ['2025-07', 'industry office', 'construction']]
    """
    import pandas as pd

    lacking = [name for name in MILESTONES if not departments.get(name)]
    unknown = [name for name in departments if name not in MILESTONES]
    if lacking or unknown:
        raise InputError("bad-departments", lacking=listed(lacking) or "–", unknown=listed(unknown) or "–")
    rows = [{name: getattr(task, name) for name in _COLUMNS} | {"kind": "task"} for task in roadmap.tasks]
    rows += [
        {
            "month": row["when"],
            "department": departments[row["milestone"]],
            "what": row["milestone"],
            "project": row["project"],
            "basis": row["basis"],
            "kind": "milestone",
        }
        for row in roadmap.milestones.to_dict("records")
    ]
    frame = pd.DataFrame([row for row in rows if row["month"][:4] == f"{year:04d}"], columns=[*_COLUMNS, "kind"])
    return frame.sort_values(["month", "department", "project", "what"], kind="stable", ignore_index=True)
