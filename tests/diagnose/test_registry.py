"""The room's public face: names, laziness, and one registry entry per measure."""

import importlib
import inspect
import pkgutil
import subprocess
import sys

import pytest

from growthpole import diagnose
from growthpole.indicators import registry
from growthpole.messages import LANGS

MEASURES = (
    "activity_communities",
    "beta_convergence",
    "cagr",
    "cagr_band",
    "compare_growth",
    "complexity_outlook",
    "concentration_ratio",
    "count_growth_interval",
    "cross_density",
    "cross_proximity",
    "driver_decomposition",
    "dynamic_shift_share",
    "economic_complexity",
    "ellison_glaeser",
    "ellison_glaeser_coagglomeration",
    "entropy",
    "expy",
    "fitness_complexity",
    "gini",
    "growth_contributions",
    "hachman",
    "herfindahl",
    "hoover",
    "krugman",
    "location_quotient",
    "location_quotient_band",
    "location_quotient_interval",
    "locational_gini",
    "peer_groups",
    "peer_regions",
    "poisson_interval",
    "presence",
    "prody",
    "project_complexity",
    "proximity",
    "purged_density",
    "rank",
    "rank_bounds",
    "rank_intervals",
    "rank_mobility",
    "reflections",
    "related_variety",
    "relatedness_density",
    "relative_growth",
    "relative_relatedness",
    "share",
    "shift_share",
    "sigma_convergence",
    "space_backbone",
    "space_layout",
    "structural_change",
    "structural_similarity",
    "target_path",
    "theil",
    "theil_decomposition",
    "unrelated_variety",
    "what_if",
)
HELPERS = ("Band", "PathCheck", "Sizeable", "drop_small", "rounding_band")
ENTRIES = {key: entry for key, entry in registry().items() if entry.room == "diagnose"}


def test_public_names_are_measures_and_helpers():
    assert list(diagnose.__all__) == sorted((*MEASURES, *HELPERS))
    assert set(diagnose.__all__) <= set(dir(diagnose))


def test_measures_and_entries_match_one_to_one():
    assert sorted(entry.function for entry in ENTRIES.values()) == [f"diagnose.{name}" for name in MEASURES]


@pytest.mark.parametrize("name", MEASURES)
def test_an_entry_says_all_in_both_languages(name):
    entry = ENTRIES[name]
    for texts in (entry.titles, entry.definitions, entry.reading):
        assert set(texts) == set(LANGS)
        assert all(texts.values())
    assert entry.formula
    assert entry.reference


@pytest.mark.parametrize("name", MEASURES)
def test_a_measure_is_documented(name):
    assert f"``{name}``" in diagnose.__doc__
    measure = getattr(diagnose, name)
    for section in ("Parameters", "Returns", "Examples", "References"):
        assert f"{section}\n" in inspect.getdoc(measure)


def test_submodules_never_hide_a_public_name():
    modules = [module.name for module in pkgutil.iter_modules(diagnose.__path__)]
    assert not set(modules) & set(diagnose.__all__)
    for module in reversed(modules):
        importlib.import_module(f"growthpole.diagnose.{module}")
    for name in diagnose.__all__:
        assert callable(getattr(diagnose, name))
        assert getattr(diagnose, name).__name__ == name


def test_unknown_name():
    with pytest.raises(AttributeError, match="nonsense"):
        diagnose.nonsense  # noqa: B018


def test_importing_the_room_loads_no_array_library():
    heavy = "{'numpy', 'scipy', 'pandas', 'xarray'}"
    code = f"import sys, growthpole.diagnose; sys.exit(bool({heavy} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
