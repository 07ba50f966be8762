"""Templates: what a typical project of an activity would cost and make, as a list of assumptions that can be edited.

An opportunity says where to enter, not with what. A template says it: so much investment, so much output per unit of
it, so many years. None of it is known of the project to come, so whatever a template makes has the basis assumption.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import inf, isfinite
from typing import TYPE_CHECKING, Final

import numpy as np

from growthpole.dims import ACTIVITY
from growthpole.errors import InputError, listed
from growthpole.plan.candidates import MOST, TEMPLATE, TRIPLES, Projects

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["COLUMNS", "Template", "template_for", "template_projects"]

Triple = tuple[float, float, float]

_RANGES: Final[Mapping[str, tuple[float, float]]] = {
    "investment": (0.0, inf),
    "output_per_investment": (1e-9, inf),
    **dict.fromkeys(("value_added", "displacement", "public_share", "foreign_share"), (0.0, 1.0)),
    **dict.fromkeys(("lead", "ramp", "delay"), (0.0, 50.0)),
    "utilisation": (0.0, 1.2),
    "overrun": (1e-6, 100.0),
    **dict.fromkeys(("jobs_per_output", "energy_per_output"), (0.0, inf)),
    "probability": (0.0, 1.0),
}
COLUMNS: Final = (
    *("investment", "public", "foreign", "output", "value_added"),
    *("jobs", "energy", "displacement", "lead", "ramp"),
    *(f"{name}{end}" for name in TRIPLES for end in ("_low", "", "_high")),
)
_OPTIONAL: Final = ("project", "chain", "partner", "earliest", "latest")


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """What is assumed of a project.

    Parameters
    ----------
    investment : float
        Investment of one project, zero or more, in the unit of the projects made from it.
    output_per_investment : float
        Output a year at full capacity per unit of investment, above zero.
    value_added, displacement : float
        Shares of output, 0 to 1: its value added, and what displaces output the region already has.
    lead, ramp : float
        Years from start to first output, and from there to full capacity.
    utilisation, delay, overrun : tuple of three floats
        Least, likeliest and most: of the share of capacity in use, of years added to the lead, of the factor on the
        investment (1 as budgeted).
    jobs_per_output, energy_per_output : float
        Jobs, and energy a year, per unit of output.
    public_share, foreign_share : float
        Shares of the investment, 0 to 1, that are public and that are foreign money.
    probability : float, optional
        Of reaching production, 0 to 1, for options without a probability of their own.

    Raises
    ------
    InputError
        A figure is outside its range or a triple runs backwards; every problem is listed.

    Examples
    --------
    >>> plant = Template(
    ...     investment=10.0,
    ...     output_per_investment=1.5,
    ...     value_added=0.25,
    ...     displacement=0.1,
    ...     lead=2.0,
    ...     ramp=1.0,
    ...     utilisation=(0.6, 0.8, 0.9),
    ...     delay=(0.0, 0.5, 2.0),
    ...     overrun=(1.0, 1.1, 1.5),
    ...     jobs_per_output=20.0,
    ... )
    >>> plant.scaled(10.0, 15.0)["jobs"]
    300.0
    """

    investment: float
    output_per_investment: float
    value_added: float
    displacement: float
    lead: float
    ramp: float
    utilisation: Triple
    delay: Triple
    overrun: Triple
    jobs_per_output: float = 0.0
    energy_per_output: float = 0.0
    public_share: float = 0.0
    foreign_share: float = 0.0
    probability: float | None = None

    def __post_init__(self) -> None:
        problems: list[str] = []
        for name, (least, most) in _RANGES.items():
            given = getattr(self, name)
            if given is None and name == "probability":
                continue
            figures = tuple(given) if isinstance(given, tuple | list) else (given,)
            bad = [one for one in figures if not (_number(one) and least <= one <= most)]
            problems += [f"{name} {one!r} is no number from {least:g} to {most:g}" for one in bad]
            if name in TRIPLES and (len(figures) != 3 or (not bad and list(figures) != sorted(figures))):
                problems.append(f"{name} {listed(figures)} is no triple of least, likeliest and most")
        if problems:
            raise InputError("bad-template", count=len(problems), problems=listed(problems, MOST))

    def scaled(self, investment: float, output: float) -> dict[str, float]:
        """Figures of a project of this investment and this output, those of :data:`COLUMNS`; the probability apart."""
        row = {
            "investment": investment,
            "public": investment * self.public_share,
            "foreign": investment * self.foreign_share,
            "output": output,
            "value_added": self.value_added,
            "jobs": output * self.jobs_per_output,
            "energy": output * self.energy_per_output,
            "displacement": self.displacement,
            "lead": self.lead,
            "ramp": self.ramp,
        }
        for name in TRIPLES:
            row |= zip((f"{name}_low", name, f"{name}_high"), getattr(self, name), strict=True)
        return row


def template_projects(options: pd.DataFrame, assumptions: Template | Mapping[str, Template], unit: str) -> Projects:
    """Candidate projects from opportunities, one an option, on listed assumptions.

    Parameters
    ----------
    options : DataFrame
        One row an option. ``activity`` is needed. Where there are such columns, ``project`` is the code (else the
        activity is), ``probability`` the option's own probability, which goes before that of the template, and
        ``chain``, ``partner``, ``earliest`` and ``latest`` are those of the project. Further columns stay unused.
    assumptions : Template or mapping of activity to Template
        What is assumed of each project; a mapping must have every activity of the options.
    unit : str
        Unit of money of the templates.

    Returns
    -------
    Projects
        In the order of the options, stage template, basis assumption.

    Raises
    ------
    InputError
        No column ``activity``; activities without a template; neither the option nor its template has a probability;
        what :class:`Projects` refuses, such as two projects of one code.

    Notes
    -----
    The feasibility of an option is the probability that the region becomes specialised in the activity. As the
    probability that a project reaches production it is one more assumption, and is listed as such.

    Examples
    --------
    >>> import pandas as pd
    >>> plant = Template(
    ...     investment=10.0,
    ...     output_per_investment=1.5,
    ...     value_added=0.25,
    ...     displacement=0.1,
    ...     lead=2.0,
    ...     ramp=1.0,
    ...     utilisation=(0.6, 0.8, 0.9),
    ...     delay=(0.0, 0.5, 2.0),
    ...     overrun=(1.0, 1.1, 1.5),
    ... )
    >>> options = pd.DataFrame({"activity": ["C35", "C39"], "probability": [0.3, 0.2]})
    >>> projects = template_projects(options, plant, "1e8 CNY")
    >>> projects.codes, projects.numbers("output").tolist()
    (['C35', 'C39'], [15.0, 15.0])
    """
    import pandas as pd

    if ACTIVITY not in options.columns:
        raise InputError("missing-columns", table="options", missing=ACTIVITY)
    activities = [str(one) for one in options[ACTIVITY]]
    found = [template_for(assumptions, activity) for activity in activities]
    own = options["probability"].tolist() if "probability" in options.columns else [None] * len(activities)
    odds = [
        one if _number(one) else None if template is None else template.probability
        for one, template in zip(own, found, strict=True)
    ]
    lacking = [activity for activity, template in zip(activities, found, strict=True) if template is None]
    unsure = [
        activity
        for activity, template, one in zip(activities, found, odds, strict=True)
        if template is not None and one is None
    ]
    if lacking or unsure:
        raise InputError("no-template", lacking=listed(lacking, MOST) or "–", unsure=listed(unsure, MOST) or "–")
    rows = [
        template.scaled(template.investment, template.investment * template.output_per_investment)
        for template in found
        if template is not None
    ]
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    given = {name: options[name].tolist() for name in _OPTIONAL if name in options.columns}
    codes = given.pop("project", activities)
    table = table.assign(
        probability=np.array(odds, dtype=np.float64), activity=activities, stage=TEMPLATE, basis="assumption", **given
    )
    return Projects(table.set_index(pd.Index(codes)), unit)


def template_for(assumptions: Template | Mapping[str, Template], activity: str) -> Template | None:
    """The template of an activity, None where a mapping has none."""
    return assumptions if isinstance(assumptions, Template) else assumptions.get(activity)


def _number(value: object) -> bool:
    return isinstance(value, int | float | np.number) and not isinstance(value, bool) and isfinite(float(value))
