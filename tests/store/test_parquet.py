"""Tables as files: what goes in comes out, and the same frame is the same bytes."""

import hashlib
import os
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from growthpole.errors import InputError, StoreError
from growthpole.store import query_parquet, read_parquet, read_parquets, write_parquet

FRAME = pd.DataFrame(
    {
        "地区": ["山东", "山   东", None, "", 'O\'Brien "x"'],
        "value": [1.5, float("nan"), -0.0, float("inf"), 5e-324],
        "count": np.array([1, -(2**63), 2**63 - 1, 0, 7]),
        "present": [True, False, True, True, False],
        "reason": np.array([0, 1, 2, 3, -128], dtype="int8"),
        "maybe": pd.array([1, None, 3, None, 5], dtype="Int64"),
        "known": pd.array([True, None, False, None, True], dtype="boolean"),
        "nothing": pd.Series([None] * 5, dtype="str"),
    }
)


@pytest.mark.parametrize("rows", [slice(None), slice(0), slice(2, 4)])
def test_a_frame_comes_back_as_it_was(tmp_path, rows):
    frame = FRAME.iloc[rows]
    write_parquet(frame, tmp_path / "a.parquet")
    found = read_parquet(tmp_path / "a.parquet")
    assert_frame_equal(found, frame.reset_index(drop=True), check_exact=True)
    assert list(np.signbit(found["value"])) == list(np.signbit(frame["value"]))


def test_text_in_object_columns_comes_back_as_text(tmp_path):
    write_parquet(pd.DataFrame({"a": pd.Series([None] * 2000 + ["x"], dtype=object)}), tmp_path / "a.parquet")
    found = read_parquet(tmp_path / "a.parquet")["a"]
    assert found.dtype == "str"
    assert found.iloc[-1] == "x"
    assert found.isna().sum() == 2000


def test_order_is_kept_over_many_row_groups(tmp_path):
    frame = pd.DataFrame({"n": np.random.default_rng(0).permutation(400_000)})
    write_parquet(frame, tmp_path / "a.parquet")
    assert_frame_equal(read_parquet(tmp_path / "a.parquet"), frame)


PROGRAM = """
import sys
from pathlib import Path
import numpy as np, pandas as pd
from growthpole.store import write_parquet
rng = np.random.default_rng(3)
names = [f"企业{n % 997}" for n in range(150_000)]
frame = pd.DataFrame({"name": names, "value": rng.normal(size=150_000), "n": rng.integers(9, size=150_000)})
write_parquet(frame, Path(sys.argv[1]))
"""


def test_the_same_frame_is_the_same_bytes_in_every_process(tmp_path):
    hashes = set()
    for number in range(2):
        path = tmp_path / f"{number}.parquet"
        subprocess.run(
            [sys.executable, "-c", PROGRAM, path], check=True, env={**os.environ, "PYTHONHASHSEED": str(number)}
        )
        hashes.add(hashlib.sha256(path.read_bytes()).hexdigest())
    assert len(hashes) == 1


@pytest.mark.parametrize("folder", ["plain", "study [1]*?", 'it\'s "x"; DROP', "year=2024", "山东"])
def test_a_path_is_a_value(tmp_path, folder):
    path = tmp_path / folder / "a.parquet"
    path.parent.mkdir()
    write_parquet(FRAME, path)
    assert list(read_parquet(path).columns) == list(FRAME.columns)
    assert query_parquet(path, {"count": ["1"]}, 9)[1] == 1
    assert [entry.name for entry in path.parent.iterdir()] == ["a.parquet"]


