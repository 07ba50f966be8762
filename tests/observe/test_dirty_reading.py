"""Dirty files read by the reader itself (at scale: reliability/dirty_files.py)."""

import importlib.util
import sys
from pathlib import Path

import pytest

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


@pytest.fixture
def script(dirty):
    """The large run, under a name that is not that of the package it uses."""
    path = Path(__file__).parents[2] / "reliability" / "dirty_files.py"
    spec = importlib.util.spec_from_file_location("many_dirty_files", path)
    module = importlib.util.module_from_spec(spec)
    before = list(sys.path)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    yield module
    sys.path[:] = before
    del sys.modules[spec.name]


class TestLargeRun:
    def test_counts_every_file_once_by_kind_and_by_choice(self, script, capsys):
        account = script.Account()
        for result in script.all_results(files=60, workers=1, seed=0):
            account.add(result)
        account.show()
        assert sum(account.by_kind.values()) == 60
        assert sum(count for (name, _, _), count in account.by_choice.items() if name == "format") == 60
        assert "recoverable files loaded exactly:" in capsys.readouterr().out

    def test_fails_on_a_wrong_cell_a_crash_or_too_few_exact_files(self, script, dirty):
        def passed(*outcomes, kind="recoverable"):
            account = script.Account()
            for seed, outcome in enumerate(outcomes):
                account.add(script.Result(seed, kind, (("format", "csv"),), dirty.Verdict(outcome)))
            return account.passed

        assert passed(*["exact"] * 95, *["named"] * 5)
        assert not passed(*["exact"] * 94, *["asked"] * 6)
        assert not passed(*["exact"] * 99, "wrong")
        assert not passed(*["exact"] * 99, "crash")
        assert passed("asked", "named", kind="hostile")
        assert not passed("wrong", kind="hostile")
