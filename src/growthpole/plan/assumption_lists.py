"""Every figure a set of candidate projects rests on, and whether a source states it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from growthpole.plan.candidates import Projects
from growthpole.plan.live_projects import FIELDS, live_rows

if TYPE_CHECKING:
    import pandas as pd

    from growthpole.tables import ProjectRegister

__all__ = ["assumptions_of"]

_TEXTS: Final = ("activity", "chain", "partner", "stage", "basis")
_MONEY: Final = ("investment", "public", "foreign", "output")
_YEARS: Final = ("lead", "ramp", "spend", "delay_low", "delay", "delay_high")
_CALENDAR: Final = ("earliest", "latest")


def assumptions_of(projects: Projects, *, register: ProjectRegister | None = None) -> pd.DataFrame:
    """Every figure the projects rest on, one a row, with what it rests on itself.

    Parameters
    ----------
    projects : Projects
        Candidate projects.
    register : ProjectRegister, optional
        The register some of them come from: what it states of them is then told apart figure by figure. Without it
        only investment and output of a project with the basis source count as stated.

    Returns
    -------
    DataFrame
        ``project``, ``assumption`` (the column of :class:`Projects`), ``value``, ``unit`` and ``basis`` (source or
        assumption), project by project. A year of start that is free has no row. Output and energy are a year's; the
        unit of energy is ``as given``.

    Raises
    ------
    UnitMismatch
        An amount of the register is in another currency than the projects.

    Examples
    --------
    >>> import pandas as pd
    >>> one = {"probability": 0.5, "investment": 10.0, "output": 12.0, "value_added": 0.25, "lead": 2.0}
    >>> found = assumptions_of(Projects(pd.DataFrame([one], index=["plant"]), "1e8 CNY"))
    >>> found.loc[found["assumption"] == "lead"].values.tolist()
    [['plant', 'lead', 2.0, 'year', 'assumption']]
    """
    import pandas as pd

    stated = _stated(projects, register)
    rows: list[dict[str, Any]] = []
    for code, row in zip(projects.codes, projects.table.to_dict("records"), strict=True):
        rows += [
            {
                "project": code,
                "assumption": name,
                "value": float(value),
                "unit": _unit(str(name), projects.unit),
                "basis": "source" if (code, name) in stated else "assumption",
            }
            for name, value in row.items()
            if name not in _TEXTS and np.isfinite(value)
        ]
    return pd.DataFrame(rows, columns=["project", "assumption", "value", "unit", "basis"])


def _stated(projects: Projects, register: ProjectRegister | None) -> set[tuple[str, str]]:
    """Project and column of each figure that a source states."""
    sourced = [code for code, basis in zip(projects.codes, projects.table["basis"], strict=True) if basis == "source"]
    found = {(code, name) for code in sourced for name in ("investment", "output")}
    if register is None:
        return found
    for row in live_rows(register, projects.unit):
        found |= {(row["code"], name) for name in FIELDS.values() if np.isfinite(row[name])}
        found |= {(row["code"], name) for name in _CALENDAR if np.isfinite(row["start_year"])}
    return found


def _unit(name: str, money: str) -> str:
    if name in _MONEY:
        return money
    if name in _YEARS or name in _CALENDAR:
        return "year"
    return {"jobs": "person", "energy": "as given"}.get(name, "1")
