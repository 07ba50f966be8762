"""Rows of printed numbers as the cross-checks see them: a float to look with, the printed text to decide with.

Looking through all rows is done on floats; whether two sums of printed numbers really differ is decided
on decimals, so that no finding and no agreement is an artefact of binary fractions. A printed number
stands for every number within half a unit of its last digit.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Context, Decimal, localcontext
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt

from growthpole.errors import Finding, InputError, listed
from growthpole.observe.numbers import parse_number

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "COLUMN",
    "EXACTLY",
    "RECORD",
    "VERSION",
    "Floats",
    "Places",
    "PrintedRows",
    "half_unit",
    "plain",
    "printed_rows",
    "relative",
    "total_of",
]

Floats = npt.NDArray[np.float64]
Places = npt.NDArray[np.int64]
Codes = npt.NDArray[np.int64]
REQUIRED: Final = ("region", "header", "period", "value", "unit")
VERSION: Final = ("label", "activity", "version", "price_basis")
FILLED: Final = ("region_label", "flag", "file", "sha256", "sheet", "cell", "role", "column", "line", "table", *VERSION)
COLUMN: Final = ("table", "header", "period", "unit", *VERSION)
"""What together makes one column of numbers, one for each region."""
RECORD: Final = ("table", "region", "region_label", "period", *VERSION)
"""What together makes one row of numbers, one for each heading."""
EXACTLY: Final = Context(prec=700)
"""Holds any sum of numbers between 1e-300 and 1e300 without rounding."""
_INEXACT: Final = re.compile(r"[~≈<>≤≥约]")
_PLAIN: Final = re.compile(r"-?[0-9]{1,18}(?:\.[0-9]{1,18})?")
"""What nearly all numbers look like; the others go the slower way through the parser."""
_HALVES: Final = tuple(float(f"5e-{digits + 1}") for digits in range(20))
_LINE: Final = re.compile(r"[A-Z]+([0-9]+)")


@dataclass(frozen=True, slots=True)
class PrintedRows:
    """Rows with their numbers.

    Attributes
    ----------
    frame : DataFrame
        All columns of :data:`REQUIRED` and :data:`FILLED` as text.
    numbers : array of float
        NaN where no number is printed, or only an inexact one (``~5``, ``>3``).
    halves : array of float
        Half a unit of the last printed digit.
    """

    frame: pd.DataFrame
    numbers: Floats
    halves: Floats
    _coded: dict[str, tuple[Codes, int]] = field(default_factory=dict, repr=False, compare=False)
    _texts: dict[str, list[str]] = field(default_factory=dict, repr=False, compare=False)

    def __len__(self) -> int:
        return len(self.numbers)

    def text(self, column: str, row: int) -> str:
        """One cell of the frame."""
        if column not in self._texts:
            self._texts[column] = [str(text) for text in self.frame[column]]
        return self._texts[column][row]

    def exact(self, row: int) -> Decimal:
        """The number of a row, with all its digits."""
        number = parse_number(self.text("value", row))
        return Decimal(0) if number is None else number

    def half(self, row: int) -> Decimal:
        """Half a unit of the last printed digit of a row, exactly."""
        return half_unit(self.exact(row))

    def label(self, row: int) -> str:
        """The region as printed, its code where no label is kept."""
        return self.text("region_label", row) or self.text("region", row)

    def name(self, row: int, column: str) -> str:
        """What tells a row apart from others: its region, or the text of another ``column``."""
        return self.label(row) if column == "region" else self.text(column, row)

    def where(self, row: int) -> str:
        """Cell or line of a row."""
        return self.text("cell", row) or self.text("line", row) or self.label(row)

    def ids(self, *columns: str) -> Codes:
        """For each row the number of its combination of ``columns``, counted in order of first appearance."""
        import pandas as pd

        key = "\n".join(columns)
        if key not in self._coded:
            codes = pd.factorize(self.frame[columns[0]])[0].astype(np.int64)
            for column in columns[1:]:
                if self._size(column) > 1:
                    # Numbered anew at each step, so that the products stay within 64 bits.
                    codes = pd.factorize(codes * self._size(column) + self.ids(column))[0].astype(np.int64)
            self._coded[key] = codes, int(codes.max(initial=-1)) + 1
        return self._coded[key][0]

    def _size(self, column: str) -> int:
        """Number of distinct texts of a column."""
        self.ids(column)
        return self._coded[column][1]

    def finding(self, code: str, row: int, params: Mapping[str, str], *, declared: bool = False) -> Finding:
        """A finding at the cell of ``row``; an error where the user declared the rule, a warning otherwise."""
        cell, line = self.text("cell", row), self.text("line", row)
        found = _LINE.fullmatch(cell)
        if found:
            line = found[1]
        return Finding(
            code=code,
            severity="error" if declared else "warn",
            file=self.text("file", row),
            sha256=self.text("sha256", row),
            sheet=self.text("sheet", row),
            cell=cell,
            line=int(line) if line.isdigit() and int(line) else None,
            column=self.text("column", row) or self.text("header", row),
            value=self.text("value", row)[:200],
            params=params,
        )


def printed_rows(rows: pd.DataFrame) -> PrintedRows:
    """Rows as the reader gives them, ready for the cross-checks.

    Parameters
    ----------
    rows : DataFrame
        Columns :data:`REQUIRED`; those of :data:`FILLED` are taken where they are there. ``table`` says which
        rows belong together (by default those of one sheet of one file); ``label`` (further labels of a row),
        ``activity``, ``version`` and ``price_basis`` tell apart what must not be added up.

    Raises
    ------
    InputError
        A required column is missing.

    Examples
    --------
    >>> import pandas as pd
    >>> rows = printed_rows(
    ...     pd.DataFrame({"region": ["A"], "header": "gdp", "period": "2021", "value": "1,234.5", "unit": "亿元"})
    ... )
    >>> rows.exact(0), float(rows.halves[0])
    (Decimal('1234.5'), 0.05)
    """
    import pandas as pd

    missing = [name for name in REQUIRED if name not in rows.columns]
    if missing:
        raise InputError("missing-columns", table="rows", missing=listed(missing))
    frame = pd.DataFrame(
        {
            name: rows[name].astype(str).fillna("").to_numpy()
            if name in rows.columns
            else np.full(len(rows), "", dtype=object)
            for name in (*REQUIRED, *FILLED)
        }
    )
    if "table" not in rows.columns:
        frame["table"] = frame["file"] + "\n" + frame["sheet"]
    frame["label"] = frame["label"].where(_apart(frame), "")
    codes, texts = pd.factorize(frame["value"])
    sized = np.array([*(_sized(str(text)) for text in texts), (np.nan, np.nan)], dtype=np.float64)
    inexact = frame["flag"].str.contains(_INEXACT).to_numpy(dtype=bool) if len(frame) else np.zeros(0, dtype=bool)
    return PrintedRows(frame, np.where(inexact, np.nan, sized[codes, 0]), sized[codes, 1])


def _apart(frame: pd.DataFrame) -> pd.Series:
    """Rows of tables whose further labels tell rows of one region apart, and do not merely name the region again."""
    named = frame[["table", "region", "region_label", "label"]].drop_duplicates()
    several = named.loc[named.duplicated(["table", "region", "region_label"]), "table"]
    return frame["table"].isin(several)


def _sized(text: str) -> tuple[float, float]:
    """A number and half a unit of its last digit, as floats."""
    if _PLAIN.fullmatch(text):
        return float(text), _HALVES[len(text.partition(".")[2])]
    number = parse_number(text)
    return (np.nan, np.nan) if number is None else (float(number), float(half_unit(number)))


def half_unit(number: Decimal) -> Decimal:
    """Half a unit of the last printed digit.

    Examples
    --------
    >>> half_unit(Decimal("12.50")), half_unit(Decimal("1200"))
    (Decimal('0.005'), Decimal('0.5'))
    """
    return Decimal((0, (5,), int(number.as_tuple().exponent) - 1))


def total_of(numbers: Iterable[Decimal]) -> Decimal:
    """Sum without any rounding."""
    with localcontext(EXACTLY):
        return sum(numbers, Decimal(0))


def plain(number: Decimal) -> str:
    """A number as people write it: no exponent, thousands grouped.

    Examples
    --------
    >>> plain(Decimal("1234567.50")), plain(Decimal("-0.5")), plain(Decimal("1E+3"))
    ('1,234,567.50', '-0.5', '1,000')
    """
    return f"{number:,f}"


def relative(gap: Decimal, whole: Decimal) -> str:
    """A gap as a percentage of the whole; ``–`` where the whole is zero."""
    return "–" if not whole else f"{float(gap / abs(whole)) * 100:+.2g} %"
