"""Documents: every number has a key, both languages say the same, footnotes carry what is judged."""

from __future__ import annotations

import dataclasses
import json
import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from growthpole.messages import LANGS, text
from growthpole.provenance import NumberKey
from growthpole.study.documents import view_context
from growthpole.study.sources import translations
from growthpole.tables.classification import Classification
from growthpole.tables.periods import published_by
from growthpole.units import UNITS
from growthpole.views import Document, build_document
from growthpole.views.formatting import in_words
from growthpole.views.model import ChartView, Section, Sentence, TableView, view_id


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


def shown_scale(span, lang):
    """What the value was multiplied by before it was written: from its unit and the words behind the number."""
    words = re.sub(r"^.*?[+−]?\d[\d,]*(?:\.\d+)?", "", span.text).strip()
    if span.unit in {"1", "%", ""}:
        return 100 if span.unit == "1" and (words.startswith(("%", "points", "个百分点")) or "percent" in words) else 1
    unit = UNITS[span.unit]
    same = {key: text(f"units.{key}", lang) for key, other in UNITS.items() if other.quantity == unit.quantity}
    named = [key for key, name in same.items() if name and re.match(rf"{re.escape(name)}(?![\w]*[A-Za-z])", words)]
    key = max(named, key=lambda key: len(same[key]), default=None)
    if key is None:  # printed without its unit, in the one the language counts in
        key = in_words(Decimal(1), span.unit, lang)[1]
    return float(unit.factor / UNITS[key].factor)


@pytest.mark.parametrize("lang", LANGS)
def test_every_number_shows_a_value_its_text_could_be(documents, lang):
    """The digits shown are those of the value in the unit shown: an independent reading of the text."""
    for span in documents[lang].spans():
        if span.key and span.unit != "rank":
            shown = re.search(r"[+−]?\d[\d,]*(?:\.\d+)?", span.text)
            assert shown, span
            digits = shown[0].replace(",", "").replace("−", "-")
            half = 0.5 * 10 ** -len(digits.partition(".")[2]) * (1 + 1e-9)
            expected = span.value * shown_scale(span, lang)
            if span.text.endswith("%") or span.unit != "1" or abs(float(digits) - expected) <= half:
                assert abs(float(digits) - expected) <= half, span
            else:  # a lower end that shares the sign of per cent with the upper one, or percentage points
                assert abs(float(digits) - span.value * 100) <= half, span
                column = span.key.partition("[")[0].rpartition(".")[2]
                assert column.endswith("_low") or column.startswith("contribution"), span


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


@pytest.mark.parametrize("lang", LANGS)
def test_what_is_judged_or_unconfirmed_is_marked_wherever_it_stands(documents, run, lang):
    """Each shown fact that is not plainly reported, confirmed and public in time bears a footnote."""
    table = run.table("observe.observations")
    as_of = run.case.question.as_of
    doubtful = {
        str(NumberKey("observe", "observations", "value", {dim: row[dim] for dim in table.dims if row[dim]}))
        for row in table.rows()
        if row["basis"] != "reported" or row["status"] != "ok" or not published_by(row["published"], as_of)
    }
    facts = [span for span in documents[lang].spans() if span.key.startswith("observe.observations")]
    marked = [span for span in facts if span.key in doubtful]
    assert len(marked) >= 10
    assert [span for span in marked if not span.notes] == []
    assert any(span.unit == "rank" for span in facts)


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
        for family in (
            "diagnose.listed_",
            "diagnose.convergence",
            "diagnose.complexity_all",
            "diagnose.complexity_man",
        ):
            if name.startswith(family):
                kept |= {key: table for key, table in everything.items() if key.startswith(family)}
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


# --- tables of another shape than the bundled study's --------------------------------------------------------


def changed(tables, name, frame):
    return {**tables, name: dataclasses.replace(tables[name], frame=frame)}


def only(tables, *names):
    return {name: table for name, table in tables.items() if name.startswith("observe.") or name in names}


def view(document, name):
    (found,) = [block for kind in (TableView, ChartView) for block in blocks(document, kind) if block.id == name]
    return found


