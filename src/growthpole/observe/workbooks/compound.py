"""Streams of an OLE2 compound file, the container of XLS workbooks and of encrypted XLSX workbooks.

Sectors hang together in chains that the file itself states. A chain is followed no further than its
stream is long or the file has sectors, so one that runs in a circle ends with an error, and no size
stated in the file is believed before the bytes are there.
"""

from __future__ import annotations

import struct
from array import array
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from growthpole.errors import SourceError

__all__ = ["COMPOUND", "Compound", "open_compound"]

COMPOUND: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HEADER: Final = 512
_ENTRY: Final = 128
_LAST_SECTOR: Final = 0xFFFFFFFA
_NONE: Final = 0xFFFFFFFF
_MOST_ENTRIES: Final = 100_000
_STREAM: Final = 2


class _Entry(NamedTuple):
    """A line of the directory."""

    name: str
    kind: int
    left: int
    right: int
    child: int
    start: int
    size: int


@dataclass(frozen=True, slots=True)
class Compound:
    """A compound file with its tables read.

    Attributes
    ----------
    data : bytes
        The file.
    file : str
        Its name, for messages.
    shift, small_shift : int
        Sizes of a sector and of a small sector, as powers of two.
    chains, small_chains : array of int
        The sector after each sector.
    cutoff : int
        Streams shorter than this stand in small sectors.
    streams : mapping of str to (int, int)
        First sector and size of each stream at the top of the file, by its name in small letters.
    root : tuple of (int, int)
        First sector and size of the stream that holds the small sectors.
    """

    data: bytes
    file: str
    shift: int
    small_shift: int
    chains: array[int]
    small_chains: array[int]
    cutoff: int
    streams: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    root: tuple[int, int] = (_NONE, 0)

    def stream(self, name: str) -> bytes:
        """Bytes of a stream.

        Raises
        ------
        SourceError
            Its chain breaks off, runs in a circle or leaves the file.
        """
        start, size = self.streams[name]
        if size >= self.cutoff:
            return _joined(self.data, self.chains, start, size, self.shift, self.file, offset=1)
        small = _joined(self.data, self.chains, *self.root, self.shift, self.file, offset=1)
        return _joined(small, self.small_chains, start, size, self.small_shift, self.file, offset=0)


def open_compound(data: bytes, file: str) -> Compound:
    """Read the tables of a compound file.

    Raises
    ------
    SourceError
        The file is cut short, or its tables contradict it.
    """
    try:
        return _opened(data, file)
    except struct.error:
        raise _damaged(file, "it is cut short") from None


def _opened(data: bytes, file: str) -> Compound:
    shift, small_shift = struct.unpack_from("<HH", data, 30)
    if shift not in {9, 12} or small_shift != 6:
        raise _damaged(file, f"it states sectors of 2^{shift} and 2^{small_shift} bytes")
    tables, first, _, cutoff, small_first, small_count, more, _ = struct.unpack_from("<8I", data, 44)
    sectors = len(data) >> shift
    if max(tables, small_count) > sectors:
        raise _damaged(file, f"it states {max(tables, small_count)} sectors of tables and has {sectors} in all")
    listed = _table_sectors(data, shift, more, sectors, file)[:tables]
    chains = _numbers(b"".join(_sector(data, number, shift, file) for number in listed))
    directory = _joined(data, chains, first, None, shift, file, offset=1)
    small = _joined(data, chains, small_first, None, shift, file, offset=1) if small_count else b""
    entries = _entries(directory, file)
    if not entries or entries[0].kind != 5:
        raise _damaged(file, "its directory has no root")
    root = entries[0]
    streams = {entry.name.lower(): (entry.start, entry.size) for entry in _top(entries, file) if entry.kind == _STREAM}
    return Compound(data, file, shift, small_shift, chains, _numbers(small), cutoff, streams, (root.start, root.size))


def _table_sectors(data: bytes, shift: int, more: int, sectors: int, file: str) -> list[int]:
    """Sectors that hold the chains: the first 109 stand in the header, the rest in a chain of their own."""
    listed = list(_numbers(data[76:_HEADER]))
    steps = 0
    while more < _LAST_SECTOR:
        steps += 1
        if steps > sectors:
            raise _damaged(file, "its table of tables runs in a circle")
        *numbers, more = _numbers(_sector(data, more, shift, file))
        listed += numbers
    return [number for number in listed if number < _LAST_SECTOR]


def _entries(directory: bytes, file: str) -> list[_Entry]:
    count = len(directory) // _ENTRY
    if count > _MOST_ENTRIES:
        raise _damaged(file, f"its directory has {count} lines")
    entries = []
    for at in range(0, count * _ENTRY, _ENTRY):
        length, kind = struct.unpack_from("<HB", directory, at + 64)
        left, right, child = struct.unpack_from("<3I", directory, at + 68)
        # The upper half of the size is not reliable in files with small sectors, and no such file is so large.
        start, size = struct.unpack_from("<2I", directory, at + 116)
        name = directory[at : at + max(min(length, 64) - 2, 0)].decode("utf-16-le", "replace")
        entries.append(_Entry(name, kind, left, right, child, start, size))
    return entries


def _top(entries: list[_Entry], file: str) -> list[_Entry]:
    """Entries directly below the root: an object put into the workbook may hold a workbook of its own."""
    waiting, seen, found = [entries[0].child], set[int](), []
    while waiting:
        number = waiting.pop()
        if number >= _LAST_SECTOR:
            continue
        if number >= len(entries) or number in seen:
            raise _damaged(file, "its directory runs in a circle")
        seen.add(number)
        found.append(entries[number])
        waiting += [entries[number].left, entries[number].right]
    return found


def _joined(
    data: bytes, chains: array[int], start: int, size: int | None, shift: int, file: str, *, offset: int
) -> bytes:
    """Bytes of a chain: of ``size`` bytes, or to the end of the chain."""
    if size is not None and size > len(data):
        raise _damaged(file, f"a stream of {size} bytes does not fit into it")
    most = len(chains) if size is None else -(-size >> shift)
    pieces: list[bytes] = []
    number = start
    while number < _LAST_SECTOR and (size is None or len(pieces) < most):
        if len(pieces) >= most:
            raise _damaged(file, "a chain of sectors runs in a circle")
        pieces.append(_sector(data, number, shift, file, offset))
        if number >= len(chains):
            raise _damaged(file, f"sector {number} is in no chain")
        number = chains[number]
    joined = b"".join(pieces)
    if size is not None and len(joined) < size:
        raise _damaged(file, "it is cut short")
    return joined if size is None else joined[:size]


def _sector(data: bytes, number: int, shift: int, file: str, offset: int = 1) -> bytes:
    at = (number + offset) << shift
    if at >= len(data):
        raise _damaged(file, f"sector {number} lies behind its end")
    return data[at : at + (1 << shift)]


def _numbers(data: bytes) -> array[int]:
    numbers = struct.unpack(f"<{len(data) // 4}I", data[: len(data) // 4 * 4])
    return array("I", numbers)


def _damaged(file: str, problem: str) -> SourceError:
    return SourceError("bad-workbook", path=file, problem=problem)
