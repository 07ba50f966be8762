"""The judge of dirty files catches every planted error, and passes a reading without fault."""

from collections import Counter
from dataclasses import replace

import pandas as pd
import pytest

from growthpole.errors import Finding, SourceError
from growthpole.observe import Reading
from growthpole.observe.findings import Counts


@pytest.fixture(scope="module")
def clean(dirty_files):
    """A file in which every figure is owed."""
    return next(
        file
        for file in dirty_files
        if file.kind == "recoverable"
        and file.recipe["layout"] == "columns"
        and all(cell.demand == "load" for cell in file.truth)
        and any(cell.foreign for cell in file.truth)
        and not any(cell.groups for cell in file.truth)
    )


def row_of(cell, **changes):
    row = {
        "region": min(cell.regions, default=""),
        "region_label": "label",
        "label": " / ".join(filter(None, (cell.section, cell.label))),
        "header": " / ".join(words[0] for words in (*cell.groups, cell.leaves) if words),
        "period": min(cell.periods, default=""),
        "value": "" if cell.value is None else f"{cell.value:f}",
        "unit": cell.units[0] if cell.units else "",
        "role": cell.role,
        "sheet": cell.sheet,
        "cell": cell.cell,
    }
    return row | changes


def finding(truth, severity="error", code="not-a-number", **more):
    place = {"sheet": truth.sheet, "cell": truth.cell, "line": truth.line}
    return Finding(**{"code": code, "severity": severity, **place, **more})


def reading(rows, findings=(), *, holds=True):
    columns = list(row_of_columns())
    counts = Counts(1, 1, 0, 0) if holds else Counts(2, 1, 0, 0)
    return Reading(pd.DataFrame(rows, columns=columns), tuple(findings), {}, counts)


def row_of_columns():
    return ("region", "region_label", "label", "header", "period", "value", "unit", "role", "sheet", "cell")


def perfect(file):
    """What a reader without fault gives."""
    rows = [row_of(cell) for cell in file.truth if cell.value is not None and cell.demand in {"load", "load-or-name"}]
    findings = [finding(cell, "quarantine") for cell in file.truth if cell.demand == "name"]
    places = {(cell.sheet, cell.cell): cell for cell in file.truth}
    for cell in file.truth:
        if cell.twins:
            severity = "error" if cell.conflict else "warn"
            both = (cell, places[cell.sheet, cell.twins[0]])
            findings += [finding(each, severity, "duplicate-key") for each in both]
    if file.kind == "ask":
        findings.append(Finding(code="unknown-encoding", severity="error", file=file.name))
    return rows, findings


