"""What divides a text: certain from its lines, or asked for."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from growthpole.errors import LimitExceeded, SourceError
from growthpole.observe.delimiters import DELIMITERS, delimiter_of
from growthpole.observe.files import sheet_of_bytes
from growthpole.observe.raw_cells import raw_grids_of_bytes
from growthpole.observe.spec import Limits


def grid(text, **options):
    data = text if isinstance(text, bytes) else text.encode()
    (found,) = raw_grids_of_bytes(data, "t.csv", Limits(), **options)
    return found


CERTAIN = {
    "commas with semicolons in a note": ("a,b,note\n1,2,x;y\n3,4,\n", ","),
    "decimal commas": ("Land;Wert\nSachsen;1,5\nBayern;2,3\n", ";"),
    "decimal commas in quotation marks": ('a;b\nx;"1,5"\ny;"2,5"\n', ";"),
    "quoted line ends": ('a,b\n"x\n;;;y",1\n"z;\n",2\n', ","),
    "tabs": ("region\tvalue\nA, B\t1\nC\t2\n", "\t"),
    "bars": ("region|value\nA;B|1\nC|2\n", "|"),
    "a title above": ("GDP, by region; current prices\n" + "a,b,c\n" * 9, ","),
    "one column": ("a\n1\n2\n", ","),
    "a title with a comma above semicolons": ("GDP, total\nLand;a;b\nx;1;2\ny;3;4\n", ";"),
    "ragged": ("a,b\n1,2,3\n4,5\n6\n7,8\n9,10;\n", ","),
}


@pytest.mark.parametrize(("text", "mark"), CERTAIN.values(), ids=CERTAIN)
def test_certain(text, mark):
    assert delimiter_of(text.encode(), "utf-8", "t.csv") == mark


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("a;1,5\nb;2,5\n", "comma, semicolon"),
        ("freq,geo\\TIME_PERIOD\t2020\nA,DE\t5\n", "comma, tab"),
        ("a;b,c\n1;2,3\n4;5\n6,7\n", "comma, semicolon"),
    ],
)
def test_uncertain_names_what_is_possible_and_takes_a_word(text, known, refused):
    for reader in (raw_grids_of_bytes, sheet_of_bytes):
        with refused("uncertain-delimiter", known, "delimiter", kind=SourceError):
            reader(text.encode(), "t.csv", Limits())
    for mark in ",;\t":
        there = list(csv.reader(io.StringIO(text), delimiter=mark))
        width = max(map(len, there))
        assert grid(text, delimiter=mark).rows == [row + [""] * (width - len(row)) for row in there]


def test_a_word_that_is_no_delimiter(refused):
    with refused("bad-delimiter", "::", kind=SourceError):
        grid("a,b\n", delimiter="::")


@given(
    st.sampled_from(list(DELIMITERS)),
    st.lists(
        st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\0")), min_size=3, max_size=3), max_size=9
    ),
)
def test_a_table_written_with_its_marks_quoted_is_read_back(mark, rows):
    rows = [["region", "period", "value"], *rows]
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=mark, quoting=csv.QUOTE_ALL).writerows(rows)
    found = sheet_of_bytes(out.getvalue().encode(), "t.csv", Limits(), "utf-8")
    assert [found.header, *map(list, zip(*found.columns, strict=True))] == rows


class TestText:
    @pytest.mark.parametrize("end", ["\n", "\r", "\r\n"])
    def test_line_ends(self, end):
        found = grid(end.join(["a,b", '"x', 'y",2', "", "z,3"]))
        assert ([row[-1] for row in found.rows], found.lines, found.blanks) == (["b", "2", "3"], [1, 2, 5], 1)

    @pytest.mark.parametrize(
        ("encoding", "options"),
        [
            ("utf-8-sig", {}),
            ("utf-16", {}),
            ("gb18030", {"known_names": ["山東"]}),
            ("big5", {"encoding": "big5"}),
            ("utf-16-le", {"encoding": "utf-16-le"}),
        ],
    )
    def test_encodings(self, encoding, options):
        assert grid("地;值\n山東;1,5\n".encode(encoding), **options).rows == [["地", "值"], ["山東", "1,5"]]

    def test_big5_is_not_guessed(self, refused):
        with refused("unknown-encoding", kind=SourceError):
            grid("地區,值\n臺灣,1\n".encode("big5"), known_names=["山东"])

    def test_a_fault_far_into_the_file_is_found_with_its_line(self, refused):
        data = ("山\n" * 400_000).encode() + b"\xe5\xb1,"
        with refused("unknown-encoding", "400001", "0xe5", kind=SourceError):
            grid(data)

    def test_a_quotation_mark_that_is_not_closed_names_its_line(self, refused):
        with refused("not-csv", "3", kind=SourceError):
            grid('a,b\n1,2\n3,"4\n5,6\n')

    def test_a_nul_character(self, refused):
        with refused("nul-character", "2", kind=SourceError):
            grid("a,b\n1,\0\n")

    def test_a_line_without_end(self, refused):
        with refused("line-too-long", "2", kind=LimitExceeded):
            grid("a\n" + "1," * 2**21 + "1\n")

    def test_one_long_row_among_many_short_ones(self, refused):
        text = ("," * 9_999 + "\n") + "a,b\n" * 1_001
        with refused("too-many-cells", kind=LimitExceeded):
            grid(text.replace(",", "x,", 1))

    @pytest.mark.parametrize("text", ["<html><table>", "\ufeff \n<?xml version='1.0'?>", "<!DOCTYPE html>"])
    def test_web_pages_under_another_name(self, text, refused):
        with refused("not-text", "HTML/XML", kind=SourceError):
            grid(text)
