"""A panel from observations, with the rule for absent cells said aloud."""

from __future__ import annotations

from typing import Literal

import numpy as np

from growthpole.errors import InputError, listed
from growthpole.tables.observations import Observations
from growthpole.tables.panels import Panel

__all__ = ["build_panel"]


def build_panel(observations: Observations, indicator: str, *, absent: Literal["absent", "zero"] = "absent") -> Panel:
    """Panel of the annual actuals of one indicator that have an activity.

    Parameters
    ----------
    observations : Observations
        All observations of a study.
    indicator : str
        The indicator.
    absent : {"absent", "zero"}
        Meaning of a combination without a row: unknown (NaN), or zero because the source declares
        that it leaves zero cells out.

    Raises
    ------
    InputError
        There is no such observation, or they are in several units, scopes or price bases.
    """
    rows = observations.select(indicator=indicator, kind="actual").frame
    rows = rows[(rows["activity"] != "") & rows["period"].str.fullmatch(r"\d{4}")]
    units = sorted(rows["unit"].unique())
    if len(units) != 1:
        raise InputError("panel-units", indicator=indicator, units=", ".join(units) or "–")
    for column in ("scope", "price_basis"):
        found = sorted(rows[column].unique())
        if len(found) > 1:
            raise InputError("panel-mixed", indicator=indicator, column=column, found=listed(repr(x) for x in found))
    if absent not in {"absent", "zero"}:
        raise InputError("unknown-option", option="absent", value=absent, known="absent, zero")
    fill = 0.0 if absent == "zero" else np.nan
    origin = "absent cells are zero (declared by the source)" if absent == "zero" else "absent cells are unknown"
    return Panel.from_long(rows, unit=units[0], indicator=indicator, origin=origin, absent=fill)
