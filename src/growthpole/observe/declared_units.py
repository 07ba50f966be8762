"""Every value in the unit its indicator declares, exactly, with what the cell says kept beside it.

``printed`` is the number in plain digits and in the declared unit, so that its digits still tell how
precisely it was printed (27,600 in 100 million yuan is 2.7600 trillion); ``raw`` and ``raw_unit`` are what
the cell says. Whoever computes or shows a value uses ``printed``; whoever explains it shows ``raw``.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Final

from growthpole.observe.numbers import Style, parse_number
from growthpole.observe.vocabulary import Vocabulary, known_unit

if TYPE_CHECKING:
    import pandas as pd

    from growthpole.units import Unit

_PLAIN: Final = r"-?\d+(?:\.\d+)?"

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
    keys = {code: unit.key for code, unit in declared.items() if unit is not None}
    pairs = zip(good["indicator"], good["unit"], strict=True)
    wanted = pd.Series([keys.get(code, unit) for code, unit in pairs], index=good.index, dtype=str)
    done = good.assign(raw=good["printed"], raw_unit=good["unit"])
    as_it_stands = (wanted == good["unit"]) & (good["printed"].str.fullmatch(_PLAIN) if style == "point" else False)
    rows = good.index[~as_it_stands]
    if not len(rows):
        return done.assign(unit=wanted)
    cells = good.loc[rows, ["printed", "unit"]].itertuples(index=False, name=None)
    numbers = [
        _converted(printed, known_unit(unit), known_unit(target), style)
        for (printed, unit), target in zip(cells, wanted.loc[rows], strict=True)
    ]
    done.loc[rows, "printed"] = [format(number, "f") for number in numbers]
    done.loc[rows, "value"] = [float(number) for number in numbers]
    return done.assign(unit=wanted)


def _converted(printed: str, unit: Unit | None, wanted: Unit | None, style: Style) -> Decimal:
    number = parse_number(printed, style)
    if number is None:
        raise ValueError(printed)  # a row with no number never passes the checks
    if unit is None or wanted is None or unit.key == wanted.key:
        return number
    ratio = unit.factor / wanted.factor
    power = ratio.adjusted()
    return number.scaleb(power) if ratio == Decimal(1).scaleb(power) else number * ratio
