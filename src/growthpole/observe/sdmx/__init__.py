"""SDMX messages: observations as rows, each with its line or pointer.

==================  ====================================================
:func:`is_sdmx`     whether the bytes are a message that is read here
:func:`read_sdmx`   a data message, SDMX-CSV or SDMX-JSON, as tidy rows
==================  ====================================================
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from growthpole.lazy import exports

if TYPE_CHECKING:
    from growthpole.observe.sdmx.messages import is_sdmx, read_sdmx

_HOME = {"is_sdmx": "messages", "read_sdmx": "messages"}

__all__ = ["is_sdmx", "read_sdmx"]

__getattr__, __dir__ = exports(__name__, _HOME)
