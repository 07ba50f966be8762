"""Complexity in the bundled study, against an independent computation from the file of counts."""

from __future__ import annotations

import csv
import math

import numpy as np
import pytest
import xarray as xr

from growthpole.errors import InputError
from growthpole.report import render_html
from growthpole.study import DataOptions, explain, run_study, study_of_data


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
            low, high = min(row["low_all"], row["low_noise"]), max(row["high_all"], row["high_noise"])
            assert row["tier"] == ("upper" if high < 16 else "lower" if low > 16 else "open")
        earlier = rows(run, f"{name}_regions", period="2006")
        assert all(row["low_noise"] <= row["high_noise"] and row["low_all"] <= row["high_all"] for row in earlier)
    (own,) = rows(run, "all_regions", period="2021", region="CN-SD")
    assert own["fragile"]
    assert own["low_noise"] <= 6
    assert own["high_noise"] >= 14


def test_manufacturing_holds_no_bank_and_no_airport(run):
    found = {row["activity"] for row in rows(run, "manufacturing_activities")}
    assert found.isdisjoint({"banks", "airports", "securities", "advertising_packaging", "coal_mining"})
    assert {"farm_machinery", "baijiu", "semiconductors"} <= found


def test_the_same_seed_gives_the_same_intervals_and_another_seed_others(run, fresh_study, ready_study):
    other, again = (  # in two folders, so that neither takes over what the other computed
        run_study(folder, renderers={}, stages=("diagnose",), seed=7).run for folder in (fresh_study, ready_study)
    )
    name = "diagnose.complexity_all_regions"
    assert other.table(name).frame.equals(again.table(name).frame)
    assert not run.table(name).frame.equals(other.table(name).frame)


def test_a_number_of_the_space_is_explained_down_to_the_cells(run):
    found = explain(run, "diagnose.complexity_all_activities.pci[activity=machine_tools]")
    assert any("listed_firms.csv" in cell.place for cell in found.cells())


def test_years_out_of_order_are_refused(ready_study):
    path = ready_study / "study.toml"
    text = path.read_text(encoding="utf-8").replace("periods = [2006, 2011, 2016, 2021]", "periods = [2021, 2016]", 1)
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match="ascending"):
        run_study(ready_study, renderers={"html": render_html})


# Other kinds of data, and tables at the edge


def study_of(tmp_path, table, *, uncertainty="register", scale=0.0, region=""):
    """A finished run of a table [year][region][activity] of whole numbers; None is no row."""
    lines = ["region,activity,year,value"]
    for year, regions in table.items():
        for place, values in enumerate(regions):
            lines += [f"r{place:02d},a{at:02d},{year},{value}" for at, value in enumerate(values) if value is not None]
    path = tmp_path / "table.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    folder = study_of_data(tmp_path / "study", path, DataOptions(unit="1e6 EUR", region=region))
    text = (folder / "study.toml").read_text(encoding="utf-8")
    kind = f'uncertainty = "{uncertainty}"'
    text = text.replace('uncertainty = "relative"', kind).replace("noise_scale = 0.1", f"noise_scale = {scale}")
    (folder / "study.toml").write_text(text, encoding="utf-8")
    return run_study(folder, renderers={"html": render_html}).run


def values(seed=4, regions=12, activities=12):
    rng = np.random.default_rng(seed)
    return np.ceil(rng.lognormal(3, 1.2, (regions, activities))).astype(int).tolist()


def test_a_register_has_no_noise_and_the_report_says_so(tmp_path):
    run = study_of(tmp_path, {2010: values(1), 2020: values(2)})
    found = rows(run, "space_regions")
    assert all(math.isnan(row["low_noise"]) and not math.isnan(row["low_all"]) for row in found)
    page = (run.folder / "report.en.html").read_text(encoding="utf-8")
    assert "have no noise of their own" in page
    assert "Under the noise of the data alone" not in page
    activities = rows(run, "space_activities")
    assert all(row["present"] for row in activities if row["sure"])


def test_rounded_and_uncertain_figures_are_told_apart_by_their_bands(tmp_path):
    from growthpole.diagnose import location_quotient_band

    table, unsure = values(3), []
    for kind, scale, half in (("rounding", 20.0, lambda x: 10.0), ("relative", 0.5, lambda x: 0.5 * x)):
        (tmp_path / kind).mkdir()
        run = study_of(tmp_path / kind, {2020: table}, uncertainty=kind, scale=scale)
        x = xr.DataArray(
            np.array(table, dtype=float),
            coords={"region": [f"r{i:02d}" for i in range(12)], "activity": [f"a{i:02d}" for i in range(12)]},
            dims=("region", "activity"),
        )
        own = run.case.question.region
        low = location_quotient_band(x, half(x))["low"].sel(region=own)
        found = {row["activity"]: row["sure"] for row in rows(run, "space_activities")}
        assert [found[code] for code in x.activity.values] == (low > 1).values.tolist()
        unsure += [row["activity"] for row in rows(run, "space_activities") if row["present"] and not row["sure"]]
    assert unsure


def test_a_region_that_has_everything_has_nothing_to_enter(tmp_path):
    table = values(5, regions=11)
    table.append([2 * sum(column) for column in zip(*table, strict=True)])
    run = study_of(tmp_path, {2020: table}, region="r11")
    (row,) = rows(run, "space_entered")
    assert row["entered"] == ""
    assert math.isnan(row["delta_eci"])
    assert "as well, with all else as it is" not in (run.folder / "report.en.html").read_text(encoding="utf-8")


def test_only_options_that_open_something_are_entered(run):
    for name in ("all", "manufacturing"):
        opens = {row["activity"]: row["opens"] for row in rows(run, f"{name}_activities")}
        (entered,) = rows(run, f"{name}_entered")
        chosen = entered["entered"].split("|")
        assert min(opens[code] for code in chosen) > 0
        others = [value for code, value in opens.items() if code not in chosen and not math.isnan(value)]
        assert min(opens[code] for code in chosen) >= max(others)


def test_what_lacks_a_value_is_named_in_the_section_too(tmp_path):
    table = values(6)
    table[5][3] = None
    run = study_of(tmp_path, {2020: table})
    assert rows(run, "space_left_out") == [{"code": "a03", "dimension": "activity"}]
    assert "a03" not in {row["activity"] for row in rows(run, "space_activities")}


def test_a_year_in_parts_leaves_its_ranks_open_and_the_rest_stands(tmp_path):
    parts = [[(9 + 5 * i + j if (i < 6) == (j < 6) else 0) for j in range(12)] for i in range(12)]
    run = study_of(tmp_path, {2010: parts, 2020: values(7)})
    before = rows(run, "space_regions", period="2010")
    assert {row["reason"] for row in before} == {"disconnected"}
    assert all(math.isnan(row["low_all"]) and row["tier"] == "open" for row in before)
    assert all(row["reason"] == "defined" for row in rows(run, "space_regions", period="2020"))


def test_a_misspelt_code_is_refused_with_its_nearest(ready_study):
    path = ready_study / "study.toml"
    text = path.read_text(encoding="utf-8")
    for right, wrong in (("advertising_packaging", "advertising_pakaging"), ('values = ["CHEM"', 'values = ["CHEMM"')):
        path.write_text(text.replace(right, wrong), encoding="utf-8")
        with pytest.raises(InputError, match=r"Nearest: .*(advertising_packaging|CHEM)"):
            run_study(ready_study, renderers={})
