"""Options and back-test of the bundled study, against plain pandas computations from the file of the counts."""

from __future__ import annotations

import math
import re
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from scipy.stats import beta

from growthpole.errors import InputError
from growthpole.provenance import NumberKey
from growthpole.study import explain, run_study
from growthpole.study.case import load_case, parse_case
from growthpole.study.stages.opening_input import known_years

YEARS = (2006, 2011, 2016, 2021)
OWN = "CN-SD"


class Counts:
    """Listed firms by year, province and industry, with everything a presence rests on."""

    def __init__(self, folder):
        long = pd.read_csv(folder / "sources" / "listed_firms.csv")
        regions = pd.read_csv(folder / "sources" / "provinces.csv")["region_code"]
        industries = pd.read_csv(folder / "sources" / "listed_firms_industries.csv", keep_default_na=False)
        flagged = industries["is_equipment"].astype(str).str.lower() == "true"
        self.equipment = set(industries.loc[flagged, "industry_code"])
        self.sector = dict(zip(industries["industry_code"], industries["io_2020_code"], strict=True))
        self.x = {}
        for year in YEARS:
            table = long[long["period"] == year].pivot_table(
                index="region_code", columns="industry_code", values="firms", aggfunc="sum"
            )
            self.x[year] = table.reindex(index=regions, columns=sorted(long["industry_code"].unique())).fillna(0.0)

    def lower(self, year):
        """Lower end of the exact interval of each location quotient."""
        x = self.x[year]
        n, share = x.sum(axis=0), x.sum(axis=1) / x.to_numpy().sum()
        bound = beta.ppf(0.025, x, np.maximum(n - x + 1, 1e-9))
        return pd.DataFrame(np.where(x > 0, bound, 0.0), x.index, x.columns).div(share, axis=0)

    def present(self, year):
        return (self.x[year] >= 3) & (self.lower(year) >= 1)

    def shares(self, year, activity):
        return self.x[year][activity] / self.x[year][activity].sum()


@pytest.fixture(scope="module")
def counts(study_folder):
    return Counts(study_folder)


def rows(run, name, **where):
    return [row for row in run.table(name).rows() if all(row[key] == value for key, value in where.items())]


def one(run, name, **where):
    (row,) = rows(run, name, **where)
    return row


# --- the same numbers by another way ---------------------------------------------------------------------------


def test_options_are_what_cannot_be_told_from_the_nation(run, counts):
    held = counts.present(2021).loc[OWN]
    assert {row["activity"] for row in rows(run, "opportunities.options")} == set(held.index[~held])
    assert {row["activity"] for row in rows(run, "opportunities.exits")} == set(held.index[held])
    assert len(counts.equipment - set(held.index[held])) == 20


def test_counts_strength_and_standing_of_every_option(run, counts):
    x, lower = counts.x[2021], counts.lower(2021)
    quotient = x.div(x.sum(axis=1), axis=0) / (x.sum(axis=0) / x.to_numpy().sum())
    for row in rows(run, "opportunities.options"):
        code = row["activity"]
        assert (row["k"], row["n"]) == (x.loc[OWN, code], x[code].sum())
        assert math.isclose(row["strength"], min(lower.loc[OWN, code], row["k"] / 3), rel_tol=1e-9, abs_tol=1e-12)
        assert row["seen"] == (quotient.loc[OWN, code] >= 1)
        assert row["list"] == ("group" if code in counts.equipment else "rest")


@pytest.mark.parametrize(("origin", "events"), [(2006, 35), (2011, 22), (2016, 36)])
def test_entries_and_exits_are_presences_that_appear_and_go(run, counts, origin, events):
    now, then = counts.present(origin), counts.present(origin + 5)
    known = counts.x[origin].sum(axis=0) > 0  # an industry nobody is in has no strength, and so is no case
    known_then = counts.x[origin + 5].sum(axis=0) > 0
    row = one(run, "backtest.origins", task="entry", origin=str(origin))
    assert row["events"] == (~now & then).loc[:, known & known_then].to_numpy().sum() == events
    assert row["options"] == (~now).loc[:, known & known_then].to_numpy().sum()
    lost = one(run, "backtest.origins", task="exit", origin=str(origin))
    assert lost["events"] == (now & ~then).to_numpy().sum()
    assert lost["options"] == now.to_numpy().sum()


