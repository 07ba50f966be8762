"""Whether what ``[question]`` names is in the region classification: all problems in one error."""

from __future__ import annotations

from typing import TYPE_CHECKING

from growthpole.errors import InputError, listed

if TYPE_CHECKING:
    from growthpole.study.sections import Question
    from growthpole.tables.classification import Classification

__all__ = ["check_question"]


def check_question(question: Question, regions: Classification) -> None:
    """Refuse a question that the regions cannot answer.

    Nation, region and peers are codes of regions; region and peers stand directly under the nation, each
    named once.

    Raises
    ------
    InputError
        One of them is not so; the error names all of them, with the nearest codes.
    """
    nation, children = question.nation, regions.children(question.nation)
    named = [
        ("nation", nation),
        ("region", question.region),
        *(("peers", code) for code in dict.fromkeys(question.peers)),
    ]
    unknown = [
        f"{key} '{code}' (≈ {listed(regions.nearest(code)) or '–'})" for key, code in named if code not in regions
    ]
    elsewhere = [
        f"{key} '{code}'" for key, code in named[1:] if nation in regions and code in regions and code not in children
    ]
    repeated = [f"'{code}'" for code in dict.fromkeys(question.peers) if question.peers.count(code) > 1]
    own = [f"'{question.region}'"] if question.region in question.peers else []
    if unknown or elsewhere or repeated or own:
        raise InputError(
            "bad-question",
            unknown=listed(unknown) or "–",
            elsewhere=listed(elsewhere) or "–",
            nation=nation,
            repeated=listed(repeated) or "–",
            own=listed(own) or "–",
        )
