"""Source profiles: a small TOML file that says how the printed tables of one source are to be read.

``growthpole check FILE --write-profile`` writes one with everything that was found; what is wrong in it is corrected
there, and the same source is read with it from then on. A profile is closed: an unknown key is an error, and all
problems of a file come back together. Its headings are an expectation: a column whose headings are no longer those of
the profile is not loaded, and said so.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from growthpole.declared import LARGEST_TOML, parse_closed
from growthpole.errors import InputError, SourceError

__all__ = ["BlockProfile", "ColumnProfile", "Profile", "load_profile", "parse_profile", "profile_text"]

VERSION = 1


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ColumnProfile(_Part):
    """One column of values."""

    letters: str = Field(pattern=r"^[A-Z]{1,3}$")
    """Letters of the column."""
    header: str | None = None
    """Its headings joined by `` / ``: what is found there must be the same."""
    indicator: str = ""
    """Indicator of the study; empty for the headings themselves."""
    activity: str = ""
    """Activity of the study."""
    unit: str = ""
    """Unit, where the headings state none or several."""
    period: str = ""
    """Period, ISO 8601."""
    use: bool = True
    """Whether the column is read."""


class BlockProfile(_Part):
    """One table: where it stands, and what holds for all of it."""

    at: str = Field(min_length=1)
    """Sheet and range, as ``check`` prints them: ``1-4!A1:G38``."""
    use: bool = True
    """Whether the table is read."""
    labels: tuple[str, ...] = ()
    """Letters of the columns of labels; with ``rows`` and ``header_rows`` they take the place of what is found."""
    header_rows: tuple[int, ...] = ()
    """Rows of headings."""
    rows: tuple[int, ...] = Field(default=(), max_length=2)
    """First and last row of the values."""
    title: str = ""
    """Title, where none stands above the table."""
    period: str = ""
    """Period of all columns without one of their own."""
    unit: str = ""
    """Unit of all columns without one of their own."""
    region: str = ""
    """Region of all rows, where the labels name none."""
    indicator: str = ""
    """Indicator of all columns without one of their own."""
    labels_are: Literal["activity", "indicator"] = "activity"
    """What the labels are that name no region."""
    column: tuple[ColumnProfile, ...] = ()
    """Columns of values."""


class Profile(_Part):
    """All of a source profile."""

    version: Literal[1]
    """Version of this file, 1."""
    encoding: str = ""
    """Encoding of a text file."""
    delimiter: str = ""
    """Delimiter of a text file."""
    style: Literal["point", "comma"] | None = None
    """How texts write decimals; by default as the cells prove."""
    flags: dict[str, Literal["missing", "suppressed", "not_applicable", "zero"]] = Field(default_factory=dict)
    """What stands instead of a number, and what it means."""
    regions: dict[str, str] = Field(default_factory=dict)
    """Labels as printed, and the region each stands for."""
    block: tuple[BlockProfile, ...] = ()
    """Tables of the source."""


def load_profile(path: Path) -> Profile:
    """Profile in a file.

    Raises
    ------
    SourceError
        There is none, it is no TOML, or it is larger than 1 MiB.
    InputError
        Some of it is wrong; the message lists every problem.
    """
    try:
        with path.open("rb") as stream:
            data = stream.read(LARGEST_TOML + 1)
    except OSError as problem:
        raise SourceError("unreadable-file", path=path.name, problem=problem.strerror or problem) from None
    return parse_profile(data, path.name)


def parse_profile(data: bytes, name: str) -> Profile:
    r"""Profile written as TOML.

    Raises
    ------
    SourceError, InputError
        As :func:`load_profile`.

    Examples
    --------
    >>> parse_profile(b'version = 1\n[regions]\n"Lu" = "CN-SD"\n', "lu.toml").regions
    {'Lu': 'CN-SD'}
    """
    profile, _ = parse_closed(Profile, data, name, "bad-profile")
    places = [block.at for block in profile.block]
    twice = sorted({place for place in places if places.count(place) > 1})
    if twice:
        problems = "\n".join(f"  block.at: {place}" for place in twice)
        raise InputError("bad-profile", path=name, count=len(twice), problems=problems)
    return profile


def profile_text(
    mapping: Mapping[str, Any],
    *,
    flags: Mapping[str, str],
    regions: Mapping[str, str],
    encoding: str = "",
    style: str = "",
) -> str:
    """Profile, as TOML, of what was found in a file: what the file says itself stands there as comments.

    Parameters
    ----------
    mapping : mapping
        Blocks of a :class:`~growthpole.observe.printed.reading.TableReading`.
    encoding, style : str
        As the file was read; empty for what need not be said.
    flags : mapping of str to str
        Flags met, and what they were taken for.
    regions : mapping of str to str
        Labels that name no region, with the nearest codes: they stand in the profile as comments.
    """
    lines = [f"version = {VERSION}"]
    lines += [f"{key} = {_quoted(value)}" for key, value in (("encoding", encoding), ("style", style)) if value]
    lines += ["", "[flags]", *(f"{_quoted(flag)} = {_quoted(reason)}" for flag, reason in flags.items())]
    lines += ["", "[regions]", *(f'# {_quoted(label)} = ""  # {near}' for label, near in regions.items())]
    for at, block in mapping.items():
        lines += ["", "[[block]]", f"at = {_quoted(at)}"]
        lines += [f"# {key} = {_quoted(block[key])}" for key in ("title", "period", "unit", "region") if block[key]]
        lines += [f"# {key} = {json.dumps(block[key])}" for key in ("labels", "header_rows", "rows") if block[key]]
        for letters, path in block["columns"].items():
            lines += ["", "[[block.column]]", f"letters = {_quoted(letters)}", f"header = {_quoted(path['header'])}"]
            lines += [f"# {key} = {_quoted(path[key])}" for key in ("unit", "period") if path[key]]
            lines += ['indicator = ""', 'activity = ""']
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    """Text as a TOML string."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
