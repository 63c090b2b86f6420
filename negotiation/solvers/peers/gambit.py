"""Any Nash method of Gambit through pygambit, point by point; the optional extra `gambit` (GPL-2.0-or-later).

Gambit reports no proof: `complete` is False except for `enummixed_solve`, which returns all extreme equilibria of a
two-party game in rational arithmetic. Names of the algorithms are pygambit's, without `_solve`.

Savani and Turocy (2025), Gambit: The package for computation in game theory.
"""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pygambit

from negotiation.errors import SolverError, unknown
from negotiation.game import Array, Game
from negotiation.game.equilibria import Equilibria, cleaned, collect

ALGORITHMS = {
    "enumpure": pygambit.nash.enumpure_solve,
    "enummixed": pygambit.nash.enummixed_solve,
    "enumpoly": pygambit.nash.enumpoly_solve,
    "lp": pygambit.nash.lp_solve,
    "lcp": pygambit.nash.lcp_solve,
    "logit": pygambit.nash.logit_solve,
    "ipa": pygambit.nash.ipa_solve,
    "gnm": pygambit.nash.gnm_solve,
}

TWO_PARTIES = ("enummixed", "lp", "lcp")
RATIONAL = ("enumpure", *TWO_PARTIES)


def solve(game: Game, *, algorithm: str | None = None, seconds: None = None) -> Equilibria:
    """Run one of pygambit's methods at every point.

    Parameters
    ----------
    algorithm : a name in ALGORITHMS; None takes "enummixed" for two parties, else "enumpoly".
    seconds : refused: what runs inside Gambit cannot be interrupted.

    Raises
    ------
    SolverError
        Seconds are given, the algorithm is unknown, takes two parties only, or Gambit refuses the game.
    """
    if seconds is not None:
        raise SolverError("method 'gambit' takes no seconds: what runs inside Gambit cannot be interrupted; methods "
                          "that keep to seconds: complete, support, vertex, lemke-howson, logit")
    name = algorithm or ("enummixed" if len(game.parties) == 2 else "enumpoly")
    if name not in ALGORITHMS:
        raise SolverError(unknown("an algorithm of gambit", name, ALGORITHMS))
    if name in TWO_PARTIES and len(game.parties) != 2:
        raise SolverError(f"gambit's {name} takes two parties, {game.name} has {len(game.parties)}")
    point, profiles = [], []
    for p in range(game.points):
        found = _profiles(game.payoffs[p], name)
        point += [p] * len(found)
        profiles += found
    flat = np.array(profiles).reshape(len(point), sum(game.strategy_counts))
    mixtures = np.split(flat, np.cumsum(game.strategy_counts)[:-1], axis=1)
    if name not in RATIONAL:
        mixtures = [cleaned(each) for each in mixtures]
    return collect(game, "gambit", np.array(point, dtype=int), mixtures, complete=name == "enummixed")


def _profiles(payoffs: Array, name: str) -> list[Array]:
    """Return the equilibria of one game (N, S1, ..., SN), each as probabilities over all strategies."""
    try:
        table = pygambit.Game.from_arrays(*(_exact(own) for own in payoffs))
        result = ALGORITHMS[name](table)
    except (RuntimeError, ValueError, TypeError) as error:
        text = (str(error).splitlines() or [type(error).__name__])[0]
        raise SolverError(f"gambit's {name} refuses the game: {text}") from None
    return [np.array([float(profile[strategy]) for player in table.players for strategy in player.strategies])
            for profile in result.equilibria]


def _exact(own: Array) -> Array:
    """Return one party's payoffs as the shortest decimals that round to them, which Gambit keeps exactly."""
    exact = np.empty(own.shape, dtype=object)
    exact.reshape(-1)[:] = [Decimal(repr(float(value))) for value in own.ravel()]
    return exact
