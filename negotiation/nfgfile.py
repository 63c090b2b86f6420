"""Gambit's .nfg files, in and out: the payoff form and the outcome form, exact numbers kept.

The first player's strategy runs fastest. Labels that are blank, repeated or not names become numbers.
Format: Gambit project, "Strategic game (.nfg) file format".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from math import prod
from pathlib import Path

import numpy as np

from negotiation.errors import ModelError
from negotiation.expression.tree import Number
from negotiation.files import read_bytes
from negotiation.game import Game
from negotiation.game.parties import Party, Strategy
from negotiation.model import Model
from negotiation.model.declarations import Formula
from negotiation.plain import settings

MAX_BYTES = 4 << 20
MAX_PROFILES = 100_000
MAX_DIGITS = 400
MAX_PAYOFF = 10**300
"""Sums and differences of payoffs stay floats."""

_TOKEN = re.compile(r'\s*(?:"((?:[^"\\]|\\.)*)"|([{}])|([^\s{}",]+)|,)', re.DOTALL)
_NUMBER = re.compile(r"[+-]?(?:\d{1,400}(?:\.\d{0,400})?|\.\d{1,400})(?:[eE][+-]?\d{1,3})?(?:/\d{1,400})?$", re.ASCII)
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_]{0,63}$")

Token = tuple[str, str, int]


def read_nfg(file: str | Path) -> Model:
    """Read a .nfg file as a model without parameters; raises ModelError with file and line."""
    path = Path(file)
    return parse_nfg(read_bytes(path, MAX_BYTES), path.name)


def parse_nfg(data: bytes | str, file: str = "game.nfg") -> Model:
    """Build a model from the text of a .nfg file."""
    try:
        text = data if isinstance(data, str) else data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ModelError(f"{file}: is not UTF-8 text (byte {error.start})") from None
    return _Reader(text, file).model()


class _Reader:
    def __init__(self, text: str, file: str) -> None:
        self.file = file
        self.text = text
        self.tokens = list(self._tokens())
        self.position = 0

    def _tokens(self) -> Iterator[Token]:
        position = line = 0
        while match := _TOKEN.match(self.text, position):
            line += self.text.count("\n", position, match.end())
            position = match.end()
            for kind, value in zip(("label", "brace", "word"), match.groups(), strict=True):
                if value is not None:
                    yield kind, value.replace('\\"', '"') if kind == "label" else value, line + 1
        if self.text[position:].strip():
            raise ModelError(f"{self.file}:{line + 1}: a quotation mark is not closed", line + 1)

    def fault(self, message: str) -> ModelError:
        at = min(self.position, len(self.tokens) - 1)
        line = self.tokens[at][2] if self.tokens else 1
        return ModelError(f"{self.file}:{line}: {message}", line)

    def take(self, kind: str, wanted: str) -> str:
        found = self.tokens[self.position] if self.position < len(self.tokens) else ("end", "the end of the file", 0)
        if found[0] != kind:
            raise self.fault(f"found '{found[1][:40]}' where {wanted} belongs")
        self.position += 1
        return found[1]

    def peek(self) -> tuple[str, str]:
        return self.tokens[self.position][:2] if self.position < len(self.tokens) else ("end", "")

    def brace(self, sign: str) -> None:
        if self.take("brace", f"'{sign}'") != sign:
            self.position -= 1
            raise self.fault(f"found another bracket where '{sign}' belongs")

    def model(self) -> Model:
        for wanted in (("NFG",), ("1",), ("R", "D")):
            if self.take("word", " or ".join(wanted)) not in wanted:
                self.position -= 1
                raise self.fault(f"a .nfg file starts with 'NFG 1 R', found '{self.peek()[1][:40]}'")
        title = self.take("label", "the quoted title")
        parties = self.parties()
        if self.peek()[0] == "label":
            self.position += 1
        counts = [len(party.strategies) for party in parties]
        if prod(counts) > MAX_PROFILES:
            raise self.fault(f"the game has {prod(counts):,} profiles; at most {MAX_PROFILES:,} are allowed")
        rows = self.outcomes(prod(counts), len(parties)) if self.peek() == ("brace", "{") else self.numbers(
            prod(counts), len(parties))
        cells = {}
        for profile, row in zip(np.ndindex(*reversed(counts)), rows, strict=True):
            cells[tuple(reversed(profile))] = tuple(
                Formula(party.id, str(value), Number(value)) for party, value in zip(parties, row, strict=True))
        if self.position < len(self.tokens):
            raise self.fault(f"found '{self.peek()[1][:40]}' after the last payoff")
        return Model(Path(self.file).stem, parties, {}, {}, cells=cells, title=title, text=self.text,
                     version="1", caveats=("Payoffs are those of the file; no source is recorded.",))

    def parties(self) -> tuple[Party, ...]:
        self.brace("{")
        labels = []
        while self.peek()[0] == "label":
            labels.append(self.take("label", "a player"))
        self.brace("}")
        self.brace("{")
        groups = [self.group() for _ in labels]
        self.brace("}")
        if not labels:
            raise self.fault("the game has no players")
        ids = _names(labels)
        return tuple(Party(id, tuple(Strategy(s, label) for s, label in zip(_names(group), group, strict=True)), label)
                     for id, label, group in zip(ids, labels, groups, strict=True))

    def group(self) -> list[str]:
        """Return one player's strategy labels: a number of strategies, or quoted labels."""
        if self.peek()[0] == "word":
            number = self.take("word", "a number of strategies")
            if not 0 < _whole(number) <= MAX_PROFILES:
                self.position -= 1
                raise self.fault(f"'{number[:40]}' is not a number of strategies; "
                                 f"allowed: 1 to at most {MAX_PROFILES:,}")
            return [""] * _whole(number)
        self.brace("{")
        labels = []
        while self.peek()[0] == "label":
            labels.append(self.take("label", "a strategy"))
        self.brace("}")
        if not labels:
            raise self.fault("a player has no strategies")
        return labels

    def number(self) -> Fraction:
        text = self.take("word", "a payoff")
        if not _NUMBER.match(text):
            self.position -= 1
            raise self.fault(f"'{text[:40]}' is not a payoff; allowed: whole numbers, decimals, fractions")
        above, _, below = text.partition("/")
        if below and not int(below):
            self.position -= 1
            raise self.fault(f"'{text[:40]}' divides by zero")
        value = Fraction(above) / (int(below) if below else 1)
        if abs(value) > MAX_PAYOFF:
            self.position -= 1
            raise self.fault(f"'{text[:40]}' is too large a payoff; allowed: at most {float(MAX_PAYOFF):g} in size")
        return value

    def numbers(self, profiles: int, parties: int) -> list[list[Fraction]]:
        return [[self.number() for _ in range(parties)] for _ in range(profiles)]

    def outcomes(self, profiles: int, parties: int) -> list[list[Fraction]]:
        """Read the outcome form: outcomes with payoffs, then one outcome number a profile, 0 for none."""
        self.brace("{")
        table = [[Fraction(0)] * parties]
        while self.peek() == ("brace", "{"):
            self.brace("{")
            self.take("label", "the outcome's quoted name")
            table.append([self.number() for _ in range(parties)])
            self.brace("}")
        self.brace("}")
        chosen = [self.take("word", "an outcome's number") for _ in range(profiles)]
        for each in chosen:
            if not 0 <= _whole(each) < len(table):
                raise self.fault(f"'{each[:40]}' is not an outcome; allowed: 0 to {len(table) - 1}")
        return [table[_whole(each)] for each in chosen]


