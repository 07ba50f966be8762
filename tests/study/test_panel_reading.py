"""A long table becomes a panel: columns by name, nothing guessed, every problem told at once."""

from __future__ import annotations

import csv
import gzip
import io
import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from growthpole.errors import InputError, LimitExceeded, SeveralProblems, SourceError
from growthpole.observe import Limits
from growthpole.study.column_names import NAMES
from growthpole.study.panel_reading import ReadOptions, read_panel

HEADER = ["region", "industry", "year", "jobs"]
CELLS = [
    [r, a, str(y), str(v)] for v, (r, a, y) in enumerate((r, a, y) for r in "NS" for a in "ab" for y in (2020, 2021))
]


def text_of(rows, delimiter=","):
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\n").writerows(rows)
    return out.getvalue()


@pytest.fixture
def table(tmp_path):
    """Write a table; give its path."""

    def write(rows, name="t.csv", encoding="utf-8", delimiter=","):
        path = tmp_path / name
        path.write_bytes(text_of(rows, delimiter).encode(encoding))
        return path

    return write


def cells_of(long):
    frame = long.panel.values.to_series()
    return {(r, a, y): v for (y, r, a), v in frame.items()}


EXPECTED = {(r, a, int(y)): float(v) for r, a, y, v in CELLS}


def test_every_cell_is_where_the_file_has_it(table):
    long = read_panel(table([HEADER, *CELLS]))
    assert cells_of(long) == EXPECTED
    assert dict(long.columns) == {"region": "region", "activity": "industry", "period": "year", "value": "jobs"}
    assert long.counts["rows"] == 8
    assert long.counts["without_row"] == long.counts["negative"] == long.counts["repeated"] == 0


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_encodings_and_delimiters(table, encoding, delimiter):
    named = {"N": "山东", "S": "江苏"}
    rows = [["省份", "行业", "年份", "产值"], *([named[r], a, f"{y}年", v] for r, a, y, v in CELLS)]
    long = read_panel(table(rows, encoding=encoding, delimiter=delimiter))
    assert cells_of(long) == {(named[r], a, y): v for (r, a, y), v in EXPECTED.items()}


def test_parquet_workbook_and_gzip_say_the_same(table, tmp_path, books):
    import duckdb

    plain = table([HEADER, *CELLS])
    frame = pd.DataFrame(CELLS, columns=HEADER).assign(jobs=lambda own: own["jobs"].astype(float))
    duckdb.sql(f"COPY (SELECT * FROM frame) TO '{tmp_path / 't.parquet'}'")
    assert len(frame) == 8
    (tmp_path / "t.csv.gz").write_bytes(gzip.compress(plain.read_bytes()))
    rows = [HEADER, *([r, a, int(y), float(v)] for r, a, y, v in CELLS)]
    (tmp_path / "t.xlsx").write_bytes(books.workbook({"data": books.worksheet(rows)}))
    for name in ("t.parquet", "t.csv.gz", "t.xlsx"):
        assert cells_of(read_panel(tmp_path / name)) == EXPECTED


@given(st.permutations(CELLS), st.permutations(range(4)))
def test_order_of_rows_and_columns_does_not_matter(tmp_path_factory, rows, order):
    path = tmp_path_factory.mktemp("t") / "t.csv"
    path.write_text(text_of([[row[place] for place in order] for row in [HEADER, *rows]]), encoding="utf-8")
    assert cells_of(read_panel(path)) == EXPECTED


def test_further_columns_and_blank_rows_are_passed_over(table):
    rows = [[*HEADER, "note"], *([*row, "x y"] for row in CELLS), ["", "", "", "", "end"]]
    assert cells_of(read_panel(table(rows))) == EXPECTED


@pytest.mark.parametrize("mark", ["", "..", ":", "—", "n/a", "(D)"])
def test_a_mark_for_no_value_is_unknown_and_never_zero(table, mark):
    rows = [[*row[:3], mark] if row[3] == "3" else row for row in CELLS]
    for absent in ("unknown", "zero"):
        long = read_panel(table([HEADER, *rows]), ReadOptions(absent=absent))
        assert math.isnan(cells_of(long)["N", "b", 2021])
        assert long.counts["without_value"] == 1


def test_a_missing_row_is_zero_only_when_it_is_declared(table):
    path = table([HEADER, *CELLS[1:]])
    assert math.isnan(cells_of(read_panel(path))["N", "a", 2020])
    declared = read_panel(path, ReadOptions(absent="zero"))
    assert cells_of(declared)["N", "a", 2020] == 0
    assert declared.counts["without_row"] == 1


def test_negative_cells_are_kept_and_counted(table):
    long = read_panel(table([HEADER, *CELLS[:-1], [*CELLS[-1][:3], "-7"]]))
    assert cells_of(long)["S", "b", 2021] == -7
    assert long.counts["negative"] == 1


def test_a_row_that_says_the_same_again_is_counted(table):
    long = read_panel(table([HEADER, *CELLS, CELLS[2]]))
    assert cells_of(long) == EXPECTED
    assert long.counts["repeated"] == 1


def test_totals_are_seen(table):
    values = dict(zip("abc", (1, 2, 4), strict=True))
    rows = [[r, a, y, v * y] for r in "NSE" for y in (2020, 2021) for a, v in {**values, "all": 7}.items()]
    assert read_panel(table([HEADER, *rows])).totals == ("all",)
    assert read_panel(table([HEADER, *CELLS])).totals == ()


# --- what is refused -----------------------------------------------------------------------------------------


