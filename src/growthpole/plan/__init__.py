"""What, when, at what odds? Trajectories, a portfolio of projects, the roadmap and its guard-rails.

================================  =====================================================================================
Name                              What it does
================================  =====================================================================================
``reference_windows``             growth of like regions over every comparable span of years
``reference_odds``                how many of them grew as fast as the target asks, with the range over origins
``reference_paths``               every path their own yearly steps would trace from the base
``Projects``                      candidate projects: cost, output, jobs, how sure that is, and on whose word
``Rail``                          limits of a figure and how near to them it is watched
``Range``                         how far an assumption may be from what is assumed
``Roadmap``                       phases, milestones, dependencies, slack, spend and jobs of a plan
``Task``                          something a department does in a month
``Template``                      what is assumed of a project of an activity
``assumptions_of``                every figure the projects rest on, and whether a source states it
``critical_assumptions``          Which assumption moves the result most?
``foreign_investment_position``   How much of the foreign capital contracted has come?
``guard_rail``                    ok, watch, alarm, or no_data where the figure is not known
``jobs_at_risk``                  How many jobs hang on activities that may lose their specialisation?
``portfolio_variance``            How much unsteadiness does the mix of activities bring with it?
``recoverability``                Did the region recover faster than the nation?
``register_projects``             candidates from the live projects of a register
``resistance``                    Did the region hold out better than the nation in a downturn?
``roadmap``                       What is to be done when, what waits for what, and what takes longest?
``stabilities``                   the six stabilities, each with value, limits and state
``supply_concentration``          On how few suppliers does the region lean?
``template_projects``             candidates from opportunities, on listed assumptions
``turning_points``                What would have to be true for the result to cross a threshold?
``work_plan``                     one year's work by month and department
``Constraints``                   limits of a plan: budgets, jobs, foreign money, partners, energy, chains, order
``portfolio``                     which projects to choose, and when to start each: a ``Portfolio``
``frontier``                      the best plan at each multiple of the budget, and its odds
``feasibility_residual``          largest violation of a limit by a plan, computed without the solver
``ExpectedValue``                 objective: mean value added
``TailValue``                     objective: mean value added and its mean in the worst scenarios
``Odds``                          objective: share of scenarios that reach a target
``organic_paths``                 where activities go if nothing is added: futures drawn from the growth of the past
``naive_paths``                   the usual Monte Carlo, printed beside it: independent, and too sure
``fan``                           quantiles over paths, for each activity or for a sum
``odds``                          share of paths that reach a goal
``calibrate``                     how much fans of past origins had to be wider to hold what they said
``Calibration``                   the factors it found, for the sum and for activities relative to it
``project_effects``               What does each project add in each year, for each year it could start in?
``plan_effects``                  effects of a plan by activity: the chosen projects at their starts, added up
``spillover``                     What do the projects set off at suppliers, and what do they displace?
``trajectory``                    Where may the region get to, by which parts, and at what odds?
``required_growth``               What organic growth a year would have to come about to reach the goal alone?
``required_investment``           How much would have to be invested, started in which year, to close a gap?
``tolerable_delay``               By how many years may the whole plan be late and still reach the goal?
``break_even_probability``        How probable would production have to be for the plan to reach the goal?
================================  =====================================================================================
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from growthpole.lazy import exports

if TYPE_CHECKING:
    from growthpole.plan.assumption_lists import assumptions_of
    from growthpole.plan.baselines import naive_paths, organic_paths
    from growthpole.plan.calibrating import Calibration, calibrate
    from growthpole.plan.candidates import Projects
    from growthpole.plan.choosing import Portfolio, portfolio
    from growthpole.plan.effects import plan_effects, project_effects
    from growthpole.plan.exposures import foreign_investment_position, jobs_at_risk, supply_concentration
    from growthpole.plan.fans import fan, odds
    from growthpole.plan.frontiers import frontier
    from growthpole.plan.guard_rails import Rail, guard_rail, stabilities
    from growthpole.plan.limits import Constraints
    from growthpole.plan.live_projects import register_projects
    from growthpole.plan.objectives import ExpectedValue, Odds, TailValue
    from growthpole.plan.reference_classes import reference_odds, reference_paths, reference_windows
    from growthpole.plan.requirements import required_growth, required_investment
    from growthpole.plan.residuals import feasibility_residual
    from growthpole.plan.resiliences import portfolio_variance, recoverability, resistance
    from growthpole.plan.roadmaps import Roadmap, roadmap
    from growthpole.plan.sensitivities import Range, critical_assumptions, turning_points
    from growthpole.plan.spillovers import spillover
    from growthpole.plan.switching import break_even_probability, tolerable_delay
    from growthpole.plan.templates import Template, template_projects
    from growthpole.plan.trajectories import trajectory
    from growthpole.plan.work_plans import Task, work_plan

__all__ = [
    "Calibration",
    "Constraints",
    "ExpectedValue",
    "Odds",
    "Portfolio",
    "Projects",
    "Rail",
    "Range",
    "Roadmap",
    "TailValue",
    "Task",
    "Template",
    "assumptions_of",
    "break_even_probability",
    "calibrate",
    "critical_assumptions",
    "fan",
    "feasibility_residual",
    "foreign_investment_position",
    "frontier",
    "guard_rail",
    "jobs_at_risk",
    "naive_paths",
    "odds",
    "organic_paths",
    "plan_effects",
    "portfolio",
    "portfolio_variance",
    "project_effects",
    "recoverability",
    "reference_odds",
    "reference_paths",
    "reference_windows",
    "register_projects",
    "required_growth",
    "required_investment",
    "resistance",
    "roadmap",
    "spillover",
    "stabilities",
    "supply_concentration",
    "template_projects",
    "tolerable_delay",
    "trajectory",
    "turning_points",
    "work_plan",
]

_MODULES: Final = {
    "Calibration": "calibrating",
    "Constraints": "limits",
    "ExpectedValue": "objectives",
    "Odds": "objectives",
    "Portfolio": "choosing",
    "Projects": "candidates",
    "Rail": "guard_rails",
    "Range": "sensitivities",
    "Roadmap": "roadmaps",
    "TailValue": "objectives",
    "Task": "work_plans",
    "Template": "templates",
    "assumptions_of": "assumption_lists",
    "break_even_probability": "switching",
    "calibrate": "calibrating",
    "critical_assumptions": "sensitivities",
    "fan": "fans",
    "feasibility_residual": "residuals",
    "foreign_investment_position": "exposures",
    "frontier": "frontiers",
    "guard_rail": "guard_rails",
    "jobs_at_risk": "exposures",
    "naive_paths": "baselines",
    "odds": "fans",
    "organic_paths": "baselines",
    "plan_effects": "effects",
    "portfolio": "choosing",
    "portfolio_variance": "resiliences",
    "project_effects": "effects",
    "recoverability": "resiliences",
    "reference_odds": "reference_classes",
    "reference_paths": "reference_classes",
    "reference_windows": "reference_classes",
    "register_projects": "live_projects",
    "required_growth": "requirements",
    "required_investment": "requirements",
    "resistance": "resiliences",
    "roadmap": "roadmaps",
    "spillover": "spillovers",
    "stabilities": "guard_rails",
    "supply_concentration": "exposures",
    "template_projects": "templates",
    "tolerable_delay": "switching",
    "trajectory": "trajectories",
    "turning_points": "sensitivities",
    "work_plan": "work_plans",
}

__getattr__, __dir__ = exports(__name__, _MODULES)
