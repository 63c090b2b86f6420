"""What would it take? The changes of parameters that make a target profile an equilibrium."""

from negotiation.inverse.analysis import levers

__all__ = ["levers"]
