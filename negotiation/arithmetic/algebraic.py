"""Real roots of integer polynomials as exact numbers: compared exactly, written in closed form where there is one.

1. A polynomial is split into irreducible factors: by hand up to degree two, by SymPy above.
2. A root is its irreducible polynomial and its position among that polynomial's real roots: equal if both are.
3. Different roots are ordered by enclosures that shrink until they part.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property, lru_cache, total_ordering
from math import inf, isqrt, nextafter

from negotiation.arithmetic.polynomials import primitive

Coefficients = tuple[int, ...]
"""Integer coefficients, constant term first."""

FIRST_BITS = 60
COARSE = 1024
"""Rational points of this denominator are tried first: small numbers are quick to work with."""

SMALL_PRIMES = [p for p in range(2, 1000) if all(p % q for q in range(2, isqrt(p) + 1))]


@total_ordering
@dataclass(frozen=True, eq=False)
class Algebraic:
    """A real algebraic number: the `position`-th real root, ascending, of an irreducible polynomial."""

    polynomial: Coefficients
    position: int = 0
    isolated: tuple[Fraction, Fraction] | None = field(default=None, repr=False)

    @classmethod
    def rational(cls, value: Fraction | int) -> Algebraic:
        value = Fraction(value)
        return cls((-value.numerator, value.denominator))

    @property
    def fraction(self) -> Fraction | None:
        """Return the number where it is rational, else None."""
        if len(self.polynomial) > 2:
            return None
        return Fraction(-self.polynomial[0], self.polynomial[1])

    def enclosure(self, bits: int) -> tuple[Fraction, Fraction]:
        """Return rational bounds that lie at most about 2**-bits apart."""
        low, high, below = self._enclosed(bits)
        return Fraction(low, below), Fraction(high, below)

    def _enclosed(self, bits: int) -> tuple[int, int, int]:
        """Return the bounds' numerators and a common denominator, which need not be in lowest terms."""
        if len(self.polynomial) == 2:
            return -self.polynomial[0], -self.polynomial[0], self.polynomial[1]
        if len(self.polynomial) == 3:
            return _surd_enclosed(self.polynomial, self.position, bits)
        low, high = _bisected(self.polynomial, *self.isolated, bits)  # type: ignore[misc]
        return low.numerator * high.denominator, high.numerator * low.denominator, low.denominator * high.denominator

    @cached_property
    def bounds(self) -> tuple[float, float]:
        """Return floats on either side of the number; they settle most comparisons."""
        low, high, below = self._enclosed(FIRST_BITS)
        return nextafter(low / below, -inf), nextafter(high / below, inf)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Algebraic) and (self.polynomial, self.position) == (other.polynomial, other.position)

    def __hash__(self) -> int:
        return hash((self.polynomial, self.position))

    def __lt__(self, other: Algebraic) -> bool:
        if self.polynomial == other.polynomial:
            return self.position < other.position
        if self.bounds[1] < other.bounds[0] or other.bounds[1] < self.bounds[0]:
            return self.bounds[1] < other.bounds[0]
        bits = FIRST_BITS
        while True:
            low, high = self.enclosure(bits)
            other_low, other_high = other.enclosure(bits)
            if high < other_low or other_high < low:
                return high < other_low
            bits *= 2

    def __float__(self) -> float:
        return self._decimal

    @cached_property
    def _decimal(self) -> float:
        bits = 80
        low, high, below = self._enclosed(bits)
        while low < high and (high - low) << 60 > min(abs(low), abs(high)):
            bits *= 2
            low, high, below = self._enclosed(bits)
        return (low + high) / (2 * below)

    def __str__(self) -> str:
        """Write the number so that SymPy reads it: 3/4 - sqrt(56329)/364."""
        if self.fraction is not None:
            return str(self.fraction)
        if len(self.polynomial) == 3:
            return _surd_text(self.polynomial, self.position)
        return f"CRootOf({polynomial_text([Fraction(c) for c in self.polynomial], 'x')}, {self.position})"


@lru_cache(maxsize=20_000)
def real_roots(polynomial: Coefficients) -> tuple[Algebraic, ...]:
    """Return the distinct real roots of a nonzero polynomial, ascending.

    >>> [str(root) for root in real_roots((-1, -1, 1))]
    ['1/2 - sqrt(5)/2', '1/2 + sqrt(5)/2']
    """
    polynomial = _positive(primitive(polynomial))
    if len(polynomial) <= 1:
        return ()
    if len(polynomial) == 2:
        return (Algebraic(polynomial),)
    if len(polynomial) == 3:
        return _quadratic_roots(polynomial)
    return tuple(sorted(root for factor in _factors(polynomial) for root in _irreducible_roots(factor)))


def _positive(polynomial: Coefficients) -> Coefficients:
    return tuple(-each for each in polynomial) if polynomial and polynomial[-1] < 0 else polynomial


