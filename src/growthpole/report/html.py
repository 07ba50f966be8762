"""A document as one HTML file, with its charts as SVG and their data as CSV beside it."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from growthpole.messages import Lang, text
from growthpole.report.csv_files import chart_csv

if TYPE_CHECKING:
    from jinja2 import Environment, Template

    from growthpole.views.model import ChartView, Document

ENGLISH_FONTS: Final = "Noto Sans, Helvetica, Arial, sans-serif"

__all__ = ["render_html"]


def render_html(document: Document, run_id: str) -> Mapping[str, bytes]:
    """Files of the report in the document's language: the page, and a CSV and an SVG for each chart."""
    from markupsafe import Markup

    charts = document.charts()
    drawings = {chart.id: _svg(chart, document.lang) for chart in charts}
    tables = {chart.id: chart_csv(chart) for chart in charts}
    page = _template().render(
        document=document,
        run_id=run_id,
        script_hash=_script_hash(),
        lang_tag="zh-CN" if document.lang == "zh" else "en",
        drawings={name: Markup(svg) for name, svg in drawings.items()},  # noqa: S704 - made here from our own specs
        widths={name: _width(svg) for name, svg in drawings.items()},
        downloads={name: base64.b64encode(data).decode() for name, data in tables.items()},
        say=lambda key, **params: text(f"report.{key}", document.lang, **params),
    )
    files = {f"report.{document.lang}.html": page.encode("utf-8")}
    for chart in charts:
        files[f"charts/{chart.id}.{document.lang}.csv"] = tables[chart.id]
        files[f"charts/{chart.id}.{document.lang}.svg"] = drawings[chart.id].encode("utf-8")
    return files


def _svg(chart: ChartView, lang: Lang) -> str:
    """Drawing of a chart with inner ids of its own.

    The renderer counts ids through the whole process, and two drawings on one page would share them. It measures
    letters with the first font of the list that it finds: with the font of ideographs that takes four times as long,
    so English charts do not name it (an ideograph among English letters is still found).
    """
    import vl_convert

    spec = chart.spec
    if lang == "en":
        spec = {**spec, "config": {**spec["config"], "font": ENGLISH_FONTS}}
    drawn: str = vl_convert.vegalite_to_svg(spec)
    ids = dict.fromkeys(re.findall(r'\bid="([^"]+)"', drawn))
    for number, name in enumerate(ids):
        own = f"{chart.id}--{number}"
        drawn = re.sub(rf'(\bid="|url\(#|href="#){re.escape(name)}(?=["\)])', rf"\g<1>{own}", drawn)
    return drawn


def _width(svg: str) -> int:
    """Width at which a drawing is shown at most: a little over its own, so that its letters stay letters."""
    found = re.search(r'<svg[^>]* width="([0-9.]+)"', svg)
    return round(float(found[1]) * 1.2) if found else 660


@cache
def _script_hash() -> str:
    """What the page's policy knows its one script by; no other script runs."""
    script = _environment().get_template("report.js").render()
    return f"sha256-{base64.b64encode(sha256(script.encode()).digest()).decode()}"


@cache
def _template() -> Template:
    return _environment().get_template("report.html")


@cache
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    return Environment(
        loader=PackageLoader("growthpole.report", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
