"""What the report says of stability: a row a measure, a reason where there is no number, and whose supply it is."""

from __future__ import annotations

import dataclasses
import re

import pytest

from growthpole.messages import LANGS
from growthpole.study.documents import view_context
from growthpole.study.explaining import explain
from growthpole.views import build_document
from growthpole.views.model import Sentence, TableView
from growthpole.views.sections import plan_stability
from growthpole.views.writing import Writer


def section_of(run, lang):
    (found,) = plan_stability.sections(Writer(view_context(run.case, run.tables(), {}), run.tables(), lang))
    return found


def view(section, name):
    (found,) = [block for block in section.blocks if isinstance(block, TableView) and block.id == name]
    return found


def words(section, *roles):
    return " ".join(b.plain() for b in section.blocks if isinstance(b, Sentence) and b.role in (roles or (b.role,)))


def spans(section):
    for block in section.blocks:
        rows = [block.spans] if isinstance(block, Sentence) else block.rows
        yield from (span for row in rows for span in row)


@pytest.fixture(scope="module", params=["run", "steady", "modelled"])
def study(request):
    """The bundled study, which has little, and made-up ones that have the rest."""
    return request.getfixturevalue(request.param)


def test_it_stands_after_the_roadmap(run):
    ids = [one.id for one in build_document(view_context(run.case, run.tables(), {}), run.tables(), "en").sections]
    assert ids[ids.index("plan_roadmap") + 1] == "plan_stability"


@pytest.mark.parametrize("lang", LANGS)
def test_each_row_has_a_number_with_its_key_or_a_reason(study, lang):
    rows = view(section_of(study, lang), "plan_stability").rows
    said = study.table("plan.stability_measures").rows()
    assert len(rows) == len(said)
    for (_, _, value, meaning), row in zip(rows, said, strict=True):
        assert meaning.text
        if row["reason"]:
            assert not value.key
            assert re.match(r"(no data|undefined): \S" if lang == "en" else r"(无数据|无定义)：\S", value.text)
        else:
            assert explain(study, value.key).value == value.value


def test_both_languages_show_the_same_numbers_and_each_can_be_explained(study):
    english, chinese = ({(s.key, s.value) for s in spans(section_of(study, lang)) if s.key} for lang in LANGS)
    assert english == chinese
    assert english
    one = {key.partition("[")[0]: (key, value) for key, value in sorted(english)}
    for key, value in one.values():
        assert explain(study, key).value == value


@pytest.mark.parametrize("lang", LANGS)
def test_no_number_stands_without_a_key(study, lang):
    for span in spans(section_of(study, lang)):
        assert span.key or span.tone or not re.search(r"\d", span.text), span.text


@pytest.mark.parametrize("lang", LANGS)
def test_tables_say_how_to_read_them_and_where_they_are_from(study, lang):
    for block in section_of(study, lang).blocks:
        if isinstance(block, TableView):
            assert block.how_to_read
            assert block.source_line


@pytest.mark.parametrize(("lang", "never"), [("en", "never what firms in Shandong buy"), ("zh", "绝非山东")])
def test_supply_is_said_to_be_the_nations_and_never_the_regions(run, lang, never):
    section = section_of(run, lang)
    assert never in words(section, "caution")
    nation = {"en": "China", "zh": "全国"}[lang]
    assert nation in view(section, "plan_supply").title
    poles = [row[1].text for row in view(section, "plan_stability").rows if "plan.supply" in row[2].key]
    assert len(poles) == 8
    assert all(nation in text for text in poles)


@pytest.mark.parametrize(
    ("lang", "said", "no_data"), [("en", "does not say what is imported", "no data"), ("zh", "未说明进口", "无数据")]
)
def test_a_table_of_domestic_flows_is_said_to_be_one(run, lang, said, no_data):
    tables = dict(run.tables())
    own = tables["plan.supply"]
    frame = own.frame.assign(import_share=float("nan"))
    tables["plan.supply"] = dataclasses.replace(own, frame=frame, groups={**own.groups, "domestic": "True"})
    (section,) = plan_stability.sections(Writer(view_context(run.case, tables, {}), tables, lang))
    assert said in words(section, "caution")
    assert {row[4].text for row in view(section, "plan_supply").rows} == {no_data}


@pytest.mark.parametrize(("lang", "why"), [("en", "did the nation contract"), ("zh", "均未收缩")])
def test_the_bundled_study_says_why_it_reads_no_downturn(run, lang, why):
    section = section_of(run, lang)
    assert why in words(section, "caution")
    assert [block.id for block in section.blocks if isinstance(block, TableView)] == ["plan_stability", "plan_supply"]


def test_jobs_without_a_probability_are_not_covered_and_no_zero(steady):
    rows = {row[0].text: row for row in view(section_of(steady, "en"), "plan_job_risks").rows}
    known = {row["activity"] for row in steady.table("opportunities.exits").rows()}
    assert len(rows) == 7
    for name, row in rows.items():
        assert (row[2].text == "not covered") == (name.lower() not in known)
    (lead,) = [b for b in section_of(steady, "en").blocks if isinstance(b, Sentence) and "will have lost" in b.plain()]
    assert "jobs by industry by 2018" in lead.plain()


def test_undefined_is_told_from_not_known(steady):
    rows = view(section_of(steady, "en"), "plan_resilience_none").rows
    assert {row[3].text for row in rows} == {"undefined: the nation did not contract"}
    assert {row[6].text for row in rows} == {"no data: no year in which the recovery ended is given"}


def test_the_largest_cascade_is_a_range_with_its_firm(modelled):
    rows = view(section_of(modelled, "en"), "plan_stability").rows
    first = modelled.table("plan.cascades").rows()[0]
    assert rows[-1][1].text.startswith(first["firm"])
    assert " to " in rows[-1][2].text
    assert "not of jobs" in words(section_of(modelled, "en"))
