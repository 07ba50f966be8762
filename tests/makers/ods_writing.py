"""OpenDocument spreadsheets made part by part."""

import io
import zipfile
from datetime import date, datetime
from xml.sax.saxutils import escape, quoteattr

SPACES = "".join(
    f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text", "style")
)
SPACES += ' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
KIND = "application/vnd.oasis.opendocument.spreadsheet"


class Raw(str):
    """A cell as XML."""

    __slots__ = ()


def cell(value, attributes=""):
    match value:
        case Raw():
            return str(value)
        case None:
            return f"<table:table-cell{attributes}/>"
        case bool():
            inner = f'office:value-type="boolean" office:boolean-value="{str(value).lower()}"'
        case date():
            inner = f'office:value-type="date" office:date-value="{value.isoformat()}"'
        case int() | float():
            inner = f'office:value-type="float" office:value="{value!r}"'
        case datetime():
            inner = f'office:value-type="date" office:date-value="{value.isoformat()}"'
        case _:
            lines = "".join(f"<text:p>{escape(line)}</text:p>" for line in value.split("\n"))
            return f'<table:table-cell office:value-type="string"{attributes}>{lines}</table:table-cell>'
    return f"<table:table-cell {inner}{attributes}><text:p>{value}</text:p></table:table-cell>"


def row(cells, attributes=""):
    return f"<table:table-row{attributes}>{''.join(cells)}</table:table-row>"


def table(name, rows, style=""):
    """A sheet that ends as spreadsheet programs end it: with all its blank cells and rows."""
    tail = '<table:table-cell table:number-columns-repeated="16000"/>'
    made = "".join(each if isinstance(each, str) else row([*map(cell, each), tail]) for each in rows)
    made += row(['<table:table-cell table:number-columns-repeated="16384"/>'], ' table:number-rows-repeated="1000000"')
    return f'<table:table table:name={quoteattr(name)} table:style-name="{style}">{made}</table:table>'


def content(sheets, hidden=()):
    styles = (
        '<style:style style:name="unseen" style:family="table"><style:table-properties table:display="false"/>'
        "</style:style>"
    )
    tables = "".join(
        rows if isinstance(rows, str) else table(name, rows, "unseen" if name in hidden else "seen")
        for name, rows in sheets.items()
    )
    return (
        f"<office:document-content{SPACES}><office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
    )


def zipped(parts):
    with io.BytesIO() as out:
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, text in parts.items():
                archive.writestr(name, text)
        return out.getvalue()


def workbook(sheets, hidden=(), **parts):
    """Bytes of a spreadsheet of ``sheets``: name to rows, or to the XML of the table."""
    rows = {"Sheet1": sheets} if not isinstance(sheets, dict) else sheets
    made = {"mimetype": KIND, "content.xml": content(rows, hidden), "META-INF/manifest.xml": "<manifest/>"}
    return zipped(made | parts)
