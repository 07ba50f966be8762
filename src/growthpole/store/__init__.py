"""What is kept, and how does it survive? Snapshots, catalogue, ledger rows, published runs.

A study is a folder, and this room alone writes into it. Bytes go to a temporary file, are synced,
renamed and synced again; then one SQLite transaction names them. Readers follow the catalogue only,
so a kill at any moment leaves the old state or the new one, never something between.

========================  ====================================================================
:class:`Store`            the study folder: snapshots, ingests, runs, and the one writer
:func:`append`            add rows to the ledger, all or none; :func:`rows` reads them
:func:`write_parquet`     a table as a file: the same frame gives the same bytes
:func:`query_parquet`     filtered rows of such a file, values bound
:func:`write_bytes`       replace one file whole or not at all
:func:`publish_directory` put a finished folder in its place, whole or not at all
:func:`connect`           the SQLite database, brought to the present version
========================  ====================================================================
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from growthpole.lazy import exports

if TYPE_CHECKING:
    from growthpole.store.atomic import fsync_directory, publish_directory, write_bytes, write_text
    from growthpole.store.database import connect, transaction
    from growthpole.store.folder import Store
    from growthpole.store.ledger import LedgerEntry, LedgerRow, append, rows
    from growthpole.store.parquet import query_parquet, read_parquet, read_parquets, write_parquet, write_parquets
    from growthpole.store.records import IngestRecord, RunRecord, SnapshotRecord

_HOME = {
    "IngestRecord": "records",
    "LedgerEntry": "ledger",
    "LedgerRow": "ledger",
    "RunRecord": "records",
    "SnapshotRecord": "records",
    "Store": "folder",
    "append": "ledger",
    "connect": "database",
    "fsync_directory": "atomic",
    "publish_directory": "atomic",
    "query_parquet": "parquet",
    "read_parquet": "parquet",
    "read_parquets": "parquet",
    "rows": "ledger",
    "transaction": "database",
    "write_bytes": "atomic",
    "write_parquet": "parquet",
    "write_parquets": "parquet",
    "write_text": "atomic",
}

__all__ = [
    "IngestRecord",
    "LedgerEntry",
    "LedgerRow",
    "RunRecord",
    "SnapshotRecord",
    "Store",
    "append",
    "connect",
    "fsync_directory",
    "publish_directory",
    "query_parquet",
    "read_parquet",
    "read_parquets",
    "rows",
    "transaction",
    "write_bytes",
    "write_parquet",
    "write_parquets",
    "write_text",
]

__getattr__, __dir__ = exports(__name__, _HOME)
