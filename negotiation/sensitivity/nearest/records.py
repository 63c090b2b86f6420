"""What is said of the smallest changes that flip an answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from negotiation.game.profiles import Profile


@dataclass(frozen=True)
class Flip:
    """How little ends an equilibrium: no relative change of all guesses below `at_least` does, proved; that of
    `at_most` does, proved, and makes `party` gain by switching to `to`.

    `moves`: what each guess is then, the one that does most first; `shares`: its part of the gain's rise.
    None: `at_most` that none was found within the ranges, `at_least` that no change within the ranges ends it.
    """

    profile: Profile
    at_least: float | None
    at_most: float | None
    party: str
    to: str
    moves: Mapping[str, float]
    shares: Mapping[str, float]
    proof: str


@dataclass(frozen=True)
class Joined:
    """A change of all guesses at most `at_most`, relatively, that makes a profile a pure equilibrium too, proved."""

    profile: Profile
    at_most: float
    moves: Mapping[str, float]


@dataclass(frozen=True)
class Flips:
    """How little flips the answer: each pure equilibrium's end, and below what (`joins`) no other one appears.

    `joined` is the smallest change found that makes another one appear; None where none was found.
    `still` names the guesses that cannot move relatively, because they stand at zero.
    """

    rows: tuple[Flip, ...]
    joins: float | None
    joins_profile: Profile | None
    still: tuple[str, ...]
    note: str = ""
    joined: Joined | None = None

    @property
    def at_least(self) -> float | None:
        """Return below what the set of pure equilibria stays as it is, proved; None: whatever the guesses do."""
        ends = [each for each in (*(row.at_least for row in self.rows), self.joins) if each is not None]
        return min(ends, default=None)
