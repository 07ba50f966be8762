"""What codes are called in both languages, as the sources and the study of a run say it.

A name that exists in one language only stands for both: it is repeated, never translated here. A code
without any name is its own name.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import pandas as pd

    from growthpole.study.results import Run
    from growthpole.tables.results import ResultTable

__all__ = ["Label", "Names", "kinds_of_dims", "kinds_of_keys", "names_of"]

Pair = tuple[str, str]
OBSERVED: Final = ("region", "activity", "indicator")
_BESIDE: Final = "input_output"
"""Kind of the translations of names that stand beside a code and that no register explains."""
_OF_FIELD: Final = {"city": "region", "region": "region", "activity": "activity", "indicator": "indicator"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """A code of a source cell with its names.

    Attributes
    ----------
    dim : str
        What the code is one of: ``region``, ``activity``, ``indicator``, or a key column of a register.
    code : str
        The code.
    name_en, name_zh : str
        Its names; where one language has none it repeats the other.
    printed : str
        The label as the source prints it, where that is neither the code nor one of the names.
    """

    dim: str
    code: str
    name_en: str
    name_zh: str
    printed: str = ""


@dataclass(frozen=True, slots=True)
class Names:
    """Names of codes by kind, and the study's own translations.

    Parameters
    ----------
    kinds : mapping of str to mapping of str to (str, str)
        Kind to code to English and Chinese name, either of them empty where there is none.
    chinese : mapping of (str, str) to str
        Chinese text by kind and English text or code, as the study's file of translations gives it.

    Examples
    --------
    >>> names = Names({"region": {"CN-SD": ("Shandong", "山东")}, "activity": {"A": ("Agriculture", "")}})
    >>> names.both("region", "CN-SD"), names.both("activity", "A"), names.both("activity", "B")
    (('Shandong', '山东'), ('Agriculture', 'Agriculture'), ('B', 'B'))
    """

    kinds: Mapping[str, Mapping[str, Pair]]
    chinese: Mapping[Pair, str] = field(default_factory=dict)

    def both(self, kind: str, code: str) -> Pair:
        """English and Chinese name of a code; one stands for both where the other is missing."""
        english, chinese = self.kinds.get(kind, {}).get(code, ("", ""))
        chinese = self.chinese.get((kind, code), chinese)
        return english or chinese or code, chinese or english or code

    def label(self, dim: str, kind: str, code: str, printed: str = "") -> Label:
        """Label of a code of ``kind``; ``printed`` is kept only where it says something else."""
        english, chinese = self.both(kind, code)
        if english == code == chinese and printed:
            english, chinese = printed, self.chinese.get((_BESIDE, printed), printed)
        return Label(
            dim=dim,
            code=code,
            name_en=english,
            name_zh=chinese,
            printed="" if printed in (code, english, chinese) else printed,
        )

    def of_result(self, dims: Mapping[str, str], kinds: Mapping[str, str]) -> tuple[Label, ...]:
        """Labels of the dims of a result that are codes of a known kind."""
        kinds = {**{dim: dim for dim in OBSERVED}, **kinds}
        codes = {dim: code for dim, code in dims.items() if code in self.kinds.get(kinds.get(dim, ""), {})}
        return tuple(self.label(dim, kinds[dim], code) for dim, code in codes.items())

    def of_observation(self, row: Mapping[str, Any], printed: str) -> tuple[Label, ...]:
        """Labels of an observation, whose region the source prints as ``printed``."""
        codes = {dim: str(row[dim]) for dim in OBSERVED if row.get(dim)}
        return tuple(self.label(dim, dim, code, printed if dim == "region" else "") for dim, code in codes.items())

    def of_register(self, table: ResultTable, row: Mapping[str, Any], kinds: Mapping[str, str]) -> tuple[Label, ...]:
        """Labels of the keys of a register: by the names in its row, or by the ``kinds`` of its key columns.

        A key that nothing names (a block, a stage) is no code, and stands in the row only.
        """
        found: list[Label] = []
        for dim in (dim for dim in table.dims if row[dim]):
            code = str(row[dim])
            own = str(row.get("name_en", "")), str(row.get("name_zh", ""))
            if len(table.dims) == 1 and any(own):
                found.append(Label(dim=dim, code=code, name_en=own[0] or own[1], name_zh=own[1] or own[0]))
            else:
                label = self.label(dim, kinds.get(dim, ""), code, str(row.get(f"{dim.removesuffix('_code')}_name", "")))
                found += [label] if label.name_en != code else []
        return tuple(found)


def names_of(run: Run) -> Names:
    """Names of the classifications of a run, of its sectors and chains, and its translations."""
    kinds = {name: _pairs(run.table(f"observe.classification_{name}").frame, "code") for name in OBSERVED}
    for name in run.table_names:
        table = run.table(name) if name.startswith("observe.register_") else None
        if table is not None and len(table.dims) == 1 and {"name_en", "name_zh"} <= set(table.frame.columns):
            kinds[name.removeprefix("observe.")] = _pairs(table.frame, table.dims[0])
    chinese: dict[Pair, str] = {}
    if "observe.translations" in run.table_names:
        rows = run.table("observe.translations").frame[["kind", "text_en", "text_zh"]]
        chinese = {(str(kind), str(english)): str(text) for kind, english, text in rows.itertuples(index=False)}
    return Names(kinds, chinese)


def kinds_of_keys(run: Run, table: ResultTable) -> dict[str, str]:
    """Kind of the codes in each key column of a register, where the study says it."""
    linked = run.case.linkages
    named = {**_OF_FIELD, **kinds_of_dims(run)}
    if linked is not None and table.name == f"register_{linked.table}":
        return dict.fromkeys(table.dims, named["sector"])
    fields = {
        column: name.removeprefix("column.") for name, column in table.groups.items() if name.startswith("column.")
    }
    return {dim: named.get(fields.get(dim, dim), "") for dim in table.dims}


def kinds_of_dims(run: Run) -> dict[str, str]:
    """Register that names the sectors, and the one that names the chains, where the study has them."""
    linked = run.case.linkages
    return {} if linked is None else {"sector": f"register_{linked.sectors}", "chain": f"register_{linked.chains}"}


def _pairs(frame: pd.DataFrame, code: str) -> dict[str, Pair]:
    rows = frame[[code, "name_en", "name_zh"]].itertuples(index=False, name=None)
    return {str(key): (str(english), str(chinese)) for key, english, chinese in rows}
