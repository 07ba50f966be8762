"""One small table as other years of a yearbook may print it: each variant loads exactly, or says what it cannot."""

import csv
import io
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from growthpole.observe.printed.places import places_of
from growthpole.observe.printed.reading import read_tables
from growthpole.observe.raw_cells import raw_grids_of_bytes
from growthpole.observe.spec import Limits

TITLE = "2011年各地区农业机械化情况\nAgricultural mechanization by region in 2011"
REGIONS = [
    ("全国 National", "CN", ("171465", "38.5", "6120")),
    ("北京 Beijing", "CN-BJ", ("895", "1.25", "31")),
    ("河北 Hebei", "CN-HE", ("12345", "2.75", "410")),
    ("内蒙古 Inner Mongolia", "CN-NM", ("7020", "4.5", "118")),
]
TOP = ["地 区\nRegion", "1.服务组织\nService organizations", "", "人员\nPersonnel"]
LEAVES = ["", "机构数(个)\nInstitutions(unit)", "总动力(万千瓦)\nPower(10 000 kW)", "人数(人)\nPersons(person)"]
UNITS = ("个", "万千瓦", "人")
NAMES = ("机构数", "总动力", "人数")
EXACT = {
    (code, name, "2011", unit): float(value)
    for _, code, values in REGIONS
    for name, unit, value in zip(NAMES, UNITS, values, strict=True)
}


def body(label=str, number=str, regions=REGIONS):
    return [[label(name), *map(number, values)] for name, _, values in regions]


def text_file(rows):
    width = max(map(len, rows))
    out = io.StringIO()
    csv.writer(out).writerows([*row, *[""] * (width - len(row))] for row in rows)
    return out.getvalue().encode()


def read(rows, file="t.csv"):
    data = rows if isinstance(rows, bytes) else text_file(rows)
    done = read_tables(raw_grids_of_bytes(data, file, Limits()), places_of(None))
    assert done.counts.holds
    return done


def values(done, names=NAMES):
    """What a reading says, by region, indicator, period and unit; each once."""
    rows = done.rows.to_dict("records")
    named = [[name for name in names if name in f"{row['header']} {row['label']}"] for row in rows]
    assert all(len(each) == 1 for each in named)
    found = {
        (row["region"], name, row["period"], row["unit"]): float(row["value"])
        for row, (name,) in zip(rows, named, strict=True)
    }
    assert len(found) == len(rows)
    return found


def typed(rows):
    """Numbers as a workbook stores them."""

    def cell(text):
        return float(text) if text.replace(".", "", 1).isdigit() else text or None

    return [[cell(text) for text in row] for row in rows]


HEAD = [TOP, LEAVES]
PLAIN = [[TITLE], *HEAD, *body()]
FIRST, SECOND = ([row[:3] for row in [TOP, LEAVES, *body()]], [[row[0], row[3]] for row in [TOP, LEAVES, *body()]])
UNTITLED = "各地区农业机械化情况\nAgricultural mechanization by region"
BARE = [["地区", "服务组织", "", "人员"], ["", "机构数", "总动力", "人数"]]

