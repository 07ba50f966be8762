"""Registers of partners, projects and chains: each rule broken once, all problems in one error."""

from decimal import Decimal

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from growthpole.errors import DataQuality
from growthpole.messages import LANGS
from growthpole.tables import ChainRegister, PartnerRegister, ProjectRegister, Register, problems_of_register

PROJECT = {
    "code": "p1",
    "region": "370100",
    "stage": "producing",
    "signed_on": "2019-03-01",
    "started_on": "2019-09-01",
    "producing_on": "2021-01-10",
    "investment": 12.5,
    "foreign_contracted": 4.0,
    "foreign_utilised": 3.0,
    "unit": "1e8 CNY",
    "capacity": 50_000.0,
    "capacity_unit": "vehicle",
    "jobs": 1200.0,
    "start_year": 2019.0,
    "partner": "toyota",
    "parent": "",
    "amounts": "",
}
NAN = float("nan")
KNOWN = {"region": {"370100", "370200"}, "partners": {"toyota", "volkswagen"}}

FIRST = {"investment": 10.0, "jobs": 100.0, "foreign_contracted": 2.0, "foreign_utilised": 1.0}

TOTAL = {**FIRST, "investment": 16.0, "jobs": 130.0, "parent": "p1", "amounts": "total"}

MORE = {
    "investment": 3.0,
    "jobs": 20.0,
    "foreign_contracted": 0.0,
    "foreign_utilised": 0.0,
    "capacity": 0.0,
    "parent": "p2",
    "amounts": "increment",
}

LAST = {**FIRST, "investment": 20.0, "jobs": 155.0, "parent": "p3", "amounts": "total"}

ROW = {
    "partner_code": "toyota",
    "country": "JPN",
    "rank_2021": "9",
    "home": "false",
    "capabilities": "EQ079; EQ080",
}

COLUMNS = {"code": "partner_code", "economy": "country", "rank": "rank_2021"}

CHAINS = (
    {"code": "auto", "type": "chain", "core": "EQ079"},
    {"code": "robots", "type": "cluster", "core": "EQ073"},
)

STAGES = (
    {"chain": "auto", "order": "1", "stage": "materials", "sector": "STEEL", "share": 0.03, "position": "upstream"},
    {"chain": "auto", "order": "1", "stage": "materials", "sector": "PLAST", "share": 0.02, "position": "upstream"},
    {"chain": "auto", "order": "2", "stage": "assembly", "sector": "EQ079", "share": NAN, "position": "core"},
)

CITIES = ({"chain": "auto", "city": "370100", "role": "lead", "sectors": "EQ079"},)

SECTORS = {"sectors": {"STEEL", "PLAST", "EQ079", "EQ073"}, "region": {"370100"}}


def register(kind, rows, key=("code",), **options):
    frame = pd.DataFrame(rows)
    return Register(kind, frame.assign(line=range(2, len(frame) + 2)), key, "r.csv", kind=kind, **options)


def projects(*changes):
    rows = [{**PROJECT, "code": f"p{at}", **change} for at, change in enumerate(changes, start=1)]
    return register("projects", rows)


def said(findings):
    for finding in findings:
        for lang in LANGS:
            assert finding.rule(lang), finding
            assert "{" not in finding.rule(lang) + finding.hint(lang)
        assert finding.severity == "error"
        assert finding.file == "r.csv"
    return [(finding.code, finding.line, finding.column, finding.value) for finding in findings]


