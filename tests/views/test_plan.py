"""What the report says of the plan: every figure traced, every assumption marked, and no plan where there is none."""

from __future__ import annotations

import dataclasses
import math
import re

import pandas as pd
import pytest

from growthpole.messages import LANGS, text
from growthpole.study.documents import view_context
from growthpole.study.explaining import explain
from growthpole.study.sources import translations
from growthpole.study.stages.plan_choice_tables import plain_table
from growthpole.views import build_document
from growthpole.views.amounts import amount_in, digits_for, unit_for
from growthpole.views.model import ChartView, Section, Sentence, TableView
from growthpole.views.sections import (
    plan_assumptions,
    plan_choice,
    plan_parts,
    plan_requirements,
    plan_roadmap,
)
from growthpole.views.writing import Writer

SECTIONS = ["plan_choice", "plan_assumptions", "plan_parts", "plan_requirements", "plan_roadmap"]
ASSUMED = {"en": "assumption", "zh": "假设"}


@pytest.fixture(scope="module")
def context(run, study_folder):
    return view_context(run.case, run.tables(), translations(run.case, study_folder / "sources"))


@pytest.fixture(scope="module")
def documents(context, run):
    return {lang: build_document(context, run.tables(), lang) for lang in LANGS}


@dataclasses.dataclass
class Page:
    """A part of a document, where the whole of it would take long."""

    sections: list[Section]


def page(context, tables, lang, *rooms):
    """The sections that the modules named make."""
    writer = Writer(context, tables, lang)
    return Page([section for room in rooms for section in room.sections(writer)])


def sections(document):
    return {section.id: section for section in document.sections if section.id in SECTIONS}


def blocks(document, kind):
    return [block for section in sections(document).values() for block in section.blocks if isinstance(block, kind)]


def view(document, name, kind=TableView):
    (found,) = [block for block in blocks(document, kind) if block.id == name]
    return found


def spans(document):
    found = [span for block in blocks(document, Sentence) for span in block.spans]
    return found + [span for table in blocks(document, TableView) for row in table.rows for span in row]


def with_rows(tables, name, frame):
    """The tables of a run, one with other rows."""
    return {**tables, name: dataclasses.replace(tables[name], frame=frame)}


def planned(document, *, role=None):
    return " ".join(block.plain() for block in blocks(document, Sentence) if role in (None, block.role))


# --- what holds for every section ----------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGS)
def test_the_sections_follow_the_odds_in_order(documents, lang):
    ids = [section.id for section in documents[lang].sections]
    start = ids.index("plan_odds")
    assert ids[start + 1 : start + 6] == SECTIONS


def test_every_number_can_be_explained(documents, run):
    shown = {span.key: span.value for span in spans(documents["en"]) if span.key}
    keys = {*shown, *(row["key"] for chart in blocks(documents["en"], ChartView) for row in chart.data)}
    assert len(keys) > 150
    one = {key.partition("[")[0]: key for key in sorted(keys)}  # all numbers of a column have one trace
    for column, key in one.items():
        assert explain(run, key).key == key
        stage, name, last = column.split(".")
        table = run.table(f"{stage}.{name}")
        values = {str(table.key(row, last)): row[last] for row in table.rows()}
        mine = {key for key in keys if key.partition("[")[0] == column}
        assert mine <= set(values)
        assert {key: shown[key] for key in mine if key in shown} == {key: values[key] for key in mine if key in shown}


def test_both_languages_show_the_same_numbers(documents):
    english, chinese = (
        {(span.key, span.value) for span in spans(documents[lang]) if span.key and span.unit != ""} for lang in LANGS
    )
    assert english == chinese


@pytest.mark.parametrize("lang", LANGS)
def test_no_table_or_chart_goes_without_how_to_read_and_source(documents, lang):
    for block in [*blocks(documents[lang], TableView), *blocks(documents[lang], ChartView)]:
        assert block.how_to_read
        assert "study.toml" in block.source_line


