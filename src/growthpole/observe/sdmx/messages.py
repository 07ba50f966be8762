"""SDMX messages: SDMX-CSV (1.0, 2.0) and SDMX-JSON (1.0, 2.0) data as tidy rows with their places."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from growthpole.errors import Severity, SourceError
from growthpole.observe.files import Sheet, sheet_of_bytes
from growthpole.observe.findings import Counts, Notebook
from growthpole.observe.sdmx.json_messages import observations_of_json
from growthpole.observe.sdmx.rows import Observation, SdmxRows, components_of, rows_of
from growthpole.observe.spec import Limits

__all__ = ["SdmxRows", "is_sdmx", "is_sdmx_csv", "read_sdmx"]

_FLOW: Final = ("DATAFLOW", "STRUCTURE_ID")
_ABOUT: Final = frozenset(
    {"DATAFLOW", "STRUCTURE", "STRUCTURE_ID", "STRUCTURE_NAME", "ACTION", "KEY", "SERIES_KEY", "OBS_KEY", "LAST UPDATE"}
)
_ATTRIBUTES: Final = frozenset({"OBS_STATUS", "OBS_FLAG", "CONF_STATUS", "UNIT_MULT", "DECIMALS", "POWERCODE"})
_KNOWN_ACTIONS: Final = frozenset({"", "I", "A", "M", "R"})
_BEGINNING: Final = 2**20


def is_sdmx(data: bytes) -> bool:
    r"""Whether the bytes are an SDMX message that is read here: by their first line, or by their names in JSON.

    Examples
    --------
    >>> is_sdmx(b"DATAFLOW,geo,TIME_PERIOD,OBS_VALUE\n"), is_sdmx(b"region,value\n")
    (True, False)
    """
    if _is_json(data):
        return True
    first = re.split(rb"[\r\n]", data[:_BEGINNING].removeprefix(b"\xef\xbb\xbf").lstrip(), maxsplit=1)[0]
    cells = [cell.strip(b' "') for cell in re.split(rb"[,;\t]", first)]
    return is_sdmx_csv([cell.decode("ascii", "ignore") for cell in cells])


def is_sdmx_csv(header: Sequence[str]) -> bool:
    """Whether a header is that of SDMX-CSV: a dataflow or structure first, a period and a value.

    Examples
    --------
    >>> is_sdmx_csv(["STRUCTURE", "STRUCTURE_ID", "ACTION", "REF_AREA", "TIME_PERIOD", "OBS_VALUE"])
    True
    >>> is_sdmx_csv(["region", "period", "value"])
    False
    """
    names = {_id(name) for name in header}
    return {"TIME_PERIOD", "OBS_VALUE"} <= names and not names.isdisjoint({"DATAFLOW", "STRUCTURE", "KEY"})


def read_sdmx(data: bytes, file: str, limits: Limits, encoding: str = "") -> SdmxRows:
    r"""Read a message.

    Raises
    ------
    SourceError
        It is damaged, in an uncertain encoding, or has no dimension of place or time.
    LimitExceeded
        It is larger, or nests more deeply, than the limits allow.

    Examples
    --------
    >>> text = "DATAFLOW,geo,unit,TIME_PERIOD,OBS_VALUE,UNIT_MULT,OBS_FLAG\nESTAT:NAMA(1.0),DE,EUR,2020,12.50,6,p\n"
    >>> rows = read_sdmx(text.encode(), "t.csv", Limits())
    >>> rows.frame[["region", "indicator", "period", "value", "unit", "flag", "line"]].values.tolist()
    [['DE', 'NAMA', '2020', '12.50', '1e6 EUR', 'P', 2]]
    """
    if _is_json(data):
        return observations_of_json(data, file, limits, encoding)
    return _of_csv(sheet_of_bytes(data, file, limits, encoding))


def _is_json(data: bytes) -> bool:
    return data[:64].removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"{" and b'"dataSets"' in data


def _of_csv(sheet: Sheet) -> SdmxRows:
    names = [_id(name) for name in sheet.header]
    if len(set(names)) != len(names):
        twice = sorted({name for name in names if names.count(name) > 1})
        raise SourceError("bad-sdmx", path=sheet.file, problem=f"the column {twice[0]!r} stands there twice")
    dimensions = _dimensions(names)
    if "OBS_VALUE" not in names:
        raise SourceError("sdmx-lacks", path=sheet.file, missing="OBS_VALUE", known=", ".join(names))
    fields = components_of(dimensions, names, sheet.file)
    notes = Notebook(sheet.file, sheet.sha256)
    for row in sheet.ragged:
        told = {"cells": str(row.cells), "width": str(len(names))}
        notes.note("ragged-row", "error", line=row.line, value=row.text, **told)
    headings = dict(zip(names, sheet.header, strict=True))
    left_out: dict[Severity, int] = {"error": 0, "warn": 0}
    found = _csv_observations(sheet, names, notes, left_out)
    frame, quarantined = rows_of(found, fields, _flow_of, notes, headings)
    counts = Counts(sheet.read, len(frame), quarantined + len(sheet.ragged) + left_out["error"], left_out["warn"])
    return SdmxRows(frame.assign(file=sheet.file), tuple(notes.closed()), counts)


def _flow_of(said: Mapping[str, str]) -> str:
    """Id of the dataflow an observation belongs to."""
    return _flow_id(next((said[name] for name in _FLOW if name in said), ""))


def _dimensions(names: list[str]) -> list[str]:
    """Ids before the value that are neither about the message nor known attributes; without columns of names."""
    if "STRUCTURE_NAME" in names and "ACTION" in names:
        # Each code is followed by its name.
        from_ = names.index("ACTION") + 1
        names = names[from_::2]
    before = names[: names.index("OBS_VALUE")] if "OBS_VALUE" in names else names
    before = [name for name in before if name not in _ABOUT and name not in _ATTRIBUTES]
    return before if "TIME_PERIOD" in before else [*before, *(["TIME_PERIOD"] if "TIME_PERIOD" in names else [])]


def _csv_observations(
    sheet: Sheet, names: list[str], notes: Notebook, left_out: dict[Severity, int]
) -> Iterator[Observation]:
    both = {name for name, heading in zip(names, sheet.header, strict=True) if ": " in heading}
    for line, cells in zip(sheet.lines, zip(*sheet.columns, strict=True), strict=True):
        said = {
            name: cell.partition(": ")[0].strip() if name in both else cell.strip()
            for name, cell in zip(names, cells, strict=True)
        }
        action = said.get("ACTION", "")
        if action not in _KNOWN_ACTIONS:
            severity: Severity = "warn" if action == "D" else "error"
            notes.note("sdmx-action", severity, line=line, column="ACTION", value=action)
            left_out[severity] += 1
            continue
        yield Observation(said, said["OBS_VALUE"], line, "")


def _id(heading: str) -> str:
    """Id of a column: what stands before its name, without the mark of several values."""
    return heading.partition(": ")[0].strip().removeprefix("\ufeff").partition("[")[0]


def _flow_id(text: str) -> str:
    """``NAMA`` of ``ESTAT:NAMA(1.0)``."""
    return text.partition("(")[0].rpartition(":")[2].strip()
