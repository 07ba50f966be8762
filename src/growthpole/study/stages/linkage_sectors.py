"""Tables of the sectors: linkages, quadrants, leakage, extraction, place in the chain, uses, and import shares."""

from __future__ import annotations

from typing import TYPE_CHECKING

from growthpole.dims import CATEGORY, FACTOR, SUPPLIER, USER
from growthpole.provenance import Slice, Trace
from growthpole.study.stages.labelled import labelled_rows

if TYPE_CHECKING:
    import xarray as xr

    from growthpole.study.stages.linkage_input import Columns, LinkInput
    from growthpole.tables.results import ResultTable

USES = ("intermediate", "consumption", "investment", "export")

__all__ = ["sector_tables"]


def sector_tables(given: LinkInput) -> list[ResultTable]:
    """``linkages.sectors``, and ``linkages.imports`` where the study names published import shares."""
    return [_sectors(given), *_imports(given)]


def _sectors(given: LinkInput) -> ResultTable:
    columns = _by_sector(given)
    rows = labelled_rows(columns, (SUPPLIER,), period=given.entry.period)
    for row in rows:
        code = str(row.pop(SUPPLIER))
        row |= {"sector": code, "in_group": code in given.group, **given.names(code)}
        row["quadrant"] = str(row["quadrant"])
    return given.table("sectors", rows, ("sector",), _traces(given))


def _by_sector(given: LinkInput) -> dict[str, xr.DataArray]:
    """Results by sector, all along suppliers."""
    from growthpole.linkages import (
        Factor,
        backward_linkage,
        forward_linkage,
        hypothetical_extraction,
        key_sectors,
        multipliers,
        upstreamness,
    )

    io, home = given.io, given.domestic
    keys = key_sectors(io)
    total, domestic = multipliers(io), multipliers(home)
    factors = Factor(tuple(str(name) for name in io.value_added.indexes[FACTOR]))
    loss, others = hypothetical_extraction(io), hypothetical_extraction(io, include_own=False)
    at_home = hypothetical_extraction(home)
    exports = None if io.is_domestic else given.entry.exports
    return {
        "output": io.output,
        "output_share": io.output / io.output.sum(),
        "backward": _supplied(total),
        "backward_norm": keys["backward"],
        "backward_variation": _supplied(backward_linkage(io, variation=True)),
        "forward": forward_linkage(io),
        "forward_norm": keys["forward"],
        "forward_variation": forward_linkage(io, variation=True),
        "quadrant": keys["quadrant"],
        "domestic": _supplied(domestic),
        "leakage": _supplied((total - domestic) / total),
        "value_added": _supplied(multipliers(home, factors)),
        "loss": loss,
        "loss_own": loss - others,
        "loss_others": others,
        "loss_share": loss / io.output.sum(),
        "loss_domestic": at_home,
        "loss_domestic_others": hypothetical_extraction(home, include_own=False),
        "loss_domestic_share": at_home / io.output.sum(),
        "quadrant_home": key_sectors(home)["quadrant"],
        "upstreamness": upstreamness(io, exports),
        "import_share": given.import_shares,
        **_uses(given),
    }


def _supplied(values: xr.DataArray) -> xr.DataArray:
    """Results by user, along suppliers."""
    return values.rename({USER: SUPPLIER})


def _uses(given: LinkInput) -> dict[str, xr.DataArray]:
    """Shares of what is used of each product, whoever made it."""
    io = given.io
    used = io.z.sum(USER) + io.final_demand.sum(CATEGORY)
    final = {
        "consumption": given.entry.consumption,
        "investment": given.entry.investment,
        "export": given.entry.exports,
    }
    shares = {name: io.final_demand.sel({CATEGORY: list(codes)}).sum(CATEGORY) for name, codes in final.items()}
    shares = {"intermediate": io.z.sum(USER), **shares}
    return {f"use_{name}": (shares[name] / used).where(used > 0) for name in USES}


