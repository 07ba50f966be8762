import sys
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from growthpole import messages
from growthpole.errors import UnitMismatch
from growthpole.units import CURRENT, UNITS, PriceBasis, convert, deflate, parse_unit, require_same

LABELS = [(label, unit.key) for unit in UNITS.values() for label in (unit.key, *unit.aliases)]
LEVELS = st.one_of(st.just(0.0), st.floats(1e-6, 1e15), st.floats(-1e15, -1e-6))
QUANTITIES = {unit.quantity for unit in UNITS.values()}
SAME = [(a, b) for a in UNITS.values() for b in UNITS.values() if a.quantity == b.quantity]


def fold(label):
    """Labels as people vary them: spaces doubled, capitals, full width."""
    wide = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in label)
    return (label, label.upper(), label.replace(" ", "  "), f" {label}\n", wide)


# --- labels --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("label", "key"), LABELS)
def test_a_label_names_its_unit_however_it_is_typed(label, key):
    assert [parse_unit(typed).key for typed in fold(label)] == [key] * 5


@pytest.mark.parametrize("label", ["10 000 yuan", "10000 yuan", "10,000 yuan", "10,000  YUAN"])
def test_thousands_are_written_as_people_do(label):
    assert parse_unit(label).key == "1e4 CNY"


def test_no_label_names_two_units():
    owners = {}
    for label, key in LABELS:
        owners.setdefault(" ".join(label.casefold().replace("²", "2").split()), set()).add(key)
    assert {label: keys for label, keys in owners.items() if len(keys) > 1} == {}


def test_aliases_stand_once():
    labels = [label for label, _ in LABELS]
    assert len(labels) == len(set(labels))


@pytest.mark.parametrize(
    "label", ["", "bushel", "10", "1e5 CNY", "亿", "万", "%%", "yuan renminbi", "1,0000 yuan", "10 00 yuan"]
)
def test_an_unknown_label_is_refused(label):
    with pytest.raises(UnitMismatch) as caught:
        parse_unit(label)
    assert caught.value.code == "unknown-unit"
    assert all(f"{label}" in caught.value.message(lang) for lang in messages.LANGS)


def test_near_labels_are_offered_by_their_keys():
    with pytest.raises(UnitMismatch, match="1e6 USD"):
        parse_unit("milion USD")
    with pytest.raises(UnitMismatch, match="1e8 CNY"):  # as near as 亿米 and 亿户, and meant more often
        parse_unit("亿")


def test_every_unit_has_a_word_in_both_languages():
    assert sorted(messages.keys("units")) == sorted(f"units.{key}" for key in UNITS)
    silent = {key for key in UNITS for lang in messages.LANGS if not messages.text(f"units.{key}", lang)}
    assert silent == {"1", "rank"}  # pure numbers, which print nothing after them


# --- conversion ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "source", "target", "expected"),
    [
        ("2.4", "万亿元", "亿元", 24000),
        ("1", "亿元", "万元", 10**4),
        ("1", "亿元", "元", 10**8),
        ("1", "十亿元", "亿元", 10),
        ("15000", "万元", "billion yuan", Fraction(15, 100)),
        ("250", "million USD", "亿美元", Fraction(5, 2)),
        ("3.7", "billion USD", "万美元", 370000),
        ("12", "Mio. EUR", "Mrd. EUR", Fraction(12, 1000)),
        ("5.2", "%", "1", Fraction(52, 1000)),
        ("5.2", "‰", "%", Fraction(52, 100)),
        ("1.3", "万人", "人", 13000),
        ("1.5", "千公顷", "公顷", 1500),
        ("2", "公顷", "平方米", 20000),
        ("3", "万平方米", "平方公里", Fraction(3, 100)),
        ("7", "亿千瓦时", "TWh", Fraction(7, 10)),
        ("12", "万千瓦", "MW", 120),
        ("5", "亿米", "公里", 500000),
        ("2.5", "万吨标准煤", "tce", 25000),
        ("250", "公斤", "吨", Fraction(1, 4)),
        ("2", "天", "小时", 48),
        ("1.2", "亿人次", "万人次", 12000),
        ("3.1", "万户", "户", 31000),
        ("8.6", "万元/人", "元/人", 86000),
    ],
)
def test_known_conversions(value, source, target, expected):
    assert convert(Decimal(value), source, target) == float(expected)
    assert convert(float(value), source, target) == float(expected)


@given(LEVELS, st.sampled_from(SAME))
@settings(max_examples=300, deadline=None)
def test_equal_to_exact_fractions(value, pair):
    """The decimal digits a float prints, times a power of ten, rounded once: equal to the last bit."""
    source, target = pair
    exact = Fraction(repr(value)) * Fraction(source.factor) / Fraction(target.factor)
    assert convert(value, source.key, target.key) == float(exact)


@given(st.floats(1e-6, 1e15), st.sampled_from(SAME))
@settings(max_examples=200, deadline=None)
def test_there_and_back(value, pair):
    source, target = (unit.key for unit in pair)
    # each way is rounded once, to a relative 2^-53
    assert convert(convert(value, source, target), target, source) == pytest.approx(value, rel=3 * 2**-53)


