"""Classification and Concordance: codes, the names people write for them, and ways between them.

A label resolves when it is a code, a name in either language or a declared alias, after folding
width, case and the spaces inside (``山   东`` is 山东). What does not resolve is never guessed: the
nearest names are offered instead. Codes are text, so a leading zero is part of the code.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import TYPE_CHECKING, Final

from growthpole.errors import InputError, listed
from growthpole.messages import Lang

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

__all__ = ["Classification", "Concordance", "Converted", "folded"]

_SPACES: Final = re.compile(r"[\s ]+")


def folded(label: str) -> str:
    """Label without differences of width, case and spacing.

    Examples
    --------
    >>> folded("山   东") == folded("山东"), folded("ＳＨＡＮＤＯＮＧ")
    (True, 'shandong')
    """
    return _SPACES.sub("", unicodedata.normalize("NFKC", label)).casefold()


@dataclass(frozen=True, slots=True)
class Classification:
    """Codes with names, aliases, parents and attributes.

    Parameters
    ----------
    name : str
        What is classified (``region``, ``activity``, ``indicator``).
    frame : DataFrame
        Columns ``code, name_en, name_zh, parent`` and any attributes; all text.
    aliases : mapping of str to str
        Further labels and the code each stands for.

    Raises
    ------
    InputError
        A code repeats, or one label would name two codes.
    """

    name: str
    frame: pd.DataFrame
    aliases: Mapping[str, str] = field(default_factory=dict)
    _codes: dict[str, str] = field(init=False, repr=False, compare=False)
    _names: dict[str, tuple[str, str, str]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        needed = ("code", "name_en", "name_zh", "parent")
        missing = [column for column in needed if column not in self.frame.columns]
        if missing:
            raise InputError("missing-columns", table=self.name, missing=listed(missing))
        repeated = self.frame["code"][self.frame["code"].duplicated()]
        if len(repeated):
            raise InputError("repeated-key", table=self.name, key=repeated.iloc[0], count=len(repeated))
        codes = {folded(code): code for code in self.frame["code"]}
        names: dict[str, str] = {}
        clashes: list[str] = []
        rows = list(self.frame[list(needed)].itertuples(index=False, name=None))
        pairs = [(label, code) for code, en, zh, _ in rows for label in (code, en, zh)]
        for label, code in [*pairs, *self.aliases.items()]:
            known = codes.get(folded(label)) or names.get(folded(label))
            if folded(label) and known is not None and known != code:
                clashes.append(f"{label} → {known} / {code}")
            elif folded(label):
                names[folded(label)] = code
        if clashes:
            raise InputError("ambiguous-label", table=self.name, labels=listed(clashes))
        object.__setattr__(self, "_codes", {**names, **codes})
        object.__setattr__(self, "_names", {code: (en, zh, parent) for code, en, zh, parent in rows})

    def __contains__(self, code: str) -> bool:
        return code in self._names

    def __len__(self) -> int:
        return len(self._names)

    @property
    def codes(self) -> list[str]:
        """All codes, in the table's order."""
        return list(self._names)

    def resolve(self, label: str) -> str | None:
        """Code a label stands for; None when it stands for none."""
        return self._codes.get(folded(label))

    def nearest(self, label: str, n: int = 3) -> list[str]:
        """Codes whose labels are nearest to ``label``, with their names."""
        near = get_close_matches(folded(label), self._codes, n=n * 2, cutoff=0.5)
        codes = list(dict.fromkeys(self._codes[name] for name in near))[:n]
        return [f"{code} ({self.label(code)})" for code in codes]

    def zero_padded(self, label: str) -> str | None:
        """Code that ``label`` would be with the leading zeros a spreadsheet cuts off."""
        width = max((len(code) for code in self._names), default=0)
        padded = (label.strip().zfill(size) for size in range(len(label.strip()) + 1, width + 1))
        return next((code for code in padded if label.strip().isdigit() and code in self._names), None)

    def label(self, code: str, lang: Lang = "en") -> str:
        """Name of a code in ``lang``; the code itself where it has no name."""
        en, zh, _ = self._names.get(code, ("", "", ""))
        return (zh if lang == "zh" else en) or en or code

    def children(self, parent: str) -> list[str]:
        """Codes directly under ``parent``."""
        return [code for code, (_, _, above) in self._names.items() if above == parent]

    def attribute(self, column: str) -> dict[str, str]:
        """Value of an attribute for each code."""
        if column not in self.frame.columns:
            raise InputError("missing-columns", table=self.name, missing=column)
        return dict(zip(self.frame["code"], self.frame[column], strict=True))


