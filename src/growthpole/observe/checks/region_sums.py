"""Which rows of a column are the parts of which total, by the tree of a classification or by the word total.

A row belongs to the nearest region above it that the column lists. The corps of Xinjiang, which some
yearbooks count beside the provinces and others inside Xinjiang, is kept apart for the sums to decide.
Regions that few tables list (Hong Kong, Macao, Taiwan) may be absent without making a list incomplete,
and groups of provinces (the east, the Yangtze belt) are a division of their own, never added to provinces.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from growthpole.observe.checks.additivity import adding
from growthpole.observe.checks.part_sums import Claims, Mask
from growthpole.observe.checks.region_trees import CORPS, GROUPS, Tree
from growthpole.observe.checks.rows import COLUMN, Places, PrintedRows

__all__ = ["list_claims", "tree_claims"]

_DEEPEST: Final = 12


@dataclass(frozen=True, slots=True)
class _Members:
    """Rows that take part, in the order of the rows: their group and the number of their code."""

    rows: Places
    groups: Places
    codes: Places
    names: list[str]
    corps: Mask
    macro: Mask


def _members(rows: PrintedRows, tree: Tree) -> _Members:
    import pandas as pd

    frame = rows.frame
    group = rows.ids(*tree.within)
    code = frame[tree.column]
    if tree.column == "region":
        code = code.where(code != "", "label:" + frame["region_label"])
    known = pd.Index(dict.fromkeys([*tree.parents, *tree.parents.values(), *code.unique()]))
    codes = known.get_indexer(pd.Index(code))
    of_which = _marked(frame["role"].to_numpy(dtype=object) == "of-which", group)
    adds = frame[["header", "unit"]].drop_duplicates()
    adds = adds.assign(no=[adding(*pair) == "no" for pair in adds.itertuples(index=False, name=None)])
    no = frame[["header", "unit"]].merge(adds, how="left", on=["header", "unit"])["no"].to_numpy(dtype=bool)
    usable = np.flatnonzero(~of_which & ~no)
    key = group[usable] * len(known) + codes[usable]
    order = np.argsort(key, kind="stable")
    repeat = key[order][1:] == key[order][:-1]
    values = rows.numbers[usable][order]
    clash = repeat & ~((values[1:] == values[:-1]) | (np.isnan(values[1:]) & np.isnan(values[:-1])))
    # Two different numbers of one region in one column: which of them is a part is not for us to say.
    spoilt = np.isin(group[usable], group[usable][order][1:][clash])
    first = np.ones(len(usable), dtype=bool)
    first[order[1:][repeat]] = False
    kept = usable[first & ~spoilt]
    labels: list[str] = frame["region_label"].unique().tolist() if tree.column == "region" else []
    corps = {label for label in labels if CORPS.fullmatch(label)}
    groups = {label for label in labels if GROUPS.fullmatch(label)}
    told, coded = frame["region_label"].iloc[kept], frame[tree.column].iloc[kept]
    return _Members(
        kept,
        group[kept],
        codes[kept].astype(np.int64),
        [str(name) for name in known],
        (told.isin(corps) | coded.isin(tree.corps)).to_numpy(),
        (told.isin(groups) | coded.isin(tree.groups)).to_numpy(),
    )


def _marked(mask: Mask, group: npt.NDArray[np.intp]) -> Mask:
    """Rows marked by ``mask`` in columns where not every row is: the mark is of the row, not of the heading."""
    unmarked = np.bincount(group[~mask], minlength=int(group.max(initial=-1)) + 1) > 0
    return mask & unmarked[group]


class _Finder:
    """Row of a code in a group."""

    def __init__(self, members: _Members) -> None:
        self.width = len(members.names)
        key = members.groups * self.width + members.codes
        self.order = np.argsort(key, kind="stable")
        self.keys, self.rows = key[self.order], members.rows

    def at(self, groups: Places, codes: Places) -> Places:
        """Rows, −1 where the group does not list the code."""
        wanted = groups * self.width + codes
        place = np.minimum(np.searchsorted(self.keys, wanted), max(len(self.keys) - 1, 0))
        found = (self.keys[place] == wanted) & (codes >= 0) if len(self.keys) else np.zeros(len(wanted), dtype=bool)
        return np.where(found, self.rows[self.order][place] if len(self.keys) else -1, -1)


def _above(members: _Members, tree: Tree, finder: _Finder) -> tuple[Places, Places]:
    """For each member the nearest listed code above it, and that code's row; −1 for none."""
    number = {name: place for place, name in enumerate(members.names)}
    root = number.get("", -1) if tree.rooted else -1
    parent = np.array(
        [number[upper] if (upper := tree.parents.get(name, "")) else (root if name else -1) for name in members.names],
        dtype=np.int64,
    )
    above = parent[members.codes] if len(members.codes) else np.zeros(0, dtype=np.int64)
    above = np.where(members.corps, number.get(tree.corps_parent, -1) if tree.corps_parent else -1, above)
    for _ in range(_DEEPEST):
        row = finder.at(members.groups, above)
        lost = (row < 0) & (above >= 0)
        if not lost.any():
            break
        above = np.where(lost, parent[above], above)
    return above, finder.at(members.groups, above)


