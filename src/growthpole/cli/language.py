"""In which language the command speaks: ``--lang``, then ``GROWTHPOLE_LANG``, then the locale."""

from __future__ import annotations

import os
from collections.abc import Sequence

from growthpole.messages import LANGS, Lang, lang_of, text

__all__ = ["chosen_language", "say"]


def chosen_language(arguments: Sequence[str] = ()) -> Lang:
    """Language of this call."""
    for place, word in enumerate(arguments):
        if word == "--":
            break
        value = word.partition("=")[2] if word.startswith("--lang=") else ""
        if word == "--lang" and place + 1 < len(arguments):
            value = arguments[place + 1]
        if value in LANGS:
            return "zh" if value == "zh" else "en"
    for name in ("GROWTHPOLE_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        if os.environ.get(name):
            return lang_of(os.environ[name])
    return "en"


def say(key: str, lang: Lang, **params: object) -> str:
    """Text of the catalogue file ``cli``."""
    return text(f"cli.{key}", lang, **params)
