"""Tables as lines: columns stay aligned."""

from __future__ import annotations

from growthpole.cli.table_lines import table_as_lines
from growthpole.views import Span, TableView


def test_tables_are_aligned_where_letters_are_wide():
    rows = (((Span(text="山东"), Span(text="1.0"))), (Span(text="ab"), Span(text="10.25")))
    table = TableView(id="t", title="t", columns=("地区", "值"), numeric=(False, True), rows=rows)
    assert list(table_as_lines(table)) == ["地区     值", "────  ─────", "山东    1.0", "ab    10.25"]
