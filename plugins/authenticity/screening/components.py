"""What hangs together: persons through their records, families through their policies."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Nodes = NDArray[np.int64]
Edges = NDArray[np.int64]
"""Two rows of nodes: what stands below one another is joined."""


def components(edges: Edges, count: int) -> Nodes:
    """For each node the smallest node that it hangs together with.

    Smallest labels spread along the edges and jump to their own label's label, so a chain of n
    takes about log n rounds.
    """
    root = np.arange(count, dtype=np.int64)
    while True:
        before = root
        low = np.minimum(root[edges[0]], root[edges[1]])
        root = before.copy()
        for end in edges:
            np.minimum.at(root, before[end], low)
            np.minimum.at(root, end, low)
        root = root[root]
        if np.array_equal(root, before):
            return root
