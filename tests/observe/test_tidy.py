"""A tidy table: the row law, no silent wrong value, and one clear finding for every fault."""

from collections import Counter
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from growthpole.messages import LANGS
from growthpole.observe.column_checks import FLAGS
from growthpole.observe.files import sheet_of_bytes
from growthpole.observe.findings import MOST_PER_CODE
from growthpole.observe.numbers import parse_number
from growthpole.observe.spec import Limits, TidySpec
from growthpole.observe.tidy import read_tidy
from growthpole.units import parse_unit

GOOD = "CN-SD,gdp,2021,83095.90,亿元"


class TestGoodRows:
    def test_labels_resolve_and_the_text_stays(self, tidy, found):
        rows = tidy('山 东,GDP,2021,"83,095.90",亿元\n370000,gdp,2020, 73129 ,1e8 CNY')
        assert found(rows) == []
        assert rows.frame["region"].tolist() == ["CN-SD", "CN-SD"]
        assert rows.frame["region_label"].tolist() == ["山 东", "370000"]
        assert rows.frame["raw"].tolist() == ["83,095.90", "73129"]
        assert rows.frame["printed"].tolist() == ["83095.90", "73129"]
        assert rows.frame["value"].tolist() == [83095.90, 73129.0]
        assert rows.frame["unit"].tolist() == ["1e8 CNY", "1e8 CNY"]
        assert rows.frame["price_basis"].tolist() == ["current", "current"]
        assert rows.frame["line"].tolist() == [2, 3]

    def test_na_and_no_are_codes_like_others(self, tidy, found):
        rows = tidy("NA,NO,firms,2021,3,家", header="region,activity,indicator,period,value,unit")
        assert found(rows) == []
        assert rows.frame[["region", "activity"]].values.tolist() == [["NA", "NO"]]

    def test_a_constant_stands_for_a_column(self, tidy, found):
        spec = TidySpec(file="t.csv", columns={"region": "where"}, constants={"indicator": "firms", "unit": "家"})
        rows = tidy("山东,2021,3", header="where,period,value", spec=spec)
        assert found(rows) == []
        assert rows.frame[["region_label", "indicator", "unit"]].values.tolist() == [["山东", "firms", "firm"]]

    def test_the_continental_style_when_declared(self, tidy, found):
        rows = tidy('山东,gdp,2021,"83.095,90",亿元', spec=TidySpec(file="t.csv", style="comma"))
        assert found(rows) == []
        assert rows.frame["value"].tolist() == [83095.90]

    def test_a_file_with_all_it_may_have(self, tidy, found):
        text = '\ufeff"region","indicator","period","value","unit","note"\r\n\r\n'
        text += '山东,gdp,2021,1,亿元,"a\r\nb"\r\n河北,gdp,2021,2,亿元,\r\n'
        rows = tidy(text=text)
        assert found(rows) == []
        assert rows.frame["line"].tolist() == [3, 5]