def test_a_sound_project_is_taken_with_its_numbers():
    found = ProjectRegister(projects({}), KNOWN)
    assert found.rows.loc[0, ["investment", "jobs", "stage", "line"]].tolist() == [12.5, 1200.0, "producing", 2]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"stage": "built"}, ("wrong-form", 2, "stage", "built")),
        ({"stage": ""}, ("blank-field", 2, "stage", "")),
        ({"region": "999999"}, ("unknown-reference", 2, "region", "999999")),
        ({"partner": "toyotta"}, ("unknown-reference", 2, "partner", "toyotta")),
        ({"jobs": 1.5}, ("wrong-form", 2, "jobs", "1.5")),
        ({"jobs": -1.0}, ("wrong-form", 2, "jobs", "-1")),
        (
            {"investment": -0.5, "foreign_contracted": NAN, "foreign_utilised": NAN},
            ("wrong-form", 2, "investment", "-0.5"),
        ),
        ({"start_year": 19.0}, ("wrong-form", 2, "start_year", "19")),
        ({"unit": "lots"}, ("wrong-form", 2, "unit", "lots")),
        ({"unit": "person"}, ("wrong-form", 2, "unit", "person")),
        ({"signed_on": "2019-13-01"}, ("wrong-form", 2, "signed_on", "2019-13-01")),
        ({"signed_on": "2019"}, ("wrong-form", 2, "signed_on", "2019")),
        ({"started_on": "2018-01-01"}, ("days-run-back", 2, "started_on", "2018-01-01")),
        ({"foreign_utilised": 4.5}, ("above-other", 2, "foreign_utilised", "4.5")),
        ({"foreign_contracted": 13.0}, ("above-other", 2, "foreign_contracted", "13")),
        ({"capacity_unit": ""}, ("needs-other", 2, "capacity", "50000")),
        ({"amounts": "total"}, ("needs-other", 2, "amounts", "total")),
        ({"stage": "started"}, ("stage-behind-day", 2, "producing_on", "2021-01-10")),
        ({"parent": "p1", "amounts": "total"}, ("own-ancestor", 2, "parent", "p1")),
        ({"parent": "p9", "amounts": "total"}, ("unknown-reference", 2, "parent", "p9")),
    ],
)
def test_each_rule_of_a_project(change, expected):
    assert said(problems_of_register(projects(change), KNOWN)) == [expected]


def test_money_needs_a_unit():
    codes = said(problems_of_register(projects({"unit": ""}), KNOWN))
    assert [(code, column) for code, _, column, _ in codes] == [
        ("needs-other", name) for name in ("investment", "foreign_contracted", "foreign_utilised")
    ]


def test_a_withdrawn_project_may_have_reached_any_stage():
    rows = projects({"stage": "withdrawn", "withdrawn_on": "2022-01-01"})
    assert problems_of_register(rows, KNOWN) == []
    late = problems_of_register(projects({"withdrawn_on": "2022-01-01"}), KNOWN)
    assert said(late) == [("stage-behind-day", 2, "withdrawn_on", "2022-01-01")]


def test_all_problems_come_in_one_error_by_line():
    rows = projects({"jobs": -3.0}, {}, {"stage": "soon", "region": "x"})
    with pytest.raises(DataQuality) as caught:
        ProjectRegister(rows, KNOWN)
    assert said(caught.value.findings) == [
        ("wrong-form", 2, "jobs", "-3"),
        ("unknown-reference", 4, "region", "x"),
        ("wrong-form", 4, "stage", "soon"),
    ]
    assert "lead, negotiating" in caught.value.findings[2].hint("en")


def test_the_nearest_code_is_named():
    (finding,) = problems_of_register(projects({"partner": "toyotta"}), KNOWN)
    assert "toyota" in finding.hint("en")


