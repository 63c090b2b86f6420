"""The only place where the view calls the library: cached by the model (its text) and the parameter values.

Every function is pure in its arguments, so a cache shared between sessions shares nothing that one of them typed.
"""

from negotiation.view.compute.along import Along, Twin, along, at_hand, exact
from negotiation.view.compute.analyses import (
    firmness,
    joint,
    margin,
    mediated,
    ranked,
    trade_off,
    unproved,
    what_it_takes,
)
from negotiation.view.compute.deals import deal, deal_along, deal_of, deal_slopes
from negotiation.view.compute.maps import Map, over_two
from negotiation.view.compute.point import Values, game, is_path, kernel, method, named, now, off_path, running, values
from negotiation.view.compute.prepare import prepare

__all__ = [
    "Along",
    "Map",
    "Twin",
    "Values",
    "along",
    "at_hand",
    "deal",
    "deal_along",
    "deal_of",
    "deal_slopes",
    "exact",
    "firmness",
    "game",
    "is_path",
    "joint",
    "kernel",
    "margin",
    "mediated",
    "method",
    "named",
    "now",
    "off_path",
    "over_two",
    "prepare",
    "ranked",
    "running",
    "trade_off",
    "unproved",
    "values",
    "what_it_takes",
]
