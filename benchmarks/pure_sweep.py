"""10,001 points of geneva-2016, pure: one sweep against a loop that builds a pygambit game a point."""

from __future__ import annotations

import numpy as np

import negotiation as ng
from benchmarks.timing import Comparison, compare

POINTS, PEER_POINTS = 10_001, 60


def run() -> list[Comparison]:
    import pygambit

    model = ng.load("geneva-2016")
    control = np.linspace(0, 1, POINTS)
    games = model.at(control=control[:: POINTS // PEER_POINTS][:PEER_POINTS]).payoffs

    def peer() -> None:
        for payoffs in games:
            pygambit.nash.enumpure_solve(pygambit.Game.from_arrays(*payoffs))

    return [compare("geneva-2016, pure, against pygambit enumpure_solve",
                    lambda: ng.sweep(model, control=control, method="pure"), POINTS, peer, PEER_POINTS, 100)]
