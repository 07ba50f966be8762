"""Block bootstrap: the known spread of a mean, the same bytes for any workers, undefined draws, refusals."""

from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

import numpy as np
import pytest

from growthpole.errors import Cancelled, LabelMismatch, Undefined
from growthpole.evaluation import BlockInterval, block_bootstrap

VALUES = np.random.default_rng(1).normal(size=40)
BLOCKS = [f"r{i}" for i in range(40)]


def mean(positions):
    return VALUES[positions].mean()


def test_the_interval_of_a_mean_is_that_of_the_normal():
    found = block_bootstrap(mean, BLOCKS, 4000, 3, confidence=0.9)
    assert found.point == VALUES.mean()
    spread = 1.6449 * VALUES.std() / np.sqrt(40)
    # a quantile of 4,000 draws is off by some 2.5 % of the spread; skewness adds a little
    assert found.low == pytest.approx(VALUES.mean() - spread, abs=0.12 * spread)
    assert found.high == pytest.approx(VALUES.mean() + spread, abs=0.12 * spread)
    assert (found.draws, found.undefined) == (4000, 0)


def test_two_blocks_counted_out():
    """Of two blocks valued 0 and 1, the mean of a draw is 0, ½ or 1 with chances ¼, ½, ¼."""
    told = []

    def share(positions):
        told.append(np.bincount(positions, minlength=2))
        return positions.mean()

    found = block_bootstrap(share, "ab", 2000, 5, confidence=0.4)
    assert found == BlockInterval(0.5, 0.5, 0.5, 2000, 0)  # the middle 40 % lie inside the half
    assert told[0].tolist() == [1, 1]  # the point estimate takes each block once
    drawn = np.array(told[1:])
    assert (drawn.sum(axis=1) == 2).all()
    shares = [(drawn[:, 1] == times).mean() for times in range(3)]
    assert shares == pytest.approx([0.25, 0.5, 0.25], abs=0.045)  # four standard errors


@pytest.mark.parametrize("pool", [ThreadPoolExecutor, ProcessPoolExecutor])
def test_the_same_for_any_number_of_workers(pool):
    alone = block_bootstrap(mean, BLOCKS, 130, 11)
    with pool(2) as executor:
        assert block_bootstrap(mean, BLOCKS, 130, 11, executor=executor) == alone
    assert block_bootstrap(mean, BLOCKS, 130, np.random.default_rng(11)) == alone
    assert block_bootstrap(mean, BLOCKS, 130, 12) != alone


def test_more_draws_begin_with_the_same_ones():
    seen = {}
    for draws in (30, 90):
        told = seen[draws] = []
        block_bootstrap(lambda positions, told=told: told.append(positions.tolist()) or 0.0, BLOCKS, draws, 4)
    assert seen[90][:31] == seen[30]


def test_draws_without_a_value_are_counted_and_left_out():
    def fussy(positions):
        if 0 not in positions:
            raise Undefined("zero-total", measure="m", name="n", cells="")
        return np.nan if 1 not in positions else float(positions.size)

    found = block_bootstrap(fussy, [1, 2, 3], 500, 2)
    assert (found.point, found.low, found.high) == (3, 3, 3)
    # both of two among three draws of three: 1 − 2·(2/3)³ + (1/3)³ = 4/9 of draws have a value
    assert found.undefined / 500 == pytest.approx(5 / 9, abs=0.09)  # four standard errors
    never = block_bootstrap(lambda positions: np.nan, [1, 2], 10, 2)
    assert np.isnan([never.point, never.low, never.high]).all()
    assert never.undefined == 10


def test_progress_and_stopping():
    steps = []
    block_bootstrap(mean, BLOCKS, 60, 1, on_progress=steps.append)
    assert [(step.stage, step.done, step.total) for step in steps] == [("block_bootstrap", n, 3) for n in (1, 2, 3)]

    def stop(step):
        raise Cancelled("cancelled")

    with pytest.raises(Cancelled):
        block_bootstrap(mean, BLOCKS, 60, 1, on_progress=stop)


def test_failures(refused):
    for draws in (0, 1.5, True):
        with refused("not-whole", "draws"):
            block_bootstrap(mean, BLOCKS, draws, 1)
    for rng in (-1, None, 0.5):
        with refused("not-whole", "rng"):
            block_bootstrap(mean, BLOCKS, 10, rng)
    for confidence in (0, 1, np.nan):
        with refused("outside-range", "confidence"):
            block_bootstrap(mean, BLOCKS, 10, 1, confidence=confidence)
    with refused("too-few-labels", "blocks", "1"):
        block_bootstrap(mean, ["N"], 10, 1)
    with refused("repeated-labels", "blocks", "N", kind=LabelMismatch):
        block_bootstrap(mean, ["N", "S", "N"], 10, 1)
    with refused("infinite-statistic", "11", "10"):
        block_bootstrap(lambda positions: np.inf, [1, 2], 10, 1)
