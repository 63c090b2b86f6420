"""Games under doubt: 200 random Bayesian games against brute force and loops, and how long geneva-2016 takes.

python -m benchmarks beliefs
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from time import process_time

import numpy as np

import negotiation as ng
from negotiation.modelfile import parse_model
from tests.beliefs import Drawn

GAMES = 200
SHAPES = (((2, 2), (2, 2)), ((2, 3), (2, 2)), ((3, 3), (2, 2)), ((2, 2, 2), (2, 2, 1)), ((2, 2, 2), (2, 2, 2)))
"""Strategies and types a party, in turn."""


def run() -> Iterator[str]:
    yield from timed()
    yield from judged()


def timed() -> Iterator[str]:
    """Time one slider position with all equilibria, with types and without, in turn."""
    model = ng.load("geneva-2016")
    form = model.bayesian()
    spent: dict[str, list[float]] = {"types": [], "none": []}
    for k in range(-3, 41):
        for name, each in (("types", form), ("none", model)):
            start = process_time()
            found = ng.solve(each.at(control=0.3 + max(k, 0) / 80), "complete")
            spent[name] += [process_time() - start] if k >= 0 else []
            assert found.complete.all()
    with_types, without = (1e3 * float(np.median(spent[name])) for name in ("types", "none"))
    yield (f"beliefs: geneva-2016, two types each for two parties: median {with_types:.1f} ms a position (target 60), "
           f"without types {without:.1f} ms; slowest {1e3 * max(spent['types']):.1f} ms")


def judged() -> Iterator[str]:
    """Compare with brute force over supports where there are two parties; recompute regret by loops everywhere."""
    told: Counter[str] = Counter()
    worst = 0.0
    for seed in range(GAMES):
        strategies, types = SHAPES[seed % len(SHAPES)]
        drawn = Drawn(seed, strategies, types, 1000)
        found = ng.solve(parse_model(drawn.text(rows=True), "drawn.toml").bayesian().at())
        told["games"] += 1
        told["rows"] += len(found)
        told["not proved complete"] += not found.complete.all()
        told["even number of equilibria"] += len(found) % 2 == 0
        worst = max([worst, *(drawn.regret([mix[e] for mix in found.mixtures]) for e in range(len(found)))])
        if len(strategies) == 2:
            told[same(drawn, found)] += 1
    yield f"beliefs: {dict(told)}; largest interim regret by loops {worst:.1e} of payoffs up to 1000"


def same(drawn: Drawn, found: ng.Equilibria) -> str:
    """Say whether supports tried one by one give the same equilibria; where a game is degenerate they give none."""
    wanted = drawn.equilibria()
    if wanted is None:
        return "brute force abstains (degenerate)"
    certain = np.array([np.concatenate(each) for each in wanted])
    met = len(wanted) == len(found) and all(
        np.abs(certain - row).max(axis=1).min() < 1e-6 for row in np.hstack(found.mixtures))
    return "same as brute force" if met else "different from brute force"
