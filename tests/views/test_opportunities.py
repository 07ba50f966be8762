"""What the report says of options: warnings as visible as recommendations, blanks as blanks, no claim unearned."""

from __future__ import annotations

import math
import re

import pytest

from growthpole.messages import LANGS
from growthpole.study import new_study, open_run, run_study
from growthpole.study.documents import view_context
from growthpole.study.from_data import DataOptions, study_of_data
from growthpole.study.sources import translations
from growthpole.views import build_document
from growthpole.views.model import ChartView, Sentence, TableView

SECTIONS = ["opening", "opening_cards", "opening_exits", "opening_sheets", "opening_track"]


def documents_of(run, folder):
    context, tables = view_context(run.case, run.tables(), translations(run.case, folder / "sources")), run.tables()
    return {lang: build_document(context, tables, lang) for lang in LANGS}


@pytest.fixture(scope="module")
def documents(run, study_folder):
    return documents_of(run, study_folder)


def blocks(document, section):
    (found,) = [one for one in document.sections if one.id == section]
    return found.blocks


def view(document, name):
    (found,) = [
        block
        for section in document.sections
        for block in section.blocks
        if isinstance(block, TableView | ChartView) and block.id == name
    ]
    return found


def texts(table):
    return [[span.text for span in row] for row in table.rows]


@pytest.mark.parametrize("lang", LANGS)
def test_the_sections_follow_each_other_with_the_track_record_beside_the_advice(documents, lang):
    ids = [section.id for section in documents[lang].sections]
    start = ids.index("opening")
    assert ids[start : start + 5] == SECTIONS
    assert ids[start - 1] == "linkages_chains"


def test_every_option_of_the_group_stands_in_the_table_and_the_recommended_ones_are_strong(documents, run):
    table = view(documents["en"], "opening_options_group")
    options = [row for row in run.table("opportunities.options").rows() if row["list"] == "group"]
    assert len(table.rows) == len(options) == 20
    strong = {table.rows[place][0].text for place in table.strong_rows}
    assert len(strong) == sum(row["verdict"] in ("enter", "explore") for row in options)
    shown = [row[3].value for row in table.rows]
    assert shown == sorted(shown, reverse=True)


def test_a_warning_is_as_visible_as_a_recommendation(documents, run):
    table = view(documents["en"], "opening_verdicts")
    tones = {row[0].text: row[0].tone for row in table.rows}
    assert tones["explore"] == "good"
    assert tones["do not enter"] == tones["protect"] == "bad"
    counts = {row[0].text: int(row[1].text) for row in table.rows}
    options = run.table("opportunities.options").rows()
    assert counts["do not enter"] == sum(row["verdict"] == "do_not_enter" for row in options)
    warned = [row for row in options if row["list"] == "group" and row["verdict"] == "do_not_enter"]
    tempting = [row["activity"] for row in warned if row["low"] > row["base_rate"]]
    assert tempting
    for activity in tempting:
        card = view(documents["en"], f"opening_card_{activity}")
        assert "do not enter" in card.title
        assert "another option is better in every way" in texts(card)[1][2]


@pytest.mark.parametrize("lang", LANGS)
def test_cards_say_what_is_missing(documents, run, lang):
    for row in run.table("opportunities.options").rows():
        if row["card"]:
            card = view(documents[lang], f"opening_card_{row['activity']}")
            blank = [line for line in card.rows if "[[opportunities.cost]]" in line[2].text]
            assert [line[1].tone for line in blank] == ["absent"]


@pytest.mark.parametrize("lang", LANGS)
def test_a_sheet_has_every_blank_and_the_rival_with_three_facts(documents, run, lang):
    chosen = [row["activity"] for row in run.table("opportunities.options").rows() if row["sheet"]]
    assert chosen
    for activity in chosen:
        sheet = view(documents[lang], f"opening_sheet_{activity}")
        assert sum("[[opportunities.sheet]]" in row[2].text for row in sheet.rows) == 10
        facts = [row[1].text for row in sheet.rows if row[1].key.startswith("opportunities.rivals.")]
        assert len(facts) == 3
        assert re.fullmatch(r"[+−][\d.]+( points|个百分点)", facts[2])
        assert sum(row[1].text in {"A", "B", "C", "D"} for row in sheet.rows) == 1


def test_the_back_test_is_called_retrospective_and_claims_nothing(documents):
    for lang, word, few in (
        ("en", "present-day attributes and survivors", "Too few events"),
        ("zh", "仅含存续企业", "太少"),
    ):
        cautions = [b.plain() for b in blocks(documents[lang], "opening_track") if isinstance(b, Sentence)]
        assert any(word in words for words in cautions)
        assert any(few in words for words in cautions)
    few = blocks(documents["en"], "opening_track")[1].plain()
    assert few.startswith("Too few events to claim an accuracy: entries 93, exits 31")
    assert "Below 100 events" in few
    models = view(documents["en"], "opening_models_entry")
    assert {"base rate", "popularity", "current strength", "density"} <= {row[0].text for row in models.rows}
    assert len(models.columns) == 3


