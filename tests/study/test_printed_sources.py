"""Printed tables in a study: checked, described by a profile, read, corrected, compared and explained."""

import json

import pytest

from growthpole.cli.app import run_app
from growthpole.errors import DataQuality, InputError
from growthpole.observe.printed.profiles import load_profile
from growthpole.study import explain, new_study, run_study
from growthpole.study.checking import check_file

PAGE = [
    ["2021年各地区农业机械情况", None, None],
    ["地区\nRegions", "总收入(万元)\nGross income(104 yuan)", None],
    [None, "合计\nTotal", "其中:农户\nIn which: households"],
    ["山   东 Shandong", 120.50, "60.25"],
    ["江苏 Jiangsu", "80.0O", 40],
    ["广东 Guangdong", 30, "…"],
    ["注：合计含其他。", None, None],
]
INDICATOR = """
[[indicator]]
key = "machine_income"
name = { en = "Income of farm machinery", zh = "农机收入" }
unit = "1e8 CNY"
measure = "level"
price_basis = "current"
"""
SOURCE = """
[[source]]
file = "yearbook.xlsx"
profile = "yearbook.profile.toml"
"""
KEY = "observe.observations.value[region=CN-SD,indicator=machine_income,period=2021]"


@pytest.fixture
def page(books, tmp_path):
    path = tmp_path / "yearbook.xlsx"
    path.write_bytes(books.workbook({"1-4": PAGE}))
    return path


def with_profile(page):
    """The page with the profile that ``check`` writes, its total given an indicator."""
    assert run_app(["check", str(page), "--write-profile"]) == 0
    path = page.with_name("yearbook.profile.toml")
    text = path.read_text(encoding="utf-8")
    return path, text.replace('indicator = ""', 'indicator = "machine_income"', 1)


@pytest.fixture
def study(page, tmp_path):
    """The Shandong study with the page as one more source."""
    folder = new_study(tmp_path / "study")
    path, text = with_profile(page)
    (folder / "sources" / "yearbook.xlsx").write_bytes(page.read_bytes())
    (folder / "sources" / path.name).write_text(text, encoding="utf-8")
    with (folder / "study.toml").open("a", encoding="utf-8") as stream:
        stream.write(INDICATOR + SOURCE)
    return folder


class TestCheck:
    def test_it_says_what_it_found_and_what_it_would_load(self, page, capsys):
        assert run_app(["check", str(page)]) == 0
        printed = capsys.readouterr().out
        for part in ("(read as tables)", "1-4!A1:C7", "2021年各地区农业机械情况", "其中:农户 In which: households ← C"):
            assert part in printed
        assert "15 cells read = 4 loaded + 1 set aside + 10 skipped" in printed

    def test_the_same_in_json(self, page, capsys):
        run_app(["check", str(page), "--json"])
        (found,) = json.loads(capsys.readouterr().out)
        block = found["tables"]["1-4!A1:C7"]
        assert (block["period"], block["labels"], block["header_rows"], block["rows"]) == (
            "2021",
            ["A"],
            [2, 3],
            [4, 6],
        )
        assert block["columns"]["B"] == {
            "header": "总收入(万元) Gross income(104 yuan) / 合计 Total",
            "unit": "万元",
            "period": "",
        }

    def test_the_profile_reads_the_same(self, page):
        path, _ = with_profile(page)
        plain, told = check_file(page), check_file(page, profile=path)
        assert told.findings == plain.findings
        assert told.counts == plain.counts

    def test_a_profile_is_not_overwritten(self, page, capsys):
        with_profile(page)
        assert run_app(["check", str(page), "--write-profile"]) == 2
        assert "is already there" in capsys.readouterr().err

    def test_a_tidy_table_has_none(self, tmp_path, capsys):
        path = tmp_path / "tidy.csv"
        path.write_text("region,indicator,period,value,unit\nN,jobs,2021,5,person\n", encoding="utf-8")
        assert run_app(["check", str(path), "--write-profile"]) == 2
        assert "read as observations" in capsys.readouterr().err
        assert [entry.name for entry in tmp_path.iterdir()] == ["tidy.csv"]