def test_every_table_of_the_plan_is_shown(context, run):
    class Asked(dict):
        def __getitem__(self, name):
            seen.add(name)
            return super().__getitem__(name)

        def get(self, name, default=None):
            seen.add(name)
            return super().get(name, default)

    seen = set()
    build_document(context, Asked(run.tables()), "en")
    assert {name for name in run.tables() if name.startswith("plan.")} <= seen


def test_no_line_of_the_headline_rests_on_the_projects(documents):
    plan = {"plan.odds", "plan.reference"}
    for lang in LANGS:
        keys = [span.key for line in documents[lang].headline for span in line.spans if span.key.startswith("plan.")]
        assert {".".join(key.split(".")[:2]) for key in keys} <= plan


# --- the choice ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGS)
def test_figures_of_the_chosen_projects_say_that_they_are_assumptions(documents, run, lang):
    table = view(documents[lang], "plan_chosen")
    assert {row["basis"] for row in run.table("plan.assumptions").rows()} == {"assumption"}
    said = [heading for heading in table.columns if ASSUMED[lang] in heading]
    assert len(said) == 5  # investment, public money, output, probability, jobs
    assert {row[-1].text for row in table.rows} == {ASSUMED[lang]}


def test_the_chosen_projects_stand_in_the_order_of_their_start(documents, run):
    rows = view(documents["en"], "plan_chosen").rows
    starts = [row[1].value for row in rows]
    chosen = run.table("plan.chosen").rows()
    assert starts == sorted(row["start"] for row in chosen)
    assert [row[1].text for row in rows] == [str(int(start)) for start in starts]


@pytest.mark.parametrize("lang", LANGS)
def test_a_figure_of_the_register_is_told_from_an_assumption(context, run, lang):
    tables = run.tables()
    first = tables["plan.chosen"].frame["project"].iloc[0]
    frame = tables["plan.assumptions"].frame.copy()
    frame.loc[(frame["project"] == first) & (frame["assumption"] == "investment"), "basis"] = "source"
    document = page(context, with_rows(tables, "plan.assumptions", frame), lang, plan_choice, plan_assumptions)
    investment = next(
        row for row in view(document, "plan_assumptions").rows if row[0].text == _say("assume_investment", lang)
    )
    assert investment[-1].text == _say("basis_mixed", lang)
    assert [span.badge for span in investment[1:-1]].count(_say("basis_source", lang)) == 1
    assert all(span.badge for span in investment[1:-1])
    heading = view(document, "plan_chosen").columns[2]
    assert heading.startswith(text("views.plan.partly_assumed", lang, what=_say("assume_investment", lang)))


def _say(name, lang):
    return text(f"views.plan.{name}", lang)


@pytest.mark.parametrize("lang", LANGS)
def test_limits_that_contradict_each_other_are_all_that_is_said_of_the_choice(context, run, lang):
    tables = run.tables()
    words = {"en": "The budget of 2023 is 3.0.", "zh": "2023年的预算为3.0。"}
    rows = [
        {"limit": "budget[2023]", "position": "1", "words_en": words["en"], "words_zh": words["zh"]},
        {"limit": "must[a]", "position": "2", "words_en": "Project a is chosen.", "words_zh": "项目a必选。"},
    ]
    gone = ("solution", "by_period", "shadow_prices", "never_chosen", "next_best", "frontier", "critical")
    gone += ("gantt", "milestones", "floats", "dependencies", "work")
    left = {name: table for name, table in tables.items() if name not in {f"plan.{one}" for one in gone}}
    left = with_rows(left, "plan.chosen", tables["plan.chosen"].frame.iloc[:0])
    requirements = tables["plan.requirements"].frame.assign(
        delay=math.nan, probability=math.nan, delay_why="no_plan", probability_why="no_plan"
    )
    left = with_rows(left, "plan.requirements", requirements)
    left["plan.conflicts"] = plain_table("conflicts", rows, ("limit",), {})
    rooms = (plan_choice, plan_assumptions, plan_parts, plan_requirements, plan_roadmap)
    document = page(context, left, lang, *rooms)
    assert list(sections(document)) == ["plan_choice", "plan_assumptions", "plan_requirements"]
    choice = sections(document)["plan_choice"].blocks
    assert [block.kind for block in choice] == ["sentence", "table"]
    assert choice[0].role == "caution"
    assert [row[1].text for row in choice[1].rows] == [row[f"words_{lang}"] for row in rows]
    assert not [span for row in choice[1].rows for span in row if span.key]
    assert {row[-1].text for row in view(document, "plan_requirements").rows} == {_say("why_no_plan", lang)}
    assert "needed_with" not in {span.key.rpartition(".")[2].partition("[")[0] for span in spans(document)}


