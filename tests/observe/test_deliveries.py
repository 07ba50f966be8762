"""An earlier delivery is read as the file is declared today; what does not fit is a finding, never a crash."""

import hashlib

import pytest

from growthpole.messages import LANGS
from growthpole.observe import ingest
from growthpole.observe.deliveries import compare_sources

HEADER = "region,indicator,period,value,unit\n"
OLD = f"{HEADER}山东,gdp,2021,83095.90,亿元\n370100,gdp,2021,11432.2,亿元\n".encode()


@pytest.fixture
def compared(study):
    """Sources beside earlier bytes of ``values.csv``."""

    def compare(old, name="values.csv"):
        found = ingest(study.folder, study.specs)
        told = compare_sources(found, study.specs, study.folder, {name: (hashlib.sha256(old).hexdigest(), old)})
        return {one.file: one for one in told}

    return compare


def test_a_revised_cell_with_both_places(study, compared):
    study.write("values.csv", f"{HEADER}370100,gdp,2021,11432.2,亿元\n山东,gdp,2021,82875.2,亿元\n")
    one = compared(OLD)["values.csv"]
    assert (one.state, one.rows) == ("compared", 2)
    row = one.revisions.frame.iloc[0]
    assert (row["region"], row["old"], row["new"]) == ("CN-SD", "83095.90", "82875.2")
    assert (row["old_cell"], row["new_cell"]) == ("D2", "D3")
    assert one.before != one.sha256


def test_a_first_delivery_has_nothing_to_compare(study, compared):
    told = compared(OLD)
    assert {name: one.state for name, one in told.items()} == {
        "regions.csv": "first",
        "keys.csv": "first",
        "values.csv": "compared",
    }
    assert told["keys.csv"].revisions is None
    assert told["values.csv"].revisions.nothing


def test_another_encoding_and_other_line_ends_are_no_revision(compared):
    text = OLD.decode().replace("\n", "\r\n")
    assert compared(text.encode("utf-8-sig"))["values.csv"].revisions.nothing


@pytest.mark.parametrize(
    ("old", "words"),
    [
        (OLD.replace(b"period", b"year"), "missing-column values.csv:1 [period]"),
        (OLD.replace("山东".encode(), "某省".encode()), "unknown-region values.csv:2 [region] 某省"),
        (b"PK\x03\x04 no workbook", "not-text"),
    ],
    ids=["renamed column", "unknown region", "another format"],
)
def test_what_cannot_be_read_today_is_a_finding(compared, old, words):
    one = compared(old)["values.csv"]
    assert (one.state, one.revisions) == ("unreadable", None)
    assert (one.finding.code, one.finding.severity) == ("vintage-unreadable", "warn")
    for lang in LANGS:
        assert words in one.finding.rule(lang)
        assert one.finding.hint(lang)


def test_files_of_codes_are_not_compared(compared):
    assert compared(b"code,en\nX,Ex\n", "regions.csv")["regions.csv"].state == "uncompared"


def test_a_lost_snapshot_is_a_finding(study):
    found = ingest(study.folder, study.specs)
    one = compare_sources(found, study.specs, study.folder, {"values.csv": ("ab" * 32, b"")})[-1]
    assert (one.state, one.before, one.finding.code) == ("unreadable", "ab" * 32, "vintage-lost")
    assert all("abababababab…" in one.finding.rule(lang) for lang in LANGS)
