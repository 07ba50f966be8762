"""What would have to be true: hand-made cases, substitution back, and the reasons where nothing works."""

import numpy as np
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st

from growthpole.dims import REASONS
from growthpole.errors import LabelMismatch, UnitMismatch
from growthpole.plan import project_effects, required_growth, required_investment


def reason(found):
    return int(found["reason"].item())


# --- growth ----------------------------------------------------------------------------------------------------


@settings(deadline=None)
@given(st.floats(1, 1e4), st.floats(0, 1e4), st.integers(1, 20))
def test_growth_put_back_reaches_the_goal(base, goal, years):
    rate = required_growth(base, goal, years).item()
    # a root of high order loses digits near −1
    assert base * (1 + rate) ** years == pytest.approx(goal, rel=1e-6, abs=1e-9)


def test_growth_by_activity_has_its_reasons():
    names = {"activity": ["a", "b", "c"]}
    base = xr.DataArray([100.0, 0.0, 50.0], names, attrs={"unit": "1e8 CNY"})
    goal = xr.DataArray([60.0, 121.0, 5.0], {"activity": ["c", "a", "b"]}, attrs={"unit": "1e8 CNY"})
    found = required_growth(base, goal, 2, added=xr.DataArray([0.0, 0.0, 70.0], names))
    assert found["activity"].values.tolist() == ["a", "b", "c"]
    np.testing.assert_allclose(found.values, [0.1, np.nan, np.nan])
    assert found["reason"].values.tolist() == [0, REASONS["zero_base"], REASONS["not_needed"]]
    assert found.attrs["unit"] == "1"
    assert required_growth(100.0, 30.0, 3, added=30.0).item() == -1.0


def test_growth_refuses_what_cannot_meet(refused):
    base = xr.DataArray([100.0], {"activity": ["a"]}, attrs={"unit": "1e8 CNY"})
    with refused("label-mismatch", kind=LabelMismatch):
        required_growth(base, base.assign_coords(activity=["b"]), 2)
    with refused("units-differ", kind=UnitMismatch):
        required_growth(base, base.assign_attrs(unit="USD"), 2)
    with refused("not-whole", "years"):
        required_growth(base, base, 0)
    with refused("not-levels", "goal"):
        required_growth(100.0, -1.0, 2)
    with refused("growth-overflow"):
        required_growth(1e-300, 1e300, 1)


# --- investment ------------------------------------------------------------------------------------------------


def test_investment_put_into_a_project_closes_the_gap(candidates):
    options = {"lead": 1.5, "ramp": 2.0}
    needed = required_investment(30.0, 1.2, range(2026, 2032), 2030, utilisation=0.8, delay=0.5, **options)
    figures = options | dict.fromkeys(("utilisation_low", "utilisation", "utilisation_high"), 0.8)
    figures |= dict.fromkeys(("delay_low", "delay", "delay_high"), 0.5)
    for start in needed["start"].values:
        investment = needed.sel(start=start).item()
        if start >= 2029:
            assert np.isnan(investment)
            assert reason(needed.sel(start=start)) == REASONS["out_of_reach"]
            continue
        projects = candidates(figures | {"investment": investment, "output": 1.2 * investment})
        output = project_effects(projects, [2030], 1, starts=[start], scenarios=1)["output"]
        assert output.item() == pytest.approx(30.0)


@settings(deadline=None)
@given(st.floats(0.01, 100), st.floats(0.1, 5), st.floats(0, 3), st.floats(0, 5), st.floats(0.1, 1))
def test_investment_rises_with_waiting_and_falls_with_the_odds(gap, rate, lead, ramp, odds):
    found = required_investment(gap, rate, range(2020, 2031), 2030, lead=lead, ramp=ramp, probability=odds)
    known = found.values[~np.isnan(found.values)]
    assert (np.diff(known) >= -1e-9 * known[:-1]).all()
    surer = required_investment(gap, rate, range(2020, 2031), 2030, lead=lead, ramp=ramp)
    np.testing.assert_allclose(surer.values, found.values * odds)


def test_investment_refuses_what_is_out_of_range(refused):
    for name, value, code in (
        ("gap", -1.0, "not-a-minimum"),
        ("output_per_investment", 0.0, "not-above"),
        ("lead", np.nan, "not-a-minimum"),
        ("ramp", True, "not-a-minimum"),
        ("probability", 1.5, "not-a-share"),
        ("probability", 0.0, "not-above"),
        ("utilisation", 0.0, "not-above"),
        ("starts", [2026, 2026], "repeated-labels"),
    ):
        given_ = {"gap": 1.0, "output_per_investment": 1.0, "starts": [2026], "target_year": 2030} | {name: value}
        kind = LabelMismatch if code == "repeated-labels" else None
        with refused(code, name, **({"kind": kind} if kind else {})):
            required_investment(**given_)


def test_no_gap_needs_no_money_however_late():
    found = required_investment(0.0, 1.2, [2026, 2030], 2030, lead=1.5, ramp=2.0)
    assert found.values.tolist() == [0.0, 0.0]
    assert not found["reason"].values.any()
