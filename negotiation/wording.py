"""How a label and a number stand inside a sentence."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

PROPER = ("Alepp", "Americ", "Euro", "Genev", "Iran", "Panam", "Russia", "Saudi", "Syria", "Turk", "United ")
"""How names begin that keep their capital inside a sentence."""


LARGE = 1e12
"""Numbers from here on have no decimals that a float could hold apart."""


def lower_first(text: str) -> str:
    """Take the capital off a first word that is not a name or an abbreviation.

    >>> lower_first("Pain of attrition"), lower_first("Turkey's cost"), lower_first("US resolve")
    ('pain of attrition', "Turkey's cost", 'US resolve')
    """
    return text[:1].lower() + text[1:] if text[1:2].islower() and not text.startswith(PROPER) else text


def rounded(value: float, digits: int = 2, sign: str = "-") -> str:
    """Round to a number of decimals as people do it, halves away from zero; `sign` "+" shows the sign of a gain too.

    >>> rounded(0.625), rounded(-0.625), rounded(0.1 + 0.2, 1), rounded(-1e-14), rounded(0.625, sign="+")
    ('0.63', '-0.63', '0.3', '0.00', '+0.63')
    """
    if not abs(value) < LARGE:
        return f"{value:{sign}.{digits}f}"
    near = Decimal(f"{value:.12g}") if abs(value) >= 1e-12 else Decimal(0)
    return f"{near.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP) + 0:{sign}f}"
