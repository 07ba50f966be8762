"""Corrections of a study: read from their file, shown wherever the number goes, and an input of the run."""

import json

import pytest

from growthpole.cli.app import run_app
from growthpole.errors import DataQuality, InputError, SourceError
from growthpole.messages import LANGS
from growthpole.store import Store
from growthpole.study import explain, new_study, run_study
from growthpole.study.checking import check_file
from growthpole.study.creating import copy_study
from growthpole.study.declared_corrections import parse_corrections

GDP = """
[[correction]]
file = "indicators.csv"
cell = "E2"
printed = "83095.90"
value = "82875.20"
reason = "Revised by the bureau."
source = "Yearbook 2023, table 2-1"
author = "A. Analyst"
date = 2024-01-05
"""
KEY = "observe.observations.value[region=CN-SD,indicator=gdp,period=2021,vintage=preliminary]"


def write(folder, *corrections):
    (folder / "corrections.toml").write_text("version = 1\n" + "".join(corrections), encoding="utf-8")


@pytest.fixture(scope="module")
def corrected(tmp_path_factory):
    folder = new_study(tmp_path_factory.mktemp("corrected") / "study")
    write(folder, GDP)
    return folder, run_study(folder).run


class TestRuns:
    def test_the_table_and_the_observation(self, corrected):
        folder, run = corrected
        (row,) = run.table("observe.corrections").rows()
        assert (row["file"], row["cell"], row["line"], row["column"]) == ("indicators.csv", "E2", 2, "value")
        assert (row["printed"], row["corrected"], row["dropped"]) == ("83095.90", "82875.20", False)
        assert row["declared_at"] == "corrections.toml:3"
        assert run.manifest["inputs"].keys() >= {"../corrections.toml"}
        with Store.open(folder) as store:
            raw = store.snapshot(run.manifest["inputs"]["indicators.csv"])
        assert b",83095.90," in raw
        assert b"82875.20" not in raw

    def test_explain_shows_what_is_printed_what_is_read_and_why(self, corrected, capsys):
        folder, run = corrected
        found = explain(run, KEY)
        assert (found.value, found.cell.printed) == (82875.2, "83095.90")
        (one,) = found.cell.corrections
        assert (one.printed, one.corrected, one.reason) == ("83095.90", "82875.20", "Revised by the bureau.")
        assert run_app(["explain", "latest", KEY, "--study", str(folder)]) == 0
        text = " ".join(capsys.readouterr().out.split())
        assert "corrected: E2 [value] prints 83095.90, read as 82875.20: Revised by the bureau. (Yearbook 2023" in text

    def test_a_number_that_rests_on_the_cell_leads_to_the_correction(self, corrected):
        run = corrected[1]
        table = run.table("diagnose.compositions")
        row = next(row for row in table.rows() if row["composition"] == "gdp_by_sector")
        cells = list(explain(run, str(table.key(row, "published_total"))).cells())
        assert [one.corrected for cell in cells for one in cell.corrections] == ["82875.20"]
        other = explain(run, "observe.observations.value[region=CN-SD,indicator=gdp_primary,period=2021]")
        assert other.cell.corrections == ()

    def test_the_report_lists_it_in_both_languages(self, corrected):
        run = corrected[1]
        for lang in LANGS:
            document = json.loads((run.folder / "views" / f"document.{lang}.json").read_text(encoding="utf-8"))
            (section,) = [one for one in document["sections"] if one["id"] == "input"]
            (table,) = [block for block in section["blocks"] if block.get("id") == "corrections"]
            texts = [span["text"] for span in table["rows"][0]]
            assert texts[:3] == ["indicators.csv:E2", "83095.90", "82875.20"]

    def test_a_changed_correction_computes_again(self, fresh_study):
        run_study(fresh_study, stages=("observe",))
        write(fresh_study, GDP)
        again = run_study(fresh_study, stages=("observe",))
        assert again.reused == ()
        assert explain(again.run, KEY).value == 82875.2
        assert run_study(fresh_study, stages=("observe",)).reused == ("observe",)

    def test_an_expired_one_stops_the_run(self, fresh_study):
        write(fresh_study, GDP.replace('"83095.90"', '"83000"'))
        with pytest.raises(DataQuality) as caught:
            run_study(fresh_study, stages=("observe",))
        assert [one.code for one in caught.value.findings if one.severity == "error"] == ["correction-expired"]

    def test_deliveries_are_compared_as_printed(self, fresh_study):
        run_study(fresh_study, stages=("observe",))
        write(fresh_study, GDP)
        path = fresh_study / "sources" / "indicators.csv"
        path.write_bytes(path.read_bytes() + b"\n")
        run = run_study(fresh_study, stages=("observe",)).run
        rows = {row["file"]: row for row in run.table("observe.deliveries").rows()}
        assert (rows["indicators.csv"]["state"], rows["indicators.csv"]["changed"]) == ("compared", 0)

    def test_a_copy_of_a_study_takes_them_along(self, fresh_study, tmp_path, refused):
        write(fresh_study, GDP)
        copy = copy_study(fresh_study, tmp_path / "copy")
        assert (copy / "corrections.toml").read_bytes() == (fresh_study / "corrections.toml").read_bytes()
        write(fresh_study)
        with refused("folder-exists"):
            copy_study(fresh_study, copy)


