"""Worker processes for independent work: one thread of linear algebra each, and none left behind."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor, wait
from contextlib import contextmanager, suppress
from multiprocessing.process import BaseProcess
from types import FrameType
from typing import Any, Final

PATIENCE: Final = 2.0
MASKED: Final = hasattr(signal, "pthread_sigmask")
"""Whether a worker is deaf to Ctrl-C from its start; not on Windows, where it must have begun."""

__all__ = ["spread"]


@contextmanager
def spread(workers: int) -> Iterator[Executor | None]:
    """Executor over ``workers`` processes, this one among them; None for one, whose work is done here.

    Linear algebra has one thread, here and in each worker: several sum in another order, and the last digit of a result
    would depend on the number of workers.
    """
    with _started(workers - 1) as pool:
        import sklearn.linear_model  # noqa: F401 - what is loaded later would keep its threads
        from threadpoolctl import threadpool_limits

        with threadpool_limits(1):
            yield None if pool is None else _Shared(pool, workers)


class _Shared(Executor):
    """A pool beside which this process takes its own share of each map instead of waiting."""

    def __init__(self, pool: Executor, workers: int) -> None:
        self.pool, self.workers = pool, workers

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Leave it to the pool."""
        return self.pool.submit(fn, *args, **kwargs)

    def map(
        self,
        fn: Callable[..., Any],
        *iterables: Iterable[Any],
        timeout: float | None = None,
        chunksize: int = 1,  # noqa: ARG002 - of every executor; here an item is sent alone
    ) -> Iterator[Any]:
        """Every item in order; each of this process is done just before it is asked for."""
        items = list(zip(*iterables, strict=False))
        mine = range(self.workers - 1, len(items), self.workers)
        handed = {place: self.pool.submit(fn, *item) for place, item in enumerate(items) if place not in mine}
        try:
            for start in range(0, len(items), self.workers):
                places = range(start, min(start + self.workers, len(items)))
                own = [fn(*items[place]) for place in places if place in mine]
                yield from [*(handed[place].result(timeout) for place in places if place in handed), *own]
        finally:
            for future in handed.values():
                future.cancel()


@contextmanager
def _started(workers: int) -> Iterator[ProcessPoolExecutor | None]:
    """Processes that load their libraries while work goes on here; None without any."""
    if workers == 0:
        yield None
        return
    before = set(multiprocessing.active_children())
    # a fork of a process with threads may stop for ever
    pool = ProcessPoolExecutor(workers, multiprocessing.get_context("spawn"), initializer=_alone)
    try:
        with _uninterrupted():
            first = [pool.submit(_awake, place) for place in range(workers)]
            if not MASKED:
                wait(first)
        yield pool
    finally:
        _stop(pool, set(multiprocessing.active_children()) - before)


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
    if MASKED:
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        if MASKED:
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
    """Limit a worker to one thread, and leave the stopping to the process that started it, or to its end."""
    import sklearn.ensemble
    import sklearn.linear_model  # noqa: F401 - as above
    from threadpoolctl import threadpool_limits

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    threadpool_limits(1)


def _end_with_parent() -> None:
    """A parent that was killed stops no one: its workers would wait for it for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
