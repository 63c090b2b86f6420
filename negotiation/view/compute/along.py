"""The equilibria along a slider or a path: stretches, tipping points, payoffs at the grid points."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod
from typing import Any

import numpy as np

from negotiation.equilibria import Equilibria
from negotiation.errors import ParameterError
from negotiation.game import Array
from negotiation.model import Model
from negotiation.narrate import card_title
from negotiation.sweeps import sweep
from negotiation.view.compute.cache import cached
from negotiation.view.compute.point import Values, named

GRID = 201
MOST_PAIRS = 2.0**12
"""Pairs of supports up to which mixed equilibria are followed along a slider; beyond, the pure ones."""

MOST_ENDS = 60
"""Ends of stretches that are looked for between grid points; where there are more, each is known to half a step."""

NUMBERS = 2_000_000
"""Payoff numbers a sweep along a slider may take; a large game gets fewer points."""


@dataclass(frozen=True)
class Stretch:
    """One equilibrium over an unbroken stretch of a slider."""

    label: str
    name: str
    outcome: str
    start: float
    end: float


@dataclass(frozen=True, eq=False)
class Along:
    """The equilibria along a slider or path: stretches, tipping points, and payoffs at the grid points."""

    over: str
    stretches: tuple[Stretch, ...]
    tips: tuple[float, ...]
    equilibria: Equilibria
    x: Array

    def around(self, value: float) -> tuple[float | None, float | None]:
        """Return the next tipping point below and above a value."""
        below = [tip for tip in self.tips if tip <= value]
        above = [tip for tip in self.tips if tip > value]
        return (max(below) if below else None), (min(above) if above else None)


@dataclass(frozen=True, eq=False)
class Twin:
    """The pinned scenario along the same slider: its equilibria there, at its own value, and that value."""

    along: Along
    now: Equilibria
    value: float


def along(model: Model, at: Values, over: str) -> Along:
    """Return the equilibria along a parameter or a path, the other parameters held; the own value does not matter."""
    parameter = model.paths[over].over if over in model.paths and over not in model.parameters else over
    fixed = list(at)
    tied = model.paths[over].ties if parameter != over else {}
    for index, name in enumerate(model.parameters):
        if name == parameter or name in tied:
            fixed[index] = model.parameters[name].low
    return _along(model, tuple(fixed), over)


@cached
def _along(model: Model, fixed: Values, over: str) -> Along:
    run = Run(model, fixed, over)
    points = max(11, min(GRID, NUMBERS // (len(model.parties) * prod(model.strategy_counts))))
    x = run.allowed(points)
    found = run.solve(x)
    stretches, edges = [], []
    for label in dict.fromkeys(found.label):
        rows = np.flatnonzero(found.label == label)
        inside = np.zeros(len(x), dtype=bool)
        inside[found.point[rows]] = True
        name, outcome = card_title(found, rows[0]), str(found.outcome[rows[0]])
        for first, last in _runs(inside):
            edges.append((label, x[first], x[first - 1] if first else None))
            edges.append((label, x[last], x[last + 1] if last + 1 < len(x) else None))
            stretches.append((label, name, outcome))
    ends = run.refine(edges)
    made = tuple(Stretch(*each, ends[2 * k], ends[2 * k + 1]) for k, each in enumerate(stretches))
    inner = sorted(end for end, (_, _, beyond) in zip(ends, edges, strict=True) if beyond is not None)
    tips = tuple(tip for k, tip in enumerate(inner) if not k or tip - inner[k - 1] > 1e-5 * (x[-1] - x[0]))
    return Along(over, made, tips, found, x)


def _runs(inside: Array) -> list[tuple[int, int]]:
    """Return the first and last index of each unbroken run."""
    steps = np.diff(np.concatenate([[0], inside.astype(int), [0]]))
    return list(zip(np.flatnonzero(steps == 1), np.flatnonzero(steps == -1) - 1, strict=True))


class Run:
    """Solve a model along one slider or path, everything else held."""

    def __init__(self, model: Model, fixed: Values, over: str) -> None:
        self.model = model
        self.path = over if over in model.paths and over not in model.parameters else None
        self.parameter = model.paths[over].over if self.path else over
        self.fixed = {k: v for k, v in named(model, fixed).items() if k != self.parameter}
        if self.path:
            self.fixed = {k: v for k, v in self.fixed.items() if k not in model.paths[over].ties}
        few = len(model.parties) == 2 and prod(2.0**count for count in model.strategy_counts) <= MOST_PAIRS
        self.method = "support" if few else "pure"

    def solve(self, x: Array) -> Equilibria:
        here: dict[str, Any] = self.fixed | {self.parameter: x}
        return sweep(self.model, path=self.path, method=self.method, preset="", **here).equilibria

    def allowed(self, points: int) -> Array:
        """Return the grid, shortened to where the constraints allow it."""
        each = self.model.parameters[self.parameter]
        x = np.linspace(each.low, each.high, points)
        return x if not self.model.constraints or self._fits(x) else np.array([v for v in x if self._fits(v)])

    def _fits(self, x: Array | float) -> bool:
        try:
            self.model.at("", path=self.path, **self.fixed, **{self.parameter: x})
        except ParameterError:
            return False
        return True

    def refine(self, edges: list[tuple[str, float, float | None]]) -> list[float]:
        """Return where each label ends between a point inside and a point outside: 9 points at a time, 4 times."""
        inside = np.array([edge[1] for edge in edges])
        outside = np.array([edge[1] if edge[2] is None else edge[2] for edge in edges])
        open_ = np.flatnonzero(inside != outside)
        if len(open_) > MOST_ENDS:
            open_ = open_[:0]
        for _ in range(4 if len(open_) else 0):
            steps = np.linspace(inside[open_], outside[open_], 9, axis=1)
            found = self.solve(steps.reshape(-1))
            for row, k in enumerate(open_):
                held = np.zeros(9, dtype=bool)
                points = found.point[found.label == edges[k][0]] - 9 * row
                held[points[(points >= 0) & (points < 9)]] = True
                last = int(np.argmin(held)) if not held.all() else 8
                last = max(last, 1)
                inside[k], outside[k] = steps[row, last - 1], steps[row, last]
        return [float(each) for each in (inside + outside) / 2]
