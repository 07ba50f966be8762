"""Fixtures shared by the rooms: a finished run of the bundled study, and the refusal of bad input."""

from __future__ import annotations

import importlib
import inspect
import math
import pkgutil
import shutil
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest

import history_cases
import ods_writing
import stability_cases
import workbooks
import xls_writing
from growthpole.errors import InputError
from growthpole.indicators import registry
from growthpole.messages import LANGS
from growthpole.report import render_html
from growthpole.study import new_study, run_study


@pytest.fixture(scope="session")
def books():
    """The maker of workbooks."""
    return workbooks


@pytest.fixture(scope="session")
def xls():
    """The maker of XLS workbooks."""
    return xls_writing


@pytest.fixture(scope="session")
def ods():
    """The maker of OpenDocument spreadsheets."""
    return ods_writing


@pytest.fixture(scope="session")
def histories():
    """The maker of a made-up study with a long history, a register of projects and a network of firms."""
    return history_cases


@pytest.fixture(scope="session")
def modelled(histories, tmp_path_factory):
    """The finished run of that study, with projects and firms; tests read it and change nothing."""
    folder = histories.write(tmp_path_factory.mktemp("modelled") / "study", **histories.WHOLE)
    return run_study(folder, stages=("track",)).run


@pytest.fixture(scope="session")
def downturns():
    """The maker of a made-up study with a downturn, jobs by activity and their odds of exit."""
    return stability_cases


@pytest.fixture(scope="session")
def steady(downturns, tmp_path_factory):
    """The finished run of that study; tests read it and change nothing."""
    return run_study(downturns.write(tmp_path_factory.mktemp("steady") / "study"), stages=("plan",)).run


@pytest.fixture(scope="session")
def study_folder(tmp_path_factory):
    """A study folder with one finished run; tests read it and change nothing."""
    folder = tmp_path_factory.mktemp("shandong") / "study"
    new_study(folder)
    run_study(folder, renderers={"html": render_html})
    return folder


@pytest.fixture(scope="session")
def run(study_folder):
    """The finished run of the bundled study."""
    from growthpole.study import open_run

    return open_run("latest", study_folder)


@pytest.fixture(scope="session")
def german_folder(tmp_path_factory):
    """The second bundled study with one finished run; tests read it and change nothing."""
    folder = new_study(tmp_path_factory.mktemp("germany") / "study", "germany")
    run_study(folder, renderers={"html": render_html})
    return folder


@pytest.fixture(scope="session")
def german(german_folder):
    """The finished run of the second bundled study."""
    from growthpole.study import open_run

    return open_run("latest", german_folder)


@pytest.fixture(scope="session")
def soundly_named():
    """Check of a source cell: it ends at a place, and each code bears the names its run has for it."""

    def names_in(run):
        """Names by kind and code as the tables of the run have them, a missing one filled by the other."""
        found = {}
        for kind in ("region", "activity", "indicator"):
            for row in run.table(f"observe.classification_{kind}").rows():
                found[kind, row["code"]] = (row["name_en"], row["name_zh"])
        if "observe.translations" in run.table_names:
            for row in run.table("observe.translations").rows():
                if (row["kind"], row["text_en"]) in found:
                    found[row["kind"], row["text_en"]] = (found[row["kind"], row["text_en"]][0], row["text_zh"])
        return {key: (en or zh, zh or en) for key, (en, zh) in found.items()}

    known = {}

    def check(run, cell, key):
        if run.folder not in known:
            known[run.folder] = names_in(run)
        named = known[run.folder]
        assert len(cell.sha256) == 64, key
        assert cell.file, key
        assert (cell.sheet and cell.cell) or (cell.line > 1 and cell.column), key
        assert cell.labels, key
        assert math.isfinite(cell.value), key
        for label in cell.labels:
            assert label.name_en, key
            assert label.name_zh, key
            if label.dim in ("region", "activity", "indicator"):
                assert (label.name_en, label.name_zh) == named[label.dim, label.code], key

    return check


@pytest.fixture
def fresh_study(tmp_path) -> Path:
    """A study folder of its own, not yet run."""
    return new_study(tmp_path / "study")


@pytest.fixture
def ready_study(study_folder, tmp_path) -> Path:
    """A study folder of its own with a finished run, of which a new run takes over what has not changed."""
    return Path(shutil.copytree(study_folder, tmp_path / "ready"))


@pytest.fixture
def refused():
    """Context manager: an error of the given code whose text, in both languages, holds the words."""

    @contextmanager
    def manager(code, *words, kind=InputError):
        with pytest.raises(kind) as caught:
            yield
        assert caught.value.code == code
        for lang in ("en", "zh"):
            message = caught.value.message(lang)
            for word in words:
                assert word in message

    return manager


class RoomFace:
    """The public face of a room of measures: names, laziness, and one registry entry per measure."""

    def names(self, room, measures, helpers):
        """Exactly these names are public, and each is reached."""
        assert list(room.__all__) == sorted((*measures, *helpers))
        assert set(room.__all__) <= set(dir(room))
        with pytest.raises(AttributeError, match="nonsense"):
            room.nonsense  # noqa: B018

    def entries(self, room, measures):
        """Measures and entries match one to one, and an entry says all in both languages."""
        short = room.__name__.rpartition(".")[2]
        entries = {key: entry for key, entry in registry().items() if entry.room == short}
        assert sorted(entry.function for entry in entries.values()) == sorted(f"{short}.{name}" for name in measures)
        for name in measures:
            for texts in (entries[name].titles, entries[name].definitions, entries[name].reading):
                assert set(texts) == set(LANGS)
                assert all(texts.values())
            assert entries[name].formula
            assert entries[name].reference

    def documented(self, room, name):
        """A measure stands in the room's table, and its docstring has every section."""
        assert f"``{name}``" in room.__doc__
        for section in ("Parameters", "Returns", "Examples", "References"):
            assert f"{section}\n" in inspect.getdoc(getattr(room, name))

    def modules(self, room):
        """Submodules never hide a public name, in whatever order they are imported."""
        modules = [module.name for module in pkgutil.iter_modules(room.__path__)]
        assert not set(modules) & set(room.__all__)
        for module in reversed(modules):
            importlib.import_module(f"{room.__name__}.{module}")
        for name in room.__all__:
            assert callable(getattr(room, name))
            assert getattr(room, name).__name__ == name

    def light(self, room):
        """Importing the room loads no array library."""
        heavy = "{'numpy', 'scipy', 'pandas', 'xarray'}"
        code = f"import sys, {room.__name__}; sys.exit(bool({heavy} & set(sys.modules)))"
        assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.fixture(scope="session")
def room_face():
    """Checks that every room of measures passes."""
    return RoomFace()
