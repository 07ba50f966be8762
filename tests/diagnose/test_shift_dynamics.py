import numpy as np
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from growthpole.diagnose import dynamic_shift_share, shift_share
from growthpole.dims import REASONS
from growthpole.errors import LabelMismatch, UnitMismatch

PARTS = ("national", "mix", "regional")
PANELS = st.tuples(st.integers(2, 4), st.integers(1, 3), st.integers(1, 3)).flatmap(
    lambda shape: arrays(np.float64, shape, elements=st.floats(1, 1e6))
)


def panel(values, **attrs):
    values = np.asarray(values, dtype=float)
    labels = {
        "period": [2000 + i for i in range(values.shape[0])],
        "region": [f"R{i}" for i in range(values.shape[1])],
        "activity": [f"a{i}" for i in range(values.shape[2])],
    }
    return xr.DataArray(values, coords=labels, dims=["period", "region", "activity"], attrs=attrs)


# The REAT manual's example of shiftd(): its example of shift() with one more year.
REGION = panel([[[90, 20, 10, 60]], [[100, 40, 10, 55]], [[105, 45, 15, 60]]])
NATION = panel([[[400, 150, 150, 400]], [[440, 210, 135, 480]], [[460, 230, 155, 500]]]).isel(region=0, drop=True)
LAST = {"period": -1}
BEFORE = {"period": slice(None, -1)}


def span(x, nation=None):
    nations = {} if nation is None else {"nation_start": nation.isel(BEFORE), "nation_end": nation.isel(LAST)}
    return shift_share(x.isel(BEFORE), x.isel(LAST), "dynamic", **nations)


def test_the_printed_step_is_the_first_of_the_example():
    """REAT shift() on the first two years: 25 = 27 + 1 − 3."""
    steps = dynamic_shift_share(REGION, nation=NATION).sum(["region", "activity"])
    # four numbers below 1000 added
    assert [steps[name].sel(period=2001).item() for name in PARTS] == pytest.approx([27, 1, -3], abs=1e-12)
    # the second step by hand: 205 · (1345/1265 − 1); 205 activities grown as in the nation; the rest of 20
    national = 205 * 80 / 1265
    expected = 100 * 460 / 440 + 40 * 230 / 210 + 10 * 155 / 135 + 55 * 500 / 480
    second = [steps[name].sel(period=2002).item() for name in PARTS]
    assert second == pytest.approx([national, expected - 205 - national, 225 - expected], abs=1e-12)


def test_the_span_adds_up_its_steps():
    steps, whole = dynamic_shift_share(REGION, nation=NATION), span(REGION, NATION)
    for name in PARTS:
        np.testing.assert_array_equal(whole[name], steps[name].sum("period"))
        assert whole[name].dims == ("region", "activity")
    assert whole.change.sum().item() == 45
    assert "period" not in whole.coords


@given(PANELS)
@settings(max_examples=40, deadline=None)
def test_steps_and_span_add_up(values):
    x = panel(values)
    steps, whole = dynamic_shift_share(x), span(x)
    # growth factors up to 1e6 times levels up to 1e6, four steps
    atol = 1e-15 * 1e12 * 40
    np.testing.assert_allclose(sum(steps[name] for name in PARTS), steps.change, rtol=0, atol=atol)
    np.testing.assert_allclose(sum(whole[name] for name in PARTS), values[-1] - values[0], rtol=0, atol=atol)


@given(PANELS)
@settings(max_examples=30, deadline=None)
def test_each_step_is_dunns(values):
    x = panel(values)
    steps = dynamic_shift_share(x)
    for i in range(1, len(values)):
        alone = shift_share(x.isel(period=i - 1, drop=True), x.isel(period=i, drop=True))
        for name in (*PARTS, "change"):
            np.testing.assert_array_equal(steps[name].isel(period=i - 1), alone[name])
    assert steps.period.values.tolist() == x.period.values.tolist()[1:]


@given(PANELS, st.integers(-10, 10))
@settings(max_examples=20, deadline=None)
def test_components_scale_with_the_unit(values, power):
    once, scaled = span(panel(values)), span(panel(values) * 2.0**power)
    for name in PARTS:
        np.testing.assert_array_equal(scaled[name], once[name] * 2.0**power)  # exact


