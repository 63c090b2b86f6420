"""A negotiation written down: what an author declares, where every parameter stands, what its formulas say there."""

from negotiation.model.model import ROUNDING, Formula, Model, Parameter, Preset

__all__ = ["ROUNDING", "Formula", "Model", "Parameter", "Preset"]
