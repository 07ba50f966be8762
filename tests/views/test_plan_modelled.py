"""What the report says of a modelled history and of a firm network: like regions beside it, ranges, and no point."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from growthpole.messages import LANGS
from growthpole.study import run_study
from growthpole.study.documents import view_context
from growthpole.views import build_document
from growthpole.views.model import ChartView, Sentence, TableView


def document_of(run, lang):
    return build_document(view_context(run.case, run.tables(), {}), run.tables(), lang)


@pytest.fixture(scope="module")
def documents(modelled):
    return {lang: document_of(modelled, lang) for lang in LANGS}


def section(document, name):
    (found,) = [one for one in document.sections if one.id == name]
    return found


def view(document, name):
    (found,) = [
        block
        for one in document.sections
        for block in one.blocks
        if isinstance(block, TableView | ChartView) and block.id == name
    ]
    return found


def words(document, name):
    return " ".join(block.plain() for block in section(document, name).blocks if isinstance(block, Sentence))


@pytest.mark.parametrize("lang", LANGS)
def test_the_headline_has_the_share_of_paths_and_beside_it_that_of_like_regions(documents, modelled, lang):
    row = next(row for row in modelled.table("plan.modelled_odds").rows() if row["plan"] == "without")
    held = {span.key: span.value for line in documents[lang].headline for span in line.spans if span.key}
    for column in ("share", "reference", "reference_low"):
        assert held[f"plan.modelled_odds.{column}[plan=without]"] == row[column]
    assert not [key for key in held if key.startswith("plan.odds")]
    percent = f"{round(100 * row['share'])}{'%' if lang == 'zh' else ' %'}"
    assert percent in documents[lang].lines()[0]


@pytest.mark.parametrize("lang", LANGS)
def test_every_modelled_probability_has_the_class_and_its_range_beside_it(documents, modelled, lang):
    table = view(documents[lang], "plan_modelled_odds")
    assert len(table.rows) == 2
    for row in table.rows:
        own, beside, spread = row[1:]
        assert own.key.startswith("plan.modelled_odds.share")
        assert beside.key.startswith("plan.modelled_odds.reference[")
        assert spread.key.startswith("plan.modelled_odds.reference_low")
    ids = [getattr(block, "id", "") for block in section(documents[lang], "plan_odds").blocks]
    assert ids.index("plan_modelled_fan") < ids.index("plan_odds")


def test_the_fan_shows_later_levels_and_the_activities_of_the_goals_year(documents, modelled):
    chart = view(documents["en"], "plan_modelled_fan")
    assert [point["period"] for point in chart.data] == ["2017", "2018", "2019", "2020", "2021"]
    assert '"later"' in str(chart.spec) or "published later" in str(chart.spec)
    rows = view(documents["en"], "plan_activity_fan").rows
    assert len(rows) == 5
    assert all("period=2021" in row[1].key for row in rows)


@pytest.mark.parametrize(("lang", "promise"), [("en", "coverage on past origins of other series"), ("zh", "边际性")])
def test_the_calibration_is_put_in_words_and_the_record_names_mean_and_worst(documents, modelled, lang, promise):
    assert promise in words(documents[lang], "plan_odds")
    rows = view(documents[lang], "plan_fan_summary").rows
    assert len(rows) == 6
    assert all(row[2].value >= row[3].value for row in rows)
    origins = view(documents[lang], "plan_fan_record").rows
    assert [row[1].text[:4] for row in origins] == ["2011", "2012", "2013"] * 2


@pytest.mark.parametrize(("lang", "said"), [("en", "no probability"), ("zh", "更不是企业停产的概率")])
def test_a_stopping_firm_is_a_range_and_never_a_point(documents, lang, said):
    table = view(documents[lang], "plan_cascades")
    assert len(table.rows) == 4
    for row in table.rows:
        assert len(re.findall(r"\d+(?:\.\d+)? ?%", row[3].text)) == 2
    assert said in table.how_to_read
    assert {"en": "Jobs at risk: no data.", "zh": "受影响岗位：无数据。"}[lang] in words(
        documents[lang], "plan_network"
    )


@pytest.mark.parametrize("lang", LANGS)
def test_actual_against_plan_ends_in_the_sum(documents, modelled, lang):
    table = view(documents[lang], "track_deviation_2019")
    assert len(table.rows) == 6
    assert table.strong_rows == (5,)
    whole = modelled.table("track.deviation_total").rows()[-1]
    assert table.rows[5][3].value == whole["total_level"]
    assert sum(row[5].value for row in table.rows[:5]) == pytest.approx(whole["total_relative"])


@pytest.mark.parametrize("lang", LANGS)
def test_no_text_is_left_open(documents, lang):
    for one in documents[lang].sections:
        for block in one.blocks:
            if isinstance(block, Sentence):
                assert block.plain().strip(), one.id
                assert not re.search(r"\{\w+\}|nan", block.plain())


@pytest.fixture(scope="module")
def short(histories, tmp_path_factory):
    """A study with too short a history, no class, no network, and one thing to keep stable."""
    folder = histories.write(tmp_path_factory.mktemp("short") / "study", history=range(2011, 2018))
    path = folder / "study.toml"
    text = re.sub(r"(?s)\[plan\.reference\].*?(?=\[plan\.history\])", "", path.read_text(encoding="utf-8"))
    path.write_text(text + histories.STABILITY, encoding="utf-8")
    return run_study(folder, stages=("track",)).run


@pytest.mark.parametrize(("lang", "said"), [("en", "7 comparable years"), ("zh", "可比年份为7年")])
def test_too_short_a_history_is_one_sentence_and_no_odds(short, lang, said):
    document = document_of(short, lang)
    blocks = section(document, "plan_odds").blocks
    assert sum(said in block.plain() for block in blocks) == 1
    assert not [block for block in blocks if isinstance(block, TableView | ChartView)]
    assert "plan_network" not in [one.id for one in document.sections]
    silent = {"en": "no firm network: no data", "zh": "没有企业网络：无数据"}[lang]
    assert silent in view(document, "track_guard_rails").how_to_read


def test_an_alarm_of_an_activity_names_it_with_its_year(modelled):
    tables = dict(modelled.tables())
    frame = tables["track.alerts"].frame.copy()
    frame.loc[frame.index[-1], ["rule", "about", "state"]] = ["deviation_beyond", "ships|2026", "alarm"]
    tables["track.alerts"] = replace(tables["track.alerts"], frame=frame)
    document = build_document(view_context(modelled.case, tables, {}), tables, "en")
    assert view(document, "track_alerts").rows[-1][1].text == "Ships, 2026"


@pytest.fixture(scope="module")
def alone(histories, tmp_path_factory):
    """A study with a history and no reference class."""
    folder = histories.write(tmp_path_factory.mktemp("alone") / "study", later=0, track=False, goal=2024)
    path = folder / "study.toml"
    text = re.sub(r"(?s)\[plan\.reference\].*?(?=\[plan\.history\])", "", path.read_text(encoding="utf-8"))
    path.write_text(text, encoding="utf-8")
    return run_study(folder, stages=("plan",)).run


@pytest.mark.parametrize(("lang", "said"), [("en", "no reference class is named"), ("zh", "未指定可供对照的参照组")])
def test_without_a_class_the_modelled_share_says_that_it_stands_alone(alone, lang, said):
    document = document_of(alone, lang)
    assert said in document.lines()[0]
    (row,) = view(document, "plan_modelled_odds").rows
    assert row[1].key
    assert not row[2].key
    assert not row[3].key
    ids = {getattr(block, "id", "") for block in section(document, "plan_odds").blocks}
    assert "plan_modelled_fan" in ids
    assert not ids & {"plan_odds", "plan_fan_record"}
    record = {"en": "too short to look back", "zh": "无法回测"}[lang]
    assert record in words(document, "plan_odds")


@pytest.mark.parametrize(
    ("lang", "names"),
    [
        ("en", ["Car works north (p1)", "钢厂二期 (p3)", "p4 (Tools)"]),
        ("zh", ["北汽车厂（p1）", "钢厂二期（p3）", "p4（tools业）"]),
    ],
)
def test_projects_bear_the_names_of_the_register(documents, lang, names):
    assert set(names) <= set(view(documents[lang], "plan_assumptions").columns)
