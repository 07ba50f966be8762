"""Each row and column of a wide input-output table in its place: sectors by code, special ones by code or name.

A row or a column with a value that cannot be placed is a finding; nothing is taken for the nearest thing.
"""

from __future__ import annotations

from growthpole.observe.findings import Notebook
from growthpole.observe.input_output.layout import ALL, Layout, Names, find_frame
from growthpole.observe.input_output.words import column_word, origin_word, plain, row_word
from growthpole.observe.raw_cells import RawGrid

__all__ = ["lay_out"]


def lay_out(grid: RawGrid, notes: Notebook) -> Layout | None:
    """Layout of a table; None, with a finding, where there is no frame of special rows and columns."""
    found = find_frame(grid, notes)
    if found is None:
        return None
    layout, headings = found
    _place_columns(layout, headings)
    _place_rows(layout)
    _require_both_sides(layout)
    _compare_names(layout)
    return layout


def _special_column(layout: Layout, place: int, headings: list[int], codes: set[str]) -> str:
    """Code of a special column: by its own code, else by the lowest heading that names one."""
    own = layout.text(layout.code_row, place)
    if own and own in codes and not column_word(own):
        return ""
    rows = [layout.code_row, *sorted(headings, reverse=True)]
    said = [word for row in rows if (word := column_word(layout.text(row, place)))]
    if not said:
        return ""
    name = "" if layout.name_row is None else column_word(layout.text(layout.name_row, place))
    if name and name != said[0]:
        layout.sound = False
        row = layout.name_row if layout.name_row is not None else layout.code_row
        text = layout.text(row, place)
        layout.notes.note(
            "io-two-meanings",
            "error",
            line=layout.grid.lines[row],
            column=layout.label(place),
            value=text,
            this=said[0],
            other=name,
        )
    return said[0]


def _place_columns(layout: Layout, headings: list[int]) -> None:
    grid = layout.grid
    codes = {row[layout.code_column] for row in grid.rows[layout.first_row :]}
    special: dict[str, int] = {}
    for place in range(layout.first_column, grid.width):
        text = layout.text(layout.code_row, place)
        word = _special_column(layout, place, headings, codes)
        line, label = grid.lines[layout.code_row], layout.label(place)
        if word or text:
            kept = special if word else layout.columns
            first = kept.setdefault(word or text, place)
            if first != place:
                layout.sound = False
                other = grid.cell(layout.code_row, first)
                layout.notes.note(
                    "repeated-code", "error", line=line, column=label, value=word or text, other_place=other
                )
            continue
        filled = [row for row in range(layout.first_row, len(grid.rows)) if layout.text(row, place)]
        if filled:
            layout.sound = False
            value = layout.text(filled[0], place)
            layout.notes.note("io-no-label", "error", line=grid.lines[filled[0]], column=label, value=value)
    layout.sectors = list(layout.columns)
    layout.columns |= special


def _special_row(layout: Layout, row: int) -> str:
    """Code of a special row: by its own code, else by a name."""
    own = layout.text(row, layout.code_column)
    if own in layout.sectors:
        return ""
    cells = [layout.code_column, *(place for place in range(layout.first_column) if place != layout.code_column)]
    said = [(place, word) for place in cells if (word := row_word(layout.text(row, place)))]
    for place, word in said[1:]:
        if word != said[0][1]:
            layout.sound = False
            layout.notes.note(
                "io-two-meanings",
                "error",
                line=layout.grid.lines[row],
                column=layout.label(place),
                value=layout.text(row, place),
                this=said[0][1],
                other=word,
            )
    return said[0][1] if said else ""


def _place_rows(layout: Layout) -> None:
    grid, notes = layout.grid, layout.notes
    for row in range(layout.first_row, len(grid.rows)):
        word, text = _special_row(layout, row), layout.text(row, layout.code_column)
        line, label = grid.lines[row], layout.label(layout.code_column)
        filled = [place for place in range(layout.first_column, grid.width) if layout.text(row, place)]
        if not filled and not word and text not in layout.sectors and not _has_fault(grid, row):
            layout.headings += 1
            continue
        if not word and not text:
            layout.sound = False
            at = filled[0] if filled else layout.first_column
            notes.note("io-no-label", "error", line=line, column=layout.label(at), value=layout.text(row, at))
            continue
        block = _block(layout, row, word)
        if block is None:
            continue
        code = word or text
        first = layout.rows.setdefault((block, code), row)
        if first != row:
            layout.sound = False
            other = grid.cell(first, layout.code_column)
            notes.note("repeated-code", "error", line=line, column=label, value=code, other_place=other)
        elif not word:
            if block not in layout.blocks:
                layout.blocks.append(block)
            names = [layout.text(row, place) if place is not None else "" for place in _name_places(layout)]
            layout.names.setdefault(code, Names(*names))


def _name_places(layout: Layout) -> list[int | None]:
    return [layout.name_columns.get(name) for name in Names._fields]


def _has_fault(grid: RawGrid, row: int) -> bool:
    return any(line == grid.lines[row] for line, _ in grid.faults)


def _block(layout: Layout, row: int, word: str) -> str | None:
    """Block of a row; None, with a finding, where its origin is none."""
    if layout.origin_column is None:
        return ALL
    text = layout.text(row, layout.origin_column)
    origin = origin_word(text)
    allowed = ("domestic", "imports", "total") if word == "TII" else ("total",) if word else ("domestic", "imports")
    if origin in allowed:
        return origin
    layout.sound = False
    layout.notes.note(
        "unknown-word",
        "error",
        line=layout.grid.lines[row],
        column=layout.label(layout.origin_column),
        value=text,
        known=", ".join({"domestic": "Domestic", "imports": "Imports", "total": "TOT"}[name] for name in allowed),
    )
    return None


def _require_both_sides(layout: Layout) -> None:
    """Note codes of one side only; a block that is not there lacks all of them."""
    grid, notes = layout.grid, layout.notes
    columns = set(layout.sectors)
    for (_, code), row in layout.rows.items():
        if code not in columns and not row_word(code):
            layout.sound = False
            column = layout.label(layout.code_column)
            notes.note("io-row-alone", "error", line=grid.lines[row], column=column, value=code)
    wanted = [ALL] if layout.origin_column is None else ["domestic", "imports"]
    for code in layout.sectors:
        for block in wanted:
            if (block, code) not in layout.rows:
                layout.sound = False
                line, column = grid.lines[layout.code_row], layout.label(layout.columns[code])
                notes.note("io-column-alone", "error", line=line, column=column, value=code)


def _compare_names(layout: Layout) -> None:
    if layout.name_row is None:
        return
    for code in layout.sectors:
        heading = layout.text(layout.name_row, layout.columns[code])
        names = layout.names.get(code)
        if names is not None and heading and plain(heading) not in {plain(name) for name in names}:
            layout.notes.note(
                "io-name-differs",
                "warn",
                line=layout.grid.lines[layout.name_row],
                column=layout.label(layout.columns[code]),
                value=heading,
                sector=code,
                other=" / ".join(filter(None, names)) or "–",
            )
