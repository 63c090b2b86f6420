"""How long the graph model takes: 1,000 states and 5 parties, all concepts; geneva-2016 at a slider position and along.

Processor time: what else the machine does is left out.
"""

from __future__ import annotations

from time import process_time

import numpy as np

from negotiation.conflict_graph import ConflictGraph, stability
from negotiation.library import load


def game_graph(seed: int = 0) -> ConflictGraph:
    """Return a game of five parties with four strategies each: 1,024 states, random rankings."""
    grid = np.indices((4,) * 5).reshape(5, -1)
    same = grid[:, :, None] == grid[:, None, :]
    moves = np.stack([np.delete(same, i, axis=0).all(axis=0) for i in range(5)])
    return _ranked(moves, seed)


def sparse_graph(seed: int = 0) -> ConflictGraph:
    """Return 1,000 states with one in fifty moves of each party possible, random rankings."""
    return _ranked(np.random.default_rng(seed).random((5, 1000, 1000)) < 0.02, seed)


def _ranked(moves: np.ndarray, seed: int) -> ConflictGraph:
    size = moves.shape[1]
    rng = np.random.default_rng(seed)
    ranks = np.stack([rng.permutation(size) for _ in range(5)])
    return ConflictGraph(tuple("ABCDE"), tuple(f"s{k}" for k in range(size)), moves, ranks)


def main() -> None:
    for name, graph in (("game, 1,024 states", game_graph()), ("sparse, 1,000 states", sparse_graph())):
        began = process_time()
        stability(graph)
        print(f"{name}: {process_time() - began:.2f} s")
    model = load("geneva-2016")
    stability(model)
    times = []
    for control in np.linspace(0.1, 0.9, 15).tolist():
        began = process_time()
        stability(model, control=control)
        times.append(process_time() - began)
    began = process_time()
    stability(model, "control")
    print(f"geneva-2016, exactly along control: {process_time() - began:.1f} s")
    print(f"geneva-2016, a slider position: {1000 * float(np.median(times)):.0f} ms")


if __name__ == "__main__":
    main()
