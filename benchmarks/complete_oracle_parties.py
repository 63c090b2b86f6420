"""Method complete with three and more parties against an enumeration of its own: all supports, Newton from many starts.

    python -m benchmarks.complete_oracle_parties [--games 1000] [--from 0] [--seconds 20] [--slow]

The oracle shares nothing with the method: no dominance, no boxes. Every support that a regular equilibrium can have is
tried; Newton's method runs in all probabilities and payoff levels at once from random starts; what it finds is polished
with 60 digits (mpmath) and kept if all weights are positive and all other gains negative there. Each must be a row, or
lie in a box, wherever `complete` is said. A complete point without boxes or ties must have an odd number of equilibria
(Wilson 1971). Then: batch against single, five permutations, and with `--slow` the plain kernel against the compiled
one. Kinds: smooth, integers with ties, near-degenerate (ties moved by 1e-5 to 1e-12), scales from 1e-9 to 1e9, sparse.
"""

from __future__ import annotations

import argparse
from collections import Counter
from itertools import combinations, product
from time import perf_counter

import mpmath
import numpy as np

from negotiation.game import Game
from negotiation.solvers import complete

SHAPES = ((2, 2, 2), (3, 2, 2), (3, 3, 2), (2, 2, 2, 2), (5, 2, 2), (3, 3, 3), (7, 2, 3), (6, 3, 2), (3, 2, 2, 2),
          (10, 3, 2), (4, 3, 2), (12, 2, 2), (2, 2, 2, 2, 2), (2, 8, 2), (3, 3, 2, 2), (6, 2, 3))
KINDS = ("smooth", "ties 3", "ties 9", "near", "scales", "sparse", "near", "integers")
STARTS, STEPS = 6, 20


