"""IOTable: who buys what from whom, with the accounting identities it must meet.

Row identity: ``output = Σ z + Σ final_demand − imports``; column identity: ``output = Σ z + Σ value_added``.
``imports`` holds positive amounts of a competitive-import table, in which a flow does not say whether it
was bought at home or abroad; it is None when all flows are domestic. Suppliers and users carry the same
labels. In a multi-regional table the labels are ``REGION:SECTOR`` and the parts stand beside them as the
coordinates ``supplier_region, supplier_sector, user_region, user_sector``; regions may have unequal lists
of sectors.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd
import xarray as xr

from growthpole.dims import CATEGORY, FACTOR, SUPPLIER, USER, align, require_dims
from growthpole.errors import IdentityViolated, InputError, listed
from growthpole.units import parse_unit

if TYPE_CHECKING:
    from collections.abc import Hashable

__all__ = ["IOTable", "identity_gaps"]

Floats = npt.NDArray[np.float64]
SEPARATOR: Final = ":"
ROUNDING: Final = 1e-12  # of the absolute flows summed: what adding doubles in another order may move


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class IOTable:
    """An input-output table. Its arrays are read-only, and two tables are equal when they are the same object.

    Parameters
    ----------
    z : DataArray [supplier, user]
        Intermediate flows.
    final_demand : DataArray [supplier, category]
        Final uses; inventory changes may be negative.
    value_added : DataArray [factor, user]
        Primary inputs; net taxes may be negative.
    output : DataArray [supplier]
        Gross output.
    imports : DataArray [supplier], optional
        Imports of a competitive-import table, positive; None when flows are domestic.
    unit : str
        A known unit of money.
    tolerance : float
        Largest residual of an identity, as a share of the sector's output or, for a sector without
        output, of the mean output.

    Raises
    ------
    LabelMismatch
        Suppliers, users or the other parts do not carry the same labels.
    InputError
        A value is missing or infinite.
    IdentityViolated
        A row or a column does not add up; all of them are listed with their gaps.

    Examples
    --------
    >>> z = xr.DataArray([[150.0, 500.0], [200.0, 100.0]], coords={"supplier": ["1", "2"], "user": ["1", "2"]})
    >>> f = xr.DataArray([[350.0], [1700.0]], coords={"supplier": ["1", "2"], "category": ["f"]})
    >>> v = xr.DataArray([[650.0, 1400.0]], coords={"factor": ["v"], "user": ["1", "2"]})
    >>> x = xr.DataArray([1000.0, 2000.0], coords={"supplier": ["1", "2"]})
    >>> IOTable(z, f, v, x, unit="1e6 USD").sectors
    ['1', '2']
    """

    z: xr.DataArray
    final_demand: xr.DataArray
    value_added: xr.DataArray
    output: xr.DataArray
    imports: xr.DataArray | None = None
    unit: str = "1"
    tolerance: float = 1e-6

    def __post_init__(self) -> None:
        unit = parse_unit(self.unit).key
        parts = {
            "z": _flat(self.z, (SUPPLIER, USER)),
            "final_demand": _flat(self.final_demand, (SUPPLIER, CATEGORY)),
            "value_added": _flat(self.value_added, (FACTOR, USER)),
            "output": _flat(self.output, (SUPPLIER,)),
        }
        if self.imports is not None:
            parts["imports"] = _flat(self.imports, (SUPPLIER,))
        for name, dims in (
            ("z", (SUPPLIER, USER)),
            ("final_demand", (SUPPLIER, CATEGORY)),
            ("value_added", (FACTOR, USER)),
            ("output", (SUPPLIER,)),
        ):
            require_dims(parts[name], dims, name)
        parts = _aligned(parts)
        _require_finite(parts)
        for name, part in parts.items():
            part.attrs = {"unit": unit}
            part.values.setflags(write=False)
            object.__setattr__(self, name, part)
        object.__setattr__(self, "unit", unit)
        self._require_identities()

    def _require_identities(self) -> None:
        problems = identity_gaps(
            self.z.values,
            self.final_demand.values,
            self.value_added.values,
            self.output.values,
            None if self.imports is None else self.imports.values,
            self.tolerance,
        )
        if problems:
            gaps = [f"{kind} {self.sectors[place]}: {gap:+.6g}" for kind, place, gap in problems]
            raise IdentityViolated("io-identity", count=len(gaps), gaps=listed(gaps), unit=self.unit)

    @property
    def sectors(self) -> list[str]:
        """Labels of suppliers and users, in the table's order."""
        return [str(label) for label in self.z.indexes[SUPPLIER]]

    @property
    def is_domestic(self) -> bool:
        """Whether all flows are domestic, so that no imports are subtracted."""
        return self.imports is None

    @classmethod
    def from_long(cls, df: pd.DataFrame, unit: str = "1", tolerance: float = 1e-6) -> IOTable:
        """Table of a long list of cells; cells without a row are zero.

        Parameters
        ----------
        df : DataFrame
            Columns ``row, column, block, value``; blocks intermediate, value_added, final_demand, import,
            output. ``column`` of an import or output row is ignored.
        unit : str
            Unit of the values.
        tolerance : float
            As in the constructor.

        Raises
        ------
        InputError
            A column is missing, a block is unknown, a cell repeats, a block is absent.
        """
        from growthpole.tables.io_long import from_long

        return from_long(df, unit, tolerance)

    def to_pymrio(self, region: str = "region") -> Any:
        """The table as a ``pymrio.IOSystem`` (pymrio ≥ 0.7, extra ``sources``).

        Parameters
        ----------
        region : str
            Name of the region of a table that has none.

        Returns
        -------
        pymrio.IOSystem
            Z, Y, x, unit and the extension ``value_added``; competing imports are a negative category ``imports`` of Y.

        Raises
        ------
        InputError
            pymrio is not installed.
        LabelMismatch
            A multi-regional table whose final demand has no regions, which pymrio needs.
        """
        from growthpole.tables.mrio_exchange import to_system

        return to_system(self, region)

    @classmethod
    def from_pymrio(
        cls,
        system: Any,
        unit: str | None = None,
        factors: str | None = None,
        imports: str | None = None,
        tolerance: float = 1e-6,
    ) -> IOTable:
        """Table of a ``pymrio.IOSystem``, such as a parsed WIOD, ICIO, EXIOBASE, Eora or GLORIA.

        Parameters
        ----------
        system : pymrio.IOSystem
            With Z and Y; x is added up where it is not there yet.
        unit : str, optional
            Unit of money; by default the one the system states, if it is one we know.
        factors : str, optional
            Extension whose rows are the primary inputs. What they leave of output becomes the factor ``other primary
            inputs``; without an extension all of it is the factor ``value_added``.
        imports : str, optional
            Category of final demand that holds competing imports, negative.
        tolerance : float
            As in the constructor.

        Raises
        ------
        InputError
            Z or Y or the extension is missing; the units are several.
        LabelMismatch, UnitMismatch, IdentityViolated
            Labels of the parts differ, the unit is not known, or the table does not add up.
        """
        from growthpole.tables.mrio_exchange import from_system

        return from_system(system, unit, factors, imports, tolerance)


