"""Rows of a chart are shared by its layers, and come out as they went in."""

from __future__ import annotations

import altair as alt

from growthpole.views.chart_data import chart_data


def test_layers_share_the_rows_and_the_specification_has_them_once():
    rows = [{"x": 1.5, "name": "N", "gone": None}, {"x": -2.0, "name": "S", "gone": None}]
    base = alt.Chart(chart_data(rows)).encode(x=alt.X("x:Q"))
    chart = (base.mark_point() + base.mark_text()).properties(width=100)
    assert chart.data.values.rows is rows
    spec = chart.to_dict()
    assert spec["data"] == {"values": rows}
    assert all("data" not in layer for layer in spec["layer"])
    plain = alt.Chart(alt.Data(values=rows)).encode(x=alt.X("x:Q"))
    assert spec == (plain.mark_point() + plain.mark_text()).properties(width=100).to_dict()