def solved(tables, **changes):
    return with_rows(tables, "plan.solution", tables["plan.solution"].frame.assign(**changes))


def test_the_lead_says_what_was_proven_and_what_was_not(context, run):
    tables = run.tables()
    for changes, words in (
        ({"regret": math.nan}, "does not meet the limits"),
        ({"regret": 0.0}, "does as well"),
        ({"regret": 3.0}, "would bring"),
        ({"truncated": True}, "stopped by its time limit"),
    ):
        assert words in planned(page(context, solved(tables, **changes), "en", plan_choice))
    assert "stopped" not in planned(page(context, solved(tables, truncated=False), "en", plan_choice))


def test_where_the_odds_are_maximised_they_are_shown_as_odds(context, run):
    tables = solved(run.tables(), aim="odds", objective=0.8, bound=0.82, regret=0.05)
    units = {**tables["plan.solution"].units, "objective": "1", "bound": "1", "regret": "1"}
    tables["plan.solution"] = dataclasses.replace(tables["plan.solution"], units=units)
    (lead,) = [b.plain() for b in sections(page(context, tables, "en", plan_choice))["plan_choice"].blocks[:1]]
    assert "Odds of the goal over 2023–2028: 80.0 %" in lead
    assert "more than 82.0 %" in lead


def test_nothing_chosen_is_said_and_has_no_table(context, run):
    tables = run.tables()
    tables = with_rows(tables, "plan.chosen", tables["plan.chosen"].frame.iloc[:0])
    document = page(context, tables, "en", plan_choice, plan_parts)
    assert "No project is chosen" in planned(document, role="caution")
    assert "plan_parts" not in sections(document)
    assert not [table for table in blocks(document, TableView) if table.id in ("plan_chosen", "plan_by_period")]


def test_limits_by_year_have_a_column_only_where_the_study_sets_them(context, run):
    tables = run.tables()
    frame = tables["plan.by_period"].frame
    bare = page(
        context,
        with_rows(tables, "plan.by_period", frame.assign(budget=math.nan, jobs_floor=math.nan, energy=0.0)),
        "en",
        plan_choice,
    )
    full = page(
        context,
        with_rows(tables, "plan.by_period", frame.assign(budget=3.0, jobs_floor=10.0, energy=2.0)),
        "en",
        plan_choice,
    )
    assert len(view(full, "plan_by_period").columns) == len(view(bare, "plan_by_period").columns) + 4
    assert view(full, "plan_by_period").rows[0][-3].value == 10.0
    assert "Scenarios over budget" in view(full, "plan_by_period").columns
    assert "Scenarios over budget" not in view(bare, "plan_by_period").columns


def test_spending_in_a_year_without_a_budget_is_said_where_other_years_have_one(context, run):
    tables = run.tables()
    frame = tables["plan.by_period"].frame
    some = frame.assign(budget=[3.0, *[math.nan] * (len(frame) - 1)])
    words = planned(page(context, with_rows(tables, "plan.by_period", some), "en", plan_choice), role="caution")
    assert "Public money is spent in 2024, 2025 and 2026" in words
    for even in (frame.assign(budget=3.0), frame.assign(budget=math.nan)):
        same = page(context, with_rows(tables, "plan.by_period", even), "en", plan_choice)
        assert "Public money is spent" not in planned(same, role="caution")


