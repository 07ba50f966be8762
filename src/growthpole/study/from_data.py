"""A study of a user's own long table: one command from a CSV, Parquet or XLSX file to a study that runs."""

from __future__ import annotations

import csv
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal

from growthpole.errors import InputError, UnitMismatch, listed
from growthpole.observe import Limits
from growthpole.observe.files import Sheet, read_bytes, sheet_of_bytes
from growthpole.observe.gazetteer import names_of
from growthpole.observe.numbers import parse_number
from growthpole.study.column_names import NAMES, PLAIN, is_numeric
from growthpole.study.creating import free_folder, staged
from growthpole.study.data_case import NATION, case_text, opening_text, space_text
from growthpole.study.totals import totals_among
from growthpole.tables.periods import parse_period
from growthpole.units import parse_unit

SPACE: Final = 10
"""Regions and activities from which a space of activities is drawn."""
OPENING: Final = 3
"""Regions and activities from which options are looked for."""
OPENING_CELLS: Final = 300_000
"""Cells up to which a back-test of the options takes no more than a minute."""
_ENDINGS: Final = {b"PK\x03\x04": ".xlsx", b"PAR1": ".parquet"}

__all__ = ["DataOptions", "study_of_data"]


@dataclass(frozen=True, slots=True)
class DataOptions:
    """What a user says of the table.

    Attributes
    ----------
    unit : str
        Unit of the values, where the file has no column ``unit``.
    sheet : str
        Worksheet of a workbook, where several hold something.
    columns : mapping of str to str
        Field (region, activity, period, value) to the column that holds it, where its name does not tell.
    year : str
        Year of all values, where the file has no column for it.
    absent : {"absent", "zero"}
        What a combination without a row means.
    region : str
        Region of the study; the largest unless given.
    encoding : str
        Encoding of a CSV, where its bytes do not tell.
    exclude : tuple of str
        Activities that are totals of others, or parts of others.
    nation : str
        Region that is the sum of the others, where the file has one.
    """

    unit: str = ""
    sheet: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    year: str = ""
    absent: Literal["absent", "zero"] = "absent"
    region: str = ""
    encoding: str = ""
    exclude: tuple[str, ...] = ()
    nation: str = ""


def study_of_data(folder: Path, data: Path, options: DataOptions | None = None) -> Path:
    """Write a study of a long table with one value for each region, activity and year.

    Parameters
    ----------
    folder : Path
        Study folder to write; must not exist or be empty.
    data : Path
        The file, CSV, Parquet or XLSX; its columns are recognised by their names
        (:data:`~growthpole.study.column_names.NAMES`).
    options : DataOptions, optional
        What the file itself does not say.

    Raises
    ------
    InputError
        A column is not recognised, no unit is given, or the folder is in use.
    SourceError
        The file cannot be read.
    """
    said = options or DataOptions()
    free_folder(folder)
    raw = read_bytes(data, Limits())
    read = sheet_of_bytes(raw, data.name, Limits(), said.encoding, names_of({}), said.sheet)
    places = _columns(read, said)
    cells = {field: list(map(str.strip, read.columns[read.header.index(name)])) for field, name in places.items()}
    own_unit = "unit" in read.header
    if not own_unit:
        _require_unit(said.unit)
    years = sorted(filter(_is_year, {said.year} if said.year else set(cells["period"])))
    if not years:
        raise InputError("data-no-years", path=data.name, column=places.get("period", "--year"))
    values = [float(number) if (number := parse_number(text)) is not None else 0.0 for text in cells["value"]]
    regions, activities = cells["region"], cells["activity"]
    rest = cells.get("period", [""] * len(values))
    _require_named("data-total-activity", said.exclude, totals_among(activities, [regions, rest], values))
    _require_named("data-total-region", (said.nation,), totals_among(regions, [activities, rest], values))
    totals: dict[str, float] = {}
    for region, value in zip(regions, values, strict=True):
        if region != said.nation:
            totals[region] = totals.get(region, 0.0) + value
    if said.region and said.region not in totals:
        raise InputError("no-such-label", dim="region", label=said.region, known=listed(sorted(totals), 8))
    with staged(folder) as staging:
        (staging / "sources").mkdir(parents=True)
        name = f"panel{_ENDINGS.get(raw[:4], '.csv')}"
        (staging / "sources" / name).write_bytes(raw)
        _write_codes(staging / "sources" / "regions.csv", totals)
        _write_codes(staging / "sources" / "activities.csv", dict.fromkeys(activities))
        region = said.region or max(totals, key=lambda code: totals[code])
        source = {"file": name, **({"sheet": said.sheet} if said.sheet else {}), "absent": said.absent}
        source |= {"encoding": said.encoding} if said.encoding else {}
        asked = {"region": region, "nation": said.nation or NATION, "unit": "" if own_unit else said.unit}
        case = case_text(folder.absolute().name, source, places, years, asked, list(said.exclude))
        if min(len(totals), len(set(activities))) >= SPACE:
            case += space_text(years, list(said.exclude))
        if _opening(totals, activities, years, [region for region in regions if region != said.nation], said):
            from growthpole.opportunities.listing import default_horizon

            case += opening_text(years, default_horizon(map(int, years)), list(said.exclude))
        (staging / "study.toml").write_text(case, encoding="utf-8")
    return folder


