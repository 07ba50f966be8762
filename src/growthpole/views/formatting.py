"""How numbers are written: digits, thousands, signs and units, in both languages."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Final

from growthpole.messages import Lang, text
from growthpole.units import UNITS

__all__ = ["fixed", "grouped", "in_words", "operator_word", "percent", "percent_sign", "period_text", "with_unit"]

MINUS: Final = "−"


def fixed(value: float, digits: int, *, sign: bool = False) -> str:
    """Number with ``digits`` decimals, thousands grouped, a true minus sign.

    Examples
    --------
    >>> fixed(-1234.5, 1), fixed(0.05, 1, sign=True), fixed(2.675, 2)
    ('−1,234.5', '+0.1', '2.68')
    """
    # the widest float has 309 digits before the point, more than the arithmetic keeps by itself
    exact = Decimal(repr(float(value))).quantize(
        Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP, context=Context(prec=400)
    )
    shown = f"{abs(exact):,f}"
    if exact < 0:
        return f"{MINUS}{shown}"
    return f"+{shown}" if sign and exact > 0 else shown


def percent(fraction: float, digits: int, lang: Lang = "en", *, sign: bool = False) -> str:
    """Fraction as a percentage, with a space before the sign in English and none in Chinese.

    Examples
    --------
    >>> percent(0.0573712634, 2), percent(-0.0427, 1, sign=True), percent(0.464, 1, "zh")
    ('5.74 %', '−4.3 %', '46.4%')
    """
    return f"{fixed(fraction * 100, digits, sign=sign)}{percent_sign(lang)}"


def percent_sign(lang: Lang) -> str:
    """The sign of per cent with the space the language puts before it."""
    return "%" if lang == "zh" else " %"


def with_unit(number: str, unit: str, lang: Lang) -> str:
    """Number as printed with its unit in words; a unit that begins with a number of its own is set apart.

    Examples
    --------
    >>> with_unit("2.4", "1e12 CNY", "en"), with_unit("2.4", "1e12 CNY", "zh"), with_unit("46.4", "%", "en")
    ('2.4 trillion yuan', '2.4万亿元', '46.4 %')
    >>> with_unit("5", "1e8 CNY", "en")
    '5 × 100 million yuan'
    """
    name = text(f"units.{unit}", lang) if unit in UNITS else unit
    if not name or not number:
        return number or name
    if lang == "zh":
        return f"{number}{name}"
    return f"{number} × {name}" if name[0].isdigit() else f"{number} {name}"


def in_words(number: Decimal, unit: str, lang: Lang) -> tuple[Decimal, str]:
    """Number and unit as the language counts: hundreds of millions are billions in English.

    Examples
    --------
    >>> in_words(Decimal("83095.90"), "1e8 CNY", "en"), in_words(Decimal("3.64"), "1e8 USD", "en")
    ((Decimal('8309.590'), '1e9 CNY'), (Decimal('364'), '1e6 USD'))
    >>> in_words(Decimal("83095.90"), "1e8 CNY", "zh")
    (Decimal('83095.90'), '1e8 CNY')
    """
    if lang != "en" or unit not in _ENGLISH:
        return number, unit
    power, target = _ENGLISH[unit]
    scaled = number.scaleb(power)
    return (scaled.quantize(Decimal(1)) if power > 0 and scaled == scaled.to_integral_value() else scaled), target


def grouped(printed: str) -> str:
    """A printed number with thousands grouped, its digits unchanged.

    Examples
    --------
    >>> grouped("83095.90"), grouped("-17"), grouped("9688")
    ('83,095.90', '−17', '9,688')
    """
    plain = printed.replace(",", "")
    body = plain.lstrip("+-−")
    whole, point, rest = body.partition(".")
    if not whole.isdigit():
        return printed
    sign = MINUS if plain.startswith(("-", "−")) else ""
    return f"{sign}{int(whole):,}{point}{rest}"


def operator_word(operator: str, lang: Lang) -> str:
    """Word for ``~``, ``>``, ``<`` before a number; empty for an exact one."""
    return "" if operator in {"=", ""} else text(f"views.operator.{_NAMES[operator]}", lang)


def period_text(period: str, lang: Lang) -> str:
    """A period as people write it.

    Examples
    --------
    >>> period_text("2023-01/2023-10", "en"), period_text("2023-01/2023-10", "zh"), period_text("2021", "zh")
    ('Jan–Oct 2023', '2023年1—10月', '2021年')
    """
    first, slash, last = period.partition("/")
    if slash and first[:4] == last[:4] and len(first) == len(last) == 7:
        if lang == "zh":
            return f"{first[:4]}年{int(first[5:])}—{int(last[5:])}月"
        return f"{_month(first)}–{_month(last)} {first[:4]}"
    if slash and len(first) == len(last) == 4:
        return f"{first}–{last}" if lang == "en" else f"{first}—{last}年"
    if slash:
        return f"{period_text(first, lang)}{'–' if lang == 'en' else '—'}{period_text(last, lang)}"
    if len(period) == 4:
        return f"{period}年" if lang == "zh" else period
    if len(period) == 7:
        return f"{period[:4]}年{int(period[5:])}月" if lang == "zh" else f"{_month(period)} {period[:4]}"
    return period


_ENGLISH: Final = {
    "1e8 CNY": (-1, "1e9 CNY"),
    "1e4 CNY": (-2, "1e6 CNY"),
    "1e8 USD": (2, "1e6 USD"),
    "1e4 USD": (1, "1e3 USD"),
    "1e4 unit": (1, "1e3 unit"),
    "1e4 person": (1, "1e3 person"),
}
_NAMES: Final = {"~": "about", ">": "over", "<": "under", ">=": "at_least", "<=": "at_most"}
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def _month(period: str) -> str:
    return _MONTHS[int(period[5:7]) - 1]
