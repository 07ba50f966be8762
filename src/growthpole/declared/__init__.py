"""What is declared in TOML: read within limits, closed, and with the line of everything that is wrong.

========================  =========================================================
:func:`read_toml`         tables of a small and shallow file
:func:`parse_closed`      such a file checked against a model, all problems at once
========================  =========================================================
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from growthpole.lazy import exports

if TYPE_CHECKING:
    from growthpole.declared.closed import parse_closed
    from growthpole.declared.toml_files import LARGEST_TOML, read_toml

_HOME = {"LARGEST_TOML": "toml_files", "parse_closed": "closed", "read_toml": "toml_files"}

__all__ = ["LARGEST_TOML", "parse_closed", "read_toml"]

__getattr__, __dir__ = exports(__name__, _HOME)
