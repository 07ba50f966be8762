"""What the command prints of deliveries and corrections: what came, what it says otherwise, what was put right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from growthpole.cli.language import say
from growthpole.cli.printing import emit, print_json
from growthpole.errors import InputError
from growthpole.messages import Lang

if TYPE_CHECKING:
    from growthpole.observe.corrections import Applied
    from growthpole.observe.vintages import Revisions
    from growthpole.study import Vintage

SHOWN: Final = 40
COUNTED: Final = ("changed", "added", "gone")

__all__ = [
    "correction_as_json",
    "counts_of",
    "print_corrections",
    "print_revisions",
    "print_vintages",
    "require_one",
    "revisions_as_json",
]


def require_one(files: Sequence[Path], against: Path | None) -> None:
    """Refuse to compare several files with one earlier delivery.

    Raises
    ------
    InputError
        There are several.
    """
    if against is not None and len(files) > 1:
        raise InputError("against-one", count=len(files))


def counts_of(revisions: Revisions) -> dict[str, int]:
    """How many cells changed, were added, are gone."""
    return {name: revisions.count(name) for name in COUNTED}


def revisions_as_json(revisions: Revisions) -> dict[str, Any]:
    """Counts, and every cell with both values and places; a change without a ratio has none."""
    rows = [
        {str(name): None if value != value else value for name, value in row.items()}  # noqa: PLR0124 - NaN
        for row in revisions.frame.to_dict("records")
    ]
    return {**counts_of(revisions), "cells": rows}


def print_revisions(revisions: Revisions, against: str, lang: Lang) -> None:
    """Print the counts and the first cells."""
    emit(f"  {say('check.revisions', lang, against=against, **counts_of(revisions))}")
    rows = revisions.frame.to_dict("records")
    for row in rows[:SHOWN]:
        key = ", ".join(
            str(row[name]) for name in ("region", "activity", "indicator", "period", "vintage") if row[name]
        )
        values = " → ".join(f"{row[age] or '–'}" for age in ("old", "new"))
        unit = row["unit"] or row["old_unit"]
        ratio = "" if row["relative"] != row["relative"] else f" ({row['relative']:+.2%})"
        places = " → ".join(
            dict.fromkeys(
                ":".join(str(row[f"{age}_{part}"]) for part in ("file", "sheet", "cell") if row[f"{age}_{part}"])
                for age in ("old", "new")
                if row[f"{age}_file"]
            )
        )
        emit(f"    {key}: {values} {unit}{ratio}  {places}")
    if len(rows) > SHOWN:
        emit(f"    … {say('diff.more', lang, count=len(rows) - SHOWN)}")


def correction_as_json(one: Applied) -> dict[str, Any]:
    """The correction, and the cell it was applied to."""
    declared = asdict(one.correction)
    return {
        **declared,
        "declared_at": one.correction.declared_at,
        "sheet": one.sheet,
        "cell": one.cell,
        "line": one.line,
    }


def print_corrections(applied: Sequence[Applied], lang: Lang) -> None:
    """Print the corrections that apply, one a line."""
    for one in applied:
        told = one.correction
        place = ":".join(part for part in (told.file, one.sheet, one.cell) if part)
        value = say("check.dropped", lang) if told.drop else told.value
        words = say("check.corrected", lang, place=place, printed=told.printed, value=value, reason=told.reason)
        emit(f"  {words} ({told.source}; {told.declared_at})", wrap=True, indent=4)


def print_vintages(found: Sequence[Vintage], lang: Lang, *, as_json: bool) -> None:
    """Print the deliveries of each source, oldest first."""
    if as_json:
        print_json(
            [
                {
                    "file": one.file,
                    "number": one.number,
                    "sha256": one.sha256,
                    "first_seen": one.received,
                    "rows": one.rows,
                    **(dict.fromkeys(COUNTED) if one.revisions is None else counts_of(one.revisions)),
                    "finding": None if one.finding is None else one.finding.as_dict(lang),
                }
                for one in found
            ]
        )
        return
    for one in found:
        if one.number == 1:
            emit(one.file)
        told = {"number": one.number, "received": one.received, "sha256": one.sha256[:12]}
        emit(say("vintages.delivery", lang, said=_said(one, lang), **told))


def _said(one: Vintage, lang: Lang) -> str:
    if one.finding is not None:
        return one.finding.rule(lang)
    if one.revisions is not None:
        return say("vintages.counts", lang, rows=one.rows, **counts_of(one.revisions))
    if one.rows is None:
        return say("vintages.uncompared", lang)
    return say("vintages.first", lang, rows=one.rows)
