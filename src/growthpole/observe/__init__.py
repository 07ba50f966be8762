"""What do the sources say? Bytes become cells, rows, checks and tables.

Nothing is guessed and nothing is dropped without a word: for each file
``rows read = loaded + quarantined + declared skips``, every value keeps the cell it came from, and
everything doubtful is a :class:`~growthpole.errors.Finding`, all findings of an input together.

===================  ==========================================================
:func:`read`         one file, as a study would read it
:func:`ingest`       all sources of a study, ready for the tables
:func:`survey`       the same with all findings and counts, also where they forbid an ingest
:func:`build_panel`  a panel from observations, by a declared rule for absence
===================  ==========================================================
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from growthpole.lazy import exports

if TYPE_CHECKING:
    from growthpole.observe.gathering import Ingest, Survey, ingest, survey
    from growthpole.observe.panel_building import build_panel
    from growthpole.observe.reading import Reading, read
    from growthpole.observe.spec import ClassificationSpec, Limits, RegisterSpec, TidySpec

_HOME = {
    "ClassificationSpec": "spec",
    "Ingest": "gathering",
    "Limits": "spec",
    "Reading": "reading",
    "RegisterSpec": "spec",
    "Survey": "gathering",
    "TidySpec": "spec",
    "build_panel": "panel_building",
    "ingest": "gathering",
    "read": "reading",
    "survey": "gathering",
}

__all__ = [
    "ClassificationSpec",
    "Ingest",
    "Limits",
    "Reading",
    "RegisterSpec",
    "Survey",
    "TidySpec",
    "build_panel",
    "ingest",
    "read",
    "survey",
]

__getattr__, __dir__ = exports(__name__, _HOME)
