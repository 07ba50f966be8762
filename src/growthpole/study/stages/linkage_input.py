"""What the tables of linkages start from: the input-output table, its sectors, and slices of its cells."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from growthpole.errors import InputError, LabelMismatch, listed
from growthpole.provenance import Slice, Trace
from growthpole.tables.results import ResultTable

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd
    import xarray as xr

    from growthpole.study.linked import LinkagesEntry
    from growthpole.study.stages import Context
    from growthpole.tables import IOTable
    from growthpole.tables.register import Register

Columns = dict[str, tuple[str, Trace]]

__all__ = ["Columns", "LinkInput", "link_input", "register_of"]


@dataclass(frozen=True)
class LinkInput:
    """The table of a study and what its results need beside it.

    Attributes
    ----------
    io : IOTable
        The national table, with competitive imports unless it is domestic already.
    sectors : DataFrame
        Rows of the register of sectors by code, in the order of the table.
    group : list of str
        Sectors of the group in question.
    """

    context: Context
    entry: LinkagesEntry
    io: IOTable
    sectors: pd.DataFrame
    group: list[str]

    @cached_property
    def domestic(self) -> IOTable:
        """The table of domestic flows, by the proportional import assumption where it is not one already."""
        from growthpole.linkages import domestic_table

        return self.io if self.io.is_domestic else domestic_table(self.io, self.entry.exports)

    @cached_property
    def import_shares(self) -> xr.DataArray:
        """Import share of domestic use by sector, from the table itself; 0 where nothing is used or imported."""
        from growthpole.linkages import import_share

        if self.io.is_domestic:
            return self.io.output * 0.0
        return import_share(self.io, self.entry.exports).fillna(0.0)

    @cached_property
    def flows(self) -> pd.DataFrame:
        """Intermediate flows of the table, suppliers by users."""
        import pandas as pd

        return pd.DataFrame(self.io.z.values, index=self.io.sectors, columns=self.io.sectors)

    def names(self, code: str) -> dict[str, str]:
        """Names of a sector in both languages, and the short one for charts."""
        row = self.sectors.loc[code]
        named = {"name_en": str(row["name_en"]), "name_zh": str(row["name_zh"])}
        return {**named, "short_en": str(row[self.entry.short_name]) if self.entry.short_name else named["name_en"]}

    def cells(self, name: str, block: str, **where: str) -> Slice:
        """Cells of a block of the table; ``supplier`` and ``user`` narrow them."""
        columns = {"supplier": self.entry.row, "user": self.entry.column}
        narrowed = {columns[key]: text for key, text in where.items()}
        return Slice(
            name, f"observe.register_{self.entry.table}", self.entry.value, {self.entry.block: block, **narrowed}
        )

    def groups(self) -> dict[str, str]:
        """Sets of labels that slices of traces name."""
        return {
            "group": "|".join(self.group),
            "own": self.context.case.question.region,
            "nation": self.context.case.question.nation,
            "exports": "|".join(self.entry.exports),
            "investment": "|".join(self.entry.investment),
            "consumption": "|".join(self.entry.consumption),
        }

    def table(
        self,
        name: str,
        rows: list[dict[str, object]],
        dims: tuple[str, ...],
        columns: Columns | None = None,
        registers: tuple[str, ...] = (),
    ) -> ResultTable:
        """Result table ``linkages.name``; ``registers`` are those its texts were read from, for the source line."""
        import pandas as pd

        held = columns or {}
        return ResultTable(
            stage="linkages",
            name=name,
            frame=pd.DataFrame(rows),
            dims=dims,
            units={column: unit for column, (unit, _) in held.items()},
            traces=tuple(trace for _, trace in held.values()),
            groups={**self.groups(), "registers": "|".join(name for name in registers if name)},
        )


def register_of(context: Context, key: str, name: str) -> Register:
    """The register a key of ``[linkages]`` names.

    Raises
    ------
    InputError
        The study has none of that name.
    """
    registers: Mapping[str, Register] = context.ingest().registers
    if name not in registers:
        raise InputError("unknown-option", option=f"[linkages] {key}", value=name, known=listed(registers) or "–")
    return registers[name]


def link_input(context: Context, entry: LinkagesEntry) -> LinkInput:
    """The table and its sectors as the study names them.

    Raises
    ------
    InputError
        A register or a column is missing, or the group is empty.
    LabelMismatch
        A sector of the table is not in the register of sectors, or has no row there.
    IdentityViolated
        The table does not add up.
    """
    from growthpole.tables import IOTable

    register = register_of(context, "table", entry.table)
    columns = {entry.row: "row", entry.column: "column", entry.block: "block", entry.value: "value"}
    _require_columns(register, "table", columns)
    io = IOTable.from_long(register.frame[list(columns)].rename(columns=columns), unit=entry.unit)
    sectors = register_of(context, "sectors", entry.sectors)
    asked = ("short_name", "import_share", "import_parent", "import_quality")
    wanted = ["code", "name_en", "name_zh", entry.group_attribute, *(getattr(entry, key) for key in asked)]
    _require_columns(sectors, "sectors", [name for name in wanted if name])
    known = sectors.frame.assign(code=sectors.frame["code"].astype(str)).set_index("code")
    strangers = [code for code in io.sectors if code not in known.index]
    named = (
        [code for pole in entry.pole for code in pole.sectors]
        + [node.sector for node in entry.node]
        + list(entry.plants)
    )
    strangers += [code for code in named if code not in io.sectors]
    if strangers:
        raise LabelMismatch("no-such-sector", name="[linkages]", labels=listed(strangers), known=listed(io.sectors))
    rows = known.loc[io.sectors]
    group = [code for code in io.sectors if str(rows.loc[code, entry.group_attribute]) == entry.group_value]
    if not group:
        raise InputError("no-fact", section="[linkages]", wanted=f"{entry.group_attribute}={entry.group_value}")
    return LinkInput(context, entry, io, rows, group)


def _require_columns(register: Register, key: str, names: list[str] | dict[str, str]) -> None:
    missing = [name for name in names if name not in register.frame.columns]
    if missing:
        raise InputError("missing-columns", table=f"[linkages] {key} {register.name}", missing=listed(missing))
