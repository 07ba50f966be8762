"""Ctrl-C is Ctrl-C, whatever a library makes of it."""

from __future__ import annotations

import signal

import pytest

from growthpole.cli.stopping import stoppable
from growthpole.errors import Cancelled


def test_an_interrupt_that_a_library_made_an_error_of_is_still_an_interrupt():
    def swallowed():
        try:
            signal.raise_signal(signal.SIGINT)
        except KeyboardInterrupt:
            raise ValueError("not a valid buffer") from None

    before = signal.getsignal(signal.SIGINT)
    with pytest.raises(Cancelled), stoppable():
        swallowed()
    assert signal.getsignal(signal.SIGINT) is before
    with pytest.raises(ValueError, match="our own"), stoppable():
        raise ValueError("our own")
