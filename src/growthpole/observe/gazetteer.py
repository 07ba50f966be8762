"""Names of regions as yearbooks print them, for files read without a study that declares its own.

The bundled list holds China with its provinces, prefectures and statistical groups, the countries of
ISO 3166-1, and the German Länder. A code is the one of ISO 3166 where there is one (``CN``, ``CN-SD``,
``DE-BY``, ``FR``), ``CN-`` and the six digits of GB/T 2260 below the province (``CN-370100``), and ``CN-x-…``
where neither standard has one (``CN-x-east``, ``CN-x-xpcc``). Hong Kong, Macao and Taiwan stand once, as
``CN-HK``, ``CN-MO`` and ``CN-TW`` with their codes of ISO 3166-1 as aliases. Counties are not listed.

A short name two regions share (吉林, 海南, Suzhou) stands for the province, or for none; the long form names
each. Columns beside names and parent: ``level`` (country, province, corps, group, city, state), ``group`` (the
statistical group of a province), ``valid_from`` and ``valid_to`` (``2019-01``, empty where the region always was
or still is), ``successor`` (codes joined with ``|``).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Final

from growthpole.tables.classification import Classification, folded

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["names_of", "nearest_regions", "regions", "resolve_region"]

_LATIN: Final = "A-Za-zÀ-ÖØ-öø-ɏ"
_HAN: Final = "㐀-䶿一-鿿"
_BROKEN: Final = re.compile(rf"(?<=[{_LATIN}])-\s+(?=[a-z])")
_LEADING: Final = re.compile(r"(?:[\s#＃*＊※△▲]|(?:其\s*中|of which)(?:\s*[:：]|\s))+", re.IGNORECASE)
_TRAILING: Final = re.compile(
    r"(?:[\s*＊†‡:：①-⑳❶-❿¹²³⁰⁴-⁹]|[(（\[［〔【]\s*(?:\d{1,2}|[a-z])\s*[)）\]］〕】]|(?<![\d(（])\d{1,2}[)）])+$"
)
_CHINESE_FIRST: Final = re.compile(rf"(?P<zh>[^{_LATIN}]*[{_HAN}][^{_LATIN}]*)(?P<en>[{_LATIN}][^{_HAN}]*)")
_LATIN_FIRST: Final = re.compile(rf"(?P<en>[^{_HAN}]*[{_LATIN}][^{_HAN}]*)(?P<zh>[{_HAN}][^{_LATIN}]*)")
_KINDS: Final = (" City", " Prefecture", " League")
_ALIKE_LATIN: Final = 2 / 3  # "Urban" is at 0.6 from "Hunan"
_ALIKE_CHINESE: Final = 0.5  # one character of the two most names have


@cache
def regions() -> Classification:
    """Bundled regions of China and Germany, and the countries of the world.

    Examples
    --------
    >>> known = regions()
    >>> known.resolve("山东省"), known.resolve("370100"), known.resolve("Bayern"), known.resolve("KOR")
    ('CN-SD', 'CN-370100', 'DE-BY', 'KR')
    >>> known.attribute("valid_to")["CN-371200"], known.attribute("successor")["CN-371200"]
    ('2019-01', 'CN-370100')
    """
    table = _table()
    pairs = zip(table["aliases"], table["code"], strict=True)
    aliases = {alias: code for listed, code in pairs for alias in listed.split("|") if alias}
    return Classification("region", table.drop(columns="aliases"), aliases)


def names_of(known: Mapping[str, Classification]) -> list[str]:
    """Chinese names by which a GB18030 file is recognised: those of a study, and the bundled ones."""
    return [str(name) for part in (*known.values(), regions()) for name in part.frame["name_zh"]]


def resolve_region(label: str, known: Classification | None = None) -> str | None:
    """Code of the region a printed cell names; None when it names none, or two.

    Tried in this order: the whole label; the label without leading marks (``#``, ``其中：``), trailing
    footnote marks and words broken at a line's end; its Chinese and its Latin part. Where both parts are
    known they must agree (``山东 Shanxi`` is None); where one is unknown, it must at least resemble a name of
    the region the other names, as a misprint does (``河南 Ilenan``), for it may say something else
    (``山东 Rural``, ``山东 Shandong Rural``).

    Parameters
    ----------
    label : str
        The cell as printed.
    known : Classification, optional
        Regions of a study, in place of the bundled ones. Among the bundled ones a code of two or three
        letters counts only in capitals: ``No``, ``per`` and ``Mar`` are words.

    Examples
    --------
    >>> [resolve_region(cell) for cell in ("山   东", "#济南市", "内蒙古 Inner Mongolia", "全国 National", "北京①")]
    ['CN-SD', 'CN-370100', 'CN-NM', 'CN', 'CN-BJ']
    >>> [resolve_region(cell) for cell in ("山东 Shanxi", "Ilenan", "NO", "No")]
    [None, None, 'NO', None]
    """
    return _bundled(label) if known is None else _found(label, known)


def nearest_regions(label: str) -> str:
    """Bundled regions with a name like ``label``, for a hint; an en dash when none is like it.

    Examples
    --------
    >>> nearest_regions("Heilongjang"), nearest_regions("?")
    ('CN-HL (Heilongjiang), CN-230300 (Jixi), CN-231100 (Heihe)', '–')
    """
    text = _plain(label)
    parts = _parts(text)
    near = [code for part in (parts or (text,)) for code in regions().nearest(part)]
    return ", ".join(list(dict.fromkeys(near))[:3]) or "–"


def _table() -> pd.DataFrame:
    from importlib import resources

    import pandas as pd

    with (resources.files("growthpole.observe") / "data" / "regions.csv").open(encoding="utf-8") as file:
        return pd.read_csv(file, dtype=str, keep_default_na=False)


@lru_cache(maxsize=2**16)
def _bundled(label: str) -> str | None:
    return _found(label, regions())


@cache
def _code_labels() -> frozenset[str]:
    """Codes short enough to be words as well."""
    known = regions()
    labels = (*known.codes, *known.aliases)
    return frozenset(folded(text) for text in labels if len(text) <= 3 and text.isascii() and text.isupper())


def _known(text: str, known: Classification) -> str | None:
    code = known.resolve(text)
    if code is None or len(text) > 8 or known is not regions():
        return code
    word = unicodedata.normalize("NFKC", text).strip()
    return None if folded(word) in _code_labels() and not word.isupper() else code


def _found(label: str, known: Classification) -> str | None:
    code = _known(label, known)
    if code is not None:
        return code
    text = _plain(label)
    code = _known(text, known)
    if code is not None:
        return code
    parts = _parts(text)
    return None if parts is None else _agreed(*parts, known)


def _plain(label: str) -> str:
    """Label without marks and line breaks inside a word."""
    text = label[start.end() :] if (start := _LEADING.match(label)) else label
    return _BROKEN.sub("", _TRAILING.sub("", text))


def _parts(text: str) -> tuple[str, str] | None:
    """Chinese and Latin part; None when the text is in one script, or goes to and fro between them."""
    found = _CHINESE_FIRST.fullmatch(text) or _LATIN_FIRST.fullmatch(text)
    if found is None:
        return None
    return _trimmed(found["zh"]), _trimmed(found["en"])


def _trimmed(part: str) -> str:
    part = part.strip(" \t\r\n　/／|,，、-–—")
    if part.endswith(("(", "（", "[")):
        part = part[:-1].rstrip()
    if part.endswith((")", "）", "]")) and not re.search(r"[(（\[]", part):
        part = part[:-1].rstrip()
    return part


def _agreed(chinese: str, latin: str, known: Classification) -> str | None:
    first, second = _known(chinese, known), _known(latin, known)
    if first is not None and second is not None:
        # 吉林市 is printed with "Jilin" beside it, which alone would be the province
        long_forms = (known.resolve(latin + kind) for kind in _KINDS)
        return first if first == second or first in long_forms else None
    if first is not None:
        return first if _misprinted(latin, first, known, _ALIKE_LATIN) else None
    return second if second is not None and _misprinted(chinese, second, known, _ALIKE_CHINESE) else None


def _misprinted(part: str, code: str, known: Classification, alike: float) -> bool:
    """Whether ``part`` is like a name of ``code``, and not a name of it with more words."""
    from difflib import SequenceMatcher

    text = folded(part)
    labels = (known.label(code), known.label(code, "zh"), *(name for name, of in known.aliases.items() if of == code))
    # "Suzhou" alone is shared, so it is listed as "Suzhou, Jiangsu"; beside 苏州 it is that one
    names = {folded(form) for label in labels for form in (label, label.partition(",")[0])}
    if text in names:
        return True
    if any(name in text for name in names):
        return False
    match = SequenceMatcher(b=text, autojunk=False)
    for name in names:
        match.set_seq1(name)
        if match.ratio() >= alike:
            return True
    return False
