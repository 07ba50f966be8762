"""Hostile texts, JSON and TOML, and what is no file at all."""

from __future__ import annotations

import os
from pathlib import Path

from _hostile_base import READ, case


@case("nested JSON", "nested-too-deeply", opened="sdmx")
def _(_folder: Path, scale: float) -> bytes:
    return b'{"dataSets": ' + b"[" * int(1_900_000 * scale)


@case("JSON of millions of objects", "too-many-rows", opened="sdmx")
def _(_folder: Path, _scale: float) -> bytes:
    return b'{"dataSets": [' + b"{}," * 5_000_000 + b"{}]}"


@case("nested TOML (study.toml)", "bad-toml", opened="study")
def _(_folder: Path, scale: float) -> bytes:
    return b"a = " + b"[" * int(900_000 * scale)


@case("a long dotted key (study.toml)", "bad-toml", opened="study")
def _(_folder: Path, scale: float) -> bytes:
    return b".".join([b"a"] * int(400_000 * scale)) + b" = 1\n"


@case("long dotted keys in a table (sidecar)", "bad-toml", opened="sidecar")
def _(_folder: Path, scale: float) -> bytes:
    return b"[" + b" . ".join([b'"a"'] * int(150_000 * scale)) + b"]\n"


@case("a study.toml of 2 GB", "bad-toml", opened="study")
def _(folder: Path, scale: float) -> Path:
    return sparse(folder / "study.toml", scale)


@case("nested TOML (sidecar)", "bad-toml", opened="sidecar")
def _(_folder: Path, scale: float) -> bytes:
    return b"a = " + b"{a=" * int(300_000 * scale)


@case("a sidecar of 2 GB", "file-too-large", "bad-toml", opened="sidecar")
def _(folder: Path, scale: float) -> Path:
    return sparse(folder / "t.source.toml", scale)


@case("a CSV of 2 GB", "file-too-large")
def _(folder: Path, scale: float) -> Path:
    return sparse(folder / "t.csv", scale)


def sparse(path: Path, scale: float) -> Path:
    """A file that takes no room on the disk."""
    path.touch()
    os.truncate(path, 2**31 if scale >= 1 else 2**28)
    return path


@case("200 MB in one line", "file-too-large")
def _(folder: Path, scale: float) -> Path:
    path = folder / "t.csv"
    with path.open("wb") as stream:
        for _ in range(200 if scale >= 1 else 65):
            stream.write(b"x" * 2**20)
    return path


@case("60 MB in one line", "line-too-long")
def _(_folder: Path, scale: float) -> bytes:
    return b"x" * int(60 * 2**20 * max(scale, 0.1))


@case("60 MB in one line of a letter of four bytes", "line-too-long")
def _(_folder: Path, scale: float) -> bytes:
    return "𐀀".encode() * int(15 * 2**20 * max(scale, 0.3))


@case("60 MB behind a quotation mark that is not closed", "cell-too-long")
def _(_folder: Path, scale: float) -> bytes:
    return b'region,2021\n"' + b"a,b,c,d\n" * int(7_500_000 * scale)


@case("60 MB of NUL characters", "nul-character")
def _(_folder: Path, scale: float) -> bytes:
    return b"a,b\n" + b"\0" * int(60 * 2**20 * scale)


@case("a million columns (.csv)", "too-many-columns")
def _(_folder: Path, scale: float) -> bytes:
    return b"a," * max(int(1_000_000 * scale), 16_385) + b"a\n1\n"


@case("one wide row among many (.csv)", "too-many-cells")
def _(_folder: Path, _scale: float) -> bytes:
    return b"a," * 16_000 + b"a\n" + b"b,1\n" * 100_000


@case("a folder", "not-a-file")
def _(folder: Path, _scale: float) -> Path:
    return folder


@case("a pipe", "not-a-file")
def _(folder: Path, _scale: float) -> Path:
    os.mkfifo(folder / "t.csv")
    return folder / "t.csv"


@case("a device", "not-a-file")
def _(_folder: Path, _scale: float) -> Path:
    return Path("/dev/zero")


@case("a link to a device", "not-a-file")
def _(folder: Path, _scale: float) -> Path:
    (folder / "t.csv").symlink_to("/dev/zero")
    return folder / "t.csv"


@case("a link in a circle", "missing-file", "unreadable-file", "not-a-file")
def _(folder: Path, _scale: float) -> Path:
    (folder / "t.csv").symlink_to(folder / "t.csv")
    return folder / "t.csv"


@case("a web page as .xls", "not-text")
def _(_folder: Path, _scale: float) -> bytes:
    return b"<html><table><tr><td>1</td></tr></table></html>"


@case("a name of HTML", READ)
def _(folder: Path, _scale: float) -> Path:
    path = folder / "<img src=x onerror=alert(1)>.csv"
    path.write_text("region,indicator,period,value,unit\nDE,gdp,2021,1,1e6 EUR\n", encoding="utf-8")
    return path


@case("formulas as names", READ)
def _(_folder: Path, _scale: float) -> bytes:
    names = ('=HYPERLINK(""http://x"")', "+1", "-1", "@x", "\t=1", "＝1")
    rows = "".join(f'"{name}",gdp,2021,1,1e6 EUR\n' for name in names)
    return f"region,indicator,period,value,unit\n{rows}".encode()
