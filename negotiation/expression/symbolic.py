"""Read a formula as SymPy: constants become exact rationals, names plain symbols whatever SymPy calls by that name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from negotiation.expression.tree import FUNCTIONS, Call, Name, Node, Number, Power, Product, Quotient, Sum

if TYPE_CHECKING:
    import sympy


def to_sympy(node: Node, values: Mapping[str, sympy.Expr] | None = None) -> sympy.Expr:
    """Build the SymPy expression of a tree; names missing from `values` become real symbols.

    >>> from negotiation.expression.parse import parse
    >>> to_sympy(parse("0.1*E"))
    E/10
    """
    import sympy

    values = values or {}

    def build(each: Node) -> sympy.Expr:
        match each:
            case Number(value):
                return sympy.Rational(value.numerator, value.denominator)
            case Name(id):
                return values[id] if id in values else sympy.Symbol(id, real=True)
            case Sum(terms):
                return sympy.Add(*map(build, terms))
            case Product(factors):
                return sympy.Mul(*map(build, factors))
            case Quotient(numerator, denominator):
                return build(numerator) / build(denominator)
            case Power(base, exponent):
                return build(base) ** exponent
            case Call(function, arguments):
                return getattr(sympy, FUNCTIONS[function].sympy)(*map(build, arguments))
        raise TypeError(each)

    return build(node)
