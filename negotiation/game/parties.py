"""Who plays and what each can do: parties, strategies, named outcomes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from negotiation.errors import ModelError, unknown

BETWEEN, OR = " / ", "+"
"""What stands in a label between parties, and between the strategies (or members) of one side; no id holds either."""

LOOKS = 8
"""How many ways there are to draw a party: colour, dash and symbol."""


def _checked(what: str, id: str) -> None:
    if any(mark in id for mark in (BETWEEN, OR)):
        raise ModelError(f"the id '{id[:80]}' of a {what} holds '{BETWEEN}' or '{OR}', which part the names in a label")


@dataclass(frozen=True)
class Strategy:
    """One thing a party can do."""

    id: str
    label: str = ""
    description: str = ""

    def __post_init__(self) -> None:
        _checked("strategy", self.id)
        object.__setattr__(self, "label", self.label or self.id)


@dataclass(frozen=True)
class Party:
    """A player with an ordered set of strategies; `look` numbers how it is drawn, from 1, 0 by its place.

    `of` is the party of which this one is a type, called `type`, where it is an agent of a game under doubt.
    """

    id: str
    strategies: tuple[Strategy, ...]
    label: str = ""
    description: str = ""
    look: int = 0
    of: Party | None = field(default=None, repr=False)
    type: str = ""

    def __post_init__(self) -> None:
        _checked("party", self.id)
        object.__setattr__(self, "label", self.label or self.id)

    @property
    def strategy_ids(self) -> tuple[str, ...]:
        return tuple(strategy.id for strategy in self.strategies)

    def index(self, strategy: str) -> int:
        """Return the position of a strategy id; raise ModelError naming the near match."""
        try:
            return self.strategy_ids.index(str(strategy))
        except ValueError:
            raise ModelError(unknown(f"a strategy of {self.id}", strategy, self.strategy_ids)) from None


@dataclass(frozen=True)
class Outcome:
    """A named set of profiles; `mask` has shape (S1, ..., SN).

    The bare name means the profile `first`; the others bear it with what differs.
    """

    id: str
    mask: np.ndarray = field(repr=False, compare=False)
    label: str = ""
    description: str = ""
    kind: str = ""
    first: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "label", self.label or self.id)
        if not self.first and self.mask.any():
            object.__setattr__(self, "first", tuple(int(j) for j in np.argwhere(self.mask)[0]))


def numbered_parties(shape: Sequence[int]) -> tuple[Party, ...]:
    """Return parties and strategies named by their numbers, from 1."""
    return tuple(
        Party(str(i + 1), tuple(Strategy(str(j + 1)) for j in range(size))) for i, size in enumerate(shape)
    )


def written(parties: Sequence[Party], outcomes: Sequence[Outcome]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return what is written of a game: the names of its parties, and all its texts."""
    labels = tuple(party.label for party in parties)
    told: list[Party | Strategy | Outcome] = [*parties, *outcomes]
    told += [strategy for party in parties for strategy in party.strategies]
    return labels, (*labels, *(text for each in told for text in (each.label, each.description)))


class Named(Protocol):
    """What belongs to a party and has a name there: a strategy, a type."""

    @property
    def id(self) -> str: ...


def refuse_agents(name: str, parties: Iterable[Party], why: str) -> None:
    """Raise ModelError, saying why, for a question that is asked of parties where some are types of one party."""
    if any(each.type for each in parties):
        raise ModelError(f"the parties of {name} doubt each other's types, and {why}; allowed: the game in which all "
                         "types are known (model.with_types(...); no --bayesian)")


def marked(groups: Iterable[tuple[str, Sequence[Named]]]) -> dict[str, tuple[int, int]]:
    """Return the names of what belongs to parties, with its place: "party.name" always, "name" where one has it."""
    bare: dict[str, list[tuple[int, int]]] = {}
    qualified = {}
    for i, (party, own) in enumerate(groups):
        for j, each in enumerate(own):
            qualified[f"{party}.{each.id}"] = (i, j)
            bare.setdefault(each.id, []).append((i, j))
    return qualified | {name: found[0] for name, found in bare.items() if len(found) == 1}
