"""Dirty files with known truth: what the generator says stands in a file does stand there."""

import csv
import io
import sys
from collections import Counter

import pytest
import python_calamine


class TestFiles:
    def test_the_same_seed_gives_the_same_bytes(self, dirty, dirty_files):
        assert [dirty.make(seed) for seed in range(60)] == dirty_files[:60]

    def test_every_choice_of_every_dimension_occurs(self, dirty):
        met = Counter((name, choice) for seed in range(2500) for name, choice in dirty.make(seed).recipe.items())
        offered = sys.modules["dirty_files.recipes"].CHOICES
        missing = [(name, choice) for name, choices in offered.items() for choice in choices if not met[name, choice]]
        assert missing == []

    def test_each_kind_of_file_and_of_cell_occurs(self, dirty_files):
        kinds = Counter(file.kind for file in dirty_files)
        assert kinds["recoverable"] > len(dirty_files) * 0.45
        assert kinds["hostile"] > len(dirty_files) * 0.2
        assert kinds["ask"] > 3
        demands = Counter(cell.demand for file in dirty_files for cell in file.truth)
        assert set(demands) == {"load", "load-or-name", "name", "absent"}
        assert demands["load"] > sum(demands.values()) * 0.6

    def test_the_text_of_a_figure_stands_at_its_address(self, dirty_files):
        """A plain reading of the bytes, by other means than the writing, finds each text where the truth says."""
        checked = 0
        for file in dirty_files:
            cells = as_it_stands(file)
            for cell in file.truth:
                found = cells.get((cell.sheet, cell.cell), "")
                if not isinstance(found, str) and cell.value is not None and not cell.text.endswith("%"):
                    assert found == pytest.approx(float(cell.value), rel=1e-15), (file.name, cell)
                elif isinstance(found, str) and not cell.text.startswith("#"):
                    assert found == cell.text, (file.name, cell)
                checked += 1
        assert checked > 5000

    def test_addresses_are_unique(self, dirty_files):
        for file in dirty_files:
            assert len({(cell.sheet, cell.cell) for cell in file.truth}) == len(file.truth), file.name

    def test_no_heading_is_its_own_and_foreign(self, dirty_files):
        for file in dirty_files:
            for cell in file.truth:
                assert not set(cell.leaves) & set(cell.foreign), file.name


def as_it_stands(file):
    """Address to text or number, read without the code under test."""
    if file.name.endswith(".csv"):
        text = file.data.decode(file.recipe["encoding"])
        delimiter = {"comma": ",", "semicolon": ";", "tab": "\t"}[file.recipe["delimiter"]]
        reader, before, cells = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), 0, {}
        for row in reader:
            for at, cell in enumerate(row):
                cells["", f"{letter(at)}{before + 1}"] = cell
            before = reader.line_num
        return cells
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(file.data))
    return {
        (name, f"{letter(at)}{line}"): cell
        for name in book.sheet_names
        for line, row in enumerate(book.get_sheet_by_name(name).to_python(skip_empty_area=False), start=1)
        for at, cell in enumerate(row)
    }


def letter(at):
    return chr(65 + at) if at < 26 else chr(64 + at // 26) + chr(65 + at % 26)
