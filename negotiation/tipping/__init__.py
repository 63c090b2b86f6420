"""Where the answer changes: exact intervals of every equilibrium along a parameter, who breaks it at each end."""

from negotiation.tipping.analysis import regimes

__all__ = ["regimes"]
