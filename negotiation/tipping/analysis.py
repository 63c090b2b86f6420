"""`regimes`: where the answer changes along a parameter or a path, exactly where payoffs are polynomials of it.

1. Payoffs are read as polynomials of the parameter (`line`); pure profiles by their deviation gains (`pure`).
2. Mixed equilibria of two parties as rational functions (`mixed`); of more parties from `complete` (`sampled`).
3. Where a payoff is no polynomial (exp, log, sqrt, division by the parameter), interval arithmetic instead (`numeric`).
4. The intervals are merged into regimes (`merge`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import negotiation.tipping.naming as naming
from negotiation.arguments import instance, needed, text
from negotiation.arithmetic.polynomials import NotPolynomial
from negotiation.errors import ModelError
from negotiation.model import Model
from negotiation.model.point import Point
from negotiation.tipping.along.line import Line, line
from negotiation.tipping.along.merge import merged
from negotiation.tipping.along.mixed import mixed_notes, mixed_spans
from negotiation.tipping.along.numeric import numeric_spans
from negotiation.tipping.along.pure import pure_spans
from negotiation.tipping.along.sampled import Sampling, sampled_method, sampled_spans
from negotiation.tipping.result import EXACT, Regimes, Standing

UNMIXED = "mixed equilibria were not looked for"


def regimes(
    model: Model,
    over: str | None = None,
    *,
    path: str | None = None,
    preset: str | None = None,
    mixed: bool | None = None,
    at: Mapping[str, Any] | None = None,
    **fixed: Any,
) -> Regimes:
    """Find where each equilibrium stands along a parameter, and who breaks it at each end.

    Parameters
    ----------
    over : the parameter that runs through its range.
    path : instead, a path of the model, which ties others to it.
    preset, at, fixed : where the other parameters stay; a float means its shortest decimal (0.1 is 1/10).
    mixed : look for mixed equilibria too; None means yes for two parties, no for more (there they are sampled).

    Returns
    -------
    Regimes. With polynomial payoffs every end is an exact algebraic number; else rows say how sure they are.

    Raises
    ------
    ParameterError
        A name is unknown, a value lies outside its range, or constraints hold nowhere on the line.

    >>> from negotiation.library import load
    >>> collapse = regimes(load("geneva-2016"), "control").standings[0]
    >>> collapse.outcome, str(collapse.intervals[0])
    ('COLLAPSE', '[3/4 - sqrt(56329)/364, 3/4]')
    """
    needed("model", model, Model)
    text("over", over)
    text("path", path)
    text("preset", preset)
    instance("mixed", mixed, bool)
    if not model.parameters:
        raise ModelError(f"{model.id} has no parameters to run over")
    point = model.point(preset, at=at, **fixed)
    return regimes_on(line(model, over, path, point), point, mixed)


def regimes_on(
    along: Line, point: Point, mixed: bool | None = None, sampling: Sampling | None = None
) -> Regimes:
    """Return the regimes of a line laid out through a point; `sampling` says how mixed equilibria are sampled."""
    model = along.model
    standings, notes = _standings(along, len(model.parties) == 2 if mixed is None else mixed, sampling)
    domain = [naming.interval(along, span) for span in along.domain]
    return Regimes(
        model.id, model.version, along.over, along.path, {name: float(value) for name, value in along.fixed.items()},
        tuple(standings), merged(standings, domain), tuple(notes),
        model.origin("regimes", point, along.path or None, along.parameters, {along.over: None},
                         ", ".join(dict.fromkeys(row.certainty for row in standings)) or EXACT, mixed=mixed))


def _standings(along: Line, mixed: bool, sampling: Sampling | None) -> tuple[list[Standing], list[str]]:
    """Return pure equilibria, then mixed ones if asked for, and what must be said about them."""
    try:
        standings = [naming.pure(along, profile, spans) for profile, spans in sorted(pure_spans(along).items())]
        notes = []
    except NotPolynomial as reason:
        standings = [naming.pure(along, *found) for found in numeric_spans(along)]
        notes = [f"payoffs are no polynomials of {along.over} ({reason}): "
                 "intervals are numerically certified, not exact"]
    if not mixed:
        return standings, [*notes, UNMIXED]
    if not notes and len(along.model.parties) == 2:
        return standings + [naming.mixed(along, each) for each in mixed_spans(along)], list(mixed_notes(along))
    cuts = {end.number for row in standings for each in row.intervals for end in (each.start, each.stop)}
    sampling = sampling or Sampling()
    found, proved = sampled_spans(along, cuts, sampling)
    notes.append(f"mixed equilibria were sampled with method {sampled_method(along)}"
                 f"{', each point proved complete' if proved else ', not every point proved complete'}: changes are "
                 f"located to {sampling.fine:g} of the range; two changes between neighbouring points are not seen")
    return standings + [naming.sampled(along, each) for each in found], notes
