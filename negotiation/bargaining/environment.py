"""Names and payoffs of a model at one profile a point, as arrays (P,) of floats, exact rationals or duals."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

import numpy as np

from negotiation.bargaining.dual import Number, where
from negotiation.expression import Ratio, evaluate, exact
from negotiation.game import Array
from negotiation.model import Model

Maker = Callable[[Fraction], Number]
"""How a constant enters a formula: `float`, or `Fraction` for exact work."""


def environment(model: Model, points: Mapping[str, Number], profile: Array, number: Maker = float) -> dict[str, Number]:
    """Return the value of every parameter, indicator and component where point p plays `profile[p]` (P, N)."""
    zero, one = number(Fraction(0)), number(Fraction(1))
    known: dict[str, Number] = dict(points)
    known |= {name: np.where(profile[:, i] == j, one, zero) for name, (i, j) in model.indicators.items()}
    with np.errstate(all="ignore"):
        for name, component in model.components.items():
            known[name] = evaluate(component.node, known, number)
    return known


def payoffs_at(model: Model, known: Mapping[str, Number], profile: Array, number: Maker = float) -> list[Number]:
    """Return each party's payoff where point p plays `profile[p]`: N numbers of shape (P,)."""
    zeros = np.full(len(profile), number(Fraction(0)))
    if not model.cells:
        return [evaluate(formula.node, known, number) + zeros for formula in model.payoffs]
    payoffs: list[Number] = [zeros for _ in model.parties]
    for played in np.unique(profile, axis=0):
        here = (profile == played).all(axis=1)
        for i, formula in enumerate(model.cells[tuple(int(j) for j in played)]):
            payoffs[i] = where(here, evaluate(formula.node, known, number) + zeros, payoffs[i])
    return payoffs


def rational(points: Mapping[str, Array], given: Mapping[str, Any]) -> dict[str, Array]:
    """Return the points as exact rationals: the fractions among the values given, else floats by shortest decimals."""
    def read(name: str, value: float) -> Fraction:
        each = given.get(name)
        return exact(each if isinstance(each, Ratio) and each == value else value)
    return {name: np.array([read(name, value) for value in values], dtype=object) for name, values in points.items()}
