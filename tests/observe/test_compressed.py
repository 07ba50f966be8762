"""Files packed by gzip are read, and never beyond the limit."""

from __future__ import annotations

import gzip

import numpy as np

from growthpole.errors import LimitExceeded, SourceError
from growthpole.observe import Limits
from growthpole.observe.compressed import unpacked


def test_gzip_is_unpacked_within_the_limit_only(refused):
    limits = Limits(max_file_bytes=1000)
    assert unpacked(gzip.compress(b"x" * 1000), "t.gz", limits) == b"x" * 1000
    with refused("gzip-too-large", "t.gz", kind=LimitExceeded):
        unpacked(gzip.compress(b"x" * 1001), "t.gz", limits)
    with refused("damaged-gzip", "t.gz", kind=SourceError):
        unpacked(gzip.compress(np.random.default_rng(0).bytes(500))[:-20], "t.gz", limits)