class TestExpansions:
    def test_an_expansion_counts_only_its_increment(self):
        added = ProjectRegister(projects(FIRST, TOTAL, MORE, LAST), KNOWN).increments()
        assert added["investment"].tolist() == [10.0, 6.0, 3.0, 1.0]
        assert added["jobs"].tolist() == [100.0, 30.0, 20.0, 5.0]
        assert added["investment"].sum() == LAST["investment"]

    def test_the_order_of_the_rows_does_not_matter(self):
        rows = [{**PROJECT, "code": f"p{at}", **change} for at, change in enumerate([FIRST, TOTAL, MORE], 1)]
        added = ProjectRegister(register("projects", rows[::-1]), KNOWN).increments().set_index("code")
        assert added["jobs"].to_dict() == {"p1": 100.0, "p2": 30.0, "p3": 20.0}

    def test_a_total_stands_on_all_before_it_and_not_on_its_parent_alone(self):
        plus = {**MORE, "jobs": 30.0, "parent": "p1"}
        rows = projects(FIRST, plus, {**TOTAL, "jobs": 120.0, "parent": "p2"})
        assert said(problems_of_register(rows, KNOWN)) == [
            ("below-expanded", 4, "jobs", "120"),
        ]
        (finding,) = problems_of_register(rows, KNOWN)
        assert "130" in finding.rule("en")

    @pytest.mark.parametrize(
        "third",
        [
            {**LAST, "jobs": 150.0, "parent": "p1"},
            {**MORE, "jobs": 30.0, "parent": "p1"},
        ],
    )
    def test_a_total_with_another_expansion_beside_it_is_refused(self, third):
        """100, then totals 130 and 150 of the same parent, would count 180 for a plant of 150."""
        found = said(problems_of_register(projects(FIRST, TOTAL, third), KNOWN))
        totals = [3, 4] if third["amounts"] == "total" else [3]
        assert found == [("total-beside", line, "parent", "p1") for line in totals]
        deeper = said(problems_of_register(projects(FIRST, TOTAL, LAST | {"parent": "p2"}, third), KNOWN))
        assert ("total-beside", 4, "parent", "p2") in deeper

    def test_what_was_withdrawn_is_not_stood_on(self):
        gone = {**TOTAL, "stage": "withdrawn"}
        register = projects(FIRST, gone, {**LAST, "parent": "p1"}, {**LAST, "jobs": 160.0, "parent": "p2"})
        assert [one[:2] for one in said(problems_of_register(register, KNOWN))] == [
            ("total-beside", 4),
            ("total-beside", 5),
        ]
        for parent in ("p1", "p2"):
            added = ProjectRegister(projects(FIRST, gone, {**LAST, "parent": parent}), KNOWN).increments()
            assert added["jobs"].tolist() == [100.0, 30.0, 55.0]

    @given(st.lists(st.tuples(st.sampled_from(["increment", "total"]), st.integers(0, 50)), max_size=6), st.randoms())
    @settings(deadline=None)
    def test_increments_are_never_negative_and_add_up_to_the_plant(self, steps, random):
        """Each step expands the one before by some tenths; the plant's size is known at every step."""
        rows, size = [{"code": "p0", "jobs": 100.0, "expected_output": 0.1, "unit": "1e8 CNY"}], Decimal("0.1")
        for at, (kind, more) in enumerate(steps, start=1):
            size += Decimal(more) / 10
            stated = size if kind == "total" else Decimal(more) / 10
            jobs = (100 + sum(step for _, step in steps[:at])) if kind == "total" else more
            told = {"code": f"p{at}", "parent": f"p{at - 1}", "amounts": kind, "unit": "1e8 CNY"}
            rows.append({**told, "jobs": float(jobs), "expected_output": float(stated)})
        random.shuffle(rows)
        whole = [{"region": "370100", "stage": "signed", "parent": "", "amounts": ""} | row for row in rows]
        added = ProjectRegister(register("projects", whole), KNOWN).increments()
        assert (added[["jobs", "expected_output"]] >= 0).all(axis=None)
        assert added["jobs"].sum() == 100 + sum(step for _, step in steps)
        assert added["expected_output"].sum() == pytest.approx(float(size), abs=1e-12)  # of sums of tenths

    def test_an_amount_before_that_is_not_stated_leaves_the_increment_open(self):
        added = ProjectRegister(projects({**FIRST, "jobs": NAN}, TOTAL), KNOWN).increments()
        assert added["jobs"].isna().tolist() == [True, True]
        assert added["investment"].tolist() == [10.0, 6.0]

    def test_a_capacity_in_another_unit(self):
        found = problems_of_register(projects(FIRST, {**TOTAL, "capacity_unit": "engine"}), KNOWN)
        assert said(found) == [("other-unit", 3, "capacity_unit", "engine")]

    def test_a_total_below_what_it_expands(self):
        found = problems_of_register(projects(FIRST, {**TOTAL, "jobs": 99.0}), KNOWN)
        assert said(found) == [("below-expanded", 3, "jobs", "99")]

    def test_a_total_in_another_unit(self):
        found = problems_of_register(projects(FIRST, {**TOTAL, "unit": "1e6 USD"}), KNOWN)
        assert said(found) == [("other-unit", 3, "unit", "1e6 USD")]

    def test_a_ring_of_expansions_and_one_that_hangs_on_it(self):
        ring = {**MORE, "parent": "p2"}, {**MORE, "parent": "p1"}, {**MORE, "parent": "p1"}
        found = problems_of_register(projects(*ring), KNOWN)
        assert [(code, line) for code, line, *_ in said(found)] == [("own-ancestor", 2), ("own-ancestor", 3)]

    def test_without_parents_amounts_stand(self):
        rows = [{name: value for name, value in PROJECT.items() if name not in {"parent", "amounts"}}]
        assert ProjectRegister(register("projects", rows), KNOWN).increments()["jobs"].tolist() == [1200.0]


