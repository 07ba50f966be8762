"""Linkages in the bundled study, against plain numpy computations from the file of the table."""

from __future__ import annotations

import csv
import math
import re

import numpy as np
import pytest

from growthpole.errors import InputError, LabelMismatch
from growthpole.messages import LANGS
from growthpole.study import explain, run_study

SAMPLE = ("EQ076", "EQ074", "EQ068", "EQ094", "STEEL", "AGR")


class Plain:
    """The 53-sector table as arrays, read with the standard library."""

    def __init__(self, path):
        with path.open(encoding="utf-8", newline="") as stream:
            cells = list(csv.DictReader(stream))
        self.codes = [cell["row_code"] for cell in cells if cell["block"] == "output"]
        at = {code: place for place, code in enumerate(self.codes)}
        n = len(at)
        self.z, self.final, self.exports = np.zeros((n, n)), np.zeros(n), np.zeros(n)
        self.x, self.imports = np.zeros(n), np.zeros(n)
        self.investment = np.zeros(n)
        self.added = 0.0
        for cell in cells:
            value, row = float(cell["value"]), at.get(cell["row_code"], -1)
            match cell["block"]:
                case "intermediate":
                    self.z[row, at[cell["column_code"]]] = value
                case "final_demand":
                    self.final[row] += value
                    self.exports[row] += value * (cell["column_code"] == "FD_EXP")
                    self.investment[row] += value * (cell["column_code"] == "FD_GCF")
                case "import":
                    self.imports[row] = value
                case "output":
                    self.x[row] = value
                case "value_added":
                    self.added += value
        self.a = self.z / self.x
        self.inverse = np.linalg.inv(np.eye(n) - self.a)
        self.m = self.imports / (self.z.sum(1) + self.final - self.exports)
        self.home = np.linalg.inv(np.eye(n) - (1 - self.m)[:, None] * self.a)
        self.at = at

    def without(self, group):
        """Loss of output when a group sells, buys and delivers nothing: the table solved again."""
        kept = [place for code, place in self.at.items() if code not in group]
        net = self.final - self.imports
        left = np.linalg.solve(np.eye(len(kept)) - self.a[np.ix_(kept, kept)], net[kept])
        return self.x.sum() - left.sum()


@pytest.fixture(scope="module")
def plain(study_folder):
    return Plain(study_folder / "sources" / "io_2020.csv")


def rows(run, name, **where):
    found = run.table(f"linkages.{name}").rows()
    return [row for row in found if all(row[key] == value for key, value in where.items())]


def one(run, name, **where):
    (row,) = rows(run, name, **where)
    return row


@pytest.mark.parametrize("code", SAMPLE)
def test_linkages_and_leakage_of_a_sector_equal_the_inverse(run, plain, code):
    row, at = one(run, "sectors", sector=code), plain.at[code]
    pulls = plain.inverse.sum(0)
    ghosh = plain.inverse * plain.x[None, :] / plain.x[:, None]
    assert math.isclose(row["backward"], pulls[at], rel_tol=1e-9)
    assert math.isclose(row["backward_norm"], pulls[at] / pulls.mean(), rel_tol=1e-9)
    assert math.isclose(row["forward"], ghosh.sum(1)[at], rel_tol=1e-9)
    assert math.isclose(row["domestic"], plain.home.sum(0)[at], rel_tol=1e-6)
    assert math.isclose(row["leakage"], 1 - plain.home.sum(0)[at] / pulls[at], rel_tol=1e-6)
    column = plain.inverse[:, at]
    assert math.isclose(row["backward_variation"], column.std(ddof=1) / column.mean(), rel_tol=1e-9)
    assert math.isclose(row["import_share"], plain.m[at], rel_tol=1e-9)


@pytest.mark.parametrize("code", SAMPLE)
def test_extraction_of_a_sector_is_the_table_solved_again(run, plain, code):
    row = one(run, "sectors", sector=code)
    assert math.isclose(row["loss"], plain.without({code}), rel_tol=1e-6)
    assert math.isclose(row["loss_own"], plain.x[plain.at[code]], rel_tol=1e-6)
    assert math.isclose(row["loss_own"] + row["loss_others"], row["loss"], rel_tol=1e-12)
    assert math.isclose(row["loss_share"], row["loss"] / plain.x.sum(), rel_tol=1e-9)


