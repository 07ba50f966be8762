"""growthpole: from a region's own statistics to a defended plan, and to the answer whether it works.

The data walks the rooms once, front to back; each answers one question.

==================  ========================================================================
``observe``         What do the sources say?
``tables``          What are the nouns?
``diagnose``        Where do we stand?
``linkages``        What pulls what?
``opportunities``   Where to enter?
``partners``        With whom?
``plan``            What, when, at what odds?
``track``           Is it working?
``backtest``        Was the advice right?
``views``           How is a result shown, in two languages?
``study``           The corridor: from ``study.toml`` through the rooms to results on disk.
==================  ========================================================================

Examples
--------
>>> import growthpole
>>> growthpole.__version__
'0.1.0'
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from growthpole import (
        backtest,
        diagnose,
        dims,
        errors,
        evaluation,
        indicators,
        linkages,
        messages,
        observe,
        opportunities,
        partners,
        plan,
        progress,
        provenance,
        store,
        study,
        tables,
        track,
        units,
        views,
    )

__version__ = "0.1.0"

__all__ = [
    "backtest",
    "diagnose",
    "dims",
    "errors",
    "evaluation",
    "indicators",
    "linkages",
    "messages",
    "observe",
    "opportunities",
    "partners",
    "plan",
    "progress",
    "provenance",
    "store",
    "study",
    "tables",
    "track",
    "units",
    "views",
]


def __getattr__(name: str) -> object:
    if name in __all__:
        return import_module(f"growthpole.{name}")
    raise AttributeError(f"module 'growthpole' has no attribute {name!r}")


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
