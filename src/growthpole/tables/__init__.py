"""The nouns: what the other rooms talk about, validated once and then trusted.

======================  ==========================================================================
:class:`Observations`   one row per published value, with its key, status and origin
:class:`Panel`          values by period, region and activity, in one unit
:class:`Classification` codes with names in two languages, aliases, parents and attributes
:class:`Concordance`    weights from one classification to another, with the coverage it loses
:class:`Register`       keyed rows of text and numbers: partners, chains, projects
:class:`IOTable`        flows between sectors, final uses and value added, with their identities
:class:`SupplyNetwork`  firms and the deliveries between them
:class:`Targets`        what the region says it will reach, and by when
:class:`Period`         an ISO 8601 year, month, day or interval
======================  ==========================================================================
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from growthpole.lazy import exports

if TYPE_CHECKING:
    from growthpole.tables.classification import Classification, Concordance, Converted
    from growthpole.tables.io_table import IOTable
    from growthpole.tables.observations import Fact, Observations
    from growthpole.tables.panels import Panel
    from growthpole.tables.periods import Period, parse_period
    from growthpole.tables.register import Register
    from growthpole.tables.supply_network import SupplyNetwork
    from growthpole.tables.targets import Target, Targets

_HOME = {
    "Classification": "classification",
    "Concordance": "classification",
    "Converted": "classification",
    "Fact": "observations",
    "IOTable": "io_table",
    "Observations": "observations",
    "Panel": "panels",
    "Period": "periods",
    "Register": "register",
    "SupplyNetwork": "supply_network",
    "Target": "targets",
    "Targets": "targets",
    "parse_period": "periods",
}

__all__ = [
    "Classification",
    "Concordance",
    "Converted",
    "Fact",
    "IOTable",
    "Observations",
    "Panel",
    "Period",
    "Register",
    "SupplyNetwork",
    "Target",
    "Targets",
    "parse_period",
]

__getattr__, __dir__ = exports(__name__, _HOME)
