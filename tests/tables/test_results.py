import json

import numpy as np
import pandas as pd
import pytest

from growthpole.provenance import NumberKey, Ref, Slice, Trace, parse_key
from growthpole.tables.results import ResultTable

ROWS = pd.DataFrame(
    {
        "region": ["SD", "JS", "a=b, [c]"],
        "period": ["2021", "2021", "2021"],
        "share": [0.1, np.nan, 0.0],
        "rank": [1.0, 2.0, 3.0],
        "note": ["", "x", ""],
    }
)
TRACES = (
    Trace("share", "share", (Slice("x", "observe.observations", "value", {"region": "$region"}),)),
    Trace("rank", "", (Ref("base", "base_key"),), "1 + ahead"),
)
SAID = {
    "stage": "diagnose",
    "name": "peers",
    "frame": ROWS,
    "dims": ("region", "period"),
    "units": {"share": "1", "rank": "rank"},
    "traces": TRACES,
    "groups": {"peers": "JS|ZJ"},
}


def test_every_number_has_its_own_key():
    table = ResultTable(**SAID)
    keys = [str(table.key(row, column)) for row in table.rows() for column in table.units]
    assert keys[0] == "diagnose.peers.share[region=SD,period=2021]"
    assert len(set(keys)) == 6
    last = parse_key(keys[-1])
    assert last == NumberKey("diagnose", "peers", "rank", {"region": "a=b, [c]", "period": "2021"})


def test_rows_keep_order_names_and_absence():
    rows = ResultTable(**SAID).rows()
    assert [row["region"] for row in rows] == ["SD", "JS", "a=b, [c]"]
    assert list(rows[0]) == list(ROWS.columns)
    assert np.isnan(rows[1]["share"])
    assert rows[2]["share"] == 0


def test_a_table_comes_back_from_its_description():
    table = ResultTable(**SAID)
    again = ResultTable.from_description("diagnose.peers", ROWS, json.loads(json.dumps(table.describe())))
    assert (again.stage, again.name, again.dims) == ("diagnose", "peers", ("region", "period"))
    assert (again.units, again.traces, again.groups) == (table.units, table.traces, table.groups)
    assert again.describe() == table.describe()
    assert table.describe()["rows"] == 3


@pytest.mark.parametrize("change", [{"dims": ("region", "year")}, {"units": {"share": "1", "year": "1"}}])
def test_dims_and_number_columns_must_be_there(refused, change):
    with refused("missing-columns", "diagnose.peers", "year"):
        ResultTable(**SAID | change)


def test_a_row_needs_dims_to_be_named(refused):
    with refused("missing-columns", "diagnose.peers", "dims"):
        ResultTable(**SAID | {"dims": ()})


def test_two_rows_never_share_their_dims(refused):
    with refused("repeated-key", "diagnose.peers", "2021", "2"):
        ResultTable(**SAID | {"dims": ("period",)})


@pytest.mark.parametrize(("kept", "left"), [((), "rank, share"), (TRACES[:1], "rank"), (TRACES[1:], "share")])
def test_a_number_without_a_trace_is_refused(refused, kept, left):
    with refused("untraced-columns", "diagnose.peers", left):
        ResultTable(**SAID | {"traces": kept})


def test_text_columns_need_no_trace():
    assert ResultTable(**SAID | {"units": {}, "traces": ()}).describe()["traces"] == []