def test_the_regions_own_entries_are_marked_with_the_place_they_had(run, counts):
    own = {(row["origin"], row["activity"]) for row in rows(run, "backtest.cases", task="entry", own=True)}
    first = {"auto_parts", "chemical_machinery", "chemical_materials", "gold"}
    last = {"agrochemicals", "construction_machinery", "food_products"}
    assert own == {("2006", code) for code in first} | {("2016", code) for code in last}
    for row in rows(run, "backtest.cases", task="entry", own=True):
        year = int(row["origin"])
        lower, x = counts.lower(year).loc[OWN], counts.x[year]
        strength = np.minimum(lower, x.loc[OWN] / 3)[x.sum(axis=0) > 0]
        others = strength[strength < 1].drop(row["activity"])
        mine = strength[row["activity"]]
        expected = (others > mine).sum() + 1 + (np.isclose(others, mine)).sum() / 2
        assert row["place_current_lq"] == expected


def test_the_rival_is_the_largest_of_those_that_have_it(run, counts):
    x = counts.x[2021]
    quotient = x.div(x.sum(axis=1), axis=0) / (x.sum(axis=0) / x.to_numpy().sum())
    for row in rows(run, "opportunities.rivals"):
        if row["rule"] != "present":
            continue
        code = row["activity"]
        having = [region for region in x.index if region != OWN and quotient.loc[region, code] >= 1]
        share = counts.shares(2021, code)
        assert math.isclose(row["share"], share[having].max(), rel_tol=1e-12)
        assert row["rival"] in having
        assert math.isclose(row["lq"], quotient.loc[row["rival"], code], rel_tol=1e-9)
        assert (row["k"], row["n"]) == (x.loc[row["rival"], code], x[code].sum())
        if counts.x[2006][code].sum():
            change = share[row["rival"]] - counts.shares(2006, code)[row["rival"]]
            assert math.isclose(row["share_change"], change, abs_tol=1e-12)


def test_herds_are_counted_list_by_list(run, counts):
    """Every province's five likeliest equipment options, sorted here; ties at the last place all in."""
    from growthpole.opportunities import feasibility
    from growthpole.tables import Panel

    stack = np.stack([counts.x[year].to_numpy() for year in YEARS])
    labels = {"period": list(YEARS), "region": list(counts.x[2021].index), "activity": list(counts.x[2021].columns)}
    panel = Panel(xr.DataArray(stack, coords=labels, dims=list(labels)), "firm")
    found = feasibility(panel, 5, "entry", model="distance", kind="counts", draws=0)
    chance = found["probability"].to_pandas()[sorted(counts.equipment)]
    told = {}
    for region, line in chance.iterrows():
        known = line.dropna().sort_values(ascending=False)
        told[region] = set(known.index[known >= known.iloc[4]])
    peers = run.case.question.peers
    for row in rows(run, "opportunities.options", list="group"):
        others = {region for region, codes in told.items() if row["activity"] in codes and region != OWN}
        assert set(filter(None, row["told_regions"].split("|"))) == others
        assert row["told_all"] == len(others)
        assert row["told"] == len(others & set(peers))
        assert math.isclose(row["told_share"], row["told"] / len(peers))
        assert row["in_list"] == (row["activity"] in told[OWN])
        assert math.isclose(row["feasibility"], chance.loc[OWN, row["activity"]], rel_tol=1e-9)


@pytest.mark.parametrize("kind", ["counts", "quotient"])
def test_strengths_of_many_draws_at_once_are_those_of_the_measure(kind):
    from growthpole.opportunities import strength
    from growthpole.study.stages.opening_scores import strength_at

    draws = np.random.default_rng(5).poisson(2.0, (6, 7, 9)).astype(float)
    draws[0, :, 2], draws[1, 3, :], draws[2, 3, 4] = 0, 0, draws[2, :, 4].sum()
    inside = np.arange(9) % 2 == 0
    limits = np.array([0.8, 1.0, 1.25, 0.9, 1.1, 1.0])
    found = strength_at(draws, 3, inside, limits[:, None], kind)
    labels = {"region": list("abcdefg"), "activity": list("ABCDEFGHI")}
    for table, limit, row in zip(draws, limits, found, strict=True):
        whole = strength(xr.DataArray(table, coords=labels, dims=list(labels)), kind, limit)
        assert np.allclose(row, whole.values[3, inside], rtol=1e-10, equal_nan=True)


