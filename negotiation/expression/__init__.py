"""Whitelisted arithmetic: text -> tree -> NumPy, exact rationals, SymPy, LaTeX. Text is never evaluated as code."""

from negotiation.expression.evaluate import evaluate, evaluate_condition, exact, is_exact
from negotiation.expression.latex import latex, symbol, upright
from negotiation.expression.parse import parse, parse_condition
from negotiation.expression.ratio import Ratio, read_number
from negotiation.expression.simplify import simplify
from negotiation.expression.symbolic import to_sympy
from negotiation.expression.tree import FUNCTIONS, Comparison, Node, growth, names

__all__ = ["FUNCTIONS", "Comparison", "Node", "Ratio", "evaluate", "evaluate_condition", "exact", "growth", "is_exact",
           "latex", "names", "parse", "parse_condition", "read_number", "simplify", "symbol", "to_sympy", "upright"]
