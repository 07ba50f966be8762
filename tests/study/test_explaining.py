"""Every number of the report leads back to a row of a source file."""

from __future__ import annotations

import csv
import html
import math
import re
from string import ascii_uppercase

import pytest

from growthpole.errors import InputError
from growthpole.provenance import parse_key
from growthpole.study import explain
from growthpole.study.explaining import _row


def keys_of(run, lang):
    page = (run.folder / f"report.{lang}.html").read_text(encoding="utf-8")
    found = re.findall(r'data-key="([^"]+)" data-value="([^"]*)"', page)
    return {html.unescape(key): float(value) for key, value in found}


@pytest.fixture(scope="module")
def lines(study_folder):
    """Rows of every source file by their line, read with the standard library."""
    table = {}
    for path in (study_folder / "sources").glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as stream:
            reader = csv.DictReader(stream)
            rows = [(reader.line_num, row) for row in reader]
        table[path.name] = dict(rows)
    return table


def assumed(found):
    """Whether a figure of the plan ends at what study.toml assumes or sets."""
    below = [item.explanation for item in found.inputs if item.explanation is not None]
    named = any(item.slice.startswith("plan.assumptions.") for item in found.inputs)
    return (
        "study.toml" in found.formula
        or named
        or any(map(assumed, below))
        or (any(item.slice.startswith("plan.candidates.") for item in found.inputs))
    )


def test_every_number_of_the_report_ends_at_file_line_and_column_with_both_names(run, lines, soundly_named):
    keys = keys_of(run, "en")  # those of the Chinese page are the same, as the next test says
    assert len(keys) > 400
    seen = {}
    for key, value in keys.items():
        found = explain(run, key)
        assert found.value == value
        cells = list(found.cells())
        if key.startswith("plan.") and not cells:
            assert assumed(found), key
            continue
        files = [file for item in found.inputs for file in item.files]
        assert cells or any(item.rows == 0 for item in found.inputs), key
        assert cells or (files and all(file.address and len(file.sha256) == 64 for file in files)), key
        for cell in cells:
            if id(cell) in seen:  # a run gives a cell once, however many numbers rest on it
                continue
            seen[id(cell)] = cell
            soundly_named(run, cell, key)
            assert cell.address, key
            row = lines[cell.file][cell.line]
            assert cell.cell == f"{ascii_uppercase[list(row).index(cell.column)]}{cell.line}", key
            text = row[cell.column].strip()
            assert (text == cell.printed) if cell.printed else (float(text) == cell.value), key
            for label in cell.labels:
                assert not label.name_zh.isascii(), key


def test_what_is_remembered_is_what_would_be_computed(run, monkeypatch):
    keys = list(keys_of(run, "en"))[::25]
    remembered = [explain(run, key) for key in keys]
    monkeypatch.setattr(type(run), "once", lambda _run, _question, answer: answer())
    assert [explain(run, key) for key in keys] == remembered


def test_both_languages_show_the_same_numbers(run):
    assert keys_of(run, "en") == keys_of(run, "zh")


def test_the_required_growth_is_explained_down_to_both_ends(run):
    found = explain(run, "diagnose.target.required[reading=main]")
    assert found.indicator == "cagr"
    assert [cell.printed for cell in found.cells()] == ["2.4", "3.0"]
    assert math.isclose(found.value, (3.0 / 2.4) ** 0.25 - 1, rel_tol=1e-12)  # an independent formula, double precision


def test_a_quotient_of_counts_states_slices_rows_and_files(run, lines):
    found = explain(run, "diagnose.footprint_activities.lq[region=CN-SD,activity=farm_machinery]")
    sizes = {item.name: item.rows for item in found.inputs}
    firms = [row for row in lines["listed_firms.csv"].values() if row["period"] == "2021"]
    assert sizes == {
        "x[r,a]": 1,
        "X_r": sum(row["region_code"] == "CN-SD" for row in firms),
        "X_a": sum(row["industry_code"] == "farm_machinery" for row in firms),
        "X": len(firms),
    }
    assert {file.file for item in found.inputs for file in item.files} == {"listed_firms.csv"}


