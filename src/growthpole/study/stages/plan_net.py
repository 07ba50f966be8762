"""What of a project's output counts towards the target: of the group only, less displacement, with what it sets off."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from growthpole.dims import ACTIVITY

if TYPE_CHECKING:
    from growthpole.plan import Projects
    from growthpole.study.stages import Context
    from growthpole.study.stages.plan_spillovers import SetOff

__all__ = ["counted", "net_of", "sector_of"]


def sector_of(context: Context, activity: str) -> str:
    """Sector of an activity in the input-output table; empty where it has none."""
    opening = context.case.opportunities
    if opening is None or not opening.activity_sector:
        return ""
    return context.ingest().classifications[ACTIVITY].attribute(opening.activity_sector).get(activity, "")


def counted(context: Context, activity: str) -> bool:
    """Whether the target counts an activity: it is of the group of the study, or the study names none."""
    opening = context.case.opportunities
    if opening is None or not opening.group_attribute:
        return True
    flags = context.ingest().classifications[ACTIVITY].attribute(opening.group_attribute)
    return flags.get(activity, "") == opening.group_value


def net_of(context: Context, projects: Projects, found: SetOff | None) -> np.ndarray:
    """Net addition to the level per unit of output, one a project: 0 outside the group."""
    middle = {} if found is None else found.middle
    activities = [str(activity) for activity in projects.table["activity"]]
    set_off = np.array([middle.get(sector_of(context, activity), 0.0) for activity in activities])
    of_group = np.array([counted(context, activity) for activity in activities], dtype=np.float64)
    net: np.ndarray = of_group * (1.0 - projects.numbers("displacement")) * (1.0 + set_off)
    return net
