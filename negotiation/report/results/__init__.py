"""What is said of a result, one file a result: its table (`frame`), its text (`text`), its document (`document`).

A result asks by name (`provenance.told`), since this room lies above all results.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from types import ModuleType
from typing import Any

RESULTS = {
    "Game": "games.game", "Equilibria": "games.equilibria", "Sweep": "games.sweep", "Correlated": "games.correlated",
    "Trajectory": "games.trajectory", "Branch": "games.branch", "Leverage": "bargains.leverage",
    "Regimes": "regimes", "Margins": "margins", "Ripeness": "ripeness", "RegimeMap": "maps",
    "Levers": "levers", "TradeOff": "trade_off", "ShareDeal": "bargains.share", "PackageDeal": "bargains.package",
    "Stability": "stability", "StabilityAlong": "stability",
    "Coalitions": "alliances.coalitions", "PowerAlong": "alliances.power", "Voting": "alliances.voting",
    "Doubt": "beliefs.doubt", "Offer": "beliefs.offer",
    "War": "wars.war", "Fan": "wars.fan", "Others": "wars.others", "Uncertainty": "uncertainty",
    "Replay": "replay", "Difference": "replay",
}
"""Type of result, or one that it derives from -> the file here that says it."""


def said(result: object, what: str) -> Callable[..., Any]:
    """Return the function that says something of a result."""
    found = file_of(type(result))
    if found is None or not hasattr(found, what):
        raise NotImplementedError(f"{type(result).__name__} has no {what}")
    return getattr(found, what)


def file_of(kind: type) -> ModuleType | None:
    """Return the file that says results of a type, None where there is none."""
    name = next((RESULTS[each.__name__] for each in kind.__mro__ if each.__name__ in RESULTS), None)
    return None if name is None else import_module(f"negotiation.report.results.{name}")
