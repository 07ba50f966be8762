"""The catalogue against itself, and against the source: every text that is asked for exists and is filled."""

import ast
import inspect
import re
import string
import tomllib
from collections import defaultdict
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest

import growthpole
from growthpole import errors, messages
from growthpole.messages import LANGS, has, keys, lang_of, term, text

SRC = Path(growthpole.__file__).parent
MODULES = {path.relative_to(SRC).as_posix(): path.read_text(encoding="utf-8") for path in sorted(SRC.rglob("*.py"))}
KEYS = [key for file in messages.files() for key in keys(file)]
SILENT = {"units.1", "units.rank"}  # pure numbers
CJK = "[\u4e00-\u9fff]"


def leaves(tree, path=""):
    """(path, entry) of every table of a catalogue file that holds texts."""
    for name, node in tree.items():
        if any(isinstance(value, dict) for value in node.values()):
            yield from leaves(node, f"{path}{name}.")
        else:
            yield f"{path}{name}", node


TREES = {
    file: list(leaves(tomllib.loads((SRC / "messages" / "catalogue" / f"{file}.toml").read_text(encoding="utf-8"))))
    for file in messages.files()
}
TEMPLATES = {f"{file}.{path}": node for file, found in TREES.items() for path, node in found}


def placeholders(template):
    return {name for _, name, _, _ in string.Formatter().parse(template) if name is not None}


@cache
def wanted(key):
    return frozenset(placeholders(TEMPLATES[key]["en"]))


# --- the catalogue against itself ----------------------------------------------------------------------------


@pytest.mark.parametrize("file", messages.files())
def test_no_entry_is_lost_on_reading(file):
    """Two ways to write one key (``[a.b]``, ``["a.b"]``) would hide one of the two texts."""
    paths = [path for path, _ in TREES[file]]
    assert [f"{file}.{path}" for path in paths] == list(keys(file))
    assert len(set(paths)) == len(paths)
    assert [path for path, node in TREES[file] if sorted(node) != sorted(LANGS)] == []


@pytest.mark.parametrize("file", messages.files())
def test_both_languages_say_the_same(file):
    faults = []
    for key in keys(file):
        english, chinese = (TEMPLATES[key][lang] for lang in LANGS)
        filled = not english and not chinese if key in SILENT else english.strip() and chinese.strip()
        # {} would be filled by position
        named = all(name.isidentifier() for name in placeholders(english))
        if not filled or not named or placeholders(english) != placeholders(chinese):
            faults.append((key, english, chinese))
    assert faults == []


SLIPS = [
    rf"(?:{CJK}|[}}）”]) ?[,;:!?]",  # 山东, 江苏
    rf"[,;:!?] ?(?:{CJK}|[{{（“])",  # {region},其中
    rf"{CJK}\.(?:\s|$)",  # 请更正.
    rf'{CJK}"|"{CJK}',  # "山东"
    rf"{CJK}\(|\({CJK}|{CJK}\)",  # 山东(省)
    "[，。；：、] | [，。；：、]",  # full-width marks bring their own space
    "[，。；：、]{2}",
]


def slips(english, chinese):
    """What is wrong with the punctuation of a text in its two languages."""
    english, chinese = (re.sub(r"`[^`]*`", "`", words) for words in (english, chinese))
    found = ["full width"] if re.search("[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]", english) else []
    plain = chinese.replace("[维度=标签,…]", "")  # the form of a number key, which people type
    found += [slip for slip in SLIPS if re.search(slip, plain)]
    if english.endswith(".") and not english.endswith("...") and not chinese.endswith("。"):
        found.append("end")
    return found


@pytest.mark.parametrize("file", messages.files())
def test_each_language_keeps_its_punctuation(file):
    faults = {key: slips(*(text(key, lang) for lang in LANGS)) for key in keys(file)}
    assert {key: found for key, found in faults.items() if found} == {}


def test_a_slip_of_punctuation_is_seen():
    assert slips("Shandong.", "山东。") == []
    assert slips("Shandong.", "山东.") == [SLIPS[2], "end"]
    assert slips("（a）", "（甲）") == ["full width"]
    assert slips("a, b", "甲, 乙") == SLIPS[:2]


