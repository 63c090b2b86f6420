"""The war as it unfolds: a state that the parties' choices move, and parties that look ahead (Shapley 1953).

1. The [unfolding] section at a point becomes a StochasticGame over the states of one parameter (`reading`, `kernel`).
2. A finite horizon backwards (`horizon`), one equilibrium a state by a rule (`choice`); or a stationary equilibrium
   (`stationary`, `polish`).
3. The judge (`judge`) says what is claimed: "stationary" where nobody gains at any state by any plan.
4. How it ends and how long it lasts, the fan (`chain`), deals (`deal`), other equilibria (`others`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from negotiation.arguments import needed, number, whole, wrong
from negotiation.errors import ModelError
from negotiation.game import Game
from negotiation.model import Model
from negotiation.model.point import Point
from negotiation.plain import Value
from negotiation.provenance import Provenance
from negotiation.unfolding.game.stochastic import StochasticGame as StochasticGame
from negotiation.unfolding.reading import Discount, Told, start_of, told
from negotiation.unfolding.reading import moving as moving
from negotiation.unfolding.reading import patience as patience
from negotiation.unfolding.search.choice import RULE, Rule
from negotiation.unfolding.search.choice import RULES as RULES
from negotiation.unfolding.search.found import counted, lasting, ripe, within
from negotiation.unfolding.search.stationary import stationary
from negotiation.unfolding.war import War as War

METHODS = ("complete", "pure")
MOST_POINTS, MOST_PERIODS = 401, 1000


def unfold(
    model: Model | StochasticGame, select: str = RULE, *, start: float | None = None, horizon: int | None = None,
    points: int | None = None, discount: float | Mapping[str, float] | None = None, method: str = "complete",
    preset: str | None = None, at: Mapping[str, Value] | None = None, **parameters: Value,
) -> War:
    """Let parties that look ahead play a war over the states of one parameter.

    Parameters
    ----------
    model : with an [unfolding] section; or a StochasticGame.
    select : which equilibrium is taken where a state has several: a name in RULES, or "favourite:PARTY".
    start : the value of the state at the start; None is the section's, else the point's.
    horizon : periods; in the last what is chosen lasts for ever. None looks for a stationary equilibrium.
    points : number of states; None is the section's.
    discount : of all parties, or party -> discount; None is the section's.
    method : "complete" looks at mixed equilibria where they can matter, "pure" at pure ones only.
    preset, at, parameters : where the model stands, as in `Model.point`.

    Returns
    -------
    War; its `status` says what is claimed. There may be other equilibria: see `brackets` and `others`.

    Raises
    ------
    ModelError
        The model has no such section, or its probabilities, discounts or start leave their ranges there.

    >>> unfold(StochasticGame([[[0, 1]]], 0, np.ones((1, 2, 1)), discount=0.5)).label.tolist()
    ['2']
    """
    needed("model", model, Model, StochasticGame)
    needed("select", select, str)
    whole("horizon", horizon, 1, MOST_PERIODS, optional=True)
    whole("points", points, 2, MOST_POINTS, optional=True)
    if start is not None:
        number("start", start)
    needed("method", method, str)
    if method not in METHODS:
        raise ModelError(f"method: found {method!r}; allowed: {', '.join(METHODS)}")
    for each in discount.values() if isinstance(discount, Mapping) else () if discount is None else (discount,):
        number("discount", each)
    case = _Case.of(model, start, points, discount, preset, at, parameters)
    rule = Rule.of(select, case.told.game)
    origin = case.origin(select=None if select == RULE else select, horizon=horizon, start=start, points=points,
                         discount=[f"{party}={value}" for party, value in discount.items()]
                         if isinstance(discount, Mapping) else discount)
    return case.war(rule, method, horizon, origin)


def moved(war: War, model: Model, point: Point) -> War:
    """Return the same war from where a point stands, which differs from the war's in its state alone.

    What moves with the state along the section's path does not count: the war has its own values of it.
    """
    return war.starting(start_of(model, point), _origin(model, point, **war.provenance.options))


def _origin(model: Model, point: Point, **options: object) -> Provenance:
    section = model.unfolding
    assert section is not None
    ties = model.paths[section.path].ties if section.path else {}
    here: dict[str, Value | str] = {**point.floats, **{name: tie.text for name, tie in ties.items()}}
    return model.origin("unfold", point, None, here, {}, "", **options)


@dataclass(frozen=True, eq=False)
class _Case:
    """A game to unfold, what its section says besides, and where it comes from."""

    told: Told
    model: Model | None
    point: Point | None = None

    @classmethod
    def of(cls, model: Model | StochasticGame, start: float | None, points: int | None, discount: Discount,
           preset: str | None, at: Mapping[str, Value] | None, parameters: Mapping[str, Value]) -> _Case:
        if isinstance(model, StochasticGame):
            if parameters or preset or points or discount is not None:
                raise ModelError("a StochasticGame stands as it is; it takes no parameters, points or discount")
            one_shot = Game(model.lasting, model.parties, outcomes=model.outcomes, name=model.name)
            first = float(model.states[0]) if start is None else start  # type: ignore[index]
            none = np.zeros((0,))
            return cls(Told(model, one_shot, first, none, 0.0, 0.0, ()), None)
        if model.unfolding is None:
            raise ModelError(f"{model.id} has no [unfolding] section; it takes two lines: state = \"a parameter\" and "
                             "drift = \"its expected change a period\"")
        point = model.point(preset, at=at, **parameters)
        for name, value in point.items():
            if np.asarray(value).size != 1:
                raise wrong(name, value, "one number; a war unfolds at one point")
        return cls(told(model, point, points, start, discount), model, point)

    def origin(self, **options: object) -> Provenance:
        if self.model is None or self.point is None:
            return Provenance("unfold", self.told.game.name, options=options)
        return _origin(self.model, self.point, **options)

    def war(self, rule: Rule, method: str, horizon: int | None, origin: Provenance) -> War:
        """Look, and say what was found with all that the section says of it."""
        told, game = self.told, self.told.game
        found, plans, rows, played = lasting(game, stationary(game, rule, method), method) if horizon is None else \
            within(game, rule, horizon, method)
        section = self.model.unfolding if self.model is not None else None
        ends = section.ends if section is not None else ()
        numbered = tuple(str(e + 1) for e in range(game.ends.shape[-1]))
        judged = found.judged
        passed, complete, unresolved = counted(game, rows)
        return War(
            game, told.one_shot, rule.text, found.status, found.how, found.cycle, judged.values, judged.mixtures,
            judged.regret, plans, passed, complete, unresolved, ripe(game, rows), told.start, horizon, played,
            told.terms if told.terms.size else None, tuple(end.id for end in ends) or numbered,
            tuple(end.label for end in ends) or numbered, section.state if section is not None else "state",
            section.period if section is not None else "period", told.moved_in, told.not_met, told.notices, origin)
