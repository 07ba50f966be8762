from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st

from growthpole.errors import LabelMismatch
from growthpole.tables import Classification, Concordance
from growthpole.tables.classification import folded, merged


def frame(*rows):
    """Rows of (code, English, Chinese, parent)."""
    return pd.DataFrame(rows, columns=["code", "name_en", "name_zh", "parent"], dtype=str)


REGIONS = frame(
    ("CN", "China", "全国", ""),
    ("37", "Shandong", "山东", "CN"),
    ("3701", "Jinan", "济南", "37"),
    ("3702", "Qingdao", "青岛", "37"),
    ("NA", "Nowhere", "", "CN"),
)
SECTORS = frame(("0011", "Wheat", "小麦", ""), ("0110", "Coal", "煤炭", ""), ("35", "Machinery", "专用设备", ""))


# --- labels --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("label", "code"),
    [
        ("37", "37"),
        ("３７", "37"),
        ("Shandong", "37"),
        ("ＳＨＡＮＤＯＮＧ", "37"),
        (" shan dong ", "37"),
        ("山东", "37"),
        ("山   东", "37"),
        ("山　东", "37"),
        ("山\u00a0东", "37"),
        ("鲁", "37"),
        ("Shandong Province", "37"),
        ("NA", "NA"),
        ("Shandon", None),
        ("3", None),
        ("", None),
        (" ", None),
    ],
)
def test_a_label_stands_for_one_code_or_none(label, code):
    regions = Classification("region", REGIONS, {"鲁": "37", "Shandong Province": "37"})
    assert regions.resolve(label) == code


@given(st.text())
@settings(max_examples=200, deadline=None)
def test_folding_twice_changes_nothing_and_spaces_never_matter(label):
    # casefolding can leave a form that NFKC composes again: only a second fold is a fixed point
    once = folded(folded(label))
    assert folded(once) == once
    assert folded(f" {label}\t\u3000") == folded(label)


@given(st.lists(st.text(st.characters(categories=["L", "N"]), min_size=1), min_size=1, max_size=6, unique_by=folded))
@settings(max_examples=100, deadline=None)
def test_every_code_resolves_to_itself(codes):
    table = Classification("activity", frame(*((code, "", "", "") for code in codes)))
    assert [table.resolve(code) for code in codes] == codes == table.codes


def test_clashing_labels_are_refused_all_together(refused):
    rows = [("1", "North", "北", ""), ("2", "north ", "南", ""), ("3", "East", "北", "")]
    with refused("ambiguous-label", "region", "north  → 1 / 2", "北 → 1 / 3"):
        Classification("region", frame(*rows))


@pytest.mark.parametrize(
    ("rows", "aliases"),
    [
        ([("a1", "", "", ""), ("A1", "", "", "")], {}),  # two codes that fold to one
        ([("1", "2", "", ""), ("2", "", "", "")], {}),  # the name of one is the code of another
        ([("1", "", "", ""), ("2", "South", "", "")], {"SOUTH": "1"}),  # an alias against a name
        ([("1", "", "", ""), ("2", "", "", "")], {"２": "1"}),  # an alias against a code
    ],
)
def test_no_label_names_two_codes(refused, rows, aliases):
    with refused("ambiguous-label", "region"):
        Classification("region", frame(*rows), aliases)


def test_the_same_name_in_both_languages_is_no_clash():
    table = Classification("region", frame(("1", "BYD", "BYD", "")), {"byd": "1"})
    assert table.resolve("BYD") == "1"


def test_a_blank_name_names_nothing():
    table = Classification("region", frame(("1", " ", "", ""), ("2", " ", "", "")))
    assert table.resolve("") is None
    assert table.resolve("  ") is None


def test_codes_stand_once_and_columns_are_there(refused):
    with refused("repeated-key", "region", "37", "2"):
        Classification("region", pd.concat([REGIONS, REGIONS.iloc[[1, 2]]]))
    with refused("missing-columns", "region", "name_zh, parent"):
        Classification("region", REGIONS.drop(columns=["name_zh", "parent"]))


# --- what is offered instead ---------------------------------------------------------------------------------


def test_nearest_names_codes_once_with_their_names():
    regions = Classification("region", REGIONS, {"Shandong Province": "37"})
    assert regions.nearest("shandog")[0] == "37 (Shandong)"
    assert regions.nearest("青岛市") == ["3702 (Qingdao)"]
    assert len({*regions.nearest("Shandong", 5)}) == len(regions.nearest("Shandong", 5))
    assert len(regions.nearest("370", 1)) == 1
    assert regions.nearest("zzzzzz") == []


