"""Where do we stand? Shares, growth, specialisation, concentration and ranks of regions.

Every measure is a pure function of labelled arrays: it checks its input, names its result, states
unit and convention, and says why a cell has no value (``reason``, codes of ``dims.REASONS``).

=============================== ==================================================================
Measure                         The question it answers
=============================== ==================================================================
``share``                       What part of the whole is it?
``cagr``, ``cagr_band``         How fast did it grow a year, and how sure is that of printed figures?
``relative_growth``             How much faster than the nation?
``compare_growth``              Do a published rate and the rate between two published levels agree?
``target_path``                 Ahead of the road to the target, behind it, or not to be decided?
``location_quotient``           How specialised, against the nation?
``location_quotient_interval``  Is a quotient of a few firms distinguishable from the nation at all?
``presence``                    Which activities does a region have?
``shift_share``                 Growth from the nation, from the mix of activities, from the region?
``herfindahl``                  On how few does the total rest?
``krugman``                     How different from a reference is the composition?
``rank``                        Which place, among how many that report?
=============================== ==================================================================

Names are imported when first used, so ``import growthpole.diagnose`` loads no array library.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from growthpole.diagnose.composition import share
    from growthpole.diagnose.concentration import herfindahl, krugman
    from growthpole.diagnose.growth import (
        Band,
        PathCheck,
        cagr,
        cagr_band,
        compare_growth,
        relative_growth,
        rounding_band,
        target_path,
    )
    from growthpole.diagnose.quotients import location_quotient, location_quotient_interval, presence
    from growthpole.diagnose.ranks import rank
    from growthpole.diagnose.shifts import shift_share

__all__ = [
    "Band",
    "PathCheck",
    "cagr",
    "cagr_band",
    "compare_growth",
    "herfindahl",
    "krugman",
    "location_quotient",
    "location_quotient_interval",
    "presence",
    "rank",
    "relative_growth",
    "rounding_band",
    "share",
    "shift_share",
    "target_path",
]

_MODULE: Final = {
    "Band": "growth",
    "PathCheck": "growth",
    "cagr": "growth",
    "cagr_band": "growth",
    "compare_growth": "growth",
    "herfindahl": "concentration",
    "krugman": "concentration",
    "location_quotient": "quotients",
    "location_quotient_interval": "quotients",
    "presence": "quotients",
    "rank": "ranks",
    "relative_growth": "growth",
    "rounding_band": "growth",
    "share": "composition",
    "shift_share": "shifts",
    "target_path": "growth",
}


def __getattr__(name: str) -> object:
    """Import the module of a public name on first use (PEP 562)."""
    if name not in _MODULE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_MODULE[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
