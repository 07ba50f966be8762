"""The command line: parse, one call, print. Errors are sentences with an exit code, never tracebacks."""

from __future__ import annotations

import sys

__all__ = ["main"]


def main() -> None:
    """Entry point of the ``growthpole`` command."""
    import os

    from growthpole.cli.app import run_app

    code = run_app(sys.argv[1:])
    try:
        sys.stdout.flush()
    except BrokenPipeError:  # the reader, such as head, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    sys.exit(code)
