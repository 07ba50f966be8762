"""What made-up studies begin with: the question, two classifications and their lists."""

from __future__ import annotations

import csv


def head(seed, as_of):
    """The beginning of a study.toml that asks about region r2 of nation n."""
    return f"""
version = 1
id = "made-up"
title = {{ en = "Made up", zh = "虚构" }}
seed = {seed}

[question]
region = "r2"
nation = "n"
nation_name = {{ en = "Nowhere", zh = "某国" }}
peers = ["r1", "r3"]
as_of = {as_of}
subject = {{ en = "industry", zh = "工业" }}

[[classification]]
name = "region"
file = "regions.csv"
code = "code"
name_en = "en"
name_zh = "zh"
parent = "=n"

[[classification]]
name = "activity"
file = "activities.csv"
code = "code"
name_en = "en"
name_zh = "zh"

"""


def named(sources, regions, activities):
    """Write the lists of regions and of activities."""
    csv_rows(sources / "regions.csv", ("code", "en", "zh"), [(code, code.upper(), f"{code}区") for code in regions])
    csv_rows(sources / "activities.csv", ("code", "en", "zh"), [(one, one.title(), f"{one}业") for one in activities])


def csv_rows(path, header, rows):
    """Write rows under a header."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
