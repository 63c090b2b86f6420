"""Formula text -> tree, by precedence climbing over our own tokens.

1. Refuse text over the length limit, split it into tokens; anything that is not a token is refused at its column.
2. condition := sum [(<= | < | >= | > | ==) sum];  sum := product (± product)*;  product := unary (* or / unary)*;
   unary := ± unary | power;  power := atom [** integer];  atom := number | name | function(sum, ...) | (sum).
3. Sums and products are kept flat, so forty terms are not forty levels deep; depth and size are bounded.

A name may be qualified once by a party (`US.press`). Python keywords and SymPy names are ordinary names.
"""

from __future__ import annotations

import re
from fractions import Fraction

from negotiation.errors import ExpressionError, suggest
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
from negotiation.wording import counted

MAX_CHARACTERS = 2_000
MAX_NODES = 400
MAX_DEPTH = 40
MAX_EXPONENT = 16
MAX_CONSTANT = 10**12
MAX_DIGITS = 30
"""Digits before the decimal point, and after it."""
MAX_SHIFT = 99
"""The exponent of a number such as 1e-9 is at most this."""

NAME = r"[A-Za-z][A-Za-z0-9_]{0,63}"
_TOKEN = re.compile(
    r"\s*(?:(?P<number>(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?)"
    rf"|(?P<name>{NAME}(?:\.{NAME})?)|(?P<sign>\*\*|<=|>=|==|[-+*/(),<>^])|(?P<end>$)|(?P<bad>.))",
    re.DOTALL | re.ASCII)
ALLOWED = "allowed are numbers, names, + - * / ** ( ) and " + ", ".join(FUNCTIONS)
HINTS = {
    **dict.fromkeys("‐‑‒–—−", "the minus sign is -"), **dict.fromkeys("×·⋅∙", "times is *"), "÷": "divided by is /",
    ":": "divided by is /", "=": "a formula has no =: its name stands before it",
    "%": "a share is a number such as 0.5",
    "[": "brackets are ( )", "{": "brackets are ( )", ";": "a formula is one expression, without ;",
}
"""A character that a formula cannot have -> what to write instead."""

COMPARISONS = ("<=", ">=", "==", "<", ">")
COMPARING = "=!≤≥≠"
"""Characters that look like a comparison and are none."""

_PARTS = re.compile(r"(\d*)(\.?)(\d*)(?:[eE]([+-]?\d+))?", re.ASCII)
DECIMAL = "; decimals have a point: 0.5"


def parse(text: str) -> Node:
    """Parse a formula.

    Raises
    ------
    ExpressionError
        With the column, what was found there, and what is allowed.

    >>> parse("1 - 0.25*a")
    Sum(terms=(Number(value=Fraction(1, 1)), Product(factors=(Number(value=Fraction(-1, 1)), \
Number(value=Fraction(1, 4)), Name(id='a', column=10)))))
    """
    return _whole(text, condition=False)  # type: ignore[return-value]


def parse_condition(text: str) -> Comparison:
    """Parse `formula <= formula` (or >=, <, >, ==); raises ExpressionError as `parse` does."""
    return _whole(text, condition=True)  # type: ignore[return-value]


def _whole(text: str, condition: bool) -> Node | Comparison:
    if not isinstance(text, str):
        raise ExpressionError(f"a formula is text, found {type(text).__name__}")
    if len(text) > MAX_CHARACTERS:
        raise ExpressionError(f"the formula has {len(text):,} characters; at most {MAX_CHARACTERS:,} are allowed")
    reader = _Reader(text, condition)
    tree = reader.sum(0)
    trees = [tree]
    if condition:
        operator = reader.take()
        if operator not in COMPARISONS:
            raise reader.error(operator, f"a comparison ({', '.join(COMPARISONS)})")
        trees.append(reader.sum(0))
    if condition and reader.token in COMPARISONS:
        raise ExpressionError(f"column {reader.column}: found a second comparison; "
                              "allowed: one a rule, so write two rules")
    if reader.token:
        raise reader.error(reader.token, "an operator" if not condition else "the end of the condition")
    if sum(1 for each in trees for _ in walk(each)) > MAX_NODES:
        raise ExpressionError(f"the formula has more than {MAX_NODES} parts; split it into components")
    return Comparison(trees[0], operator, trees[1]) if condition else tree


