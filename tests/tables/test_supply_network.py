"""Supply networks: validated together, held as a sparse matrix with an index of firms."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from growthpole.errors import InputError
from growthpole.tables import SupplyNetwork

FIRMS = pd.DataFrame({"firm": ["a", "b", "c"], "industry": ["steel", "cars", "cars"], "output": [9.0, 7.0, 3.0]})
LINKS = pd.DataFrame({"supplier": ["a", "a", "c"], "buyer": ["b", "c", "b"], "value": [2.0, 3.0, 4.0]})


def test_the_matrix_is_supplier_by_buyer_in_the_order_of_the_firms():
    network = SupplyNetwork(FIRMS, LINKS)
    assert network.matrix.toarray().tolist() == [[0.0, 2.0, 3.0], [0.0, 0.0, 0.0], [0.0, 4.0, 0.0]]
    assert network.out_strength.tolist() == [5.0, 0.0, 4.0]
    assert len(network) == 3


def test_weights_are_output_where_every_firm_states_it_and_say_which():
    assert SupplyNetwork(FIRMS, LINKS).weights[1] == "output"
    without = FIRMS.assign(output=[9.0, np.nan, 3.0])
    values, kind = SupplyNetwork(without, LINKS).weights
    assert (values.tolist(), kind) == ([5.0, 0.0, 4.0], "out_strength")


def test_all_problems_are_reported_together():
    firms = pd.concat([FIRMS, FIRMS.iloc[[0]]])
    rows = [["x", "b", 1.0], ["a", "a", 1.0], ["b", "c", -1.0], ["b", "a", np.nan], ["a", "b", 1.0]]
    links = pd.concat([LINKS, pd.DataFrame(rows, columns=LINKS.columns)])
    with pytest.raises(InputError) as caught:
        SupplyNetwork(firms, links)
    message = str(caught.value)
    for said in (
        "firm a stands more than once",
        "supplier x",
        "a sells to itself",
        "value -1.0",
        "value nan",
        "a → b stands",
    ):
        assert said in message
    assert caught.value.params["count"] == 6


@pytest.mark.parametrize("column", ["supplier", "buyer", "value"])
def test_a_missing_column_is_named(column):
    with pytest.raises(InputError, match=column):
        SupplyNetwork(FIRMS, LINKS.drop(columns=column))


def test_negative_output_is_refused():
    with pytest.raises(InputError, match="output -1"):
        SupplyNetwork(FIRMS.assign(output=[-1.0, 1.0, 1.0]), LINKS)
