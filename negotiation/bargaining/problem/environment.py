"""A model's names at one profile a point, and its parameters as exact rationals."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

import numpy as np

from negotiation.arithmetic.dual import Number
from negotiation.arithmetic.kinds import FLOATS, Arrays
from negotiation.expression import Ratio, exact
from negotiation.game import Array
from negotiation.model import Model
from negotiation.model.payoffs import known, payoffs
from negotiation.plain import Value


def environment(model: Model, points: Mapping[str, Number], profile: Array, kind: Arrays = FLOATS) -> dict[str, Number]:
    """Return the value of every parameter, indicator and component where point p plays `profile[p]` (P, N)."""
    return known(model.formulas, kind, points, list(profile.T))


def payoffs_at(model: Model, names: Mapping[str, Number], profile: Array, kind: Arrays = FLOATS) -> list[Number]:
    """Return each party's payoff where point p plays `profile[p]`: N numbers of shape (P,)."""
    zeros = np.full(len(profile), kind.number(Fraction(0)))
    return [each + zeros for each in payoffs(model.formulas, kind, names, list(profile.T))]


def rational(points: Mapping[str, Array], given: Mapping[str, Value]) -> dict[str, Array]:
    """Return the points as exact rationals: the fractions among the values given, else floats by shortest decimals."""
    def read(name: str, value: float) -> Fraction:
        each = given.get(name)
        return exact(each if isinstance(each, Ratio | Fraction) and float(each) == value else value)
    return {name: np.array([read(name, value) for value in values], dtype=object) for name, values in points.items()}
