"""Cells of CSV files: no formula goes out, and every text comes back."""

from hypothesis import given
from hypothesis import strategies as st

from growthpole.store.csv_cells import guarded, restored


@given(st.text(alphabet="'=+-@＝ab\t\n", max_size=6))
def test_a_guarded_cell_is_no_formula_and_is_given_back(text):
    cell = guarded(text)
    assert restored(cell) == text
    assert not cell.startswith(("=", "+", "-", "@", "＝", "\t", "\n"))
