"""Labels of a chart stand beside their marks and never collide."""

from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from growthpole.views.labels import Box, Mark, place_labels, text_width

FRAME = Box(0, 0, 400, 300)
NAMES = [f"{word} {number}" for word in ("Semiconductors", "机床制造", "IT", "Aerospace") for number in range(8)]
MARKS = st.lists(
    st.builds(
        Mark,
        x=st.floats(0, 400),
        y=st.floats(0, 300),
        radius=st.floats(2, 12),
        name=st.sampled_from(["", *NAMES]),
    ),
    max_size=40,
    # a name stands for one mark, so that a label over a named mark is over its own or over another's
    unique_by=lambda mark: mark.name or id(mark),
)


@settings(deadline=None)
@given(MARKS)
def test_no_label_meets_another_a_named_mark_or_the_edge(marks):
    placed = place_labels(marks, 10, FRAME)
    assert all(label.box.inside(FRAME) for label in placed)
    assert not any(one.box.meets(other.box) for one, other in combinations(placed, 2))
    for label in placed:
        assert not any(label.box.meets(mark.box) for mark in marks if mark.name)


def test_the_first_mark_gets_its_label_where_two_cannot():
    """One line high and with room on the right alone: both names want the same place."""
    tight = Box(0, 0, 50, 20)
    both = [Mark(4, 10, 3, "first"), Mark(6, 10, 3, "second")]
    alone = [place_labels([mark], 10, tight)[0].name for mark in both]
    assert alone == ["first", "second"]
    assert [label.name for label in place_labels(both, 10, tight)] == ["first"]
    assert [label.name for label in place_labels(both[::-1], 10, tight)] == ["second"]


def test_a_mark_with_room_always_gets_its_label():
    placed = place_labels([Mark(100, 100, 5, "Aerospace"), Mark(300, 200, 5, "Railways")], 10, FRAME)
    assert [label.name for label in placed] == ["Aerospace", "Railways"]
    assert placed[0].box.right - placed[0].box.left == text_width("Aerospace", 10)
