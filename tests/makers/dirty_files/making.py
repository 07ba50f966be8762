"""One dirty file from one seed."""

import random

from .canvas import Canvas, DirtyFile, Draft, sealed
from .figures import Pen
from .headings import Header, unit_text
from .items import draw_items, item_columns
from .layouts import chosen_columns, draw_block, draw_panel, draw_transposed, year_columns
from .recipes import kind_of, recipe_of
from .rows import chosen_regions, label_width, rows_of
from .words import CORNERS, DEPENDENT, NOTES, SHEETS, TITLES, TOPICS, Word
from .writing import address_lines, bytes_of


def make(seed):
    """The dirty file of a seed.

    >>> make(7) == make(7), make(7).name
    (True, 'dirty-7.csv')
    """
    rng = random.Random(seed)  # noqa: S311
    recipe = recipe_of(rng)
    first = Canvas(rng.choice(SHEETS) if recipe["format"] != "csv" else "")
    pen = Pen(rng, recipe)
    columns, title = _draw(first, rng, recipe, pen)
    recipe.update(pen.unwritten())
    canvases = [first, *_further(first, rng, recipe, title)]
    del recipe["title_periods"]
    _spoil_rows(first, rng, recipe)
    data, recipe["encoding"] = bytes_of(canvases, recipe)
    declared = {"encoding": recipe["encoding"]} if recipe["declared"] and recipe["format"] == "csv" else {}
    truth = [cell for canvas in canvases for cell in sealed(canvas, address_lines(canvas, recipe))]
    kind = kind_of(recipe, columns)
    return DirtyFile(f"dirty-{seed}.{recipe['format']}", data, tuple(truth), kind, recipe, declared)


def _draw(canvas, rng, recipe, pen, avoid=()):
    """Title, table and notes of one sheet; returns its columns and its title, which is none to ``avoid``."""
    regions = chosen_regions(rng, recipe)
    alone = [pair for _, leaves in TOPICS for pair in leaves if pair[0].zh not in DEPENDENT and pair[0] not in avoid]
    leaf, unit = rng.choice(alone)
    year = rng.randint(2015, 2022)
    recipe["title_periods"] = frozenset({"", str(year)}) if recipe["title_year"] != "none" else frozenset()
    if recipe["layout"] == "years":
        columns = year_columns(rng, recipe, [(leaf, unit)])
    elif recipe["layout"] == "year-groups":
        pairs = dict.fromkeys((column.leaf, column.unit) for column in chosen_columns(rng, recipe))
        columns = year_columns(rng, recipe, list(pairs)[:2])
    elif recipe["layout"] == "items":
        columns = item_columns(rng, recipe)
    else:
        columns = chosen_columns(rng, recipe)
    title = leaf if recipe["layout"] == "years" else rng.choice([title for title in TITLES if title not in avoid])
    top = _above(canvas, title, columns[0], recipe, f"{rng.randint(1, 25)}-{rng.randint(1, 30)}", year)
    bottom, right = _table(canvas, top, columns, rows_of(rng, recipe, regions), recipe, pen, rng, title)
    _unit_line(canvas, top, right, columns[0], recipe)
    if recipe["title"] in {"zh", "both", "en"} and recipe["merge"] == "real":
        for row in range(top):
            if sum(place[0] == row for place in canvas.cells) == 1 and (row, 0) in canvas.cells:
                canvas.merge(row, 0, row, right - 1)
    _below(canvas, bottom, rng, recipe)
    _open(canvas, top, bottom, rng, recipe)
    return columns, title


def _above(canvas, title, column, recipe, number, year):
    """Title lines; returns the row the table begins in, below a row kept for the unit where it has one."""
    row = 0
    unit = unit_text(column.unit, recipe["language"])
    in_title = f"({unit})" if recipe["unit_place"] == "title" else ""
    if recipe["title"] == "nbs":
        lines = ["数据库：分省年度数据", f"指标：{title.zh}({column.unit.zh})", "时间：最近5年"]
    elif recipe["title"] == "none":
        lines = []
    elif recipe["title"] == "en":
        lines = [f"{number} {title.en} {in_title}".strip()]
    else:
        lines = [f"{number}  {title.zh}{in_title}"]
        lines += [f"{number}  {title.en}"] if recipe["title"] == "both" else []
    chinese = recipe["title"] != "en"
    match recipe["title_year"]:
        case "behind":
            lines[-1] += f" ({year}年)" if chinese else f" ({year})"
        case "below":
            lines.append(f"({year}年)" if chinese else f"({year})")
        case "alone":
            lines.append(str(year))
    for row, text in enumerate(lines):
        canvas.put(row, 0, text)
    has_line = recipe["unit_place"].startswith("line") and recipe["title"] != "nbs"
    return len(lines) + has_line


def _unit_line(canvas, top, right, column, recipe):
    place, unit = recipe["unit_place"], column.unit
    if not place.startswith("line") or recipe["title"] == "nbs":
        return
    text = f"Unit: {unit.en}" if recipe["language"] == "en" else f"单位：{unit.zh}"
    if recipe["encoding"] == "big5":
        text = f"單位：{unit.zh}"
    if place == "line-both":
        canvas.put(top - 1, right - 1, f"({unit.en})" if unit.zh != "%" else "(%)")
    canvas.put(top - 1, right - 1 if place == "line-right" else 0, text)
    for draft in canvas.drafts:
        draft.around.append((top - 1, right - 1 if place == "line-right" else 0))


