"""The ledger: added to, never changed."""

import sqlite3
from dataclasses import replace

import pytest

from growthpole.errors import InputError
from growthpole.store import LedgerEntry, LedgerRow, Store, append, rows

ENTRY = LedgerEntry(
    recorded="2026-03-01T08:00:00+00:00",
    kind="actual",
    period="2025",
    key="equipment_revenue",
    payload={"value": 1.5, "unit": "亿元", "parts": [1, None, True]},
    vintage="2026-03",
    reason="",
)


def test_rows_come_back_as_written_in_order(store):
    other = replace(ENTRY, kind="alert", payload="低于计划", reason="修订")
    assert append(store, [ENTRY, other]) == (1, 2)
    assert append(store, [ENTRY]) == (3,)
    assert append(store, []) == ()
    found = rows(store)
    assert [row.id for row in found] == [1, 2, 3]
    assert rows(store, "alert") == (found[1],)
    assert rows(store, "nothing") == ()
    assert found[0] == LedgerRow(
        id=1,
        recorded=ENTRY.recorded,
        kind="actual",
        period="2025",
        key="equipment_revenue",
        payload=ENTRY.payload,
        vintage="2026-03",
        reason="",
    )


def test_rows_survive_reopening(store):
    append(store, [ENTRY])
    with Store.open(store.folder) as again:
        assert rows(again)[0].payload == ENTRY.payload


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE ledger SET reason = 'x'",
        "DELETE FROM ledger",
        "DELETE FROM ledger WHERE id = 1",
        "INSERT OR REPLACE INTO ledger VALUES (1, 'r', 'k', 'p', 'k', '{}', 'v', 'x')",
        "REPLACE INTO ledger VALUES (1, 'r', 'k', 'p', 'k', '{}', 'v', 'x')",
    ],
)
def test_the_database_itself_refuses_changes(store, sql):
    append(store, [ENTRY])
    before = rows(store)
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        store.connection.execute(sql)
    assert rows(store) == before


@pytest.mark.parametrize("payload", [float("nan"), {"x": float("inf")}, {1, 2}, object(), {"a": 1, 2: 3}, "\ud800"])
def test_what_json_cannot_hold_is_refused_and_nothing_is_kept(store, payload):
    with pytest.raises(InputError) as caught:
        append(store, [ENTRY, replace(ENTRY, payload=payload)])
    assert caught.value.code == "store-bad-payload"
    assert "entry 2 (actual, equipment_revenue)" in str(caught.value)
    assert rows(store) == ()
