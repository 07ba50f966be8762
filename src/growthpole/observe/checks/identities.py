"""Accounting identities a user declares: ``output = intermediate + value_added``.

Names are headings or indicator codes, with + and − between them and one = sign. A name with signs in it
stands in double quotes; a minus inside an unquoted name needs no spaces around it ("value-added").
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from difflib import get_close_matches
from typing import Final

import numpy as np

from growthpole.errors import Finding, InputError, UnitMismatch, listed
from growthpole.observe.checks.rows import EXACTLY, RECORD, Places, PrintedRows, plain, relative, total_of
from growthpole.tables.classification import folded
from growthpole.units import parse_unit

__all__ = ["Identity", "check_identities", "parse_identity"]

_TOKEN: Final = re.compile(
    r'\s*(?:"(?P<quoted>[^"]+)"|(?P<sign>[=+])|(?<!\S)(?P<minus>-)(?!\S)|(?P<word>(?:(?!\s-(?:\s|$))[^"=+])+))'
)
_NOISE: Final = 8 * float(np.finfo(np.float64).eps)


@dataclass(frozen=True, slots=True)
class Identity:
    """A sum that is zero: the names with their signs; the first is where a gap is told.

    Attributes
    ----------
    text : str
        As declared.
    terms : tuple of (int, str)
        +1 or −1 and a name.
    """

    text: str
    terms: tuple[tuple[int, str], ...]


def parse_identity(text: str) -> Identity:
    """An identity as written.

    Raises
    ------
    InputError
        There is not exactly one equals sign, or a name or a sign is missing.

    Examples
    --------
    >>> parse_identity("output = intermediate + value-added").terms
    ((1, 'output'), (-1, 'intermediate'), (-1, 'value-added'))
    """
    # NFKC leaves the mathematical minus and the en dash alone.
    plain_text = unicodedata.normalize("NFKC", text).replace("−", "-").replace("–", "-")
    terms: list[tuple[int, str]] = []
    side, sign, signs = 1, 1, 0
    expects_name, place = True, 0
    while plain_text[place:].strip():
        found = _TOKEN.match(plain_text, place)
        if found is None:
            raise InputError("identity-syntax", identity=text)
        place = found.end()
        mark = found["sign"] or found["minus"]
        name = found["quoted"] or (found["word"] or "").strip()
        if bool(name) != expects_name:
            raise InputError("identity-syntax", identity=text)
        expects_name = not expects_name
        if name:
            terms.append((side * sign, name))
        elif mark == "=":
            side, sign, signs = -side, 1, signs + 1
        else:
            sign = 1 if mark == "+" else -1
    if signs != 1 or expects_name:
        raise InputError("identity-syntax", identity=text)
    return Identity(text, tuple(terms))


def check_identities(
    rows: PrintedRows, identities: Iterable[str | Identity], labels: Mapping[str, str] | None = None
) -> list[Finding]:
    """Findings for the records where a declared identity does not hold within the printed digits.

    Parameters
    ----------
    rows : PrintedRows
        The rows.
    identities : iterable of str or Identity
        What is declared.
    labels : mapping of str to str, optional
        Further names of the headings, such as the titles of indicators.

    Raises
    ------
    InputError
        A name is that of no heading, or of several, or an identity cannot be read.

    Examples
    --------
    >>> import pandas as pd
    >>> from growthpole.observe.checks.rows import printed_rows
    >>> table = pd.DataFrame({"header": ["a", "b", "c"], "value": ["10", "4", "9"], "unit": "亿元"})
    >>> found = check_identities(printed_rows(table.assign(region="A", period="2021")), ["a = b + c"])
    >>> [(each.severity, each.params["gap"]) for each in found]
    [('error', '-3')]
    """
    parsed = [parse_identity(each) if isinstance(each, str) else each for each in identities]
    if not parsed:
        return []
    names = _Names(list(rows.frame["header"].unique()), labels or {})
    found = [_check(rows, each, [names.resolve(name, each) for _, name in each.terms]) for each in parsed]
    return [finding for findings in found for finding in findings]


class _Names:
    """Headings by what people call them: the whole path, its last levels, or a further label."""

    def __init__(self, headers: Sequence[str], labels: Mapping[str, str]) -> None:
        self.whole = {folded(header): header for header in headers}
        self.labels = {folded(label): header for label, header in labels.items() if header in set(headers)}
        self.ends: dict[str, list[str]] = {}
        for header in headers:
            path = header.split(" / ")
            for level in range(1, len(path)):
                self.ends.setdefault(folded(" / ".join(path[level:])), []).append(header)

    def resolve(self, name: str, identity: Identity) -> str:
        """The heading of a name."""
        key = folded(name)
        if key in self.whole or key in self.labels:
            return self.whole.get(key) or self.labels[key]
        found = self.ends.get(key, [])
        if len(found) > 1:
            raise InputError("identity-ambiguous", identity=identity.text, name=name, headers=listed(found))
        if not found:
            known = {**self.ends, **self.labels, **self.whole}
            near = [known[each] for each in get_close_matches(key, known, n=3, cutoff=0.5)]
            offered = [each if isinstance(each, str) else each[0] for each in near] or list(self.whole.values())
            raise InputError("identity-name", identity=identity.text, name=name, near=listed(dict.fromkeys(offered)))
        return found[0]


def _check(rows: PrintedRows, identity: Identity, headers: list[str]) -> list[Finding]:
    wanted = np.flatnonzero(rows.frame["header"].isin(headers).to_numpy() & ~np.isnan(rows.numbers))
    part = rows.frame.iloc[wanted][["header"]].assign(row=wanted, record=rows.ids(*RECORD)[wanted])
    part = part[~part.duplicated(["record", "header"], keep=False)]
    table = part.pivot(index="record", columns="header", values="row").reindex(columns=list(dict.fromkeys(headers)))
    table = table.dropna()
    first = int(np.flatnonzero((rows.frame["header"] == headers[0]).to_numpy())[0])
    if not len(table):
        return [rows.finding("identity-unchecked", first, {"identity": identity.text})]
    places = table.astype(np.int64)[headers].to_numpy()
    sizes, alike = _sizes(rows, places)
    findings = []
    if not alike.all():
        odd = places[~alike][0]
        units = listed(dict.fromkeys(rows.text("unit", row) or "–" for row in odd.tolist()))
        told = {"identity": identity.text, "units": units, "count": str(int((~alike).sum()))}
        findings.append(rows.finding("identity-units", int(odd[0]), told, declared=True))
    places, sizes = places[alike], sizes[alike]
    signs = np.array([sign for sign, _ in identity.terms], dtype=np.float64)
    gap = (rows.numbers[places] * sizes * signs).sum(axis=1)
    allowed = (rows.halves[places] * sizes).sum(axis=1)
    noise = _NOISE * len(headers) * (np.abs(rows.numbers[places]) * sizes).sum(axis=1)
    for record in np.flatnonzero(np.abs(gap) > allowed - noise).tolist():
        found = _gap(rows, identity, places[record], sizes[record])
        findings += [found] if found is not None else []
    return findings


def _sizes(rows: PrintedRows, places: Places) -> tuple[np.ndarray, np.ndarray]:
    """Size of each number's unit in that of the first, and whether all units of a record measure one thing."""
    units = rows.frame["unit"].to_numpy(dtype=object)
    facts = {unit: _fact(unit) for unit in set(units[places.ravel()].tolist())}
    size = np.vectorize(lambda unit: float(facts[unit][0]), otypes=[np.float64])(units[places])
    kind = np.vectorize(lambda unit: facts[unit][1], otypes=[object])(units[places])
    return size / size[:, :1], (kind == kind[:, :1]).all(axis=1)


def _fact(unit: str) -> tuple[Decimal, str]:
    try:
        known = parse_unit(unit)
    except UnitMismatch:
        return Decimal(1), unit
    return known.factor, known.quantity


def _gap(rows: PrintedRows, identity: Identity, places: Places, sizes: np.ndarray) -> Finding | None:
    with localcontext(EXACTLY):
        scale = [Decimal(str(size)).normalize() for size in sizes.tolist()]
        cells = [rows.exact(int(row)) * size for row, size in zip(places, scale, strict=True)]
        allowed = total_of(rows.half(int(row)) * size for row, size in zip(places, scale, strict=True))
        signed = [cell * sign for cell, (sign, _) in zip(cells, identity.terms, strict=True)]
        gap = total_of(signed)
    if abs(gap) <= allowed:
        return None
    row = int(places[0])
    return rows.finding(
        "identity-differs",
        row,
        {
            "identity": identity.text,
            "label": rows.label(row),
            "period": rows.text("period", row),
            "cells": listed(f"{rows.where(int(at))} {plain(rows.exact(int(at)))}" for at in places),
            "gap": f"{gap:+,f}",
            "relative": relative(gap, cells[0]),
            "allowed": plain(allowed.normalize()),
        },
        declared=True,
    )
