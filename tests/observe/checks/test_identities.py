"""Declared identities: how they are read, what names they find, and where they do not hold."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from growthpole.observe.checks.identities import check_identities, parse_identity
from growthpole.observe.checks.rows import printed_rows
from printed_tables import codes, table


def found(frame, *identities, labels=None):
    return check_identities(printed_rows(frame), identities, labels)


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("a = b + c", ((1, "a"), (-1, "b"), (-1, "c"))),
        ("a=b+c", ((1, "a"), (-1, "b"), (-1, "c"))),
        ("a - b = c", ((1, "a"), (-1, "b"), (-1, "c"))),
        ("a − b ＝ c", ((1, "a"), (-1, "b"), (-1, "c"))),
        ("value-added = output - inputs", ((1, "value-added"), (-1, "output"), (1, "inputs"))),
        ("生产总值 = 第一产业 + 第二产业", ((1, "生产总值"), (-1, "第一产业"), (-1, "第二产业"))),
        ('"R + D" = b', ((1, "R + D"), (-1, "b"))),
        ("Gross output / Total = b", ((1, "Gross output / Total"), (-1, "b"))),
    ],
)
def test_an_identity_is_read(text, terms):
    assert parse_identity(text).terms == terms


@pytest.mark.parametrize(
    "text", ["", "a", "a + b", "a = b = c", "a = ", "= b", "a = + b", "a + = b", "a = b +", 'a = "b', "a = b c = d"]
)
def test_what_is_no_identity_is_refused(refused, text):
    with refused("identity-syntax", repr(text)[1:-1][:3]):
        parse_identity(text)


TABLE = {"gdp": ["10.0", "20.0"], "gdp / primary": ["3.0", "6.0"], "rest": ["7.1", "14.3"]}


def test_it_holds_within_the_printed_digits_only():
    # Three numbers of one digit allow 0.15: 0.1 is rounding, 0.3 is not.
    (finding,) = found(table(TABLE, ["A", "B"]), "gdp = primary + rest")
    assert codes([finding]) == [("identity-differs", "B3")]
    assert finding.severity == "error"
    wanted = {"gap": "-0.3", "allowed": "0.15", "label": "B", "period": "2021", "identity": "gdp = primary + rest"}
    assert {name: finding.params[name] for name in wanted} == wanted
    assert finding.params["cells"] == "B3 20.0, C3 6.0, D3 14.3"


def test_units_of_one_quantity_are_converted():
    frame = table(TABLE | {"rest": ["70000", "140000"]}, ["A", "B"])
    frame.loc[frame["header"] == "rest", "unit"] = "万元"
    assert found(frame, "gdp = primary + rest") == []
    assert len(found(frame.replace("70000", "80000"), "gdp = primary + rest")) == 1


def test_units_of_two_quantities_are_one_finding():
    frame = table(TABLE, ["A", "B"])
    frame.loc[frame["header"] == "rest", "unit"] = "人"
    (finding,) = found(frame, "gdp = primary + rest")
    assert codes([finding]) == [("identity-units", "B2")]
    assert finding.params["count"] == "2"


def test_an_unknown_name_is_refused_with_the_nearest(refused):
    with refused("identity-name", "primry", "gdp / primary"):
        found(table(TABLE, ["A", "B"]), "gdp = primry + rest")


def test_a_name_that_ends_several_paths_is_refused(refused):
    frame = table(TABLE | {"income / primary": ["1", "2"]}, ["A", "B"])
    with refused("identity-ambiguous", "gdp / primary", "income / primary"):
        found(frame, "gdp = primary + rest")


def test_titles_name_headings_too():
    labels = {"Gross product": "gdp", "Elsewhere": "no such heading"}
    assert len(found(table(TABLE, ["A", "B"]), '"Gross product" = primary + rest', labels=labels)) == 1


def test_an_absent_number_is_not_checked_and_nothing_checked_is_said():
    frame = table(TABLE | {"rest": ["7.0", "…"]}, ["A", "B"])
    assert found(frame, "gdp = primary + rest") == []
    frame = table(TABLE | {"rest": ["…", "…"]}, ["A", "B"])
    (finding,) = found(frame, "gdp = primary + rest")
    assert codes([finding]) == [("identity-unchecked", "B2")]
    assert finding.severity == "warn"


@given(st.lists(st.integers(-(10**9), 10**9), min_size=3, max_size=3), st.integers(3, 10**6))
@settings(max_examples=100, deadline=None)
def test_a_sum_holds_and_a_change_beyond_rounding_does_not(parts, change):
    names = ["b", "c", "d"]
    columns = {
        "a": [str(parts[0] + parts[1] - parts[2])],
        **{name: [str(part)] for name, part in zip(names, parts, strict=True)},
    }
    assert found(table(columns, ["A"]), "a = b + c - d") == []
    columns["d"] = [str(parts[2] + change)]
    (finding,) = found(table(columns, ["A"]), "a = b + c - d")
    assert finding.params["gap"].replace(",", "") == f"{change:+d}"


def test_no_identity_is_no_work():
    assert found(table(TABLE, ["A", "B"])) == []