def _quadratic_roots(polynomial: Coefficients) -> tuple[Algebraic, ...]:
    c, b, a = polynomial
    discriminant = b * b - 4 * a * c
    if discriminant < 0:
        return ()
    root = isqrt(discriminant)
    if root * root == discriminant:
        values = sorted({Fraction(-b - root, 2 * a), Fraction(-b + root, 2 * a)})
        return tuple(map(Algebraic.rational, values))
    return Algebraic(polynomial, 0), Algebraic(polynomial, 1)


def _factors(polynomial: Coefficients) -> list[Coefficients]:
    import sympy

    _, factors = sympy.Poly(polynomial[::-1], sympy.Symbol("x"), domain="ZZ").factor_list()
    return [_positive(tuple(int(each) for each in factor.all_coeffs()[::-1])) for factor, _ in factors]


def _irreducible_roots(polynomial: Coefficients) -> tuple[Algebraic, ...]:
    if len(polynomial) <= 3:
        return real_roots(polynomial)
    import sympy

    found = sympy.Poly(polynomial[::-1], sympy.Symbol("x"), domain="ZZ").intervals()
    bounds = [tuple(Fraction(int(end.p), int(end.q)) for end in interval) for interval, _ in found]
    return tuple(Algebraic(polynomial, k, each) for k, each in enumerate(bounds))  # type: ignore[arg-type]


def _surd_enclosed(polynomial: Coefficients, position: int, bits: int) -> tuple[int, int, int]:
    c, b, a = polynomial
    root = isqrt((b * b - 4 * a * c) << 2 * bits)
    low, high = (root, root + 1) if position else (-root - 1, -root)
    return (-b << bits) + low, (-b << bits) + high, 2 * a << bits


@lru_cache(maxsize=20_000)
def _bisected(polynomial: Coefficients, low: Fraction, high: Fraction, bits: int) -> tuple[Fraction, Fraction]:
    if bits > FIRST_BITS:
        low, high = _bisected(polynomial, low, high, bits // 2)
    side = sign_at(polynomial, low)
    while high - low > Fraction(1, 1 << bits):
        middle = (low + high) / 2
        if sign_at(polynomial, middle) == side:
            low = middle
        else:
            high = middle
    return low, high


def value_at(polynomial: Coefficients, at: Fraction) -> int:
    """Compute a polynomial at p/q, times q to its degree (which is positive)."""
    p, q = at.numerator, at.denominator
    total, power = 0, 1
    for each in reversed(polynomial):
        total = total * p + each * power
        power *= q
    return total


def sign_at(polynomial: Coefficients, at: Fraction) -> int:
    """Return the sign of a polynomial at a rational number: -1, 0 or 1."""
    value = value_at(polynomial, at)
    return (value > 0) - (value < 0)


def between(low: Algebraic, high: Algebraic) -> Fraction:
    """Return a rational number strictly between two numbers, low < high."""
    left, right = low.bounds[1], high.bounds[0]
    if left < right:
        coarse = round((left + right) / 2 * COARSE) / COARSE
        return Fraction(coarse if left < coarse < right else left / 2 + right / 2)
    bits = 2 * FIRST_BITS
    while True:
        above, below = low.enclosure(bits)[1], high.enclosure(bits)[0]
        if above < below:
            return (above + below) / 2
        bits *= 2


def _surd_text(polynomial: Coefficients, position: int) -> str:
    c, b, a = polynomial
    outside, inside = _square_part(b * b - 4 * a * c)
    centre, share = Fraction(-b, 2 * a), Fraction(outside, 2 * a)
    size = "" if share.numerator == 1 else f"{share.numerator}*"
    surd = f"{size}sqrt({inside})" + ("" if share.denominator == 1 else f"/{share.denominator}")
    if not centre:
        return surd if position else f"-{surd}"
    return f"{centre} {'+' if position else '-'} {surd}"


def _square_part(number: int) -> tuple[int, int]:
    """Split k**2 * rest, looking for small primes, and for a square that is left."""
    outside = 1
    for prime in SMALL_PRIMES:
        while number % (prime * prime) == 0:
            number //= prime * prime
            outside *= prime
    return outside, number


def polynomial_text(coefficients: list[Fraction], name: str) -> str:
    """Write a polynomial, constant term first in the list, highest power first in the text.

    >>> polynomial_text([Fraction(-1, 2), Fraction(1), Fraction(3, 4)], "a")
    '3/4*a**2 + a - 1/2'
    """
    terms: dict[tuple[int, ...], Fraction] = {(k,): each for k, each in enumerate(coefficients)}
    return terms_text(terms, (name,))


def terms_text(terms: dict[tuple[int, ...], Fraction], names: tuple[str, ...]) -> str:
    """Write a polynomial in several variables, highest powers first."""
    text = ""
    for key in sorted((key for key, each in terms.items() if each), key=lambda key: (sum(key), key), reverse=True):
        value, powers = terms[key], [f"{n}**{e}" if e > 1 else n for n, e in zip(names, key, strict=True) if e]
        factors = ([] if abs(value) == 1 and powers else [str(abs(value))]) + powers
        sign = ("-" if value < 0 else "") if not text else (" - " if value < 0 else " + ")
        text += sign + "*".join(factors)
    return text or "0"
