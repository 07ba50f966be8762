"""Rivals: the rule by hand and by brute force, ties, and options without a rival."""

import numpy as np
import pandas as pd
import pytest
import xarray as xr

from growthpole.diagnose import location_quotient
from growthpole.errors import LabelMismatch, Undefined
from growthpole.opportunities import rivals

NAN = float("nan")


def table(values, regions="NSWE"):
    values = np.asarray(values, dtype=float)
    coords = {"region": list(regions[: len(values)]), "activity": list("abcdefgh"[: values.shape[1]])}
    return xr.DataArray(values, coords=coords, dims=["region", "activity"])


X = table([[60, 5, 0, 35], [20, 30, 0, 50], [10, 40, 0, 50], [70, 15, 0, 15]])
CHANCE = table([[NAN, 0.3, 0.2, 0.1], [0.1, NAN, 0.4, NAN], [0.2, NAN, 0.4, NAN], [NAN, 0.5, NAN, 0.6]])


def test_the_rule_by_hand():
    found = rivals(CHANCE, X, "N", earlier=X + table([[0, 0, 5, 0], [0, 0, 5, 0], [0, -22.5, 5, 0], [0] * 4]))
    found = found.set_index("activity")
    assert list(found.index) == ["b", "c", "d"]
    assert found["rival"].tolist() == ["W", "S", "S"]
    assert found["rule"].tolist() == ["present", "feasible", "present"]
    assert found["present"].tolist() == [True, False, True]
    # W has 40 of the nation's 90 now, 17.5 of 67.5 before
    assert found.loc["b", "share"] == pytest.approx(40 / 90)
    assert found.loc["b", "share_change"] == pytest.approx(40 / 90 - 17.5 / 67.5)
    assert found.loc["b", "location_quotient"] == pytest.approx((40 / 100) / (90 / 400))
    assert np.isnan(found.loc["b", "probability"])
    # nobody has c: a tie of S and W in feasibility goes to the first label; it has no share of nothing
    assert found.loc["c", "probability"] == 0.4
    assert found.loc["c", ["share", "location_quotient", "share_change"]].isna().all()
    assert found.loc["d", "share_change"] == 0


def by_search(chance, x, own, threshold):
    quotient = location_quotient(x)
    names = sorted(r for r in x.region.values if r != own)
    told = {}
    for a in x.activity.values:
        if np.isnan(chance.sel(region=own, activity=a)):
            continue
        there = [r for r in names if quotient.sel(region=r, activity=a) >= threshold]
        able = [r for r in names if not np.isnan(chance.sel(region=r, activity=a))]
        if there:
            told[a] = max(there, key=lambda r: x.sel(region=r, activity=a).item())
        else:
            told[a] = max(able, key=lambda r: chance.sel(region=r, activity=a).item(), default=None)
    return told


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("threshold", [1.0, 1.6])
def test_equal_to_a_search(seed, threshold):
    rng = np.random.default_rng(seed)
    x = table(rng.integers(1, 30, (6, 8)), "SNWEXY")
    chance = table(np.where(rng.random((6, 8)) < 0.4, NAN, rng.integers(0, 4, (6, 8)) / 4), "SNWEXY")
    found = rivals(chance, x, "W", threshold=threshold)
    expected = by_search(chance, x, "W", threshold)
    assert {a: None if pd.isna(r) else r for a, r in zip(found["activity"], found["rival"], strict=True)} == expected
    order = rng.permutation(6)
    again = rivals(chance.isel(region=order), x.isel(activity=rng.permutation(8)), "W", threshold=threshold)
    pd.testing.assert_frame_equal(again, found)


def test_an_option_without_a_rival():
    x = table([[9, 0], [9, 0], [9, 1e-9]])
    chance = table([[NAN, 0.2], [NAN, NAN], [NAN, NAN]])
    found = rivals(chance, x.isel(region=[0, 1, 2]), "N", threshold=1e9)
    assert found[["activity", "rule", "present"]].values.tolist() == [["b", "none", False]]
    assert found[["rival", "probability", "share", "location_quotient", "share_change"]].isna().all(axis=None)


def test_without_an_earlier_period_there_is_no_change():
    assert rivals(CHANCE, X, "N")["share_change"].isna().all()
    assert rivals(CHANCE.isel(activity=[0]), X.isel(activity=[0]), "N").empty


def test_refusals(refused):
    with refused("no-such-label", "Q"):
        rivals(CHANCE, X, "Q")
    with refused("not-shares", "feasibility", "region=N, activity=b: 30.0"):
        rivals(CHANCE * 100, X, "N")
    with refused("not-levels", "-5"):
        rivals(CHANCE, -X, "N")
    with refused("not-levels", "-5"):
        rivals(CHANCE, X, "N", earlier=-X)
    with refused("not-above", "threshold"):
        rivals(CHANCE, X, "N", threshold=0)
    with refused("too-few-labels", "region"):
        rivals(CHANCE.isel(region=[0]), X.isel(region=[0]), "N")
    with pytest.raises(Undefined):
        rivals(CHANCE, X * 0, "N")
    with pytest.raises(LabelMismatch):
        rivals(CHANCE, X.isel(region=[0, 1]), "N")
