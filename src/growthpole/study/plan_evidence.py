"""Sections below ``[plan]`` that say what its odds rest on: a reference class, a history, a network of firms."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from growthpole.study.sections import Section, Words

__all__ = ["HistoryEntry", "NetworkEntry", "ReferenceEntry"]

Undated = Literal["leave_out", "retrospective"]


class ReferenceEntry(Section):
    """The reference class: an indicator of like regions, whose growth says how often a target like this was reached.

    Years whose figures have the status ``series_break`` stand on another base than the year before; no window of years
    runs into one.
    """

    indicator: str
    """Indicator of the regions of the nation."""
    periods: tuple[int, ...] = Field(min_length=2)
    """Years; those not known on the day of knowledge are left out."""
    vintage: str = ""
    """Vintage, where there are several."""
    undated: Undated = "leave_out"
    """Figures without a day of publication: left out, or taken as known and called retrospective."""
    name: Words
    """What the class is, in words that fit into a sentence."""
    note: Words | None = None
    """What it is not."""


class HistoryEntry(Section):
    """Levels by activity in eight comparable years or more, from which the organic path is modelled and calibrated."""

    indicator: str
    """Indicator with values by activity; it adds up to that of the target, or stands in for it."""
    periods: tuple[int, ...] = Field(min_length=2)
    """Consecutive years up to the base year of the target; those not known on the day of knowledge are left out."""
    undated: Undated = "leave_out"
    """Figures without a day of publication: left out, or taken as known and called retrospective."""
    exclude: tuple[str, ...] = ()
    """Activities left out: totals, and parts of others."""


class NetworkEntry(Section):
    """A network of firms and their deliveries: what part of its output stops when one firm stops, as a range.

    The columns of money are named in ``numeric`` of their registers.
    """

    firms: str
    """Register of the firms, one a row."""
    links: str
    """Register of the deliveries, one row a pair of firms."""
    firm: str = "firm"
    """Column with the code of a firm."""
    industry: str = "industry"
    """Column with its industry."""
    output: str = "output"
    """Column with its output; firms weigh by what they deliver where it is not there or not complete."""
    supplier: str = "supplier"
    """Column with the firm that delivers."""
    buyer: str = "buyer"
    """Column with the firm that buys."""
    value: str = "value"
    """Column with the value of the deliveries of a year."""
    unit: str
    """Unit of outputs and deliveries."""
    note: Words | None = None
    """Which firms and deliveries the network holds, and which it does not."""
