"""How a label and a number stand inside a sentence."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from decimal import ROUND_HALF_UP, Decimal

WORD = re.compile(r"[^\W\d_]\w*")
INSIDE = re.compile(r"(?<=[\w,;] )[(“\"']?([^\W\d_]\w*)")
"""A word that does not begin a sentence."""

LARGE = 1e12
"""Numbers from here on have no decimals that a float could hold apart."""


def proper(names: Iterable[str], texts: Iterable[str]) -> frozenset[str]:
    """Return the words that keep their capital: those of `names`, and those written with one inside a sentence.

    A word that is also written without its capital is none.

    >>> sorted(proper(["Saudi-backed coalition"], ["Control of Aleppo", "Cost. It is borne by Iran.", "A War, a war"]))
    ['Aleppo', 'Iran', 'Saudi']
    """
    names, texts = list(names), list(texts)
    words = {*(word for each in names for word in WORD.findall(each)),
             *(word for each in texts for word in INSIDE.findall(each))}
    written = {word for each in (*names, *texts) for word in WORD.findall(each)}
    return frozenset(word for word in words
                     if word[0].isupper() and word[1:2].islower() and word.lower() not in written)


def lower_first(text: str, names: Collection[str] = ()) -> str:
    """Take the capital off a first word that is not one of `names` (see `proper`) or an abbreviation.

    >>> lower_first("Pain of attrition"), lower_first("Turkey's cost", {"Turkey"}), lower_first("US resolve")
    ('pain of attrition', "Turkey's cost", 'US resolve')
    """
    word = WORD.match(text)
    kept = not text[1:2].islower() or (word is not None and word.group() in names)
    return text if kept else text[:1].lower() + text[1:]


def counted(count: int, word: str, words: str = "") -> str:
    """Say how many.

    >>> counted(1, "parameter"), counted(52, "parameter"), counted(2, "equilibrium", "equilibria")
    ('1 parameter', '52 parameters', '2 equilibria')
    """
    return f"{count:,} {word if count == 1 else words or f'{word}s'}"


def article(word: str) -> str:
    """Say one of a kind.

    >>> article("Equilibria"), article("Game")
    ('an Equilibria', 'a Game')
    """
    return ("an " if word[:1].lower() in "aeio" else "a ") + word


def rounded(value: float, digits: int = 2, sign: str = "-") -> str:
    """Round to a number of decimals as people do it, halves away from zero; `sign` "+" shows the sign of a gain too.

    >>> rounded(0.625), rounded(-0.625), rounded(0.1 + 0.2, 1), rounded(-1e-14), rounded(0.625, sign="+")
    ('0.63', '-0.63', '0.3', '0.00', '+0.63')
    """
    if not abs(value) < LARGE:
        return f"{value:{sign}.{digits}f}"
    near = Decimal(f"{value:.12g}") if abs(value) >= 1e-12 else Decimal(0)
    return f"{near.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP) + 0:{sign}f}"


def significant(value: float, digits: int, sign: str = "-") -> str:
    """Round to a number of significant digits, halves away from zero; written as the format "g" does.

    >>> significant(62.605, 4), significant(0.25, 1), significant(1234565, 6), significant(70.0, 4)
    ('62.61', '0.3', '1.23457e+06', '70')
    """
    near = Decimal(f"{value:.{max(12, digits)}g}")
    if near.is_finite() and near:
        near = near.quantize(Decimal(1).scaleb(near.adjusted() - digits + 1), ROUND_HALF_UP)
    return f"{float(near):{sign}.{digits}g}"


def percent(share: float, digits: int = 1) -> str:
    """Say a share of a whole in per cent.

    >>> percent(0.58), percent(0.70449999999999), percent(0.125, 0)
    ('58.0 %', '70.5 %', '13 %')
    """
    return f"{rounded(100 * share, digits)} %"
