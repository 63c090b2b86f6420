"""What the parties of a model do not know of each other, as plain records: types, how likely they are, agents."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from negotiation.model.declarations import Constraint, Formula, Parameter, Preset


@dataclass(frozen=True)
class Type:
    """What a party may be, as it alone knows: `set` has how this type lives parameters, in its own payoff only."""

    party: int
    id: str
    label: str = ""
    description: str = ""
    source: str = ""
    evidence: str = "estimate"
    probability: Formula | None = None
    set: Mapping[str, Formula] = field(default_factory=dict)


@dataclass(frozen=True)
class Written:
    """The formulas of a model as its author wrote them, in which the names of types still stand."""

    components: Mapping[str, Formula]
    payoffs: tuple[Formula, ...]
    cells: Mapping[tuple[int, ...], tuple[Formula, ...]]
    readouts: Mapping[str, Formula]


@dataclass(frozen=True)
class Beliefs:
    """What the parties do not know of each other.

    `types` has those of each party, () where it has but one; types of different parties are independent, unless `prior`
    gives every combination (a type a party, 0 where it has none) a probability. `doubtful` are the conditions on
    probabilities that nothing proves for the whole range. `parameters` and `presets` are those of the file: where
    nobody doubts, parameters that only types and probabilities use are left out.
    """

    types: tuple[tuple[Type, ...], ...]
    prior: Mapping[tuple[int, ...], Formula]
    written: Written = field(repr=False)
    parameters: Mapping[str, Parameter] = field(repr=False)
    presets: Mapping[str, Preset] = field(repr=False)
    doubtful: tuple[Constraint, ...] = ()

    @property
    def counts(self) -> tuple[int, ...]:
        """Return how many types each party has, at least one."""
        return tuple(max(1, len(own)) for own in self.types)


@dataclass(frozen=True)
class Agent:
    """A party of one type: a party of the game's agent form."""

    party: int
    type: int
