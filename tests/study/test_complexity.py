"""Complexity in the bundled study, against an independent computation from the file of counts."""

from __future__ import annotations

import csv
import math

import numpy as np
import pytest

from growthpole.errors import InputError
from growthpole.report import render_html
from growthpole.study import explain, run_study


@pytest.fixture(scope="module")
def counts(study_folder):
    """Firms of 2021 by province and industry, plain numpy."""
    with (study_folder / "sources" / "listed_firms.csv").open(encoding="utf-8", newline="") as stream:
        rows = [row for row in csv.DictReader(stream) if row["period"] == "2021" and row["region_code"] != "CN"]
    regions = sorted({row["region_code"] for row in rows})
    activities = sorted({row["industry_code"] for row in rows})
    table = np.zeros((len(regions), len(activities)))
    for row in rows:
        table[regions.index(row["region_code"]), activities.index(row["industry_code"])] = int(row["firms"])
    return regions, activities, table


@pytest.fixture(scope="module")
def plain(counts):
    """ECI and PCI by the non-symmetric matrix of the literature, signs by diversity."""
    x = counts[2]
    m = (x / x.sum(1, keepdims=True)) / (x.sum(0) / x.sum()) >= 1
    diversity, ubiquity = m.sum(1), m.sum(0)
    walk = (m / diversity[:, None]) @ (m / ubiquity).T
    values, vectors = np.linalg.eig(walk)
    order = np.argsort(-values.real)
    eci = vectors[:, order[1]].real
    eci *= np.sign(np.corrcoef(eci, diversity)[0, 1])
    pci = (m / ubiquity).T @ eci
    return m, _standard(eci), _standard(pci), values.real[order]


def _standard(values):
    return (values - values.mean()) / values.std()


def rows(run, name, **where):
    return [
        row
        for row in run.table(f"diagnose.complexity_{name}").rows()
        if all(row[key] == value for key, value in where.items())
    ]


def test_index_and_eigenvalues_equal_the_plain_eigenvector(run, counts, plain):
    m, eci, _, values = plain
    found = {row["region"]: row["eci"] for row in rows(run, "all_regions", period="2021")}
    np.testing.assert_allclose([found[code] for code in counts[0]], eci, atol=1e-10)
    (year,) = rows(run, "all_years", period="2021")
    assert (year["regions"], year["activities"], year["presences"]) == (*m.shape, m.sum())
    assert math.isclose(year["second"], values[1], rel_tol=1e-9)
    assert math.isclose(year["gap"], values[1] - values[2], rel_tol=1e-9)
    assert year["few"] == (m & (counts[2] < 3)).sum()


def test_complexity_of_industries_and_what_the_region_has(run, counts, plain):
    m, _, pci, _ = plain
    found = {row["activity"]: row for row in rows(run, "all_activities")}
    np.testing.assert_allclose([found[code]["pci"] for code in counts[1]], pci, atol=1e-9)
    own = m[counts[0].index("CN-SD")]
    assert [found[code]["present"] for code in counts[1]] == own.tolist()
    assert all(math.isnan(found[code]["opens"]) == has for code, has in zip(counts[1], own, strict=True))
    assert all(row["present"] for row in found.values() if row["sure"])
    assert {row["activity"] for row in found.values() if row["sure"] and row["level"] < 3} == set()


def test_gain_of_every_option_is_the_change_of_the_outlook(run, counts, plain):
    m, _, pci, _ = plain
    together = m.T.astype(float) @ m
    near = together / np.maximum(m.sum(0)[:, None], m.sum(0)[None, :])
    weight = near / near.sum(1)[:, None]
    own = m[counts[0].index("CN-SD")].astype(float)

    def outlook(present):
        return float(((1 - present) * (present @ weight.T) * pci).sum())

    found = {row["activity"]: row["net"] for row in rows(run, "all_activities")}
    for place, code in enumerate(counts[1]):
        if not own[place]:
            entered = own.copy()
            entered[place] = 1
            assert math.isclose(found[code], outlook(entered) - outlook(own), rel_tol=1e-7, abs_tol=1e-9)


def test_intervals_hold_their_median_and_ranks_carry_a_badge(run):
    for name in ("all", "manufacturing"):
        last = rows(run, f"{name}_regions", period="2021")
        for row in last:
            for kind in ("noise", "all"):
                assert row[f"low_{kind}"] <= row[f"median_{kind}"] <= row[f"high_{kind}"]
            assert row["tier"] == ("upper" if row["high_all"] < 16 else "lower" if row["low_all"] > 16 else "open")
        earlier = rows(run, f"{name}_regions", period="2006")
        assert all(not math.isnan(row["low_noise"]) and math.isnan(row["low_all"]) for row in earlier)
    (own,) = rows(run, "all_regions", period="2021", region="CN-SD")
    assert own["fragile"]
    assert own["low_noise"] <= 6
    assert own["high_noise"] >= 14


def test_manufacturing_holds_no_bank_and_no_airport(run):
    found = {row["activity"] for row in rows(run, "manufacturing_activities")}
    assert found.isdisjoint({"banks", "airports", "securities", "advertising_packaging", "coal_mining"})
    assert {"farm_machinery", "baijiu", "semiconductors"} <= found


def test_the_same_seed_gives_the_same_intervals_and_another_seed_others(fresh_study):
    first = run_study(fresh_study, renderers={}, stages=("diagnose",)).run
    other = run_study(fresh_study, renderers={}, stages=("diagnose",), seed=7).run
    again = run_study(fresh_study, renderers={}, stages=("diagnose",), seed=7).run
    name = "diagnose.complexity_all_regions"
    assert other.table(name).frame.equals(again.table(name).frame)
    assert not first.table(name).frame.equals(other.table(name).frame)


def test_a_number_of_the_space_is_explained_down_to_the_cells(run):
    found = explain(run, "diagnose.complexity_all_activities.pci[activity=machine_tools]")
    assert any("listed_firms.csv" in cell.place for cell in found.cells())


def test_years_out_of_order_are_refused(fresh_study):
    path = fresh_study / "study.toml"
    text = path.read_text(encoding="utf-8").replace("periods = [2006, 2011, 2016, 2021]", "periods = [2021, 2016]", 1)
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match="complexity"):
        run_study(fresh_study, renderers={"html": render_html})
