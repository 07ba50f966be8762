"""Tables of complexity: how complex each region is, how sure that is, and what the region could enter.

For each ``[[complexity]]`` ``ID`` of the study: ``complexity_ID_regions`` (index, rank and its intervals),
``complexity_ID_years`` (what each year rests on), and from :mod:`.complexity_space` the activities, communities and
edges of the space, the regions nearest in structure and what entering the most opening options would change.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final, Literal

from growthpole.dims import ACTIVITY, PERIOD, REGION
from growthpole.errors import InputError
from growthpole.provenance import Slice, Trace
from growthpole.study.stages.panel_values import regional_values
from growthpole.tables.results import ResultTable

if TYPE_CHECKING:
    import xarray as xr
    from numpy.random import Generator

    from growthpole.study.shown import ComplexityEntry
    from growthpole.study.stages import Context

FEW: Final = 3
INTERVALS: Final = ("noise", "all")
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
        fixed = {
            "indicator": self.entry.indicator,
            "kind": "actual",
            "period": str(self.year),
            "region": "$regions",
            "activity": "$activities",
        }
        return Slice(name, "observe.observations", "value", {**fixed, **where})

    def table(
        self, name: str, rows: list[dict[str, object]], dims: tuple[str, ...], columns: dict[str, tuple[str, Trace]]
    ) -> ResultTable:
        """Result table ``complexity_ID_name``."""
        import pandas as pd

        return ResultTable(
            stage="diagnose",
            name=f"complexity_{self.entry.id}_{name}",
            frame=pd.DataFrame(rows),
            dims=dims,
            units={column: unit for column, (unit, _) in columns.items()},
            traces=tuple(trace for _, trace in columns.values()),
            groups=self.groups,
        )


def complexity_tables(context: Context) -> list[ResultTable]:
    """Tables of every ``[[complexity]]`` of the study."""
    from numpy.random import SeedSequence, default_rng

    from growthpole.study.stages.complexity_space import space_tables

    tables: list[ResultTable] = []
    for place, entry in enumerate(context.case.complexity):
        given = _input(context, entry)
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
    if bool(found["eci"].sel({PERIOD: years[-1]}).isnull().all()):
        economic_complexity(m.sel({PERIOD: years[-1]}))  # raises, and names what keeps the regions apart
    return SpaceInput(
        entry=entry,
        x=x,
        m=m,
        found=found,
        unit=held.unit,
        region=context.case.question.region,
        groups=held.groups(context),
    )


def _among(context: Context, entry: ComplexityEntry) -> set[str] | None:
    """Activities with one of the values of the attribute; all when the section names no attribute."""
    if not entry.attribute:
        return None
    given = context.ingest().classifications["activity"].attribute(entry.attribute)
    return {code for code, value in given.items() if value in entry.values}


def complexity_of(x: xr.DataArray, threshold: xr.DataArray | float = 1.0) -> xr.DataArray:
    """ECI of each table of a stack, NaN where there is none: the statistic behind the intervals of ranks."""
    from growthpole.diagnose import economic_complexity, location_quotient, presence

    return economic_complexity(presence(location_quotient(x) / threshold, missing="absent"))["eci"]


def _regions(context: Context, given: SpaceInput, rng: Generator) -> ResultTable:
    """Index and rank in every year; in the last, intervals under noise alone and with every choice drawn."""
    from growthpole.diagnose import rank

    eci = given.found["eci"]
    places = rank(eci, REGION)
    intervals = _intervals(context, given, rng)
    diversity = given.m.sum(ACTIVITY)
    rows: list[dict[str, object]] = []
    for year in eci.indexes[PERIOD]:
        last = int(year) == given.year
        for region in eci.indexes[REGION]:
            at = {PERIOD: year, REGION: region}
            row: dict[str, object] = {
                "region": str(region),
                "period": str(year),
                "eci": float(eci.sel(at)),
                "rank": float(places["rank"].sel(at)),
                "tied": bool(places["tied"].sel(at)),
                "diversity": float(diversity.sel(at)),
            }
            for name, found in intervals.items():
                for end in ("low", "median", "high", "top_share"):
                    row[f"{end}_{name}"] = float(found[end].sel({REGION: region})) if last else float("nan")
            row["fragile"] = last and bool(intervals["all"]["fragile"].sel({REGION: region}))
            row["tier"] = _tier(row, eci.sizes[REGION]) if last else ""
            rows.append(row)
    everything = given.slice("X", period="$period")
    draws = given.slice("X", period=str(given.year))
    columns: dict[str, tuple[str, Trace]] = {
        "eci": ("1", Trace("eci", "economic_complexity", (everything,))),
        "rank": ("rank", Trace("rank", "rank", (everything,))),
        "diversity": ("1", Trace("diversity", "presence", (everything,))),
    }
    for name in INTERVALS:
        for end in ("low", "median", "high"):
            columns[f"{end}_{name}"] = ("rank", Trace(f"{end}_{name}", "rank_intervals", (draws,)))
        columns[f"top_share_{name}"] = ("1", Trace(f"top_share_{name}", "rank_intervals", (draws,)))
    return given.table("regions", rows, ("region", "period"), columns)


def _tier(row: dict[str, object], regions: int) -> str:
    """Where a region surely stands: its whole interval in the upper or the lower half, or neither."""
    low, high = float(row["low_all"]), float(row["high_all"])  # type: ignore[arg-type]
    middle = (regions + 1) / 2
    return "upper" if high < middle else "lower" if low > middle else "open"


def _intervals(context: Context, given: SpaceInput, rng: Generator) -> dict[str, xr.Dataset]:
    from growthpole.diagnose import rank_intervals

    entry, draws = given.entry, context.case.effort.draws
    x = given.x.sel({PERIOD: given.year}, drop=True)
    noise = NOISE[entry.uncertainty]
    drawn = partial(
        rank_intervals,
        x,
        draws,
        rng,
        statistic=complexity_of,
        noise=noise,
        scale=entry.noise_scale or None,
        anchor="point",
        batched=True,
        on_progress=context.on_progress,
    )
    everything = drawn(threshold=entry.threshold, leave_out=True)
    return {"noise": everything if noise is None else drawn(), "all": everything}


def _years(given: SpaceInput) -> ResultTable:
    """What each year rests on: presences, those of few units, the two eigenvalues, the sign."""
    found, few = given.found, (given.m & (given.x < FEW)).sum((REGION, ACTIVITY))
    presences = given.m.sum((REGION, ACTIVITY))
    rows: list[dict[str, object]] = []
    for year in given.x.indexes[PERIOD]:
        at = {PERIOD: year}
        spectrum = found["eigenvalue"].sel(at)
        rows.append(
            {
                "period": str(year),
                "regions": float(found["eci"].sel(at).notnull().sum()),
                "activities": float(found["pci"].sel(at).notnull().sum()),
                "presences": float(presences.sel(at)),
                "few": float(few.sel(at)),
                "second": float(spectrum.sel(rank=2)),
                "gap": float(found["spectral_gap"].sel(at)),
                "sign": float(found["sign_correlation"].sel(at)),
                "sign_weak": bool(found["sign_weak"].sel(at)),
            }
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
