"""Canvases as bytes: text files, workbooks of Excel and of OpenDocument, made part by part."""

import csv
import io
import struct
import zipfile
from xml.sax.saxutils import escape

import ods_writing as ods
import workbooks as books
import xls_writing as xls

DELIMITERS = {"comma": ",", "semicolon": ";", "tab": "\t"}


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
            return _xlsx(canvases, recipe), recipe["encoding"]
        case "xls":
            return _xls(canvases), recipe["encoding"]
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


def _xlsx_value(cell, texts):
    match cell.special:
        case "error":
            return books.error(cell.text)
        case "formula":
            return books.formula()
        case "cached":
            return books.formula(cell.text)
        case "percent":
            return books.Raw(f' s="3"|<v>{cell.number!r}</v>')
    if cell.number is not None:
        return cell.number
    if texts is not None:
        return books.Raw(f' t="s"|<v>{texts.setdefault(cell.text, len(texts))}</v>')
    return cell.text


def _xlsx(canvases, recipe):
    sheets = {}
    texts = {} if recipe["strings"] == "shared" else None
    for canvas in canvases:
        merged = [
            f"{books.letters(left)}{first + 1}:{books.letters(right)}{last + 1}"
            for first, left, last, right in canvas.merges
        ]
        rows = [[_xlsx_value(cell, texts) if cell else None for cell in row] for row in grid(canvas)]
        sheets[canvas.sheet] = books.worksheet(rows, merged=merged)
    formats = "".join(f'<xf numFmtId="{each}"/>' for each in (0, 14, 22, 10))
    styles = f'<styleSheet xmlns="{books.MAIN}"><cellXfs count="4">{formats}</cellXfs></styleSheet>'
    further = {"xl/styles.xml": styles}
    if texts:
        listed = "".join(f'<si><t xml:space="preserve">{escape(text)}</t></si>' for text in texts)
        further["xl/sharedStrings.xml"] = f'<sst xmlns="{books.MAIN}">{listed}</sst>'
    return _zipped(books.parts_of(sheets) | further)


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
        type_of = "percentage" if cell.special == "percent" else "float"
        kind = f' office:value-type="{type_of}" office:value="{cell.number!r}"'
        return f"<table:table-cell{span}{formula}{kind}>{_ods_text(cell.text)}</table:table-cell>"
    return f'<table:table-cell{span} office:value-type="string">{_ods_text(cell.text)}</table:table-cell>'


def _ods(canvases):
    tables = {}
    for canvas in canvases:
        spans, covered = {}, set()
        for first, left, last, right in canvas.merges:
            spans[first, left] = (
                f' table:number-columns-spanned="{right - left + 1}" table:number-rows-spanned="{last - first + 1}"'
            )
            covered |= {(row, column) for row in range(first, last + 1) for column in range(left, right + 1)}
        tables[canvas.sheet] = [
            [
                ods.Raw("<table:covered-table-cell/>")
                if (at, column) in covered and (at, column) not in spans
                else ods.Raw(_ods_cell(cell, spans.get((at, column), "")))
                for column, cell in enumerate(row)
            ]
            for at, row in enumerate(grid(canvas))
        ]
    return _zipped({"mimetype": ods.KIND, "content.xml": ods.content(tables), "META-INF/manifest.xml": "<manifest/>"})


def _xls_value(cell):
    match cell.special:
        case "error":
            return xls.error(cell.text)
        case "formula":
            return xls.formula()
        case "cached":
            return xls.formula(cell.number)
        case "percent":
            return xls.Raw(struct.pack("<HHd", 0x0203, 3, cell.number))
    return cell.text if cell.number is None else cell.number


def _xls(canvases):
    sheets = {
        canvas.sheet: [[_xls_value(cell) if cell else None for cell in row] for row in grid(canvas)]
        for canvas in canvases
    }
    merged = [(first, last, left, right) for first, left, last, right in canvases[0].merges]
    return xls.workbook(sheets, merged=merged)
