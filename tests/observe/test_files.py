"""From bytes to cells: limits before reading, an encoding that is certain, and the right line numbers."""

import codecs
import csv
import errno
import io
import os
import threading

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from growthpole.errors import LimitExceeded, SourceError
from growthpole.messages import LANGS
from growthpole.observe.files import decode, read_bytes, sheet_of_bytes
from growthpole.observe.frames import sheet_of_frame
from growthpole.observe.spec import Limits
from growthpole.store import write_parquet


def sheet(text, encoding="utf-8", names=(), declared="", **limits):
    data = text if isinstance(text, bytes) else text.encode(encoding)
    return sheet_of_bytes(data, "t.csv", Limits(**limits), declared, names)


def rows(found):
    return [list(row) for row in zip(*found.columns, strict=True)]


def refused(code, kind=SourceError):
    def matches(problem):
        assert all(problem.message(lang) for lang in LANGS)
        return problem.code == code

    return pytest.raises(kind, check=matches)


class TestReading:
    def test_a_missing_file_names_the_nearest(self, tmp_path):
        for name in ("values.csv", *(f"a{number}.csv" for number in range(9))):
            (tmp_path / name).touch()
        with refused("missing-file") as caught:
            read_bytes(tmp_path / "value.csv", Limits())
        assert "values.csv" in str(caught.value)
        assert "values.csv" in caught.value.message("zh")

    def test_a_missing_file_in_a_missing_folder(self, tmp_path):
        with refused("missing-file"):
            read_bytes(tmp_path / "no" / "value.csv", Limits())

    def test_a_folder_is_no_file(self, tmp_path):
        with refused("not-a-file"):
            read_bytes(tmp_path, Limits())

    @pytest.mark.parametrize("name", ["x" * 300, "a\0b"])
    def test_a_name_no_file_can_have(self, tmp_path, name):
        with pytest.raises(SourceError):
            read_bytes(tmp_path / name, Limits())

    def test_a_file_without_permission(self, tmp_path, monkeypatch):
        (tmp_path / "t.csv").write_text("a")

        def refuse(*_args, **_kwargs):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

        monkeypatch.setattr(type(tmp_path), "open", refuse)
        with refused("unreadable-file"):
            read_bytes(tmp_path / "t.csv", Limits())

    def test_the_limit_is_the_largest_size_allowed(self, tmp_path):
        (tmp_path / "t.csv").write_bytes(b"x" * 10)
        assert read_bytes(tmp_path / "t.csv", Limits(max_file_bytes=10)) == b"x" * 10
        with refused("file-too-large", LimitExceeded):
            read_bytes(tmp_path / "t.csv", Limits(max_file_bytes=9))

    def test_a_file_too_large_is_not_opened(self, tmp_path):
        huge = tmp_path / "t.csv"
        with huge.open("wb") as stream:
            stream.truncate(2**40)  # sparse: takes no room on the disk, and could not be read
        with refused("file-too-large", LimitExceeded) as caught:
            read_bytes(huge, Limits())
        assert "max_file_mib" in str(caught.value)