@pytest.mark.parametrize(
    ("label", "code"),
    [
        ("11", "0011"),
        (" 11 ", "0011"),
        ("110", "0110"),
        *((label, None) for label in ("0110", "35", "5", "x1", "", "²")),
    ],
)
def test_leading_zeros_a_spreadsheet_cut_off(label, code):
    assert Classification("activity", SECTORS).zero_padded(label) == code


def test_padding_stops_at_the_first_code():
    both = frame(("011", "Short", "", ""), ("0011", "Long", "", ""))
    assert Classification("activity", both).zero_padded("11") == "011"
    assert Classification("activity", frame()).zero_padded("1") is None


# --- names, parents, attributes ------------------------------------------------------------------------------


def test_names_fall_back_to_english_then_to_the_code():
    regions = Classification("region", REGIONS)
    assert [regions.label("37", lang) for lang in ("en", "zh")] == ["Shandong", "山东"]
    assert regions.label("NA", "zh") == "Nowhere"
    assert regions.label("99", "zh") == "99"
    assert Classification("region", frame(("1", "", "北", ""))).label("1") == "1"


def test_children_members_and_size():
    regions = Classification("region", REGIONS)
    assert regions.children("37") == ["3701", "3702"]
    assert regions.children("3701") == []
    assert "3702" in regions
    assert "青岛" not in regions
    assert len(regions) == 5


def test_attributes(refused):
    table = Classification("region", REGIONS.assign(coast=["", "yes", "no", "yes", ""]))
    assert table.attribute("coast")["3702"] == "yes"
    with refused("missing-columns", "region", "area"):
        table.attribute("area")


def test_merged_parts_keep_codes_aliases_and_attributes(refused):
    provinces = Classification("p", REGIONS.iloc[:2].assign(coast="yes"), {"鲁": "37"})
    cities = Classification("c", REGIONS.iloc[2:4], {"泉城": "3701", "鲁": "37"})
    whole = merged(iter([provinces, cities]), "region")
    assert whole.codes == ["CN", "37", "3701", "3702"]
    assert (whole.resolve("泉城"), whole.resolve("鲁")) == ("3701", "37")
    assert whole.attribute("coast") == {"CN": "yes", "37": "yes", "3701": "", "3702": ""}
    with refused("repeated-key", "region", "CN"):
        merged([provinces, provinces], "region")
    with refused("ambiguous-label", "region", "鲁 → 37 / 3702"):
        merged([provinces, Classification("c", REGIONS.iloc[2:4], {"鲁": "3702"})], "region")


# --- the concordance -----------------------------------------------------------------------------------------


def links(*rows):
    return pd.DataFrame(rows, columns=["source", "target", "weight"])


def series(values, labels=None):
    labels = [f"s{i}" for i in range(len(values))] if labels is None else labels
    return xr.DataArray(np.asarray(values, dtype=float), coords={"activity": labels}, dims="activity")


LEVELS = st.one_of(st.just(0.0), st.floats(1e-6, 1e15))


@st.composite
def cases(draw):
    """Values by source, and weights n/d of each source that add up to 1 at most."""
    values = draw(st.lists(LEVELS, min_size=1, max_size=5))
    table = {}
    for i in range(len(values)):
        parts = draw(st.dictionaries(st.sampled_from("ABC"), st.integers(1, 9)))
        whole = sum(parts.values()) + draw(st.integers(0, 3))
        table |= {(f"s{i}", target): part / whole for target, part in parts.items()}
    return values, table


@given(cases())
@settings(max_examples=150, deadline=None)
def test_equal_to_exact_fractions_and_adding_up(case):
    values, weights = case
    done = Concordance(links(*((*pair, weight) for pair, weight in weights.items()))).apply(series(values))
    exact = {f"s{i}": Fraction(value) for i, value in enumerate(values)}
    total = sum(exact.values())
    # sums of at most five non-negative products: a few relative 2^-53
    for target in done.values.activity.values:
        carried = sum(exact[s] * Fraction(w) for (s, t), w in weights.items() if t == target)
        assert done.values.sel(activity=target).item() == pytest.approx(float(carried), rel=1e-14)
    assert {target for _, target in weights} == set(done.values.activity.values)
    # 1 - sum of weights is off by a few 2^-53, so a loss by that part of the value
    for source, value in exact.items():
        lost = value * (1 - sum(Fraction(w) for (s, _), w in weights.items() if s == source))
        assert abs(done.lost.sel(activity=source).item() - float(lost)) <= 1e-15 * float(value)
    both = Fraction(done.values.sum().item()) + Fraction(done.lost.sum().item())
    assert abs(both - total) <= Fraction(1, 10**14) * total
    if total:
        carried = sum(exact[s] * Fraction(w) for (s, _), w in weights.items())
        assert done.coverage == pytest.approx(float(carried / total), abs=1e-14)