def _table(canvas, top, columns, rows, recipe, pen, rng, title):
    corner = rng.choice(CORNERS) if recipe["encoding"] != "big5" else Word("地方", "Region")
    layout = recipe["layout"]
    if layout == "transposed":
        return draw_transposed(canvas, top, 0, columns, rows, recipe, pen)
    if layout == "items":
        return draw_items(canvas, top, columns, recipe, pen, rng)
    if layout == "panel":
        return draw_panel(canvas, top, 0, columns, rows, recipe, pen, rng)
    half = len(rows) // 2
    if layout == "side":
        gap = rng.random() < 0.3
        _, right, _ = draw_block(canvas, top, 0, columns, rows[:half], recipe, pen, corner)
        twins = {id(row) for row in rows[:half]}
        second = [row for row in rows[half:] if row.of is None or id(row.of) not in twins]
        first_bottom = canvas.bottom
        bottom, right, _ = draw_block(canvas, top, right + gap, columns, second, recipe, pen, corner)
        return max(bottom, first_bottom), right
    if layout.startswith("continued"):
        return _continued(canvas, top, columns, rows, recipe, pen, corner, title)
    return draw_block(canvas, top, 0, columns, rows, recipe, pen, corner)[:2]


def _continued(canvas, top, columns, rows, recipe, pen, corner, title):
    """A second part below, with its own heading: further regions, or further indicators of the same regions."""
    if recipe["layout"] == "continued-columns" and len(columns) > 1:
        parts = [(columns[: len(columns) // 2], rows), (columns[len(columns) // 2 :], rows)]
    else:
        half = len(rows) // 2
        kept = {id(row) for row in rows[:half]}
        parts = [(columns, rows[:half]), (columns, [r for r in rows[half:] if r.of is None or id(r.of) not in kept])]
    below, right, header = draw_block(canvas, top, 0, *parts[0], recipe, pen, corner)
    words = f"{title.en} (continued)" if recipe["language"] == "en" else f"{title.zh}(续)"
    canvas.put(below + 1, 0, words if recipe["title"] != "none" else "续表")
    if recipe["language"] == "en" and recipe["title"] == "none":
        canvas.put(below + 1, 0, "(continued)")
    headed = Header(0, header.cells) if recipe["layout"] == "continued-bare" else None
    bottom, further, _ = draw_block(canvas, below + 2, 0, *parts[1], recipe, pen, corner, headed)
    return bottom, max(right, further)


def _below(canvas, bottom, rng, recipe):
    notes = [note for note in NOTES if (recipe["language"] != "en") or note.isascii()]
    if recipe["encoding"] == "latin-1":
        notes = ["Source: Übersicht für Provinzen, Café Économique."]
    count = {"none": 0, "one": 1, "two": 2}[recipe["notes"]]
    gap = rng.random() < 0.4
    for at, note in enumerate(rng.sample(notes, min(count, len(notes)))):
        canvas.put(bottom + gap + at, 0, note)


def _open(canvas, top, bottom, rng, recipe):
    """Blank rows and columns in and around the table."""
    labels = label_width(recipe) if recipe["layout"] != "panel" else 2
    if recipe["blank_row"] == "body":
        lines = sorted({draft.row for draft in canvas.drafts})
        canvas.open_row(rng.choice(lines[1:] or lines))
    elif recipe["blank_row"] == "below-header":
        canvas.open_row(min(draft.row for draft in canvas.drafts))
    elif recipe["blank_row"] == "above":
        canvas.open_row(top)
    if recipe["blank_column"] == "left":
        canvas.open_column(0)
    elif recipe["blank_column"] == "gap":
        canvas.open_column(labels)
    elif recipe["blank_column"] == "body":
        canvas.open_column(rng.choice(sorted({draft.column for draft in canvas.drafts})))


def _spoil_rows(canvas, rng, recipe):
    """A row of a text file that ends too early or too late."""
    if recipe["ragged"] not in {"short", "long"}:
        return
    victim = rng.choice(sorted({draft.row for draft in canvas.drafts}))
    if recipe["ragged"] == "long":
        place = (victim, canvas.right)
        # In the style of the file: the other would prove that style for all its numbers.
        text = "777,7" if recipe["numbers"] == "comma" else "777.7"
        canvas.put(*place, text)
        around = next(draft.around[:1] for draft in canvas.drafts if draft.row == victim)
        canvas.drafts.append(Draft(*place, text, None, "name", around))
    else:
        last = max(draft.column for draft in canvas.drafts if draft.row == victim)
        canvas.cells.pop((victim, last), None)
        canvas.drafts = [draft for draft in canvas.drafts if (draft.row, draft.column) != (victim, last)]
        gone = {(victim, last)}
        for draft in canvas.drafts:
            if draft.twin is not None and (draft.twin.row, draft.twin.column) in gone:
                draft.twin = None


def _further(first, rng, recipe, title):
    """Other sheets of the workbook."""
    names = [name for name in SHEETS if name != first.sheet]
    other = Canvas(rng.choice(names))
    if recipe["sheets"] == "two":
        _draw(other, rng, recipe, Pen(rng, recipe), (title,))
    elif recipe["sheets"] == "notes":
        for row, note in enumerate(NOTES[:4]):
            other.put(row, 0, note)
    elif recipe["sheets"] == "one":
        return []
    return [other]
