"""Whether the printed totals of a wide input-output table are the sums of their parts, and whether it balances.

A total may miss the sum of its n parts by half a unit of its own last printed digit and n halves of theirs,
and by what adding doubles may move; beyond that it is a finding with its gap, and nothing is rescaled.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import numpy.typing as npt

from growthpole.observe.input_output.layout import ALL, Layout
from growthpole.observe.input_output.values import Floats, Values
from growthpole.observe.input_output.words import FACTORS, PARTS
from growthpole.tables.io_table import identity_gaps

__all__ = ["check_totals", "leaves", "note_gaps"]

_EPSILON: Final = float(np.finfo(np.float64).eps)


def leaves(layout: Layout, node: str) -> list[str]:
    """Columns without parts of their own below a total of final use, itself where it has none."""
    below = [leaf for part in PARTS.get(node, ()) for leaf in leaves(layout, part)]
    return below or ([node] if node in layout.columns else [])


def _parts(values: Values, node: str) -> list[str]:
    """The nearest columns below a total that the table has."""
    columns = values.layout.columns
    return [name for part in PARTS.get(node, ()) for name in ([part] if part in columns else _parts(values, part))]


@dataclass(frozen=True, slots=True)
class _Line:
    """Cells along rows or columns: ``at`` gives their places."""

    rows: npt.NDArray[np.int64]
    columns: npt.NDArray[np.int64]


def _line(rows: int | list[int], columns: int | list[int]) -> _Line:
    row, column = np.broadcast_arrays(np.atleast_1d(rows), np.atleast_1d(columns))
    return _Line(row.astype(np.int64), column.astype(np.int64))


def _compare(values: Values, total: _Line, parts: list[_Line]) -> None:
    """Note each cell of ``total`` that is not the sum of the cells of ``parts`` at its place."""
    if not parts:
        return
    printed = values.numbers[total.rows, total.columns]
    stack = np.array([values.numbers[part.rows, part.columns] for part in parts])
    summed = stack.sum(axis=0)
    half = 0.5 * 10.0 ** -float(values.digits[total.rows, total.columns].max(initial=0))
    digits = max(int(values.digits[part.rows, part.columns].max(initial=0)) for part in parts)
    noise = _EPSILON * len(parts) * (np.abs(stack).sum(axis=0) + np.abs(printed))
    allowed = half + 0.5 * 10.0**-digits * len(parts) + noise
    for place in np.flatnonzero(np.abs(summed - printed) > allowed):
        row, column = int(total.rows[place]), int(total.columns[place])
        values.layout.notes.note(
            "io-total-differs",
            "error",
            line=values.layout.grid.lines[row],
            column=values.layout.label(column),
            value=values.layout.text(row, column),
            sum=f"{summed[place]:.15g}",
            gap=f"{printed[place] - summed[place]:+.6g}",
            allowed=f"{allowed[place]:.2g}",
            count=str(len(parts)),
        )


def check_totals(values: Values) -> None:
    """Note the printed totals, along rows and down columns, that are not the sums of their parts."""
    for block in values.layout.blocks:
        _check_rows(values, block)
    _check_columns(values)
    _check_corners(values)


def _check_rows(values: Values, block: str) -> None:
    columns, rows = values.layout.columns, values.sector_rows(block)
    if "TIU" in columns:
        _compare(values, _line(rows, columns["TIU"]), [_line(rows, place) for place in values.sector_columns])
    for node in PARTS:
        if node in columns:
            _compare(values, _line(rows, columns[node]), [_line(rows, columns[part]) for part in _parts(values, node)])
    if block == "imports":
        uses = [*values.sector_columns, *(columns[leaf] for leaf in leaves(values.layout, "TFU"))]
        uses += [columns["ERR"]] if "ERR" in columns else []
        _compare(values, _line(rows, columns["GO"]), [_line(rows, place) for place in uses])


def _check_columns(values: Values) -> None:
    layout = values.layout
    special = [place for code, place in layout.columns.items() if code not in set(layout.sectors)]
    for block in ("domestic", "imports", "total", ALL):
        inputs = values.row(block, "TII")
        if inputs is None:
            continue
        within = layout.blocks if block in {"total", ALL} else [block]
        places = [*values.sector_columns, *(at for at in special if not np.isnan(values.numbers[inputs, at]))]
        parts = [_line(row, places) for name in within for row in values.sector_rows(name)]
        _compare(values, _line(inputs, places), parts)
    factors = [row for code in FACTORS if (row := values.row(layout.below, code)) is not None]
    added, inputs, total = (values.row(layout.below, code) for code in ("TVA", "TII", "TI"))
    if added is not None:
        _compare(values, _line(added, values.sector_columns), [_line(row, values.sector_columns) for row in factors])
    primary = factors if added is None else [added]
    if total is not None and inputs is not None:
        parts = [_line(row, values.sector_columns) for row in (inputs, *primary)]
        _compare(values, _line(total, values.sector_columns), parts)


def _check_corners(values: Values) -> None:
    """Totals of primary inputs and of total input over all users."""
    for (_, code), row in values.layout.rows.items():
        for column in ("TIU", "GO"):
            place = values.layout.columns.get(column)
            if code in {*FACTORS, "TVA", "TI"} and place is not None and not np.isnan(values.numbers[row, place]):
                _compare(values, _line(row, place), [_line(row, at) for at in values.sector_columns])


def note_gaps(
    values: Values,
    block: str,
    flows: tuple[Floats, Floats, Floats, Floats, Floats | None],
    tolerance: float,
) -> None:
    """Note the rows and columns that do not add up to output.

    Parameters
    ----------
    values : Values
        The cells.
    block : str
        Block whose rows are checked.
    flows : tuple of ndarray
        ``z, final_demand, value_added, output, imports`` as in :class:`~growthpole.tables.IOTable`.
    tolerance : float
        As there.
    """
    layout, output = values.layout, flows[3]
    total = values.row(layout.below, "TI")
    for kind, place, gap in identity_gaps(*flows, tolerance):
        row, column = _place_of(values, kind, block, place, total)
        layout.notes.note(
            "io-row-gap" if kind == "row" else "io-column-gap",
            "error",
            line=layout.grid.lines[row],
            column=layout.label(column),
            value=layout.text(row, column),
            sector=layout.sectors[place],
            gap=f"{gap:+.6g}",
            output=f"{output[place]:.15g}",
        )


def _place_of(
    values: Values, kind: Literal["row", "column"], block: str, place: int, total: int | None
) -> tuple[int, int]:
    if kind == "row":
        return values.sector_rows(block)[place], values.layout.columns["GO"]
    return values.layout.code_row if total is None else total, values.sector_columns[place]
