"""The nouns: what the other rooms talk about, validated once and then trusted.

======================  ==========================================================================
:class:`Observations`   one row per published value, with its key, status and origin
:class:`Panel`          values by period, region and activity, in one unit
:class:`Classification` codes with names in two languages, aliases, parents and attributes
:class:`Concordance`    weights from one classification to another, with the coverage it loses
:class:`Register`       keyed rows of text and numbers
:class:`PartnerRegister` firms that might come
:class:`ProjectRegister` projects from the first lead to full capacity; an expansion counts its increment
:class:`ChainRegister`  value chains with their stages in order and their cities
:func:`problems_of_register` what is wrong with a register of one of these kinds
:class:`IOTable`        flows between sectors, final uses and value added, with their identities
:class:`SupplyNetwork`  firms and the deliveries between them
:class:`Targets`        what the region says it will reach, and by when
:class:`SeriesBreak`    what makes two periods two different things: borders, codes, scope, a revision
:func:`bridge`          a panel brought to the base of one period, or refused
:class:`Period`         an ISO 8601 year, month, day or interval
======================  ==========================================================================
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from growthpole.lazy import exports

if TYPE_CHECKING:
    from growthpole.tables.breaks import Link, SeriesBreak
    from growthpole.tables.bridging import Bridged, bridge
    from growthpole.tables.classification import Classification, Concordance, Converted
    from growthpole.tables.io_table import IOTable
    from growthpole.tables.observations import Fact, Observations
    from growthpole.tables.panels import Panel
    from growthpole.tables.periods import Period, parse_period
    from growthpole.tables.register import Register
    from growthpole.tables.supply_network import SupplyNetwork
    from growthpole.tables.targets import Target, Targets
    from growthpole.tables.typed_registers import (
        ChainRegister,
        PartnerRegister,
        ProjectRegister,
        problems_of_register,
    )

_HOME = {
    "Bridged": "bridging",
    "ChainRegister": "typed_registers",
    "Classification": "classification",
    "Concordance": "classification",
    "Converted": "classification",
    "Fact": "observations",
    "IOTable": "io_table",
    "Link": "breaks",
    "Observations": "observations",
    "Panel": "panels",
    "PartnerRegister": "typed_registers",
    "Period": "periods",
    "ProjectRegister": "typed_registers",
    "Register": "register",
    "SeriesBreak": "breaks",
    "SupplyNetwork": "supply_network",
    "Target": "targets",
    "Targets": "targets",
    "bridge": "bridging",
    "parse_period": "periods",
    "problems_of_register": "typed_registers",
}

__all__ = [
    "Bridged",
    "ChainRegister",
    "Classification",
    "Concordance",
    "Converted",
    "Fact",
    "IOTable",
    "Link",
    "Observations",
    "Panel",
    "PartnerRegister",
    "Period",
    "ProjectRegister",
    "Register",
    "SeriesBreak",
    "SupplyNetwork",
    "Target",
    "Targets",
    "bridge",
    "parse_period",
    "problems_of_register",
]

__getattr__, __dir__ = exports(__name__, _HOME)