class _Reader:
    """A cursor over tokens; one method a grammar rule."""

    def __init__(self, text: str, condition: bool = False) -> None:
        self.tokens: list[tuple[str, str, int]] = []
        for match in _TOKEN.finditer(text):
            kind = match.lastgroup or "end"
            column = match.start(kind) + 1
            if kind == "bad" and condition and match[kind] in COMPARING:
                raise ExpressionError(f"column {column}: {match[kind]!r} is no comparison; "
                                      f"allowed: {', '.join(COMPARISONS)}")
            if kind == "bad":
                hint = HINTS.get(match[kind], ALLOWED)
                raise ExpressionError(f"column {column}: {match[kind]!r} is not allowed in a formula; {hint}")
            self.tokens.append((kind, match[kind], column))
            if kind == "end":
                break
        self.position = 0

    @property
    def kind(self) -> str:
        return self.tokens[self.position][0]

    @property
    def token(self) -> str:
        return self.tokens[self.position][1]

    @property
    def column(self) -> int:
        return self.tokens[self.position][2]

    def take(self) -> str:
        token = self.token
        self.position = min(self.position + 1, len(self.tokens) - 1)
        return token

    def error(self, found: str, wanted: str) -> ExpressionError:
        shown = f"'{found[:40]}'" if found else "the end of the formula"
        column = self.tokens[max(0, self.position - 1)][2] if found != self.token else self.column
        hint = ""
        if wanted == "an operator" and (found == "(" or found[:1].isalpha()):
            hint = "; a product needs a * between its factors"
        elif wanted in ("an operator", "')'") and found == ",":
            hint = DECIMAL
        return ExpressionError(f"column {column}: found {shown} where {wanted} belongs{hint}")

    def expect(self, sign: str) -> None:
        if self.token != sign:
            raise self.error(self.token, f"'{sign}'")
        self.take()

    def sum(self, depth: int) -> Node:
        if depth > MAX_DEPTH:
            raise ExpressionError(f"column {self.column}: brackets are nested more than {MAX_DEPTH} deep")
        terms = [self.product(depth)]
        while self.token in ("+", "-"):
            minus = self.take() == "-"
            term = self.product(depth)
            terms.append(_negative(term) if minus else term)
        return terms[0] if len(terms) == 1 else Sum(tuple(terms))

    def product(self, depth: int) -> Node:
        factors = [self.unary(depth)]
        while self.token in ("*", "/"):
            if self.take() == "*":
                factors.append(self.unary(depth))
            else:
                factors = [Quotient(_product(factors), self.unary(depth))]
        return _product(factors)

    def unary(self, depth: int) -> Node:
        minus = False
        while self.token in ("+", "-"):
            minus ^= self.take() == "-"
        value = self.power(depth)
        return _negative(value) if minus else value

    def power(self, depth: int) -> Node:
        base = self.atom(depth)
        if self.token not in ("**", "^"):
            return base
        sign = self.take()
        if sign == "^":
            raise ExpressionError(f"column {self.column - 1}: write a power as **, not ^")
        exponent, column = self.token, self.column
        if self.kind != "number" or not exponent.isdigit() or int(exponent) > MAX_EXPONENT:
            raise ExpressionError(f"column {column}: the exponent is '{exponent[:40]}'; allowed is a whole number "
                                  f"from 0 to {MAX_EXPONENT}")
        self.take()
        if self.token == "**":
            raise ExpressionError(f"column {self.column}: a power of a power needs brackets")
        return Power(base, int(exponent))

    def atom(self, depth: int) -> Node:
        kind, column = self.kind, self.column
        if kind == "number":
            return self.number(self.take(), column)
        if kind == "name":
            name = self.take()
            return self.call(name, column, depth) if self.token == "(" else Name(name, column)
        if self.token == "(":
            self.take()
            inner = self.sum(depth + 1)
            self.expect(")")
            return inner
        raise self.error(self.token, "a number, a name or '('")

    def number(self, text: str, column: int) -> Number:
        whole, _, part, shift = _PARTS.fullmatch(text).groups(default="")  # type: ignore[union-attr]
        if max(map(len, (whole, part, shift))) > MAX_DIGITS or abs(int(shift or 0)) > MAX_SHIFT:
            raise ExpressionError(f"column {column}: the number {_cut(text)} is too long, or too large or small; "
                                  f"allowed: at most {MAX_DIGITS} digits, and at most {MAX_CONSTANT:.0e}")
        value = Fraction(text)
        if value > MAX_CONSTANT:
            raise ExpressionError(f"column {column}: the number {_cut(text)} is larger than {MAX_CONSTANT:.0e}")
        return Number(value)

    def call(self, name: str, column: int, depth: int) -> Node:
        if name not in FUNCTIONS:
            raise ExpressionError(f"column {column}: '{name}' is not a function{suggest(name, FUNCTIONS)}"
                                  f"; for a product write {name[:40]}*(...)")
        self.take()
        arguments = [self.sum(depth + 1)]
        while self.token == ",":
            self.take()
            arguments.append(self.sum(depth + 1))
        self.expect(")")
        arity = FUNCTIONS[name].arity
        if (arity or max(2, len(arguments))) != len(arguments):
            raise ExpressionError(f"column {column}: {name} takes "
                                  f"{counted(arity, 'argument') if arity else 'two or more arguments'}, "
                                  f"found {len(arguments)}"
                                  f"{DECIMAL if arity and len(arguments) > arity else ''}")
        return Call(name, tuple(arguments))


def _cut(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:40]}..."


def _product(factors: list[Node]) -> Node:
    return factors[0] if len(factors) == 1 else Product(tuple(factors))


def _negative(node: Node) -> Node:
    if isinstance(node, Number):
        return Number(-node.value)
    factors = node.factors if isinstance(node, Product) else (node,)
    if factors[0] == Number(Fraction(-1)) and len(factors) > 1:
        return _product(list(factors[1:]))
    return Product((Number(Fraction(-1)), *factors))
