"""Cases: the cells asked about, with the features of their own year; scores of the user's own."""

import numpy as np
import pytest

from growthpole.opportunities.cases import cases_at, features_of, joined_cases
from growthpole.opportunities.features import feature_arrays
from growthpole.opportunities.tasks import Window

WINDOW = Window(2003, 2005, 2005)


def holed(walks):
    values = walks(7)
    values[3, 0, 0], values[5, 1, :3] = np.nan, np.nan
    return values


def test_cells_asked_about_with_their_own_features_and_events(history, walks):
    known = history(holed(walks))
    features = features_of(known, 2, [2003])
    cases = cases_at(known, features, WINDOW, "entry")
    now, then = known.strengths[3], known.strengths[5]
    expected = [(r, a) for r, a in np.ndindex(10, 8) if now[r, a] < 1 and not np.isnan(then[r, a])]
    assert list(zip(cases.region.tolist(), cases.activity.tolist(), strict=True)) == expected
    assert cases.event.tolist() == [bool(then[cell] >= 1) for cell in expected]
    assert cases.strength.tolist() == [now[cell] for cell in expected]
    assert set(cases.year.tolist()) == {2003}
    alone = feature_arrays(known.until(2003), 2)
    for name, values in cases.x.items():
        assert values.tolist() == [alone[name][cell] for cell in expected]
    assert len(cases) == len(expected)
    assert cases.events == sum(cases.event)


def test_before_the_outcome_every_cell_at_risk_is_asked(history, walks):
    known = history(holed(walks)).until(2003)
    cases = cases_at(known, features_of(known, 2, [2003]), WINDOW, "entry", settled=False)
    assert len(cases) == (known.strengths[3] < 1).sum()
    assert cases.events == 0


def test_a_sustained_entry_is_settled_later(history, walks):
    known = history(walks(7))
    features = features_of(known, 2, [2003])
    late = cases_at(known, features, Window(2003, 2005, 2007), "sustained")
    now, then, settled = (known.at(year)[late.region, late.activity] for year in (2003, 2005, 2007))
    assert late.event.tolist() == ((then >= 1) & (settled >= 1) & (then - now >= 0.2)).tolist()


def test_some_of_them_and_several_together(history, walks):
    known = history(walks(8))
    features = features_of(known, 2, [2002, 2003])
    parts = [cases_at(known, features, window, "entry") for window in (Window(2002, 2004, 2004), WINDOW)]
    both = joined_cases(parts)
    assert len(both) == sum(map(len, parts))
    assert both.events == sum(part.events for part in parts)
    for part in parts:
        again = both.take(both.year == part.year[0])
        np.testing.assert_array_equal(again.matrix(("density", "current")), part.matrix(("density", "current")))
        np.testing.assert_array_equal(again.event, part.event)
        np.testing.assert_array_equal(again.region, part.region)
    assert both.matrix(("current",)).shape == (len(both), 1)
    turned = both.with_events(~both.event)
    assert turned.events == len(both) - both.events
    assert turned.region is both.region


def test_a_score_of_ones_own_is_given_its_year_and_nothing_later(history, walks):
    seen = []

    def own(known, horizon):
        seen.append((known.years, horizon, known.values.shape))
        return known.strengths[-1]

    found = features_of(history(walks(9)), 2, [2002, 2004], {"mine": own})
    assert seen == [((2000, 2001, 2002), 2, (3, 10, 8)), ((2000, 2001, 2002, 2003, 2004), 2, (5, 10, 8))]
    np.testing.assert_array_equal(found[2004]["mine"], history(walks(9)).at(2004))


@pytest.mark.parametrize("bad", [np.ones((8, 10)), np.full((10, 8), np.nan), np.full((10, 8), np.inf), 1.0])
def test_a_score_that_is_no_table(history, walks, refused, bad):
    with refused("bad-own-score", "mine", "2002", str(np.shape(bad))):
        features_of(history(walks(9)), 2, [2002], {"mine": lambda known, horizon: bad})
