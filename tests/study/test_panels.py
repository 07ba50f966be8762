"""Panels: the German study and a user's own table, against an independent computation."""

from __future__ import annotations

import csv
import math
from collections import defaultdict
from fractions import Fraction

import pytest

from growthpole.errors import InputError
from growthpole.report import render_html
from growthpole.study import DataOptions, explain, new_study, run_study, study_of_data

LEFT_OUT = {"C", "TOTAL"}


@pytest.fixture(scope="module")
def jobs(german_folder):
    """Employees by (year, Land, activity), without the nation and what the panel leaves out."""
    found = defaultdict(int)
    with (german_folder / "sources" / "employment.csv").open(encoding="utf-8", newline="") as stream:
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


def test_every_number_of_the_german_report_is_explained(german, soundly_named):
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
        cells = list(found.cells())
        assert cells, key
        for cell in cells:
            soundly_named(german, cell, key)
            assert cell.cell == f"D{cell.line}" or cell.column == "employees", key


def test_a_name_in_one_language_stands_for_both(german):
    cell = next(explain(german, "diagnose.firms_activities.share[activity=Q]").cells())
    region, activity, indicator = cell.labels
    assert region.name_en == region.name_zh == "Saxony"
    assert activity.name_en == activity.name_zh == "Health and social work"
    assert (indicator.name_en, indicator.name_zh) == ("Firms", "企业数")


def test_a_single_year_shows_no_change(german):
    assert "diagnose.firms_activities" in german.table_names
    assert "diagnose.firms_shifts" not in german.table_names


def test_what_is_absent_is_said_to_be_absent(german):
    page = (german.folder / "report.en.html").read_text(encoding="utf-8")
    assert "Absent from this study, which is not zero" in page
    assert "an input-output table" in page
    assert "a register of partners" in page
    assert [name for name in german.table_names if name.startswith("linkages.")] == []
    assert 'section id="linkages' not in page


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
    study = study_of_data(tmp_path / "my study", path, DataOptions(unit="person"))
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
        study_of_data(tmp_path / "study", path, DataOptions(unit=unit))
    assert [entry.name for entry in tmp_path.iterdir()] == ["mine.csv"]


# Kinds of data, groups, drivers, convergence


def test_rounded_figures_are_called_above_only_where_every_table_says_so(german):
    rows = german.table("diagnose.sections_activities").rows()
    assert {row["uncertainty"] for row in rows} == {"rounding"}
    for row in rows:
        assert row["low"] <= row["lq"] <= row["high"]
        assert row["verdict"] == ("above" if row["low"] > 1 else "below" if row["high"] < 1 else "open")
    mining = one(german, "diagnose.sections_activities", activity="B")
    assert mining["low"] < mining["lq"] - 0.02 < mining["high"] - 0.04  # 35 units of rounding: a visible band


def test_counts_stand_with_k_of_n_and_exact_intervals(german, german_folder):
    from scipy.stats import beta

    with (german_folder / "sources" / "firms_2015.csv").open(encoding="utf-8", newline="") as stream:
        firms = {(row["region_code"], row["section"]): int(row["firms"]) for row in csv.DictReader(stream)}
    everywhere = sum(firms.values())
    own = sum(value for (region, _), value in firms.items() if region == "DE-SN")
    k = firms["DE-SN", "B"]
    n = sum(value for (_, section), value in firms.items() if section == "B")
    row = one(german, "diagnose.firms_activities", activity="B")
    assert (row["level"], row["nation_level"]) == (k, n)
    assert math.isclose(row["low"], beta.ppf(0.025, k, n - k + 1) / (own / everywhere), rel_tol=1e-9)
    assert math.isclose(row["high"], beta.ppf(0.975, k + 1, n - k) / (own / everywhere), rel_tol=1e-9)
    assert row["verdict"] == "open"


def test_possible_ranks_hold_the_rank(german):
    for panel in ("employment", "sections", "firms"):
        rows = german.table(f"diagnose.{panel}_regions").rows()
        assert all(row["best"] <= row["rank"] <= row["worst"] for row in rows)
    assert all(row["best"] == row["worst"] for row in german.table("diagnose.employment_regions").rows())


