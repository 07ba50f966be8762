"""Deliveries of a study: found at a run, kept beside each other, shown in the report and on the command line."""

import hashlib
import json

import pytest

from growthpole.cli.app import run_app
from growthpole.errors import InputError
from growthpole.messages import LANGS
from growthpole.store import Store
from growthpole.study import explain, new_study, run_study, vintages
from growthpole.study.checking import check_file

FILE = "indicators.csv"


def revise(folder, old=",83095.90,", new=",82875.20,"):
    path = folder / "sources" / FILE
    data = path.read_bytes()
    assert data.count(old.encode()) == 1
    path.write_bytes(data.replace(old.encode(), new.encode()))
    return data


@pytest.fixture(scope="module")
def revised(tmp_path_factory):
    """A study run, its GDP of 2021 revised, run again."""
    folder = new_study(tmp_path_factory.mktemp("revised") / "study")
    first = run_study(folder, stages=("observe",))
    revise(folder)
    return folder, first, run_study(folder)


def test_a_first_run_says_that_there_is_nothing_to_compare(revised):
    _, first, _ = revised
    assert set(first.run.table("observe.deliveries").frame["state"]) == {"first"}
    assert "observe.revisions" not in first.run.table_names
    assert first.run.manifest["before"] == {}


def test_a_run_lists_what_a_source_revised(revised):
    folder, first, second = revised
    rows = {row["file"]: row for row in second.run.table("observe.deliveries").rows()}
    assert (rows[FILE]["state"], rows[FILE]["changed"], rows[FILE]["added"], rows[FILE]["gone"]) == (
        "compared",
        1,
        0,
        0,
    )
    assert rows["listed_firms.csv"]["state"] == "first"
    assert second.run.manifest["before"] == {FILE: first.run.manifest["inputs"][FILE]}
    (row,) = second.run.table("observe.revisions").rows()
    assert (row["region"], row["period"], row["old"], row["new"]) == ("CN-SD", "2021", "83095.90", "82875.20")
    with Store.open(folder) as store:
        assert {row["old_sha256"], row["sha256"]} <= {one.sha256 for one in store.snapshots()}


def test_the_report_shows_revisions_in_both_languages(revised):
    _, first, second = revised
    for lang in LANGS:
        document = json.loads((second.run.folder / "views" / f"document.{lang}.json").read_text(encoding="utf-8"))
        (section,) = [one for one in document["sections"] if one["id"] == "revisions"]
        text = json.dumps(section, ensure_ascii=False)
        assert "83,095.90" in text
        assert "82,875.20" in text
    assert not (first.run.folder / "views").exists()


def test_a_revision_is_explained(revised):
    run = revised[2].run
    table = run.table("observe.revisions")
    found = explain(run, str(table.key(table.rows()[0], "relative")))
    assert found.formula == "(new − old) / |old|"
    assert found.value == pytest.approx((82875.2 - 83095.9) / 83095.9, rel=1e-12)  # the test rounds four times
    assert (found.cell.file, found.cell.line) == (FILE, 2)


def test_back_to_the_bytes_before_is_a_delivery_of_its_own(fresh_study):
    run_study(fresh_study, stages=("observe",))
    data = revise(fresh_study)
    second = run_study(fresh_study, stages=("observe",))
    (fresh_study / "sources" / FILE).write_bytes(data)
    third = run_study(fresh_study, stages=("observe",))
    assert third.reused == ()
    (row,) = third.run.table("observe.revisions").rows()
    assert (row["old"], row["new"]) == ("82875.20", "83095.90")
    again = run_study(fresh_study, stages=("observe",))
    assert again.reused == ("observe",)
    assert again.run.manifest["before"] == {FILE: second.run.manifest["inputs"][FILE]}
    told = [one for one in vintages(fresh_study) if one.file == FILE]
    assert [one.number for one in told] == [1, 2, 3]
    assert [None if one.revisions is None else one.revisions.count("changed") for one in told] == [None, 1, 1]
    assert [one.rows for one in told] == [226, 226, 226]


def test_the_same_deliveries_give_the_same_bytes(revised, tmp_path):
    folder = new_study(tmp_path / "s")
    run_study(folder, stages=("observe",))
    revise(folder)
    other = run_study(folder, stages=("observe",))
    for name in ("observe.deliveries", "observe.revisions"):
        assert (other.run.folder / f"{name}.parquet").read_bytes() == (
            revised[2].run.folder / f"{name}.parquet"
        ).read_bytes()


def test_a_delivery_with_renamed_columns_is_a_finding_and_the_run_goes_on(fresh_study):
    run_study(fresh_study, stages=("observe",))
    path, study = fresh_study / "sources" / "province_indicators.csv", fresh_study / "study.toml"
    text = path.read_text(encoding="utf-8")
    assert text.startswith("region_code,")
    path.write_text(text.replace("region_code", "province", 1), encoding="utf-8")
    said = study.read_text(encoding="utf-8")
    at = said.index("province_indicators.csv")
    study.write_text(said[:at] + said[at:].replace("region_code", "province", 1), encoding="utf-8")
    run = run_study(fresh_study, stages=("observe",)).run
    rows = {row["file"]: row["state"] for row in run.table("observe.deliveries").rows()}
    assert rows["province_indicators.csv"] == "unreadable"
    assert "vintage-unreadable" in {one["code"] for one in run.findings()}


