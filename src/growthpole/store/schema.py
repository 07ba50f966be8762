"""The tables of a study's database, one migration after another.

A migration that was released is never edited: a change is a new one at the end. The database
counts the migrations it has seen in ``PRAGMA user_version``; ``APPLICATION`` marks the file as ours.

``staged`` names the run folders a writer has begun. A folder that is staged but not in ``runs`` was
left by a killed writer and may be removed; nothing else ever is.
"""

from __future__ import annotations

from typing import Final

__all__ = ["APPLICATION", "MIGRATIONS"]

APPLICATION: Final = 0x67726F77  # "grow"

_CATALOGUE = (
    f"PRAGMA application_id = {APPLICATION}",
    """
    CREATE TABLE snapshots (
        sha256     TEXT PRIMARY KEY CHECK (length(sha256) = 64),
        size       INTEGER NOT NULL CHECK (size >= 0),
        first_seen TEXT NOT NULL
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE snapshot_names (
        sha256     TEXT NOT NULL REFERENCES snapshots,
        name       TEXT NOT NULL,
        first_seen TEXT NOT NULL,
        PRIMARY KEY (sha256, name)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE ingests (
        id          INTEGER PRIMARY KEY AUTOINCREMENT,
        source_name TEXT NOT NULL,
        sha256      TEXT NOT NULL REFERENCES snapshots,
        kind        TEXT NOT NULL,
        "read"      INTEGER NOT NULL,
        loaded      INTEGER NOT NULL CHECK (loaded >= 0),
        quarantined INTEGER NOT NULL CHECK (quarantined >= 0),
        skipped     INTEGER NOT NULL CHECK (skipped >= 0),
        recorded    TEXT NOT NULL,
        UNIQUE (source_name, sha256, kind),
        CONSTRAINT row_law CHECK ("read" = loaded + quarantined + skipped)
    ) STRICT
    """,
    """
    CREATE TABLE runs (
        sequence INTEGER PRIMARY KEY AUTOINCREMENT,
        run_id   TEXT NOT NULL UNIQUE,
        created  TEXT NOT NULL,
        summary  TEXT NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE run_stages (
        run_id    TEXT NOT NULL REFERENCES runs (run_id),
        position  INTEGER NOT NULL,
        stage     TEXT NOT NULL,
        stage_key TEXT NOT NULL,
        PRIMARY KEY (run_id, position),
        UNIQUE (run_id, stage)
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX run_stages_by_key ON run_stages (stage, stage_key)",
    "CREATE TABLE staged (run_id TEXT PRIMARY KEY) STRICT, WITHOUT ROWID",
    """
    CREATE TABLE ledger (
        id       INTEGER PRIMARY KEY AUTOINCREMENT,
        recorded TEXT NOT NULL,
        kind     TEXT NOT NULL,
        period   TEXT NOT NULL,
        key      TEXT NOT NULL,
        payload  TEXT NOT NULL,
        vintage  TEXT NOT NULL,
        reason   TEXT NOT NULL
    ) STRICT
    """,
    """
    CREATE TRIGGER ledger_never_changes BEFORE UPDATE ON ledger
    BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END
    """,
    """
    CREATE TRIGGER ledger_never_shrinks BEFORE DELETE ON ledger
    BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END
    """,
    # INSERT OR REPLACE removes the old row without firing the DELETE trigger.
    """
    CREATE TRIGGER ledger_never_replaces BEFORE INSERT ON ledger
    WHEN EXISTS (SELECT 1 FROM ledger WHERE id = NEW.id)
    BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END
    """,
)

# A source may come back to bytes it had before, which ``snapshot_names`` cannot say: each change is a delivery.
_DELIVERIES = (
    """
    CREATE TABLE deliveries (
        id          INTEGER PRIMARY KEY AUTOINCREMENT,
        source_name TEXT NOT NULL,
        sha256      TEXT NOT NULL,
        received    TEXT NOT NULL,
        FOREIGN KEY (sha256, source_name) REFERENCES snapshot_names (sha256, name)
    ) STRICT
    """,
    """
    INSERT INTO deliveries (source_name, sha256, received)
    SELECT name, sha256, first_seen FROM snapshot_names ORDER BY first_seen, sha256
    """,
)

MIGRATIONS: Final[tuple[tuple[str, ...], ...]] = (_CATALOGUE, _DELIVERIES)
