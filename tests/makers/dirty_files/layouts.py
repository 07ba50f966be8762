"""Shapes of tables: columns, years, blocks beside and below each other, regions in the columns, panels."""

from .canvas import Draft
from .headings import Column, draw_header, unit_text, with_unit, worded
from .rows import label_width
from .words import BIG5_LEAVES, CORNERS, DEPENDENT, TOP, TOPICS, Word

LAYOUTS = (
    *("columns", "side", "continued", "continued-columns", "continued-bare"),
    *("years", "year-groups", "transposed", "panel", "items"),
)
YEARS = {"zh": "{}年", "spaced": "{} 年", "both": "{}年\n{}", "plain": "{}", "typed": "{}"}


def year_text(year, recipe):
    """A year as a heading, and what a reader may make of it."""
    short = f"{(year + 1) % 100:02d}"
    if recipe["years"] == "fiscal":
        return f"{year}/{short}", frozenset({"", f"{year}/{short}", f"{year}/{year + 1}", f"{year}-{short}"})
    return YEARS[recipe["years"]].format(year, year), frozenset({str(year)})


def chosen_columns(rng, recipe):
    """Columns of indicators with their headings, as deep as the recipe asks, of one unit where one line says it."""
    if recipe["encoding"] == "big5":
        return [Column((leaf,), unit, leaf=leaf) for leaf, unit in BIG5_LEAVES]
    one = recipe["unit_place"] not in {"header", "header-row"}
    leaves = [(group, leaf, unit) for group, leaves in TOPICS for leaf, unit in leaves]
    if recipe["header"] == "one":
        leaves = [each for each in leaves if each[1].zh not in DEPENDENT]
    if one:
        unit = rng.choice(leaves)[2]
        leaves = [each for each in leaves if each[2] == unit]
    groups = list(dict.fromkeys(group for group, _, _ in leaves))
    kept = set(rng.sample(groups, min(len(groups), rng.randint(1, 3))))
    leaves = [each for each in leaves if each[0] in kept][: rng.randint(2, 7)]
    depth = {"one": 1, "merged-2": 2, "merged-3": 3}[recipe["header"]]
    columns = [Column((TOP, group, leaf)[-depth:], unit, leaf=leaf) for group, leaf, unit in leaves]
    alone = columns[0].leaf.zh not in DEPENDENT
    if depth > 1 and alone and rng.random() < 0.4 and recipe["unit_place"] != "group":
        # A heading that stands alone over the whole height, before the groups.
        first = columns[0]
        columns[0] = Column((first.leaf,), first.unit, leaf=first.leaf)
    if recipe["same_heading"] == "yes":
        columns.append(columns[-1])
    return columns


def year_columns(rng, recipe, leaves):
    """One column for each year, of one indicator or of several."""
    first = rng.randint(2012, 2020)
    years = list(range(first, first + rng.randint(2, 5)))
    if rng.random() < 0.5:
        years.reverse()
    columns = []
    for leaf, unit in leaves:
        for year in years:
            text, periods = year_text(year, recipe)
            word = Word(text, text)
            alone = recipe["layout"] in {"years", "items"}
            columns.append(Column((word,) if alone else (leaf, word), unit, periods, None if alone else leaf))
    return columns


def foreign_words(column, columns):
    """Headings of other columns that have no place in the path of this one."""
    own = [text for word in (*column.path, *filter(None, [column.leaf])) for text in (word.zh, word.en)]
    others = {
        text for each in columns if each.leaf and each.leaf != column.leaf for text in (each.leaf.zh, each.leaf.en)
    }
    return tuple(sorted(text for text in others if not any(text in mine for mine in own)))


def says_of(column, columns, recipe):
    """What the headings of a column tell of its figures."""
    unit = column.unit
    said = () if recipe["unit_place"] == "none" else tuple(dict.fromkeys((unit.zh, unit.en)))
    if recipe["percent"] != "none" and unit.zh == "%":
        said = ("%",)
    leaf = column.leaf
    above = [word for word in column.path[:-1] if word != leaf and recipe["layout"] != "transposed"]
    return {
        "periods": column.period or recipe["title_periods"],
        "leaves": (leaf.zh, leaf.en) if leaf else (),
        "groups": tuple((word.zh, word.en) for word in above),
        "foreign": foreign_words(column, columns),
        "units": said,
        # Two columns under the very same headings: none of them can be told from the other.
        "ambiguous": columns.count(column) > 1,
    }


