"""ESRI against what the authors' package printed, file by file: losses and steps of every firm.

``python reliability/esri.py --data DIR``, DIR with the inputs and results of GLcascade: ``dummy_W.csv`` and
``dummy_p.csv`` (eleven firms), ``example_net_*.csv`` and ``industry_vector.csv`` (101 firms), ``esri_*.csv``. The name
of a result says its network, production, whether suppliers are replaced (``sub``) and the tolerance. All of them have
linear production; the toy's ``dummy_ess.csv`` is read, not assumed. Exits with 1 when a figure differs.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd

from growthpole.linkages import systemic_risk
from growthpole.tables import SupplyNetwork

NETWORKS = {
    "dummy": ("dummy_W.csv", "dummy_p.csv", "p"),
    "tut_er_lin": ("example_net_erdos_reny_101_213.csv", "industry_vector.csv", "industry_id"),
    "tut_sf_lin": ("example_net_scale_free_101_4000.csv", "industry_vector.csv", "industry_id"),
}
# thousands of steps, each adding up a hundred shares in another order
MOST = 1e-12


def network_of(folder: Path, name: str) -> SupplyNetwork:
    """Firms and deliveries of a network."""
    table, vector, column = NETWORKS[name]
    w = pd.read_csv(folder / table).to_numpy(dtype=float)
    firms = [f"f{place}" for place in range(1, len(w) + 1)]
    supplier, buyer = np.nonzero(w)
    links = pd.DataFrame(
        {
            "supplier": [firms[i] for i in supplier],
            "buyer": [firms[j] for j in buyer],
            "value": w[supplier, buyer],
        }
    )
    industry = pd.read_csv(folder / vector)[column].to_numpy()
    return SupplyNetwork(pd.DataFrame({"firm": firms, "industry": industry}), links)


def main() -> None:
    """Compare every file of results."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--data", type=Path, required=True)
    folder = asked.parse_args().data
    files = sorted(folder.glob("esri_*.csv"))
    missed = not files
    for file in files:
        name, kind, tolerance = file.stem.removeprefix("esri_").rsplit("_", 2)
        network = network_of(folder, name)
        essential = pd.read_csv(folder / "dummy_ess.csv", index_col=0) if name == "dummy" else "linear"
        start = time.perf_counter()
        found = systemic_risk(network, essential, kind == "sub", float(tolerance.removeprefix("eps")))
        seconds = time.perf_counter() - start
        printed = pd.read_csv(file)
        own = {"esri": "ESRI_weight_1", "downstream": "ESRI_d_weight_1", "upstream": "ESRI_u_weight_1"}
        worst = max(float(np.abs(found[one].values - printed[other].values).max()) for one, other in own.items())
        steps = int(np.abs(found["iterations"].values - printed["iters"].values).max())
        holds = worst <= MOST and steps == 0 and bool(found["converged"].all())
        missed |= not holds
        longest = int(found["iterations"].max())
        print(
            f"{file.name:<36} {len(network):>4} firms, up to {longest:>5} steps, {seconds:6.2f} s: "
            f"largest difference {worst:.1e}, of steps {steps}{'' if holds else '  MISSED'}",
            flush=True,
        )
    print(f"{len(files)} files: {'a figure differs' if missed else 'all equal'}.")
    sys.exit(int(missed))


if __name__ == "__main__":
    main()
