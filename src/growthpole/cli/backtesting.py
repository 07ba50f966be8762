"""``backtest``: a table in, the track record out; no arithmetic."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from growthpole.cli.language import say
from growthpole.cli.printing import emit, print_json
from growthpole.cli.running import Bar
from growthpole.cli.stopping import stoppable
from growthpole.cli.table_lines import table_as_lines
from growthpole.messages import Lang

if TYPE_CHECKING:
    from growthpole.views.track_record import TrackRecord

__all__ = ["backtest_command"]


def backtest_command(
    path: Path,
    columns: Mapping[str, str],
    models: str,
    told: Mapping[str, Any],
    *,
    out: Path | None,
    lang: Lang,
    as_json: bool,
) -> None:
    """Back-test a panel, write its tables where asked, and print what it says.

    Parameters
    ----------
    path : Path
        The table.
    columns : mapping of str to str
        Column of each field that was named.
    models : str
        Models, separated by commas; all where empty.
    told : mapping
        The other options.
    """
    from growthpole.study import BacktestOptions, backtest_panel
    from growthpole.study.creating import free_folder

    if out is not None:
        free_folder(out)
    chosen = tuple(dict.fromkeys(name.strip() for name in models.split(",") if name.strip()))
    named = {field: name for field, name in columns.items() if name}
    options = BacktestOptions(columns=named, models=chosen, **told)
    with stoppable() as token, Bar(lang, shown=not as_json) as bar:
        record = backtest_panel(path, options, on_progress=token.guard(bar.on_progress))
    if out is not None:
        _write(record, out)
    if as_json:
        from growthpole.views.track_data import track_json

        print_json(track_json(record))
    else:
        _print(record, lang)
        if out is not None:
            emit(say("backtest.written", lang, path=out), error=True)


def _write(record: TrackRecord, out: Path) -> None:
    """Write all tables into a folder of their own, whole or not at all."""
    from growthpole.report.csv_files import table_csv
    from growthpole.study.creating import staged
    from growthpole.views.track_data import track_json, track_rows

    files = {f"{name}.csv": table_csv(*table) for name, table in track_rows(record).items()}
    text = json.dumps(track_json(record), ensure_ascii=False, indent=1, allow_nan=False) + "\n"
    files["evaluation.json"] = text.encode("utf-8")
    with staged(out) as staging:
        staging.mkdir()
        for name, data in files.items():
            (staging / name).write_bytes(data)


def _print(record: TrackRecord, lang: Lang) -> None:
    """Print sections in order; the time taken, which is not the same twice, goes to the error stream."""
    from growthpole.views.model import Sentence, TableView
    from growthpole.views.track_record import plain_writer, time_taken, track_sections

    writer = plain_writer(lang)
    for number, section in enumerate(track_sections(writer, record), start=1):
        if number > 1:
            emit("")
        emit(f"{number}. {section.title}")
        for block in section.blocks:
            match block:
                case Sentence():
                    emit(f"   {block.plain()}", wrap=True, indent=3)
                case TableView():
                    emit("")
                    emit(f"   {block.title}")
                    for line in table_as_lines(block):
                        emit(f"   {line}".rstrip())
                    emit(f"   {block.how_to_read}", wrap=True, indent=3)
    sys.stdout.flush()  # the two streams may end in one place
    emit(time_taken(writer, record).plain(), wrap=True, error=True)
