"""The judge: what a reading got wrong without a word, cell by cell."""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from growthpole.errors import GrowthpoleError

from .canvas import TruthCell

_ADDRESS = re.compile(r"\b([A-Z]{1,3})([1-9][0-9]*)(?::([A-Z]{1,3})([1-9][0-9]*))?\b")
_RANGE = re.compile(r"[A-Z]{1,3}[1-9][0-9]*:[A-Z]{1,3}[1-9][0-9]*")
_LETTERS = re.compile(r"[A-Z]{1,3}")
GRAVE = frozenset({"error", "quarantine"})


@dataclass(frozen=True)
class Fault:
    """One thing wrong without a finding that says so."""

    what: str
    sheet: str
    cell: str
    expected: str
    got: str


@dataclass(frozen=True)
class Verdict:
    """What a reading is worth.

    ``outcome`` is crash, wrong, exact, asked (the whole file is refused with a reason) or named (what is not
    exact stands in findings); ``errors`` counts the findings that stop an ingest.
    """

    outcome: str
    faults: tuple = ()
    errors: int = 0
    crash: str = ""


def judge(file, outcome):
    """The verdict on what reading ``file`` gave: a Reading, or the exception it raised."""
    if isinstance(outcome, GrowthpoleError):
        return Verdict("asked")
    if isinstance(outcome, BaseException):
        return Verdict("crash", crash=f"{type(outcome).__name__}: {outcome}"[:300])
    return _Case(file, outcome).verdict()


def folded(text):
    """Text without width, case and space."""
    return "".join(unicodedata.normalize("NFKC", str(text)).casefold().split())


class _Case:
    """One file and its reading."""

    def __init__(self, file, reading):
        self.file, self.findings = file, list(reading.findings)
        self.holds = reading.counts.holds
        self.in_sheets = any(cell.sheet for cell in file.truth)
        self.truth = {(cell.sheet, cell.cell): cell for cell in file.truth}
        self.rows = [{"role": "", "label": "", **row} for row in reading.rows.to_dict("records")]
        self.faults = []

    def verdict(self):
        loaded = {}
        for row in self.rows:
            place = (row["sheet"] if self.in_sheets else "", row["cell"])
            if row["value"] == "" or row["value"] is None:
                continue
            loaded.setdefault(place, []).append(row)
        for place, rows in loaded.items():
            self._check_loaded(place, rows)
        exact = True
        for place, cell in self.truth.items():
            exact &= self._check_owed(cell, loaded=place in loaded)
            if cell.twins:
                self._check_twins(cell, loaded)
        errors = sum(finding.severity == "error" for finding in self.findings)
        if self.file.kind == "ask" and not any(finding.severity in GRAVE for finding in self.findings):
            self._fault("unasked", next(iter(self.truth.values())), "a question", "a reading without an error")
        if not self.holds:
            self.faults.append(Fault("row-law", "", "", "read = loaded + quarantined + skipped", "not so"))
        if self.faults:
            return Verdict("wrong", tuple(self.faults), errors)
        return Verdict("exact" if exact else "named", (), errors)

    def _fault(self, what, cell, expected, got):
        self.faults.append(Fault(what, cell.sheet, cell.cell, str(expected), str(got)))

    def _check_loaded(self, place, rows):
        cell = self.truth.get(place)
        if cell is None:
            cell = _no_figure(place)
            if not self._named(cell):
                self._fault("invented", cell, "no figure", f"{rows[0]['value']} for {rows[0]['region_label']}")
            return
        if len(rows) > 1 and not self._named(cell):
            self._fault("twice", cell, "one row", f"{len(rows)} rows")
        for row in rows:
            problems = list(_problems(cell, row))
            if problems and not self._named(cell):
                for what, expected, got in problems:
                    self._fault(what, cell, expected, got)

    def _check_owed(self, cell, *, loaded):
        """Whether the cell got what it is owed exactly; a figure lost without a word is a fault."""
        if cell.demand == "absent":
            return True
        named = self._named(cell, losing=True)
        if not loaded and not named:
            self._fault("lost", cell, cell.text, "neither loaded nor named")
        if cell.demand == "load":
            return loaded and not (named and self._doubted(cell))
        return True

    def _doubted(self, cell):
        """Whether a named cell was loaded with other than its truth."""
        rows = [row for row in self.rows if row["cell"] == cell.cell and row["sheet"] in {cell.sheet, ""}]
        return any(row["value"] not in {"", None} and list(_problems(cell, row)) for row in rows)

    def _check_twins(self, cell, loaded):
        """A repeated key is named; where the values differ, every one that is loaded beside another, as an error."""
        first = self.truth.get((cell.sheet, cell.twins[0]))
        if first is None:
            return
        by = [finding for finding in self.findings if _speaks(finding, cell) or _speaks(finding, first)]
        if not cell.conflict:
            if not by:
                self._fault("repeat-unnamed", cell, f"a finding on {cell.cell} or {first.cell}", "none")
            return
        grave = [finding for finding in by if finding.severity in GRAVE]
        both = (cell.sheet, cell.cell) in loaded and (first.sheet, first.cell) in loaded
        owed = [each for each in (first, cell) if both or (each.sheet, each.cell) not in loaded]
        for each in owed:
            if not any(_speaks(finding, each) for finding in grave):
                self._fault("conflict-unnamed", each, f"an error that names {cell.cell} and {first.cell}", "none")

    def _named(self, cell, *, losing=False):
        """Whether a finding speaks for the cell: on it, or gravely on its label, its headings or the whole.

        What is only left out may be told by a mere warning on its label or heading.
        """
        for finding in self.findings:
            how = _speaks(finding, cell)
            if how == "cell" or (how == "around" and losing) or (how and finding.severity in GRAVE):
                return True
        return False


