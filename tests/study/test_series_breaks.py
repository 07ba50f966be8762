"""Breaks in series in a study: bridged, refused or announced, and never passed over."""

import json
from typing import ClassVar

import pytest

from growthpole.errors import InputError
from growthpole.messages import LANGS
from growthpole.study import DataOptions, explain, parse_case, run_study, study_of_data
from growthpole.study.stages.series_breaks import breaks_of

# Employment by city and activity, made up: Laiwu (371200) is part of Jinan (370100) from 2019.
VALUES = {
    2018: {"370100": (70, 30), "370200": (80, 60), "370300": (50, 20), "371200": (10, 8)},
    2019: {"370100": (84, 40), "370200": (82, 61), "370300": (51, 22)},
}


@pytest.fixture
def cities(tmp_path):
    """A study of the cities of a province, from a long table with their values by year."""

    def make(values=VALUES, more=""):
        rows = [
            f"{region},{activity},{year},{value}"
            for year, regions in values.items()
            for region, pair in regions.items()
            for activity, value in zip(("equipment", "food"), pair, strict=True)
        ]
        data = tmp_path / "cities.csv"
        data.write_text("region,activity,year,value\n" + "\n".join(rows) + "\n", encoding="utf-8")
        folder = study_of_data(tmp_path / "cities", data, DataOptions(unit="person", region="370100"))
        path = folder / "study.toml"
        path.write_text(path.read_text(encoding="utf-8") + more, encoding="utf-8")
        return folder

    return make


def levels(run, name):
    """Rows of the one panel's table by region."""
    (table,) = [one for one in run.table_names if one.startswith("diagnose.") and one.endswith(name)]
    return run.table(table)


class TestBridged:
    @pytest.fixture
    def run(self, cities):
        return run_study(cities()).run

    def test_jinan_of_2018_holds_laiwu(self, run):
        level = {(row["region"], row["period"]): row["level"] for row in levels(run, "_years").rows()}
        assert {region for region, _ in level} == {"370100", "370200", "370300"}
        assert level["370100", "2018"] == 70 + 30 + 10 + 8
        assert level["370100", "2019"] == 84 + 40
        growth = {row["region"]: row["growth"] for row in levels(run, "_growth").rows()}
        assert growth["370100"] == pytest.approx(124 / 118 - 1, rel=1e-12)  # a root and a quotient of doubles

    def test_it_is_said_in_table_and_report(self, run):
        done = {(row["break"], row["done"], row["periods"]) for row in run.table("diagnose.crossings").rows()}
        assert done == {("laiwu-2019", "bridged", "2018, 2019")}
        for lang, words in zip(LANGS, ("Laiwu merged into Jinan", "莱芜并入济南"), strict=True):
            text = (run.folder / "views" / f"document.{lang}.json").read_text(encoding="utf-8")
            assert words in text

    def test_the_bridged_number_leads_to_the_cells_of_both(self, run):
        years = levels(run, "_years")
        rows = {row["period"]: row for row in years.rows() if row["region"] == "370100"}
        found = explain(run, str(years.key(rows["2018"], "level")))
        assert sorted(cell.printed for cell in found.cells()) == ["10", "30", "70", "8"]
        assert {cell.row["region"] for cell in found.cells()} == {"370100", "371200"}
        after = explain(run, str(years.key(rows["2019"], "level")))
        assert sorted(cell.printed for cell in after.cells()) == ["40", "84"]


class TestRefused:
    CHAOHU: ClassVar = {
        2010: {"340100": (70, 30), "340200": (80, 60), "340800": (50, 20), "341400": (10, 8)},
        2012: {"340100": (84, 40), "340200": (82, 61), "340800": (51, 22)},
    }

    def test_a_division_without_weights(self, tmp_path, cities):
        values = {year: {"370100": (1, 1), **regions} for year, regions in self.CHAOHU.items()}
        with pytest.raises(InputError) as caught:
            run_study(cities(values), stages=("diagnose",))
        assert caught.value.code == "series-break-no-crosswalk"
        for word in ("340100", "341400", "2010", "chaohu-2011"):
            assert word in caught.value.message("zh")

    def test_weights_of_the_study_make_it_a_bridge(self, cities):
        values = {year: {"370100": (1, 1), "340500": (5, 5), **regions} for year, regions in self.CHAOHU.items()}
        links = "".join(
            f'[[series_break.link]]\nsource = "341400"\ntarget = "{target}"\nweight = {weight}\n'
            for target, weight in (("340100", 0.5), ("340200", 0.25), ("340500", 0.25))
        )
        run = run_study(cities(values, f'\n[[series_break]]\nknown = "chaohu-2011"\n{links}'), stages=("diagnose",)).run
        rows = {row["region"]: row["level"] for row in levels(run, "_years").rows() if row["period"] == "2010"}
        assert [rows[code] for code in ("340100", "340200", "340500")] == [100 + 9, 140 + 4.5, 10 + 4.5]

    @pytest.mark.parametrize(("crossing", "done"), [("announce", ["announced"]), ("none", [])])
    def test_announced_or_declared_to_be_none(self, cities, crossing, done):
        values = {year: {"370100": (1, 1), **regions} for year, regions in self.CHAOHU.items()}
        values[2012]["341400"] = (9, 9)
        more = f'\n[[series_break]]\nknown = "chaohu-2011"\ncrossing = "{crossing}"\n'
        run = run_study(cities(values, more), stages=("diagnose",)).run
        found = run.table("diagnose.crossings").rows() if "diagnose.crossings" in run.table_names else []
        assert sorted({row["done"] for row in found}) == done
        assert "341400" in {row["region"] for row in levels(run, "_growth").rows()}

    def test_years_nobody_asked_for_are_left_out(self, cities):
        values = {2010: {"340100": (7, 3), **VALUES[2019]}, 2018: VALUES[2018], 2019: VALUES[2019]}
        values = {year: {"340100": (7, 3), **regions} for year, regions in values.items()}
        folder = cities(values)
        path = folder / "study.toml"
        text = path.read_text(encoding="utf-8")
        assert "base_period = 2010" in text
        path.write_text(text.replace("base_period = 2010", "base_period = 2018"), encoding="utf-8")
        run = run_study(folder, stages=("diagnose",)).run
        rows = [row for row in run.table("diagnose.crossings").rows() if row["done"] == "left_out"]
        assert {(row["break"], row["periods"]) for row in rows} == {("chaohu-2011", "2010")}


