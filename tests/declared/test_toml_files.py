"""TOML that is small and shallow is read; what would keep the parser busy is refused."""

import pytest

from growthpole.declared.toml_files import read_toml
from growthpole.errors import SourceError


def test_what_people_write():
    text = '\ufefftitle = "a.b.c … and so on: ' + "x.y " * 200 + '"\n[a."b c".d]\nn = 1.5\n'
    assert read_toml(text.encode(), "t.toml")["a"] == {"b c": {"d": {"n": 1.5}}}


def keys(count, part="a", dot="."):
    return dot.join([part] * count)


@pytest.mark.parametrize("part", ["a", '"a b"', "'a'"])
@pytest.mark.parametrize("dot", [".", " .\t"])
@pytest.mark.parametrize("form", ["{} = 1", "[{}]", "[[{}]]", "x = {{ {} = 1 }}"])
def test_keys_of_64_parts_and_of_one_more(part, dot, form):
    assert read_toml(form.format(keys(64, part, dot)).encode(), "t.toml")
    with pytest.raises(SourceError) as caught:
        read_toml(("\n" + form.format(keys(65, part, dot))).encode(), "t.toml")
    assert caught.value.code == "bad-toml"
    assert "line 2" in str(caught.value)


@pytest.mark.parametrize("data", [b" " * (2**20 + 1), b"\xff", b"a = ", b"a = " + b"[" * 5000, b"a = " + b"{a=" * 5000])
def test_what_is_refused(data):
    with pytest.raises(SourceError) as caught:
        read_toml(data, "t.toml")
    assert caught.value.code == "bad-toml"
