"""What the rows of a register must say, by its kind: fields, forms and rules as data.

=================  ==============================================================================
``partners``       firms that might come: economy, rank, revenue, what they can do
``projects``       from the first lead to full capacity: stage, money, jobs, days, what they expand
``chains``         value chains and clusters of a region with their core sectors
``chain_stages``   stages of a chain in order, each supported by a sector of an input–output table
``chain_cities``   which city leads or joins which chain
``sectors``        sectors of an input–output table, which others refer to
=================  ==============================================================================
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

__all__ = ["DATED", "KINDS", "SCHEMAS", "STAGES", "WITHDRAWN", "Field", "Form", "Kind", "Schema"]

Form = Literal["text", "number", "whole", "year", "day", "word", "flag", "economy", "money", "codes"]
Kind = Literal["partners", "projects", "chains", "chain_stages", "chain_cities", "sectors"]

STAGES: Final = ("lead", "negotiating", "signed", "started", "producing", "at_capacity")
WITHDRAWN: Final = "withdrawn"
DATED: Final[tuple[str, ...]] = tuple(f"{stage}_on" for stage in STAGES)


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a register.

    Attributes
    ----------
    name : str
        Its name; the column may have another, said in study.toml.
    form : str
        What a cell holds: ``codes`` are several, set apart by semicolons.
    needed : bool
        Whether there must be a column, and a text in every row.
    least, most : float or None
        Smallest and largest number.
    words : tuple of str
        The only words allowed.
    refers : str
        The kind of register, or the classification (``region``, ``activity``), whose codes it holds.
    """

    name: str
    form: Form = "text"
    needed: bool = False
    least: float | None = None
    most: float | None = None
    words: tuple[str, ...] = ()
    refers: str = ""


@dataclass(frozen=True, slots=True)
class Schema:
    """Fields of a kind of register and the rules between them.

    Attributes
    ----------
    kind : str
        The kind.
    key : tuple of str
        Fields that together name a row.
    fields : tuple of Field
        All fields; further columns are kept as they are.
    never_above : tuple of (str, str)
        The first number is never above the second in the same row.
    in_order : tuple of str
        Days that never run backwards.
    needs : tuple of (str, str)
        Where the first field is filled, so is the second.
    rules : tuple of str
        Rules over several rows, by the names of ``register_rules``.
    """

    kind: Kind
    key: tuple[str, ...]
    fields: tuple[Field, ...]
    never_above: tuple[tuple[str, str], ...] = ()
    in_order: tuple[str, ...] = ()
    needs: tuple[tuple[str, str], ...] = ()
    rules: tuple[str, ...] = ()

    @property
    def numbers(self) -> tuple[str, ...]:
        """Fields of numbers."""
        return tuple(field.name for field in self.fields if field.form in {"number", "whole", "year"})


def _amount(name: str) -> Field:
    return Field(name, "number", least=0)


_MONEY: Final = ("investment", "foreign_contracted", "foreign_utilised", "expected_output")

_ALL: Final = (
    Schema(
        "partners",
        ("code",),
        (
            Field("code", needed=True),
            Field("name_en"),
            Field("name_zh"),
            Field("economy", "economy", needed=True),
            Field("home", "flag"),
            Field("sector"),
            Field("capabilities", "codes", refers="sectors"),
            Field("rank", "whole", least=1),
            _amount("revenue"),
            Field("profit", "number"),
            Field("employees", "whole", least=0),
            Field("revenue_unit", "money"),
        ),
    ),
    Schema(
        "projects",
        ("code",),
        (
            Field("code", needed=True),
            Field("name_en"),
            Field("name_zh"),
            Field("region", needed=True, refers="region"),
            Field("activity", refers="activity"),
            Field("chain", refers="chains"),
            Field("partner", refers="partners"),
            Field("stage", "word", needed=True, words=(*STAGES, WITHDRAWN)),
            *(Field(name, "day") for name in DATED),
            Field("withdrawn_on", "day"),
            *(_amount(name) for name in _MONEY),
            Field("unit", "money"),
            _amount("capacity"),
            Field("capacity_unit"),
            Field("jobs", "whole", least=0),
            Field("start_year", "year", least=1900, most=2200),
            Field("parent", refers="projects"),
            Field("amounts", "word", words=("increment", "total")),
        ),
        never_above=(("foreign_utilised", "foreign_contracted"), ("foreign_contracted", "investment")),
        in_order=(*DATED, "withdrawn_on"),
        needs=(
            *((name, "unit") for name in _MONEY),
            ("capacity", "capacity_unit"),
            ("parent", "amounts"),
            ("amounts", "parent"),
        ),
        rules=("stages-and-days", "expansions"),
    ),
    Schema(
        "chains",
        ("code",),
        (
            Field("code", needed=True),
            Field("name_en"),
            Field("name_zh"),
            Field("type", "word", words=("chain", "cluster")),
            Field("core", "codes", needed=True, refers="sectors"),
        ),
    ),
    Schema(
        "chain_stages",
        ("chain", "order", "stage", "sector"),
        (
            Field("chain", needed=True, refers="chains"),
            Field("order", "whole", needed=True, least=1),
            Field("stage", needed=True),
            Field("position", "word", words=("upstream", "midstream", "core", "downstream")),
            Field("sector", needed=True, refers="sectors"),
            Field("share", "number", least=0, most=1),
        ),
        rules=("stage-order",),
    ),
    Schema(
        "chain_cities",
        ("chain", "city"),
        (
            Field("chain", needed=True, refers="chains"),
            Field("city", needed=True, refers="region"),
            Field("sectors", "codes", refers="sectors"),
            Field("role", "word", needed=True, words=("lead", "secondary")),
        ),
    ),
    Schema("sectors", ("code",), (Field("code", needed=True), Field("name_en"), Field("name_zh"))),
)

SCHEMAS: Final[Mapping[str, Schema]] = {schema.kind: schema for schema in _ALL}
KINDS: Final = tuple(SCHEMAS)
