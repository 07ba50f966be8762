"""What pulls what? Leontief and Ghosh models, key sectors, extraction, regionalisation and chain gaps.

Every measure is a pure function of an ``IOTable``, a ``SupplyNetwork`` or labelled arrays: it refuses an economy that
is not productive and names the columns to blame, keeps sectors without output, and states unit, convention and how it
solved.

============================== =======================================================================
Measure                        The question it answers
============================== =======================================================================
``technical_coefficients``     What does a unit of output take as inputs?
``allocation_coefficients``    Where does a unit of output go?
``leontief_inverse``           What must everyone make for a unit of final demand?
``ghosh_inverse``              What does a unit of primary inputs enable down the chain?
``spectral_radius``            How slowly do the rounds of inputs fade?
``demand_shock``               What does a change of final demand set off?
``multipliers``                How much output, income or work per unit of final demand, types I and II?
``backward_linkage``           How strongly does a sector pull on its suppliers, how evenly?
``forward_linkage``            How strongly does it push its users, how evenly?
``key_sectors``                Which sectors do both more than average?
``hypothetical_extraction``    What is lost without a sector, a group, a region, or part of it?
``top_extractions``            Which losses are the largest, without an inverse?
``upstreamness``               How many stages from final demand?
``downstreamness``             How many stages from primary inputs?
``field_of_influence``         Which coefficients move the economy most?
``interregional_spillovers``   How much happens in other regions, and comes back?
``ras``                        What does the old table look like with new sums?
``gras``                       The same, with negative entries?
``import_share``               What part of what is used at home is imported?
``regional_coefficients``      What would a region buy at home?
``delta_sensitivity``          How much of that hangs on an assumed exponent?
``chain_gap``                  What does a growth pole buy that its region does not make, in money?
``structural_decomposition``   What of a change is technology, what is demand?
``value_added_trade``          Whose value added do a region's exports hold?
``systemic_risk``              What part of the network's output stops with one firm?
============================== =======================================================================

``domestic_table`` and ``aggregate`` make one table of another; ``Factor`` and ``Households`` name parts of one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from growthpole.lazy import exports

if TYPE_CHECKING:
    from growthpole.linkages.aggregating import aggregate
    from growthpole.linkages.balancing import gras, ras
    from growthpole.linkages.cascades import systemic_risk
    from growthpole.linkages.chains import chain_gap
    from growthpole.linkages.changing import structural_decomposition
    from growthpole.linkages.extraction import hypothetical_extraction
    from growthpole.linkages.importing import domestic_table, import_share
    from growthpole.linkages.leontief import (
        allocation_coefficients,
        ghosh_inverse,
        leontief_inverse,
        spectral_radius,
        technical_coefficients,
        worked_example,
    )
    from growthpole.linkages.multiplying import Factor, Households, multipliers
    from growthpole.linkages.positions import downstreamness, field_of_influence, upstreamness
    from growthpole.linkages.pulls import backward_linkage, forward_linkage, key_sectors
    from growthpole.linkages.regionalising import delta_sensitivity, regional_coefficients
    from growthpole.linkages.shocks import demand_shock
    from growthpole.linkages.spilling import interregional_spillovers
    from growthpole.linkages.top_losses import top_extractions
    from growthpole.linkages.trading import value_added_trade

__all__ = [
    "Factor",
    "Households",
    "aggregate",
    "allocation_coefficients",
    "backward_linkage",
    "chain_gap",
    "delta_sensitivity",
    "demand_shock",
    "domestic_table",
    "downstreamness",
    "field_of_influence",
    "forward_linkage",
    "ghosh_inverse",
    "gras",
    "hypothetical_extraction",
    "import_share",
    "interregional_spillovers",
    "key_sectors",
    "leontief_inverse",
    "multipliers",
    "ras",
    "regional_coefficients",
    "spectral_radius",
    "structural_decomposition",
    "systemic_risk",
    "technical_coefficients",
    "top_extractions",
    "upstreamness",
    "value_added_trade",
    "worked_example",
]

_MODULES: Final = {
    "Factor": "multiplying",
    "Households": "multiplying",
    "aggregate": "aggregating",
    "allocation_coefficients": "leontief",
    "backward_linkage": "pulls",
    "chain_gap": "chains",
    "delta_sensitivity": "regionalising",
    "demand_shock": "shocks",
    "domestic_table": "importing",
    "downstreamness": "positions",
    "field_of_influence": "positions",
    "forward_linkage": "pulls",
    "ghosh_inverse": "leontief",
    "gras": "balancing",
    "hypothetical_extraction": "extraction",
    "import_share": "importing",
    "interregional_spillovers": "spilling",
    "key_sectors": "pulls",
    "leontief_inverse": "leontief",
    "multipliers": "multiplying",
    "ras": "balancing",
    "regional_coefficients": "regionalising",
    "spectral_radius": "leontief",
    "structural_decomposition": "changing",
    "systemic_risk": "cascades",
    "technical_coefficients": "leontief",
    "top_extractions": "top_losses",
    "upstreamness": "positions",
    "value_added_trade": "trading",
    "worked_example": "leontief",
}

__getattr__, __dir__ = exports(__name__, _MODULES)