def test_uses_of_capital_goods_explain_their_forward_linkage(run, plain):
    used = plain.z.sum(1) + plain.final
    for row in rows(run, "sectors"):
        at = plain.at[row["sector"]]
        assert math.isclose(row["use_intermediate"], plain.z[at].sum() / used[at], rel_tol=1e-9)
        assert math.isclose(row["use_investment"], plain.investment[at] / used[at], rel_tol=1e-9, abs_tol=1e-12)
    tools = one(run, "sectors", sector="EQ068")
    assert tools["quadrant"] == "backward"
    assert tools["use_investment"] > 0.5


def test_quadrants_are_those_of_the_two_norms(run):
    for row in rows(run, "sectors"):
        strong = (row["backward_norm"] >= 1, row["forward_norm"] >= 1)
        names = {(True, True): "key", (True, False): "backward", (False, True): "forward", (False, False): "weak"}
        assert row["quadrant"] == names[strong]


def test_the_group_goes_together_in_the_test_of_the_pole(run, plain):
    group = {row["sector"] for row in rows(run, "sectors") if row["in_group"]}
    assert len(group) == 31
    pole = one(run, "poles", pole="equipment")
    assert math.isclose(pole["loss"], plain.without(group), rel_tol=1e-6)
    own = np.array([plain.x[plain.at[code]] for code in group])
    pulls = np.array([plain.inverse.sum(0)[plain.at[code]] for code in group])
    assert math.isclose(pole["pull"], (own * pulls).sum() / own.sum(), rel_tol=1e-9)
    assert math.isclose(pole["size"], own.sum(), rel_tol=1e-9)


def test_proxies_are_the_shares_they_say(run, plain, study_folder):
    group = sum(plain.x[place] for code, place in plain.at.items() if code.startswith("EQ"))
    shares = {(row["proxy"], row["sector"]): row["share"] for row in rows(run, "proxies")}
    assert math.isclose(shares["gdp", "STEEL"], 73129 / plain.added, rel_tol=1e-9)
    assert math.isclose(shares["high_tech", "EQ076"], 6741 / 174613, rel_tol=1e-12)
    assert shares["high_tech", "STEEL"] == shares["gdp", "STEEL"]
    assert math.isclose(shares["equipment_revenue", "EQ076"], 24000 / group, rel_tol=1e-9)
    assert math.isclose(shares["listed_firms", "EQ076"], 2 / 11, rel_tol=1e-12)
    assert shares["listed_firms", "EQ067"] == shares["gdp", "EQ067"]  # no industry of the counts is EQ067


def test_a_gap_equals_the_arithmetic_of_every_variant(run, plain):
    """Steel for farm machinery: four proxies × (pool, CILQ, FLQ at four δ), element by element."""
    buyer, seller = plain.at["EQ076"], plain.at["STEEL"]
    found: dict[str, list[float]] = {"requirement": [], "imported": [], "elsewhere": [], "home": [], "gap": []}
    outputs: dict[str, np.ndarray] = {}
    for row in rows(run, "proxies"):
        outputs.setdefault(row["proxy"], np.zeros(len(plain.x)))[plain.at[row["sector"]]] = row["share"]
    for shares in outputs.values():
        x = shares * plain.x
        need = plain.a[seller, buyer] * x[buyer]
        size = x.sum() / plain.x.sum()
        quotient = shares / size
        final = max(plain.final[seller] - plain.exports[seller], 0) * size
        wanted = (1 - plain.m[seller]) * (plain.a[seller] @ x + final)
        supply = x[seller] * (1 - plain.exports[seller] / plain.x[seller])
        crossed = quotient[seller] / quotient[buyer]
        purchased = [min(1, supply / wanted), min(1, crossed)]
        purchased += [min(1, crossed * math.log2(1 + size) ** delta) for delta in (0.1, 0.2, 0.3, 0.4)]
        for share in purchased:
            home = (1 - plain.m[seller]) * need * share
            found["requirement"].append(need)
            found["imported"].append(plain.m[seller] * need)
            found["home"].append(home)
            found["gap"].append(need - home)
            found["elsewhere"].append(need - home - plain.m[seller] * need)
    row = one(run, "gaps", pole="farm_machinery", sector="STEEL")
    for part, values in found.items():
        assert math.isclose(row[f"{part}_low"], min(values), rel_tol=1e-6, abs_tol=1e-9)
        assert math.isclose(row[f"{part}_high"], max(values), rel_tol=1e-6, abs_tol=1e-9)


