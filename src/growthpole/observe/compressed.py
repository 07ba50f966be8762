"""Files packed by gzip: unpacked in memory, and never beyond the limit on a file."""

from __future__ import annotations

import gzip
import zlib
from io import BytesIO
from typing import Final

from growthpole.errors import LimitExceeded, SourceError
from growthpole.observe.spec import Limits

_GZIP: Final = b"\x1f\x8b"

__all__ = ["unpacked"]


def unpacked(data: bytes, file: str, limits: Limits) -> bytes:
    """Bytes of a file, unpacked where they are packed by gzip.

    Raises
    ------
    SourceError
        The packing is damaged.
    LimitExceeded
        They unpack to more than ``limits.max_file_bytes``; no more than that is unpacked.

    Examples
    --------
    >>> unpacked(gzip.compress(b"region,value"), "t.csv.gz", Limits()), unpacked(b"region", "t.csv", Limits())
    (b'region,value', b'region')
    """
    if not data.startswith(_GZIP):
        return data
    try:
        with gzip.GzipFile(fileobj=BytesIO(data)) as stream:
            found = stream.read(limits.max_file_bytes + 1)
    except (OSError, EOFError, zlib.error) as problem:
        raise SourceError("damaged-gzip", path=file, problem=problem) from None
    if len(found) > limits.max_file_bytes:
        raise LimitExceeded("gzip-too-large", path=file, limit=f"{limits.max_file_bytes / 2**20:g}")
    return found
