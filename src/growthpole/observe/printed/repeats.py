"""What a file says twice: the same key with one value is read once, with two values not at all."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from growthpole.errors import Finding
from growthpole.observe.findings import Notebook
from growthpole.observe.printed.values import Row

__all__ = ["repeats_in"]


def repeats_in(
    rows: Sequence[Row], sheets: Sequence[str], titles: Sequence[str], book: Notebook
) -> tuple[set[int], int]:
    """Rows to leave out, and how many of them because two values stand under one key.

    Parameters
    ----------
    rows : sequence of Row
        All values of a file.
    sheets, titles : sequence of str
        Worksheet and title of each.
    book : Notebook
        Where each of them is noted, with the cell it repeats.
    """
    met: dict[tuple[str, ...], list[int]] = {}
    for at, (row, sheet, title) in enumerate(zip(rows, sheets, titles, strict=True)):
        place = row.region or f"/{row.region_label}"  # one region may be spelled in two ways
        key = (sheet, title, place, row.label, row.header, row.period, row.unit)
        met.setdefault(key, []).append(at)
    drop: set[int] = set()
    clashing = 0
    for places in met.values():
        if len(places) == 1:
            continue
        values = {Decimal(rows[at].value) for at in places}
        first = places[0]
        other = next((at for at in places if Decimal(rows[at].value) != Decimal(rows[first].value)), first)
        if len(values) == 1:
            drop |= set(places[1:])
            _note(book, rows, sheets, places[1:], first, "table-repeat")
        else:
            drop |= set(places)
            clashing += len(places)
            _note(book, rows, sheets, [first], other, "table-duplicate")
            _note(book, rows, sheets, places[1:], first, "table-duplicate")
    return drop, clashing


def _note(
    book: Notebook, rows: Sequence[Row], sheets: Sequence[str], places: Sequence[int], other: int, code: str
) -> None:
    beside = rows[other]
    place = f"{sheets[other]}!{beside.cell}" if sheets[other] else beside.cell
    for at in places:
        row = rows[at]
        key = " / ".join(filter(None, (row.region_label, row.label, row.header)))
        book.add(
            Finding(
                code=code,
                severity="warn" if code == "table-repeat" else "error",
                file=book.file,
                sha256=book.sha256,
                sheet=sheets[at],
                cell=row.cell,
                line=row.line,
                value=row.raw,
                params={"other": beside.raw, "place": place, "key": key},
            )
        )
