"""A picture of every shipped model: the answer to its first question, as `result.chart()` draws it, small."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import negotiation as ng
from negotiation.library import groups, load
from negotiation.model import Model

WIDTH = 360

SHOWS = {
    "Stability": "which states are equilibria by which concept",
    "Voting": "each member's share of the power in the vote",
    "IssueDeal": "what each side gets by every solution",
    "ShareDeal": "the shares that can be agreed, and the solutions",
    "Regimes": "where each equilibrium stands", "Game": "the payoffs of every pair of choices; filled: an equilibrium",
    "Equilibria": "what each party gets at every equilibrium",
}
"""Type of the result -> what its picture shows."""


def pictures() -> dict[str, Callable[[], str]]:
    """Return file in docs/ -> the picture as SVG."""
    return {f"pictures/{name}.svg": lambda name=name: picture(name)  # type: ignore[misc]
            for group in groups() for name in group.files}


def picture(name: str) -> str:
    """Return a model's picture."""
    import vl_convert

    spec = asked(load(name)).chart().properties(width=WIDTH).to_dict()
    drawn: str = vl_convert.vegalite_to_svg(json.dumps(spec))
    return re.sub(r' (?:class|role|aria-[a-z]+|pointer-events)="[^"]*"', "", drawn) + "\n"


def shown(model: Model) -> str:
    """Say what a model's picture shows."""
    found = asked(model)
    along = f" along `{found.parameter}`" if type(found).__name__ == "Regimes" else ""
    return SHOWS[type(found).__name__] + along


def asked(model: Model) -> Any:
    """Return the result that a model's picture shows: of its own kind, else along its first parameter, else at all."""
    if not model.has_payoffs:
        return ng.stability(model)
    if max(model.strategy_counts) == 1:
        return ng.coalitions(model).voting if model.voting else ng.bargain(model)
    if model.parameters:
        return ng.regimes(model, next(iter(model.parameters)))
    game = model.at()
    return game if len(model.parties) == 2 else ng.solve(game)