class TestEncodings:
    TEXT = "地区,值\n山东,1\n"

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
    def test_marks_and_utf_8_need_no_word(self, encoding):
        assert decode(self.TEXT.encode(encoding), "t.csv") == self.TEXT
        assert rows(sheet(self.TEXT, encoding)) == [["山东", "1"]]

    @pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "gb18030", "big5", "shift_jis"])
    def test_a_declared_encoding_is_used(self, encoding):
        assert rows(sheet("地,a\n山東,1\n", encoding, declared=encoding)) == [["山東", "1"]]

    def test_a_mark_wins_over_a_declaration(self):
        assert decode(self.TEXT.encode("utf-8-sig"), "t.csv", "gb18030") == self.TEXT

    def test_gbk_is_taken_when_a_known_name_appears(self):
        assert rows(sheet(self.TEXT, "gbk", ["山东"])) == [["山东", "1"]]

    @pytest.mark.parametrize("names", [(), ("广东",), ("东",), ("abc",)])
    def test_gbk_without_a_known_name_asks(self, names):
        with refused("unknown-encoding") as caught:
            sheet("code,name\n1,山东\n", "gbk", names)
        assert caught.value.params["line"] == 2
        assert "encoding" in str(caught.value)

    def test_big5_and_korean_are_not_taken_for_gbk(self):
        for encoding, text in (("big5", "臺灣,新竹市"), ("euc-kr", "부산,대구")):
            with refused("unknown-encoding"):
                sheet(text, encoding, ["山东", "北京"])

    @pytest.mark.parametrize(
        "declared", ["utf-8", "ascii", "nonsense", "rot13", "idna", "unicode_escape", "a\0b", "punycode"]
    )
    def test_a_declaration_that_does_not_fit(self, declared):
        with refused("wrong-encoding"):
            decode(self.TEXT.encode("gbk"), "t.csv", declared)

    def test_a_declaration_that_contradicts_valid_utf_8_asks(self):
        with refused("contradicted-encoding"):
            decode(self.TEXT.encode(), "t.csv", "latin-1")

    def test_known_names_settle_a_contradiction(self):
        both = "目录".encode("gbk")  # by accident also valid UTF-8
        assert decode(both, "t.csv", "gb18030", ["目录"]) == "目录"
        assert decode("Ŀ¼山东".encode(), "t.csv", "gb18030", ["山东"]) == "Ŀ¼山东"
        with refused("contradicted-encoding"):
            decode(both, "t.csv", "gb18030", ["山东"])

    def test_valid_utf_8_that_the_declaration_cannot_be_is_utf_8(self):
        assert decode(self.TEXT.encode(), "t.csv", "ascii") == self.TEXT

    def test_plain_text_declared_as_utf_16_asks(self):
        with refused("contradicted-encoding"):
            sheet("ab,c\n1,23\n", declared="utf-16-le")

    def test_ascii_needs_no_settling(self):
        assert decode(b"a,b\n", "t.csv", "gb18030") == "a,b\n"

    def test_utf_16_without_a_mark_is_refused_with_its_line(self):
        with refused("nul-character") as caught:
            sheet("a,b\nc,d\n".encode("utf-16-le"))
        assert caught.value.params["line"] == 1

    def test_a_nul_byte_is_refused_with_its_line(self):
        with refused("nul-character") as caught:
            sheet(b"a,b\n1,2\n3,\x004\n")
        assert caught.value.params["line"] == 3

    @pytest.mark.parametrize("mark", [b"PK\x03\x04...", b"%PDF-1.7", b"\x1f\x8b\x08", b"\xd0\xcf\x11\xe0\xa1"])
    def test_another_kind_of_file_is_named(self, mark):
        with refused("not-text"):
            sheet(mark)

    @given(st.binary(max_size=200), st.sampled_from(["", "gb18030", "latin-1", "utf-16"]))
    def test_any_bytes_are_decoded_wholly_or_refused(self, data, declared):
        try:
            text = decode(data, "t.csv", declared, ["山东"])
        except SourceError as refusal:
            text = refusal.message("zh") + refusal.message("en")
        assert text or not data.strip(codecs.BOM_UTF8 + codecs.BOM_UTF16)
        assert "\0" not in text


