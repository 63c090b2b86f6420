"""The gains that a target profile must keep at or below zero, as polynomials in chosen parameters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import prod

import numpy as np

from negotiation.arithmetic.algebraic import terms_text
from negotiation.arithmetic.bernstein import bernstein
from negotiation.arithmetic.polynomials import Exponents, NotPolynomial, Polynomials, Ring
from negotiation.expression import evaluate
from negotiation.game import Array
from negotiation.game.profiles import Profile, profile
from negotiation.model import Model
from negotiation.model.payoffs import read

Positions = tuple[int, ...]
MOST_BOUNDS = 1 << 16
"""Bernstein coefficients that are looked at, at most."""


@dataclass(frozen=True, eq=False)
class Gain:
    """What `party` wins by leaving its strategy `own` for `to`; party -1 stands for a constraint, named by `text`.

    It must not be positive; a `strict` constraint must be negative.
    """

    party: int
    own: int
    to: int
    terms: Mapping[Exponents, Fraction]
    text: str = ""
    strict: bool = False

    def broken(self, value: Fraction) -> bool:
        return value > 0 or (self.strict and value == 0)

    def at(self, values: Sequence[Fraction]) -> Fraction:
        return sum((each * prod((v if e == 1 else v**e for v, e in zip(values, key, strict=True) if e),
                                start=Fraction(1))
                    for key, each in self.terms.items()), Fraction(0))

    def alone(self, k: int, values: Sequence[Fraction]) -> Gain:
        """Return the gain as a polynomial of the k-th parameter alone, the others at `values`."""
        terms: dict[Exponents, Fraction] = {}
        for key, each in self.terms.items():
            rest = prod((v**e for j, (v, e) in enumerate(zip(values, key, strict=True)) if j != k and e),
                        start=Fraction(1))
            terms[(key[k],)] = terms.get((key[k],), Fraction(0)) + each * rest
        return Gain(self.party, self.own, self.to, {key: each for key, each in terms.items() if each}, self.text,
                    self.strict)

    @property
    def linear(self) -> bool:
        return all(sum(key) <= 1 for key in self.terms)

    @property
    def variables(self) -> set[int]:
        """Return the positions of the parameters it depends on."""
        return {k for key in self.terms for k, e in enumerate(key) if e}

    def lowest(self, low: Sequence[Fraction], high: Sequence[Fraction]) -> tuple[Fraction, bool] | None:
        """Bound the gain from below on a box, exactly: the least Bernstein coefficient, and whether it is reached.

        None where there would be more than MOST_BOUNDS coefficients.
        """
        used = sorted(self.variables)
        degrees = [max(key[k] for key in self.terms) for k in used]
        if prod(degree + 1 for degree in degrees) > MOST_BOUNDS:
            return None
        table = np.zeros([degree + 1 for degree in degrees], dtype=object)
        for key, each in self.terms.items():
            table[tuple(key[k] for k in used)] = each
        scale = 1
        for axis, k in enumerate(used):
            change, below = bernstein(degrees[axis], low[k], high[k])
            table = np.moveaxis(np.tensordot(change, table, axes=(1, axis)), 0, axis)
            scale *= below
        values = table.reshape(-1)
        least = int(np.argmin(values))
        corner = all(e in (0, d) for e, d in zip(np.unravel_index(least, table.shape), degrees, strict=True))
        return Fraction(values[least], scale), corner

    def named(self, names: Sequence[str]) -> str:
        return terms_text(dict(self.terms), tuple(names))


@dataclass(frozen=True, eq=False)
class Target:
    """A profile, the parameters that may move, and where the others stay."""

    model: Model
    profile: Positions
    over: tuple[str, ...]
    values: Mapping[str, Fraction]

    @cached_property
    def gains(self) -> list[Gain]:
        """Return every deviation gain; raise NotPolynomial where one is no polynomial of the moving parameters."""
        ring = Ring(self.over)
        rows = [self.profile, *(self.leaving(i, to) for i, to in self.deviations())]
        profiles = [np.array(column) for column in zip(*rows, strict=True)]
        payoffs = read(self.model.formulas, ring, self.polynomials(ring), profiles, self.model.formulas.wanted)
        return [Gain(i, self.profile[i], to, _difference(payoffs[i], k, len(rows)))
                for k, (i, to) in enumerate(self.deviations(), start=1)]

    @cached_property
    def polynomial(self) -> bool:
        """Return whether the gains can be read exactly at the present values."""
        try:
            return bool(Target(self.model, self.profile, (), self.values).gains)
        except NotPolynomial:
            return False

    @cached_property
    def constraints(self) -> list[Gain]:
        """Return the model's constraints as gains that must  not be positive."""
        ring = Ring(self.over)
        values = self.polynomials(ring)
        found = []
        for each in self.model.constraints:
            left, right = (evaluate(side, values, ring.number) for side in (each.condition.left, each.condition.right))
            gap: Polynomials = left - right
            for sign in {"<": (1,), "<=": (1,), ">": (-1,), ">=": (-1,), "==": (1, -1)}[each.condition.operator]:
                terms = {key: Fraction(sign * int(value), gap.below) for key, value in gap.terms.items() if value}
                found.append(Gain(-1, 0, 0, terms, each.message, each.condition.operator in "<>"))
        return [each for each in found if each.variables]

    def polynomials(self, ring: Ring) -> dict[str, Polynomials]:
        return {name: ring.variable(name) if name in self.over else ring.number(value)
                for name, value in self.values.items()}

    def leaving(self, party: int, to: int) -> Positions:
        return (*self.profile[:party], to, *self.profile[party + 1:])

    def deviations(self) -> list[tuple[int, int]]:
        return [(i, to) for i, size in enumerate(self.model.strategy_counts) for to in range(size)
                if to != self.profile[i]]

    @property
    def now(self) -> list[Fraction]:
        return [self.values[name] for name in self.over]

    @cached_property
    def box(self) -> tuple[list[Fraction], list[Fraction]]:
        from negotiation.expression import exact

        each = [self.model.parameters[name] for name in self.over]
        return [exact(parameter.low) for parameter in each], [exact(parameter.high) for parameter in each]

    @cached_property
    def named(self) -> Profile:
        return profile(self.model.parties, self.profile, self.model.outcomes)


def _difference(payoffs: Polynomials, row: int, size: int) -> dict[Exponents, Fraction]:
    """Return the polynomial of a row less that of the first row."""
    found = {}
    for key, each in payoffs.terms.items():
        values: Array = np.broadcast_to(np.asarray(each, dtype=object), (size,))
        if values[row] != values[0]:
            found[key] = Fraction(values[row] - values[0], payoffs.below)
    return found
