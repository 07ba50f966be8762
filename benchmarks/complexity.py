"""Economic complexity from a long table to a long table, against three packages in processes of their own.

``python benchmarks/complexity.py [--peers PYTHON] [--size NAME …] [--side NAME …]``. PYTHON is an interpreter that has
ecomplexity 0.5.3, econcomplex 1.0.1 and economic-complexity 0.3.0; without it growthpole is measured alone. Each
side runs in a child process on the same seeded table with one BLAS thread, is called twice, and the CPU seconds of
the second call count; the peak is the resident memory of the whole child, table included. ECI and PCI of all
periods are compared where the definition is the same, and the script exits with 1 when they differ.

Two kinds of work are told apart. ``part``: quotient, presence, ECI and PCI of every cell. ``whole``: all one call of
ecomplexity gives, which adds diversity, ubiquity, density, outlook index and outlook gain. The steps of ``whole`` that
growthpole takes after complexity are listed in ``AFTER_COMPLEXITY``.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

SIZES = {"panel": (10, 31, 300), "small": (5, 200, 1000), "large": (1, 240, 5000)}
THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")
TOLERANCE = 1e-10  # a second eigenvector turns by rounding over the spectral gap, here about 1e-16 / 1e-3, times n
KEY = ["period", "region", "activity"]


def density_and_outlook(m: Any, pci: Any) -> dict[str, Any]:
    """Density, outlook index and outlook gain as the Growth Lab's software has them."""
    from growthpole.diagnose import complexity_outlook

    found = complexity_outlook(m, pci, "max", convention="growthlab", include_self=False)
    return {"density": found.density, "coi": found.coi, "cog": found.cog}


AFTER_COMPLEXITY: tuple[Callable[[Any, Any], dict[str, Any]], ...] = (density_and_outlook,)
"""Functions of (presence, PCI) that give further columns of ``whole`` as labelled arrays."""


def table(size: str) -> pd.DataFrame:
    """Long table of every cell: able regions have hard activities; three cells in ten are zero."""
    periods, regions, activities = SIZES[size]
    rng = np.random.default_rng(20261125)
    able, hard = rng.normal(size=(regions, 1)), rng.normal(size=activities)
    values = np.exp(rng.normal(0, 1.5, (periods, regions, activities)) + able * hard)
    values[rng.random(values.shape) < 0.3] = 0.0
    labels = (
        np.arange(2000, 2000 + periods),
        np.array([f"R{i:04d}" for i in range(regions)]),
        np.array([f"{i:05d}" for i in range(activities)]),
    )
    index = pd.MultiIndex.from_product(labels, names=KEY)
    return pd.Series(values.ravel(), index, name="value").reset_index()


def growthpole_part(rows: pd.DataFrame) -> pd.DataFrame:
    """Quotient, presence, ECI and PCI of every cell."""
    return _growthpole(rows, whole=False)


def growthpole_whole(rows: pd.DataFrame) -> pd.DataFrame:
    """The same with diversity, ubiquity and what ``AFTER_COMPLEXITY`` adds."""
    return _growthpole(rows, whole=True)


def _growthpole(rows: pd.DataFrame, *, whole: bool) -> pd.DataFrame:
    import xarray as xr

    from growthpole.diagnose import economic_complexity, location_quotient, presence
    from growthpole.tables import Panel

    quotient = location_quotient(Panel.from_long(rows).values)
    m = presence(quotient)
    found = economic_complexity(m, like="ecomplexity")
    columns = {"rca": quotient, "mcp": m, "eci": found.eci, "pci": found.pci}
    if whole:
        columns |= {"diversity": m.sum("activity"), "ubiquity": m.sum("region")}
        for step in AFTER_COMPLEXITY:
            columns |= step(m, found.pci)
    bare = {name: array.reset_coords(drop=True) for name, array in columns.items()}
    return xr.Dataset(bare).to_dataframe(dim_order=KEY).reset_index()


def ecomplexity_part(rows: pd.DataFrame) -> pd.DataFrame:
    """The first half of ecomplexity's loop over periods, up to ECI and PCI, by its own functions."""
    from ecomplexity.ComplexityData import ComplexityData
    from ecomplexity.ecomplexity import calc_eci_pci

    names = {"time": "period", "loc": "region", "prod": "activity", "val": "value"}
    data, parts = ComplexityData(rows, names, "coerce"), []
    for period in data.data.index.unique("time"):
        data.create_full_df(period)
        data.calculate_rca()
        data.calculate_mcp(1, 1, "rca", None, period)
        data.diversity_t, data.ubiquity_t = np.nansum(data.mcp_t, axis=1), np.nansum(data.mcp_t, axis=0)
        eci, pci = calc_eci_pci(data)
        part = data.data_t.reset_index().rename(columns={"loc": "region", "prod": "activity"})
        part = part.assign(period=period, rca=data.rca_t.ravel(), mcp=data.mcp_t.ravel())
        part["eci"] = np.repeat((eci - eci.mean()) / eci.std(), len(pci))
        part["pci"] = np.tile((pci - eci.mean()) / eci.std(), len(eci))
        parts.append(part)
    return pd.concat(parts)


def ecomplexity_whole(rows: pd.DataFrame) -> pd.DataFrame:
    """One call, without the optional check of log-supermodularity."""
    from ecomplexity import ecomplexity

    names = {"time": "period", "loc": "region", "prod": "activity", "val": "value"}
    return ecomplexity(rows, names, verbose=False, check_logsupermodularity=False)


