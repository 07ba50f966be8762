"""Specifications fit the schema of Vega-Lite, and the picture of the space can be read."""

from itertools import combinations

import altair as alt
import pytest

from growthpole.messages import LANGS
from growthpole.study.documents import view_context
from growthpole.study.sources import translations
from growthpole.views import build_document
from growthpole.views.labels import Box, text_width
from growthpole.views.link_charts import SIZE as QUADRANTS
from growthpole.views.space_charts import COLOURS, FONT, SHAPES, SIZE


@pytest.fixture(scope="module")
def charts(run, study_folder, german, german_folder):
    """Every chart of both bundled studies, in both languages."""
    found = []
    for one, folder in ((run, study_folder), (german, german_folder)):
        tables = one.tables()
        context = view_context(one.case, tables, translations(one.case, folder / "sources"))
        found += [chart for lang in LANGS for chart in build_document(context, tables, lang).charts()]
    return found


def test_every_specification_fits_the_schema(charts):
    assert len(charts) > 40
    for chart in charts:
        alt.LayerChart.from_dict(chart.spec, validate=True)


def _texts(chart, x="x", y="y"):
    """Boxes of the labels of a picture, from what the drawing is given."""
    for layer in chart.spec["layer"]:
        if layer["mark"].get("type") == "text":
            data = layer["data"]
            values = data["values"] if "values" in data else chart.spec["datasets"][data["name"]]
            for one in values:
                width = text_width(one["name"], FONT)
                shift = {"left": 0.0, "right": width, "center": width / 2}[layer["mark"]["align"]]
                yield (
                    one["name"],
                    Box(one[x] - shift, one[y] - 0.6 * FONT, one[x] - shift + width, one[y] + 0.6 * FONT),
                )


def test_labels_of_a_space_neither_collide_nor_leave_the_picture(charts):
    spaces = [chart for chart in charts if chart.id.endswith("_space")]
    assert len(spaces) == 4
    for chart in spaces:
        boxes = [box for _, box in _texts(chart)]
        assert len(boxes) >= 15
        assert all(box.inside(Box(0, 0, *SIZE)) for box in boxes)
        assert not any(one.meets(other) for one, other in combinations(boxes, 2))
        named = {name for name, _ in _texts(chart)}
        assert {row["activity"] for row in chart.data if row["option"]} <= named


def _lightness(colour: str) -> float:
    """Relative luminance of a colour (WCAG 2.2)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_communities_differ_in_shape_as_well_as_in_colour(charts):
    assert len(set(SHAPES)) == len(SHAPES) == len(set(COLOURS)) == len(COLOURS)
    assert all(1.05 / (_lightness(colour) + 0.05) > 1.9 for colour in COLOURS), "too pale on white"
    for chart in charts:
        if chart.id.endswith("_space"):
            assert len({row["community"] for row in chart.data}) <= len(SHAPES)


def test_labels_of_key_sectors_neither_collide_nor_leave_the_picture(charts):
    pictures = [chart for chart in charts if chart.id == "linkages_quadrants"]
    assert len(pictures) == 2
    for chart in pictures:
        boxes = [box for _, box in _texts(chart, "px", "py")]
        assert len(boxes) >= 15
        assert all(box.inside(Box(0, 0, *QUADRANTS)) for box in boxes)
        assert not any(one.meets(other) for one, other in combinations(boxes, 2))


def test_the_map_of_the_chains_holds_every_node_and_colours_only_what_is_cited(charts):
    maps = [chart for chart in charts if chart.id == "linkages_chains"]
    assert len(maps) == 2
    for chart in maps:
        assert len({row["chain"] for row in chart.data}) == 7
        assert len({row["y"] for row in chart.data}) == len(chart.data)
        unknown = {row["state"] for row in chart.data if not row["evidence"]}
        assert len(unknown) == 1
        assert unknown.isdisjoint({row["state"] for row in chart.data if row["evidence"]})
        ends = [row for row in chart.data if row["share"] is not None]
        assert all(row["key"].startswith("linkages.chains.share") for row in ends)


def test_a_gap_is_drawn_from_its_lower_to_its_upper_end(charts):
    for chart in charts:
        if chart.id == "linkages_gaps":
            assert all(row["low"] <= row["high"] for row in chart.data)
            assert {row["grade"] for row in chart.data} == {"D"}
