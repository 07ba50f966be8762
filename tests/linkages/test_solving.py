"""The solver layer: every way gives the same answer, and what was solved is kept as long as the table."""

from __future__ import annotations

import copy
import gc
import weakref

import numpy as np
import pytest

from growthpole.errors import UnproductiveEconomy
from growthpole.linkages import (
    _solving,
    hypothetical_extraction,
    leontief_inverse,
    multipliers,
    spectral_radius,
    top_extractions,
)


def test_large_tables_take_gmres_lu_and_the_inverse_and_agree(random_table):
    io = random_table(5, 500)
    system = _solving.economy(io)
    assert system.pulls.method == "gmres"
    many = np.random.default_rng(0).random((500, 20))
    answers = {"lu": system.solve(many)}
    assert answers["lu"].method == "lu"
    system.inverse()
    answers["inverse"] = system.solve(many)
    assert answers["inverse"].method == "inverse"
    for way in answers.values():
        np.testing.assert_allclose(way.values, np.linalg.solve(np.eye(500) - system.coefficients(), many), rtol=1e-10)
        assert way.residual < 1e-12
    np.testing.assert_allclose(multipliers(io), leontief_inverse(io).sum("supplier"), rtol=1e-11)


def test_the_large_and_the_small_way_of_the_radius_agree(random_table, monkeypatch):
    io = random_table(6, 450)
    large = spectral_radius(io).item()
    monkeypatch.setattr(_solving, "SMALL", 1000)
    assert spectral_radius(io).item() == pytest.approx(large, rel=1e-10)


def test_a_chain_without_returns_has_radius_zero(make_table, monkeypatch):
    """All eigenvalues of a triangular A with zeros on its diagonal are 0, which iteration does not find."""
    monkeypatch.setattr(_solving, "SMALL", 3)
    z = np.diag(np.full(5, 10.0), 1)
    io = make_table(z, np.full(6, 100.0))
    assert spectral_radius(io).item() == pytest.approx(0.0, abs=1e-3)  # a sixfold root moves by ε^(1/6)


def test_a_large_unproductive_table_is_refused(random_table, make_table, refused):
    io = random_table(7, 450)
    f = io.final_demand.values.sum(1)
    z = io.z.values.copy()
    z[0, 1] += 40 * io.output.values[1]
    z[1, 0] += 40 * io.output.values[0]
    f[:2] += io.z.values[:2].sum(1) - z[:2].sum(1)
    with refused("io-unproductive", "s0: ", "s1: ", kind=UnproductiveEconomy):
        multipliers(make_table(z, f))


def test_an_inverse_is_made_once_and_goes_with_its_table(random_table):
    io = random_table(8, 6)
    system = _solving.economy(io)
    assert system.inverse() is system.inverse()
    assert _solving.economy(io) is system
    leontief_inverse(io)
    hypothetical_extraction(io)
    kept = weakref.ref(system)
    del io, system
    gc.collect()
    assert kept() is None


def test_a_table_cannot_change_under_what_was_solved_for_it(random_table):
    io = random_table(9, 4)
    for part in (io.z, io.output, io.final_demand, io.value_added):
        with pytest.raises(ValueError, match="read-only"):
            part.values[...] = 0.0


def test_a_copied_table_is_whole_and_cannot_change_either(random_table):
    io = random_table(9, 4)
    again = copy.deepcopy(io)
    np.testing.assert_allclose(multipliers(again), multipliers(io))
    with pytest.raises(ValueError, match="read-only"):
        again.z.values[...] = 0.0


def test_the_answer_does_not_depend_on_what_was_asked_before(random_table):
    first, second = random_table(10, 5), random_table(10, 5)
    leontief_inverse(first)
    np.testing.assert_allclose(multipliers(first), multipliers(second), rtol=1e-14)
    np.testing.assert_allclose(top_extractions(first, 3), top_extractions(second, 3), rtol=1e-12)


def test_an_iteration_that_does_not_arrive_leaves_it_to_the_factorisation(random_table, monkeypatch):
    monkeypatch.setattr(_solving, "SMALL", 1)
    monkeypatch.setattr(_solving, "PER_SOLVE", 0)
    monkeypatch.setattr(_solving, "ACCEPTED", -1.0)
    assert multipliers(random_table(11, 30)).attrs["solver"] == "lu"