VARIANTS = {
    "as it was": PLAIN,
    "one row of headings": [[TITLE], ["地区", "机构数(个)", "总动力(万千瓦)", "人数(人)"], *body()],
    "three rows of headings": [
        *[[TITLE], ["地区", "一、组织", "", ""], ["", "服务组织", "", "人员"]],
        *[["", "机构数(个)", "总动力(万千瓦)", "人数(人)"], *body()],
    ],
    "spaces inside names": [[TITLE], *HEAD, *body(lambda name: "\u3000".join(name.split()[0]))],
    "names in Chinese only": [[TITLE], *HEAD, *body(lambda name: name.split()[0])],
    "names in English only": [[TITLE], *HEAD, *body(lambda name: name.split(" ", 1)[1])],
    "names over two lines": [[TITLE], *HEAD, *body(lambda name: name.replace(" ", "\n", 1))],
    "notes below": [
        *[*PLAIN, ["注：1.本表不含港澳台。"], ["2.机构数为年末数。"]],
        *[["a) 含兵团。"], ["资料来源：农业部"], ["Source: Ministry, 2012"]],
    ],
    "units in a row of brackets": [[TITLE], *BARE, ["", "(个)", "(万千瓦)", "(人)"], *body()],
    "units in a row named so": [[TITLE], *BARE, ["单位", "个", "万千瓦", "人"], *body()],
    "units in a row of two languages": [
        *[[TITLE], *BARE, ["", "个\nunit", "万千瓦\n10 000 kW", "人\nperson"], *body()]
    ],
    "units listed above and with each heading": [[TITLE], ["", "", "", "单位：个、万千瓦、人"], *HEAD, *body()],
    "blank rows": [[TITLE], [], *HEAD, [], *body()[:1], [], *body()[1:3], [], [], *body()[3:], [], ["注：略"]],
    "page headings": [["中国农业机械工业年鉴2012"], ["· 123 ·"], *PLAIN, ["第 124 页"]],
    "the year of the edition in a cell of its own": [["中国农业机械工业年鉴", "", "", "2012"], *PLAIN],
    "all numbers with decimals": [[TITLE], *HEAD, *body(number=lambda value: f"{float(value):.2f}")],
    "a point without decimals": [[TITLE], *HEAD, *body(number=lambda value: value if "." in value else f"{value}.")],
    "spaces around numbers": [[TITLE], *HEAD, *body(number=lambda value: f"\u00a0{value}\u3000 ")],
    "thousands with commas": [[TITLE], *HEAD, *body(number=lambda value: f"{float(value):,}")],
    "full-width digits": [
        *[[TITLE], *HEAD],
        *body(number=lambda value: value.translate({ord(sign): ord(sign) + 0xFEE0 for sign in "0123456789."})),
    ],
    "a year in Chinese figures": [["二〇一一年各地区农业机械化情况"], *HEAD, *body()],
    "the year below the title": [["各地区农业机械化情况"], ["(2011年)"], *HEAD, *body()],
    "the year alone below the title": [["各地区农业机械化情况"], ["2011"], *HEAD, *body()],
    "the year over the headings": [
        *[[UNTITLED], ["地区", "2011年", "", ""], ["", "机构数(个)", "总动力(万千瓦)", "人数(人)"], *body()]
    ],
    "the year in a column": [[UNTITLED], ["年份", *TOP], ["", *LEAVES], *[["2011", *row] for row in body()]],
    "serial numbers": [[TITLE], ["序号", *TOP], ["", *LEAVES], *[[str(at), *row] for at, row in enumerate(body(), 1)]],
    "labels beside each block": [[TITLE], *[[*one, "", *two] for one, two in zip(FIRST, SECOND, strict=True)]],
    "labels beside the first block only": [
        *[[TITLE], *[[*one, "", *two[1:]] for one, two in zip(FIRST, SECOND, strict=True)]]
    ],
    "labels on both sides": [[TITLE], *[[*row, row[0].split(" ", 1)[-1]] for row in [TOP, LEAVES, *body()]]],
    "continued below": [[TITLE], *FIRST, [], ["续表"], *SECOND],
    "continued in English": [[TITLE], *FIRST, [], ["(continued)"], *SECOND],
    "the headings again on the next page": [[TITLE], *HEAD, *body()[:2], ["中国农业机械工业年鉴"], *HEAD, *body()[2:]],
    "the year over the last part only": [[UNTITLED], *FIRST, [], [f"{TITLE}(续)"], *SECOND],
    "the year over the second block only": [
        *[[UNTITLED, "", "", "", "2011年各地区农业机械化情况 Agricultural mechanization by region in 2011"]],
        *[[*one, "", *two] for one, two in zip(FIRST, SECOND, strict=True)],
    ],
    "a second title": [[TITLE], *FIRST, [], ["2011年各地区人员情况"], *SECOND],
    "the nation below": [[TITLE], *HEAD, *body(regions=[*REGIONS[1:], ("全国总计", "CN", REGIONS[0][2])])],
    "groups of regions": [[TITLE], *HEAD, *body()[:1], ["东部地区"], *body()[1:3], ["西部地区"], *body()[3:]],
    "regions in the columns": [
        *[[TITLE], ["指标", "单位", *[name for name, _, _ in REGIONS]]],
        *[[name, UNITS[at], *[each[at] for _, _, each in REGIONS]] for at, name in enumerate(NAMES)],
    ],
}  # fmt: skip