def test_several_numbers_columns_are_listed(table, refused):
    rows = [[*HEADER, "output"], *([*row, "5"] for row in CELLS)]
    with refused("panel-several-values", "jobs", "output", "--value"):
        read_panel(table(rows))
    chosen = read_panel(table(rows), ReadOptions(columns={"value": "output"}))
    assert set(cells_of(chosen).values()) == {5.0}


def test_several_candidates_for_a_field_are_named(table, refused):
    rows = [["country", *HEADER], *(["X", *row] for row in CELLS)]
    with refused("panel-several-columns", "country", "region", "--region"):
        read_panel(table(rows))
    assert cells_of(read_panel(table(rows), ReadOptions(columns={"region": "region"}))) == EXPECTED


def test_a_field_without_a_column_says_what_names_are_known(table, refused):
    with refused("panel-no-column", "--activity", "zweig", NAMES["activity"][0]):
        read_panel(table([["region", "zweig", "year", "jobs"], *CELLS]))
    with refused("panel-no-such-column", "--value", "employees"):
        read_panel(table([HEADER, *CELLS]), ReadOptions(columns={"value": "employees"}))
    with refused("panel-column-twice", "--region"):
        read_panel(
            table([[*HEADER, "region"], *([*row, "x"] for row in CELLS)]), ReadOptions(columns={"region": "region"})
        )
    with refused("panel-no-values", "--value"):
        read_panel(table([HEADER, *([*row[:3], "many"] for row in CELLS)]))


@pytest.mark.parametrize("odd", ["2011-06", "2011Q1", "2011.5", "11", "year", "2011/2012"])
def test_years_that_are_none_are_listed_with_their_lines(table, refused, odd):
    rows = [HEADER, *CELLS, ["N", "a", odd, "1"]]
    with refused("panel-not-a-year", "year", "10", odd):
        read_panel(table(rows))


def test_a_number_that_is_none_is_listed_with_its_line(table, refused):
    with refused("panel-not-a-number", "jobs", "3", "1.2.3"):
        read_panel(
            table([HEADER, CELLS[0], [*CELLS[1][:3], "1.2.3"], *CELLS[2:]]), ReadOptions(columns={"value": "jobs"})
        )


def test_two_values_for_one_cell_are_named_with_both_lines(table, refused):
    with refused("panel-repeated-key", "N / a / 2020", "2: '0'", "10: '9'"):
        read_panel(table([HEADER, *CELLS, ["N", "a", "2020", "9"]]))


def test_all_problems_stand_together(table):
    rows = [HEADER, *CELLS, ["", "a", "2020", "1"], ["N", "a", "x", "1"], ["N", "a"]]
    with pytest.raises(SeveralProblems) as caught:
        read_panel(table(rows))
    assert [one.code for one in caught.value.problems] == ["panel-ragged", "panel-no-label", "panel-not-a-year"]
    assert caught.value.exit_code == 2
    for lang, words in (("en", "3 problems"), ("zh", "3 个问题")):
        message = caught.value.message(lang)
        assert words in message
        assert all(one.message(lang) in message for one in caught.value.problems)


@pytest.mark.parametrize(
    "rows",
    [
        [["N", "a", "2020", "1"], ["S", "b", "2021", "1"]],
        [row for row in CELLS if row[2] == "2020"],
        [row for row in CELLS if row[0] == "N"],
        [row for row in CELLS if row[1] == "a"],
    ],
)
def test_a_table_whose_cells_do_not_come_back_is_no_panel(table, refused, rows):
    with refused("panel-not-repeated", "--region region"):
        read_panel(table([HEADER, *rows]))


def test_counts_are_whole_and_complete(table, refused):
    counted = ReadOptions(counts=True)
    with refused("panel-not-a-count", "0.5", "-1"):
        read_panel(table([HEADER, *CELLS[2:], [*CELLS[0][:3], "0.5"], [*CELLS[1][:3], "-1"]]), counted)
    with refused("panel-counts-missing", "--absent zero"):
        read_panel(table([HEADER, *CELLS[1:]]), counted)
    assert read_panel(table([HEADER, *CELLS[1:]]), ReadOptions(counts=True, absent="zero")).counts["without_row"] == 1


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(SourceError, match="nowhere"):
        read_panel(tmp_path / "nowhere.csv")


def test_a_cell_of_a_workbook_is_named_by_its_address(tmp_path, books, refused):
    rows = [HEADER, *([r, a, int(y), float(v)] for r, a, y, v in CELLS)]
    rows[3] = [*rows[3][:3], books.error("#REF!")]
    rows[4] = [*rows[4][:2], "soon", 1.0]
    (tmp_path / "t.xlsx").write_bytes(books.workbook({"data": books.worksheet(rows)}))
    with pytest.raises(SeveralProblems) as caught:
        read_panel(tmp_path / "t.xlsx")
    assert [one.code for one in caught.value.problems][:2] == ["panel-faulty-cells", "panel-not-a-year"]
    assert "data!D4 (#REF!)" in caught.value.message()
    assert "C5: 'soon'" in caught.value.message()


def test_a_panel_beyond_the_limit_is_not_made(table, monkeypatch):
    monkeypatch.setattr("growthpole.study.panel_reading.Limits", lambda: Limits(max_cells=7))
    with pytest.raises(LimitExceeded) as caught:
        read_panel(table([HEADER, *CELLS]))
    assert caught.value.code == "panel-too-large"


def test_one_problem_is_raised_as_itself(table):
    with pytest.raises(InputError) as caught:
        read_panel(table([HEADER, *CELLS, ["N", "", "2020", "1"]]))
    assert caught.value.code == "panel-no-label"
