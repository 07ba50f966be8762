"""Documents: every number has a key, both languages say the same, footnotes carry what is judged."""

from __future__ import annotations

import json
import re

import pytest

from growthpole.messages import LANGS
from growthpole.study.documents import view_context
from growthpole.study.sources import translations
from growthpole.views import Document, build_document
from growthpole.views.model import ChartView, Sentence, TableView


@pytest.fixture(scope="module")
def context(run, study_folder):
    return view_context(run.case, run.tables(), translations(run.case, study_folder / "sources"))


@pytest.fixture(scope="module")
def documents(context, run):
    return {lang: build_document(context, run.tables(), lang) for lang in LANGS}


def blocks(document, kind):
    return [block for section in document.sections for block in section.blocks if isinstance(block, kind)]


@pytest.mark.parametrize("lang", LANGS)
def test_no_digit_stands_in_running_text_without_a_key(documents, lang):
    for span in documents[lang].spans():
        if not span.key and span.tone not in {"label", "absent", "muted"}:
            text = re.sub(r"95 ?%", "", span.text)  # the confidence level is part of the words
            assert not re.search(r"\d", text), span


@pytest.mark.parametrize("lang", LANGS)
def test_every_number_shows_a_value_its_text_could_be(documents, lang):
    """The digits shown are those of the value, up to scale: an independent reading of the text."""
    for span in documents[lang].spans():
        if span.key and span.unit != "rank":
            shown = re.search(r"[+−]?\d[\d,]*(?:\.\d+)?", span.text)
            assert shown, span
            digits = shown[0].replace(",", "").replace("−", "-")
            decimals = len(digits.partition(".")[2])
            half = 0.5 * 10**-decimals * (1 + 1e-9)
            scales = [1, 100, 0.1, 0.01, 10]
            assert any(abs(float(digits) - span.value * scale) <= half for scale in scales), span


def test_both_languages_hold_the_same_keys_in_the_same_places(documents):
    def sections(document):
        return [(section.id, [block.kind for block in section.blocks]) for section in document.sections]

    assert sections(documents["en"]) == sections(documents["zh"])
    for kind in (TableView, Sentence):
        for one, two in zip(blocks(documents["en"], kind), blocks(documents["zh"], kind), strict=True):
            left = [span for row in one.rows for span in row] if kind is TableView else one.spans
            right = [span for row in two.rows for span in row] if kind is TableView else two.spans
            assert sorted(span.key for span in left if span.key) == sorted(span.key for span in right if span.key)


def test_the_chinese_document_holds_no_untranslated_sentence(documents):
    """Apart from names, codes and addresses no run of English words remains."""
    words = re.compile(r"[A-Za-z]{3,}(?: [A-Za-z]{2,}){3,}")
    found = [span.text for span in documents["zh"].spans() if words.search(span.text)]
    found += [note.text for note in documents["zh"].footnotes if words.search(note.text)]
    found += [block.how_to_read for block in blocks(documents["zh"], TableView) if words.search(block.how_to_read)]
    found += [caveat for source in documents["zh"].sources for caveat in source.caveats if words.search(caveat)]
    assert found == []


def test_there_are_ten_lines(documents):
    assert len(documents["en"].lines()) == len(documents["zh"].lines()) == 10


@pytest.mark.parametrize("lang", LANGS)
def test_every_footnote_is_used_and_every_mark_has_its_footnote(documents, lang):
    document = documents[lang]
    marks = {note for span in document.spans() for note in span.notes}
    marks |= {note for chart in document.charts() for note in chart.notes}
    assert marks == {note.number for note in document.footnotes}


def test_what_is_judged_or_unconfirmed_is_marked_wherever_it_stands(documents, run):
    """Each shown fact that is not plainly reported, confirmed and public in time bears a footnote."""
    rows = {str(row["origin_id"]): row for row in run.table("observe.observations").rows()}
    assert rows
    facts = {
        span.key: span
        for span in documents["en"].spans()
        if span.key.startswith("observe.observations") and not span.key.endswith("=rank]")
    }
    table = run.table("observe.observations")
    marked = 0
    for row in table.rows():
        key = "observe.observations.value[" + ",".join(f"{dim}={row[dim]}" for dim in table.dims if row[dim])
        for shown, span in facts.items():
            if shown.startswith(key) and (row["basis"] != "reported" or row["status"] != "ok"):
                assert span.notes, shown
                marked += 1
    assert marked >= 3


def test_both_readings_of_the_target_stand_in_one_footnote_wherever_the_target_is_used(documents):
    document = documents["en"]
    (number,) = [note.number for note in document.footnotes if "high-end equipment alone" in note.text]
    text = document.footnotes[number - 1].text
    assert "31.6 %" in text
    for line in document.headline[:2]:
        assert number in {note for span in line.spans for note in span.notes}
    waterfall = next(chart for chart in document.charts() if chart.id == "target_waterfall")
    assert number in waterfall.notes


def test_later_knowledge_is_marked(documents):
    document = documents["en"]
    (later,) = [note.number for note in document.footnotes if note.text.startswith("Published after 2022-12-31")]
    shown = [span for span in document.spans() if "period=2023," in span.key and "observations" in span.key]
    assert shown
    assert all(later in span.notes for span in shown)


@pytest.mark.parametrize("lang", LANGS)
def test_every_view_says_how_to_read_it_and_where_it_is_from(documents, lang):
    for block in [*blocks(documents[lang], TableView), *blocks(documents[lang], ChartView)]:
        assert block.how_to_read
        assert block.source_line or block.id == "input"


def test_charts_draw_what_their_data_says_and_the_broken_series_is_in_none(documents):
    for chart in documents["en"].charts():
        assert chart.data
        assert chart.description
        values = json.dumps(chart.spec, ensure_ascii=False)
        assert all(str(next(iter(row.values()))) in values for row in chart.data)
    waterfall = next(chart for chart in documents["en"].charts() if chart.id == "target_waterfall")
    assert all(3.86 not in row.values() for row in waterfall.data)  # the 2017 level, on the old base


def test_a_study_without_a_section_has_no_such_section_and_no_crash(context, run):
    everything = run.tables()
    needed = {name for name in everything if name.startswith("observe.")}
    for name in [name for name in everything if name.startswith("diagnose.")]:
        kept = {key: table for key, table in everything.items() if key in needed or key == name}
        if name in {"diagnose.footprint", "diagnose.footprint_activities", "diagnose.shifts", "diagnose.structure"}:
            kept |= {
                key: table for key, table in everything.items() if "footprint" in key or "sh" in key or "struct" in key
            }
        if name in {"diagnose.progress", "diagnose.series", "diagnose.breaks", "diagnose.growth_checks"}:
            continue
        if name.startswith("diagnose.listed_"):
            kept |= {key: table for key, table in everything.items() if key.startswith("diagnose.listed_")}
        if name == "diagnose.target":
            kept["diagnose.series"] = everything["diagnose.series"]
        document = build_document(context, kept, "en")
        assert document.sections[-1].id == "input"


def test_the_schema_of_a_view_accepts_the_document_and_refuses_strangers(documents):
    schema = Document.model_json_schema()
    assert {"headline", "sections", "footnotes", "sources"} <= set(schema["properties"])
    again = Document.model_validate_json(documents["zh"].as_json())
    assert again == documents["zh"]
    spoiled = json.loads(documents["en"].as_json()) | {"extra": 1}
    with pytest.raises(ValueError, match="extra"):
        Document.model_validate(spoiled)
