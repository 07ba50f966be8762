"""Cells of CSV files that no spreadsheet takes for a formula, and their texts again."""

from __future__ import annotations

from typing import Final

__all__ = ["guarded", "restored"]

# Full-width signs begin a formula where the spreadsheet runs in Chinese or Japanese.
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_MARK: Final = "'"


def guarded(cell: object) -> object:
    """A cell that no spreadsheet takes for a formula: such text is led by an apostrophe.

    So is text that already looks guarded, for :func:`restored` to give it back.

    Examples
    --------
    >>> guarded("=HYPERLINK(1)"), guarded(-1.5), guarded("Shandong"), guarded("'=1")
    ("'=HYPERLINK(1)", -1.5, 'Shandong', "''=1")
    """
    if not isinstance(cell, str):
        return cell
    return f"{_MARK}{cell}" if cell.startswith(_FORMULA) or _is_guarded(cell) else cell


def restored(text: str) -> str:
    """The text that was guarded.

    Examples
    --------
    >>> restored("'=HYPERLINK(1)"), restored("'tis"), restored("''=1")
    ('=HYPERLINK(1)', "'tis", "'=1")
    """
    return text[1:] if _is_guarded(text) else text


def _is_guarded(text: str) -> bool:
    return text.startswith(_MARK) and text[1:].startswith((*_FORMULA, _MARK))