class TestRows:
    def test_lines_survive_blank_lines_and_cells_of_many_lines(self):
        found = sheet('a,b\n1,2\n\n\n"x\ny\n",3\n4,5\r\n\r\n"p\r\nq",6\n7,8')
        assert list(found.lines) == [2, 5, 8, 10, 12]
        assert rows(found)[1] == ["x\ny\n", "3"]

    @pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
    def test_every_line_ending(self, end):
        found = sheet(end.join(["a,b", "1,2", "3,4", ""]))
        assert (list(found.lines), rows(found)) == ([2, 3], [["1", "2"], ["3", "4"]])

    def test_a_marked_file_with_a_quoted_header(self):
        found = sheet('"region, or place"," value "\r\n山东,1\r\n', "utf-8-sig")
        assert found.header == ["region, or place", "value"]

    def test_other_line_separators_are_text(self):
        found = sheet("a,b\n1\u2028x,2\x0b\n")
        assert rows(found) == [["1\u2028x", "2\x0b"]]

    def test_ragged_rows_are_kept_apart_with_their_lines(self):
        found = sheet("a,b\n1\n2,3\n4,5,6\n")
        assert [(row.line, row.cells, row.text) for row in found.ragged] == [(2, 1, "1"), (4, 3, "4,5,6")]
        assert (found.read, list(found.lines)) == (3, [3])

    @pytest.mark.parametrize("text", ["", "\n\n", "\r\n"])
    def test_an_empty_file(self, text):
        with refused("empty-file"):
            sheet(text)

    @pytest.mark.parametrize(
        ("text", "line"), [('a,b\n1,2\n3,"4\n5,6\n', 3), ('a,b\n"1"2,3\n', 2), ('a\n"x\ny"z\n', 2)]
    )
    def test_text_that_is_no_csv_names_the_line_its_row_begins_on(self, text, line):
        with refused("not-csv") as caught:
            sheet(text)
        assert caught.value.params["line"] == line

    def test_many_rows_keep_their_order(self):
        count = 20_001
        found = sheet("a,b\n" + "".join(f"{number},x\n" for number in range(count)))
        assert found.columns[0] == [str(number) for number in range(count)]
        assert list(found.lines) == list(range(2, count + 2))

    @given(
        st.lists(
            st.lists(
                st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8),
                min_size=2,
                max_size=2,
            ),
            max_size=12,
        )
    )
    def test_whatever_csv_writes_is_read_back(self, table):
        stream = io.StringIO(newline="")
        csv.writer(stream, quoting=csv.QUOTE_ALL).writerows([["a", "b"], *table])
        found = sheet(stream.getvalue())
        assert rows(found) == table
        text = io.StringIO(stream.getvalue(), newline="").readlines()
        for line, row in zip(found.lines, table, strict=True):
            assert next(csv.reader(text[line - 1 :])) == row


