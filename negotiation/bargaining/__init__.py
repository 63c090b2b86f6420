"""What could be agreed: the range of deals, the solutions, leverage, and whether a deal can be kept.

One file a solution; SOLUTIONS lists them; `bargain` applies them to a model or a game.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TypeAlias

import numpy as np

from negotiation.arguments import instance, listed, needed, numbers, text
from negotiation.bargaining.deals.deal import ShareDeal
from negotiation.bargaining.deals.issues import IssueDeal, issue_deal
from negotiation.bargaining.deals.packages import PackageDeal, game_deal
from negotiation.bargaining.deals.sharing import share_deal
from negotiation.bargaining.problem.disagreement import Choice
from negotiation.bargaining.problem.setting import Setting
from negotiation.bargaining.solutions.adjusted_winner import adjusted_winner
from negotiation.bargaining.solutions.table import SOLUTIONS, named
from negotiation.errors import ParameterError
from negotiation.game import Game
from negotiation.game.equilibria import Equilibria
from negotiation.game.parties import refuse_agents
from negotiation.model import Model
from negotiation.model.point import preset_of, stated
from negotiation.plain import Value
from negotiation.provenance import Provenance
from negotiation.wording import counted

__all__ = ["SOLUTIONS", "IssueDeal", "PackageDeal", "ShareDeal", "adjusted_winner", "bargain"]

AnyDeal: TypeAlias = ShareDeal | PackageDeal
"""What a bargain returns; an IssueDeal is a PackageDeal."""

DOUBT = ("what they would settle on hangs on what each has a reason to say of its own type, which a model does not say "
         "(Myerson 1984)")
"""Why nothing is said of deals between types."""


def bargain(
    source: Model | Game,
    solution: str | Sequence[str] | None = None,
    *,
    preset: str | None = None,
    path: str | None = None,
    disagreement: Choice = None,
    equilibria: Equilibria | None = None,
    method: str | None = None,
    weights: Sequence[float] | None = None,
    patience: Sequence[float] | None = None,
    curvature: Sequence[float] | float | None = None,
    at: Mapping[str, Value] | None = None,
    **values: Value,
) -> AnyDeal:
    """Find what could be agreed at P points.

    A model's [bargaining] section says whether a share is divided (ShareDeal) or issues (IssueDeal). A game, or a model
    without the section, bargains over joint lotteries of its outcomes (PackageDeal).

    Parameters
    ----------
    solution : a name in SOLUTIONS or several; None computes all that apply.
    preset, path, at, values : the points, as in `Model.at`; arrays broadcast together to P points.
    disagreement : what happens without a deal, instead of the declared rule (lotteries: the only equilibrium, else the
        maximin): a profile ("press, strike, ..."), a named outcome that is one profile, "maximin" (what each is sure of
        alone), or payoffs (by party, in party order, or (P, N)).
    equilibria : equilibria already found; they bring the points with them, so give no preset and no values.
    method : the solver for war equilibria where they are not given; None looks for pure ones, and for mixed ones at the
        points where no pure one fits the declared patterns.
    weights, patience, curvature : one number a side (a party, for lotteries and issues) instead of what the model says.

    Returns
    -------
    A deal with `.solutions`, `.disagreement`, `.exists`, `.readings`, `.to_frame()`, `.document()`.

    Raises
    ------
    ParameterError, SolverError, ModelError
        A value, a solution or a disagreement point is not allowed.

    >>> from negotiation.library import load
    >>> bargain(load("geneva-2016"), "nash").exact.solutions["nash"]
    Fraction(154647, 200000)
    """
    given, preset = stated(at, values), preset_of(at, preset)
    _check(source, solution, preset, path, equilibria, method, weights, patience, curvature, given)
    rows = named(solution)
    section = source.bargaining if isinstance(source, Model) else None
    if section is None:
        game = source.at(preset, path, at=given) if isinstance(source, Model) else source
        deal: AnyDeal = game_deal(game, rows, disagreement, weights, patience)
    elif section.issues:
        deal = issue_deal(source, rows, preset, path, disagreement, weights, patience, given)  # type: ignore[arg-type]
    else:
        setting = Setting(source, method, disagreement, _pair(curvature), _pair(weights), _pair(patience),  # type: ignore[arg-type]
                          path)
        deal = share_deal(setting, rows, preset, equilibria, given)
    asked = {"solution": None if solution is None else [row.name for row in rows], "disagreement": disagreement,
             "weights": weights, "patience": patience, "curvature": curvature}
    return replace(deal, provenance=_origin(source, deal, preset, path, equilibria, given, asked))


def _check(
    source: Model | Game, solution: object, preset: object, path: object, equilibria: object, method: object,
    weights: object, patience: object, curvature: object, values: Mapping[str, Value],
) -> None:
    needed("source", source, Model, Game)
    refuse_agents(source.name if isinstance(source, Game) else source.id, source.parties, DOUBT)
    listed("solution", None if isinstance(solution, str) else solution)
    text("preset", preset)
    text("path", path)
    instance("equilibria", equilibria, Equilibria)
    text("method", method)
    numbers("weights", weights)
    numbers("patience", patience)
    numbers("curvature", None if isinstance(curvature, int | float) else curvature)
    if empty := next((name for name, value in values.items() if np.asarray(value).size == 0), None):
        raise ParameterError(f"{empty}: found an empty list; allowed: at least one number")


def _origin(
    source: Model | Game, deal: AnyDeal, preset: str | None, path: str | None, equilibria: Equilibria | None,
    values: Mapping[str, Value], asked: Mapping[str, object],
) -> Provenance:
    known = source if isinstance(source, Game) else equilibria
    if known is not None:
        return known.provenance.by("bargain", deal.method, **asked)
    assert isinstance(source, Model)
    point = source.point(preset, at=values)
    return source.origin("bargain", point, path, deal.parameters, None, deal.method, **asked)


def _pair(given: Sequence[float] | float | None) -> tuple[float, float] | None:
    if given is None:
        return None
    if isinstance(given, int | float):
        return float(given), float(given)
    if len(given) != 2:
        raise ParameterError(f"found {counted(len(given), 'number')} for the two sides; allowed: two, one a side")
    first, second = given
    return float(first), float(second)
