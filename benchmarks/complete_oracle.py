"""Method complete against pygambit on random games with integer payoffs, which are rich in ties.

    python benchmarks/complete_oracle.py [--games 2000] [--seconds 20] [--store tests/data/complete_oracle.json]

Every equilibrium that pygambit finds must be a row of ours or lie in one of our unresolved boxes; every row of ours is
judged by its regret; a game without degenerate equilibria must have an odd number of them (Wilson 1971). pygambit runs
in a process of its own and is given up after `--seconds` a game. `--store` keeps the games and its answers.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
from collections import Counter
from time import perf_counter

import numpy as np

from negotiation.game import Game
from negotiation.solvers import complete

SHAPES = ((2, 2), (3, 2), (3, 3), (4, 3), (4, 4), (2, 2, 2), (3, 2, 2), (3, 3, 2), (4, 2, 2), (3, 3, 3),
          (2, 2, 2, 2), (3, 2, 2, 2), (2, 2, 2, 2, 2))
RANGES = (3, 9, 99)


def integer_game(seed: int) -> np.ndarray:
    """Return payoffs (N, S1, ..., SN) drawn evenly from -r..r."""
    rng = np.random.default_rng(seed)
    shape, reach = SHAPES[seed % len(SHAPES)], RANGES[seed // len(SHAPES) % len(RANGES)]
    return rng.integers(-reach, reach + 1, (len(shape), *shape))


def gambit_worker(channel: object) -> None:
    """Answer payoffs with pygambit's equilibria until None comes."""
    from negotiation.solvers.peers import gambit

    while (payoffs := channel.recv()) is not None:  # type: ignore[attr-defined]
        found = gambit.solve(Game(np.asarray(payoffs, dtype=float)[None]))
        channel.send(np.concatenate(found.mixtures, axis=1))  # type: ignore[attr-defined]


class Oracle:
    """pygambit in a process that can be given up."""

    def __init__(self, seconds: float) -> None:
        self.seconds, self.process = seconds, None

    def __call__(self, payoffs: np.ndarray) -> np.ndarray | None:
        if self.process is None:
            self.channel, other = multiprocessing.Pipe()
            self.process = multiprocessing.Process(target=gambit_worker, args=(other,), daemon=True)
            self.process.start()
            self.channel.poll(0)
        self.channel.send(payoffs)
        try:
            if self.channel.poll(self.seconds):
                return self.channel.recv()
        except EOFError:
            pass
        self.process.kill()
        self.process = None
        return None


def missing(found: object, reference: np.ndarray, near: float = 1e-5) -> int:
    """Count reference equilibria that are neither a row nor in a box."""
    flat = np.concatenate(found.mixtures, axis=1)  # type: ignore[attr-defined]
    known = (np.abs(flat[None] - reference[:, None]).max(axis=2) < near).any(axis=1)
    boxes = found.boxes  # type: ignore[attr-defined]
    if boxes is not None:
        lower, upper = np.concatenate(boxes.lower, axis=1), np.concatenate(boxes.upper, axis=1)
        known |= ((reference[:, None] >= lower - near) & (reference[:, None] <= upper + near)).all(axis=2).any(axis=1)
    return int((~known).sum())


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--games", type=int, default=2000)
    options.add_argument("--seconds", type=float, default=20.0)
    options.add_argument("--store")
    chosen = options.parse_args()
    oracle, count, ours, theirs, stored, worst = Oracle(chosen.seconds), Counter(), 0.0, 0.0, [], 0.0
    for seed in range(chosen.games):
        payoffs = integer_game(seed)
        game = Game(payoffs[None])
        start = perf_counter()
        found = complete.solve(game)
        middle = perf_counter()
        reference = oracle(payoffs)
        ours, theirs = ours + middle - start, theirs + perf_counter() - middle
        worst = max(worst, float((found.regret / game.scale.min()).max(initial=0.0)))
        generic = not found.degenerate[0]
        count["incomplete (ours)"] += not found.complete[0]
        count["degenerate"] += not generic
        count["even though generic"] += generic and len(found) % 2 == 0
        if middle - start > 2:
            print(f"slow: seed {seed} {payoffs.shape[1:]} {middle - start:.1f} s", flush=True)
        if reference is None:
            count["pygambit gave no answer in time"] += 1
            continue
        lost = missing(found, reference)
        if lost:
            print(f"seed {seed} {payoffs.shape[1:]}: {lost} of pygambit's {len(reference)} missing", flush=True)
        count["pygambit's equilibria missing here"] += lost
        count["generic games pygambit left incomplete"] += generic and len(reference) < len(found)
        stored.append({"seed": seed, "reference": reference.round(12).tolist()})
        if chosen.store:
            with open(chosen.store, "w") as file:
                json.dump(stored, file, separators=(",", ":"))
    print(f"{chosen.games} games, worst regret over range {worst:.1e}, ours {ours:.1f} s, pygambit {theirs:.1f} s")
    for name, number in sorted(count.items()):
        print(f"{number:6d}  {name}")


if __name__ == "__main__":
    main()