def test_every_gap_is_a_range_of_grade_d_and_no_verdict(run):
    for row in rows(run, "gaps"):
        assert (row["grade"], row["verdict"], row["enough"]) == ("D", "unknown", "unknown")
        for part in ("requirement", "imported", "elsewhere", "home", "gap"):
            assert row[f"{part}_low"] <= row[f"{part}_high"]
            shown = row[f"{part}_high_shown"]
            assert sum(digit in "123456789" for digit in f"{shown:e}".partition("e")[0]) <= 1
            assert abs(shown - row[f"{part}_high"]) <= 0.34 * row[f"{part}_high"]  # 1.5 is shown as 2


def test_multipliers_inside_the_region_fall_with_delta(run):
    by_sector: dict[str, list[dict]] = {}
    for row in rows(run, "delta"):
        by_sector.setdefault(row["sector"], []).append(row)
    for held in by_sector.values():
        assert [row["delta"] for row in held] == ["0.1", "0.2", "0.3", "0.4"]
        for end in ("low", "high"):
            values = [row[end] for row in held]
            assert values == sorted(values, reverse=True)
        assert all(1 <= row["low"] <= row["high"] <= row["nation"] * (1 + 1e-9) for row in held)


def test_shares_of_the_chains_are_those_of_the_register(run, study_folder):
    with (study_folder / "sources" / "chain_stages.csv").open(encoding="utf-8", newline="") as stream:
        stated = {
            (row["chain_code"], row["stage_order"], row["stage"], row["io_2020_code"]): row["io_share"]
            for row in csv.DictReader(stream)
        }
    found = rows(run, "chains")
    assert len(found) == len(stated) == 93
    for row in found:
        text = stated[row["chain"], row["order"], row["stage"], row["sector"]]
        assert math.isnan(row["share"]) if not text else abs(row["share"] - float(text)) < 1e-6


def test_a_node_is_coloured_only_with_a_cited_fact(run):
    found = rows(run, "chains")
    assert {row["state"] for row in found} == {"strong", "unknown"}
    for row in found:
        assert bool(row["fact_key"]) == (row["state"] != "unknown")
        if row["fact_key"]:
            assert next(explain(run, row["fact_key"]).cells()).file == "indicators.csv"
    core = one(run, "chains", chain="rail_transit", position="core")
    assert core["state"] == "unknown"


def test_inherited_import_shares_are_ranked_once_at_the_parent(run, study_folder):
    with (study_folder / "sources" / "io_2020_sectors.csv").open(encoding="utf-8", newline="") as stream:
        sectors = {row["code"]: row for row in csv.DictReader(stream)}
    found = rows(run, "imports")
    assert sorted(code for row in found for code in row["members"].split("|")) == sorted(sectors)
    assert len(found) == len({row["sector42_codes"] for row in sectors.values()})
    for row in found:
        for code in row["members"].split("|"):
            assert float(sectors[code]["import_share_domestic_use"]) == row["share"]
        assert row["quality"] == (
            "own" if sectors[row["members"].split("|")[0]]["sector42_match"] == "exact" else "parent"
        )
        assert row["rank"] == 1 + sum(other["share"] > row["share"] for other in found)


def test_the_join_holds_every_way_from_stage_to_group_with_its_quality(run):
    found = rows(run, "join", chain="farm_machinery", stage="machine assembly")
    assert {(row["sector"], row["industry"], row["industry_match"]) for row in found} == {
        ("EQ076", "farm_machinery", "good")
    }
    assert {(row["group"], row["group_match"]) for row in found} == {("357", "partial")}
    every = rows(run, "join")
    assert {(row["chain"], row["order"], row["sector"]) for row in every} == {
        (row["chain"], row["order"], row["sector"]) for row in rows(run, "chains")
    }
    assert all(row["sector_match"] and row["industry_match"] and row["group_match"] for row in every)


def test_cities_keep_whether_a_source_names_them(run):
    row = one(run, "chain_cities", chain="auto", city="370200")
    assert (row["role"], row["cited"]) == ("secondary", False)
    row = one(run, "chain_cities", chain="rail_transit")
    assert (row["city"], row["role"], row["cited"]) == ("370200", "lead", True)


