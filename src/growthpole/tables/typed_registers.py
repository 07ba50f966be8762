"""Registers of partners, projects and chains: checked once, every problem at once, then trusted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from growthpole.errors import DataQuality, Finding, InputError
from growthpole.tables.expansions import AMOUNTS, TOTAL
from growthpole.tables.register import Register
from growthpole.tables.register_checks import References, rows_of
from growthpole.tables.register_rules import expansions_of, problems

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["ChainRegister", "PartnerRegister", "ProjectRegister", "problems_of_register"]


def problems_of_register(register: Register, references: References | None = None) -> list[Finding]:
    """Every problem of a register against the schema of its kind.

    Parameters
    ----------
    register : Register
        A register with a ``kind``.
    references : mapping of str to collection of str, optional
        Known codes by kind of register and by classification (``region``, ``activity``); references to what
        has none are not checked.

    Raises
    ------
    InputError
        The register has no known kind.
    """
    return problems(rows_of(register), references or {})


@dataclass(frozen=True, slots=True)
class PartnerRegister:
    """Firms that might come.

    Parameters
    ----------
    register : Register
        Of the kind ``partners``.
    references : mapping of str to collection of str
        Known codes, as for :func:`problems_of_register`.

    Attributes
    ----------
    rows : DataFrame
        The fields of the schema that have a column, numbers as float64, with ``line``.

    Raises
    ------
    DataQuality
        Something is wrong; the error carries every problem with its place, value, rule and hint.
    InputError
        The register is of another kind.

    Examples
    --------
    >>> import pandas as pd
    >>> firms = pd.DataFrame({"code": ["toyota"], "economy": ["JPN"], "revenue": [256721.7]})
    >>> PartnerRegister(Register("partners", firms, ("code",), kind="partners")).rows["revenue"].tolist()
    [256721.7]
    >>> wrong = firms.assign(economy="Japan", revenue=-1.0)
    >>> try:
    ...     PartnerRegister(Register("partners", wrong, ("code",), kind="partners"))
    ... except DataQuality as problem:
    ...     [(finding.column, finding.value) for finding in problem.findings]
    [('economy', 'Japan'), ('revenue', '-1')]
    """

    KIND: ClassVar = "partners"
    register: Register
    references: References = field(default_factory=dict)
    rows: pd.DataFrame = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "rows", _checked(self.register, self.KIND, self.references))


@dataclass(frozen=True, slots=True)
class ProjectRegister:
    """Projects from the first lead to full capacity.

    ``stage`` is lead → negotiating → signed → started → producing → at_capacity, or withdrawn. Foreign
    capital contracted and utilised are two amounts. A project that expands another names it as its
    ``parent`` and says whether its ``amounts`` are the ``increment`` or the new ``total``.

    Parameters, attributes and errors are those of :class:`PartnerRegister`.
    """

    KIND: ClassVar = "projects"
    register: Register
    references: References = field(default_factory=dict)
    rows: pd.DataFrame = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "rows", _checked(self.register, self.KIND, self.references))

    def increments(self) -> pd.DataFrame:
        """Amounts by which each project adds to those before it: an expansion counts only its increment.

        The increments of a plant (a project with all that expands it, withdrawn projects left out) add up to its
        last total and what was added after; none is negative, which the check of the register sees to.

        Returns
        -------
        DataFrame
            The rows; where ``amounts`` is ``total``, each amount less that of everything it stands on (back to the
            last total before, or to the first project). NaN where an amount it stands on is not stated.

        Examples
        --------
        >>> import pandas as pd
        >>> plant = {"code": ["a", "b"], "region": "370100", "stage": ["at_capacity", "signed"], "jobs": [100.0, 130.0]}
        >>> frame = pd.DataFrame(plant | {"parent": ["", "a"], "amounts": ["", "total"]})
        >>> ProjectRegister(Register("projects", frame, ("code",), kind="projects")).increments()["jobs"].tolist()
        [100.0, 30.0]
        """
        added = self.rows.copy()
        if not {"parent", "amounts"} <= set(self.rows.columns):
            return added
        plants = expansions_of(self.rows)
        totals = [at for at, kind in enumerate(plants.amounts) if kind == TOTAL]
        for name in (name for name in AMOUNTS if name in self.rows.columns):
            stated = self.rows[name].astype(np.float64).tolist()
            less = np.zeros(len(stated))
            less[totals] = [plants.before(at, stated) for at in totals]
            added[name] = np.array(stated) - less
        return added


@dataclass(frozen=True, slots=True)
class ChainRegister:
    """Value chains with their stages in order and the cities that lead or join them.

    Parameters
    ----------
    chains : Register
        Of the kind ``chains``.
    stages, cities : Register or None
        Of the kinds ``chain_stages`` and ``chain_cities``; each refers to the chains.
    references : mapping of str to collection of str
        Known codes of ``sectors`` and ``region``.

    Attributes
    ----------
    rows, stage_rows, city_rows : DataFrame
        As ``rows`` of :class:`PartnerRegister`; without rows where there is no such register.

    Raises
    ------
    DataQuality, InputError
        As :class:`PartnerRegister`; the problems of all three registers come together.
    """

    chains: Register
    stages: Register | None = None
    cities: Register | None = None
    references: References = field(default_factory=dict)
    rows: pd.DataFrame = field(init=False)
    stage_rows: pd.DataFrame = field(init=False)
    city_rows: pd.DataFrame = field(init=False)

    def __post_init__(self) -> None:
        import pandas as pd

        held = {"rows": self.chains, "stage_rows": self.stages, "city_rows": self.cities}
        kinds = {"rows": "chains", "stage_rows": "chain_stages", "city_rows": "chain_cities"}
        code = self.chains.columns.get("code", "code")
        own = set(self.chains.frame[code]) if code in self.chains.frame.columns else set()
        known = {**self.references, "chains": own}
        found: list[Finding] = []
        for name, register in held.items():
            if register is None:
                object.__setattr__(self, name, pd.DataFrame())
                continue
            _require_kind(register, kinds[name])
            rows = rows_of(register)
            found += problems(rows, known)
            object.__setattr__(self, name, rows.frame)
        if found:
            raise DataQuality(found)

    def stages_of(self, chain: str) -> Iterator[tuple[int, str, tuple[str, ...]]]:
        """Number, name and supporting sectors of each stage of a chain, in order."""
        if self.stage_rows.empty:
            return
        rows = self.stage_rows[self.stage_rows["chain"] == chain]
        for order in sorted(rows["order"].unique().tolist()):
            held = rows[rows["order"] == order]
            yield int(order), str(held["stage"].iloc[0]), tuple(held["sector"])


def _checked(register: Register, kind: str, references: References) -> pd.DataFrame:
    _require_kind(register, kind)
    rows = rows_of(register)
    found = problems(rows, references)
    if found:
        raise DataQuality(found)
    return rows.frame


def _require_kind(register: Register, kind: str) -> None:
    if register.kind != kind:
        raise InputError("unknown-option", option="kind", value=register.kind, known=kind)
