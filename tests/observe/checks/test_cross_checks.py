"""The one door: all checks in their order, floods cut, readings and the observations of a study."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from growthpole.observe.checks.cross_checks import cross_check, cross_check_observations
from growthpole.observe.findings import MOST_PER_CODE
from growthpole.tables import Classification
from growthpole.tables.observations import COLUMNS, Observations
from printed_tables import TREE, codes, table

PARTS = ["N", "A", "B", "C", "D"]


def test_all_checks_run_in_one_order_and_no_row_is_changed():
    columns = {
        "gdp": ["89", "10", "20", "30", "40"],
        "inputs": ["60", "6", "12", "18", "24"],
        "rate": ["9", "", "", "", ""],
    }
    frame = table(columns, PARTS)
    before = table({"gdp": ["80", "8", "16", "24", "32"]}, PARTS, period="2020")
    frame.loc[frame["header"] == "rate", "unit"] = "%"
    rows = pd.concat([frame, before], ignore_index=True)
    kept = rows.copy()
    found = cross_check(rows, ["gdp = inputs"], regions=TREE, growth_of={"rate": "gdp"})
    assert {code for code, _ in codes(found)} == {"parts-differ", "growth-differs", "identity-differs"}
    assert [finding.severity for finding in found if finding.code != "identity-differs"] == ["warn"] * 2
    assert {finding.severity for finding in found if finding.code == "identity-differs"} == {"error"}
    pd.testing.assert_frame_equal(rows, kept)
    assert cross_check(rows, ["gdp = inputs"], regions=TREE, growth_of={"rate": "gdp"}) == found


def test_the_bundled_regions_are_known_without_asking():
    labels, codes_of = ["全国", "北京", "天津"], ["CN", "CN-BJ", "CN-TJ"]
    frames = [
        table({header: [total, "20", "30"]}, labels).assign(region=codes_of)
        for header, total in (("gdp", "90"), ("jobs", "50"), ("firms", "50"), ("output", "10"))
    ]
    # Two provinces are a selection of the nation, until their sums say that they are all of it.
    assert cross_check(pd.concat(frames[:2], ignore_index=True)) == ()
    found = cross_check(pd.concat(frames, ignore_index=True))
    assert [finding.column for finding in found] == ["gdp", "output"]


def test_a_flood_is_cut_with_its_count():
    columns = {f"h{number}": ["99", "1", "2", "3", "4"] for number in range(MOST_PER_CODE + 30)}
    found = cross_check(table(columns, PARTS).assign(cell="A1"), regions=TREE)
    assert len(found) == MOST_PER_CODE + 1
    assert found[-1].code == "more-findings"
    assert found[-1].params["count"] == "30"


ODD = ("", "0", "-5", "1e300", "1e-300", "7", "12.50", "…", "9,999", "99999999999999999999", "0.000", "nan")


@given(
    st.lists(
        st.tuples(
            st.sampled_from([*PARTS, ""]),
            st.sampled_from(["h / 合计", "h / a", "h / b", "h / 其中: c", "rate"]),
            st.sampled_from(["2019", "2020", "2021", ""]),
            st.sampled_from(ODD),
            st.sampled_from(["", "total", "of-which"]),
            st.sampled_from(["万元", "亿元", "%", ""]),
        ),
        max_size=25,
    )
)
@settings(max_examples=100, deadline=None)
def test_no_rows_however_odd_break_a_check(rows):
    frame = pd.DataFrame(rows, columns=["region", "header", "period", "value", "role", "unit"])
    known = set(frame["header"]) >= {"h / a", "h / b"}
    found = cross_check(frame, ['"h / a" = "h / b"'] if known else (), regions=TREE, growth_of={"rate": "h / a"})
    codes(found)


def test_files_are_told_apart():
    one = table({"gdp": ["99", "1", "2", "3", "4"]}, PARTS)
    found = cross_check(pd.concat([one, one.assign(file="other.xlsx")], ignore_index=True), regions=TREE)
    assert [finding.file for finding in found] == ["book.xlsx", "other.xlsx"]


def test_an_empty_reading_has_no_findings():
    assert cross_check(table({"gdp": []}, [])) == ()


def test_a_missing_column_is_refused(refused):
    with refused("missing-columns", "value"):
        cross_check(table({"gdp": ["1"]}, ["A"]).drop(columns="value"))


def observations(*facts):
    """Observations of region, activity, indicator, period, printed number, and what differs from the usual."""
    usual = dict.fromkeys(COLUMNS, "") | {"kind": "actual", "operator": "=", "unit": "1e8 CNY", "status": "ok"}
    rows = []
    for number, (region, activity, indicator, period, printed, *more) in enumerate(facts):
        own = {"region": region, "activity": activity, "indicator": indicator, "period": period, "printed": printed}
        rows.append(usual | own | (more[0] if more else {}) | {"value": float(printed), "origin_id": number})
    origins = pd.DataFrame(
        {
            "origin_id": range(len(rows)),
            "file": "facts.csv",
            "sha256": "ab12",
            "sheet": "",
            "line": range(2, len(rows) + 2),
            "column": "value",
            "cell": "",
        }
    )
    return Observations(pd.DataFrame(rows)), origins


def classified(name, *rows, **more):
    frame = pd.DataFrame(rows, columns=["code", "name_en", "name_zh", "parent"]).assign(**more)
    return Classification(name, frame)


ACTIVITIES = classified("activity", ("M", "", "", ""), ("S", "", "", ""), ("M1", "", "", "M"), ("M2", "", "", "M"))
INDICATORS = classified(
    "indicator", ("gdp", "Product", "", ""), ("gdp_growth", "Growth", "", ""), measure=["level", "growth"]
)
KNOWN = {"region": TREE, "activity": ACTIVITIES, "indicator": INDICATORS}


def test_regions_of_a_study_are_summed_across_files_and_named_by_line():
    facts = [("N", "", "gdp", "2021", "99")] + [(region, "", "gdp", "2021", "10") for region in "ABCD"]
    found = cross_check_observations(*_with(facts, KNOWN))
    assert codes(found) == [("parts-differ", "")]
    assert found[0].place() == "facts.csv:2 [value]"
    assert found[0].sha256 == "ab12"


def _with(facts, known):
    held, origins = observations(*facts)
    return held, known, origins


@pytest.mark.parametrize("name", ["vintage", "scope", "price_basis"])
def test_versions_of_a_study_are_not_added_up(name):
    facts = [("N", "", "gdp", "2021", "99", {name: "current"})] + [(part, "", "gdp", "2021", "10") for part in "ABCD"]
    assert cross_check_observations(*_with(facts, KNOWN)) == ()


def test_targets_and_inexact_values_are_not_looked_at():
    parts = [(region, "", "gdp", "2021", "10") for region in "ABCD"]
    for other in ({"kind": "target"}, {"operator": "~"}):
        assert cross_check_observations(*_with([("N", "", "gdp", "2021", "99", other), *parts], KNOWN)) == ()


def test_activities_are_summed_along_their_tree():
    facts = [("A", "M", "gdp", "2021", "30"), ("A", "M1", "gdp", "2021", "10"), ("A", "M2", "gdp", "2021", "10")]
    (finding,) = cross_check_observations(*_with(facts, KNOWN))
    assert codes([finding]) == [("parts-differ", "")]
    assert (finding.params["label"], finding.params["first"], finding.params["last"]) == ("M", "M1", "M2")


def test_the_whole_economy_is_the_sum_of_all_activities_where_its_sums_show_it():
    facts = [
        (region, activity, "gdp", "2021", number)
        for region in "ABC"
        for activity, number in (("", "90"), ("M", "50"), ("S", "40"))
    ]
    assert cross_check_observations(*_with(facts, KNOWN)) == ()
    facts[0] = ("A", "", "gdp", "2021", "99")
    assert codes(cross_check_observations(*_with(facts, KNOWN))) == [("parts-differ", "")]


def test_growth_is_compared_by_the_code_or_by_the_declared_level():
    facts = [
        ("A", "", "gdp", "2020", "100"),
        ("A", "", "gdp", "2021", "110"),
        ("A", "", "gdp_growth", "2021", "20.0", {"unit": "%"}),
    ]
    assert codes(cross_check_observations(*_with(facts, KNOWN))) == [("growth-differs", "")]
    apart = classified(
        "indicator", ("gdp", "", "", ""), ("rise", "", "", ""), measure=["level", "growth"], growth_of=["", "gdp"]
    )
    facts[2] = ("A", "", "rise", "2021", "20.0", {"unit": "%"})
    assert codes(cross_check_observations(*_with(facts, KNOWN | {"indicator": apart}))) == [("growth-differs", "")]
    assert cross_check_observations(*_with(facts, KNOWN)) == ()


def test_an_identity_over_indicators_is_an_error_and_titles_name_them():
    facts = [("A", "", "gdp", "2021", "10"), ("A", "", "gdp_growth", "2021", "7")]
    held, origins = observations(*facts)
    (finding,) = cross_check_observations(held, KNOWN, origins, ["Product = gdp_growth"])
    assert codes([finding]) == [("identity-differs", "")]
    assert finding.severity == "error"


def test_without_classifications_and_origins_only_series_are_looked_at():
    facts = [("A", "", "gdp", str(year), "1010" if year == 2015 else "101") for year in range(2010, 2020)]
    found = cross_check_observations(observations(*facts)[0], {})
    assert codes(found) == [("power-of-ten-in-series", "")]
    assert found[0].value == "1010"
