"""What the makers of hostile files share: a register of cases, and workbooks of any parts."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from _makers import ods_writing, workbooks

READ = "read"


@dataclass(frozen=True)
class Case:
    """A hostile file: how it is made at a scale, what must come of it, and by what it is opened."""

    name: str
    make: Callable[[Path, float], Path | None]
    expected: frozenset[str]
    open: str = "file"


CASES: list[Case] = []


def case(name: str, *expected: str, opened: str = "file") -> Callable[[Any], Any]:
    """Register the maker of a hostile file: it returns bytes, or the path of what it made itself."""

    def register(make: Callable[[Path, float], bytes | Path]) -> Callable[[Path, float], bytes | Path]:
        def write(folder: Path, scale: float) -> Path:
            made = make(folder, scale)
            if isinstance(made, Path):
                return made
            path = folder / {"study": "study.toml", "sidecar": "t.source.toml"}.get(opened, "t.bin")
            path.write_bytes(made)
            return path

        CASES.append(Case(name, write, frozenset(expected), opened))
        return make

    return register


def zipped(parts: dict[str, bytes | str], *, twice: str = "") -> bytes:
    """An archive; ``twice`` names a part that is written again."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
        if twice:
            info = zipfile.ZipInfo(twice.title())
            archive.writestr(info, "x")
    return out.getvalue()


def xlsx(rows: str = "", after: str = "", doctype: str = "", **parts: str | bytes) -> bytes:
    """A workbook of one sheet from the XML of its rows."""
    sheet = f'{doctype}<worksheet xmlns="{workbooks.MAIN}"><sheetData>{rows}</sheetData>{after}</worksheet>'
    return zipped({**workbooks.parts_of({"S": sheet}), **parts})


def ods(rows: str, doctype: str = "") -> bytes:
    """A spreadsheet of one table from the XML of its rows."""
    table = f'<table:table table:name="S">{rows}</table:table>'
    return bytes(ods_writing.workbook({}, **{"content.xml": doctype + ods_writing.content({"S": table})}))


ROW = '<row r="1"><c r="A1" t="str"><v>a</v></c></row>'
LAUGHS = (
    '<!DOCTYPE l [<!ENTITY a "lol">'
    + "".join(f'<!ENTITY {chr(98 + at)} "{f"&{chr(97 + at)};" * 10}">' for at in range(9))
    + "]>"
)