@given(st.integers(-(10**12), 10**12), st.integers(0, 6), st.sampled_from(SAME))
@settings(max_examples=200, deadline=None)
def test_printed_decimals_come_back_whole(digits, places, pair):
    """Fifteen significant digits survive a double."""
    source, target = (unit.key for unit in pair)
    printed = Decimal(digits).scaleb(-places)
    there = convert(printed, source, target)
    assert Decimal(repr(convert(there, target, source))) == printed


@pytest.mark.parametrize("source", sorted(UNITS))
def test_quantities_never_mix(source):
    own = UNITS[source].quantity
    others = [unit.key for unit in UNITS.values() if unit.quantity != own]
    for target in others:
        with pytest.raises(UnitMismatch) as caught:
            convert(1.0, source, target)
        assert caught.value.code == "different-quantities"
        assert {own, UNITS[target].quantity} <= set(caught.value.params.values())
    assert others


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("人", "人次"),
        ("户", "家"),  # 户 are households; firms are 家
        ("亩", "公顷"),  # a fifteenth has no finite decimal
        ("千瓦", "千瓦时"),
        ("吨", "吨标准煤"),
        ("元", "元/人"),
        ("小时", "年"),
        ("次", "个"),
    ],
)
def test_neighbours_that_measure_different_things(left, right):
    with pytest.raises(UnitMismatch, match="different quantities"):
        convert(1.0, left, right)


@pytest.mark.parametrize("label", ["个", "台", "辆", "件", "套", "台/套", "艘", "所", "座"])
def test_measure_words_of_one_generic_count(label):
    assert parse_unit(label).key == "unit"


def test_absence_stays_absence():
    assert np.isnan(convert(float("nan"), "亿元", "万元"))


def test_numpy_numbers_are_numbers():
    assert convert(np.float64(0.1), "亿元", "万元") == 1000.0
    assert convert(np.int64(3), "亿元", "万元") == 30000.0


def test_kinds_of_units():
    assert {unit.key for unit in UNITS.values() if unit.is_money} == {
        key for key in UNITS if key.split()[-1].split("/")[0] in {"CNY", "USD", "EUR"}
    }
    assert {"firm", "person", "1e4 person", "unit"} <= {unit.key for unit in UNITS.values() if unit.is_count}
    assert not any(unit.is_money and unit.is_count for unit in UNITS.values())
    assert not any(UNITS[key].is_count for key in ("%", "1", "rank", "km2"))
    # the base unit of each quantity stands among the units
    assert {unit.quantity for unit in UNITS.values() if unit.factor == 1} == QUANTITIES


# --- prices --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (CURRENT, PriceBasis("constant", 2020)),
        (PriceBasis("constant", 2015), PriceBasis("constant", 2020)),
        (PriceBasis("constant", 2020), CURRENT),
    ],
)
def test_price_bases_never_mix(left, right):
    with pytest.raises(UnitMismatch) as caught:
        require_same(left, right)
    for lang in messages.LANGS:
        assert str(left) in caught.value.message(lang)
        assert str(right) in caught.value.message(lang)


def test_one_basis_is_one():
    require_same(CURRENT, PriceBasis())
    require_same(PriceBasis("constant", 2020), PriceBasis("constant", 2020))


@given(st.floats(1e-6, 1e15), st.floats(0.01, 1000), st.floats(0.01, 1000), st.integers(1978, 2030))
@settings(max_examples=200, deadline=None)
def test_deflating_equals_the_fraction(value, index_at, index_base, year):
    deflated, basis = deflate(value, at=CURRENT, index_at=index_at, index_base=index_base, base_year=year)
    exact = Fraction(value) * Fraction(index_base) / Fraction(index_at)
    assert deflated == pytest.approx(float(exact), rel=2 * 2**-53)  # one product and one division
    assert basis == PriceBasis("constant", year)
    assert str(basis) == f"constant {year}"


@given(st.floats(1e-6, 1e15), st.floats(0.01, 1000))
@settings(max_examples=100, deadline=None)
def test_the_base_year_keeps_its_value(value, index):
    assert deflate(value, at=CURRENT, index_at=index, index_base=index, base_year=2015)[0] == pytest.approx(
        value,
        rel=2 * 2**-53,  # one product and one division
    )


def test_only_current_prices_are_deflated():
    with pytest.raises(UnitMismatch) as caught:
        deflate(1.0, at=PriceBasis("constant", 2020), index_at=1.1, index_base=1.0, base_year=2015)
    assert caught.value.code == "price-basis"


@pytest.mark.parametrize("bad", [0.0, -1.0, float("nan"), float("inf"), -sys.float_info.min])
@pytest.mark.parametrize("where", ["index_at", "index_base"])
def test_a_price_index_is_positive_and_finite(bad, where):
    with pytest.raises(UnitMismatch) as caught:
        deflate(1.0, at=CURRENT, base_year=2015, **{"index_at": 1.0, "index_base": 1.0, where: bad})
    assert caught.value.code == "bad-deflator"


@pytest.mark.parametrize(("kind", "year"), [("constnat", 2015), ("constant", None), ("current", 2015)])
def test_a_price_basis_is_current_or_constant_with_its_year(kind, year):
    with pytest.raises(UnitMismatch, match="price basis"):
        PriceBasis(kind, year)
