"""Surroundings by counting neighbours one by one, purged by projection, and where there is nothing to see."""

import math

import numpy as np
import pytest
import xarray as xr

from growthpole.opportunities.paths import path_of
from growthpole.opportunities.surroundings import densities, purged, standing

ALL = ("density", "purged_density", "relative_density", "depth", "neighbour_growth", "similar_regions", "linkage")


def links_of(rng, activities):
    names = [f"a{j:02}" for j in range(activities)]
    values = rng.uniform(size=(activities, activities)) ** 3
    values[1] = np.nan  # no sector
    return xr.DataArray(
        values, coords={"activity": names, "activity_other": names}, dims=["activity", "activity_other"]
    )


@pytest.fixture(scope="module")
def known(history, walks):
    rng = np.random.default_rng(11)
    values = walks(11)
    values[-1, 2, 3] = np.nan
    field = xr.DataArray(
        rng.integers(0, 2, (8, 10, 4)),
        coords={"period": range(2000, 2008), "region": [f"r{i:02}" for i in range(10)]},
        dims=["period", "region", "field"],
    )
    return history(values, links=links_of(rng, 8), leading=field)


def presences(known):
    return [[value >= 1 for value in row] for row in known.strengths[-1].tolist()]


def proximity_of(has, a, b):
    both = sum(row[a] and row[b] for row in has)
    most = max(sum(row[a] for row in has), sum(row[b] for row in has))
    return both / most if most else 0.0


def raw_by_hand(known, horizon):
    """Surroundings before anything is purged, cell by cell."""
    has = presences(known)
    strengths, moves = known.strengths[-1].tolist(), path_of(known, horizon).momentum.tolist()
    regions, activities = range(len(has)), range(len(has[0]))
    near = [[proximity_of(has, a, b) for b in activities] for a in activities]
    links = known.links.tolist()

    def bound(a, b):
        return sum(x for x in (links[a][b], links[b][a]) if not math.isnan(x)) if a != b else 0.0

    def like(r, q):
        if q == r:
            return 0.0
        shared = sum(x and y for x, y in zip(has[r], has[q], strict=True))
        return shared / math.sqrt(sum(has[r]) * sum(has[q])) if shared else 0.0

    def share(top, bottom):
        return top / bottom if bottom > 0 else math.nan

    found = {name: np.full((len(has), len(has[0])), np.nan) for name in ALL}
    for r in regions:
        for a in activities:
            others = [b for b in activities if b != a]
            weight = sum(near[a][b] for b in others)
            found["density"][r, a] = share(sum(near[a][b] for b in activities if has[r][b]), sum(near[a]))
            held = [0.0 if math.isnan(one) else min(one, 2.0) / 2 for one in strengths[r]]
            found["depth"][r, a] = share(sum(near[a][b] * held[b] for b in others), weight)
            moved = sum(near[a][b] * min(max(moves[r][b], -2.0), 2.0) for b in others)
            found["neighbour_growth"][r, a] = moved / weight if weight else 0.0
            alike = sum(like(r, q) for q in regions)
            shared = sum(like(r, q) for q in regions if has[q][a])
            found["similar_regions"][r, a] = shared / alike if alike else 0.0
            linked = sum(bound(a, b) for b in activities if has[r][b])
            found["linkage"][r, a] = share(linked, sum(bound(a, b) for b in activities))
    return found


def purged_by_hand(known, raw):
    """Residuals by projection on an orthonormal basis of constant, diversity and ubiquity."""
    has = np.array(presences(known))
    unknown = np.isnan(known.strengths[-1])
    grid = np.meshgrid(has.sum(axis=1), has.sum(axis=0), indexing="ij")
    found = np.zeros(raw.shape)
    for group in (has, ~has & ~unknown):
        used = group & np.isfinite(raw)
        columns = np.stack([np.ones(used.sum()), *(part[used] for part in grid)], axis=1)
        basis = np.linalg.svd(columns, full_matrices=False)[0]
        left = raw[used] - basis @ (basis.T @ raw[used])
        found[used] = left / np.sqrt((left**2).mean())
    return found


