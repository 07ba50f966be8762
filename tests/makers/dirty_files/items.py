"""Tables of items by years or by words: rows named like headings or columns, values like years, sections, words."""

from decimal import Decimal

from .canvas import Draft
from .figures import Figure
from .headings import Column, draw_header, with_unit, worded
from .layouts import says_of, year_columns
from .rows import PROVINCES
from .words import PIECE, Word

# Labels of rows; those of the first groups are words that stand over labels elsewhere.
ITEMS = {
    "sectors": (
        Word("农业", "Agriculture"),
        Word("行业", "Industry"),
        Word("产业", "Sector"),
        Word("服务业", "Services"),
        Word("项目", "Country products"),
    ),
    "places": (
        Word("居民", "Residents"),
        Word("城市", "City"),
        Word("地区", "Country"),
        Word("农村", "Area"),
        Word("国家", "Region"),
    ),
    "letters": tuple(Word(sign, sign) for sign in "ABCDE"),
    "stems": tuple(Word(sign, sign) for sign in "甲乙丙丁戊"),
    "plain": (
        Word("企业数", "Firms"),
        Word("从业人数", "Persons employed"),
        Word("研究机构", "Institutes"),
        Word("园区", "Parks"),
        Word("商标", "Trade marks"),
    ),
}
SECTIONS = {
    "plain": (Word("国有企业", "State-owned firms"), Word("私营企业", "Private firms")),
    "numbered": (Word("一、国有企业", "I. State-owned firms"), Word("二、私营企业", "II. Private firms")),
    "years": (Word("2018年", "2018"), Word("2019年", "2019")),
}
CORNER = Word("指标", "Item")
GRADES = (Word("优", "good"), Word("良", "fair"))


def item_columns(rng, recipe):
    """Columns of an items table: years, or words."""
    if recipe["item_columns"] == "years":
        return year_columns(rng, recipe, [(CORNER, PIECE)])
    words = (Word("单位甲", "Centre"), Word("机关", "Offices"), Word("其他单位", "Other bodies"))
    return [Column((word,), PIECE, leaf=word) for word in words[: rng.randint(2, 3)]]


def draw_items(canvas, top, columns, recipe, pen, rng):
    """Draw the table with the truth about it; returns its bottom and its right."""
    header = draw_header(canvas, top, 1, columns, [CORNER], recipe)
    says = [says_of(column, columns, recipe) for column in columns]
    sections = SECTIONS.get(recipe["item_sections"], (None,))
    odd = rng.randrange(len(sections) * len(ITEMS[recipe["items"]]))  # the row of values like years or like numbers
    at, row = 0, top + header.height
    for section in sections:
        labels = list(ITEMS[recipe["items"]][: rng.randint(3, 5)])
        if recipe["items"] not in {"letters", "stems"}:
            rng.shuffle(labels)
        if section is not None:
            canvas.put(row, 0, worded(section, _language(recipe), " "))
            row += 1
        words_at = rng.randint(1, len(labels) - 1) if recipe["item_words"] == "row" else -1
        for place, word in enumerate(labels):
            if place == words_at:
                _words(canvas, row, columns, recipe, rng, header)
                row += 1
            told = {"label": _label(word, recipe), "section": "" if section is None else _text(section, recipe)}
            if recipe["item_sections"] == "years":
                told["periods"] = frozenset({section.zh[:4]})
            like = "years" if at == odd or rng.random() < 0.15 else ""
            for beside, about in enumerate(says):
                figure = _figure(recipe, pen, rng, like, (beside, place))
                _put(canvas, (row, 1 + beside), figure, {**about, **told}, [(row, 0), *header.cells[beside]])
            canvas.put(row, 0, _label(word, recipe))
            row, at = row + 1, at + 1
    return row, 1 + len(columns)


def _language(recipe):
    return "both-cell" if recipe["language"] == "both-rows" else recipe["language"]


def _text(word, recipe):
    return worded(word, _language(recipe), " ")


def _label(word, recipe):
    text = _text(word, recipe)
    return with_unit(text, PIECE, recipe) if recipe["unit_place"] in {"header", "group"} else text


def _figure(recipe, pen, rng, like, place):
    """A figure; in a row like years, or in the first like numbers of columns, one that says so by its value."""
    beside, down = place
    kind = recipe["item_figures"]
    if kind == "years" and like:
        number = rng.randint(1900, 2099)
    elif kind == "counting" and down == 0:
        number = beside + 1
    else:
        return pen.figure(PIECE)
    typed = recipe["stored"] in {"typed", "both"}
    return Figure(str(number), Decimal(number), "load", number if typed else None)


def _put(canvas, place, figure, says, around):
    told = {name: what for name, what in says.items() if name != "ambiguous"}
    told["not_regions"] = PROVINCES
    canvas.put(*place, figure.text, figure.number, figure.special)
    canvas.drafts.append(Draft(*place, figure.text, figure.value, figure.demand, list(around), told))


def _words(canvas, row, columns, recipe, rng, header):
    """A row of words among the rows of figures."""
    canvas.put(row, 0, _text(Word("质量等级", "Grade"), recipe))
    for beside in range(len(columns)):
        text = _text(rng.choice(GRADES), recipe)
        canvas.put(row, 1 + beside, text)
        canvas.drafts.append(Draft(row, 1 + beside, text, None, "name", [(row, 0), *header.cells[beside]], {}))
