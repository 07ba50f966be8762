"""The page of registers by kind, made from their schemas."""

from __future__ import annotations

from growthpole.tables import register_schemas
from growthpole.tables.register_schemas import SCHEMAS, Field, Schema
from writing import table

__all__ = ["register_page"]

FORMS = {
    "text": "text",
    "number": "number",
    "whole": "whole number",
    "year": "year",
    "day": "day such as 2021-12-31",
    "word": "one of",
    "flag": "`true` or `false`",
    "economy": "ISO 3166-1 code of three letters",
    "money": "unit of money",
    "codes": "codes set apart by `;`",
}


def register_page() -> str:
    """Every kind with its fields and rules."""
    parts = [
        "# Registers by kind",
        (
            "A `[[register]]` with a `kind` is checked by these fields ([study.toml](study.md#register), "
            "[input](input.md#registers-by-kind)). Fields without a mark may be left out; a blank cell is absent, "
            "never zero."
        ),
    ]
    about = _about()
    for kind, schema in SCHEMAS.items():
        parts += [f"## {kind}", f"{about[kind]}. Key: {', '.join(f'`{name}`' for name in schema.key)}."]
        parts.append(table(("Field", "Needed", "Holds", "Refers to"), [_row(field) for field in schema.fields]))
        parts += _rules(schema)
    return "\n\n".join(parts)


def _about() -> dict[str, str]:
    """What each kind is, from the table in the module's docstring."""
    rows = [line.split("``  ") for line in (register_schemas.__doc__ or "").splitlines() if line.startswith("``")]
    return {name.strip("` "): said.strip().capitalize() for name, said in rows}


def _row(field: Field) -> tuple[str, str, str, str]:
    holds = FORMS[field.form]
    if field.words:
        holds += " " + ", ".join(f"`{word}`" for word in field.words)
    edges = [
        f"{word} {edge:g}" for word, edge in (("at least", field.least), ("at most", field.most)) if edge is not None
    ]
    return f"`{field.name}`", "yes" if field.needed else "", ", ".join([holds, *edges]), field.refers or "–"


def _rules(schema: Schema) -> list[str]:
    said = [f"- `{low}` is never above `{high}`." for low, high in schema.never_above]
    if schema.in_order:
        said.append(
            "- Never before the day that stands before it: " + ", ".join(f"`{name}`" for name in schema.in_order) + "."
        )
    said += [f"- `{name}` needs `{other}`." for name, other in schema.needs]
    return ["\n".join(said)] if said else []
