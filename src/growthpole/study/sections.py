"""Sections of ``study.toml`` that say what is asked and how the sources are read."""

from __future__ import annotations

import re
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from growthpole.messages import Lang
from growthpole.tables.periods import parse_period
from growthpole.tables.register_schemas import SCHEMAS

_IN_KEYS: Final = re.compile(r"[a-z0-9_]+")

__all__ = [
    "ClassificationEntry",
    "EffortEntry",
    "IndicatorEntry",
    "LimitEntry",
    "Question",
    "RegisterEntry",
    "Section",
    "SourceEntry",
    "Words",
]


class Section(BaseModel):
    """A closed, frozen section."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


class Words(Section):
    """A text in both languages."""

    en: str
    """The English text."""
    zh: str
    """The Chinese text."""

    def text(self, lang: Lang) -> str:
        """The text in ``lang``."""
        return self.zh if lang == "zh" else self.en


class Question(Section):
    """The region, the nation it is measured against, its peers, and the day of knowledge.

    ``as_of`` governs which facts may inform a recommendation: what was published later, or bears no
    date, is shown as later knowledge only.
    """

    region: str
    """Code of the region the study is about."""
    nation: str
    """Code of the nation; regions whose parent it is are the field of comparison."""
    nation_name: Words
    """Name of the nation."""
    peers: tuple[str, ...] = ()
    """Codes of the regions shown beside the region."""
    as_of: str
    """Day of knowledge, a date such as 2022-12-31."""
    subject: Words
    """What the study is about, in a few words."""

    @field_validator("as_of", mode="before")
    @classmethod
    def _day(cls, value: object) -> str:
        text = str(value)
        if parse_period(text).kind != "day":
            raise ValueError("as_of must be a day such as 2022-12-31")
        return text


class ClassificationEntry(Section):
    """A file of codes: which column is the code, which the names, aliases, parent and attributes."""

    file: str
    """File below sources/."""
    sheet: str = ""
    """Worksheet of a workbook; the only one that holds anything when empty."""
    name: Literal["region", "activity", "indicator"]
    """Which classification the codes belong to; several files may feed one."""
    code: str
    """Column with the code."""
    name_en: str = ""
    """Column with the English name."""
    name_zh: str = ""
    """Column with the Chinese name."""
    aliases: tuple[str, ...] = ()
    """Columns with further labels that resolve to the code."""
    parent: str = ""
    """Column with the parent's code, or =CODE for one parent of all."""
    attributes: tuple[str, ...] = ()
    """Further columns to keep. Indicators need unit, measure and price_basis; tile maps need tile_row and tile_col."""
    encoding: str = ""
    """Declared encoding; decided by the bytes when empty."""
    delimiter: Literal["", ",", ";", "\t", "|"] = ""
    """What stands between the cells of a text file; decided by its lines when empty."""


class IndicatorEntry(Section):
    """An indicator declared in the study itself, with its unit, measure and price basis."""

    key: str
    """Code of the indicator."""
    name: Words
    """Its name."""
    unit: str
    """Its unit; values in another unit of the same quantity are accepted, of another quantity refused."""
    measure: Literal["level", "count", "share", "growth", "rank"]
    """What kind of value it is; counts, shares and ranks have their own ranges."""
    price_basis: str = "none"
    """current, constant, ratio of current prices, or none for what is no money."""


class SourceEntry(Section):
    """A file of values: tidy, one value per row, or with a ``profile`` printed tables of a yearbook."""

    file: str
    """File below sources/: CSV, Parquet, XLSX, XLS or ODS."""
    profile: str = ""
    """Source profile below sources/, by which the file is read as printed tables; a tidy table when empty."""
    sheet: str = ""
    """Worksheet of a workbook; the only one that holds anything when empty."""
    columns: dict[str, str] = Field(default_factory=dict)
    """Field to the column that holds it; fields not named are read from columns of their own names."""
    constants: dict[str, str] = Field(default_factory=dict)
    """Fields with one value for the whole file."""
    absent: Literal["absent", "zero"] = "absent"
    """What a combination without a row means: unknown, or zero because the source leaves zeros out."""
    style: Literal["point", "comma"] = "point"
    """How numbers are written: 1,234.5 or 1.234,5."""
    encoding: str = ""
    """Declared encoding; decided by the bytes when empty."""
    delimiter: Literal["", ",", ";", "\t", "|"] = ""
    """What stands between the cells of a text file; decided by its lines when empty."""


class RegisterEntry(Section):
    """A file of keyed rows (partners, chains …): its key columns and its numeric columns.

    With a ``kind`` every row is checked: forms of cells, ranges, references between registers, the order of
    stages and days. [Registers](registers.md) has the fields of each kind.
    """

    file: str
    """File below sources/."""
    sheet: str = ""
    """Worksheet of a workbook; the only one that holds anything when empty."""
    name: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    """Name of the register, small letters, digits and underscores; its table is observe.register_NAME."""
    key: tuple[str, ...]
    """Columns that together name a row; their names hold none of , = [ ] %."""
    numeric: tuple[str, ...] = ()
    """Columns of numbers, named with small letters, digits and underscores; a blank cell is absent, never zero."""
    kind: Literal["", "partners", "projects", "chains", "chain_stages", "chain_cities", "sectors"] = ""
    """What is registered, and so how it is checked; unchecked when empty."""
    columns: dict[str, str] = Field(default_factory=dict)
    """Field of the kind to its column; fields not named are read from columns of their own names."""
    encoding: str = ""
    """Declared encoding; decided by the bytes when empty."""
    delimiter: Literal["", ",", ";", "\t", "|"] = ""
    """What stands between the cells of a text file; decided by its lines when empty."""

    @model_validator(mode="after")
    def _known_fields(self) -> RegisterEntry:
        """Fields belong to the kind; columns of numbers are named like those of ``numeric``."""
        if not self.kind:
            if self.columns:
                raise ValueError("columns: a register without a kind has no fields; say its kind")
            return self
        schema = SCHEMAS[self.kind]
        fields = [field.name for field in schema.fields]
        unknown = [name for name in self.columns if name not in fields]
        if unknown:
            raise ValueError(f"columns: no field {', '.join(unknown)} of {self.kind}; fields: {', '.join(fields)}")
        self._named(tuple(self.columns[name] for name in schema.numbers if name in self.columns))
        return self

    @field_validator("key")
    @classmethod
    def _plain(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        """Names of key columns stand unquoted in the keys of numbers."""
        for name in value:
            if not name or set(name) & set(",=[]%"):
                raise ValueError(f"column {name!r}: the name of a key column holds none of , = [ ] %; rename it")
        return value

    @field_validator("numeric")
    @classmethod
    def _named(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        """Names of numeric columns are part of the keys of numbers."""
        for name in value:
            if not _IN_KEYS.fullmatch(name):
                raise ValueError(f"column {name!r}: rename it in the file, with small letters, digits and underscores")
        return value


class LimitEntry(Section):
    """What is refused before it is read."""

    max_file_mib: float = Field(default=64.0, gt=0, le=4096)
    """Largest source file in MiB."""
    max_rows: int = Field(default=2_000_000, gt=0)
    """Most rows of one source."""


class EffortEntry(Section):
    """How much computing a run may spend; more effort, narrower noise of the draws."""

    draws: int = Field(default=300, ge=20, le=100_000)
    """Draws behind each interval of ranks."""
    runs: int = Field(default=10, ge=2, le=1000)
    """Runs of each search with chance in it (communities)."""