FAULTS = {
    "unknown region": ("CN-SX,gdp,2021,1,亿元", "unknown-region", "region", "CN-SX"),
    "blank region": (",gdp,2021,1,亿元", "unknown-region", "region", ""),
    "lost zero": ("11,gdp,2021,1,亿元", "lost-leading-zero", "region", "11"),
    "unknown indicator": ("山东,gpd,2021,1,亿元", "unknown-indicator", "indicator", "gpd"),
    "unknown unit": ("山东,gdp,2021,1,亿", "unknown-unit", "unit", "亿"),
    "blank unit": ("山东,gdp,2021,1,", "unknown-unit", "unit", ""),
    "wrong unit": ("山东,gdp,2021,1,家", "wrong-unit", "unit", "家"),
    "wrong currency": ("山东,gdp,2021,1,百万美元", "wrong-unit", "unit", "百万美元"),
    "negative count": ("山东,firms,2021,-1,家", "negative-count", "value", "-1"),
    "bracketed count": ("山东,firms,2021,(1),家", "negative-count", "value", "(1)"),
    "share over 100": ("山东,rate,2021,100.1,%", "share-out-of-range", "value", "100.1"),
    "negative share": ("山东,rate,2021,-0.1,%", "share-out-of-range", "value", "-0.1"),
    "rank zero": ("山东,place,2021,0,位", "bad-rank", "value", "0"),
    "broken rank": ("山东,place,2021,1.5,位", "bad-rank", "value", "1.5"),
    "money without basis": ("山东,loose,2021,1,亿元", "no-price-basis", "value", "1"),
    "bad period": ("山东,gdp,2021-13,1,亿元", "bad-period", "period", "2021-13"),
    "wide period": ("山东,gdp,２０２１,1,亿元", "bad-period", "period", "２０２１"),
    "blank period": ("山东,gdp,,1,亿元", "bad-period", "period", ""),
    "ragged": ("山东,gdp,2021,1", "ragged-row", "", "山东,gdp,2021,1"),
    "raised mark": ("山东,gdp,2021,5²,亿元", "not-a-number", "value", "5²"),
}
FAULTS |= {
    f"number {text}": (f'山东,gdp,2021,"{text}",亿元', "not-a-number", "value", text)
    for text in ("1_000", "nan", "1e400", "1e-400", "٣", "5*", "1,23", "--1", "①")
}


@pytest.mark.parametrize(("row", "code", "column", "value"), FAULTS.values(), ids=FAULTS)
def test_each_fault_is_an_error_at_its_cell(tidy, found, row, code, column, value):
    rows = tidy(f"{GOOD}\n{row}")
    assert found(rows) == [(code, 3, column, value)]
    assert rows.findings[0].severity == "error"
    assert rows.frame["line"].tolist() == [2]
    assert (rows.counts.read, rows.counts.loaded, rows.counts.quarantined) == (2, 1, 1)
    assert all(rows.findings[0].value in rows.findings[0].rule(lang) or code == "ragged-row" for lang in LANGS)


@pytest.mark.parametrize("value", ["", *sorted(FLAGS)])
def test_a_missing_value_is_set_aside_and_never_zero(tidy, found, value):
    rows = tidy(f"{GOOD}\n河北,gdp,2021,{value},亿元")
    assert found(rows) == [("flagged-value" if value else "blank-value", 3, "value", value)]
    assert rows.findings[0].severity == "quarantine"
    assert rows.frame["value"].tolist() == [83095.90]


@pytest.mark.parametrize(
    ("printed", "value"), [("１２３．５", 123.5), ("（5）", -5.0), ("(1,234)", -1234.0), ("−2.40", -2.40)]
)
def test_wide_digits_and_brackets_are_numbers(tidy, found, printed, value):
    rows = tidy(f'山东,pace,2021,"{printed}",%')
    assert found(rows) == []
    assert (rows.frame["value"].tolist(), rows.frame["raw"].tolist()) == ([value], [printed])
    assert [float(text) for text in rows.frame["printed"]] == [value]


def test_findings_name_the_next_step(tidy):
    rows = tidy("Shandng,gpd,2021,1,亿\n11,gdp,2021,1,million US")
    hints = " ".join(finding.hint("en") for finding in rows.findings)
    assert "CN-SD (Shandong)" in hints
    assert "gdp (GDP)" in hints
    assert "1e8 CNY" in hints
    assert "0011" in hints
    assert "1e6 USD" in hints


def test_one_row_may_have_several_faults(tidy, found):
    rows = tidy("nowhere,gpd,2,x1,what")
    assert [code for code, *_ in found(rows)] == [
        "unknown-region",
        "unknown-indicator",
        "bad-period",
        "not-a-number",
        "unknown-unit",
    ]
    assert (rows.counts.read, rows.counts.quarantined) == (1, 1)


