"""The ledger as a table of a run."""

from __future__ import annotations

import math
from dataclasses import fields, replace

from growthpole.provenance import parse_key
from growthpole.track import entries_table
from growthpole.track.entries import KINDS
from growthpole.track.ledger_tables import COLUMNS


def test_every_field_of_every_entry_stands_in_its_row(make):
    entries = [
        make.actual("2021", "2.40", number=1, by="Li", recorded="2024-01-01T00:00:00Z", region="CN-SD"),
        make.actual("2021", "2.5", number=2, region="CN-SD", vintage="2031", corrects="2030", reason="final"),
        make.stage("P1", "signed", "2024-03", number=3, planned=True),
        make.decision("D1", number=4),
        make.money("utilised", "12.5", number=5),
    ]
    table = entries_table(entries[::-1])
    assert table.dims == ("entry",)
    assert list(table.frame.columns) == list(COLUMNS)
    rows = table.rows()
    for entry, row in zip(entries, rows, strict=True):
        assert (row["entry"], row["kind"], row["of_period"], row["key"]) == (str(entry.number), *entry.story)
        for name in (one.name for one in fields(entry) if one.name not in ("value", "number")):
            value = getattr(entry, name)
            assert row[name] == (value if isinstance(value, str) else "yes" * value), name
    assert [row["value"] for row in rows[:2]] == [2.4, 2.5]
    assert rows[4]["value"] == 12.5
    assert all(math.isnan(row["value"]) for row in rows[2:4])
    assert rows[0]["printed"] == "2.40"
    assert [row["corrected_by"] for row in rows] == ["2", "", "", "", ""]
    assert str(table.key(rows[4], "value")) == "track.ledger.value[entry=5]"
    assert parse_key("track.ledger.value[entry=5]").dims == {"entry": "5"}


def test_no_field_is_forgotten():
    held = {one.name for made in KINDS.values() for one in fields(made)} - {"number"}
    assert held <= set(COLUMNS)


def test_an_empty_ledger_is_an_empty_table():
    assert entries_table([]).frame.empty


def test_an_entry_that_was_not_written_is_refused(make, refused):
    with refused("entry-unwritten", "P1"):
        entries_table([replace(make.stage("P1", "lead", "2024"), number=0)])
