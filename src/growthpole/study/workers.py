"""Worker processes for independent work: one thread of linear algebra each, and none left behind."""

from __future__ import annotations

import multiprocessing
import signal
import threading
import time
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager, suppress
from multiprocessing.process import BaseProcess
from types import FrameType
from typing import Final

PATIENCE: Final = 2.0

__all__ = ["spread"]


@contextmanager
def spread(workers: int) -> Iterator[Executor | None]:
    """Executor over worker processes; None for one worker, whose work is done here.

    Linear algebra has one thread, here and in each worker: several sum in another order, and the last digit of a result
    would depend on the number of workers.
    """
    import sklearn.linear_model  # noqa: F401 - what is loaded later would keep its threads
    from threadpoolctl import threadpool_limits

    with threadpool_limits(1):
        if workers == 1:
            yield None
            return
        before = set(multiprocessing.active_children())
        # a fork of a process with threads may stop for ever
        pool = ProcessPoolExecutor(workers, multiprocessing.get_context("spawn"), initializer=_alone)
        try:
            with _uninterrupted():
                list(pool.map(_awake, range(workers)))
            yield pool
        except BaseException:
            _stop(pool, set(multiprocessing.active_children()) - before)
            raise
        pool.shutdown()


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Hold Ctrl-C back while the workers start, which inherit that they are not interrupted."""
    missed = []

    def later(number: int, _frame: FrameType | None) -> None:
        missed.append(number)

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, later)
    masked = hasattr(signal, "pthread_sigmask")  # not on Windows
    if masked:
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        if masked:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
        signal.signal(signal.SIGINT, before)
    if missed:
        signal.raise_signal(signal.SIGINT)


def _stop(pool: ProcessPoolExecutor, children: set[BaseProcess]) -> None:
    """Stop the workers at once.

    The pool's own thread fails on a worker that dies while cancelled work still waits, so it is given the time to drop
    that first; and a write to a pipe that no worker reads any more would wait for ever, so its reading end is closed.
    So would the reading of a result whose worker was stopped in the middle of it: our own writing end is closed too.
    """
    tasks, results = (getattr(pool, name, None) for name in ("_call_queue", "_result_queue"))
    pool.shutdown(wait=False, cancel_futures=True)
    until = time.monotonic() + PATIENCE
    while getattr(pool, "_cancel_pending_futures", False) and time.monotonic() < until:
        time.sleep(0.005)
    for process in children:
        process.terminate()
    if tasks is not None:
        with suppress(OSError):  # the pool's own thread may close it at the same moment
            tasks._reader.close()
    for process in children:
        process.join(PATIENCE)
    if results is not None:
        results._writer.close()


def _awake(place: int) -> int:
    return place


def _alone() -> None:
    """Limit a worker to one thread, and leave the stopping to the process that started it."""
    import sklearn.ensemble
    import sklearn.linear_model  # noqa: F401 - as above
    from threadpoolctl import threadpool_limits

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threadpool_limits(1)
