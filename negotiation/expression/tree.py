"""The nodes of a formula, and the table of functions that a formula may call."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

import numpy as np


@dataclass(frozen=True, slots=True)
class Number:
    value: Fraction


@dataclass(frozen=True, slots=True)
class Name:
    id: str
    column: int = 0


@dataclass(frozen=True, slots=True)
class Sum:
    terms: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Product:
    factors: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Quotient:
    numerator: Node
    denominator: Node


@dataclass(frozen=True, slots=True)
class Power:
    base: Node
    exponent: int


@dataclass(frozen=True, slots=True)
class Call:
    function: str
    arguments: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """A condition `left operator right`; only constraints and expectations use it."""

    left: Node
    operator: str
    right: Node


Node = Number | Name | Sum | Product | Quotient | Power | Call


@dataclass(frozen=True)
class Function:
    """A row of FUNCTIONS: number of arguments (None: two or more), how NumPy and LaTeX say it, SymPy's name."""

    name: str
    arity: int | None
    apply: Callable[..., np.ndarray]
    sympy: str
    latex: str
    exact: bool


def _fold(function: np.ufunc) -> Callable[..., np.ndarray]:
    def apply(first: np.ndarray, *rest: np.ndarray) -> np.ndarray:
        for each in rest:
            first = function(first, each)
        return first
    return apply


FUNCTIONS: dict[str, Function] = {row.name: row for row in (
    Function("min", None, _fold(np.minimum), "Min", r"\min", True),
    Function("max", None, _fold(np.maximum), "Max", r"\max", True),
    Function("exp", 1, np.exp, "exp", r"\exp", False),
    Function("log", 1, np.log, "log", r"\log", False),
    Function("sqrt", 1, np.sqrt, "sqrt", r"\sqrt", False),
)}


def children(node: Node) -> tuple[Node, ...]:
    """Return the operands of a node, left to right."""
    match node:
        case Sum(terms):
            return terms
        case Product(factors):
            return factors
        case Quotient(numerator, denominator):
            return (numerator, denominator)
        case Power(base, _):
            return (base,)
        case Call(_, arguments):
            return arguments
    return ()


def walk(node: Node) -> Iterator[Node]:
    """Yield a node and all nodes below it, however deep."""
    left = [node]
    while left:
        yield (each := left.pop())
        left.extend(reversed(children(each)))


def names(node: Node) -> dict[str, int]:
    """Return the names that a formula mentions, each with the column of its first mention."""
    found: dict[str, int] = {}
    for each in walk(node):
        if isinstance(each, Name):
            found.setdefault(each.id, each.column)
    return found


def growth(node: Node, known: Mapping[str, int]) -> int:
    """Bound how fast exact numbers grow: the degree with every constant and name counted as degree one.

    `known` gives the growth of names that stand for formulas; other names count one.
    """
    match node:
        case Name(id):
            return known.get(id, 1)
        case Number():
            return 1
        case Power(base, exponent):
            return growth(base, known) * abs(exponent)
        case Product() | Quotient():
            return sum(growth(child, known) for child in children(node))
    return max(growth(child, known) for child in children(node))
