"""An SDMX message as a reading, and as a source of a study: each observation with its line or its pointer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from growthpole.observe.cell_sources import CellSource, cell_source
from growthpole.observe.sdmx.messages import SdmxRows, read_sdmx
from growthpole.observe.spec import Limits, TidySpec

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["open_sdmx", "printed_rows_of_sdmx"]


def printed_rows_of_sdmx(message: SdmxRows, file: str) -> pd.DataFrame:
    """Observations of a message with the columns of a reading; those without a value have a ``reason``."""
    frame = message.frame
    return frame.assign(
        region_label=frame["region"],
        label=frame["activity"],
        header=frame["indicator"],
        reason=frame["status"].replace({"absent": "missing"}),
        role="",
        file=file,
        sheet="",
    )


def open_sdmx(data: bytes, spec: TidySpec, limits: Limits) -> CellSource:
    """Read a message as a source of a study.

    Raises
    ------
    SourceError, LimitExceeded
        As :func:`growthpole.observe.sdmx.messages.read_sdmx`.
    """
    message = read_sdmx(data, spec.file, limits, spec.encoding)
    rows = printed_rows_of_sdmx(message, spec.file)
    rows = rows[rows["value"] != ""].reset_index(drop=True)
    rows = rows.assign(
        unit_printed=rows["unit"], operator="=", note=rows["flag"], line=rows["line"].fillna(0).astype(int)
    )
    return cell_source(data, spec, rows, message.findings, message.counts)
