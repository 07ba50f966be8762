"""One parser for printed numbers.

Full-width digits and signs are folded to half width, and nothing else is: a raised or circled figure
is a footnote mark, not a digit. Thousands are grouped by commas (``1,234.5``) unless the source
declares the continental style; a minus may be any of the usual dashes, or brackets. What only a
programming language would accept (``1_000``, ``nan``, ``0x1f``), other scripts' digits, and
numbers too large or too small for a double are refused: the raw text goes into a finding.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final, Literal

__all__ = ["Style", "parse_number"]

Style = Literal["point", "comma"]
_FOLDED: Final = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)} | str.maketrans("−–﹣", "---")
_PLAIN: Final = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,3})?")
_GROUPED: Final = {
    "point": re.compile(r"[+-]?[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?"),
    "comma": re.compile(r"[+-]?[1-9]\d{0,2}(?:\.\d{3})+(?:,\d+)?|[+-]?\d+,\d+|[+-]?\d+"),
}
_LARGEST: Final = Decimal("1e300")
_SMALLEST: Final = Decimal("1e-300")


def parse_number(text: str, style: Style = "point") -> Decimal | None:
    """Value of a printed number; None when the text is none.

    Examples
    --------
    >>> parse_number("１，２３４．５"), parse_number("(5)"), parse_number("−2.40")
    (Decimal('1234.5'), Decimal('-5'), Decimal('-2.40'))
    >>> parse_number("1.234,5", "comma")
    Decimal('1234.5')
    >>> [parse_number(odd) for odd in ("1_000", "nan", "1e400", "1e-400", "٣", "5*", "5²", "", "1,23")]
    [None, None, None, None, None, None, None, None, None]
    """
    plain = text.strip()
    if not plain.isascii():
        plain = plain.translate(_FOLDED)
        if not plain.isascii():
            return None
    negative = plain.startswith("(") and plain.endswith(")")
    if negative:
        plain = plain[1:-1].strip()
        if plain.startswith(("-", "+")):
            return None
    if style == "point" and _PLAIN.fullmatch(plain):
        pass
    elif not _GROUPED[style].fullmatch(plain):
        return None
    else:
        plain = plain.replace(",", "") if style == "point" else plain.replace(".", "").replace(",", ".")
    value = Decimal(plain)
    if value and not _SMALLEST <= value.copy_abs() <= _LARGEST:
        return None
    # copy_negate keeps every digit; a minus sign would round to the precision of the context.
    return value.copy_negate() if negative else value
