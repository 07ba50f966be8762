"""What do the sources say? Bytes become cells, rows, checks and tables.

Nothing is guessed and nothing is dropped without a word: for each file
``rows read = loaded + quarantined + declared skips``, every value keeps the cell it came from, and
everything doubtful is a :class:`~growthpole.errors.Finding`, all findings of an input together.

==========================  ==========================================================
:func:`read`                one file: printed tables of a yearbook, a tidy table, an SDMX message
:func:`load_profile`        how the printed tables of a source are to be read
:func:`cross_check`         what was read against itself: totals, ratios, growth, identities
:func:`regions`             names of regions, for files that are read without a study
:func:`read_io_table`       a wide input-output table in the Chinese statistical layout
:func:`survey_io_table`     the same with all findings, also where they forbid to load it
:func:`ingest`              all sources of a study, ready for the tables
:func:`survey`              the same with all findings and counts, also where they forbid an ingest
:func:`build_panel`         a panel from observations, by a declared rule for absence
:func:`bundled_breaks`      breaks in Chinese series, with their decisions and addresses
:func:`compare_deliveries`  two deliveries of one source: cells changed, added, gone
==========================  ==========================================================
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from growthpole.lazy import exports

if TYPE_CHECKING:
    from growthpole.observe.breaks import bundled_breaks
    from growthpole.observe.checks.cross_checks import cross_check
    from growthpole.observe.gathering import Ingest, Survey, ingest, survey
    from growthpole.observe.gazetteer import regions
    from growthpole.observe.input_output.wide import IOReading, IOSurvey, read_io_table, survey_io_table
    from growthpole.observe.panel_building import build_panel
    from growthpole.observe.printed.profiles import Profile, load_profile
    from growthpole.observe.reading import Reading, read
    from growthpole.observe.spec import ClassificationSpec, Limits, RegisterSpec, TidySpec
    from growthpole.observe.vintages import Revisions, compare_deliveries

_HOME = {
    "ClassificationSpec": "spec",
    "IOReading": "input_output.wide",
    "IOSurvey": "input_output.wide",
    "Ingest": "gathering",
    "Limits": "spec",
    "Profile": "printed.profiles",
    "Reading": "reading",
    "RegisterSpec": "spec",
    "Revisions": "vintages",
    "Survey": "gathering",
    "TidySpec": "spec",
    "build_panel": "panel_building",
    "bundled_breaks": "breaks",
    "compare_deliveries": "vintages",
    "cross_check": "checks.cross_checks",
    "ingest": "gathering",
    "load_profile": "printed.profiles",
    "read": "reading",
    "read_io_table": "input_output.wide",
    "regions": "gazetteer",
    "survey": "gathering",
    "survey_io_table": "input_output.wide",
}

__all__ = [
    "ClassificationSpec",
    "IOReading",
    "IOSurvey",
    "Ingest",
    "Limits",
    "Profile",
    "Reading",
    "RegisterSpec",
    "Revisions",
    "Survey",
    "TidySpec",
    "build_panel",
    "bundled_breaks",
    "compare_deliveries",
    "cross_check",
    "ingest",
    "load_profile",
    "read",
    "read_io_table",
    "regions",
    "survey",
    "survey_io_table",
]

__getattr__, __dir__ = exports(__name__, _HOME)
