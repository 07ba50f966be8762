"""The printed tables of a file, by the regions of a study or the gazetteer, and by a source profile."""

from __future__ import annotations

from collections.abc import Sequence

from growthpole.observe.numbers import Style
from growthpole.observe.profile_blocks import DeclaredBlocks
from growthpole.observe.profiles import Profile
from growthpole.observe.raw_cells import RawGrid
from growthpole.observe.table_places import places_of
from growthpole.observe.table_reading import TableReading, read_tables
from growthpole.observe.table_words import FLAGS
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