# --- laws and rules --------------------------------------------------------------------------------------------


def test_counts_of_firms_bear_grade_c_at_best_and_money_grade_d(run):
    for row in rows(run, "opportunities.options"):
        assert row["grade"] in ("C", "D")
        assert "counts_of_firms" in row["grade_reasons"]
        assert row["gap_grade"] == ("" if math.isnan(row["gap_high"]) else "D")


def test_nobody_knows_a_cost_and_none_is_invented(run):
    table = run.table("opportunities.options")
    items = [name for name in table.units if name.startswith("cost_") and name != "cost_imported_inputs"]
    assert len(items) == 9
    for row in table.rows():
        assert all(math.isnan(row[name]) and row[f"{name}_reason"] == "missing" for name in items)


def test_verdicts_follow_their_rules_and_no_few_events_claim_a_metric(run):
    for row in rows(run, "opportunities.options"):
        above, told_many = row["low"] > row["base_rate"], row["told_share"] >= 0.5
        if row["high"] < row["base_rate"] or (row["outdone"] and told_many):
            assert row["verdict"] == "do_not_enter"
        elif above and row["top_share"] >= 0.8 and row["front"] == 1 and not told_many:
            assert row["verdict"] == "enter"
        elif row["feasibility"] >= row["base_rate"] and row["top_share"] >= 0.5:
            assert row["verdict"] == "explore"
        else:
            assert row["verdict"] == "hold"
    for row in rows(run, "backtest.choice"):
        assert row["events"] < 100
        assert (row["claimed"], row["model"], row["why"]) == (False, "distance", "few_events")
    assert all(math.isnan(row["auc_mean"]) for row in rows(run, "backtest.models"))


def test_places_held_add_up_to_the_length_of_each_list(run):
    for name in ("group", "rest"):
        own = rows(run, "opportunities.options", list=name)
        held = sum(row["top_share"] for row in own)
        # draws in which a present activity falls below the threshold give a place to what is no option today
        assert 4.0 < held <= 5.0 + 1e-9
        assert all(0 <= row["top_share"] + row["entered"] <= 1 + 1e-9 for row in own)


def test_gaps_are_those_of_the_sector_and_shared(run, counts):
    gaps = {row["sector"]: row for row in rows(run, "linkages.gaps", pole="equipment")}
    for row in rows(run, "opportunities.options"):
        sector = counts.sector[row["activity"]]
        if sector in gaps:
            assert [row[f"gap_{end}"] for end in ("low", "high")] == [
                gaps[sector][f"gap_{end}_shown"] for end in ("low", "high")
            ]
            assert row["shared_by"] == sum(other == sector for other in counts.sector.values())


def test_neighbours_add_up_within_the_density(run):
    for row in rows(run, "opportunities.options", list="group"):
        near = rows(run, "opportunities.neighbours", activity=row["activity"])
        assert sum(one["contribution"] for one in near) <= row["density"] + 1e-12
        assert sum(one["contribution"] + one["missing_contribution"] for one in near) <= 1 + 1e-12
        assert all(one["present"] == (one["state"] == "has") for one in near)


@pytest.mark.parametrize(
    "key",
    [
        "opportunities.options.feasibility[activity=auto_parts]",
        "opportunities.options.k[activity=auto_parts]",
        "opportunities.options.opens[activity=auto_parts]",
        "opportunities.options.gap_high[activity=auto_parts]",
        "opportunities.options.expected_linkage[activity=auto_parts]",
        "opportunities.options.cost_imported_inputs[activity=auto_parts]",
        "opportunities.rivals.share[activity=auto_parts]",
        "opportunities.exits.probability[activity=gold]",
        "backtest.origins.events[task=entry,origin=2006]",
        "backtest.cases.place_distance[task=entry,origin=2006,region=CN-SD,activity=gold]",
        "backtest.choice.events[task=entry]",
    ],
)
def test_explain_walks_a_number_to_its_cells(run, key):
    found = explain(run, key)
    cells = list(found.cells())
    assert cells
    assert all(cell.file.endswith(".csv") and cell.sha256 for cell in cells)
    assert found.indicator or found.formula


