"""Shared by the tests of this room."""

from contextlib import contextmanager

import pytest

from growthpole.errors import InputError


@pytest.fixture
def refused():
    """Context manager: an InputError of the given code whose text, in both languages, holds the words."""

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
