"""A study of another country prints true words: nothing of the bundled study stands in catalogue or code."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from growthpole import messages, views

ENGLISH = re.compile(
    r"shandong|\bchina\b|a-share|high-end|\byuan\b|provinc|designated size|vendor|surviv|\blisted\b",
    re.IGNORECASE,
)
CHINESE = re.compile("山东|中国|A股|高端|装备|上市|规模以上|数据商|存续|省")


@pytest.mark.parametrize("file", ["views", "report"])
def test_the_catalogue_names_no_country(file):
    keys = messages.keys(file)
    assert [key for key in keys if ENGLISH.search(messages.text(key, "en"))] == []
    assert [key for key in keys if CHINESE.search(messages.text(key, "zh"))] == []


def test_the_code_of_the_views_names_no_country():
    example = re.compile(r"(?:tr|m)illion yuan|万亿元")  # an example of how units are written
    for path in Path(views.__file__).parent.rglob("*.py"):
        words = example.sub("", path.read_text(encoding="utf-8"))
        assert not ENGLISH.search(words), path.name
        assert not CHINESE.search(words), path.name


@pytest.mark.parametrize("lang", messages.LANGS)
def test_the_german_report_speaks_of_germany_only(german, lang):
    page = (german.folder / f"report.{lang}.html").read_text(encoding="utf-8")
    assert not ENGLISH.search(page.replace('lang="zh-CN"', "").replace("<!doctype html>", "")), ENGLISH.search(page)
    assert not CHINESE.search(page), CHINESE.search(page)
