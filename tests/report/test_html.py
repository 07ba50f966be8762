"""The report page: self-contained, escaped, readable in Chromium at both widths and in both languages."""

from __future__ import annotations

import base64
import csv
import dataclasses
import hashlib
import io
import os
import re
import shutil
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pandas as pd
import pytest

from growthpole.report import render_html
from growthpole.report.csv_files import chart_csv, guarded
from growthpole.study.documents import view_context
from growthpole.study.sources import translations
from growthpole.tables.classification import Classification
from growthpole.views import Document, build_document

CHROMIUM = shutil.which("chromium")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]


@pytest.fixture(scope="module")
def documents(run):
    folder = run.folder / "views"
    return {
        lang: Document.model_validate_json((folder / f"document.{lang}.json").read_text(encoding="utf-8"))
        for lang in ("en", "zh")
    }


class Page(HTMLParser):
    """Ids, links and loaded addresses of a page."""

    def __init__(self, text):
        super().__init__()
        self.ids, self.anchors, self.loaded = [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        if values.get("id"):
            self.ids.append(values["id"])
        if tag == "a" and (values.get("href") or "").startswith("#"):
            self.anchors.append(values["href"][1:])
        self.loaded += [
            value
            for name, value in attrs
            if (name == "src" or (name == "href" and tag != "a")) and value and not value.startswith(("#", "data:"))
        ]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_page_loads_nothing_and_its_links_resolve(run, lang):
    text = (run.folder / f"report.{lang}.html").read_text(encoding="utf-8")
    page = Page(text)
    assert page.loaded == []
    assert "url(http" not in text
    assert len(page.ids) == len(set(page.ids)), "ids of two drawings collide"
    assert set(page.anchors) <= set(page.ids)
    assert 'lang="zh-CN"' in text if lang == "zh" else 'lang="en"' in text


def test_names_from_data_are_escaped(documents):
    evil = "<img src=x onerror=alert(1)>{{ 7*7 }}"
    spoiled = documents["en"].model_copy(update={"title": evil, "subtitle": evil})
    text = render_html(spoiled, "run")["report.en.html"].decode()
    assert evil not in text
    assert "&lt;img src=x onerror=alert(1)&gt;{{ 7*7 }}" in text


def test_chart_data_is_downloadable_as_csv_and_is_what_the_chart_draws(documents, run):
    text = (run.folder / "report.en.html").read_text(encoding="utf-8")
    for chart in documents["en"].charts():
        raw = re.search(rf'download="{chart.id}\.csv" href="data:text/csv;base64,([^"]+)"', text)
        assert raw
        data = base64.b64decode(raw[1])
        assert data == chart_csv(chart) == (run.folder / f"charts/{chart.id}.en.csv").read_bytes()
        rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))
        assert len(rows) == len(chart.data)
        assert (run.folder / f"charts/{chart.id}.en.svg").read_text(encoding="utf-8").startswith("<svg")


EVIL = 'x"><script>alert(1)</script>'


def test_codes_and_names_of_the_data_never_become_markup(run, study_folder):
    """An indicator, an activity and a region of hostile names reach neither page nor drawing unescaped."""
    tables = run.tables()
    context = view_context(run.case, tables, translations(run.case, study_folder / "sources"))
    named = {}
    for kind, known in context.classifications.items():
        frame = known.frame.copy()
        frame["name_en"] = EVIL + frame["code"]
        named[kind] = Classification(kind, frame)
    extra = named["indicator"].frame.iloc[[0]].assign(code=EVIL, name_en=EVIL, name_zh="")
    named["indicator"] = Classification("indicator", pd.concat([named["indicator"].frame, extra], ignore_index=True))
    peers = tables["diagnose.peers"]
    tables["diagnose.peers"] = dataclasses.replace(peers, frame=peers.frame.assign(indicator=EVIL))
    document = build_document(dataclasses.replace(context, classifications=named), tables, "en")
    files = render_html(document, 'run"><script>alert(1)</script>')
    assert len(files) == 1 + 2 * len(document.charts())
    for name, data in files.items():
        assert re.fullmatch(r"(charts/)?[a-z0-9_-]+\.en\.(svg|csv|html)|report\.en\.html", name)
        if not name.endswith(".csv"):
            assert "<script>alert" not in data.decode("utf-8")
        if name.endswith(".svg"):
            tags = {element.tag.rpartition("}")[2] for element in ElementTree.fromstring(data).iter()}  # noqa: S314 - made here
            assert tags.isdisjoint({"script", "foreignObject", "image", "a"})
    assert files["report.en.html"].count(b"<script") == 1


def test_the_one_script_is_known_by_its_hash(run):
    text = (run.folder / "report.en.html").read_text(encoding="utf-8")
    (script,) = re.findall(r"<script>(.*?)</script>", text, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', text)
    assert policy
    assert f"script-src 'sha256-{digest}'" in policy[1]
    assert "script-src 'unsafe-inline'" not in policy[1]


@pytest.mark.parametrize("cell", ["=1+1", "+x", "-x", "@sum", "\tx"])
def test_text_that_looks_like_a_formula_is_quoted(cell):
    assert guarded(cell) == f"'{cell}"


@pytest.fixture(scope="module")
def browser():
    if CHROMIUM is None:
        if os.environ.get("CI"):
            pytest.fail("Chromium is needed: apt-get install chromium")
        pytest.skip("no Chromium on this machine")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield opened
        opened.close()


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("width", [1280, 360])
def test_the_page_fits_opens_offline_and_explains_a_number_on_click(browser, documents, run, lang, width):
    page = browser.new_page(viewport={"width": width, "height": 800})
    problems: list[str] = []
    page.on("console", lambda message: problems.append(message.text))
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on(
        "request",
        lambda request: problems.append(request.url) if not request.url.startswith(("file:", "data:")) else None,
    )
    page.goto(Path(run.folder / f"report.{lang}.html").as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.locator("figure.chart svg").count() == len(documents[lang].charts()) == 25
    box = page.locator("#explain")
    assert box.is_hidden()
    number = page.locator("#headline a.n").first
    key = number.get_attribute("data-key")
    number.click()
    assert box.is_visible()
    assert box.locator("code.key").inner_text() == key
    assert f"growthpole explain {run.run_id}" in box.locator("pre").inner_text()
    page.keyboard.press("Escape")
    assert box.is_hidden()
    assert problems == []
    page.close()


def test_letters_of_the_charts_are_legible_on_a_phone(browser, run):
    page = browser.new_page(viewport={"width": 360, "height": 800})
    page.goto(Path(run.folder / "report.zh.html").as_uri())
    heights = page.evaluate(
        "[...document.querySelectorAll('figure.chart svg text')].filter(t => t.textContent.trim())"
        ".map(t => t.getBoundingClientRect().height)"
    )
    assert min(heights) >= 7.0  # CSS pixels; smaller letters are not read on a phone
    page.close()