@given(cases(), st.randoms(), st.integers(-20, 20))
@settings(max_examples=50, deadline=None)
def test_order_and_scale(case, random, power):
    values, weights = case
    rows = [(*pair, weight) for pair, weight in weights.items()]
    once = Concordance(links(*rows)).apply(series(values))
    # a power of two changes no digit
    scaled = Concordance(links(*rows)).apply(series(values) * 2.0**power)
    xr.testing.assert_identical(scaled.values, once.values * 2.0**power)
    random.shuffle(rows)
    order = list(range(len(values)))
    random.shuffle(order)
    again = Concordance(links(*rows)).apply(series(values).isel(activity=order))
    assert set(again.values.activity.values) == set(once.values.activity.values)
    # another order of summation
    xr.testing.assert_allclose(again.values.sel(activity=once.values.activity), once.values, rtol=1e-14)


def test_what_no_weight_carries_is_lost_and_said():
    table = Concordance(links(("s0", "A", 0.25), ("s0", "B", 0.5), ("s9", "C", 1.0)))
    assert table.sources() == {"s0", "s9"}
    done = table.apply(series([8.0, 2.0]))
    assert done.values.to_series().to_dict() == {"A": 2.0, "B": 4.0, "C": 0.0}
    assert done.lost.values.tolist() == [2.0, 2.0]
    assert done.coverage == 0.6


def test_nothing_to_carry_is_wholly_covered():
    done = Concordance(links(("s0", "A", 0.5))).apply(series([0.0]))
    assert (done.values.item(), done.coverage) == (0.0, 1.0)


def test_an_absent_value_reaches_only_its_targets():
    table = Concordance(links(("s0", "A", 1.0), ("s1", "A", 0.5), ("s1", "B", 0.5), ("s2", "C", 1.0)))
    done = table.apply(series([1.0, np.nan, 3.0, np.nan]))
    np.testing.assert_array_equal(done.values, [np.nan, np.nan, 3.0])
    np.testing.assert_array_equal(done.lost, [0.0, np.nan, 0.0, np.nan])


def test_other_dims_pass_through():
    x = xr.concat([series([1.0, 2.0]), series([4.0, np.nan])], dim="region").assign_coords(region=["N", "S"])
    table = Concordance(links(("s0", "A", 1.0), ("s1", "B", 1.0)))
    done = table.apply(x).values.transpose("region", "activity")
    np.testing.assert_array_equal(done, [[1.0, 2.0], [4.0, np.nan]])
    renamed = table.apply(x.rename(activity="category"), dim="category").values
    np.testing.assert_array_equal(renamed.transpose("region", "category"), done)


def test_numeric_labels_meet_codes_as_text():
    done = Concordance(links(("1", "A", 1.0), ("2", "A", 1.0))).apply(series([3.0, 4.0], [1, 2]))
    assert done.values.item() == 7
    assert done.lost.sum() == 0


@pytest.mark.parametrize("weight", [0.0, -0.5, 1.5, np.nan, np.inf, "half"])
def test_weights_lie_in_the_unit_interval(refused, weight):
    with refused("bad-weights", "s1"):
        Concordance(links(("s0", "A", 1.0), ("s1", "A", weight)))


def test_weights_of_a_source_never_exceed_one(refused):
    with refused("bad-weights", "s0, s2"):
        Concordance(links(("s0", "A", 0.6), ("s0", "B", 0.5), ("s1", "A", 1.0), ("s2", "A", 0.9), ("s2", "B", 0.2)))
    thirds = links(*(("s0", target, 1 / 3) for target in "ABC"), *(("s1", str(i), 0.1) for i in range(10)))
    assert len(Concordance(thirds).links) == 13


def test_concordances_refused(refused):
    with refused("missing-columns", "Concordance", "target, weight"):
        Concordance(links(("s0", "A", 1.0))[["source"]])
    with refused("repeated-key", "s0 → A", "2"):
        Concordance(links(*[("s0", "A", 0.25)] * 3))
    table = Concordance(links(("s0", "A", 1.0)))
    with refused("missing-dims", "activity"):
        table.apply(series([1.0]).rename(activity="category"))
    with refused("repeated-labels", "s0", kind=LabelMismatch):
        table.apply(series([1.0, 2.0], ["s0", "s0"]))
