"""One file read alone: rows as printed with their cells, the same from CSV, Parquet and a DataFrame."""

import pandas as pd
import pytest

from growthpole.errors import LimitExceeded, SourceError
from growthpole.messages import LANGS
from growthpole.observe import Limits, TidySpec, read
from growthpole.store import write_parquet

COLUMNS = ["region", "region_label", "header", "value", "unit", "flag", "file", "sheet", "cell"]
TEXT = """region,activity,indicator,period,value,unit,operator
山   东,,gdp,2021,83095.90,亿元,=
370000,06.10,firms,2020,7,家,>
NA,NO,firms,2020,3,家,=
"""


@pytest.fixture
def write(tmp_path):
    def written(text, name="t.csv", encoding="utf-8"):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
        return path

    return written


def test_rows_are_as_printed_with_their_place(write, known):
    reading = read(write(TEXT), classifications=known)
    assert reading.findings == ()
    assert set(COLUMNS) <= set(reading.rows.columns)
    assert reading.rows[COLUMNS].values.tolist() == [
        ["CN-SD", "山   东", "gdp", "83095.90", "1e8 CNY", "", "t.csv", "", "E2"],
        ["CN-SD", "370000", "firms / 06.10", "7", "firm", ">", "t.csv", "", "E3"],
        ["NA", "NA", "firms / NO", "3", "firm", "", "t.csv", "", "E4"],
    ]
    assert reading.mapping == {
        name: name for name in ("region", "activity", "indicator", "period", "value", "operator", "unit")
    }
    assert (reading.counts.read, reading.counts.loaded) == (3, 3)


def test_parquet_and_frame_give_the_rows_of_the_csv(write, known, tmp_path):
    frame = pd.DataFrame([line.split(",") for line in TEXT.splitlines()[1:]], columns=TEXT.splitlines()[0].split(","))
    frame.loc[frame["activity"] == "", "activity"] = None
    write_parquet(frame, tmp_path / "t.parquet")
    plain = read(write(TEXT), classifications=known).rows.drop(columns="file")
    for source in (tmp_path / "t.parquet", frame):
        other = read(source, classifications=known)
        assert other.findings == ()
        pd.testing.assert_frame_equal(other.rows.drop(columns="file"), plain)


def test_parquet_of_numbers_keeps_values_and_years(known, tmp_path):
    frame = pd.DataFrame(
        {"region": ["CN-SD", "NA"], "indicator": "gdp", "period": [2021, 2020], "value": [0.1, None], "unit": "亿元"}
    )
    write_parquet(frame, tmp_path / "t.parquet")
    for source in (tmp_path / "t.parquet", frame, frame.astype({"period": float})):
        reading = read(source, classifications=known)
        assert [(finding.code, finding.line) for finding in reading.findings] == [("blank-value", 3)]
        assert reading.rows[["period", "value"]].values.tolist() == [["2021", "0.1"]]


def test_a_code_that_became_a_number_has_lost_its_zeros(known):
    frame = pd.DataFrame({"region": [11], "indicator": "gdp", "period": [2021], "value": [1.0], "unit": "亿元"})
    assert [finding.code for finding in read(frame, classifications=known).findings] == ["lost-leading-zero"]


class TestWithoutClassifications:
    def test_every_label_stands_for_itself(self, write):
        rows = "\n".join(f"{label},x,2021,1,亿元" for label in ("Shandong", "SHANDONG", "山 东", "山东", "NA"))
        reading = read(write(f"region,indicator,period,value,unit\n{rows}\n"))
        assert reading.findings == ()
        assert reading.rows["region"].tolist() == reading.rows["region_label"].tolist()
        assert reading.rows["region"].nunique() == 5

    def test_the_form_of_the_cells_is_checked(self, write):
        text = (
            "region,indicator,period,value,unit\n,x,2021,1,亿元\nA,,2021,1,亿元\nA,x,21,1_0,what\nA,firms,2021,-1,家\n"
        )
        reading = read(write(text))
        assert [(finding.code, finding.line) for finding in reading.findings] == [
            ("unknown-region", 2), ("unknown-indicator", 3), ("bad-period", 4), ("not-a-number", 4),
            ("unknown-unit", 4),
            ("negative-count", 5),
        ]  # fmt: skip

    def test_constants_and_a_profile(self, write):
        spec = TidySpec(file="", columns={"region": "place"}, constants={"indicator": "jobs", "unit": "人"})
        reading = read(write("place,year,n\nA,2021,5\n"), spec, profile={"period": "year", "value": "n"})
        assert reading.findings == ()
        assert reading.rows[["region", "header", "value", "unit", "cell"]].values.tolist() == [
            ["A", "jobs", "5", "person", "C2"]
        ]
        assert reading.mapping == {"region": "place", "period": "year", "value": "n"}

    def test_only_some_classifications(self, write, known):
        text = "region,indicator,period,value,unit\n山东,anything,2021,1,亿元\n"
        reading = read(write(text), classifications={"region": known["region"]})
        assert reading.findings == ()
        assert reading.rows["region"].tolist() == ["CN-SD"]


class TestFiles:
    def test_gbk_is_recognised_by_known_names(self, write, known):
        path = write(TEXT, encoding="gbk")
        assert read(path, classifications=known).counts.loaded == 3
        assert read(path, encoding="gb18030").counts.loaded == 3
        assert read(path).counts.loaded == 3
        with pytest.raises(SourceError, check=lambda problem: problem.code == "unknown-encoding"):
            read(write("a,b\n数据,1\n", encoding="gbk"))

    def test_industry_names_count_too(self, write, known):
        text = "region,activity,indicator,period,value,unit\nCN-SD,石油,firms,2021,1,家\n"
        assert read(write(text, encoding="gbk"), classifications=known).counts.loaded == 1

    def test_utf_16_with_its_mark(self, write, known):
        assert read(write(TEXT, encoding="utf-16"), classifications=known).counts.loaded == 3

    @pytest.mark.parametrize(
        ("text", "code"),
        [
            ("", "empty-file"),
            ('a\n"1\n', "not-csv"),
            (b"a\n\0\n", "nul-character"),
            (b"PAR1 cut", "not-parquet"),
            (b"PK\x03\x04", "not-text"),
        ],
    )
    def test_what_cannot_be_read(self, write, text, code):
        with pytest.raises(SourceError, check=lambda problem: problem.code == code) as caught:
            read(write(text))
        assert all("t.csv" in caught.value.message(lang) for lang in LANGS)

    def test_limits(self, write):
        with pytest.raises(LimitExceeded):
            read(write(TEXT), limits=Limits(max_rows=2))

    def test_cells_beyond_the_letters(self, write):
        header = ",".join([*(f"c{number}" for number in range(27)), "region", "indicator", "period", "unit", "value"])
        reading = read(write(f"{header}\n{',' * 27}A,x,2021,亿元,1\n"))
        assert reading.rows["cell"].tolist() == ["AF2"]

    def test_a_table_that_does_not_fit_gives_no_rows_but_all_columns(self, write):
        reading = read(write("region,indicator,value\n1,2,3\n"))
        assert len(reading.rows) == 0
        assert set(COLUMNS) <= set(reading.rows.columns)
        assert reading.counts.quarantined == 1
