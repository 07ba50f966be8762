"""XLS workbooks (BIFF8 or BIFF5 in a compound file) made record by record, those no program writes as well."""

import struct
from datetime import date, datetime

EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - a workbook has no zone
FREE, LAST, TABLE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
ERRORS = {"#DIV/0!": 7, "#N/A": 42, "#REF!": 23}
MARK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


class Raw(bytes):
    """A cell's record without its place: kind (two bytes), then what stands behind row and column."""

    __slots__ = ()


def record(kind, data=b""):
    return struct.pack("<HH", kind, len(data)) + data


def error(text):
    return Raw(struct.pack("<HHBB", 0x0205, 0, ERRORS[text], 1))


def formula(result=None, text=None, marks=0):
    """A formula with a number, a text, an empty text, or none calculated."""
    number = (
        struct.pack("<d", result)
        if result is not None
        else bytes([0 if text is not None else 3, 0, 0, 0, 0, 0, 0xFF, 0xFF])
    )
    made = struct.pack("<HH", 0x0006, 0) + number + struct.pack("<HIH", marks, 0, 0)
    return Raw(made), None if text is None else record(0x0207, wide(text))


def wide(text):
    raw = text.encode("utf-16-le")
    return struct.pack("<HB", len(raw) // 2, 1) + raw


def short(text):
    return struct.pack("<BB", len(text), 1) + text.encode("utf-16-le")


def cell(row, column, value, texts):
    place = struct.pack("<HH", row, column)
    match value:
        case (Raw(), after):
            return cell(row, column, value[0], texts) + (after or b"")
        case Raw():
            return record(int.from_bytes(value[:2], "little"), place + value[2:])
        case bool():
            return record(0x0205, place + struct.pack("<HBB", 0, value, 0))
        case date():
            whole = value if isinstance(value, datetime) else datetime(value.year, value.month, value.day)  # noqa: DTZ001
            days = (whole - EPOCH).total_seconds() / 86400
            return record(0x0203, place + struct.pack("<Hd", 2 if isinstance(value, datetime) else 1, days))
        case int() if abs(value) < 2**29:
            return record(0x027E, place + struct.pack("<HI", 0, (value << 2 | 2) & 0xFFFFFFFF))
        case int() | float():
            return record(0x0203, place + struct.pack("<Hd", 0, value))
        case _:
            return record(0x00FD, place + struct.pack("<HI", 0, texts.setdefault(value, len(texts))))


def sheet_records(rows, texts, *, first_row=1, first_column=0, merged=(), extent=None):
    made = [record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 0))]
    if extent is not None:
        made.append(record(0x0200, struct.pack("<IIHHH", 0, extent[0], 0, extent[1], 0)))
    made += [
        cell(at, first_column + column, value, texts)
        for at, row in enumerate(rows, start=first_row - 1)
        for column, value in enumerate(row)
        if value is not None
    ]
    for at in range(0, len(merged), 1000):
        part = merged[at : at + 1000]
        made.append(record(0x00E5, struct.pack("<H", len(part)) + b"".join(struct.pack("<4H", *area) for area in part)))
    return b"".join(made) + record(0x000A)


def shared(texts, cut=8000):
    """The table of shared texts, in pieces; a text that goes over a cut says its width again."""
    pieces = [struct.pack("<II", len(texts), len(texts))]
    for text in texts:
        raw = text.encode("utf-16-le")
        head = struct.pack("<HB", len(raw) // 2, 1)
        if len(pieces[-1]) + len(head) > cut:
            pieces.append(b"")
        pieces[-1] += head
        while raw:
            room = max(cut - len(pieces[-1]), 0) & ~1
            pieces[-1] += raw[:room]
            raw = raw[room:]
            if raw:
                pieces.append(b"\1")
    return record(0x00FC, pieces[0]) + b"".join(record(0x003C, piece) for piece in pieces[1:])


def workbook_stream(sheets, *, extra=b"", hidden=(), cut=8000, **options):
    texts = {}
    bodies = [
        sheet if isinstance(sheet, bytes) else sheet_records(sheet, texts, **options) for sheet in sheets.values()
    ]
    formats = b"".join(record(0x00E0, struct.pack("<HH", 0, number) + b"\0" * 16) for number in (0, 14, 164, 10))
    head = (
        record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0))
        + extra
        + record(0x041E, struct.pack("<H", 164) + wide('yyyy"年"m"月"d"日" hh:mm'))
        + formats
    )
    listed = [(name, name in hidden) for name in sheets]
    bound = sum(len(record(0x0085, struct.pack("<IBB", 0, 0, 0) + short(name))) for name, _ in listed)
    after = shared(texts, cut) + record(0x000A)
    at = len(head) + bound + len(after)
    for (name, unseen), body in zip(listed, bodies, strict=True):
        head += record(0x0085, struct.pack("<IBB", at, unseen, 0) + short(name))
        at += len(body)
    return head + after + b"".join(bodies)


def entry(name, kind, child, start, size, left=FREE, right=FREE):
    raw = (name + "\0").encode("utf-16-le")
    head = raw.ljust(64, b"\0") + struct.pack("<HBB", len(raw), kind, 1) + struct.pack("<3I", left, right, child)
    return head + b"\0" * 36 + struct.pack("<IQ", start, size)


def compound(streams, chains=None):
    """A compound file of streams that each take large sectors, or all small ones; ``chains`` replaces its chains."""
    small = all(len(data) < 4096 for data in streams.values())
    sectors, table, small_table, entries, parts = [], [], [], [], b""

    def put(data, size=512):
        first = len(sectors)
        count = -(-len(data) // size)
        sectors.extend(data[at * size : (at + 1) * size].ljust(size, b"\0") for at in range(count))
        table.extend([*range(first + 1, first + count), LAST][:count])
        return first if count else LAST

    for at, (name, data) in enumerate(streams.items(), start=1):
        right = at + 1 if at < len(streams) else FREE
        if small:
            start, count = len(small_table), -(-len(data) // 64)
            small_table.extend([*range(start + 1, start + count), LAST][:count])
            parts += data.ljust(count * 64, b"\0")
        else:
            start = put(data.ljust(4096, b"\0"))
        entries.append(entry(name, 2, FREE, start, len(data) if small else max(len(data), 4096), right=right))
    root = entry("Root Entry", 5, 1, put(parts) if small else LAST, len(parts))
    directory = put(b"".join([root, *entries]))
    small_first = put(struct.pack(f"<{len(small_table)}I", *small_table).ljust(512, b"\xff")) if small else LAST
    tables = 1
    while tables * 128 < len(table) + tables:
        tables += 1
    listed = list(range(len(table), len(table) + tables))
    numbers = chains(table) if chains else table
    numbers = [*numbers, *[TABLE] * tables]
    raw = struct.pack(f"<{len(numbers)}I", *numbers).ljust(tables * 512, b"\xff")
    header = MARK + b"\0" * 16 + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + b"\0" * 10
    header += struct.pack("<8I", tables, directory, 0, 4096, small_first, 1 if small else 0, LAST, 0)
    header += struct.pack("<109I", *listed, *[FREE] * (109 - len(listed)))
    return header + b"".join(sectors) + raw


def workbook(sheets, *, chains=None, name="Workbook", **options):
    """Bytes of an XLS workbook of ``sheets``: name to rows, or to the records of the sheet."""
    rows = {"Sheet1": sheets} if not isinstance(sheets, dict) else sheets
    return compound({name: workbook_stream(rows, **options)}, chains)
