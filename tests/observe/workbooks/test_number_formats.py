import struct
from datetime import date

import pytest

from growthpole.observe.raw_cells import raw_grids_of_bytes
from growthpole.observe.spec import Limits
from growthpole.observe.workbooks.number_formats import shown_as, shown_text, styles_of

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STYLES = (
    f'<styleSheet xmlns="{MAIN}"><numFmts><numFmt numFmtId="170" formatCode="yyyy&quot;年&quot;"/></numFmts>'
    '<cellStyleXfs><xf numFmtId="9"/></cellStyleXfs><cellXfs>'
    + "".join(f'<xf numFmtId="{number}"/>' for number in (0, 14, 22, 10, 170))
    + "</cellXfs></styleSheet>"
)


def texts(data, name="t.xlsx"):
    (grid,) = raw_grids_of_bytes(data, name, Limits())
    return grid.rows, grid


class TestShownAs:
    @pytest.mark.parametrize("text", ["0%", "0.00%", "0.0%;[Red]-0.0%", "_(* 0%_)"])
    def test_percent(self, text):
        assert shown_as(text) == "percent"

    @pytest.mark.parametrize("text", ["yyyy", 'yyyy"年"', "e", "[$-804]yyyy"])
    def test_a_year_alone(self, text):
        assert shown_as(text) == "year"

    @pytest.mark.parametrize("text", ["General", '0.0"%"', r"0\%", "yyyy-mm", "0.00", "#,##0;0%", "@", ""])
    def test_anything_else_changes_nothing(self, text):
        assert shown_as(text) == ""


@pytest.mark.parametrize(
    ("stored", "printed"),
    [("0.355", "35.5%"), ("0.07", "7%"), ("-0.1", "-10%"), ("1", "100%"), ("0", "0%"), ("1e-07", "0.00001%")],
)
def test_a_percentage_keeps_exactly_the_digits_it_needs(stored, printed):
    assert shown_text(stored, "percent") == printed


def test_only_styles_of_cells_count():
    assert styles_of(STYLES.encode(), "t.xlsx") == ["", "", "", "percent", "year"]


class TestFormats:
    def test_xlsx(self, books):
        cells = [
            books.Raw(' s="3"|<v>0.355</v>'),
            books.Raw(' s="3"|<f>A1</f><v>-0.07</v>'),
            books.Raw(' s="3" t="inlineStr"|<is><t>0.5</t></is>'),
            books.Raw(f' s="4"|<v>{(date(2021, 12, 31) - books.DAY_ZERO).days}</v>'),
            0.355,
        ]
        rows, grid = texts(books.workbook([cells], **{"xl/styles.xml": STYLES}))
        assert rows == [["35.5%", "-7%", "0.5", "2021", "0.355"]]
        assert grid.numeric == {(1, 0), (1, 1), (1, 4)}

    def test_xls(self, xls):
        number, short = (struct.pack("<HHd", 0x0203, 3, 0.355), struct.pack("<HHI", 0x027E, 3, 7 << 2 | 3))
        rows, _ = texts(xls.workbook([[xls.Raw(number), xls.Raw(short), 0.355]]), "t.xls")
        assert rows == [["35.5%", "7%", "0.355"]]

    def test_ods(self, ods):
        def typed(kind, value, shown):
            return ods.Raw(
                f'<table:table-cell office:value-type="{kind}" {value}><text:p>{shown}</text:p></table:table-cell>'
            )

        cells = [
            typed("percentage", 'office:value="0.355"', "36%"),
            typed("date", 'office:date-value="2021-12-31"', "2021年"),
            typed("date", 'office:date-value="2021-12-31"', "31.12.21"),
            typed("float", 'office:value="0.355"', "0.355"),
        ]
        rows, _ = texts(ods.workbook([cells]), "t.ods")
        assert rows == [["35.5%", "2021", "2021-12-31", "0.355"]]
