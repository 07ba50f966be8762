"""What a file is, as its cells say: a tidy table, printed tables, an SDMX message, or an input-output table."""

from __future__ import annotations

from pathlib import Path

from growthpole.errors import GrowthpoleError
from growthpole.observe.files import read_bytes
from growthpole.observe.spec import Limits

__all__ = ["kind_of_file"]


def kind_of_file(path: Path, encoding: str, sheet: str, limits: Limits) -> str:
    """Kind of a file; one that cannot be read is left to be read as a tidy table, which says why."""
    from growthpole.observe.gazetteer import names_of
    from growthpole.observe.input_output.layout import notebook_of
    from growthpole.observe.input_output.places import lay_out
    from growthpole.observe.raw_cells import raw_grids_of_bytes
    from growthpole.observe.reading import is_tidy
    from growthpole.observe.sdmx.messages import is_sdmx

    try:
        data = read_bytes(path, limits)
        if data[:4] == b"PAR1":
            return "observations"
        if is_sdmx(data):
            return "sdmx"
        grids = raw_grids_of_bytes(data, path.name, limits, encoding, names_of({}), sheet)
        if is_tidy(grids):
            return "observations"
        if len(grids) == 1 and lay_out(grids[0], notebook_of(grids[0])) is not None:
            return "io"
    except GrowthpoleError:
        return "observations"
    return "tables"
