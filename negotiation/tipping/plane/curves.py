"""Exact borders over two parameters: the deviation gain that changes sign there, split into factors."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from negotiation.arithmetic.algebraic import terms_text
from negotiation.arithmetic.polynomials import Exponents
from negotiation.game import Array
from negotiation.game.profiles import Profile
from negotiation.game.profiles import profile as of_positions
from negotiation.model import Model
from negotiation.tipping.plane.plane import Plane

CLOSE = 1e-4
"""A factor runs through a border point where it is this small beside its terms."""


@dataclass(frozen=True)
class Curve:
    """A border: where `factor` = 0 the party's gain from playing `to` in `profile` changes its sign.

    `explicit` solves it for one parameter where it is of degree one, such as "line = 1 - control", else ''.
    `points` (K, 2) border points of the map that lie on it.
    """

    profile: Profile
    party: str
    strategy: str
    to: str
    gain: str
    factor: str
    explicit: str
    points: Array

    @property
    def label(self) -> str:
        return self.profile.label

    def __str__(self) -> str:
        return (f"{self.explicit or f'{self.factor} = 0'}: {self.party} is indifferent between {self.strategy} and "
                f"{self.to} in {self.label}")


def curves(plane: Plane, borders: Array, left: Array, right: Array) -> Iterator[Curve]:
    """Yield the exact curves that run through border points; none where payoffs are no polynomials."""
    model, payoffs = plane.model, plane.payoffs
    if payoffs is None:
        return
    shape = model.strategy_counts
    changed = (left != right)[:, :-1]
    for number in np.flatnonzero(changed.any(axis=0)):
        profile = tuple(int(j) for j in np.unravel_index(number, shape))
        points = borders[changed[:, number]]
        for i, to in ((i, to) for i, size in enumerate(shape) for to in range(size) if to != profile[i]):
            gain = _gain(payoffs[i], shape, profile, i, to)
            if gain and _near(gain, points).any():
                yield from _factors(model, plane.names, profile, i, to, gain, points)


def _gain(payoffs, shape, profile, i, to) -> dict[Exponents, Fraction]:
    moved = (*profile[:i], to, *profile[i + 1:])
    found = {}
    for key, each in payoffs.terms.items():
        table = np.broadcast_to(np.asarray(each, dtype=object), shape)
        if table[moved] != table[profile]:
            found[key] = Fraction(table[moved] - table[profile], payoffs.below)
    return found


def _near(terms: Mapping[Exponents, Fraction], points: Array) -> Array:
    parts = np.stack([float(each) * points[:, 0]**key[0] * points[:, 1]**key[1] for key, each in terms.items()])
    return np.abs(parts.sum(axis=0)) <= CLOSE * np.abs(parts).max(axis=0)


def _factors(
    model: Model, names: tuple[str, str], profile: tuple[int, ...], i: int, to: int, gain: dict[Exponents, Fraction],
    points: Array,
) -> Iterator[Curve]:
    import sympy

    symbols = sympy.symbols(["x", "y"])
    polynomial = sympy.Poly({key: sympy.Rational(v.numerator, v.denominator) for key, v in gain.items()}, *symbols)
    party = model.parties[i]
    where = of_positions(model.parties, profile, model.outcomes)
    for factor, _ in polynomial.factor_list()[1]:
        terms = {tuple(key): Fraction(int(value.p), int(value.q)) for key, value in factor.terms()}
        near = _near(terms, points)
        if near.any():
            yield Curve(where, party.id, party.strategies[profile[i]].id, party.strategies[to].id,
                        terms_text(gain, names), terms_text(terms, names), _explicit(terms, names), points[near])


def _explicit(terms: Mapping[Exponents, Fraction], names: tuple[str, str]) -> str:
    """Solve a factor for the second parameter, or the first, where it is of degree one."""
    for k in (1, 0):
        if max(key[k] for key in terms) != 1:
            continue
        sign = 1 if any(each < 0 for key, each in terms.items() if not key[k]) else -1
        slope = {key[1 - k]: sign * each for key, each in terms.items() if key[k]}
        rest = {key[1 - k]: -sign * each for key, each in terms.items() if not key[k]}
        if slope.keys() == {0}:
            rest = {key: each / slope[0] for key, each in rest.items()}
            return f"{names[k]} = {_text(rest, names[1 - k])}"
        return f"{names[k]} = ({_text(rest, names[1 - k])})/({_text(slope, names[1 - k])})"
    return ""


def _text(terms: Mapping[int, Fraction], name: str) -> str:
    return terms_text({(key,): each for key, each in terms.items()}, (name,))


