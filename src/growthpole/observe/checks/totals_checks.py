"""Printed totals against their parts: regions under a nation, columns under a heading, "of which" under its whole.

Nothing is rescaled and nothing is filled: a total that is not the sum of its parts is a finding at its
cell, with the gap. Rates, averages and indices are left alone, by unit, by heading, and, where neither
says, by shape: an average lies among its parts. A total of which a part is absent is not checked, and
no finding says so; parts that already exceed it are one.
"""

from __future__ import annotations

import numpy as np

from growthpole.errors import Finding
from growthpole.observe.checks.heading_sums import check_of_which, heading_claims
from growthpole.observe.checks.part_sums import Mask, check_sums
from growthpole.observe.checks.region_sums import list_claims, tree_claims
from growthpole.observe.checks.region_trees import Tree, group_tree, region_tree
from growthpole.observe.checks.rows import PrintedRows
from growthpole.tables.classification import Classification

__all__ = ["check_totals"]

_NO_TREE = Tree("region", {})


def check_totals(rows: PrintedRows, regions: Classification | None = None) -> tuple[list[Finding], Mask]:
    """Findings for the totals of a table that are not what their parts say, and the rows whose sums are right.

    Parameters
    ----------
    rows : PrintedRows
        The rows.
    regions : Classification, optional
        Which region lies under which; without it only rows marked as totals are checked.

    Examples
    --------
    >>> import pandas as pd
    >>> from growthpole.observe.checks.rows import printed_rows
    >>> table = pd.DataFrame(
    ...     {
    ...         "region": ["", "A", "B"],
    ...         "region_label": ["Total", "A", "B"],
    ...         "role": ["total", "", ""],
    ...         "value": ["30", "9", "11"],
    ...         "header": "firms",
    ...         "period": "2021",
    ...         "unit": "firm",
    ...     }
    ... )
    >>> [(found.code, found.params["gap"]) for found in check_totals(printed_rows(table))[0]]
    [('parts-differ', '+10')]
    """
    tree = region_tree(regions) if regions is not None else _NO_TREE
    findings: list[Finding] = []
    vouched = np.zeros(len(rows), dtype=bool)
    groups = None if regions is None else group_tree(regions)
    by_group = None if groups is None else tree_claims(rows, groups)
    for claims in (tree_claims(rows, tree), by_group, list_claims(rows, tree), heading_claims(rows)):
        if claims is not None:
            found, right = check_sums(rows, claims)
            findings += found
            vouched |= right
    return findings + check_of_which(rows), vouched
