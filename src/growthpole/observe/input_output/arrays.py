"""From the numbers of a wide input-output table to its arrays, and what each part of it was taken for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import numpy as np
import xarray as xr

from growthpole.dims import CATEGORY, FACTOR, SUPPLIER, USER
from growthpole.observe.input_output.checks import leaves, note_gaps
from growthpole.observe.input_output.layout import ALL, Layout
from growthpole.observe.input_output.values import Floats, Values
from growthpole.observe.input_output.words import ERROR, FACTORS, IMPORTED, column_word, row_word
from growthpole.observe.raw_cells import RawGrid
from growthpole.tables.io_table import IOTable

__all__ = ["Flows", "balanced", "mapping_of", "table_of"]

Flows = tuple[Floats, Floats, Floats, Floats, Floats | None]
_ROLES: Final = {"IM": "imports", "GO": "output", "ERR": f"category {ERROR}"}


def _uses(layout: Layout) -> list[str]:
    """Columns that are loaded as categories of final demand."""
    return [*leaves(layout, "TFU"), *(["ERR"] if "ERR" in layout.columns else [])]


def _factors(layout: Layout) -> list[str]:
    """Rows that are loaded as primary inputs: the total where it has no parts."""
    return [code for code in FACTORS if (layout.below, code) in layout.rows] or ["TVA"]


def balanced(values: Values, blocks: tuple[str, ...], tolerance: float) -> dict[str, Flows]:
    """Arrays of ``table`` (all flows) and ``domestic``, those there are; what does not add up is noted."""
    layout, numbers = values.layout, values.numbers
    sectors, columns = values.sector_columns, layout.columns
    added = numbers[np.ix_([layout.rows[layout.below, code] for code in _factors(layout)], sectors)]
    uses = [columns[code] for code in _uses(layout)]

    def flows(block: str) -> tuple[Floats, Floats, Floats]:
        rows = values.sector_rows(block)
        return numbers[np.ix_(rows, sectors)], numbers[np.ix_(rows, uses)], numbers[rows, columns["GO"]]

    if blocks == ("domestic", "imports"):
        (z, f, x), (zm, fm, _) = flows("domestic"), flows("imports")
        paid = np.vstack([added, zm.sum(axis=0)])
        note_gaps(values, "domestic", (z, f, paid, x, None), tolerance)
        abroad = zm.sum(axis=1) + fm.sum(axis=1)
        return {"table": (z + zm, f + fm, added, x, abroad), "domestic": (z, f, paid, x, None)}
    z, f, x = flows(ALL)
    imports = numbers[values.sector_rows(ALL), columns["IM"]] if "IM" in columns else None
    parts = (z, f, added, x, imports)
    note_gaps(values, ALL, parts, tolerance)
    return {"domestic" if blocks == ("domestic",) else "table": parts}


def table_of(layout: Layout, name: str, parts: Flows, unit: str, tolerance: float) -> IOTable:
    """The table ``name`` of :func:`balanced`."""
    codes, factors = layout.sectors, _factors(layout)
    if name == "domestic" and len(layout.blocks) > 1:
        factors = [*factors, IMPORTED]
    categories = [ERROR if code == "ERR" else code for code in _uses(layout)]
    z, f, v, x, imports = parts

    def array(data: Floats, **coords: Any) -> xr.DataArray:
        return xr.DataArray(data, coords=coords, dims=tuple(coords))

    return IOTable(
        array(z, **{SUPPLIER: codes, USER: codes}),
        array(f, **{SUPPLIER: codes, CATEGORY: categories}),
        array(v, **{FACTOR: factors, USER: codes}),
        array(x, **{SUPPLIER: codes}),
        None if imports is None else array(imports, **{SUPPLIER: codes}),
        unit,
        tolerance,
    )


def mapping_of(layout: Layout) -> dict[str, str]:
    """What was taken for what, with the cell and what it says."""
    grid = layout.grid
    line = grid.lines[layout.code_row]
    said = {"code": f"{_whole(grid, layout.code_column)}, {line}:{line}"}
    said |= {name: _whole(grid, place) for name, place in sorted(layout.name_columns.items())}
    if layout.origin_column is not None:
        said["origin"] = _whole(grid, layout.origin_column)
    factors, uses = _factors(layout), _uses(layout)
    for (block, code), row in layout.rows.items():
        if row_word(code) and code not in layout.sectors:
            part = f"{'factor' if code in factors else 'total'} {code}"
            said[part if block == layout.below else f"{part} ({block})"] = _shown(
                grid, code, row_word, [(row, place) for place in range(layout.first_column)]
            )
    for code, place in layout.columns.items():
        if code not in layout.sectors:
            role = _ROLES.get(code, "category" if code in uses else "total")
            above = [(row, place) for row in reversed(range(layout.first_row))]
            said[f"{role} {code}"] = _shown(grid, code, column_word, above)
    return said


def _whole(grid: RawGrid, place: int) -> str:
    return f"{grid.letters(place)}:{grid.letters(place)}"


def _shown(grid: RawGrid, code: str, word: Callable[[str], str], cells: list[tuple[int, int]]) -> str:
    """Address and text of the first cell that means ``code``."""
    row, place = next((row, place) for row, place in cells if word(grid.rows[row][place]) == code)
    return f"{grid.cell(row, place)} {grid.rows[row][place]!r}"
