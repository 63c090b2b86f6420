"""Where the answer changes: exact intervals of every equilibrium along a parameter, who breaks it at each end."""

from negotiation.tipping.analysis import regimes
from negotiation.tipping.margins import Margins, margins
from negotiation.tipping.plane.mapped import regime_map
from negotiation.tipping.ripe import ripeness

__all__ = ["Margins", "margins", "regime_map", "regimes", "ripeness"]