def test_the_regions_own_entries_stand_with_the_places_they_had(documents):
    rows = texts(view(documents["en"], "opening_own_cases"))
    entered = [row for row in rows if row[1] == "entered"]
    assert [(row[2], row[3]) for row in entered] == [("2006", "2011")] * 4 + [("2016", "2021")] * 3
    assert all(re.fullmatch(r"[\d.]+|–", cell) for row in rows for cell in row[5:])


def test_the_picture_holds_what_the_table_of_the_run_holds(documents, run):
    chart = view(documents["en"], "opening_map")
    options = {row["activity"]: row for row in run.table("opportunities.options").rows() if row["list"] == "group"}
    assert len(chart.data) == sum(not math.isnan(row["opens"]) for row in options.values())
    for point in chart.data:
        row = options[re.search(r"activity=(\w+)", point["key"])[1]]
        assert (point["probability"], point["opens"], point["seen"]) == (row["feasibility"], row["opens"], row["seen"])
        assert 40 <= point["size"] <= 900


def test_the_headline_names_the_best_option_with_band_and_grade_and_a_warning(documents):
    for lang, start, words, warnings in (
        ("en", "Where to enter", ("base rate", "in 2026", "grade C"), ("To protect", "Not to enter")),
        ("zh", "进入何处", ("基准发生率", "2026年具有", "C级"), ("需保护", "不宜进入")),
    ):
        (line,) = [one for one in documents[lang].lines() if one.startswith(start)]
        assert all(word in line for word in words)
        assert sum(word in line for word in warnings) == 1


def test_a_study_of_another_country_has_options_too(tmp_path):
    folder = new_study(tmp_path / "germany", "germany")
    run_study(folder, stages=("opportunities",))
    found = documents_of(open_run("latest", folder), folder)["en"]
    assert [section.id for section in found.sections if section.id.startswith("opening")] == SECTIONS
    assert len(view(found, "opening_options_group").rows) == 5


def test_a_study_without_known_years_says_why_there_is_no_advice(tmp_path):
    folder = new_study(tmp_path / "germany", "germany")
    path = folder / "study.toml"
    text = path.read_text(encoding="utf-8").replace('undated = "retrospective"', 'undated = "leave_out"')
    path.write_text(text, encoding="utf-8")
    run_study(folder, stages=("opportunities",))
    found = documents_of(open_run("latest", folder), folder)
    for lang in LANGS:
        words = [block.plain() for block in blocks(found[lang], "opening")]
        assert len(words) == 2
        assert all("2016-12-31" in one for one in words)
    assert "no day of publication" in blocks(found["en"], "opening")[1].plain()


def test_what_people_write_is_shown_as_theirs(tmp_path):
    folder = new_study(tmp_path / "germany", "germany")
    with (folder / "study.toml").open("a", encoding="utf-8") as stream:
        stream.write(
            "\n[opportunities.weights]\nfeasibility = 1.0\ndensity = 0.5\n"
            '[[opportunities.override]]\nactivity = "J"\nverdict = "explore"\nreason = "two institutes"\n'
            'by = "Ministry"\ndate = "2015-02-01"\n'
            '[[opportunities.sheet]]\nactivity = "J"\nowner = "Ministry"\nstop_rule = "no tenant by 2017"\n'
        )
    run_study(folder, stages=("opportunities",))
    found = documents_of(open_run("latest", folder), folder)["en"]
    (row,) = texts(view(found, "opening_overrides"))
    assert row[1:] == ["explore", "do not enter", "Ministry", "two institutes", "2015-02-01"]
    sheet = {row[0]: row[1] for row in texts(view(found, "opening_sheet_-4a"))}
    decided = "explore (decided by Ministry; computed: do not enter)"
    assert sheet["Verdict"] == decided
    assert decided in view(found, "opening_sheet_-4a").title
    assert decided in view(found, "opening_card_-4a").title
    assert "worth exploring" not in " ".join(found.lines())  # the headline says what was computed
    assert sheet["Owner"] == "Ministry"
    assert sheet["Stop rule"] == "no tenant by 2017"
    scores = [row[1].value for row in view(found, "opening_weights").rows]
    assert scores == sorted(scores, reverse=True)
    assert ["own weights", "your weights"] in [row[:2] for row in texts(view(found, "opening_models_entry"))]


def test_a_table_of_ones_own_gets_options_when_nothing_is_absent(tmp_path):
    rows = [
        f"{region},{activity},{year},{10 + (ord(region) * ord(activity) * year) % 97}"
        for year in (2014, 2017, 2020)
        for region in "ABCDE"
        for activity in "vwxyz"
    ]
    file = tmp_path / "own.csv"
    file.write_text("\n".join(["region,activity,year,value", *rows]) + "\n", encoding="utf-8")
    study_of_data(tmp_path / "whole", file, DataOptions(unit="person"))
    run = run_study(tmp_path / "whole", stages=("opportunities",)).run
    assert run.case.opportunities.horizon == 3
    assert "opportunities.options" in run.table_names
    file.write_text("\n".join(["region,activity,year,value", *rows[:-1]]) + "\n", encoding="utf-8")
    study_of_data(tmp_path / "lacking", file, DataOptions(unit="person"))
    assert "[opportunities]" not in (tmp_path / "lacking" / "study.toml").read_text(encoding="utf-8")
