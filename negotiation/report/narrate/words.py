"""The words: numbers, places of sliders, lists, what the terms mean."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import ROUND_FLOOR, Decimal

from negotiation.model import Parameter
from negotiation.wording import rounded, significant

MEANINGS: Mapping[str, str] = {
    "equilibrium": "A combination of choices from which no party gains by changing its own choice alone (Nash 1950).",
    "stable": "No party has a reason to leave: no move of its own that it prefers, or only such as the others would "
    "answer.",
    "strict": "Every party would lose by leaving alone.",
    "tied": "At least one party could switch without losing, so a small change may break it.",
    "mixed": "Parties choose at random with these probabilities, so that the others are indifferent. Reading it "
    "needs payoffs that measure how much better, not only what is better.",
    "best reply": "The choice that pays a party most, given what the others do.",
    "payoff": "How good an outcome is for a party, in points on its own scale; a judgment of the model's author.",
    "rank": "The place of this combination among all combinations in the order of what the party prefers, 1 the best.",
    "gain": "What a party would win, in points, by changing its choice alone.",
    "profile": "One choice by each party.",
    "tipping point": "A value of the slider at which the set of equilibria changes.",
}
"""What the words mean, for a person who has never met them."""


PLAIN = ("", "-", "probability")
"""Units that are not said after a number."""


def number(value: float, digits: int = 2) -> str:
    """Round for reading: two decimals, more only where two would show nothing.

    >>> number(0.237), number(-0.0004), number(12.3456), number(-1e-14)
    ('0.24', '-0.0004', '12.35', '0.00')
    """
    if 1e-12 < abs(value) < 0.5 * 10**-digits:
        return significant(value, 1)
    return rounded(value, digits)


def amount(parameter: Parameter, value: float, digits: int = 4) -> str:
    """Say a parameter's value with its unit: "70 %" for a share, "1.5 x", "0.4".

    >>> amount(Parameter("a", 0, 1, 0.5, unit="share"), 0.7), amount(Parameter("a", 0, 3, 1, unit="times"), 1.5)
    ('70 %', '1.5 times')

    A probability is a plain number.
    """
    if parameter.is_share:
        return f"{significant(100 * value, digits)} %"
    unit = "" if parameter.unit in PLAIN else f" {parameter.unit}"
    return f"{significant(value, digits)}{unit}"


def figure(parameter: Parameter, value: float) -> str:
    """Say a parameter's value in a table whose head names the unit, with six digits: "62.6098 %", "1.5".

    >>> figure(Parameter("a", 0, 1, 0.5, unit="share"), 0.626098), figure(Parameter("a", 0, 3, 1, unit="times"), 1.5)
    ('62.6098 %', '1.5')
    """
    return amount(parameter, value, 6) if parameter.is_share else significant(value, 6)


def apart(parameter: Parameter, one: float, two: float) -> tuple[str, str]:
    """Say two values of a parameter with digits enough to differ.

    >>> apart(Parameter("a", 0, 1, 0.5, unit="share"), 0.75, 0.750001)
    ('75 %', '75.0001 %')
    """
    for digits in range(4, 16):
        said = amount(parameter, one, digits), amount(parameter, two, digits)
        if said[0] != said[1]:
            break
    return said


def at_most(value: float, digits: int = 2) -> str:
    """Round a bound that something stays below or withstands downwards, to significant digits: the safe way.

    >>> at_most(0.2275), at_most(0.0283), at_most(0.25), at_most(12.39), at_most(0.0)
    ('0.22', '0.028', '0.25', '12', '0')
    """
    if value <= 0:
        return "0"
    unit = Decimal(1).scaleb(Decimal(repr(value)).adjusted() - digits + 1)
    rounded = Decimal(repr(value)).quantize(unit, ROUND_FLOOR)
    return f"{rounded.normalize():f}"


def gerund(strategy: str) -> str:
    """Say a strategy id as what a party does: "striking"; ids that are no plain word become "playing X".

    >>> gerund("strike"), gerund("push"), gerund("supply"), gerund("C"), gerund("2")
    ('striking', 'pushing', 'supplying', 'playing C', 'playing 2')
    """
    if not is_verb(strategy):
        return f"playing {strategy}"
    if strategy.endswith("ie"):
        return strategy[:-2] + "ying"
    if strategy.endswith("e") and not strategy.endswith(("ee", "oe", "ye")):
        return strategy[:-1] + "ing"
    short = (
        len(strategy) == 3 and strategy[1] in "aeiou" and strategy[0] not in "aeiou" and strategy[2] not in "aeiouwxy"
    )
    return strategy + (strategy[-1] if short else "") + "ing"


def does(strategy: str) -> str:
    """Say a strategy id as what a party does: "strikes"; ids that are no plain word become "plays X".

    >>> does("strike"), does("push"), does("supply"), does("press"), does("C")
    ('strikes', 'pushes', 'supplies', 'presses', 'plays C')
    """
    if not is_verb(strategy):
        return f"plays {strategy}"
    if re.search("[^aeiou]y$", strategy):
        return strategy[:-1] + "ies"
    return strategy + ("es" if re.search("(s|x|z|o|ch|sh)$", strategy) else "s")


def is_verb(strategy: str) -> bool:
    """Return whether a strategy id reads as a verb."""
    return strategy.isalpha() and strategy.islower() and len(strategy) > 2 and not re.search("[^s]s$|er$", strategy)


def listed(parts: Sequence[str]) -> str:
    """Join with commas and a final "and"."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}" if parts else ""


def sentence(text: str) -> str:
    """Begin with a capital and end with a stop."""
    text = text.strip()
    return (text[:1].upper() + text[1:] + ("" if text.endswith((".", "?", "!")) else ".")) if text else ""


def distinct(names: Sequence[str]) -> list[str]:
    """Drop repetitions, keep the order."""
    return list(dict.fromkeys(names))
