"""What the command prints: plain lines for people, JSON for programs. No arithmetic."""

from __future__ import annotations

import json
import re
import shutil
import sys
import textwrap
import unicodedata
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from growthpole.cli.language import say
from growthpole.cli.table_lines import tables_as_lines
from growthpole.messages import Lang

if TYPE_CHECKING:
    from growthpole.indicators import Indicator
    from growthpole.study.checking import Check
    from growthpole.study.comparing import Change, Difference

__all__ = [
    "emit",
    "print_checks",
    "print_difference",
    "print_error",
    "print_indicators",
    "print_json",
    "print_new",
]


_WORDS: Final = re.compile(r"\s*[!-~]+|.", re.DOTALL)
"""A word of letters, digits and signs with the space before it, or any other character alone."""


def emit(line: str, *, wrap: bool = False, indent: int = 0, error: bool = False) -> None:
    """Print a line, wrapped to the terminal where asked."""
    stream = sys.stderr if error else sys.stdout
    width = min(shutil.get_terminal_size((100, 24)).columns, 110)
    pieces = _wrapped(line, width, indent) if wrap else [line]
    stream.write("\n".join(pieces) + "\n")


def _wrapped(line: str, width: int, indent: int) -> list[str]:
    """Lines no wider than ``width`` columns; Chinese characters take two and break anywhere, other words stay whole."""
    if line.isascii() or not any(_wide(letter) for letter in line):
        return textwrap.wrap(line, width, subsequent_indent=" " * indent) or [""]
    pieces, current, used = [], "", 0
    for word in _WORDS.findall(line):
        size = sum(2 if _wide(letter) else 1 for letter in word)
        if used + size > width and used > indent and word not in "，。；：、）":
            pieces.append(current.rstrip())
            current, used = " " * indent + word.lstrip(), indent + size
        else:
            current, used = current + word, used + size
    return [*pieces, current]


def _wide(letter: str) -> bool:
    return unicodedata.east_asian_width(letter) in "WF"


def print_json(value: object) -> None:
    """Print a value as JSON."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=1, allow_nan=False) + "\n")


def print_error(said: dict[str, Any], lang: Lang) -> None:
    """Print an error as sentences, its findings one a line."""
    emit(f"{say('error', lang)} {said['message'].splitlines()[0]}", error=True)
    findings = said.get("findings")
    if findings is None:
        for line in said["message"].splitlines()[1:]:
            emit(line, error=True)
    for finding in (findings or [])[:50]:
        where = (finding["file"], finding["sheet"], finding["cell"] or finding["line"])
        place = ":".join(str(part) for part in where if part)
        column = f" [{finding['column']}]" if finding["column"] else ""
        emit(
            f"  {finding['severity']} {place}{column} {finding['code']}: {finding['rule']} {finding['hint']}",
            error=True,
        )
    if findings and len(findings) > 50:
        emit(say("more_findings", lang, count=len(findings) - 50), error=True)


def print_new(folder: Path, lang: Lang, *, as_json: bool) -> None:
    """Say where the new study is and how to run it."""
    if as_json:
        print_json({"folder": str(folder), "study": str(folder / "study.toml")})
    else:
        emit(say("new.done", lang, path=folder))


def print_checks(checks: Sequence[Check], lang: Lang, *, as_json: bool, profiles: Sequence[Path] = ()) -> int:
    """Print all findings; return 3 when any is an error."""
    from growthpole.cli.revisions import correction_as_json, print_corrections, print_revisions, revisions_as_json

    errors = sum(finding.severity == "error" for check in checks for finding in check.findings)
    stops = [check.problem for check in checks if check.problem is not None]
    code = 3 if errors else max((problem.exit_code for problem in stops), default=0)
    if as_json:
        print_json(
            [
                {
                    "file": check.file,
                    "kind": check.kind,
                    "mapping": dict(check.mapping),
                    "registers": dict(check.registers),
                    "table": dict(check.table),
                    "tables": dict(check.tables),
                    "counts": [asdict(counts) | {"file": name} for name, counts in check.counts.items()],
                    "findings": [finding.as_dict(lang) for finding in check.findings],
                    "corrections": [correction_as_json(one) for one in check.corrections],
                    "problem": None if check.problem is None else check.problem.message(lang),
                    "revisions": None if check.revisions is None else revisions_as_json(check.revisions),
                }
                for check in checks
            ]
        )
        return code
    for check in checks:
        emit(say("check.file", lang, file=check.file, kind=check.kind))
        if check.table:
            emit(f"  {say('check.table', lang, **{name: value or '–' for name, value in check.table.items()})}")
        for name, column in check.mapping.items():
            emit(f"  {name} ← {column}")
        for line in tables_as_lines(check.tables, lang):
            emit(line)
        for name, files in check.registers.items():
            emit(f"  [[register]] {name}: {files or say('check.absent', lang)}")
        for name, counts in check.counts.items():
            told = "check.cells" if check.kind == "tables" else "check.counts"
            emit(f"  {name}: {say(told, lang, **asdict(counts))}")
        print_corrections(check.corrections, lang)
        if check.revisions is not None:
            print_revisions(check.revisions, check.against, lang)
        for finding in check.findings:
            place = finding.place()
            value = f" {finding.value!r}" if finding.value else ""
            emit(f"  {say('severity.' + finding.severity, lang)} {place}{value}")
            emit(
                f"    {finding.code}: {finding.rule(lang)} {finding.hint(lang)} ({finding.action(lang)})",
                wrap=True,
                indent=4,
            )
    for path in profiles:
        emit(say("check.profile_written", lang, path=path))
    total = sum(len(check.findings) for check in checks)
    emit(say("check.sum", lang, findings=total, errors=errors))
    for problem in stops:
        print_error({"message": problem.message(lang)}, lang)
    return code


def print_indicators(chosen: Sequence[Indicator], lang: Lang, *, as_json: bool) -> None:
    """Print the definition of one measure, or the list of all."""
    if as_json:
        print_json([asdict(entry) for entry in chosen])
        return
    if len(chosen) > 1:
        for entry in chosen:
            emit(f"{entry.key:<28} {entry.title(lang)}")
        return
    entry = chosen[0]
    bounds = f"[{'−∞' if entry.lower is None else entry.lower}, {'∞' if entry.upper is None else entry.upper}]"
    emit(f"{entry.title(lang)} ({entry.key})")
    emit(f"  {entry.formula}")
    for words in (entry.definitions[lang], entry.reading[lang]):
        emit(f"  {words}", wrap=True, indent=2)
    unit = entry.unit if entry.unit != "1" else say("describe.ratio", lang)
    emit(f"  {say('describe.unit', lang)}: {unit}; {say('describe.range', lang)}: {bounds}")
    emit(f"  {say('describe.function', lang)}: growthpole.{entry.function}")
    emit(f"  {entry.reference}", wrap=True, indent=2)


def print_difference(found: Difference, lang: Lang, *, as_json: bool) -> None:
    """Print what changed between two runs."""
    if as_json:
        print_json(asdict(found))
        return
    if found.nothing:
        emit(say("diff.nothing", lang))
        return
    for name in ("inputs", "parameters", "numbers", "statements"):
        changes: tuple[Change, ...] = getattr(found, name)
        if changes:
            emit(say(f"diff.{name}", lang, count=len(changes)))
            for change in changes[:40]:
                emit(f"  {change.what}: {change.before or '–'} → {change.after or '–'}")
            if len(changes) > 40:
                emit(f"  … {say('diff.more', lang, count=len(changes) - 40)}")
