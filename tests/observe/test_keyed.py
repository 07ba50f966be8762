"""Registers and classifications: every row has a key of its own, and every label names one code."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from growthpole.messages import LANGS
from growthpole.observe.files import sheet_of_bytes
from growthpole.observe.keyed import read_classification, read_register
from growthpole.observe.spec import ClassificationSpec, Limits, RegisterSpec

SPEC = RegisterSpec(file="r.csv", name="things", key=("code",), numeric=("n",))
CODES = ClassificationSpec(file="c.csv", name="region", code="code", name_en="en", name_zh="zh", aliases=("other",))


def sheet(text):
    return sheet_of_bytes(text.encode(), "r.csv", Limits())


def told(keyed):
    for finding in keyed.findings:
        assert all(finding.rule(lang) and finding.hint(lang) for lang in LANGS)
    assert keyed.counts.holds
    return [(finding.code, finding.line, finding.column, finding.value) for finding in keyed.findings]


class TestRegisters:
    def test_numbers_texts_and_lines(self):
        keyed = read_register(sheet('code,n,note\n0011,"1,200","a\nb"\n\nNA,,x\n'), SPEC)
        assert told(keyed) == []
        assert keyed.frame["code"].tolist() == ["0011", "NA"]
        assert keyed.frame["n"].iloc[0] == 1200.0
        assert math.isnan(keyed.frame["n"].iloc[1])
        assert keyed.frame["line"].tolist() == [2, 5]
        assert len(keyed.register(SPEC)) == 2

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("code,n\n", [("empty-table", None, "", "")]),
            ("code\na\n", [("missing-column", 1, "n", "n")]),
            ("code,n,n\na,1,2\n", [("repeated-column", 1, "n", "n")]),
            ("code,n,line\na,1,7\n", [("reserved-column", 1, "line", "line")]),
            ("code,n,file\na,1,7\n", [("reserved-column", 1, "file", "file")]),
            ("code,n\n,1\n", [("blank-key", 2, "code", "")]),
            ("code,n\na,1_0\n", [("not-a-number", 2, "n", "1_0")]),
            ("code,n\na,—\n", [("not-a-number", 2, "n", "—")]),
            ("code,n\na\n", [("ragged-row", 2, "", "a")]),
            ("code,n\na,1\na,2\n", [("duplicate-key", 2, "n", "1"), ("duplicate-key", 3, "n", "2")]),
            ("code,n\na,1\na,\n", [("duplicate-key", 2, "n", "1.0"), ("duplicate-key", 3, "n", "nan")]),
            ("code,n\na,1\na,1.0\n", [("duplicate-row", 3, "code", "a")]),
            ("code,n\na,\na,\n", [("duplicate-row", 3, "code", "a")]),
            ("code,n\na,1\n,\n", [("blank-row", 3, "", "")]),
        ],
    )
    def test_each_fault_at_its_cell(self, text, expected):
        found = told(read_register(sheet(text), SPEC))
        assert [(code, line, column) for code, line, column, _ in found] == [entry[:3] for entry in expected]
        if expected[0][0] != "duplicate-key":
            assert found == expected

    def test_a_differing_key_names_what_differs(self):
        spec = RegisterSpec(file="r.csv", name="things", key=("a", "b"))
        keyed = read_register(sheet("a,b,c\n1,2,x\n1,2,y\n"), spec)
        assert keyed.findings[1].params == {"key": "1, 2", "other": "x", "other_line": "2"}
        assert keyed.counts.loaded == 0

    @given(st.lists(st.lists(st.sampled_from(["a", "b", "", "1", "x_", "2.0"]), max_size=4), max_size=20))
    def test_the_row_law(self, table):
        text = "code,n\n" + "\n".join(",".join(row) for row in table) + "\n"
        keyed = read_register(sheet(text), SPEC)
        lines = {number: row for number, row in enumerate(table, start=2) if ",".join(row)}
        told(keyed)
        assert keyed.counts.read == len(lines)
        if lines:
            assert keyed.counts.loaded == len(keyed.frame)
            found = {finding.line for finding in keyed.findings}
            loaded = set(keyed.frame["line"])
            assert set(lines) <= found | loaded
            for line, code, n in keyed.frame[["line", "code", "n"]].itertuples(index=False, name=None):
                assert lines[line][0] == code
                assert (math.isnan(n) and not lines[line][1]) or float(lines[line][1]) == n


class TestClassifications:
    def test_codes_names_and_aliases(self):
        found, keyed = read_classification(sheet("code,en,zh,other\n0011,Old town,老城,11\nNA,Namibia,,\n"), CODES)
        assert told(keyed) == []
        assert found.resolve("老 城") == found.resolve("11") == "0011"
        assert found.resolve("NA") == "NA"

    def test_missing_columns_are_named_together(self):
        found, keyed = read_classification(sheet("code,zh\na,b\n"), CODES)
        assert found is None
        assert told(keyed) == [("missing-column", 1, "other", "other"), ("missing-column", 1, "en", "en")]

    @pytest.mark.parametrize(
        "text", ["code,en,zh,other\n", "code,en,zh,other\na,A,,\na,B,,\n", "code,en,zh,other\n,A,,\n"]
    )
    def test_a_faulty_table_gives_no_classification(self, text):
        found, keyed = read_classification(sheet(text), CODES)
        assert found is None
        assert any(finding.severity == "error" for finding in keyed.findings)

    def test_attributes_may_not_be_called_like_the_codes(self):
        spec = ClassificationSpec(file="c.csv", name="region", code="code", attributes=("code",))
        found, keyed = read_classification(sheet("code\na\n"), spec)
        assert found is None
        assert told(keyed) == [("reserved-column", 1, "code", "code")]

    def test_a_column_called_line_would_hide_the_place(self):
        spec = ClassificationSpec(file="c.csv", name="region", code="code", attributes=("line",))
        found, keyed = read_classification(sheet("code,line\na,7\n"), spec)
        assert found is None
        assert told(keyed) == [("reserved-column", 1, "line", "line")]

    def test_one_parent_of_all_and_a_parent_column(self):
        text = sheet("code,up\na,b\n")
        one, _ = read_classification(text, ClassificationSpec(file="c.csv", name="region", code="code", parent="=CN"))
        each, _ = read_classification(text, ClassificationSpec(file="c.csv", name="region", code="code", parent="up"))
        assert (one.children("CN"), each.children("b")) == (["a"], ["a"])

    def test_the_words_of_an_indicator_list_are_checked(self):
        spec = ClassificationSpec(
            file="c.csv", name="indicator", code="code", attributes=("unit", "measure", "price_basis")
        )
        text = "code,unit,measure,price_basis\na,furlong,level,current\nb,firm,amount,none\nc,firm,count,now\nd,,,\n"
        found, keyed = read_classification(sheet(text), spec)
        assert found is None
        assert told(keyed) == [
            ("unknown-unit", 2, "unit", "furlong"),
            ("unknown-word", 3, "measure", "amount"),
            ("unknown-word", 4, "price_basis", "now"),
        ]
