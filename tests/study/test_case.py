"""study.toml: closed, frozen, versioned; all its problems at once, each with the nearest valid key."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from pydantic import ValidationError

from growthpole.declared.lines import lines_of
from growthpole.errors import InputError, SourceError
from growthpole.study import load_case, parse_case


def edited(folder, old, new):
    text = (folder / "study.toml").read_text(encoding="utf-8")
    assert old in text
    return text.replace(old, new, 1).encode()


def test_the_bundled_study_is_valid_and_frozen(fresh_study):
    case = load_case(fresh_study)
    assert case.question.region == "CN-SD"
    with pytest.raises(ValidationError, match="frozen"):
        case.seed = 1  # type: ignore[misc]


@pytest.mark.parametrize(
    ("old", "new", "wanted"),
    [
        ('goal = "2025"', 'goall = "2025"', "goal"),
        ("seed = 20211231", "sead = 20211231", "seed"),
        ('[[peer]]\nindicator = "rd_intensity"', '[[peer]]\nindicater = "rd_intensity"', "indicator"),
        ("max_file_mib = 64", "max_file_mb = 64", "max_file_mib"),
        ("[footprint]", "[footprnt]", "footprint"),
    ],
)
def test_an_unknown_key_names_the_nearest_valid_key(fresh_study, old, new, wanted):
    with pytest.raises(InputError) as caught:
        parse_case(edited(fresh_study, old, new))
    assert caught.value.exit_code == 2
    assert f"nearest valid key: {wanted}" in str(caught.value)


def test_all_problems_are_reported_at_once_with_their_line(fresh_study):
    data = edited(fresh_study, 'goal = "2025"', 'goall = "2025"').decode().replace("seed = 20211231", "seed = -1")
    with pytest.raises(InputError) as caught:
        parse_case(data.encode())
    message = str(caught.value)
    assert "target.goall (line" in message
    assert "seed (line" in message
    assert caught.value.params["count"] == 3  # the unknown key, the missing one, the negative seed


@pytest.mark.parametrize("day", ["2022", '"soon"', '"2022-02-30"', "2022-12"])
def test_as_of_must_be_a_day(fresh_study, day):
    with pytest.raises((InputError, SourceError)):
        parse_case(edited(fresh_study, "as_of = 2022-12-31", f"as_of = {day}"))


def test_as_of_is_mandatory(fresh_study):
    with pytest.raises(InputError, match="as_of"):
        parse_case(edited(fresh_study, "as_of = 2022-12-31", ""))


@pytest.mark.parametrize("data", [b"a = [", b"\xff\xfe", b"x" * (2**20 + 1), b"a = " + b"[" * 5000])
def test_what_is_no_toml_is_refused_without_a_traceback(data):
    with pytest.raises(SourceError):
        parse_case(data)


def test_another_version_is_refused(fresh_study):
    with pytest.raises(InputError, match="version"):
        parse_case(edited(fresh_study, "version = 1", "version = 2"))


def test_a_folder_without_study_is_named(tmp_path):
    with pytest.raises(SourceError, match=r"study\.toml"):
        load_case(tmp_path)


def test_the_line_of_a_repeated_section_is_its_own(fresh_study):
    text = (fresh_study / "study.toml").read_text(encoding="utf-8")
    rows = text.splitlines()
    places = [number for number, row in enumerate(rows, 1) if row.startswith("[[register]]")]
    assert len(places) > 1
    second = places[1]
    at = next(number for number in range(second + 1, len(rows) + 1) if rows[number - 1].startswith("name"))
    rows[at - 1] = rows[at - 1].replace("name", "nane", 1)
    with pytest.raises(InputError) as caught:
        parse_case("\n".join(rows).encode())
    assert f"register.1.nane (line {at})" in str(caught.value)
    assert f"register.1.name (line {second})" in str(caught.value)  # what is missing is missing from the section


def test_no_line_is_stated_where_none_is_certain():
    text = 'a = """\n[[b]]\nc = 1\n"""\n[d]\nx = [\n  ["e"],\n  ["f"]\n]\n[[g.h]]\n"k l" = 1\n[[g.h]]\n'
    text += '"k l" = 2\n[g.h.m]\nn.o = 3\n'
    assert lines_of(text, tomllib.loads(text)) == {}
    text = text.replace('  ["f"]\n', "")
    assert lines_of(text, tomllib.loads(text)) == {
        ("a",): 1,
        ("d",): 5,
        ("d", "x"): 6,
        ("g", "h", 0): 9,
        ("g", "h", 0, "k l"): 10,
        ("g", "h", 1): 11,
        ("g", "h", 1, "k l"): 12,
        ("g", "h", 1, "m"): 13,
        ("g", "h", 1, "m", "n", "o"): 14,
    }


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('name = "partners"', 'name = "Our partners"', "register.0.name"),
        ('key = ["partner_code"]', 'key = ["partner=code"]', "rename it"),
        ('numeric = ["', 'numeric = ["营业收入", "', "rename it in the file"),
    ],
)
def test_names_that_would_break_the_keys_of_numbers_are_refused(fresh_study, old, new, said):
    with pytest.raises(InputError, match=re.escape(said)):
        parse_case(edited(fresh_study, old, new))


def test_a_study_file_that_cannot_be_read_is_an_error_of_its_own(tmp_path, monkeypatch):
    (tmp_path / "study.toml").write_text("", encoding="utf-8")

    def refused(_path, _mode):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refused)
    with pytest.raises(SourceError, check=lambda problem: problem.code == "unreadable-file"):
        load_case(tmp_path)