def _traces(given: LinkInput) -> Columns:
    z, x, imports = given.cells("Z", "intermediate"), given.cells("x", "output"), given.cells("M", "import")
    own = given.cells("x_i", "output", supplier="$sector")
    final = given.cells("f", "final_demand")
    model = (z, x)
    home = (z, x, final, imports)
    row, final_row = (
        given.cells("z_i", "intermediate", supplier="$sector"),
        given.cells("f_i", "final_demand", supplier="$sector"),
    )
    used = "(sum of z_i + sum of f_i)"
    unit = given.io.unit
    uses = {
        "use_intermediate": Trace("use_intermediate", "", (row, final_row), f"sum of z_i / {used}"),
        **{
            f"use_{name}": Trace(
                f"use_{name}",
                "",
                (given.cells(name, "final_demand", supplier="$sector", user=f"${label}"), row, final_row),
                f"sum of {name} / {used}",
            )
            for name, label in (("consumption", "consumption"), ("investment", "investment"), ("export", "exports"))
        },
    }
    measures = {
        "backward": "multipliers",
        "backward_norm": "key_sectors",
        "backward_variation": "backward_linkage",
        "forward": "forward_linkage",
        "forward_norm": "key_sectors",
        "forward_variation": "forward_linkage",
        "upstreamness": "upstreamness",
    }
    domestic = {"domestic": "multipliers", "value_added": "multipliers", "import_share": "import_share"}
    added = given.cells("v", "value_added")
    return {
        "output": (unit, Trace("output", "", (own,), "x_i")),
        "output_share": ("1", Trace("output_share", "", (own, x), "x_i / sum of x")),
        **{
            name: ("1", Trace(name, by, (*model, final) if name == "upstreamness" else model))
            for name, by in measures.items()
        },
        **{
            name: ("1", Trace(name, by, (*home, added) if name == "value_added" else home))
            for name, by in domestic.items()
        },
        "leakage": ("1", Trace("leakage", "", home, "(multiplier of Z − multiplier of (1 − m) Z) / multiplier of Z")),
        **{name: (unit, Trace(name, "hypothetical_extraction", model)) for name in ("loss", "loss_own", "loss_others")},
        "loss_share": ("1", Trace("loss_share", "", model, "hypothetical extraction / sum of x")),
        **{
            name: (unit, Trace(name, "hypothetical_extraction", home))
            for name in ("loss_domestic", "loss_domestic_others")
        },
        "loss_domestic_share": ("1", Trace("loss_domestic_share", "", home, "domestic extraction / sum of x")),
        **{name: ("1", trace) for name, trace in uses.items()},
    }


def _imports(given: LinkInput) -> list[ResultTable]:
    """Published import shares, ranked once for each sector they were published for."""
    import xarray as xr

    from growthpole.diagnose import rank

    entry = given.entry
    if not (entry.import_share and entry.import_parent and entry.import_quality):
        return []
    rows: list[dict[str, object]] = []
    for parent, held in given.sectors.groupby(entry.import_parent, sort=False):
        codes = [str(code) for code in held.index]
        own = given.import_shares.sel({SUPPLIER: codes})
        bought = 0.0 if given.io.imports is None else float(given.io.imports.sel({SUPPLIER: codes}).sum())
        exact = bool((held[entry.import_quality].astype(str) == entry.import_exact).all())
        rows.append(
            {
                "parent": str(parent),
                "members": "|".join(codes),
                "quality": "own" if exact else "parent",
                "in_group": any(code in given.group for code in codes),
                "share": float(held[entry.import_share].iloc[0]),
                "imports": bought,
                "own_low": float(own.min()),
                "own_high": float(own.max()),
            }
        )
    parents = [str(row["parent"]) for row in rows]
    places = rank(xr.DataArray([row["share"] for row in rows], coords={"parent": parents}, dims="parent"), "parent")
    for row, place in zip(rows, places["rank"].values.tolist(), strict=True):
        row["rank"] = place
    rows.sort(key=lambda row: (float(str(row["rank"])), str(row["parent"])))
    published = Slice("m", f"observe.register_{entry.sectors}", entry.import_share, {"code": "$members"})
    all_of = Slice("m", f"observe.register_{entry.sectors}", entry.import_share, {})
    cells = [given.cells("M", "import", supplier="$members")]
    home = [
        given.cells("z", "intermediate", supplier="$members"),
        given.cells("f", "final_demand", supplier="$members"),
    ]
    columns: Columns = {
        "share": ("1", Trace("share", "", (published,), "m, the same for all members")),
        "rank": ("rank", Trace("rank", "rank", (all_of,))),
        "imports": (given.io.unit, Trace("imports", "", tuple(cells), "sum of M")),
        "own_low": ("1", Trace("own_low", "import_share", (*cells, *home))),
        "own_high": ("1", Trace("own_high", "import_share", (*cells, *home))),
    }
    return [given.table("imports", rows, ("parent",), columns)]