class TestDuplicates:
    def test_differing_values_name_both_cells(self, tidy, found):
        rows = tidy(f"{GOOD}\n河北,gdp,2021,1,亿元\n山东,gdp,2021,5,亿元")
        assert found(rows) == [("duplicate-key", 2, "value", "83095.90"), ("duplicate-key", 4, "value", "5")]
        for lang in LANGS:
            rule = rows.findings[1].rule(lang)
            assert "83095.90" in rule
            assert "5" in rule
            assert "2" in rule
        assert rows.frame["line"].tolist() == [3]

    @pytest.mark.parametrize("other", ["山东,gdp,2021,83095.9,万元,=", "山东,gdp,2021,83095.90,亿元,>"])
    def test_another_unit_or_operator_is_a_difference(self, tidy, found, other):
        rows = tidy(f"{GOOD},=\n{other}", header="region,indicator,period,value,unit,operator")
        assert [code for code, *_ in found(rows)] == ["duplicate-key", "duplicate-key"]
        assert rows.counts.loaded == 0

    def test_identical_rows_are_read_once(self, tidy, found):
        rows = tidy(f'{GOOD}\n山东,gdp,2021,"83,095.9",亿元\n{GOOD}')
        assert found(rows) == [("duplicate-row", 3, "value", "83,095.9"), ("duplicate-row", 4, "value", "83095.90")]
        assert (rows.counts.loaded, rows.counts.skipped) == (1, 2)

    def test_a_third_row_that_differs_refuses_all_three(self, tidy, found):
        rows = tidy(f"{GOOD}\n{GOOD}\n山东,gdp,2021,5,亿元")
        assert [line for _, line, *_ in found(rows)] == [2, 3, 4]
        assert rows.counts.loaded == 0
        assert [finding.params["other"] for finding in rows.findings] == ["5", "5", "83095.90"]

    def test_vintage_kind_scope_and_basis_tell_rows_apart(self, tidy, found):
        header = "region,indicator,period,value,unit,vintage,kind,scope,price_basis"
        cells = [",,,", "final,,,", ",target,,", ",,above scale,", ",,,constant 2015"]
        rows = tidy(
            "\n".join(f"山东,gdp,2021,{number},亿元,{cell}" for number, cell in enumerate(cells)), header=header
        )
        assert found(rows) == []
        assert rows.counts.loaded == 5


