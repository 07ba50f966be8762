"""One door to the cross-checks: what the numbers of a table, taken together, say against each other.

In this order: totals against parts (:mod:`~growthpole.observe.checks.totals_checks`), powers of ten
(:mod:`~growthpole.observe.checks.ratio_checks`), published growth against levels
(:mod:`~growthpole.observe.checks.growth_checks`), declared identities (:mod:`~growthpole.observe.checks.identities`).
No value is changed. All findings warn; only an identity the user declared is an error.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import numpy as np

from growthpole.errors import Finding
from growthpole.observe.checks.growth_checks import check_growth
from growthpole.observe.checks.identities import Identity, check_identities
from growthpole.observe.checks.part_sums import check_sums
from growthpole.observe.checks.ratio_checks import check_ratios
from growthpole.observe.checks.region_sums import tree_claims
from growthpole.observe.checks.region_trees import Tree, activity_tree, group_tree, region_tree
from growthpole.observe.checks.rows import printed_rows
from growthpole.observe.checks.totals_checks import check_totals
from growthpole.observe.findings import Notebook
from growthpole.observe.gazetteer import regions as bundled_regions
from growthpole.tables.classification import Classification
from growthpole.tables.observations import Observations

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["cross_check", "cross_check_observations"]


def cross_check(
    rows: pd.DataFrame,
    identities: Iterable[str | Identity] = (),
    *,
    regions: Classification | None = None,
    growth_of: Mapping[str, str] | None = None,
) -> tuple[Finding, ...]:
    """What the rows of a reading say against each other.

    Parameters
    ----------
    rows : DataFrame
        Rows of a :class:`~growthpole.observe.Reading`.
    identities : iterable of str or Identity
        Declared identities over headings, such as ``"output = inputs + value added"``.
    regions : Classification, optional
        Which region lies under which; by default the bundled gazetteer.
    growth_of : mapping of str to str, optional
        Heading of a growth rate to the heading of its level.

    Returns
    -------
    tuple of Finding
        File by file; a flood of one kind is cut with its count.

    Raises
    ------
    InputError
        A column is missing, or an identity cannot be read or names an unknown heading.

    Examples
    --------
    >>> import pandas as pd
    >>> table = pd.DataFrame(
    ...     {
    ...         "region_label": ["合计", "甲", "乙", "丙", "丁"],
    ...         "region": ["", "A", "B", "C", "D"],
    ...         "role": ["total", "", "", "", ""],
    ...         "value": ["15,000", "7,234", "5,766", "5,000", "3,000"],
    ...         "cell": ["B2", "B3", "B4", "B5", "B6"],
    ...     }
    ... ).assign(header="企业数", period="2021", unit="个", file="yearbook.xlsx", sheet="1-4")
    >>> found = cross_check(table)[0]
    >>> found.place(), found.params["slip_at"], found.params["slip_reading"]
    ('yearbook.xlsx:1-4:B2 [企业数]', 'B3', '1,234')
    """
    printed = printed_rows(rows)
    findings, vouched = check_totals(printed, bundled_regions() if regions is None else regions)
    findings += check_ratios(printed, vouched)
    findings += check_growth(printed, growth_of or {})
    findings += check_identities(printed, identities)
    return _limited(findings)


def cross_check_observations(
    observations: Observations,
    classifications: Mapping[str, Classification],
    origins: pd.DataFrame | None = None,
    identities: Iterable[str | Identity] = (),
) -> tuple[Finding, ...]:
    """What the observations of a study say against each other, across its files.

    Regions are summed along the tree of the classification ``region``, activities along that of
    ``activity`` (the empty activity is the whole economy), each within one indicator, period, vintage,
    scope and price basis. Growth is compared for indicators whose measure is growth: their level is the
    attribute ``growth_of`` of the classification ``indicator``, or the code without its end ``_growth``.
    Only actual values are looked at, and none that is stated as about, over or under.

    Parameters
    ----------
    observations : Observations
        The values.
    classifications : mapping of str to Classification
        ``region``, ``activity``, ``indicator``, as far as they are there.
    origins : DataFrame, optional
        ``origin_id, file, sha256, sheet, line, column, cell`` of each value.
    identities : iterable of str or Identity
        Declared identities over indicators, by code or title.

    Returns
    -------
    tuple of Finding
        File by file; a flood of one kind is cut with its count.

    Raises
    ------
    InputError
        An identity cannot be read, or names an unknown indicator.
    """
    printed = printed_rows(_as_rows(observations, origins))
    vouched = np.zeros(len(printed), dtype=bool)
    findings: list[Finding] = []
    for tree in _trees(classifications):
        claims = tree_claims(printed, tree)
        if claims is not None:
            found, right = check_sums(printed, claims)
            findings += found
            vouched |= right
    findings += check_ratios(printed, vouched)
    indicators = classifications.get("indicator")
    findings += check_growth(printed, {} if indicators is None else _growth_of(indicators))
    labels = {} if indicators is None else _titles(indicators)
    findings += check_identities(printed, identities, labels)
    return _limited(findings)


def _trees(classifications: Mapping[str, Classification]) -> list[Tree]:
    regions, activities = classifications.get("region"), classifications.get("activity")
    trees = [] if regions is None else [region_tree(regions), group_tree(regions)]
    trees += [] if activities is None else [activity_tree(activities)]
    return [tree for tree in trees if tree is not None]


def _as_rows(observations: Observations, origins: pd.DataFrame | None) -> pd.DataFrame:
    """Observations in the shape of a reading; all of them stand in one table."""
    frame = observations.frame
    frame = frame[frame["kind"] == "actual"]
    rows = frame.assign(
        header=frame["indicator"],
        value=frame["printed"],
        version=frame["vintage"].str.cat(frame["scope"], sep=" · ").str.strip(" ·"),
        flag=frame["operator"].where(frame["operator"] != "=", ""),
        region_label=frame["region"],
        table="",
    )
    if origins is not None:
        known = ["origin_id", "file", "sha256", "sheet", "line", "column", "cell"]
        rows = rows.merge(origins[known], how="left", on="origin_id")
    return rows


def _growth_of(indicators: Classification) -> dict[str, str]:
    """Level of each indicator of growth, where there is one."""
    if "measure" not in indicators.frame.columns:
        return {}
    measures = indicators.attribute("measure")
    declared = indicators.attribute("growth_of") if "growth_of" in indicators.frame.columns else {}
    levels = {code: declared.get(code) or code.removesuffix("_growth") for code in measures}
    return {
        code: level
        for code, level in levels.items()
        if measures[code] == "growth" and level != code and measures.get(level) in ("level", "count")
    }


def _titles(indicators: Classification) -> dict[str, str]:
    names = indicators.frame[["code", "name_en", "name_zh"]].itertuples(index=False, name=None)
    return {title: code for code, *titles in names for title in titles if title}


def _limited(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Findings file by file, a flood of one kind cut with its count."""
    books: dict[tuple[str, str], list[Finding]] = {}
    for finding in findings:
        books.setdefault((finding.file, finding.sha256), []).append(finding)
    limited = [Notebook(file, sha256).limited(found) for (file, sha256), found in books.items()]
    return tuple(finding for found in limited for finding in found)
