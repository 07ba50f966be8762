"""The ledger: rows that are added and never changed.

A row says that for ``period`` the thing ``key`` of a ``kind`` has a ``payload``, as known at
``vintage``, and why it was written. A correction is a new row with a later vintage; triggers of the
database refuse UPDATE and DELETE, whoever asks. The meaning of the rows belongs to ``track``.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from growthpole.errors import InputError
from growthpole.store.catalogue import as_json
from growthpole.store.database import fetch, transaction

if TYPE_CHECKING:
    from growthpole.store.folder import Store

__all__ = ["LedgerEntry", "LedgerRow", "append", "rows"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerEntry:
    """A row to be added.

    Attributes
    ----------
    recorded : str
        When it is written, ISO 8601; the caller decides.
    kind, period, key : str
        What sort of fact, of which period, about which thing.
    payload : object
        The fact, as JSON can hold it: finite numbers, text, booleans, None, lists, mappings.
    vintage : str
        As known when.
    reason : str
        Why it is written; empty for a first statement.
    """

    recorded: str
    kind: str
    period: str
    key: str
    payload: Any
    vintage: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerRow(LedgerEntry):
    """A row of the ledger; ``id`` grows in the order of writing."""

    id: int


def append(store: Store, entries: Iterable[LedgerEntry]) -> tuple[int, ...]:
    """Add ``entries`` to the ledger of ``store``, all of them or none.

    Returns
    -------
    tuple of int
        The ids of the new rows, in the order of ``entries``.

    Raises
    ------
    InputError
        A payload is not JSON (NaN and infinity are not).
    StoreError
        The database refused.
    """
    values = [
        (e.recorded, e.kind, e.period, e.key, _json(e, position), e.vintage, e.reason)
        for position, e in enumerate(entries, start=1)
    ]
    sql = (
        "INSERT INTO ledger (recorded, kind, period, key, payload, vintage, reason) "
        "VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING id"
    )
    with transaction(store.connection) as con:
        return tuple(int(con.execute(sql, row).fetchone()[0]) for row in values)


def rows(store: Store, kind: str | None = None) -> tuple[LedgerRow, ...]:
    """Rows of the ledger of ``store`` in the order of writing, of one ``kind`` or of all.

    Raises
    ------
    StoreError
        The database cannot be read.
    """
    found = fetch(
        store.connection,
        "SELECT id, recorded, kind, period, key, payload, vintage, reason FROM ledger "
        "WHERE ?1 IS NULL OR kind = ?1 ORDER BY id",
        [kind],
    )
    return tuple(_row(*values) for values in found)


def _row(id_: Any, recorded: Any, kind: Any, period: Any, key: Any, payload: Any, *rest: Any) -> LedgerRow:
    vintage, reason = rest
    return LedgerRow(
        id=id_,
        recorded=recorded,
        kind=kind,
        period=period,
        key=key,
        payload=json.loads(payload),
        vintage=vintage,
        reason=reason,
    )


def _json(entry: LedgerEntry, position: int) -> str:
    try:
        return as_json(entry.payload)
    except (TypeError, ValueError, RecursionError) as error:
        raise InputError(
            "store-bad-payload", position=position, kind=entry.kind, key=entry.key, reason=str(error)
        ) from error
