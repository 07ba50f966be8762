"""The command line: parse, one call, print. Errors are sentences with an exit code, never tracebacks."""

from __future__ import annotations

import sys

__all__ = ["main"]


def main() -> None:
    """Entry point of the ``growthpole`` command."""
    from growthpole.cli.app import run_app

    sys.exit(run_app(sys.argv[1:]))
