"""Ctrl-C: work stops at once where it can, and else at its next step."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from growthpole.errors import Cancelled
from growthpole.progress import CancelToken

__all__ = ["stoppable"]


@contextmanager
def stoppable() -> Iterator[CancelToken]:
    """Token that Ctrl-C sets; what compiled code made of the interrupt is told as what it was.

    Raises
    ------
    Cancelled
        Work failed after Ctrl-C: compiled libraries may turn the interrupt into an error of their own.
    """
    token = CancelToken()
    before = signal.getsignal(signal.SIGINT)

    def stop(_number: int, _frame: FrameType | None) -> None:
        token.cancel()
        raise KeyboardInterrupt

    ours = before is signal.default_int_handler and threading.current_thread() is threading.main_thread()
    if ours:
        signal.signal(signal.SIGINT, stop)
    try:
        yield token
    except Exception:
        if token.cancelled:
            raise Cancelled from None
        raise
    finally:
        if ours:
            signal.signal(signal.SIGINT, before)