def test_every_number_of_the_two_stages_can_be_explained(run):
    """The first row of every table, every column of numbers."""
    for name in run.table_names:
        if name.startswith(("backtest.", "opportunities.")):
            table = run.table(name)
            row = table.rows()[0]
            for column in table.units:
                assert explain(run, str(table.key(row, column))).key == str(table.key(row, column))


def test_the_back_test_comes_before_the_advice(run):
    stages = [stage["name"] for stage in run.manifest["stages"]]
    assert stages.index("backtest") < stages.index("opportunities")
    assert one(run, "opportunities.basis")["model"] == one(run, "backtest.choice", task="entry")["model"]


# --- what the user writes --------------------------------------------------------------------------------------

WRITTEN = """
[opportunities.weights]
feasibility = 2.0
opens = 1.0

[[opportunities.cost]]
sector = "EQ076"
basis = "assumption"
minimum_efficient_size = 5.0
minimum_efficient_size_unit = "1e8 CNY"

[[opportunities.cost]]
activity = "auto_parts"
basis = "source"
source = "Yearbook 2021, table 3"
talent = 0.2

[[opportunities.override]]
activity = "auto_parts"
verdict = "hold"
reason = "plant closes"
by = "Planning office"
date = "2022-11-30"

[[opportunities.sheet]]
activity = "farm_machinery"
owner = "Department of Industry"
dates = [{ date = "2023-03-01", what = "site chosen" }]
"""


def lean(folder, *changes, more=""):
    """The study without what the options do not need, changed and run up to them."""
    path = folder / "study.toml"
    text = path.read_text(encoding="utf-8")
    for section in ("panel", "complexity", "convergence", "peer", "composition", "growth_check"):
        text = re.sub(rf"^\[\[{section}\]\]\n(?:(?!\[).*\n)+", "", text, flags=re.MULTILINE)
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    path.write_text(text + more, encoding="utf-8")
    return run_study(folder, stages=("opportunities",)).run


def test_costs_overrides_weights_and_sheets_stand_where_they_belong(ready_study):
    run = lean(ready_study, more=WRITTEN)
    auto, farm = (one(run, "opportunities.options", activity=code) for code in ("auto_parts", "farm_machinery"))
    assert (farm["cost_minimum_efficient_size"], farm["cost_basis"]) == (5.0, "assumption")
    assert run.table("opportunities.options").units["cost_minimum_efficient_size"] == "1e8 CNY"
    assert math.isnan(auto["cost_minimum_efficient_size"])
    assert (auto["cost_talent"], auto["cost_source"]) == (0.2, "Yearbook 2021, table 3")
    assert (auto["verdict"], auto["model_verdict"], auto["override_by"]) == ("hold", "explore", "Planning office")
    assert not auto["recommended"]
    fields = {row["field"]: row["text"] for row in rows(run, "opportunities.sheets", activity="farm_machinery")}
    assert (fields["owner"], fields["date_1"]) == ("Department of Industry", "2023-03-01: site chosen")
    assert fields["date_2"] == fields["decision"] == ""
    options = [row for row in rows(run, "opportunities.options") if not math.isnan(row["own_score"])]
    chance, opens = (np.array([row[name] for row in options]) for name in ("feasibility", "opens"))
    expected = 2 * (chance - chance.mean()) / chance.std() + (opens - opens.mean()) / opens.std()
    assert np.allclose([row["own_score"] for row in options], expected)
    own = one(run, "backtest.models", task="entry", model="own")
    assert own["kind"] == "own"
    assert all(not math.isnan(row["place_own"]) for row in rows(run, "backtest.cases", task="entry"))


def test_weights_on_tables_of_one_year_are_not_back_tested_and_it_is_said(ready_study):
    run = lean(ready_study, more="\n[opportunities.weights]\nfeasibility = 1.0\nmultiplier = 1.0\n")
    assert one(run, "backtest.choice", task="entry")["own_missing"] == "multiplier"
    assert rows(run, "backtest.models", model="own") == []
    assert "own_score" in run.table("opportunities.options").units


