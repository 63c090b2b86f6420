"""One file a method; this table is the only place that lists them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib import import_module
from inspect import signature
from math import prod

from negotiation.arguments import needed, text
from negotiation.errors import SolverError, unknown
from negotiation.game import Game
from negotiation.game.equilibria import Equilibria
from negotiation.model import Model


@dataclass(frozen=True)
class Solver:
    """A row of SOLVERS: where a method lives, what it finds, and whose it is."""

    name: str
    module: str
    finds: str
    parties: int | None
    source: str
    extra: str = ""

    def function(self) -> Callable[..., Equilibria]:
        """Import the method; it lives in its module under the module's own `solve`."""
        try:
            return import_module(self.module).solve
        except ImportError as error:
            raise SolverError(
                f"method '{self.name}' needs the package '{error.name}'; install negotiation[{self.extra}]") from None


SOLVERS: dict[str, Solver] = {row.name: row for row in (
    Solver("pure", "negotiation.solvers.pure", "every pure equilibrium", None, "Nash 1950"),
    Solver("support", "negotiation.solvers.support", "every equilibrium; the ends of continua", 2, "Mangasarian 1964"),
    Solver("vertex", "negotiation.solvers.peers.vertex", "extreme equilibria, by nashpy", 2, "Mangasarian 1964"),
    Solver("lemke-howson", "negotiation.solvers.peers.lemke_howson", "some equilibria, by nashpy", 2,
           "Lemke-Howson 1964"),
    Solver("logit", "negotiation.solvers.logit", "the limit of the principal quantal response branch", None,
           "McKelvey and Palfrey 1995; Turocy 2005"),
    Solver("complete", "negotiation.solvers.complete", "every equilibrium, with a proof that none is missing", None,
           "Porter, Nudelman and Shoham 2004; Krawczyk 1969"),
    Solver("gambit", "negotiation.solvers.peers.gambit", "what the chosen method of Gambit finds", None,
           "Savani and Turocy 2025", extra="gambit"),
)}


def applicable(game: Game) -> list[str]:
    """Return the names of the methods that take this game."""
    return [name for name, solver in SOLVERS.items() if solver.parties in (None, len(game.parties))]


MOST_SUPPORTS, MOST_PROFILES = 100_000, 4_000
"""Combinations of supports, and of choices, up to which a search for every equilibrium is worth its time."""


def provable(counts: Sequence[int]) -> bool:
    """Return whether `complete` can be asked in passing, for strategy counts (N,): supports are laid out before the
    first look at the clock."""
    few = prod(2.0**count - 1 for count in counts) <= MOST_SUPPORTS or len(counts) == 2
    return few and prod(counts) <= MOST_PROFILES


def default_method(game: Game | Model) -> str:
    """Return the method when none is named: `complete`."""
    return "complete"


def solve(game: Game | Model, method: str | None = None, **options: object) -> Equilibria:
    """Find equilibria of every point of a game.

    Parameters
    ----------
    game : a Game, a batch of P points; or a Model, which stands for itself at its default preset.
    method : a name in SOLVERS; None lets `default_method` choose, and `.method` of the result says which.
    options : passed to the method; see its module.

    Returns
    -------
    Equilibria, every row judged by recomputed regret.

    Raises
    ------
    SolverError
        The method or an option is unknown, it does not take this many parties, or needs an extra that is not installed.

    >>> from negotiation.game import Game
    >>> solve(Game.from_payoffs([[3, 0], [5, 1]], [[3, 5], [0, 1]]), "pure").label.tolist()
    ['2 / 2']
    """
    needed("game", game, Game, Model)
    text("method", method)
    game = game.at() if isinstance(game, Model) else game
    name = method or default_method(game)
    found = chosen(game, name, options)(game, **options)
    return replace(found, provenance=game.provenance.by("solve", name, **options))


@cache
def _options(function: Callable[..., Equilibria]) -> list[str]:
    return list(signature(function).parameters)[1:]


def chosen(game: Game, name: str, options: Iterable[str] = ()) -> Callable[..., Equilibria]:
    """Return a method by its name; raises SolverError as `solve` where it does not take the game or an option."""
    if name not in SOLVERS:
        raise SolverError(unknown("a method", name, SOLVERS))
    solver = SOLVERS[name]
    if solver.parties not in (None, len(game.parties)):
        raise SolverError(f"method '{name}' takes {solver.parties} parties, {game.name} has {len(game.parties)}; "
                          f"allowed: {', '.join(applicable(game))}")
    function = solver.function()
    allowed = _options(function)
    if strange := next((each for each in options if each not in allowed), None):
        raise SolverError(f"{unknown(f'an option of method {name}', strange, allowed)}; a model's parameters go into "
                          "model.at(...)")
    return function