def test_a_damaged_snapshot_does_not_stop_a_run(fresh_study):
    run_study(fresh_study, stages=("observe",))
    before = hashlib.sha256(revise(fresh_study)).hexdigest()
    (fresh_study / "snapshots" / before).write_bytes(b"something else")
    run = run_study(fresh_study, stages=("observe",)).run
    assert "vintage-lost" in {one["code"] for one in run.findings()}
    told = [one for one in vintages(fresh_study) if one.file == FILE]
    assert [one.rows for one in told] == [None, 226]
    assert [one.finding.code for one in told] == ["vintage-lost", "vintage-lost"]


class TestCommands:
    def test_vintages(self, revised, capsys):
        folder = revised[0]
        assert run_app(["vintages", str(folder)]) == 0
        text = capsys.readouterr().out
        assert "226 rows; the first delivery, nothing to compare" in text
        assert "226 rows; 1 changed, 0 added, 0 gone" in text
        assert run_app(["vintages", str(folder), "--json"]) == 0
        rows = [row for row in json.loads(capsys.readouterr().out) if row["file"] == FILE]
        assert [(row["number"], row["changed"]) for row in rows] == [(1, None), (2, 1)]
        assert all(row["first_seen"] for row in rows)

    def test_vintages_of_a_study_never_run(self, fresh_study):
        with Store.open(fresh_study, create=True), pytest.raises(InputError) as caught:
            vintages(fresh_study)
        assert caught.value.code == "no-deliveries"

    def test_check_against_an_earlier_delivery(self, fresh_study, tmp_path, capsys):
        old = tmp_path / "old.csv"
        old.write_bytes(revise(fresh_study))
        path = fresh_study / "sources" / FILE
        assert run_app(["check", str(path), "--against", str(old)]) == 0
        assert "83095.90 → 82875.20 1e8 CNY (-0.27%)  indicators.csv:E2" in capsys.readouterr().out
        assert run_app(["check", str(path), "--against", str(old), "--json"]) == 0
        (check,) = json.loads(capsys.readouterr().out)
        assert (check["revisions"]["changed"], check["revisions"]["cells"][0]["old"]) == (1, "83095.90")

    def test_check_of_files_no_study_declares(self, tmp_path):
        header = "region,indicator,period,value,unit\n"
        old, new = tmp_path / "old.csv", tmp_path / "new.csv"
        old.write_text(f"{header}N,jobs,2020,10,person\nS,jobs,2020,5,person\n", encoding="utf-8")
        new.write_text(f"{header}S,jobs,2020,5.0,person\nN,jobs,2020,12,person\n", encoding="utf-8")
        check = check_file(new, against=old)
        assert check.revisions.frame[["region", "old", "new"]].to_numpy().tolist() == [["N", "10", "12"]]
        old.write_text(f"{header}N,jobs,2020,10,person\nN,jobs,2020,10.0,person\n", encoding="utf-8")
        assert check_file(new, against=old).revisions.count("added") == 1

    def test_check_of_printed_tables(self, tmp_path):
        old, new = tmp_path / "old.csv", tmp_path / "new.csv"
        head = "表1 地区生产总值,,\n单位：亿元,,\n地区,2020年,2021年\n"
        old.write_text(f"{head}济南,10140.9,11432.2\n青岛,12400.6,14136.5\n", encoding="utf-8")
        new.write_text(f"{head}济南,10140.9,11432.2\n青岛,12400.56,14136.46\n", encoding="utf-8")
        check = check_file(new, against=old)
        assert check.kind == "tables"
        rows = check.revisions.frame[["change", "period", "old", "new", "old_cell", "new_cell"]].to_numpy().tolist()
        assert rows == [
            ["changed", "2020", "12400.6", "12400.56", "B5", "B5"],
            ["changed", "2021", "14136.5", "14136.46", "C5", "C5"],
        ]
        old.write_text(f"{head}济南,10140.9,11432.2\n济南,1,2\n", encoding="utf-8")
        refused = check_file(new, against=old).findings
        assert {(one.code, one.severity, one.file) for one in refused} == {("table-duplicate", "quarantine", "old.csv")}
        second = head.replace("表1", ",,\n表2")
        old.write_text(f"{head}济南,10140.9,11432.2\n{second}济南,1,2\n", encoding="utf-8")
        (told,) = check_file(new, against=old).findings
        assert (told.code, told.value) == ("vintage-ambiguous", "4")

    def test_what_cannot_be_compared_is_said(self, fresh_study, tmp_path, refused):
        other = tmp_path / "other.csv"
        other.write_text("a,b\n1,2\n", encoding="utf-8")
        check = check_file(fresh_study / "sources" / FILE, against=other)
        assert check.revisions is None
        assert [one.code for one in check.findings if one.code.startswith("vintage-")] == ["vintage-unreadable"]
        with refused("nothing-to-compare", "study"):
            check_file(fresh_study, against=other)
        assert run_app(["check", str(other), str(other), "--against", str(other)]) == 2
