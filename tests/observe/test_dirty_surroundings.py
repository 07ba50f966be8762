"""Files that try what stands around figures, read by the reader itself."""

import sys
from collections import Counter
from dataclasses import replace

import pytest

from growthpole.observe import read


@pytest.fixture(scope="module")
def readings(dirty, tmp_path_factory):
    """Files, each with its reading."""
    folder = tmp_path_factory.mktemp("surrounded")
    found = []
    for seed in range(120):
        file = dirty.surrounded(seed)
        path = folder / file.name
        path.write_bytes(file.data)
        found.append((file, read(path)))
    return found


def test_every_figure_is_read_with_its_own_period_unit_and_headings(readings, dirty):
    assert [
        (file.name, dirty.judge(file, done).faults) for file, done in readings if dirty.judge(file, done).faults
    ] == []
    assert {dirty.judge(file, done).outcome for file, done in readings} == {"exact"}


def test_every_kind_occurs(readings, dirty):
    kinds = Counter(file.recipe["surroundings"] for file, _ in readings)
    assert set(kinds) == set(sys.modules["dirty_files.surroundings"].SURROUNDINGS)
    assert min(kinds.values()) > 10


@pytest.mark.parametrize(("field", "what"), [("period", "period"), ("unit", "unit"), ("header", "heading")])
def test_the_judge_sees_what_is_taken_from_elsewhere(readings, dirty, field, what):
    for file, done in readings:
        spoilt = replace(done, rows=done.rows.assign(**{field: "1901"}))
        assert what in {fault.what for fault in dirty.judge(file, spoilt).faults}, file.name
