"""Canvases as bytes: text files, workbooks of Excel and of OpenDocument, made part by part."""

import csv
import importlib.util
import io
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

_SPEC = importlib.util.spec_from_file_location("workbooks", Path(__file__).parents[1] / "workbooks.py")
books = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(books)

DELIMITERS = {"comma": ",", "semicolon": ";", "tab": "\t"}
_NAMESPACES = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
)
_ODS = "application/vnd.oasis.opendocument.spreadsheet"


def grid(canvas):
    """Rows of cells, None where there is none."""
    return [[canvas.cells.get((row, column)) for column in range(canvas.right)] for row in range(canvas.bottom)]


def address_lines(canvas, recipe):
    """The line of a row: its number, or in a text file with line breaks in cells the line it begins on."""
    if recipe["format"] != "csv":
        return lambda row: row + 1
    starts, line = [], 1
    for row in grid(canvas):
        starts.append(line)
        line += 1 + sum(cell.text.count("\n") for cell in row if cell)
    return lambda row: starts[row]


def bytes_of(canvases, recipe):
    """The file, and the encoding it is in."""
    match recipe["format"]:
        case "csv":
            return _csv(canvases[0], recipe)
        case "xlsx":
            return _xlsx(canvases), recipe["encoding"]
        case "ods":
            return _ods(canvases), recipe["encoding"]
    raise ValueError(recipe["format"])


def _csv(canvas, recipe):
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=DELIMITERS[recipe["delimiter"]], lineterminator=recipe["line_end"])
    for row in grid(canvas):
        texts = [cell.text if cell else "" for cell in row]
        if recipe["ragged"] in {"trimmed", "short", "long"}:
            while texts and not texts[-1]:
                texts.pop()
        if recipe["ragged"] == "trailing":
            texts.append("")
        writer.writerow(texts)
    text = out.getvalue()
    try:
        return text.encode(recipe["encoding"]), recipe["encoding"]
    except UnicodeEncodeError:
        wider = "gb18030" if recipe["encoding"] == "gbk" else "utf-8"
        return text.encode(wider), wider


def _xlsx_value(cell):
    match cell.special:
        case "error":
            return books.error(cell.text)
        case "formula":
            return books.formula()
        case "cached":
            return books.formula(cell.text)
        case "percent":
            return books.Raw(f' s="3"|<v>{cell.number!r}</v>')
    return cell.text if cell.number is None else cell.number


def _xlsx(canvases):
    sheets = {}
    for canvas in canvases:
        merged = [
            f"{books.letters(left)}{first + 1}:{books.letters(right)}{last + 1}"
            for first, left, last, right in canvas.merges
        ]
        rows = [[_xlsx_value(cell) if cell else None for cell in row] for row in grid(canvas)]
        sheets[canvas.sheet] = books.worksheet(rows, merged=merged)
    formats = "".join(f'<xf numFmtId="{each}"/>' for each in (0, 14, 22, 10))
    styles = f'<styleSheet xmlns="{books.MAIN}"><cellXfs count="4">{formats}</cellXfs></styleSheet>'
    return _zipped(books.parts_of(sheets) | {"xl/styles.xml": styles})


def _zipped(parts):
    """An archive that is the same at any time of day."""
    with io.BytesIO() as out:
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, text in parts.items():
                entry = zipfile.ZipInfo(name)
                # OpenDocument wants its first part to be readable without unpacking.
                entry.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
                archive.writestr(entry, text)
        return out.getvalue()


def _ods_text(text):
    def line(part):
        made, spaces = "", 0
        for sign in f"{part}\0":
            if sign == " ":
                spaces += 1
                continue
            made += f'<text:s text:c="{spaces}"/>' if spaces > 1 else " " * spaces
            spaces = 0
            made += escape(sign) if sign != "\0" else ""
        return f"<text:p>{made}</text:p>"

    return "".join(map(line, text.split("\n")))


def _ods_cell(cell, span):
    if cell is None:
        return f"<table:table-cell{span}/>"
    if cell.special == "formula":
        return f'<table:table-cell{span} table:formula="of:=[.A1]+1"/>'
    if cell.special == "error":
        kind = ' table:formula="of:=1/0" office:value-type="string" office:string-value="" calcext:value-type="error"'
        return f"<table:table-cell{span}{kind}>{_ods_text(cell.text)}</table:table-cell>"
    formula = ' table:formula="of:=[.A1]+1"' if cell.special == "cached" else ""
    if cell.number is not None:
        kind = f' office:value-type="float" office:value="{cell.number!r}"'
        return f"<table:table-cell{span}{formula}{kind}>{_ods_text(cell.text)}</table:table-cell>"
    return f'<table:table-cell{span} office:value-type="string">{_ods_text(cell.text)}</table:table-cell>'


def _ods(canvases):
    tables = []
    for canvas in canvases:
        spans, covered = {}, set()
        for first, left, last, right in canvas.merges:
            spans[first, left] = (
                f' table:number-columns-spanned="{right - left + 1}" table:number-rows-spanned="{last - first + 1}"'
            )
            covered |= {(row, column) for row in range(first, last + 1) for column in range(left, right + 1)}
        lines = []
        for at, row in enumerate(grid(canvas)):
            cells = [
                "<table:covered-table-cell/>"
                if (at, column) in covered and (at, column) not in spans
                else _ods_cell(cell, spans.get((at, column), ""))
                for column, cell in enumerate(row)
            ]
            lines.append(f"<table:table-row>{''.join(cells)}</table:table-row>")
        tables.append(f"<table:table table:name={quoteattr(canvas.sheet)}>{''.join(lines)}</table:table>")
    body = "".join(tables)
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {_NAMESPACES} office:version="1.2">'
        f"<office:body><office:spreadsheet>{body}</office:spreadsheet></office:body></office:document-content>"
    )
    listed = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
    manifest = (
        f'<manifest:manifest xmlns:manifest="{listed}" manifest:version="1.2">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{_ODS}"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
    )
    return _zipped({"mimetype": _ODS, "META-INF/manifest.xml": manifest, "content.xml": content})
