"""What a value may be by what it measures: at each bound, one step inside and one step outside."""

import pytest

from growthpole.observe.spec import TidySpec

HEADER = "region,indicator,period,value,unit,price_basis"


@pytest.mark.parametrize(
    ("indicator", "value", "unit", "code"),
    [
        ("firms", "0", "家", None),
        ("firms", "-1", "家", "negative-count"),
        ("rate", "0", "%", None),
        ("rate", "100", "%", None),
        ("rate", "100.0001", "%", "share-out-of-range"),
        ("rate", "-0.0001", "%", "share-out-of-range"),
        ("rate", "1", "1", None),
        ("rate", "1.0001", "1", "share-out-of-range"),
        ("rate", "1000", "‰", None),
        ("rate", "500", "‰", None),
        ("rate", "1000.1", "‰", "share-out-of-range"),
        ("place", "1", "位", None),
        ("place", "0", "位", "bad-rank"),
        ("place", "-1", "位", "bad-rank"),
        ("place", "1.5", "位", "bad-rank"),
        ("pace", "-12.5", "%", None),
        ("pace", "250", "%", None),
        ("net", "-12", "家", None),
        ("gdp", "-12", "亿元", None),
    ],
)
def test_bounds(tidy, found, indicator, value, unit, code):
    rows = tidy(f"山东,{indicator},2021,{value},{unit}")
    assert found(rows) == ([] if code is None else [(code, 2, "value", value)])
    assert rows.counts.loaded == (code is None)


@pytest.mark.parametrize(
    ("indicator", "basis", "fits"),
    [
        ("gdp", "", True),
        ("gdp", "current", True),
        ("gdp", "constant 2015", True),
        ("gdp", "constant", False),
        ("gdp", "none", False),
        ("gdp", "ratio of current prices", False),
        ("loose", "", False),
        ("loose", "current", True),
        ("firms", "", True),
    ],
)
def test_money_has_prices(tidy, found, indicator, basis, fits):
    unit = "家" if indicator == "firms" else "亿元"
    rows = tidy(f"山东,{indicator},2021,1,{unit},{basis}", header=HEADER)
    assert found(rows) == ([] if fits else [("no-price-basis", 2, "value", "1")])


def test_a_row_refused_already_is_not_judged_again(tidy, found):
    rows = tidy("nowhere,firms,2021,-1,家")
    assert [code for code, *_ in found(rows)] == ["unknown-region"]


def test_the_column_named_is_that_of_the_file(tidy, found):
    spec = TidySpec(file="t.csv", columns={"value": "amount"})
    rows = tidy("山东,firms,2021,-1,家", header="region,indicator,period,amount,unit", spec=spec)
    assert found(rows) == [("negative-count", 2, "amount", "-1")]