class TestCheck:
    def test_a_study_lists_them(self, fresh_study, capsys):
        write(fresh_study, GDP)
        assert run_app(["check", str(fresh_study)]) == 0
        text = " ".join(capsys.readouterr().out.split())
        assert "corrected indicators.csv:E2: 83095.90 → 82875.20: Revised by the bureau." in text
        assert run_app(["check", str(fresh_study), "--json"]) == 0
        (check,) = json.loads(capsys.readouterr().out)
        assert [one["value"] for one in check["corrections"]] == ["82875.20"]

    def test_a_faulty_one_is_an_error_with_its_place(self, fresh_study):
        write(fresh_study, GDP.replace('"E2"', '"E999"'))
        found = [one for one in check_file(fresh_study).findings if one.severity == "error"]
        assert [(one.code, one.value) for one in found] == [("correction-no-cell", "indicators.csv:E999")]


class TestFiles:
    def test_all_problems_come_together_with_their_lines(self, refused):
        text = f"""version = 1
{GDP.replace('value = "82875.20"', "value = 82875.2").replace("cell", "sell")}
{GDP.replace('reason = "Revised by the bureau."', "drop = true")}
"""
        with refused(
            "bad-study",
            "corrections.toml",
            "correction.0.sell (line 5): unknown key; nearest valid key: cell",
            "correction.0.value (line 7)",
            "correction.1.reason (line 14)",
        ):
            parse_corrections(text.encode())

    @pytest.mark.parametrize(
        ("old", "new", "word"),
        [
            ('value = "82875.20"\n', "", "give either value, or drop = true"),
            ('value = "82875.20"', 'value = "82875.20"\ndrop = true', "give either value, or drop = true"),
            ('cell = "E2"\n', "", "name the cell once"),
            ('cell = "E2"', 'cell = "E2"\nline = 2', "name the cell once"),
            ('cell = "E2"', "line = 2", "name the cell once"),
            ('cell = "E2"', 'cell = "2E"', "correction.0.cell"),
            ('value = "82875.20"', 'value = " 83095.90"', "what the cell prints already"),
            ("2024-01-05", '"2024"', "a day such as 2022-03-01"),
            ("2024-01-05", '"printed_changes"', "a day such as 2022-03-01"),
            ("2024-01-05", '2024-01-05\nexpires_when = "never"', "correction.0.expires_when"),
            ('reason = "Revised by the bureau."', 'reason = ""', "correction.0.reason"),
        ],
    )
    def test_what_is_refused(self, refused, old, new, word):
        assert old in GDP
        with refused("bad-study", word):
            parse_corrections(f"version = 1\n{GDP.replace(old, new)}".encode())

    def test_no_toml(self):
        with pytest.raises(SourceError):
            parse_corrections(b"version = ")

    def test_another_version(self):
        with pytest.raises(InputError):
            parse_corrections(b"version = 2")

    def test_a_link_out_of_the_study(self, fresh_study, tmp_path, refused):
        (tmp_path / "elsewhere.toml").write_text("version = 1\n", encoding="utf-8")
        (fresh_study / "corrections.toml").symlink_to(tmp_path / "elsewhere.toml")
        with refused("outside-study", "corrections.toml", kind=SourceError):
            run_study(fresh_study, stages=("observe",))
