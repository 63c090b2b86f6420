"""Read a formula on numbers: NumPy arrays of floats, or object arrays of exact rationals."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any, TypeVar, overload

import numpy as np

from negotiation.errors import ExpressionError
from negotiation.expression.ratio import Ratio
from negotiation.expression.tree import (
    FUNCTIONS,
    Call,
    Comparison,
    Name,
    Node,
    Number,
    Power,
    Product,
    Quotient,
    Sum,
    walk,
)

T = TypeVar("T")


def exact(value: object) -> Fraction:
    """Return the rational that a number's shortest decimal means: 0.1 is 1/10; a Ratio means its fraction.

    Raises
    ------
    ExpressionError
        The value is not a finite number.

    >>> exact(0.1)
    Fraction(1, 10)
    """
    if isinstance(value, Ratio):
        return value.fraction
    if isinstance(value, Fraction | int) and not isinstance(value, bool):
        return Fraction(value)
    try:
        return Fraction(repr(float(value)))  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError):
        raise ExpressionError(f"{value!r:.60} is not a finite number") from None


def is_exact(node: Node) -> bool:
    """Tell whether a formula has exact values on rationals: no exp, log or sqrt."""
    return all(FUNCTIONS[each.function].exact for each in walk(node) if isinstance(each, Call))


@overload
def evaluate(node: Node, values: Mapping[str, Any]) -> Any: ...
@overload
def evaluate(node: Node, values: Mapping[str, T], number: Callable[[Fraction], T]) -> T: ...
def evaluate(node: Node, values: Mapping[str, Any], number: Callable[[Fraction], Any] = float) -> Any:
    """Compute a formula with the operators of whatever its names are: arrays broadcast.

    Parameters
    ----------
    node : the tree.
    values : name -> a number of one kind: array (float, or object holding Fractions), polynomials, range, dual, ...
    number : how a constant becomes such a number: `float`, or `Fraction` for exact work.

    Raises
    ------
    ExpressionError
        exp, log or sqrt was met in exact work.
    """
    match node:
        case Number(value):
            return number(value)
        case Name(id):
            return values[id]
        case Sum(terms):
            total = evaluate(terms[0], values, number)
            for term in terms[1:]:
                total = _add(total, term, values, number)
            return total
        case Product(factors):
            result = evaluate(factors[0], values, number)
            for factor in factors[1:]:
                result = result * evaluate(factor, values, number)
            return result
        case Quotient(numerator, denominator):
            return _divide(evaluate(numerator, values, number), evaluate(denominator, values, number))
        case Power(base, exponent):
            return evaluate(base, values, number) ** exponent
        case Call(function, arguments):
            if number is Fraction and not FUNCTIONS[function].exact:
                raise ExpressionError(f"'{function}' has no exact value on rational numbers")
            return FUNCTIONS[function].apply(*(evaluate(each, values, number) for each in arguments))
    raise TypeError(node)


_MINUS = Number(Fraction(-1))


def _add(total: Any, term: Node, values: Mapping[str, Any], number: Callable[[Fraction], Any]) -> Any:
    if isinstance(term, Product) and term.factors[0] == _MINUS:
        rest = term.factors[1:]
        return total - evaluate(rest[0] if len(rest) == 1 else Product(rest), values, number)
    return total + evaluate(term, values, number)


def _divide(numerator: Any, denominator: Any) -> Any:
    try:
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.divide(numerator, denominator)
    except ZeroDivisionError:
        raise ExpressionError("division by zero") from None


_COMPARE: dict[str, Callable[..., np.ndarray]] = {
    "<=": np.less_equal, ">=": np.greater_equal, "<": np.less, ">": np.greater, "==": np.equal}


def evaluate_condition(
    condition: Comparison, values: Mapping[str, Any], slack: float = 0.0, number: Callable[[Fraction], Any] = float
) -> np.ndarray:
    """Compute a condition; `slack` widens <=, >= and == by that much, so that rounding does not decide."""
    left = evaluate(condition.left, values, number)
    right = evaluate(condition.right, values, number)
    gap = np.subtract(left, right)
    if condition.operator == "==":
        return np.abs(gap) <= slack
    shift = {"<=": -slack, ">=": slack}.get(condition.operator, 0)
    return _COMPARE[condition.operator](gap + shift, 0)