def _opening(
    totals: Mapping[str, float], activities: list[str], years: list[str], rows: list[str], said: DataOptions
) -> bool:
    """Whether options can be looked for: two years, a few regions and activities, and no value absent."""
    shape = (len(totals), len(set(activities)), len(years))
    complete = said.absent == "zero" or len(rows) == math.prod(shape)
    return len(years) > 1 and min(shape[:2]) >= OPENING and complete and math.prod(shape) <= OPENING_CELLS


def _require_named(code: str, named: tuple[str, ...], found: list[str]) -> None:
    """Refuse a total that was not named: counted as a part it would double every figure."""
    left = [label for label in found if label not in named]
    if left:
        raise InputError(code, label=left[0])


def _columns(read: Sheet, said: DataOptions) -> dict[str, str]:
    """Column of each field: as said, by its name, or for the value the only other column of numbers."""
    header = read.header
    unknown = [f"{field}={name}" for field, name in said.columns.items() if field not in NAMES or name not in header]
    if unknown:
        known = f"{listed(NAMES)} = {listed(header, 12)}"
        raise InputError("unknown-option", option="--column", value=listed(unknown), known=known)
    lowered = {name.strip().lower(): name for name in header}
    found = {field: next((lowered[name] for name in names if name in lowered), "") for field, names in NAMES.items()}
    found |= said.columns
    if said.year and found["period"]:
        raise InputError("data-two-years", path=read.file, column=found["period"], year=said.year)
    if said.year:
        found.pop("period")
    missing = [f"{field} ({listed(NAMES[field], 4)})" for field, name in found.items() if not name and field != "value"]
    taken = {*found.values(), "unit"}
    numeric = [name for name in header if name not in taken and is_numeric(read.columns[header.index(name)])]
    # a column named after one thing among several is a guess; one called value is not
    if numeric and found["value"] and "value" not in said.columns and found["value"].lower() not in PLAIN:
        numeric.append(found["value"])
        found["value"] = ""
    if not found["value"] and len(numeric) > 1 and not missing:
        raise InputError("data-several-values", path=read.file, columns=listed(numeric, 12), first=numeric[0])
    found["value"] = found["value"] or (numeric[0] if len(numeric) == 1 else "")
    missing += [] if found["value"] else [f"value ({listed(NAMES['value'], 4)})"]
    if missing:
        raise InputError("data-columns", missing="; ".join(missing), header=listed(header, 12))
    return found


def _require_unit(unit: str) -> None:
    if not unit:
        raise InputError("data-unit")
    try:
        parse_unit(unit)
    except UnitMismatch as problem:
        raise InputError("unknown-unit", **problem.params) from None


def _is_year(text: str) -> bool:
    try:
        return parse_period(text).kind == "year"
    except InputError:
        return False


def _write_codes(path: Path, codes: Iterable[str]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(["code", "name"])
        writer.writerows([code, code] for code in codes if code)
