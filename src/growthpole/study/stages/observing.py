"""Stage ``observe``: what the sources say, as tables with the origin of every value."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from growthpole.provenance import Trace
from growthpole.study.stages.delivery_tables import correction_tables, delivery_tables
from growthpole.tables.observations import KEY
from growthpole.tables.results import ResultTable

if TYPE_CHECKING:
    from growthpole.observe import Ingest
    from growthpole.study.stages import Context
    from growthpole.tables.register import Register

__all__ = ["observe_tables"]


def observe_tables(context: Context) -> list[ResultTable]:
    """Observations, their origins, sources, classifications, registers, and the study's translations."""
    found = context.ingest()
    tables = [_observations(found), _origins(found), _sources(found), *_classifications(found), *_registers(found)]
    tables += [*delivery_tables(context.deliveries()), *correction_tables(found.corrections)]
    return [*tables, *_translations(context.chinese)]


def _observations(found: Ingest) -> ResultTable:
    return ResultTable(
        stage="observe",
        name="observations",
        frame=found.observations.frame,
        dims=KEY,
        units={"value": ""},
        traces=(Trace("value", ""),),
    )


def _origins(found: Ingest) -> ResultTable:
    return ResultTable(stage="observe", name="origins", frame=found.origins, dims=("origin_id",))


def _sources(found: Ingest) -> ResultTable:
    import pandas as pd

    rows = [
        {
            "file": source.name,
            "sha256": source.sha256,
            "bytes": source.size,
            "title": source.title,
            "producer": source.producer,
            "url": source.url,
            "repository": source.repository,
            "licence": source.licence,
            "retrieved": source.retrieved,
            "method": source.method,
            "scope": source.scope,
            "caveats": "\n".join(source.caveats),
            "read": found.counts[source.name].read,
            "loaded": found.counts[source.name].loaded,
            "quarantined": found.counts[source.name].quarantined,
            "skipped": found.counts[source.name].skipped,
        }
        for source in found.sources
    ]
    return ResultTable(stage="observe", name="sources", frame=pd.DataFrame(rows), dims=("file",))


def _classifications(found: Ingest) -> list[ResultTable]:
    return [
        ResultTable(stage="observe", name=f"classification_{name}", frame=classification.frame, dims=("code",))
        for name, classification in found.classifications.items()
    ]


def _translations(chinese: Mapping[tuple[str, str], str]) -> list[ResultTable]:
    """Chinese names and notes, so that a finished run can be explained in both languages; none without a file."""
    import pandas as pd

    rows = [{"kind": kind, "text_en": english, "text_zh": text} for (kind, english), text in chinese.items()]
    if not rows:
        return []
    return [ResultTable(stage="observe", name="translations", frame=pd.DataFrame(rows), dims=("kind", "text_en"))]


def _said_of(register: Register) -> dict[str, str]:
    """What is known of a register beside its rows."""
    said = {"sheet": register.sheet, "kind": register.kind}
    letters = {f"letters.{column}": letters for column, letters in register.letters.items()}
    columns = {f"column.{field}": column for field, column in register.columns.items()}
    return {name: text for name, text in {**said, **letters, **columns}.items() if text}


def _registers(found: Ingest) -> list[ResultTable]:
    tables = []
    for name, register in found.registers.items():
        numeric = [column for column in register.frame.columns if register.frame[column].dtype == float]
        tables.append(
            ResultTable(
                stage="observe",
                name=f"register_{name}",
                frame=register.frame.assign(file=register.file),
                dims=register.key,
                units=dict.fromkeys(numeric, ""),
                traces=tuple(Trace(column, "") for column in numeric),
                groups=_said_of(register),
            )
        )
    return tables
