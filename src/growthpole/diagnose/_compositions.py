"""Compositions: the shares along one dimension that most measures of concentration begin with.

Each helper checks its input once and hands on what a measure needs: the shares, and the codes that
say where there are none. Groups of labels (a classification tree) are checked here too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import xarray as xr

from growthpole.diagnose import _cells
from growthpole.dims import align, require_dims
from growthpole.errors import InputError, LabelMismatch, Undefined, listed

GROUP = "group"


def shares(x: xr.DataArray, dim: str, measure: str) -> tuple[xr.DataArray, xr.DataArray]:
    """Shares of ``x`` along ``dim``, and codes without ``dim``: ``zero_total`` where there is nothing to share.

    Raises
    ------
    Undefined
        The only total there is, is zero.
    InputError
        Negative, infinite or missing values; ``dim`` absent or without labels.
    """
    values = _cells.levels(x, (dim,), "x")
    total = values.sum(dim)
    _cells.require_total(total, measure=measure, name="x")
    return values / _cells.positive(total), _cells.reasons(total * 0, zero_total=total == 0)


def against(
    x: xr.DataArray, reference: xr.DataArray, dim: str, measure: str
) -> tuple[xr.DataArray, xr.DataArray, xr.DataArray]:
    """Shares of ``x`` and of a reference along ``dim``, in the labels of ``x``, and codes without ``dim``.

    Raises
    ------
    Undefined
        The only total of ``x``, or of the reference, is zero.
    LabelMismatch
        The labels of the two differ.
    InputError
        Negative, infinite or missing values, or a dimension is missing.
    """
    require_dims(reference, (dim,), "reference")
    values = _cells.levels(x, [dim, *_cells.names(reference)], "x")
    other = align(values, _cells.levels(reference, _cells.names(reference), "reference"))[1]
    total, other_total = values.sum(dim), other.sum(dim)
    _cells.require_total(total, measure=measure, name="x")
    _cells.require_total(other_total, measure=measure, name="reference")
    codes = _cells.reasons(total * 0, zero_total=(total == 0) | (other_total == 0))
    return values / _cells.positive(total), other / _cells.positive(other_total), codes


def one_label(x: xr.DataArray, dim: str, measure: str, codes: xr.DataArray) -> xr.DataArray:
    """``codes``, with ``not_applicable`` where the single label along ``dim`` leaves nothing to normalise by.

    Raises
    ------
    Undefined
        One vector of one label.
    """
    if x.sizes[dim] > 1:
        return codes
    if codes.ndim == 0:
        raise Undefined("one-label", measure=f"{measure}(normalized=True)", dim=dim, label=x[dim].values[0])
    return _cells.reasons(codes, not_applicable=codes == 0)


def whole(name: str, value: object, low: int, high: int) -> int:
    """``value`` as an int, refused unless it is a whole number from ``low`` to ``high``."""
    if isinstance(value, bool) or not isinstance(value, int | np.integer) or not low <= value <= high:
        raise InputError("not-whole", name=name, low=low, high=high, received=value)
    return int(value)


@dataclass(frozen=True, slots=True)
class Groups:
    """Labels of one dimension sorted into groups.

    Attributes
    ----------
    dim : str
        Dimension of the labels.
    members : DataArray [dim, group]
        1 where a label belongs to a group, 0 elsewhere.
    position : DataArray [dim]
        Position of the group of each label.
    """

    dim: str
    members: xr.DataArray
    position: xr.DataArray

    @classmethod
    def of(cls, x: xr.DataArray, tree: Mapping[str, str], dim: str, name: str = "tree") -> Groups:
        """Groups of the labels of ``x`` along ``dim``, in the order in which they first occur.

        Raises
        ------
        LabelMismatch
            Labels without a group.
        InputError
            ``tree`` is no mapping, or ``x`` has a dimension ``group`` already.
        """
        if GROUP in x.dims:
            raise InputError("reserved-dim", dim=GROUP)
        if not isinstance(tree, Mapping):
            raise InputError("not-a-mapping", name=name, dim=dim, received=type(tree).__name__)
        labels = x.indexes[dim].tolist()
        without = [label for label in labels if tree.get(label) in {None, ""}]
        if without:
            raise LabelMismatch("no-group", name=name, dim=dim, count=len(without), labels=listed(without))
        number = {group: i for i, group in enumerate(dict.fromkeys(tree[label] for label in labels))}
        position = np.array([number[tree[label]] for label in labels])
        members = (position[:, None] == np.arange(len(number))).astype(np.float64)
        coords = {dim: x[dim].values, GROUP: list(number)}
        return cls(
            dim,
            xr.DataArray(members, coords=coords, dims=(dim, GROUP)),
            xr.DataArray(position, coords={dim: coords[dim]}, dims=dim),
        )

    def totals(self, values: xr.DataArray) -> xr.DataArray:
        """Sum of ``values`` over the labels of each group, [..., group]."""
        total: xr.DataArray = xr.dot(values, self.members, dim=self.dim)
        return total

    def own(self, of_groups: xr.DataArray) -> xr.DataArray:
        """Value of the group each label belongs to, [..., dim]."""
        return of_groups.isel({GROUP: self.position}).drop_vars(GROUP)