class TestPartners:
    def made(self, *changes):
        rows = [{**ROW, **change} for change in changes]
        return register("partners", rows, ("partner_code",), columns=COLUMNS)

    def test_fields_stand_under_their_own_names(self):
        found = PartnerRegister(self.made({}), {"sectors": {"EQ079", "EQ080"}}).rows
        assert found.loc[0, ["code", "economy", "rank"]].tolist() == ["toyota", "JPN", 9.0]

    @pytest.mark.parametrize(
        ("change", "expected"),
        [
            ({"country": "Japan"}, ("wrong-form", 2, "country", "Japan")),
            ({"rank_2021": "ninth"}, ("wrong-form", 2, "rank_2021", "ninth")),
            ({"rank_2021": "0"}, ("wrong-form", 2, "rank_2021", "0")),
            ({"home": "no"}, ("wrong-form", 2, "home", "no")),
            ({"capabilities": "EQ079;;EQ080"}, ("wrong-form", 2, "capabilities", "EQ079;;EQ080")),
            ({"capabilities": "EQ079;EQ999"}, ("unknown-reference", 2, "capabilities", "EQ999")),
        ],
    )
    def test_each_rule(self, change, expected):
        assert said(problems_of_register(self.made(change), {"sectors": {"EQ079", "EQ080"}})) == [expected]

    def test_what_is_not_known_is_not_checked(self):
        assert problems_of_register(self.made({"capabilities": "anything"})) == []

    def test_a_key_of_the_kind_narrower_than_that_of_the_file(self):
        rows = pd.DataFrame([{**ROW, "year": year} for year in ("2020", "2021")]).assign(line=[2, 3])
        wide = Register("partners", rows, ("partner_code", "year"), "r.csv", kind="partners", columns=COLUMNS)
        assert said(problems_of_register(wide)) == [("repeated-entry", 3, "partner_code", "toyota")]

    def test_a_missing_column(self):
        bare = register("partners", [{"code": "a"}])
        assert said(problems_of_register(bare)) == [("missing-column", None, "economy", "economy")]

    def test_the_kind_must_fit(self, refused):
        with refused("unknown-option", "partners", "projects"):
            PartnerRegister(projects({}))
        with refused("unknown-option", "kind"):
            problems_of_register(Register("x", pd.DataFrame({"code": ["a"]}), ("code",)))

    def test_cells_of_a_worksheet_are_named(self):
        book = Register(
            "partners",
            pd.DataFrame([{"code": "a", "economy": "Japan", "line": 7}]),
            ("code",),
            "r.csv",
            "Firms",
            {"code": "A", "economy": "C"},
            "partners",
        )
        assert problems_of_register(book)[0].place() == "r.csv:Firms:C7 [economy]"


class TestChains:
    def made(self, stages=(), cities=()):
        return (
            register("chains", CHAINS),
            register("chain_stages", stages or STAGES, ("chain", "order", "stage", "sector")),
            register("chain_cities", cities or CITIES, ("chain", "city")),
            SECTORS,
        )

    def test_stages_in_order_with_their_sectors(self):
        found = ChainRegister(*self.made(STAGES[::-1]))
        assert list(found.stages_of("auto")) == [(1, "materials", ("PLAST", "STEEL")), (2, "assembly", ("EQ079",))]
        assert list(found.stages_of("robots")) == []
        assert list(ChainRegister(register("chains", CHAINS)).stages_of("auto")) == []

    def test_problems_of_all_three_come_together(self):
        stages = [*STAGES[:2], {**STAGES[2], "order": "4", "share": 1.2}, {**STAGES[0], "stage": "ore"}]
        cities = [{**CITIES[0], "chain": "ships", "role": "host"}]
        with pytest.raises(DataQuality) as caught:
            ChainRegister(*self.made(stages, cities))
        assert sorted(said(caught.value.findings)) == [
            ("stage-gap", 4, "order", "4"),
            ("stage-two-names", 5, "stage", "ore"),
            ("unknown-reference", 2, "chain", "ships"),
            ("wrong-form", 2, "role", "host"),
            ("wrong-form", 4, "share", "1.2"),
        ]
        gap = next(finding for finding in caught.value.findings if finding.code == "stage-gap")
        assert "but 2 is missing" in gap.rule("en")

    def test_stages_begin_with_one(self):
        late = [{**stage, "order": "2"} for stage in STAGES[:1]]
        (finding,) = problems_of_register(
            register("chain_stages", late, ("chain", "order")), SECTORS | {"chains": {"auto"}}
        )
        assert (finding.code, "1 is missing" in finding.rule("en")) == ("stage-gap", True)

    def test_a_number_that_is_none_is_said_once(self):
        odd = [{**STAGES[0], "order": "first"}]
        found = problems_of_register(register("chain_stages", odd, ("chain", "order")), SECTORS | {"chains": {"auto"}})
        assert said(found) == [("wrong-form", 2, "order", "first")]
