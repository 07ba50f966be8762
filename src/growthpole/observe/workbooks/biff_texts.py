"""Texts in the records of an XLS workbook, which may run over several records and change their width there."""

from __future__ import annotations

import codecs
import struct
from collections.abc import Sequence
from typing import Final

__all__ = ["TextReader", "codec_of", "shared_texts", "short_text"]

_WIDE: Final = 1
_PHONETIC: Final = 4
_RICH: Final = 8
_NAMED: Final = {1200: "utf-16-le", 10000: "mac-roman", 32768: "mac-roman", 32769: "cp1252", 367: "ascii"}


class CutShort(Exception):
    """The records end before a text does."""


class TextReader:
    """A place in a record and the records that continue it."""

    def __init__(self, pieces: Sequence[bytes], at: int = 0) -> None:
        self.pieces, self.piece, self.at = pieces, 0, at

    def done(self) -> bool:
        """Whether nothing is left."""
        self._onward()
        return self.piece >= len(self.pieces)

    def take(self, count: int) -> bytes:
        """The next bytes, over as many records as they take."""
        taken = []
        while count:
            self._onward()
            if self.piece >= len(self.pieces):
                raise CutShort
            part = self.pieces[self.piece][self.at : self.at + count]
            taken.append(part)
            count -= len(part)
            self.at += len(part)
        return b"".join(taken)

    def text(self, length: int) -> str:
        """A text of so many characters, which begins with a byte that says how wide they are."""
        (flags,) = self.take(1)
        runs = struct.unpack("<H", self.take(2))[0] if flags & _RICH else 0
        extra = struct.unpack("<I", self.take(4))[0] if flags & _PHONETIC else 0
        characters = self._characters(length, flags)
        self.skip(4 * runs + extra)
        return characters

    def skip(self, count: int) -> None:
        """Pass over bytes."""
        while count:
            self._onward()
            if self.piece >= len(self.pieces):
                raise CutShort
            step = min(count, len(self.pieces[self.piece]) - self.at)
            self.at += step
            count -= step

    def _characters(self, length: int, flags: int) -> str:
        found: list[bytes] = []
        while length:
            if self.piece >= len(self.pieces):
                raise CutShort
            whole = self.pieces[self.piece]
            if self.at >= len(whole):
                self.piece, self.at = self.piece + 1, 0
                # Each further record says anew how wide its characters are.
                (flags,) = self.take(1)
                continue
            wide = flags & _WIDE
            part = whole[self.at : self.at + (length << wide)]
            if wide:
                part = part[: len(part) & ~1]
                if not part:
                    raise CutShort
            self.at += len(part)
            length -= len(part) >> wide
            found.append(part if wide else part.decode("latin-1").encode("utf-16-le"))
        return b"".join(found).decode("utf-16-le")

    def _onward(self) -> None:
        while self.piece < len(self.pieces) and self.at >= len(self.pieces[self.piece]):
            self.piece, self.at = self.piece + 1, 0


def shared_texts(pieces: Sequence[bytes]) -> list[str]:
    """The texts all sheets of a workbook share.

    Raises
    ------
    CutShort
        There are fewer than the table says.
    """
    reader = TextReader(pieces)
    _, count = struct.unpack("<2I", reader.take(8))
    texts: list[str] = []
    # The count is only believed as far as there are bytes: some writers state one too large.
    while len(texts) < count and not reader.done():
        texts.append(reader.text(*struct.unpack("<H", reader.take(2))))
    return texts


def short_text(data: bytes, at: int, codec: str) -> str:
    """A name whose length is one byte; ``codec`` is that of a workbook of before 1997, or empty."""
    length = data[at]
    if codec:
        return data[at + 1 : at + 1 + length].decode(codec)
    return TextReader([data[at + 1 :]]).text(length)


def codec_of(codepage: int) -> str:
    """Encoding of a code page number.

    Raises
    ------
    LookupError
        There is none of that number.

    Examples
    --------
    >>> codec_of(936), codec_of(32769)
    ('gbk', 'cp1252')
    """
    return codecs.lookup(_NAMED.get(codepage, f"cp{codepage}")).name
