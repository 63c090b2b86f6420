"""The bargaining chart of geneva-2016, 1,001 points, after the equilibria are known; beside a loop over scipy.

The chart holds the range, the table's terms, eight solutions of the principals and four of all parties, the commitment
test (which solves for the equilibria after the expected shift) and the verdicts. The peer finds the principals' Nash
share by `scipy.optimize.minimize_scalar` at each point; ours also finds the range and the share of all parties.
"""

from __future__ import annotations

from collections.abc import Callable
from statistics import median

import numpy as np

import negotiation as ng
from benchmarks.timing import Comparison, compare, seconds

POINTS, LIMIT = 1_001, 150


def run() -> list[Comparison | str]:
    model = ng.load("geneva-2016")
    lines: list[Comparison | str] = []
    for name, path in (("control", None), ("the campaign path", "campaign")):
        found = ng.solve(model.at(path=path, control=np.linspace(0, 1, POINTS)), "pure")

        def chart(found: ng.Equilibria = found, path: str | None = path) -> None:
            deal = ng.bargain(model, path=path, equilibria=found)
            deal.curves(), deal.verdicts

        chart()
        took = median(seconds(chart) for _ in range(9))
        lines.append(f"the bargaining chart along {name}: {took * 1e3:.0f} ms, {POINTS:,} points (limit {LIMIT} ms)")

        def nash(found: ng.Equilibria = found, path: str | None = path) -> None:
            ng.bargain(model, "nash", path=path, equilibria=found)

        lines.append(compare(f"Nash along {name}, against a loop over scipy", nash, POINTS, peer(model, path), 50, 5))
    return lines


def peer(model: ng.Model, path: str | None, points: int = 50) -> Callable[[], None]:
    from scipy.optimize import minimize_scalar

    deal = ng.bargain(model, "nash", path=path, control=np.linspace(0, 1, points))
    none = deal.disagreement.payoffs

    def loop() -> None:
        for (low, high), row in zip(deal.principals, none, strict=True):
            minimize_scalar(lambda x, u=row: -(8 * (2 * x - .5) - u[1]) * (10 * (1.5 - 2 * x) - u[2]),
                            bounds=(low, high), method="bounded", options={"xatol": 1e-10})

    return loop
