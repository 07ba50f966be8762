"""Rolling origins: nothing of the future in the training, gaps never bridged, every origin found."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from growthpole.errors import InputError
from growthpole.evaluation import Origin, rolling_origins

YEARS = st.lists(st.integers(1990, 2010), max_size=12)


@given(YEARS, st.integers(1, 6), st.integers(0, 3))
def test_by_trying_every_year(years, horizon, least):
    expected = []
    for year in range(1980, 2030):
        pairs = [(y, y + horizon) for y in range(1980, year - horizon + 1) if y in years and y + horizon in years]
        if year in years and year + horizon in years and len(pairs) >= least:
            expected.append(Origin(year, year + horizon, tuple(pairs)))
    if expected:
        assert rolling_origins(years, horizon, training_pairs=least) == expected
    else:
        with pytest.raises(InputError) as caught:
            rolling_origins(years, horizon, training_pairs=least)
        assert caught.value.code == "no-origin"


def test_yearly_panel_in_any_order():
    found = rolling_origins([2003, 2000, 2002, 2001, 2004, 2000], 1, training_pairs=2)
    assert [origin.year for origin in found] == [2002, 2003]
    assert found[0].training == ((2000, 2001), (2001, 2002))
    assert found[1].target == 2004


def test_failures(refused):
    for horizon in (0, -1, 1.5, True, "3"):
        with refused("not-whole", "horizon", repr(horizon)):
            rolling_origins([2000, 2003], horizon)
    with refused("not-whole", "training_pairs"):
        rolling_origins([2000, 2003], 3, training_pairs=-1)
    with refused("not-whole", "years", "2000.5"):
        rolling_origins([2000.5], 3)
    with refused("no-origin", "2006, 2011, 2016", "4"):
        rolling_origins([2006, 2011, 2016], 4)
    with refused("no-origin", "2006, 2011, 2016", "5", "2", "1"):
        rolling_origins([2006, 2011, 2016], 5, training_pairs=2)
    with refused("no-origin", "–"):
        rolling_origins([], 1)


def test_an_origin_cannot_know_the_future(refused):
    with refused("bad-origin", "(2009, 2011)"):
        Origin(2010, 2012, ((2008, 2010), (2009, 2011)))
    with refused("bad-origin", "(2009, 2009)"):
        Origin(2010, 2012, ((2009, 2009),))
    with refused("bad-origin", "2010", "–"):
        Origin(2010, 2010)
