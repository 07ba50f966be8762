"""What dirt a file gets: one choice in each dimension, and what together they let a reader promise."""

from .figures import FLAGS, FOOTNOTED, GARBAGE
from .items import ITEMS, SECTIONS
from .layouts import LAYOUTS
from .rows import ONE_COLUMN

# Each dimension with its choices; the first is the clean one, its weight says how often.
CHOICES = {
    "format": {"csv": 5, "xlsx": 4, "xls": 1.5, "ods": 1.5},
    "encoding": {"utf-8": 6, "utf-8-sig": 2, "utf-16": 1, "gb18030": 3, "gbk": 3, "big5": 0.4, "latin-1": 0.4},
    "layout": dict(zip(LAYOUTS, (6, 2, 1.5, 1, 0.4, 2.5, 1.5, 1.5, 1, 4), strict=True)),
    "header": {"one": 2, "merged-2": 2, "merged-3": 1},
    "merge": {"real": 2, "blank": 1},
    "language": {"zh": 4, "en": 1.5, "both-cell": 2, "both-rows": 1},
    "labels": dict(
        zip((*ONE_COLUMN, "two-columns", "code-name", "serial"), (5, 4, 3, 2, 1.5, 1, 1, 1, 2, 1.5, 1), strict=True)
    ),
    "unit_place": {
        "line-right": 4,
        "line-left": 2,
        "line-both": 1,
        "title": 1,
        "header": 4,
        "header-row": 1.5,
        "group": 1,
    },
    "unit_shape": {"round": 3, "full": 2, "line": 1, "space": 1},
    "years": {"zh": 3, "plain": 2, "typed": 2, "spaced": 0.5, "both": 0.5, "fiscal": 0.3},
    "panel": {"repeated": 2, "merged": 1, "blank": 0.3},
    "title": {"none": 1, "zh": 3, "both": 2, "en": 0.7},
    "title_year": {"none": 3, "behind": 2, "below": 1, "alone": 0.5},
    "same_heading": {"none": 40, "yes": 1},
    "label_mark": {"none": 20, "①": 0.3, "*": 0.3, "(1)": 0.3, " 2)": 0.2},
    "strings": {"inline": 1, "shared": 2},
    "notes": {"none": 1, "one": 2, "two": 2},
    "numbers": {"plain": 6, "grouped": 2, "full-width": 0.7, "comma": 0.4, "mixed": 0.25},
    "minus": {"-": 4, "−": 1, "()": 0.5},
    "percent": {"none": 4, "sign": 1, "format": 0.3},
    "stored": {"typed": 4, "text": 2, "both": 1, "apostrophe": 0.2},
    "flags": {"none": 6, **dict.fromkeys(FLAGS, 0.4)},
    "garbage": {"none": 20, **dict.fromkeys(GARBAGE, 0.15)},
    "footnotes": {"none": 20, **dict.fromkeys(FOOTNOTED, 0.3)},
    "faults": {"none": 12, "#DIV/0!": 0.5, "#N/A": 0.3, "formula": 0.5, "cached": 0.5},
    "rows": {"none": 8, "groups": 1, "sections": 0.8, "of-which": 1, "unknown": 0.8, "same": 0.5, "other": 0.5},
    "total": {"none": 3, "top": 2, "bottom": 1},
    "numbering": {"none": 20, "({})": 0.4, "{}": 0.4},
    "blank_row": {"none": 4, "above": 1, "body": 1, "below-header": 0.5},
    "blank_column": {"none": 5, "left": 1, "gap": 0.5, "body": 0.5},
    "ragged": {"none": 5, "trimmed": 2, "short": 0.6, "long": 0.3, "trailing": 1},
    "delimiter": {"comma": 30, "semicolon": 0.4, "tab": 0.4},
    "line_end": {"\n": 2, "\r\n": 1},
    "sheets": {"one": 5, "notes": 1, "two": 1, "empty": 0.5},
    "items": {"none": 0, **dict.fromkeys(ITEMS, 1)},
    "item_columns": {"none": 0, "years": 2, "words": 1},
    "item_figures": {"none": 1, "years": 2, "counting": 1},
    "item_sections": {"none": 2, **dict.fromkeys(SECTIONS, 0.7)},
    "item_words": {"none": 2, "row": 1},
}
NOT_IN_TEXT = {"stored": "text", "faults": "none", "sheets": "one", "merge": "blank", "panel": "repeated"}
NOT_IN_WORKBOOKS = {"encoding": "utf-8", "ragged": "none", "delimiter": "comma", "line_end": "\n"}


def recipe_of(rng):
    """A recipe that fits together."""
    recipe = {name: rng.choices(list(of), list(of.values()))[0] for name, of in CHOICES.items()}
    recipe["declared"] = rng.random() < 0.3
    _fit_format(recipe)
    _fit_encoding(recipe)
    _fit_layout(recipe)
    _fit_items(recipe)
    _fit_labels(recipe)
    return recipe


def _fit_format(recipe):
    if recipe["format"] == "csv":
        apostrophe, panel = recipe["stored"] == "apostrophe", recipe["panel"]
        recipe.update(NOT_IN_TEXT)
        if apostrophe:
            recipe["stored"] = "apostrophe"
        if panel == "blank":
            recipe["panel"] = "blank"
        if recipe["years"] == "typed":
            recipe["years"] = "plain"
        if recipe["percent"] == "format":
            recipe["percent"] = "none"
    else:
        recipe.update(NOT_IN_WORKBOOKS)
    if recipe["format"] != "xlsx":
        recipe["strings"] = "none"
    if recipe["format"] == "xls":
        # The maker of these workbooks merges the same cells on every sheet.
        recipe["sheets"] = "one"


