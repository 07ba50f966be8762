"""Limits of a portfolio: what money, people, partners and the order of things allow.

A budget is a limit on what is expected to be spent in a year: the mean over the scenarios. A year without an entry is
without a limit. A share cap is a share of the investment chosen, as the register states it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final, Literal, cast

import numpy as np

from growthpole.errors import InputError, listed

__all__ = ["MOST", "BudgetOf", "Constraints"]

MOST: Final = 50
BudgetOf = Literal["public", "investment"]
_BY_YEAR: Final = ("budget", "jobs_floor", "energy_cap")
_SHARES: Final = ("foreign_share_cap", "partner_share_cap")


@dataclass(frozen=True, slots=True, kw_only=True)
class Constraints:
    """What every plan must keep to; what is not given is no limit.

    Attributes
    ----------
    budget : mapping of int to float, or DataArray [period]
        Most that may be spent in expectation, by year.
    budget_of : {"public", "investment"}
        Whether the budget pays ``public_spend`` or all of ``spend``.
    jobs_floor, energy_cap : mapping of int to float, or DataArray [period]
        Fewest jobs and most energy expected, by year.
    foreign_share_cap, partner_share_cap : float, optional
        Largest share, 0 to 1, of the investment chosen that is foreign money, and that belongs to the projects of any
        one partner (projects without a partner have none).
    foreign_cap : float, optional
        Largest amount of foreign money.
    chain_minimum : mapping of str to int
        Fewest projects of a chain.
    precedence : iterable of (before, after, lag)
        ``after`` only if ``before`` is chosen, and started ``lag`` or more years later.
    exclusion : iterable of iterables of str
        Codes of which at most one is chosen.
    must, never : iterable of str
        Codes that are chosen, and that are not.
    most_projects : int, optional
        Most projects chosen.
    names : mapping of str to str
        Own words for a limit, by its key (``budget[2022]``, ``jobs_floor[2024]``, ``energy_cap[2024]``,
        ``foreign_cap``, ``foreign_share_cap``, ``partner_share_cap``, ``chain_minimum[chips]``, ``precedence[a>b]``,
        ``exclusion[a,b]``, ``must[a]``, ``never[a]``, ``most_projects``, ``window[a]``) or by its kind (``budget``).

    Raises
    ------
    InputError
        Amounts that are no finite numbers of zero or more, years, counts or lags that are not whole, shares outside 0
        to 1, a pair or group with one project only, an unknown ``budget_of`` or kind of limit; every problem is listed.

    Examples
    --------
    >>> limits = Constraints(budget={2022: 100.0, 2023: 80}, precedence=[("supplier", "assembler", 1)])
    >>> limits.with_budget(1.5).budget
    {2022: 150.0, 2023: 120.0}
    """

    budget: Mapping[int, float] = field(default_factory=dict)
    budget_of: BudgetOf = "public"
    jobs_floor: Mapping[int, float] = field(default_factory=dict)
    energy_cap: Mapping[int, float] = field(default_factory=dict)
    foreign_share_cap: float | None = None
    foreign_cap: float | None = None
    partner_share_cap: float | None = None
    chain_minimum: Mapping[str, int] = field(default_factory=dict)
    precedence: tuple[tuple[str, str, int], ...] = ()
    exclusion: tuple[tuple[str, ...], ...] = ()
    must: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    most_projects: int | None = None
    names: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        problems: list[str] = []
        for name in _BY_YEAR:
            object.__setattr__(self, name, _by_year(name, getattr(self, name), problems))
        for name in (*_SHARES, "foreign_cap"):
            if getattr(self, name) is not None:
                most = 1.0 if name in _SHARES else np.inf
                object.__setattr__(self, name, _amount(name, getattr(self, name), problems, most))
        chains = {str(chain): _count(f"chain_minimum[{chain}]", n, problems) for chain, n in self.chain_minimum.items()}
        object.__setattr__(self, "chain_minimum", chains)
        if self.most_projects is not None:
            object.__setattr__(self, "most_projects", _count("most_projects", self.most_projects, problems))
        object.__setattr__(self, "precedence", _pairs(self.precedence, problems))
        object.__setattr__(self, "exclusion", _groups(self.exclusion, problems))
        for name in ("must", "never"):
            object.__setattr__(self, name, _codes(name, getattr(self, name), problems))
        object.__setattr__(self, "names", {str(key): str(words) for key, words in self.names.items()})
        if self.budget_of not in ("public", "investment"):
            problems.append(f"budget_of {self.budget_of!r} is none of public, investment")
        problems += [f"names: {key} is no limit" for key in self.names if key.partition("[")[0] not in KINDS]
        if problems:
            raise InputError("bad-limits", count=len(problems), problems=listed(problems, MOST))

    def with_budget(self, factor: float) -> Constraints:
        """The same limits with every budget multiplied by ``factor``."""
        return replace(self, budget={year: amount * factor for year, amount in self.budget.items()})

    def check_against(self, codes: Iterable[str], chains: Iterable[str], periods: Iterable[int]) -> None:
        """Raise :class:`InputError` unless every code, chain and year named is one of these.

        Raises
        ------
        InputError
            A limit names what is not there; all are listed.
        """
        known, kinds, years = set(codes), set(chains), set(periods)
        named = [(f"precedence {a} before {b}", one) for a, b, _ in self.precedence for one in (a, b)]
        named += [(f"exclusion of {', '.join(group)}", one) for group in self.exclusion for one in group]
        named += [(name, one) for name in ("must", "never") for one in getattr(self, name)]
        problems = [f"{where}: no project {one}" for where, one in named if one not in known]
        problems += [
            f"chain_minimum: no project of a chain {chain}" for chain in self.chain_minimum if chain not in kinds
        ]
        for name in _BY_YEAR:
            problems += [f"{name}: no effects for {year}" for year in getattr(self, name) if year not in years]
        if problems:
            raise InputError("bad-limits", count=len(problems), problems=listed(problems, MOST))


KINDS: Final = (
    *_BY_YEAR,
    *_SHARES,
    *("foreign_cap", "chain_minimum", "precedence", "exclusion", "must", "never", "most_projects", "window"),
)


def _by_year(name: str, given: Any, problems: list[str]) -> dict[int, float]:
    if hasattr(given, "to_series"):
        given = given.to_series()
    found = {}
    for year, amount in given.items():
        if isinstance(year, bool | str) or int(year) != year:
            problems.append(f"{name}: {year!r} is no year")
        else:
            found[int(year)] = _amount(f"{name}[{year}]", amount, problems)
    return dict(sorted(found.items()))


def _amount(where: str, value: Any, problems: list[str], most: float = np.inf) -> float:
    number = isinstance(value, int | float | np.number) and not isinstance(value, bool)
    if not number or not np.isfinite(value) or not 0 <= value <= most:
        problems.append(f"{where}: {value!r} is no {'share from 0 to 1' if most == 1 else 'amount of zero or more'}")
        return 0.0
    return float(value)


def _count(where: str, value: Any, problems: list[str]) -> int:
    if isinstance(value, bool) or not isinstance(value, int | np.integer) or value < 0:
        problems.append(f"{where}: {value!r} is no whole number of zero or more")
        return 0
    return int(value)


def _pairs(given: Iterable[Any], problems: list[str]) -> tuple[tuple[str, str, int], ...]:
    found = []
    for one in given:
        if isinstance(one, str) or len(one) != 3:
            problems.append(f"precedence: {one!r} is no (before, after, lag)")
            continue
        before, after = str(one[0]), str(one[1])
        if before == after:
            problems.append(f"precedence: {before} before itself")
        found.append((before, after, _count(f"precedence of {before} and {after}, lag", one[2], problems)))
    problems += [f"precedence: {a} before {b} stands more than once" for a, b in _twice((a, b) for a, b, _ in found)]
    return tuple(found)


def _groups(given: Iterable[Any], problems: list[str]) -> tuple[tuple[str, ...], ...]:
    found = []
    for one in given:
        group = (one,) if isinstance(one, str) else tuple(map(str, one))
        if len(group) < 2 or len(set(group)) < len(group):
            problems.append(f"exclusion: {group!r} is no group of two or more projects")
        found.append(group)
    problems += [f"exclusion: {', '.join(group)} stands more than once" for group in _twice(found)]
    return tuple(found)


def _codes(name: str, given: Iterable[Any], problems: list[str]) -> tuple[str, ...]:
    if isinstance(given, str):
        problems.append(f"{name}: {given!r} is one word where a list of codes is needed")
        return ()
    codes = tuple(map(str, given))
    problems += [f"{name}: {code} stands more than once" for code in _twice(codes)]
    return codes


def _twice(items: Iterable[Any]) -> list[Any]:
    seen: dict[Any, int] = {}
    for item in items:
        seen[item] = seen.get(item, 0) + 1
    return [cast("Any", item) for item, count in seen.items() if count > 1]
