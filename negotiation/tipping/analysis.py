"""`regimes`: where the answer changes along a parameter or a path, exactly where payoffs are polynomials of it.

1. Payoffs are read as polynomials of the parameter (`line`); pure profiles by their deviation gains (`pure`).
2. Mixed equilibria of two parties as rational functions (`mixed`); of more parties from `complete` (`sampled`).
3. Where a payoff is no polynomial (exp, log, sqrt, division by the parameter), interval arithmetic instead (`numeric`).
4. The intervals are merged into regimes (`merge`).
"""

from __future__ import annotations

from collections.abc import Sequence

from negotiation.errors import ModelError
from negotiation.game import Game
from negotiation.model import Model
from negotiation.tipping.conditions import Span
from negotiation.tipping.line import Line, line
from negotiation.tipping.merge import merged
from negotiation.tipping.pure import Deviation, pure_spans
from negotiation.tipping.result import Breaker, End, Interval, Regimes, Standing


def regimes(
    model: Model,
    over: str | None = None,
    *,
    path: str | None = None,
    preset: str | None = None,
    mixed: bool | None = None,
    **fixed: object,
) -> Regimes:
    """Find where each equilibrium stands along a parameter, and who breaks it at each end.

    Parameters
    ----------
    over : the parameter that runs through its range.
    path : instead, a path of the model, which ties others to it.
    preset, fixed : where the other parameters stay; a float means its shortest decimal (0.1 is 1/10).
    mixed : look for mixed equilibria too; None means yes for two parties, no for more (there they are sampled).

    Returns
    -------
    Regimes. With polynomial payoffs every end is an exact algebraic number; else rows say how sure they are.

    Raises
    ------
    ParameterError
        A name is unknown, a value lies outside its range, or constraints hold nowhere on the line.

    >>> from negotiation.library import load
    >>> collapse = regimes(load("geneva-2016"), "control").standings[0]
    >>> collapse.outcome, str(collapse.intervals[0])
    ('COLLAPSE', '[3/4 - sqrt(56329)/364, 3/4]')
    """
    if not model.parameters:
        raise ModelError(f"{model.id} has no parameters to run over")
    along = line(model, over, path, preset, fixed)
    game = labels(model)
    standings = [pure_standing(game, along, profile, spans) for profile, spans in sorted(pure_spans(along).items())]
    domain = [interval(game, along, None, span) for span in along.domain]
    return Regimes(
        model.id, model.version, along.over, along.path, {name: float(value) for name, value in along.fixed.items()},
        tuple(standings), merged(standings, domain))


def labels(model: Model) -> Game:
    """Return a game of the model's parties and outcomes, for its labels only."""
    import numpy as np

    return Game(np.zeros((1, len(model.parties), *model.strategy_counts)), model.parties, outcomes=model.outcomes,
                name=model.id)


def pure_standing(game: Game, along: Line, profile: tuple[int, ...], spans: Sequence[Span]) -> Standing:
    outcome = next((each for each in game.outcomes if each.mask[profile]), None)
    return Standing(
        game.label(profile), outcome.id if outcome else "", outcome.kind if outcome else "", profile,
        tuple(interval(game, along, profile, span) for span in spans))


def interval(game: Game, along: Line, profile: tuple[int, ...] | None, span: Span) -> Interval:
    """Name the ends of a span and who breaks it there."""
    def end(number, closed, edge, broken):  # type: ignore[no-untyped-def]
        breakers = tuple(_breaker(game, along, profile, each) for each in broken if isinstance(each, Deviation))
        return End(str(number), float(number), closed, edge, breakers if profile else (), number)
    return Interval(end(span.low, span.low_closed, span.low_edge, span.low_broken),
                    end(span.high, span.high_closed, span.high_edge, span.high_broken))


def _breaker(game: Game, along: Line, profile: tuple[int, ...] | None, deviation: Deviation) -> Breaker:
    party = game.parties[deviation.party]
    own = party.strategies[profile[deviation.party]].id if profile else ""
    return Breaker(party.id, own, party.strategies[deviation.to].id, deviation.text(along.over))
