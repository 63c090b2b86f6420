"""A new text from texts that are there: cut, moved, spliced, repeated, a word for another, odd words put in."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from random import Random

WORD = re.compile(r"[A-Za-z_]\w*|\d+(?:\.\d+)?|\s+|.", re.DOTALL)
NUMBERS = (
    "0", "-0", "1", "-1", "2", "7", "1e308", "-1e308", "1e309", "1e-320", "1e999", "1e-999", "nan", "inf", "-inf",
    "0x10", "1_000", "9" * 25, "9" * 400, "0." + "3" * 29, "0000001", "00000010", "000000000000002", "00000019999999",
    "1/3", "1/0", "²", "١", "½", "𝟙", "true", "",
)
ODD = (
    "", " ", "\n", "\r", "\t", "\0", "\ufeff", "\x1b[31m", "\u2028", "\u200b", "é", "\ud800", "💥",
    '"', '""', '"""', "'", "\\", "\\u0000", "{", "}", "[", "]", "[[", "]]", "(", ")", "((((", "))))", "=", "==",
    "<=", "<", "+", "-", "*", "**", "**16", "^", "/", "%", ",", ".", ":", ";", "#", "&", "*,*", "exp(", "log(", "sqrt(",
    "min(", "max(", "lambda", "__class__", "import", "x" * 65, "a.b", "A.x", "1979-05-27", *NUMBERS,
)

Change = Callable[[str, Sequence[str], Random], str]


def _span(text: str, random: Random) -> tuple[int, int]:
    """Return where a piece of a text begins and ends; short ones and whole lines are the most likely."""
    if random.random() < 0.4:
        starts = [0, *(match.end() for match in re.finditer("\n", text))]
        first = random.randrange(len(starts))
        last = min(first + random.choice((1, 1, 2, 5)), len(starts) - 1)
        return starts[first], starts[last] if last > first else len(text)
    begin = random.randint(0, len(text))
    return begin, min(len(text), begin + random.choice((0, 1, 1, 2, 5, 20, 200)))


def _words(text: str, random: Random) -> tuple[int, int]:
    """Return where one word of a text begins and ends."""
    near = random.randint(0, max(len(text) - 1, 0))
    found = WORD.search(text, near)
    return found.span() if found else (len(text), len(text))


def cut(text: str, texts: Sequence[str], random: Random) -> str:
    begin, end = _span(text, random)
    return text[:begin] + text[end:]


def put(text: str, texts: Sequence[str], random: Random) -> str:
    at = _span(text, random)[0]
    return text[:at] + random.choice(ODD) + text[at:]


def swap(text: str, texts: Sequence[str], random: Random) -> str:
    begin, end = _words(text, random)
    odd = NUMBERS if text[begin:end][:1].isdigit() else ODD
    return text[:begin] + random.choice(odd) + text[end:]


def word(text: str, texts: Sequence[str], random: Random) -> str:
    """Put a word of this or another text in the place of one."""
    begin, end = _words(text, random)
    other = random.choice((text, random.choice(texts)))
    first, last = _words(other, random)
    return text[:begin] + other[first:last] + text[end:]


def splice(text: str, texts: Sequence[str], random: Random) -> str:
    other = random.choice(texts)
    begin, end = _span(other, random)
    at = _span(text, random)[0]
    return text[:at] + other[begin:end] + text[at:]


def move(text: str, texts: Sequence[str], random: Random) -> str:
    begin, end = _span(text, random)
    piece, rest = text[begin:end], text[:begin] + text[end:]
    at = _span(rest, random)[0]
    return rest[:at] + piece + rest[at:]


def repeat(text: str, texts: Sequence[str], random: Random) -> str:
    """Write a piece many times over, which finds what grows faster than the text."""
    begin, end = _span(text, random)
    return text[:end] + text[begin:end] * random.choice((1, 2, 10, 100, 1000)) + text[end:]


CHANGES: tuple[Change, ...] = (cut, put, swap, swap, word, word, splice, move, repeat)


def mutated(texts: Sequence[str], first: int, most: int, random: Random) -> str:
    """Return a text of at most `most` characters; begun from the `first` texts as often as from all others."""
    pool = texts[:first] if random.random() < 0.5 else texts[first:] or texts
    text = min(random.choice(pool), random.choice(pool), key=len)
    for _ in range(random.choice((1, 1, 1, 2, 3, 6))):
        text = random.choice(CHANGES)(text, texts, random)[:most]
    return text
