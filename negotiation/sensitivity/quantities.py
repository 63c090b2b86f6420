"""Numeric results of a batch of games whose sensitivity can be asked for: one number a point.

A quantity is asked for by a text, or is a function from a Game of P points to (P,) numbers.

`slack X` is the continuous side of "is X an equilibrium?": the least that a party loses by leaving X (of an outcome, at
its best profile). X is an equilibrium exactly where the slack is not negative; half of it is the robustness radius.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np

from negotiation.bargaining import AnyDeal, ShareDeal
from negotiation.errors import ModelError, ParameterError, unknown
from negotiation.game import Array, Game
from negotiation.model import Model
from negotiation.sensitivity.drawn.marks import marked
from negotiation.solvers import solve

Quantity = Callable[[Game], Array]
Of = str | Quantity

@dataclass(frozen=True)
class Asked:
    """A quantity, with what it is called."""

    name: str
    function: Quantity

    def at(self, game: Game) -> Array:
        """Return the quantity at every point (P,).

        Raises
        ------
        ParameterError
            The function returns something else than a finite number a point.
        """
        found = np.asarray(self.function(game), dtype=float)
        if found.shape != (game.points,):
            raise ParameterError(f"of: {self.name} gives shape {found.shape} for {game.points} points; allowed: one "
                                 "number a point")
        return found


def asked(model: Model, of: Of, method: str) -> Asked:
    """Read what is asked for.

    Raises
    ------
    ModelError
        The text names nothing that can be asked for.
    """
    if callable(of):
        return Asked(getattr(of, "__name__", "function"), of)
    word, _, rest = (part.strip() for part in of.strip().partition(" "))
    named = next((each for each in model.outcomes if each.id == of.strip()), None)
    if named is not None:
        return Asked(named.id, partial(_holds, key=(named.id, ""), method=method))
    if of.strip() == "equilibria":
        return Asked("equilibria", partial(_count, method=method))
    if word == "slack" and rest:
        return Asked(f"slack {rest}", partial(slack, mask=_mask(model, rest)))
    if word == "payoff" and rest:
        return Asked(f"payoff {rest}", partial(_payoff, party=model.at().party_index(rest)))
    if word == "bargain" and rest:
        return Asked(f"bargain {rest}", partial(_bargain, model=model, name=rest))
    ids = [each.id for each in model.outcomes]
    raise ModelError(f"of: {unknown(f'a result of {model.id}', of, [*ids, 'equilibria', 'slack X', 'payoff X'])}")


def _mask(model: Model, text: str) -> Array:
    """Mark the profiles of an outcome, or the one profile that a text names: (S1, ..., SN) bool."""
    outcome = next((each for each in model.outcomes if each.id == text), None)
    if outcome is not None:
        return outcome.mask
    mask = np.zeros(model.strategy_counts, dtype=bool)
    if "," not in text and "/" not in text and len(model.parties) > 1:
        raise ModelError(unknown(f"an outcome of {model.id}, nor a profile", text, [o.id for o in model.outcomes]))
    mask[model.at().index(text)] = True
    return mask


def losses(game: Game) -> Array:
    """Return what the party loses that would gain most, or lose least, by leaving each profile: (P, S1, ..., SN)."""
    worst = np.full((game.points, *game.strategy_counts), np.inf)
    for i, size in enumerate(game.strategy_counts):
        own, axis = game.payoffs[:, i], 1 + i
        if size == 1:
            continue
        top = np.partition(own, size - 2, axis=axis)
        best, second = (np.take(top, [k], axis=axis) for k in (size - 1, size - 2))
        np.minimum(worst, own - np.where(own == best, second, best), out=worst)
    return worst


def slack(game: Game, mask: Array) -> Array:
    """Return the least loss from leaving the best profile of a mask: (P,)."""
    return np.asarray(losses(game)[:, mask].max(axis=1))


def _holds(game: Game, key: tuple[str, str], method: str) -> Array:
    return marked(solve(game, method)).column(key).astype(float)


def _count(game: Game, method: str) -> Array:
    return marked(solve(game, method)).count.astype(float)


def _payoff(game: Game, party: int) -> Array:
    """Return a party's payoff at the equilibrium that the logit branch selects."""
    return solve(game, "logit").payoffs[:, party]


def _shared(deal: AnyDeal) -> ShareDeal:
    assert isinstance(deal, ShareDeal)  # Else `asking` has refused what is asked of it.
    return deal


def _bargain(game: Game, model: Model, name: str) -> Array:
    """Return the share of a solution, or a party's reservation share; nan where there is no deal."""
    from negotiation.bargaining import bargain

    kind, _, party = name.partition(" ")
    if kind == "reservation":
        index = game.party_index(party.strip())
        return np.asarray(_shared(bargain(model, "nash", preset="", at=game.parameters)).reservation[:, index])
    return np.asarray(_shared(bargain(model, name, preset="", at=game.parameters)).share)


def evaluated(model: Model, places: Mapping[str, Array], quantity: Asked, size: int) -> Array:
    """Return a quantity at points, in batches whose payoffs fit in memory: (P,)."""
    count = len(next(iter(places.values())))
    parts = []
    for begin in range(0, count, size):
        part = {name: values[begin:begin + size] for name, values in places.items()}
        parts.append(quantity.at(model.at("", at=part)))
    return np.concatenate(parts)

