"""Labels that do not collide: names set beside marks, in order of importance, left out where there is no room."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

__all__ = ["Box", "Mark", "PlacedLabel", "place_labels", "text_width"]

Align = Literal["left", "center", "right"]

_GAP: Final = 3.0
_LATIN: Final = 0.56
"""Mean width of a Latin letter in the report's font, in parts of the font size."""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in pixels, y downwards."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Box) -> bool:
        """Whether the two overlap.

        Examples
        --------
        >>> Box(0, 0, 2, 2).meets(Box(1, 1, 3, 3)), Box(0, 0, 2, 2).meets(Box(2, 0, 3, 1))
        (True, False)
        """
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )

    def inside(self, other: Box) -> bool:
        """Whether it lies wholly within another."""
        return (
            self.left >= other.left
            and self.right <= other.right
            and self.top >= other.top
            and self.bottom <= other.bottom
        )


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark of a chart with its radius, and the name it should carry (none when empty)."""

    x: float
    y: float
    radius: float
    name: str = ""

    @property
    def box(self) -> Box:
        """The square around the mark."""
        return Box(self.x - self.radius, self.y - self.radius, self.x + self.radius, self.y + self.radius)


@dataclass(frozen=True, slots=True)
class PlacedLabel:
    """A name with the place of its middle line, and the box it fills."""

    name: str
    x: float
    y: float
    align: Align
    box: Box


def text_width(text: str, size: float) -> float:
    """Width of a text in pixels: ideographs are square, Latin letters a little over half as wide.

    Examples
    --------
    >>> round(text_width("ab", 10), 1), text_width("机床", 10)
    (11.2, 20)
    """
    return sum(size if ord(letter) > 0x2E7F else size * _LATIN for letter in text)


def place_labels(marks: Sequence[Mark], size: float, frame: Box) -> list[PlacedLabel]:
    """Labels for the named marks, the first marks first; none overlaps another label, a named mark, or the frame.

    Parameters
    ----------
    marks : sequence of Mark
        In order of importance; unnamed marks are covered only where nothing else is free, named ones never.
    size : float
        Font size in pixels.
    frame : Box
        Where labels may stand.

    Returns
    -------
    list of PlacedLabel
        Those there was room for.

    Examples
    --------
    >>> marks = [Mark(20, 20, 4, "steel"), Mark(24, 20, 4, "ships")]
    >>> [(label.name, label.align) for label in place_labels(marks, 10, Box(0, 0, 100, 40))]
    [('steel', 'center'), ('ships', 'left')]
    """
    named = [mark.box for mark in marks if mark.name]
    unnamed = [mark.box for mark in marks if not mark.name]
    taken: list[Box] = []
    placed: list[PlacedLabel] = []
    for mark in marks:
        if not mark.name:
            continue
        never = [box for box in (*named, *taken) if box != mark.box]
        free = [
            label
            for label in _candidates(mark, size)
            if label.box.inside(frame) and not any(label.box.meets(box) for box in never)
        ]
        clear = [label for label in free if not any(label.box.meets(box) for box in unnamed)]
        if free:
            placed.append((clear or free)[0])
            taken.append(placed[-1].box)
    return placed


def _candidates(mark: Mark, size: float) -> Iterable[PlacedLabel]:
    """Places for the name of a mark, the most legible first."""
    width, half = text_width(mark.name, size), 0.6 * size
    away = mark.radius + _GAP
    across: tuple[tuple[Align, float], ...] = (("left", away), ("right", -away))
    for dy in (0.0, -half, half):
        for align, dx in across:
            left = mark.x + dx - (width if align == "right" else 0.0)
            yield _label(mark.name, mark.x + dx, mark.y + dy, align, left, width, half)
    for dy in (-(away + half), away + half):
        for shift in (0.0, 0.3 * width, -0.3 * width):
            x = mark.x + shift
            yield _label(mark.name, x, mark.y + dy, "center", x - width / 2, width, half)


def _label(name: str, x: float, y: float, align: Align, left: float, width: float, half: float) -> PlacedLabel:
    return PlacedLabel(name, x, y, align, Box(left, y - half, left + width, y + half))