def test_every_table_of_the_stage_is_shown(context, run):
    class Asked(dict):
        def __getitem__(self, name):
            seen.add(name)
            return super().__getitem__(name)

        def get(self, name, default=None):
            seen.add(name)
            return super().get(name, default)

    seen = set()
    tables = run.tables()
    build_document(context, Asked(tables), "en")
    assert {name for name in tables if name.startswith(("diagnose.", "linkages."))} - seen == set()


def test_growth_checks_stand_without_comparisons_and_breaks_without_a_target(context, run):
    tables = run.tables()
    checks = build_document(context, only(tables, "diagnose.growth_checks"), "en")
    assert [block.id for block in checks.sections[0].blocks] == ["growth_checks"]
    breaks = build_document(context, only(tables, "diagnose.breaks"), "en")
    assert "Break in the series" in breaks.sections[0].blocks[0].plain()


@pytest.mark.parametrize("lang", LANGS)
def test_two_checks_of_one_growth_are_told_apart_by_vintage(documents, lang):
    table = view(documents[lang], "growth_checks")
    assert len({tuple(span.text for span in row[:4]) for row in table.rows}) == len(table.rows) == 2
    assert ("preliminary" if lang == "en" else "初步数") in table.rows[0][1].text
    assert all("2020" in row[1].text and "2021" in row[2].text for row in table.rows)
    assert all(row[3].key.startswith("observe.observations") for row in table.rows)


def test_one_indicator_in_two_periods_gives_two_maps_and_the_nation_of_each(context, run):
    import pandas as pd

    tables = run.tables()
    frame = tables["diagnose.peers"].frame
    nation = frame["is_nation"] == "True"
    other = frame.assign(period="2020")
    other.loc[nation, "fact_key"] = frame.loc[frame["region"] == "CN-GD", "fact_key"].iloc[0]
    both = changed(tables, "diagnose.peers", pd.concat([frame, other], ignore_index=True))
    document = build_document(context, both, "en")
    names = [chart.id for chart in document.charts() if chart.id.startswith("tile_map")]
    assert names == ["tile_map_rd_intensity_2021", "tile_map_rd_intensity_2020"]
    lines = build_document(context, only(both, "diagnose.peers"), "en").lines()
    assert len(lines) == 2
    assert lines[0].partition("; China")[2] != lines[1].partition("; China")[2]


def test_ids_stand_once(documents):
    document = documents["en"]
    with pytest.raises(ValueError, match="ids stand twice"):
        Document.model_validate(document.model_dump() | {"sections": [*document.sections, document.sections[0]]})


@given(st.text(), st.text())
def test_an_id_is_safe_and_two_codes_have_two(one, two):
    assert re.fullmatch(r"[a-z0-9_-]{1,80}", view_id("peers", one))
    assert (view_id("peers", one) == view_id("peers", two)) == (one == two)


@pytest.mark.parametrize("name", ['x"><script>alert(1)</script>', "", "../up", "Ü", "x" * 81])
def test_a_view_refuses_an_id_that_is_none(name):
    with pytest.raises(ValueError, match="pattern"):
        Section(id=name, title="", blocks=())


@pytest.mark.parametrize(("closes", "said"), [(True, "add up to"), (False, "nothing was rescaled")])
def test_a_composition_says_whether_it_closes(context, run, closes, said):
    tables = only(run.tables(), "diagnose.compositions")
    frame = tables["diagnose.compositions"].frame.assign(closes=closes)
    document = build_document(context, changed(tables, "diagnose.compositions", frame), "en")
    assert all(said in block.plain() for block in document.sections[0].blocks if block.kind == "sentence")


@pytest.mark.parametrize("lang", LANGS)
def test_an_undefined_quotient_is_called_undefined(context, run, lang):
    tables = run.tables()
    for name in ("diagnose.footprint", "diagnose.footprint_activities"):
        frame = tables[name].frame.copy()
        frame.loc[frame["region"] == context.region, ["lq", "lq_low", "lq_high"]] = float("nan")
        frame.loc[frame["region"] == context.region, "verdict"] = "undefined"
        tables = changed(tables, name, frame)
    document = build_document(context, tables, lang)
    (line,) = [line for line in document.lines() if line.startswith(context.note("footprint.title", lang))]
    assert text("views.undefined", lang) in line
    assert text("views.footprint.open", lang) not in line
    assert view(document, "footprint_regions").rows[0][-1].text == text("views.footprint.undefined", lang)


