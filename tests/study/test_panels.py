"""Panels: the German study and a user's own table, against an independent computation."""

from __future__ import annotations

import csv
import math
from collections import defaultdict
from fractions import Fraction

import pytest

from growthpole.errors import InputError
from growthpole.report import render_html
from growthpole.study import explain, new_study, run_study, study_of_data

LEFT_OUT = {"C", "TOTAL"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The German study, run once; tests read it and change nothing."""
    study = new_study(tmp_path_factory.mktemp("germany") / "study", "germany")
    run_study(study, renderers={"html": render_html})
    return study


@pytest.fixture(scope="module")
def german(folder):
    from growthpole.study import open_run

    return open_run("latest", folder)


@pytest.fixture(scope="module")
def jobs(folder):
    """Employees by (year, Land, activity), without the nation and what the panel leaves out."""
    found = defaultdict(int)
    with (folder / "sources" / "employment.csv").open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            if row["activity_code"] not in LEFT_OUT and row["region_code"] != "DE":
                found[row["period"], row["region_code"], row["activity_code"]] = int(row["employees"])
    return found


def add(jobs, year=None, region=None, activity=None):
    wanted = (year, region, activity)
    return sum(
        value
        for key, value in jobs.items()
        if all(want in (None, part) for want, part in zip(wanted, key, strict=True))
    )


def one(run, table, **dims):
    (row,) = [row for row in run.table(table).rows() if all(row[name] == value for name, value in dims.items())]
    return row


def test_location_quotient_and_shares_equal_exact_fractions(german, jobs):
    for activity in ("J", "B-E", "A"):
        row = one(german, "diagnose.employment_activities", activity=activity)
        own, nation = add(jobs, "2014", "DE-SN"), add(jobs, "2014")
        part, wide = add(jobs, "2014", "DE-SN", activity), add(jobs, "2014", None, activity)
        assert row["level"] == part
        assert math.isclose(row["lq"], float(Fraction(part, own) / Fraction(wide, nation)), rel_tol=1e-12)


def test_shift_share_of_saxony_adds_up_and_equals_exact_fractions(german, jobs):
    row = one(german, "diagnose.employment_shifts", activity="all")
    growth = Fraction(add(jobs, "2014"), add(jobs, "2008"))
    mix = sum(
        add(jobs, "2008", "DE-SN", activity)
        * (Fraction(add(jobs, "2014", None, activity), add(jobs, "2008", None, activity)) - growth)
        for activity in {key[2] for key in jobs}
    )
    start, end = add(jobs, "2008", "DE-SN"), add(jobs, "2014", "DE-SN")
    assert math.isclose(row["national"], float(start * (growth - 1)), rel_tol=1e-9)
    assert math.isclose(row["mix"], float(mix), rel_tol=1e-9)
    assert math.isclose(row["national"] + row["mix"] + row["regional"], end - start, rel_tol=1e-9)
    assert math.isclose(row["contribution"], end / start - 1, rel_tol=1e-9)


def test_growth_and_ranks_of_the_laender(german, jobs):
    row = one(german, "diagnose.employment_growth", region="DE-BE")
    assert math.isclose(
        row["growth"], (add(jobs, "2014", "DE-BE") / add(jobs, "2008", "DE-BE")) ** (1 / 6) - 1, rel_tol=1e-12
    )
    totals = {region: add(jobs, "2011", region) for region in {key[1] for key in jobs}}
    for region, total in totals.items():
        at = one(german, "diagnose.employment_years", region=region, period="2011")
        assert at["rank"] == 1 + sum(other > total for other in totals.values())


def test_the_nation_row_and_parts_of_others_never_enter(german):
    rows = german.table("diagnose.employment_cells").rows()
    assert {row["activity"] for row in rows}.isdisjoint(LEFT_OUT)
    assert len({row["region"] for row in rows}) == 16


def test_every_number_of_the_german_report_is_explained(german):
    import html
    import re

    page = (german.folder / "report.en.html").read_text(encoding="utf-8")
    keys = {
        html.unescape(key): float(value) for key, value in re.findall(r'data-key="([^"]+)" data-value="([^"]*)"', page)
    }
    assert len(keys) > 300
    for key, value in keys.items():
        found = explain(german, key)
        assert found.value == value
        assert list(found.cells()), key


def test_a_single_year_shows_no_change(german):
    assert "diagnose.firms_activities" in german.table_names
    assert "diagnose.firms_shifts" not in german.table_names


def test_what_is_absent_is_said_to_be_absent(german):
    page = (german.folder / "report.en.html").read_text(encoding="utf-8")
    assert "Absent from this study, which is not zero" in page
    assert "an input-output table" in page
    assert "a register of partners" in page


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_german_report_speaks_of_germany_only(german, lang):
    page = (german.folder / f"report.{lang}.html").read_text(encoding="utf-8")
    for word in ("Shandong", "A-share", "yuan", "province", "山东", "A股", "省"):
        assert word not in page, word


def test_a_users_own_table_becomes_a_study_that_runs(tmp_path):
    rows = [
        ("geo", "industry", "year", "value"),
        *(
            (geo, industry, year, value)
            for geo, scale in (("North", 2), ("South", 1))
            for industry, size in (("a", 10), ("b", 30))
            for year, value in ((2010, scale * size), (2020, scale * size + 5))
        ),
    ]
    path = tmp_path / "mine.csv"
    path.write_text("\n".join(",".join(map(str, row)) for row in rows) + "\n", encoding="utf-8")
    study = study_of_data(tmp_path / "my study", path, "person")
    run = run_study(study, renderers={"html": render_html}).run
    assert one(run, "diagnose.panel_regions", region="North")["level"] == 90.0
    row = one(run, "diagnose.panel_activities", activity="a")
    assert math.isclose(row["lq"], float(Fraction(25, 90) / Fraction(40, 140)), rel_tol=1e-12)


@pytest.mark.parametrize(
    ("text", "unit", "said"),
    [
        ("a,b\n1,2\n", "person", "region"),
        ("region,activity,year,value\nN,a,2020,1\n", "", "--unit"),
        ("region,activity,year,value\nN,a,2020,1\n", "furlong", "furlong"),
        ("region,activity,year,value\nN,a,soon,1\n", "person", "no whole year"),
    ],
)
def test_a_table_that_cannot_become_a_study_is_refused_and_leaves_nothing(tmp_path, text, unit, said):
    path = tmp_path / "mine.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=said):
        study_of_data(tmp_path / "study", path, unit)
    assert [entry.name for entry in tmp_path.iterdir()] == ["mine.csv"]
