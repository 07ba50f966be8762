"""What a number format makes of a number where it changes what is read: 0.355 shown as 35.5 %, a day as its year.

How many digits a format shows, colours and thousands change nothing and are not read.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Final, Literal

from growthpole.observe.workbooks.parts import parse_xml

__all__ = ["BUILT_IN", "NOT_SHOWN", "Shown", "shown_as", "shown_text", "styles_of"]

Shown = Literal["", "percent", "year"]
BUILT_IN: Final[Mapping[int, Shown]] = {9: "percent", 10: "percent"}
NOT_SHOWN: Final = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?![hms]+\])[^\]]*\]', re.IGNORECASE)
_YEAR: Final = re.compile(r"[ye]+\s*年?", re.IGNORECASE)


def shown_as(text: str) -> Shown:
    """Whether a number format shows numbers in percent, or days as nothing but their year.

    Examples
    --------
    >>> [shown_as(text) for text in ("0.0%", 'yyyy"年"', "yyyy-mm-dd", '0.0"%"', "General")]
    ['percent', 'year', '', '', '']
    """
    first = NOT_SHOWN.sub("", text.partition(";")[0]).strip()
    if "%" in first:
        return "percent"
    return "year" if _YEAR.fullmatch(first) else ""


def shown_text(text: str, shown: Shown) -> str:
    """A stored number or day as its format shows it, with all its digits.

    Examples
    --------
    >>> shown_text("0.355", "percent"), shown_text("-0.1", "percent"), shown_text("2021-12-31", "year")
    ('35.5%', '-10%', '2021')
    """
    match shown:
        case "percent":
            return f"{Decimal(text).scaleb(2).normalize():f}%"
        case "year":
            return text[:4]
        case "":
            return text


def styles_of(data: bytes, file: str) -> list[Shown]:
    """How each cell style of an XLSX workbook shows numbers, from the XML of its styles."""
    formats: dict[str, Shown] = {str(number): shown for number, shown in BUILT_IN.items()}
    styles: list[Shown] = []
    inside = ""

    def start(name: str, said: dict[str, str]) -> None:
        nonlocal inside
        if name == "numFmt":
            formats[said.get("numFmtId", "")] = shown_as(said.get("formatCode", ""))
        elif name in {"cellXfs", "cellStyleXfs"}:
            inside = name
        elif name == "xf" and inside == "cellXfs":
            styles.append(formats.get(said.get("numFmtId", ""), ""))

    if data:
        parse_xml(data, file, "xl/styles.xml", start=start)
    return styles
