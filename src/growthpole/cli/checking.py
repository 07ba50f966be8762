"""Checking files, and writing the source profile of each beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from growthpole.cli.printing import print_checks
from growthpole.cli.revisions import require_one
from growthpole.cli.stopping import stoppable
from growthpole.errors import InputError
from growthpole.messages import Lang
from growthpole.study.checking import Check, check_file

__all__ = ["check_command", "write_profiles"]


def check_command(files: Sequence[Path], options: Mapping[str, Any], *, write: bool, lang: Lang, as_json: bool) -> int:
    """Check files, write their profiles where asked, print what was found; return the exit code."""
    from growthpole.cli.running import Bar

    require_one(files, options["against"])
    with stoppable() as token, Bar(lang, shown=not as_json) as bar:
        checks = [check_file(path, **options, on_progress=token.guard(bar.on_progress)) for path in files]
    written = write_profiles(checks) if write else []
    return print_checks(checks, lang, as_json=as_json, profiles=written)


def write_profiles(checks: Sequence[Check]) -> list[Path]:
    """Write ``NAME.profile.toml`` beside each file of printed tables; return the paths.

    Raises
    ------
    InputError
        A file is no file of printed tables, or its profile is already there: nothing is written then.
    """
    from growthpole.store import write_text

    places = [Path(check.file).with_name(f"{Path(check.file).stem}.profile.toml") for check in checks]
    for check, place in zip(checks, places, strict=True):
        if not check.profile:
            raise InputError("no-profile", path=check.file, kind=check.kind)
        if place.exists():
            raise InputError("profile-exists", path=place)
    for check, place in zip(checks, places, strict=True):
        write_text(place, check.profile)
    return places
