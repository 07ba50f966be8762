"""Complexity of world trade: 226 countries, 785 SITC products, mean of 1998–2000, against printed numbers.

``python reliability/world_trade.py --data DIR --oracle FILE``. DIR holds ``exports.csv`` (country, product, value);
FILE the complexity of countries (id, value; gzip or plain csv) by the R package economiccomplexity, eigenvalues
method. Prints each check with what was found, and exits with 1 when one fails.

A check is a function of the trade table that gives lines of (what, found, expected, whether it holds); to add one,
append it to ``CHECKS``.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import pandas as pd
import xarray as xr

from growthpole.diagnose import (
    complexity_outlook,
    economic_complexity,
    fitness_complexity,
    location_quotient,
    presence,
    proximity,
    purged_density,
    reflections,
    relatedness_density,
)
from growthpole.tables import Panel

PRESENCES = 31_951
PRINTED = {"afg": -0.5764283, "ago": -1.7770752, "aia": 1.4090414, "alb": -0.1732606, "and": 1.0772452}
EIGENVALUES = (1.0, 0.17913392, 0.12094886)
HALF_A_DIGIT = {"eci": 5e-8, "eigenvalue": 5e-9}  # of what is printed
TOLERANCE = 1e-10  # of the file: fifteen digits

Line = tuple[str, object, object, bool]


@dataclass
class Trade:
    """The table of world trade with its oracle, and what several checks need."""

    folder: Path
    oracle: Path

    @cached_property
    def x(self) -> xr.DataArray:
        """Exports, country × product; what is not listed is no trade."""
        rows = pd.read_csv(
            self.folder / "exports.csv", dtype={"country": str, "product": str}, keep_default_na=False
        ).assign(period=1999)
        return Panel.from_long(rows, "country", "product", unit="1", absent=0.0).at(1999)

    @cached_property
    def m(self) -> xr.DataArray:
        """Presence: location quotient at or above 1."""
        return presence(location_quotient(self.x))

    @cached_property
    def complexity(self) -> xr.Dataset:
        """Complexity as the R package has it."""
        return economic_complexity(self.m, like="economiccomplexity-r")


def presences(trade: Trade) -> Iterator[Line]:
    """Size of the presence matrix."""
    yield "countries × products", trade.m.shape, (226, 785), trade.m.shape == (226, 785)
    yield "presences", int(trade.m.sum()), PRESENCES, int(trade.m.sum()) == PRESENCES


def printed_complexity(trade: Trade) -> Iterator[Line]:
    """ECI of five countries and the first three eigenvalues."""
    for country, printed in PRINTED.items():
        found = trade.complexity.eci.sel(region=country).item()
        yield f"ECI of {country}", found, printed, abs(found - printed) <= HALF_A_DIGIT["eci"]
    for rank, printed in enumerate(EIGENVALUES, start=1):
        found = trade.complexity.eigenvalue.sel(rank=rank).item()
        yield f"eigenvalue {rank}", found, printed, abs(found - printed) <= HALF_A_DIGIT["eigenvalue"]


def all_complexity(trade: Trade) -> Iterator[Line]:
    """ECI of every country against the file."""
    expected = pd.read_csv(trade.oracle, index_col="id", keep_default_na=False)["value"].astype(float)
    same = set(expected.index) == set(trade.complexity.region.values)
    yield "countries of the file", len(expected), trade.complexity.sizes["region"], same
    far = float(np.abs(trade.complexity.eci.to_series() - expected.reindex(trade.complexity.region.values)).max())
    yield "largest difference of ECI", far, f"<= {TOLERANCE}", far <= TOLERANCE


def laws(trade: Trade) -> Iterator[Line]:
    """What must hold of any matrix: the mean relation, the order of labels, the limit of reflections."""
    atlas = economic_complexity(trade.m)
    mean = xr.dot(trade.m.astype(float), atlas.pci) / trade.m.sum("activity")
    far = float(np.abs(mean - atlas.eci).max())
    yield "ECI less mean PCI of what a country has", far, "<= 1e-12", far <= 1e-12
    turned = economic_complexity(trade.m[::-1, ::-1]).sel(region=trade.m.region.values)
    far = float(np.abs(turned.eci - atlas.eci).max())
    yield "ECI with labels in reverse order", far, "<= 1e-12", far <= 1e-12
    steps = reflections(trade.m, 26).k_region.isel(reflection=[18, 26])
    rest = np.abs((steps - steps.mean("region")) / steps.std("region") - atlas.eci).max("region").values
    ratio = float(atlas.eigenvalue.sel(rank=3) / atlas.eigenvalue.sel(rank=2)) ** 4
    holds = 0.8 * ratio < rest[1] / rest[0] < 1.25 * ratio  # the fourth eigenvalue still has a part in it
    yield "rest of reflection 26 over that of 18", rest[1] / rest[0], f"(λ₃/λ₂)⁴ = {ratio:.4f} ± 25 %", holds


def fitness(trade: Trade) -> Iterator[Line]:
    """Fitness settles, and solves its equations."""
    found = fitness_complexity(trade.m)
    yield "fitness converged", bool(found.converged), True, bool(found.converged)
    yield "steps", int(found.iterations), "< 1000", int(found.iterations) < 1000
    ahead = xr.dot(trade.m.astype(float), found.complexity)
    far = float(np.abs(ahead / ahead.mean() - found.fitness).max())
    yield "fitness one step on", far, "<= 1e-11", far <= 1e-11


def outlook(trade: Trade) -> Iterator[Line]:
    """Gain of twenty options against the outlook computed again after the entry; the order of options."""
    pci = economic_complexity(trade.m, scale="z").pci
    near = proximity(trade.m)
    ahead = complexity_outlook(trade.m, pci, near)
    again = complexity_outlook(trade.m, pci, "max")
    far = float(np.abs(again.cog - ahead.cog).max())
    yield "COG in blocks less COG with the whole proximity", far, "<= 1e-11", far <= 1e-11
    rows, columns = np.nonzero(~trade.m.values)
    chosen = np.random.default_rng(1999).choice(len(rows), 20, replace=False)
    far = 0.0
    for row, column in zip(rows[chosen], columns[chosen], strict=True):
        after = trade.m.values[[row]].copy()
        after[0, column] = True
        entered = trade.m.isel(region=[row]).copy(data=after)
        change = complexity_outlook(entered, pci, near).coi.item() - ahead.coi.isel(region=row).item()
        far = max(far, abs(change - ahead.cog.values[row, column]))
    yield "COG of 20 options less the change of COI", far, "<= 1e-11", far <= 1e-11
    tops = {name: [_mean_of_top(ahead[name].isel(region=at), pci) for at in range(len(trade.m))] for name in VALUED}
    worth = float(np.nanmean(tops["opens"]))
    yield "mean PCI of the top 20 by opens", worth, "> 0", worth > 0
    net = float(np.nanmean(tops["cog"]))
    yield "mean PCI of the top 20 by net gain", net, "< 0: no order of merit", net < 0
    diverse = np.flatnonzero(trade.m.sum("activity").values >= DIVERSE)
    falls = [float(np.corrcoef(*_options(ahead.cog.isel(region=at), pci))[0, 1]) for at in diverse]
    mean = float(np.mean(falls))
    yield f"net gain with PCI, {len(diverse)} diverse countries", mean, "correlation < -0.94", mean < -0.94


VALUED = ("opens", "cog")
DIVERSE = 200


def _options(value: xr.DataArray, pci: xr.DataArray) -> tuple[np.ndarray, np.ndarray]:
    option = np.isfinite(value.values)
    return value.values[option], pci.values[option]


def _mean_of_top(value: xr.DataArray, pci: xr.DataArray, count: int = 20) -> float:
    """Mean complexity of the options with the largest value."""
    own, worth = _options(value, pci)
    return float(worth[np.argsort(-own)[:count]].mean()) if len(own) else float("nan")


def density(trade: Trade) -> Iterator[Line]:
    """Density lies between 0 and 1; what diversity and ubiquity explain of it."""
    found = relatedness_density(trade.m, "max")
    inside = bool(((found >= 0) & (found <= 1)).all())
    yield "density within 0 and 1", inside, True, inside
    explained = float(purged_density(found, trade.m)["r_squared"])
    yield "variance of density explained", explained, ">= 0.79: purge before comparing", explained >= 0.79


CHECKS: tuple[Callable[[Trade], Iterator[Line]], ...] = (
    presences,
    printed_complexity,
    all_complexity,
    laws,
    fitness,
    outlook,
    density,
)


def main() -> int:
    """Run every check and print its lines."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="folder with exports.csv")
    parser.add_argument("--oracle", type=Path, required=True, help="csv of id, value")
    options = parser.parse_args()
    trade, failed = Trade(options.data, options.oracle), 0
    for check in CHECKS:
        for what, found, expected, holds in check(trade):
            failed += not holds
            sys.stdout.write(f"{'ok  ' if holds else 'FAIL'} {what:<42} {found!s:<24} expected {expected}\n")
    sys.stdout.write(f"{failed} failed\n")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
