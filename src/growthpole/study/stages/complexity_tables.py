"""Tables of complexity: how complex each region is, how sure that is, and what the region could enter.

For each ``[[complexity]]`` ``ID`` of the study: ``complexity_ID_years`` (what each year rests on); from
:mod:`.complexity_ranks` the index and rank of each region with its intervals; from :mod:`.complexity_space` the
activities, communities and edges of the space, the regions nearest in structure, and what entering the options that
open most would change.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from growthpole.dims import ACTIVITY, PERIOD, REGION
from growthpole.provenance import Trace
from growthpole.study.stages.complexity_ranks import ranks_table
from growthpole.study.stages.labelled import labelled_rows
from growthpole.study.stages.panel_values import known_codes, regional_values
from growthpole.study.stages.traced import observations_of, traced_table

if TYPE_CHECKING:
    from collections.abc import Mapping

    import xarray as xr

    from growthpole.provenance import Slice
    from growthpole.study.shown import ComplexityEntry
    from growthpole.study.stages import Context
    from growthpole.tables.results import ResultTable

FEW: Final = 3

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
    left_out : mapping of label to dimension
        Regions and activities left out because a value is absent or negative.
    """

    entry: ComplexityEntry
    x: xr.DataArray
    m: xr.DataArray
    found: xr.Dataset
    unit: str
    region: str
    groups: dict[str, str]
    left_out: Mapping[str, str]

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
        tables += [_left_out(given)] if given.left_out else []
        tables += [ranks_table(context, given, rng), _years(given)]
        tables += space_tables(given, context.case.effort.runs, rng)
    return tables


def _input(context: Context, entry: ComplexityEntry) -> SpaceInput:
    from growthpole.diagnose import economic_complexity, location_quotient, presence

    section = f"[[complexity]] {entry.id}"
    years = list(entry.periods)
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
        left_out=held.left_out,
    )


def _left_out(given: SpaceInput) -> ResultTable:
    rows: list[dict[str, Any]] = [{"code": code, "dimension": dim} for code, dim in given.left_out.items()]
    return given.table("left_out", rows, ("code", "dimension"), {})


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
    known_codes(f"[[complexity]] {entry.id}", "values", entry.values, given.values())
    return {code for code, value in given.items() if value in entry.values}


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
        indicator=given.entry.indicator,
        uncertainty=given.entry.uncertainty,
    )
    everything = given.slice("X", period="$period")
    counted = {
        "regions": "number of regions with an index",
        "activities": "number of activities with an index",
        "presences": "number of cells with LQ >= 1",
        "few": f"number of cells with LQ >= 1 and x < {FEW}",
    }
    columns = {name: ("1", Trace(name, "", (everything,), words)) for name, words in counted.items()}
    columns |= {name: ("1", Trace(name, "economic_complexity", (everything,))) for name in ("second", "gap", "sign")}
    return given.table("years", rows, ("period",), columns)
