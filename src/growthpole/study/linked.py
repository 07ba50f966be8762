"""Section ``[linkages]`` of ``study.toml``: the input-output table, candidate poles, what stands in for output."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from growthpole.study.sections import Section, Words

__all__ = ["LinkagesEntry", "NodeEntry", "PoleEntry", "PoleFactEntry", "ProxyEntry"]

Code = Field(pattern=r"^[a-z][a-z0-9_]*$")


class ProxyEntry(Section):
    """What stands in for the region's output of each sector: a share of the nation's output, from a published fact."""

    id: str = Code
    """Name in number keys: small letters, digits, underscores."""
    name: Words
    """Its name."""
    indicator: str
    """Indicator of the region."""
    period: str
    """Period."""
    vintage: str = ""
    """Vintage, where there are several."""
    over: Literal["nation", "value_added", "group_output", "sectors"] = "nation"
    """Over the nation's value; over value added or the group's output in the table; or by sector, from counts."""
    others: str = ""
    """An earlier proxy for what this one does not reach; without it the share holds for every sector."""
    note: Words
    """What the share is, and is not."""


class PoleFactEntry(Section):
    """A published fact about a candidate pole: its size, its growth or its innovation."""

    part: Literal["size", "growth", "innovation"]
    """Part of the growth-pole test it speaks to."""
    indicator: str
    """Indicator."""
    period: str
    """Period."""
    vintage: str = ""
    """Vintage, where there are several."""
    region: str = ""
    """Region of the fact; that of the study when empty."""


class PoleEntry(Section):
    """A candidate growth pole: sectors of the table, and the facts that are known of it in the region."""

    id: str = Code
    """Name in number keys: small letters, digits, underscores."""
    name: Words
    """Its name."""
    sectors: tuple[str, ...] = ()
    """Sectors of the table; the whole group when empty."""
    note: Words | None = None
    """What the sectors hold beside the pole."""
    fact: tuple[PoleFactEntry, ...] = ()
    """Facts; a part of the test without one is shown as without data."""


class NodeEntry(Section):
    """A verdict on a node of the chains that a cited local source gives; every other node is unknown."""

    sector: str
    """Sector of the node."""
    stages: tuple[str, ...]
    """Stages of the chains the verdict holds for, as the register of stages names them."""
    chains: tuple[str, ...] = ()
    """Chains it holds for; all when empty."""
    state: Literal["strong", "weak", "missing"]
    """The verdict."""
    indicator: str
    """Indicator of the fact that says so."""
    period: str
    """Its period."""
    note: Words
    """How the fact is read."""


class LinkagesEntry(Section):
    """Linkages from an input-output table, candidate growth poles, gaps of their chains in money, and the chains."""

    table: str
    """Register with the table, one row per cell; blocks intermediate, value_added, final_demand, import, output."""
    row: str = "row_code"
    """Its column with the supplier, the factor or the row of a block."""
    column: str = "column_code"
    """Its column with the user or the category of final demand."""
    block: str = "block"
    """Its column with the block."""
    value: str = "value"
    """Its column with the value."""
    period: str
    """Year of the table."""
    unit: str
    """Unit of its values."""
    price_basis: Words
    """Prices of the table and how it treats imports."""
    sectors: str
    """Register of the sectors, with code, name_en and name_zh."""
    short_name: str = ""
    """Its column with short English names for charts."""
    group_attribute: str
    """Its column that marks the group in question."""
    group_value: str = "true"
    """Value of the column that belongs to the group."""
    group_name: Words
    """Name of the group."""
    exports: tuple[str, ...]
    """Categories of final demand that leave the country."""
    investment: tuple[str, ...]
    """Categories that are fixed investment."""
    consumption: tuple[str, ...]
    """Categories that are consumption."""
    import_share: str = ""
    """Column of the sectors with a published import share of domestic use, for the ranking of import shares."""
    import_parent: str = ""
    """Column with the code of the published sector the share belongs to: sectors of one parent are ranked once."""
    import_quality: str = ""
    """Column that says whether the share is the sector's own or its parent's."""
    import_exact: str = "exact"
    """Value of that column for a sector with a share of its own."""
    chains: str = ""
    """Register of the chains, of the kind chains."""
    stages: str = ""
    """Register of their stages, of the kind chain_stages."""
    cities: str = ""
    """Register of their cities, of the kind chain_cities."""
    cited: str = ""
    """Column of the cities that says whether a source names the city; cited when it says source."""
    firms: str = ""
    """Indicator with counts of firms by region and activity, for the nodes of the chains."""
    firms_period: str = ""
    """Its period."""
    activity_sector: str = ""
    """Attribute of the activities with the sector of the table."""
    activity_match: str = ""
    """Attribute of the activities with the quality of that match."""
    groups: str = ""
    """Register of the groups of the industrial classification, with code, level and name."""
    groups_sectors: str = ""
    """Its column with the sectors of the table."""
    groups_level: str = "group"
    """Level of the classification that is joined."""
    concordance: str = ""
    """Register of the classification's concordance, with the column match: the quality of each match."""
    deltas: tuple[float, ...] = (0.1, 0.2, 0.3, 0.4)
    """Values of δ for the regional purchase coefficients."""
    plants: dict[str, float] = Field(default_factory=dict)
    """Output below which a plant does not pay, by sector, in the unit of the table; none known when empty."""
    note: Words
    """What the table is, and is not; stands at the head of the section."""
    proxy: tuple[ProxyEntry, ...] = Field(min_length=1)
    """What stands in for the region's output."""
    pole: tuple[PoleEntry, ...] = Field(min_length=1)
    """Candidate poles."""
    node: tuple[NodeEntry, ...] = ()
    """Nodes of the chains with a cited verdict."""