class TestStudy:
    def test_values_come_in_the_unit_of_the_indicator_and_end_at_their_cell(self, study):
        run = run_study(study, stages=("observe",)).run
        found = explain(run, KEY)
        assert found.value == pytest.approx(0.01205)
        assert (found.cell.place, found.cell.printed) == ("yearbook.xlsx:1-4:B4", "120.5")

    def test_what_is_not_mapped_or_not_a_number_is_named(self, study):
        found = {(one.code, one.cell) for one in check_file(study).findings if one.file == "yearbook.xlsx"}
        assert {("profile-unmapped-column", "C4:C5"), ("not-a-number", "B5")} <= found

    def test_another_profile_is_another_input(self, study):
        first = run_study(study, stages=("observe",)).run.manifest["inputs"]
        path = study / "sources" / "yearbook.profile.toml"
        path.write_text(path.read_text(encoding="utf-8") + "# seen\n", encoding="utf-8")
        second = run_study(study, stages=("observe",)).run.manifest["inputs"]
        assert {name for name in first if first[name] != second[name]} == {"yearbook.profile.toml"}

    def test_headings_that_moved_are_refused(self, study):
        path = study / "sources" / "yearbook.profile.toml"
        path.write_text(path.read_text(encoding="utf-8").replace("合计 Total", "合计"), encoding="utf-8")
        with pytest.raises(DataQuality) as caught:
            run_study(study, stages=("observe",))
        found = [(one.code, one.cell) for one in caught.value.findings if one.severity == "error"]
        assert found == [("profile-header-differs", "B4:B6")]

    def test_a_misprint_is_corrected_at_its_cell(self, study):
        (study / "corrections.toml").write_text(
            'version = 1\n[[correction]]\nfile = "yearbook.xlsx"\nsheet = "1-4"\ncell = "B5"\nprinted = "80.0O"\n'
            'value = "80.00"\nreason = "The letter O."\nsource = "the printed page"\nauthor = "me"\n'
            "date = 2024-01-05\n",
            encoding="utf-8",
        )
        run = run_study(study, stages=("observe",)).run
        found = explain(run, KEY.replace("CN-SD", "CN-JS"))
        assert found.value == pytest.approx(0.008)
        assert (found.cell.place, found.cell.printed) == ("yearbook.xlsx:1-4:B5", "80.0O")
        assert found.cell.conversion.printed == "80.00"

    def test_a_new_edition_is_compared(self, study, books):
        run_study(study, stages=("observe",))
        rows = [list(row) for row in PAGE]
        rows[3][1] = 121
        (study / "sources" / "yearbook.xlsx").write_bytes(books.workbook({"1-4": rows}))
        run = run_study(study, stages=("observe",)).run
        (row,) = run.table("observe.revisions").rows()
        assert (row["region"], row["new_file"], row["new_cell"]) == ("CN-SD", "yearbook.xlsx", "B4")
        assert (row["old"], row["new"]) == ("0.01205", "0.0121")