def test_a_budget_without_a_plan_is_said_and_left_out_of_the_picture(context, run):
    tables = run.tables()
    frame = tables["plan.frontier"].frame.copy()
    frame.loc[0, ["value", "odds", "gap"]] = math.nan
    document = page(context, with_rows(tables, "plan.frontier", frame), "en", plan_choice)
    assert "no plan meets the limits" in [span.text for span in view(document, "plan_frontier").rows[0]]
    assert len(view(document, "plan_frontier", ChartView).data) == len(frame) - 1


def test_odds_that_no_budget_moves_are_said_to_be_so(context, run):
    tables = run.tables()
    frame = tables["plan.frontier"].frame
    still = page(context, with_rows(tables, "plan.frontier", frame.assign(odds=0.8)), "en", plan_choice)
    assert "80 % at every budget" in planned(still)
    odds = [0.5 + 0.05 * place for place in range(len(frame))]
    moved = page(context, with_rows(tables, "plan.frontier", frame.assign(odds=odds)), "en", plan_choice)
    assert "at every budget" not in planned(moved)


PRICES = [
    ("budget[2023]", "budget", "Budget: 2023"),
    ("jobs_floor[2025]", "jobs_floor", "Fewest jobs: 2025"),
    ("energy_cap[2025]", "energy_cap", "Most energy: 2025"),
    ("foreign_share_cap", "foreign_share_cap", "Most foreign money, as a share"),
    ("foreign_cap", "foreign_cap", "Most foreign money"),
    ("partner_share_cap", "partner_share_cap", "Largest share of one partner"),
    ("chain_minimum[robots]", "chain_minimum", "Fewest projects of a chain: robots"),
    ("precedence[a>b]", "precedence", "Order: a → b"),
    ("exclusion[a,b]", "exclusion", "At most one of: a and b"),
    ("must[a]", "must", "Chosen in any case: a"),
    ("never[b]", "never", "Not to be chosen: b"),
    ("most_projects", "most_projects", "Most projects"),
]


def test_every_kind_of_limit_has_its_words(context, run):
    rows = [
        {"limit": limit, "kind": kind, "slack": 1.0, "fixed": 0.0, "relaxed": 2.5, "resolved": math.nan}
        for limit, kind, _ in PRICES
    ]
    rows.append({**rows[0], "limit": "budget × 1.1", "kind": "budget_step", "slack": math.nan, "resolved": 0.25})
    rows.append({**rows[-1], "limit": "budget × 0.5", "resolved": math.nan})
    for lang in LANGS:
        document = page(context, with_rows(run.tables(), "plan.shadow_prices", pd.DataFrame(rows)), lang, plan_choice)
        words = [row[0].text for row in view(document, "plan_prices").rows]
        assert words == [said for *_, said in PRICES] if lang == "en" else len(set(words)) == len(PRICES)
        steps = view(document, "plan_steps").rows
        assert [row[0].text for row in steps] == ["×1.1", "×0.5"]
        assert [row[1].text for row in steps] == ["+0.25", _say("no_plan", lang)]


def test_what_lies_beside_the_plan_stands_only_where_there_is_something(context, run):
    tables = run.tables()
    never = [
        {"project": f"p{at}", "reason": reason, "costs_at_least": cost}
        for at, (reason, cost) in enumerate(
            (("no_start", math.nan), ("never", 0.0), ("dominated", 2.5), ("not_chosen", 0.0))
        )
    ]
    moves = [
        {"project": "p0", "change": "enters", "start": 2024.0, "start_now": math.nan},
        {"project": "p1", "change": "leaves", "start": math.nan, "start_now": 2023.0},
        {"project": "p2", "change": "moves", "start": 2024.0, "start_now": 2025.0},
    ]
    full = with_rows(tables, "plan.never_chosen", pd.DataFrame(never))
    full = with_rows(full, "plan.next_best", pd.DataFrame(moves))
    bare = with_rows(tables, "plan.never_chosen", pd.DataFrame(never).iloc[:0])
    bare = with_rows(bare, "plan.next_best", pd.DataFrame(moves).iloc[:0])
    names = {"plan_never_chosen", "plan_next_best"}
    for lang in LANGS:
        document = page(context, full, lang, plan_choice)
        assert [row[2].key == "" for row in view(document, "plan_never_chosen").rows] == [True, False, False, False]
        assert len({row[1].text for row in view(document, "plan_never_chosen").rows}) == 4
        years = [[span.value for span in row[2:]] for row in view(document, "plan_next_best").rows]
        assert years == [[None, 2024.0], [2023.0, None], [2025.0, 2024.0]]
        assert not names & {table.id for table in blocks(page(context, bare, lang, plan_choice), TableView)}