class TestLimits:
    def test_the_most_rows(self):
        assert sheet("a\n1\n2\n", max_rows=2).read == 2
        with refused("too-many-rows", LimitExceeded):
            sheet("a\n1\n2\n3\n", max_rows=2)

    def test_ragged_rows_count_too(self):
        with refused("too-many-rows", LimitExceeded):
            sheet("a\n1,2\n2,3\n3,4\n", max_rows=2)

    def test_the_longest_cell(self):
        assert sheet("a\n12345\n", max_cell_characters=5).read == 1
        with refused("cell-too-long", LimitExceeded) as caught:
            sheet("a\n1\n123456\n", max_cell_characters=5)
        assert caught.value.params["line"] == 3

    def test_an_unclosed_quote_in_a_long_file_stops_at_the_longest_cell(self):
        with refused("cell-too-long", LimitExceeded):
            sheet('a,b\n"1,2\n' + "3,4\n" * 10_000)

    def test_the_most_columns(self):
        with refused("too-many-columns", LimitExceeded):
            sheet("," * 16_384)

    def test_a_header_of_many_columns_is_quick(self):
        assert len(sheet("," * 16_383).header) == 16_384

    def test_the_limit_of_the_csv_module_is_put_back(self):
        before = csv.field_size_limit()
        sheet("a\n1\n", max_cell_characters=7)
        with pytest.raises(LimitExceeded):
            sheet("a\n12345678\n", max_cell_characters=7)
        assert csv.field_size_limit() == before

    def test_two_threads_keep_their_own_limits(self):
        long = "a\n" + "x" * 300 + "\n"
        problems = []

        def work(limit, fits):
            for _ in range(200):
                try:
                    sheet(long, max_cell_characters=limit)
                except LimitExceeded:
                    if fits:
                        problems.append(limit)
                else:
                    if not fits:
                        problems.append(limit)

        threads = [threading.Thread(target=work, args=pair) for pair in ((300, True), (299, False))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert not problems


class TestFrames:
    def test_numbers_are_printed_with_all_their_digits(self):
        import datetime
        from decimal import Decimal

        import numpy as np

        cells = [
            0.1, 2021.0, 1e22, float("nan"), None, pd.NA, pd.NaT, True, 7, np.float64(0.1), np.float32(0.5),
            np.int64(2**60), Decimal("1.50"), Decimal("NaN"), pd.Timestamp("2021-02-03"), datetime.date(2021, 2, 3),
            float("inf"), "x",
        ]  # fmt: skip
        frame = pd.DataFrame({" a ": pd.Series(cells, dtype=object)})
        found = sheet_of_frame(frame, "DataFrame", Limits())
        assert found.header == ["a"]
        assert found.columns[0] == [
            "0.1", "2021", "1e+22", "", "", "", "", "true", "7", "0.1", "0.5", str(2**60),
            "1.50", "", "2021-02-03", "2021-02-03", "inf", "x",
        ]  # fmt: skip
        assert list(found.lines) == list(range(2, 2 + len(cells)))

    def test_repeated_column_names_are_kept(self):
        frame = pd.DataFrame([[1, 2]], columns=["a", "a"])
        assert sheet_of_frame(frame, "DataFrame", Limits()).header == ["a", "a"]

    def test_limits_hold_for_frames(self):
        frame = pd.DataFrame({"a": ["1", "123456"]})
        for limits in (Limits(max_rows=1), Limits(max_columns=0), Limits(max_cell_characters=5)):
            with pytest.raises(LimitExceeded):
                sheet_of_frame(frame, "DataFrame", limits)

    def test_a_frame_without_columns(self):
        with refused("empty-file"):
            sheet_of_frame(pd.DataFrame(), "DataFrame", Limits())


class TestParquet:
    @pytest.fixture
    def data(self, tmp_path):
        frame = pd.DataFrame(
            {"region": ["山东", "NA"], "n": pd.array([2**60 + 1, None], dtype="Int64"), "x": [0.1, float("nan")]}
        )
        write_parquet(frame, tmp_path / "t.parquet")
        return (tmp_path / "t.parquet").read_bytes()

    def test_cells_are_the_texts_of_the_values(self, data):
        found = sheet(data)
        assert found.header == ["region", "n", "x"]
        assert rows(found) == [["山东", str(2**60 + 1), "0.1"], ["NA", "", ""]]
        assert found.size == len(data)

    def test_every_type_keeps_its_digits(self, tmp_path):
        import duckdb

        path = tmp_path / "t.parquet"
        duckdb.execute(
            "COPY (SELECT 83095.90::DECIMAL(38,2) AS d, DATE '2021-02-03' AS day, TIMESTAMP '2021-02-03' AS at, "
            f"true AS yes, 2021::DOUBLE AS y, [1, 2] AS many) TO '{path}' (FORMAT parquet)"
        )
        assert rows(sheet(path.read_bytes())) == [["83095.90", "2021-02-03", "2021-02-03", "true", "2021", "[1, 2]"]]

    @pytest.mark.parametrize("kept", [4, 20, 0.5, -1])
    def test_a_truncated_file_is_refused_with_a_reason(self, data, kept):
        size = int(len(data) * kept) if isinstance(kept, float) else kept
        with refused("not-parquet") as caught:
            sheet(data[:size])
        assert "t.csv" in str(caught.value)
        assert caught.value.params["problem"]
        assert "/tmp" not in caught.value.params["problem"]  # noqa: S108

    def test_rows_are_counted_before_they_are_read(self, data):
        with refused("too-many-rows", LimitExceeded):
            sheet(data, max_rows=1)
        with refused("too-many-columns", LimitExceeded):
            sheet(data, max_columns=2)
