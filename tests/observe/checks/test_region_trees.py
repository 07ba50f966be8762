"""The trees of regions: who may be absent from a whole list, and what is no province."""

import pandas as pd
import pytest

from growthpole.observe.checks.region_trees import CORPS, GROUPS, group_tree, region_tree
from growthpole.observe.gazetteer import regions
from growthpole.tables import Classification


def test_the_bundled_regions_know_corps_groups_and_who_may_be_absent():
    tree = region_tree(regions())
    assert tree.corps == {"CN-x-xpcc"}
    assert tree.groups == {"CN-x-east", "CN-x-central", "CN-x-west", "CN-x-northeast"}
    assert {"CN-HK", "CN-MO", "CN-TW"} <= tree.optional
    assert tree.corps_parent == "CN"
    assert not {"CN-SD", "CN-XJ"} & tree.optional


def test_groups_of_provinces_are_a_tree_of_their_own_that_only_sums_confirm():
    tree = group_tree(regions())
    assert tree.parents["CN-SD"] == "CN-x-east"
    assert tree.corps_parent == "CN-x-west"
    assert tree.by_evidence


def test_without_levels_names_tell():
    frame = pd.DataFrame(
        [
            ("N", "", "全国", ""),
            ("E", "", "东部地区", "N"),
            ("K", "South Korea", "", "N"),
            ("B", "", "新疆建设兵团", "N"),
        ],
        columns=["code", "name_en", "name_zh", "parent"],
    )
    known = Classification("region", frame)
    tree = region_tree(known)
    assert (tree.corps, tree.groups) == ({"B"}, {"E"})
    assert group_tree(known) is None


@pytest.mark.parametrize(
    "label", ["东部地区", "中部", "西部地区合计", "东北地区", "长江经济带", "Eastern region", "Central areas"]
)
def test_labels_of_groups_are_known(label):
    assert GROUPS.fullmatch(label)


@pytest.mark.parametrize(
    "label", ["西藏", "山东", "South Africa", "Northern Ireland", "Central African Republic", "北京"]
)
def test_labels_of_regions_are_no_groups(label):
    assert not GROUPS.fullmatch(label)


@pytest.mark.parametrize(
    "label",
    [
        "新疆生产建设兵团",
        "新疆建设 兵 团",
        "Xinjiang Construction Corps",
        "新疆建设兵团 Xinjiang Construc-\ntion Corps",
    ],
)
def test_labels_of_the_corps_are_known(label):
    assert CORPS.fullmatch(label)
