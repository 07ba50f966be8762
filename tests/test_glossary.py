"""One term, one translation: where the English says a term of the glossary, the Chinese says its counterpart."""

import re
from collections.abc import Iterator

from growthpole import indicators, messages

TERMS = {key: (messages.text(key, "en"), messages.text(key, "zh")) for key in messages.keys("glossary")}
FILES = ("cli", "errors", "findings", "report", "views")

# (entry, term): why the Chinese rightly says something else
EXCEPTIONS = {
    ("cli.check.source", "glossary.observation"): "a word to type after --source",
    ("cli.check.source", "glossary.register"): "a word to type after --source",
    ("cli.check.source", "glossary.classification"): "a word to type after --source",
    ("findings.sidecar-rows.hint", "glossary.row"): "rows is the key of the sidecar",
    ("errors.not-counts", "glossary.unit"): "units of a count, not of measurement",
    ("errors.store-nothing-staged", "glossary.stage"): "the verb: to set a run up for publishing",
    ("views.ranks.history_read", "glossary.output"): "output of a product in pieces is 产量",
}


def entries() -> Iterator[tuple[str, str, str]]:
    for file in FILES:
        for key in messages.keys(file):
            yield key, messages.text(key, "en"), messages.text(key, "zh")
    for key, entry in indicators.registry().items():
        for part, words in (("title", entry.titles), ("definition", entry.definitions), ("reading", entry.reading)):
            yield f"indicators.{key}.{part}", words["en"], words["zh"]


def pattern(term: str) -> re.Pattern[str]:
    """The term as whole words, singular or plural, also at the start of a sentence."""
    stem = f"{re.escape(term[:-1])}(?:y|ies)" if term.endswith("y") else f"{re.escape(term)}(?:s|es)?"
    return re.compile(rf"(?<![\w.\-_]){stem}(?![\w\-_]|\.\w)", re.IGNORECASE)


LONGEST_FIRST = sorted(
    ((key, pattern(en), zh) for key, (en, zh) in TERMS.items()), key=lambda item: -len(TERMS[item[0]][0])
)


def breaches(english: str, chinese: str) -> list[str]:
    """Terms the English uses and the Chinese renders otherwise; a longer term hides those inside it."""
    text = re.sub(r"\{[^{}]*\}|`[^`]*`|\[[^\]]*\]", " ", english)
    found = []
    for key, wanted, zh in LONGEST_FIRST:
        if wanted.search(text):
            text = wanted.sub(" ", text)
            if zh not in chinese:
                found.append(key)
    return found


def test_texts_keep_to_the_glossary() -> None:
    broken = {
        (key, f"{TERMS[term][0]} → {TERMS[term][1]}")
        for key, english, chinese in entries()
        for term in breaches(english, chinese)
        if (key, term) not in EXCEPTIONS
    }
    assert broken == set()


def test_every_exception_is_still_needed() -> None:
    needed = {(key, term) for key, english, chinese in entries() for term in breaches(english, chinese)}
    assert set(EXCEPTIONS) <= needed


def test_each_term_has_one_concept_in_english() -> None:
    english = [en.lower() for en, _ in TERMS.values()]
    assert len(set(english)) == len(english)


def test_a_wrong_translation_is_seen() -> None:
    assert breaches("Location quotients of the region", "地区的专业化指数") == ["glossary.location_quotient"]
    assert breaches("Location quotients of the region", "地区的区位商") == []
