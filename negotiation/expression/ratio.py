"""Plain numbers as text: "0.7", "-3" or "1/3", read exactly."""

from __future__ import annotations

import re
from fractions import Fraction

from negotiation.errors import ExpressionError

MAX_CHARACTERS = 64

_DECIMAL = r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?"
_NUMBER = re.compile(rf"({_DECIMAL})(?:\s*/\s*({_DECIMAL}))?")
_NOT_FINITE = re.compile(r"[+-]?(?:nan|inf|infinity)", re.IGNORECASE)


class Ratio(float):
    """A float that remembers the fraction it stands for, so that 1/3 stays 1/3 in exact work."""

    fraction: Fraction

    def __new__(cls, fraction: Fraction) -> Ratio:
        self = super().__new__(cls, fraction)
        self.fraction = fraction
        return self

    def __reduce__(self) -> tuple[type[Ratio], tuple[Fraction]]:
        return Ratio, (self.fraction,)


def read_number(text: str) -> Ratio:
    """Read a decimal, or a fraction of two decimals; nothing else is a number, least of all a formula.

    Raises
    ------
    ExpressionError
        The text is no such number, or not a finite one.

    >>> read_number("1/3").fraction
    Fraction(1, 3)
    """
    written = text.strip()
    match = _NUMBER.fullmatch(written) if len(written) <= MAX_CHARACTERS else None
    if match is None and not _NOT_FINITE.fullmatch(written):
        raise ExpressionError(f"'{text[:40]}' is not a number; allowed: 0.7 or 7/10")
    try:
        if match is not None:
            return Ratio(Fraction(match[1]) / Fraction(match[2] or 1))
    except (ZeroDivisionError, OverflowError):
        pass
    raise ExpressionError(f"'{text[:40]}' is not a finite number; allowed: 0.7 or 7/10")
