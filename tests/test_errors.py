"""The tree of errors, findings, and what they tell. That every code has its text: test_messages.py."""

import copy
import re

import pytest

from growthpole import errors, messages
from growthpole.errors import (
    Cancelled,
    DataQuality,
    Finding,
    GrowthpoleError,
    InputError,
    LimitExceeded,
    SeveralProblems,
    SourceError,
    StoreError,
    listed,
)

LANGS = messages.LANGS
CODES = [key.removeprefix("errors.") for key in messages.keys("errors")]
RULES = [key.split(".")[1] for key in messages.keys("findings") if key.endswith(".rule")]


class Asked(dict):
    """Values by the names a template asks for."""

    def __missing__(self, name):
        self[name] = "x"
        return "x"


def held(key):
    """Names of the values a text holds."""
    asked = Asked({"": ""})
    messages._catalogue(key.partition(".")[0])[key.partition(".")[2]]["en"].format_map(asked)
    return set(asked) - {""}


def drawn():
    """The tree of the docstring: (class, parent, exit code), an exit not drawn being the parent's."""
    rows, above = [], []
    for line in errors.__doc__.splitlines():
        found = re.match(r"    ([│├└─ ]*)([A-Z]\w+)(?:\s+exit (\d+))?\s", f"{line} ")
        if found:
            depth = len(found[1]) // 4
            parent, inherited = (above[depth - 1][0], above[depth - 1][2]) if depth else ("Exception", None)
            rows.append((found[2], parent, int(found[3]) if found[3] else inherited))
            above[depth:] = [rows[-1]]
    return rows


def real(kind=GrowthpoleError):
    children = [row for child in kind.__subclasses__() if child.__module__ == errors.__name__ for row in real(child)]
    return [(kind.__name__, kind.__base__.__name__, kind.exit_code), *children]


def test_the_drawn_tree_is_the_real_one():
    assert drawn() == real()


def test_every_error_is_public():
    assert {name for name, _, _ in real()} | {"Finding", "Severity", "listed"} == set(errors.__all__)


def test_exit_codes_are_those_of_the_contract():
    """architecture.md: 2 usage or input, 3 data quality, 4 resource, 5 internal, 6 infeasible, 130 cancelled."""
    assert {code for _, _, code in real()} == {2, 3, 4, 5, 6, 130}
    for kind, code in ((InputError, 2), (DataQuality, 3), (LimitExceeded, 4), (StoreError, 4), (GrowthpoleError, 5)):
        assert kind.exit_code == code
    assert issubclass(LimitExceeded, SourceError)
    assert not issubclass(SourceError, InputError)


@pytest.mark.parametrize("code", CODES)
def test_a_message_holds_every_value_it_was_given(code):
    names = held(f"errors.{code}")
    error = InputError(code, **{name: f"<{name}>" for name in names})
    for lang in LANGS:
        assert all(f"<{name}>" in error.message(lang) for name in names)
        assert not re.search(r"[{}]", error.message(lang))
    assert str(error) == error.message("en")
    assert (error.code, set(error.params)) == (code, names)


def test_a_value_with_braces_is_shown_as_it_is():
    assert "{problem}" in InputError("bad-toml", path="study.toml", problem="{problem} {0} %s").message()


def test_a_code_without_text_is_a_fault_of_ours():
    with pytest.raises(KeyError, match="no-such-code"):
        str(InputError("no-such-code"))
    with pytest.raises(KeyError, match="limit"):
        str(InputError("too-many-rows", path="x.csv"))


def test_cancelled_needs_no_words():
    error = Cancelled()
    assert error.code == "cancelled"
    assert error.message("zh").startswith("已由用户停止")


def test_errors_come_back_whole_from_a_worker():
    """Executors of other processes copy an error by its reduction, as copy does."""
    finding = Finding(code="blank-key", severity="error", file="a.csv", line=2, column="chain")
    for error in (
        InputError("unknown-variant", name="dun", known="dunn"),
        LimitExceeded("too-many-rows", path="x.csv", limit=5),
        Cancelled(),
        DataQuality([finding]),
        SeveralProblems([Cancelled()]),
    ):
        again = copy.copy(error)
        assert type(again) is type(error)
        assert vars(again) == vars(error)
        assert again.message("zh") == error.message("zh")