def draw_block(canvas, top, left, columns, rows, recipe, pen, corner, headed=None):
    """Draw a table with labels on the left; returns the row below it, the column right of it and its headings.

    ``headed`` are the headings of a part above that hold for this one too.
    """
    width = label_width(recipe)
    words = {1: [corner], 2: [Word("代码", "Code"), corner]}[width]
    if recipe["labels"] == "two-columns":
        words = [corner, Word("Region", "Region")]
    if recipe["labels"] == "serial":
        words = [Word("序号", "No."), corner]
    header = draw_header(canvas, top, left + width, columns, words, recipe) if headed is None else headed
    if recipe["years"] == "typed":
        type_years(canvas, top, top + header.height)
    says = [says_of(column, columns, recipe) for column in columns]
    drawn = {}
    for row_at, row in enumerate(rows, start=top + header.height):
        places = [(row_at, left + at) for at in range(width)]
        for place, text in zip(places, row.labels, strict=True):
            numbered = recipe["labels"] == "serial" and place == places[0] and recipe["format"] != "csv"
            canvas.put(*place, text, int(text) if numbered and text else None)
        if row.kind == "section":
            continue
        before = drawn.get(id(row.of))
        drawn[id(row)] = [
            draw_figure(
                canvas,
                (row_at, left + width + at),
                row,
                pen,
                column,
                says[at],
                [*reversed(places), *header.cells[at]],
                before[at] if before else None,
            )
            for at, column in enumerate(columns)
        ]
    return top + header.height + len(rows), left + width + len(columns), header


def draw_figure(canvas, place, row, pen, column, says, around, before):
    """Put one figure down, with the truth about it."""
    figure = pen.figure(column.unit)
    if before is not None and row.kind == "same":
        figure = before[1]
    demand = figure.demand
    if (row.kind == "unknown" or says["ambiguous"]) and demand != "absent":
        demand = "name"
    elif row.kind != "region" and demand == "load":
        demand = "load-or-name"
    canvas.put(*place, figure.text, figure.number, figure.special)
    told = {name: what for name, what in {**says, **row.says}.items() if name != "ambiguous"}
    draft = Draft(*place, figure.text, figure.value, demand, list(around), told)
    if before is not None:
        twin = before[0]
        comparable = None not in {figure.value, twin.value}
        if comparable:
            draft.twin = twin
            draft.says["conflict"] = figure.value != twin.value
            if figure.value != twin.value and twin.demand == "load":
                twin.demand = "load-or-name"
    canvas.drafts.append(draft)
    return draft, figure


def type_years(canvas, top, bottom):
    """Store the years of a header as numbers, as spreadsheets do."""
    for (row, _), cell in canvas.cells.items():
        if top <= row < bottom and cell.text.isdecimal() and len(cell.text) == 4:
            cell.number = int(cell.text)


def draw_transposed(canvas, top, left, columns, rows, recipe, pen):
    """Draw a table with regions in the columns and indicators in the rows."""
    own_column = recipe["unit_place"] == "header-row"
    canvas.put(top, left, worded(Word("指标", "Item"), recipe["language"]))
    if own_column:
        canvas.put(top, left + 1, worded(Word("单位", "Unit"), recipe["language"]))
    first = left + 1 + own_column
    for at, row in enumerate(rows):
        canvas.put(top, first + at, row.labels[0])
    for down, column in enumerate(columns, start=top + 1):
        text = worded(column.leaf, recipe["language"], " ")
        if recipe["unit_place"] in {"header", "group"}:
            text = with_unit(text, column.unit, recipe)
        canvas.put(down, left, text)
        around = [(down, left)]
        if own_column:
            canvas.put(down, left + 1, unit_text(column.unit, recipe["language"]))
            around.append((down, left + 1))
        says = says_of(column, columns, recipe)
        for at, row in enumerate(rows):
            draw_figure(canvas, (down, first + at), row, pen, column, says, [(top, first + at), *around], None)
    return top + 1 + len(columns), first + len(rows)


def draw_panel(canvas, top, left, columns, rows, recipe, pen, rng):
    """Draw a table with a region and a year in each row; the region may be merged over its years."""
    corner = CORNERS[0]
    header = draw_header(canvas, top, left + 2, columns, [corner, Word("年份", "Year")], recipe)
    first = rng.randint(2012, 2020)
    row_at = top + header.height
    says = [says_of(column, columns, recipe) for column in columns]
    for row in rows:
        start = row_at
        for year in range(first, first + 2):
            text, periods = year_text(year, recipe)
            if recipe["panel"] == "repeated" or year == first:
                canvas.put(row_at, left, row.labels[0])
            canvas.put(row_at, left + 1, text, year if recipe["years"] == "typed" else None)
            for at, column in enumerate(columns):
                around = [(start, left), (row_at, left), (row_at, left + 1), *header.cells[at]]
                told = {**says[at], "periods": periods}
                draw_figure(canvas, (row_at, left + 2 + at), row, pen, column, told, around, None)
            row_at += 1
        if recipe["panel"] == "merged":
            canvas.merge(start, left, row_at - 1, left)
    return row_at, left + 2 + len(columns)