class TestHeaders:
    def test_header_only(self, tidy, found):
        rows = tidy(text="region,indicator,period,value,unit\n")
        assert found(rows) == [("empty-table", None, "", "")]
        assert rows.counts.read == 0

    def test_a_missing_column_is_one_finding(self, tidy, found):
        rows = tidy("山东,gdp,2021,1\n河北,gdp,2021,1", header="region,indicator,period,value")
        assert found(rows) == [("missing-column", 1, "unit", "unit")]
        assert "region, indicator" in rows.findings[0].rule()
        assert (rows.counts.read, rows.counts.quarantined) == (2, 2)

    def test_a_mapped_column_that_is_not_there(self, tidy, found):
        rows = tidy(GOOD, spec=TidySpec(file="t.csv", columns={"vintage": "version"}))
        assert found(rows) == [("missing-column", 1, "version", "vintage")]

    def test_a_repeated_column(self, tidy, found):
        rows = tidy(f"{GOOD},1", header="region,indicator,period,value,unit,value")
        assert found(rows) == [("repeated-column", 1, "value", "value")]
        assert rows.counts.loaded == 0

    def test_an_unknown_field(self, tidy, found):
        rows = tidy(GOOD, spec=TidySpec(file="t.csv", columns={"valeu": "value"}))
        assert [code for code, *_ in found(rows)] == ["unknown-field"]

    def test_a_field_with_column_and_constant(self, tidy, found):
        spec = TidySpec(file="t.csv", columns={"unit": "unit"}, constants={"unit": "亿元"})
        assert [code for code, *_ in found(tidy(GOOD, spec=spec))] == ["column-and-constant"]

    def test_a_constant_that_overrules_the_file_says_so(self, tidy, found):
        spec = TidySpec(file="t.csv", constants={"unit": "亿元"})
        rows = tidy(f"{GOOD}\n河北,gdp,2021,1,万元", spec=spec)
        assert found(rows) == [("overruled-cell", 3, "unit", "万元")]
        assert rows.counts.loaded == 2

    def test_a_nearly_right_column_name_is_pointed_out(self, tidy, found):
        rows = tidy(f"{GOOD},>", header="region,indicator,period,value,unit,opertor")
        assert found(rows) == [("unused-column", 1, "opertor", "opertor")]

    def test_unknown_words(self, tidy, found):
        header = "region,indicator,period,value,unit,operator,kind,status,basis,price_basis"
        rows = tidy(f"{GOOD},≥,wish,good,guess,curent", header=header)
        assert [(code, column) for code, _, column, _ in found(rows)] == [
            ("unknown-word", name) for name in ("operator", "kind", "status", "basis", "price_basis")
        ]

    def test_a_bad_date_of_publication(self, tidy, found):
        rows = tidy(f"{GOOD},2022-02-30", header="region,indicator,period,value,unit,published")
        assert found(rows) == [("bad-period", 2, "published", "2022-02-30")]

    def test_rows_of_commas_are_set_aside(self, tidy, found):
        rows = tidy(f"{GOOD}\n,,,,\n , ,,,")
        assert found(rows) == [("blank-row", 3, "value", ""), ("blank-row", 4, "value", "")]
        assert (rows.counts.loaded, rows.counts.quarantined) == (1, 2)

    def test_labels_of_an_incomplete_classification_are_not_called_wrong(self, tidy, found):
        rows = tidy(f"{GOOD}\nx1,gdp,2021,1,亿元\nx2,gdp,2021,1,亿元", incomplete=frozenset({"region"}))
        assert found(rows) == [("unchecked-labels", None, "region", "region")]
        assert rows.findings[0].params["count"] == "2"
        assert (rows.counts.loaded, rows.counts.quarantined) == (1, 2)


class TestFloods:
    def test_findings_are_cut_with_the_rest_counted(self, tidy, found):
        rows = tidy("\n".join(f"place {number},gdp,2021,{number}_0,亿元" for number in range(MOST_PER_CODE + 50)))
        told = Counter(code for code, *_ in found(rows))
        assert told == {"unknown-region": MOST_PER_CODE, "not-a-number": MOST_PER_CODE, "more-findings": 2}
        assert [finding.params["count"] for finding in rows.findings if finding.code == "more-findings"] == ["50", "50"]
        assert rows.counts.quarantined == MOST_PER_CODE + 50

    def test_exactly_as_many_as_are_kept_is_no_flood(self, tidy, found):
        rows = tidy("\n".join(f"place {number},gdp,2021,1,亿元" for number in range(MOST_PER_CODE)))
        assert {code for code, *_ in found(rows)} == {"unknown-region"}

    @pytest.mark.parametrize(
        "row",
        [
            "{n} bad,gdp,2021,1,亿元",
            "0{n},gdp,2021,1,亿元",
            "山东,gdp,2021,1,u{n}",
            "山东,i{n},2021,1,亿元",
            "山东,gdp,2021,1,亿元",
            "山东,gdp,2021,{n},亿元",
            "山东",
        ],
    )
    def test_many_faulty_rows_are_quick(self, tidy, row):
        import time

        text = "\n".join(row.format(n=number) for number in range(30_000))
        start = time.perf_counter()
        rows = tidy(text)
        assert time.perf_counter() - start < 5  # a loop over texts and rows would take minutes
        assert rows.counts.holds
        assert rows.counts.read == 30_000


