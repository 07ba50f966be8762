"""Which encoding a text file is in: certain, or asked for; never guessed and never replaced.

A byte order mark decides first, then strict UTF-8, then what the study declares, then GB18030, but only
when names of the study's classifications appear in the decoded text: short GBK is easily taken for
Korean, and GBK bytes often decode as Big5 without complaint. Where valid UTF-8 and a declaration
contradict each other, the known names settle it; without them the file is asked about.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterable
from typing import Final

from growthpole.errors import SourceError

__all__ = ["decode", "encoding_of"]

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_PIECE: Final = 2**20
_NO_FILE_IS_IN: Final = frozenset({"idna", "punycode", "raw-unicode-escape", "undefined", "unicode-escape"})


def decode(data: bytes, file: str, declared: str = "", known_names: Iterable[str] = ()) -> str:
    """Text of ``data``, never with replacement characters.

    Raises
    ------
    SourceError
        As :func:`encoding_of`.
    """
    return data.decode(encoding_of(data, file, declared, known_names))


def encoding_of(data: bytes, file: str, declared: str = "", known_names: Iterable[str] = ()) -> str:
    """Encoding in which all of ``data`` is valid text.

    Parameters
    ----------
    data : bytes
        The whole file.
    file : str
        Its name, for messages.
    declared : str
        Encoding the study states; empty when it states none.
    known_names : iterable of str
        Names one of which must appear before GB18030 is taken.

    Raises
    ------
    SourceError
        The bytes are not valid in the declared encoding, the declaration contradicts them, no
        encoding is certain, or the text holds a NUL character.
    """
    names = [close for name in known_names if len(close := "".join(name.split())) > 1 and not close.isascii()]
    chosen = _chosen(data, file, declared, names)
    if b"\0" in data:
        text = data.decode(chosen)
        position = text.find("\0")
        if position >= 0:
            raise SourceError("nul-character", path=file, line=text.count("\n", 0, position) + 1)
    return chosen


def _chosen(data: bytes, file: str, declared: str, names: list[str]) -> str:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _strict(data, encoding, file)
    offset = _first_fault(data)
    if declared:
        if offset is None and not _fits(data, declared, file):
            return "utf-8"
        return _strict(data, declared, file) if offset is not None else _settled(data, declared, file, names)
    if offset is None:
        return "utf-8"
    try:
        if _mentions(data.decode("gb18030"), names):
            return "gb18030"
    except UnicodeDecodeError:
        pass
    line = data.count(b"\n", 0, offset) + 1
    raise SourceError("unknown-encoding", path=file, line=line, byte=f"0x{data[offset]:02x}")


def _settled(data: bytes, declared: str, file: str, names: list[str]) -> str:
    """Encoding of text that is valid as UTF-8 and as declared, where the two may read differently."""
    as_utf8, as_declared = data.decode("utf-8"), data.decode(declared)
    if as_utf8 == as_declared or ("\0" in as_utf8 and "\0" not in as_declared):
        return declared
    in_utf8, in_declared = (_mentions(text, names) for text in (as_utf8, as_declared))
    if in_utf8 != in_declared:
        return "utf-8" if in_utf8 else declared
    raise SourceError("contradicted-encoding", path=file, encoding=declared)


def _mentions(text: str, names: list[str]) -> bool:
    """Whether a name stands in the text, which may be spaced out (``山   东``)."""
    close = text.replace(" ", "").replace("\u3000", "")
    return any(name in close for name in names)


def _first_fault(data: bytes) -> int | None:
    """Where ``data`` is no UTF-8, found piece by piece so that a large file is not held twice."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    for at in range(0, len(data), _PIECE):
        before = len(decoder.getstate()[0])
        try:
            decoder.decode(data[at : at + _PIECE], at + _PIECE >= len(data))
        except UnicodeDecodeError as problem:
            return at - before + problem.start
    return None


def _fits(data: bytes, encoding: str, file: str) -> bool:
    """Whether ``data`` is valid in ``encoding``, which must be one that files are written in."""
    return _problem(data, encoding, file) is None


def _strict(data: bytes, encoding: str, file: str) -> str:
    problem = _problem(data, encoding, file)
    if problem is not None:
        raise SourceError("wrong-encoding", path=file, encoding=encoding, problem=problem)
    return encoding


def _problem(data: bytes, encoding: str, file: str) -> UnicodeError | None:
    try:
        if codecs.lookup(encoding).name in _NO_FILE_IS_IN:
            raise LookupError(f"no file is in {encoding}")
        data.decode(encoding)
    except UnicodeError as problem:
        return problem
    except (LookupError, ValueError) as problem:
        raise SourceError("wrong-encoding", path=file, encoding=encoding, problem=problem) from None
    return None
