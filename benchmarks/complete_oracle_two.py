"""Method complete with two parties against every basis of both best-reply polyhedra, in rational numbers (FLINT).

    python -m benchmarks.complete_oracle_two [--games 3000] [--from 0] [--seconds 30] [--store answers.jsonl]

The oracle shares nothing with the method: no walk, no floats. It solves the equations of every pair of an own support
and as many ties, keeps what is feasible as a vertex, and pairs vertices whose labels cover all strategies: the extreme
equilibria (Mangasarian 1964). One is isolated where it shares neither half with another. Rows, supports, marks and
`degenerate` must be the same wherever `complete` is said; then in a batch, by the plain kernel, and in five
permutations. Kinds: near-degenerate (ties moved by 1e-5 to 1e-12), scales from 1e-9 to 1e9 between parties, rows and
strategies, sparse, tied, symmetric, smooth. With `--store` what was asked is not asked again; every answer is a line.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations
from math import lcm
from pathlib import Path
from time import perf_counter

import numpy as np

from benchmarks.complete_oracle_parties import flat, permuted
from negotiation.game import Game
from negotiation.solvers import complete

SMALL = ((2, 2), (3, 3), (2, 3), (4, 4), (3, 2), (3, 4), (5, 5), (4, 3), (2, 5), (4, 2), (5, 3), (3, 5), (5, 4), (4, 6))
LARGE = ((6, 6), (2, 40), (7, 7), (5, 6), (6, 6), (40, 2), (7, 7), (6, 4), (6, 6), (4, 21), (8, 8), (3, 9), (6, 6),
         (2, 40), (7, 7), (9, 3), (6, 6), (21, 4), (9, 9), (7, 5), (6, 6), (2, 40), (8, 8), (10, 10))
KINDS = ("near", "scales", "tied", "sparse", "symmetric", "near symmetric", "smooth")


def shape_of(seed: int) -> tuple[int, int]:
    """Return four shapes of five from the small ones; 10x10 once in 120 games."""
    if seed % 5 < 4:
        return SMALL[(seed - seed // 5) % len(SMALL)]
    return LARGE[seed // 5 % len(LARGE)]


def drawn(seed: int) -> tuple[str, np.ndarray]:
    """Return the kind and the payoffs (2, m, n) of a game."""
    rng = np.random.default_rng(2_990_000 + seed)
    (m, n), kind = shape_of(seed), KINDS[seed % len(KINDS)]
    payoffs = rng.standard_normal((2, m, n))
    if "near" in kind:
        payoffs = rng.integers(0, 3, (2, m, n)) + 10.0 ** -rng.integers(5, 13) * payoffs
    elif kind == "scales":
        for size in ((2, 1, 1), (2, m, 1), (2, 1, n)):
            payoffs *= 10.0 ** rng.integers(-9, 10, size)
    elif kind == "tied":
        payoffs = rng.integers(0, 3, (2, m, n)).astype(float)
    elif kind == "sparse":
        payoffs *= rng.random((2, m, n)) < 0.4
    elif kind == "symmetric":
        payoffs = rng.integers(-3, 4, (2, m, n)).astype(float)
    if "symmetric" in kind and m == n:
        payoffs[1] = payoffs[0].T
    return kind, payoffs


def whole(table: np.ndarray) -> list[list[int]]:
    """Return a table of floats as whole numbers, all times one number."""
    exact = [[Fraction(value) for value in row] for row in table.tolist()]
    unit = lcm(*(value.denominator for row in exact for value in row))
    return [[int(value * unit) for value in row] for row in exact]


def vertices(replies: list[list[int]]) -> dict[tuple, tuple[int, int]]:
    """Return every vertex of {x >= 0, sum x = 1, sum x_i R_ij <= v}: x -> bits of zero weights, of best replies."""
    from flint import fmpz_mat

    m, n, found = len(replies), len(replies[0]), {}
    for size in range(1, min(m, n) + 1):
        right = fmpz_mat(size + 1, 1, [0] * size + [1])
        for own in combinations(range(m), size):
            columns = [[replies[i][j] for i in own] + [-1] for j in range(n)]
            every = fmpz_mat(columns)
            for tied in combinations(range(n), size):
                try:
                    solved = fmpz_mat([columns[j] for j in tied] + [[1] * size + [0]]).solve(right)
                except ZeroDivisionError:
                    continue
                weights = [solved[k, 0] for k in range(size)]
                if min(weights) < 0:
                    continue
                gaps = every * solved
                slack = [gaps[j, 0] for j in range(n)]
                if max(slack) <= 0:
                    placed = dict(zip(own, weights, strict=True))
                    x = tuple(placed.get(i, 0) for i in range(m))
                    found[x] = tuple(sum(1 << k for k, each in enumerate(row) if each == 0) for row in (x, slack))
    return found


def equilibria(payoffs: np.ndarray) -> tuple[np.ndarray, np.ndarray, bool]:
    """Return all extreme equilibria (E, m + n), which are isolated (E,), and whether one has a spare best reply."""
    m, n = payoffs.shape[1:]
    x, y = vertices(whole(payoffs[1])), vertices(whole(payoffs[0].T))
    xs, ys = list(x), list(y)
    zero, best = (np.array([x[each][k] for each in xs])[:, None] for k in (0, 1))
    other_zero, other_best = (np.array([y[each][k] for each in ys])[None] for k in (0, 1))
    pairs = (zero | other_best == (1 << m) - 1) & (best | other_zero == (1 << n) - 1)
    a, b = np.nonzero(pairs)
    alone = (np.bincount(a, minlength=len(xs))[a] == 1) & (np.bincount(b, minlength=len(ys))[b] == 1)
    spare = (zero & other_best) | (best & other_zero) << m
    rows = [xs[i] + ys[j] for i, j in zip(a, b, strict=True)]
    floats = [[float(Fraction(int(w.p), int(w.q))) if w else 0.0 for w in row] for row in rows]
    return np.array(floats).reshape(-1, m + n), alone, bool(spare[a, b].any())


def unmatched(rows: np.ndarray, marks: np.ndarray, others: np.ndarray, their_marks: np.ndarray) -> int:
    """Count rows without a like among the others: the same support, mark, and probabilities within 1e-9 of each."""
    if not len(others) or not len(rows):
        return len(rows)
    alike = (np.abs(rows[:, None] - others[None]) <= 1e-9 * others[None]).all(axis=2)
    alike &= ((rows > 0)[:, None] == (others > 0)[None]).all(axis=2) & (marks[:, None] == their_marks[None])
    return int((~alike.any(axis=1)).sum()) + max(0, len(rows) - len(others))


def differ(one: object, other: object, places: np.ndarray | None = None) -> bool:
    """Tell whether two answers to one game are not the same, where both are complete; `places` undo a permutation."""
    if not (one.complete[0] and other.complete[0]):  # type: ignore[attr-defined]
        return False
    first, second = flat(one), flat(other)
    if places is not None:
        first = first[:, places]
    marks = [each.marks["certified"] for each in (one, other)]  # type: ignore[attr-defined]
    return bool(unmatched(first, marks[0], second, marks[1]) + unmatched(second, marks[1], first, marks[0]))


def examine(seed: int, seconds: float) -> dict[str, int | str | float]:
    """Put one game to all questions; return what was counted."""
    kind, payoffs = drawn(seed)
    rng, game = np.random.default_rng(seed), Game(payoffs[None])
    start = perf_counter()
    found = complete.solve(game, seconds=seconds, kernel="numba")
    took = perf_counter() - start
    rows, alone, spare = equilibria(payoffs)
    ours, certified, done = flat(found), found.marks["certified"], bool(found.complete[0])
    told: dict[str, int | str | float] = {"seed": seed, "kind": kind, "shape": "x".join(map(str, payoffs.shape[1:])),
                                          "rows": len(rows), "incomplete": int(not done), "took": round(took, 3)}
    missing = unmatched(rows, alone, ours, certified)
    told["MISSING where complete" if done else "missing where incomplete"] = missing
    told["FALSE complete"] = int(done and missing > 0)
    told["ROWS that are none"] = unmatched(ours, certified, rows, alone) if done else 0
    told["DEGENERATE wrong"] = int(done and bool(found.degenerate[0]) != spare)
    batch = complete.solve(Game(np.stack([payoffs, np.zeros_like(payoffs), payoffs])), seconds=seconds, kernel="numba")
    told["DIFFERS in a batch"] = sum(differ(found, batch.at(p)) for p in (0, 2))
    plain = complete.solve(game, seconds=seconds, kernel="numpy")
    told["DIFFERS by kernel"], told["plain kernel incomplete"] = int(differ(found, plain)), int(not plain.complete[0])
    told["DIFFERS permuted"] = 0
    for _ in range(5):
        moved, places = permuted(payoffs, rng)
        other = complete.solve(Game(moved[None]), seconds=seconds, kernel="numba")
        told["DIFFERS permuted"] += int(differ(found, other, places))
    return told


def answers(seeds: range, seconds: float, store: Path | None) -> Iterator[dict]:
    """Yield what was told of each game, from the store where it is there."""
    known = {}
    if store and store.exists():
        known = {each["seed"]: each for each in map(json.loads, store.read_text().splitlines())}
    for seed in seeds:
        if seed not in known:
            known[seed] = examine(seed, seconds)
            if store:
                with store.open("a") as file:
                    file.write(json.dumps(known[seed]) + "\n")
        yield known[seed]


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--games", type=int, default=3000)
    options.add_argument("--from", dest="first", type=int, default=0)
    options.add_argument("--seconds", type=float, default=30.0)
    options.add_argument("--store", type=Path)
    chosen, count = options.parse_args(), Counter[str]()
    for told in answers(range(chosen.first, chosen.first + chosen.games), chosen.seconds, chosen.store):
        count["games"] += 1
        count[f"games of kind {told['kind']}"] += 1
        for name, number in told.items():
            if name not in ("seed", "kind", "shape", "took"):
                count[name] += number
        if any(number for name, number in told.items() if name.split()[0].isupper()):
            print(told, flush=True)
    for name, number in sorted(count.items()):
        print(f"{number:7d}  {name}")


if __name__ == "__main__":
    main()