@pytest.mark.parametrize(
    "key",
    [
        "linkages.sectors.loss[sector=EQ076]",
        "linkages.poles.region_high[pole=equipment]",
        "linkages.gaps.gap_high_shown[pole=auto,sector=EQ094]",
        "linkages.proxies.share[proxy=listed_firms,sector=EQ076]",
        "linkages.delta.low[sector=EQ076,delta=0.3]",
        "linkages.imports.own_high[parent=16]",
    ],
)
def test_a_number_is_explained_down_to_the_cells(run, key):
    found = explain(run, key)
    assert found.indicator or found.formula or any(item.slice for item in found.inputs)
    assert list(found.cells())


def changed(study, *changes):
    path = study / "study.toml"
    text = path.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    path.write_text(text, encoding="utf-8")
    return study


@pytest.mark.parametrize(
    ("old", "new", "said", "kind"),
    [
        ('table = "input_output"', 'table = "nothing"', "nothing", InputError),
        ('sectors = ["EQ076"]', 'sectors = ["EQ976"]', "EQ976", LabelMismatch),
        (
            'group_value = "true"\ngroup_name = { en = "equipment s',
            'group_value = "no"\ngroup_name = { en = "equipment s',
            "is_equipment",
            InputError,
        ),
        ('id = "high_tech"\n', 'id = "gdp"\n', "gdp", InputError),
        ('others = "gdp"', 'others = "gpd"', "gpd", InputError),
        ('stages = ["vehicle assembly"]', 'stages = ["car assembly"]', "car assembly", InputError),
        ('activity_sector = "io_2020_code"', 'activity_sector = "io"', "io_2020_code", InputError),
        ('id = "auto"\nname', 'id = "equipment"\nname', "equipment", InputError),
        ('short_name = "short_en"', 'short_name = "short"', "short", InputError),
        ('groups_sectors = "io_2020_codes"', 'groups_sectors = "io"', "groups gb4754", InputError),
    ],
)
def test_what_the_section_names_wrongly_is_refused(ready_study, old, new, said, kind):
    with pytest.raises(kind, match=re.escape(said)):
        run_study(changed(ready_study, (old, new)), stages=("linkages",))


def test_a_smallest_plant_is_held_against_the_gap(ready_study):
    study = changed(ready_study, ("deltas = [0.1,", "plants = { STEEL = 0.5, EQ067 = 1e6 }\ndeltas = [0.1,"))
    run = run_study(study, stages=("linkages",)).run
    steel = one(run, "gaps", pole="farm_machinery", sector="STEEL")
    assert math.isclose(steel["plants_high"], steel["gap_high"] / 0.5, rel_tol=1e-9)
    assert steel["enough"] in {"yes", "open"}
    assert one(run, "gaps", pole="farm_machinery", sector="EQ067")["enough"] == "no"
    assert one(run, "gaps", pole="farm_machinery", sector="CHEM")["enough"] == "unknown"


@pytest.mark.parametrize("lang", LANGS)
def test_the_report_says_estimate_grade_and_national_table(run, lang):
    page = (run.folder / f"report.{lang}.html").read_text(encoding="utf-8")
    words = {
        "en": ("proportional import assumption", "pandemic", "grade D", "lower bound", "no verdict"),
        "zh": ("比例进口假设", "疫情", "D级", "下限", "不代表对强弱的判断"),
    }
    for word in words[lang]:
        assert word in page


def test_a_section_of_the_least_that_is_needed_gives_a_report(ready_study):
    """One proxy, one pole of one sector; no chains, published import shares, firms or classification."""
    path = ready_study / "study.toml"
    text = path.read_text(encoding="utf-8")
    head, section = text.split("\n[linkages]\n")
    optional = "short_name import_share import_parent import_quality chains stages cities cited firms firms_period "
    optional += "activity_sector activity_match groups groups_sectors concordance deltas"
    first = section.split("\n\n")[0]
    kept = [line for line in first.splitlines() if line.split(" = ")[0] not in optional.split()]
    proxy = next(part for part in section.split("\n\n") if 'id = "gdp"' in part)
    pole = '[[linkages.pole]]\nid = "marine"\nname = { en = "Ships", zh = "船舶" }\nsectors = ["EQ082"]'
    path.write_text("\n".join([head, "[linkages]", *kept, "", proxy, "", pole, ""]), encoding="utf-8")
    outcome = run_study(ready_study)
    names = {name for name in outcome.run.table_names if name.startswith("linkages.")}
    assert names == {f"linkages.{name}" for name in ("sectors", "proxies", "poles", "gaps", "delta")}
    assert len(outcome.lines["en"]) == len(outcome.lines["zh"]) == 10
