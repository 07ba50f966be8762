"""SDMX messages as tidy rows: versions and layouts say the same; damaged and hostile ones are refused."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from growthpole.errors import LimitExceeded, SourceError
from growthpole.observe.json_reading import read_json
from growthpole.observe.sdmx.messages import is_sdmx, is_sdmx_csv, read_sdmx
from growthpole.observe.spec import Limits

FIELDS = ["region", "indicator", "activity", "period", "value", "unit", "flag", "status"]


def message(text, **limits):
    return read_sdmx(text if isinstance(text, bytes) else text.encode(), "t.sdmx", Limits(**limits))


def listed(rows, fields=FIELDS):
    return rows.frame[list(fields)].values.tolist()


def noted(rows):
    return [(f.code, f.severity, f.line, f.cell, f.column, f.value) for f in rows.findings]


FIRST = """\
DATAFLOW,FREQ,REF_AREA,ACTIVITY,INDICATOR,SEX,TIME_PERIOD,OBS_VALUE,UNIT_MEASURE,UNIT_MULT,DECIMALS,OBS_STATUS,NOTE
AG:NA(1.0),A,DE,C28,EMP,T,2020,12.50,PS,3,2,A,x
AG:NA(1.0),A,DE,C28,EMP,T,2021,1.5E3,PS,3,2,B,
AG:NA(1.0),A,FR,C28,EMP,T,2021,,PS,0,2,C,
AG:NA(1.0),A,FR,C29,EMP,T,2021,NaN,PS,,2,M,
"""
SAME = [
    ["DE", "EMP / T", "C28", "2020", "12.50", "1e3 PS", "", ""],
    ["DE", "EMP / T", "C28", "2021", "1500", "1e3 PS", "B", ""],
    ["FR", "EMP / T", "C28", "2021", "", "PS", "C", "suppressed"],
    ["FR", "EMP / T", "C29", "2021", "", "PS", "M", "absent"],
]


def second():
    """The same in version 2.0: a structure in three columns."""
    head, *rows = FIRST.splitlines()
    return "\n".join(
        [
            head.replace("DATAFLOW", "STRUCTURE,STRUCTURE_ID,ACTION"),
            *(f"dataflow,{row}".replace("AG:NA(1.0),", "AG:NA(1.0),I,") for row in rows),
        ]
    )


def with_labels():
    """The same with each code followed by its name in one cell."""
    head, *rows = FIRST.splitlines()
    heads = [f"{name}: Name, of it" for name in head.split(",")]
    made = [",".join(f'"{name}"' for name in heads)]
    for row in rows:
        cells = row.split(",")
        kept = [f"{cell}: Name" if at < 6 and at else cell for at, cell in enumerate(cells)]
        made.append(",".join(kept))
    return "\n".join(made)


def with_names():
    """The same with each column followed by one of names."""
    head, *rows = second().splitlines()
    made = []
    for cells in [line.split(",") for line in (head, *rows)]:
        third = "STRUCTURE_NAME" if cells[0] == "STRUCTURE" else "Accounts"
        rest = [part for cell in cells[3:] for part in (cell, f"{cell} name")]
        made.append(",".join([*cells[:2], third, cells[2], *rest]))
    return "\n".join(made)


def structure(**attributes):
    def component(name, values, position=None):
        made = {"id": name, "values": [{"id": value, "name": value.lower()} for value in values]}
        return made | ({} if position is None else {"keyPosition": position})

    return {
        "links": [{"rel": "dataflow", "urn": "urn:sdmx:org.sdmx.infomodel.datastructure.Dataflow=AG:NA(1.0)"}],
        "dimensions": {
            "dataSet": [component("FREQ", ["A"])],
            "series": [
                component("ACTIVITY", ["C28", "C29"], 2),
                component("REF_AREA", ["DE", "FR"], 1),
                component("INDICATOR", ["EMP"], 3),
                component("SEX", ["T"], 4),
            ],
            "observation": [component("TIME_PERIOD", ["2020", "2021"])],
        },
        "attributes": {
            "dataSet": [component("DECIMALS", ["2"])],
            "series": [component("UNIT_MEASURE", ["PS"]), component("UNIT_MULT", ["3", "0"])],
            "observation": [component("OBS_STATUS", ["A", "B", "C", "M"])],
        }
        | attributes,
    }


SERIES = {
    "0:0:0:0": {"attributes": [0, 0], "observations": {"0": ["@12.50", 0], "1": ["@1.5E3", 1]}},
    "1:0:0:0": {"attributes": [0, 1], "observations": {"1": [None, 2]}},
    "1:1:0:0": {"attributes": [0, None], "observations": {"1": [None, 3]}},
}


def written(value):
    """JSON with numbers written as they are marked."""
    text = json.dumps(value)
    for number in ("12.50", "1.5E3"):
        text = text.replace(f'"@{number}"', number)
    return text


def first_json():
    return written({"header": {}, "structure": structure(), "dataSets": [{"attributes": [0], "series": SERIES}]})


def wrapped_json():
    inner = {"structure": structure(), "dataSets": [{"series": SERIES}]}
    return "\ufeff" + written({"meta": {}, "data": inner})


def second_json():
    """Version 2.0: structures, measures, attributes of groups, values that are no codes."""
    made = structure(
        series=[], dimensionGroup=[{"id": "UNIT_MEASURE", "values": [{"id": "PS"}]}, {"id": "UNIT_MULT", "values": []}]
    )
    made["measures"] = {"observation": [{"id": "OBS_VALUE"}]}
    made["dimensions"]["observation"][0]["values"] = [{"value": "2020"}, {"value": "2021"}]
    groups = {"0:::": [0, "3"], "1:0::": [0, "0"], "1:1::": [0, None]}
    series = {key: {"observations": each["observations"]} for key, each in SERIES.items()}
    part = {"structure": 0, "dimensionGroupAttributes": groups, "series": series}
    return written({"meta": {}, "data": {"structures": [made], "dataSets": [part]}})


def flat_json():
    made = structure(series=[])
    dimensions = made["dimensions"]
    dimensions["observation"] = [
        *sorted(dimensions.pop("series"), key=lambda one: one["keyPosition"]),
        {**dimensions["observation"][0], "keyPosition": 5},
    ]
    made["attributes"]["observation"] += [
        {"id": "UNIT_MEASURE", "values": [{"id": "PS"}]},
        {"id": "UNIT_MULT", "values": [{"id": "3"}, {"id": "0"}]},
    ]
    values = {
        f"{key}:{at}": [*cells, *each["attributes"]]
        for key, each in SERIES.items()
        for at, cells in each["observations"].items()
    }
    return written({"structure": made, "dataSets": [{"observations": values}]})


@pytest.mark.parametrize(
    "made",
    [lambda: FIRST, second, with_labels, with_names, first_json, wrapped_json, second_json, flat_json],
    ids=["csv 1.0", "csv 2.0", "labels", "names", "json 1.0", "json in data", "json 2.0", "flat"],
)
def test_versions_and_layouts_say_the_same(made):
    text = made()
    rows = message(text)
    assert is_sdmx(text.encode())
    assert listed(rows) == SAME
    assert rows.findings == ()
    assert (rows.counts.read, rows.counts.loaded, rows.counts.holds) == (4, 4, True)


def test_places():
    assert message(FIRST).frame["line"].tolist() == [2, 3, 4, 5]
    assert message(first_json()).frame["cell"].tolist()[:2] == [
        "/dataSets/0/series/0:0:0:0/observations/0",
        "/dataSets/0/series/0:0:0:0/observations/1",
    ]
    assert message(second_json()).frame["cell"][0].startswith("/data/dataSets/0/")


EUROSTAT = "DATAFLOW,LAST UPDATE,freq,unit,nace_r2,geo,TIME_PERIOD,OBS_VALUE,OBS_FLAG,CONF_STATUS\n"


def eurostat(*rows):
    return message(EUROSTAT + "".join(f"ESTAT:NAMA(1.0),14/11/25,A,CLV_M,C,{row}\n" for row in rows))


class TestStatus:
    def test_flags_of_eurostat(self):
        rows = eurostat("DE,2020,1,bp,", "DE,2021,:,,C", "DE,2022,2,,F", "DE,2023,,n,", "DE,2024,3,,N")
        assert listed(rows) == [
            ["DE", "NAMA", "C", "2020", "1", "CLV_M", "B;P", ""],
            ["DE", "NAMA", "C", "2021", "", "CLV_M", "C", "suppressed"],
            ["DE", "NAMA", "C", "2022", "2", "CLV_M", "", ""],
            ["DE", "NAMA", "C", "2023", "", "CLV_M", "N", "absent"],
            ["DE", "NAMA", "C", "2024", "3", "CLV_M", "N", ""],
        ]

    def test_unknown_ones_are_errors(self):
        rows = eurostat("DE,2020,1,y,", "DE,2021,2,,Y", "DE,2022,3,,")
        assert noted(rows) == [
            ("sdmx-unknown-status", "error", 2, "", "OBS_FLAG", "y"),
            ("sdmx-unknown-status", "error", 3, "", "CONF_STATUS", "Y"),
        ]
        assert (rows.counts.quarantined, rows.counts.loaded, rows.counts.holds) == (2, 1, True)

    def test_a_value_despite_a_status_of_none(self):
        rows = eurostat("DE,2020,1,m,")
        assert noted(rows) == [("sdmx-value-despite", "warn", 2, "", "OBS_VALUE", "M")]
        assert listed(rows, ["value", "flag"]) == [["1", "M"]]


class TestFindings:
    @pytest.mark.parametrize("value", ["1,5", "(3)", "abc", "1_0", "٣", "1e400", "inf"])
    def test_what_is_no_number(self, value):
        rows = eurostat(f'DE,2020,"{value}",,')
        assert noted(rows) == [("not-a-number", "error", 2, "", "OBS_VALUE", value)]
        assert rows.frame.empty

    def test_powers_keys_actions_and_ragged_rows(self):
        head = "STRUCTURE,STRUCTURE_ID,ACTION,GEO,TIME_PERIOD,OBS_VALUE,UNIT_MULT\n"
        rows = message(
            head + "dataflow,A:B(1),I,DE,2020,1,x\ndataflow,A:B(1),I,,2020,1,0\ndataflow,A:B(1),D,DE,2020,1,0\n"
            "dataflow,A:B(1),X,DE,2020,1,0\ndataflow,A:B(1),I,DE\ndataflow,A:B(1),I,DE,,1,-3\ndataflow,A:B(1),M,DE,2021,1,-3\n"
        )
        assert noted(rows) == [
            ("sdmx-power", "error", 2, "", "UNIT_MULT", "x"),
            ("sdmx-no-key", "error", 3, "", "GEO", ""),
            ("sdmx-action", "warn", 4, "", "ACTION", "D"),
            ("sdmx-action", "error", 5, "", "ACTION", "X"),
            ("ragged-row", "error", 6, "", "", "dataflow,A:B(1),I,DE"),
            ("sdmx-no-key", "error", 7, "", "TIME_PERIOD", ""),
        ]
        assert listed(rows, ["indicator", "value", "unit"]) == [["B", "1", "1e-3"]]
        assert (rows.counts.read, rows.counts.loaded, rows.counts.quarantined, rows.counts.skipped) == (7, 1, 5, 1)

    def test_a_finding_in_json_has_its_pointer(self):
        rows = message(first_json().replace("12.50", '"many"'))
        assert noted(rows) == [
            ("not-a-number", "error", None, "/dataSets/0/series/0:0:0:0/observations/0", "OBS_VALUE", "many")
        ]


class TestRefused:
    @pytest.mark.parametrize(
        ("text", "lacking"),
        [
            ("DATAFLOW,freq,TIME_PERIOD,OBS_VALUE\nA:B(1),A,2020,1\n", "REF_AREA / GEO"),
            ("DATAFLOW,geo,OBS_VALUE\nA:B(1),A,1\n", "TIME_PERIOD"),
            ("DATAFLOW,geo,TIME_PERIOD\nA:B(1),A,1\n", "OBS_VALUE"),
        ],
    )
    def test_what_it_must_have(self, refused, text, lacking):
        with refused("sdmx-lacks", lacking, kind=SourceError):
            message(text)

    def test_a_column_twice(self, refused):
        with refused("bad-sdmx", "geo", kind=SourceError):
            message("DATAFLOW,geo,geo,TIME_PERIOD,OBS_VALUE\n")

    @pytest.mark.parametrize(
        ("old", "new"),
        [
            ('"0:0:0:0"', '"0:0:0"'),
            ('"0:0:0:0"', '"-1:0:0:0"'),
            ('"0:0:0:0"', '"9:0:0:0"'),
            ('"0:0:0:0"', '"a:0:0:0"'),
            ('"attributes": [0, 0]', '"attributes": [0, 7]'),
            ('"dimensions"', '"other"'),
            ('"series": {', '"series": 1, "x": {'),
        ],
    )
    def test_a_message_that_contradicts_its_structure(self, refused, old, new):
        assert old in first_json()
        with refused("bad-sdmx", kind=SourceError):
            message(first_json().replace(old, new))

    @pytest.mark.parametrize(
        ("text", "word"),
        [
            ('{"dataSets": [], "dataSets": []}', "dataSets"),
            ('{"dataSets": [NaN]}', "NaN"),
            ('{"dataSets": [-Infinity]}', "Infinity"),
            ('{"dataSets": [1,]}', "line 1"),
            ('{"dataSets": ["cut', "line 1"),
        ],
    )
    def test_json_that_another_reader_would_take_otherwise(self, refused, text, word):
        with refused("not-json", word, kind=SourceError):
            message(text)

    def test_no_data(self, refused):
        with refused("empty-file", kind=SourceError):
            message('{"structure": {}, "dataSets": []}')

    @pytest.mark.parametrize("mark", ["[", '{"a":'])
    def test_depth(self, refused, mark):
        with refused("nested-too-deeply", "64", kind=LimitExceeded):
            message('{"dataSets": ' + mark * 100_000)

    def test_depth_at_the_limit_and_brackets_in_texts(self):
        inner = "[" * 62 + '"' + '[{\\"' * 99 + '"' + "]" * 62
        assert message_of(inner) is not None
        with pytest.raises(LimitExceeded):
            message_of("[" * 65 + "]" * 65)

    def test_many_values(self, refused):
        with refused("too-many-rows", "2000000", kind=LimitExceeded):
            read_json(b"[" + b"[]," * 2_100_001 + b"0]", "t.json", Limits())
        with refused("too-many-cells", kind=LimitExceeded):
            read_json(b"[" + b"0," * 100_100 + b"0]", "t.json", Limits(max_cells=5))

    def test_limits_at_the_limit_and_one_past_it(self):
        assert len(message(first_json(), max_rows=4).frame) == 4
        assert len(message(FIRST, max_rows=4).frame) == 4
        for text in (first_json(), FIRST):
            with pytest.raises(LimitExceeded):
                message(text, max_rows=3)


def message_of(text):
    return read_json(text.encode(), "t.json", Limits())


class TestJson:
    @given(
        st.recursive(
            st.none() | st.booleans() | st.text() | st.integers(-(10**16), 10**16),
            lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
        )
    )
    def test_what_another_writer_wrote(self, value):
        assert message_of(json.dumps(value)) == value

    def test_numbers_keep_their_digits(self):
        assert message_of("[1.50, 1e3, 123456789012345678901, 7]") == ["1.50", "1e3", "123456789012345678901", 7]


def test_what_is_no_message():
    for data in (b"", b"region,value\n", b'{"a": 1}', b"PK\x03\x04", b"\xff\xfe"):
        assert not is_sdmx(data)
    assert is_sdmx_csv(["KEY", "FREQ", "REF_AREA", "TIME_PERIOD", "OBS_VALUE"])
    assert is_sdmx(b"\xef\xbb\xbfDATAFLOW;geo;TIME_PERIOD;OBS_VALUE\r\nA;B;2020;1\r\n")


def test_each_observation_keeps_its_own_dataflow(tmp_path):
    from growthpole.observe import read

    path = tmp_path / "two.csv"
    path.write_text(
        "DATAFLOW,GEO,TIME_PERIOD,OBS_VALUE\nX:GDP(1.0),DE,2020,1.50E2\nX:EMPLOYED(1.0),DE,2020,7\n", encoding="utf-8"
    )
    rows = read(path).rows
    assert rows[["header", "value", "raw"]].values.tolist() == [["GDP", "150", "1.50E2"], ["EMPLOYED", "7", "7"]]
