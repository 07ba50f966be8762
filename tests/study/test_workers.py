"""Worker processes leave nothing behind that would keep the program from ending."""

from __future__ import annotations

import multiprocessing
import operator
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from growthpole.study.workers import spread

KILLED = """
import multiprocessing, sys, time
from growthpole.study.workers import spread

if __name__ == "__main__":
    with spread(2):
        print(*(child.pid for child in multiprocessing.active_children()), flush=True)
        time.sleep(60)
"""

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


def test_this_process_takes_its_share_of_a_map_and_the_order_is_kept():
    with spread(2) as pool:
        done = list(pool.map(eval, [f"({place}, __import__('os').getpid())" for place in range(5)]))
        assert list(pool.map(operator.add, [1, 2], [3, 4])) == [4, 6]
        assert list(pool.map(abs, [])) == []
        with pytest.raises(ZeroDivisionError):
            list(pool.map(operator.truediv, [1, 1, 1], [1, 1, 0]))
    assert [place for place, _ in done] == list(range(5))
    assert [pid == os.getpid() for _, pid in done] == [False, True, False, True, False]


def test_workers_of_a_process_that_was_killed_end(tmp_path):
    script = tmp_path / "killed.py"
    script.write_text(KILLED, encoding="utf-8")
    with subprocess.Popen([sys.executable, script], stdout=subprocess.PIPE, text=True) as process:
        workers = [int(pid) for pid in process.stdout.readline().split()]
        process.kill()
    assert len(workers) == 1
    until = time.monotonic() + 30
    while any(alive(pid) for pid in workers) and time.monotonic() < until:
        time.sleep(0.05)
    assert [pid for pid in workers if alive(pid)] == []


def alive(pid):
    """Whether the process runs; one whose end nobody has asked about is still listed, as a zombie."""
    state = Path(f"/proc/{pid}/stat")
    listed = running(pid)
    return listed and not (state.is_file() and state.read_text(encoding="utf-8").rpartition(")")[2].split()[0] == "Z")
