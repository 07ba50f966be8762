"""Actual against plan: adding up, both parts of a deviation, and cells without a value."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
import xarray as xr
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from growthpole.dims import REASONS
from growthpole.errors import LabelMismatch, UnitMismatch
from growthpole.track import deviation

LEVELS = st.one_of(st.just(0.0), st.floats(1e-6, 1e12))


def table(values, unit="1e8 CNY"):
    values = np.asarray(values, dtype=float)
    coords = {"period": list(range(2024, 2024 + len(values))), "activity": [f"a{i}" for i in range(values.shape[1])]}
    return xr.DataArray(values, coords=coords, dims=list(coords), attrs={"unit": unit})


@given(arrays(float, (2, 2, 4), elements=LEVELS))
def test_parts_add_up_to_the_deviation_of_the_total(values):
    plan, real = table(values[0]), table(values[1])
    found = deviation(plan, real)
    size = values.sum(axis=(0, 2)) + 1.0
    gap = real.values.sum(axis=1) - plan.values.sum(axis=1)
    # sums of eight numbers in double precision, against the largest of them
    assert (np.abs(found.level.sum("activity").values - gap) <= 1e-14 * size).all()
    assert (np.abs(found.total_level.values - gap) <= 1e-14 * size).all()
    for at, whole in enumerate(plan.values.sum(axis=1)):
        row = found.isel(period=at)
        if whole == 0:
            assert set(row.scale_reason.values) == set(row.contribution_reason.values) == {REASONS["zero_total"]}
            assert row.total_relative_reason == REASONS["zero_total"]
            continue
        tolerance = 1e-13 * size[at]
        assert abs(row.mix.sum().item()) <= tolerance
        assert abs(row.scale.sum().item() - gap[at]) <= tolerance
        assert (abs(row.scale + row.mix - row.level) <= tolerance).all()
        assert abs(row.contribution.sum().item() - row.total_relative.item()) <= tolerance / whole


def test_by_hand_in_fractions():
    plan, real = [60, 40], [54, 66]
    found = deviation(table([plan]), table([real]))
    p, a = (list(map(Fraction, row)) for row in (plan, real))
    mix = [(a[i] / sum(a) - p[i] / sum(p)) * sum(a) for i in range(2)]
    scale = [p[i] / sum(p) * (sum(a) - sum(p)) for i in range(2)]
    assert found.level.values.tolist() == [[-6.0, 26.0]]
    assert found.mix.values == pytest.approx(np.array([mix], dtype=float), rel=1e-12)
    assert found.scale.values.tolist() == [[float(part) for part in scale]]
    assert found.relative.values.tolist() == [[-0.1, 0.65]]
    assert found.contribution.values.tolist() == [[-0.06, 0.26]]
    assert found.share.values == pytest.approx(np.array([[0.45 - 0.6, 0.55 - 0.4]]), rel=1e-12)
    assert found.total_relative.item() == 0.2
    assert found.level.attrs["unit"] == "1e8 CNY"
    assert found.share.attrs["unit"] == "1"


def test_a_total_with_a_missing_part_is_no_total():
    actual = table([[1.0, np.nan, 3.0], [1.0, 2.0, 3.0]])
    codes = xr.zeros_like(actual, dtype=np.int8)
    codes[0, 1] = REASONS["suppressed"]
    found = deviation(table([[1.0, 1.0, 2.0]] * 2), actual.assign_coords(reason=codes))
    assert found.level_reason.values.tolist() == [[0, REASONS["suppressed"], 0], [0, 0, 0]]
    assert found.level.values[0].tolist()[::2] == [0.0, 1.0]
    assert found.total_level_reason.values.tolist() == [REASONS["suppressed"], 0]
    assert set(found.mix_reason.values[0]) == set(found.share_actual_reason.values[0]) == {REASONS["suppressed"]}
    assert found.share_planned_reason.values[0].tolist() == [0, 0, 0]
    assert found.contribution_reason.values.tolist() == [[0, REASONS["suppressed"], 0], [0, 0, 0]]
    for name in found:
        assert (np.isnan(found[name].values) == (found[f"{name}_reason"].values != 0)).all(), name


def test_a_plan_that_is_missing_takes_the_shares_with_it():
    found = deviation(table([[np.nan, 1.0]]), table([[1.0, 1.0]]))
    assert found.total_planned_reason.item() == REASONS["missing"]
    assert set(found.contribution_reason.values[0]) == {REASONS["missing"]}
    assert set(found.share_actual_reason.values[0]) == {0}


def test_what_was_planned_at_zero_has_no_relative_deviation():
    found = deviation(table([[0.0, 2.0]]), table([[1.0, 1.0]]))
    assert found.relative_reason.values.tolist() == [[REASONS["zero_base"], 0]]
    assert found.contribution.values.tolist() == [[0.5, -0.5]]


def test_the_order_of_labels_does_not_matter():
    plan, real = table([[1.0, 2.0, 3.0]] * 2), table([[2.0, 1.0, 5.0]] * 2)
    shuffled = real.isel(activity=[2, 0, 1], period=[1, 0]).transpose("activity", "period")
    xr.testing.assert_identical(deviation(plan, real), deviation(plan, shuffled))


def test_other_labels_units_and_values_are_refused(refused):
    plan = table([[1.0, 2.0]])
    with refused("label-mismatch", kind=LabelMismatch):
        deviation(plan, plan.assign_coords(period=[2025]))
    with refused("label-mismatch", kind=LabelMismatch):
        deviation(plan, plan.isel(activity=[0]))
    with refused("units-differ", kind=UnitMismatch):
        deviation(plan, table([[1.0, 2.0]], unit="person"))
    with refused("not-levels"):
        deviation(plan, -plan)
    with refused("not-a-year", "2024-01/2024-06"):
        deviation(plan.assign_coords(period=["2024-01/2024-06"]), plan.assign_coords(period=["2024-01/2024-06"]))
    with refused("one-table"):
        deviation(plan.expand_dims(region=["N"]), plan)
