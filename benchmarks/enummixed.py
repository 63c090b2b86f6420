"""Method complete, exact, beside Gambit's floating `enummixed_solve`: every equilibrium of two parties.

    python -m benchmarks.enummixed
"""

from __future__ import annotations

from collections.abc import Iterator
from statistics import median
from time import process_time

import numpy as np

from negotiation.game import Game
from negotiation.solvers import complete

GAMES, RUNS = 5, 3

KINDS = {
    "9x9": lambda rng: rng.standard_normal((2, 9, 9)),
    "10x10": lambda rng: rng.standard_normal((2, 10, 10)),
    "4x21": lambda rng: rng.standard_normal((2, 4, 21)),
    "3x40": lambda rng: rng.standard_normal((2, 3, 40)),
    "6x6 with ties": lambda rng: rng.integers(0, 3, (2, 6, 6)).astype(float),
}
"""Random games; with ties, of payoffs 0, 1 and 2."""


def run() -> Iterator[str]:
    """Yield a line a kind: medians over games, in turn with the peer, in processor time, and their ratio."""
    import pygambit

    complete.solve(Game(np.random.default_rng(0).standard_normal((1, 2, 3, 3))), kernel="numba")
    for name, draw in KINDS.items():
        ours, theirs, rows = list[float](), list[float](), list[tuple[int, int]]()
        for seed in range(GAMES):
            payoffs = draw(np.random.default_rng(seed))
            peer = pygambit.Game.from_arrays(*payoffs)
            for _ in range(RUNS):
                started = process_time()
                found = complete.solve(Game(payoffs[None]), kernel="numba")
                ours.append(process_time() - started)
                started = process_time()
                listed = pygambit.nash.enummixed_solve(peer, rational=False).equilibria
                theirs.append(process_time() - started)
            rows.append((len(found), len(listed)))
        yield (f"{name}: ours {median(ours) * 1e3:.2f} ms, Gambit's floats {median(theirs) * 1e3:.2f} ms, "
               f"{median(theirs) / median(ours):.1f} times faster (target 1); rows {rows}")


if __name__ == "__main__":
    for line in run():
        print(line, flush=True)
