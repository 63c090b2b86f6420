"""The best take-it-or-leave-it offer to somebody whose type is not known: the risk-return trade-off.

Each type accepts from its own reservation share, so the best offer is one of those shares, or none: offering more than
a type needs gives away, offering less loses it (Fearon 1995, International Organization 49(3), pp. 394-395; screening,
Myerson 1991).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from negotiation.arguments import needed, text
from negotiation.errors import ModelError, ParameterError, unknown
from negotiation.game import TOLERANCE, Array
from negotiation.incomplete.jumps import Jump, exact_jumps, met_jumps
from negotiation.incomplete.stakes import Stakes, Table, accepts, best_of, stakes, wars
from negotiation.model import Model
from negotiation.model.agents import declared
from negotiation.model.point import Point, preset_of, stated
from negotiation.plain import Value
from negotiation.provenance import Provenance, Tabled

NONE = -1
"""The candidate that offers nothing."""


@dataclass(frozen=True, eq=False, repr=False)
class Offer(Tabled):
    """The best offer of one principal to the other at P points; T types of the responder, K = T + 1 candidates.

    Attributes
    ----------
    table : who offers to whom.
    parameters : every parameter (P,).
    weight : (P, T) how likely each type of the responder is.
    shares : (P, K) the reservation share of each type, nan where it accepts none; the last candidate is no offer.
    payoffs, risk : (P, K) what a candidate is worth to the proposer, and how likely it is that it is refused.
    best : (P,) the candidate that is best; of several, the one that is refused least.
    """

    table: Table
    point: Point
    parameters: Mapping[str, Array]
    weight: Array
    shares: Array
    payoffs: Array
    risk: Array
    best: Array
    provenance: Provenance = field(default_factory=Provenance, repr=False)

    def __len__(self) -> int:
        return len(self.best)

    @property
    def share(self) -> Array:
        """Return the best share (P,), nan where no offer is best."""
        return self._of(self.shares)

    @property
    def payoff(self) -> Array:
        return self._of(self.payoffs)

    @property
    def refused(self) -> Array:
        """Return how likely the best offer is refused: (P,)."""
        return self._of(self.risk)

    @property
    def candidates(self) -> tuple[str, ...]:
        """Return what the candidates are aimed at: a type of the responder each, and no offer."""
        own = self.table.beliefs.types[self.table.responder]
        return (*(type.label for type in own), "no offer") if own else ("the responder", "no offer")

    def jumps(self, over: str) -> list[Jump]:
        """Return where the best offer changes along a belief, exactly where only the responder's chances hang on it.

        Raises
        ------
        ParameterError
            The parameter is unknown, or there are several points.
        """
        each = self.table.model.bayesian().parameter(over)
        if len(self) > 1:
            raise ParameterError(f"jumps are told of one point; found {len(self)}")
        found = exact_jumps(self.table, self.point, self.parameters, each)
        return met_jumps(lambda values: self._along(over, values), each) if found is None else found

    def _along(self, over: str, values: Array) -> Array:
        """Return the best candidate where one parameter takes other values."""
        points = {name: np.full(len(values), each[0]) for name, each in self.parameters.items()}
        return judged(self.table, self.point, {**points, over: values}).best

    def _of(self, table: Array) -> Array:
        return table[np.arange(len(self.best)), self.best]


def offer(model: Model, proposer: str | None = None, *, type: str | None = None, along: str | None = None,
          preset: str | None = None, at: Mapping[str, Value] | None = None, **values: Value) -> Offer:
    """Find the best take-it-or-leave-it share that a principal can offer the other, whose type it does not know.

    Parameters
    ----------
    model : declares types, and a share to divide in [bargaining].
    proposer : one of the two principals; None takes the one that faces a party of several types, else the first.
    type : the proposer's own type, its first if it is not given.
    along : a parameter along which text and document tell where the best offer jumps, at a single point.
    preset, at, values : the points, as in `Model.at`; arrays broadcast together to P points.

    Raises
    ------
    ModelError, ParameterError
        There is nothing to divide or to doubt, the proposer is no principal, or a value is not allowed.
    """
    needed("model", model, Model)
    text("proposer", proposer)
    text("type", type)
    text("along", along)
    given, preset = stated(at, values), preset_of(at, preset)
    table = seated(model, proposer, type)
    form = model.bayesian()
    point = form.point(preset, at=given)
    game = form.at(preset, at=given)
    found = judged(table, point, game.parameters)
    if along is not None:
        form.parameter(along)
    origin = form.origin("offer", point, None, game.parameters, proposer=model.parties[table.proposer].id, type=type,
                         along=along)
    return replace(found, provenance=replace(origin, bayesian=False))


def seated(model: Model, proposer: str | None, type: str | None) -> Table:
    """Return who offers to whom."""
    beliefs, section = declared(model, model.beliefs), model.bargaining
    if section is None or len(section.sides) != 2:
        raise ModelError(f"{model.id} declares no share to divide; allowed: a model with [bargaining] of two sides")
    pair = [side.principal for side in section.sides]
    ids = [model.parties[i].id for i in pair]
    if proposer is not None and proposer not in ids:
        raise ModelError(unknown("a principal", proposer, ids))
    first = pair[ids.index(proposer)] if proposer is not None else pair[int(beliefs.counts[pair[1]] == 1)]
    own = [each.id for each in beliefs.types[first]]
    if type is not None and type not in own:
        raise ModelError(unknown(f"a type of {model.parties[first].id}", type, own))
    return Table(model, beliefs, first, pair[1 - pair.index(first)], own.index(type) if type is not None else 0)


def judged(table: Table, point: Point, parameters: Mapping[str, Array]) -> Offer:
    """Return the candidates at points (P,), and which is best."""
    there = stakes(table, wars(table, parameters), parameters)
    shares, payoffs, risk = weighed(there)
    slack = TOLERANCE * np.maximum(1.0, np.abs(np.where(np.isfinite(payoffs), payoffs, 0.0)).max(axis=0))
    return Offer(table, point, parameters, there.weight.T.astype(float), shares.T, payoffs.T, risk.T,
                 best_of(payoffs, risk, slack))


def weighed(there: Stakes) -> tuple[Array, Array, Array]:
    """Return share, worth and risk of each candidate: (K, P) floats each."""
    bound = np.where(there.able, there.bound, np.nan).astype(float)
    war = np.where(there.weight > 0, there.weight * there.war, 0)
    rows, risks = [], []
    for own, worth, able in zip(there.bound, there.worth, there.able, strict=True):
        takes = accepts(there, own)
        rows.append(np.where(able, (np.where(takes, there.weight * worth, war)).sum(axis=0), -np.inf))
        risks.append(np.where(able, np.where(takes, 0, there.weight).sum(axis=0), 1.0))
    none = war.sum(axis=0)
    return (np.vstack([bound, np.full(len(none), np.nan)]), np.vstack([*rows, none]).astype(float),
            np.vstack([*risks, np.ones(len(none))]).astype(float))