def test_later_years_inform_no_advice(ready_study):
    run = lean(ready_study, ("as_of = 2022-12-31", "as_of = 2019-06-30"))
    assert one(run, "opportunities.basis")["period"] == "2016"
    left_out = one(run, "backtest.left_out")
    assert (left_out["period"], left_out["reason"]) == ("2021", "after")
    assert {row["origin"] for row in rows(run, "backtest.origins", task="entry")} == {"2006", "2011"}


def test_undated_values_inform_no_advice_unless_the_study_says_so(ready_study):
    run = lean(ready_study, ('undated = "retrospective"', 'undated = "leave_out"'))
    assert {row["reason"] for row in rows(run, "backtest.left_out")} == {"undated"}
    assert not any(name.startswith("opportunities.") for name in run.table_names)
    assert run.table_names.count("backtest.choice") == 0


@pytest.mark.parametrize(
    ("old", "new", "word"),
    [
        ('kind = "counts" ', 'kind = "sums" ', "kind"),
        ('values_are = "counts"', 'values_are = "output"', "counts of units are no output"),
        ("periods = [2006, 2011, 2016, 2021]\nhorizon", "periods = [2011, 2006]\nhorizon", "ascending"),
        ("top = 5", "top = 0", "top"),
        ("top = 5", "tops = 5", "top"),
        ("draws = 1000", "draws = 1000\nweights = { jobs = 1.0 }", "no axis jobs"),
    ],
)
def test_a_wrong_section_is_refused_with_its_place(ready_study, old, new, word):
    path = ready_study / "study.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    with pytest.raises(InputError, match=word):
        parse_case(text.replace(old, new, 1).encode())


@pytest.mark.parametrize(
    ("old", "new", "word"),
    [
        ('pole = "equipment"', 'pole = "equipments"', "equipments"),
        ('group_attribute = "is_equipment"', 'group_attribute = "is_equipmint"', r"\[opportunities\] group_attribute"),
        ('pole = "equipment"', 'pole = "equipment"\nexclude = ["gould"]', "gould"),
    ],
)
def test_codes_that_stand_nowhere_are_named(ready_study, old, new, word):
    with pytest.raises(InputError, match=word):
        _last(ready_study, old, new)


def _last(folder, old, new):
    """Change the last place in the study, which is the section of options."""
    path = folder / "study.toml"
    head, found, tail = path.read_text(encoding="utf-8").rpartition(old)
    assert found
    path.write_text(head + new + tail, encoding="utf-8")
    return lean(folder)


def test_a_study_without_the_section_has_neither_tables_nor_report_of_it(ready_study):
    path = ready_study / "study.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text[: text.index("[opportunities]")], encoding="utf-8")
    assert load_case(ready_study).opportunities is None
    run = lean(ready_study)
    assert not any(name.startswith(("backtest.", "opportunities.")) for name in run.table_names)


def test_the_same_seed_gives_the_same_shares(fresh_study, run):
    again = lean(fresh_study)
    assert again.table("opportunities.options").frame.equals(run.table("opportunities.options").frame)
    assert str(NumberKey("opportunities", "options", "k", {"activity": "gold"})).endswith("[activity=gold]")


@pytest.mark.parametrize(
    ("published", "undated", "reason"),
    [
        ("2022-03-01", "leave_out", None),
        ("2023-01-01", "retrospective", "later"),
        ("2022", "leave_out", None),
        ("", "leave_out", "undated"),
        ("", "retrospective", None),
    ],
)
def test_a_year_is_known_when_all_its_values_were_public(published, undated, reason):
    frame = pd.DataFrame(
        {"indicator": "x", "kind": "actual", "activity": "a", "period": ["2020", "2020"]}
        | {"published": ["2021-05-01", published]}
    )
    context = SimpleNamespace(
        case=SimpleNamespace(question=SimpleNamespace(as_of="2022-12-31")),
        ingest=lambda: SimpleNamespace(observations=SimpleNamespace(frame=frame)),
    )
    entry = SimpleNamespace(indicator="x", periods=(2020, 2023), undated=undated)
    years, left_out = known_years(context, entry)
    assert years == (() if reason else (2020,))
    assert [(row["period"], row["reason"]) for row in left_out] == [
        *([("2020", reason)] if reason else []),
        ("2023", "after"),
    ]
