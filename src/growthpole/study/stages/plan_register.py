"""The register of projects as it stood on the day of knowledge."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import replace
from typing import TYPE_CHECKING

from growthpole.tables.periods import parse_period
from growthpole.tables.register_schemas import STAGES, WITHDRAWN

if TYPE_CHECKING:
    from growthpole.tables import ProjectRegister

__all__ = ["as_known"]


def as_known(register: ProjectRegister, as_of: str) -> ProjectRegister:
    """The register as it stood on the day of knowledge: later stages are not reached yet, later projects not there.

    A project without any day is taken as it stands.
    """
    from growthpole.tables import ProjectRegister

    held, day = register.register, parse_period(as_of).end
    columns = {stage: held.columns.get(f"{stage}_on", f"{stage}_on") for stage in (*STAGES, WITHDRAWN)}
    columns = {stage: column for stage, column in columns.items() if column in held.frame.columns}
    stage_column = held.columns.get("stage", "stage")
    frame = held.frame.copy()
    gone: list[Hashable] = []
    for label, row in zip(frame.index, held.frame.to_dict("records"), strict=True):
        days = {stage: str(row[column]) for stage, column in columns.items() if str(row[column] or "")}
        reached = [stage for stage, text in days.items() if parse_period(text).end <= day]
        later = [stage for stage in days if stage not in reached]
        if days and not reached:
            gone.append(label)
        elif later:
            frame.loc[label, [columns[stage] for stage in later]] = ""
            frame.loc[label, stage_column] = reached[-1]
    if not gone and frame.equals(held.frame):
        return register
    return ProjectRegister(replace(held, frame=frame.drop(index=gone)), register.references)
