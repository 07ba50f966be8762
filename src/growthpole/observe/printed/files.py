"""The printed tables of a file, by the regions of a study or the gazetteer, and by a source profile."""

from __future__ import annotations

from collections.abc import Sequence

from growthpole.observe.numbers import Style
from growthpole.observe.printed.declared_blocks import DeclaredBlocks
from growthpole.observe.printed.places import places_of
from growthpole.observe.printed.profiles import Profile
from growthpole.observe.printed.reading import TableReading, read_tables
from growthpole.observe.printed.words import FLAGS
from growthpole.observe.raw_cells import RawGrid
from growthpole.tables.classification import Classification

__all__ = ["read_printed"]


def read_printed(
    grids: Sequence[RawGrid], regions: Classification | None, style: Style | None, profile: Profile | None
) -> TableReading:
    """Printed tables of a file, as a profile says.

    Parameters
    ----------
    grids : sequence of RawGrid
        Its sheets.
    regions : Classification or None
        Regions of a study; without them those of the gazetteer.
    style : {"point", "comma"} or None
        Declared style, before that of the profile.
    profile : Profile or None
        Source profile.
    """
    if profile is None:
        return read_tables(grids, places_of(regions), style=style)
    return read_tables(
        grids,
        places_of(regions, profile.regions),
        style=style or profile.style,
        flags={**FLAGS, **{flag.casefold().replace(" ", ""): reason for flag, reason in profile.flags.items()}},
        declared=DeclaredBlocks(profile),
    )
