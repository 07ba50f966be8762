"""Records of an XLS workbook (BIFF5 to BIFF8): its sheets, shared texts, formats, and the cells of a sheet.

The records are walked once, in the order of the file, and nothing is laid out on their word: a stated
extent is not read at all, only where cells truly stand. Charts and macro sheets are passed over.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from growthpole.errors import SourceError
from growthpole.observe.workbooks.biff_texts import CutShort, codec_of, shared_texts, short_text
from growthpole.observe.workbooks.number_formats import BUILT_IN, NOT_SHOWN, Shown, shown_as

__all__ = ["BIFF8", "Globals", "SheetPlace", "cut_short", "damaged", "globals_of", "records"]

BIFF8: Final = 0x0600
_BIFF5: Final = 0x0500
_BOF: Final = 0x0809
_EOF: Final = 0x000A
_CONTINUE: Final = 0x003C
# Numbers of the built-in formats for days and times, those for Chinese, Japanese and Korean included.
_DAYS: Final = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})
_DAY_LETTERS: Final = re.compile(r"[ymdhs]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class SheetPlace:
    """Where the records of a worksheet begin."""

    name: str
    at: int
    hidden: bool


@dataclass(slots=True)
class Globals:
    """What all sheets of a workbook share.

    Attributes
    ----------
    version : int
        :data:`BIFF8`, or that of workbooks of before 1997.
    codec : str
        Encoding of texts that are not Unicode; empty in BIFF8.
    sheets : list of SheetPlace
        Worksheets in their order.
    texts : list of str
        Shared texts.
    days : list of bool
        Whether each cell format shows a day or a time.
    shown : list of str
        Whether each cell format shows numbers in percent, or days as their year.
    from_1904 : bool
        Whether days are counted from 1904.
    """

    version: int = BIFF8
    codec: str = ""
    sheets: list[SheetPlace] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    days: list[bool] = field(default_factory=list)
    shown: list[Shown] = field(default_factory=list)
    from_1904: bool = False


def records(stream: bytes, at: int, file: str) -> Iterator[tuple[int, list[bytes]]]:
    """Kind and bytes of each record of a substream to its end, with the records that continue it.

    The records of substreams inside it, such as charts, are left out.

    Raises
    ------
    SourceError
        The workbook is cut short.
    """
    kind, pieces, depth = -1, list[bytes](), 0
    while at + 4 <= len(stream):
        found, size = struct.unpack_from("<HH", stream, at)
        at += 4
        if at + size > len(stream):
            raise cut_short(file)
        if found == _CONTINUE and kind >= 0:
            pieces.append(stream[at : at + size])
        else:
            if kind >= 0 and depth == 1:
                yield kind, pieces
            kind, pieces = found, [stream[at : at + size]]
            if found == _EOF:
                depth -= 1
                if depth <= 0:
                    return
            elif found == _BOF:
                depth += 1
        at += size
    raise cut_short(file)


def globals_of(stream: bytes, file: str) -> Globals:
    """Read the part of the workbook that stands before its sheets.

    Raises
    ------
    SourceError
        It is protected by a password, older than BIFF5, or damaged.
    """
    found = Globals()
    listed: list[bytes] = []
    formats: dict[int, bool] = dict.fromkeys(_DAYS, True)
    kinds: dict[int, Shown] = dict(BUILT_IN)
    cell_formats: list[int] = []
    codepage = 1252
    try:
        _begin(stream, found, file)
        for kind, pieces in records(stream, 0, file):
            match kind:
                case 0x002F:  # FILEPASS
                    raise SourceError("protected-workbook", path=file)
                case 0x0085:  # BOUNDSHEET
                    listed.append(pieces[0])
                case 0x00FC:  # SST
                    found.texts = shared_texts(pieces)
                case 0x00E0:  # XF
                    cell_formats += struct.unpack_from("<H", pieces[0], 2)
                case 0x041E:  # FORMAT
                    number, text = _format(pieces[0], found.version)
                    formats[number], kinds[number] = shows_a_day(text), shown_as(text)
                case 0x0022:  # DATE1904
                    found.from_1904 = pieces[0][:1] == b"\1"
                case 0x0042:  # CODEPAGE
                    (codepage,) = struct.unpack_from("<H", pieces[0])
                case _:
                    pass
        found.codec = "" if found.version == BIFF8 else codec_of(codepage)
        found.sheets = list(_sheets(listed, found, file))
    except (struct.error, IndexError, CutShort):
        raise cut_short(file) from None
    except (LookupError, UnicodeError) as problem:
        raise damaged(file, str(problem)) from None
    found.days = [formats.get(number, False) for number in cell_formats]
    found.shown = [kinds.get(number, "") for number in cell_formats]
    return found


def shows_a_day(text: str) -> bool:
    """Whether a number format shows a day or a time.

    Examples
    --------
    >>> [shows_a_day(text) for text in ('yyyy"年"m"月"', "#,##0.00_);[Red]", "[h]:mm", '0.0"days"', "General")]
    [True, False, True, False, False]
    """
    first = NOT_SHOWN.sub("", text.partition(";")[0])
    return bool(_DAY_LETTERS.search(first)) and not first.lower().startswith(("general", "g/"))


def _begin(stream: bytes, found: Globals, file: str) -> None:
    kind, _, version = struct.unpack_from("<3H", stream)
    if kind != _BOF or version not in {_BIFF5, BIFF8}:
        raise damaged(file, "it is no workbook of Excel 5 (1993) or later")
    found.version = version


def _format(data: bytes, version: int) -> tuple[int, str]:
    """Number and text of a format; of the old ones only the letters matter, which are ASCII."""
    (number,) = struct.unpack_from("<H", data)
    if version != BIFF8:
        return number, data[3 : 3 + data[2]].decode("latin-1")
    length, flags = struct.unpack_from("<HB", data, 2)
    text = data[5 : 5 + (length << (flags & 1))]
    return number, text.decode("utf-16-le" if flags & 1 else "latin-1", "replace")


def _sheets(listed: list[bytes], found: Globals, file: str) -> Iterator[SheetPlace]:
    names: set[str] = set()
    places: set[int] = set()
    for data in listed:
        at, state, kind = struct.unpack_from("<IBB", data)
        if kind:
            continue
        name = short_text(data, 6, found.codec)
        if name in names or at in places:
            raise damaged(file, f"two sheets are named {name!r}" if name in names else "two sheets begin at one place")
        names.add(name)
        places.add(at)
        yield SheetPlace(name, at, bool(state & 3))


def damaged(file: str, problem: str) -> SourceError:
    """The error of a workbook that contradicts itself."""
    return SourceError("bad-workbook", path=file, problem=problem)


def cut_short(file: str) -> SourceError:
    """The error of a workbook that ends too early."""
    return damaged(file, "it is cut short")
