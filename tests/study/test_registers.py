"""Registers by kind in a study: checked before a run, every problem with file and line."""

import pytest

from growthpole.errors import DataQuality, InputError
from growthpole.study import new_study, run_study
from growthpole.study.case import load_case
from growthpole.study.checking import check_file

PROJECTS = """code,region,stage,investment,unit,jobs,partner,parent,amounts
p1,370100,signed,1.5,1e8 CNY,120,toyota_motor,,
p2,370200,planned,"1,000",1e8 CNY,-5,nobody,p1,increment
"""
SECTION = '\n[[register]]\nname = "projects"\nkind = "projects"\nfile = "projects.csv"\nkey = ["code"]\n'


@pytest.fixture
def study(tmp_path):
    return new_study(tmp_path / "study")


def with_projects(study, text=PROJECTS):
    (study / "sources" / "projects.csv").write_text(text, encoding="utf-8")
    path = study / "study.toml"
    said = path.read_text(encoding="utf-8")
    path.write_text(
        said.replace("# --- what the report shows", f"{SECTION}\n# --- what the report shows"), encoding="utf-8"
    )


def test_the_bundled_registers_are_sound_and_projects_are_absent(study):
    found = check_file(study)
    assert not [finding for finding in found.findings if finding.severity == "error"]
    assert found.registers == {
        "partners": "partners.csv",
        "projects": "",
        "chains": "chains.csv",
        "chain_stages": "chain_stages.csv",
        "chain_cities": "chain_cities.csv",
    }


def test_every_problem_of_a_register_stops_check_and_run(study):
    with_projects(study)
    wanted = [
        ("wrong-form", 3, "stage", "planned"),
        ("unknown-reference", 3, "partner", "nobody"),
        ("wrong-form", 3, "jobs", "-5"),
    ]
    found = check_file(study)
    errors = [finding for finding in found.findings if finding.severity == "error"]
    assert sorted((f.code, f.line, f.column, f.value) for f in errors) == sorted(wanted)
    assert {finding.file for finding in errors} == {"projects.csv"}
    assert all(len(finding.sha256) == 64 for finding in errors)
    counts = found.counts["projects.csv"]
    assert (counts.loaded, counts.quarantined, counts.holds) == (1, 1, True)
    with pytest.raises(DataQuality) as caught:
        run_study(study)
    assert len([finding for finding in caught.value.findings if finding.severity == "error"]) == 3


def test_references_run_between_registers_and_to_the_classifications(study):
    path = study / "sources" / "chain_stages.csv"
    path.write_text(
        path.read_text(encoding="utf-8").replace("auto,2,", "auto,9,").replace(",STEEL,", ",STEAL,", 1),
        encoding="utf-8",
    )
    path = study / "sources" / "chain_cities.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("auto,370100", "autos,379900"), encoding="utf-8")
    errors = [finding for finding in check_file(study).findings if finding.severity == "error"]
    assert sorted((finding.file, finding.code, finding.value) for finding in errors) == [
        ("chain_cities.csv", "unknown-reference", "379900"),
        ("chain_cities.csv", "unknown-reference", "autos"),
        ("chain_stages.csv", "stage-gap", "3"),
        ("chain_stages.csv", "stage-gap", "9"),
        ("chain_stages.csv", "unknown-reference", "STEAL"),
    ]


def test_references_to_a_register_that_cannot_be_read_are_not_checked(study):
    with_projects(study, PROJECTS.replace("planned", "lead").replace("-5", "5"))
    path = study / "sources" / "partners.csv"
    path.write_text(path.read_text(encoding="utf-8") + "toyota_motor,T,,JPN,10,1,1,,,,,,,false,\n", encoding="utf-8")
    errors = [finding for finding in check_file(study).findings if finding.severity == "error"]
    assert {finding.file for finding in errors} == {"partners.csv"}


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ('columns = { size = "jobs" }', ("no field size of projects", "capacity")),
        ('columns = { jobs = "Jobs 2021" }', ("rename it",)),
    ],
)
def test_fields_belong_to_the_kind(study, lines, words):
    with_projects(study)
    path = study / "study.toml"
    path.write_text(
        path.read_text(encoding="utf-8").replace('file = "projects.csv"', f'file = "projects.csv"\n{lines}'),
        encoding="utf-8",
    )
    with pytest.raises(InputError) as caught:
        load_case(study)
    assert all(word in str(caught.value) for word in words)


def test_columns_need_a_kind(study):
    with_projects(study)
    path = study / "study.toml"
    said = path.read_text(encoding="utf-8").replace('kind = "projects"\n', 'columns = { jobs = "jobs" }\n')
    path.write_text(said, encoding="utf-8")
    with pytest.raises(InputError, match="say its kind"):
        load_case(study)