@pytest.mark.parametrize("horizon", [2, 5])
def test_equal_to_counting(known, horizon):
    found, by_hand = densities(known, path_of(known, horizon)), raw_by_hand(known, horizon)
    np.testing.assert_allclose(found["density"], by_hand["density"], rtol=1e-13)
    np.testing.assert_allclose(found["neighbour_growth"], by_hand["neighbour_growth"], rtol=1e-12, atol=1e-14)
    for name, of in {"purged_density": "density", "depth": "depth", "similar_regions": "similar_regions"}.items():
        # a projection of some forty cells, divided by a spread of about a tenth
        np.testing.assert_allclose(found[name], purged_by_hand(known, by_hand[of]), rtol=1e-9, atol=1e-10)
    np.testing.assert_allclose(found["linkage"], purged_by_hand(known, by_hand["linkage"]), rtol=1e-9, atol=1e-10)


def test_standing_is_presence_and_an_unknown_cell_is_none(known):
    assert standing(known).tolist() == np.array(presences(known), dtype=float).tolist()
    assert standing(known)[2, 3] == 0
    assert np.isnan(known.strengths[-1, 2, 3])


def test_what_is_purged_says_nothing_of_diversity_or_ubiquity(known):
    found = densities(known, path_of(known, 3))
    has = np.array(presences(known))
    unknown = np.isnan(known.strengths[-1])
    diversity, ubiquity = np.broadcast_arrays(has.sum(axis=1)[:, None], has.sum(axis=0)[None, :])
    for name in ("purged_density", "depth", "similar_regions", "linkage", "leading_density"):
        for group in (has, ~has & ~unknown):
            values = found[name][group]
            assert values.std() == pytest.approx(1)
            assert values.mean() == pytest.approx(0, abs=1e-12)
            for standing_of in (diversity, ubiquity):
                assert np.corrcoef(values, standing_of[group])[0, 1] == pytest.approx(0, abs=1e-10)


def test_an_activity_without_a_sector_is_linked_through_its_sales_alone(known):
    """Rows of NaN buy from nobody known; others still buy from them."""
    links = known.links
    assert np.isnan(links[1]).all()
    assert (densities(known, path_of(known, 3))["linkage"][:, 1] != 0).any()


def test_relative_density_compares_the_options_of_a_region(known):
    found = densities(known, path_of(known, 3))
    options = known.strengths[-1] < 1
    for row, relative, asked in zip(found["density"], found["relative_density"], options, strict=True):
        assert relative[asked].tolist() == pytest.approx(((row[asked] - row[asked].mean()) / row[asked].std()).tolist())
        assert (relative[~asked] == 0).all()


def test_nothing_left_is_nothing_said():
    present = np.array([[1.0, 0.0], [0.0, 1.0]])
    options = present < 1
    assert purged(np.array([[0.5, 0.2], [0.2, 0.5]]), present, options).tolist() == [[0, 0], [0, 0]]
    assert purged(np.full((2, 2), np.nan), present, options).tolist() == [[0, 0], [0, 0]]


def test_rounding_is_no_information():
    """Values that diversity and ubiquity explain to the last digit leave nothing, however the digits fall."""
    rng = np.random.default_rng(0)
    present = (rng.uniform(size=(12, 9)) < 0.4).astype(float)
    diversity, ubiquity = present.sum(axis=1)[:, None], present.sum(axis=0)[None, :]
    explained = 0.1 + diversity / 7 - ubiquity / 13
    assert (purged(explained, present, present < 1) == 0).all()


def test_without_links_or_another_space_there_is_none(history, walks):
    found = densities(history(walks(1)), path_of(history(walks(1)), 3))
    assert "linkage" not in found
    assert "leading_density" not in found