# --- the assumptions -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGS)
def test_every_assumption_of_every_project_is_shown_once(documents, run, lang):
    table, given = view(documents[lang], "plan_assumptions"), run.table("plan.assumptions")
    shown = [span.key for row in table.rows for span in row if span.key]
    assert sorted(shown) == sorted(str(given.key(row, "value")) for row in given.rows())
    assert {row[-1].text for row in table.rows} == {ASSUMED[lang]}


def test_a_figure_that_is_nought_because_none_was_given_says_so(documents, run):
    given = {str(run.table("plan.assumptions").key(row, "value")): row for row in run.table("plan.assumptions").rows()}
    for row in view(documents["en"], "plan_assumptions").rows:
        for span in row[1:-1]:
            asked = given[span.key]
            bare = asked["assumption"] in ("energy", "jobs") and asked["value"] == 0
            assert ("none assumed" in span.text) == bare


def many(tables, count):
    """The tables with so many projects alike of one activity more, under codes of a register."""
    candidates, given = tables["plan.candidates"].frame, tables["plan.assumptions"].frame
    first = candidates["project"].iloc[0]
    codes = [f"r{at:02}" for at in range(count)]
    own = candidates[candidates["project"] == first].assign(stage="signed")
    figures = given[given["project"] == first]
    tables = with_rows(
        tables,
        "plan.candidates",
        pd.concat([candidates, *(own.assign(project=code) for code in codes)], ignore_index=True),
    )
    return with_rows(
        tables,
        "plan.assumptions",
        pd.concat([given, *(figures.assign(project=code) for code in codes)], ignore_index=True),
    )


def test_many_projects_stand_as_sets_that_are_alike(context, run):
    tables = many(run.tables(), 9)
    document = page(context, tables, "en", plan_assumptions)
    table = view(document, "plan_assumptions")
    assert len(table.columns) - 2 == run.table("plan.candidates").frame["activity"].nunique()
    assert [heading for heading in table.columns if heading.endswith("(10 projects alike)")]


def test_more_than_six_sets_are_split_into_tables(context, run):
    tables = many(run.tables(), 9)
    frame = tables["plan.assumptions"].frame.copy()
    spread = frame["project"].str.startswith("r") & (frame["assumption"] == "investment")
    frame.loc[spread, "value"] = [10.0 + at for at in range(spread.sum())]
    document = page(context, with_rows(tables, "plan.assumptions", frame), "en", plan_assumptions)
    parts = [table for table in blocks(document, TableView) if table.id.startswith("plan_assumptions")]
    sets = 9 + run.table("plan.candidates").frame["project"].nunique()
    assert [len(table.columns) - 2 for table in parts] == [min(6, sets - at) for at in range(0, sets, 6)]
    investments = {span.value for table in parts for row in table.rows if row[0].text == "Investment" for span in row}
    assert {10.0 + at for at in range(9)} <= investments


# --- the parts, what is required, the map --------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGS)
def test_the_steps_from_base_to_goal_are_those_of_the_table(documents, run, lang):
    chart, rows = view(documents[lang], "plan_parts", ChartView), run.table("plan.waterfall").rows()
    assert len(chart.data) == len(rows) == 8
    for shown, row in zip(chart.data, rows, strict=True):
        for name in ("value", "from", "to"):
            assert shown[name] == amount_in(row[name], row["unit"], shown["unit"])
        assert shown["key"] == str(run.table("plan.waterfall").key(row, "value"))
        assert re.search(r"[1-9]", shown["label"]) or row["value"] == 0  # the smallest part is readable
    assert sum(ASSUMED[lang] in row["step"] for row in chart.data) == 2


