"""The makers of test data beside the tests, for the scripts here."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "makers"))

import ods_writing
import portfolio_cases
import workbooks
import xls_writing

__all__ = ["ods_writing", "portfolio_cases", "workbooks", "xls_writing"]
