"""What each cell of a grid is: blank, text, a number, a flag, a number with a mark, in doubt, or a fault.

The style of the numbers is decided for the whole file: as declared, or by cells that only one style can have
written. Where both styles have left such cells, numbers with separators are read in neither.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

import numpy as np
import numpy.typing as npt

from growthpole.observe.numbers import Style, parse_number
from growthpole.observe.printed.periods import periods_of_title, squeezed, year_of
from growthpole.observe.printed.words import FLAGS
from growthpole.observe.raw_cells import RawGrid

__all__ = [
    "BLANK",
    "DOUBTFUL",
    "FAULT",
    "FLAG",
    "MARKED",
    "NUMBER",
    "NUMERIC",
    "TEXT",
    "Cells",
    "Parsed",
    "Styles",
    "Writing",
    "cells_of",
    "writing_of",
]

BLANK, TEXT, NUMBER, FLAG, MARKED, FAULT, DOUBTFUL = range(7)
NUMERIC: Final = (NUMBER, MARKED, DOUBTFUL)
Styles = Literal["point", "comma", "mixed"]
_MARK: Final = re.compile(
    r"^(?P<before>[<>~≈≤≥约]\s*)?(?P<number>[（(]?[+\-−–－]?[\d０-９.,，．]+[)）]?)(?P<after>\s*(?:[%％]|\*{1,3}|[①-⑩]|[¹²³⁰-⁹ᵃ-ᶻ]+|[†‡§]|(?<=\s)[a-zA-Z]{1,2}|\([a-z]{1,2}\)|[\[(]\d{1,2}[\])]|[a-z]\)|[eprbsu](?![A-Za-z])))?$"
)
_POINT_ONLY: Final = re.compile(r"-?\d+\.(?:\d{1,2}|\d{4,})", re.ASCII)
_PLAIN: Final = re.compile(r"-?\d+(?:\.\d+)?", re.ASCII)
_DIGITS: Final = re.compile(r"^[+\-−–]?\d[\d\s.,·'’]*$")
_SEPARATED: Final = re.compile(r"[.,．，]")
_DECIMAL: Final[dict[Style, re.Pattern[str]]] = {"point": re.compile(r"[.．]"), "comma": re.compile(r"[,，]")}
_THOUSANDS: Final[dict[Style, re.Pattern[str]]] = {
    "point": re.compile(r"^[+\-−–－(（]?[1-9１-９][\d０-９]{0,2}[.．][\d０-９]{3}[)）]?$"),
    "comma": re.compile(r"^[+\-−–－(（]?[1-9１-９][\d０-９]{0,2}[,，][\d０-９]{3}[)）]?$"),
}
_TYPED, _EITHER, _WHOLE = -1, 1, 2
_SIGNS: Final[dict[str, Style]] = {".": "point", "．": "point", ",": "comma", "，": "comma"}
_MOST_LETTERS: Final = 2
_RARE: Final = 20
_GROUPED_BY_POINT: Final = re.compile(r"^[+\-−(]?[1-9]\d{0,2}\.\d{3}\)?$")
_TEXT_MARKS: Final = "'‘’＇"  # a spreadsheet's sign that digits are kept as text


@dataclass(frozen=True, slots=True)
class Parsed:
    """A number in a cell: plain decimal text, the mark beside it, and why there is no number if there is none."""

    kind: int
    value: str = ""
    mark: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Cells:
    """A grid with the kind of every cell.

    Attributes
    ----------
    grid : RawGrid
        The cells as they stand.
    kinds : int8 array (rows, columns)
        :data:`BLANK`, :data:`TEXT`, :data:`NUMBER`, :data:`FLAG`, :data:`MARKED`, :data:`FAULT` or
        :data:`DOUBTFUL` (a number that can be read in two ways).
    regions : list of list of str
        Region a label stands for; empty where it stands for none.
    writing : Writing
        How the file writes numbers.
    flags : mapping of str to str
        What stands instead of a number, and why.
    met : dict of (str, int) to Parsed
        Texts parsed so far, each once.
    row_of : dict of int to int
        Place in the grid of each line.
    """

    grid: RawGrid
    kinds: npt.NDArray[np.int8]
    regions: list[list[str]]
    writing: Writing
    flags: Mapping[str, str]
    met: dict[tuple[str, int], Parsed] = field(default_factory=dict)
    row_of: dict[int, int] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "row_of", {line: row for row, line in enumerate(self.grid.lines)})

    def text(self, row: int, column: int) -> str:
        """Text of a cell with single spaces."""
        return squeezed(self.grid.rows[row][column])

    def parsed(self, row: int, column: int) -> Parsed:
        """The number of a cell."""
        typed = (self.grid.lines[row], self.grid.left + column) in self.grid.numeric
        return self.parse(self.grid.rows[row][column], _TYPED if typed else self.writing.way(self.grid.sheet, column))

    def parse(self, text: str, way: int) -> Parsed:
        """The number of a text in a column whose numbers are read in some ``way``."""
        found = self.met.get((text, way))
        if found is None:
            style = "point" if way == _TYPED else self.writing.style
            found = self.met[text, way] = _parsed(text, style, self.flags, way)
        return found

    def like_number(self, row: int, column: int) -> bool:
        """Whether a cell that is no number holds only digits and signs, as 171 465 does."""
        return bool(_DIGITS.match(self.grid.rows[row][column]))

    def is_garbled(self, row: int, column: int) -> bool:
        """Whether a text may be a number gone wrong (l23, 12.3.4), and is no word and no period."""
        text = self.grid.rows[row][column]
        letters = [sign for sign in text if sign.isalpha()]
        digits = any(map(str.isdigit, text))
        few = len(letters) <= _MOST_LETTERS and all(map(str.isascii, letters))
        return digits and few and not periods_of_title(text)

    def is_year(self, row: int, column: int) -> bool:
        """Whether a cell is nothing but a year."""
        return bool(year_of(self.grid.rows[row][column]))


@dataclass(frozen=True, slots=True)
class Writing:
    """How a file writes its numbers.

    Attributes
    ----------
    style : {"point", "comma", "mixed"}
        Style of (nearly) all numbers that only one style can have written; ``mixed`` where both are common, and
        where none proves whether 12.345 is twelve or twelve thousand.
    proved : bool
        Whether any such number is there.
    doubtful : frozenset of (sheet, column)
        Columns, by place, that hold a number of the other style: what could be either is not read there.
    whole : frozenset of (sheet, column)
        Columns whose proved numbers have no decimals: three digits behind one sign may be thousands there.
    """

    style: Styles
    proved: bool
    doubtful: frozenset[tuple[str, int]] = frozenset()
    whole: frozenset[tuple[str, int]] = frozenset()

    def way(self, sheet: str, column: int) -> int:
        """How texts in a column are read, as a sum of what may be doubted."""
        place = sheet, column
        return _EITHER * (place in self.doubtful) + _WHOLE * (place in self.whole)


def writing_of(grids: Iterable[RawGrid], declared: Style | None = None) -> Writing:
    """How the texts of a file write numbers: as declared, or as its cells prove."""
    met: dict[Style, dict[tuple[str, int], int]] = {"point": {}, "comma": {}}
    decimals: dict[Style, Counter[tuple[str, int]]] = {"point": Counter(), "comma": Counter()}
    alike: dict[Style, int] = {"point": 0, "comma": 0}
    three = False
    known: dict[str, Style | None] = {}
    columns: list[tuple[str, int]] = []
    for grid in grids:
        numeric, left = grid.numeric, grid.left
        columns += [(grid.sheet, place) for place in range(grid.width)]
        for row, line in zip(grid.rows, grid.lines, strict=True):
            for place, text in enumerate(row):
                if not text or (numeric and (line, left + place) in numeric):
                    continue
                if text not in known:
                    known[text] = _only_style(text)
                style = known[text]
                if style is not None:
                    met[style][grid.sheet, place] = met[style].get((grid.sheet, place), 0) + 1
                    three |= text[-4:-3] == ("." if style == "point" else ",")
                    if _DECIMAL[style].search(text):
                        decimals[style][grid.sheet, place] += 1
                elif (sign := _SIGNS.get(text[-4:-3])) and _THOUSANDS[sign].match(text):
                    alike[sign] += 1
    point, comma = (sum(met[style].values()) for style in ("point", "comma"))
    if (
        not point + comma
        and declared is None
        and any(_GROUPED_BY_POINT.match(text.lstrip(_TEXT_MARKS)) for text in known)
    ):
        return Writing("mixed", proved=False)
    chosen: Style = declared or ("comma" if comma > point else "point")
    fewer = point if chosen == "comma" else comma
    if declared is None and fewer * _RARE > point + comma:
        return Writing("mixed", proved=True)
    # a few decimals among many numbers that may all be thousands prove nothing of other columns
    few = alike[chosen] > _RARE * sum(decimals[chosen].values())
    whole = {place for place in columns if place in met[chosen] or few} - set(decimals[chosen])
    other = frozenset(met["point" if chosen == "comma" else "comma"])
    # 24,927 beside 43.345, and no number that surely has three decimals: either may be the thousands,
    # but in columns that prove their own style
    if declared is None and all(alike.values()) and not three:
        other |= {place for place in columns if place not in met[chosen]}
    return Writing(
        chosen,
        bool(point + comma),
        other,
        frozenset(whole if met[chosen] and declared is None else ()),
    )


def _only_style(text: str) -> Style | None:
    """The one style in which a text is a number; None when it is one in both or in neither."""
    if _POINT_ONLY.fullmatch(text):
        return "point"
    text = text.lstrip(_TEXT_MARKS)
    found = _SEPARATED.search(text) and _MARK.match(text)
    if not found:
        return None
    point, comma = (parse_number(found["number"], style) is not None for style in ("point", "comma"))
    return None if point == comma else "point" if point else "comma"


def cells_of(
    grid: RawGrid, writing: Writing, resolve: Callable[[str], str | None], flags: Mapping[str, str] = FLAGS
) -> Cells:
    """Kinds and regions of all cells of a grid.

    Parameters
    ----------
    grid : RawGrid
        Cells as text.
    writing : Writing
        How the texts write numbers.
    resolve : callable
        Region a label stands for.
    flags : mapping of str to str
        What stands instead of a number, and why.
    """
    kinds = np.zeros((len(grid.rows), grid.width), dtype=np.int8)
    regions: list[list[str]] = []
    cells = Cells(grid, kinds, regions, writing, flags)
    numeric, faults, left = grid.numeric, grid.faults, grid.left
    places: dict[str, str] = {"": ""}
    ways = [writing.way(grid.sheet, place) for place in range(grid.width)]
    for at, (row, line) in enumerate(zip(grid.rows, grid.lines, strict=True)):
        for place, text in enumerate(row):
            if text:
                typed = bool(numeric) and (line, left + place) in numeric
                kinds[at, place] = kind = cells.parse(text, _TYPED if typed else ways[place]).kind
                if text not in places:
                    label = kind in {TEXT, FLAG} or (len(text) == 6 and text.isdigit())
                    places[text] = (resolve(text) or "") if label else ""
            if faults and (line, left + place) in faults:
                kinds[at, place] = FAULT
        regions.append([places[text] for text in row])
    return cells


def _parsed(text: str, style: Styles, flags: Mapping[str, str], way: int) -> Parsed:
    if not text:
        return Parsed(BLANK)
    if style == "point" and way in {0, _TYPED} and _PLAIN.fullmatch(text) and (number := _number(text, style)):
        return Parsed(NUMBER, number)
    text = text.lstrip(_TEXT_MARKS)
    if not text:
        return Parsed(TEXT)
    reason = flags.get(text.casefold().replace(" ", ""))
    if reason is not None:
        return Parsed(FLAG, "0" if reason == "zero" else "", text, reason)
    found = _MARK.match(text)
    if style != "mixed" and found and way >= _WHOLE and _THOUSANDS[style].match(found["number"]):
        return Parsed(DOUBTFUL)
    if style == "mixed" or (way in {_EITHER, _EITHER + _WHOLE} and _only_style(text) is None):
        if _SEPARATED.search(text):
            return Parsed(DOUBTFUL if found else TEXT)
        style = "point" if style == "mixed" else style
    number = _number(text, style)
    if number:
        return Parsed(NUMBER, number)
    if found and (found["before"] or found["after"]):
        number = _number(found["number"], style)
        if number:
            return Parsed(MARKED, number, f"{(found['before'] or '').strip()}{(found['after'] or '').strip()}")
    return Parsed(TEXT)


def _number(text: str, style: Style) -> str:
    """Plain decimal text of a printed number, with the digits that are printed."""
    value = parse_number(text, style)
    return "" if value is None else f"{value:f}"
