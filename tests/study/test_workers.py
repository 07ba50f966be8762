"""Worker processes leave nothing behind that would keep the program from ending."""

from __future__ import annotations

import multiprocessing
import os
import threading
import time

import pytest

from growthpole.study.workers import spread

LARGE = 30_000_000
"""Bytes of a result that takes longer to hand over than to make, so that the worker is stopped in the middle of it."""


def running(pid):
    """Whether the process exists: one that two threads waited for is listed on, though it is gone."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.parametrize("pause", [0.05, 0.15])
def test_a_worker_stopped_while_it_hands_over_a_result_holds_nothing_up(pause):
    def stopped():
        with spread(2) as pool:
            for _ in range(50):
                pool.submit(bytes, LARGE)
            time.sleep(pause)
            raise KeyError

    before = set(threading.enumerate())
    with pytest.raises(KeyError):
        stopped()
    for thread in set(threading.enumerate()) - before:
        thread.join(10)
        assert not thread.is_alive()
    assert [child.pid for child in multiprocessing.active_children() if running(child.pid)] == []
