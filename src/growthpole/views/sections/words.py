"""Small words all sections share: lists, source lines, rows of a table that may be absent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, Final, Literal

from growthpole.provenance import Ref, Slice
from growthpole.tables.results import ResultTable
from growthpole.views.formatting import in_words, with_unit
from growthpole.views.model import Sentence, Span
from growthpole.views.writing import Writer

TONES: Final[dict[str, Literal["good", "bad", "muted", "absent"]]] = {
    "above": "good",
    "below": "bad",
    "open": "muted",
    "undefined": "absent",
}

__all__ = [
    "TONES",
    "joined",
    "linked_source",
    "nearest",
    "ranged",
    "register_source",
    "rows_of",
    "shared_rank",
    "slice_source",
    "source_line",
    "unit_words",
    "verdict_of",
]


def rows_of(w: Writer, name: str) -> list[dict[str, Any]]:
    """Rows of a table; none when the run has no such table."""
    table = w.tables.get(name)
    return [] if table is None else table.rows()


def joined(w: Writer, names: Iterable[str]) -> str:
    """Names as a list in the language's own way."""
    chosen = list(names)
    if len(chosen) < 2:
        return "".join(chosen)
    return w.say("list.comma").join(chosen[:-1]) + w.say("list.and") + chosen[-1]


def verdict_of(row: Mapping[str, Any]) -> str:
    """How a location quotient lies to the nation's: above, below, open, undefined."""
    if row["lq"] != row["lq"]:
        return "undefined"
    return str(row.get("verdict") or ("above" if row["distinguishable"] else "below" if row["lq_high"] < 1 else "open"))


def source_line(w: Writer, keys: Iterable[str] = (), *, indicators: Iterable[str] = (), computed: bool = True) -> str:
    """Source line of a view: titles of the files its values were read from; empty where there are none.

    ``computed`` says that the view holds results computed from them, and no mere transcription.
    """
    return _sources_said(w, _files(w, keys, indicators), computed=computed)


def _files(w: Writer, keys: Iterable[str], indicators: Iterable[str]) -> list[str]:
    """Files that hold the facts named, or values of the indicators."""
    origins = w.tables["observe.origins"].frame
    observations = w.tables["observe.observations"].frame
    ids = {w.fact_row(key)["origin_id"] for key in keys if key}
    wanted = set(indicators)
    if wanted:
        ids |= set(observations.loc[observations["indicator"].isin(wanted), "origin_id"].unique())
    return list(origins.loc[origins["origin_id"].isin(ids), "file"].unique())


def _sources_said(w: Writer, files: list[str], *, computed: bool) -> str:
    if not files:
        return ""
    titles = {row["file"]: row for row in w.tables["observe.sources"].rows()}
    said = [
        w.say(
            "source.file",
            title=w.context.own("source", titles[file]["title"], w.lang) or file,
            file=file,
            retrieved=titles[file]["retrieved"] or "–",
        )
        for file in files
    ]
    return w.say("source.line" if computed else "source.read", sources=w.say("list.semicolon").join(said))


def ranged(w: Writer, table: ResultTable, row: Mapping[str, Any], low: str, high: str) -> Span:
    """Two whole numbers as a range, or one where they are the same; the key is that of the first."""
    first, last = (w.number(table, row, name, digits=0) for name in (low, high))
    if not first.key or first.text == last.text:
        return first
    return first.model_copy(update={"text": w.say("range", low=first.text, high=last.text)})


def nearest(w: Writer, name: str) -> Sentence:
    """The regions nearest in structure, with their likeness, from a table of places."""
    table = w.tables[name]
    spans: list[Span] = []
    for row in table.rows():
        one = w.sentence(
            "panel.nearest_one", peer=w.region(row["peer"]), similarity=w.number(table, row, "similarity", digits=2)
        )
        spans += [*([w.label(w.say("list.comma"))] if spans else []), *one.spans]
    return w.sentence("panel.nearest", region=w.region(w.context.region), peers=spans)


def shared_rank(w: Writer, table: ResultTable, row: dict[str, Any]) -> Span:
    """A rank, with the word for a shared place where another region has the same value."""
    span = w.number(table, row, "rank", digits=0)
    return span.model_copy(update={"text": w.say("peers.shared", rank=span.text)}) if row["tied"] else span


def slice_source(w: Writer, name: str) -> str:
    """Source line of a table computed from slices of observations: the files of their indicators."""
    inputs = [item for trace in w.tables[name].traces for item in trace.inputs if isinstance(item, Slice)]
    return source_line(w, indicators=sorted({item.where["indicator"] for item in inputs}))


def register_source(w: Writer, kind: str) -> str:
    """Source line of the registers of a kind; empty where there is none."""
    held = [
        table.frame
        for name, table in w.tables.items()
        if name.startswith("observe.register_") and table.groups.get("kind") == kind
    ]
    files = [str(frame["file"].iloc[0]) for frame in held if len(frame)]
    return _sources_said(w, files, computed=False)


def linked_source(w: Writer, name: str, *, computed: bool = True) -> str:
    """Source line of a table computed from registers, observations, single facts or other tables of its kind."""
    registers, keys, indicators = _origins(w, name)
    held = [w.tables[one].frame for one in registers]
    files = [str(frame["file"].iloc[0]) for frame in held if len(frame)]
    files += _files(w, keys, indicators)
    return _sources_said(w, list(dict.fromkeys(files)), computed=computed)


def _origins(w: Writer, name: str) -> tuple[list[str], set[str], set[str]]:
    """Registers, facts and indicators that a table was computed from."""
    table = w.tables[name]
    inputs = dict.fromkeys(item for trace in table.traces for item in trace.inputs if isinstance(item, Ref))
    slices = [item for trace in table.traces for item in trace.inputs if isinstance(item, Slice)]
    registers = [item.table for item in slices if item.table.startswith("observe.register_")]
    registers += [f"observe.register_{one}" for one in table.groups.get("registers", "").split("|") if one]
    keys = {str(key) for item in inputs for key in table.frame[item.column].unique() if key}
    stated = {key for key in keys if key.startswith("observe.register_")}
    registers += sorted({".".join(key.split(".")[:2]) for key in stated})
    keys -= stated
    indicators: set[str] = set()
    for said in {item.where["indicator"] for item in slices if "indicator" in item.where}:
        indicators |= {said} if not said.startswith("$") else set(table.frame[said[1:]].unique()) - {""}
    computed = {key for key in keys if not key.startswith("observe.")}
    keys -= computed
    others = {".".join(key.split(".")[:2]) for key in computed} & set(w.tables)
    others |= {item.table for item in slices if not item.table.startswith("observe.")}
    for other in others - {name}:  # a table may be computed from columns of its own
        more, facts, named = _origins(w, other)
        registers, keys, indicators = [*registers, *more], keys | facts, indicators | named
    return list(dict.fromkeys(registers)), keys, indicators


def unit_words(w: Writer, unit: str) -> str:
    """A unit in the words its amounts are shown in."""
    return with_unit("", in_words(Decimal(1), unit, w.lang)[1], w.lang)
