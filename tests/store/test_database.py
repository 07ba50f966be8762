"""The database: made, reopened, migrated, refused."""

import sqlite3
from contextlib import closing

import pytest

from growthpole.errors import StoreError
from growthpole.store import connect, transaction
from growthpole.store.database import fetch
from growthpole.store.schema import MIGRATIONS

SECOND = ("CREATE TABLE extra (x INTEGER) STRICT", "INSERT INTO extra VALUES (1)")


def pragma(con, name):
    return con.execute(f"PRAGMA {name}").fetchone()[0]


def test_a_new_database_is_migrated_and_durable(tmp_path):
    with closing(connect(tmp_path / "x.db")) as con:
        assert pragma(con, "user_version") == len(MIGRATIONS)
        assert pragma(con, "journal_mode") == "wal"
        assert pragma(con, "synchronous") == 2  # FULL
        assert pragma(con, "foreign_keys") == 1
        assert pragma(con, "busy_timeout") >= 1000


def test_reopening_changes_nothing(tmp_path):
    path = tmp_path / "x.db"
    connect(path).close()
    before = path.read_bytes()
    connect(path).close()
    assert path.read_bytes() == before


def test_an_old_database_is_brought_forward_with_its_rows(tmp_path):
    path = tmp_path / "x.db"
    with closing(connect(path)) as con, transaction(con):
        con.execute("INSERT INTO staged VALUES ('kept')")
    with closing(connect(path, [*MIGRATIONS, SECOND])) as con:
        assert pragma(con, "user_version") == len(MIGRATIONS) + 1
        assert con.execute("SELECT x FROM extra").fetchall() == [(1,)]
        assert con.execute("SELECT * FROM staged").fetchall() == [("kept",)]


def test_a_migration_that_fails_leaves_the_version_before(tmp_path):
    path = tmp_path / "x.db"
    with pytest.raises(StoreError):
        connect(path, [*MIGRATIONS, (*SECOND, "no SQL")])
    with closing(connect(path)) as con:
        assert pragma(con, "user_version") == len(MIGRATIONS)
        assert not con.execute("SELECT 1 FROM sqlite_schema WHERE name = 'extra'").fetchall()


def test_a_newer_database_is_refused_untouched(tmp_path):
    path = tmp_path / "x.db"
    connect(path, [*MIGRATIONS, SECOND]).close()
    before = path.read_bytes()
    with pytest.raises(StoreError) as caught:
        connect(path)
    assert caught.value.code == "store-newer-database"
    assert path.read_bytes() == before


def test_a_database_cut_short_is_called_damaged(tmp_path):
    path = tmp_path / "x.db"
    with closing(connect(path)) as con, transaction(con):
        con.execute("CREATE TABLE many (x)")
        con.executemany("INSERT INTO many VALUES (?)", [(number,) for number in range(9999)])
    path.write_bytes(path.read_bytes()[:20_000])
    with pytest.raises(StoreError) as caught, closing(connect(path)) as con:
        fetch(con, "SELECT sum(x) FROM many")
    assert caught.value.code == "store-not-a-database"


def foreign(path):
    with closing(sqlite3.connect(path)) as con:
        con.execute("CREATE TABLE theirs (x)")


@pytest.mark.parametrize("make", [foreign, lambda path: path.write_bytes(b"name,value\n" * 200)])
def test_a_file_of_another_program_is_refused_untouched(tmp_path, make):
    path = tmp_path / "x.db"
    make(path)
    before = path.read_bytes()
    with pytest.raises(StoreError) as caught:
        connect(path)
    assert caught.value.code == "store-not-a-database"
    assert str(path) in caught.value.message("zh")
    assert path.read_bytes() == before


def test_a_damaged_database_is_a_clear_error(tmp_path):
    path = tmp_path / "x.db"
    connect(path).close()
    path.write_bytes(path.read_bytes()[:4096])
    with pytest.raises(StoreError, match=r"x\.db"):
        connect(path).execute("SELECT * FROM runs")


def insert(con, *names, then=None):
    with transaction(con):
        for name in names:
            con.execute("INSERT INTO staged VALUES (?)", (name,))
        if then:
            raise then


@pytest.mark.parametrize("error", [RuntimeError, KeyboardInterrupt])
def test_a_transaction_is_kept_whole_or_not_at_all(tmp_path, error):
    with closing(connect(tmp_path / "x.db")) as con:
        with pytest.raises(error):
            insert(con, "a", then=error)
        with pytest.raises(StoreError):
            insert(con, "a", "a")
        assert con.execute("SELECT * FROM staged").fetchall() == []
        insert(con, "a", "b")
        assert con.execute("SELECT count(*) FROM staged").fetchall() == [(2,)]


def test_text_that_is_not_unicode_is_a_clear_error(tmp_path):
    with closing(connect(tmp_path / "x.db")) as con, pytest.raises(StoreError):
        insert(con, "\ud800")
