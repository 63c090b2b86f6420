"""The only place where the view calls the library: cached by the model (its text) and the parameter values.

Every function is pure in its arguments, so a cache shared between sessions shares nothing that one of them typed.
"""

from negotiation.view.compute.along import Along, along
from negotiation.view.compute.analyses import exact, firmness, trade_off, what_it_takes
from negotiation.view.compute.deals import deal, deal_along, deal_slopes
from negotiation.view.compute.maps import Map, over_two
from negotiation.view.compute.point import Values, game, method, named, now, running, values
from negotiation.view.compute.prepare import prepare

__all__ = [
    "Along",
    "Map",
    "Values",
    "along",
    "deal",
    "deal_along",
    "deal_slopes",
    "exact",
    "firmness",
    "game",
    "method",
    "named",
    "now",
    "over_two",
    "prepare",
    "running",
    "trade_off",
    "values",
    "what_it_takes",
]
