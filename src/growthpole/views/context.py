"""What the views must know beyond the tables: whose study it is, and the names of things."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from growthpole.messages import Lang
from growthpole.tables.classification import Classification

__all__ = ["ViewContext"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewContext:
    """Names and notes of a study.

    Attributes
    ----------
    region, nation, as_of : str
        Codes of region and nation, day of knowledge.
    peers : tuple of str
        Codes of the peers.
    panels : tuple of str
        Ids of the panels of the study, in order.
    spaces : tuple of str
        Ids of the complexity sections of the study, in order.
    title, subject : mapping of language to str
        Title of the study; the industry in question.
    classifications : mapping
        ``region``, ``activity``, ``indicator``.
    notes : mapping of str to mapping of language to str
        Notes of ``study.toml`` by section and id, such as ``definition.share_of_revenue``.
    chinese : mapping of (kind, text) to str
        Chinese texts of labels, scopes, notes and caveats of the sources.
    """

    region: str
    nation: str
    as_of: str
    peers: tuple[str, ...]
    panels: tuple[str, ...] = ()
    spaces: tuple[str, ...] = ()
    title: Mapping[Lang, str]
    subject: Mapping[Lang, str]
    classifications: Mapping[str, Classification]
    notes: Mapping[str, Mapping[Lang, str]] = field(default_factory=dict)
    chinese: Mapping[tuple[str, str], str] = field(default_factory=dict)

    def label(self, kind: str, code: str, lang: Lang) -> str:
        """Name of a code."""
        if lang == "zh" and (kind, code) in self.chinese:
            return self.chinese[kind, code]
        return self.classifications[kind].label(code, lang)

    def own(self, kind: str, text: str, lang: Lang) -> str:
        """A text of the sources (scope, note, caveat, source) in ``lang``."""
        return self.chinese.get((kind, text), text) if lang == "zh" else text

    def note(self, key: str, lang: Lang) -> str:
        """A note of ``study.toml``; empty where it has none."""
        return self.notes.get(key, {}).get(lang, "")