def test_related_and_unrelated_variety_add_up_to_the_entropy_of_firms(german, german_folder):
    with (german_folder / "sources" / "firms_2015.csv").open(encoding="utf-8", newline="") as stream:
        firms = [int(row["firms"]) for row in csv.DictReader(stream) if row["region_code"] == "DE-SN"]
    bits = -sum(x / sum(firms) * math.log2(x / sum(firms)) for x in firms if x)
    row = one(german, "diagnose.firms_regions", region="DE-SN")
    assert row["related_variety"] > 0
    assert math.isclose(row["related_variety"] + row["unrelated_variety"], bits, rel_tol=1e-12)
    assert "related_variety" not in german.table("diagnose.employment_regions").units


def test_new_drivers_carry_what_their_levels_say(german, jobs):
    new = ("J", "K", "M-N")
    row = one(german, "diagnose.employment_drivers", region="DE-SN")
    start = add(jobs, "2008", "DE-SN")
    carried = sum(add(jobs, "2014", "DE-SN", a) - add(jobs, "2008", "DE-SN", a) for a in new)
    assert math.isclose(row["contribution_new"], carried / start, rel_tol=1e-12)
    assert math.isclose(row["contribution_new"] + row["contribution_old"], row["growth"], rel_tol=1e-12)
    assert math.isclose(row["weight_start"], sum(add(jobs, "2008", "DE-SN", a) for a in new) / start, rel_tol=1e-12)
    nation = one(german, "diagnose.employment_drivers", region="all")
    assert math.isclose(nation["growth"], add(jobs, "2014") / add(jobs, "2008") - 1, rel_tol=1e-12)


def test_inequality_between_east_and_west(german, jobs):
    east = {"DE-BE", "DE-BB", "DE-MV", "DE-SN", "DE-ST", "DE-TH"}
    totals = {region: add(jobs, "2014", region) for region in {key[1] for key in jobs}}
    whole, n = sum(totals.values()), len(totals)
    theil = sum(x / whole * math.log(n * x / whole) for x in totals.values())
    share = sum(x for region, x in totals.items() if region in east) / whole
    between = share * math.log(share * n / len(east)) + (1 - share) * math.log((1 - share) * n / (n - len(east)))
    row = one(german, "diagnose.employment_spread", period="2014")
    assert math.isclose(row["theil"], theil, rel_tol=1e-12)
    assert math.isclose(row["between"], between, rel_tol=1e-9)
    assert math.isclose(row["within"] + row["between"], theil, rel_tol=1e-12)
    assert math.isclose(row["cr"], sum(sorted(totals.values())[-3:]) / whole, rel_tol=1e-12)


def test_the_nearest_in_structure_are_the_most_alike(german):
    regions = german.table("diagnose.employment_regions").rows()
    alike = sorted((row for row in regions if row["region"] != "DE-SN"), key=lambda row: -row["similarity"])[:5]
    nearest = german.table("diagnose.employment_nearest").rows()
    assert [row["peer"] for row in nearest] == [row["region"] for row in alike]


def test_provinces_converge_as_an_independent_regression_says(run):
    from scipy.stats import linregress

    regions = run.table("diagnose.convergence_regions").rows()
    fit = linregress(
        [math.log(row["initial"]) for row in regions],
        [math.log(row["final"] / row["initial"]) / 6 for row in regions],
    )
    (row,) = run.table("diagnose.convergence").rows()
    assert (row["regions"], row["start_period"], row["end_period"]) == (31, "2015", "2021")
    assert math.isclose(row["beta"], fit.slope, rel_tol=1e-9)
    assert math.isclose(row["standard_error"], fit.stderr, rel_tol=1e-9)
    assert math.isclose(row["r_squared"], fit.rvalue**2, rel_tol=1e-9)
    years = run.table("diagnose.convergence_years").rows()
    last = [row["final"] for row in regions]
    mean = sum(last) / len(last)
    assert math.isclose(
        years[-1]["cv"], math.sqrt(sum((x - mean) ** 2 for x in last) / len(last)) / mean, rel_tol=1e-12
    )


def test_what_lacks_a_value_or_has_a_negative_one_is_left_out_and_said(tmp_path):
    rows = [("region", "activity", "year", "value")]
    rows += [
        (r, a, y, 10 + i) for i, (r, a, y) in enumerate((r, a, y) for r in "NSW" for a in "abc" for y in (2010, 2020))
    ]
    rows += [("N", "d", 2020, 3), *((r, "e", y, -1) for r in "NSW" for y in (2010, 2020))]
    path = tmp_path / "mine.csv"
    path.write_text("\n".join(",".join(map(str, row)) for row in rows) + "\n", encoding="utf-8")
    run = run_study(
        study_of_data(tmp_path / "mine", path, DataOptions(unit="1e6 EUR")), renderers={"html": render_html}
    ).run
    assert run.table("diagnose.panel_left_out").rows() == [
        {"code": "d", "dimension": "activity"},
        {"code": "e", "dimension": "activity"},
    ]
    assert "absent or negative somewhere" in (run.folder / "report.en.html").read_text(encoding="utf-8")


