"""Rows of readings, written as small tables, for the tests of the cross-checks."""

from __future__ import annotations

import pandas as pd

from growthpole.messages import LANGS
from growthpole.tables import Classification

TREE = Classification(
    "region",
    pd.DataFrame(
        [("N", "Nation", "全国", ""), *((code, f"Part {code}", "", "N") for code in ("A", "B", "C", "D"))],
        columns=["code", "name_en", "name_zh", "parent"],
    ),
)


def table(columns, regions, **constant):
    """One row for each region and heading; ``columns`` maps headings to printed texts, top to bottom."""
    rows = [
        {
            "region": region if region.isascii() else "",
            "region_label": region,
            "header": header,
            "value": value,
            "cell": f"{chr(66 + column)}{line}",
        }
        for column, (header, values) in enumerate(columns.items())
        for line, (region, value) in enumerate(zip(regions, values, strict=True), 2)
    ]
    frame = pd.DataFrame(rows, columns=["region", "region_label", "header", "value", "cell"])
    return frame.assign(**{"period": "2021", "unit": "亿元", "file": "book.xlsx", "sheet": "1", **constant})


def codes(findings):
    """Code and cell of each finding; every text of each can be written in both languages."""
    for finding in findings:
        for lang in LANGS:
            assert "{" not in finding.rule(lang) + finding.hint(lang)
            assert finding.rule(lang)
            assert finding.hint(lang)
    return [(finding.code, finding.cell) for finding in findings]