def test_a_computed_number_names_its_measure_and_what_it_is_of(run):
    found = explain(run, "diagnose.footprint_activities.lq[region=CN-SD,activity=farm_machinery]")
    assert [(label.dim, label.name_en, label.name_zh) for label in found.labels] == [
        ("measure", "Location quotient", "区位商"),
        ("region", "Shandong", "山东"),
        ("activity", "Farm machinery", "农用机械"),
    ]
    sector = explain(run, "linkages.sectors.backward[sector=EQ068]").labels[1]
    assert (sector.code, sector.name_en, sector.name_zh) == ("EQ068", "Metal-working machinery", "金属加工机械")


def test_cells_of_the_input_output_table_bear_the_names_and_the_unit_of_its_sectors(run):
    cell = next(explain(run, "linkages.sectors.backward[sector=EQ068]").cells())
    assert (cell.cell, cell.value, cell.unit) == ("F2", 18313.3769, "1e8 CNY")
    assert [(label.dim, label.code, label.name_zh, label.printed) for label in cell.labels] == [
        ("row_code", "AGR", "农林牧渔产品和服务", "Agriculture"),
        ("column_code", "AGR", "农林牧渔产品和服务", "Agriculture"),
    ]


def test_a_register_number_leads_to_its_line(run, lines):
    found = explain(run, "observe.register_partners.revenue_musd_2021[partner_code=volkswagen]")
    (cell,) = found.cells()
    assert float(lines["partners.csv"][cell.line]["revenue_musd_2021"]) == found.value == cell.value == 253965.0
    assert (cell.column, cell.cell) == ("revenue_musd_2021", "F3")
    assert [(label.name_en, label.name_zh) for label in cell.labels] == [("Volkswagen", "大众公司")]


@pytest.mark.parametrize(
    ("key", "message"),
    [
        ("nonsense", "not a number key"),
        ("diagnose.target.requird[reading=main]", "no number"),
        ("diagnose.target.required[reading=mian]", r"\[reading=main\]"),
        ("diagnose.nowhere.x[a=b]", "no table"),
        ("observe.observations.value[region=CN-SD,indicator=gdp]", "fits"),
        ("diagnose.target.required[colour=red]", "no number"),
    ],
)
def test_a_key_that_names_nothing_says_what_is_near(run, key, message):
    with pytest.raises(InputError, match=message):
        explain(run, key)


def test_a_short_key_that_fits_one_number_is_enough(run):
    found = explain(run, "observe.observations.value[region=CN-SD,indicator=equipment_firms,period=2021]")
    assert found.value == 9688.0


def test_every_key_of_a_run_names_one_number(run):
    """All keys are distinct and without empty labels; of a large table every 40th is looked up."""
    for name, table in run.tables().items():
        rows = table.rows()
        for column in table.units:
            keys = [str(table.key(row, column)) for row in rows]
            assert len(set(keys)) == len(keys), name
            assert not [key for key in keys if re.search(r"=[,\]]", key)]
        if table.units:
            column = next(iter(table.units))
            for row in rows[:: 1 if len(rows) < 400 else 40]:
                found = _row(table, parse_key(str(table.key(row, column))))
                assert [found[dim] for dim in table.dims] == [row[dim] for dim in table.dims], name


def test_a_key_is_of_one_form_everywhere(run):
    for key in ("observe.observations.value[region=CN-SD,indicator=equipment_firms,period=2021,kind=actual]",):
        found = explain(run, key).key
        assert explain(run, found).key == found
        assert str(parse_key(found)) == found
        assert "=," not in found
    table = run.table("observe.observations")
    row = next(row for row in table.rows() if not row["activity"])
    assert "activity" not in str(table.key(row, "value"))
    spelled = str(table.key(row, "value")).replace("[", "[activity=,")
    assert explain(run, spelled).key == str(table.key(row, "value"))
