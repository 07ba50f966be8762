"""Every text a user can read, in English and Chinese, side by side.

A key is ``<file>.<path>``: ``text("errors.missing-file", "zh", path=...)`` reads the entry
``[missing-file]`` of ``catalogue/errors.toml``. Both languages stand in the same entry, so one
cannot be forgotten; a test compares their placeholders. Files are read when first asked for.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import Any, Final, Literal, cast

Lang = Literal["en", "zh"]
LANGS: Final[tuple[Lang, ...]] = ("en", "zh")

__all__ = ["LANGS", "Lang", "files", "has", "keys", "lang_of", "term", "text"]


def text(key: str, lang: Lang = "en", /, **params: object) -> str:
    """Text of ``key`` in ``lang`` with ``params`` filled in.

    Raises
    ------
    KeyError
        The key, or a placeholder of its text, is unknown: a mistake in the program, never of a user.

    Examples
    --------
    >>> text("units.firm", "zh")
    '家'
    """
    file, _, path = key.partition(".")
    try:
        template = _catalogue(file)[path][lang]
    except KeyError:
        raise KeyError(f"no text {key!r} in language {lang!r}") from None
    return template.format_map(params) if params else template.replace("{{", "{").replace("}}", "}")


def has(key: str) -> bool:
    """Whether the catalogue holds ``key``."""
    file, _, path = key.partition(".")
    return file in files() and path in _catalogue(file)


def keys(file: str) -> tuple[str, ...]:
    """All keys of one catalogue file, in the file's order."""
    return tuple(f"{file}.{path}" for path in _catalogue(file))


@cache
def files() -> tuple[str, ...]:
    """Names of the catalogue files."""
    folder = resources.files(__name__) / "catalogue"
    return tuple(sorted(entry.name[:-5] for entry in folder.iterdir() if entry.name.endswith(".toml")))


def term(key: str, lang: Lang = "en") -> str:
    """Glossary term: one concept, one word in each language."""
    return text(f"glossary.{key}", lang)


def lang_of(value: str | None) -> Lang:
    """Language named by a locale string such as ``zh_CN.UTF-8``; English when it names neither.

    Examples
    --------
    >>> lang_of("zh_CN.UTF-8"), lang_of("de_DE"), lang_of(None)
    ('zh', 'en', 'en')
    """
    return "zh" if (value or "").lower().startswith("zh") else "en"


@cache
def _catalogue(file: str) -> dict[str, dict[Lang, str]]:
    source = resources.files(__name__) / "catalogue" / f"{file}.toml"
    return dict(_entries(tomllib.loads(source.read_text(encoding="utf-8")), ""))


def _entries(tree: dict[str, Any], prefix: str) -> list[tuple[str, dict[Lang, str]]]:
    found: list[tuple[str, dict[Lang, str]]] = []
    for name, node in tree.items():
        path = f"{prefix}{name}"
        if set(node) <= set(LANGS):
            found.append((path, cast("dict[Lang, str]", node)))
        else:
            found.extend(_entries(node, f"{path}."))
    return found