@pytest.mark.parametrize(
    ("frame", "said"),
    [
        (pd.DataFrame(), "no columns"),
        (pd.DataFrame({"a": [1], "A": [2]}), "case"),
        (pd.DataFrame([[1, 2]], columns=["a", "a"]), "'a' stands twice"),
        (pd.DataFrame({3: [1]}), "3 is no column name"),
        (pd.DataFrame({"a": [1]}, index=["x"]), "index"),
        (pd.DataFrame({"a": [1]}, index=pd.Index([5], name="year")), "year"),
        (pd.DataFrame({"a": [1, "x"]}), "int 1 among text"),
        (pd.DataFrame({"a": pd.to_datetime(["2024-01-01"])}), "datetime64"),
        (pd.DataFrame({"a": pd.Categorical(["x"])}), "category"),
        (pd.DataFrame({"a": ["\ud800"]}), "not Unicode"),
    ],
)
def test_what_would_not_come_back_is_refused(tmp_path, frame, said):
    with pytest.raises(InputError, match=said) as caught:
        write_parquet(frame, tmp_path / "a.parquet")
    assert caught.value.code == "store-bad-frame"
    assert list(tmp_path.iterdir()) == []


def test_a_fault_leaves_the_old_table(tmp_path, failing):
    path = tmp_path / "a.parquet"
    write_parquet(FRAME, path)
    failing("replace")
    with pytest.raises(StoreError):
        write_parquet(FRAME.iloc[:1], path)
    assert len(read_parquet(path)) == 5
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_that_is_missing_is_a_store_error(tmp_path):
    with pytest.raises(StoreError, match="nowhere"):
        write_parquet(FRAME, tmp_path / "nowhere" / "a.parquet")


@pytest.mark.parametrize("content", [None, b"", b"PAR1 not a table PAR1"])
def test_a_missing_or_damaged_table_is_named(tmp_path, content):
    path = tmp_path / "a.parquet"
    if content is not None:
        path.write_bytes(content)
    for read in (read_parquet, lambda path: query_parquet(path, {}, 1)):
        with pytest.raises(StoreError, match=r"a\.parquet") as caught:
            read(path)
        assert caught.value.code == "store-unreadable-table"


def test_several_tables_come_back_as_one_by_one_and_the_bad_one_is_named(tmp_path):
    paths = [tmp_path / f"{name}.parquet" for name in "abc"]
    for at, path in enumerate(paths, start=1):
        write_parquet(FRAME.iloc[:at], path)
    found = read_parquets(paths)
    assert list(found) == paths
    for path in paths:
        assert_frame_equal(found[path], read_parquet(path))
    paths[1].write_bytes(b"PAR1 not a table PAR1")
    with pytest.raises(StoreError) as caught:
        read_parquets(paths)
    assert caught.value.params["path"] == str(paths[1])
    paths[1].unlink()
    with pytest.raises(StoreError, match="no such file") as caught:
        read_parquets(paths)
    assert caught.value.params["path"] == str(paths[1])
    assert read_parquets([]) == {}


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "a.parquet"
    write_parquet(FRAME, path)
    return path


@pytest.mark.parametrize(
    ("where", "limit", "shown", "total"),
    [
        ({}, 2, [0, 1], 5),
        ({}, 0, [], 5),
        ({"地区": ["山东", "", "' OR true --"]}, 9, [0, 3], 2),
        ({"present": ["true"], "地区": ["山东", ""]}, 1, [0], 2),
        ({"count": ["0", "7"]}, 9, [3, 4], 2),
        ({"value": ["1.50"]}, 9, [0], 1),
        ({"maybe": ["3", "5"]}, 9, [2, 4], 2),
        ({"地区": []}, 9, [], 0),
    ],
)
def test_a_query_gives_the_rows_that_fit_and_their_count(table, where, limit, shown, total):
    rows, found = query_parquet(table, where, limit)
    assert found == total
    assert_frame_equal(rows, FRAME.iloc[shown].reset_index(drop=True))


@pytest.mark.parametrize(
    ("where", "limit", "code"),
    [
        ({"nope": ["1"]}, 1, "store-unknown-column"),
        ({'count" = 1 OR "count': ["1"]}, 1, "store-unknown-column"),
        ({"count": ["many"]}, 1, "store-bad-filter"),
        ({}, -1, "store-bad-filter"),
    ],
)
def test_a_query_that_does_not_fit_is_refused(table, where, limit, code):
    with pytest.raises(InputError) as caught:
        query_parquet(table, where, limit)
    assert caught.value.code == code
    assert str(table) in str(caught.value)
