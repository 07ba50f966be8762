"""Headings of a table: one row or several, merged or left blank, in one language or two, with units or without."""

from dataclasses import dataclass, field

from .words import Unit, Word


@dataclass(frozen=True)
class Column:
    """A column of values: its headings from the outermost to the leaf, and what they say."""

    path: tuple
    unit: Unit
    period: str = ""
    leaf: Word | None = None  # the heading that names the indicator; None where only a title does


@dataclass
class Header:
    """Where a header was drawn: its height, and the cells that head each column."""

    height: int
    cells: list = field(default_factory=list)


def worded(word, language, separator="\n"):
    """A word as a heading in one cell."""
    if language == "en":
        return word.en
    return f"{word.zh}{separator}{word.en}" if language == "both-cell" and word.en != word.zh else word.zh


def unit_text(unit, language):
    """A unit as printed in one cell."""
    return unit.en if language == "en" else unit.zh


def with_unit(text, unit, recipe):
    """A heading with its unit behind it."""
    shape = {"round": "{}({})", "full": "{}（{}）", "line": "{}\n({})", "space": "{} ({})"}[recipe["unit_shape"]]
    return shape.format(text, unit_text(unit, recipe["language"]))


def draw_header(canvas, top, left, columns, corner, recipe):
    """Draw the headings of ``columns`` from ``left``; ``corner`` words head the columns of labels before it."""
    depth = max(len(column.path) for column in columns)
    twice = recipe["language"] == "both-rows"
    rows_of_level = 2 if twice else 1
    height = depth * rows_of_level
    header = Header(height, [[] for _ in columns])
    for back, word in enumerate(reversed(corner)):
        _stand(canvas, top, left - 1 - back, word, height, recipe)
    for level in range(depth):
        row = top + level * rows_of_level
        for first, last in _runs(columns, level):
            path = columns[first].path
            if level == 0 and len(path) == 1 and depth > 1:
                _stand_alone(canvas, top, left, first, header, columns, recipe, height)
            elif level < len(path):
                _spread(canvas, row, left, (first, last), level, header, columns, recipe)
    if recipe["unit_place"] == "header-row":
        _unit_row(canvas, top + header.height, left, columns, header, recipe)
        header.height += 1
    if recipe["numbering"] != "none":
        _numbers(canvas, top + header.height, left, len(corner), len(columns), recipe["numbering"])
        header.height += 1
    return header


def _runs(columns, level):
    """Neighbouring columns under the same headings down to ``level``; a leaf is never shared."""
    first = 0
    for at in range(1, len(columns) + 1):
        here = columns[first].path
        same = (
            at < len(columns)
            and len(here) > level + 1
            and len(columns[at].path) > level + 1
            and columns[at].path[: level + 1] == here[: level + 1]
        )
        if not same:
            yield first, at - 1
            first = at


def _stand(canvas, row, column, word, height, recipe):
    """A heading of its own over the whole height."""
    text = worded(word, recipe["language"])
    canvas.put(row, column, text)
    if recipe["language"] == "both-rows":
        canvas.put(row + height - 1, column, word.en)
    elif recipe["merge"] == "real":
        canvas.merge(row, column, row + height - 1, column)


def _stand_alone(canvas, top, left, at, header, columns, recipe, height):
    word, unit = columns[at].path[0], columns[at].unit
    _stand(canvas, top, left + at, word, height, recipe)
    cell = canvas.cells[top, left + at]
    if recipe["unit_place"] == "header":
        cell.text = with_unit(cell.text, unit, recipe)
    header.cells[at].append((top, left + at))


def _spread(canvas, row, left, run, level, header, columns, recipe):
    """A heading over its columns, once."""
    first, last = run
    word, leaf = columns[first].path[level], level == len(columns[first].path) - 1
    text = worded(word, recipe["language"])
    unit = columns[first].unit
    one_unit = all(column.unit == unit for column in columns[first : last + 1])
    if (leaf and recipe["unit_place"] == "header") or (
        recipe["unit_place"] == "group" and level == max(len(columns[first].path) - 2, 0) and one_unit
    ):
        text = with_unit(text, unit, recipe)
    canvas.put(row, left + first, text)
    if recipe["language"] == "both-rows" and word.en != word.zh:
        canvas.put(row + 1, left + first, word.en)
    if recipe["merge"] == "real":
        canvas.merge(row, left + first, row, left + last)
        if recipe["language"] == "both-rows" and word.en != word.zh:
            canvas.merge(row + 1, left + first, row + 1, left + last)
    for at in range(first, last + 1):
        header.cells[at].append((row, left + first))


def _unit_row(canvas, row, left, columns, header, recipe):
    shape = "({})" if recipe["unit_shape"] in {"round", "line"} else "{}"
    for at, column in enumerate(columns):
        canvas.put(row, left + at, shape.format(unit_text(column.unit, recipe["language"])))
        header.cells[at].append((row, left + at))


def _numbers(canvas, row, left, labels, count, shape):
    """A row that numbers the columns, as registers of statistics do."""
    canvas.put(row, left - labels, "甲")
    for at in range(count):
        canvas.put(row, left + at, shape.format(at + 1), at + 1 if shape == "{}" else None)