def _fit_encoding(recipe):
    if recipe["encoding"] == "big5":
        recipe.update(language="zh", labels="short", layout="columns", header="one", title="none", notes="none")
        recipe.update(rows="none", total="none", unit_place="line-left", numbering="none", footnotes="none")
        recipe.update(title_year="none", label_mark="none", same_heading="none")
    if recipe["encoding"] == "latin-1":
        recipe.update(language="en", labels="en", title="en", notes="one", numbers="plain", minus="-", numbering="none")
        recipe.update(flags=recipe["flags"] if recipe["flags"].isascii() else "none")
        recipe.update(garbage="none", footnotes="none", rows="none")
        recipe["years"] = "plain" if recipe["years"] in {"zh", "spaced", "both"} else recipe["years"]
        recipe.update(title_year="none", label_mark="none")
    if recipe["encoding"] in {"gbk", "gb18030"} and recipe["labels"] in {"code", "en"}:
        # Without a region's name in Chinese nothing tells these bytes from another encoding.
        recipe["labels"] = "short"


def _fit_layout(recipe):
    layout = recipe["layout"]
    dated = layout in {"years", "year-groups", "panel", "items"}
    if layout in {"years", "year-groups", "transposed"}:
        recipe["header"] = "one"
    if layout == "transposed" and recipe["language"] == "both-rows":
        recipe["language"] = "both-cell"
    if layout == "years" and recipe["unit_place"] in {"header", "header-row", "group"}:
        recipe["unit_place"] = "line-right"
    if layout == "year-groups" and recipe["unit_place"] == "header":
        recipe["unit_place"] = "group"
    if recipe["title"] == "none" and (
        layout == "years" or recipe["sheets"] == "two" or recipe["unit_place"] == "title"
    ):
        # Without a title years have no indicator, and two sheets with the same headings contradict each other.
        nbs = layout == "years" and recipe["language"] == "zh" and recipe["unit_place"] != "title"
        recipe["title"] = "nbs" if nbs else "zh"
    if (dated and layout != "items") or recipe["title"] in {"none", "nbs"}:
        recipe["title_year"] = "none"
    if layout not in {"columns", "side", "continued"} or recipe["numbering"] != "none":
        # A row that numbers the columns tells them apart.
        recipe["same_heading"] = "none"
    recipe["years"] = recipe["years"] if dated else "none"
    recipe["panel"] = recipe["panel"] if layout == "panel" else "none"


def _fit_items(recipe):
    if recipe["layout"] != "items":
        recipe.update(dict.fromkeys(("items", "item_columns", "item_figures", "item_sections", "item_words"), "none"))
        return
    recipe.update(header="one", labels="short", rows="none", total="none", label_mark="none")
    # Without a region's name nothing tells these bytes from another encoding.
    recipe["declared"] |= recipe["encoding"] in {"gbk", "gb18030"}
    if recipe["flags"] == "":
        # A row of blanks is a section for all that its cells can tell.
        recipe["flags"] = "…"
    if recipe["numbers"] == "mixed":
        # So few counts may all come out in one style.
        recipe["numbers"] = "grouped"
    if recipe["items"] in {"letters", "stems"}:
        recipe["numbering"] = "none"
    if recipe["item_columns"] == "years" and recipe["item_sections"] == "years":
        recipe["item_sections"] = "plain"
    recipe["years"] = recipe["years"] if recipe["item_columns"] == "years" else "none"
    if recipe["item_columns"] == "years":
        recipe["title_year"] = "none"
    if recipe["unit_place"] == "header-row":
        recipe["unit_place"] = "header"
    if recipe["title"] == "nbs":
        recipe["title"] = "zh"


def _fit_labels(recipe):
    if recipe["layout"] in {"transposed", "panel"}:
        recipe["labels"] = recipe["labels"] if recipe["labels"] in {"short", "full", "spaced", "en"} else "short"
        recipe["rows"] = recipe["rows"] if recipe["rows"] == "unknown" else "none"
        recipe.update(numbering="none", label_mark="none")
    if recipe["labels"] == "code":
        recipe["label_mark"] = "none"
        recipe["rows"] = "none" if recipe["rows"] in {"groups", "of-which", "sections"} else recipe["rows"]
    if (
        recipe["language"] == "en"
        and recipe["labels"] in {"short", "full", "indented"}
        and recipe["encoding"] == "utf-8"
    ):
        recipe["labels"] = "en"


HOSTILE = {
    "garbage": "none",
    "faults": "none",
    "delimiter": "comma",
    "numbering": "none",
    "same_heading": "none",
}


def kind_of(recipe, columns):
    """What a reader may promise for such a file."""
    if recipe["encoding"] in {"big5", "latin-1"} and not recipe["declared"]:
        return "ask"
    if recipe["numbers"] == "mixed" and recipe["stored"] in {"text", "apostrophe"}:
        return "ask"
    odd = (
        any(recipe[name] != clean and recipe[name] != "cached" for name, clean in HOSTILE.items())
        or recipe["rows"] in {"unknown", "other"}
        or recipe["ragged"] in {"short", "long"}
        or recipe["years"] == "fiscal"
        or recipe["panel"] == "blank"
        or recipe["layout"] == "continued-bare"
        # Where blanks end a row, a row cut short cannot be told from one that lacks its last cells.
        or (recipe["ragged"] == "trimmed" and recipe["flags"] == "")
        or recipe["encoding"] == "big5"
        or recipe["numbers"] == "mixed"
        # A point before three digits may be either: only other cells tell.
        or (recipe["numbers"] == "comma" and any(column.unit.digits == 0 for column in columns))
    )
    return "hostile" if odd else "recoverable"
