"""What is played, as a value: a profile and a support. Labels are written here; what people write is read here.

A label is for reading: nobody takes one apart. No id holds " / " or "+" (`parties` sees to it).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from negotiation.errors import ModelError
from negotiation.game.parties import BETWEEN, OR, Outcome, Party
from negotiation.wording import counted


@dataclass(frozen=True)
class Support:
    """The strategies that each party plays: `positions` (one ascending tuple a party), its label, its outcome's id.

    `outcome` is the first named outcome that holds every profile of the support, '' for none.
    """

    positions: tuple[tuple[int, ...], ...]
    label: str
    outcome: str = ""

    @property
    def pure(self) -> bool:
        """Return whether every party plays one strategy."""
        return all(len(side) == 1 for side in self.positions)

    @property
    def profile(self) -> tuple[int, ...] | None:
        """Return the positions of a pure profile, None where somebody mixes."""
        return tuple(side[0] for side in self.positions) if self.pure else None

    def __str__(self) -> str:
        return self.label


@dataclass(frozen=True)
class Profile(Support):
    """A support in which every party plays one strategy."""

    def __post_init__(self) -> None:
        if not self.pure:
            raise ModelError(f"{self.label} is no pure profile: a party plays several strategies")

    @property
    def profile(self) -> tuple[int, ...]:
        return tuple(side[0] for side in self.positions)


class Played:
    """A row of a result about one support: its label, its outcome's id."""

    support: Support

    @property
    def label(self) -> str:
        return self.support.label

    @property
    def outcome(self) -> str:
        return self.support.outcome


@dataclass(frozen=True)
class Joint:
    """A joint deviation: the parties that leave together, and the strategy each changes to, by their positions."""

    members: tuple[int, ...]
    to: tuple[int, ...]


def support(
    parties: Sequence[Party], positions: Sequence[Sequence[int]], outcomes: Sequence[Outcome] = ()
) -> Support:
    """Return what is played as a value: a Profile where every party plays one strategy.

    >>> from negotiation.game.parties import numbered_parties
    >>> found = support(numbered_parties((2, 3)), [[0], [0, 2]])
    >>> found.label, found.pure, support(numbered_parties((2, 3)), [[0], [2]]).profile
    ('1 / 1+3', False, (0, 2))
    """
    sides = tuple(tuple(map(int, side)) for side in positions)
    label = BETWEEN.join([OR.join([party.strategies[j].id for j in side])
                          for party, side in zip(parties, sides, strict=True)])
    kind = Profile if all(len(side) == 1 for side in sides) else Support
    return kind(sides, label, outcome_id(outcomes, sides))


def profile(parties: Sequence[Party], positions: Sequence[int], outcomes: Sequence[Outcome] = ()) -> Profile:
    """Return a pure profile as a value."""
    sides = tuple((int(j),) for j in positions)
    return Profile(sides, label_of(parties, positions), outcome_id(outcomes, sides))


def label_of(parties: Sequence[Party], positions: Sequence[int]) -> str:
    """Return "press / strike / ..." for the position of one strategy a party."""
    return BETWEEN.join([party.strategies[j].id for party, j in zip(parties, positions, strict=True)])


def outcome_id(outcomes: Sequence[Outcome], positions: Sequence[Sequence[int]]) -> str:
    """Return the id of the first outcome that holds every profile of a support, '' for none."""
    if not outcomes:
        return ""
    inside = np.ix_(*positions)
    return next((each.id for each in outcomes if each.mask[inside].all()), "")


def members_label(parties: Sequence[Party], members: Sequence[int]) -> str:
    """Return "US+Russia": who acts together."""
    return OR.join([parties[i].id for i in members])


def moves_label(parties: Sequence[Party], joint: Joint) -> str:
    """Return "press / strike": what the members change to."""
    return label_of([parties[i] for i in joint.members], joint.to)


def written(text: str) -> list[str]:
    """Return the parts of a profile that a person wrote: "press, strike" or "press / strike"."""
    return [part.strip() for part in text.replace("/", ",").split(",")]


def alternatives(text: str) -> list[str]:
    """Return the strategies of one party that a person wrote: "press+arm"."""
    return [each.strip() for each in text.split(OR)]


def read(text: str, parties: Sequence[Party], outcomes: Sequence[Outcome] = ()) -> Support:
    """Read a support that a person wrote, a part a party: "press+arm, strike"; strategies in the party's order.

    Raises
    ------
    ModelError
        The number of parts is not that of the parties, or a party has no such strategy.
    """
    parts = written(text)
    if len(parts) != len(parties):
        raise ModelError(f"'{text[:80]}' names the strategies of {counted(len(parts), 'party', 'parties')}; "
                         f"allowed: {len(parties)}")
    sides = [sorted({party.index(each) for each in alternatives(part)})
             for party, part in zip(parties, parts, strict=True)]
    return support(parties, sides, outcomes)
