"""How a source is to be read: which column means what, and the limits on what is read at all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from growthpole.observe.numbers import Style

__all__ = ["FIELDS", "REQUIRED", "ClassificationSpec", "Limits", "RegisterSpec", "TidySpec"]

FIELDS: Final = (
    "region",
    "activity",
    "indicator",
    "period",
    "kind",
    "vintage",
    "scope",
    "price_basis",
    "value",
    "operator",
    "unit",
    "status",
    "basis",
    "published",
    "note",
    "address",
)
REQUIRED: Final = ("region", "indicator", "period", "value", "unit")


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What is refused before it is read.

    Attributes
    ----------
    max_file_bytes : int
        Largest source file, in bytes.
    max_rows, max_columns : int
        Most rows and columns of one source.
    max_cell_characters : int
        Longest single cell.
    max_unpacked_bytes : int
        Most bytes the parts of one workbook unpack to, and most characters in one of its sheets.
    max_cells : int
        Most cells of the rectangle around all values of a worksheet.
    """

    max_file_bytes: int = 64 * 2**20
    max_rows: int = 2_000_000
    max_columns: int = 16_384
    max_cell_characters: int = 32_768
    max_unpacked_bytes: int = 512 * 2**20
    max_cells: int = 10_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class TidySpec:
    """A table with one value per row.

    Attributes
    ----------
    file : str
        Path below the study's ``sources/`` folder.
    columns : mapping of str to str
        Field (one of :data:`FIELDS`) to the name of the column that holds it; a field not named
        here is read from a column of its own name when there is one.
    constants : mapping of str to str
        Fields with one value for the whole file.
    absent : {"absent", "zero"}
        What a missing combination means: unknown, or zero because the source leaves zeros out.
    encoding : str
        Declared encoding; empty to decide by byte order mark, then UTF-8, then known names.
    style : {"point", "comma"}
        How the source writes decimals: ``1,234.5`` or ``1.234,5``.
    sheet : str
        Worksheet of a workbook; empty for the only one that holds anything.
    delimiter : str
        What stands between the cells of a text file; empty to decide by its lines.
    profile : str
        Source profile below ``sources/``: the file is then read as printed tables, and ``columns`` means nothing.
    """

    file: str
    columns: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    absent: Literal["absent", "zero"] = "absent"
    encoding: str = ""
    style: Style = "point"
    sheet: str = ""
    delimiter: str = ""
    profile: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterSpec:
    """A table of keyed rows: ``key`` columns name a row, ``numeric`` columns hold numbers.

    ``kind`` names the schema it is checked by, ``columns`` the column of each of its fields.
    """

    file: str
    name: str
    key: tuple[str, ...]
    numeric: tuple[str, ...] = ()
    encoding: str = ""
    sheet: str = ""
    delimiter: str = ""
    kind: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassificationSpec:
    """A table of codes of one classification.

    Attributes
    ----------
    name : {"region", "activity", "indicator"}
        The classification the codes belong to; several files may feed one.
    code, name_en, name_zh : str
        Columns with the code and its names (a language without a column stays empty).
    aliases : tuple of str
        Columns with further labels.
    parent : str
        Column with the parent's code, or ``=CODE`` for one parent of all.
    attributes : tuple of str
        Further columns to keep.
    """

    file: str
    name: Literal["region", "activity", "indicator"]
    code: str
    name_en: str = ""
    name_zh: str = ""
    aliases: tuple[str, ...] = ()
    parent: str = ""
    attributes: tuple[str, ...] = ()
    encoding: str = ""
    sheet: str = ""
    delimiter: str = ""
