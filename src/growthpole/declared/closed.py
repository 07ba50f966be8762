"""Closed TOML files: an unknown key is an error with the nearest valid one; all problems come at once, with lines."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError

from growthpole.declared.lines import Place, lines_of
from growthpole.declared.toml_files import read_toml, toml_text
from growthpole.errors import InputError

Model = TypeVar("Model", bound=BaseModel)

__all__ = ["parse_closed"]


def parse_closed(
    model: type[Model], data: bytes, name: str, code: str = "bad-study"
) -> tuple[Model, Mapping[Place, int]]:
    """What is written as TOML, checked against ``model``, and the line of each of its tables and keys.

    ``code`` is the error that lists what is wrong.

    Raises
    ------
    SourceError
        It is no TOML, or larger than 1 MiB.
    InputError
        Some of it is wrong; the message lists every problem with its place and the nearest valid key.
    """
    text, tree = toml_text(data, name), read_toml(data, name)
    places = lines_of(text, tree)
    try:
        return model.model_validate(tree), places
    except ValidationError as problem:
        lines = [f"  {_say(model, dict(error), places)}" for error in problem.errors(include_url=False)]
        raise InputError(code, path=name, count=len(lines), problems="\n".join(lines)) from None


def _say(model: type[BaseModel], error: dict[str, Any], places: Mapping[Place, int]) -> str:
    path = [part for part in error["loc"] if not (isinstance(part, str) and part.endswith("_"))]
    where = ".".join(str(part) for part in path)
    key = str(path[-1]) if path else ""
    line = next((places[found] for size in range(len(path), 0, -1) if (found := tuple(path[:size])) in places), None)
    place = f"{where} (line {line})" if line else where
    if error["type"] == "extra_forbidden":
        valid = _valid_keys(model, path[:-1])
        near = get_close_matches(key, valid, n=1, cutoff=0.4)
        hint = f"nearest valid key: {near[0]}" if near else "valid keys: " + ", ".join(valid)
        return f"{place}: unknown key; {hint}"
    received = error.get("input")
    shown = f" (received {received!r})" if isinstance(received, (str, int, float, bool)) else ""
    return f"{place}: {error['msg']}{shown}"


def _valid_keys(model: Any, path: list[Any]) -> list[str]:
    for part in path:
        if isinstance(part, int) or not (isinstance(model, type) and issubclass(model, BaseModel)):
            continue
        field = next((f for name, f in model.model_fields.items() if part in (name, f.alias)), None)
        model = _model_in(field.annotation) if field is not None else None
    if not (isinstance(model, type) and issubclass(model, BaseModel)):
        return []
    return [field.alias or name for name, field in model.model_fields.items()]


def _model_in(annotation: Any) -> Any:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for part in get_args(annotation) if (found := _model_in(part)) is not None), None)
