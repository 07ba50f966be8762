"""Where do we stand? Shares, growth, specialisation, concentration and ranks of regions.

Every measure is a pure function of labelled arrays: it checks its input, names its result, states
unit and convention, and says why a cell has no value (``reason``, codes of ``dims.REASONS``).

=================================== ==================================================================
Measure                             The question it answers
=================================== ==================================================================
``share``                           What part of the whole is it?
``cagr``, ``cagr_band``             How fast did it grow a year, and how sure is that of printed figures?
``relative_growth``                 How much faster than the nation?
``compare_growth``                  Do a published rate and the rate between two published levels agree?
``target_path``                     Ahead of the road to the target, behind it, or not to be decided?
``location_quotient``               How specialised, against the nation?
``location_quotient_interval``      Is a quotient of a few firms distinguishable from the nation at all?
``location_quotient_band``          What quotients do rounded figures allow?
``presence``                        Which activities does a region have?
``shift_share``                     Growth from the nation, from the mix of activities, from the region?
``dynamic_shift_share``             The same step by step through a panel: when did it happen?
``growth_contributions``            Which activities made the growth?
``driver_decomposition``            What part of the growth came from new drivers?
``structural_change``               How far has the composition moved?
``concentration_ratio``             What part of the total do the k largest hold?
``herfindahl``                      On how few does the total rest?
``gini``                            How unequal are the labels?
``locational_gini``                 How unlike the rest is an activity spread over regions?
``theil``                           How unequal, in a measure that adds up over groups?
``theil_decomposition``             How much of the inequality lies within groups, how much between?
``ellison_glaeser``                 More clustered than plants placed by chance?
``ellison_glaeser_coagglomeration`` Do industries of a group cluster with each other?
``entropy``                         Over how many is the total spread?
``related_variety``                 How much variety inside groups of related activities?
``unrelated_variety``               How much variety between groups?
``hoover``                          What part would have to move to be spread like a reference?
``hachman``                         How closely does the composition resemble a reference?
``krugman``                         How different from a reference is the composition?
``structural_similarity``           How alike are two regions in composition?
``peer_regions``                    Which regions are nearest in composition?
``rank``                            Which place, among how many that report?
``rank_bounds``                     Which places are possible when values are known within intervals?
``rank_mobility``                   How much did the order change?
``beta_convergence``                Do the poorer regions catch up, and how fast?
``sigma_convergence``               Does the gap between regions close?
``economic_complexity``             How complex is what a region has, and how complex is each activity?
``fitness_complexity``              How fit is a region when an activity counts as its least fit region?
``reflections``                     Where does averaging between regions and activities lead?
``project_complexity``              How complex are provinces or cities on the scale of the nation or the world?
``drop_small``                      What is left without small regions and rare activities?
``prody``                           How rich are the regions specialised in an activity?
``expy``                            How rich are the regions that make what a region makes?
``poisson_interval``                What can a count of events carry?
``count_growth_interval``           Is the growth of a count of events more than chance?
``proximity``                       How near are two activities, judged by who has both?
``relatedness_density``             How much of what surrounds an activity does a region have?
``relative_relatedness``            Which options are near, for this region?
``purged_density``                  How near beyond what size and commonness explain?
``complexity_outlook``              What complex activities lie ahead, and what would an entry open?
``what_if``                         What changes when a set of activities enters together?
``cross_proximity``                 Which fields of science or technology go with an activity?
``cross_density``                   Is there a way in from another space?
``activity_communities``            Which activities belong together, and how surely?
``space_backbone``                  Which ties make the picture of the product space?
``space_layout``                    Where does each activity stand in that picture?
``rank_intervals``                  How firm is a rank under noise and choices?
``peer_groups``                     Which regions form families of like structure?
=================================== ==================================================================

Names are imported when first used, so ``import growthpole.diagnose`` loads no array library.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from growthpole.lazy import exports

if TYPE_CHECKING:
    from growthpole.diagnose.agglomeration import ellison_glaeser, ellison_glaeser_coagglomeration
    from growthpole.diagnose.communities import activity_communities
    from growthpole.diagnose.comparisons import hachman, hoover, krugman
    from growthpole.diagnose.complexity import economic_complexity
    from growthpole.diagnose.composition import share
    from growthpole.diagnose.concentration import concentration_ratio, herfindahl
    from growthpole.diagnose.contributions import driver_decomposition, growth_contributions
    from growthpole.diagnose.convergence import beta_convergence, sigma_convergence
    from growthpole.diagnose.counts import count_growth_interval, poisson_interval
    from growthpole.diagnose.cross_spaces import cross_density, cross_proximity
    from growthpole.diagnose.diversity import entropy, related_variety, unrelated_variety
    from growthpole.diagnose.fitness import fitness_complexity
    from growthpole.diagnose.growth import (
        Band,
        PathCheck,
        cagr,
        cagr_band,
        compare_growth,
        relative_growth,
        rounding_band,
        target_path,
    )
    from growthpole.diagnose.inequality import theil, theil_decomposition
    from growthpole.diagnose.lorenz import gini, locational_gini
    from growthpole.diagnose.mobility import rank_mobility
    from growthpole.diagnose.outlooks import complexity_outlook
    from growthpole.diagnose.peer_clusters import peer_groups
    from growthpole.diagnose.product_space import space_backbone, space_layout
    from growthpole.diagnose.projection import Sizeable, drop_small, project_complexity
    from growthpole.diagnose.proximities import proximity
    from growthpole.diagnose.quotient_bands import location_quotient_band
    from growthpole.diagnose.quotients import location_quotient, location_quotient_interval, presence
    from growthpole.diagnose.rank_draws import rank_intervals
    from growthpole.diagnose.ranks import rank, rank_bounds
    from growthpole.diagnose.reflecting import reflections
    from growthpole.diagnose.relatedness import purged_density, relatedness_density, relative_relatedness
    from growthpole.diagnose.restructuring import structural_change
    from growthpole.diagnose.scenarios import what_if
    from growthpole.diagnose.shift_dynamics import dynamic_shift_share
    from growthpole.diagnose.shifts import shift_share
    from growthpole.diagnose.similarity import peer_regions, structural_similarity
    from growthpole.diagnose.sophistication import expy, prody

__all__ = [
    "Band",
    "PathCheck",
    "Sizeable",
    "activity_communities",
    "beta_convergence",
    "cagr",
    "cagr_band",
    "compare_growth",
    "complexity_outlook",
    "concentration_ratio",
    "count_growth_interval",
    "cross_density",
    "cross_proximity",
    "driver_decomposition",
    "drop_small",
    "dynamic_shift_share",
    "economic_complexity",
    "ellison_glaeser",
    "ellison_glaeser_coagglomeration",
    "entropy",
    "expy",
    "fitness_complexity",
    "gini",
    "growth_contributions",
    "hachman",
    "herfindahl",
    "hoover",
    "krugman",
    "location_quotient",
    "location_quotient_band",
    "location_quotient_interval",
    "locational_gini",
    "peer_groups",
    "peer_regions",
    "poisson_interval",
    "presence",
    "prody",
    "project_complexity",
    "proximity",
    "purged_density",
    "rank",
    "rank_bounds",
    "rank_intervals",
    "rank_mobility",
    "reflections",
    "related_variety",
    "relatedness_density",
    "relative_growth",
    "relative_relatedness",
    "rounding_band",
    "share",
    "shift_share",
    "sigma_convergence",
    "space_backbone",
    "space_layout",
    "structural_change",
    "structural_similarity",
    "target_path",
    "theil",
    "theil_decomposition",
    "unrelated_variety",
    "what_if",
]

_MODULE: Final = {
    "Band": "growth",
    "PathCheck": "growth",
    "Sizeable": "projection",
    "activity_communities": "communities",
    "beta_convergence": "convergence",
    "cagr": "growth",
    "cagr_band": "growth",
    "compare_growth": "growth",
    "complexity_outlook": "outlooks",
    "concentration_ratio": "concentration",
    "count_growth_interval": "counts",
    "cross_density": "cross_spaces",
    "cross_proximity": "cross_spaces",
    "driver_decomposition": "contributions",
    "drop_small": "projection",
    "dynamic_shift_share": "shift_dynamics",
    "economic_complexity": "complexity",
    "ellison_glaeser": "agglomeration",
    "ellison_glaeser_coagglomeration": "agglomeration",
    "entropy": "diversity",
    "expy": "sophistication",
    "fitness_complexity": "fitness",
    "gini": "lorenz",
    "growth_contributions": "contributions",
    "hachman": "comparisons",
    "herfindahl": "concentration",
    "hoover": "comparisons",
    "krugman": "comparisons",
    "location_quotient": "quotients",
    "location_quotient_band": "quotient_bands",
    "location_quotient_interval": "quotients",
    "locational_gini": "lorenz",
    "peer_groups": "peer_clusters",
    "peer_regions": "similarity",
    "poisson_interval": "counts",
    "presence": "quotients",
    "prody": "sophistication",
    "project_complexity": "projection",
    "proximity": "proximities",
    "purged_density": "relatedness",
    "rank": "ranks",
    "rank_bounds": "ranks",
    "rank_intervals": "rank_draws",
    "rank_mobility": "mobility",
    "reflections": "reflecting",
    "related_variety": "diversity",
    "relatedness_density": "relatedness",
    "relative_growth": "growth",
    "relative_relatedness": "relatedness",
    "rounding_band": "growth",
    "share": "composition",
    "shift_share": "shifts",
    "sigma_convergence": "convergence",
    "space_backbone": "product_space",
    "space_layout": "product_space",
    "structural_change": "restructuring",
    "structural_similarity": "similarity",
    "target_path": "growth",
    "theil": "inequality",
    "theil_decomposition": "inequality",
    "unrelated_variety": "diversity",
    "what_if": "scenarios",
}

__getattr__, __dir__ = exports(__name__, _MODULE)
