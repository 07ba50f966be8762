"""The parts of a workbook that are read, unpacked within limits and packed again without the rest.

What is handed on holds only parts whose bytes were counted and checked here, so nothing a ZIP directory
says of itself is believed twice.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final
from xml.parsers import expat

from growthpole.errors import LimitExceeded, SourceError
from growthpole.observe.spec import Limits

__all__ = ["Archive", "Parts", "kind_of_archive", "opened_archive", "parse_xml", "unpack"]

_BOOK: Final = "xl/workbook.xml"
_RELATIONS: Final = "xl/_rels/workbook.xml.rels"
_SHARED: Final = ("[content_types].xml", "_rels/.rels", _BOOK, _RELATIONS, "xl/sharedstrings.xml", "xl/styles.xml")
_STYLES: Final = "xl/styles.xml"
_ODS: Final = b"application/vnd.oasis.opendocument.spreadsheet"
_MOST_DEPTH: Final = 1_000
_OWN_NAMES: Final = {"[content_types].xml": "[Content_Types].xml", "xl/sharedstrings.xml": "xl/sharedStrings.xml"}
_MOST_PARTS: Final = 10_000
_RATIO: Final = 300
_ALWAYS_ALLOWED: Final = 16 * 2**20
_PIECE: Final = 2**20

Start = Callable[[str, dict[str, str]], None]
End = Callable[[str], None]
Text = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Parts:
    """Parts of a workbook, unpacked.

    Attributes
    ----------
    file : str
        Name of the file, for messages.
    shared : mapping of str to bytes
        What all sheets share: list of sheets, texts, styles.
    sheets : mapping of str to bytes
        XML of each worksheet by its name, in the order of the workbook.
    paths : mapping of str to str
        Where each worksheet stands in the archive.
    hidden : frozenset of str
        Worksheets that are not shown.
    """

    file: str
    shared: Mapping[str, bytes]
    sheets: Mapping[str, bytes]
    paths: Mapping[str, str]
    hidden: frozenset[str] = frozenset()

    def packed(self) -> bytes:
        """A workbook with these parts only."""
        with io.BytesIO() as out:
            with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
                for name, data in self.shared.items():
                    archive.writestr(name, data)
                for sheet, data in self.sheets.items():
                    archive.writestr(self.paths[sheet], data)
            return out.getvalue()


def kind_of_archive(data: bytes) -> str:
    """Which workbook a ZIP archive is by the parts it lists: ``xlsx``, ``ods``, ``xlsb``, or empty for none."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = {_plain(name) for name in archive.namelist()}
            if _BOOK in names:
                return "xlsx"
            if "xl/workbook.bin" in names:
                return "xlsb"
            if "mimetype" in names:
                with archive.open("mimetype") as stream:
                    return "ods" if stream.read(len(_ODS)) == _ODS else ""
    except (zipfile.BadZipFile, zlib.error, EOFError, KeyError, ValueError, NotImplementedError, RuntimeError, OSError):
        pass
    return ""


def unpack(data: bytes, file: str, limits: Limits) -> Parts:
    """Parts of the workbook in ``data``.

    Raises
    ------
    SourceError
        A part is damaged, protected or missing, or stands there twice.
    LimitExceeded
        There are too many parts, or they unpack to more than the limits allow.
    """
    with opened_archive(data, file, limits) as archive:
        return _Reader(archive).read()


