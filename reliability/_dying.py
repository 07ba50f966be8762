"""A process that kills itself just before a chosen step on the disk."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from typing import Any

_left = [0]


def step_on_disk() -> None:
    """Count one step; at the last one the process kills itself."""
    _left[0] -= 1
    if _left[0] == 0:
        os.kill(os.getpid(), signal.SIGKILL)


def die_before(step: int) -> None:
    """Let this process die just before its ``step``-th call that changes the disk."""
    _left[0] = step
    for name in ("fsync", "replace", "rename", "mkdir", "unlink", "rmdir"):
        setattr(os, name, _counted(getattr(os, name)))


def _counted(call: Callable[..., Any]) -> Callable[..., Any]:
    def counted(*args: Any, **keywords: Any) -> Any:
        step_on_disk()
        return call(*args, **keywords)

    return counted