def drawn(seed: int) -> tuple[str, np.ndarray]:
    """Return the kind and the payoffs (N, S1, ..., SN) of a game."""
    rng = np.random.default_rng(990_000 + seed)
    shape, kind = SHAPES[seed % len(SHAPES)], KINDS[seed // len(SHAPES) % len(KINDS)]
    size = (len(shape), *shape)
    if kind.startswith("ties"):
        reach = int(kind[5:])
        return kind, rng.integers(-reach, reach + 1, size).astype(float)
    if kind == "integers":
        return kind, rng.integers(-10 ** 6, 10 ** 6, size).astype(float)
    if kind == "near":
        return kind, rng.integers(0, 3, size) + 10.0 ** -rng.integers(5, 13) * rng.standard_normal(size)
    smooth = rng.standard_normal(size)
    if kind == "scales":
        return kind, smooth * 10.0 ** rng.integers(-9, 10, len(shape)).reshape(-1, *[1] * len(shape))
    return kind, smooth * (rng.random(size) < 0.5) if kind == "sparse" else smooth


def contract(own: np.ndarray, x: list, keep: tuple[int, ...]) -> np.ndarray:
    """Take the expectation of a party's payoffs over all mixtures (B, Sj) but those of the parties in `keep`."""
    letters = "abcdefgh"[:own.ndim]
    inputs = [f"z{letters[j]}" for j in range(own.ndim) if j not in keep]
    mixed = [x[j] for j in range(own.ndim) if j not in keep]
    out = "z" + "".join(letters[j] for j in sorted(keep))
    if not mixed:
        return np.broadcast_to(own, (len(x[0]), *own.shape))
    return np.einsum(f"{letters},{','.join(inputs)}->{out}", own, *mixed, optimize="greedy")


def system(payoffs: np.ndarray, x: list, level: np.ndarray, masks: list) -> tuple[np.ndarray, np.ndarray]:
    """Return residuals and Jacobian: what is played pays the level, the rest weighs nothing, weights add up to 1."""
    shape = payoffs.shape[1:]
    first = np.concatenate([[0], np.cumsum(shape)])
    wide, count = first[-1] + len(shape), len(level)
    value, slope = np.zeros((count, wide)), np.zeros((count, wide, wide))
    for i, size in enumerate(shape):
        here = slice(first[i], first[i] + size)
        pays = contract(payoffs[i], x, (i,))
        value[:, here] = np.where(masks[i], pays - level[:, [i]], x[i])
        slope[:, here, first[-1] + i] = np.where(masks[i], -1.0, 0.0)
        slope[:, range(first[i], first[i] + size), range(first[i], first[i] + size)] = np.where(masks[i], 0.0, 1.0)
        for j in range(len(shape)):
            if j != i:
                block = contract(payoffs[i], x, (i, j))
                block = block if i < j else np.swapaxes(block, 1, 2)
                slope[:, here, first[j]:first[j + 1]] = np.where(masks[i][:, :, None], block, 0.0)
        value[:, first[-1] + i] = x[i].sum(axis=1) - 1.0
        slope[:, first[-1] + i, here] = 1.0
    return value, slope


def supports(shape: tuple[int, ...]) -> list[tuple[tuple[int, ...], ...]]:
    """Return all supports that are not pure and have no more ties of one party than free weights of the others."""
    sizes = [s for s in product(*(range(1, size + 1) for size in shape))
             if sum(s) > len(s) and all(2 * (m - 1) <= sum(s) - len(s) for m in s)]
    return [each for s in sizes for each in product(*(combinations(range(size), m)
                                                      for size, m in zip(shape, s, strict=True)))]


def enumerate_mixed(payoffs: np.ndarray, rng: np.random.Generator) -> list[np.ndarray]:
    """Return the regular equilibria in which someone mixes, as far as Newton's method finds them: (sum of S,) each."""
    shape = payoffs.shape[1:]
    spread = payoffs.reshape(len(shape), -1)
    payoffs = (payoffs - spread.min(axis=1).reshape(-1, *[1] * len(shape))) / np.maximum(
        np.ptp(spread, axis=1), 1e-300).reshape(-1, *[1] * len(shape))
    all_supports = supports(shape)
    found: dict[tuple, list[np.ndarray]] = {}
    for k in range(0, len(all_supports), 200):
        some = [each for each in all_supports[k:k + 200] for _ in range(STARTS)]
        masks = [np.array([np.isin(np.arange(size), each[j]) for each in some]) for j, size in enumerate(shape)]
        x = [np.where(mask, rng.exponential(size=mask.shape), 0.0) for mask in masks]
        x = [part / part.sum(axis=1, keepdims=True) for part in x]
        level = np.stack([(contract(payoffs[i], x, (i,)) * x[i]).sum(axis=1) for i in range(len(shape))], axis=1)
        state, sizes = np.concatenate([*x, level], axis=1), np.cumsum(shape)
        for _ in range(STEPS):
            parts = np.split(state[:, :sizes[-1]], sizes[:-1], axis=1)
            value, slope = system(payoffs, parts, state[:, sizes[-1]:], masks)
            slope += 1e-300 * np.eye(slope.shape[1])
            sound = np.abs(np.linalg.det(slope)) > 1e-200
            step = np.zeros_like(state)
            step[sound] = np.linalg.solve(slope[sound], value[sound][..., None])[..., 0]
            state = np.where(sound[:, None], state - np.clip(step, -1, 1), state)
            state = np.where(np.abs(state).max(axis=1, keepdims=True) > 1e3, 0.5, state)
        good = (np.abs(step).max(axis=1) < 1e-6) & sound & (state[:, :sizes[-1]].min(axis=1) > -1e-6)
        for row in np.flatnonzero(good):
            mixed = state[row, :sizes[-1]]
            near = found.setdefault(some[row], [])
            if not any(np.abs(mixed - other).max() < 1e-9 for other in near):
                near.append(mixed)
    return [mixed for support, near in found.items() for mixed in near]


def polished(payoffs: np.ndarray, mixed: np.ndarray, support: list) -> np.ndarray | None:
    """Take a profile to 60 digits; return it if it is an equilibrium with all of its support played, none as good."""
    shape = payoffs.shape[1:]
    first = np.concatenate([[0], np.cumsum(shape)])
    with mpmath.workdps(60):
        table = np.vectorize(mpmath.mpf, otypes=[object])(payoffs)
        places = [(j, s) for j, chosen in enumerate(support) for s in chosen]
        x = [np.array([mpmath.mpf(float(v)) if s in support[j] else mpmath.mpf(0)
                       for s, v in enumerate(mixed[first[j]:first[j + 1]])], dtype=object) for j in range(len(shape))]

        def pays(i: int, x: list, keep: tuple) -> np.ndarray:
            value = table[i]
            for j in reversed(range(len(shape))):
                if j not in keep:
                    value = np.tensordot(value, x[j], axes=(j, 0))
            return value
        level = [max(pays(i, x, (i,))) for i in range(len(shape))]
        for _ in range(12):
            rows, right = [], []
            for i, a in places:
                row = [pays(i, x, (i, j))[(a, b) if i < j else (b, a)] if i != j else mpmath.mpf(0) for j, b in places]
                rows.append(row + [mpmath.mpf(-(i == j)) for j in range(len(shape))])
                right.append(pays(i, x, (i,))[a] - level[i])
            for i in range(len(shape)):
                rows.append([mpmath.mpf(i == j) for j, _ in places] + [mpmath.mpf(0)] * len(shape))
                right.append(sum(x[i]) - 1)
            try:
                step = mpmath.lu_solve(mpmath.matrix(rows), mpmath.matrix(right))
            except (ZeroDivisionError, TypeError):
                return None
            for k, (j, s) in enumerate(places):
                x[j][s] -= step[k]
            level = [level[i] - step[len(places) + i] for i in range(len(shape))]
            if max(abs(v) for v in step) < mpmath.mpf(10) ** -50:
                break
        else:
            return None
        inside = all(x[j][s] > mpmath.mpf(10) ** -40 for j, s in places)
        scale = [max(table[i].reshape(-1)) - min(table[i].reshape(-1)) for i in range(len(shape))]
        beaten = all(pays(i, x, (i,))[a] - level[i] < -scale[i] * mpmath.mpf(10) ** -40
                     for i in range(len(shape)) for a in range(shape[i]) if a not in support[i])
        return np.array([float(v) for part in x for v in part]) if inside and beaten else None


def reference(payoffs: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Return equilibria that are certainly there: the polished ones, each once."""
    shape = payoffs.shape[1:]
    kept: list[np.ndarray] = []
    for mixed in enumerate_mixed(payoffs, rng):
        support = [list(np.flatnonzero(part != 0)) for part in np.split(mixed, np.cumsum(shape)[:-1])]
        done = polished(payoffs, mixed, support)
        if done is not None and not any(
                ((done > 0) == (other > 0)).all() and np.abs(done - other).max() < 1e-13 for other in kept):
            kept.append(done)
    return np.array(kept).reshape(-1, sum(shape))


def pure_profiles(payoffs: np.ndarray) -> np.ndarray:
    """Return all pure equilibria, by comparing floats: (E, sum of S)."""
    shape = payoffs.shape[1:]
    best = np.all([own == own.max(axis=i, keepdims=True) for i, own in enumerate(payoffs)], axis=0)
    return np.array([np.concatenate([np.eye(size)[s] for size, s in zip(shape, where, strict=True)])
                     for where in np.argwhere(best)]).reshape(-1, sum(shape))


def flat(found: object) -> np.ndarray:
    return np.concatenate(found.mixtures, axis=1)  # type: ignore[attr-defined]


def lost(found: object, profiles: np.ndarray) -> int:
    """Count profiles that are neither a row, support and weights alike, nor in a box."""
    rows = flat(found)
    alike = (np.abs(rows[None] - profiles[:, None]) <= 1e-11 + 1e-6 * profiles[:, None]).all(axis=2)
    known = (alike & ((rows[None] > 0) == (profiles[:, None] > 0)).all(axis=2)).any(axis=1)
    boxes = found.boxes  # type: ignore[attr-defined]
    if boxes is not None:
        lower, upper = np.concatenate(boxes.lower, axis=1), np.concatenate(boxes.upper, axis=1)
        known |= ((profiles[:, None] >= lower - 1e-9) & (profiles[:, None] <= upper + 1e-9)).all(axis=2).any(axis=1)
    return int((~known).sum())


def same(one: object, other: object, rows: np.ndarray | None = None) -> bool:
    """Tell whether two answers have the same rows; of degenerate games, the same certified ones."""
    first, second = (each.take(each.marks["certified"]) for each in (one, other))  # type: ignore[attr-defined]
    left = flat(first) if rows is None else flat(first)[:, rows]
    right = flat(second)
    if len(left) != len(right):
        return False
    gap = np.abs(left[:, None] - right[None]).max(axis=2)
    return not len(left) or bool((gap.min(axis=1) < 1e-7).all() and (gap.min(axis=0) < 1e-7).all())


def permuted(payoffs: np.ndarray, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Return the game with parties and strategies in another order, and where each of its weights stood."""
    shape = payoffs.shape[1:]
    parties, orders = rng.permutation(len(shape)), [rng.permutation(size) for size in shape]
    moved = payoffs[np.ix_(range(len(shape)), *orders)].transpose(0, *(1 + parties))[parties]
    first = np.concatenate([[0], np.cumsum(shape)])
    return moved, np.concatenate([first[j] + orders[j] for j in parties])


def examine(seed: int, seconds: float, slow: bool, count: Counter) -> None:
    """Put one game to all questions."""
    kind, payoffs = drawn(seed)
    rng, game = np.random.default_rng(seed), Game(payoffs[None])
    start = perf_counter()
    found = complete.solve(game, seconds=seconds, kernel="numba")
    took = perf_counter() - start
    count["over a fifth beyond the time"] += took > 1.2 * seconds
    known = np.concatenate([pure_profiles(payoffs), reference(payoffs, rng)])
    done, decided = bool(found.complete[0]), not found.unresolved[0] and not found.degenerate[0]
    count[f"{kind}: games"] += 1
    count[f"{kind}: incomplete"] += not done
    count[f"{kind}: with boxes or ties"] += done and not decided
    count["reference equilibria"] += len(known)
    missing = lost(found, known)
    count["MISSING where complete" if done else "missing where incomplete"] += missing
    even = done and decided and len(found) % 2 == 0
    count["EVEN where complete and decided"] += even
    if (missing and done) or even or took > 5:
        print(f"seed {seed} {kind} {payoffs.shape[1:]}: {len(found)} rows, {missing} missing, {took:.1f} s", flush=True)
    if not done:
        return
    batch = complete.solve(Game(np.stack([payoffs, np.zeros_like(payoffs), payoffs])), seconds=seconds, kernel="numba")
    differ = [bool(batch.complete[p]) and not same(found, batch.at(p)) for p in (0, 2)]
    for _ in range(5):
        moved, places = permuted(payoffs, rng)
        other = complete.solve(Game(moved[None]), seconds=seconds, kernel="numba")
        differ.append(bool(other.complete[0]) and not same(found, other, places))
    if slow:
        plain = complete.solve(game, seconds=5 * seconds, kernel="numpy")
        differ.append(bool(plain.complete[0]) and not same(found, plain))
        count["plain kernel incomplete"] += not plain.complete[0]
    for name, wrong in zip(["DIFFERS in a batch"] * 2 + ["DIFFERS permuted"] * 5 + ["DIFFERS by kernel"], differ,
                           strict=False):
        count[name] += wrong
        if wrong:
            print(f"seed {seed} {kind} {payoffs.shape[1:]}: {name}", flush=True)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--games", type=int, default=1000)
    options.add_argument("--from", dest="first", type=int, default=0)
    options.add_argument("--seconds", type=float, default=20.0)
    options.add_argument("--slow", action="store_true")
    chosen, count = options.parse_args(), Counter[str]()
    complete.solve(Game(drawn(7)[1][None]), kernel="numba")
    for seed in range(chosen.first, chosen.first + chosen.games):
        examine(seed, chosen.seconds, chosen.slow, count)
        if seed % 50 == 49:
            print(f"{seed + 1}: {dict(sorted(count.items()))}", flush=True)
    for name, number in sorted(count.items()):
        print(f"{number:6d}  {name}")


if __name__ == "__main__":
    main()
