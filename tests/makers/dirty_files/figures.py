"""Printed numbers: what stands in a cell, what it means, and what no reader may take for a number."""

from dataclasses import dataclass
from decimal import Decimal

FLAGS = ("—", "…", "..", "-", ":", "c", "(D)", "一", "x", "NA", "", "－", "...", "——")
GARBAGE = (
    *("477903S1.68", "1e400", "nan", "1_000", "٣", "1 234", "12.3.4", "1,23,4", "l23", "5O0", "inf", "0x1f", "3-5"),
    *("1e-400", "±4", "约5", "1/2", "5²", "三百", "12,", "--5", "(5", "½"),
)
FOOTNOTED = ("{}*", "{}①", "{} p", "{}a)", "{}r", "{} *")
STYLES = ("plain", "grouped", "full-width", "comma")
# How often each kind of dirt falls on one sheet, and the figure on which it falls at the latest.
MOST = {"flags": 3, "garbage": 1, "footnotes": 2, "faults": 1}
SURE = {"flags": 2, "garbage": 3, "footnotes": 4, "faults": 5}
FULL_WIDTH = str.maketrans("0123456789.,-", "０１２３４５６７８９．，－")


@dataclass(frozen=True)
class Figure:
    """Text of a cell, the number a workbook may store instead, its meaning, and what the reader owes."""

    text: str
    value: Decimal | None
    demand: str
    number: object = None
    special: str = ""


def number_of(rng, unit):
    """A value such as its unit has, exactly as many digits as are printed."""
    largest = unit.largest * 10**unit.digits
    scaled = rng.randrange(1, largest) if rng.random() < 0.97 else rng.randrange(0, 10)
    value = Decimal(scaled).scaleb(-unit.digits)
    return -value if rng.random() < (0.3 if unit.zh == "%" else 0.03) else value


def printed(value, style, minus="-"):
    """A number in a style of writing."""
    digits = f"{abs(value):f}"
    if style in {"grouped", "comma"}:
        digits = f"{abs(value):,f}"
    if style == "comma":
        digits = digits.replace(",", "\0").replace(".", ",").replace("\0", ".")
    if value < 0:
        digits = f"({digits})" if minus == "()" else f"{minus}{digits}"
    return digits.translate(FULL_WIDTH) if style == "full-width" else digits


class Pen:
    """Writes the numbers of one file: one style throughout, and now and then a flag or dirt."""

    def __init__(self, rng, recipe):
        self.rng, self.recipe = rng, recipe
        self.rest = dict(MOST)
        self.written = 0

    def unwritten(self):
        """Dirt that was asked for and found no cell, as changes to the recipe."""
        return {kind: "none" for kind, rest in self.rest.items() if rest == MOST[kind]}

    def figure(self, unit):
        """The figure of one cell."""
        rng, recipe = self.rng, self.recipe
        self.written += 1
        if recipe["flags"] != "none" and self._now("flags", 0.12):
            flag = recipe["flags"]
            return Figure(flag, None, "absent")
        if recipe["garbage"] != "none" and self._now("garbage", 0.1):
            return Figure(recipe["garbage"], None, "name")
        value = number_of(rng, unit)
        if recipe["faults"] != "none" and self._now("faults", 0.1):
            return self._fault(value)
        if recipe["footnotes"] != "none" and self._now("footnotes", 0.1):
            text = recipe["footnotes"].format(printed(value, self._style()))
            return Figure(text, value, "load-or-name")
        return self._plain(value, percent=unit.zh == "%")

    def _now(self, kind, chance):
        """Whether dirt of a kind falls here."""
        due = self.written >= SURE[kind] and self.rest[kind] == MOST[kind]
        if self.rest[kind] and (due or self.rng.random() < chance):
            self.rest[kind] -= 1
            return True
        return False

    def _style(self):
        style = self.recipe["numbers"]
        return self.rng.choice(("grouped", "comma")) if style == "mixed" else style

    def _plain(self, value, *, percent):
        how, style = self.recipe["stored"], self._style()
        if percent and self.recipe["percent"] == "format":
            # Shown as 12.5%, stored as 0.125: under a heading in % the stored number is wrong by a factor of 100.
            return Figure(f"{value}%", value, "load", float(value.scaleb(-2)), "percent")
        if how == "typed" or (how == "both" and self.rng.random() < 0.5):
            number = int(value) if value == value.to_integral_value() else float(value)
            return Figure(repr(number), Decimal(repr(number)), "load", number)
        text = printed(value, style, self.recipe["minus"])
        if how == "apostrophe":
            # The sign that tells a spreadsheet to keep a text; some exports leave it in.
            return Figure(f"'{text}", value, "load-or-name")
        if percent and self.recipe["percent"] == "sign":
            return Figure(f"{text}%", value, "load")
        return Figure(text, value, "load")

    def _fault(self, value):
        if self.recipe["faults"] == "cached":
            number = float(value)
            return Figure(repr(number), Decimal(repr(number)), "load", number, "cached")
        if self.recipe["faults"] == "formula":
            return Figure("", None, "name", None, "formula")
        return Figure(self.recipe["faults"], None, "name", None, "error")
