"""The page of ``study.toml``, made from the models that read it."""

from __future__ import annotations

import re
import types
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, Literal, Union, get_args, get_origin

from pydantic import BaseModel

from growthpole.study import case
from writing import table

__all__ = ["study_page"]

EXAMPLE: Final = Path(case.__file__).parents[1] / "examples" / "shandong" / "study.toml"


def study_page() -> str:
    """Every section and key of ``study.toml`` with its default, as the models declare them."""
    example = EXAMPLE.read_text(encoding="utf-8")
    parts = [
        "# study.toml",
        (case.__doc__ or "").strip().replace("``", "`"),
        (
            "`[name]` is a section that stands once, `[[name]]` one that may be repeated. A key without a default must "
            "be given. `{ en, zh }` is a text in both languages. Each section is shown as the bundled Shandong study "
            "uses it first."
        ),
        "## Top of the file",
        _keys(case.Case),
        "```toml\n" + example.split("\n\n")[0].split("\n", 2)[2] + "\n```",
    ]
    for name, model, repeated in _sections(case.Case):
        parts += _section(name, model, repeated=repeated, example=example)
    return "\n\n".join(parts)


def _section(name: str, model: type[BaseModel], *, repeated: bool, example: str) -> list[str]:
    header = f"[[{name}]]" if repeated else f"[{name}]"
    doc = " ".join((model.__doc__ or "").split()).replace("``", "`")
    parts = [f"## `{header}` {{#{name.replace('.', '-')}}}", doc, _keys(model)]
    if shown := _shown(example, header):
        parts.append(f"```toml\n{shown}\n```")
    for inner, below, many in _sections(model):
        parts += _section(f"{name}.{inner}", below, repeated=many, example=example)
    return parts


def _shown(example: str, header: str) -> str:
    """First use of a section in the bundled study, without its long texts."""
    found = re.search(rf"^{re.escape(header)}\n(?:[^\n\[#].*\n)+", example, re.MULTILINE)
    if found is None:
        return ""
    return "\n".join(line if len(line) < 200 else line[:110] + " …" for line in found.group().strip().splitlines())


def _sections(model: type[BaseModel]) -> Iterator[tuple[str, type[BaseModel], bool]]:
    for name, field in model.model_fields.items():
        inner, repeated = _model_of(field.annotation)
        if inner is not None and inner is not case.Words:
            yield field.alias or name, inner, repeated


def _model_of(annotation: Any) -> tuple[type[BaseModel] | None, bool]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation, False
    for part in get_args(annotation):
        inner, repeated = _model_of(part)
        if inner is not None:
            return inner, repeated or get_origin(annotation) is tuple
    return None, False


def _keys(model: type[BaseModel]) -> str:
    sections = {name for name, _, _ in _sections(model)}
    fields = {field.alias or name: field for name, field in model.model_fields.items()}
    rows = [
        (f"`{name}`", _kind(field.annotation, field.metadata), _default(field), field.description or "")
        for name, field in fields.items()
        if name not in sections
    ]
    if any(row[3] for row in rows):
        return table(("Key", "Value", "Default", "Meaning"), rows)
    return table(("Key", "Value", "Default"), [row[:3] for row in rows])


def _default(field: Any) -> str:
    if field.is_required():
        return "to be given"
    value = field.get_default(call_default_factory=True)
    if value is None or (isinstance(value, (str, tuple, dict)) and not value):
        return "–"
    return f"`{str(value).lower() if isinstance(value, bool) else value}`"


_WORDS: Final = {
    str: "text",
    int: "whole number",
    float: "number",
    bool: "`true` or `false`",
    case.Words: "`{ en, zh }`",
}


def _kind(annotation: Any, limits: list[Any]) -> str:
    if annotation in _WORDS:
        return ", ".join([_WORDS[annotation], *filter(None, map(_limit, limits))])
    origin, inside = get_origin(annotation), get_args(annotation)
    if origin is Literal:
        return " or ".join(f"`{word}`" for word in inside)
    if origin is tuple:
        return f"list of {_kind(inside[0], [])}"
    if origin is dict:
        return "table of text to text"
    if origin in {types.UnionType, Union}:
        return " or ".join(_kind(part, []) for part in inside if part is not type(None))
    raise TypeError(f"no words for {annotation}")


def _limit(limit: Any) -> str:
    for name, word in (("gt", "above"), ("ge", "at least"), ("lt", "below"), ("le", "at most")):
        if getattr(limit, name, None) is not None:
            return f"{word} {getattr(limit, name):g}"
    pattern = getattr(limit, "pattern", None)
    return f"matching `{pattern}`" if pattern else ""