@pytest.mark.parametrize("variant", VARIANTS)
def test_a_variant_loads_exactly(variant):
    done = read(VARIANTS[variant])
    assert values(done) == EXACT
    assert not [each for each in done.findings if each.severity == "error"]


class TestWorkbooks:
    @pytest.mark.parametrize("merged", [(), ("A1:D1", "A2:A3", "B2:C2")])
    @pytest.mark.parametrize("rows", [PLAIN, typed(PLAIN)], ids=["text", "numbers"])
    def test_xlsx(self, books, rows, merged):
        cells = [[cell or None for cell in row] for row in rows]
        done = read(books.workbook({"1": books.worksheet(cells, merged=merged)}), "t.xlsx")
        assert values(done) == EXACT
        assert [each.code for each in done.findings] == ([] if merged else ["table-inferred-spans"])

    def test_xls_and_ods(self, xls, ods):
        for data, file in ((xls.workbook(typed(PLAIN)), "t.xls"), (ods.workbook(typed(PLAIN)), "t.ods")):
            assert values(read(data, file)) == EXACT

    def test_a_page_on_each_sheet(self, books):
        pages = {"1": books.worksheet(typed([[TITLE], *FIRST])), "2": books.worksheet(typed([["续表"], *SECOND]))}
        assert values(read(books.workbook(pages), "t.xlsx")) == EXACT
        pages["2"] = books.worksheet(typed(SECOND))
        done = read(books.workbook(pages), "t.xlsx")
        assert set(done.rows["period"][done.rows["sheet"] == "2"]) == {""}
        assert "table-no-period" in [each.code for each in done.findings if each.sheet == "2"]

    def test_sheets_named_by_year_that_say_no_more(self, books):
        pages = {
            year: books.worksheet([["单位：万元"], ["地区", "产值"], ["山东", at], ["河北", at + 1]])
            for at, year in enumerate(("2020", "2021"), 1)
        }
        done = read(books.workbook(pages), "t.xlsx")
        assert done.rows[["sheet", "period", "unit"]].drop_duplicates().values.tolist() == [
            ["2020", "2020", "万元"],
            ["2021", "2021", "万元"],
        ]

    def test_nothing_is_taken_from_a_sheet_before(self, books):
        title = [["2020年北京市工业产值"], ["单位：万元"], ["指标", "产值"], ["甲", 1], ["乙", 2]]
        pages = {"表1": books.worksheet(title), "表2": books.worksheet([["指标", "人数"], ["丙", 3], ["丁", 4]])}
        done = read(books.workbook(pages), "t.xlsx")
        assert done.rows[["region", "period", "unit"]].drop_duplicates().values.tolist() == [
            ["CN-BJ", "2020", "万元"],
            ["", "", ""],
        ]

    def test_days_in_the_headings(self, books):
        from datetime import date

        rows = [["各地区机构数(个)"], ["地区", date(2020, 12, 31), date(2021, 12, 31)], ["北京", 1, 2], ["天津", 3, 4]]
        done = read(books.workbook(rows), "t.xlsx")
        assert done.rows[["period", "value"]].values.tolist()[:2] == [["2020-12-31", "1"], ["2021-12-31", "2"]]


class TestNamed:
    def test_regions_that_were_not_there_before(self):
        more = [("香港 Hong Kong", "CN-HK", ("1", "2", "3")), ("黑龙江农垦", "", ("4", "5", "6"))]
        done = read([[TITLE], *HEAD, *body(regions=[*REGIONS, *more])])
        assert values(done) == EXACT | {
            ("CN-HK", name, "2011", unit): value for name, unit, value in zip(NAMES, UNITS, (1, 2, 3), strict=True)
        }
        assert [(each.code, each.value) for each in done.findings if each.severity != "warn"] == [
            ("unknown-region", "黑龙江农垦")
        ]

    def test_without_the_nation(self):
        done = read([[TITLE], *HEAD, *body(regions=REGIONS[1:])])
        assert values(done) == {key: value for key, value in EXACT.items() if key[0] != "CN"}

    def test_thousands_with_spaces_are_named_each(self):
        done = read([[TITLE], *HEAD, *body(number=lambda value: f"{float(value):,.0f}".replace(",", " "))])
        named = [each.value for each in done.findings if each.code == "not-a-number"]
        assert named == ["171 465", "6 120", "12 345", "7 020"]

    def test_several_units_in_one_line(self):
        done = read([[TITLE], ["", "", "", "单位：个、万千瓦、人"], *BARE, *body()])
        assert [each.code for each in done.findings if each.severity == "error"] == ["table-unit-conflict"] * 3
        assert done.rows.empty

    def test_two_years_in_the_title(self):
        done = read([["2010-2011年各地区情况"], *HEAD, *body()])
        assert set(done.rows["period"]) == {""}
        assert "table-no-period" in {each.code for each in done.findings}

    def test_the_same_table_in_two_sheets_with_other_numbers(self, books):
        pages = {"1": books.worksheet(typed(PLAIN)), "2": books.worksheet(typed([["注：略"], ["资料来源：农业部"]]))}
        done = read(books.workbook(pages), "t.xlsx")
        assert values(done) == EXACT
        assert [each.code for each in done.findings] == ["table-nothing", "table-inferred-spans"]