@pytest.mark.parametrize("left", [0.25, -0.25])
def test_what_is_left_and_what_is_above_the_goal_are_told_apart(context, run, left):
    tables = run.tables()
    frame = tables["plan.waterfall"].frame.copy()
    frame.loc[frame["step"] == "left", "value"] = left
    row = view(
        page(context, with_rows(tables, "plan.waterfall", frame), "en", plan_parts), "plan_parts", ChartView
    ).data[6]
    assert row["step"] == ("Left to the goal" if left > 0 else "Above the goal")
    assert row["label"] == "0.250 trillion yuan"


def test_without_an_input_output_table_the_report_says_that_nothing_is_set_off(context, run):
    tables = run.tables()
    tables = with_rows(tables, "plan.multipliers", tables["plan.multipliers"].frame.iloc[:0])
    assert "No spillover is counted" in planned(page(context, tables, "en", plan_parts), role="caution")


def test_multipliers_carry_their_grade(documents, run):
    rows = view(documents["en"], "plan_multipliers").rows
    assert {row[-1].text for row in rows} == {"D"}
    assert len(rows) == len(run.table("plan.multipliers").rows())


@pytest.mark.parametrize("lang", LANGS)
def test_growth_that_is_required_stands_alone_and_with_the_plan(documents, run, lang):
    row = run.table("plan.requirements").rows()[0]
    lead = sections(documents[lang])["plan_requirements"].blocks[0]
    assert [span.value for span in lead.spans if span.key] == [row["needed_alone"], row["needed_with"]]
    assert lead.spans[-2].badge == _say("badge", lang) or any(span.badge for span in lead.spans)


@pytest.mark.parametrize(("why", "words"), [("not_needed", "not needed"), ("out_of_reach", "out of reach")])
def test_where_the_plan_bears_nothing_the_reason_stands_in_words(context, run, why, words):
    tables = run.tables()
    frame = tables["plan.requirements"].frame.assign(
        delay=math.nan, delay_why=why, probability=0.4, gap=0.1, projects=3.5
    )
    rows = view(
        page(context, with_rows(tables, "plan.requirements", frame), "en", plan_requirements), "plan_requirements"
    ).rows
    assert {row[-2].text for row in rows} == {words}
    assert {row[-1].text for row in rows} == {"40 %"}
    assert {row[-3].text for row in rows} == {"3.5"}


def test_growth_along_a_model_is_not_called_that_of_like_regions(context, run):
    tables = run.tables()
    tables["plan.modelled_fan"] = tables["plan.fan"]
    rooms = plan_parts, plan_requirements
    own, like = (page(context, given, "en", *rooms) for given in (tables, run.tables()))
    for found, word, other in ((own, "modelled", "like regions"), (like, "like regions", "modelled")):
        texts = [planned(found, role="caution"), view(found, "plan_requirements").rows[-1][0].text]
        assert all(word in said and other not in said for said in texts)
        read = view(found, "plan_parts", ChartView).how_to_read + view(found, "plan_requirements").how_to_read
        assert ("reference class" in read) == (word == "like regions")


@pytest.mark.parametrize("lang", LANGS)
def test_the_tornado_shows_the_table_of_what_is_critical(documents, run, lang):
    chart, table = view(documents[lang], "plan_critical", ChartView), run.table("plan.critical")
    swings = []
    for shown, row in zip(chart.data, table.rows(), strict=True):
        ends = {"at_low": "value_low", "as_assumed": "value", "at_high": "value_high"}
        for name, column in ends.items():
            assert shown[name] == amount_in(row[column], table.units[column], shown["unit"])
        swings.append(max(shown[name] for name in ends) - min(shown[name] for name in ends))
    assert swings == sorted(swings, reverse=True)


