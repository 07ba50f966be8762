"""A proximity as a network: its activities in one fixed order, whatever order they came in.

Community search and layout depend on the order of the nodes. Here activities are sorted by label first, so that
equal proximities give equal pictures.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import xarray as xr

from growthpole.diagnose import _cells, _spaces
from growthpole.dims import ACTIVITY
from growthpole.errors import InputError, listed

# proximities computed in two orders of summation differ by a few units of the last place
_SYMMETRY = 1e-9


@dataclass(frozen=True, slots=True)
class Network:
    """Activities with proximities, sorted by label.

    Attributes
    ----------
    labels : array
        Labels of the nodes.
    weights : array [node, node]
        Proximities, symmetric, diagonal 0.
    places : array of int
        Place of each node among the activities as they came.
    codes : array of int8
        Per activity as it came: 0 for a node, else the reason why it is none.
    like : DataArray [activity]
        The activities as they came, to label results with.
    """

    labels: np.ndarray
    weights: _spaces.Matrix
    places: np.ndarray
    codes: _spaces.Codes
    like: xr.DataArray


def network(proximity: xr.DataArray) -> Network:
    """The network of one proximity [activity, activity_other], zero or more and symmetric.

    Raises
    ------
    InputError
        Further dimensions, negative, infinite or partly missing cells, or two directions that differ.
    LabelMismatch
        A dimension without labels, or other labels along the other.
    """
    if isinstance(proximity, xr.DataArray) and proximity.ndim != 2:
        raise InputError("one-table", name="proximity", dims=listed(proximity.dims))
    _cells.levels(proximity, (ACTIVITY, _spaces.OTHER), "proximity", missing="absent")
    like = proximity[{_spaces.OTHER: 0}].drop_vars(_spaces.OTHER)
    values, reason = _spaces.read_proximity(proximity, like)
    codes = reason.values
    turned = values.T.values
    apart = values.copy(data=np.nan_to_num(np.abs(values.values - turned)) > _SYMMETRY)
    if bool(apart.any()):
        raise InputError(
            "not-symmetric", name="proximity", count=int(apart.sum()) // 2, cells=_cells.cells(values, apart)
        )
    labels = like[ACTIVITY].values
    nodes = np.flatnonzero(codes == 0)
    places = nodes[np.argsort([str(label) for label in labels[nodes]], kind="stable")]
    weights = values.values[np.ix_(places, places)]
    weights = np.where(np.eye(len(places), dtype=bool), 0.0, (weights + weights.T) / 2)
    bare = xr.DataArray(np.zeros(len(labels)), coords={ACTIVITY: labels}, dims=ACTIVITY)
    return Network(labels[places], weights, places, codes, bare)


def pairs(weights: _spaces.Matrix) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Both ends and weight of each edge above zero, each once, the smaller node first."""
    first, second = np.nonzero(np.triu(weights, 1))
    return first, second, weights[first, second]
