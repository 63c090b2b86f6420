"""The whole regime table of geneva-2016 over control at a new slider position, against SymPy's solveset.

The peer gets the gains as ready symbolic polynomials in control and solves each inequality gain <= 0 on the range for
the profiles that are an equilibrium somewhere, a lower bound of the work: ours starts from the formulas and all 108
profiles.
"""

from __future__ import annotations

import itertools
from fractions import Fraction

import numpy as np
import sympy

import negotiation as ng
from benchmarks.timing import Comparison, compare


def run() -> list[Comparison]:
    model = ng.load("geneva-2016")
    positions = itertools.count(1)
    gains = _gains(model)
    a = sympy.Symbol("control", real=True)
    share = sympy.Interval(0, 1)

    def ours() -> object:
        return ng.regimes(model, "control", line=0.3 + next(positions) / 10_000)

    def peer() -> object:
        return [sympy.Intersection(*(sympy.solveset(gain <= 0, a, share) for gain in row)) for row in gains]

    return [compare("geneva-2016, regime table over control, against sympy.solveset", ours, 1, peer, 1, 10,
                    unit="table")]


def _gains(model: ng.Model) -> list[list[sympy.Expr]]:
    """Return the deviation gains of the profiles that stand somewhere, as polynomials in control."""
    from negotiation.tipping.along.line import line
    from negotiation.tipping.along.screen import moves, screened

    a = sympy.Symbol("control", real=True)
    along = line(model, "control", None, model.point())
    (part,) = along.domain
    (table,) = along.tables(part.low, part.high)
    ways = moves(model.strategy_counts)
    profiles = np.array([np.ravel_multi_index(row.profile, model.strategy_counts)
                         for row in ng.regimes(model, "control").standings])
    _, (asked,) = screened([table], profiles, ways, Fraction(0))
    gains = [[table.gain(ways.party[number], at, ways.to[number, at]) for number in np.flatnonzero(own)]
             for at, own in zip(profiles, asked, strict=True)]
    return [[sum(sympy.Integer(c) * a**k for k, c in enumerate(gain)) for gain in row] for row in gains]
