"""Dependencies of projects: rings, the longest chain, and how far a start may slip."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any, Final

from growthpole.errors import InputError

END: Final = ""
Link = tuple[str, str, float]


def graph_of(codes: Sequence[str], links: Iterable[Link]) -> Any:
    """Directed graph of projects, its links weighted with the years between the two starts.

    Raises
    ------
    InputError
        Projects that wait for each other in a ring, which is named.
    """
    import networkx as nx

    graph = nx.DiGraph()
    graph.add_nodes_from(codes)
    for before, after, lag in links:
        held = graph.get_edge_data(before, after, {"years": lag})["years"]
        graph.add_edge(before, after, years=max(lag, held))
    try:
        ring = nx.find_cycle(graph)
    except nx.NetworkXNoCycle:
        return graph
    raise InputError("precedence-ring", ring=" → ".join([*(edge[0] for edge in ring), ring[0][0]]))


def longest(graph: Any, spans: Mapping[str, float]) -> tuple[tuple[str, ...], float]:
    """The chain of projects that takes longest, one of equally long ones, and its years.

    A project ends its span after its start.
    """
    import networkx as nx

    if not spans:
        return (), 0.0
    whole = graph.copy()
    whole.add_node(END)
    whole.add_weighted_edges_from(((code, END, span) for code, span in spans.items()), weight="years")
    path = nx.dag_longest_path(whole, weight="years")
    chain = tuple(code for code in path if code != END)
    lags = sum(whole.edges[pair]["years"] for pair in pairwise(chain))
    return chain, float(lags + spans[chain[-1]])


def slack(graph: Any, starts: Mapping[str, float], spans: Mapping[str, float]) -> dict[str, float]:
    """Years each start may slip, alone, before the plan's end or the start of one that waits for it must."""
    end = max((starts[code] + spans[code] for code in starts), default=0.0)
    found = {}
    for code, start in starts.items():
        waiting = [starts[after] - link["years"] for _, after, link in graph.out_edges(code, data=True)]
        # a wait that is met to a hair leaves nothing, not less
        found[code] = max(min([end - spans[code], *waiting]) - start, 0.0)
    return found
