"""When parties do not know each other's resolve: equilibria by type, what doubt costs, and offers under doubt.

1. The game itself is `Model.bayesian()`, and every method finds its equilibria (`solvers`).
2. How likely each combination of types is (`chances`).
3. What an equilibrium means: outcomes, payoffs before types are known, against the game in which they are (`reading`),
   or in which those of one party are (`revealing`); its numbers by name (`figures`).
4. The best take-it-or-leave-it offer to somebody whose type is not known (`proposal`).
"""

from __future__ import annotations

from collections.abc import Mapping

from negotiation.arguments import needed, text
from negotiation.incomplete.chances import form_of
from negotiation.incomplete.proposal import Offer, offer
from negotiation.incomplete.reading import Doubt, read
from negotiation.model import Model
from negotiation.model.point import preset_of, stated
from negotiation.plain import Value
from negotiation.solvers import solve

__all__ = ["Doubt", "Offer", "doubt", "offer"]


def doubt(model: Model, *, preset: str | None = None, method: str | None = None, at: Mapping[str, Value] | None = None,
          **values: Value) -> Doubt:
    """Find the equilibria of a model whose parties know their own types alone, and what they mean, at P points.

    Parameters
    ----------
    model : declares types ([[types]] in its file).
    preset, at, values : the points, as in `Model.at`.
    method : of both games, the one under doubt and those in which all types are known; None takes the default.

    Raises
    ------
    ModelError, ParameterError, SolverError
        The model declares no types, or a value or the method is not allowed.
    """
    needed("model", model, Model)
    text("preset", preset)
    text("method", method)
    given, preset = stated(at, values), preset_of(at, preset)
    form = form_of(model)
    game = form.at(preset, at=given)
    return read(form, game, solve(game, method), method)
