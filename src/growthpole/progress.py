"""How long work tells where it is, is stopped, and is spread over workers.

Pure functions take ``on_progress`` (called with a :class:`Step`) and, where their pieces are
independent, ``executor`` (a :class:`concurrent.futures.Executor`; Dask's ``Client.get_executor()``
fits). Raising :class:`~growthpole.errors.Cancelled` from ``on_progress`` stops the work.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import TypeVar

from growthpole.errors import Cancelled

Item = TypeVar("Item")
Result = TypeVar("Result")

__all__ = ["CancelToken", "OnProgress", "Step", "map_ordered", "silent"]


@dataclass(frozen=True, slots=True)
class Step:
    """Where the work is: ``done`` of ``total`` pieces of ``stage``."""

    stage: str
    done: int
    total: int
    note: str = ""


OnProgress = Callable[[Step], None]


def silent(step: Step) -> None:
    """Report nothing."""


class CancelToken:
    """A switch one thread sets and the worker reads.

    Examples
    --------
    >>> token = CancelToken()
    >>> report = token.guard(silent)
    >>> report(Step("observe", 1, 2))
    >>> token.cancel()
    >>> report(Step("observe", 2, 2))
    Traceback (most recent call last):
    growthpole.errors.Cancelled: Stopped by the user...
    """

    def __init__(self) -> None:
        self._event = threading.Event()

    def cancel(self) -> None:
        """Ask the work to stop at its next step."""
        self._event.set()

    @property
    def cancelled(self) -> bool:
        """Whether :meth:`cancel` was called."""
        return self._event.is_set()

    def guard(self, on_progress: OnProgress) -> OnProgress:
        """``on_progress`` that raises :class:`Cancelled` once the switch is set."""

        def report(step: Step) -> None:
            if self.cancelled:
                raise Cancelled
            on_progress(step)

        return report


def map_ordered(
    function: Callable[[Item], Result],
    items: Iterable[Item],
    *,
    executor: Executor | None = None,
    on_progress: OnProgress = silent,
    stage: str = "",
) -> Iterator[Result]:
    """``function`` of each item, in the items' order, whatever the number of workers.

    Examples
    --------
    >>> list(map_ordered(abs, [-2, 3]))
    [2, 3]
    """
    todo = list(items)
    results = map(function, todo) if executor is None else executor.map(function, todo)
    try:
        for done, result in enumerate(results, start=1):
            on_progress(Step(stage, done, len(todo)))
            yield result
    finally:
        # An executor cancels what has not begun when its iterator closes, else only at garbage collection.
        if isinstance(results, Generator):
            results.close()