def test_only_the_activities_with_most_counts_are_drawn(context, run):
    import pandas as pd

    tables = run.tables()
    frame = tables["diagnose.footprint_activities"].frame
    own = frame[(frame["region"] == context.region) & (frame["k"] > 0)].iloc[0].to_dict()
    many = pd.DataFrame([own | {"activity": f"a{place}", "k": float(place + 1), "lq": 1.0} for place in range(50)])
    activities = context.classifications["activity"]
    names = pd.DataFrame([{"code": f"a{place}", "name_en": f"a{place}"} for place in range(50)])
    wide = pd.concat([activities.frame, names], ignore_index=True).fillna("")
    spread = dataclasses.replace(
        context, classifications={**context.classifications, "activity": Classification("activity", wide)}
    )
    document = build_document(spread, changed(tables, "diagnose.footprint_activities", many), "en")
    chart = view(document, "footprint_activities_chart")
    assert len(chart.data) == 40
    assert "Of 50 rows the 40" in chart.how_to_read
    assert {row["name"] for row in chart.data} == {f"a{place}" for place in range(10, 50)}


def places_cut(context, wanted):
    regions = context.classifications["region"].frame.copy()
    regions.loc[~regions["code"].isin(wanted), ["tile_row", "tile_col"]] = ""
    return dataclasses.replace(
        context, classifications={**context.classifications, "region": Classification("region", regions)}
    )


def test_regions_without_a_place_are_named_and_without_places_there_is_no_map(context, run):
    tables = only(run.tables(), "diagnose.peers")
    some = build_document(places_cut(context, {"CN-SD", "CN-GD"}), tables, "en")
    assert len(some.charts()[0].data) == 2
    assert "Jiangsu" in some.charts()[0].how_to_read.partition("Not drawn")[2]
    none = build_document(places_cut(context, set()), tables, "en")
    assert none.charts() == []
    assert view(none, "peers_rd_intensity_2021").rows


def test_prices_are_called_nominal_only_where_they_are_current(context, run):
    tables = run.tables()
    frame = tables["observe.observations"].frame
    assert "apparent and nominal" in build_document(context, tables, "en").lines()[2]
    constant = {**tables}
    for name in ("diagnose.target", "diagnose.progress"):
        rows = tables[name].frame.copy()
        for column in [column for column in rows if column.endswith("_key")]:
            rows[column] = rows[column].str.replace("price_basis=current", "price_basis=constant 2015")
        constant = changed(constant, name, rows)
    revalued = frame.assign(price_basis=frame["price_basis"].replace("current", "constant 2015"))
    constant = changed(only(constant, "diagnose.target", "diagnose.progress"), "observe.observations", revalued)
    lines = " ".join(build_document(context, constant, "en").lines())
    assert "apparent (" in lines
    assert "nominal" not in lines


def test_a_transcription_claims_no_computation(documents):
    for name in ("target_series", "ranks_current", "ranks_history", "stabilities", "tile_map_rd_intensity_2021"):
        assert "own computation" not in view(documents["en"], name).source_line
    for name in ("target_progress", "growth_checks", "target_waterfall", "definitions"):
        assert "own computation" in view(documents["en"], name).source_line


def test_ranks_say_for_how_many_no_measure_is_stated(documents):
    assert "for 7 of 8 the source states no measure" in " ".join(documents["en"].lines())


def test_the_bundled_study_keeps_its_own_words(documents):
    english, chinese = (documents[lang].as_json() for lang in ("en", "zh"))
    for words in (
        "Read as high-end only",
        "Listed-company footprint",
        "All equipment (used in this report)",
        "National ranks by industry",
        "A-share",
        "data vendor's own classes",
        "Survivors only",
        "above the designated size",
        "No figure for the industry was found",
        "signed or announced",
    ):
        assert words in english
    for words in (
        "若仅指高端",
        "上市公司分布",
        "全部装备（本报告采用）",
        "分行业全国位次",
        "A股",
        "数据商",
        "存续企业",
        "规模以上",
    ):
        assert words in chinese
