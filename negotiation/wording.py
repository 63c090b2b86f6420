"""How a label stands inside a sentence."""

from __future__ import annotations

PROPER = ("Alepp", "Americ", "Euro", "Genev", "Iran", "Panam", "Russia", "Saudi", "Syria", "Turk", "United ")
"""How names begin that keep their capital inside a sentence."""


def lower_first(text: str) -> str:
    """Take the capital off a first word that is not a name or an abbreviation.

    >>> lower_first("Pain of attrition"), lower_first("Turkey's cost"), lower_first("US resolve")
    ('pain of attrition', "Turkey's cost", 'US resolve')
    """
    return text[:1].lower() + text[1:] if text[1:2].islower() and not text.startswith(PROPER) else text
