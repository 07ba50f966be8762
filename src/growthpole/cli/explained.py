"""How ``explain`` prints a number down to its cells: names in both languages, conversion, corrections."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final

from growthpole.cli.language import say
from growthpole.cli.printing import emit, print_json
from growthpole.messages import Lang, has, text
from growthpole.store.folder import DATABASE
from growthpole.views.formatting import operator_word, with_unit

if TYPE_CHECKING:
    from growthpole.study.explaining import Cell, Explanation, Input
    from growthpole.study.naming import Label

__all__ = ["print_explanation"]

SHOWN: Final = 3
_SAID: Final = ("period", "kind", "vintage", "scope", "price_basis", "status", "basis", "published", "note", "reason")


def print_explanation(found: Explanation, lang: Lang, *, as_json: bool) -> None:
    """Print a number down to its cells."""
    if as_json:
        print_json(_finite(asdict(found)))
    else:
        for line in _lines(found, lang, ""):
            emit(line)


def _finite(node: Any) -> Any:
    if isinstance(node, dict):
        return {name: _finite(value) for name, value in node.items()}
    if isinstance(node, (list, tuple)):
        return [_finite(value) for value in node]
    return None if isinstance(node, float) and node != node else node  # noqa: PLR0124 - NaN


def _lines(found: Explanation, lang: Lang, indent: str) -> Iterator[str]:
    yield f"{indent}{found.key}"
    yield f"{indent}  = {with_unit(repr(found.value), '' if found.unit == '1' else found.unit, lang)}"
    for label in found.labels:
        yield f"{indent}  {_field(label.dim, lang)}: {_named(label, lang)}"
    if found.formula:
        yield f"{indent}  {say('explain.formula', lang)}: {found.formula}"
    if found.cell is not None:
        yield from (f"{indent}  {line}" for line in _cell(found.cell, lang))
    for item in found.inputs:
        if item.explanation is None:
            yield from (f"{indent}  {line}" for line in _slice(item, lang))
        else:
            yield f"{indent}  {item.name}:"
            yield from _lines(item.explanation, lang, f"{indent}    ")


def _slice(item: Input, lang: Lang) -> Iterator[str]:
    """The rows of a slice: how many, from which files, and the first of them."""
    yield f"{item.name}: {say('explain.rows', lang, rows=item.rows)} {item.slice}"
    if not item.rows:
        yield f"  {say('explain.zero', lang)}"
    for source in item.files:
        yield f"  {source.file} sha256 {source.sha256} {source.address}"
    for cell in item.cells[:SHOWN]:
        names = [_told_apart(label, lang) for label in cell.labels]
        rest = [cell.row["period"]] if "period" in cell.row else []
        yield f"  {_place(cell, lang)} = {_printed(cell, lang)}; {'; '.join([*names, *rest])}"
        for line in (*_conversion(cell, lang), *_corrections(cell, lang)):
            yield f"    {line}"
    if item.rows > len(item.cells[:SHOWN]):
        yield f"  … {say('explain.more', lang, rows=item.rows - len(item.cells[:SHOWN]))}"


def _cell(cell: Cell, lang: Lang) -> Iterator[str]:
    yield f"{say('explain.cell', lang)}: {_place(cell, lang)} = {_printed(cell, lang)}"
    yield from _conversion(cell, lang)
    yield from _corrections(cell, lang)
    for label in cell.labels:
        yield f"{_field(label.dim, lang)}: {_named(label, lang)}"
    for name in _SAID:
        if cell.row.get(name):
            yield f"{_field(name, lang)}: {_said(cell, name, lang)}"
    yield f"{say('explain.address', lang)}: {_said(cell, 'address', lang) or '–'}"
    yield f"{say('explain.sha', lang)}: {cell.sha256}"


def _place(cell: Cell, lang: Lang) -> str:
    """File, sheet and cell of a workbook; file, line and column of a text, with the address a spreadsheet shows.

    An entry of the ledger is named by its number, when it was recorded, by whom, and the source it names.
    """
    if cell.file == DATABASE:
        told = {name: cell.row.get(name, "–") for name in ("recorded", "by")}
        return say("explain.entry", lang, number=cell.line, source=cell.address or "–", **told)
    if cell.sheet and cell.cell:
        return say("explain.in_sheet", lang, place=cell.place, column=cell.column)
    address = say("explain.in_brackets", lang, text=cell.cell) if cell.cell else ""
    within = f"{cell.file}:{cell.sheet}" if cell.sheet else cell.file
    return say("explain.in_text", lang, file=within, line=cell.line, column=cell.column) + address


def _printed(cell: Cell, lang: Lang) -> str:
    """What the cell says, with its unit and the badge of a value the source does not state exactly."""
    shown = _in_unit(cell.printed or repr(cell.value), cell.raw_unit or cell.unit, lang)
    word = operator_word(cell.operator, lang)
    return f"{cell.operator} {shown}{say('explain.in_brackets', lang, text=word)}" if word else shown


def _in_unit(number: str, unit: str, lang: Lang) -> str:
    return with_unit(number, "" if unit == "1" else unit, lang)


def _conversion(cell: Cell, lang: Lang) -> Iterator[str]:
    one = cell.conversion
    if one is not None:
        before, after = _in_unit(one.printed, one.raw_unit, lang), _in_unit(one.value, one.unit, lang)
        factor = say("explain.in_brackets", lang, text=f"× {one.factor}")
        word = operator_word(cell.operator, lang)
        badge = say("explain.in_brackets", lang, text=word) if word else ""
        yield f"{say('explain.conversion', lang)}: {before} → {after}{factor}{badge}"


def _corrections(cell: Cell, lang: Lang) -> Iterator[str]:
    yield from (say("explain.corrected", lang, **asdict(one)) for one in cell.corrections)


def _named(label: Label, lang: Lang) -> str:
    """Both names, that of the language spoken first, with the code and what the source prints instead."""
    names = (label.name_zh, label.name_en) if lang == "zh" else (label.name_en, label.name_zh)
    if set(names) == {label.code}:
        return label.code
    code = say("explain.in_brackets", lang, text=label.code)
    printed = say("explain.printed_as", lang, text=label.printed) if label.printed else ""
    return f"{' / '.join(names)}{code}{printed}"


def _told_apart(label: Label, lang: Lang) -> str:
    """Names of a label within a line; the row and the column of a square table are told apart."""
    field = f"{_field(label.dim, lang)} " if label.dim in ("row_code", "column_code") else ""
    return f"{field}{_named(label, lang)}"


def _field(name: str, lang: Lang) -> str:
    """Word for a field; a key column of a register goes by its own name."""
    return say(f"explain.field.{name}", lang) if has(f"cli.explain.field.{name}") else name


def _said(cell: Cell, name: str, lang: Lang) -> str:
    """What the row says in a field: a word of the catalogue, or a text with its translation."""
    said = cell.address if name == "address" else cell.row.get(name, "")
    chinese = cell.row_zh.get(name, "")
    if lang == "zh" and chinese:
        return f"{chinese}{say('explain.in_brackets', lang, text=said)}"
    words = (f"cli.explain.said.{name}.{said}", f"views.{name}.{said}")
    return next((text(key, lang) for key in words if has(key)), said)