@contextmanager
def opened_archive(data: bytes, file: str, limits: Limits) -> Iterator[Archive]:
    """A ZIP archive whose parts are counted while they are unpacked.

    Raises
    ------
    SourceError
        It is damaged, or lists a part twice.
    LimitExceeded
        It lists too many parts.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            yield Archive(archive, file, limits, len(data))
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError) as problem:
        raise SourceError("bad-workbook", path=file, problem=problem) from None


def parse_xml(
    data: bytes, file: str, part: str, *, start: Start, end: End | None = None, text: Text | None = None
) -> None:
    """Walk an XML part; names come without their prefix.

    Raises
    ------
    SourceError
        The part is no XML, or declares a document type, which no workbook needs and bombs do.
    """
    parser = expat.ParserCreate()
    parser.buffer_text = True
    local = _Local()

    def refuse(*_: object) -> None:
        raise SourceError("bad-workbook", path=file, problem=f"{part} declares a document type")

    depth = 0

    def begin(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > _MOST_DEPTH:
            raise SourceError("bad-workbook", path=file, problem=f"{part} nests more than {_MOST_DEPTH} elements")
        start(local[name], attributes)

    def finish(name: str) -> None:
        nonlocal depth
        depth -= 1
        if end is not None:
            end(local[name])

    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler, parser.EndElementHandler = begin, finish
    if text is not None:
        parser.CharacterDataHandler = text
    try:
        parser.Parse(data, True)
    except expat.ExpatError as problem:
        raise SourceError("bad-workbook", path=file, problem=f"{part}: {problem}") from None


class _Local(dict[str, str]):
    """Names without their prefix, each cut once."""

    def __missing__(self, name: str) -> str:
        self[name] = name.rpartition(":")[2]
        return self[name]


class Archive:
    """Parts of an archive by their names in small letters, with what they may still unpack to."""

    def __init__(self, archive: zipfile.ZipFile, file: str, limits: Limits, packed: int) -> None:
        self.archive, self.file = archive, file
        self.allowed = min(limits.max_unpacked_bytes, max(_ALWAYS_ALLOWED, _RATIO * packed))
        self.left = self.allowed
        entries = archive.infolist()
        if len(entries) > _MOST_PARTS:
            raise LimitExceeded("workbook-parts", path=file, count=len(entries), limit=_MOST_PARTS)
        self.entries: dict[str, zipfile.ZipInfo] = {}
        for entry in entries:
            name = _plain(entry.filename)
            if name in self.entries:
                raise SourceError("bad-workbook", path=file, problem=f"the part {entry.filename} stands there twice")
            self.entries[name] = entry

    def part(self, name: str) -> bytes:
        """Bytes of a part.

        Raises
        ------
        SourceError
            It is missing, or encrypted.
        LimitExceeded
            It unpacks to more than is left.
        """
        entry = self.entries.get(name.lower())
        if entry is None:
            raise SourceError("bad-workbook", path=self.file, problem=f"the part {name} is missing")
        if entry.flag_bits & 1:
            raise SourceError("protected-workbook", path=self.file)
        self._claim(max(entry.file_size, 0), keep=True)
        pieces = []
        with self.archive.open(entry) as stream:
            while piece := stream.read(_PIECE):
                self._claim(len(piece))
                pieces.append(piece)
        return b"".join(pieces)

    def _claim(self, size: int, *, keep: bool = False) -> None:
        if size > self.left:
            raise LimitExceeded("workbook-too-large", path=self.file, limit=f"{self.allowed / 2**20:.1f}")
        self.left -= 0 if keep else size


class _Reader:
    """Parts of an XLSX workbook read from an archive."""

    def __init__(self, archive: Archive) -> None:
        self.archive, self.file = archive, archive.file
        self.hidden: set[str] = set()

    def read(self) -> Parts:
        shared = {
            _OWN_NAMES.get(name, name): self.archive.part(name) for name in _SHARED if name in self.archive.entries
        }
        sheets: dict[str, bytes] = {}
        paths: dict[str, str] = {}
        taken: set[str] = set()
        for sheet, path in self._listed(shared):
            if sheet in sheets:
                raise SourceError("bad-workbook", path=self.file, problem=f"two sheets are named {sheet!r}")
            if path in taken:
                raise SourceError("bad-workbook", path=self.file, problem=f"two sheets are the part {path}")
            taken.add(path)
            sheets[sheet], paths[sheet] = self.archive.part(path), path
        return Parts(self.file, _sound(shared, self.file), sheets, paths, frozenset(self.hidden))

    def _listed(self, shared: Mapping[str, bytes]) -> Iterator[tuple[str, str]]:
        """Name and path of each worksheet; sheets of charts and dialogs are passed over."""
        targets: dict[str, str] = {}
        listed: list[tuple[str, str]] = []

        def relation(name: str, said: dict[str, str]) -> None:
            if name == "Relationship" and said.get("Type", "").endswith("/worksheet"):
                path = posixpath.normpath(posixpath.join("/xl", said.get("Target", "").replace("\\", "/")))
                targets[said.get("Id", "")] = path.lstrip("/")

        def sheet(name: str, said: dict[str, str]) -> None:
            if name == "sheet":
                related = next((text for key, text in said.items() if key.rpartition(":")[2] == "id"), "")
                listed.append((said.get("name", ""), related))
                if said.get("state", "visible") != "visible":
                    self.hidden.add(said.get("name", ""))

        parse_xml(shared.get(_RELATIONS, b""), self.file, _RELATIONS, start=relation)
        parse_xml(shared.get(_BOOK, b""), self.file, _BOOK, start=sheet)
        return ((name, targets[related]) for name, related in listed if related in targets)


def _sound(shared: Mapping[str, bytes], file: str) -> Mapping[str, bytes]:
    """The shared parts without styles that cannot be read: they say how cells look, not what they hold."""
    try:
        parse_xml(shared.get(_STYLES, b"<none/>"), file, _STYLES, start=lambda *_: None)
    except SourceError:
        return {name: part for name, part in shared.items() if name != _STYLES}
    return shared


def _plain(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").lower()
