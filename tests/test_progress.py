import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from growthpole.errors import Cancelled
from growthpole.progress import CancelToken, Step, map_ordered, silent

LONG = 60  # seconds: never waited for unless the test fails


def test_a_token_is_set_once_and_for_all_its_guards():
    token, steps = CancelToken(), []
    first, second = token.guard(steps.append), token.guard(silent)
    first(Step("observe", 1, 3))
    second(Step("observe", 1, 3))
    assert not token.cancelled
    token.cancel()
    token.cancel()
    assert token.cancelled
    for report in (first, second, token.guard(silent)):
        with pytest.raises(Cancelled) as caught:
            report(Step("observe", 2, 3))
        assert (caught.value.code, caught.value.exit_code) == ("cancelled", 130)
    assert steps == [Step("observe", 1, 3)]


def test_another_token_is_not_touched():
    token, other = CancelToken(), CancelToken()
    token.cancel()
    assert not other.cancelled


def test_a_token_reaches_another_thread():
    token, seen = CancelToken(), []

    def worker():
        report = token.guard(silent)
        try:
            while True:
                report(Step("work", 0, 1))
        except Cancelled:
            seen.append("stopped")

    thread = threading.Thread(target=worker, daemon=True)
    thread.start()
    token.cancel()
    thread.join(LONG)
    assert seen == ["stopped"]


@given(st.lists(st.integers()), st.integers(1, 4))
@settings(max_examples=30, deadline=None)
def test_any_number_of_workers_gives_the_serial_answer(items, workers):
    serial, parallel = [], []
    expected = list(map_ordered(hash, iter(items), on_progress=serial.append, stage="s"))
    with ThreadPoolExecutor(workers) as executor:
        found = list(map_ordered(hash, iter(items), executor=executor, on_progress=parallel.append, stage="s"))
    assert found == expected == [hash(item) for item in items]
    assert serial == parallel == [Step("s", i, len(items)) for i in range(1, len(items) + 1)]


def test_results_come_in_order_when_the_first_is_the_last_to_finish():
    others = threading.Barrier(3)  # 1, 2 and the release of 0 meet here
    release = threading.Event()

    def work(item):
        if item == 0:
            assert release.wait(LONG)
        else:
            others.wait(LONG)
        return item

    with ThreadPoolExecutor(3) as executor:
        found = map_ordered(work, range(3), executor=executor)
        threading.Thread(target=lambda: (others.wait(LONG), release.set()), daemon=True).start()
        assert list(found) == [0, 1, 2]


def test_serial_work_stops_where_it_is_cancelled():
    ran, token = [], CancelToken()

    def work(item):
        ran.append(item)
        if item == 2:
            token.cancel()
        return item

    found = []
    with pytest.raises(Cancelled):
        found.extend(map_ordered(work, range(10), on_progress=token.guard(silent)))
    assert ran == [0, 1, 2]
    assert found == [0, 1]  # the step of a piece comes before its result


def test_parallel_work_not_begun_is_dropped_on_cancelling():
    """The error is still held while the executor shuts down: pieces must not run on in the meantime."""
    ran, gate = [], threading.Event()

    def work(item):
        ran.append(item)
        assert item == 0 or gate.wait(LONG)

    def stop(step):
        raise Cancelled

    executor = ThreadPoolExecutor(1)
    try:
        with pytest.raises(Cancelled) as held:
            list(map_ordered(work, range(50), executor=executor, on_progress=stop))
    finally:
        gate.set()
        executor.shutdown(wait=True)
    assert held.value.code == "cancelled"
    assert ran in ([0], [0, 1])  # the one under way may finish


def test_leaving_early_drops_the_rest_too():
    ran, gate = [], threading.Event()

    def work(item):
        ran.append(item)
        assert item == 0 or gate.wait(LONG)
        return item

    executor = ThreadPoolExecutor(1)
    try:
        found = map_ordered(work, range(50), executor=executor)
        assert next(found) == 0
        found.close()
    finally:
        gate.set()
        executor.shutdown(wait=True)
    assert ran in ([0], [0, 1])


@pytest.mark.parametrize("workers", [None, 2])
def test_a_failing_piece_fails_the_whole(workers):
    steps = []
    executor = None if workers is None else ThreadPoolExecutor(workers)
    with pytest.raises(ZeroDivisionError):
        list(map_ordered(lambda item: 1 // item, [1, 2, 0, 3], executor=executor, on_progress=steps.append))
    if executor is not None:
        executor.shutdown()
    assert [step.done for step in steps] == [1, 2]


def test_nothing_to_do_tells_nothing():
    steps = []
    assert list(map_ordered(abs, [], on_progress=steps.append)) == []
    assert steps == []