@dataclass(frozen=True, slots=True)
class Converted:
    """Values carried to another classification, and what could not be carried.

    Attributes
    ----------
    values : DataArray
        Values by target code.
    lost : DataArray
        Value by source code that no weight carries over.
    coverage : float
        Share of the total that was carried over, 1 when nothing was lost.
    """

    values: xr.DataArray
    lost: xr.DataArray
    coverage: float


@dataclass(frozen=True, slots=True)
class Concordance:
    """Weights from source codes to target codes.

    Parameters
    ----------
    links : DataFrame
        Columns ``source, target, weight``; the weights of one source lie in (0, 1] and add up to 1
        at most: what is missing to 1 is value the concordance loses, and reports.

    Raises
    ------
    InputError
        A pair repeats, a weight is outside (0, 1], or the weights of a source exceed 1.
    """

    links: pd.DataFrame

    def __post_init__(self) -> None:
        import pandas as pd

        missing = [name for name in ("source", "target", "weight") if name not in self.links.columns]
        if missing:
            raise InputError("missing-columns", table="Concordance", missing=listed(missing))
        repeated = self.links[self.links.duplicated(["source", "target"])]
        if len(repeated):
            key = f"{repeated['source'].iloc[0]} → {repeated['target'].iloc[0]}"
            raise InputError("repeated-key", table="Concordance", key=key, count=len(repeated))
        weight = pd.to_numeric(self.links["weight"], errors="coerce").astype(float)
        sums = weight.groupby(self.links["source"]).sum()
        bad = sorted({*self.links["source"][~((weight > 0) & (weight <= 1))], *sums.index[sums > 1 + 1e-9]})
        if bad:
            raise InputError("bad-weights", sources=listed(bad))

    def sources(self) -> set[str]:
        """Codes the concordance starts from."""
        return set(self.links["source"])

    def apply(self, values: xr.DataArray, dim: str = "activity") -> Converted:
        """Carry ``values`` along ``dim`` to the target codes.

        Parameters
        ----------
        values : DataArray [..., dim]
            Additive values (levels, counts), never shares or growth rates.
        dim : str
            Dimension of the source codes.

        Returns
        -------
        Converted
            A target is NaN where a source that feeds it is; the other targets stay known.

        Examples
        --------
        >>> import pandas as pd, xarray as xr
        >>> links = pd.DataFrame({"source": ["a", "b"], "target": ["A", "A"], "weight": [1.0, 0.5]})
        >>> x = xr.DataArray([10.0, 4.0, 6.0], coords={"activity": ["a", "b", "c"]}, dims="activity")
        >>> done = Concordance(links).apply(x)
        >>> done.values.item(), done.lost.values, done.coverage
        (12.0, array([0., 2., 6.]), 0.6)
        """
        import numpy as np
        import xarray as xr

        from growthpole.dims import require_dims

        require_dims(values, (dim,), "values")
        labels = [str(label) for label in values.indexes[dim]]
        values = values.astype(float).assign_coords({dim: labels})
        targets = list(dict.fromkeys(self.links["target"]))
        table = np.zeros((len(labels), len(targets)))
        rows, columns = (
            {code: i for i, code in enumerate(labels)},
            {code: j for j, code in enumerate(targets)},
        )
        for source, target, weight in self.links[["source", "target", "weight"]].itertuples(index=False, name=None):
            if source in rows:
                table[rows[source], columns[target]] = float(weight)
        weights = xr.DataArray(table, coords={dim: labels, "_target": targets}, dims=(dim, "_target"))
        reached = xr.dot(values.isnull().astype(float), (weights > 0).astype(float), dim=dim) > 0
        carried = xr.dot(values.fillna(0.0), weights, dim=dim).where(~reached).rename({"_target": dim})
        lost = values * (1.0 - weights.sum("_target"))
        total = float(abs(values).sum())
        coverage = 1.0 if total == 0 else float(1 - abs(lost).sum() / total)
        return Converted(carried, lost, coverage)


def merged(parts: Iterable[Classification], name: str) -> Classification:
    """One classification of several parts, such as provinces and their cities."""
    import pandas as pd

    chosen = list(parts)
    aliases: dict[str, str] = {}
    pairs = [pair for part in chosen for pair in part.aliases.items()]
    clashes = [f"{k} → {aliases[k]} / {v}" for k, v in pairs if aliases.setdefault(k, v) != v]
    if clashes:
        raise InputError("ambiguous-label", table=name, labels=listed(clashes))
    frame = pd.concat([part.frame for part in chosen], ignore_index=True).fillna("")
    return Classification(name, frame, aliases)
