"""Deliveries: a source stands again each time its bytes differ from those before."""

from contextlib import closing

from growthpole.store import Store, connect
from growthpole.store.schema import MIGRATIONS


def test_a_source_that_comes_back_to_earlier_bytes_is_a_third_delivery(store):
    first, second = (store.put_snapshot(data, "a.csv", seen=day) for data, day in ((b"1", "2020"), (b"2", "2021")))
    store.put_snapshot(b"2", "a.csv", seen="2022")
    store.put_snapshot(b"1", "a.csv", seen="2023")
    store.put_snapshot(b"1", "b.csv", seen="2024")
    told = [(one.source_name, one.sha256, one.received) for one in store.deliveries()]
    assert told == [
        ("a.csv", first, "2020"),
        ("a.csv", second, "2021"),
        ("a.csv", first, "2023"),
        ("b.csv", first, "2024"),
    ]


def test_a_study_of_an_older_version_keeps_what_it_knew(tmp_path):
    digests = ("a" * 64, "b" * 64)
    path = tmp_path / "growthpole.db"
    with closing(connect(path, MIGRATIONS[:1])) as con:
        for digest, day in zip(digests, ("2021", "2020"), strict=True):
            con.execute("INSERT INTO snapshots VALUES (?, 1, ?)", (digest, day))
            con.execute("INSERT INTO snapshot_names VALUES (?, 'x.csv', ?)", (digest, day))
    with Store.open(tmp_path) as store:
        assert [one.sha256 for one in store.deliveries()] == [digests[1], digests[0]]
