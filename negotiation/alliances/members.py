"""Coalitions as bit masks, coalition structures as tuples of them, and how both are written and read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from typing import TypeAlias

import numpy as np

from negotiation.arguments import wrong
from negotiation.errors import ArgumentError, unknown
from negotiation.game import Array, Party
from negotiation.game.profiles import alternatives, members_label

MOST_PARTIES = 12
"""Parties of a game that is given by the worth of every coalition."""

DOUBT = ("what allies could be sure of hangs on whether they tell each other their types, which a model does not say "
         "(Wilson 1978)")
"""Why nothing is said of coalitions of types."""

Amount: TypeAlias = Fraction | float
"""A number: exact, or of formulas with exp, log or sqrt the float."""

Worth: TypeAlias = Amount | np.ndarray
"""What something is worth at one point, else at every point (P,)."""

Grouping: TypeAlias = str | Sequence[str | int]
"""A structure as it is given: its name, or its blocs as texts or bit masks."""

Structure = tuple[int, ...]
"""A coalition structure: the bit masks of its blocs, that with the first party first."""


def members(coalition: int) -> tuple[int, ...]:
    """Return the positions of a coalition's members: bit i stands for party i.

    >>> members(0b1011)
    (0, 1, 3)
    """
    return tuple(i for i in range(coalition.bit_length()) if coalition >> i & 1)


@lru_cache(maxsize=32)
def membership(count: int) -> Array:
    """Return which party is in which coalition: (2**N, N) of 0 and 1, read-only."""
    found = np.arange(1 << count)[:, None] >> np.arange(count) & 1
    found.flags.writeable = False
    return found


def label(parties: Sequence[Party], coalition: int) -> str:
    """Return "US+Russia"."""
    return members_label(parties, members(coalition))


def structure_label(parties: Sequence[Party], structure: Structure) -> str:
    """Return "US+Russia | Iran": the blocs of a coalition structure."""
    return " | ".join([label(parties, bloc) for bloc in structure])


def ordered(blocs: Sequence[int]) -> Structure:
    """Return blocs as a structure, in the order of their first members."""
    return tuple(sorted((bloc for bloc in blocs if bloc), key=lambda bloc: bloc & -bloc))


@lru_cache(maxsize=16)
def structures(count: int) -> tuple[Structure, ...]:
    """Return every coalition structure, from all alone to all together: 52 for five parties (Bell numbers)."""
    return tuple(sorted((ordered(each) for each in _partitions(count)), key=lambda each: (-len(each), each)))


def _partitions(count: int) -> Iterator[tuple[int, ...]]:
    if not count:
        yield ()
        return
    last = 1 << (count - 1)
    for rest in _partitions(count - 1):
        yield (*rest, last)
        for k, bloc in enumerate(rest):
            yield (*rest[:k], bloc | last, *rest[k + 1:])


@lru_cache(maxsize=4096)
def moved(structure: Structure, party: int, to: int) -> Structure:
    """Return the structure after a party went to the bloc `to`, 0 for alone."""
    own = 1 << party
    return ordered([*(bloc & ~own for bloc in structure if bloc != to), to | own])


def structure(given: object, parties: Sequence[Party], named: Mapping[Structure, str], whose: str) -> Structure:
    """Read a structure: a name that the model gives, blocs as ["US+Russia", "Iran"], or bit masks; others alone.

    Raises
    ------
    ArgumentError
        The name or a party is unknown, or a party stands in two blocs.
    """
    if isinstance(given, str):
        names = {name: each for each, name in named.items()}
        if given not in names:
            raise ArgumentError(unknown(f"a coalition structure of {whose}", given, names))
        return names[given]
    if not isinstance(given, list | tuple):
        raise wrong("structure", given, 'a name, or a list of blocs such as ["A+B", "C"]')
    blocs = [_bloc(each, [party.id for party in parties]) for each in given]
    seen = 0
    for bloc in blocs:
        if bloc & seen or not 0 < bloc < 1 << len(parties):
            raise ArgumentError("structure: a party stands in two blocs, or a bloc is empty; "
                                "allowed: each party in one bloc")
        seen |= bloc
    return ordered([*blocs, *(1 << i for i in range(len(parties)) if not seen >> i & 1)])


def _bloc(given: object, ids: Sequence[str]) -> int:
    if isinstance(given, int) and not isinstance(given, bool):
        return given
    if not isinstance(given, str):
        raise wrong("structure", given, "blocs as texts", " in the list")
    found = 0
    for id in alternatives(given):
        if id not in ids:
            raise ArgumentError(unknown("a party", id, ids))
        found |= 1 << ids.index(id)
    return found
