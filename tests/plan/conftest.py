"""Fixtures of the room: the maker of random portfolios, which also tries every plan of them."""

import importlib.util
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def cases():
    """The module ``portfolio_cases`` beside the tests."""
    spec = importlib.util.spec_from_file_location("portfolio_cases", Path(__file__).parent / "portfolio_cases.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
