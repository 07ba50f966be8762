"""Fixtures shared by the rooms: a finished run of the bundled study, and the refusal of bad input."""

from __future__ import annotations

import importlib.util
from contextlib import contextmanager
from pathlib import Path

import pytest

from growthpole.errors import InputError
from growthpole.report import render_html
from growthpole.study import new_study, run_study


@pytest.fixture(scope="session")
def books():
    """The maker of workbooks, sound and hostile."""
    spec = importlib.util.spec_from_file_location("workbooks", Path(__file__).parent / "observe" / "workbooks.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


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


@pytest.fixture
def fresh_study(tmp_path) -> Path:
    """A study folder of its own, not yet run."""
    return new_study(tmp_path / "study")


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
