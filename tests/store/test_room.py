"""The face of the room: sorted, lazy, complete."""

import subprocess
import sys
from importlib import import_module

import pytest

from growthpole import store
from growthpole.messages import LANGS, keys, text


def test_every_public_name_is_reached_from_the_room():
    assert store.__all__ == sorted(store.__all__)
    for name in store.__all__:
        home = import_module(f"growthpole.store.{store._HOME[name]}")
        assert getattr(store, name) is getattr(home, name)
    with pytest.raises(AttributeError, match="nope"):
        _ = store.nope


def test_opening_a_study_loads_nothing_heavy():
    program = (
        "import sys, tempfile, pathlib\nfrom growthpole.store import Store\n"
        "import growthpole.store.parquet\n"
        "Store.open(pathlib.Path(tempfile.mkdtemp()), create=True).close()\n"
        "heavy = {'pandas', 'numpy', 'duckdb', 'xarray'} & set(sys.modules)\n"
        "sys.exit(' '.join(heavy) or None)"
    )
    done = subprocess.run([sys.executable, "-c", program], check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_every_error_of_the_room_is_written_in_both_languages():
    mine = [key for key in keys("errors") if key.startswith("errors.store-")]
    assert len(mine) > 20
    for key in mine:
        assert all(text(key, lang) for lang in LANGS)