def test_an_unknown_text_is_a_fault_of_ours():
    for key in ("errors.nonsense", "errors.", "errors"):
        with pytest.raises(KeyError, match=re.escape(key)):
            text(key)
        assert not has(key)
    with pytest.raises(KeyError, match="fr"):
        text("units.firm", "fr")
    assert not has("nonsense.firm")
    assert has("units.firm")


def test_values_are_filled_in_and_braces_in_them_kept():
    assert text("errors.not-a-file", "zh", path="{a}") == "{a} 是文件夹而非文件。请指定其中的文件。"
    with pytest.raises(KeyError):
        text("errors.not-a-file", other="x")


def test_terms_are_the_glossary():
    for key in keys("glossary"):
        name = key.removeprefix("glossary.")
        assert [term(name, lang) for lang in LANGS] == [text(key, lang) for lang in LANGS]


@pytest.mark.parametrize(
    ("value", "lang"),
    [("zh", "zh"), ("zh-TW", "zh"), ("ZH_cn.UTF-8", "zh"), ("en_US", "en"), ("C", "en"), ("", "en"), (None, "en")],
)
def test_languages_of_locales(value, lang):
    assert lang_of(value) == lang


# --- reading the source --------------------------------------------------------------------------------------
# A text's key is followed to its literals: through names, conditions, loops and f-strings. ``None`` means that
# the key is a parameter of the enclosing function, whose callers are looked at instead.

SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.Module)


class Reader:
    """One module, with the scopes of its nodes."""

    def __init__(self, source):
        self.tree = ast.parse(source)
        self.above = {child: node for node in ast.walk(self.tree) for child in ast.iter_child_nodes(node)}
        self.open = set()  # names being followed, so that a name bound to itself ends
        self.bindings = defaultdict(list)
        for node in ast.walk(self.tree):
            match node:
                case (
                    ast.Assign(targets=[target], value=value) | ast.AnnAssign(target=target, value=ast.expr() as value)
                ):
                    self._bind(node, target, value, loop=False)
                case ast.For(target=target, iter=value) | ast.comprehension(target=target, iter=value):
                    self._bind(node, target, value, loop=True)

    def _bind(self, node, target, value, *, loop):
        scope = next(self.scopes(node))
        for name in ast.walk(target):
            if isinstance(name, ast.Name):
                self.bindings[scope, name.id].append((target, value, loop))

    def scopes(self, node):
        while node in self.above:
            node = self.above[node]
            if isinstance(node, SCOPES):
                yield node

    def is_parameter(self, node):
        names = []
        for scope in self.scopes(node):
            if not isinstance(scope, ast.Module):
                given = scope.args
                names += [arg.arg for arg in (*given.posonlyargs, *given.args, *given.kwonlyargs)]
        return isinstance(node, ast.Name) and node.id in names

    def bound(self, name):
        """Expressions a name is bound to in the nearest scope that binds it."""
        if name.id in self.open or len(self.open) > 3:
            return []
        self.open.add(name.id)
        try:
            found = next((met for scope in self.scopes(name) if (met := self.bindings.get((scope, name.id)))), [])
            return [
                part
                for target, value, loop in found
                for whole in (self.elements(value) if loop else [value])
                for part in picked(target, whole, name.id)
            ]
        finally:
            self.open.remove(name.id)

    def elements(self, node):
        match node:
            case ast.Tuple(elts=items) | ast.List(elts=items) | ast.Set(elts=items):
                return items
            case ast.Dict(keys=items):
                return items
            case ast.Name():
                return [item for value in self.bound(node) for item in self.elements(value)]
            case ast.Call(func=ast.Attribute(value=ast.Name() as owner, attr="items")):
                tables = [value for value in self.bound(owner) if isinstance(value, ast.Dict)]
                return [ast.Tuple(elts=list(pair)) for t in tables for pair in zip(t.keys, t.values, strict=True)]
        return []

    def patterns(self, node):
        """Regular expressions of the strings ``node`` can be; empty when they cannot be read."""
        match node:
            case ast.Constant(value=str() as value):
                return {re.escape(value)}
            case ast.IfExp(body=one, orelse=two):
                return self.patterns(one) | self.patterns(two)
            case ast.JoinedStr(values=parts):
                shown = [re.escape(part.value) if isinstance(part, ast.Constant) else ".+" for part in parts]
                return {"".join(shown)}
            case ast.BinOp(op=ast.Add(), left=one, right=two):
                return {a + b for a in self.patterns(one) or {".+"} for b in self.patterns(two) or {".+"}}
            case ast.Name():
                return set().union(*(self.patterns(value) for value in self.bound(node)))
        return set()


