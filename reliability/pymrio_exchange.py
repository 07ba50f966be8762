"""IOTable ↔ pymrio on pymrio's own test table: nothing changes on the way, and both compute the same.

    python reliability/pymrio_exchange.py

Needs pymrio ≥ 0.7 beside growthpole. Exits with 1 when a table or a result differs.
"""

from __future__ import annotations

import sys

import numpy as np
import pymrio

from growthpole.linkages import leontief_inverse, multipliers
from growthpole.tables import IOTable


def main() -> int:
    """Carry the test table over and back, and compare inverse, outputs and multipliers."""
    system = pymrio.load_test()
    system.calc_system()
    table = IOTable.from_pymrio(system, unit="1e6 USD", factors="factor_inputs", tolerance=1e-6)
    back = table.to_pymrio()
    back.calc_system()
    again = IOTable.from_pymrio(back, factors="value_added")
    inverse = system.L.to_numpy()
    checks = {
        "flows": np.array_equal(back.Z.to_numpy(), system.Z.to_numpy()),
        "final demand": np.array_equal(back.Y.to_numpy(), system.Y.to_numpy()),
        "labels": list(back.Z.index) == list(system.Z.index) and list(back.Y.columns) == list(system.Y.columns),
        "outputs": np.allclose(back.x.to_numpy(), system.x.to_numpy(), rtol=1e-12),
        "there and back": again.z.equals(table.z) and again.value_added.equals(table.value_added),
        "Leontief inverse": np.allclose(leontief_inverse(table).values, inverse, rtol=1e-9, atol=1e-12),
        "multipliers": np.allclose(multipliers(table).values, inverse.sum(axis=0), rtol=1e-9),
    }
    print(
        f"pymrio {pymrio.__version__}, {len(table.sectors)} sectors, factors {table.value_added.factor.values.tolist()}"
    )
    for name, held in checks.items():
        print(f"{name:<18} {'same' if held else 'DIFFERENT'}")
    return 0 if all(checks.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
