"""10,001 random 3x3 games, all equilibria: one batch against loops over quantecon and over nashpy."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from benchmarks.timing import Comparison, compare
from negotiation.game import Game
from negotiation.solvers import support

POINTS, NASHPY_POINTS = 10_001, 40


def run() -> Iterator[Comparison]:
    payoffs = np.random.default_rng(2016).random((POINTS, 2, 3, 3))

    def ours() -> int:
        return len(support.solve(Game(payoffs)))

    yield compare("3x3, all equilibria, against nashpy vertex_enumeration",
                  ours, POINTS, lambda: by_nashpy(payoffs[:NASHPY_POINTS]), NASHPY_POINTS, 200, runs=3)

    from quantecon.game_theory import NormalFormGame, Player, support_enumeration

    games = [NormalFormGame((Player(first), Player(np.ascontiguousarray(second.T)))) for first, second in payoffs]

    def by_quantecon() -> int:
        return sum(len(support_enumeration(game)) for game in games)

    assert ours() == by_quantecon(), "the two engines disagree on the number of equilibria"
    yield compare("3x3, all equilibria, against quantecon support_enumeration", ours, POINTS, by_quantecon, POINTS, 1)


def by_nashpy(payoffs: np.ndarray) -> int:
    import nashpy

    return sum(len(list(nashpy.Game(*tables).vertex_enumeration())) for tables in payoffs)