class TestProfiles:
    def test_all_problems_come_together(self, tmp_path):
        path = tmp_path / "p.toml"
        path.write_text(
            'version = 2\nstile = "point"\n[flags]\n"-" = "nought"\n[[block]]\nat = "A1:B2"\nrows = [1, 2, 3]\n',
            encoding="utf-8",
        )
        with pytest.raises(InputError) as caught:
            load_profile(path)
        assert caught.value.code == "bad-profile"
        for place in ("version (line 1)", "stile (line 2)", "flags.- (line 4)", "block.0.rows (line 7)"):
            assert f"  {place}:" in str(caught.value)

    def test_the_nearest_key_is_named_with_the_line(self, tmp_path):
        path = tmp_path / "p.toml"
        path.write_text('version = 1\n[[block]]\nat = "A1:B2"\nlables = ["A"]\n', encoding="utf-8")
        with pytest.raises(InputError, match=r"block\.0\.lables \(line 4\): unknown key; nearest valid key: labels"):
            load_profile(path)

    @pytest.mark.parametrize(
        ("old", "new"),
        [("2021年", "2022年"), ("单位：万元", "单位：亿元")],
    )
    def test_a_profile_gives_no_new_edition_the_period_and_unit_of_the_old(self, tmp_path, old, new):
        from growthpole.observe import read

        text = "2021年各地区产值,\n单位：万元,\n地区,产值\n山东,1\n江苏,2\n"
        (tmp_path / "old.csv").write_text(text, encoding="utf-8")
        (tmp_path / "new.csv").write_text(text.replace(old, new), encoding="utf-8")
        assert run_app(["check", str(tmp_path / "old.csv"), "--write-profile"]) == 0
        path = tmp_path / "old.profile.toml"
        plain, told = read(tmp_path / "new.csv"), read(tmp_path / "new.csv", profile=path)
        assert told.rows.equals(plain.rows)
        written = path.read_text(encoding="utf-8")
        path.write_text(written.replace("# period", "period").replace("# unit", "unit"), encoding="utf-8")
        told = read(tmp_path / "new.csv", profile=path)
        assert told.rows.empty
        assert [(one.code, one.severity, one.cell) for one in told.findings] == [("profile-differs", "error", "B4:B5")]

    def test_a_column_without_a_year_may_be_given_one(self, tmp_path):
        from growthpole.observe import read
        from growthpole.observe.printed.profiles import parse_profile

        path = tmp_path / "t.csv"
        path.write_text("2021年各地区产值,,\n地区,产值(亿元),上年产值(亿元)\n山东,2,1\n江苏,4,3\n", encoding="utf-8")
        profile = 'version = 1\n[[block]]\nat = "A1:C4"\n[[block.column]]\nletters = "C"\nperiod = "2020"\n'
        rows = read(path, profile=parse_profile(profile.encode(), "p.toml")).rows
        assert rows[["period", "value"]].values.tolist() == [["2021", "2"], ["2020", "1"], ["2021", "4"], ["2020", "3"]]

    def test_blocks_can_be_drawn_by_hand(self, books, tmp_path):
        page = tmp_path / "odd.xlsx"
        page.write_bytes(books.workbook({"S": [["kept", "甲", 2], ["山东", 1, 5], ["江苏", 3, 7], ["not this", 9, 9]]}))
        path = tmp_path / "odd.profile.toml"
        path.write_text(
            'version = 1\n[[block]]\nat = "S!A1:C3"\nlabels = ["A"]\nheader_rows = [1]\nrows = [2, 3]\n'
            'period = "2020"\n'
            'unit = "家"\n[[block.column]]\nletters = "C"\nuse = false\n',
            encoding="utf-8",
        )
        from growthpole.observe import read

        reading = read(page, profile=path)
        shown = reading.rows[["region", "header", "period", "value", "unit", "cell"]].values.tolist()
        assert shown == [["CN-SD", "甲", "2020", "1", "家", "B2"], ["CN-JS", "甲", "2020", "3", "家", "B3"]]
        assert {(one.code, one.cell) for one in reading.findings} >= {("table-stray-number", "B4")}

    def test_flags_and_labels_mean_what_the_profile_says(self, tmp_path):
        from growthpole.observe import read
        from growthpole.observe.printed.profiles import parse_profile

        path = tmp_path / "t.csv"
        path.write_text("地区,产值(亿元)\n鲁,1\n江苏,—\n浙江,2\n", encoding="utf-8")
        profile = parse_profile('version = 1\n[flags]\n"—" = "zero"\n[regions]\n"鲁" = "CN-SD"\n'.encode(), "p.toml")
        rows = read(path, profile=profile).rows
        assert rows[["region", "value", "flag"]].values.tolist() == [
            ["CN-SD", "1", ""],
            ["CN-JS", "0", "—"],
            ["CN-ZJ", "2", ""],
        ]