# --- findings ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "place"),
    [
        ({}, ""),
        ({"file": "a.csv"}, "a.csv"),
        ({"file": "a.csv", "line": 7}, "a.csv:7"),
        ({"file": "a.csv", "line": 7, "column": "value"}, "a.csv:7 [value]"),
        ({"file": "b.xlsx", "sheet": "1-3", "cell": "B7"}, "b.xlsx:1-3:B7"),
        ({"file": "b.xlsx", "sheet": "1-3", "cell": "B7", "column": "2021"}, "b.xlsx:1-3:B7 [2021]"),
        ({"file": "a.csv", "line": 0}, "a.csv:0"),
        ({"line": 3}, "3"),
    ],
)
def test_places(said, place):
    assert Finding(code="blank-value", severity="warn", **said).place() == place


@pytest.mark.parametrize("severity", ["error", "quarantine", "warn"])
def test_a_finding_tells_everything_in_both_languages(severity):
    finding = Finding(
        code="duplicate-key",
        severity=severity,
        file="a.csv",
        sha256="ab12",
        line=9,
        column="value",
        value="5.0",
        params={"key": "SD, 2021", "other": "4.0", "other_line": "3"},
    )
    for lang in LANGS:
        said = finding.as_dict(lang)
        assert set(said) == {
            *("code", "severity", "file", "sha256", "sheet", "cell", "line", "column", "value"),
            *("rule", "action", "hint"),
        }
        assert (said["rule"], said["hint"]) == (finding.rule(lang), finding.hint(lang))
        assert said["action"] == messages.text(f"findings.action.{severity}", lang)
        assert all(word in said["rule"] for word in ("SD, 2021", "4.0", "5.0", "3"))
        assert (said["line"], said["sha256"], said["value"]) == (9, "ab12", "5.0")
    assert finding.rule("en") != finding.rule("zh")


@pytest.mark.parametrize("code", RULES)
def test_every_finding_has_rule_and_hint(code):
    names = held(f"findings.{code}.rule") | held(f"findings.{code}.hint")
    own = {name: f"<{name}>" for name in names & {"value", "column"}}
    others = {name: f"<{name}>" for name in names - {"value", "column"}}
    finding = Finding(code=code, severity="error", params=others, **own)
    for lang in LANGS:
        assert all(f"<{name}>" in finding.rule(lang) + finding.hint(lang) for name in names)


def test_data_quality_counts_all_and_names_the_first_five_errors():
    findings = [
        Finding(code="bad-rank", severity="error", file="a.csv", line=i, value="0", params={"indicator": f"r{i}"})
        for i in range(1, 8)
    ]
    findings.insert(0, Finding(code="blank-value", severity="warn", file="warned.csv"))
    error = DataQuality(iter(findings))
    assert error.findings == tuple(findings)
    assert error.exit_code == 3
    for lang in LANGS:
        head, *lines = error.message(lang).splitlines()
        assert "7" in head
        assert "8" in head
        assert [line.split(":")[1] for line in lines] == ["1", "2", "3", "4", "5"]
        assert all(finding.rule(lang) in line for finding, line in zip(findings[1:6], lines, strict=True))
        assert all(finding.hint(lang) in line for finding, line in zip(findings[1:6], lines, strict=True))
        assert "warned.csv" not in error.message(lang)
    assert str(error) == error.message("en")


@pytest.mark.parametrize(
    ("values", "limit", "shown"),
    [
        ([], 8, ""),
        (["a"], 1, "a"),
        ("ab", 1, "a, … (+1)"),
        (range(8), 8, "0, 1, 2, 3, 4, 5, 6, 7"),
        (range(9), 8, "0, 1, 2, 3, 4, 5, 6, 7, … (+1)"),
        (iter(["b", None, "a"]), 8, "b, None, a"),
    ],
)
def test_lists_are_cut_with_the_count_of_the_rest(values, limit, shown):
    assert listed(values, limit) == shown
