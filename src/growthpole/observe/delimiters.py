"""What stands between the cells of a text file: certain from its lines, or asked for.

Only marks outside quotation marks count. A mark that all lines with any of it hold equally often, and more
lines than any other such mark, is the delimiter; a comma in a semicolon file is then a decimal comma.
Where two marks divide the lines equally well, as in ``a,b;c``, the file is asked about.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from typing import Final

from growthpole.errors import LimitExceeded, SourceError

__all__ = ["DELIMITERS", "delimiter_of", "text_lines"]

DELIMITERS: Final = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
_LONGEST_LINE: Final = 4 * 2**20
_SAMPLE: Final = 2**20
_QUOTED: Final = re.compile(r'(^|[,;\t|\r\n])"[^"]*+(?:""[^"]*+)*+"')
_LINE: Final = re.compile(r"\r\n|\r|\n")
_MOST_LINES: Final = 0.6
_FEW_LINES: Final = 0.25


def text_lines(data: bytes, encoding: str, file: str) -> Iterator[str]:
    """Lines of a text with their ends, whichever they are.

    Raises
    ------
    LimitExceeded
        A line is longer than any table needs; it is not read to its end.
    """
    with io.TextIOWrapper(io.BytesIO(data), encoding, newline="") as stream:
        number = 0
        while line := stream.readline(_LONGEST_LINE):
            number += 1
            if len(line) == _LONGEST_LINE and not line.endswith(("\n", "\r")):
                raise LimitExceeded("line-too-long", path=file, line=number, limit=_LONGEST_LINE)
            yield line


def delimiter_of(data: bytes, encoding: str, file: str, declared: str = "") -> str:
    r"""What stands between the cells: as declared, or as the lines say.

    Parameters
    ----------
    data : bytes
        The file.
    encoding, file : str
        Its encoding, and its name for messages.
    declared : str
        One of ``, ; | TAB``, when known.

    Raises
    ------
    SourceError
        The one declared is none, or several are possible.

    Examples
    --------
    >>> [delimiter_of(text.encode(), "utf-8", "t.csv") for text in ("a;b\n1,5;2\n", 'a,b\n"x;y",2\n', "a\n1\n")]
    [';', ',', ',']
    """
    if declared:
        if declared not in DELIMITERS:
            raise SourceError("bad-delimiter", path=file, delimiter=declared)
        return declared
    lines = [line for line in _LINE.split(_QUOTED.sub(r"\1q", _sample(data, encoding, file))) if line.strip(" ,;|\t")]
    counts = {mark: [line.count(mark) for line in lines] for mark in DELIMITERS}
    counts = {mark: found for mark, found in counts.items() if any(found)}
    if len(counts) <= 1:
        return next(iter(counts), ",")
    chosen = _conclusive(counts)
    if not chosen:
        raise SourceError("uncertain-delimiter", path=file, known=", ".join(DELIMITERS[mark] for mark in counts))
    return chosen


def _sample(data: bytes, encoding: str, file: str) -> str:
    pieces: list[str] = []
    left = _SAMPLE
    for line in text_lines(data, encoding, file):
        left -= len(line)
        if left < 0 and pieces:
            break
        pieces.append(line)
    return "".join(pieces)


def _conclusive(counts: dict[str, list[int]]) -> str:
    """The one mark that divides the lines better than any other; empty where none does."""
    lines = len(next(iter(counts.values())))
    covered = {mark: sum(map(bool, found)) for mark, found in counts.items()}
    even = [mark for mark, found in counts.items() if _even(found) and 2 * covered[mark] >= lines]
    if even:
        best = max(even, key=covered.__getitem__)
        return best if sum(covered[mark] == covered[best] for mark in even) == 1 else ""
    most = [mark for mark in counts if covered[mark] >= _MOST_LINES * lines]
    rest = [mark for mark in counts if _FEW_LINES * lines <= covered[mark] and mark not in most]
    return most[0] if len(most) == 1 and not rest else ""


def _even(found: Sequence[int]) -> bool:
    return len({count for count in found if count}) == 1