def test_a_panel_with_nothing_complete_says_what_to_do(tmp_path):
    path = tmp_path / "mine.csv"
    path.write_text("region,activity,year,value\nN,a,2020,1\nS,b,2020,2\n", encoding="utf-8")
    study = study_of_data(tmp_path / "mine", path, DataOptions(unit="person"))
    with pytest.raises(InputError, match='absent = "zero"'):
        run_study(study, renderers={"html": render_html})
    text = (study / "study.toml").read_text(encoding="utf-8")
    (study / "study.toml").write_text(text.replace('absent = "absent"', 'absent = "zero"'), encoding="utf-8")
    run = run_study(study, renderers={"html": render_html}).run
    assert one(run, "diagnose.panel_activities", activity="b")["lq"] == 1.5


# Tables of all shapes


LONG = [("ctry", "prod", "jan", "jobs", "pay")]
LONG += [(c, p, "x", 10 + 3 * i + j, 5) for i, c in enumerate("NSWE") for j, p in enumerate(("a", "b", "c"))]


def _long(tmp_path):
    path = tmp_path / "long.csv"
    path.write_text("\n".join(",".join(map(str, row)) for row in LONG) + "\n", encoding="utf-8")
    return path


def test_columns_and_year_can_be_said(tmp_path):
    options = DataOptions(
        unit="person",
        columns={"region": "ctry", "activity": "prod", "value": "jobs"},
        year="2021",
        absent="zero",
        region="S",
    )
    study = study_of_data(tmp_path / "mine", _long(tmp_path), options)
    run = run_study(study, renderers={"html": render_html}).run
    assert one(run, "diagnose.panel_regions", region="S")["level"] == 13 + 14 + 15
    assert run.case.question.region == "S"
    assert {row["period"] for row in run.table("diagnose.panel_activities").rows()} == {"2021"}


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (DataOptions(unit="person", columns={"region": "ctry", "activity": "prod"}, year="2021"), "jobs, pay"),
        (DataOptions(unit="person", columns={"region": "land"}, year="2021"), "region=land"),
        (DataOptions(unit="person", columns={"place": "ctry"}, year="2021"), "place=ctry"),
        (DataOptions(unit="person", columns={"region": "ctry", "activity": "prod", "value": "pay"}), "period"),
        (
            DataOptions(
                unit="person",
                columns={"region": "ctry", "activity": "prod", "value": "pay"},
                year="2021",
                region="Z",
            ),
            "Z",
        ),
    ],
)
def test_what_cannot_be_told_of_a_table_is_asked_for(tmp_path, options, said):
    with pytest.raises(InputError, match=said):
        study_of_data(tmp_path / "mine", _long(tmp_path), options)
    assert not (tmp_path / "mine").exists()


def test_the_only_other_column_of_numbers_is_the_value(tmp_path):
    path = tmp_path / "long.csv"
    text = "region,activity,year,turnover\nN,a,2020,1\nN,b,2020,2\nS,a,2020,3\nS,b,2020,4\n"
    path.write_text(text, encoding="utf-8")
    study = study_of_data(tmp_path / "mine", path, DataOptions(unit="person"))
    assert 'value = "turnover"' in (study / "study.toml").read_text(encoding="utf-8")


def test_a_space_in_parts_says_why_and_the_rest_of_the_report_stands(tmp_path):
    rows = ["region,activity,year,value"]
    for place in range(12):
        half = place < 6
        rows += [f"r{place},a{at},2020,{(50 + 7 * place + 3 * at) if (at < 6) == half else 0}" for at in range(12)]
    path = tmp_path / "parts.csv"
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    study = study_of_data(tmp_path / "mine", path, DataOptions(unit="person"))
    run = run_study(study, renderers={"html": render_html}).run
    assert "diagnose.complexity_space_undefined" in run.table_names
    for lang, word in (("en", "r0"), ("zh", "r0")):
        assert word in (run.folder / f"report.{lang}.html").read_text(encoding="utf-8")
    assert "diagnose.panel_regions" in run.table_names


