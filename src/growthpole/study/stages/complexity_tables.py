"""Tables of complexity: how complex each region is, how sure that is, and what the region could enter.

For each ``[[complexity]]`` ``ID`` of the study: ``complexity_ID_regions`` (index, rank and its intervals),
``complexity_ID_years`` (what each year rests on), and from :mod:`.complexity_space` the activities, communities and
edges of the space, the regions nearest in structure and what entering the most opening options would change.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

from growthpole.dims import ACTIVITY, PERIOD, REGION
from growthpole.errors import InputError
from growthpole.provenance import Trace
from growthpole.study.stages.labelled import labelled_rows
from growthpole.study.stages.panel_values import regional_values
from growthpole.study.stages.traced import observations_of, traced_table

if TYPE_CHECKING:
    import xarray as xr
    from numpy.random import Generator

    from growthpole.provenance import Slice
    from growthpole.study.shown import ComplexityEntry
    from growthpole.study.stages import Context
    from growthpole.tables.results import ResultTable

FEW: Final = 3
INTERVAL: Final = {"low": "rank", "median": "rank", "high": "rank", "top_share": "1", "fragile": ""}
NOISE: Final[dict[str, Literal["poisson", "rounding", "relative"] | None]] = {
    "register": None,
    "counts": "poisson",
    "rounding": "rounding",
    "relative": "relative",
}

__all__ = ["FEW", "SpaceInput", "complexity_tables"]


@dataclass(frozen=True, slots=True)
class SpaceInput:
    """What the tables of one complexity section start from.

    Attributes
    ----------
    x : DataArray
        Values [period, region, activity] in the years of the section.
    m : DataArray of bool
        Presences, location quotient at least 1.
    found : Dataset
        Result of ``economic_complexity``.
    """

    entry: ComplexityEntry
    x: xr.DataArray
    m: xr.DataArray
    found: xr.Dataset
    unit: str
    region: str
    groups: dict[str, str]

    @property
    def year(self) -> int:
        """The year shown in full."""
        return self.entry.periods[-1]

    def slice(self, name: str, **where: str) -> Slice:
        """Observations behind a symbol; all regions and activities of the section unless said otherwise."""
        return observations_of(name, self.entry.indicator, self.year, where)

    def table(
        self, name: str, rows: list[dict[str, Any]], dims: tuple[str, ...], columns: dict[str, tuple[str, Trace]]
    ) -> ResultTable:
        """Result table ``complexity_ID_name``."""
        return traced_table(f"complexity_{self.entry.id}_{name}", rows, dims, columns, self.groups)


def complexity_tables(context: Context) -> list[ResultTable]:
    """Tables of every ``[[complexity]]`` of the study."""
    from numpy.random import SeedSequence, default_rng

    from growthpole.study.stages.complexity_space import space_tables

    tables: list[ResultTable] = []
    for place, entry in enumerate(context.case.complexity):
        given = _input(context, entry)
        if bool(given.found["eci"].sel({PERIOD: given.year}).isnull().all()):
            tables.append(_undefined(given))
            continue
        rng = default_rng(SeedSequence([context.seed, place]))
        tables += [_regions(context, given, rng), _years(given)]
        tables += space_tables(given, context.case.effort.runs, rng)
    return tables


def _input(context: Context, entry: ComplexityEntry) -> SpaceInput:
    from growthpole.diagnose import economic_complexity, location_quotient, presence

    section = f"[[complexity]] {entry.id}"
    years = sorted(set(entry.periods))
    if list(entry.periods) != years:
        raise InputError("periods-not-ordered", name=section, periods=", ".join(map(str, entry.periods)))
    among = _among(context, entry)
    held = regional_values(context, section, entry.indicator, years, exclude=entry.exclude, among=among)
    x = held.values.sel({PERIOD: years})
    m = presence(location_quotient(x))
    found = economic_complexity(m, scale="z")
    return SpaceInput(
        entry=entry,
        x=x,
        m=m,
        found=found,
        unit=held.unit,
        region=context.case.question.region,
        groups=held.groups(context),
    )


def _undefined(given: SpaceInput) -> ResultTable:
    """Why the year shown has no complexity, in both languages: the report says it in place of the section."""
    from growthpole.diagnose import economic_complexity
    from growthpole.errors import Undefined
    from growthpole.messages import LANGS

    said = dict.fromkeys(LANGS, "")
    try:
        economic_complexity(given.m.sel({PERIOD: given.year}, drop=True))
    except Undefined as problem:
        said = {lang: problem.message(lang) for lang in LANGS}
    rows: list[dict[str, object]] = [
        {"period": str(given.year), **{f"said_{lang}": text for lang, text in said.items()}}
    ]
    return given.table("undefined", rows, ("period",), {})


def _among(context: Context, entry: ComplexityEntry) -> set[str] | None:
    """Activities with one of the values of the attribute; all when the section names no attribute."""
    if not entry.attribute:
        return None
    given = context.ingest().classifications["activity"].attribute(entry.attribute)
    return {code for code, value in given.items() if value in entry.values}


def _regions(context: Context, given: SpaceInput, rng: Generator) -> ResultTable:
    """Index and rank in every year with the interval under noise; in the last also with every choice drawn."""
    import pandas as pd
    import xarray as xr

    from growthpole.diagnose import rank

    eci = given.found["eci"]
    places = rank(eci, REGION)
    years = given.x.indexes[PERIOD]
    chosen = _drawn(context, given, given.year, rng, choices=True)
    last = {name: chosen[name].expand_dims({PERIOD: [given.year]}).reindex({PERIOD: years}) for name in INTERVAL}
    noise = last
    if NOISE[given.entry.uncertainty] is not None:
        drawn = [_drawn(context, given, int(year), rng) for year in years]
        at = pd.Index(years, name=PERIOD)
        noise = {name: xr.concat([found[name] for found in drawn], dim=at) for name in INTERVAL}
    columns = {"eci": eci, "rank": places["rank"], "tied": places["tied"], "diversity": given.m.sum(ACTIVITY)}
    for name, found in (("noise", noise), ("all", last)):
        columns |= {f"{end}_{name}": found[end] for end in INTERVAL if end != "fragile"}
    columns["fragile"] = (noise["fragile"] == 1) | (last["fragile"] == 1)
    rows = labelled_rows(columns, (PERIOD, REGION))
    for row in rows:
        row["tier"] = _tier(row, eci.sizes[REGION]) if row["period"] == str(given.year) else ""
    everything_of = given.slice("X", period="$period")
    traced: dict[str, tuple[str, Trace]] = {
        "eci": ("1", Trace("eci", "economic_complexity", (everything_of,))),
        "rank": ("rank", Trace("rank", "rank", (everything_of,))),
        "diversity": ("1", Trace("diversity", "presence", (everything_of,))),
    }
    for name in ("noise", "all"):
        for end, unit in INTERVAL.items():
            if unit:
                traced[f"{end}_{name}"] = (unit, Trace(f"{end}_{name}", "rank_intervals", (everything_of,)))
    return given.table("regions", rows, ("region", "period"), traced)


def _tier(row: dict[str, Any], regions: int) -> str:
    """Where a region surely stands: its whole interval in the upper or the lower half, or neither."""
    low, high = float(row["low_all"]), float(row["high_all"])
    middle = (regions + 1) / 2
    return "upper" if high < middle else "lower" if low > middle else "open"


def _drawn(context: Context, given: SpaceInput, year: int, rng: Generator, *, choices: bool = False) -> xr.Dataset:
    """Intervals of ranks under the noise of the data; with ``choices`` under every choice as well."""
    from growthpole.diagnose import rank_intervals

    entry, noise = given.entry, NOISE[given.entry.uncertainty]
    return rank_intervals(
        given.x.sel({PERIOD: year}, drop=True),
        context.case.effort.draws,
        rng,
        noise=noise,
        scale=entry.noise_scale or None,
        threshold=entry.threshold if choices else None,
        leave_out=choices,
        on_progress=context.on_progress,
    )


def _years(given: SpaceInput) -> ResultTable:
    """What each year rests on: presences, those of few units, the two eigenvalues, the sign."""
    found, few = given.found, (given.m & (given.x < FEW)).sum((REGION, ACTIVITY))
    presences = given.m.sum((REGION, ACTIVITY))
    spectrum = found["eigenvalue"]
    rows = labelled_rows(
        {
            "regions": found["eci"].notnull().sum(REGION).astype(float),
            "activities": found["pci"].notnull().sum(ACTIVITY).astype(float),
            "presences": presences.astype(float),
            "few": few.astype(float),
            "second": spectrum.sel(rank=2),
            "gap": found["spectral_gap"],
            "sign": found["sign_correlation"],
            "sign_weak": found["sign_weak"],
        },
        (PERIOD,),
    )
    everything = given.slice("X", period="$period")
    by = {"presences": "presence", "few": "presence"}
    names = ("regions", "activities", "presences", "few", "second", "gap", "sign")
    return given.table(
        "years",
        rows,
        ("period",),
        {name: ("1", Trace(name, by.get(name, "economic_complexity"), (everything,))) for name in names},
    )
