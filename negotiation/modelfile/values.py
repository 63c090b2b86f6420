"""The values that stand in a model file: names, texts, numbers, fractions; each says what is allowed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import AfterValidator, BeforeValidator, PlainValidator, StringConstraints, WithJsonSchema

from negotiation.errors import ExpressionError
from negotiation.expression import Ratio, read_number

Toml: TypeAlias = Any
"""A value that a file gives; the schema has looked at its type, or says what is wrong with it."""

Row: TypeAlias = Mapping[str, Toml]
"""A table of a file."""

Id = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9_-]{0,63}$")]
Symbol = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9_]{0,63}$")]
Text = Annotated[str, StringConstraints(max_length=20_000)]
Shape = Literal["uniform", "triangular", "normal"]
Evidence = Literal["stated", "recorded", "estimate"]
Numbers = Literal["published", "unconfirmed", "illustrative", ""]
"""Whether a source holds the payoffs; unconfirmed: it is said to, and nobody read it again."""


def _number(value: object) -> object:
    if isinstance(value, bool):
        raise ValueError("true and false are not numbers")
    return value


def _finite(value: float) -> float:
    if not abs(value) <= 1e12:
        raise ValueError("not a finite number of at most 1e12")
    return value


Real = Annotated[float, BeforeValidator(_number), AfterValidator(_finite)]


def _amount(value: object) -> float:
    """Read a number that may be written as text, "1/3"; it stays exact."""
    try:
        number = read_number(value) if isinstance(value, str) else _number(value)
    except ExpressionError:
        number = None
    if not isinstance(number, int | float):
        raise ValueError('allowed: a number of at most 1e12, or a fraction as text: "7/10"')
    return number if isinstance(_finite(number), Ratio) else float(number)


# `Any`, because the type float would turn the exact number into a plain one.
Amount = Annotated[Any, PlainValidator(_amount), WithJsonSchema({"type": ["number", "string"]})]
"""A plain number, or a fraction as text."""

FormulaText = str | float
