"""Dirty files read by the reader itself (at scale: reliability/dirty_files.py)."""

from growthpole.errors import GrowthpoleError
from growthpole.observe import read


def test_no_dirty_file_crashes_the_reader(dirty_files, tmp_path):
    """Whatever a file holds, it is read or refused with an error of the house."""
    outcomes = {"read": 0, "refused": 0}
    for file in dirty_files[:200]:
        path = tmp_path / file.name
        path.write_bytes(file.data)
        try:
            reading = read(path, **file.read_arguments)
        except GrowthpoleError:
            outcomes["refused"] += 1
        else:
            assert reading.counts.holds, file.name
            outcomes["read"] += 1
    assert outcomes["read"] > 100
