import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from growthpole import messages
from growthpole.errors import InputError
from growthpole.provenance import NumberKey, Ref, Slice, Trace, parse_key

NAMES = st.from_regex(r"[a-z_]{1,12}", fullmatch=True)
NUMBERED = st.from_regex(r"[a-z_0-9]{1,12}", fullmatch=True)
# what the key itself uses, what percent-encoding uses, what our sources print
HOSTILE = st.text(st.sampled_from(',=[]%2Cc5BbFf$|;；，、。"“”-–— \t\n山东ａ１é€😀'), max_size=12)
LABELS = st.one_of(HOSTILE, st.text(max_size=20))
DIMS = st.dictionaries(NUMBERED, LABELS, max_size=4)


@given(st.builds(NumberKey, NAMES, NUMBERED, NUMBERED, DIMS))
@settings(max_examples=500, deadline=None)
def test_a_key_comes_back_from_its_text(key):
    again = parse_key(str(key))
    assert again == key
    assert list(again.dims) == list(key.dims)
    assert str(again) == str(key)


@given(DIMS, DIMS)
@settings(max_examples=200, deadline=None)
def test_two_keys_never_share_a_text(one, two):
    texts = [str(NumberKey("diagnose", "ranks", "rank", dims)) for dims in (one, two)]
    assert (texts[0] == texts[1]) == (list(one.items()) == list(two.items()))


@pytest.mark.parametrize(
    "label",
    [
        "100%",
        "100%25",
        "%41",
        "%%2C",
        "5 % of all",
        "%2",
        "a,b=c",
        "[x]",
        "]",
        "x][y=z",
        " ",
        "",
        "a;b；c",
        "%E5%B1%B1",
    ],
)
def test_labels_met_in_practice(label):
    key = NumberKey("observe", "observations", "value", {"scope": label, "region": "山东"})
    assert parse_key(str(key)) == key
    assert parse_key(f"  {key}\n") == key


def test_ordinary_labels_are_written_as_they_are():
    key = NumberKey("a", "b", "c", {"period": "2012-01/2012-09", "scope": "50% of all (above scale); R&D"})
    assert str(key) == "a.b.c[period=2012-01/2012-09,scope=50% of all (above scale); R&D]"


def test_a_user_may_type_labels_without_escapes():
    assert parse_key("a.b.c[region=山东,x=a=b]").dims == {"region": "山东", "x": "a=b"}


def test_a_key_without_dims():
    key = NumberKey("observe", "sources", "rows")
    assert str(key) == "observe.sources.rows[]"
    assert parse_key(str(key)) == key


@pytest.mark.parametrize(
    "text",
    [
        "",
        "diagnose",
        "diagnose.ranks",
        "diagnose.ranks.rank",
        "diagnose.ranks[region=SD]",
        "diagnose.ranks.rank[region=SD",
        "diagnose.ranks.rank region=SD]",
        "diagnose.ranks.rank[region]",
        "diagnose.ranks.rank[region=SD,period]",
        "diagnose.ranks.rank[region=SD,region=SD]",
        "diagnose.ranks.rank[=SD]",
        "Diagnose.ranks.rank[region=SD]",
        "diagnose.ranks.the rank[region=SD]",
        "diagnose.ranks.rank[region=SD] and more",
        "..[]",
        "../../etc/passwd[]",
    ],
)
def test_malformed_keys_are_refused(text):
    with pytest.raises(InputError) as caught:
        parse_key(text)
    assert caught.value.code == "bad-number-key"
    assert all(text in caught.value.message(lang) for lang in messages.LANGS)


WHERE = st.dictionaries(NAMES, LABELS, max_size=3)
TRACES = st.builds(
    Trace,
    NAMES,
    st.one_of(st.just(""), NAMES),
    st.lists(st.one_of(st.builds(Slice, LABELS, NAMES, NAMES, WHERE), st.builds(Ref, LABELS, NAMES)), max_size=3).map(
        tuple
    ),
    LABELS,
)


@given(TRACES)
@settings(max_examples=200, deadline=None)
def test_a_trace_comes_back_from_json(trace):
    assert Trace.from_dict(json.loads(json.dumps(trace.as_dict()))) == trace


def test_a_slice_and_a_ref_are_told_apart():
    """Both have a name and a column, which means different things."""
    part, whole = Slice("x", "observe.observations", "value", {"region": "$region", "a": "1|2"}), Ref("y", "base_key")
    said = Trace("share", "share", (part, whole)).as_dict()
    assert said["inputs"] == [
        {"name": "x", "table": "observe.observations", "column": "value", "where": {"region": "$region", "a": "1|2"}},
        {"name": "y", "key_column": "base_key"},
    ]
    assert Trace.from_dict(said).inputs == (part, whole)


def test_chinese_labels_stay_readable_in_a_key():
    key = NumberKey("diagnose", "ranks", "rank", {"region": "山东", "scope": "规模以上，60 %"})
    assert str(key) == "diagnose.ranks.rank[region=山东,scope=规模以上，60 %]"
    assert parse_key(str(key)) == key
