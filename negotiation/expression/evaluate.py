"""Read a formula on numbers: NumPy arrays of floats, or object arrays of exact rationals."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction

import numpy as np

from negotiation.errors import ExpressionError
from negotiation.expression.ratio import Ratio
from negotiation.expression.tree import FUNCTIONS, Call, Comparison, Name, Node, Number, Power, Product, Quotient, Sum

Value = object


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


def evaluate(node: Node, values: Mapping[str, Value], number: Callable[[Fraction], Value] = float) -> Value:
    """Compute a formula with NumPy broadcasting.

    Parameters
    ----------
    node : the tree.
    values : name -> array (float, or object holding Fractions).
    number : how a constant enters: `float`, or `Fraction` for exact work.

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
                result = result * evaluate(factor, values, number)  # type: ignore[operator]
            return result
        case Quotient(numerator, denominator):
            return _divide(evaluate(numerator, values, number), evaluate(denominator, values, number))
        case Power(base, exponent):
            return evaluate(base, values, number) ** exponent  # type: ignore[operator]
        case Call(function, arguments):
            if number is Fraction and not FUNCTIONS[function].exact:
                raise ExpressionError(f"'{function}' has no exact value on rational numbers")
            return FUNCTIONS[function].apply(*(evaluate(each, values, number) for each in arguments))
    raise TypeError(node)


def _add(total: Value, term: Node, values: Mapping[str, Value], number: Callable[[Fraction], Value]) -> Value:
    if isinstance(term, Product) and term.factors[0] == Number(Fraction(-1)):
        rest = term.factors[1:]
        return total - evaluate(rest[0] if len(rest) == 1 else Product(rest), values, number)  # type: ignore[operator]
    return total + evaluate(term, values, number)  # type: ignore[operator]


def _divide(numerator: Value, denominator: Value) -> Value:
    try:
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.divide(numerator, denominator)  # type: ignore[arg-type]
    except ZeroDivisionError:
        raise ExpressionError("division by zero") from None


_COMPARE: dict[str, Callable[..., np.ndarray]] = {
    "<=": np.less_equal, ">=": np.greater_equal, "<": np.less, ">": np.greater, "==": np.equal}


def evaluate_condition(
    condition: Comparison, values: Mapping[str, Value], slack: float = 0.0, number: Callable[[Fraction], Value] = float
) -> np.ndarray:
    """Compute a condition; `slack` widens <=, >= and == by that much, so that rounding does not decide."""
    left = evaluate(condition.left, values, number)
    right = evaluate(condition.right, values, number)
    gap = np.subtract(left, right)  # type: ignore[arg-type]
    if condition.operator == "==":
        return np.abs(gap) <= slack
    shift = {"<=": -slack, ">=": slack}.get(condition.operator, 0)
    return _COMPARE[condition.operator](gap + shift, 0)
