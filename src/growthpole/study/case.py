"""``study.toml``: what is asked of which region, with which sources. Closed, frozen, versioned.

Each section below is a table of the file; its docstring is its manual. An unknown key is an error that
names the nearest valid key, and all problems of a file are reported together.
"""

from __future__ import annotations

import tomllib
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from growthpole.errors import InputError, SourceError
from growthpole.messages import Lang
from growthpole.tables.periods import parse_period

VERSION = 1
__all__ = ["VERSION", "Case", "load_case", "parse_case"]


class Section(BaseModel):
    """A closed, frozen section."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Words(Section):
    """A text in both languages."""

    en: str
    zh: str

    def text(self, lang: Lang) -> str:
        """The text in ``lang``."""
        return self.zh if lang == "zh" else self.en


class Question(Section):
    """The region, the nation it is measured against, its peers, and the day of knowledge.

    ``as_of`` governs which facts may inform a recommendation: what was published later, or bears no
    date, is shown as later knowledge only.
    """

    region: str
    nation: str
    nation_name: Words
    peers: tuple[str, ...] = ()
    as_of: str
    subject: Words

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
    name: Literal["region", "activity", "indicator"]
    code: str
    name_en: str = ""
    name_zh: str = ""
    aliases: tuple[str, ...] = ()
    parent: str = ""
    attributes: tuple[str, ...] = ()
    encoding: str = ""


class IndicatorEntry(Section):
    """An indicator declared in the study itself, with its unit, measure and price basis."""

    key: str
    name: Words
    unit: str
    measure: Literal["level", "count", "share", "growth", "rank"]
    price_basis: str = "none"


class SourceEntry(Section):
    """A tidy file: field to column, constants, and what an absent combination means."""

    file: str
    columns: dict[str, str] = Field(default_factory=dict)
    constants: dict[str, str] = Field(default_factory=dict)
    absent: Literal["absent", "zero"] = "absent"
    encoding: str = ""


class RegisterEntry(Section):
    """A file of keyed rows (partners, chains …): its key columns and its numeric columns."""

    file: str
    name: str
    key: tuple[str, ...]
    numeric: tuple[str, ...] = ()
    encoding: str = ""


class LimitEntry(Section):
    """What is refused before it is read."""

    max_file_mib: float = Field(default=64.0, gt=0, le=4096)
    max_rows: int = Field(default=2_000_000, gt=0)


class OtherReading(Section):
    """Another reading of the target, kept in a footnote wherever the target is used."""

    id: str
    base_indicator: str
    note: Words


class TargetEntry(Section):
    """The target: an indicator, its base year and goal year, the sample behind it, other readings."""

    indicator: str
    base: str
    goal: str
    sample_indicator: str = ""
    note: Words
    judgement: bool = False
    reading: tuple[OtherReading, ...] = ()


class RankEntry(Section):
    """Ranks as published: the universe they run over, and the indicators to show."""

    universe: Words
    indicators: tuple[str, ...]
    period: str
    history: tuple[str, ...] = ()


class FootprintEntry(Section):
    """Counts by region and activity as a footprint: a group of activities in one year."""

    indicator: str
    period: int
    base_period: int
    group_attribute: str
    group_value: str = "true"
    group_name: Words


class PeerEntry(Section):
    """An indicator to compare over all regions of the nation."""

    indicator: str
    period: str
    vintage: str = ""


class ComparisonEntry(Section):
    """A growth rate of the region beside the nation's: was share won or lost?"""

    indicator: str
    period: str


class GrowthCheckEntry(Section):
    """A published growth rate beside the one its published levels give."""

    id: str
    region: str
    growth: str
    level: str
    base: str
    base_vintage: str = ""
    end: str
    end_vintage: str = ""


class CompositionEntry(Section):
    """Parts of a total: indicators of one region, or one indicator over the regions under it."""

    id: str
    name: Words
    total: str
    parts: tuple[str, ...] = ()
    children_of: str = ""
    period: str
    vintage: str = ""


class DefinitionEntry(Section):
    """A named aggregate, the value it has, and what exactly it is a share of."""

    id: str
    indicator: str
    period: str
    over: str = ""
    kind: Literal["actual", "target"] = "actual"
    note: Words


