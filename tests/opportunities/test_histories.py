"""Histories: cut at a year, in the panel's order of years, with links and another space of the same labels."""

import numpy as np
import pytest
import xarray as xr

from growthpole.errors import LabelMismatch
from growthpole.opportunities import history_of, strength


def square(history, values):
    names = list(history.activities)
    return xr.DataArray(
        values, coords={"activity": names, "activity_other": names}, dims=["activity", "activity_other"]
    )


def leading(history, values):
    coords = {"period": list(history.years), "region": list(history.regions)}
    return xr.DataArray(values, coords=coords, dims=["period", "region", "field"])


def test_what_a_history_holds(panel, walks):
    values = walks(1)
    values[2, 0, 0], values[3, 1, 1] = np.nan, -1.0
    made = panel(values)
    found = history_of(made, threshold=1.2)
    assert found.years == tuple(range(2000, 2008))
    assert found.last == 2007
    np.testing.assert_array_equal(found.values, np.where(values < 0, np.nan, values))
    np.testing.assert_array_equal(found.strengths, strength(made.values, threshold=1.2))
    np.testing.assert_array_equal(found.at(2003), found.strengths[3])
    assert np.isnan(found.strengths[2, 0, 0])
    assert found.strengths[3, 1, 1] == 0
    assert not any(part.flags.writeable for part in (found.values, found.strengths))


def test_nothing_after_the_year_is_left(history, walks):
    known = history(walks(2))
    other = leading(known, np.ones((8, 10, 3)))
    known = history(walks(2), leading=other)
    cut = known.until(2004)
    assert cut.years == (2000, 2001, 2002, 2003, 2004)
    for part in (cut.values, cut.strengths, cut.leading):
        assert len(part) == 5
    assert cut.until(2004).last == 2004
    with pytest.raises(ValueError, match="not in"):
        cut.until(2007)


def test_periods_are_sorted(panel, walks):
    values = walks(3)
    order = [3, 0, 7, 1, 2, 6, 5, 4]
    shuffled = history_of(panel(values[order], years=[2000 + place for place in order]))
    straight = history_of(panel(values))
    assert shuffled.years == straight.years
    np.testing.assert_array_equal(shuffled.strengths, straight.strengths)


def test_further_arrays_are_brought_to_the_order_of_the_panel(history, walks):
    known = history(walks(4))
    rng = np.random.default_rng(4)
    links = square(known, rng.uniform(size=(8, 8)))
    other = leading(known, rng.integers(0, 2, (8, 10, 3)))
    moved = {"links": links[::-1, [2, 0, 1, *range(3, 8)]].T, "leading": other[::-1, ::-1].transpose("field", ...)}
    found = history(walks(4), **moved)
    np.testing.assert_array_equal(found.links, links)
    np.testing.assert_array_equal(found.leading, other)


def test_failures(history, walks, refused):
    known = history(walks(5))
    negative = np.ones((8, 8))
    negative[1, 2] = -3.0
    with refused("not-above", "links", "-3"):
        history(walks(5), links=square(known, negative))
    with pytest.raises(LabelMismatch):
        history(walks(5), links=square(known, np.ones((8, 8)))[:7, :7])
    with refused("not-presences", "leading", "0.5"):
        history(walks(5), leading=leading(known, np.full((8, 10, 2), 0.5)))
    with refused("not-presences", "leading", "nan"):
        history(walks(5), leading=leading(known, np.full((8, 10, 2), np.nan)))
    with pytest.raises(LabelMismatch):
        history(walks(5), leading=leading(known, np.ones((8, 10, 2)))[:, 1:])
    with refused("missing-dims", "leading"):
        history(walks(5), leading=leading(known, np.ones((8, 10, 2)))[..., 0])
    with refused("missing-dims", "links"):
        history(walks(5), links=square(known, np.ones((8, 8))).rename(activity_other="user"))
