"""Workbooks made part by part, so that a test can also make those no spreadsheet program writes."""

import io
import zipfile
from datetime import date, datetime
from xml.sax.saxutils import escape, quoteattr

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
DAY_ZERO = date(1899, 12, 30)


class Raw(str):
    """Inner XML of a cell with its attributes: ``Raw(' t="e"|<v>#N/A</v>')``."""

    __slots__ = ()


def error(text):
    return Raw(f' t="e"|<v>{text}</v>')


def formula(cached=None):
    return Raw("|<f>A1+1</f>" + ("" if cached is None else f"<v>{cached}</v>"))


def letters(index):
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(65 + rest) + name
    return name


def cell(place, value):
    match value:
        case Raw():
            attributes, _, inner = value.partition("|")
        case bool():
            attributes, inner = ' t="b"', f"<v>{int(value)}</v>"
        case datetime():
            days = (value - datetime(1899, 12, 30)).total_seconds() / 86400  # noqa: DTZ001 - a workbook has no zone
            attributes, inner = ' s="2"', f"<v>{days!r}</v>"
        case date():
            attributes, inner = ' s="1"', f"<v>{(value - DAY_ZERO).days}</v>"
        case int() | float():
            attributes, inner = "", f"<v>{value!r}</v>"
        case _:
            attributes, inner = ' t="inlineStr"', f'<is><t xml:space="preserve">{escape(value)}</t></is>'
    return f'<c r="{place}"{attributes}>{inner}</c>'


def worksheet(rows, *, first_row=1, first_column=0, merged=(), placed=()):
    """XML of a sheet: ``rows`` of values (None is no cell), further cells ``placed`` by their address."""
    lines = []
    for number, row in enumerate(rows, start=first_row):
        cells = [
            cell(f"{letters(first_column + at)}{number}", value) for at, value in enumerate(row) if value is not None
        ]
        lines.append(f'<row r="{number}">{"".join(cells)}</row>')
    for place, value in placed:
        lines.append(f'<row r="{"".join(filter(str.isdigit, place))}">{cell(place, value)}</row>')
    ranges = "".join(f'<mergeCell ref="{area}"/>' for area in merged)
    after = f'<mergeCells count="{len(merged)}">{ranges}</mergeCells>' if merged else ""
    return f'<worksheet xmlns="{MAIN}"><sheetData>{"".join(lines)}</sheetData>{after}</worksheet>'


def parts_of(sheets):
    """Parts of a workbook of ``sheets``: name to rows, or to the XML of the sheet."""
    listed = "".join(
        f'<sheet name={quoteattr(name)} sheetId="{at}" r:id="rId{at}"/>' for at, name in enumerate(sheets, start=1)
    )
    related = "".join(
        f'<Relationship Id="rId{at}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{at}.xml"/>'
        for at in range(1, len(sheets) + 1)
    )
    styles = "".join(f'<xf numFmtId="{each}"/>' for each in (0, 14, 22))
    made = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="xml" '
        'ContentType="application/xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">{related}</Relationships>',
        "xl/styles.xml": f'<styleSheet xmlns="{MAIN}"><cellXfs count="3">{styles}</cellXfs></styleSheet>',
    }
    for at, sheet in enumerate(sheets.values(), start=1):
        made[f"xl/worksheets/sheet{at}.xml"] = sheet if isinstance(sheet, str) else worksheet(sheet)
    return made


def zipped(parts):
    with io.BytesIO() as out:
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, text in parts.items():
                archive.writestr(name, text)
        return out.getvalue()


def workbook(sheets, **parts):
    """Bytes of a workbook; ``parts`` are not allowed to be empty."""
    rows = {"Sheet1": sheets} if not isinstance(sheets, dict) else sheets
    return zipped(parts_of(rows) | parts)