def _no_figure(place):
    digits = re.sub(r"\D", "", place[1])
    return TruthCell(place[0], place[1], int(digits or 0), "", None, "name")


def _problems(cell, row):
    """What is wrong with a loaded row, as (what, expected, got)."""
    if cell.demand in {"absent", "name"}:
        yield ("flag-as-number" if cell.demand == "absent" else "loaded", repr(cell.text), row["value"])
        return
    try:
        same = Decimal(row["value"]) == cell.value
    except InvalidOperation:
        same = False
    if not same:
        yield "value", cell.value, row["value"]
    yield from _wrong_region(cell, row)
    # Where regions head the columns, the words for the value stand in the labels of the rows.
    header, unit = folded(" ".join(map(str, (row["header"], row["label"], row["region_label"])))), folded(row["unit"])
    if cell.leaves and not any(folded(leaf) in header for leaf in cell.leaves):
        yield "heading", " or ".join(cell.leaves), row["header"]
    parts = [folded(part) for part in str(row["label"]).split(" / ")]
    if cell.label and parts[-1] != folded(cell.label):
        yield "label", cell.label, row["label"]
    if cell.section and folded(cell.section) not in parts[:-1]:
        yield "section", cell.section, row["label"]
    for group in cell.groups:
        if not any(folded(word) in folded(row["header"]) for word in group):
            yield "group-heading", " or ".join(group), row["header"]
    mixed = [word for word in cell.foreign if folded(word) in folded(row["header"])]
    if mixed:
        yield "foreign-heading", f"without {mixed}", row["header"]
    units = [folded(text) for text in cell.units]
    if units and re.sub(r"[()\[\]/]", "", unit) not in {*units, "".join(units), "".join(reversed(units))}:
        yield "unit", cell.units, row["unit"]
    if cell.periods and str(row["period"]) not in cell.periods:
        yield "period", sorted(cell.periods), row["period"]


def _wrong_region(cell, row):
    region, role = str(row["region"]), row["role"]
    if cell.role == "of-which":
        good = region not in cell.not_regions or role == "of-which"
    elif cell.role == "total":
        good = region not in cell.not_regions and (region in cell.regions or role == "total")
    elif not cell.regions:
        good = region not in cell.not_regions
    else:
        good = region in cell.regions and role == ""
    if not good:
        expected = f"{sorted(cell.regions)} {cell.role}".strip()
        yield "region", expected, f"{region} {role}".strip()


def _speaks(finding, cell):
    """How a finding speaks for a cell: on it (``cell``), on its label or headings (``around``), ``whole``, or not."""
    if finding.sheet and finding.sheet != cell.sheet:
        return ""
    if finding.cell:
        how = _within(finding.cell, cell)
    elif finding.line is not None and _RANGE.fullmatch(finding.value):
        # It stands on the first line of the block it is about.
        how = "whole" if finding.severity in GRAVE and _within(finding.value, cell) == "cell" else ""
    elif finding.line is not None:
        how = _on_line(finding, cell)
    elif _LETTERS.fullmatch(finding.column):
        how = "around" if finding.column == cell.cell.rstrip("0123456789") else ""
    else:
        how = "whole" if finding.severity == "error" else ""
    if not how and cell.cell.rstrip("0123456789") in finding.params.get("letters", "").split(", "):
        return "around"
    if not how and any(_within(str(text), cell) for text in finding.params.values()):
        return "around"
    return how


def _within(addresses, cell):
    """Whether a text of addresses and ranges holds the cell, its label or its headings."""
    spots = [_ADDRESS.fullmatch(spot) for spot in (cell.cell, *cell.around)]
    hit = ""
    for left, top, right, bottom in _ADDRESS.findall(addresses):
        for at, spot in enumerate(spots):
            if spot is None:
                continue
            column, line = _index(spot[1]), int(spot[2])
            if _index(left) <= column <= _index(right or left) and int(top) <= line <= int(bottom or top):
                if at == 0:
                    return "cell"
                hit = "around"
    return hit


def _on_line(finding, cell):
    """How a finding on a line speaks: for the whole row like one on its label, or for a column of it."""
    if _LETTERS.fullmatch(finding.column):
        return _within(f"{finding.column}{finding.line}", cell)
    if finding.line != cell.line:
        return ""
    if not finding.column:
        return "around"
    return "" if any(folded(word) in folded(finding.column) for word in cell.foreign) else "cell"


def _index(name):
    at = 0
    for sign in name:
        at = at * 26 + ord(sign) - 64
    return at