LABELS = ["山东", "CN-SD", "河北", "370000", "0011", "11", "NA", "Shandng", "", "山   东", "x\ny"]
NUMBERS = ["1", "2.50", "1,234.5", "-3", "(4)", "１２", "nan", "1_0", "", "—", "..", "5*", "1e400", "101", "83095.90"]
CELLS = (
    st.sampled_from(LABELS),
    st.sampled_from(["gdp", "firms", "rate", "place", "pace", "loose", "GDP", "gpd", ""]),
    st.sampled_from(["2021", "2020", "2021-02", "2021-02-30", "", "2020-01/2020-06"]),
    st.sampled_from(NUMBERS),
    st.sampled_from(["亿元", "1e4 CNY", "家", "%", "位", "百万美元", "", "??"]),
    st.sampled_from(["=", ">", "", "≥"]),
)
GOOD_CELLS = (
    st.sampled_from(["山东", "河北", "NA"]),
    st.just("gdp"),
    st.sampled_from(["2019", "2020", "2021"]),
    st.decimals(-1000, 10**6, places=2).map(str),
    st.just("亿元"),
    st.just("="),
)
ROW = st.one_of(
    st.tuples(*GOOD_CELLS),
    st.tuples(*CELLS),
    st.lists(st.sampled_from(["", "a", "1"]), max_size=8).map(tuple),
)
ENDS = st.sampled_from(["\n", "\r\n", "\n\n"])


def written(cell):
    return '"' + cell.replace('"', '""') + '"' if any(sign in cell for sign in ',"\n') else cell


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(ROW, ENDS), max_size=25))
def test_the_row_law_and_no_silent_wrong_value(known, table):
    text, line, at = "region,indicator,period,value,unit,operator\n", 2, {}
    for row, end in table:
        cells = ",".join(map(written, row))
        if cells:
            at[line] = row
        text += cells + end
        line += cells.count("\n") + end.count("\n")
    rows = read_tidy(sheet_of_bytes(text.encode(), "t.csv", Limits()), TidySpec(file="t.csv"), known)
    counts = rows.counts
    assert counts.read == len(at) == counts.loaded + counts.quarantined + counts.skipped
    assert counts.loaded == len(rows.frame)
    columns = ["line", "value", "printed", "unit", "raw", "raw_unit"]
    for number, value, printed, unit, raw, raw_unit in rows.frame[columns].itertuples(index=False, name=None):
        assert at[number][3] == raw
        assert value == float(Decimal(printed))
        sizes = parse_unit(raw_unit).factor, parse_unit(unit).factor
        assert parse_number(raw) * sizes[0] == Decimal(printed) * sizes[1]
    told = {finding.line for finding in rows.findings}
    assert set(at) - set(rows.frame["line"]) <= told or not at
    untold = set(at) - told
    assert untold <= set(rows.frame["line"])
    key = ["region", "indicator", "period", "price_basis"]
    assert not rows.frame.duplicated(key).any()


@pytest.mark.parametrize(
    ("style", "cell", "unit", "printed", "value"),
    [
        ("point", "27600", "万元", "2.7600", 2.76),
        ("point", "27,600", "1e4 CNY", "2.7600", 2.76),
        ("comma", "24.000,5", "1e8 CNY", "24000.5", 24000.5),
        ("comma", "24.000", "1e8 CNY", "24000", 24000.0),
    ],
)
def test_a_value_stands_in_the_declared_unit_with_the_digits_it_was_printed_with(
    known, style, cell, unit, printed, value
):
    text = f'region,indicator,period,value,unit\n山东,gdp,2021,"{cell}",{unit}\n'
    rows = read_tidy(sheet_of_bytes(text.encode(), "t.csv", Limits()), TidySpec(file="t.csv", style=style), known)
    (row,) = rows.frame.to_dict("records")
    assert (row["printed"], row["value"], row["unit"]) == (printed, value, "1e8 CNY")
    assert (row["raw"], row["raw_unit"]) == (cell, parse_unit(unit).key)
