"""Random formulas for the tests of the language, with a writer and an evaluator of their own."""

from fractions import Fraction

import numpy as np
from hypothesis import assume
from hypothesis import strategies as st

from negotiation.expression.tree import Call, Name, Number, Power, Product, Quotient, Sum

VALUES = {"a": Fraction(3, 10), "line": Fraction(7, 10), "US.press": Fraction(1), "lambda": Fraction(-2, 5),
          "E": Fraction(5, 2), "I": Fraction(1, 7), "S": Fraction(0), "beta": Fraction(-3)}

numbers = st.fractions(min_value=0, max_value=20, max_denominator=20).map(Number)
leaves = numbers | st.sampled_from(sorted(VALUES)).map(Name)


def branches(child):
    several = st.lists(child, min_size=2, max_size=3).map(tuple)
    return (several.map(Sum) | several.map(Product) | st.builds(Quotient, child, child)
            | st.builds(Power, child, st.integers(0, 3)) | st.builds(Call, st.sampled_from(["min", "max"]), several))


trees = st.recursive(leaves, branches, max_leaves=8)


def written(node) -> str:
    """Write a tree as text with every bracket, so that reading it back must give the same value."""
    match node:
        case Number(value):
            return f"({value.numerator}/{value.denominator})"
        case Name(id):
            return id
        case Sum(terms):
            return "(" + " + ".join(map(written, terms)) + ")"
        case Product(factors):
            return "(" + "*".join(map(written, factors)) + ")"
        case Quotient(numerator, denominator):
            return f"({written(numerator)}/{written(denominator)})"
        case Power(base, exponent):
            return f"({written(base)})**{exponent}"
        case Call(function, arguments):
            return f"{function}({', '.join(map(written, arguments))})"
    raise AssertionError(node)


def rational(node, values=VALUES) -> Fraction:
    """Compute a tree by itself, without the library's evaluator."""
    match node:
        case Number(value):
            return value
        case Name(id):
            return values[id]
        case Sum(terms):
            return sum((rational(each, values) for each in terms), Fraction(0))
        case Product(factors):
            return np.prod(np.array([rational(each, values) for each in factors], dtype=object))
        case Quotient(numerator, denominator):
            return rational(numerator, values) / rational(denominator, values)
        case Power(base, exponent):
            return rational(base, values) ** exponent
        case Call(function, arguments):
            return (min if function == "min" else max)(rational(each, values) for each in arguments)
    raise AssertionError(node)


def valued(node) -> Fraction:
    try:
        value = rational(node)
    except ZeroDivisionError:
        assume(False)
    assume(abs(value) < 10**9)
    return value


def conditioned(node) -> bool:
    """Tell whether no divisor is tiny or close to cancelling, so that floats may be compared."""
    match node:
        case Quotient(numerator, denominator):
            return abs(rational(denominator)) > Fraction(1, 1000) and all(map(conditioned, (numerator, denominator)))
        case Sum(parts) | Product(parts) | Call(_, parts):
            return all(map(conditioned, parts)) and abs(rational(node)) < 10**6
        case Power(base, _):
            return conditioned(base)
    return True