def tree_claims(rows: PrintedRows, tree: Tree) -> Claims | None:
    """Claims that a region is the sum of the regions under it, column by column.

    Parameters
    ----------
    rows : PrintedRows
        The rows.
    tree : Tree
        Which code lies under which.
    """
    members = _members(rows, tree)
    above, total = _above(members, tree, _Finder(members))
    division = above * 2 + members.macro
    place = np.where(total >= 0, division, -1)
    whole = _whole_lists(rows, members, above, total, tree)
    return _claims(rows, members, place, total, whole, tree.column)


def _whole_lists(rows: PrintedRows, members: _Members, above: Places, total: Places, tree: Tree) -> Mask:
    """For each member whether the list it is in holds all codes under its total that must be there."""
    sheet = rows.ids("table")[members.rows]
    children: dict[str, list[str]] = {}
    for code, parent in tree.parents.items():
        children.setdefault(parent, []).append(code)
    listed: dict[tuple[int, int], set[str]] = {}
    belongs = (total >= 0) & ~members.macro
    width = len(members.names)
    triples = np.unique(((sheet * width + above) * width + members.codes)[belongs])
    for triple in triples.tolist():
        pair, code = divmod(triple, width)
        listed.setdefault(divmod(pair, width), set()).add(members.names[code])

    def covered(code: str, names: set[str], depth: int = 0) -> bool:
        if code in names or code in tree.optional:
            return True
        below = children.get(code, ())
        return depth < _DEEPEST and bool(below) and all(covered(each, names, depth + 1) for each in below)

    whole = {
        key: all(covered(child, names) for child in children.get(members.names[key[1]], ("",)))
        for key, names in listed.items()
    }
    if tree.by_evidence:
        return np.zeros(len(members.rows), dtype=bool)
    complete = np.array([where * width + parent for (where, parent), all_there in whole.items() if all_there])
    return np.isin(sheet * width + above, complete.astype(np.int64)) & belongs


def list_claims(rows: PrintedRows, tree: Tree) -> Claims | None:
    """Claims that the one row called a total is the sum of the rows of its column, where no tree says more."""
    if not (rows.frame["role"] == "total").any():
        return None
    members = _members(rows, tree)
    _, found = _above(members, tree, _Finder(members))
    group = rows.ids(*COLUMN)
    marked = _marked(rows.frame["role"].to_numpy(dtype=object) == "total", group)[members.rows]
    size = int(group.max(initial=-1)) + 1
    single = np.bincount(members.groups[marked], minlength=size) == 1
    total_of_group = np.full(size, -1, dtype=np.int64)
    total_of_group[members.groups[marked]] = members.rows[marked]
    total = np.where(single[members.groups], total_of_group[members.groups], -1)
    has_tree = np.isin(total, found[found >= 0])
    top = ~marked & ~members.macro & (total >= 0) & ~has_tree
    top &= (found < 0) | (found == total)
    total = np.where(top, total, -1)
    # Regions make a flat list; rows of other things may be parts of each other, as only their sums show.
    table = rows.ids("table")[members.rows]
    unresolved = (rows.frame["region"] == "").to_numpy()[members.rows] & top
    flat = ~np.isin(table, table[unresolved])
    return _claims(rows, members, np.where(top, 0, -1), total, flat, tree.column)


def _claims(
    rows: PrintedRows, members: _Members, division: Places, total: Places, whole: Mask, naming: str
) -> Claims | None:
    """Claims of the members that have a total; ``division`` tells lists below one total apart."""
    inside = division >= 0
    if not inside.any():
        return None
    sheet = rows.ids("table")[members.rows].astype(np.int64)
    span = int(division.max()) + 1
    listing = np.unique(np.where(inside, sheet * span + division, -1), return_inverse=True)[1].astype(np.int64)
    plain = inside & ~members.corps
    width = len(members.names)
    pairs = np.unique((listing * width + members.codes)[plain])
    listed = np.bincount(pairs // width, minlength=int(listing.max()) + 1)
    known = ~np.isnan(rows.numbers[members.rows]) & (total >= 0) & ~np.isnan(rows.numbers[np.maximum(total, 0)])
    part = np.flatnonzero(plain & known)
    family = members.groups[part] * span + division[part]
    part = part[np.argsort(family, kind="stable")]
    family = members.groups[part] * span + division[part]
    starts = np.flatnonzero(np.diff(family, prepend=-1)) if len(family) else np.zeros(0, dtype=np.int64)
    counts = np.diff(np.append(starts, len(part)))
    several = counts >= 2
    if not several.any():
        return None
    part, first = part[np.repeat(several, counts)], part[starts[several]]
    counts = counts[several]
    corps = np.flatnonzero(inside & members.corps & known)
    of_total = dict(zip(zip(members.groups[corps].tolist(), total[corps].tolist(), strict=True), corps, strict=True))
    keys = zip(members.groups[first].tolist(), total[first].tolist(), strict=True)
    extra = [int(members.rows[of_total[key]]) if key in of_total else -1 for key in keys]
    adds = [
        adding(header, unit) == "yes"
        for header, unit in rows.frame[["header", "unit"]].iloc[total[first]].itertuples(index=False, name=None)
    ]
    return Claims(
        totals=total[first],
        parts=members.rows[part],
        starts=np.concatenate([[0], np.cumsum(counts)[:-1]]).astype(np.int64),
        extra=np.array(extra, dtype=np.int64),
        listing=listing[first],
        declared=whole[first],
        complete=counts == listed[listing[first]],
        sure=np.array(adds, dtype=bool),
        naming=naming,
    )