def test_constant_growth_everywhere_needs_no_steps():
    x = panel([[[1, 2], [4, 8]], [[2, 4], [8, 16]], [[4, 8], [16, 32]]])
    whole, static = span(x), shift_share(x.isel(period=0, drop=True), x.isel(period=2, drop=True))
    for name in PARTS:
        np.testing.assert_array_equal(whole[name], static[name])


def test_labels_of_the_end_may_stand_in_another_order_and_without_a_year():
    x = panel(np.arange(1.0, 13).reshape(3, 2, 2))
    end = x.isel(period=2, drop=True)[::-1, ::-1].T
    assert shift_share(x.isel(BEFORE), end, "dynamic").identical(span(x))


def test_an_activity_that_starts_on_the_way():
    x = panel([[[0, 5], [0, 5]], [[1, 5], [0, 5]], [[2, 5], [0, 5]]])
    steps, whole = dynamic_shift_share(x), span(x)
    assert steps.reason.isel(activity=0).values.tolist() == [[REASONS["zero_base"]] * 2, [0, 0]]
    assert np.isnan(whole.mix.isel(activity=0)).all()
    assert whole.reason.values.tolist() == [[REASONS["zero_base"], 0]] * 2
    assert np.isfinite(whole.mix.isel(activity=1)).all()
    assert np.isfinite(whole.national).all()


def test_unit_is_the_stated_one():
    x = panel(np.ones((2, 1, 1)), unit="firm")
    assert dynamic_shift_share(x).mix.attrs["unit"] == "firm"
    assert span(x).mix.attrs["unit"] == "firm"
    assert "Barff" in span(x).mix.attrs["convention"]


def test_failures(refused):
    x = panel(np.ones((3, 2, 2)))
    with refused("missing-dims", "panel", "period"):
        dynamic_shift_share(x.isel(period=0))
    with refused("missing-dims", "start", "period"):
        shift_share(x.isel(period=0), x.isel(period=1), "dynamic")
    with refused("too-few-labels", "period", "1"):
        dynamic_shift_share(x.isel(period=slice(0, 1)))
    with refused("too-few-labels", "start"):
        shift_share(x.isel(period=slice(0, 0)), x.isel(period=1), "dynamic")
    with refused("periods-not-ordered", "2002, 2001, 2000"):
        dynamic_shift_share(x.isel(period=slice(None, None, -1)))
    with refused("periods-not-ordered", "2001, 2002, 2000"):
        shift_share(x.isel(period=slice(1, None)), x.isel(period=0), "dynamic")
    with refused("not-a-year", "2020-01/2020-06"):
        dynamic_shift_share(x.assign_coords(period=["2020-01/2020-06", "2021", "2022"]))
    with refused("not-a-year", "2021"):
        shift_share(x.assign_coords(period=["2019", "2020", "2021"]), x.isel(period=0), "dynamic")
    with refused("pair-needed", "nation_end"):
        shift_share(x.isel(BEFORE), x.isel(LAST), "dynamic", nation_start=x.isel(BEFORE).sum("region"))
    with refused("missing-dims", "nation_start", "period"):
        total = x.isel(LAST).sum("region")
        shift_share(x.isel(BEFORE), x.isel(LAST), "dynamic", nation_start=total, nation_end=total)
    with refused("label-mismatch", "2002", kind=LabelMismatch):
        dynamic_shift_share(x, nation=x.isel(BEFORE).sum("region"))
    with refused("units-differ", kind=UnitMismatch):
        dynamic_shift_share(
            panel(np.ones((2, 1, 1)), unit="firm"), nation=panel(np.ones((2, 1, 1)), unit="person")[:, 0]
        )
    with refused("missing-cells", "period=2001"):
        dynamic_shift_share(x.where(x.period != 2001))
    with refused("one-period-only", "end", "2001, 2002"):
        shift_share(x.isel(BEFORE), x.isel(period=[1, 2]), "dynamic")
    with refused("not-an-array", "nation_end"):
        shift_share(x.isel(BEFORE), x.isel(LAST), "dynamic", nation_start=x.isel(BEFORE).sum("region"), nation_end=3.0)
    with refused("not-an-array", "end"):
        shift_share(x.isel(BEFORE), 3.0, "dynamic")