class TestGrowthOfFacts:
    def test_first_figures_before_and_after_the_census(self, fresh_study):
        path = fresh_study / "study.toml"
        text = path.read_text(encoding="utf-8")
        at = text.index("[[convergence]]")
        convergence = text[at : text.index("\n\n", at)]
        path.write_text(
            text.replace(convergence, convergence.replace('indicator = "rd_intensity"', 'indicator = "gdp"'))
        )
        with pytest.raises(InputError) as caught:
            run_study(fresh_study, stages=("diagnose",))
        assert caught.value.code == "series-break"
        assert "economic-census-2018" in str(caught.value)
        assert "2015, 2021" in str(caught.value)
        path.write_text(
            path.read_text(encoding="utf-8")
            + '\n[[series_break]]\nknown = "economic-census-2018"\ncrossing = "announce"\n',
            encoding="utf-8",
        )
        run = run_study(fresh_study, stages=("diagnose",)).run
        (row,) = run.table("diagnose.crossings").rows()
        assert (row["section"], row["done"]) == ("[[convergence]] rd_intensity", "announced")

    def test_the_bundled_study_crosses_nothing(self, run):
        assert "diagnose.crossings" not in run.table_names
        assert json.loads((run.folder / "findings.json").read_text(encoding="utf-8")) is not None


HEAD = """version = 1
id = "s"
title = { en = "a", zh = "b" }
source = []
[question]
region = "R"
nation = "N"
nation_name = { en = "a", zh = "b" }
as_of = 2022-12-31
subject = { en = "a", zh = "b" }
[[series_break]]
"""
NOTE = 'note = { en = "a", zh = "b" }\n'


class TestDeclarations:
    def test_the_old_form_is_a_break_of_its_indicator(self):
        case = parse_case(f'{HEAD}indicator = "x"\nbefore = "2017"\nafter = "2021"\n{NOTE}'.encode())
        (one,) = [broken for broken, _ in breaks_of(case) if broken.codes == ("x",)]
        assert (one.dimension, one.period, one.name("zh")) == ("indicator", "2021", "b")

    def test_one_of_the_own_regions(self):
        text = 'id = "own"\ndimension = "region"\nkind = "merge"\nperiod = "2020"\n'
        link = '[[series_break.link]]\nsource = "a"\ntarget = "b"\nweight = "unknown"\n'
        case = parse_case(f"{HEAD}{text}{link}".encode())
        (one,) = [broken for broken, _ in breaks_of(case) if broken.id == "own"]
        assert (one.links[0].weight, one.kind) == (None, "merge")

    def test_activities_need_a_word_of_the_study(self):
        ids = [one.id for one, _ in breaks_of(parse_case(f'{HEAD}known = "laiwu-2019"\n'.encode()))]
        assert "gbt4754-2017" not in ids
        ids = [one.id for one, _ in breaks_of(parse_case(f'{HEAD}known = "gbt4754-2017"\n'.encode()))]
        assert "gbt4754-2017" in ids

    @pytest.mark.parametrize(
        ("text", "word"),
        [
            ('known = "laiwu"\n', "laiwu-2019"),
            ('known = "laiwu-2019"\nindicator = "x"\n', "known stands alone"),
            ('indicator = "x"\nbefore = "2017"\nafter = "2021"\n', "give known"),
            (f'indicator = "x"\nbefore = "2017"\n{NOTE}', "give known"),
            ('id = "x"\ndimension = "region"\nperiod = "2019"\n', "[[series_break.link]]"),
        ],
    )
    def test_what_is_refused(self, refused, text, word):
        with refused("bad-study", word):
            parse_case(f"{HEAD}{text}".encode())
