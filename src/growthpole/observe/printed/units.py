"""The unit printed in a title, a heading or a cell: ``(万元)``, ``单位：亿元``, ``Unit: million EUR``.

A bilingual heading prints its unit twice, and the English one suffers more from recognition: ``(104 yuan)`` is
10⁴ yuan. So the Chinese unit counts, and the English one is held against it. Two units that differ, side by side
or in two languages, are never chosen between: the unit is unknown and ``conflict`` says why.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache
from typing import Final

from growthpole.tables.classification import folded
from growthpole.units import UNITS, Unit

__all__ = ["PERCENT", "PrintedUnit", "is_percent", "is_rate", "unit_in"]


@dataclass(frozen=True, slots=True)
class PrintedUnit:
    """A unit as printed.

    Attributes
    ----------
    raw : str
        What is printed, without brackets.
    key : str
        Key in :data:`growthpole.units.UNITS`; empty where the vocabulary does not know the unit, and where
        there is a conflict.
    start, end : int
        Where it stands in the text, with its brackets or the word "unit".
    conflict : str
        The units that contradict each other (``万元 / 100 million yuan``); empty where there is one.
    """

    raw: str
    key: str
    start: int = 0
    end: int = 0
    conflict: str = ""


_HAN: Final = "㐀-䶿一-鿿"
_CHINESE: Final = re.compile(f"[{_HAN}]")
_ENGLISH: Final = r"(?:units?|einheit)\s*[:：]"
_DECLARED: Final = re.compile(
    rf"(?:(?<![{_HAN}])(?:计量|金额|货币)?单\s*位\s*[:：]|(?<![A-Za-z]){_ENGLISH})"
    rf"\s*(?P<said>(?:(?!\s{_ENGLISH})[^\n;；)）\]】])*)",
    re.IGNORECASE,
)
_BRACKETS: Final = re.compile(r"[(（\[【](?P<said>[^()（）\[\]【】]{1,60})[)）\]】]")
_AFTER: Final = re.compile(r"(?:[,，]|\bin)\s+(?P<said>[^,，()（）]{1,30})\s*$", re.IGNORECASE)
_END: Final = re.compile(r"\s{2,}|\t")
_BETWEEN: Final = re.compile(r"[、,，;；和或]|\s+and\s+")
_SUPERSCRIPT: Final = re.compile(r"(?<!\d)10\s*([³⁴-⁹])")
_POWER: Final = re.compile(r"10(\^?)([3-9])(\D.*)")
_ROUND: Final = re.compile(r"(10{1,6})([a-z€].*)")
_WORD: Final = re.compile(r"(thousand|million|billion|trillion|tsd\.?|mio\.?|mill\.?|mrd\.?)(?:of)?(.+)")
_ZH_WORD: Final = re.compile(r"(万亿|百亿|十亿|亿|千万|百万|十万|万|千|百)(.+)")
_SIZE: Final = {
    "thousand": 3, "tsd": 3, "million": 6, "mio": 6, "mill": 6, "billion": 9, "mrd": 9, "trillion": 12,
    "百": 2, "千": 3, "万": 4, "十万": 5, "百万": 6, "千万": 7, "亿": 8, "十亿": 9, "百亿": 10, "万亿": 12,
}  # fmt: skip
_WORDS: Final = "重量箱|标准箱|公斤|公里|公顷|平方米|立方米|平方公里|千瓦时|千瓦|马力|床位|美元|日元|港元|英镑"
_SIGNS: Final = "个台辆件套艘只头匹枚张册份块支根棵株箱瓶卷吨克米升元人户次所座处间幢栋羽尾担斤亩顷天家项名位节"
_LIKE_A_UNIT: Final = re.compile(
    rf"[十百千万亿]{{0,2}}(?:{_WORDS}|[{_SIGNS}])(?:[/每][百千万]?(?:{_WORDS}|[{_SIGNS}]))?"
)
# labels of the vocabulary that in brackets are something else: a footnote, men, a subject, a temperature
_NOT_IN_BRACKETS: Final = frozenset({"a", "m", "1", "企业", "ratio", "rank", "year", "years"})
_SUBJECTS: Final = ("time", "rank", "duration", "points")

_SIMPLIFIED: Final = str.maketrans("單萬億個戶噸頃畝輛臺張條貫頭", "单万亿个户吨顷亩辆台张条贯头")

_Measured = tuple[str, Decimal]


PERCENT: Final = PrintedUnit("%", "%")
_RATE: Final = re.compile(
    r"增长$|增速|增长率|增幅|增减率|比重|占.{0,8}比|[^效功频汇速]率$|指数|同比|环比"
    r"|\bshare\b|\brate\b|\bindex\b|\bgrowth\b|per ?cent",
    re.I,
)


def is_percent(text: str) -> bool:
    """Whether a heading ends with the sign of per cent, without brackets.

    Examples
    --------
    >>> is_percent("比上年增长%"), is_percent("比上年±%"), is_percent("产值")
    (True, True, False)
    """
    return text.rstrip().endswith(("%", "％"))


def is_rate(text: str) -> bool:
    """Whether a heading names a rate, a share or an index, which is not in the unit of the amounts beside it.

    Examples
    --------
    >>> [is_rate(text) for text in ("增速", "占全省比重", "指数(上年=100)", "Growth rate", "财政收入")]
    [True, True, True, True, False]
    """
    return _RATE.search(text) is not None


@lru_cache(maxsize=2**14)
def unit_in(text: str) -> PrintedUnit | None:
    """Unit printed in a title, a heading or a cell; None when there is none.

    Looked for in this order: what follows ``单位：`` or ``Unit:``, what stands in brackets, the whole text, what
    follows a last comma or ``in``. A threshold is no unit (``含50万元``), nor is a number (``(2)``).

    Examples
    --------
    >>> found = unit_in("一、总收入(万元) Gross income(104yuan)")
    >>> found.raw, found.key
    ('万元', '1e4 CNY')
    >>> unit_in("(104 yuan)").key, unit_in("单位：万人、%").conflict, unit_in("(含50万元)以上的")
    ('1e4 CNY', '万人 / %', None)
    >>> unit_in("产值(万元) Output(100 million yuan)").conflict
    '万元 / 100 million yuan'
    """
    found = list(_printed(text.translate(_SIMPLIFIED)))
    if not found:
        return None
    chinese = [unit for unit in found if _CHINESE.search(unit.raw)]
    first = (chinese or found)[0]
    for unit in found:
        if not _agree(first.raw, unit.raw):
            return PrintedUnit(first.raw, "", first.start, first.end, f"{first.raw} / {unit.raw}")
    return first


def _printed(text: str) -> Iterator[PrintedUnit]:
    """Units in the order they are printed, from the first kind of place that has any."""
    declared = [(*match.span(), match["said"]) for match in _DECLARED.finditer(text)]
    places = [(start, end, _declared(said)) for start, end, said in declared]
    places += [
        (*match.span(), _bracketed(match["said"].strip()))
        for match in _BRACKETS.finditer(text)
        if not any(start < match.end() and match.start() < end for start, end, _ in declared)
    ]
    if not any(units for *_, units in places):
        last = _AFTER.search(text)
        ends = [(0, len(text)), *([last.span("said")] if last else [])]
        places = [(start, end, [raw] if _stands_alone(raw := text[start:end].strip()) else []) for start, end in ends]
    for start, end, units in sorted(places, key=lambda place: place[0]):
        yield from (PrintedUnit(raw, _key(raw), start, end) for raw in units)


def _declared(said: str) -> list[str]:
    """What is said to be the unit is one, known or not."""
    text = _END.split(said.strip())[0].strip()
    if _is_unit(text):
        return [text]
    parts = _parts(text)
    if parts or not text:
        return parts
    word = text.split()[0]
    return [word if _measured(word) else text]


def _bracketed(said: str) -> list[str]:
    if folded(said) in _NOT_IN_BRACKETS:
        return []
    return [said] if _is_unit(said) else _parts(said)


def _parts(said: str) -> list[str]:
    parts = [part.strip() for part in _BETWEEN.split(said) if part.strip()]
    return parts if len(parts) > 1 and all(_is_unit(part) for part in parts) else []


def _stands_alone(raw: str) -> bool:
    """Whether a text without brackets is a unit and not a subject: 亿元 and %, but not 企业 or Projects."""
    found = _measured(raw)
    if found is None or (len(raw) == 1 and raw.isascii() and raw.isalnum()):
        return False
    quantity, factor = found
    subject = quantity in _SUBJECTS or (factor == 1 and (quantity == "ratio" or quantity.startswith("count:")))
    return not subject


def _is_unit(raw: str) -> bool:
    return _measured(raw) is not None or _LIKE_A_UNIT.fullmatch(folded(raw)) is not None


def _agree(first: str, second: str) -> bool:
    """Whether two units are the same, or one is a translation of the other."""
    translated = bool(_CHINESE.search(first)) != bool(_CHINESE.search(second))
    one, other = _measured(first), _measured(second)
    if one is None or other is None:
        return translated or folded(first) == folded(second)
    # "unit" translates every measure word: 家, 项, 所
    generic = one[1] == other[1] and all(part[0].startswith("count:") for part in (one, other))
    return one == other or (translated and generic and "count:unit" in {one[0], other[0]})


def _key(raw: str) -> str:
    unit = _labels().get(folded(raw))
    found = _measured(raw)
    return unit.key if unit is not None else _sizes().get(found, "") if found else ""


@lru_cache(maxsize=2**12)
def _measured(raw: str) -> _Measured | None:
    """Quantity and size of a unit, also of a multiple that has no key of its own."""
    return _of_text(re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", folded(_SUPERSCRIPT.sub(_caret, raw))))


def _caret(match: re.Match[str]) -> str:
    return f"10^{unicodedata.digit(match[1])}"


def _of_text(text: str) -> _Measured | None:
    unit = _labels().get(text)
    if unit is not None:
        return unit.quantity, unit.factor
    if match := _POWER.fullmatch(text):
        # 10⁴ is recognised as 104 beside an English word only: (105元) is a price
        return _times(int(match[2]), match[3]) if match[1] or match[3][0].isascii() else None
    if match := _ROUND.fullmatch(text):
        return _times(len(match[1]) - 1, match[2])
    if match := _WORD.fullmatch(text) or _ZH_WORD.fullmatch(text):
        return _times(_SIZE[match[1].rstrip(".")], match[2])
    one, slash, other = text.partition("/")
    found = _of_text(one) if slash else None
    return found if found is not None and found == _of_text(other) else None


def _times(power: int, text: str) -> _Measured | None:
    found = _of_text(text)
    return None if found is None or found[0] in {"ratio", *_SUBJECTS} else (found[0], found[1].scaleb(power))


@cache
def _labels() -> dict[str, Unit]:
    return {folded(label): unit for unit in UNITS.values() for label in (unit.key, *unit.aliases)}


@cache
def _sizes() -> dict[_Measured, str]:
    """Key of each size; the first one where two units are of one size (万公顷, 亿平方米)."""
    return {(unit.quantity, unit.factor): unit.key for unit in reversed(UNITS.values())}
