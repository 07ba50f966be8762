"""What a view is: spans with keys, sentences, tables, charts, sections, a document. Frozen and closed.

``Document.model_json_schema()`` is the JSON schema of a view.
"""

from __future__ import annotations

from collections import Counter
from hashlib import sha256
from typing import Annotated, Any, Final, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from growthpole.messages import Lang

__all__ = [
    "Block",
    "ChartView",
    "Document",
    "Footnote",
    "Section",
    "Sentence",
    "SourceView",
    "Span",
    "TableView",
    "view_id",
]

LONGEST: Final = 80
_PLAIN: Final = frozenset("abcdefghijklmnopqrstuvwxyz0123456789_")

ViewId = Annotated[str, Field(pattern=r"^[a-z0-9_-]{1,80}$")]
"""Id of a view: it becomes the name of a file and stands in HTML and SVG."""


def view_id(*parts: str) -> str:
    """Id of a view from words of ours and codes of the data, which may hold anything.

    Examples
    --------
    >>> view_id("peers", "rd_intensity", "2021"), view_id("peers", 'x">')
    ('peers_rd_intensity_2021', 'peers_x-22-3e')
    """
    whole = "_".join(_slug(part) for part in parts)
    return whole if len(whole) <= LONGEST else f"{whole[:67]}-{sha256(whole.encode()).hexdigest()[:12]}"


def _slug(code: str) -> str:
    return "".join(
        sign if sign in _PLAIN else "".join(f"-{byte:02x}" for byte in sign.encode("utf-8", "replace")) for sign in code
    )


class View(BaseModel):
    """A closed, frozen view."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Span(View):
    """A piece of text; a number when it has a key.

    Attributes
    ----------
    text : str
        As shown, with unit.
    key : str
        Key of the number; empty for plain text.
    value : float or None
        The number unrounded, None for plain text or an undefined value.
    unit : str
        Unit of ``value``.
    notes : tuple of int
        Numbers of its footnotes.
    badge : str
        A warning that stands beside the number itself, such as "no second source".
    tone : {"", "label", "absent", "good", "bad", "muted"}
        How to set it.
    """

    text: str
    key: str = ""
    value: float | None = None
    unit: str = ""
    notes: tuple[int, ...] = ()
    badge: str = ""
    tone: Literal["", "label", "absent", "good", "bad", "muted"] = ""


class Sentence(View):
    """A sentence of spans."""

    kind: Literal["sentence"] = "sentence"
    spans: tuple[Span, ...]
    role: Literal["text", "lead", "caution"] = "text"

    def plain(self) -> str:
        """The sentence as plain text."""
        return "".join(f"{span.text} [{span.badge}]" if span.badge else span.text for span in self.spans)


class TableView(View):
    """A table: headings, rows of spans, how to read it, sources and footnotes."""

    kind: Literal["table"] = "table"
    id: ViewId
    title: str
    columns: tuple[str, ...]
    numeric: tuple[bool, ...]
    rows: tuple[tuple[Span, ...], ...]
    how_to_read: str = ""
    source_line: str = ""
    strong_rows: tuple[int, ...] = ()


class ChartView(View):
    """A chart: a Vega-Lite specification, its data as rows, how to read it, sources."""

    kind: Literal["chart"] = "chart"
    id: ViewId
    title: str
    spec: dict[str, Any]
    data: tuple[dict[str, str | float | bool | None], ...]
    how_to_read: str
    source_line: str
    description: str
    notes: tuple[int, ...] = ()


class Footnote(View):
    """A footnote."""

    number: int
    text: str


class SourceView(View):
    """A source with its address, hash, row counts and caveats."""

    file: str
    title: str
    producer: str
    url: str
    repository: str
    retrieved: str
    licence: str
    scope: str
    method: str
    sha256: str
    counts: str
    caveats: tuple[str, ...]


class MethodView(View):
    """A measure used, with formula, meaning and reference."""

    key: str
    title: str
    formula: str
    definition: str
    reading: str
    reference: str


Block = Annotated[Sentence | TableView | ChartView, Field(discriminator="kind")]


class Section(View):
    """A section of a document."""

    id: ViewId
    title: str
    blocks: tuple[Block, ...]


class Document(View):
    """A whole document in one language."""

    lang: Lang
    title: str
    subtitle: str
    as_of: str
    headline: tuple[Sentence, ...]
    sections: tuple[Section, ...]
    footnotes: tuple[Footnote, ...]
    methods: tuple[MethodView, ...]
    sources: tuple[SourceView, ...]
    addresses: tuple[str, ...]

    @model_validator(mode="after")
    def _ids_stand_once(self) -> Self:
        blocks = [block for section in self.sections for block in section.blocks if not isinstance(block, Sentence)]
        found = Counter([*(section.id for section in self.sections), *(f"{block.kind} {block.id}" for block in blocks)])
        repeated = [name for name, count in found.items() if count > 1]
        if repeated:
            raise ValueError(f"ids stand twice: {', '.join(repeated)}")
        return self

    def lines(self) -> list[str]:
        """The headline as plain text."""
        return [sentence.plain() for sentence in self.headline]

    def as_json(self) -> str:
        """The document as JSON, the same bytes each time."""
        return self.model_dump_json(indent=1) + "\n"

    def charts(self) -> list[ChartView]:
        """All charts in order."""
        return [block for section in self.sections for block in section.blocks if isinstance(block, ChartView)]

    def spans(self) -> list[Span]:
        """All spans of the document, in reading order."""
        found = [span for sentence in self.headline for span in sentence.spans]
        for section in self.sections:
            for block in section.blocks:
                match block:
                    case Sentence():
                        found.extend(block.spans)
                    case TableView():
                        found.extend(span for row in block.rows for span in row)
                    case ChartView():
                        pass
        return found