def identity_gaps(
    z: Floats, final_demand: Floats, value_added: Floats, output: Floats, imports: Floats | None, tolerance: float
) -> list[tuple[Literal["row", "column"], int, float]]:
    """Rows and columns that do not add up, with their place and gap: what is sold or paid less output.

    Parameters
    ----------
    z, final_demand, value_added, output, imports : ndarray
        As in :class:`IOTable`, sectors in one order. A line with NaN has no gap.
    tolerance : float
        As in :class:`IOTable`.
    """
    size = np.abs(output)
    scale = tolerance * np.where(size > 0, size, size.mean() if size.size else 1.0)
    sold = z.sum(axis=1) + final_demand.sum(axis=1) - output - (0.0 if imports is None else imports)
    paid = z.sum(axis=0) + value_added.sum(axis=0) - output
    flows = np.abs(z)
    noise_sold = flows.sum(axis=1) + np.abs(final_demand).sum(axis=1)
    noise_paid = flows.sum(axis=0) + np.abs(value_added).sum(axis=0)
    kinds: tuple[tuple[Literal["row", "column"], Floats, Floats], ...] = (
        ("row", sold, noise_sold),
        ("column", paid, noise_paid),
    )
    return [
        (kind, int(place), float(gaps[place]))
        for kind, gaps, noise in kinds
        for place in np.flatnonzero(np.abs(gaps) > scale + ROUNDING * noise)
    ]


def _flat(part: xr.DataArray, dims: tuple[str, ...]) -> xr.DataArray:
    """Array with plain labels: a MultiIndex of region and sector becomes ``REGION:SECTOR`` with coordinates."""
    flat = part
    for dim in dims:
        index = flat.indexes.get(dim) if isinstance(flat, xr.DataArray) and dim in flat.dims else None
        if isinstance(index, pd.MultiIndex):
            pairs: list[tuple[Hashable, ...]] = list(index)
            flat = flat.drop_vars([dim, *(str(name) for name in index.names)]).assign_coords(
                {
                    dim: [SEPARATOR.join(map(str, pair)) for pair in pairs],
                    f"{dim}_region": (dim, [str(pair[0]) for pair in pairs]),
                    f"{dim}_sector": (dim, [str(pair[1]) for pair in pairs]),
                }
            )
    return flat


def _aligned(parts: dict[str, xr.DataArray]) -> dict[str, xr.DataArray]:
    """All parts in the order of the suppliers of ``z``; float64, dims in their order."""
    z = parts["z"]
    own = xr.DataArray(np.zeros(z.sizes[SUPPLIER]), coords={SUPPLIER: z.indexes[SUPPLIER]}, dims=SUPPLIER)
    users = own.rename({SUPPLIER: USER})
    ordered = {
        "z": align(users, align(own, z, dims=[SUPPLIER])[1], dims=[USER])[1],
        "final_demand": align(own, parts["final_demand"], dims=[SUPPLIER])[1],
        "value_added": align(users, parts["value_added"], dims=[USER])[1],
        "output": align(own, parts["output"], dims=[SUPPLIER])[1],
    }
    if "imports" in parts:
        ordered["imports"] = align(own, parts["imports"], dims=[SUPPLIER])[1]
    order = {"z": (SUPPLIER, USER), "final_demand": (SUPPLIER, CATEGORY), "value_added": (FACTOR, USER)}
    return {
        name: part.transpose(*order.get(name, (SUPPLIER,))).astype(np.float64).copy() for name, part in ordered.items()
    }


def _require_finite(parts: dict[str, xr.DataArray]) -> None:
    bad = [
        f"{name}[{', '.join(str(part.indexes[dim][place]) for dim, place in zip(part.dims, spot, strict=True))}]"
        for name, part in parts.items()
        for spot in np.argwhere(~np.isfinite(part.values))
    ]
    if bad:
        raise InputError("io-not-finite", count=len(bad), cells=listed(bad))
