"""Stages of the projects of a register as changes with a day each, such as the ledger has them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from growthpole.tables.register_schemas import STAGES

if TYPE_CHECKING:
    from growthpole.study.case import Case
    from growthpole.tables import Register
    from growthpole.track import Entry

REASON: Final = "as the register of projects states"

__all__ = ["changes_at", "stage_changes"]


def stage_changes(register: Register, as_of: str) -> list[Entry]:
    """Each stage a project reached with its day; the present one without a day as of the day of knowledge."""
    from growthpole.tables import ProjectRegister
    from growthpole.track import StageChange

    found: list[Entry] = []
    for row in ProjectRegister(register).rows.to_dict("records"):
        code, parent = str(row["code"]), str(row.get("parent") or "")
        days = {stage: str(row.get(f"{stage}_on") or "") for stage in (*STAGES, "withdrawn")}
        days[str(row["stage"])] = days.get(str(row["stage"])) or as_of
        for stage, day in days.items():
            if day:
                change = StageChange(project=code, stage=stage, date=day, vintage=day, expands=parent, reason=REASON)
                found.append(change)
    return found


def changes_at(folder: Path, case: Case) -> list[Entry]:
    """Stage changes of the register the plan of a study names; none without one, or where its sources are faulty."""
    from growthpole.study.checking import lists_at

    name = "" if case.plan is None else case.plan.register_
    if not name:
        return []
    found = lists_at(folder, case, registers=True)
    held = {} if found is None else found.registers
    return stage_changes(held[name], case.question.as_of) if name in held else []
