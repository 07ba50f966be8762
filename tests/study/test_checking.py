"""``growthpole check``: a file is read as its study reads it, and everything wrong with it is listed."""

import json
import shutil
import sys
from importlib import resources
from pathlib import Path

import pytest

from growthpole.cli.app import run_app
from growthpole.errors import InputError, LimitExceeded, SourceError
from growthpole.messages import LANGS
from growthpole.study.checking import check_file

HEADER = "region,indicator,period,value,unit\n"


@pytest.fixture
def study(tmp_path):
    folder = tmp_path / "study"
    shutil.copytree(str(resources.files("growthpole") / "examples" / "shandong"), folder)
    return folder


@pytest.fixture
def alone(tmp_path):
    def write(text, encoding="utf-8", name="mine.csv"):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
        return path

    return write


def codes(check):
    for finding in check.findings:
        assert all(finding.rule(lang) and finding.hint(lang) for lang in LANGS)
    return [(finding.code, finding.file, finding.line) for finding in check.findings]


class TestStudies:
    def test_a_whole_study(self, study):
        check = check_file(study)
        assert check.kind == "study"
        assert not [finding for finding in check.findings if finding.severity == "error"]
        assert check.counts["listed_firms.csv"].loaded == 4314

    def test_counts_are_shown_beside_errors(self, study):
        with (study / "sources" / "indicators.csv").open("a", encoding="utf-8") as stream:
            stream.write("f999,CN-SD,gdp,1999,x1,=,1e8 CNY,actual,,,ok,reported,,,\n")
        check = check_file(study)
        assert ("not-a-number", "indicators.csv", 228) in codes(check)
        assert check.counts["indicators.csv"].quarantined == 1
        assert all(counts.holds for counts in check.counts.values())

    def test_a_declared_file_is_read_as_declared(self, study):
        check = check_file(study / "sources" / "listed_firms.csv")
        assert (check.kind, check.file) == ("observations", "listed_firms.csv")
        assert codes(check) == []
        assert list(check.counts) == ["listed_firms.csv"]

    def test_a_fault_of_its_description_is_shown_with_a_file(self, study):
        (study / "sources" / "chains.source.toml").write_text("title =")
        assert codes(check_file(study / "sources" / "chains.csv")) == [("bad-toml", "chains.source.toml", None)]

    def test_another_file_resolves_with_the_study(self, study, alone):
        path = alone(HEADER + "山东,gdp,2021,1,亿元\nnowhere,gdp,2021,1,亿元\n", "gbk")
        check = check_file(path, study=study)
        assert codes(check) == [("unknown-region", "mine.csv", 3)]
        assert check.mapping["value"] == "value"

    def test_the_limits_of_the_study_hold(self, study, alone):
        text = (study / "study.toml").read_text(encoding="utf-8")
        (study / "study.toml").write_text(text.replace("max_rows = 2000000", "max_rows = 150"), encoding="utf-8")
        with pytest.raises(LimitExceeded):
            check_file(alone(HEADER + "山东,gdp,2021,1,亿元\n" * 151), study=study)


class TestDeclared:
    """What a study declares is read as declared, and no option says otherwise."""

    @pytest.mark.parametrize("given", [{"kind": "register"}, {"encoding": "latin-1"}])
    @pytest.mark.parametrize("file", ["sources/indicators.csv", "sources/translations.csv", "."])
    def test_options_that_would_contradict_are_refused(self, study, given, file):
        with pytest.raises(InputError, check=lambda problem: problem.code == "declared-in-study") as caught:
            check_file(study / file, **given)
        assert ("--source" if "kind" in given else "--encoding") in str(caught.value)

    def test_translations_are_what_they_are(self, study):
        check = check_file(study / "sources" / "translations.csv")
        assert check.kind == "translations"
        assert not [finding for finding in check.findings if finding.severity == "error"]
        assert check.counts["translations.csv"].loaded > 0
        assert "translations.csv" in check_file(study).counts

    def test_faults_of_translations_have_their_line(self, study):
        path = study / "sources" / "translations.csv"
        lines = len(path.read_text(encoding="utf-8").splitlines())
        with path.open("a", encoding="utf-8") as stream:
            stream.write("note,half\n")
        assert ("ragged-row", "translations.csv", lines + 1) in codes(check_file(path))
        assert ("ragged-row", "translations.csv", lines + 1) in codes(check_file(study))
        path.unlink()
        assert "missing-file" in {code for code, *_ in codes(check_file(study))}