def test_the_frontier_is_drawn_as_the_table_says(documents, run):
    table = run.table("plan.frontier")
    for shown, row in zip(view(documents["en"], "plan_frontier", ChartView).data, table.rows(), strict=True):
        for name in ("money", "value"):
            assert shown[name] == amount_in(row[name], table.units[name], shown["unit"])
        assert shown["factor"] == row["factor"]


@pytest.mark.parametrize("lang", LANGS)
def test_the_map_has_a_bar_for_every_phase(documents, run, lang):
    chart = view(documents[lang], "plan_gantt", ChartView)
    found = {(row["key"], row["from"], row["to"]) for row in chart.data}
    table = run.table("plan.gantt")
    assert found == {(str(table.key(row, "start")), row["start"], row["end"]) for row in table.rows()}


def test_a_critical_chain_is_named_and_outlined_only_where_projects_wait(context, run):
    tables = run.tables()
    codes = list(tables["plan.floats"].frame["project"])[:2]
    pairs = pd.DataFrame([{"before": codes[0], "after": codes[1], "years": 2.0, "spare": 0.0}])
    frame = tables["plan.floats"].frame.copy()
    frame["critical"] = frame["project"].isin(codes)
    frame.loc[frame["project"] == codes[0], "start"] = 2023.0
    frame.loc[frame["project"] == codes[1], "start"] = 2025.0
    waiting = with_rows(with_rows(tables, "plan.floats", frame), "plan.dependencies", pairs)
    document = page(context, waiting, "en", plan_roadmap)
    assert "The longest chain of projects that wait for each other is" in planned(document)
    assert "begins in 2023" in planned(document)
    assert len(view(document, "plan_dependencies").rows) == 1
    chart = view(document, "plan_gantt", ChartView)
    assert {row["critical"] for row in chart.data if codes[0] in row["key"]} == {True}
    assert "Outlined" in chart.how_to_read
    free = page(context, with_rows(tables, "plan.dependencies", pairs.iloc[:0]), "en", plan_roadmap)
    assert "No project of the plan waits for another" in planned(free)
    assert not any(row["critical"] for row in view(free, "plan_gantt", ChartView).data)


@pytest.mark.parametrize("lang", LANGS)
def test_the_work_plan_lists_tasks_and_milestones_in_order(documents, run, lang):
    table, rows = view(documents[lang], "plan_work"), run.table("plan.work").rows()
    assert len(table.rows) == len(rows)
    for shown, row in zip(table.rows, rows, strict=True):
        assert shown[1].text == row[f"department_{lang}"] != ""
        if row["milestone"]:
            assert shown[2].text == _say(f"milestone_{row['milestone']}", lang)
            assert shown[-1].text == _say(f"basis_{row['basis']}", lang)
        else:
            assert shown[2].text == row[f"what_{lang}"]
            assert shown[-1].text == _say("task_proposed", lang)


# --- amounts -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "own", "lang", "unit"),
    [
        ([2.4], "1e12 CNY", "en", "1e12 CNY"),
        ([0.0007], "1e12 CNY", "en", "1e6 CNY"),
        ([0.0007], "1e12 CNY", "zh", "1e8 CNY"),
        ([44444.0], "1e8 CNY", "zh", "1e12 CNY"),
        ([44444.0], "1e8 CNY", "en", "1e12 CNY"),
        ([0.00004], "1e9 EUR", "zh", "1e6 EUR"),
        ([0.0], "1e12 CNY", "en", "1e12 CNY"),
        ([math.nan, 3.0], "1e8 CNY", "en", "1e9 CNY"),
        ([123456.0], "person", "en", "person"),
        ([0.001], "thalers", "en", "thalers"),
    ],
)
def test_amounts_are_shown_in_a_unit_they_can_be_read_in(values, own, lang, unit):
    assert unit_for(values, own, lang) == unit


def test_an_amount_of_an_unknown_unit_stays_as_it_is():
    assert amount_in(3.0, "thalers", "thalers") == 3.0
    assert amount_in(3.0, "1e12 CNY", "1e9 CNY") == 3000.0
    assert [digits_for([value]) for value in (0.0, 0.02, 9.0, 99.0, 999.0)] == [0, 3, 2, 1, 0]
