"""Labels of a chart stand beside their marks and never collide."""

from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from growthpole.views.labels import Box, Mark, place_labels, text_width

FRAME = Box(0, 0, 400, 300)
MARKS = st.lists(
    st.builds(
        Mark,
        x=st.floats(0, 400),
        y=st.floats(0, 300),
        radius=st.floats(2, 12),
        name=st.sampled_from(["", "Semiconductors", "机床制造", "IT equipment", "Aerospace"]),
    ),
    max_size=40,
)


@settings(deadline=None)
@given(MARKS)
def test_no_label_meets_another_a_named_mark_or_the_edge(marks):
    placed = place_labels(marks, 10, FRAME)
    assert all(label.box.inside(FRAME) for label in placed)
    assert not any(one.box.meets(other.box) for one, other in combinations(placed, 2))
    for label in placed:
        boxes = [mark.box for mark in marks if mark.name]
        assert sum(label.box.meets(box) for box in boxes) == 0 or all(
            mark.name == label.name for mark in marks if mark.name and label.box.meets(mark.box)
        )


def test_the_first_mark_gets_its_label_where_two_cannot():
    tight = Box(0, 0, 90, 20)
    placed = place_labels([Mark(45, 10, 3, "first"), Mark(47, 10, 3, "second")], 10, tight)
    assert [label.name for label in place_labels([Mark(45, 10, 3, "first")], 10, tight)] == ["first"]
    assert len(placed) <= 2
    assert len({label.name for label in placed}) == len(placed)


def test_a_mark_with_room_always_gets_its_label():
    placed = place_labels([Mark(100, 100, 5, "Aerospace"), Mark(300, 200, 5, "Railways")], 10, FRAME)
    assert [label.name for label in placed] == ["Aerospace", "Railways"]
    assert placed[0].box.right - placed[0].box.left == text_width("Aerospace", 10)
