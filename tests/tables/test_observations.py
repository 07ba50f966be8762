import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from growthpole.provenance import NumberKey, parse_key
from growthpole.tables import Fact, Observations
from growthpole.tables.observations import COLUMNS, KEY


@pytest.mark.parametrize("column", COLUMNS)
def test_every_column_is_needed(refused, long_table, column):
    with refused("missing-columns", "Observations", column):
        Observations(long_table({}).drop(columns=column))


@pytest.mark.parametrize("part", KEY)
def test_any_part_of_the_key_tells_two_rows_apart(long_table, part):
    assert len(Observations(long_table({part: "2019"}, {part: "2020"}))) == 2


def test_one_key_has_one_value(refused, long_table):
    rows = long_table({}, {"region": "JS"}, {"value": 2.0}, {"value": 2.0, "note": "again"})
    with refused("repeated-key", "Observations", "SD, , revenue, 2021", "2"):
        Observations(rows)


def test_select_by_one_value_or_several(long_table):
    table = Observations(long_table({}, {"region": "JS"}, {"region": "ZJ", "kind": "target"}))
    assert list(table.select(region=["ZJ", "SD"]).frame["origin_id"]) == [0, 2]
    assert list(table.select(region=["ZJ", "SD"], kind="actual").frame["origin_id"]) == [0]
    assert len(table.select(region="GD")) == 0
    assert len(table) == 3


@given(st.permutations(COLUMNS))
@settings(max_examples=25, deadline=None)
def test_facts_read_columns_by_name(columns):
    import pandas as pd

    said = {name: f"<{name}>" for name in COLUMNS} | {"value": 2.5, "origin_id": 7}
    (found,) = Observations(pd.DataFrame([said])[columns]).facts()
    assert found == Fact(**said)


def test_facts_keep_the_order_of_the_table(long_table):
    table = Observations(long_table(*({"period": year} for year in ("2021", "2019", "2020"))))
    assert [fact.period for fact in table.facts()] == ["2021", "2019", "2020"]


def test_one_fact_none_or_an_error(refused, long_table):
    table = Observations(long_table({"scope": "all"}, {"scope": "above scale"}))
    assert table.fact(scope="all").origin_id == 0
    assert table.fact(scope="sample") is None
    with refused("ambiguous-fact", "2", "region=SD, indicator=revenue"):
        table.fact(region="SD", indicator="revenue")


def test_an_absent_value_stays_absent(long_table):
    table = Observations(long_table({"value": np.nan}, {"region": "JS", "value": 0.0}))
    absent, zero = table.facts()
    assert np.isnan(absent.value)
    assert zero.value == 0


def test_the_key_of_a_fact_names_it(long_table):
    table = Observations(long_table({"scope": "规模以上, a=b [2021年]", "period": "2012-01/2012-09"}, {"region": "JS"}))
    first, second = table.facts()
    assert set(first.key.dims) == {"region", "indicator", "period", "kind", "scope", "price_basis"}
    assert str(second.key) == (
        "observe.observations.value[region=JS,indicator=revenue,period=2021,kind=actual,price_basis=current]"
    )
    for fact in (first, second):
        key = parse_key(str(fact.key))
        assert key == NumberKey("observe", "observations", "value", fact.key.dims)
        assert table.fact(**{name: key.dims.get(name, "") for name in KEY}) == fact


@pytest.mark.parametrize(("operator", "exact"), [("=", True), ("~", False), (">", False), ("<=", False), ("", False)])
def test_only_an_equals_sign_is_exact(fact, operator, exact):
    assert fact(operator=operator).exact is exact
