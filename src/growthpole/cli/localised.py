"""Help pages whose fixed words, too, are of the catalogue."""

from __future__ import annotations

from typing import Any, Final

import typer.core

from growthpole.cli.language import say
from growthpole.messages import Lang

__all__ = ["command_class", "group_class"]

_FIXED: Final = {
    "Usage:": "usage",
    "Options:": "options",
    "Arguments:": "arguments",
    "Commands:": "commands",
    "Show this message and exit.": "show_help",
    "[required]": "required",
    "[default: ": "default",
    "[OPTIONS]": "options_word",
    "COMMAND [ARGS]...": "command_word",
}


def _translated(page: str, lang: Lang) -> str:
    for words, key in _FIXED.items():
        page = page.replace(words, say(f"page.{key}", lang))
    return page


def command_class(lang: Lang) -> type[typer.core.TyperCommand]:
    """Command whose help page speaks ``lang``."""

    class Command(typer.core.TyperCommand):
        def get_help(self, ctx: Any) -> str:
            return _translated(super().get_help(ctx), lang)

    return Command


def group_class(lang: Lang) -> type[typer.core.TyperGroup]:
    """Group whose help page speaks ``lang``."""

    class Group(typer.core.TyperGroup):
        def get_help(self, ctx: Any) -> str:
            return _translated(super().get_help(ctx), lang)

    return Group