class TestJudge:
    def test_a_reading_without_fault_is_exact(self, dirty, dirty_files):
        for file in dirty_files:
            verdict = dirty.judge(file, reading(*perfect(file)))
            assert (verdict.outcome, verdict.faults) == ("exact", ()), (file.name, verdict)

    def test_an_error_of_the_house_asks_and_any_other_crashes(self, dirty, clean):
        assert dirty.judge(clean, SourceError("empty-file", path=clean.name)).outcome == "asked"
        verdict = dirty.judge(clean, KeyError("x"))
        assert (verdict.outcome, verdict.crash) == ("crash", "KeyError: 'x'")

    def test_an_empty_reading_loses_every_figure(self, dirty, clean):
        verdict = dirty.judge(clean, reading([]))
        assert verdict.outcome == "wrong"
        assert Counter(fault.what for fault in verdict.faults) == {"lost": len(clean.truth)}

    @pytest.mark.parametrize(
        ("what", "changes"),
        [
            ("value", {"value": "1234567.5"}),
            ("value", {"value": "many"}),
            ("region", {"region": "CN-GD"}),
            ("region", {"region": ""}),
            ("region", {"role": "total"}),
            ("heading", {"header": "其他"}),
            ("unit", {"unit": "吨标准煤"}),
            ("unit", {"unit": ""}),
        ],
    )
    def test_a_wrong_cell_is_caught_and_a_finding_on_it_excuses(self, dirty, clean, what, changes):
        rows, findings = perfect(clean)
        cell = clean.truth[1]
        spoilt = [row_of(cell, **changes) if row["cell"] == cell.cell else row for row in rows]
        verdict = dirty.judge(clean, reading(spoilt, findings))
        assert verdict.outcome == "wrong"
        assert [(fault.what, fault.cell) for fault in verdict.faults] == [(what, cell.cell)]
        named = dirty.judge(clean, reading(spoilt, [finding(cell, "warn")]))
        assert (named.outcome, named.faults) == ("named", ())

    def test_a_heading_of_another_column_is_caught(self, dirty, clean):
        cell = next(cell for cell in clean.truth if cell.foreign)
        rows, _ = perfect(clean)
        spoilt = [
            row_of(cell, header=f"{cell.leaves[0]} / {cell.foreign[0]}") if row["cell"] == cell.cell else row
            for row in rows
        ]
        verdict = dirty.judge(clean, reading(spoilt))
        assert [(fault.what, fault.cell) for fault in verdict.faults] == [("foreign-heading", cell.cell)]

    @pytest.mark.parametrize(("label", "what"), [("{section} / other", "label"), ("other / {label}", "section")])
    def test_another_label_or_section_is_wrong(self, dirty, dirty_files, label, what):
        file = next(file for file in dirty_files if any(cell.section for cell in file.truth))
        cell = next(cell for cell in file.truth if cell.section and cell.demand == "load")
        rows, findings = perfect(file)
        text = label.format(section=cell.section, label=cell.label)
        rows = [
            row_of(cell, label=text) if row["cell"] == cell.cell and row["sheet"] == cell.sheet else row for row in rows
        ]
        verdict = dirty.judge(file, reading(rows, findings))
        assert [(fault.what, fault.cell) for fault in verdict.faults] == [(what, cell.cell)]

    def test_a_heading_above_may_not_be_lost(self, dirty, dirty_files):
        caught = 0
        for file in dirty_files:
            cell = next((cell for cell in file.truth if cell.groups and cell.leaves and cell.demand == "load"), None)
            if cell is None or file.kind != "recoverable":
                continue
            rows, findings = perfect(file)
            if findings:
                continue
            place = (cell.sheet, cell.cell)
            spoilt = [
                row_of(cell, header=cell.leaves[0]) if (row["sheet"], row["cell"]) == place else row for row in rows
            ]
            faults = dirty.judge(file, reading(spoilt)).faults
            assert {(fault.what, fault.sheet, fault.cell) for fault in faults} == {("group-heading", *place)}, file.name
            caught += 1
        assert caught > 20

    def test_a_wrong_period_is_caught(self, dirty, dirty_files):
        file = next(file for file in dirty_files if file.recipe["layout"] == "years" and file.kind == "recoverable")
        rows, findings = perfect(file)
        verdict = dirty.judge(file, reading([rows[0] | {"period": "1999"}, *rows[1:]], findings))
        assert [fault.what for fault in verdict.faults] == ["period"]

    def test_a_value_of_another_sheet_or_twice_or_from_nowhere_is_caught(self, dirty, clean):
        rows, _ = perfect(clean)
        nowhere = rows[0] | {"cell": "ZZ9"}
        assert [f.what for f in dirty.judge(clean, reading([*rows, nowhere])).faults] == ["invented"]
        assert [f.what for f in dirty.judge(clean, reading([*rows, rows[0]])).faults] == ["twice"]

    def test_a_lost_cell_is_caught_unless_named(self, dirty, clean):
        rows, _ = perfect(clean)
        cell, rest = clean.truth[0], rows[1:]
        assert [f.what for f in dirty.judge(clean, reading(rest)).faults] == ["lost"]
        label = sorted(cell.around)[0]
        for speaks in (
            finding(cell, "warn"),
            finding(cell, "warn", cell=label),
            finding(cell, "warn", cell="", column=""),
            finding(cell, "error", cell="", line=None),
            finding(cell, "warn", cell=f"A1:{cell.cell}"),
        ):
            verdict = dirty.judge(clean, reading(rest, [speaks]))
            assert verdict.outcome == "named", speaks

    def test_a_finding_elsewhere_excuses_nothing(self, dirty, clean):
        rows, _ = perfect(clean)
        cell = clean.truth[0]
        for silent in (
            finding(cell, cell="ZZ99"),
            finding(cell, cell="", line=cell.line + 500),
            finding(cell, sheet="another"),
            finding(cell, "warn", cell="", line=None),
            finding(cell, cell="", column="ZZ"),
            finding(cell, "warn", cell="", value=f"A1:{cell.cell}"),
            finding(cell, "error", cell="", value="ZZ1:ZZ9"),
        ):
            assert dirty.judge(clean, reading(rows[1:], [silent])).outcome == "wrong", silent

    def test_a_warning_on_the_label_does_not_excuse_a_wrong_value(self, dirty, clean):
        rows, _ = perfect(clean)
        cell = clean.truth[0]
        spoilt = [rows[0] | {"value": "7"}, *rows[1:]]
        label = sorted(cell.around)[0]
        assert dirty.judge(clean, reading(spoilt, [finding(cell, "warn", cell=label)])).outcome == "wrong"
        assert dirty.judge(clean, reading(spoilt, [finding(cell, "warn", cell="")])).outcome == "wrong"
        assert dirty.judge(clean, reading(spoilt, [finding(cell, "error", cell=label)])).outcome == "named"
        assert dirty.judge(clean, reading(spoilt, [finding(cell, "error", cell="")])).outcome == "named"

    @pytest.mark.parametrize(("demand", "what"), [("absent", "flag-as-number"), ("name", "loaded")])
    def test_what_is_no_number_may_not_load(self, dirty, dirty_files, demand, what):
        caught = 0
        for file in dirty_files:
            cell = next((cell for cell in file.truth if cell.demand == demand), None)
            if cell is None or file.kind == "ask":
                continue
            rows, findings = perfect(file)
            findings = [each for each in findings if each.cell != cell.cell]
            verdict = dirty.judge(file, reading([*rows, row_of(cell, value="0")], findings))
            assert what in {fault.what for fault in verdict.faults if fault.cell == cell.cell}, file.name
            caught += 1
        assert caught > 20

    def test_garbage_must_be_named(self, dirty, dirty_files):
        caught = 0
        for file in dirty_files:
            if file.kind == "ask" or not any(cell.demand == "name" for cell in file.truth):
                continue
            rows, _ = perfect(file)
            verdict = dirty.judge(file, reading(rows, []))
            assert "lost" in {fault.what for fault in verdict.faults}, file.name
            caught += 1
        assert caught > 20

    def test_a_city_and_a_group_are_not_the_province(self, dirty, dirty_files):
        caught = Counter()
        for file in dirty_files:
            cell = next((c for c in file.truth if c.demand == "load-or-name" and c.not_regions and not c.twins), None)
            if cell is None or file.recipe["rows"] not in {"of-which", "groups"} or (cell.role == "" and cell.regions):
                continue
            rows, findings = perfect(file)
            spoilt = [
                row_of(cell, region=min(cell.not_regions), role="")
                if (row["sheet"], row["cell"]) == (cell.sheet, cell.cell)
                else row
                for row in rows
            ]
            verdict = dirty.judge(file, reading(spoilt, [each for each in findings if each.cell]))
            assert "region" in {fault.what for fault in verdict.faults}, file.name
            caught[file.recipe["rows"]] += 1
        assert min(caught["of-which"], caught["groups"]) > 3

    @pytest.mark.parametrize(("choice", "what"), [("same", "repeat-unnamed"), ("other", "conflict-unnamed")])
    def test_repeated_rows_are_named(self, dirty, dirty_files, choice, what):
        caught = 0
        for file in dirty_files:
            twins = [cell for cell in file.truth if cell.twins]
            if file.recipe["rows"] != choice or not twins or file.kind == "ask":
                continue
            rows, findings = perfect(file)
            unsaid = [each for each in findings if each.code != "duplicate-key"]
            assert what in {f.what for f in dirty.judge(file, reading(rows, unsaid)).faults}, file.name
            half = [*unsaid, *(finding(cell, "error") for cell in twins)]
            if choice == "other":
                assert what in {f.what for f in dirty.judge(file, reading(rows, half)).faults}, file.name
            caught += 1
        assert caught > 3

    def test_a_file_to_ask_about_may_not_pass_without_an_error(self, dirty, dirty_files):
        asked = [file for file in dirty_files if file.kind == "ask"]
        for file in asked:
            rows, findings = perfect(file)
            quiet = [each for each in findings if each.severity == "warn"]
            assert "unasked" in {f.what for f in dirty.judge(file, reading(rows, quiet)).faults}

    def test_a_broken_row_law_is_wrong(self, dirty, clean):
        verdict = dirty.judge(clean, reading(*perfect(clean), holds=False))
        assert [fault.what for fault in verdict.faults] == ["row-law"]

    def test_a_value_is_compared_as_a_decimal(self, dirty, clean):
        cell = replace(clean.truth[0], value=clean.truth[0].value.scaleb(-3))
        file = replace(clean, truth=(cell, *clean.truth[1:]))
        rows, _ = perfect(file)
        rows[0]["value"] = f"{rows[0]['value']}0"
        assert dirty.judge(file, reading(rows)).outcome == "exact"
        rows[0]["value"] = f"{rows[0]['value']}1"
        assert [fault.what for fault in dirty.judge(file, reading(rows)).faults] == ["value"]
