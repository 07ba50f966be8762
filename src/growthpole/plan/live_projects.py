"""Live projects of a register as candidates: what it states, and assumptions for what it does not.

A register says that a project is signed, seldom how sure its production is: that comes from the stage funnel. Where
the register is silent a template fills the gap, and the project then rests on an assumption and says so.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from math import isfinite
from typing import TYPE_CHECKING, Any, Final

from growthpole.errors import InputError, listed
from growthpole.plan.candidates import MOST, Projects
from growthpole.plan.templates import COLUMNS, Template, template_for
from growthpole.tables.periods import parse_period
from growthpole.tables.register_schemas import STAGES, WITHDRAWN
from growthpole.units import convert

if TYPE_CHECKING:
    from growthpole.tables import ProjectRegister

__all__ = ["ALREADY", "BEGUN", "FIELDS", "live_rows", "register_projects"]

ALREADY: Final = ("producing", "at_capacity")
FIELDS: Final[Mapping[str, str]] = {
    "investment": "investment",
    "foreign_contracted": "foreign",
    "expected_output": "output",
    "jobs": "jobs",
}
_MONEY: Final = ("investment", "foreign", "output")
_TEXTS: Final = ("code", "activity", "chain", "partner", "stage")
BEGUN: Final = ("started", *ALREADY)
"""Stages of projects that go on whatever is chosen."""


def register_projects(
    register: ProjectRegister,
    assumptions: Template | Mapping[str, Template],
    *,
    stages: Mapping[str, float],
    unit: str,
    leave_out: Collection[str] = ALREADY,
) -> Projects:
    """Candidate projects from the live projects of a register.

    Parameters
    ----------
    register : ProjectRegister
        Projects with stage and, where known, investment, contracted foreign capital, expected output, jobs and start
        year. An expansion counts by its increment.
    assumptions : Template or mapping of activity to Template
        What is assumed where the register is silent; a mapping must have every activity of the live projects.
    stages : mapping of stage to float
        Probability of reaching production from each stage, 0 to 1, such as the conversion of the stage funnel.
    unit : str
        Unit of money of the result and of the templates; the register's amounts are converted to it.
    leave_out : collection of str
        Stages whose projects are no candidates. By default those that produce already: their output stands in the
        history from which the baseline is drawn, and would count twice.

    Returns
    -------
    Projects
        In the order of the register, without withdrawn projects. The basis is source where investment and expected
        output are stated, else assumption. A missing output follows from the investment at the template's rate, and
        the other way round; with neither the template's investment is taken. A begun project has its year of start,
        another the stated year as its earliest.

    Raises
    ------
    InputError
        A stage is unknown or has no probability, activities have no template, or what :class:`Projects` refuses.
    UnitMismatch
        An amount is in another currency than ``unit``.

    Examples
    --------
    >>> import pandas as pd
    >>> from growthpole.tables import ProjectRegister, Register
    >>> rows = {"code": ["a"], "region": ["370100"], "stage": ["signed"], "investment": [5.0], "unit": ["1e8 CNY"]}
    >>> live = ProjectRegister(Register("projects", pd.DataFrame(rows), ("code",), kind="projects"))
    >>> plant = Template(
    ...     investment=10.0,
    ...     output_per_investment=1.5,
    ...     value_added=0.25,
    ...     displacement=0.1,
    ...     lead=2.0,
    ...     ramp=1.0,
    ...     utilisation=(0.6, 0.8, 0.9),
    ...     delay=(0.0, 0.5, 2.0),
    ...     overrun=(1.0, 1.1, 1.5),
    ... )
    >>> projects = register_projects(live, plant, stages={"signed": 0.6}, unit="1e8 CNY")
    >>> projects.numbers("output").tolist(), projects.numbers("probability").tolist(), projects.table["basis"].tolist()
    ([7.5], [0.6], ['assumption'])
    """
    import pandas as pd

    rows = live_rows(register, unit, leave_out)
    _require_odds(stages, {row["stage"] for row in rows})
    undated = [row["code"] for row in rows if row["stage"] in BEGUN and not isfinite(row["start_year"])]
    if undated:
        raise InputError("begun-undated", projects=listed(undated, MOST))
    found = [template_for(assumptions, row["activity"]) for row in rows]
    lacking = [f"{row['code']} ({row['activity'] or '–'})" for row, one in zip(rows, found, strict=True) if one is None]
    if lacking:
        raise InputError("no-template", lacking=listed(lacking, MOST), unsure="–")
    made = [
        _candidate(row, template) | {"probability": stages[row["stage"]]}
        for row, template in zip(rows, found, strict=True)
        if template is not None
    ]
    named = ("activity", "chain", "partner", "stage", "basis", "earliest", "latest", "probability")
    table = pd.DataFrame(made, columns=[*COLUMNS, *named], index=[row["code"] for row in rows])
    return Projects(table, unit)


def live_rows(register: ProjectRegister, unit: str, leave_out: Collection[str] = ()) -> list[dict[str, Any]]:
    """Texts, year of start and increments of the live projects, money in ``unit``, NaN where nothing is stated."""
    wanted = {WITHDRAWN, *leave_out}
    rows = []
    for row in register.increments().to_dict("records"):
        if row["stage"] in wanted:
            continue
        texts = {name: row.get(name) for name in _TEXTS}
        made: dict[str, Any] = {name: text if isinstance(text, str) else "" for name, text in texts.items()}
        made["start_year"] = _start_of(row)
        for field, name in FIELDS.items():
            amount = float(row.get(field, float("nan")))
            # nothing stated has no unit to convert from
            money = name in _MONEY and isfinite(amount)
            made[name] = convert(amount, str(row["unit"]), unit) if money else amount
        rows.append(made)
    return rows


def _start_of(row: Mapping[Any, Any]) -> float:
    """Year of start as stated; of a project that has begun without one, the year of the day it started on."""
    year = float(row.get("start_year", float("nan")))
    day = row.get("started_on")
    if isfinite(year) or row["stage"] not in BEGUN or not isinstance(day, str) or not day:
        return year
    return float(parse_period(day).end[0])


def _candidate(row: Mapping[str, Any], template: Template) -> dict[str, Any]:
    stated = {name: row[name] for name in FIELDS.values() if isfinite(row[name])}
    investment, output = stated.get("investment"), stated.get("output")
    basis = "assumption" if investment is None or output is None else "source"
    if investment is None:
        investment = template.investment if output is None else output / template.output_per_investment
    if output is None:
        output = investment * template.output_per_investment
    year = row["start_year"]
    return {
        **template.scaled(investment, output),
        **stated,
        **{name: row[name] for name in _TEXTS if name != "code"},
        "basis": basis,
        "earliest": year,
        "latest": year if row["stage"] in BEGUN else float("nan"),
    }


def _require_odds(stages: Mapping[str, float], held: Collection[str]) -> None:
    unknown = [stage for stage in stages if stage not in STAGES]
    outside = [f"{stage}: {value!r}" for stage, value in stages.items() if not 0 <= value <= 1]
    lacking = [stage for stage in STAGES if stage in held and stage not in stages]
    if unknown or outside or lacking:
        raise InputError(
            "no-stage-odds",
            lacking=listed(lacking) or "–",
            unknown=listed(unknown) or "–",
            outside=listed(outside) or "–",
            known=listed(STAGES),
        )