class StabilityEntry(Section):
    """One of the things to be kept stable, with the indicators that speak to it, if any."""

    id: str
    name: Words
    indicators: tuple[str, ...] = ()
    note: Words | None = None


class BreakEntry(Section):
    """A break in a series: two levels that stand on different statistical bases."""

    indicator: str
    before: str
    after: str
    note: Words


class Case(Section):
    """All of ``study.toml``."""

    version: Literal[1]
    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$")
    title: Words
    seed: int = Field(default=0, ge=0)
    question: Question
    translations: str = ""
    limits: LimitEntry = LimitEntry()
    classification: tuple[ClassificationEntry, ...] = ()
    indicator: tuple[IndicatorEntry, ...] = ()
    source: tuple[SourceEntry, ...]
    register_: tuple[RegisterEntry, ...] = Field(default=(), alias="register")
    target: TargetEntry | None = None
    ranks: RankEntry | None = None
    footprint: FootprintEntry | None = None
    peer: tuple[PeerEntry, ...] = ()
    comparison: tuple[ComparisonEntry, ...] = ()
    growth_check: tuple[GrowthCheckEntry, ...] = ()
    composition: tuple[CompositionEntry, ...] = ()
    definition: tuple[DefinitionEntry, ...] = ()
    stability: tuple[StabilityEntry, ...] = ()
    series_break: tuple[BreakEntry, ...] = ()


def load_case(folder: Path) -> Case:
    """Case of the study in ``folder``.

    Raises
    ------
    SourceError
        There is no ``study.toml``, or it is no TOML.
    InputError
        Some of it is wrong; the message lists every problem with its place and the nearest valid key.
    """
    path = folder / "study.toml"
    if not path.is_file():
        raise SourceError("no-study", path=folder.name or str(folder))
    return parse_case(path.read_bytes(), path.name)


def parse_case(data: bytes, name: str = "study.toml") -> Case:
    """Case written as TOML."""
    if len(data) > 2**20:
        raise SourceError("bad-toml", path=name, problem="larger than 1 MiB")
    try:
        text = data.decode("utf-8-sig")
        tree = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as problem:
        raise SourceError("bad-toml", path=name, problem=problem) from None
    try:
        return Case.model_validate(tree)
    except ValidationError as problem:
        lines = [f"  {_say(dict(error), text)}" for error in problem.errors(include_url=False)]
        raise InputError("bad-study", path=name, count=len(lines), problems="\n".join(lines)) from None


def _say(error: dict[str, Any], text: str) -> str:
    path = [part for part in error["loc"] if not (isinstance(part, str) and part == "register_")]
    where = ".".join(str(part) for part in path)
    key = str(path[-1]) if path else ""
    line = next(
        (number for number, row in enumerate(text.splitlines(), 1) if row.split("=")[0].strip().strip('"') == key), None
    )
    place = f"{where} (line {line})" if line else where
    if error["type"] == "extra_forbidden":
        valid = _valid_keys(path[:-1])
        near = get_close_matches(key, valid, n=1, cutoff=0.4)
        hint = f"nearest valid key: {near[0]}" if near else "valid keys: " + ", ".join(valid)
        return f"{place}: unknown key; {hint}"
    received = error.get("input")
    shown = f" (received {received!r})" if isinstance(received, (str, int, float, bool)) else ""
    return f"{place}: {error['msg']}{shown}"


def _valid_keys(path: list[Any]) -> list[str]:
    model: Any = Case
    for part in path:
        if isinstance(part, int) or not (isinstance(model, type) and issubclass(model, BaseModel)):
            continue
        field = next((f for name, f in model.model_fields.items() if part in (name, f.alias)), None)
        model = _model_in(field.annotation) if field is not None else None
    if not (isinstance(model, type) and issubclass(model, BaseModel)):
        return []
    return [field.alias or name for name, field in model.model_fields.items()]


def _model_in(annotation: Any) -> Any:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for part in get_args(annotation) if (found := _model_in(part)) is not None), None)
