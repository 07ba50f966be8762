"""If one firm stops: the range of a study's network against steps taken one by one, and what is refused."""

from __future__ import annotations

import pytest

from growthpole.study import explain, run_study

OUTPUT = {"mill": 20.0, "tyres": 10.0, "cars": 40.0, "carts": 30.0}
INDUSTRY = {"mill": "steel", "tyres": "rubber", "cars": "vehicles", "carts": "vehicles"}
LINKS = {("mill", "cars"): 6.0, ("mill", "carts"): 6.0, ("tyres", "cars"): 5.0}


def esri(stopped, production, *, replaced):
    """Losses passed on firm by firm until nothing changes, as the formula of the source has them."""
    down = {firm: float(firm == stopped) for firm in OUTPUT}
    up = dict(down)
    sold = {firm: sum(value for (one, _), value in LINKS.items() if one == firm) for firm in OUTPUT}
    for _ in range(50):
        factor = {}
        for firm in OUTPUT:
            left = sum(sold[one] * (1 - down[one]) for one in OUTPUT if INDUSTRY[one] == INDUSTRY[firm])
            factor[firm] = min(1.0, sold[firm] / left) if replaced and left > 0 else 1.0
        new_down, new_up = {}, {}
        for firm in OUTPUT:
            into = {one: value for (one, buyer), value in LINKS.items() if buyer == firm}
            lost = {one: factor[one] * down[one] * value for one, value in into.items()}
            groups = [[one for one in into if INDUSTRY[one] == kind] for kind in {INDUSTRY[one] for one in into}]
            if production == "linear":
                groups = [list(into)] if into else []
            losses = [sum(lost[one] for one in group) / sum(into[one] for one in group) for group in groups]
            new_down[firm] = 1.0 if firm == stopped else max(losses, default=0.0)
            orders = sum(value * up[buyer] for (one, buyer), value in LINKS.items() if one == firm)
            new_up[firm] = 1.0 if firm == stopped else orders / sold[firm] if sold[firm] else 0.0
        down, up = new_down, new_up
    return sum(OUTPUT[firm] * max(down[firm], up[firm]) for firm in OUTPUT) / sum(OUTPUT.values())


def test_the_range_runs_over_both_ways_to_produce_and_to_replace(modelled):
    for row in modelled.table("plan.cascades").rows():
        every = [esri(row["firm"], how, replaced=one) for how in ("linear", "leontief") for one in (True, False)]
        assert (row["low"], row["high"]) == (pytest.approx(min(every)), pytest.approx(max(every)))
        assert row["own"] == OUTPUT[row["firm"]] / 100
        assert row["own"] <= row["low"] + 1e-12
        assert row["converged"]


def test_firms_stand_by_what_they_could_cost_and_totals_are_sums(modelled):
    highs = [row["high"] for row in modelled.table("plan.cascades").rows()]
    assert highs == sorted(highs, reverse=True)
    (row,) = modelled.table("plan.network").rows()
    assert (row["firms"], row["links"], row["delivered"], row["weight"]) == (4.0, 3.0, 17.0, 100.0)
    assert row["settled"] == 4.0


def test_figures_of_the_network_resolve_to_its_registers(modelled):
    for name in ("plan.cascades", "plan.network"):
        table = modelled.table(name)
        for row in table.rows():
            for column in table.units:
                files = {cell.file for cell in explain(modelled, str(table.key(row, column))).cells()}
                assert files == {"firms.csv", "links.csv"}


def changed(histories, tmp_path, *edits, **said):
    folder = histories.write(tmp_path / "study", network=True, history=range(2011, 2018), later=0, track=False, **said)
    path = folder / "study.toml"
    text = path.read_text(encoding="utf-8")
    for old, new in edits:
        assert old in text
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")
    return folder


def test_columns_may_have_names_of_their_own_and_output_may_be_unknown(histories, tmp_path):
    firms = "name,branch\nmill,steel\ntyres,rubber\ncars,vehicles\ncarts,vehicles\n"
    folder = changed(
        histories,
        tmp_path,
        ('key = ["firm"]\nnumeric = ["output"]', 'key = ["name"]'),
        ('firms = "firms"', 'firms = "firms"\nfirm = "name"\nindustry = "branch"'),
        firms=firms,
    )
    run = run_study(folder, stages=("plan",)).run
    assert run.table("plan.network").groups["weights"] == "out_strength"
    own = {row["firm"]: row["own"] for row in run.table("plan.cascades").rows()}
    assert own == {"mill": 12 / 17, "tyres": 5 / 17, "cars": 0.0, "carts": 0.0}
    assert {cell.file for cell in explain(run, "plan.cascades.own[firm=mill]").cells()} == {"links.csv"}


@pytest.mark.parametrize(
    ("edits", "code", "words"),
    [
        ([('links = "links"', 'links = "deals"')], "unknown-option", ("deals", "links")),
        ([('numeric = ["value"]', "")], "network-no-numbers", ("links", "value")),
        ([('links = "links"', 'links = "links"\nbuyer = "client"')], "missing-columns", ("links", "client")),
        ([('links = "links"', 'links = "links"\noutput = "sales"')], "missing-columns", ("firms", "sales")),
    ],
)
def test_what_the_network_lacks_is_named(histories, tmp_path, refused, edits, code, words):
    folder = changed(histories, tmp_path, *edits)
    with refused(code, *words):
        run_study(folder, stages=("plan",))


def test_an_unsound_network_is_refused(histories, tmp_path, refused):
    folder = changed(histories, tmp_path, links="supplier,buyer,value\nmill,cars,6\nmill,boats,-2\n")
    with refused("bad-network", "boats", "-2"):
        run_study(folder, stages=("plan",))
