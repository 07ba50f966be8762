"""Every value in the unit its indicator declares, exactly, with what the cell says kept beside it.

``printed`` is the number in plain digits and in the declared unit, so that its digits still tell how
precisely it was printed (27,600 in 100 million yuan is 2.7600 trillion); ``raw`` and ``raw_unit`` are what
the cell says. Whoever computes or shows a value uses ``printed``; whoever explains it shows ``raw``.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from growthpole.observe.numbers import Style, parse_number
from growthpole.observe.vocabulary import Vocabulary, known_unit

if TYPE_CHECKING:
    import pandas as pd

    from growthpole.units import Unit

__all__ = ["in_declared_units"]


def in_declared_units(good: pd.DataFrame, words: Vocabulary, style: Style) -> pd.DataFrame:
    """Rows that passed the checks, each value in the unit its indicator declares.

    Parameters
    ----------
    good : DataFrame
        Rows with ``printed``, ``unit`` and ``indicator``.
    words : Vocabulary
        Declares the units; an indicator without one keeps the unit of each row.
    style : {"point", "comma"}
        How the file writes numbers.
    """
    import pandas as pd

    declared = {code: known_unit(label) for code, label in words.attribute("unit").items() if label}
    names = ["printed", "unit", "indicator"]
    triples = list(good[names].itertuples(index=False, name=None))
    converted = {
        triple: _converted(triple[0], known_unit(triple[1]), declared.get(triple[2]), style) for triple in set(triples)
    }
    numbers = [converted[triple] for triple in triples]
    keys = [(unit.key if (unit := declared.get(code)) is not None else text) for _, text, code in triples]
    return good.assign(
        raw=good["printed"],
        raw_unit=good["unit"],
        printed=pd.Series([format(number, "f") for number in numbers], index=good.index, dtype=str),
        unit=pd.Series(keys, index=good.index, dtype=str),
        value=pd.Series([float(number) for number in numbers], index=good.index, dtype=float),
    )


def _converted(printed: str, unit: Unit | None, wanted: Unit | None, style: Style) -> Decimal:
    number = parse_number(printed, style)
    if number is None:
        raise ValueError(printed)  # a row with no number never passes the checks
    if unit is None or wanted is None or unit.key == wanted.key:
        return number
    ratio = unit.factor / wanted.factor
    power = ratio.adjusted()
    return number.scaleb(power) if ratio == Decimal(1).scaleb(power) else number * ratio
