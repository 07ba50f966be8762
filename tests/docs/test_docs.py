"""The documentation says what the code says, its pages exist, and its links and commands resolve."""

import doctest
import importlib.util
import re
import shlex
import subprocess
import sys
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
import typer

from growthpole import indicators
from growthpole.cli.app import build_app

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
TOP = ("README.md", "CHANGELOG.md", "CONTRIBUTING.md", "DATA_LICENSES.md", "benchmarks/README.md")
PAGES = sorted([*DOCS.rglob("*.md"), *(ROOT / name for name in TOP)])
WITH_COMMANDS = [ROOT / "README.md", DOCS / "quickstart.md", DOCS / "provenance.md", ROOT / "CONTRIBUTING.md"]


def _load(name: str):
    sys.path.insert(0, str(DOCS))
    spec = importlib.util.spec_from_file_location(f"docs_{name}", DOCS / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    finally:
        sys.path.remove(str(DOCS))
    return module


@cache
def _generator():
    return _load("generate")


def _page_id(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _prose(path: Path) -> str:
    """Text of a page without its code blocks, where a bracket is no link."""
    return re.sub(r"^```.*?^```", "", path.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)


# Generated pages


def test_generated_pages_are_up_to_date():
    assert _generator().stale() == [], "run: python docs/generate.py"


def test_check_exits_1_on_a_stale_page_and_0_after_writing(tmp_path, monkeypatch, capsys):
    generator = _load("generate")
    monkeypatch.setattr(generator, "DOCS", tmp_path)
    assert generator.main(["--check"]) == 1
    assert "docs/cli.md" in capsys.readouterr().out
    assert not list(tmp_path.iterdir())
    assert generator.main([]) == 0
    assert generator.main(["--check"]) == 0
    left = tmp_path / "methods" / "gone.md"
    left.write_text(f"{generator.MARK}\n", encoding="utf-8")
    assert generator.stale() == ["methods/gone.md"]


def test_check_runs_as_a_script():
    done = subprocess.run(
        [sys.executable, str(DOCS / "generate.py"), "--check"], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def _worked_examples():
    """Key and code of each worked example, as it stands on the page."""
    for page in sorted((DOCS / "methods").glob("*.md")):
        for key, text in re.findall(
            r"\{#(\w+)\}\n(.*?)(?=^## |\Z)", page.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE
        ):
            _, mark, after = text.partition("**Worked example · 算例**")
            found = re.search(r"^```python\n(.*?)\n```$", after, re.DOTALL | re.MULTILINE)
            if mark and found:
                yield key, found[1]


def test_every_measure_has_a_worked_example():
    assert sorted(key for key, _ in _worked_examples()) == sorted(indicators.keys())


@pytest.mark.parametrize(("key", "code"), list(_worked_examples()), ids=lambda value: value if len(value) < 60 else "")
def test_a_worked_example_runs_alone_and_prints_its_result(key, code):
    test = doctest.DocTestParser().get_doctest(code + "\n", {}, key, None, None)
    calls = indicators.get(key).function.rpartition(".")[2]
    assert any(f"{calls}(" in example.source for example in test.examples)
    assert any(example.want for example in test.examples)
    flags = doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS
    told = []
    doctest.DocTestRunner(optionflags=flags).run(test, out=told.append)
    assert told == []


def test_a_measure_without_an_example_is_refused():
    worked = _load("worked")
    with pytest.raises(ValueError, match=r"observe\.survey has no example"):
        worked.example_of(replace(indicators.get("gini"), room="observe", function="observe.survey"))


def test_every_measure_has_its_section():
    for entry in indicators.registry().values():
        page = (DOCS / "methods" / f"{entry.room}.md").read_text(encoding="utf-8")
        assert f"{{#{entry.key}}}" in page
        assert entry.formula in page
        assert entry.title("zh") in page


def test_docstring_roles_and_tables_become_markdown():
    markdown = _load("docstrings").markdown
    plain = "=========  ====\n:func:`f`  one\n=========  ===="
    assert markdown("See :class:`~growthpole.store.Store`.") == "See `Store`."
    assert markdown(plain).splitlines() == ["|  |  |", "| --- | --- |", "| `f` | one |"]
    headed = markdown("before\n\n==== ===\nName Use\n==== ===\na    b|c\n==== ===\n\nafter").splitlines()
    assert headed == ["before", "", "| Name | Use |", "| --- | --- |", "| a | b\\|c |", "", "after"]


# Navigation and links


def _nav() -> list[str]:
    nav = (ROOT / "mkdocs.yml").read_text(encoding="utf-8").split("\nnav:\n")[1]
    return re.findall(r": (\S+\.md)$", nav, re.MULTILINE)


def test_every_page_of_the_navigation_exists_and_every_page_is_in_it():
    assert sorted(_nav()) == sorted(path.relative_to(DOCS).as_posix() for path in DOCS.rglob("*.md"))


def _anchors(path: Path) -> set[str]:
    found = set()
    for heading in re.findall(r"^#+ (.*)$", _prose(path), re.MULTILINE):
        named = re.search(r"\{#([^}]+)\}", heading)
        plain = re.sub(r"[`*]|\{#[^}]+\}", "", heading).strip().lower()
        found.add(named[1] if named else re.sub(r"[\s-]+", "-", re.sub(r"[^\w\s-]", "", plain)).strip("-"))
    return found


@pytest.mark.parametrize("page", PAGES, ids=_page_id)
def test_internal_links_resolve(page):
    for target in re.findall(r"\]\(([^)\s]+)\)", _prose(page)):
        if re.match(r"[a-z]+:", target):
            continue
        file, _, anchor = target.partition("#")
        home = (page.parent / file).resolve() if file else page
        assert home.exists(), f"{target} in {_page_id(page)}"
        assert not anchor or anchor in _anchors(home), f"{target} in {_page_id(page)}"


@pytest.mark.parametrize("page", PAGES, ids=_page_id)
def test_nothing_is_fetched_when_a_page_is_read(page):
    assert not re.search(r"<script|<img|<link|!\[[^\]]*\]\(http", _prose(page))


# Commands


def _blocks(page: Path) -> list[str]:
    text = page.read_text(encoding="utf-8")
    return [
        line
        for block in re.findall(r"^```sh\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
        for line in block.splitlines()
    ]


def _growthpole_calls(page: Path) -> list[list[str]]:
    calls = []
    for line in _blocks(page):
        words = shlex.split(line, comments=True)
        while words:
            rest = words.index("&&") if "&&" in words else len(words)
            call, words = words[:rest], words[rest + 1 :]
            if call and Path(call[0]).name == "growthpole":
                calls.append(call[1:])
    return calls


@pytest.mark.parametrize("page", WITH_COMMANDS, ids=_page_id)
def test_commands_and_options_shown_exist(page):
    commands = typer.main.get_command(build_app("en")).commands
    calls = _growthpole_calls(page)
    assert calls
    for name, *words in calls:
        assert name in commands, name
        known = {option for param in commands[name].params for option in getattr(param, "opts", ())} | {"--help"}
        shown = {word.partition("=")[0] for word in words if word.startswith("--")}
        assert shown <= known, (name, shown - known)


def test_files_the_readme_commands_name_exist():
    named = {word for line in _blocks(ROOT / "README.md") for word in line.split() if word.startswith("requirements/")}
    assert named
    assert all((ROOT / name).is_file() for name in named)


def test_a_missing_option_would_be_seen(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("```sh\ngrowthpole run a --nowhere # --also\n```\n", encoding="utf-8")
    assert _growthpole_calls(page) == [["run", "a", "--nowhere"]]


# Records


def test_decisions_are_numbered_without_a_gap_and_say_three_things():
    records = sorted((DOCS / "adr").glob("[0-9]*.md"))
    assert [int(path.name[:4]) for path in records] == list(range(1, len(records) + 1))
    for path in records:
        text = path.read_text(encoding="utf-8")
        assert text.startswith(f"# {int(path.name[:4])}. ")
        assert all(f"**{part}.**" in text for part in ("Context", "Decision", "Consequence"))
        assert f"]({path.name})" in (DOCS / "adr" / "index.md").read_text(encoding="utf-8")


def test_every_bundled_file_stands_in_the_data_licences():
    said = (ROOT / "DATA_LICENSES.md").read_text(encoding="utf-8")
    sources = ROOT / "src" / "growthpole" / "examples" / "shandong" / "sources"
    missing = [path.name for path in sources.glob("*.csv") if f"`{path.name}`" not in said]
    assert not missing