def picked(target, value, name):
    """The part of ``value`` that unpacking into ``target`` gives to ``name``."""
    if isinstance(target, ast.Name) and target.id == name:
        yield value
    elif isinstance(target, ast.Tuple):
        for place, part in enumerate(target.elts):
            for whole in (value.body, value.orelse) if isinstance(value, ast.IfExp) else (value,):
                if isinstance(part, ast.Name) and part.id == name and isinstance(whole, ast.Tuple):
                    yield whole.elts[place]


@cache
def calls(source):
    """(reader, call, name called, keyword names or None when some are not written out)."""
    reader = Reader(source)
    found = []
    for node in ast.walk(reader.tree):
        if isinstance(node, ast.Call):
            name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            named = {keyword.arg for keyword in node.keywords}
            found.append((reader, node, name, None if None in named else named))
    return found


def matching(pattern, known):
    return [key for key in known if re.fullmatch(pattern, key)]


@cache
def error_classes():
    return {name: kind for name, kind in vars(errors).items() if isinstance(kind, type) and "code" in signature(kind)}


def signature(kind):
    return inspect.signature(kind).parameters if issubclass(kind, errors.GrowthpoleError) else {}


# --- errors --------------------------------------------------------------------------------------------------


def faults_of_errors(source):
    """Errors raised with a code that has no text, or with other values than the text holds."""
    known = keys("errors")
    faults, seen = [], 0
    for reader, call, name, named in calls(source):
        kind = error_classes().get(name)
        if kind is None or any(isinstance(part, ast.Starred) for part in call.args):
            continue
        default = signature(kind)["code"].default
        codes = reader.patterns(call.args[0]) if call.args else {re.escape(str(default))}
        if not codes and reader.is_parameter(call.args[0]):
            continue
        seen += 1
        found = [key for code in codes for key in matching(f"errors\\.{code}", known)]
        if len(found) < max(len(codes), 1):
            faults.append(f"line {call.lineno}: {name} has no text for {sorted(codes) or ast.unparse(call)}")
        elif named is not None:
            holds = set().union(*(wanted(key) for key in found))
            lacking = [key for key in found if not wanted(key) <= named]
            if lacking or named != holds:
                faults.append(f"line {call.lineno}: {found} hold {sorted(holds)}, given {sorted(named)}")
    return faults, seen


@pytest.mark.parametrize("module", MODULES)
def test_every_error_raised_has_its_text_and_its_values(module):
    assert faults_of_errors(MODULES[module])[0] == []


def test_errors_are_raised_with_words_only():
    """``raise InputError`` without a call would fail for want of a code; Cancelled alone has one."""
    bare = [
        (module, node.exc.id)
        for module, source in MODULES.items()
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Name) and node.exc.id in error_classes()
    ]
    assert {name for _, name in bare} <= {"Cancelled"}


def test_no_module_adds_errors_of_its_own():
    tree = set(error_classes()) | {"DataQuality"}
    for module, source in MODULES.items():
        if module != "errors.py":
            for node in ast.walk(ast.parse(source)):
                if isinstance(node, ast.ClassDef):
                    assert not {getattr(base, "id", "") for base in node.bases} & tree, f"{module}: {node.name}"


@pytest.mark.parametrize(
    "source",
    [
        'InputError("no-such-code")',
        'InputError("not-a-file")',
        'InputError("not-a-file", path=1, more=2)',
        'errors.SourceError("not-a-file", file=1)',
        "InputError(unheard_of(), path=1)",
        'Cancelled("not-a-file")',
        'code = "not-a-file" if x else "no-such-code"\nInputError(code, path=1)',
        'code = "not-a-file" if x else "too-many-rows"\nInputError(code, path=1)',
        'for code, n in (("not-a-file", 1), ("no-such-code", 2)):\n    InputError(code, path=n)',
    ],
)
def test_the_reader_of_errors_sees_faults(source):
    assert faults_of_errors(source)[0]


