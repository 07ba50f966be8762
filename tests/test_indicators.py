import re
import tomllib
from importlib import import_module, resources

import pytest

from growthpole import indicators
from growthpole.errors import InputError
from growthpole.indicators import Indicator, get, keys, registry
from growthpole.messages import LANGS
from growthpole.units import UNITS

FILES = {
    entry.name.removesuffix(".toml"): tomllib.loads(entry.read_text(encoding="utf-8"))
    for entry in (resources.files(indicators) / "entries").iterdir()
    if entry.name.endswith(".toml")
}
NEEDED = {"function", "title", "definition", "reading", "formula", "unit", "direction", "reference"}
BOUNDS = {"lower", "upper"}
RAW = [(file.split(".")[0], key, entry) for file, entries in FILES.items() for key, entry in entries.items()]
OPTIONAL = {"example"}


def ids(value):
    return value if isinstance(value, str) else ""


def test_no_key_stands_in_two_rooms():
    """The second would silently take the place of the first."""
    assert sorted(key for _, key, _ in RAW) == sorted(keys())


@pytest.mark.parametrize(("room", "key", "entry"), RAW, ids=ids)
def test_an_entry_has_all_its_fields_and_no_other(room, key, entry):
    assert set(entry) - BOUNDS - OPTIONAL == NEEDED
    for part in ("title", "definition", "reading", *(OPTIONAL & set(entry))):
        assert list(entry[part]) == list(LANGS)
        assert all(words.strip() == words != "" for words in entry[part].values())
        assert re.search("[\u4e00-\u9fff]", entry[part]["zh"])
        assert not re.search("[\u4e00-\u9fff]", entry[part]["en"])
        if part != "title":
            assert entry[part]["en"].endswith(".")
            assert entry[part]["zh"].endswith("。")
    for part in ("formula", "reference"):
        assert entry[part].strip() == entry[part] != ""


@pytest.mark.parametrize("key", keys())
def test_range_unit_and_direction(key):
    entry = get(key)
    assert entry.direction in {"higher", "lower", "none"}
    assert entry.unit in UNITS or entry.unit.startswith("unit of ")
    for bound in (entry.lower, entry.upper):
        assert bound is None or isinstance(bound, float)
    if None not in (entry.lower, entry.upper):
        assert entry.lower < entry.upper


@pytest.mark.parametrize("key", keys())
def test_the_function_is_public_in_its_room(key):
    entry = get(key)
    room, _, name = entry.function.partition(".")
    assert room == entry.room
    package = import_module(f"growthpole.{room}")
    assert name in package.__all__
    function = getattr(package, name)
    assert callable(function)
    assert not isinstance(function, type)


def test_no_function_has_two_entries():
    functions = [entry.function for entry in registry().values()]
    assert len(functions) == len(set(functions))


@pytest.mark.parametrize(("room", "key", "entry"), RAW, ids=ids)
def test_the_registry_says_what_the_file_says(room, key, entry):
    found = get(key)
    assert found == Indicator(
        key=key,
        room=room,
        function=f"{room}.{entry['function']}",
        titles=entry["title"],
        definitions=entry["definition"],
        reading=entry["reading"],
        **{name: entry[name] for name in ("formula", "unit", "direction", "reference")},
        **{name: entry.get(name) for name in BOUNDS},
        example=entry.get("example", {}),
    )
    assert [found.title(lang) for lang in LANGS] == list(entry["title"].values())


@pytest.mark.parametrize(
    ("lower", "upper", "inside", "outside"),
    [
        (0.0, 1.0, (0.0, 0.5, 1.0), (-1e-9, 1.0000001)),
        (None, 2.0, (-1e300, 2.0), (2.1,)),
        (-1.0, None, (-1.0, 1e300), (-1.1,)),
        (None, None, (-1e300, 0.0, 1e300), ()),
    ],
)
def test_ranges_are_closed(lower, upper, inside, outside):
    words = dict.fromkeys(LANGS, "x")
    entry = Indicator("k", "r", "r.k", words, words, words, "f", "1", lower, upper, "none", "ref")
    assert all(entry.holds(value) for value in inside)
    assert not any(entry.holds(value) for value in outside)
    if (lower, upper) != (None, None):
        assert not entry.holds(float("nan"))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("location_quotent", "location_quotient"), ("shiftshare", "shift_share"), ("hirfindahl", "herfindahl")],
)
def test_a_near_miss_is_named(typed, meant):
    with pytest.raises(InputError) as caught:
        get(typed)
    assert caught.value.code == "unknown-indicator"
    assert str(caught.value.params["near"]).split(", ")[0] == meant
    assert all(typed in caught.value.message(lang) for lang in LANGS)


def test_what_is_near_to_nothing_is_answered_with_examples():
    with pytest.raises(InputError) as caught:
        get("产业")
    assert str(caught.value.params["near"]).split(", ") == list(keys())[:3]