def econcomplex_part(rows: pd.DataFrame) -> pd.DataFrame:
    """Its matrix functions period by period."""
    from econcomplex.complexity import eci_pci
    from econcomplex.core.rca import mcp, rca
    from econcomplex.core.utils import pivot_to_matrix

    parts = []
    for period, one in rows.groupby("period"):
        matrix = pivot_to_matrix(one, index="region", columns="activity", values="value")
        quotient = rca(matrix)
        eci, pci = eci_pci(matrix)
        parts.append(_long(period, quotient, mcp(matrix), eci, pci))
    return pd.concat(parts)


def econcomplex_whole(rows: pd.DataFrame) -> pd.DataFrame:
    """One call of its pipeline."""
    from econcomplex.pipeline import compute_complexity

    return compute_complexity(rows, {"loc": "region", "act": "activity", "val": "value", "time": "period"})


def economic_complexity_part(rows: pd.DataFrame) -> pd.DataFrame:
    """Its functions period by period: twenty reflections in place of the eigenvector."""
    from economic_complexity import complexity, rca

    parts = []
    for period, one in rows.groupby("period"):
        quotient = rca(one.pivot(index="region", columns="activity", values="value"))  # noqa: PD010
        eci, pci = complexity(quotient)
        parts.append(_long(period, quotient, quotient.ge(1), eci, pci))
    return pd.concat(parts)


def _long(period: int, quotient: pd.DataFrame, m: pd.DataFrame, eci: pd.Series, pci: pd.Series) -> pd.DataFrame:
    shape = quotient.shape
    return pd.DataFrame(
        {
            "period": period,
            "region": np.repeat(quotient.index, shape[1]),
            "activity": np.tile(quotient.columns, shape[0]),
            "rca": quotient.to_numpy().ravel(),
            "mcp": m.to_numpy().ravel(),
            "eci": np.repeat(eci.to_numpy(), shape[1]),
            "pci": np.tile(pci.to_numpy(), shape[0]),
        }
    )


OURS: dict[str, Callable[[pd.DataFrame], pd.DataFrame]] = {
    "growthpole part": growthpole_part,
    "growthpole whole": growthpole_whole,
}
PEERS: dict[str, Callable[[pd.DataFrame], pd.DataFrame]] = {
    "ecomplexity part": ecomplexity_part,
    "ecomplexity whole": ecomplexity_whole,
    "econcomplex part": econcomplex_part,
    "econcomplex whole": econcomplex_whole,
    "economic-complexity part": economic_complexity_part,
}
SAME = {"ecomplexity part": ("eci", "pci"), "ecomplexity whole": ("eci", "pci"), "econcomplex part": ("eci",)}
"""Columns defined alike: econcomplex standardises PCI by its own mean, economic-complexity stops before the limit."""


def child(side: str, size: str, out: Path) -> None:
    """Call one side twice; write its ECI and PCI, print what the second call took."""
    warnings.simplefilter("ignore")
    rows, call = table(size), (OURS | PEERS)[side]
    call(rows)
    start = time.process_time()
    found = call(rows)
    seconds = time.process_time() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    np.savez(
        out,
        eci=found.groupby(["period", "region"])["eci"].first().to_numpy(),
        pci=found.groupby(["period", "activity"])["pci"].first().to_numpy(),
    )
    sys.stdout.write(json.dumps({"seconds": seconds, "peak": peak, "rows": len(found)}))


def measure(python: str, side: str, size: str, folder: Path) -> tuple[dict[str, float], dict[str, np.ndarray]]:
    """Run one side in a child of its own."""
    out = folder / f"{side.replace(' ', '_')}.npz"
    told = subprocess.run(
        [python, __file__, "--child", side, "--size", size, "--out", str(out)],
        env=os.environ | dict.fromkeys(THREADS, "1"),
        check=True,
        capture_output=True,
        text=True,
    )
    return json.loads(told.stdout.splitlines()[-1]), dict(np.load(out))


def compare(size: str, sides: list[str], peers: str | None) -> bool:
    """Measure the sides on one size, print a line for each, and say whether all answers agree."""
    periods, regions, activities = SIZES[size]
    sys.stdout.write(f"{size}: {periods} × {regions} × {activities} = {periods * regions * activities:,} rows\n")
    agree, ours = True, {}
    with tempfile.TemporaryDirectory() as name:
        for side in sides:
            told, found = measure(sys.executable if side in OURS else str(peers), side, size, Path(name))
            line = f"  {side:<26}{told['seconds']:>9.3f} s CPU {told['peak']:>8.0f} MB"
            kind = side.split()[-1]
            if side in OURS:
                ours[kind] = (told, found)
            elif kind in ours:
                line += f"{told['seconds'] / ours[kind][0]['seconds']:>9.1f} × growthpole"
                far = {c: float(np.abs(found[c] - ours[kind][1][c]).max()) for c in SAME.get(side, ())}
                line += "".join(f", {column} differs by {value:.0e}" for column, value in far.items())
                agree &= all(value < TOLERANCE for value in far.values())
            sys.stdout.write(line + "\n")
            sys.stdout.flush()
    return agree


def main() -> int:
    """Measure every side on every size."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--peers", help="interpreter that has the peers")
    parser.add_argument("--size", action="append", choices=tuple(SIZES))
    parser.add_argument("--side", action="append", choices=(*OURS, *PEERS))
    parser.add_argument("--child", help=argparse.SUPPRESS)
    parser.add_argument("--out", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        child(options.child, options.size[0], options.out)
        return 0
    if not AFTER_COMPLEXITY:
        sys.stdout.write("'growthpole whole' stops before density and outlook: compare 'part' only\n")
    sides = options.side or [*OURS, *(PEERS if options.peers else ())]
    agree = [compare(size, sides if size != "panel" else list(OURS), options.peers) for size in options.size or SIZES]
    return 0 if all(agree) else 1


if __name__ == "__main__":
    sys.exit(main())
