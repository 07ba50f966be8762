"""What the catalogue says: snapshots, ingests and runs, as frozen records."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

__all__ = ["DeliveryRecord", "IngestRecord", "RunRecord", "SnapshotRecord"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SnapshotRecord:
    """Raw bytes that were kept.

    Attributes
    ----------
    sha256, size : str, int
        Hash and number of the bytes.
    first_seen : str
        When they were first kept, ISO 8601.
    names : tuple of str
        All names under which the same bytes came, oldest first.
    """

    sha256: str
    size: int
    first_seen: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryRecord:
    """A source that came with other bytes than before, or for the first time.

    Attributes
    ----------
    source_name, sha256 : str
        Name of the source and hash of its bytes.
    received : str
        When, ISO 8601.
    """

    source_name: str
    sha256: str
    received: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IngestRecord:
    """One reading of one file: ``read = loaded + quarantined + skipped``, always.

    Attributes
    ----------
    source_name, sha256, kind : str
        Name of the source, hash of its bytes, and the way it was read; together unique.
    read, loaded, quarantined, skipped : int
        Counts of rows.
    recorded : str
        When, ISO 8601.
    """

    source_name: str
    sha256: str
    kind: str
    read: int
    loaded: int
    quarantined: int
    skipped: int
    recorded: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRecord:
    """A published run.

    Attributes
    ----------
    run_id, created : str
        Name of the run and the time its maker gave it.
    folder : Path
        Where its files are.
    stages : tuple of (str, str)
        Each stage with its key, in order.
    summary : mapping
        What the maker wanted to be known without opening the folder.
    """

    run_id: str
    created: str
    folder: Path
    stages: tuple[tuple[str, str], ...]
    summary: Mapping[str, Any]

    @property
    def present(self) -> bool:
        """Whether the folder still exists: a user may have deleted it."""
        return self.folder.is_dir()
