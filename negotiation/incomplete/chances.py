"""Combinations of types: which there are, the model in which all know it, how likely each is at every point."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from itertools import product

import numpy as np

from negotiation.arithmetic.dual import Number
from negotiation.arithmetic.kinds import FLOATS, Arrays
from negotiation.expression import evaluate
from negotiation.game import Array
from negotiation.model import Model
from negotiation.model.agents import declared
from negotiation.model.beliefs import Beliefs
from negotiation.model.declarations import reached
from negotiation.model.payoffs import known

KEPT = 64
"""Models that are remembered: each works out once how far its floats may be from its rationals."""


def combinations(beliefs: Beliefs) -> list[tuple[int, ...]]:
    """Return every combination of types, a type a party, 0 where it has none."""
    return list(product(*map(range, beliefs.counts)))


@lru_cache(maxsize=KEPT)
def known_model(model: Model, types: tuple[int, ...]) -> Model:
    """Return the model in which everybody knows that the parties are of these types."""
    own = declared(model, model.beliefs).types
    return model.with_types(**{party.id: own[i][types[i]].id for i, party in enumerate(model.parties) if own[i]})


@lru_cache(maxsize=KEPT)
def form_of(model: Model, **types: str) -> Model:
    """Return the agent form, with the types of some parties known to all; `Model.bayesian` that remembers."""
    return model.bayesian(**types)


def believed(model: Model, beliefs: Beliefs) -> list[str]:
    """Return the parameters of an agent form that probabilities of types hang on."""
    formulas = [type.probability for own in beliefs.types for type in own if type.probability is not None]
    read = reached([*formulas, *beliefs.prior.values()], beliefs.written.components)
    return [name for name in model.parameters if name in read]


def chances(model: Model, beliefs: Beliefs, points: Mapping[str, Number], kind: Arrays = FLOATS) -> list[Number]:
    """Return the probability of each combination at points (P,): one number of the kind (P,) for each."""
    names = known(model.formulas, kind, points, [np.zeros(1, dtype=int)] * len(model.parties))
    return [_likely(beliefs, types, names, kind) + 0 * next(iter(points.values())) for types in combinations(beliefs)]


def _likely(beliefs: Beliefs, types: tuple[int, ...], names: Mapping[str, Number], kind: Arrays,
            given: Collection[int] = ()) -> Number:
    """Return the probability of a combination; of independent types, given those of some parties."""
    if beliefs.prior:
        return evaluate(beliefs.prior[types].node, names, kind.number)
    total: Number = kind.number(Fraction(1))
    for i, (own, t) in enumerate(zip(beliefs.types, types, strict=True)):
        chance = own[t].probability if own and i not in given else None
        total = total if chance is None else total * evaluate(chance.node, names, kind.number)
    return total


def table(model: Model, beliefs: Beliefs, points: Mapping[str, Array]) -> Array:
    """Return the probabilities as (P, C) floats."""
    return np.stack([np.asarray(each, dtype=float) for each in chances(model, beliefs, points)], axis=1)


def conditional(model: Model, beliefs: Beliefs, points: Mapping[str, Number], given: Sequence[int],
                kind: Arrays = FLOATS) -> list[Number]:
    """Return how likely each combination is, given the types of some parties there: one number (P,) for each."""
    names = known(model.formulas, kind, points, [np.zeros(1, dtype=int)] * len(model.parties))
    zero = 0 * next(iter(points.values()))
    if not beliefs.prior:
        return [_likely(beliefs, types, names, kind, given) + zero for types in combinations(beliefs)]
    joint = {types: _likely(beliefs, types, names, kind) + zero for types in combinations(beliefs)}
    alike: dict[tuple[int, ...], Number] = {}
    for types, each in joint.items():
        key = tuple(types[i] for i in given)
        alike[key] = alike.get(key, zero) + each
    with np.errstate(all="ignore"):
        return [each / alike[tuple(types[i] for i in given)] for types, each in joint.items()]
