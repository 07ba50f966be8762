"""The growth-pole test: size, growth, backward pull, extraction loss and innovation of each candidate.

Pull and loss are the nation's, computed from the table; size, growth and innovation of the region are published
facts, or are not known. The region's output is an estimate and stands as a range.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from growthpole.dims import SUPPLIER, USER
from growthpole.errors import InputError, listed
from growthpole.provenance import Ref, Slice, Trace
from growthpole.study.stages.linkage_proxies import PROXY
from growthpole.study.stages.lookup import needed

if TYPE_CHECKING:
    import xarray as xr

    from growthpole.study.linked import PoleEntry
    from growthpole.study.stages.linkage_input import Columns, LinkInput
    from growthpole.tables.results import ResultTable

__all__ = ["one_digit", "pole_tables", "sectors_of"]


def one_digit(value: float) -> float:
    """The value rounded to one significant digit.

    Examples
    --------
    >>> one_digit(347.2), one_digit(0.0951), one_digit(0.0)
    (300.0, 0.1, 0.0)
    """
    if value == 0 or not math.isfinite(value):
        return value
    return float(f"{value:.0e}")


def sectors_of(given: LinkInput, pole: PoleEntry) -> list[str]:
    """Sectors of a pole: its own, or the whole group."""
    return list(pole.sectors) or given.group


def pole_tables(given: LinkInput, region: xr.DataArray) -> list[ResultTable]:
    """``linkages.poles`` and ``linkages.pole_facts``."""
    ids = [pole.id for pole in given.entry.pole]
    repeated = sorted({name for name in ids if ids.count(name) > 1})
    if repeated:
        raise InputError(
            "repeated-key", table="[[linkages.pole]]", key=listed(repeated), count=len(ids) - len(set(ids))
        )
    return [_poles(given, region), *_facts(given)]


def _poles(given: LinkInput, region: xr.DataArray) -> ResultTable:
    from growthpole.linkages import hypothetical_extraction, key_sectors, multipliers

    io = given.io
    held = {pole.id: sectors_of(given, pole) for pole in given.entry.pole}
    losses = {
        "loss": hypothetical_extraction(io, held),
        "loss_others": hypothetical_extraction(io, held, include_own=False),
        "loss_domestic": hypothetical_extraction(given.domestic, held),
        "loss_domestic_others": hypothetical_extraction(given.domestic, held, include_own=False),
    }
    pulls = {
        "pull": multipliers(io).rename({USER: SUPPLIER}),
        "pull_norm": key_sectors(io)["backward"],
        "pull_domestic": multipliers(given.domestic).rename({USER: SUPPLIER}),
    }
    rows: list[dict[str, object]] = []
    for pole, codes in held.items():
        made = io.output.sel({SUPPLIER: codes})
        weights = made / made.sum()
        regional = region.sel({SUPPLIER: codes}).sum(SUPPLIER)
        used = io.z.sel({SUPPLIER: codes}).sum()
        final = io.final_demand.sel({SUPPLIER: codes}).sum()
        row: dict[str, Any] = {
            "pole": pole,
            "sectors": "|".join(codes),
            "size": float(made.sum()),
            "size_share": float(made.sum() / io.output.sum()),
            **{name: float((weights * values.sel({SUPPLIER: codes})).sum()) for name, values in pulls.items()},
            **{name: float(values.sel(group=pole)) for name, values in losses.items()},
            "use_intermediate": float(used / (used + final)),
            "region_low": float(regional.min(PROXY)),
            "region_high": float(regional.max(PROXY)),
        }
        row |= {f"region_{end}_shown": one_digit(row[f"region_{end}"]) for end in ("low", "high")}
        row["leakage"] = 1 - row["pull_domestic"] / row["pull"]
        row["loss_share"] = row["loss"] / float(io.output.sum())
        row["loss_domestic_share"] = row["loss_domestic"] / float(io.output.sum())
        rows.append(row)
    return given.table("poles", rows, ("pole",), _traces(given))


def _traces(given: LinkInput) -> Columns:
    z, x = given.cells("Z", "intermediate"), given.cells("x", "output")
    own = given.cells("x_J", "output", supplier="$sectors")
    row = given.cells("z_J", "intermediate", supplier="$sectors")
    final = given.cells("f_J", "final_demand", supplier="$sectors")
    home = (z, x, given.cells("f", "final_demand"), given.cells("M", "import"))
    unit, model = given.io.unit, (z, x)
    region = Slice("x_J^r", "linkages.proxies", "output", {"sector": "$sectors"})
    rounded = "sum of x_J^r over the proxies, rounded to one significant digit"
    mean = "backward linkages of the sectors, weighted with their output x_J"
    return {
        "size": (unit, Trace("size", "", (own,), "sum of x_J")),
        "size_share": ("1", Trace("size_share", "", (own, x), "sum of x_J / sum of x")),
        "pull": ("1", Trace("pull", "", (own, *model), mean)),
        "pull_norm": ("1", Trace("pull_norm", "", (own, *model), f"normalised {mean}")),
        "pull_domestic": ("1", Trace("pull_domestic", "", (own, *home), f"domestic {mean}")),
        "leakage": ("1", Trace("leakage", "", (own, *home), f"1 − domestic over all {mean}")),
        "loss": (unit, Trace("loss", "hypothetical_extraction", model)),
        "loss_others": (unit, Trace("loss_others", "hypothetical_extraction", model)),
        "loss_domestic": (unit, Trace("loss_domestic", "hypothetical_extraction", home)),
        "loss_domestic_others": (unit, Trace("loss_domestic_others", "hypothetical_extraction", home)),
        "loss_domestic_share": ("1", Trace("loss_domestic_share", "", home, "domestic extraction / sum of x")),
        "loss_share": ("1", Trace("loss_share", "", model, "hypothetical extraction / sum of x")),
        "use_intermediate": (
            "1",
            Trace("use_intermediate", "", (row, final), "sum of z_J / (sum of z_J + sum of f_J)"),
        ),
        "region_low": (unit, Trace("region_low", "", (region,), "least sum of x_J^r over the proxies")),
        "region_high": (unit, Trace("region_high", "", (region,), "largest sum of x_J^r over the proxies")),
        "region_low_shown": (unit, Trace("region_low_shown", "", (region,), f"least {rounded}")),
        "region_high_shown": (unit, Trace("region_high_shown", "", (region,), f"largest {rounded}")),
    }


def _facts(given: LinkInput) -> list[ResultTable]:
    """Published facts of the poles; no table when there are none."""
    rows: list[dict[str, object]] = []
    for pole in given.entry.pole:
        for fact in pole.fact:
            found = needed(
                given.context,
                f"[[linkages.pole]] {pole.id}",
                region=fact.region or given.context.case.question.region,
                indicator=fact.indicator,
                period=fact.period,
                vintage=fact.vintage,
                kind="actual",
            )
            said = {"indicator": fact.indicator, "period": fact.period, "region": found.region}
            rows.append(
                {
                    "pole": pole.id,
                    "part": fact.part,
                    **said,
                    "value": found.value,
                    "unit": found.unit,
                    "fact_key": str(found.key),
                }
            )
    if not rows:
        return []
    columns: Columns = {"value": ("", Trace("value", "", (Ref("value", "fact_key"),), "value"))}
    return [given.table("pole_facts", rows, ("pole", "part", "indicator", "period", "region"), columns)]
