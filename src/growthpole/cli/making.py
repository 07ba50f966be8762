"""``new``: from words on the command line to a study folder."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from growthpole.cli.stopping import stoppable
from growthpole.errors import InputError

__all__ = ["make_study"]


def make_study(
    folder: Path, example: str, data: Path | None, told: Mapping[str, str], columns: list[str], exclude: list[str]
) -> Path:
    """Write a study: a copy of an example, or one of the user's own table.

    Parameters
    ----------
    told : mapping of str to str
        Values of the options that describe ``data``.
    columns : list of str
        Places of fields, ``FIELD=NAME`` each.
    exclude : list of str
        Activities left out.
    """
    from growthpole.study import DataOptions, new_study, study_of_data

    if data is None:
        given = [f"--{name}" for name, value in told.items() if value and value != "absent"]
        given += [option for option, values in (("--column", columns), ("--exclude", exclude)) if values]
        if given:
            raise InputError("needs-data", options=", ".join(given))
        return new_study(folder, example or "shandong")
    if example:
        raise InputError("data-or-example", example=example)
    if told["absent"] not in ("absent", "zero"):
        raise InputError("unknown-option", option="--absent", value=told["absent"], known="absent, zero")
    places = {name: column for name, _, column in (part.partition("=") for part in columns)}
    options = DataOptions(
        unit=told["unit"],
        sheet=told["sheet"],
        columns=places,
        year=told["year"],
        absent="zero" if told["absent"] == "zero" else "absent",
        region=told["region"],
        encoding=told["encoding"],
        exclude=tuple(exclude),
        nation=told["nation"],
    )
    with stoppable():
        return study_of_data(folder, data, options)
