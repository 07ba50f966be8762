"""Tables of the deliveries of a study: what came, which cells say otherwise than before, and which were corrected."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from growthpole.observe.vintages import COLUMNS
from growthpole.provenance import Trace
from growthpole.tables.observations import KEY
from growthpole.tables.results import ResultTable

if TYPE_CHECKING:
    from growthpole.observe.corrections import Applied
    from growthpole.observe.deliveries import Delivery

__all__ = ["correction_tables", "delivery_tables"]


def delivery_tables(deliveries: Sequence[Delivery]) -> list[ResultTable]:
    """``observe.deliveries`` and, where a delivery says otherwise than the one before, ``observe.revisions``.

    Days are not part of them: the same deliveries give the same tables, whenever they came.
    """
    revised = [one for one in deliveries if one.revisions is not None and not one.revisions.nothing]
    return [_deliveries(deliveries), *([_revisions(revised)] if revised else [])]


def _deliveries(deliveries: Sequence[Delivery]) -> ResultTable:
    import pandas as pd

    counted = ("changed", "added", "gone")
    rows = [
        {
            "file": one.file,
            "sha256": one.sha256,
            "before": one.before,
            "state": one.state,
            "rows": one.rows,
            **{name: float("nan") if one.revisions is None else float(one.revisions.count(name)) for name in counted},
        }
        for one in deliveries
    ]
    frame = pd.DataFrame(rows, columns=["file", "sha256", "before", "state", "rows", *counted])
    return ResultTable(stage="observe", name="deliveries", frame=frame, dims=("file",))


def _revisions(revised: Sequence[Delivery]) -> ResultTable:
    import pandas as pd

    frames = [
        one.revisions.frame.assign(file=one.file, old_sha256=one.before, sha256=one.sha256)
        for one in revised
        if one.revisions is not None
    ]
    frame = pd.concat(frames, ignore_index=True)[["file", *COLUMNS, "old_sha256", "sha256"]]
    return ResultTable(
        stage="observe",
        name="revisions",
        frame=frame,
        dims=("file", *KEY),
        units={"relative": "1"},
        traces=(Trace("relative", "", (), "(new − old) / |old|"),),
    )


def correction_tables(applied: Sequence[Applied]) -> list[ResultTable]:
    """``observe.corrections``: every correction that was applied; none where the study declares none that holds."""
    import pandas as pd

    if not applied:
        return []
    rows = [
        {
            "file": one.correction.file,
            "sheet": one.sheet,
            "cell": one.cell,
            "line": one.line,
            "column": one.column,
            "sha256": one.sha256,
            "printed": one.correction.printed,
            "corrected": one.correction.value,
            "dropped": one.correction.drop,
            **{name: getattr(one.correction, name) for name in ("reason", "source", "author", "date", "expires_when")},
            "declared_at": one.correction.declared_at,
        }
        for one in applied
    ]
    return [ResultTable(stage="observe", name="corrections", frame=pd.DataFrame(rows), dims=("file", "sheet", "cell"))]
