"""Read a formula as LaTeX, in the order in which its author wrote it."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from itertools import pairwise

from negotiation.expression.tree import FUNCTIONS, Call, Name, Node, Number, Power, Product, Quotient, Sum

SUM, PRODUCT, ATOM = range(3)
WORD = r"\mathit"
"""How a name of several letters begins; beside one a thin space does not show where the next factor begins."""


def latex(node: Node, values: Mapping[str, str] | None = None) -> str:
    r"""Write a tree as LaTeX; `values` replaces names by ready LaTeX, such as a present value.

    >>> from negotiation.expression.parse import parse
    >>> latex(parse("v_US*(1-x)/2"))
    '\\frac{v_{\\mathrm{US}} \\, (1 - x)}{2}'
    """
    return _write(node, values or {})[0]


def _write(node: Node, values: Mapping[str, str]) -> tuple[str, int]:
    match node:
        case Number(value):
            return _number(value)
        case Name(id):
            return values.get(id) or symbol(id), ATOM
        case Sum(terms):
            return _sum(terms, values), SUM
        case Product(factors):
            return _product(factors, values), PRODUCT
        case Quotient(numerator, denominator):
            return rf"\frac{{{_write(numerator, values)[0]}}}{{{_write(denominator, values)[0]}}}", PRODUCT
        case Power(base, exponent):
            return f"{_within(base, values, ATOM)}^{{{exponent}}}", PRODUCT
        case Call(function, arguments):
            inner = ", ".join(_write(each, values)[0] for each in arguments)
            if function == "sqrt":
                return rf"\sqrt{{{inner}}}", ATOM
            return rf"{FUNCTIONS[function].latex}({inner})", ATOM
    raise TypeError(node)


def _within(node: Node, values: Mapping[str, str], level: int) -> str:
    text, own = _write(node, values)
    return text if own >= level else f"({text})"


def _sum(terms: tuple[Node, ...], values: Mapping[str, str]) -> str:
    text = _within(terms[0], values, PRODUCT)
    for term in terms[1:]:
        part = _within(term, values, PRODUCT)
        text += f" - {part[1:].lstrip()}" if part.startswith("-") else f" + {part}"
    return text


def _product(factors: tuple[Node, ...], values: Mapping[str, str]) -> str:
    sign = "-" if factors[0] == Number(Fraction(-1)) and len(factors) > 1 else ""
    parts = [_within(each, values, PRODUCT) for each in (factors[1:] if sign else factors)]
    joined = f"({parts[0]})" if sign and parts[0].startswith("-") else parts[0]
    for last, part in pairwise(parts):
        words = WORD in last + part and not last.endswith(")") and not part.startswith("(")
        dot = r" \cdot " if part[:1].isdigit() or words else r" \, "
        joined += dot + (f"({part})" if part.startswith("-") else part)
    return sign + joined


def _number(value: Fraction) -> tuple[str, int]:
    decimal = f"{float(value):.12g}"
    if "e" not in decimal and Fraction(decimal) == value:
        return decimal, ATOM if value >= 0 else SUM
    return rf"\frac{{{value.numerator}}}{{{value.denominator}}}", PRODUCT


def symbol(id: str) -> str:
    r"""Write a name as it stands in formulas: the first part, the others as an index.

    >>> symbol("v_US"), symbol("war_cost")
    ('v_{\\mathrm{US}}', '\\mathit{war}_{\\mathrm{cost}}')
    """
    stem, _, rest = id.replace(".", "_").partition("_")
    base = stem if len(stem) == 1 else rf"\mathit{{{stem}}}"
    return rf"{base}_{{{upright(rest)}}}" if rest else base


def upright(name: str) -> str:
    """Write a name as an index: upright letters."""
    escaped = name.replace("_", r"\_")
    return rf"\mathrm{{{escaped}}}"
