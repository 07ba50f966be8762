"""SupplyNetwork: which firm sells how much to which firm, as a sparse matrix with an index of firms."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from growthpole.errors import InputError, listed

if TYPE_CHECKING:
    import pandas as pd
    from scipy.sparse import csr_array

__all__ = ["SupplyNetwork"]


@dataclass(frozen=True, slots=True)
class SupplyNetwork:
    """Firms and the deliveries between them.

    Parameters
    ----------
    firms : DataFrame
        ``firm, industry`` and, where known, ``output``.
    links : DataFrame
        ``supplier, buyer, value``: one row per pair, positive amounts.

    Raises
    ------
    InputError
        Anything wrong with firms or links; all problems are listed together.

    Examples
    --------
    >>> import pandas as pd
    >>> firms = pd.DataFrame({"firm": ["a", "b"], "industry": ["steel", "cars"]})
    >>> links = pd.DataFrame({"supplier": ["a"], "buyer": ["b"], "value": [2.0]})
    >>> SupplyNetwork(firms, links).out_strength
    array([2., 0.])
    """

    firms: pd.DataFrame
    links: pd.DataFrame
    index: dict[str, int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        problems: list[str] = []
        for name, frame, columns in (
            ("firms", self.firms, ("firm", "industry")),
            ("links", self.links, ("supplier", "buyer", "value")),
        ):
            missing = [column for column in columns if column not in frame.columns]
            problems += [f"{name}: no column {column}" for column in missing]
        if problems:
            raise InputError("bad-network", count=len(problems), problems=listed(problems))
        firms = self.firms["firm"].astype(str)
        repeated = sorted(set(firms[firms.duplicated()]))
        problems += [f"firm {firm} stands more than once" for firm in repeated]
        known = set(firms)
        for side in ("supplier", "buyer"):
            strangers = sorted(set(self.links[side].astype(str)) - known)
            problems += [f"{side} {firm} is not among the firms" for firm in strangers]
        values = self.links["value"].to_numpy(dtype=float)
        faulty = self.links[~(np.isfinite(values) & (values > 0))]
        problems += [f"{row.supplier} → {row.buyer}: value {row.value}" for row in faulty.itertuples()]
        own = self.links[self.links["supplier"] == self.links["buyer"]]
        problems += [f"{row.supplier} sells to itself" for row in own.itertuples()]
        pairs = self.links[self.links.duplicated(["supplier", "buyer"])]
        problems += [f"{row.supplier} → {row.buyer} stands more than once" for row in pairs.itertuples()]
        if "output" in self.firms.columns:
            output = self.firms["output"].to_numpy(dtype=float)
            negative = self.firms[output < 0]
            problems += [f"firm {row.firm}: output {row.output}" for row in negative.itertuples()]
        if problems:
            raise InputError("bad-network", count=len(problems), problems=listed(problems))
        object.__setattr__(self, "index", {firm: place for place, firm in enumerate(firms)})

    def __len__(self) -> int:
        return len(self.firms)

    @property
    def matrix(self) -> csr_array:
        """Deliveries [supplier, buyer] in the order of the firms."""
        from scipy.sparse import csr_array

        rows = [self.index[str(firm)] for firm in self.links["supplier"]]
        columns = [self.index[str(firm)] for firm in self.links["buyer"]]
        values = self.links["value"].to_numpy(dtype=float)
        return csr_array((values, (rows, columns)), shape=(len(self), len(self)))

    @property
    def out_strength(self) -> np.ndarray:
        """Value each firm delivers to the others."""
        strength: np.ndarray = np.asarray(self.matrix.sum(axis=1)).ravel()
        return strength

    @property
    def weights(self) -> tuple[np.ndarray, str]:
        """Weight of each firm and its kind: output where every firm states it, else out-strength."""
        if "output" in self.firms.columns:
            output = self.firms["output"].to_numpy(dtype=float)
            if np.isfinite(output).all():
                return output, "output"
        return self.out_strength, "out_strength"
