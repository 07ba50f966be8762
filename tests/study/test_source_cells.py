"""The source cell: what it prints, the conversion of its unit, the correction of its text, its place."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from growthpole.cli.app import run_app
from growthpole.study import explain, run_study
from growthpole.study.source_cells import Correction, cell_of
from growthpole.tables.results import ResultTable

KEY = "observe.observations.value[region=CN-SD,indicator=equipment_revenue,period=2021]"
OLD = "CN-SD,equipment_revenue,2021,2.4,=,1e12 CNY"


@pytest.fixture
def changed(fresh_study):
    """Runs the observe stage of the bundled study with one line of its indicators written anew."""

    def make(new, old=OLD):
        path = fresh_study / "sources" / "indicators.csv"
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1
        path.write_text(text.replace(old, new), encoding="utf-8")
        return run_study(fresh_study, stages=("observe",)).run

    return make


def corrected(run, *rows):
    """The run as if these corrections had been applied while its sources were read."""
    table = ResultTable(stage="observe", name="corrections", frame=pd.DataFrame(rows), dims=("file", "cell"))
    run.manifest["tables"]["observe.corrections"] = table.describe()
    run._read["observe.corrections"] = table
    return run


def test_a_conversion_is_spelled_out_from_the_cell_to_the_value(changed, capsys):
    run = changed('山   东,equipment_revenue,2021,"27,600",~,亿元')
    cell = explain(run, KEY).cell
    assert (cell.printed, cell.raw_unit, cell.operator, cell.value, cell.unit) == (
        "27,600",
        "1e8 CNY",
        "~",
        2.76,
        "1e12 CNY",
    )
    one = cell.conversion
    assert (one.printed, one.raw_unit, one.factor, one.value, one.unit) == (
        "27,600",
        "1e8 CNY",
        "0.0001",
        "2.7600",
        "1e12 CNY",
    )
    assert cell.labels[0].printed == "山   东"
    run_app(["explain", str(run.folder), KEY])
    said = capsys.readouterr().out
    assert "cell: indicators.csv:line 12, column 'value' (E12) = ~ 27,600 × 100 million yuan (about)" in said
    assert "conversion: 27,600 × 100 million yuan → 2.7600 trillion yuan (× 0.0001) (about)" in said
    assert "region: Shandong / 山东 (CN-SD), printed 山   东" in said
    run_app(["explain", str(run.folder), KEY, "--lang", "zh"])
    said = capsys.readouterr().out
    assert "换算: 27,600亿元 → 2.7600万亿元（× 0.0001）（约）" in said
    assert "地区: 山东 / Shandong（CN-SD），原文为山   东" in said
    run_app(["explain", str(run.folder), KEY, "--json"])
    told = json.loads(capsys.readouterr().out)["cell"]
    assert told["conversion"]["factor"] == "0.0001"
    assert told["labels"][0] == {
        "dim": "region",
        "code": "CN-SD",
        "name_en": "Shandong",
        "name_zh": "山东",
        "printed": "山   东",
    }


def test_a_value_in_its_own_unit_needs_no_conversion(changed):
    assert explain(changed(OLD.replace("2.4", "2.5")), KEY).cell.conversion is None


def test_without_corrections_nothing_is_said(run):
    cell = explain(run, KEY).cell
    assert (cell.corrections, cell.correction) == ((), None)


def test_a_correction_stands_between_the_print_and_the_conversion(changed, capsys):
    run = changed("CN-SD,equipment_revenue,2021,24000,=,亿元")
    frame = run.table("observe.observations").frame
    hit = frame["raw"] == "24000"
    frame.loc[hit, "raw"] = "240000"  # what an ingest keeps beside the corrected value: the cell as it is printed
    told = {"file": "indicators.csv", "sheet": "", "reason": "a zero too many", "source": "bulletin 3"}
    corrected(
        run,
        {**told, "cell": "E12", "line": 12, "column": "value", "printed": "240000", "corrected": "24000"},
        {**told, "cell": "B12", "line": 12, "column": "region_code", "printed": "CN-SX", "corrected": "CN-SD"},
        {**told, "cell": "E13", "line": 13, "column": "value", "printed": "1", "corrected": "2"},
        {**told, "file": "other.csv", "cell": "E12", "line": 12, "column": "value", "printed": "1", "corrected": "2"},
    )
    cell = explain(run, KEY).cell
    assert cell.correction == Correction(
        cell="E12", column="value", printed="240000", corrected="24000", reason="a zero too many", source="bulletin 3"
    )
    assert [one.cell for one in cell.corrections] == ["E12", "B12"]
    assert (cell.printed, cell.conversion.printed, cell.conversion.value) == ("240000", "24000", "2.4000")
    run_app(["explain", str(run.folder), KEY])
    assert "corrected" not in capsys.readouterr().out  # the folder itself has no such table


def test_a_corrected_unit_is_the_one_that_is_converted(changed):
    run = changed("CN-SD,equipment_revenue,2021,24000,=,亿元")
    frame = run.table("observe.observations").frame
    frame.loc[frame["raw"] == "24000", "raw_unit"] = "1e4 CNY"
    told = {"file": "indicators.csv", "line": 12, "column": "unit", "printed": "万元", "corrected": "亿元", "sheet": ""}
    cell = explain(corrected(run, {**told, "cell": "G12", "reason": "wrong head", "source": ""}), KEY).cell
    assert (cell.conversion.raw_unit, cell.conversion.factor) == ("亿元", "0.0001")
    assert cell.correction is None


def test_an_arithmetic_that_does_not_hold_is_not_shown(changed):
    run = changed("CN-SD,equipment_revenue,2021,24000,=,亿元")
    frame = run.table("observe.observations").frame
    frame.loc[frame["raw"] == "24000", "raw"] = "24001"
    assert explain(run, KEY).cell.conversion is None


@pytest.mark.parametrize(
    ("raw", "raw_unit", "printed", "factor"),
    [
        ("27 600*", "亿元", "2.7600", "0.0001"),  # as a yearbook prints it, with its own word for the unit
        ("约27,600", "100 million yuan", "2.7600", "0.0001"),
        ("2.760.000,5", "百万元", "2.7600005", "0.000001"),
        ("2.4", "万亿元", "2.4", ""),  # the same unit by another name
        ("2.4", "人", "2.4", ""),  # no such conversion exists
        ("n.a.", "亿元", "2.4", ""),
    ],
)
def test_a_conversion_is_found_in_what_the_source_prints(run, raw, raw_unit, printed, factor):
    table = run.table("observe.observations")
    row = next(row for row in table.rows() if row["indicator"] == "equipment_revenue" and row["period"] == "2021")
    told = cell_of(run, table, {**row, "raw": raw, "raw_unit": raw_unit, "printed": printed}, "value").conversion
    assert (told.factor if told else "", told.printed if told else raw) == (factor, raw)


def test_a_text_whose_records_span_lines_has_lines_but_no_addresses(changed):
    run = changed(f"{OLD}", OLD)
    assert explain(run, KEY).cell.cell == "E12"
    fresh = run.folder.parent.parent / "sources" / "indicators.csv"
    fresh.write_text(fresh.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    text = fresh.read_text(encoding="utf-8").replace("rounded to 0.1", '"rounded\nto 0.1"', 1)
    fresh.write_text(text, encoding="utf-8")
    cell = explain(run_study(run.folder.parent.parent, stages=("observe",)).run, KEY).cell
    assert (cell.line, cell.column, cell.cell) == (12, "value", "")
    assert cell.place == "indicators.csv:12"
