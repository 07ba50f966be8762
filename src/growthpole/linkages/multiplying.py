"""Multipliers: what one unit of final demand for a product sets in motion, in output, income or jobs.

A multiplier adds a column of the Leontief inverse, each row weighted with what a unit of that output takes of a
factor: ``m_j = Σ_i c_i L_ij``. Only sums are wanted, so ``m = Lᵀ c`` is one solve of ``(I − Aᵀ) m = c`` and no inverse.

*Type I* follows inputs only. *Type II* closes the table with respect to households: their income becomes an input
(a further row) and their consumption, per unit of that income, a further column. Households then respend what they
earn from each round.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import xarray as xr

from growthpole.dims import CATEGORY, FACTOR
from growthpole.errors import InputError, LabelMismatch, listed
from growthpole.linkages import _results
from growthpole.linkages._solving import Economy, Vector, economy
from growthpole.linkages.leontief import flows_of
from growthpole.tables import IOTable

__all__ = ["Factor", "Households", "multipliers"]


@dataclass(frozen=True, slots=True)
class Factor:
    """A primary input of the table, or several added up.

    Examples
    --------
    >>> Factor("wages").names
    ('wages',)
    """

    name: str | tuple[str, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Labels along ``factor``."""
        return (self.name,) if isinstance(self.name, str) else tuple(self.name)


@dataclass(frozen=True, slots=True)
class Households:
    """How households close a table: the factor they earn and the category they spend.

    Examples
    --------
    >>> Households(factor="wages", category="consumption").category
    'consumption'
    """

    factor: str | tuple[str, ...]
    category: str | tuple[str, ...]


def multipliers(
    io: IOTable,
    of: Literal["output"] | Factor | xr.DataArray = "output",
    closed: Literal[False] | Households = False,
) -> xr.DataArray:
    """Multipliers: output, or a factor used, per unit of final demand for each product.

    ``m_j = Σ_i c_i L_ij`` with ``c = 1`` for output, ``v_i / x_i`` for a factor, or the coefficients given. Type II
    takes L from the table closed with respect to households and leaves the households' own row out of the sum of
    outputs.

    Parameters
    ----------
    io : IOTable
        A productive table.
    of : {"output"}, Factor or DataArray
        What is counted: gross output, a factor of the table, or amounts per unit of output [supplier] or [user],
        such as persons per 1e4 CNY; of either sign.
    closed : False or Households
        Type I, or type II with the factor that households earn and the category they spend.

    Returns
    -------
    DataArray
        [user]; unit 1 for output and factors, ``unit of c`` for coefficients. Multipliers of a factor are NaN with
        reason ``zero_activity`` for sectors without output, whose use of it is unknown; they add nothing to others.
        Attrs ``solver`` and ``residual``. They add to 1 over factors when the factors are all of value added, and,
        in a domestic table, imports too.

    Raises
    ------
    UnproductiveEconomy
        ``ρ(A) ≥ 1``, of the closed table if it is closed.
    LabelMismatch
        An unknown factor or category, or coefficients with other labels.
    InputError
        A missing or infinite coefficient; households without income.

    Examples
    --------
    >>> from growthpole.linkages import worked_example
    >>> multipliers(worked_example()).values.round(4)
    array([1.5182, 1.4521])
    >>> multipliers(worked_example(), Factor("v")).values
    array([1., 1.])

    References
    ----------
    Miller, R. E., Blair, P. D. (2009). Input-Output Analysis, 2nd ed., ch. 6. doi:10.1017/CBO9780511626982
    """
    system = economy(io)
    weights, what, unit, undefined = _weights(io, system, of)
    kind = "type I"
    if closed is False:
        solved = system.pulls if what == "output" else system.solve(weights, transposed=True)
    elif isinstance(closed, Households):
        kind = f"type II, households earn {listed(_names(closed.factor))} and spend {listed(_names(closed.category))}"
        solved = _closed(io, closed).solve(np.append(weights, 0.0), transposed=True)
    else:
        raise InputError("unknown-option", option="closed", value=closed, known="False, Households(…)")
    values = solved.values[: system.n].copy()
    if undefined is not None:
        values[undefined] = np.nan
    return _results.finish(
        io,
        _results.along(io, values),
        name="multipliers",
        unit=unit,
        convention=f"{what} per unit of final demand, {kind}; {flows_of(io)}",
        undefined=undefined,
        solved=solved,
    )


def factor_values(io: IOTable, names: tuple[str, ...]) -> Vector:
    """Value of the factors named, added up, by sector.

    Raises
    ------
    LabelMismatch
        A factor the table does not have.
    """
    return _selected(io.value_added, FACTOR, names)


def _weights(io: IOTable, system: Economy, of: object) -> tuple[Vector, str, str, Vector | None]:
    """Coefficients, what they count, their unit, and where they are unknown."""
    if isinstance(of, str) and of == "output":
        return np.ones(system.n), "output", "1", None
    if isinstance(of, Factor):
        used = factor_values(io, of.names)
        return used * system.scale, listed(of.names), "1", system.x == 0
    if isinstance(of, xr.DataArray):
        unit = str(of.attrs.get("unit", "unit of the coefficients"))
        return _results.sector_values(io, of, "of", signed=True), str(of.name or "coefficients"), unit, None
    raise InputError("unknown-option", option="of", value=of, known='"output", Factor(…), DataArray per unit of output')


def _closed(io: IOTable, households: Households) -> Economy:
    """The economy with households as a further sector, whose output is their income."""
    income = factor_values(io, _names(households.factor))
    spent = _selected(io.final_demand, CATEGORY, _names(households.category))
    total = float(income.sum())
    if not total > 0:
        raise InputError("no-income", factor=listed(_names(households.factor)), received=total)
    flows = np.block([[io.z.values, spent[:, None]], [income[None, :], np.zeros((1, 1))]])
    return Economy(flows, np.append(io.output.values, total), [*io.sectors, "households"])


def _names(given: str | tuple[str, ...]) -> tuple[str, ...]:
    return (given,) if isinstance(given, str) else tuple(given)


def _selected(block: xr.DataArray, dim: str, names: tuple[str, ...]) -> Vector:
    known = [str(label) for label in block.indexes[dim]]
    strangers = [name for name in names if name not in known]
    if strangers or not names:
        raise LabelMismatch("no-such-part", dim=dim, labels=listed(strangers) or "–", known=listed(known))
    chosen: Vector = block.isel({dim: [known.index(name) for name in dict.fromkeys(names)]}).sum(dim).values
    return chosen