def _whole(text: str) -> int:
    """Return a whole number of at most nine digits, else -1."""
    return int(text) if re.fullmatch("[0-9]{1,9}", text) else -1


def _names(labels: list[str]) -> list[str]:
    """Return ids: the labels where all are names and different, else numbers from 1."""
    if all(_NAME.match(label) for label in labels) and len(set(labels)) == len(labels):
        return labels
    return [str(k + 1) for k in range(len(labels))]


def to_nfg(game: Game) -> str:
    """Write one game in the payoff form, with what it is of as its comment.

    A rational payoff is written exactly, any other so that it reads back as the same float.
    """
    if game.points != 1:
        raise ModelError(f"a .nfg file holds one game; found {game.points} parameter points")
    def quoted(text: str) -> str:
        return '"' + text.replace("\\", "").replace('"', '\\"') + '"'
    players = " ".join(quoted(party.id) for party in game.parties)
    groups = "\n".join("{ " + " ".join(quoted(s) for s in party.strategy_ids) + " }" for party in game.parties)
    order = (*reversed(range(1, len(game.parties) + 1)), 0)
    floats, exact = (table.transpose(*order).reshape(-1, len(game.parties))
                     for table in (game.payoffs[0], game.rationals(0)))
    rows = "\n".join(" ".join(map(_number, *pair)) for pair in zip(floats, exact, strict=True))
    about = "; ".join(f"{name} {value}" for name, value, _ in settings(game.provenance.head()))
    return f"NFG 1 R {quoted(game.name)}\n{{ {players} }}\n\n{{ {groups}\n}}\n{quoted(about)}\n\n{rows}\n"


def _number(value: float, exact: Fraction) -> str:
    """Return a payoff: as a decimal where that is exact, or where it is a float and nothing else is known of it."""
    shortest = _decimal(value)
    text = str(exact)
    if exact in (Fraction(shortest), Fraction(value)) or len(text) > MAX_DIGITS:
        return shortest
    return text


def _decimal(value: float) -> str:
    """Return the shortest decimal; Gambit takes an exponent without a plus sign only."""
    return str(int(value)) if value == int(value) and abs(value) < 1e15 else repr(float(value)).replace("e+", "e")
