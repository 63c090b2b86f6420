"""Integer polynomials in one variable as tuples of coefficients, constant term first; () is zero."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from itertools import zip_longest

from negotiation.arithmetic.algebraic import Coefficients, polynomial_text
from negotiation.arithmetic.polynomials import primitive


def plus(left: Sequence[int], right: Sequence[int], times: int = 1) -> Coefficients:
    """Return left + times*right."""
    return _trimmed([a + times * b for a, b in zip_longest(left, right, fillvalue=0)])


def product(left: Sequence[int], right: Sequence[int]) -> Coefficients:
    total = [0] * (len(left) + len(right) - 1) if left and right else []
    for i, a in enumerate(left):
        for j, b in enumerate(right):
            total[i + j] += a * b
    return _trimmed(total)


def total(rows: Iterable[Sequence[int]]) -> Coefficients:
    result: Coefficients = ()
    for row in rows:
        result = plus(result, row)
    return result


def negative(polynomial: Sequence[int]) -> Coefficients:
    return tuple(-each for each in polynomial)


def _trimmed(values: list[int]) -> Coefficients:
    while values and not values[-1]:
        values.pop()
    return tuple(values)


def common_factor(polynomials: Iterable[Sequence[int]]) -> Coefficients:
    """Return the greatest common divisor, primitive, by Euclid's algorithm on primitive remainders."""
    result: Coefficients = ()
    for each in polynomials:
        first, second = result, primitive(tuple(each))
        while second:
            first, second = second, primitive(_remainder(first, second))
        result = first
    return result


def _remainder(above: Coefficients, below: Coefficients) -> Coefficients:
    """Return the remainder of a multiple of `above`, so that it stays in the integers."""
    while len(above) >= len(below):
        shift = (0,) * (len(above) - len(below))
        above = plus(tuple(each * below[-1] for each in above), shift + below, -above[-1])
    return above


def quotient(above: Coefficients, below: Coefficients) -> Coefficients:
    """Return above/below, where the division leaves no remainder over the rationals and none over the integers."""
    rest, result = list(above), [0] * (len(above) - len(below) + 1) if len(above) >= len(below) else []
    for k in reversed(range(len(result))):
        result[k] = rest[k + len(below) - 1] // below[-1]
        for j, each in enumerate(below):
            rest[k + j] -= result[k] * each
    return tuple(result)


def minors(rows: Sequence[Sequence[Coefficients]]) -> list[Coefficients]:
    """Return the signed minors of a (k-1) x k matrix: the vector orthogonal to its rows (Cramer)."""
    size = len(rows) + 1
    full = (1 << size) - 1
    table: dict[int, Coefficients] = {0: (1,)}
    for row in rows:
        table = _expanded(table, row, size)
    return [_signed(table.get(full & ~(1 << k), ()), k) for k in range(size)]


def _expanded(table: dict[int, Coefficients], row: Sequence[Coefficients], size: int) -> dict[int, Coefficients]:
    """Expand determinants by one more row; keys are bit sets of the columns used so far."""
    wider: dict[int, Coefficients] = {}
    for used, value in table.items():
        for column in range(size):
            if not used >> column & 1 and row[column] and value:
                after = (used >> (column + 1)).bit_count()
                part = product(value, row[column])
                key = used | 1 << column
                wider[key] = plus(wider.get(key, ()), part, -1 if after % 2 else 1)
    return wider


def _signed(value: Coefficients, position: int) -> Coefficients:
    return negative(value) if position % 2 else value


def ratio_text(above: Coefficients, below: Coefficients, name: str, scale: Fraction = Fraction(1)) -> str:
    """Write scale*above/below in lowest terms."""
    factor = common_factor((above, below))
    above, below = primitive_pair(quotient(above, factor), quotient(below, factor))
    if len(below) == 1:
        return polynomial_text([each * scale / below[0] for each in map(Fraction, above)], name)
    shown = [polynomial_text([each * times for each in map(Fraction, row)], name)
             for row, times in ((above, Fraction(scale.numerator)), (below, Fraction(scale.denominator)))]
    top = f"({shown[0]})" if " " in shown[0] else shown[0]
    return f"{top}/({shown[1]})"


def primitive_pair(above: Coefficients, below: Coefficients) -> tuple[Coefficients, Coefficients]:
    """Divide both by their common integer factor; the leading coefficient below becomes positive."""
    joint = primitive(above + below) if below[-1] > 0 else negative(primitive(above + below))
    return joint[:len(above)], joint[len(above):]