class TestClassifications:
    def test_a_classification_is_read_as_one(self, alone):
        path = alone("code,name_en,name_zh,parent\n01,One,一,\n02,Two,二,01\n")
        check = check_file(path, kind="classification")
        assert (check.kind, codes(check)) == ("classification", [])
        assert check.mapping == {"code": "code", "name_en": "name_en", "name_zh": "name_zh", "parent": "parent"}

    @pytest.mark.parametrize(
        ("text", "code"),
        [
            ("code,name_en\na,One\na,Two\n", "duplicate-key"),
            ("code,name_en\na,One\nb,One\n", "ambiguous-label"),
            ("key,unit,measure\na,furlong,level\n", "unknown-unit"),
            ("key,unit,measure\na,person,sizes\n", "unknown-word"),
        ],
    )
    def test_faults_of_codes_are_found(self, alone, text, code):
        assert code in {found for found, *_ in codes(check_file(alone(text), kind="classification"))}


class TestFilesAlone:
    def test_a_sound_file(self, alone):
        check = check_file(alone(HEADER + "A,x,2021,1,亿元\n"))
        assert (check.kind, codes(check)) == ("observations", [])

    @pytest.mark.parametrize(
        ("data", "code"),
        [
            (b"", "empty-file"),
            (HEADER.encode(), "empty-table"),
            (b'a\n"1\n', "not-csv"),
            ("a\n数据\n".encode("gbk"), "unknown-encoding"),
            (b"a\n\0\n", "nul-character"),
            (b"PK\x03\x04", "not-text"),
            (b"PAR1", "not-parquet"),
            (b"a,b\n1,2\n", "missing-column"),
        ],
    )
    @pytest.mark.parametrize("kind", ["observations", "register"])
    def test_what_is_wrong_inside_is_a_finding(self, alone, data, code, kind):
        check = check_file(alone(data), kind=kind)
        fits = kind == "register" and code == "missing-column"  # a register may have any columns
        assert {finding.code for finding in check.findings} == (set() if fits else {code})
        assert check.counts["mine.csv"].holds

    def test_the_encoding_may_be_said(self, alone):
        path = alone(HEADER + "山东,x,2021,1,亿元\n", "gb18030")
        assert codes(check_file(path, encoding="gb18030")) == []

    def test_a_path_that_is_none_is_an_error(self, tmp_path, alone):
        alone("a\n", name="values.csv")
        with pytest.raises(SourceError, check=lambda problem: problem.code == "missing-file") as caught:
            check_file(tmp_path / "value.csv")
        assert "values.csv" in str(caught.value)
        with pytest.raises(SourceError, check=lambda problem: problem.code == "not-a-file"):
            check_file(tmp_path)

    def test_an_unknown_kind(self, alone):
        with pytest.raises(InputError):
            check_file(alone("a\n"), kind="guess")


