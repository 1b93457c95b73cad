"""Graphs of names: an order of dependencies, cycles, and rooted trees.

The only importer of networkx, which is loaded inside the functions so that importing
the engine stays cheap.  Every answer is the same on every run: ties go by name, and
common ancestors are found by walking up from a node that has one parent, because
networkx's own search for them may answer differently from run to run.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from networkx import DiGraph

Edges = Mapping[str, Iterable[str]]


def topological_order(edges: Edges) -> list[str]:
    """Return all names, each after what it depends on; ties by name.

    `edges[name]` are the names that `name` depends on; a name that is only depended
    on need not be a key.  A cycle is a `ValueError`: ask `find_cycles` before.

    >>> topological_order({"baseline": ["hazard_warning"], "hazard_warning": ["open"]})
    ['open', 'hazard_warning', 'baseline']
    """
    import networkx as nx

    try:
        return list(nx.lexicographical_topological_sort(_graph(edges).reverse(copy=False)))
    except nx.NetworkXUnfeasible:
        raise ValueError(f"cycles: {find_cycles(edges)}") from None


def find_cycles(edges: Edges) -> list[list[str]]:
    """Return one shortest cycle for each group of names that depend on each other.

    A cycle starts at its least name and follows the edges; it does not repeat that
    name at its end.  Cycles are sorted.  (All simple cycles may be exponentially many.)

    >>> find_cycles({"c": ["a"], "a": ["b"], "b": ["c"], "self": ["self"]})
    [['a', 'b', 'c'], ['self']]
    """
    import networkx as nx

    graph = _graph(edges)
    groups = [sorted(group) for group in nx.strongly_connected_components(graph)]
    found = [_shortest_cycle(graph, group) for group in groups]
    return sorted(cycle for cycle in found if cycle)


def _graph(edges: Edges) -> DiGraph[str]:
    """Nodes and edges go in sorted: networkx then walks them in that order."""
    import networkx as nx

    graph: DiGraph[str] = nx.DiGraph()
    targets = {name: sorted(set(edges[name])) for name in sorted(edges)}
    graph.add_nodes_from(sorted({*targets, *(t for ts in targets.values() for t in ts)}))
    graph.add_edges_from((name, target) for name in targets for target in targets[name])
    return graph


def _shortest_cycle(graph: DiGraph[str], group: list[str]) -> list[str]:
    """Return the shortest cycle through the least name of a strongly connected group."""
    import networkx as nx

    start = group[0]
    if graph.has_edge(start, start):
        return [start]
    if len(group) == 1:
        return []
    inside = graph.subgraph(group)
    ways = [nx.shortest_path(inside, after, start) for after in graph[start] if after in inside]
    way = min(ways, key=lambda way: (len(way), way))
    return [start, *way[:-1]]


@dataclass(frozen=True)
class Tree:
    """A rooted tree, given by the parent of each node ("" for the root).

    >>> tree = Tree({"province": "", "city": "province", "county": "city"})
    >>> tree.path_up("county")
    ('county', 'city', 'province')
    """

    parents: Mapping[str, str]

    def __post_init__(self) -> None:
        unknown = sorted(p for p in self.parents.values() if p and p not in self.parents)
        cycles = find_cycles({n: [p] for n, p in self.parents.items() if p})
        if unknown or cycles or len(self.roots) != 1:
            raise ValueError(f"no tree: unknown {unknown}, cycles {cycles}, roots {self.roots}")

    @cached_property
    def roots(self) -> tuple[str, ...]:
        """The nodes without a parent: exactly one, once the tree is made."""
        return tuple(sorted(n for n, p in self.parents.items() if not p))

    @property
    def root(self) -> str:
        """The node all paths lead up to."""
        return self.roots[0]

    @cached_property
    def _children(self) -> DiGraph[str]:
        below: dict[str, list[str]] = {node: [] for node in self.parents}
        for node, parent in self.parents.items():
            if parent:
                below[parent].append(node)
        return _graph(below)

    def path_up(self, node: str) -> tuple[str, ...]:
        """Return `node`, its parent, and so on up to the root."""
        path = [node]
        while parent := self.parents[path[-1]]:
            path.append(parent)
        return tuple(path)

    def children(self, node: str) -> tuple[str, ...]:
        """Return the nodes whose parent is `node`, sorted by name."""
        return tuple(self._children[node])

    def below(self, node: str) -> tuple[str, ...]:
        """Return `node` and all nodes under it: parents first, siblings by name."""
        import networkx as nx

        return tuple(nx.dfs_preorder_nodes(self._children, node))

    def nearest_common(self, one: str, other: str) -> str:
        """Return the lowest node on both ways to the root."""
        above = set(self.path_up(one))
        return next(node for node in self.path_up(other) if node in above)