@pytest.mark.parametrize(
    "source",
    [
        'InputError("not-a-file", path=1)',
        'InputError("not-a-file", **found)',
        "Cancelled()",
        "def f(code):\n    raise InputError(code, path=1)",
        'code = "not-a-file" if x else "too-many-rows"\nInputError(code, path=1, limit=2)',
    ],
)
def test_the_reader_of_errors_passes_the_sound(source):
    assert faults_of_errors(source)[0] == []


def test_the_reader_of_errors_meets_the_source():
    assert sum(faults_of_errors(source)[1] for source in MODULES.values()) > 100


def mentioned(file):
    """Catalogue paths whose whole name stands as a string, or matches an f-string, somewhere in the source."""
    literals, shapes = set(), set()
    for source in MODULES.values():
        reader = Reader(source)
        for node in ast.walk(reader.tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                literals.add(node.value)
            elif isinstance(node, ast.JoinedStr):
                shapes |= {shape for shape in reader.patterns(node) if re.search("[a-z]{3}", shape)}
    paths = [key.removeprefix(f"{file}.") for key in keys(file)]
    return {path for path in paths if path in literals or any(re.fullmatch(shape, path) for shape in shapes)}


def test_no_text_of_an_error_is_left_behind():
    assert {key.removeprefix("errors.") for key in keys("errors")} - mentioned("errors") == set()


# --- findings ------------------------------------------------------------------------------------------------


SEVERITIES = {"error", "quarantine", "warn"}


def written_keys(node):
    """Keys of a mapping written out here, also by a lambda; None when they are made elsewhere."""
    match node:
        case None:
            return set()
        case ast.Dict(keys=names) if all(isinstance(name, ast.Constant) for name in names):
            return {name.value for name in names}
        case ast.Lambda(body=body):
            return written_keys(body)
    return None


def noted(reader, call, name, named):
    """(code, values given or None when made elsewhere) of a call that makes a finding; None for other calls."""
    said = {keyword.arg: keyword.value for keyword in call.keywords}
    own, extra = named or set(), written_keys(said.get("params"))
    if name == "Finding":
        return said.get("code"), None if extra is None or named is None else extra | {"value", "column"} & own
    if name not in {"note", "note_rows", "_note_rows"}:
        return None
    for code, severity in pairwise(call.args):
        if reader.patterns(severity) and reader.patterns(severity) <= SEVERITIES:
            printed = {"value", "column"} if len(call.args) > 2 else set()  # whole rows are handed over
            known = extra is not None and named is not None
            return code, own - {"line", "shown", "params"} | extra | printed if known else None
    return None


def faults_of_findings(source, room="observe"):
    """Findings whose code has no rule or hint, or whose texts hold values that are not given."""
    known = {key.split(".")[1] for key in keys("findings") if key.endswith((".rule", ".hint"))}
    faults, seen = [], 0
    for reader, call, name, named in calls(source):
        found = noted(reader, call, name, named) if room == "observe" or name == "Finding" else None
        if found is None or (reader.is_parameter(found[0]) and not reader.patterns(found[0])):
            continue
        code, values = found
        if not isinstance(code, ast.expr) or not reader.patterns(code):
            faults.append(f"line {call.lineno}: cannot read the code of {ast.unparse(call)[:80]}")
            continue
        for pattern in reader.patterns(code):
            seen += 1
            codes = matching(pattern, known)
            if not codes or not all(has(f"findings.{c}.{part}") for c in codes for part in ("rule", "hint")):
                faults.append(f"line {call.lineno}: no rule or hint for {pattern}")
                continue
            for one in codes if values is not None else ():
                held = wanted(f"findings.{one}.rule") | wanted(f"findings.{one}.hint")
                if held - values:
                    faults.append(f"line {call.lineno}: {one} holds {sorted(held - values)}, which is not given")
    return faults, seen


@pytest.mark.parametrize("module", MODULES)
def test_every_finding_has_rule_hint_and_values(module):
    assert faults_of_findings(MODULES[module], module.partition("/")[0])[0] == []


@pytest.mark.parametrize(
    "source",
    [
        'notes.note("no-such-code", "error")',
        'notes.note("ragged-row", "error", cells="1")',
        'notes.note("unknown-word", "error", column="x", known="y")',
        'Finding(code="ragged-row", severity="error", params={"cells": "1"})',
        'Finding(code="no-sidecar", severity="warn")',
        'Finding(code="no-such-code", severity="warn")',
        '_note_rows(frame, hit, notes, "wrong-unit", "error", "unit", indicator=a)',
        'rules = {"bad-rank": 1, "no-such-code": 2}\nfor code, hit in rules.items():\n    notes.note(code, "error")',
        "Finding(code=unheard_of(), severity='warn')",
        'notes.note_rows("ragged-row", "error", lines, values, params=lambda at: {"cells": "1"})',
        'table.note("no-such-code" if x else "blank-value", "warn", hit, "value")',
        'for code, level in (("blank-value", "warn"), ("no-such-code", "error")):\n    notes.note(code, level)',
    ],
)
def test_the_reader_of_findings_sees_faults(source):
    assert faults_of_findings(source)[0]


def test_the_reader_of_findings_meets_the_source():
    assert sum(faults_of_findings(source)[1] for source in MODULES.values()) > 30


def test_no_text_of_a_finding_is_left_behind():
    codes = {key.split(".")[1] for key in keys("findings")} - {"action"}
    literals = {
        node.value
        for source in MODULES.values()
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    built = {"unknown-region", "unknown-activity", "unknown-indicator"}  # f"unknown-{column}" in observe/tidy.py
    assert codes - literals - built == set()


# --- words of the faces --------------------------------------------------------------------------------------

FILE_OF = {"cli": "cli", "views": "views", "report": "report"}


def faults_of_words(source, room):
    """``text``, ``say`` and ``sentence`` with a key that is not there, or with other values than it holds."""
    faults, seen = [], 0
    for reader, call, name, named in calls(source):
        own = name == "text" and isinstance(call.func, ast.Name)
        if not call.args or not (own or (name in {"say", "sentence"} and room in FILE_OF)):
            continue
        prefix = "" if own else f"{FILE_OF[room]}\\."
        for pattern in reader.patterns(call.args[0]):
            key = prefix + pattern
            if re.fullmatch(r"[a-z]+\\\.\.\+(\\\.\.\+)?", key):
                continue  # passes on whatever key it is given
            seen += 1
            found = matching(key, KEYS)
            if not found:
                faults.append(f"line {call.lineno}: no text {key}")
            elif named is not None and ".+" not in key and wanted(found[0]) != named:
                faults.append(f"line {call.lineno}: {found[0]} holds {sorted(wanted(found[0]))}, given {sorted(named)}")
    return faults, seen


@pytest.mark.parametrize("module", MODULES)
def test_every_word_asked_for_is_there_and_filled(module):
    assert faults_of_words(MODULES[module], module.partition("/")[0])[0] == []


@pytest.mark.parametrize(
    ("source", "room"),
    [
        ('text("units.bushel")', "study"),
        ('text("errors.not-a-file")', "study"),
        ('say("no.such", lang)', "cli"),
        ('say("run.folder", lang)', "cli"),
        ('say("run.help", lang, path=1)', "cli"),
        ('w.say(f"nonsense.{kind}")', "views"),
        ('w.say("kinds." + kind)', "views"),
        ('w.say("period" if x else "no.such")', "views"),
        ('w.sentence("subtitle", region=1)', "views"),
    ],
)
def test_the_reader_of_words_sees_faults(source, room):
    assert faults_of_words(source, room)[0]


def test_the_reader_of_words_meets_the_source():
    assert sum(faults_of_words(source, module.partition("/")[0])[1] for module, source in MODULES.items()) > 150


def test_templates_ask_for_words_that_are_there():
    asked = {
        key
        for path in SRC.rglob("*.html")
        for key in re.findall(r"""\bsay\(\s*['"]([\w.]+)['"]\s*[,)]""", path.read_text(encoding="utf-8"))
    }
    assert asked
    assert {key for key in asked if not has(f"report.{key}")} == set()