LAWFUL = st.sampled_from([name for name in VARIANTS if name != "the year over the second block only"])


@settings(max_examples=60, deadline=None)
@given(st.permutations(body()))
def test_law_the_order_of_the_regions_is_that_of_the_rows(rows):
    done = read([[TITLE], *HEAD, *rows])
    assert values(done) == EXACT
    assert list(dict.fromkeys(done.rows["region_label"])) == [row[0] for row in rows]


@settings(max_examples=60, deadline=None)
@given(LAWFUL, st.integers(0, 3), st.sampled_from(["注：略", "资料来源：国家统计局", "Note: see above"]))
def test_law_a_blank_column_and_a_note_change_nothing(variant, blank, note):
    rows = VARIANTS[variant]
    width = max(map(len, rows))
    at = {0: 0, 1: width}.get(blank, 1)
    wide = [[*row[:at], "", *row[at:]] if len(row) > 1 or at == 0 else row for row in rows]
    assert values(read([*wide, [], [note]])) == values(read(rows))


YEAR = re.compile(r"(?:19|20)\d\d")
NUMBER = re.compile(r"\(?\d[\d.,]*\)?[*%]?")
CELL = st.one_of(
    st.sampled_from(
        [
            "",
            "",
            "地区",
            "指标",
            "北京",
            "天津",
            "Atlantis",
            "合计",
            "产值(元)",
            "人数",
            "2021",
            "2020年",
            "—",
            "注：略",
        ]
    ),
    st.sampled_from(
        ["1.5", "1,234", "12.345", "1.234,5", "l23", "5*", "6%", "(7)", "续表", "单位：元", "#女性", "1", "2"]
    ),
    st.integers(0, 99_999).map(str),
)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.lists(CELL, min_size=1, max_size=6), min_size=1, max_size=9).filter(lambda rows: any(map(any, rows)))
)
def test_law_every_cell_is_counted_and_no_number_is_lost(rows):
    """Whatever stands in a file, a number is loaded, named in a finding, a year, or stands in a row of headings."""
    done = read(rows)
    lines = dict(enumerate(rows, 1))
    assert done.counts.read == sum(bool(cell) for row in rows for cell in row)
    loaded = list(done.rows["cell"])
    assert len(loaded) == len(set(loaded)) == done.counts.loaded
    told = set(loaded) | set(done.flagged["cell"]) | named(done.findings)
    headings = {line for block in done.mapping.values() for line in block["header_rows"]}
    lost = [
        (f"{chr(65 + at)}{line}", cell)
        for line, row in lines.items()
        for at, cell in enumerate(row)
        if NUMBER.fullmatch(cell) and not YEAR.fullmatch(cell) and line not in headings
    ]
    assert [each for each in lost if each[0] not in told] == []


def named(findings):
    """Cells that a finding speaks of: by themselves, in a range, or by the label of their row."""
    found = set()
    for each in findings:
        match = re.fullmatch(r"([A-Z])(\d+)(?::([A-Z])(\d+))?", each.cell)
        if match is None:
            continue
        row = each.code in {"unknown-region", "table-label-clash", "table-blank-label"}
        letters = range(65, 91) if row else range(ord(match[1]), ord(match[3] or match[1]) + 1)
        found |= {
            f"{chr(letter)}{line}" for letter in letters for line in range(int(match[2]), int(match[4] or match[2]) + 1)
        }
    return found