# What would change figures without a word


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('exclude = ["C", "TOTAL"]', 'exclude = ["C", "TOTALL"]', "Nearest: TOTAL"),
        ('new_drivers = ["J", "K", "M-N"]', 'new_drivers = ["J", "K", "M-O"]', "Nearest: .*M-N"),
        ("rounded_to = 100", "rounded_to = 1000", "rounded_to = 1000"),
        ("rounded_to = 100", "", "rounded_to go together"),
        ("base_period = 2008", "base_period = 2014", "must lie before"),
        ('id = "firms"', 'id = "sections"', "stands twice"),
    ],
)
def test_a_panel_that_cannot_be_meant_is_refused(tmp_path, old, new, said):
    folder = new_study(tmp_path / "study", "germany")
    text = (folder / "study.toml").read_text(encoding="utf-8")
    assert old in text
    (folder / "study.toml").write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(InputError, match=said):
        run_study(folder, renderers={})


def test_a_table_of_one_region_says_that_two_are_needed(tmp_path):
    path = tmp_path / "one.csv"
    path.write_text("region,activity,year,value\nN,a,2020,1\nN,b,2020,2\n", encoding="utf-8")
    with pytest.raises(InputError, match="needs two"):
        run_study(study_of_data(tmp_path / "study", path, DataOptions(unit="person")), renderers={})


def test_alike_quotients_name_no_speciality_and_a_huge_number_is_printed(tmp_path):
    path = tmp_path / "alike.csv"
    rows = [f"{r},{a},2020,1e300" for r in "NSW" for a in "abc"]
    path.write_text("region,activity,year,value\n" + "\n".join(rows) + "\n", encoding="utf-8")
    study = study_of_data(tmp_path / "study", path, DataOptions(unit="person"))
    page = (run_study(study, renderers={"html": render_html}).run.folder / "report.en.html").read_text(encoding="utf-8")
    assert "Most specialised" not in page


@pytest.mark.parametrize(
    ("text", "options", "said"),
    [
        ("region,activity,year,value\nN,a,2020,1\n", DataOptions(unit="person", year="2021"), "--year 2021"),
        ("region,activity,year,jobs,firms\nN,a,2020,1,2\n", DataOptions(unit="person"), "several columns of numbers"),
    ],
)
def test_what_would_be_guessed_is_asked(tmp_path, text, options, said):
    path = tmp_path / "mine.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=said):
        study_of_data(tmp_path / "study", path, options)


def test_an_encoding_can_be_said(tmp_path):
    path = tmp_path / "gbk.csv"
    path.write_bytes(
        "region,activity,year,value\n鲁,钢,2020,1\n鲁,船,2020,2\n苏,钢,2020,3\n苏,船,2020,4\n".encode("gb18030")
    )
    study = study_of_data(tmp_path / "study", path, DataOptions(unit="person", encoding="gb18030"))
    run = run_study(study, renderers={"html": render_html}).run
    assert one(run, "diagnose.panel_regions", region="鲁")["level"] == 3


def _with_totals(tmp_path):
    parts = {("N", "a"): 3, ("N", "b"): 5, ("S", "a"): 7, ("S", "b"): 11, ("W", "a"): 2, ("W", "b"): 4}
    rows = dict(parts)
    for a in "ab":
        rows["All", a] = sum(value for (_, activity), value in parts.items() if activity == a)
    for r in ("N", "S", "W", "All"):
        rows[r, "Total"] = rows[r, "a"] + rows[r, "b"]
    path = tmp_path / "totals.csv"
    lines = [f"{r},{a},2020,{value}" for (r, a), value in rows.items()]
    path.write_text("\n".join(["region,activity,year,value", *lines]) + "\n", encoding="utf-8")
    return path


def test_a_total_among_the_parts_is_asked_for_and_then_left_out(tmp_path):
    path = _with_totals(tmp_path)
    with pytest.raises(InputError, match="--exclude Total"):
        study_of_data(tmp_path / "study", path, DataOptions(unit="person"))
    with pytest.raises(InputError, match="--nation All"):
        study_of_data(tmp_path / "study", path, DataOptions(unit="person", exclude=("Total",)))
    options = DataOptions(unit="person", exclude=("Total",), nation="All")
    run = run_study(study_of_data(tmp_path / "study", path, options), renderers={"html": render_html}).run
    assert one(run, "diagnose.panel_regions", region="S")["level"] == 18
    assert {row["region"] for row in run.table("diagnose.panel_regions").rows()} == {"N", "S", "W"}
    assert {row["activity"] for row in run.table("diagnose.panel_activities").rows()} == {"a", "b"}
