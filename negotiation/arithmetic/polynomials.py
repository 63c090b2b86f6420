"""Arrays of polynomials with exact rational coefficients; a formula read on them yields its own polynomial.

`expression.evaluate` combines whatever it is given. Given these, it returns payoffs as polynomials in the chosen
parameters: integer coefficients, one array a monomial, over one common denominator.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import gcd, lcm
from operator import add

import numpy as np

from negotiation.errors import ExpressionError, NegotiationError

Array = np.ndarray
Exponents = tuple[int, ...]
Coefficient = object
"""A Python int, or an object array of them."""


class NotPolynomial(NegotiationError):
    """A formula that is no polynomial in the chosen parameters; its text says what stands in the way."""


@dataclass(eq=False)
class Ring:
    """Polynomials in named variables.

    Where min or max compares two polynomials of one variable, the smaller or larger at `sample` is taken and their
    difference is noted in `compared`: the result holds as far as no difference changes its sign.
    """

    variables: tuple[str, ...]
    sample: Fraction | None = None
    compared: list[Polynomials] = field(default_factory=list)

    def number(self, value: Fraction) -> Polynomials:
        return Polynomials(self, {(0,) * len(self.variables): value.numerator}, value.denominator)

    def marks(self, mask: Array) -> Polynomials:
        """Return 1 where the mask holds, else 0."""
        return Polynomials(self, {(0,) * len(self.variables): mask.astype(int).astype(object)}, 1)

    def variable(self, name: str) -> Polynomials:
        return Polynomials(self, {tuple(int(name == each) for each in self.variables): 1}, 1)

    def picked(self, rows: Sequence[Polynomials], index: Array) -> Polynomials:
        """Lay single polynomials out as one array: at every entry of an integer array, the row that it names."""
        below = lcm(*(row.below for row in rows))
        terms: dict[Exponents, Array] = {(0,) * len(self.variables): np.zeros(len(rows), dtype=object)}
        for k, row in enumerate(rows):
            for key, each in row.terms.items():
                terms.setdefault(key, np.zeros(len(rows), dtype=object))[k] = each * (below // row.below)  # type: ignore[operator]
        return Polynomials(self, {key: each[index] for key, each in terms.items()}, below)


@dataclass(eq=False, slots=True)
class Polynomials:
    """`sum of terms[e] * x**e / below`; the coefficient arrays broadcast together."""

    ring: Ring
    terms: dict[Exponents, Coefficient]
    below: int

    def __add__(self, other: Polynomials) -> Polynomials:
        return self._combine(other, 1)

    def __sub__(self, other: Polynomials) -> Polynomials:
        return self._combine(other, -1)

    def _combine(self, other: Polynomials, sign: int) -> Polynomials:
        below = lcm(self.below, other.below)
        own, its = below // self.below, sign * (below // other.below)
        terms = {key: each if own == 1 else each * own for key, each in self.terms.items()}  # type: ignore[operator]
        for key, each in other.terms.items():
            terms[key] = terms[key] + each * its if key in terms else each * its  # type: ignore[operator]
        return Polynomials(self.ring, _trimmed(terms), below)

    def __mul__(self, other: Polynomials) -> Polynomials:
        terms: dict[Exponents, Coefficient] = {}
        for left, a in self.terms.items():
            for right, b in other.terms.items():
                key = tuple(map(add, left, right))
                terms[key] = terms[key] + a * b if key in terms else a * b  # type: ignore[operator]
        return Polynomials(self.ring, _trimmed(terms), self.below * other.below)

    def __pow__(self, exponent: int) -> Polynomials:
        result = self.ring.number(Fraction(1))
        for _ in range(exponent):
            result = result * self
        return result

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Polynomials, **options: object) -> Polynomials:
        if ufunc not in _UFUNCS:
            raise NotPolynomial(f"{ufunc.__name__} is no polynomial")
        return _UFUNCS[ufunc](*inputs)

    def at(self, k: int, value: Fraction, ring: Ring) -> Polynomials:
        """Put a number in the place of variable k: polynomials of the others, in their ring."""
        degree = max(key[k] for key in self.terms)
        terms: dict[Exponents, Coefficient] = {}
        for key, each in self.terms.items():
            part = each * (value.numerator**key[k] * value.denominator**(degree - key[k]))  # type: ignore[operator]
            rest = key[:k] + key[k + 1:]
            terms[rest] = terms[rest] + part if rest in terms else part  # type: ignore[operator]
        return Polynomials(ring, _trimmed(terms), self.below * value.denominator**degree)

    def constant(self) -> Coefficient | None:
        """Return the numerator where no variable stands, else None."""
        key = (0,) * len(self.ring.variables)
        return self.terms.get(key, 0) if self.terms.keys() <= {key} else None

    def degrees(self) -> tuple[int, ...]:
        """Return the highest exponent of each variable."""
        return tuple(max(column) for column in zip(*self.terms, strict=True))

    def dense(self, shape: tuple[int, ...]) -> Array:
        """Return the coefficients as one object array (D1+1, ..., Dk+1, *shape), constant term first."""
        sizes = [degree + 1 for degree in self.degrees()]
        table = np.zeros((*sizes, *shape), dtype=object)
        for key, each in self.terms.items():
            table[key] = each
        return table


def _trimmed(terms: dict[Exponents, Coefficient]) -> dict[Exponents, Coefficient]:
    if len(terms) == 1 and not any(next(iter(terms))):
        return terms
    kept = {key: each for key, each in terms.items() if (each.any() if isinstance(each, np.ndarray) else each)}
    return kept or {(0,) * len(next(iter(terms))): 0}


def _divide(above: Polynomials, below: Polynomials) -> Polynomials:
    divisor = below.constant()
    if divisor is None:
        raise NotPolynomial("division by a chosen parameter is no polynomial")
    if not np.all(divisor):
        raise ExpressionError("division by zero")
    common = lcm(*np.ravel(np.asarray(divisor, dtype=object)))
    factor = common // divisor * below.below  # type: ignore[operator]
    return Polynomials(above.ring, {key: each * factor for key, each in above.terms.items()},  # type: ignore[operator]
                       above.below * common)


def _choose(smaller: bool) -> Callable[[Polynomials, Polynomials], Polynomials]:
    def choose(left: Polynomials, right: Polynomials) -> Polynomials:
        gap = left - right
        value: object = gap.constant()
        if value is None:
            if left.ring.sample is None:
                raise NotPolynomial(f"{'min' if smaller else 'max'} is no polynomial")
            left.ring.compared.append(gap)
            value = sum(each * left.ring.sample ** key[0] for key, each in gap.terms.items())  # type: ignore[operator]
        own = left.ring.marks(np.asarray((value < 0) if smaller else (value > 0), dtype=bool))  # type: ignore[operator]
        return right + own * gap
    return choose


_UFUNCS = {np.divide: _divide, np.minimum: _choose(True), np.maximum: _choose(False)}


def primitive(coefficients: tuple[int, ...]) -> tuple[int, ...]:
    """Return integer coefficients without their common factor and without leading zeros; the sign stays."""
    size = len(coefficients)
    while size and not coefficients[size - 1]:
        size -= 1
    common = gcd(*coefficients[:size]) or 1
    return tuple(each // common for each in coefficients[:size])
