"""Which column of a long table holds what: as said, by its name, or the only one of numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from growthpole.errors import GrowthpoleError, InputError, listed
from growthpole.observe.files import Sheet
from growthpole.observe.printed.words import FLAGS
from growthpole.study.column_names import NAMES, PLAIN, is_numeric

FIELDS: Final = ("region", "activity", "period", "value")

__all__ = ["FIELDS", "columns_of"]


def columns_of(sheet: Sheet, named: Mapping[str, str], problems: list[GrowthpoleError]) -> dict[str, str]:
    """Column of each field; what cannot be decided is added to the problems, and nothing is guessed.

    Parameters
    ----------
    sheet : Sheet
        The table.
    named : mapping of str to str
        Columns the user named, by field.
    problems : list of GrowthpoleError
        Grows by what is wrong.
    """
    found: dict[str, str] = {}
    passed: set[str] = set(named.values())
    for one in FIELDS:
        if name := named.get(one, ""):
            found[one] = name
            problems += _named(sheet, one, name)
        elif one != "value":
            known = [name for name in sheet.header if name.lower() in NAMES[one] and name not in named.values()]
            passed |= set(known)
            if len(known) == 1:
                found[one] = known[0]
            else:
                problems.append(_undecided(sheet, one, known))
    if "value" not in found:
        numeric = _numeric(sheet, passed)
        plain = [name for name in numeric if name.lower() in PLAIN]
        chosen = plain if len(plain) == 1 else numeric
        if len(chosen) == 1:
            found["value"] = chosen[0]
        else:
            code = "panel-several-values" if chosen else "panel-no-values"
            columns = listed(chosen or sheet.header, 20)
            problems.append(InputError(code, path=sheet.file, option="--value", columns=columns))
    return found


def _named(sheet: Sheet, one: str, name: str) -> list[GrowthpoleError]:
    """A column that was named and is not there, or is there twice."""
    count = sheet.header.count(name)
    if count == 1:
        return []
    code = "panel-column-twice" if count else "panel-no-such-column"
    header = listed(sheet.header, 20)
    return [InputError(code, path=sheet.file, option=f"--{one}", name=name, header=header)]


def _undecided(sheet: Sheet, one: str, known: list[str]) -> InputError:
    """No column is known for a field, or more than one."""
    option = f"--{one}"
    if known:
        return InputError("panel-several-columns", path=sheet.file, option=option, columns=listed(known, 20))
    names, header = listed(NAMES[one], 40), listed(sheet.header, 20)
    return InputError("panel-no-column", path=sheet.file, option=option, names=names, header=header)


def _numeric(sheet: Sheet, passed: set[str]) -> list[str]:
    """Columns of numbers that hold no other field, and those whose name says that they are the value."""
    return [
        name
        for name, cells in zip(sheet.header, sheet.columns, strict=True)
        if name not in passed and (name.lower() in PLAIN or is_numeric(cells, FLAGS))
    ]
