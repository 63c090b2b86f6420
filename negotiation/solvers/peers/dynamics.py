"""Learning dynamics of two-party games, through the nashpy package: paths of play, not lists of equilibria.

Fictitious play: each round each party plays a best reply to how often the other has played each strategy so far, drawn
at random among ties. Frequencies converge in zero-sum and 2xn games, and may cycle in others (Shapley 1964).

Replicator dynamics of two populations, payoffs in units of each party's range, time accordingly:
dx_a/dt = x_a * (u_1(a, y) - u_1(x, y)), and the same for y. It keeps the support of its start and may cycle.

Brown (1951), Iterative solution of games by fictitious play; Fudenberg and Levine (1998), The theory of learning in
games, ch. 2-3; Taylor (1979), Evolutionarily stable strategies with two types of player, J. Applied Probability 16(1).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

import numpy as np

from negotiation.arguments import needed, number, whole
from negotiation.errors import SolverError
from negotiation.game import Array, Game, Party, read_only
from negotiation.game.regret import regret
from negotiation.provenance import Provenance, Tabled

MOST_STEPS = 1_000_000
"""Rounds or times of a path of play at most."""


@dataclass(frozen=True, eq=False)
class Trajectory(Tabled):
    """A path of play at every point, rows in order of point and time.

    Attributes
    ----------
    rule : 'fictitious play' or 'replicator'.
    point : (R,) parameter point.
    time : (R,) rounds played, or time passed.
    mixtures : two arrays (R, Si): frequencies so far, or shares of a population.
    regret : (R,) the largest deviation gain at the mixtures, in payoff units; small where play is near an equilibrium.
    """

    rule: str
    parties: tuple[Party, ...]
    point: Array
    time: Array
    mixtures: tuple[Array, ...]
    regret: Array
    parameters: Mapping[str, Array] = field(default_factory=dict)
    provenance: Provenance = field(default_factory=Provenance, repr=False)

    def __len__(self) -> int:
        return len(self.point)


def fictitious_play(game: Game, rounds: int = 1000, seed: int = 0) -> Trajectory:
    """Return the frequencies of play after each of `rounds` rounds, at every point; ties are drawn from `seed`.

    Raises
    ------
    SolverError
        The game has not two parties, or `rounds` is not positive.

    >>> path = fictitious_play(Game.from_payoffs([[3, 0], [5, 1]], [[3, 5], [0, 1]]), rounds=50)
    >>> len(path), path.mixtures[0][-1].round() .tolist()
    (50, [0.0, 1.0])
    """
    needed("game", game, Game)
    whole("rounds", rounds, 1, MOST_STEPS)
    whole("seed", seed, 0, 2**32 - 1)
    from nashpy import Game as Bimatrix

    _check(game, "rounds", rounds)
    paths = []
    with _seeded(seed):
        for tables in game.payoffs:
            counts = list(Bimatrix(*tables).fictitious_play(iterations=rounds))[1:]
            paths.append([np.array(each, dtype=float) for each in zip(*counts, strict=True)])
    time = np.arange(1, rounds + 1)
    return _trajectory(game, "fictitious play", time, [[x / time[:, None] for x in path] for path in paths])


def replicator(
    game: Game, duration: float = 100.0, steps: int = 500, start: Sequence[Array] | None = None,
) -> Trajectory:
    """Return the shares of two populations at `steps` + 1 times from 0 to `duration`, at every point.

    Parameters
    ----------
    start : two mixtures (S1,) and (S2,); None starts both populations evenly mixed.

    Raises
    ------
    SolverError
        The game has not two parties, a number is not positive, or `start` is not two mixtures.
    """
    needed("game", game, Game)
    number("duration", duration)
    whole("steps", steps, 1, MOST_STEPS)
    from nashpy import Game as Bimatrix

    _check(game, "duration", duration)
    _check(game, "steps", steps)
    x, y = _start(game, start)
    time = np.linspace(0, float(duration), steps + 1)
    scaled = (game.payoffs - game.payoffs.min(axis=(2, 3), keepdims=True)) / game.scale[:, :, None, None]
    paths = []
    for tables in scaled:
        shares = Bimatrix(*tables).asymmetric_replicator_dynamics(x0=x, y0=y, timepoints=time)
        paths.append([np.maximum(each, 0) / np.maximum(each, 0).sum(axis=1, keepdims=True) for each in shares])
    return _trajectory(game, "replicator", time, paths)


def _check(game: Game, name: str, value: float) -> None:
    if len(game.parties) != 2:
        raise SolverError(f"learning dynamics take 2 parties, {game.name} has {len(game.parties)}")
    if not float(value) > 0:
        raise SolverError(f"{name} is {value}; allowed: a positive number")


def _start(game: Game, start: Sequence[Array] | None) -> list[Array]:
    if start is None:
        return [np.full(size, 1 / size) for size in game.strategy_counts]
    try:
        mixtures = [np.asarray(each, dtype=float) for each in start]
    except (TypeError, ValueError):
        mixtures = []
    shapes = [each.shape for each in mixtures] == [(size,) for size in game.strategy_counts]
    if not shapes or any((each < 0).any() or abs(each.sum() - 1) > 1e-9 for each in mixtures):
        sizes = " and ".join(str(size) for size in game.strategy_counts)
        raise SolverError(f"start must be two lists of {sizes} probabilities, each summing to 1")
    return mixtures


@contextmanager
def _seeded(seed: int) -> Iterator[None]:
    """Seed the global generator, which nashpy draws from, and put it back as it was."""
    state = np.random.get_state()  # noqa: NPY002
    np.random.seed(seed)  # noqa: NPY002
    try:
        yield
    finally:
        np.random.set_state(state)  # noqa: NPY002


def _trajectory(game: Game, rule: str, time: Array, paths: Sequence[Sequence[Array]]) -> Trajectory:
    mixtures = tuple(read_only(np.concatenate(each)) for each in zip(*paths, strict=True))
    point = np.repeat(np.arange(game.points), len(time))
    return Trajectory(rule, game.parties, point, np.tile(time, game.points), mixtures,
                      regret(game.payoffs, mixtures, point), game.parameters,
                      game.provenance.by(rule, rule))