class TestCommand:
    @pytest.mark.parametrize("lang", LANGS)
    def test_all_files_are_listed_and_the_exit_says_so(self, alone, capsys, lang):
        paths = [alone(HEADER + "A,x,2021,1_0,亿元\n", name="one.csv"), alone("a\n数据\n", "gbk", name="two.csv")]
        assert run_app(["check", *map(str, paths), "--lang", lang]) == 3
        printed = capsys.readouterr().out
        assert "one.csv:2 [value] '1_0'" in printed
        assert "two.csv:2" in printed
        assert ("不是 UTF-8" in printed) == (lang == "zh")

    def test_json_names_every_part_of_a_finding(self, alone, capsys):
        assert run_app(["check", str(alone(HEADER + "A,x,2021,1_0,亿元\n")), "--json", "--lang", "zh"]) == 3
        (finding,) = json.loads(capsys.readouterr().out)[0]["findings"]
        assert (
            finding | {"code": "not-a-number", "line": 2, "column": "value", "value": "1_0", "severity": "error"}
            == finding
        )
        assert all(finding[name] for name in ("file", "sha256", "rule", "hint", "action"))

    def test_exit_codes(self, alone, tmp_path, capsys):
        assert run_app(["check", str(alone(HEADER + "A,x,2021,1,亿元\n"))]) == 0
        assert run_app(["check", str(tmp_path / "gone.csv")]) == 2
        assert capsys.readouterr().err


def test_the_script_for_large_files_runs_small():
    folder = Path(__file__).parents[2] / "reliability"
    sys.path.insert(0, str(folder))
    try:
        import big_csv

        told = big_csv.show(1.5, limit_mib=1.0)
    finally:
        sys.path.remove(str(folder))
    assert "file-too-large" in told[0]
    assert "loaded" in told[1]


# --- input-output tables ---------------------------------------------------------------------------------------------

IO = """Code,Description,DescriptionInChinese,01,02,TIU,TC,EX,TFU,IM,GO
01,Farming,农产品,20,30,50,45,10,55,5,100
02,Industry,工业,40,60,100,80,40,120,20,200
TII,Total intermediate input,中间投入合计,60,90,150,,,,,
TVA,Total value-added,增加值合计,40,110,150,,,,,
TI,Total inputs,总投入,100,200,300,,,,,
"""


def test_an_input_output_table_says_what_it_was_taken_for(alone, capsys):
    path = alone(IO, name="io.csv")
    assert run_app(["check", str(path), "--source", "io", "--unit", "万元", "--lang", "en"]) == 0
    said = capsys.readouterr().out.splitlines()
    assert "  2 sector(s); blocks: competitive; unit: 1e4 CNY" in said
    assert "  category EX ← H1 'EX'" in said
    assert "  io.csv: 6 rows read = 5 loaded + 0 quarantined + 1 skipped" in said
    assert said[-1] == "0 finding(s), 0 of them error(s)."


def test_faults_of_an_input_output_table_exit_3_with_their_cells(alone, capsys):
    path = alone(IO.replace("02,Industry,工业,40", "02,Industry,工业,x"), name="io.csv")
    assert run_app(["check", str(path), "--source", "io", "--json"]) == 3
    said = json.loads(capsys.readouterr().out)[0]
    assert said["table"] == {"sectors": "2", "blocks": "competitive", "unit": ""}
    assert [(each["code"], each["cell"]) for each in said["findings"]] == [("io-no-unit", ""), ("not-a-number", "D3")]
    assert said["counts"] == [{"read": 6, "loaded": 0, "quarantined": 5, "skipped": 1, "file": "io.csv"}]


def test_an_input_output_table_that_cannot_be_read_is_a_finding(alone):
    check = check_file(alone(b"\x00\xff", name="io.csv"), kind="io", unit="万元")
    assert [code for code, _, _ in codes(check)] == ["unknown-encoding"]


def test_a_unit_belongs_to_input_output_tables_only(alone):
    with pytest.raises(InputError, match="--source io"):
        check_file(alone(IO), kind="observations", unit="万元")
    assert check_file(alone(IO), unit="万元").kind == "io"


def test_an_sdmx_message_is_known_by_its_first_line(alone):
    message = "DATAFLOW,FREQ,geo,unit,TIME_PERIOD,OBS_VALUE,OBS_FLAG\nESTAT:GDP(1.0),A,DE,EUR,2020,1.5,p\n"
    found = check_file(alone(message))
    assert (found.kind, found.counts["mine.csv"].loaded, found.findings) == ("sdmx", 1, ())
