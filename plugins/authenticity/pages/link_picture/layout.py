"""Where the nodes of a link picture stand: four columns, each node near its neighbours.

No library: the columns are given, so only heights are to be found, by a few sweeps. Equal graphs
have equal places, whatever the machine.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from authenticity.pages.link_picture.graph import Graph, Node

ROW = 44.0
"""Units from a node's middle to the next one's: two lines of text, and a gap."""

_SWEEPS = 4
_COLUMNS = range(4)


def heights(graph: Graph) -> Mapping[str, float]:
    """The middle of each node by its key, from nil downwards."""
    columns = [[each for each in graph.nodes if each.column == column] for column in _COLUMNS]
    tallest = max(map(len, columns), default=0)
    places = {node.key: ROW * at for nodes in columns for at, node in enumerate(nodes)}
    near = _neighbours(graph)
    for sweep in range(_SWEEPS):
        for nodes in columns if sweep % 2 else reversed(columns):
            places |= _placed(nodes, near, places, tallest)
    return {key: round(place, 1) for key, place in places.items()}


def _neighbours(graph: Graph) -> Mapping[str, list[str]]:
    near: dict[str, list[str]] = {node.key: [] for node in graph.nodes}
    for edge in graph.edges:
        near[edge.start].append(edge.end)
        near[edge.end].append(edge.start)
    return near


def _placed(
    nodes: Sequence[Node],
    near: Mapping[str, Sequence[str]],
    places: Mapping[str, float],
    tallest: int,
) -> dict[str, float]:
    """The nodes of a column in the order of their neighbours' middle, none upon another."""
    wanted = {node.key: _middle(places[key] for key in near[node.key]) for node in nodes}
    ordered = sorted(wanted, key=lambda key: (wanted[key], places[key], key))
    found: dict[str, float] = {}
    lowest = 0.0
    for key in ordered:
        found[key] = max(wanted[key], lowest)
        lowest = found[key] + ROW
    highest = ROW * (tallest - 1)
    for key in reversed(ordered):
        found[key] = min(found[key], highest)
        highest = found[key] - ROW
    return found


def _middle(places: Iterable[float]) -> float:
    values = list(places)
    return sum(values) / len(values) if values else 0.0
