"""On which terms a wide input-output table is read: its unit, what its flows are, the parts it must have."""

from __future__ import annotations

from typing import Final, Literal

from growthpole.observe.input_output.layout import Layout
from growthpole.observe.input_output.values import Values
from growthpole.observe.input_output.words import FACTORS, printed_unit, unit_of

__all__ = ["Origin", "blocks_of", "refuse_residual", "require_parts", "unit_stated"]

Origin = Literal["", "domestic", "competitive"]
_NO_USES: Final = frozenset({"TIU", "IM", "ERR", "GO"})


def unit_stated(layout: Layout, given: str) -> str:
    """Key of the unit, of the argument and of every unit line; empty, with a finding, where there is none or two."""
    notes, grid = layout.notes, layout.grid
    stated = {} if not given else {unit_of(given): given}
    if given and "" in stated:
        notes.note("io-unknown-unit", "error", value=given)
        return ""
    for row in range(layout.first_row):
        for place, text in enumerate(grid.rows[row]):
            label = printed_unit(text)
            if label is None:
                continue
            label = label or next((cell for cell in grid.rows[row][place + 1 :] if cell), "")
            line, column = grid.lines[row], layout.label(place)
            key = unit_of(label) or unit_of(label.split(" ")[0])
            if not key:
                notes.note("io-unknown-unit", "error", line=line, column=column, value=label)
                return ""
            if stated and key not in stated:
                other = next(iter(stated.values()))
                notes.note("io-two-units", "error", line=line, column=column, value=label, other=other)
                return ""
            stated.setdefault(key, label)
    if not stated:
        notes.note("io-no-unit", "error")
    return next(iter(stated), "")


def blocks_of(layout: Layout, origin: Origin) -> tuple[str, ...]:
    """What the flows are; empty, with a finding, where the table and the argument do not settle it."""
    notes, imports = layout.notes, layout.columns.get("IM")
    line = layout.grid.lines[layout.code_row]
    if layout.origin_column is not None:
        if imports is not None:
            notes.note("io-imports-twice", "error", line=line, column=layout.label(imports))
        elif origin:
            column = layout.label(layout.origin_column)
            notes.note("io-origin-differs", "error", line=line, column=column, value=origin)
        return ("domestic", "imports")
    if imports is not None and origin == "domestic":
        notes.note("io-origin-differs", "error", line=line, column=layout.label(imports), value=origin)
    elif imports is None and origin != "domestic":
        notes.note("io-no-imports", "error", line=line)
    return ("domestic",) if origin == "domestic" else ("competitive",)


def require_parts(layout: Layout) -> None:
    """Note the parts without which there is no table."""
    uses = [code for code in layout.columns if code not in layout.sectors and code not in _NO_USES]
    rows = [code for _, code in layout.rows]
    for code, present in (
        ("GO", "GO" in layout.columns),
        ("TFU", bool(uses)),
        ("TVA", any(factor in rows for factor in (*FACTORS, "TVA"))),
    ):
        if not present:
            layout.sound = False
            layout.notes.note("io-missing-part", "error", line=layout.grid.lines[layout.code_row], value=code)


def refuse_residual(values: Values) -> None:
    """Note each sector whose column of errors is not zero."""
    layout = values.layout
    place = layout.columns.get("ERR")
    for (_, code), row in layout.rows.items():
        if place is not None and code in layout.sectors and abs(values.numbers[row, place]) > 0:
            line, text = layout.grid.lines[row], layout.text(row, place)
            layout.notes.note("io-residual", "error", line=line, column=layout.label(place), value=text)
