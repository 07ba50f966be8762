"""The longest chain against all chains, and slack against trying it out."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from growthpole.plan import _chains

YEARS = st.integers(0, 20).map(lambda quarters: quarters / 4)


@st.composite
def plans(draw):
    """Codes in an order that no link runs against, links, and the years each project takes."""
    codes = list("abcdef")[: draw(st.integers(1, 6))]
    pairs = [(one, other) for at, one in enumerate(codes) for other in codes[at + 1 :]]
    links = [(one, other, draw(YEARS)) for one, other in pairs if draw(st.booleans())]
    return codes, links, {code: draw(YEARS) for code in codes}


def every_chain(codes, links):
    """All chains of projects, by following every link from every project."""
    follows = {code: [(after, lag) for before, after, lag in links if before == code] for code in codes}
    stack = [((code,), 0.0) for code in codes]
    while stack:
        chain, years = stack.pop()
        yield chain, years
        stack += [((*chain, after), years + lag) for after, lag in follows[chain[-1]]]


@settings(max_examples=150, deadline=None)
@given(plans(), st.randoms(use_true_random=False))
def test_the_longest_chain_is_the_longest_of_all(plan, chance):
    codes, links, spans = plan
    known = {chain: years + spans[chain[-1]] for chain, years in every_chain(codes, links)}
    shuffled = chance.sample(codes, len(codes))
    chain, years = _chains.longest(_chains.graph_of(shuffled, chance.sample(links, len(links))), spans)
    # quarters of a year add up exactly
    assert years == max(known.values())
    assert known[chain] == years


def earliest(codes, links):
    """The soonest start of each project."""
    return {code: max(years for chain, years in every_chain(codes, links) if chain[-1] == code) for code in codes}


@settings(max_examples=100, deadline=None)
@given(plans(), st.data())
def test_slack_is_what_a_start_may_slip_before_something_must(plan, data):
    codes, links, spans = plan
    starts = {code: year + data.draw(YEARS) for code, year in earliest(codes, links).items()}
    for one, other, lag in sorted(links):
        starts[other] = max(starts[other], starts[one] + lag)
    end = max(starts[code] + spans[code] for code in codes)
    found = _chains.slack(_chains.graph_of(codes, links), starts, spans)
    for code, slip in found.items():
        assert slip >= 0

        def holds(by, code=code):
            """Whether the plan stands as it is when one start slips: nothing that waits, nor the end, is pushed."""
            moved = dict(starts) | {code: starts[code] + by}
            waits = all(moved[other] >= moved[one] + lag for one, other, lag in links)
            return waits and max(moved[one] + spans[one] for one in codes) == end

        assert holds(slip)
        assert not holds(slip + 0.25)


def test_a_pair_named_twice_binds_by_the_longer_wait():
    graph = _chains.graph_of(["a", "b"], [("a", "b", 3.0), ("a", "b", 1.0)])
    assert _chains.longest(graph, {"a": 1.0, "b": 1.0}) == (("a", "b"), 4.0)


def test_nothing_to_do():
    graph = _chains.graph_of([], [])
    assert _chains.longest(graph, {}) == ((), 0.0)
    assert _chains.slack(graph, {}, {}) == {}


def test_a_ring_is_named(refused):
    links = [("a", "b", 1.0), ("b", "c", 1.0), ("c", "b", 0.0)]
    with refused("precedence-ring", "b → c → b"):
        _chains.graph_of(["a", "b", "c"], links)
    with refused("precedence-ring", "a → a"):
        _chains.graph_of(["a"], [("a", "a", 0.0)])


@pytest.mark.parametrize("seed", range(3))
def test_rings_are_found_wherever_they_lie(refused, seed):
    codes = [f"p{at}" for at in range(6)]
    links = [(codes[at], codes[at + 1], 1.0) for at in range(5)]
    with refused("precedence-ring", f"p{seed + 2}"):
        _chains.graph_of(codes, [*links, (codes[seed + 2], codes[seed], 0.0)])
