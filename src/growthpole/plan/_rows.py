"""Limits as rows ``a · x ≤ b`` over the columns of projects and start years, each with its key and its words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np

from growthpole.plan._cells import Cells
from growthpole.plan.limits import Constraints

__all__ = ["FLOORS", "Limit", "invested", "limits_of", "once", "stacked"]

# a plan that adds projects one by one meets these only at the end
FLOORS: Final = ("jobs_floor", "chain_minimum", "must")


@dataclass(frozen=True, slots=True, eq=False)
class Limit:
    """One limit that can be named: rows ``coefficients · x ≤ most``.

    Attributes
    ----------
    kind, key : str
        Name of the field of :class:`Constraints`, and that with the year, chain or codes.
    rows : sparse array
        Coefficients [row, column].
    most : ndarray
        Right-hand sides [row].
    words : dict
        What a sentence about it needs.
    thin, share : sparse array and float, optional
        The same rows as ``thin · x - share · investment`` with the investment chosen as a column of its own: many rows
        with a cap on a share of it have few entries then.
    """

    kind: str
    key: str
    rows: Any
    most: np.ndarray
    words: dict[str, Any]
    thin: Any = None
    share: float = 0.0


def once(cells: Cells) -> tuple[Any, np.ndarray]:
    """Rows that let each project start once, as a sparse array and its right-hand sides."""
    from scipy import sparse

    count = len(cells.projects)
    rows = sparse.kron(sparse.eye_array(count), np.ones((1, len(cells.starts))), format="csr")
    return rows, np.ones(count)


def invested(cells: Cells) -> np.ndarray:
    """Investment of each column."""
    return cells.each(cells.projects.numbers("investment"))


def stacked(limits: list[Limit], cells: Cells) -> tuple[Any, np.ndarray]:
    """Rows over the columns and, after them, the investment chosen: each project once, that investment, the limits."""
    from scipy import sparse

    each, ones = once(cells)
    own = sparse.vstack(
        [each, -invested(cells)[None, :], *(limit.rows if limit.thin is None else limit.thin for limit in limits)]
    )
    total = [0 * ones, np.ones(1), *(np.full(len(limit.most), -limit.share) for limit in limits)]
    most = np.concatenate([ones, np.zeros(1), *(limit.most for limit in limits)])
    return sparse.csr_array(sparse.hstack([own, np.concatenate(total)[:, None]])), most


def limits_of(constraints: Constraints, cells: Cells) -> list[Limit]:
    """Every limit of ``constraints``, start windows last.

    Raises
    ------
    InputError
        A limit names a project, chain or year that is not there.
    """
    projects = cells.projects
    constraints.check_against(projects.codes, set(projects.table["chain"]), cells.periods.tolist())
    return [*_amounts(constraints, cells), *_money(constraints, cells), *_choices(constraints, cells), *_windows(cells)]


def _one(kind: str, key: str, row: np.ndarray, most: float, **words: Any) -> Limit:
    return _limit(kind, key, row[None, :], np.array([most]), **words)


def _limit(kind: str, key: str, rows: np.ndarray, most: np.ndarray, **words: Any) -> Limit:
    from scipy import sparse

    return Limit(kind, f"{kind}[{key}]" if key else kind, sparse.csr_array(rows), most, words)


def _amounts(constraints: Constraints, cells: Cells) -> Iterator[Limit]:
    years = list(map(int, cells.periods))
    spend = "public_spend" if constraints.budget_of == "public" else "spend"
    for year, amount in constraints.budget.items():
        row = cells.mean[spend][:, years.index(year)]
        yield _one("budget", str(year), row, amount, amount=amount, period=year)
    for year, amount in constraints.jobs_floor.items():
        row = cells.mean["jobs"][:, years.index(year)]
        yield _one("jobs_floor", str(year), -row, -amount, amount=amount, period=year)
    for year, amount in constraints.energy_cap.items():
        row = cells.mean["energy"][:, years.index(year)]
        yield _one("energy_cap", str(year), row, amount, amount=amount, period=year)


def _money(constraints: Constraints, cells: Cells) -> Iterator[Limit]:
    from scipy import sparse

    investment, foreign = (cells.each(cells.projects.numbers(name)) for name in ("investment", "foreign"))
    cap = constraints.foreign_share_cap
    if cap is not None:
        yield _one("foreign_share_cap", "", foreign - cap * investment, 0.0, share=cap)
    if constraints.foreign_cap is not None:
        yield _one("foreign_cap", "", foreign, constraints.foreign_cap, amount=constraints.foreign_cap)
    cap = constraints.partner_share_cap
    partners = cells.each(cells.projects.table["partner"].to_numpy(dtype=object))
    named = [partner for partner in dict.fromkeys(partners) if partner]
    if cap is not None and named:
        own = np.array([np.where(partners == one, investment, 0.0) for one in named])
        limit = _limit("partner_share_cap", "", own - cap * investment, np.zeros(len(named)), share=cap)
        yield replace(limit, thin=sparse.csr_array(own), share=cap)


def _choices(constraints: Constraints, cells: Cells) -> Iterator[Limit]:
    chains = cells.each(cells.projects.table["chain"].to_numpy(dtype=object))
    for chain, count in constraints.chain_minimum.items():
        row = -(chains == chain).astype(np.float64)
        yield _one("chain_minimum", chain, row, -float(count), count=count, chain=chain)
    for before, after, lag in constraints.precedence:
        first, then = cells.of(before), cells.of(after)
        rows = np.zeros((len(cells.starts), cells.columns))
        # whoever has started by a year had its forerunner started by the year less the lag
        rows[:, then] = np.tri(len(cells.starts))
        rows[:, first] -= cells.starts[None, :] <= cells.starts[:, None] - lag
        most = np.zeros(len(rows))
        yield _limit("precedence", f"{before}>{after}", rows, most, before=before, after=after, lag=lag)
    for group in constraints.exclusion:
        yield _one("exclusion", ",".join(group), _indicator(cells, *group), 1.0, codes=group)
    for code in constraints.must:
        yield _one("must", code, -_indicator(cells, code), -1.0, code=code)
    for code in constraints.never:
        yield _one("never", code, _indicator(cells, code), 0.0, code=code)
    if constraints.most_projects is not None:
        row = np.ones(cells.columns)
        yield _one("most_projects", "", row, float(constraints.most_projects), count=constraints.most_projects)


def _windows(cells: Cells) -> Iterator[Limit]:
    for code in cells.codes:
        places = cells.of(code)
        open_years = cells.starts[cells.allowed[places]]
        if len(open_years) < len(places):
            row = _indicator(cells, code) * ~cells.allowed
            yield _one("window", code, row, 0.0, code=code, years=open_years)


def _indicator(cells: Cells, *codes: str) -> np.ndarray:
    row = np.zeros(cells.columns)
    for code in codes:
        row[cells.of(code)] = 1.0
    return row
