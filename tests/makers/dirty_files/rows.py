"""Rows of a table: regions as they are labelled, totals, groups and of-which rows, unknown and repeated labels."""

from dataclasses import dataclass

from .words import CITIES, GROUPS, NATIONAL, NATIONAL_CODES, REGIONS, SAME_IN_BIG5, UNKNOWN

PROVINCES = frozenset().union(*(region.codes for region in REGIONS))
ONE_COLUMN = ("short", "full", "spaced", "en", "both-cell", "both-lines", "indented", "code")


@dataclass
class Row:
    """A row to draw: the texts of its label columns and what its figures belong to."""

    kind: str  # region | marked | national | group | section | city | unknown | same | other
    labels: list
    says: dict
    of: object = None  # the row it repeats


def label_width(recipe):
    """Columns of labels."""
    return 2 if recipe["labels"] in {"two-columns", "code-name", "serial"} else 1


def region_labels(region, style):
    """Texts of the label columns of a province."""
    spaced = "   ".join(region.short) if len(region.short) == 2 else region.short
    return {
        "short": [region.short],
        "full": [region.full],
        "spaced": [spaced],
        "en": [region.en],
        "both-cell": [f"{region.short} {region.en}"],
        "both-lines": [f"{region.short}\n{region.en}"],
        "indented": [f"　　{region.short}"],
        "two-columns": [spaced, region.en],
        "code": [region.gb],
        "code-name": [region.gb, region.short],
        "serial": ["", region.short],
    }[style]


def _word_labels(word, style, code=""):
    zh, en = word.zh, word.en
    return {
        "en": [en],
        "both-cell": [f"{zh} {en}"],
        "both-lines": [f"{zh}\n{en}"],
        "two-columns": [zh, en],
        "code-name": [code, zh],
        "serial": ["", zh],
    }.get(style, [zh])


def chosen_regions(rng, recipe):
    """The provinces of a file, in the order of their codes as in a yearbook."""
    some = [region for region in REGIONS if recipe["encoding"] != "big5" or region.iso in SAME_IN_BIG5]
    wanted = set(rng.sample(range(len(some)), rng.randint(4, min(9, len(some)))))
    return [region for at, region in enumerate(some) if at in wanted]


def rows_of(rng, recipe, regions):
    """All rows of a file with the dirt its recipe asks for."""
    style = recipe["labels"]
    rows = [
        Row("region", region_labels(region, style), {"regions": region.codes, "not_regions": PROVINCES - region.codes})
        for region in regions
    ]
    if recipe["rows"] == "of-which":
        _put_cities(rng, rows, regions, style)
    if recipe["rows"] == "groups":
        places = sorted(rng.sample(range(len(rows)), 2), reverse=True)
        for at, word in zip(places, rng.sample(GROUPS, 2), strict=True):
            rows.insert(at, Row("group", _word_labels(word, style), {"not_regions": PROVINCES}))
    if recipe["rows"] == "unknown":
        text = rng.choice(UNKNOWN)
        labels = {
            "code": ["999999"],
            "code-name": ["999999", text],
            "two-columns": [text, "Nowhere"],
            "serial": ["", text],
        }.get(style, [text])
        rows.insert(rng.randint(1, len(rows)), Row("unknown", labels, {}))
    if recipe["rows"] == "sections":
        for at, word in ((len(rows) // 2, GROUPS[1]), (0, GROUPS[0])):
            rows.insert(at, Row("section", _word_labels(word, style), {}))
    if recipe["label_mark"] != "none":
        marked = rng.choice([row for row in rows if row.kind == "region"])
        marked.kind, marked.labels = "marked", [*marked.labels[:-1], marked.labels[-1] + recipe["label_mark"]]
    if recipe["rows"] in {"same", "other"}:
        first = rng.randrange(len(rows))
        again = Row(recipe["rows"], rows[first].labels, rows[first].says, rows[first])
        rows.insert(rng.randint(first + 1, len(rows)), again)
    if recipe["total"] != "none":
        word = rng.choice(NATIONAL)
        total = Row(
            "national",
            _word_labels(word, style),
            {"regions": NATIONAL_CODES, "not_regions": PROVINCES, "role": "total"},
        )
        rows.insert(0 if recipe["total"] == "top" else len(rows), total)
    if style == "serial":
        for number, row in enumerate(rows, start=1):
            row.labels = [str(number), *row.labels[1:]]
    return rows


def _put_cities(rng, rows, regions, style):
    """One city below its province, marked as a part of it."""
    isos = [region.iso for region in regions]
    for iso, word, code in CITIES:
        if iso in isos:
            mark = rng.choice(("其中：", "#", "#", "其中:", "  #"))
            labels = _word_labels(word, style, code)
            at = -1 if style in {"code-name", "serial"} else 0
            labels[at] = mark + labels[at]
            says = {"regions": frozenset({code}), "not_regions": PROVINCES, "role": "of-which"}
            rows.insert(isos.index(iso) + 1, Row("city", labels, says))
            return
