"""Worked examples of the measures: the example of a docstring, with the import it needs to run alone."""

from __future__ import annotations

import doctest
import inspect
import re
from importlib import import_module
from typing import Final

from growthpole.indicators import Indicator
from writing import prose

__all__ = ["example_of", "worked"]

_SECTION: Final = re.compile(r"^Examples\n-+\n(.*?)(?=^\S[^\n]*\n-{3,}\n|\Z)", re.DOTALL | re.MULTILINE)


def worked(entry: Indicator) -> list[str]:
    """Parts of a methods page: what the example shows, where the entry says so, and its code with the result."""
    said = [prose(entry.example[lang]) for lang in ("en", "zh") if lang in entry.example]
    code = example_of(entry)
    return [f"**Worked example · 算例** {said[0] if said else ''}".strip(), *said[1:], f"```python\n{code}\n```"]


def example_of(entry: Indicator) -> str:
    """The example as typed at a prompt, the import of the measures it calls first.

    Raises
    ------
    ValueError
        The function of the entry has no example.
    """
    room, _, name = entry.function.partition(".")
    package = import_module(f"growthpole.{room}")
    found = _SECTION.search(inspect.getdoc(getattr(package, name)) or "")
    if found is None:
        raise ValueError(f"{entry.function} has no example")
    text = found[1].strip()
    source = "\n".join(example.source for example in doctest.DocTestParser().get_examples(text))
    called = [each for each in package.__all__ if re.search(rf"(?<![\w.]){each}\(", source)]
    needed = [each for each in called if not re.search(rf"import [\w, ]*\b{each}\b", source)]
    return "\n".join([*_imports(f"growthpole.{room}", needed), text])


def _imports(package: str, names: list[str]) -> list[str]:
    return [f">>> from {package} import {', '.join(names)}"] if names else []
