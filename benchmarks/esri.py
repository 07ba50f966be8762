"""ESRI of all firms, against a plain loop over the firms with the same equations on the list of links.

    python benchmarks/esri.py [--sizes 100 1000 10000] [--sample 20]

Networks are random and seeded: ten suppliers for each firm, drawn from the seven tenths of firms that sell to others,
log-normal deliveries, 50 industries whose needs of each other are negligible, non-essential or essential at .2, .5, .3.
The loop takes every firm of a network of up to 1,000 and ``--sample`` of them above, where its whole time is scaled up
and marked so. Both start from the network and must agree in losses and steps; exits with 1 when they do not. Set one
BLAS thread (OPENBLAS_NUM_THREADS=1).
"""

from __future__ import annotations

import argparse
import sys
import time

import numpy as np
import pandas as pd
import xarray as xr

from growthpole.linkages import systemic_risk
from growthpole.tables import SupplyNetwork

AGREE = 1e-12  # a hundred thousand shares added up in another order
SUPPLIERS, INDUSTRIES, WHOLE = 10, 50, 1000
TOLERANCE = 1e-8


def random_network(n: int) -> tuple[SupplyNetwork, xr.DataArray]:
    """A network of n firms, and what industries need."""
    rng = np.random.default_rng(20261126)
    buyer, supplier = np.repeat(np.arange(n), SUPPLIERS), rng.integers(0, int(0.7 * n), SUPPLIERS * n)
    pairs = np.unique((supplier * n + buyer)[supplier != buyer])
    firm = np.array([f"f{place}" for place in range(n)])
    firms = pd.DataFrame({"firm": firm, "industry": rng.integers(0, INDUSTRIES, n), "output": rng.lognormal(2, 1, n)})
    links = pd.DataFrame(
        {"supplier": firm[pairs // n], "buyer": firm[pairs % n], "value": rng.lognormal(0, 1, len(pairs))}
    )
    labels = [str(place) for place in range(INDUSTRIES)]
    kinds = rng.choice([0, 1, 2], (INDUSTRIES, INDUSTRIES), p=[0.2, 0.5, 0.3])
    needs = xr.DataArray(
        kinds, coords={"activity": labels, "activity_other": labels}, dims=("activity", "activity_other")
    )
    used = sorted(set(firms["industry"].astype(str)), key=int)
    return SupplyNetwork(firms, links), needs.sel(activity=used, activity_other=used)


def loop(network: SupplyNetwork, needs: xr.DataArray, shocked: np.ndarray) -> np.ndarray:
    """ESRI, both parts and steps, one firm after another."""
    n = len(network)
    industry = network.firms["industry"].to_numpy()
    places = {label: place for place, label in enumerate(needs["activity"].values)}
    p = np.array([places[str(one)] for one in industry])
    supplier = network.links["supplier"].map(network.index).to_numpy()
    buyer = network.links["buyer"].map(network.index).to_numpy()
    value = network.links["value"].to_numpy()
    kind = needs.values[p[supplier], p[buyer]]
    sold, bought = np.bincount(supplier, value, n), np.bincount(buyer, value, n)
    plain, needed = kind == 1, kind == 2
    pairs, group = np.unique(buyer[needed] * len(places) + p[supplier[needed]], return_inverse=True)
    of_group, owner = np.bincount(group, value[needed], len(pairs)), pairs // len(places)
    weights = network.firms["output"].to_numpy() / network.firms["output"].sum()
    rows = []
    for firm in shocked:
        d = np.zeros(n)
        d[firm] = 1.0
        u, steps, change = d.copy(), 0, 1.0
        while change >= TOLERANCE:
            left = np.bincount(p, sold * (1 - d), len(places))[p]
            missing = d * np.minimum(1, np.divide(sold, left, out=np.ones(n), where=left > 0))
            lost = np.bincount(buyer[plain], value[plain] * missing[supplier[plain]], n)
            new_d = np.divide(lost, bought, out=np.zeros(n), where=bought > 0)
            lost = np.bincount(group, value[needed] * missing[supplier[needed]], len(pairs))
            np.maximum.at(new_d, owner, lost / of_group)
            new_d = np.minimum(1, new_d)
            new_u = np.bincount(supplier, value * u[buyer], n)
            new_u = np.minimum(1, np.divide(new_u, sold, out=np.zeros(n), where=sold > 0))
            new_d[firm] = new_u[firm] = 1.0
            change = max(np.abs(new_d - d).max(), np.abs(new_u - u).max())
            d, u, steps = new_d, new_u, steps + 1
        rows.append([weights @ np.maximum(d, u), weights @ d, weights @ u, steps])
    return np.array(rows)


def main() -> int:
    """Print a line for each size; 1 when answers differ."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="*", default=[100, 1000, 10_000])
    parser.add_argument("--sample", type=int, default=20)
    asked = parser.parse_args()
    wrong = False
    for n in asked.sizes:
        network, needs = random_network(n)
        shocked = np.arange(n) if n <= WHOLE else np.linspace(0, n - 1, asked.sample).astype(int)
        ours, floor = [], []
        for _ in range(3 if n <= WHOLE else 1):
            start = time.perf_counter()
            found = systemic_risk(network, needs, tolerance=TOLERANCE)
            ours.append(time.perf_counter() - start)
            start = time.perf_counter()
            expected = loop(network, needs, shocked)
            floor.append((time.perf_counter() - start) * n / len(shocked))
        names = ("esri", "downstream", "upstream", "iterations")
        answers = np.column_stack([found[name].values[shocked] for name in names])
        worst = float(np.abs(answers - expected).max())
        wrong |= worst > AGREE
        scaled = "" if len(shocked) == n else f" (scaled up from {len(shocked)} firms)"
        print(
            f"{n:>6} firms, {len(network.links):>7} links, up to {int(found['iterations'].max())} steps: "
            f"{min(ours):8.2f} s, loop {min(floor):8.2f} s{scaled}, ratio {min(floor) / min(ours):5.1f}, "
            f"largest difference {worst:.1e}, largest ESRI {float(found['esri'].max()):.4f}",
            flush=True,
        )
    return int(wrong)


if __name__ == "__main__":
    sys.exit(main())
