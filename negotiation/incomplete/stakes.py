"""What the two at the table have to win and to lose, type by type: reservation shares and war payoffs.

War is what a model's [bargaining] section says happens without a deal, played by parties whose types are known by then;
so a type's war payoff is expected over what it does not know of the others (Fearon 1995).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from negotiation.arithmetic.dual import Number
from negotiation.arithmetic.kinds import FLOATS, Arrays
from negotiation.bargaining.problem.disagreement import NoDeal
from negotiation.bargaining.problem.division import Division
from negotiation.bargaining.problem.setting import Setting
from negotiation.game import Array
from negotiation.incomplete.chances import combinations, conditional, known_model
from negotiation.model import Model
from negotiation.model.beliefs import Beliefs


@dataclass(frozen=True, eq=False)
class Table:
    """Who offers to whom: positions of the parties, and the proposer's own type."""

    model: Model
    beliefs: Beliefs
    proposer: int
    responder: int
    type: int = 0


@dataclass(frozen=True, eq=False)
class Stakes:
    """T types of the responder at P points, in floats or rationals.

    `weight` (T, P) how likely each is to the proposer; `bound` (T, P) the share from which it accepts, `able` (T, P)
    whether there is one in [0, 1]; `worth` and `war` (T, P) what the proposer gets of that share, and by war with that
    type; `rising` whether the responder wants more of the share.
    """

    weight: Array
    bound: Array
    able: Array
    worth: Array
    war: Array
    rising: bool


def wars(table: Table, points: Mapping[str, Array]) -> list[tuple[Setting, NoDeal]]:
    """Return what happens without a deal in every combination of types, at points (P,)."""
    settings = [Setting(known_model(table.model, types)) for types in combinations(table.beliefs)]
    return [(each, each.no_deal(points)) for each in settings]


def stakes(table: Table, found: Sequence[tuple[Setting, NoDeal]], points: Mapping[str, Number], kind: Arrays = FLOATS
           ) -> Stakes:
    """Return the stakes at the points of `found`, as numbers of the kind."""
    kinds = combinations(table.beliefs)
    divisions = [each.division(points, none, kind, kind is not FLOATS) for each, none in found]
    known = ((table.proposer,), (table.responder,), (table.proposer, table.responder))
    likely = [conditional(table.model, table.beliefs, points, each, kind) for each in known]
    rows = [_of(table, t, kinds, divisions, likely) for t in range(table.beliefs.counts[table.responder])]
    side = divisions[0].side[table.responder]
    weight, bound, able, worth, war = (np.stack(column) for column in zip(*rows, strict=True))
    return Stakes(weight, bound, able, worth, war, rising=side == 0)


def _of(table: Table, t: int, kinds: Sequence[tuple[int, ...]], divisions: Sequence[Division],
        likely: Sequence[Sequence[Number]]) -> tuple[Array, ...]:
    seen, own, both = likely
    p, r = table.proposer, table.responder
    met = [c for c, types in enumerate(kinds) if types[r] == t and types[p] == table.type]
    lived = [c for c, types in enumerate(kinds) if types[r] == t]
    here = divisions[met[0]]
    disagreement = list(here.disagreement)
    disagreement[r] = sum(own[c] * divisions[c].disagreement[r] for c in lived) + here.zero
    low, high = replace(here, disagreement=tuple(disagreement)).span((r,))
    bound = low if here.side[r] == 0 else high
    weight = sum(seen[c] for c in met) + here.zero
    war = sum(both[c] * divisions[c].disagreement[p] for c in met) + here.zero
    return weight, bound + here.zero, np.asarray(low <= high), here.value(p, bound) + here.zero, war


def accepts(there: Stakes, share: Array) -> Array:
    """Mark which types take a share (P,): (T, P)."""
    enough = share >= there.bound if there.rising else share <= there.bound
    return np.asarray(enough & there.able, dtype=bool)


def best_of(payoffs: Array, risk: Array, slack: Array | int = 0) -> Array:
    """Return which of K candidates is best at each of P points: the one worth most, of several the least refused.

    `payoffs` and `risk` are (K, P), floats or fractions; a candidate that nobody accepts is worth -inf and never best,
    since the last one, no offer, always is worth something. Payoffs within `slack` (P,) are equal.
    """
    good = payoffs >= payoffs.max(axis=0) - slack
    return np.asarray(np.where(good, risk, np.inf).argmin(axis=0))
