"""What do the sources say? Bytes become cells, rows, checks and tables.

Nothing is guessed and nothing is dropped without a word: for each file
``rows read = loaded + quarantined + declared skips``, every value keeps the cell it came from, and
everything doubtful is a :class:`~growthpole.errors.Finding`, all findings of an input together.

==========================  ==========================================================
:func:`read`                one file, as a study would read it
:func:`read_io_table`       a wide input-output table in the Chinese statistical layout
:func:`survey_io_table`     the same with all findings, also where they forbid to load it
:func:`ingest`              all sources of a study, ready for the tables
:func:`survey`              the same with all findings and counts, also where they forbid an ingest
:func:`build_panel`         a panel from observations, by a declared rule for absence
:func:`compare_deliveries`  two deliveries of one source: cells changed, added, gone
==========================  ==========================================================
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from growthpole.lazy import exports

if TYPE_CHECKING:
    from growthpole.observe.gathering import Ingest, Survey, ingest, survey
    from growthpole.observe.io_wide import IOReading, IOSurvey, read_io_table, survey_io_table
    from growthpole.observe.panel_building import build_panel
    from growthpole.observe.reading import Reading, read
    from growthpole.observe.spec import ClassificationSpec, Limits, RegisterSpec, TidySpec
    from growthpole.observe.vintages import Revisions, compare_deliveries

_HOME = {
    "ClassificationSpec": "spec",
    "IOReading": "io_wide",
    "IOSurvey": "io_wide",
    "Ingest": "gathering",
    "Limits": "spec",
    "Reading": "reading",
    "RegisterSpec": "spec",
    "Revisions": "vintages",
    "Survey": "gathering",
    "TidySpec": "spec",
    "build_panel": "panel_building",
    "compare_deliveries": "vintages",
    "ingest": "gathering",
    "read": "reading",
    "read_io_table": "io_wide",
    "survey": "gathering",
    "survey_io_table": "io_wide",
}

__all__ = [
    "ClassificationSpec",
    "IOReading",
    "IOSurvey",
    "Ingest",
    "Limits",
    "Reading",
    "RegisterSpec",
    "Revisions",
    "Survey",
    "TidySpec",
    "build_panel",
    "compare_deliveries",
    "ingest",
    "read",
    "read_io_table",
    "survey",
    "survey_io_table",
]

__getattr__, __dir__ = exports(__name__, _HOME)
